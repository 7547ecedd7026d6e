# A cache or a proxy mixes answers up: an object that is not the one that was asked for is not believed.

-- project audiences webhooks
-- file webhooks/hook.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: hook}
  spec: {name: hook, url: "https://hooks.example.com/hook", events: [profile.updated]}
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- commit a webhook and an audience

# The answer to the POST names an object that is not there: what was created is found by its name, and not posted again.
-- post /sandbox/faults
  {"route": "POST /api/v2/webhooks", "kind": "body", "base64": "eyJpZCI6Im9mLW5vdGhpbmcifQ=="}
$ cxctl apply --yes --quiet
    Audience/vip: 9442 members, evaluation COMPLETED

  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 7 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  POST /api/v2/webhooks 201 body
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 201

# The read before the update shows another audience: the update is not sent.
$ sed -i 's/5000/7000/' audiences/vip.yaml
-- commit more
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences/*", "kind": "body", "base64": "eyJpZCI6IjVlZWQwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMSIsIm5hbWUiOiJPdGhlciJ9"}
$ cxctl apply --yes --quiet
    Audience/vip: not applied: the answer shows another object:
      5eed0000-0000-4000-8000-000000000001 [tenant.other]
      hint: something between here and the tenant mixes answers up

  Apply: 0 applied, 1 not applied; 0.0 % success,
         mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 1]
-- writes

# Once the answers are right again, so is the apply.
-- delete /sandbox/faults
$ cxctl apply --yes --quiet
    Audience/vip: 9442 -> 9295 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 5 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 200
