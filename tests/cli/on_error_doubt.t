# A rollback of which nobody knows whether it happened: it is told, kept as pending, and settled by the next apply.

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
  metadata: {name: b, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: B
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 2000}]}
    exclusions: [{ref: a}]
-- commit two
$ cxctl apply --yes --quiet -o json=/dev/null
$ sed -i 's/000}\]/500}]/' audiences/all.yaml
-- commit other values

# The tenant refuses b. It takes the writing back of a, but the answer is lost, and it does not show a any more.
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b", "kind": "status", "status": 422}
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a", "kind": "reset-after", "after": 1}
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences/00000000-0000-0000-0000-00000000000a", "kind": "status", "status": 503, "after": 2}
$ cxctl apply --yes --on-error rollback --quiet
    Audience/b: not applied: 422 unprocessable content: fault: a fault rule made
      this answer (correlation id {UUID})
      [tenant.status]
    Audience/a: in doubt whether it is rolled back: 503 service unavailable:
      fault: a fault rule made this answer (correlation id
      {UUID}) [tenant.status]

  Apply: 0 applied, 1 not applied, 1 in doubt; 0.0 % success,
         mean latency {MS} ms, {N} requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 3]
$ git show refs/cxctl/prod:pending.json | jq -c '.steps[] | {address, action, rollback}'
  {"address":"Audience/a","action":"update","rollback":true}
$ cxctl audit verify | head -2
  in doubt: 2 runs, 15 records
    run {RUN}, record 8: whether Audience/a was applied is
$ curl -sS {URL}/sandbox/state | jq -c '.audiences[] | [.name, .criteria.conditions[0].value]'
  ["A",1000]
  ["B",2000]

# The base is what was applied before, so the next apply knows what to do, and says what had become of it.
-- delete /sandbox/faults
$ cxctl plan | tail -4

  Plan: 0 to create, 2 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}
$ cxctl apply --yes --quiet
    Audience/a: 195 -> 195 members, evaluation COMPLETED
    Audience/b: 0 -> 0 members, evaluation COMPLETED

  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 7 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
$ git show refs/cxctl/prod:pending.json
  [stderr]
  fatal: path 'pending.json' does not exist in 'refs/cxctl/prod'
  [exit 128]
$ cxctl audit show $(cxctl audit log | sed -n 's/^    run \([^,]*\),.*/\1/p' | head -1) | grep resolved
     2 resolved  Audience/a update applied (rollback)
$ cxctl audit verify | head -1
  intact: 3 runs, 22 records

# The other end: it was not written back.
$ sed -i 's/500}\]/700}]/' audiences/all.yaml
-- commit more values
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b", "kind": "status", "status": 422}
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a", "kind": "reset-before", "after": 1}
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences/00000000-0000-0000-0000-00000000000a", "kind": "status", "status": 503, "after": 2}
$ cxctl apply --yes --on-error rollback --quiet -o json=/dev/null
  [exit 3]
-- delete /sandbox/faults
$ cxctl apply --yes --quiet
    Audience/b: 0 -> 0 members, evaluation COMPLETED

  Apply: 1 applied, 1 noted; 100.0 % success,
         mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
$ cxctl audit show $(cxctl audit log | sed -n 's/^    run \([^,]*\),.*/\1/p' | head -1) | grep resolved
     2 resolved  Audience/a update not_applied (rollback)
$ cxctl plan | tail -1
  No changes: the tenant is as git says, 2 unchanged
