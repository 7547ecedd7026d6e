# Git and somebody by hand changed the same field: apply stops until it is decided.

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
-- commit vip
$ cxctl apply --yes >/dev/null 2>&1

-- requests
  ...

$ sed -i 's/Spends a lot/Spends a fortune/' audiences/vip.yaml
-- commit a fortune
-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"description": "Rich"}}

# plan shows it and still exits 0, or 2 with --detailed-exitcode; apply exits 5 and writes nothing.
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Conflicts, which stop apply until they are decided:
    ~ Audience/vip
        refused: changed both in git and in the tenant since the last apply
        ~ /description  "Rich" -> "Spends a fortune"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged
        1 conflict

  apply would refuse this plan:
    1 change is refused above, each with its reason
      hint: to decide a conflict, take the tenant's values into git, or apply with
        --on-conflict overwrite or --on-conflict keep-live

$ cxctl plan --detailed-exitcode > /dev/null
  [exit 2]

$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Conflicts, which stop apply until they are decided:
    ~ Audience/vip
        refused: changed both in git and in the tenant since the last apply
        ~ /description  "Rich" -> "Spends a fortune"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged
        1 conflict

  [stderr]
  audiences/vip.yaml:1:1: error: Audience/vip: changed both in git and in the tenant since the last apply [apply.conflict]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: take the tenant's values into git, or decide with --on-conflict overwrite or --on-conflict keep-live
  [exit 5]

-- writes

# Only the field that both changed is a conflict: the same change on both sides is none, and is noted.
-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"description": "Spends a fortune"}}
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Only noted in the ledger:
    = Audience/vip
        git and tenant were changed alike

  Plan: 0 to create, 0 to update, 0 to delete, 1 unchanged
        1 only for the ledger

  Next: cxctl apply --fingerprint sha256:{HASH}

$ cxctl apply --yes | grep '^\['
  [1/1] Audience/vip: noted in the ledger

-- writes

# The project decides: git wins.
-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"description": "Rich"}}
-- project audiences
  safety: {on_conflict: overwrite}
$ sed -i 's/Spends a fortune/Spends two fortunes/' audiences/vip.yaml
-- commit two fortunes, and git wins
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/vip
        changed in the tenant too: git wins (safety.on_conflict)
        ~ /description  "Rich" -> "Spends two fortunes"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged
        1 taken over from the tenant

  Next: cxctl apply --fingerprint sha256:{HASH}

$ cxctl apply --yes | grep '^\['
  [1/1] Audience/vip: updated (200, {MS} ms)

$ curl -sS {URL}/sandbox/state | jq -r '.audiences[0].description'
  Spends two fortunes

-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 200

# First contact: there is no ledger, and the tenant holds the audience with other values. It is taken over.
$ git update-ref -d refs/cxctl/prod
-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"description": "Rich"}}
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    ~ Audience/vip
        first contact: the tenant's values are replaced
        ~ /description  "Rich" -> "Spends two fortunes"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged
        1 taken over from the tenant

  Next: cxctl apply --fingerprint sha256:{HASH}

$ cxctl apply --yes | grep '^\['
  [1/1] Audience/vip: updated (200, {MS} ms)

-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 200

# Changed between plan and PUT: the GET in front of the PUT does not show what the plan saw, so nothing is written.
$ sed -i 's/Spends two fortunes/Spends three fortunes/' audiences/vip.yaml
-- commit three fortunes
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "kind": "delay-before", "ms": 1500, "count": 1}
$ (sleep 1; curl -sS -o /dev/null {URL}/sandbox/edit -d '{"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"description": "Late"}}') & cxctl apply --yes; code=$?; wait; exit $code
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/vip
        ~ /description  "Spends two fortunes" -> "Spends three fortunes"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  [1/1] Audience/vip: conflict, not applied (200, {MS} ms): it was changed in the tenant since the plan
    Audience/vip: conflict, not applied: it was changed in the tenant since the
      plan [apply.conflict]
      hint: run cxctl plan again to see what is there now

  Apply: 0 applied, 1 in conflict; 0.0 % success,
         mean latency {MS} ms, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 5]

-- writes

$ curl -sS {URL}/sandbox/state | jq -r '.audiences[0].description'
  Late
