# --on-error rollback: after the first step that fails, what the run wrote is written back, newest first, each only
# where it still is as it was written. It is not atomic: everybody sees the states in between.

-- sandbox --customers 200
-- project audiences
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: a, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: A
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 1000}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gone, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: To be deleted
    description: one that goes
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 2000}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gone-too, id: 00000000-0000-0000-0000-00000000000c}
  spec:
    name: To be deleted, too
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 3000}]}
    exclusions: [{ref: gone}]
-- commit three
$ sed -i 's|    profile: cxone|    profile: cxone\n    limits: {concurrency: 1}|' cxctl.yaml
-- commit one at a time, so that the order is the same each time
$ cxctl apply --yes --quiet -o json=/dev/null
-- writes
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c 201
$ git -C . show refs/cxctl/prod:resources/Audience/a.json > before.json; echo before.json > .git/info/exclude

# One is changed, one is new, two are deleted: the tenant refuses the second delete.
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: a, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: A
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
    exclusions: [{ref: new}]
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: new, id: 00000000-0000-0000-0000-00000000000d}
  spec:
    name: New
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- commit other
-- post /sandbox/faults
  {"route": "DELETE /api/v1/audiences/00000000-0000-0000-0000-00000000000b", "kind": "status", "status": 403}
$ cxctl apply --yes --allow-delete 2 --on-error rollback 2>&1 | sed -n '/^\[/,$p'
  [1/4] Audience/new: created (201, {MS} ms)
  [2/4] Audience/a: updated (200, {MS} ms)
  [3/4] Audience/gone-too: deleted (204, {MS} ms)
  [4/4] Audience/gone: not applied (403, {MS} ms): 403 forbidden: fault: a fault rule made this answer (correlation id {UUID})
  Rolling back 3 changes, newest first, as Audience/gone failed
  [1/3] Audience/gone-too: rolled back (201, {MS} ms)
  [2/3] Audience/a: rolled back (200, {MS} ms)
  [3/3] Audience/new: rolled back (204, {MS} ms)
    Audience/a: 195 -> 195 members, evaluation COMPLETED
    Audience/gone: not applied: 403 forbidden: fault: a fault rule made this
      answer (correlation id {UUID}) [tenant.scope]
      hint: the call needs the scope journey:audiences:write: see auth.scope, and
        what the client was granted

  Apply: 0 applied, 3 rolled back, 1 not applied; 0.0 % success,
         mean latency {MS} ms, 15 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes ordered
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000d 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 200
  DELETE /api/v1/audiences/00000000-0000-0000-0000-00000000000c 204
  DELETE /api/v1/audiences/00000000-0000-0000-0000-00000000000b 403 status
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 200
  DELETE /api/v1/audiences/00000000-0000-0000-0000-00000000000d 204

# The tenant is as it was, and so is the ledger.
$ cxctl drift | tail -1
  No drift: prod holds what was applied (3 resources checked)
$ git show refs/cxctl/prod:resources/Audience/a.json | cmp - before.json && git ls-tree -r --name-only refs/cxctl/prod resources
  resources/Audience/a.json
  resources/Audience/gone-too.json
  resources/Audience/gone.json
$ cxctl audit verify | head -1
  intact: 2 runs, 27 records
$ cxctl audit show $(cxctl audit log | sed -n 's/^    run \([^,]*\),.*/\1/p' | head -1) | grep -v fingerprint
  run          {RUN}
  actor        Ana Ops
  host         vm
  started      {TIME}
  ended        {TIME}
  commit       {COMMIT}
  sealed as    {COMMIT}
  outcome      0 applied, 3 rolled back, 1 not applied

     1 run_start
     2 intent    Audience/new create
     3 outcome   Audience/new create applied 201, {MS} ms
     4 intent    Audience/a update
     5 outcome   Audience/a update applied 200, {MS} ms
     6 intent    Audience/gone-too delete
     7 outcome   Audience/gone-too delete applied 204, {MS} ms
     8 intent    Audience/gone delete
     9 outcome   Audience/gone delete not_applied 403, {MS} ms tenant.scope
    10 rollback  Audience/gone-too delete, as Audience/gone failed
    11 intent    Audience/gone-too create (rollback)
    12 outcome   Audience/gone-too create applied 201, {MS} ms (rollback)
    13 rollback  Audience/a update, as Audience/gone failed
    14 intent    Audience/a update (rollback)
    15 outcome   Audience/a update applied 200, {MS} ms (rollback)
    16 rollback  Audience/new create, as Audience/gone failed
    17 intent    Audience/new delete (rollback)
    18 outcome   Audience/new delete applied 204, {MS} ms (rollback)
    19 run_end

# The next apply does it all.
-- delete /sandbox/faults
$ cxctl apply --yes --allow-delete 2 --on-error rollback --quiet
    Audience/new: 44 members, evaluation COMPLETED
    Audience/a: 195 -> 146 members, evaluation COMPLETED

  Apply: 4 applied; 100.0 % success, mean latency {MS} ms, 10 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes ordered
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000d 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 200
  DELETE /api/v1/audiences/00000000-0000-0000-0000-00000000000c 204
  DELETE /api/v1/audiences/00000000-0000-0000-0000-00000000000b 204
$ cxctl plan | tail -1
  No changes: the tenant is as git says, 2 unchanged
