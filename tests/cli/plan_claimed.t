# Two definitions may not both take over the one webhook of their name.

-- project webhooks
-- tenant
  {"webhooks": [{"name": "hook", "url": "https://hooks.example.com/a", "events": ["profile.updated"]}]}
-- file webhooks/both.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: one}
  spec: {name: hook, url: "https://hooks.example.com/a", events: [profile.updated]}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: two}
  spec: {name: hook, url: "https://hooks.example.com/b", events: [profile.updated]}
-- commit two of a name

$ cxctl plan
  [stderr]
  webhooks/both.yaml:6:1: error: Webhook/one and Webhook/two would both be the tenant's Webhook with the id {UUID} [plan.match]
      6 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: say which one it is with metadata.id, or give the other one a name of its own
  [exit 1]
