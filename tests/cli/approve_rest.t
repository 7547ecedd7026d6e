# An approved run is killed half-way. The same command does the rest, and nothing but the rest.

-- project audiences
-- file audiences/a.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: a, id: aaaaaaaa-0000-4000-8000-000000000001}
  spec:
    name: A
    data_source: crm_sync
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: a}]}
-- file audiences/b.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: b, id: bbbbbbbb-0000-4000-8000-000000000002}
  spec:
    name: B
    data_source: crm_sync
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: b}]}
    exclusions: [{ref: a}]
-- file audiences/c.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: c, id: cccccccc-0000-4000-8000-000000000003}
  spec:
    name: C
    data_source: crm_sync
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: c}]}
    exclusions: [{ref: b}]
-- commit three, one after the other
$ cxctl plan --out plan.json | tail -1
  Next: cxctl apply plan.json
$ cp plan.json ../approved.json

# The second write is done, and never answered: the runner dies while it waits.
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/bbbbbbbb-*", "kind": "delay", "ms": 10000, "count": 1}
-- file await.py
  import time, urllib.request
  while b"bbbbbbbb" not in urllib.request.urlopen("{URL}/sandbox/state").read():
      time.sleep(0.1)
$ (cxctl apply plan.json --quiet & python3 await.py; kill -KILL $!; wait) 2> /dev/null
-- writes ordered
  PUT /api/v1/audiences/aaaaaaaa-0000-4000-8000-000000000001 201
  PUT /api/v1/audiences/bbbbbbbb-0000-4000-8000-000000000002 201 delay

# What was in doubt is settled, and what is left is what was approved.
$ cxctl apply plan.json
  Run {RUN} ended without a seal: its process is gone.
    begun {TIME}, {N} s ago, by Ana Ops on {ANY}
    to apply commit {COMMIT}
  Of its 3 steps, 1 was done, 1 had not begun and 1 was in doubt; as the tenant
  shows now:
    Audience/b: was created
  It is sealed now, as {COMMIT}. What is left to do is planned anew; what was
  done is not sent again.
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

    + Audience/c
        /name         "C"
        /data_source  "crm_sync"
        /criteria     tier = c
        /exclusions   ["bbbbbbbb-0000-4000-8000-000000000002"]
        /description  ""

  Plan: 1 to create, 0 to update, 0 to delete, 2 unchanged

  This is what run {RUN} has left of what was approved.
  [1/1] Audience/c: created (201, {MS} ms)
    Audience/c: 0 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes ordered
  PUT /api/v1/audiences/cccccccc-0000-4000-8000-000000000003 201
$ cxctl apply plan.json
  Run {RUN} has done what was approved.
  Nothing to do: prod is what {COMMIT} says.
  3 unchanged, 1 request, none of them a write.
-- writes
$ cxctl audit verify
  intact: 2 runs, 11 records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off

# After somebody has changed what was done, it is not what was approved any more.
-- post /sandbox/edit
  {"kind": "Audience", "id": "aaaaaaaa-0000-4000-8000-000000000001", "patch": {"name": "by hand"}}
$ cxctl apply plan.json --quiet
  [stderr]
  error: what would be done is not what plan.json says any more [apply.stale]
  [exit 5]
-- writes
