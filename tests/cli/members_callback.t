# A members query that is complete is told to the tenant's notify URL, signed. What cannot be delivered waits in an
# outbox beside the log of run-time commands, and goes out with cxctl notify under the same id.

-- sandbox --customers 400
-- env CDP_WEBHOOK_URL={URL}/callbacks/prod
-- secret CDP_WEBHOOK_SECRET=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [audiences]
  default_tenant: prod
  tenants:
    prod:
      base_url: {URL}
      auth:
        client_id: {env: CXONE_CLIENT_ID}
        client_secret: {env: CXONE_CLIENT_SECRET}
      notify: {url: {env: CDP_WEBHOOK_URL}, secret: {env: CDP_WEBHOOK_SECRET}}
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
  spec: {name: Gold, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}
-- commit gold customers
$ cxctl apply --yes -q > /dev/null
$ curl -sS -X DELETE {URL}/sandbox/callbacks -o /dev/null

$ cxctl members gold | wc -l
  104
  [stderr]
  104 members; 2 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  1 notification delivered
$ curl -sS {URL}/sandbox/callbacks | jq '.items[0] | .path, .body'
  "/callbacks/prod"
  {
    "queryId": "{RUN}",
    "timestamp": "{TIME}",
    "memberCount": 104,
    "latencyMs": {N},
    "status": "completed"
  }

# The signature is checked as a receiver would do it.
-- file verify.py
  import base64, hashlib, hmac, json, os, sys, urllib.request

  with urllib.request.urlopen(sys.argv[1] + "/sandbox/callbacks") as answer:
      call = json.load(answer)["items"][-1]
  headers = {name.lower(): value for name, value in call["headers"].items()}
  key = base64.b64decode(os.environ["CDP_WEBHOOK_SECRET"].removeprefix("whsec_"))
  signed = ".".join([headers["webhook-id"], headers["webhook-timestamp"], call["body_text"]]).encode()
  wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
  print("signature", "good" if headers["webhook-signature"] == wanted else headers["webhook-signature"])
$ python3 verify.py {URL}
  signature good

# queryId is the run of the audit record, which says that it was told, and to what end.
$ cut -f 1 .git/cxctl/prod/runtime.jsonl | tail -n 2 | jq -c 'del(.time, .run, .seq, .prev, .latency_ms)'
  {"address":"members/00000000-0000-0000-0000-00000000000a","notification":"msg_{UUID}","status":200,"type":"notified"}
  {"counts":{"members":104,"notified":1,"notify_due":0,"requests":2},"good":true,"type":"run_end"}
$ test "$(cut -f 1 .git/cxctl/prod/runtime.jsonl | tail -n 1 | jq -r .run)" = "$(curl -sS {URL}/sandbox/callbacks | jq -r '.items[0].body.queryId')"
$ cxctl audit verify --log .git/cxctl/prod/runtime.jsonl | head -n 1
  intact: 1 run, 3 records

# Nothing is due: the outbox is there, empty, and nobody else's to read.
$ stat -c '%n %a %s' .git/cxctl/prod/runtime.jsonl.outbox
  .git/cxctl/prod/runtime.jsonl.outbox 600 0
$ cxctl notify --list
  No notification is due for tenant prod.

# A count is an answer, too, and so is nobody.
$ cxctl members gold --count
  {"count":104}
  [stderr]
  1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  1 notification delivered
$ cxctl members gold --filter 'spend<0' -o json | jq -c '.count, .notifications'
  0
  {"delivered":1,"due":0}
  [stderr]
  0 members; 2 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  1 notification delivered
$ curl -sS {URL}/sandbox/callbacks | jq -c '[.items[].body.memberCount]'
  [104,104,0]

# What did not end well is told to nobody.
-- requests callback
  ...
$ cxctl members gold --resume nowhere -q
  [stderr]
  error: page 1 of the members: 400 bad request: invalid_cursor: the cursor is not one of this audience and these filters (correlation id {UUID}) [tenant.status]
  [exit 1]
-- requests callback
  GET /api/v2/audiences/00000000-0000-0000-0000-00000000000a/members/count 200
  GET /api/v2/audiences/00000000-0000-0000-0000-00000000000a/members?limit=1000&cursor=nowhere 400

# The receiver is away. That is no failure of the query; what it has to tell stays due.
-- env CDP_WEBHOOK_URL={URL}/nowhere
$ cxctl members gold --count
  {"count":104}
  [stderr]
  1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  0 of 1 notifications delivered
  warning: the notification of members/00000000-0000-0000-0000-00000000000a was not delivered: it answered 404 [notify.failed]
    hint: it stays due: cxctl notify sends it again with the same id

$ cxctl notify --list
  1 notification due for tenant prod:

    members/00000000-0000-0000-0000-00000000000a  due for {N} s
      msg_{UUID}

  cxctl notify sends them.
$ cxctl notify --list -o json | jq -c '.summary.due, .exit_code, (.notifications[] | [.address, .result, .status])'
  1
  0
  ["members/00000000-0000-0000-0000-00000000000a","due",null]

# It is away still: no commit is made of that.
$ cxctl notify
  members/00000000-0000-0000-0000-00000000000a: not delivered (404, {MS} ms)
  Notify: 0 delivered, 1 still due, in {N}.{N} s
  [stderr]
  warning: the notification of members/00000000-0000-0000-0000-00000000000a was not delivered: it answered 404 [notify.failed]
    hint: it stays due: cxctl notify sends it again with the same id
  [exit 3]
-- requests callback
  ...

# It is back, and gets the id of the first try.
-- env CDP_WEBHOOK_URL={URL}/callbacks/prod
$ cxctl notify --list -o json | jq -r '.notifications[].id' > due
$ cxctl notify
  members/00000000-0000-0000-0000-00000000000a: delivered (200, {MS} ms)
  Notify: 1 delivered, in {N}.{N} s
$ curl -sS {URL}/sandbox/callbacks | jq -r '.items[-1].headers | with_entries(.key |= ascii_downcase) | .["webhook-id"]' | cmp - due && rm due
$ stat -c %s .git/cxctl/prod/runtime.jsonl.outbox
  0
$ cut -f 1 .git/cxctl/prod/runtime.jsonl | tail -n 3 | jq -c 'del(.time, .run, .seq, .prev, .latency_ms, .actor, .host, .ci)'
  {"command":"notify","origin":"{URL}","tenant":"prod","tool_version":"0.1.0","type":"run_start"}
  {"address":"members/00000000-0000-0000-0000-00000000000a","notification":"msg_{UUID}","status":200,"type":"notified"}
  {"counts":{"notified":1,"notify_due":0,"requests":1},"good":true,"type":"run_end"}
$ git rev-list --count --first-parent refs/cxctl/prod
  2

# A tenant that is to sign sends nothing unsigned; one without a receiver tells nobody, and says so.
-- env CDP_WEBHOOK_SECRET
$ cxctl members gold --count
  {"count":104}
  [stderr]
  1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  0 of 1 notifications delivered
  warning: no notification was sent: notify.secret needs the environment variable CDP_WEBHOOK_SECRET, which is not set [notify.setting]
    hint: it stays due: mend it, then run cxctl notify
-- env CDP_WEBHOOK_URL
$ cxctl members gold --count
  {"count":104}
  [stderr]
  1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  note: CDP_WEBHOOK_URL is not set, so nobody is notified of this query [notify.off]
$ cxctl notify
  [stderr]
  error: 1 notification is due, and tenant prod has nobody to send to [notify.receiver]
    hint: set the variable that notify.url names
  [exit 1]
