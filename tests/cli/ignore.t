# Fields that others look after are ignored: with a reason and a date, listed in every plan.

-- sandbox --customers 200
-- project audiences
  ignore:
    - {kind: Audience, path: /description, reason: edited by marketing, until: 2099-03-31}
    - {kind: Audience, name: "vip-*", path: /exclusions, reason: the opt-out team keeps it}
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip-eu, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
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
    description: Gold
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- commit two audiences

# A new resource is created whole: the tenant has no value of its own yet.
$ cxctl apply --yes | sed -n 's/^\[.*\] //p' | sort
  Audience/gold: created (201, {MS} ms)
  Audience/vip-eu: created (201, {MS} ms)
-- requests
  ...

# Others change what is theirs, and a name that is not.
-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"description": "Rich", "exclusions": ["11111111-1111-1111-1111-111111111111"]}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000c", "patch": {"description": "All that glitters", "name": "GOLD", "exclusions": ["11111111-1111-1111-1111-111111111111"]}}
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Changed by hand in the tenant, will be put back:
    ~ Audience/gold  can only grow, 44 members
        ~ /name          "GOLD" -> "Gold"
        - /exclusions/0  "11111111-1111-1111-1111-111111111111"

  Ignored, as cxctl.yaml says:
    /description of Audience: 2 fields left, until 2099-03-31: edited by marketing
    /exclusions of Audience vip-*: 1 field left: the opt-out team keeps it

  Plan: 0 to create, 1 to update, 0 to delete, 1 unchanged
        1 changed by hand, 3 left as the tenant has it

  Next: cxctl apply --fingerprint sha256:{HASH}

$ cxctl drift
  Changed by hand in prod, as applied -> as it is now:

    ~ Audience/gold  last changed {TIME}
        ~ /name          "Gold" -> "GOLD"
        + /exclusions/0  "11111111-1111-1111-1111-111111111111"

  Drift: 1 of 2 resources, 3 fields ignored as cxctl.yaml says

  Next: cxctl plan shows what apply would put back
  [exit 6]

# With -v each field is shown, too; JSON has them always.
$ cxctl plan -v 2>/dev/null | sed -n '/^Left/,/^Ignored/p'
  Left as the tenant has it, tenant -> git:
    . Audience/gold
        ~ /description  "All that glitters" -> "Gold"  (ignored)
    . Audience/vip-eu
        ~ /description   "Rich" -> "Spends a lot"  (ignored)
        - /exclusions/0  "11111111-1111-1111-1111-111111111111"  (ignored)

  Ignored, as cxctl.yaml says:

$ cxctl plan -o json | jq -c '.ignore[], .left[]'
  {"kind":"Audience","name":null,"path":"/description","reason":"edited by marketing","until":"2099-03-31","fields":2}
  {"kind":"Audience","name":"vip-*","path":"/exclusions","reason":"the opt-out team keeps it","until":null,"fields":1}
  {"address":"Audience/gold","kind":"Audience","name":"gold","fields":[{"path":"/description","op":"replace","before":"All that glitters","after":"Gold","class":"drift","decision":"ignore"}]}
  {"address":"Audience/vip-eu","kind":"Audience","name":"vip-eu","fields":[{"path":"/description","op":"replace","before":"Rich","after":"Spends a lot","class":"drift","decision":"ignore"},{"path":"/exclusions/0","op":"remove","before":"11111111-1111-1111-1111-111111111111","after":null,"class":"drift","decision":"ignore"}]}

$ cxctl apply --yes | grep '^\['
  [1/1] Audience/gold: updated (200, {MS} ms)

$ curl -sS {URL}/sandbox/state | jq -c '.audiences[] | [.name, .description, .exclusions]'
  ["Gold","All that glitters",[]]
  ["Vip","Rich",["11111111-1111-1111-1111-111111111111"]]

-- writes
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c 200

# Base stays where it was: when the rule goes, what differs is drift, and is put back.
$ git show refs/cxctl/prod:resources/Audience/gold.json | jq -r .spec.description
  Gold

$ cxctl plan --detailed-exitcode
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Ignored, as cxctl.yaml says:
    /description of Audience: 2 fields left, until 2099-03-31: edited by marketing
    /exclusions of Audience vip-*: 1 field left: the opt-out team keeps it

  No changes: but for what is left, the tenant is as git says, 2 unchanged

# A change of git to an ignored field is not sent, and is no conflict.
$ sed -i 's/Spends a lot/Spends a fortune/; s/5000/6000/' audiences/vip.yaml
-- commit a fortune
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/vip-eu  can only shrink, 190 members
        ~ spend > 5000 -> spend > 6000

  Ignored, as cxctl.yaml says:
    /description of Audience: 2 fields left, until 2099-03-31: edited by marketing
    /exclusions of Audience vip-*: 1 field left: the opt-out team keeps it

  Plan: 0 to create, 1 to update, 0 to delete, 1 unchanged
        3 left as the tenant has it

  [1/1] Audience/vip-eu: updated (200, {MS} ms)
    Audience/vip-eu: 190 -> 189 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 200

# Deleted in the tenant: what git changed was ignored, so it is drift, and not a conflict.
-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": null}
$ cxctl plan -o json | jq -c '.changes[] | [.address, .action, .class]'
  ["Audience/vip-eu","create","drift"]

# An expired rule is an error wherever it counts, and so is one that means nothing.
-- project audiences
  ignore:
    - {kind: Audience, path: /description, reason: edited by marketing, until: 2024-03-31}
    - {kind: Audience, path: /descripton, reason: a letter is missing}
    - {kind: Audiance, path: /description}
    - {kind: Audience, path: /criteria/conditions/0/value}
    - {path: /exclusions/0}
    - {kind: Webhook, path: /secret}
    - {kind: Audience, path: /version}
    - {path: /nonsense, until: 2024-02-30}
$ cxctl validate
  [stderr]
  cxctl.yaml:21:30: error: until is "2024-02-30", which is not a date [schema.format]
     21 |   - {path: /nonsense, until: 2024-02-30}
        |                              ^^^^^^^^^^
    hint: a date looks like 2026-11-21
  [exit 1]

$ sed -i 's/until: 2024-02-30/until: 2024-02-29/' cxctl.yaml && cxctl validate
  [stderr]
  cxctl.yaml:14:78: error: the rule that ignores /description expired on 2024-03-31: edited by marketing [ignore.expired]
     14 |   - {kind: Audience, path: /description, reason: edited by marketing, until: 2024-03-31}
        |                                                                              ^^^^^^^^^^
    hint: take the rule out, so that git and the tenant are compared again, or give it a later date
  cxctl.yaml:15:28: error: /descripton is not in the spec of Audience [ignore.path]
     15 |   - {kind: Audience, path: /descripton, reason: a letter is missing}
        |                            ^^^^^^^^^^^
    hint: did you mean /description?
  cxctl.yaml:16:12: error: there is no kind Audiance [ignore.kind]
     16 |   - {kind: Audiance, path: /description}
        |            ^^^^^^^^
    hint: did you mean Audience?
  cxctl.yaml:17:28: error: /criteria/conditions/0/value lies, in Audience, inside of what is compared as a whole [ignore.path]
     17 |   - {kind: Audience, path: /criteria/conditions/0/value}
        |                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: ignore /criteria
  cxctl.yaml:18:12: error: /exclusions/0 lies, in any kind, inside of what is compared as a whole [ignore.path]
     18 |   - {path: /exclusions/0}
        |            ^^^^^^^^^^^^^
    hint: ignore /exclusions
  cxctl.yaml:19:27: error: /secret is a secret in Webhook, which the tenant does not show, so it cannot be left [ignore.path]
     19 |   - {kind: Webhook, path: /secret}
        |                           ^^^^^^^
    hint: take the rule out
  cxctl.yaml:20:28: error: /version is never compared in Audience, so there is nothing to ignore [ignore.path]
     20 |   - {kind: Audience, path: /version}
        |                            ^^^^^^^^
    hint: take the rule out
  cxctl.yaml:21:12: error: /nonsense is not in the spec of any kind [ignore.path]
     21 |   - {path: /nonsense, until: 2024-02-29}
        |            ^^^^^^^^^
    hint: a path is a JSON Pointer into spec: /description
  cxctl.yaml:21:30: error: the rule that ignores /nonsense expired on 2024-02-29 [ignore.expired]
     21 |   - {path: /nonsense, until: 2024-02-29}
        |                              ^^^^^^^^^^
    hint: take the rule out, so that git and the tenant are compared again, or give it a later date
  9 errors
  [exit 1]

$ cxctl plan >/dev/null 2>&1
  [exit 1]

$ cxctl drift >/dev/null 2>&1
  [exit 1]

-- requests
  ...
