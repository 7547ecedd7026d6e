# SPDX-License-Identifier: Apache-2.0
"""A project with a change of each sort, for tests of pages."""

import json

AUDIENCES = """\
apiVersion: cxctl/v1
kind: Audience
metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
spec:
  name: Gold
  description: Everyone whom the loyalty programme knows as gold, and who may be written to
  criteria:
    operator: AND
    conditions:
      - {field: tier, operator: equals, value: gold}
      - {field: region, operator: in, value: [emea, apac]}
      - operator: OR
        conditions:
          - {field: spend, operator: greater_than_or_equal, value: 500}
          - {field: engagement_score, operator: greater_than, value: 80}
---
apiVersion: cxctl/v1
kind: Audience
metadata: {name: silver, id: 00000000-0000-0000-0000-00000000000b}
spec:
  name: Silver
  criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}
---
apiVersion: cxctl/v1
kind: Audience
metadata: {name: bronze, id: 00000000-0000-0000-0000-00000000000c}
spec:
  name: Bronze
  criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: bronze}]}
"""
HOOK = """\
apiVersion: cxctl/v1
kind: Webhook
metadata: {name: %s}
spec:
  name: %s
  url: https://%s.example.com/
  events: [profile.updated]
"""
NEW = """\
apiVersion: cxctl/v1
kind: Audience
metadata: {name: lapsed, id: 00000000-0000-0000-0000-00000000000d}
spec:
  name: Lapsed
  description: Gold once, and silent for half a year
  criteria:
    operator: AND
    conditions:
      - {field: tier, operator: equals, value: gold}
      - {field: lifecycle_stage, operator: equals, value: lapsed}
"""
PROJECT = """\
apiVersion: cxctl/v1
kind: Project
definitions: [audiences, webhooks]
tenants:
  prod:
    base_url: {URL}
    auth:
      token_url: {URL}/oauth/token
      client_id: {env: CXONE_CLIENT_ID}
      client_secret: {env: CXONE_CLIENT_SECRET}
"""


def must(world, command):
    out, err, status = world.run(command)
    if status:
        raise AssertionError(f"{command}: {status}\n{out}{err}")
    return out


def write(world, name, text):
    world.write(name, text.splitlines())


def edit(world, last, **patch):
    """A change by hand, behind git's back."""
    world.ask("POST", "/sandbox/edit",
              json.dumps({"kind": "Audience", "id": f"00000000-0000-0000-0000-00000000000{last}", "patch": patch}))


def start(world):
    """Three audiences and a webhook, applied."""
    write(world, "cxctl.yaml", PROJECT)
    write(world, "audiences/loyalty.yaml", AUDIENCES)
    write(world, "webhooks/hook.yaml", HOOK % (("hook",) * 3))
    world.commit("start")
    must(world, "cxctl apply --yes")


def commit_changes(world):
    """An update of criteria, a conflict, drift, two creates, a delete."""
    edit(world, "b", description="written by hand, in a hurry")
    edit(world, "c", name="Brass")
    changed = AUDIENCES.replace("value: gold", "value: platinum").replace("name: Bronze", "name: Copper")
    changed = changed.replace("greater_than_or_equal, value: 500", "greater_than_or_equal, value: 750")
    changed = changed.replace("          - {field: engagement_score, operator: greater_than, value: 80}\n",
                              "          - {field: opted_in, operator: equals, value: true}\n")
    write(world, "audiences/loyalty.yaml", changed)
    write(world, "audiences/lapsed.yaml", NEW)
    must(world, "git rm -q webhooks/hook.yaml")
    write(world, "webhooks/sync.yaml", HOOK % (("crm-sync",) * 3))
    world.commit("platinum")


def commit_many(world, count):
    """Many creates with criteria."""
    documents = [NEW.replace("name: lapsed", f"name: name-{n:05d}").replace("name: Lapsed", f"name: Name {n:05d}")
                 .replace("00000000000d", f"{n + 100:012x}") for n in range(count)]
    for first in range(0, count, 1000):
        write(world, f"audiences/many-{first:05d}.yaml", "---\n".join(documents[first:first + 1000]))
    world.commit("many")
