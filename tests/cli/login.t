# Logging in: what goes wrong is said in one message each, and no secret is in it.

-- sandbox --token-ttl 2 --strict-scopes --customers 200
-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- commit vip

# The secret is missing, or wrong.
$ env -u CXONE_CLIENT_SECRET -u CXONE_CLIENT_ID cxctl plan
  [stderr]
  cxctl.yaml:11:18: error: auth.client_id needs the environment variable CXONE_CLIENT_ID, which is not set [setting.unset]
     11 |       client_id: {env: CXONE_CLIENT_ID}
        |                  ^^^^^^^^^^^^^^^^^^^^^^
    hint: set it in the environment of cxctl, for example as a secret of the CI job
  cxctl.yaml:12:22: error: auth.client_secret needs the environment variable CXONE_CLIENT_SECRET, which is not set [setting.unset]
     12 |       client_secret: {env: CXONE_CLIENT_SECRET}
        |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: set it in the environment of cxctl, for example as a secret of the CI job
  2 errors
  [exit 1]

$ CXONE_CLIENT_SECRET=wrong-secret-value cxctl plan
  [stderr]
  error: no access token from {URL}/oauth/token: 401 unauthorized: invalid_client: unknown client or wrong secret (correlation id {UUID}) [tenant.auth]
    note: no complete list of Audience
    hint: check auth.client_id, auth.client_secret, auth.scope, and whether the client sends them in the body or as Basic (auth.client_auth)
  [exit 1]

-- requests token
  POST /oauth/token 401

# The client in the body is the profile's way, Basic is the other one.
$ cxctl plan -o text=/dev/null

$ curl -sS '{URL}/sandbox/requests?route=token' | jq -c '.items[] | [.authorization, .status]'
  [false,200]

$ sed -i 's/      client_id:/      client_auth: basic\n&/' cxctl.yaml
$ cxctl plan -o text=/dev/null

$ curl -sS '{URL}/sandbox/requests?route=token' | jq -c '.items[] | [.authorization, .status]'
  [false,200]
  [true,200]

-- requests
  ...

# A token without the scope: 403, and the message names the scope.
$ sed -i 's/      client_id:/      scope: "journey:audiences:read"\n&/' cxctl.yaml
-- commit read only
$ cxctl plan | tail -n 3
  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}

$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Audience/vip
        /name         "Vip"
        /criteria     spend > 5000
        /description  ""
        /exclusions   []

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  [1/1] Audience/vip: not applied (403, {MS} ms): 403 forbidden: insufficient_scope: the token lacks the scope journey:audiences:write (correlation id {UUID})
    Audience/vip: not applied: 403 forbidden: insufficient_scope: the token lacks
      the scope journey:audiences:write (correlation id
      {UUID}) [tenant.scope]
      hint: the call needs the scope journey:audiences:write: see auth.scope, and
        what the client was granted

  Apply: 0 applied, 1 not applied; 0.0 % success,
         mean latency {MS} ms, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 1]

$ cxctl drift
  No drift: prod holds what was applied (0 resources checked)

$ sed -i 's/scope: .*/scope: "webhooks:write"/' cxctl.yaml
$ cxctl plan
  [stderr]
  error: no complete list of Audience: page 1: 403 forbidden: insufficient_scope: the token lacks the scope journey:audiences:read (correlation id {UUID}) [tenant.scope]
    hint: the call needs the scope journey:audiences:read: see auth.scope, and what the client was granted
  [exit 1]

-- requests
  ...

# A token that ends in the middle of a run costs one new token.
$ git reset -q --hard HEAD~1
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences", "kind": "delay-before", "ms": 2500, "count": 1}
$ cxctl apply --yes | grep '^\['
  [1/1] Audience/vip: created (201, {MS} ms)

-- requests ordered token
  POST /oauth/token 200
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200 delay-before
  POST /oauth/token 200
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 201
  GET /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f?include=size,evaluation_status 200

# A 401 where the token should be good costs one new token and one more try, not more.
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences", "kind": "status", "status": 401, "count": 1}
$ cxctl plan | tail -n 1
  No changes: the tenant is as git says, 1 unchanged

-- requests ordered token
  POST /oauth/token 200
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 401 status
  POST /oauth/token 200
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200

-- post /sandbox/faults
  {"route": "GET /api/v1/audiences", "kind": "status", "status": 401}
$ cxctl plan
  [stderr]
  error: no complete list of Audience: page 1: 401 unauthorized: fault: a fault rule made this answer (correlation id {UUID}) [tenant.auth]
    hint: a new token was refused too: check what the client may do, and that base_url and token_url belong to one tenant
  [exit 1]

-- requests ordered token
  POST /oauth/token 200
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 401 status
  POST /oauth/token 200
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 401 status

$ curl -sS -X DELETE {URL}/sandbox/faults -o /dev/null

# Plain http is for loopback alone: nothing is sent elsewhere, neither token nor secret.
$ sed -i 's,base_url: .*,base_url: http://cxone.example,' cxctl.yaml
$ cxctl plan
  [stderr]
  cxctl.yaml:7:15: error: a URL must begin with https:// [schema.pattern]
      7 |     base_url: http://cxone.example
        |               ^^^^^^^^^^^^^^^^^^^^
    hint: plain http is accepted for localhost, 127.0.0.1 and [::1] alone
  [exit 1]

$ git checkout -q cxctl.yaml && sed -i 's,token_url: .*,token_url: http://192.0.2.1/oauth/token,' cxctl.yaml
$ cxctl plan
  [stderr]
  cxctl.yaml:10:18: error: a URL must begin with https:// [schema.pattern]
     10 |       token_url: http://192.0.2.1/oauth/token
        |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: plain http is accepted for localhost, 127.0.0.1 and [::1] alone
  [exit 1]

$ git checkout -q cxctl.yaml && sed -i 's,base_url: http://,base_url: https://user:pass@,' cxctl.yaml
$ cxctl plan
  [stderr]
  cxctl.yaml:7:15: error: a URL may hold no user name or password [schema.not]
    hint: remove what stands in front of the @
  [exit 1]

-- requests token
