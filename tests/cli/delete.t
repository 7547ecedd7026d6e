# Nothing is deleted by accident: only what the ledger owns, only with the exact count, never what is protected.

-- sandbox --customers 200
-- project audiences
  safety: {min_resources: 100}
-- tenant
  {"audiences": [{"id": "99999999-9999-9999-9999-999999999999", "name": "Not ours",
    "criteria": {"operator": "AND", "conditions": [{"field": "tier", "operator": "equals", "value": "gold"}]}}]}
-- file audiences/do-not-contact.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: do-not-contact, id: 00000000-0000-0000-0000-00000000000b, protect: true}
  spec:
    name: Do not contact
    criteria: {operator: AND, conditions: [{field: opted_in, operator: equals, value: false}]}
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000c}
  spec:
    name: Gold
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
    exclusions: [{ref: do-not-contact}]
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 00000000-0000-0000-0000-00000000000d}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
    exclusions: [{ref: gold}]
-- commit three audiences

# What is referred to comes first: do-not-contact before gold, gold before vip.
$ cxctl apply --yes -o json 2>/dev/null | jq -c '.summary | {applied, not_applied}'
  {"applied":3,"not_applied":0}

-- writes ordered
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000d 201

# Two files go away, and another audience is new.
$ git rm -q audiences/vip.yaml audiences/gold.yaml
-- file audiences/silver.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: silver, id: 00000000-0000-0000-0000-00000000000e}
  spec:
    name: Silver
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}
-- commit silver instead of gold
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    - Audience/gold  34 members
    + Audience/silver
        /name         "Silver"
        /criteria     tier = silver
        /description  ""
        /exclusions   []
    - Audience/vip  156 members

  Plan: 1 to create, 0 to update, 2 to delete, 1 unchanged
        1 in the tenant that neither git nor the ledger knows

  apply would refuse this plan:
    2 resources would be deleted [safety.delete]
      hint: if that is meant, apply with --allow-delete 2

  Next: cxctl apply --fingerprint sha256:{HASH} --allow-delete 2

# Without the count, with another count: refused before the first write.
$ cxctl apply --yes -o text=/dev/null
  [stderr]
  error: 2 resources would be deleted [safety.delete]
    hint: if that is meant, apply with --allow-delete 2
  [exit 4]

$ cxctl apply --yes --allow-delete 1 -o text=/dev/null
  [stderr]
  error: 2 would be deleted, but --allow-delete says 1 [safety.delete]
    hint: if that is meant, apply with --allow-delete 2
  [exit 4]

$ cxctl apply --yes --allow-delete 3 -o text=/dev/null
  [stderr]
  error: 2 would be deleted, but --allow-delete says 3 [safety.delete]
    hint: if that is meant, apply with --allow-delete 2
  [exit 4]

-- writes

# With the exact count: deletes come last, what refers before what is referred to. `Not ours` is left alone.
$ cxctl apply --yes --allow-delete 2
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    - Audience/gold  34 members
    + Audience/silver
        /name         "Silver"
        /criteria     tier = silver
        /description  ""
        /exclusions   []
    - Audience/vip  156 members

  Plan: 1 to create, 0 to update, 2 to delete, 1 unchanged
        1 in the tenant that neither git nor the ledger knows

  [1/3] Audience/silver: created (201, {MS} ms)
  [2/3] Audience/vip: deleted (204, {MS} ms)
  [3/3] Audience/gold: deleted (204, {MS} ms)
    Audience/silver: 44 members, evaluation COMPLETED

  Apply: 3 applied; 100.0 % success, mean latency {MS} ms, 7 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- writes ordered
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000e 201
  DELETE /api/v1/audiences/00000000-0000-0000-0000-00000000000d 204
  DELETE /api/v1/audiences/00000000-0000-0000-0000-00000000000c 204

$ curl -sS {URL}/sandbox/state | jq -r '.audiences[].name'
  Do not contact
  Silver
  Not ours

$ git ls-tree -r --name-only refs/cxctl/prod -- resources
  resources/Audience/do-not-contact.json
  resources/Audience/silver.json

# A protected audience is not deleted, whatever is allowed: the ledger remembers the protection when the file is gone.
$ git rm -q audiences/do-not-contact.yaml
-- commit remove a protected one
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    - Audience/do-not-contact  47 members
        refused: it is protected: apply `protect: false` first, then remove the
          file

  Plan: 0 to create, 0 to update, 1 to delete, 1 unchanged
        1 in the tenant that neither git nor the ledger knows

  apply would refuse this plan:
    1 resource would be deleted [safety.delete]
      hint: if that is meant, apply with --allow-delete 1
    1 change is refused above, each with its reason

$ cxctl apply --yes --allow-delete 1 -o text=/dev/null
  [stderr]
  error: Audience/do-not-contact: it is protected: apply `protect: false` first, then remove the file [safety.refused]
  [exit 4]

-- writes

# First the protection goes, then the file.
-- file audiences/do-not-contact.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: do-not-contact, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Do not contact
    criteria: {operator: AND, conditions: [{field: opted_in, operator: equals, value: false}]}
-- commit lift the protection
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Only noted in the ledger:
    = Audience/do-not-contact
        protection lifted

  Plan: 0 to create, 0 to update, 0 to delete, 2 unchanged
        1 only for the ledger, 1 in the tenant that neither git nor the ledger
        knows

  [1/1] Audience/do-not-contact: noted in the ledger
  Apply: 0 applied, 1 noted; 100.0 % success, 1 request in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- writes

$ git rm -q audiences/do-not-contact.yaml
-- commit remove it now
$ cxctl apply --yes --allow-delete 1 | grep '^\['
  [1/1] Audience/do-not-contact: deleted (204, {MS} ms)

-- writes
  DELETE /api/v1/audiences/00000000-0000-0000-0000-00000000000b 204

# What is already gone from the tenant is only noted: no DELETE, no count.
-- file audiences/bronze.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: bronze, id: 00000000-0000-0000-0000-0000000000b0}
  spec:
    name: Bronze
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: bronze}]}
-- commit bronze
$ cxctl apply --yes >/dev/null
-- writes
  PUT /api/v1/audiences/00000000-0000-0000-0000-0000000000b0 201
$ git rm -q audiences/silver.yaml
-- commit no silver
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000e", "patch": null}
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Only noted in the ledger:
    = Audience/silver
        already gone from git and tenant

  Plan: 0 to create, 0 to update, 0 to delete, 1 unchanged
        1 only for the ledger, 1 in the tenant that neither git nor the ledger
        knows

  [1/1] Audience/silver: noted in the ledger
  Apply: 0 applied, 1 noted; 100.0 % success, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- writes

# A list that lags does not show what is there: it is read by itself, and stays ours.
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences", "kind": "stale", "ms": 600000, "after": 1, "count": 1}
-- file audiences/iron.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: iron, id: 00000000-0000-0000-0000-0000000000c0}
  spec:
    name: Iron
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: iron}]}
-- commit iron
$ cxctl apply --yes >/dev/null
$ git rm -q audiences/iron.yaml
-- commit no iron
$ cxctl apply --yes --quiet
    Audience/iron: conflict, not applied: the tenant's list did not show it, but
      it is there [apply.conflict]
      hint: run cxctl plan again to see what is there now

  Apply: 0 applied, 1 in conflict; 0.0 % success, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 5]
-- writes
  PUT /api/v1/audiences/00000000-0000-0000-0000-0000000000c0 201
$ cxctl plan | grep iron
    - Audience/iron  0 members
