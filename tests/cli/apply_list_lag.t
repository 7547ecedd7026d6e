# A list that lags behind hides a webhook that is there: it is not created a second time.

-- file profiles/lagging.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: lagging}
  extends: cxone
  kinds:
    Webhook:
      routes:
        list: {method: GET, path: /api/v2/crm/webhooks}

-- project webhooks
-- file webhooks/hook.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: hook}
  spec: {name: hook, url: "https://hooks.example.com/a", events: [profile.updated]}

$ sed -i 's|profile: cxone|profile: profiles/lagging.yaml|' cxctl.yaml

-- commit a webhook

$ cxctl apply --yes >/dev/null

$ cxctl apply --yes --quiet
    Webhook/hook: conflict, not applied: the tenant's list did not show it, but it
      is there [apply.conflict]
  ...
  [exit 5]

-- writes
  POST /api/v2/webhooks 201
