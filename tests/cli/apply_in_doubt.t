# A write whose answer does not tell what became of it is settled by reading, never by hope.

-- project audiences webhooks
-- file webhooks/hooks.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: one}
  spec: {name: one, url: "https://hooks.example.com/one", events: [profile.updated]}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: two}
  spec: {name: two, url: "https://hooks.example.com/two", events: [profile.updated]}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: three}
  spec: {name: three, url: "https://hooks.example.com/three", events: [profile.updated]}
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- commit three webhooks and an audience

# The webhooks are created; the gateway in front of the tenant answers the first with 303, the second with 502, and the
# third not at all. One list finds all three, and nothing is posted twice.
-- post /sandbox/faults
  {"route": "POST /api/v2/webhooks", "kind": "status-after", "status": 303, "count": 1}
-- post /sandbox/faults
  {"route": "POST /api/v2/webhooks", "kind": "status-after", "status": 502, "count": 1}
-- post /sandbox/faults
  {"route": "POST /api/v2/webhooks", "kind": "reset-after", "count": 1}
$ cxctl apply --yes --quiet
    Audience/vip: 9442 members, evaluation COMPLETED

  Apply: 4 applied; 100.0 % success, mean latency {MS} ms, 8 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- requests
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  GET /api/v2/webhooks?limit=1000 200 x2
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 201
  POST /api/v2/webhooks 303 status-after
  POST /api/v2/webhooks 502 status-after
  POST /api/v2/webhooks 201 reset-after
  GET /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f?include=size,evaluation_status 200

# A redirect that stands for nothing: one read tells that the tenant does not have it, and it is not sent again.
$ sed -i 's/5000/7000/' audiences/vip.yaml
-- commit more
-- post /sandbox/faults
  {"route": "PUT /api/*", "kind": "redirect", "location": "https://login.example.com/"}
$ cxctl apply --yes --quiet
    Audience/vip: not applied: 302 found: redirects to https://login.example.com/,
      and redirects are not followed (correlation id
      {UUID}) [tenant.redirect]
      hint: set base_url (or token_url) to the address that answers by itself

  Apply: 0 applied, 1 not applied; 0.0 % success,
         mean latency {MS} ms, 5 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 1]

-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 302 redirect
