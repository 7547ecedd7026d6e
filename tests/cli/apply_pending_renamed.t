# A webhook that may yet be created is not created under another name meanwhile.

-- long
-- file profiles/quick.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: quick}
  extends: cxone
  kinds: {Webhook: {create_settle_s: 17}}

-- project webhooks
-- file webhooks/hook.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: hook}
  spec: {name: hook, url: "https://hooks.example.com/a", events: [profile.updated]}

$ sed -i 's|profile: cxone|profile: profiles/quick.yaml|' cxctl.yaml

-- commit a webhook
-- post /sandbox/faults
  {"route": "POST /api/v2/webhooks", "kind": "reset-before", "count": 1}

$ cxctl apply --yes >/dev/null
  [exit 3]

$ sed -i 's/metadata: {name: hook}/metadata: {name: other}/' webhooks/hook.yaml

-- commit another name

$ cxctl apply --yes 2>&1 | grep -e Waiting -e 'may have created'
  Waiting up to {N} s before it is asked for again, so that there will not be two.
  warning: an earlier run may have created Webhook/hook, which is no longer in git [apply.unknown]

-- writes
  POST /api/v2/webhooks 0 reset-before
  POST /api/v2/webhooks 201

$ cxctl audit show $(cxctl audit log -o json | grep -o '"run": *"[^"]*"' | head -n 1 | cut -d '"' -f 4) | grep resolved
     2 resolved  Webhook/hook create unknown
