# An overlay may be named like any file: it is checked with the definition that it patches, for the tenant that it is of.

-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [audiences, webhooks]
  default_tenant: prod
  tenants:
    prod: {base_url: "https://prod.cxone.example"}
    staging: {base_url: "https://staging.cxone.example"}
-- file webhooks/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  spec: {name: analytics, url: "https://hooks.example.com/cxone", events: [profile.updated]}
-- file webhooks/wrong.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: wrong}
  spec: {name: wrong, url: "https://hooks.example.com/cxone", event: [profile.updated]}
-- file overlays/staging/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  patch: {spec: {url: null}}

$ cxctl validate overlays/staging/analytics.yaml
  [stderr]
  webhooks/analytics.yaml:4:7: error: spec has no "url" [schema.required]
      4 | spec: {name: analytics, url: "https://hooks.example.com/cxone", events: [profile.updated]}
        |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  overlays/staging/analytics.yaml:4:1: note: only with this overlay
      4 | patch: {spec: {url: null}}
        | ^^^^^
    hint: a webhook has name, url and events
  [exit 1]
$ cxctl validate --tenant prod overlays/staging
  [stderr]
  error: the overlays named are of tenant staging, and --tenant says prod [validate.path]
    hint: leave --tenant out, or check --all-tenants
  [exit 1]
$ cxctl validate --all-tenants overlays/staging/analytics.yaml
  prod     1 definition in 2 files: valid, 1 warning
  staging  1 error, 1 warning
  [stderr]
  webhooks/analytics.yaml:4:7: error: spec has no "url" [schema.required]
      4 | spec: {name: analytics, url: "https://hooks.example.com/cxone", events: [profile.updated]}
        |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  overlays/staging/analytics.yaml:4:1: note: only with this overlay
      4 | patch: {spec: {url: null}}
        | ^^^^^
    tenants: staging
    hint: a webhook has name, url and events
  warning: there is no file or folder audiences [definition.path]
    tenants: prod, staging
    hint: definitions in cxctl.yaml names it; nothing is read from there
  1 error, 1 warning
  [exit 1]

-- file overlays/staging/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  patch: {spec: {enabled: false}}

$ cxctl validate overlays/staging/analytics.yaml
  1 definition in 2 files: valid
$ cxctl validate webhooks/wrong.yaml overlays/staging/analytics.yaml
  [stderr]
  webhooks/wrong.yaml:4:61: error: "event" is not known in spec [schema.unknown]
      4 | spec: {name: wrong, url: "https://hooks.example.com/cxone", event: [profile.updated]}
        |                                                             ^^^^^
    hint: did you mean "events"?
  [exit 1]

# A circle that only an overlay closes names it.

$ rm webhooks/wrong.yaml
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: a, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890, protect: true}
  spec:
    name: A
    data_source: customer_360
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5}]}
    exclusions: [{ref: b}]
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: b, id: b1b2c3d4-e5f6-7890-abcd-ef1234567890, protect: true}
  spec:
    name: B
    data_source: customer_360
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- file overlays/prod/b.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: b}
  patch: {spec: {exclusions: [{ref: a}]}}

$ cxctl validate
  [stderr]
  audiences/all.yaml:1:1: error: references go round in a circle: a -> b -> a [ref.cycle]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
  overlays/prod/b.yaml:4:35: note: only with this overlay
      4 | patch: {spec: {exclusions: [{ref: a}]}}
        |                                   ^
    hint: break the circle at one of them
  [exit 1]
$ cxctl validate --tenant staging
  3 definitions in 2 files: valid
