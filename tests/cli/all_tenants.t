# Each tenant's view is checked as if it were the only one; a problem is shown once, with the tenants that have it.

-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [webhooks]
  vars: {host: hooks.example.com}
  tenants:
    prod: {base_url: "https://prod.cxone.example"}
    staging: {base_url: "https://staging.cxone.example", vars: {host: staging.example.com}}
    test: {base_url: "https://test.cxone.example", vars: {host: test.example.com}}
-- file webhooks/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  spec:
    name: analytics
    url: https://${var.host}/cxone
    events: [profile.updated]
-- file overlays/staging/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  patch: {spec: {enabled: false}}

# Without a default tenant, a command says how to choose one.

$ cxctl validate
  [stderr]
  error: the project has several tenants and no default_tenant [project.tenant]
    hint: say which with --tenant: prod, staging, test
  [exit 1]
$ cxctl validate --tenant staging
  1 definition in 1 file: valid
$ cxctl validate --all-tenants
  prod     1 definition in 1 file: valid
  staging  1 definition in 1 file: valid
  test     1 definition in 1 file: valid

# What all have, what one has, and what two have.

-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [webhooks]
  tenants:
    prod: {base_url: "https://prod.cxone.example", vars: {host: hooks.example.com, path: /cxone}}
    staging: {base_url: "https://staging.cxone.example", vars: {host: staging.example.com}}
    test: {base_url: "https://test.cxone.example", vars: {host: test.example.com}}
-- file webhooks/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  spec:
    name: analytics
    url: https://${var.host}${var.path}
    event: [profile.updated]
-- file overlays/staging/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytic}
  patch: {spec: {enabled: false}}

$ cxctl validate --all-tenants
  prod     1 error
  staging  3 errors
  test     2 errors
  [stderr]
  overlays/staging/analytics.yaml:3:18: error: there is no Webhook named analytic to patch [overlay.target]
      3 | metadata: {name: analytic}
        |                  ^^^^^^^^
    tenants: staging
    hint: did you mean analytics?
  webhooks/analytics.yaml:6:8: error: there is no variable path [vars.unknown]
      6 |   url: https://${var.host}${var.path}
        |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    tenants: staging, test
    hint: define it in cxctl.yaml below vars, or below the tenant's vars
  webhooks/analytics.yaml:7:3: error: "event" is not known in spec [schema.unknown]
      7 |   event: [profile.updated]
        |   ^^^^^
    tenants: prod, staging, test
    hint: did you mean "events"?
  3 errors
  [exit 1]
$ cxctl validate --all-tenants -o json 2>/dev/null
  {
    "format_version": "1.0",
    "command": "validate",
    "summary": {
      "definitions": 0,
      "files": 1,
      "errors": 3,
      "warnings": 0,
      "suppressed": 0
    },
    "tenants": [
      {
        "tenant": "prod",
        "definitions": 0,
        "errors": 1,
        "warnings": 0,
        "exit_code": 1
      },
      {
        "tenant": "staging",
        "definitions": 0,
        "errors": 3,
        "warnings": 0,
        "exit_code": 1
      },
      {
        "tenant": "test",
        "definitions": 0,
        "errors": 2,
        "warnings": 0,
        "exit_code": 1
      }
    ],
    "diagnostics": [
      {
        "severity": "error",
        "code": "overlay.target",
        "file": "overlays/staging/analytics.yaml",
        "line": 3,
        "column": 18,
        "pointer": null,
        "message": "there is no Webhook named analytic to patch",
        "note": null,
        "hint": "did you mean analytics?",
        "tenants": [
          "staging"
        ]
      },
      {
        "severity": "error",
        "code": "vars.unknown",
        "file": "webhooks/analytics.yaml",
        "line": 6,
        "column": 8,
        "pointer": null,
        "message": "there is no variable path",
        "note": null,
        "hint": "define it in cxctl.yaml below vars, or below the tenant's vars",
        "tenants": [
          "staging",
          "test"
        ]
      },
      {
        "severity": "error",
        "code": "schema.unknown",
        "file": "webhooks/analytics.yaml",
        "line": 7,
        "column": 3,
        "pointer": "/spec/event",
        "message": "\"event\" is not known in spec",
        "note": null,
        "hint": "did you mean \"events\"?",
        "tenants": [
          "prod",
          "staging",
          "test"
        ]
      }
    ],
    "exit_code": 1
  }
  [exit 1]

# A warning of one tenant fails the run where warnings do; a file that cannot be read concerns all.

-- file webhooks/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  spec: {name: analytics, url: "https://hooks.example.com", events: [profile.updated]}
-- file overlays/staging/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  patch: {spec: {secret: null}}

$ cxctl validate --all-tenants
  prod     1 definition in 1 file: valid
  staging  1 definition in 1 file: valid, 1 warning
  test     1 definition in 1 file: valid
  [stderr]
  overlays/staging/analytics.yaml:4:16: warning: the definition has no /spec/secret to remove [overlay.null]
      4 | patch: {spec: {secret: ****}}
        |                ^^^^^^
    tenants: staging
    hint: null removes what the definition has; take the line out
$ cxctl validate --all-tenants --warnings-as-errors --quiet
  prod     1 definition in 1 file: valid
  staging  1 definition in 1 file: valid, 1 warning
  test     1 definition in 1 file: valid
  [stderr]
  error: 1 warning, and with --warnings-as-errors that is a failure [validate.warnings]
  [exit 1]

-- file webhooks/other.yaml
  kind: [

$ cxctl validate --all-tenants
  prod     1 error
  staging  1 error, 1 warning
  test     1 error
  [stderr]
  overlays/staging/analytics.yaml:4:16: warning: the definition has no /spec/secret to remove [overlay.null]
      4 | patch: {spec: {secret: ****}}
        |                ^^^^^^
    tenants: staging
    hint: null removes what the definition has; take the line out
  webhooks/other.yaml:2:1: error: the file ends where a value is expected [yaml.syntax]
      2 | 
        | ^
    tenants: prod, staging, test
    hint: write the value, and close the bracket with ] or }
  1 error, 1 warning
  [exit 1]
$ cxctl validate --all-tenants webhooks/analytics.yaml
  prod     1 definition in 1 file: valid
  staging  1 definition in 1 file: valid, 1 warning
  test     1 definition in 1 file: valid
  [stderr]
  overlays/staging/analytics.yaml:4:16: warning: the definition has no /spec/secret to remove [overlay.null]
      4 | patch: {spec: {secret: ****}}
        |                ^^^^^^
    tenants: staging
    hint: null removes what the definition has; take the line out

# A policy that refuses one tenant's view.

$ rm webhooks/other.yaml
-- file policies/staging.yaml
  apiVersion: cxctl/v1
  kind: Policy
  metadata: {name: enabled-in-staging}
  spec:
    message: webhooks of staging stay on
    match: {kind: Webhook, tenant: staging}
    schema: {properties: {spec: {properties: {enabled: {const: true}}}}}
-- file overlays/staging/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  patch: {spec: {enabled: false}}

$ cxctl validate --all-tenants
  prod     1 definition in 1 file: valid
  staging  1 error
  test     1 definition in 1 file: valid
  [stderr]
  overlays/staging/analytics.yaml:4:25: error: Webhook/analytics breaks the policy enabled-in-staging: webhooks of staging stay on [policy.refused]
      4 | patch: {spec: {enabled: false}}
        |                         ^^^^^
  policies/staging.yaml:3:18: note: the policy
      3 | metadata: {name: enabled-in-staging}
        |                  ^^^^^^^^^^^^^^^^^^
    tenants: staging
    note: enabled must be true, not false
  [exit 4]

# Which tenants cannot be said twice, and one at a time is asked.

$ cxctl validate --all-tenants --tenant prod
  [stderr]
  error: --all-tenants and --tenant cannot be given together [usage.option]
    hint: leave one of them out
  [exit 1]
$ cxctl validate --all-tenants --online
  [stderr]
  error: --all-tenants and --online cannot be given together [usage.option]
    hint: ask one tenant after the other: --tenant NAME --online
  [exit 1]
