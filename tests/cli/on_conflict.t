# What git and the tenant have both changed is decided field by field, for once or in cxctl.yaml.

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
-- file audiences/old.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: old, id: 00000000-0000-0000-0000-00000000000d}
  spec:
    name: Old
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}
-- commit three audiences
$ cxctl apply --yes >/dev/null
-- requests
  ...

# Git changes the description and the limit, marketing the description and the name. Git changes gold, which
# somebody deleted; git removes old, which somebody changed.
$ sed -i 's/Spends a lot/Spends a fortune/; s/5000/6000/' audiences/vip.yaml
$ sed -i 's/name: Gold/name: Gold tier/' audiences/gold.yaml && git rm -q audiences/old.yaml
-- commit a fortune
-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"description": "Rich", "name": "VIP"}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000c", "patch": null}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000d", "patch": {"name": "Still in use"}}
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Conflicts, which stop apply until they are decided:
    + Audience/gold
        it was deleted in the tenant
        refused: deleted in the tenant, but changed in git since the last apply
        /name         "Gold tier"
        /criteria     tier = gold
        /description  ""
        /exclusions   []
    - Audience/old  44 members
        refused: removed from git, but changed in the tenant since the last apply
    ~ Audience/vip  can only shrink, 190 members
        refused: changed both in git and in the tenant since the last apply
        ~ /name         "VIP" -> "Vip"  (changed by hand)
        ~ /description  "Rich" -> "Spends a fortune"
        criteria from git:
        ~ spend > 5000 -> spend > 6000

  Plan: 1 to create, 1 to update, 1 to delete, 0 unchanged
        3 conflicts

  apply would refuse this plan:
    1 resource would be deleted [safety.delete]
      hint: if that is meant, apply with --allow-delete 1
    3 changes are refused above, each with its reason
      hint: to decide a conflict, take the tenant's values into git, or apply with
        --on-conflict overwrite or --on-conflict keep-live

$ cxctl apply --yes --allow-delete 1 -o text=/dev/null
  [stderr]
  audiences/gold.yaml:1:1: error: Audience/gold: deleted in the tenant, but changed in git since the last apply [apply.conflict]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: take the tenant's values into git, or decide with --on-conflict overwrite or --on-conflict keep-live
  audiences/vip.yaml:1:1: error: Audience/vip: changed both in git and in the tenant since the last apply [apply.conflict]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: take the tenant's values into git, or decide with --on-conflict overwrite or --on-conflict keep-live
  error: Audience/old: removed from git, but changed in the tenant since the last apply [apply.conflict]
    hint: take the tenant's values into git, or decide with --on-conflict overwrite or --on-conflict keep-live
  3 errors
  [exit 5]

-- writes

# A plan of a decision is not applied without it, and the refusal says that the decision is what is missing.
$ cxctl plan --on-conflict keep-live --quiet --out ../plan.json >/dev/null
$ cxctl apply ../plan.json --yes -o text=/dev/null
  [stderr]
  error: what would be done is not what ../plan.json says any more [apply.stale]
    note: it has sha256:{HASH} now
    hint: look at the plan as it is now, and approve that: cxctl plan --out ../plan.json
  note: Audience/gold: would be created now, in conflict with the tenant, and was not in the plan [apply.stale]
  note: Audience/old: would be deleted now, in conflict with the tenant, and was not in the plan [apply.stale]
  note: Audience/vip: is refused now: changed both in git and in the tenant since the last apply [apply.stale]
  note: Audience/vip /description: the tenant has "Rich" now, and git "Spends a fortune" [apply.stale]
  [exit 5]

# keep-live: what is in conflict stays as the tenant has it. All else is done.
$ cxctl plan --on-conflict keep-live
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Changed by hand in the tenant, will be put back:
    ~ Audience/vip  can only shrink, 190 members
        ~ /name  "VIP" -> "Vip"
        criteria from git:
        ~ spend > 5000 -> spend > 6000

  Left as the tenant has it, tenant -> git:
    . Audience/gold
        deleted in the tenant, but changed in git: it is not created anew
    . Audience/old
        removed from git, but changed in the tenant: it stays
    . Audience/vip
        ~ /description  "Rich" -> "Spends a fortune"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged
        1 changed by hand, 3 left as the tenant has it

  Next: cxctl apply --on-conflict keep-live --fingerprint sha256:{HASH}

$ cxctl plan --on-conflict keep-live -o json | jq -c '.summary, .left[]'
  {"create":0,"update":1,"delete":0,"unchanged":0,"drift":1,"conflict":0}
  {"address":"Audience/gold","kind":"Audience","name":"gold","fields":[{"path":"","op":"add","before":null,"after":null,"class":"conflict","decision":"keep-live"}]}
  {"address":"Audience/old","kind":"Audience","name":"old","fields":[{"path":"","op":"remove","before":null,"after":null,"class":"conflict","decision":"keep-live"}]}
  {"address":"Audience/vip","kind":"Audience","name":"vip","fields":[{"path":"/description","op":"replace","before":"Rich","after":"Spends a fortune","class":"conflict","decision":"keep-live"}]}

$ cxctl apply --yes --on-conflict keep-live | grep '^\['
  [1/1] Audience/vip: updated (200, {MS} ms)

$ curl -sS {URL}/sandbox/state | jq -c '.audiences[] | [.name, .description, .criteria.conditions[0].value]'
  ["Still in use","","silver"]
  ["Vip","Rich",6000]

-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 200

# Base stays where it was, so it is a conflict until somebody decides for good.
$ git show refs/cxctl/prod:resources/Audience/vip.json | jq -c '.spec | [.name, .description, .criteria.conditions[0].value]'
  ["Vip","Spends a lot",6000]

$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Conflicts, which stop apply until they are decided:
    + Audience/gold
        it was deleted in the tenant
        refused: deleted in the tenant, but changed in git since the last apply
        /name         "Gold tier"
        /criteria     tier = gold
        /description  ""
        /exclusions   []
    - Audience/old  44 members
        refused: removed from git, but changed in the tenant since the last apply
    ~ Audience/vip
        refused: changed both in git and in the tenant since the last apply
        ~ /description  "Rich" -> "Spends a fortune"

  Plan: 1 to create, 1 to update, 1 to delete, 0 unchanged
        3 conflicts

  apply would refuse this plan:
    1 resource would be deleted [safety.delete]
      hint: if that is meant, apply with --allow-delete 1
    3 changes are refused above, each with its reason
      hint: to decide a conflict, take the tenant's values into git, or apply with
        --on-conflict overwrite or --on-conflict keep-live

$ cxctl plan --on-conflict keep-live --detailed-exitcode
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Left as the tenant has it, tenant -> git:
    . Audience/gold
        deleted in the tenant, but changed in git: it is not created anew
    . Audience/old
        removed from git, but changed in the tenant: it stays
    . Audience/vip
        ~ /description  "Rich" -> "Spends a fortune"

  No changes: but for what is left, the tenant is as git says, 1 unchanged

$ cxctl apply --yes --on-conflict keep-live
  Nothing to do: but for what is left, prod is what {COMMIT} says.
  1 unchanged, 1 request, none of them a write.

-- writes

# The project decides: git wins.
-- project audiences
  safety: {on_conflict: overwrite}
-- commit git wins
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    + Audience/gold
        deleted in the tenant, changed in git: git wins (safety.on_conflict)
        /name         "Gold tier"
        /criteria     tier = gold
        /description  ""
        /exclusions   []
    - Audience/old  44 members
        removed from git, changed in the tenant: git wins (safety.on_conflict)
    ~ Audience/vip
        changed in the tenant too: git wins (safety.on_conflict)
        ~ /description  "Rich" -> "Spends a fortune"

  Plan: 1 to create, 1 to update, 1 to delete, 0 unchanged
        3 taken over from the tenant

  apply would refuse this plan:
    1 resource would be deleted [safety.delete]
      hint: if that is meant, apply with --allow-delete 1

  Next: cxctl apply --fingerprint sha256:{HASH} --allow-delete 1

$ cxctl plan --on-conflict refuse --quiet -o json | jq -c '[.changes[].refusal]'
  ["deleted in the tenant, but changed in git since the last apply","removed from git, but changed in the tenant since the last apply","changed both in git and in the tenant since the last apply"]

$ cxctl plan -o json | jq -c '.changes[] | [.address, (.fields[] | [.path, .class, .decision])]'
  ["Audience/gold",["/name","conflict","overwrite"],["/criteria","conflict","overwrite"],["/description","conflict","overwrite"],["/exclusions","conflict","overwrite"]]
  ["Audience/old",["/name","conflict","overwrite"],["/criteria","conflict","overwrite"],["/description","conflict","overwrite"],["/exclusions","conflict","overwrite"]]
  ["Audience/vip",["/description","conflict","overwrite"]]

$ cxctl apply --yes --allow-delete 1 | sed -n 's/^\[.*\] //p' | sort
  Audience/gold: created (201, {MS} ms)
  Audience/old: deleted (204, {MS} ms)
  Audience/vip: updated (200, {MS} ms)

$ cxctl apply --yes
  Nothing to do: prod is what {COMMIT} says.
  2 unchanged, 1 request, none of them a write.

-- writes
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c 201
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 200
  DELETE /api/v1/audiences/00000000-0000-0000-0000-00000000000d 204

$ cxctl plan --on-conflict live
  [stderr]
  error: --on-conflict cannot be "live", only refuse, overwrite or keep-live [usage.value]
  [exit 1]
