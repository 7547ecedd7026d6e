# A POST of unknown end is not settled with a webhook that another definition owns, however alike.

-- project webhooks
-- file webhooks/one.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: one}
  spec: {name: hook, url: "https://hooks.example.com/a", events: [profile.updated]}
-- commit a webhook

$ cxctl apply --yes >/dev/null

-- writes
  POST /api/v2/webhooks 201

-- file webhooks/two.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: two}
  spec: {name: hook, url: "https://hooks.example.com/a", events: [profile.updated]}
-- commit the same once more

-- post /sandbox/faults
  {"route": "POST /api/v2/webhooks", "kind": "reset-before"}

$ cxctl apply --yes --quiet
    Webhook/two: in doubt: it may or may not have been created: {ANY}
  ...
  [exit 3]

$ git ls-tree -r --name-only refs/cxctl/prod resources
  resources/Webhook/one.json
