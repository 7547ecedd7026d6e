# A changed audience is told to the tenant's notify URL, signed as Standard Webhooks say, after the outcome is recorded.

-- sandbox --customers 200
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
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- commit vip
$ cxctl apply --yes | tail -n 5

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         1 notification delivered
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- requests ordered callback
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 201
  GET /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f?include=size,evaluation_status 200
  POST /callbacks/prod 200

$ curl -sS {URL}/sandbox/callbacks | jq '.items[0] | .path, .body'
  "/callbacks/prod"
  {
    "event": "AUDIENCE_UPDATED",
    "audience_id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f",
    "timestamp": "{TIME}",
    "segment_name": "Vip",
    "criteria_version": "{HASH}",
    "recalculation_triggered": true
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
  print("content-type", headers["content-type"])
$ python3 verify.py {URL}
  signature good
  content-type application/json

# What was recorded, in order: the outcome first, then that it was told.
$ cxctl audit show "$(cxctl audit log -o json | jq -r '.runs[0].run')" | tail -n 5
     1 run_start
     2 intent    Audience/vip create
     3 outcome   Audience/vip create applied 201, {MS} ms
     4 notified  Audience/vip 200, {MS} ms
     5 run_end

# Nothing changed, nothing is told.
$ cxctl apply --yes
  Nothing to do: prod is what {COMMIT} says.
  1 unchanged, 1 request, none of them a write.
-- requests callback
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200

# An endpoint that fails never fails the run. What is due is kept in the ledger, and goes out with the next run, under
# the same id.
$ curl -sS -X DELETE {URL}/sandbox/callbacks -o /dev/null
$ sed -i 's/5000/6000/' audiences/vip.yaml
-- commit stricter
-- env CDP_WEBHOOK_URL={URL}/nowhere
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/vip  can only shrink, 190 members
        ~ spend > 5000 -> spend > 6000

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  [1/1] Audience/vip: updated (200, {MS} ms)
    Audience/vip: 190 -> 189 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 5 requests in {N}.{N} s
         0 of 1 notifications delivered
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [stderr]
  warning: the notification of Audience/vip was not delivered: 404 not found: 404 (correlation id {UUID}) [notify.failed]
    hint: it stays due: cxctl notify, and the next apply, send it again with the same id

$ git show refs/cxctl/prod:pending.json | jq -c '.notifications | length'
  1

-- requests callback
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  GET /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f?include=size,evaluation_status 200 x2
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 200
  POST /nowhere 404

# The next apply sends it, though there is nothing else to do.
-- env CDP_WEBHOOK_URL={URL}/callbacks/prod
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged

  Apply: 0 applied, 2 requests in {N}.{N} s
         1 notification delivered
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- requests callback
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  POST /callbacks/prod 200

$ curl -sS {URL}/sandbox/callbacks | jq -c '[.items[].body | .event, .segment_name]'
  ["AUDIENCE_UPDATED","Vip"]

$ git ls-tree --name-only refs/cxctl/prod
  audit
  head.json
  resources

# An unset variable means: no notifications. That is said once.
-- env CDP_WEBHOOK_URL
$ sed -i 's/6000/8000/' audiences/vip.yaml
-- commit and more
-- requests callback
  ...

$ cxctl apply --yes | grep '^\['
  [1/1] Audience/vip: updated (200, {MS} ms)
  [stderr]
  note: CDP_WEBHOOK_URL is not set, so nobody is notified of changed audiences [notify.off]

-- requests callback
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  GET /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f?include=size,evaluation_status 200 x2
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 200

# http is for loopback alone.
-- env CDP_WEBHOOK_URL=http://cdp.example/callbacks
$ sed -i 's/8000/9000/' audiences/vip.yaml
-- commit and more and more
$ cxctl apply --yes | grep '^\['
  [1/1] Audience/vip: updated (200, {MS} ms)
  [stderr]
  warning: the notification of Audience/vip was not delivered: not sent: the URL is plain http, which is for loopback addresses alone [notify.failed]
    hint: it stays due: cxctl notify, and the next apply, send it again with the same id
