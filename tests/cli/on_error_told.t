# A rollback as scripts see it: exit codes, the JSON document, notifications, and --wait.

-- sandbox --customers 200
-- secret CDP_SECRET
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
$ sed -i 's|    profile: cxone|    profile: cxone\n    notify: {url: {env: CDP_URL}, secret: {env: CDP_SECRET}}|' cxctl.yaml
-- env CDP_URL={URL}/callbacks/prod
-- commit two
$ cxctl apply --yes --quiet --wait -o json=/dev/null
-- requests callback
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 201
  GET /api/v1/audiences/00000000-0000-0000-0000-00000000000a?include=size,evaluation_status 200
  GET /api/v1/audiences/00000000-0000-0000-0000-00000000000b?include=size,evaluation_status 200
  POST /callbacks/prod 200 x2

# What was changed and changed back is told to nobody: for those who listen, nothing has happened.
$ sed -i 's/000}\]/500}]/' audiences/all.yaml
-- commit other values
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b", "kind": "status", "status": 422}
$ cxctl apply --yes --on-error rollback --wait -o json 2>/dev/null > run.json; echo $?
  1
$ jq '{summary: .summary | {applied, rolled_back, not_applied, notified, notify_due}, exit_code}' run.json
  {
    "summary": {
      "applied": 0,
      "rolled_back": 1,
      "not_applied": 1,
      "notified": 0,
      "notify_due": 0
    },
    "exit_code": 1
  }
$ jq -c '.steps[] | {address, action, result, members_before, members_after}, (.rollback | if . then del(.latency_ms) else . end)' run.json
  {"address":"Audience/a","action":"update","result":"applied","members_before":195,"members_after":195}
  {"action":"update","result":"applied","status":200,"id":"00000000-0000-0000-0000-00000000000a","code":null,"problem":null,"hint":null}
  {"address":"Audience/b","action":"update","result":"not_applied","members_before":0,"members_after":null}
  null
-- requests callback
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  GET /api/v1/audiences/00000000-0000-0000-0000-00000000000a?include=size,evaluation_status 200 x3
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 200 x2
  GET /api/v1/audiences/00000000-0000-0000-0000-00000000000b?include=size,evaluation_status 200
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 422 status

# A conflict exits 5, whether or not there was something to take back.
-- delete /sandbox/faults
$ echo '*.json' > .git/info/exclude
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b", "kind": "status", "status": 412, "count": 1}
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b", "kind": "status", "status": 409}
$ cxctl apply --yes --on-error rollback --quiet
    Audience/a: 195 -> 195 members, evaluation COMPLETED
    Audience/b: conflict, not applied: it was changed in the tenant since the plan
      [apply.conflict]
      hint: run cxctl plan again to see what is there now

  Apply: 0 applied, 1 rolled back, 1 in conflict; 0.0 % success,
         mean latency {MS} ms, 9 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 5]

# continue leaves half of it, and tells of that half.
-- delete /sandbox/faults
-- requests callback
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  GET /api/v1/audiences/00000000-0000-0000-0000-00000000000a?include=size,evaluation_status 200 x3
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 200 x2
  GET /api/v1/audiences/00000000-0000-0000-0000-00000000000b?include=size,evaluation_status 200 x2
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 412 status
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b", "kind": "status", "status": 422}
$ cxctl apply --yes --quiet
    Audience/a: 195 -> 195 members, evaluation COMPLETED
    Audience/b: not applied: 422 unprocessable content: fault: a fault rule made
      this answer (correlation id {UUID})
      [tenant.status]

  Apply: 1 applied, 1 not applied; 50.0 % success,
         mean latency {MS} ms, 7 requests in {N}.{N} s
         1 notification delivered
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 3]
-- requests callback
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  GET /api/v1/audiences/00000000-0000-0000-0000-00000000000a?include=size,evaluation_status 200 x2
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 200
  GET /api/v1/audiences/00000000-0000-0000-0000-00000000000b?include=size,evaluation_status 200
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 422 status
  POST /callbacks/prod 200
