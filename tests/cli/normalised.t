# A tenant that stores something else than it was sent: apply says so once, and the next plan is empty.

-- project audiences
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/*", "kind": "normalise", "member": "description"}
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    description: "Big Spenders "
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- commit vip
$ cxctl apply --yes --quiet
    Audience/vip: 9442 members, evaluation COMPLETED
    Audience/vip: normalised by the tenant: as sent -> as it shows it
        ~ /description  "Big Spenders " -> "big spenders"

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

# The second apply sends no write, and a drift check is clean.
-- requests
  ...
$ cxctl apply --yes
  Nothing to do: prod is what {COMMIT} says.
  1 unchanged, 1 request, none of them a write.
$ cxctl drift
  No drift: prod holds what was applied (1 resource checked)
-- writes

# The ledger holds both: what was sent, and what the tenant made of it.
$ git show refs/cxctl/prod:resources/Audience/vip.json | jq -c '.spec.description, .shown'
  "Big Spenders "
  [{"member":"description","value":"big spenders"}]

# A change of something else is sent as ever; what is known is not said again.
$ sed -i 's/5000/7000/' audiences/vip.yaml
-- commit seven thousand
$ cxctl apply --yes --quiet
    Audience/vip: 9442 -> 9295 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

# Somebody's own change of the same field is drift.
-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"description": "By hand"}}
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Changed by hand in the tenant, will be put back:
    ~ Audience/vip
        ~ /description  "By hand" -> "Big Spenders "

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged
        1 changed by hand

  Next: cxctl apply --fingerprint sha256:{HASH}
$ cxctl drift
  Changed by hand in prod, as applied -> as it is now:

    ~ Audience/vip  last changed {TIME}
        ~ /description  "Big Spenders " -> "By hand"

  Drift: 1 of 1 resource

  Next: cxctl plan shows what apply would put back
  [exit 6]
$ cxctl apply --yes --quiet
    Audience/vip: 9295 -> 9295 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

# Who writes it as the tenant has it is done with it: only the ledger changes.
$ sed -i 's/"Big Spenders "/big spenders/' audiences/vip.yaml
-- commit as the tenant has it
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Only noted in the ledger:
    = Audience/vip
        git and tenant were changed alike

  Plan: 0 to create, 0 to update, 0 to delete, 1 unchanged
        1 only for the ledger

  Next: cxctl apply --fingerprint sha256:{HASH}
-- requests
  ...
$ cxctl apply --yes --quiet
  Apply: 0 applied, 1 noted; 100.0 % success, 1 request in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
$ git show refs/cxctl/prod:resources/Audience/vip.json | jq -c '.spec.description, .shown'
  "big spenders"
  null
