# A secret is in no answer, so nothing that is read can tell whether a new one arrived.

-- secret HOOK_SECRET=0123456789abcdef0123456789abcdef
-- project webhooks
-- file webhooks/hook.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: hook}
  spec: {name: hook, url: "https://hooks.example.com/a", events: [profile.updated], secret: {env: HOOK_SECRET, version: 1}}
-- commit a webhook

$ cxctl apply --yes >/dev/null

-- writes
  POST /api/v2/webhooks 201

-- file webhooks/hook.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: hook}
  spec: {name: hook, url: "https://hooks.example.com/a", events: [profile.updated], secret: {env: HOOK_SECRET, version: 2}}
-- commit a new secret

-- post /sandbox/faults
  {"route": "PUT /api/v2/webhooks/*", "kind": "status", "status": 500}

# The PUT fails every time: that it is applied may not be said, although the tenant looks as if it were.
$ cxctl apply --yes --quiet
    Webhook/hook: in doubt: 500 internal server error: {ANY}
      {ANY}
  ...
  [exit 3]

-- writes
  PUT /api/v2/webhooks/{UUID:id} 500 status x4

-- delete /sandbox/faults

# So the next apply sends it, and only then is it done. One broken answer is no reason to stop.
-- post /sandbox/faults
  {"route": "PUT /api/v2/webhooks/*", "kind": "reset-before", "count": 1}

$ cxctl apply --yes >/dev/null

$ cxctl apply --yes >/dev/null

-- writes
  PUT /api/v2/webhooks/{UUID:id} {ANY} x2
