# What a tenant will get, and where each value came from.

-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [audiences, webhooks]
  default_tenant: prod
  vars: {host: hooks.example.com, spend: 500}
  tenants:
    prod: {base_url: "https://prod.cxone.example"}
    staging: {base_url: "https://staging.cxone.example", vars: {host: staging.example.com}}
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec:
    name: Vip
    data_source: customer_360
    criteria:
      operator: AND
      conditions:
        - {field: spend, operator: greater_than, value: "${var.spend}"}
    exclusions: [{ref: do-not-contact}]
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: do-not-contact, id: b1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec:
    name: DoNotContact
    data_source: customer_360
    criteria:
      operator: AND
      conditions:
        - {field: opted_in, operator: equals, value: false}
-- file webhooks/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  spec:
    name: analytics
    url: https://${var.host}/cxone
    events: [profile.updated]
    secret: {env: ANALYTICS_WEBHOOK_SECRET}
-- file overlays/staging/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  patch: {spec: {enabled: false}}

$ cxctl render Webhook/analytics
  # webhooks/analytics.yaml:1, for prod
  apiVersion: cxctl/v1
  kind: Webhook
  metadata:
    name: analytics
  spec:
    name: analytics
    url: https://hooks.example.com/cxone
    events:
      - profile.updated
    secret:
      env: ANALYTICS_WEBHOOK_SECRET
    enabled: true
    headers: {}
$ cxctl render --tenant staging --explain Audience/vip Webhook/analytics
  # audiences/vip.yaml:1, for staging
  apiVersion: cxctl/v1                    # definition audiences/vip.yaml:1
  kind: Audience                          # definition audiences/vip.yaml:2
  metadata:
    name: vip                             # definition audiences/vip.yaml:3
    id: a1b2c3d4-e5f6-7890-abcd-ef1234567890  # definition audiences/vip.yaml:3
  spec:
    name: Vip                             # definition audiences/vip.yaml:5
    data_source: customer_360             # definition audiences/vip.yaml:6
    criteria:
      operator: AND                       # definition audiences/vip.yaml:8
      conditions:
        - field: spend                    # definition audiences/vip.yaml:10
          operator: greater_than          # definition audiences/vip.yaml:10
          # variable spend of the project: cxctl.yaml:5
          # used at audiences/vip.yaml:10
          value: 500
    exclusions:
      # reference do-not-contact: audiences/vip.yaml:15
      # used at audiences/vip.yaml:11
      - b1b2c3d4-e5f6-7890-abcd-ef1234567890
    description: ""                       # default of the schema
    recalculate_on_update: true           # default of the schema
    version: 1                            # default of the schema
  ---
  # webhooks/analytics.yaml:1, for staging
  apiVersion: cxctl/v1                    # definition webhooks/analytics.yaml:1
  kind: Webhook                           # definition webhooks/analytics.yaml:2
  metadata:
    name: analytics                       # definition webhooks/analytics.yaml:3
  spec:
    name: analytics                       # definition webhooks/analytics.yaml:5
    # variable host of tenant staging: cxctl.yaml:8
    # used at webhooks/analytics.yaml:6
    url: https://staging.example.com/cxone
    events:
      - profile.updated                   # definition webhooks/analytics.yaml:7
    secret:
      env: ANALYTICS_WEBHOOK_SECRET       # definition webhooks/analytics.yaml:8
    # overlay overlays/staging/analytics.yaml:4
    enabled: false
    headers: {}                           # default of the schema
$ cxctl render --tenant staging --explain -o json Webhook/analytics
  {
    "format_version": "1.0",
    "command": "render",
    "tenant": "staging",
    "definitions": [
      {
        "apiVersion": "cxctl/v1",
        "kind": "Webhook",
        "metadata": {
          "name": "analytics"
        },
        "spec": {
          "name": "analytics",
          "url": "https://staging.example.com/cxone",
          "events": [
            "profile.updated"
          ],
          "secret": {
            "env": "ANALYTICS_WEBHOOK_SECRET"
          },
          "enabled": false,
          "headers": {}
        }
      }
    ],
    "origins": [
      {
        "address": "Webhook/analytics",
        "pointer": "/apiVersion",
        "layer": "definition",
        "file": "webhooks/analytics.yaml",
        "line": 1,
        "column": 13
      },
      {
        "address": "Webhook/analytics",
        "pointer": "/kind",
        "layer": "definition",
        "file": "webhooks/analytics.yaml",
        "line": 2,
        "column": 7
      },
      {
        "address": "Webhook/analytics",
        "pointer": "/metadata/name",
        "layer": "definition",
        "file": "webhooks/analytics.yaml",
        "line": 3,
        "column": 18
      },
      {
        "address": "Webhook/analytics",
        "pointer": "/spec/name",
        "layer": "definition",
        "file": "webhooks/analytics.yaml",
        "line": 5,
        "column": 9
      },
      {
        "address": "Webhook/analytics",
        "pointer": "/spec/url",
        "layer": "variable",
        "file": "cxctl.yaml",
        "line": 8,
        "column": 69,
        "variables": [
          {
            "name": "host",
            "of": "tenant",
            "file": "cxctl.yaml",
            "line": 8,
            "column": 69
          }
        ],
        "used": {
          "file": "webhooks/analytics.yaml",
          "line": 6,
          "column": 8
        }
      },
      {
        "address": "Webhook/analytics",
        "pointer": "/spec/events/0",
        "layer": "definition",
        "file": "webhooks/analytics.yaml",
        "line": 7,
        "column": 12
      },
      {
        "address": "Webhook/analytics",
        "pointer": "/spec/secret/env",
        "layer": "definition",
        "file": "webhooks/analytics.yaml",
        "line": 8,
        "column": 17
      },
      {
        "address": "Webhook/analytics",
        "pointer": "/spec/enabled",
        "layer": "overlay",
        "file": "overlays/staging/analytics.yaml",
        "line": 4,
        "column": 25
      },
      {
        "address": "Webhook/analytics",
        "pointer": "/spec/headers",
        "layer": "default"
      }
    ],
    "diagnostics": [],
    "exit_code": 0
  }

# What is printed is a definition again.

$ cxctl render -o yaml=all.yaml
$ cxctl validate all.yaml
  3 definitions in 1 file: valid
  [stderr]
  all.yaml:26:9: warning: Audience/vip refers to do-not-contact, which is not protected [lint.unprotected]
     26 |   name: do-not-contact
        |         ^^^^^^^^^^^^^^
  all.yaml:5:9: note: refers to it
      5 |   name: vip
        |         ^^^
    hint: add protect: true to its metadata, so that it is not deleted

$ cxctl render Webhook/analytic
  [stderr]
  error: there is no definition Webhook/analytic [render.address]
    hint: did you mean Webhook/analytics?
  [exit 1]
