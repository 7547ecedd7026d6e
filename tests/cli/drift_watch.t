# Watching for drift: when, how much, what nobody manages; and putting back what was changed, and nothing else.

-- sandbox --customers 200
-- tenant
  {"audiences": [{"id": "00000000-0000-0000-0000-00000000000d", "name": "Old", "criteria": {"operator": "AND", "conditions": [{"field": "tier", "operator": "equals", "value": "old"}]}}],
   "webhooks": [{"id": "aaaaaaaa-0000-0000-0000-000000000001", "name": "forgotten", "url": "https://example.com/", "events": ["profile.updated"], "enabled": true}]}
-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    description: Spends a lot
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000c}
  spec:
    name: Gold
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- commit two audiences
$ cxctl apply --yes >/dev/null
-- requests
  ...

# Nothing has drifted; what was there before cxctl is unmanaged. The check is kept, in git's own folder.
$ cxctl drift --unmanaged --metrics drift.prom
  No drift: prod holds what was applied (2 resources checked)
  Unmanaged: 2 in the tenant that neither git nor the ledger knows: 1 Audience, 1
    Webhook
$ sed '/_seconds{/s/[0-9.]*$/N/' drift.prom
  # HELP cxctl_drift_resources Resources that were changed by hand since the last apply.
  # TYPE cxctl_drift_resources gauge
  cxctl_drift_resources{tenant="prod"} 0
  # HELP cxctl_drift_fields Fields that were changed by hand since the last apply.
  # TYPE cxctl_drift_fields gauge
  cxctl_drift_fields{tenant="prod"} 0
  # HELP cxctl_drift_checked_resources Resources of the ledger that were compared.
  # TYPE cxctl_drift_checked_resources gauge
  cxctl_drift_checked_resources{tenant="prod"} 2
  # HELP cxctl_drift_unseen_resources Resources of the ledger that the tenant cannot show.
  # TYPE cxctl_drift_unseen_resources gauge
  cxctl_drift_unseen_resources{tenant="prod"} 0
  # HELP cxctl_drift_ignored_fields Fields that differ and that the project ignores.
  # TYPE cxctl_drift_ignored_fields gauge
  cxctl_drift_ignored_fields{tenant="prod"} 0
  # HELP cxctl_unmanaged_resources Resources of the tenant that neither git nor the ledger knows.
  # TYPE cxctl_unmanaged_resources gauge
  cxctl_unmanaged_resources{tenant="prod",kind="Audience"} 1
  cxctl_unmanaged_resources{tenant="prod",kind="Webhook"} 1
  cxctl_unmanaged_resources{tenant="prod",kind="CrmWebhook"} 0
  # HELP cxctl_drift_check_timestamp_seconds When drift was looked for.
  # TYPE cxctl_drift_check_timestamp_seconds gauge
  cxctl_drift_check_timestamp_seconds{tenant="prod"} N
  # HELP cxctl_drift_clean_timestamp_seconds When a check on this machine found no drift, the last time.
  # TYPE cxctl_drift_clean_timestamp_seconds gauge
  cxctl_drift_clean_timestamp_seconds{tenant="prod"} N
  # EOF
$ jq -c 'del(.checked_at, .clean_at)' .git/cxctl/prod/drift.json
  {"drifted":{}}

# OpenMetrics, as a parser of its own reads it; drift_promtool.t asks Prometheus.
-- file openmetrics.py
  import re, sys
  text = sys.stdin.read()
  assert text.endswith("# EOF\n") and "\n\n" not in text
  name, label = r"[a-zA-Z_:][a-zA-Z0-9_:]*", r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"'
  sample = re.compile(rf"({name})\{{({label}(?:,{label})*)\}} -?[0-9]+(?:\.[0-9]+)?")
  family, seen, series = None, set(), set()
  for line in text.split("\n")[:-2]:
      if line.startswith("# HELP "):
          family = line.split(" ")[2]
          assert family not in seen, line
          seen.add(family)
      elif line.startswith("# TYPE "):
          assert line == f"# TYPE {family} gauge", line
      else:
          match = sample.fullmatch(line)
          assert match and match[1] == family and match[0].rsplit(" ", 1)[0] not in series, line
          series.add(match[0].rsplit(" ", 1)[0])
  print(len(seen), "families,", len(series), "series")
$ python3 openmetrics.py < drift.prom
  8 families, 10 series

# Somebody edits vip and deletes gold.
-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"description": "Rich", "name": "V\"I\\P"}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000c", "patch": null}
$ cxctl drift --unmanaged --metrics drift.prom
  Changed by hand in prod, as applied -> as it is now:

    - Audience/gold  was deleted, between {TIME} and {TIME}
    ~ Audience/vip  last changed {TIME}
        ~ /name         "Vip" -> "V\"I\\P"
        ~ /description  "Spends a lot" -> "Rich"

  Drift: 2 of 2 resources
  Unmanaged: 2 in the tenant that neither git nor the ledger knows: 1 Audience, 1
    Webhook

  Next: cxctl plan shows what apply would put back
  [exit 6]

$ python3 openmetrics.py < drift.prom && grep -v '^#\|_seconds' drift.prom
  9 families, 12 series
  cxctl_drift_resources{tenant="prod"} 2
  cxctl_drift_fields{tenant="prod"} 2
  cxctl_drift_checked_resources{tenant="prod"} 2
  cxctl_drift_unseen_resources{tenant="prod"} 0
  cxctl_drift_ignored_fields{tenant="prod"} 0
  cxctl_drift_resource{tenant="prod",kind="Audience",name="gold",action="delete"} 0
  cxctl_drift_resource{tenant="prod",kind="Audience",name="vip",action="update"} 2
  cxctl_unmanaged_resources{tenant="prod",kind="Audience"} 1
  cxctl_unmanaged_resources{tenant="prod",kind="Webhook"} 1
  cxctl_unmanaged_resources{tenant="prod",kind="CrmWebhook"} 0

# The bracket stays as it was first seen.
$ cxctl drift -o json | jq '[.changes[] | .between] | unique | length' > one; cxctl drift -o json | jq -r '.changes[] | .between.before' > two; cxctl drift -o json | jq -r '.changes[] | .between.before' | diff two -
$ cxctl drift -o json | jq -c '.changes[] | [.address, (.changed_at != null), .changed_by, (.between.after < .between.before)]'
  ["Audience/gold",false,null,true]
  ["Audience/vip",true,null,true]

# Git has a change of its own that nobody has applied yet. Reconciling puts back what was applied last, not that.
$ sed -i 's/value: 5000/value: 6000/' audiences/vip.yaml
-- commit stricter
$ cxctl drift --reconcile --quiet </dev/null
  [stderr]
  error: there is no terminal to ask on, and no --yes [apply.yes]
  [exit 1]
$ cxctl drift --reconcile --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Changed by hand in the tenant, will be put back:
    + Audience/gold
        it was deleted in the tenant
        /criteria     tier = gold
        /description  ""
        /exclusions   []
        /name         "Gold"
    ~ Audience/vip
        ~ /name         "V\"I\\P" -> "Vip"
        ~ /description  "Rich" -> "Spends a lot"

  Plan: 1 to create, 1 to update, 0 to delete, 0 unchanged
        2 changed by hand, 1 in the tenant that neither git nor the ledger knows

  [1/2] Audience/{ANY} (20{N}, {MS} ms)
  [2/2] Audience/{ANY} (20{N}, {MS} ms)
    Audience/gold: 44 members, evaluation COMPLETED
    Audience/vip: 190 -> 190 members, evaluation COMPLETED

  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 6 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c 201
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 200
$ cxctl drift
  No drift: prod holds what was applied (2 resources checked)
$ cxctl plan | grep '~'
    ~ Audience/vip  can only shrink, 190 members
        ~ spend > 5000 -> spend > 6000


# The ledger still says where each came from, and audit verify finds the run in order.
$ git show refs/cxctl/prod:resources/Audience/vip.json | jq -c '.origin | [.path, .line]'
  ["audiences/vip.yaml",1]
$ git log -1 --format=%s refs/cxctl/prod^2
  two audiences
$ cxctl audit verify | head -n 1
  intact: 2 runs, 12 records

# Nothing to put back: no run, no question.
$ cxctl drift --reconcile
  No drift: prod holds what was applied (2 resources checked)

# The same guards as apply: a share that is too large is refused.
-- project audiences
  safety: {max_update_percent: 10, min_resources: 1}
-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"description": "Rich again"}}
$ cxctl drift --reconcile --yes -o text=/dev/null
  [stderr]
  error: 1 of 2 resources would be updated, more than 10 % [safety.update_percent]
    hint: if that is meant, raise safety.max_update_percent in cxctl.yaml
  [exit 4]

# A run that dies in the middle is finished by the next, with what was applied last.
-- project audiences
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/*", "kind": "delay", "ms": 20000, "count": 1}
$ timeout --signal=KILL 4 cxctl drift --reconcile --yes >/dev/null 2>&1
  [killed]
-- delete /sandbox/faults
$ cxctl drift --reconcile --yes | sed 's/[0-9a-f]\{12\}\.$/COMMIT./'
  Run {RUN} ended without a seal: its process is gone.
    begun {TIME}, {N} s ago, by Ana Ops on vm
    to apply commit {COMMIT}
  Of its 1 step, 1 was in doubt; as the tenant shows now:
    Audience/vip: was updated
  It is sealed now, as {COMMIT}. What is left to do is planned anew; what was
  done is not sent again.
  No drift: prod holds what was applied (2 resources checked)
$ git show refs/cxctl/prod:resources/Audience/vip.json | jq -c '[.spec.criteria.conditions[0].value, .origin.path]'
  [5000,"audiences/vip.yaml"]

$ cxctl drift --yes
  [stderr]
  error: --yes says nothing without --reconcile [usage.option]
    hint: drift alone writes nothing; add --reconcile to put drift back
  [exit 1]
$ cxctl drift --metrics nowhere/drift.prom
  [stderr]
  error: cannot write nowhere/drift.prom: No such file or directory [file.write]
  [exit 1]
