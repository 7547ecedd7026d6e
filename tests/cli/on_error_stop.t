# What a failed step means for the others: --on-error continue, which is the default, and stop.

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
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: b-more, id: 00000000-0000-0000-0000-00000000000c}
  spec:
    name: More than B
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 3000}]}
    exclusions: [{ref: b}]
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: c, id: 00000000-0000-0000-0000-00000000000d}
  spec:
    name: C
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 4000}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: d, id: 00000000-0000-0000-0000-00000000000e}
  spec:
    name: D
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- commit five

$ cxctl apply --yes --on-error give-up
  [stderr]
  error: --on-error cannot be "give-up", only continue, stop or rollback [usage.value]
  [exit 1]

# What is in flight is finished: here one at a time.
$ sed -i 's|    profile: cxone|    profile: cxone\n    limits: {concurrency: 1}|' cxctl.yaml
-- commit one at a time
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b", "kind": "status", "status": 422}
$ cxctl apply --yes --on-error stop 2>/dev/null | sed -n "/^\[/,\$p"
  [1/5] Audience/a: created (201, {MS} ms)
  [2/5] Audience/b: not applied (422, {MS} ms): 422 unprocessable content: fault: a fault rule made this answer (correlation id {UUID})
  [3/5] Audience/c: skipped: not started, as Audience/b failed before it (--on-error stop)
  [4/5] Audience/d: skipped: not started, as Audience/b failed before it (--on-error stop)
  [5/5] Audience/b-more: skipped: Audience/b was not applied, and comes before it
    Audience/a: 195 members, evaluation COMPLETED
    Audience/b: not applied: 422 unprocessable content: fault: a fault rule made
      this answer (correlation id {UUID})
      [tenant.status]
    Audience/c and Audience/d: skipped: not started, as Audience/b failed before
      it (--on-error stop) [apply.stopped]
    Audience/b-more: skipped: Audience/b was not applied, and comes before it
      [apply.skipped]

  Apply: 1 applied, 1 not applied, 3 skipped; 20.0 % success,
         mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes ordered
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 422 status
$ cxctl audit verify | head -1
  intact: 1 run, 6 records

# continue, the default: only what depends on the failed step waits.
$ cxctl apply --yes --on-error continue --quiet
    Audience/c: 192 members, evaluation COMPLETED
    Audience/d: 190 members, evaluation COMPLETED
    Audience/b: not applied: 422 unprocessable content: fault: a fault rule made
      this answer (correlation id {UUID})
      [tenant.status]
    Audience/b-more: skipped: Audience/b was not applied, and comes before it
      [apply.skipped]

  Apply: 2 applied, 1 not applied, 1 skipped; 50.0 % success,
         mean latency {MS} ms, 6 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 3]
-- writes ordered
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 422 status
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000d 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000e 201

# Nothing is left over from it.
-- delete /sandbox/faults
$ cxctl apply --yes --on-error stop --quiet
    Audience/b: 195 members, evaluation COMPLETED
    Audience/b-more: 0 members, evaluation COMPLETED

  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 5 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes ordered
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c 201
$ cxctl plan | tail -1
  No changes: the tenant is as git says, 5 unchanged

# With three at a time, the two beside the failed one are finished, however slow they are, and no fourth is begun.
$ sed -i 's|limits: {concurrency: 1}|limits: {concurrency: 3}|' cxctl.yaml
$ sed -i 's|value: \(.\)000|value: \1500|' audiences/all.yaml
-- commit other values
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a", "kind": "status", "status": 422}
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences/00000000-0000-0000-0000-00000000000a", "kind": "delay", "ms": 400}
-- post /sandbox/faults
  {"route": "PUT *", "kind": "delay", "ms": 1000}
$ cxctl apply --yes --on-error stop --quiet
    Audience/b: 195 -> 194 members, evaluation COMPLETED
    Audience/c: 192 -> 191 members, evaluation COMPLETED
    Audience/a: not applied: 422 unprocessable content: fault: a fault rule made
      this answer (correlation id {UUID})
      [tenant.status]
    Audience/d and Audience/b-more: skipped: not started, as Audience/a failed
      before it (--on-error stop) [apply.stopped]

  Apply: 2 applied, 1 not applied, 2 skipped; 40.0 % success,
         mean latency {MS} ms, 9 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 3]
-- writes
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 422 status
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 200 delay
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000d 200 delay
