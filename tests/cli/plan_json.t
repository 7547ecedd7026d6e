# `plan -o json` is a contract: every name of it, and that it fits the schema that is published.

-- sandbox --customers 200
-- project
-- secret HOOK_SECRET
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: Gold
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
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
-- file webhooks/hook.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: hook}
  spec:
    name: hook
    url: https://hook.example.com/
    events: [profile.updated]
-- commit start
$ cxctl apply --yes -o json=../apply.json -o text=/dev/null 2>/dev/null

# A change of each sort: an update that is intended, drift, a conflict, a create with a secret, a delete.
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000b", "patch": {"description": "by hand"}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000c", "patch": {"name": "Brass"}}
$ sed -i 's/value: gold/value: platinum/; s/name: Bronze/name: Copper/' audiences/all.yaml && git rm -q webhooks/hook.yaml && mkdir -p webhooks
-- file webhooks/other.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: other}
  spec:
    name: other
    url: https://other.example.com/
    events: [profile.created]
    secret: {env: HOOK_SECRET}
-- commit a change of each sort
$ cxctl plan --detailed-exitcode -o json
  {
    "format_version": "1.0",
    "tenant": "prod",
    "base_url": "{URL}",
    "commit": "{COMMIT}",
    "dirty": false,
    "fingerprint": "sha256:{HASH}",
    "summary": {
      "create": 1,
      "update": 3,
      "delete": 1,
      "unchanged": 0,
      "drift": 1,
      "conflict": 1
    },
    "live": {
      "complete": true,
      "requests": 2
    },
    "apply": {
      "requests": 14,
      "milliseconds": 71,
      "guards": {
        "Audience": "etag",
        "Webhook": "etag"
      }
    },
    "changes": [
      {
        "address": "Audience/bronze",
        "kind": "Audience",
        "name": "bronze",
        "id": "00000000-0000-0000-0000-00000000000c",
        "action": "update",
        "class": "conflict",
        "effect": "no effect",
        "members": 65,
        "criteria": {
          "before": "tier = bronze",
          "after": "tier = bronze",
          "changes": []
        },
        "origin": {
          "file": "audiences/all.yaml",
          "line": 15,
          "commit": "{COMMIT}",
          "author": "Ana Ops"
        },
        "fields": [
          {
            "path": "/name",
            "op": "replace",
            "before": "Brass",
            "after": "Copper",
            "class": "conflict"
          }
        ],
        "digests": {
          "body": "{HASH}",
          "live": "{HASH}"
        },
        "note": null,
        "refusal": "changed both in git and in the tenant since the last apply"
      },
      {
        "address": "Audience/gold",
        "kind": "Audience",
        "name": "gold",
        "id": "00000000-0000-0000-0000-00000000000a",
        "action": "update",
        "class": "intended",
        "effect": "either way",
        "members": 44,
        "criteria": {
          "before": "tier = gold",
          "after": "tier = platinum",
          "changes": [
            {
              "change": "changed",
              "group": false,
              "path": "/criteria/conditions/0",
              "from": "/criteria/conditions/0",
              "before": "tier = gold",
              "after": "tier = platinum"
            }
          ]
        },
        "origin": {
          "file": "audiences/all.yaml",
          "line": 1,
          "commit": "{COMMIT}",
          "author": "Ana Ops"
        },
        "fields": [
          {
            "path": "/criteria/conditions/0/value",
            "op": "replace",
            "before": "gold",
            "after": "platinum",
            "class": "intended"
          }
        ],
        "digests": {
          "body": "{HASH}",
          "live": "{HASH}"
        },
        "note": null,
        "refusal": null
      },
      {
        "address": "Audience/silver",
        "kind": "Audience",
        "name": "silver",
        "id": "00000000-0000-0000-0000-00000000000b",
        "action": "update",
        "class": "drift",
        "effect": "no effect",
        "members": 44,
        "criteria": {
          "before": "tier = silver",
          "after": "tier = silver",
          "changes": []
        },
        "origin": {
          "file": "audiences/all.yaml",
          "line": 8,
          "commit": "{COMMIT}",
          "author": "Ana Ops"
        },
        "fields": [
          {
            "path": "/description",
            "op": "replace",
            "before": "by hand",
            "after": "",
            "class": "drift"
          }
        ],
        "digests": {
          "body": "{HASH}",
          "live": "{HASH}"
        },
        "note": null,
        "refusal": null
      },
      {
        "address": "Webhook/hook",
        "kind": "Webhook",
        "name": "hook",
        "id": "{UUID}",
        "action": "delete",
        "class": "intended",
        "effect": null,
        "members": null,
        "criteria": null,
        "origin": {
          "file": "webhooks/hook.yaml",
          "line": 1,
          "commit": "{COMMIT}",
          "author": null
        },
        "fields": [
          {
            "path": "/name",
            "op": "remove",
            "before": "hook",
            "after": null,
            "class": "intended"
          },
          {
            "path": "/url",
            "op": "remove",
            "before": "https://hook.example.com/",
            "after": null,
            "class": "intended"
          },
          {
            "path": "/events",
            "op": "remove",
            "before": [
              "profile.updated"
            ],
            "after": null,
            "class": "intended"
          },
          {
            "path": "/enabled",
            "op": "remove",
            "before": true,
            "after": null,
            "class": "intended"
          },
          {
            "path": "/headers",
            "op": "remove",
            "before": {},
            "after": null,
            "class": "intended"
          }
        ],
        "digests": {
          "body": null,
          "live": "{HASH}"
        },
        "note": null,
        "refusal": null
      },
      {
        "address": "Webhook/other",
        "kind": "Webhook",
        "name": "other",
        "id": null,
        "action": "create",
        "class": "intended",
        "effect": null,
        "members": null,
        "criteria": null,
        "origin": {
          "file": "webhooks/other.yaml",
          "line": 1,
          "commit": "{COMMIT}",
          "author": "Ana Ops"
        },
        "fields": [
          {
            "path": "/name",
            "op": "add",
            "before": null,
            "after": "other",
            "class": "intended"
          },
          {
            "path": "/url",
            "op": "add",
            "before": null,
            "after": "https://other.example.com/",
            "class": "intended"
          },
          {
            "path": "/events",
            "op": "add",
            "before": null,
            "after": [
              "profile.created"
            ],
            "class": "intended"
          },
          {
            "path": "/secret",
            "op": "add",
            "before": null,
            "after": {
              "env": "HOOK_SECRET"
            },
            "class": "intended"
          },
          {
            "path": "/enabled",
            "op": "add",
            "before": null,
            "after": true,
            "class": "intended"
          },
          {
            "path": "/headers",
            "op": "add",
            "before": null,
            "after": {},
            "class": "intended"
          }
        ],
        "digests": {
          "body": "{HASH}",
          "live": null
        },
        "note": null,
        "refusal": null
      }
    ],
    "left": [],
    "ignore": [],
    "refusals": [
      {
        "code": "safety.delete",
        "message": "1 resource would be deleted",
        "hint": "if that is meant, apply with --allow-delete 1"
      }
    ],
    "diagnostics": [],
    "exit_code": 2
  }
  [exit 2]

# The schema that is published for it: of a plan with everything, of an empty one, and of an error.
-- file fits.py
  import json, os, re, sys

  ROOT = json.load(open(os.environ["CX_SOURCE_DIR"] + "/schemas/plan.schema.json"))
  TYPES = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "null": type(None)}

  def check(value, schema, path):
      if "$ref" in schema:
          check(value, ROOT["$defs"][schema["$ref"].rsplit("/", 1)[1]], path)
      types = schema.get("type", [])
      types = [types] if isinstance(types, str) else types
      assert not types or any(type(value) is TYPES[name] for name in types), f"{path}: {value!r} is no {types}"
      assert value in schema.get("enum", [value]), f"{path}: {value!r} is none of {schema['enum']}"
      assert not isinstance(value, str) or re.search(schema.get("pattern", ""), value), f"{path}: {value!r}"
      if isinstance(value, dict):
          missing = set(schema.get("required", [])) - set(value)
          assert not missing, f"{path}: without {missing}"
          properties = schema.get("properties", {})
          for key, member in value.items():
              assert key in properties or schema.get("additionalProperties", True), f"{path}: {key} is not known"
              check(member, properties.get(key, {}), f"{path}/{key}")
      if isinstance(value, list):
          for at, item in enumerate(value):
              check(item, schema.get("items", {}), f"{path}/{at}")

  for name in sys.argv[1:]:
      document = json.load(open(name))
      check(document, ROOT, "")
      for key in ROOT["dependentRequired"]["changes"] if "changes" in document else []:
          assert key in document, f"{name}: without {key}"
      print(name, "fits:", len(document.get("changes", [])), "changes,", len(document["diagnostics"]), "diagnostics")
$ cxctl plan -o json=everything.json -o text=/dev/null
$ cxctl plan --rev HEAD -o json=rev.json -o text=/dev/null
$ cxctl plan --nonsense -o json > usage.json 2>/dev/null
  [exit 1]
$ sed -i 's/operator: AND/operator: and/' audiences/all.yaml && cxctl plan -o json > wrong.json 2>/dev/null
  [exit 1]
$ python3 fits.py everything.json rev.json usage.json wrong.json
  everything.json fits: 5 changes, 0 diagnostics
  rev.json fits: 5 changes, 0 diagnostics
  usage.json fits: 0 changes, 1 diagnostics
  wrong.json fits: 0 changes, 3 diagnostics

# Two runs give the same document, but for nothing: there is no time in it. The order of keys is that of the design.
$ git reset -q --hard && cxctl plan -o json | cmp - rev.json

$ jq -r 'keys_unsorted | join(" ")' rev.json
  format_version tenant base_url commit dirty fingerprint summary live apply changes left ignore refusals diagnostics exit_code

$ jq -r '.changes[0] | keys_unsorted | join(" ")' rev.json
  address kind name id action class effect members criteria origin fields digests note refusal
