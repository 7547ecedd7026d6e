# Somebody edits the tenant by hand. drift says what, by field, and exits 6; the next apply puts it back.

-- sandbox --customers 200
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

# Before the first apply nothing can have drifted.
$ cxctl drift
  No drift: prod holds what was applied (0 resources checked)
  [stderr]
  note: there is no ledger refs/cxctl/prod yet: nothing was applied, so nothing can have drifted [drift.ledger]

$ cxctl apply --yes >/dev/null 2>&1
-- requests
  ...

$ cxctl drift
  No drift: prod holds what was applied (2 resources checked)

-- requests token
  POST /oauth/token 200
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200

-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {
    "description": "edited by marketing", "exclusions": ["11111111-1111-1111-1111-111111111111"],
    "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "greater_than", "value": 100}]}}}
$ cxctl drift
  Changed by hand in prod, as applied -> as it is now:

    ~ Audience/vip  last changed {TIME}
        ~ /description                  "Spends a lot" -> "edited by marketing"
        ~ /criteria/conditions/0/value  5000 -> 100
        + /exclusions/0                 "11111111-1111-1111-1111-111111111111"

  Drift: 1 of 2 resources

  Next: cxctl plan shows what apply would put back
  [exit 6]

$ cxctl drift -o json
  {
    "format_version": "1.0",
    "tenant": "prod",
    "summary": {
      "checked": 2,
      "drift": 1,
      "ignored": 0
    },
    "checked_at": "{TIME}",
    "clean_at": "{TIME}",
    "live": {
      "complete": true,
      "requests": 1
    },
    "changes": [
      {
        "address": "Audience/vip",
        "kind": "Audience",
        "name": "vip",
        "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f",
        "action": "update",
        "class": "drift",
        "fields": [
          {
            "path": "/description",
            "op": "replace",
            "before": "Spends a lot",
            "after": "edited by marketing",
            "class": "drift"
          },
          {
            "path": "/criteria/conditions/0/value",
            "op": "replace",
            "before": 5000,
            "after": 100,
            "class": "drift"
          },
          {
            "path": "/exclusions/0",
            "op": "add",
            "before": null,
            "after": "11111111-1111-1111-1111-111111111111",
            "class": "drift"
          }
        ],
        "changed_at": "{TIME}",
        "changed_by": null,
        "between": {
          "after": "{TIME}",
          "before": "{TIME}"
        }
      }
    ],
    "diagnostics": [],
    "exit_code": 6
  }
  [exit 6]

# The ledger is what counts, not the working tree: a change in git is no drift.
$ sed -i 's/name: Gold/name: Gold tier/' audiences/gold.yaml
$ cxctl drift --quiet >/dev/null
  [exit 6]

# plan shows drift apart from what git intends.
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request)

    ~ Audience/gold
        ~ /name  "Gold" -> "Gold tier"

  Changed by hand in the tenant, will be put back:
    ~ Audience/vip  either way, 199 members
        ~ /description   "edited by marketing" -> "Spends a lot"
        ~ spend > 100 -> spend > 5000
        - /exclusions/0  "11111111-1111-1111-1111-111111111111"

  Plan: 0 to create, 2 to update, 0 to delete, 0 unchanged
        1 changed by hand

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}

$ git checkout -q audiences
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Changed by hand in the tenant, will be put back:
    ~ Audience/vip  either way, 199 members
        ~ /description   "edited by marketing" -> "Spends a lot"
        ~ spend > 100 -> spend > 5000
        - /exclusions/0  "11111111-1111-1111-1111-111111111111"

  Plan: 0 to create, 1 to update, 0 to delete, 1 unchanged
        1 changed by hand

  [1/1] Audience/vip: updated (200, {MS} ms)
    Audience/vip: 199 -> 190 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 200

$ cxctl drift
  No drift: prod holds what was applied (2 resources checked)

# Deleted by hand: drift too, and apply creates it again with the same id.
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000c", "patch": null}
$ cxctl drift
  Changed by hand in prod, as applied -> as it is now:

    - Audience/gold  was deleted, between {TIME} and {TIME}

  Drift: 1 of 2 resources

  Next: cxctl plan shows what apply would put back
  [exit 6]

$ cxctl drift -o json | jq -c '.changes[] | [.address, .action, .class, .fields]'
  ["Audience/gold","delete","drift",[]]

$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Changed by hand in the tenant, will be put back:
    + Audience/gold
        it was deleted in the tenant
        /name         "Gold"
        /criteria     tier = gold
        /description  ""
        /exclusions   []

  Plan: 1 to create, 0 to update, 0 to delete, 1 unchanged
        1 changed by hand

  Next: cxctl apply --fingerprint sha256:{HASH}

$ cxctl apply --yes | grep '^\['
  [1/1] Audience/gold: created (201, {MS} ms)

-- writes
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c 201

$ cxctl drift
  No drift: prod holds what was applied (2 resources checked)
