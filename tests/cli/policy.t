# Rules of a project's own: policies/*.yaml beside cxctl.yaml. validate, plan and apply refuse what breaks one, with
# exit 4 and before any request.

-- project
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip-gold, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: Gold
    data_source: customer_360
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- file webhooks/hooks.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: sync}
  spec:
    name: sync
    url: https://hooks.example.net/cxone
    events: [profile.updated]
    secret: {env: WEBHOOK_SECRET}
-- file policies/prod.yaml
  apiVersion: cxctl/v1
  kind: Policy
  metadata: {name: protect-vip}
  spec:
    match: {kind: Audience, name: "vip-*", tenant: prod}
    message: VIP audiences must be protected
    hint: "add protect: true to metadata"
    schema:
      properties:
        metadata:
          required: [protect]
          properties: {protect: {const: true}}
  ---
  apiVersion: cxctl/v1
  kind: Policy
  metadata: {name: own-hosts}
  spec:
    match: {kind: [Webhook, CrmWebhook]}
    message: webhooks call hosts of example.com alone
    schema:
      properties:
        spec:
          properties:
            url:
              pattern: ^https://([a-z0-9-]+\.)*example\.com/
              x-cxctl-message: "{value} is on somebody else's host"
              x-cxctl-hint: "ask the platform team for a name below example.com"
-- commit a start

$ cxctl validate
  [stderr]
  audiences/vip.yaml:3:11: error: Audience/vip-gold breaks the policy protect-vip: VIP audiences must be protected [policy.refused]
      3 | metadata: {name: vip-gold, id: 00000000-0000-0000-0000-00000000000a}
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  policies/prod.yaml:3:18: note: the policy
      3 | metadata: {name: protect-vip}
        |                  ^^^^^^^^^^^
    note: metadata has no "protect"
    hint: add protect: true to metadata
  webhooks/hooks.yaml:6:8: error: Webhook/sync breaks the policy own-hosts: webhooks call hosts of example.com alone [policy.refused]
      6 |   url: https://hooks.example.net/cxone
        |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  policies/prod.yaml:16:18: note: the policy
     16 | metadata: {name: own-hosts}
        |                  ^^^^^^^^^
    note: "https://hooks.example.net/cxone" is on somebody else's host
    hint: ask the platform team for a name below example.com
  2 errors
  [exit 4]
$ cxctl validate -o json 2>/dev/null
  {
    "format_version": "1.0",
    "command": "validate",
    "summary": {
      "definitions": 2,
      "files": 2,
      "errors": 2,
      "warnings": 0,
      "suppressed": 0
    },
    "diagnostics": [
      {
        "severity": "error",
        "code": "policy.refused",
        "file": "audiences/vip.yaml",
        "line": 3,
        "column": 11,
        "pointer": "/metadata",
        "message": "Audience/vip-gold breaks the policy protect-vip: VIP audiences must be protected",
        "note": "metadata has no \"protect\"",
        "hint": "add protect: true to metadata",
        "related": {
          "file": "policies/prod.yaml",
          "line": 3,
          "column": 18,
          "message": "the policy"
        }
      },
      {
        "severity": "error",
        "code": "policy.refused",
        "file": "webhooks/hooks.yaml",
        "line": 6,
        "column": 8,
        "pointer": "/spec/url",
        "message": "Webhook/sync breaks the policy own-hosts: webhooks call hosts of example.com alone",
        "note": "\"https://hooks.example.net/cxone\" is on somebody else's host",
        "hint": "ask the platform team for a name below example.com",
        "related": {
          "file": "policies/prod.yaml",
          "line": 16,
          "column": 18,
          "message": "the policy"
        }
      }
    ],
    "exit_code": 4
  }
  [exit 4]
$ cxctl plan
  [stderr]
  audiences/vip.yaml:3:11: error: Audience/vip-gold breaks the policy protect-vip: VIP audiences must be protected [policy.refused]
      3 | metadata: {name: vip-gold, id: 00000000-0000-0000-0000-00000000000a}
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  policies/prod.yaml:3:18: note: the policy
      3 | metadata: {name: protect-vip}
        |                  ^^^^^^^^^^^
    note: metadata has no "protect"
    hint: add protect: true to metadata
  webhooks/hooks.yaml:6:8: error: Webhook/sync breaks the policy own-hosts: webhooks call hosts of example.com alone [policy.refused]
      6 |   url: https://hooks.example.net/cxone
        |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  policies/prod.yaml:16:18: note: the policy
     16 | metadata: {name: own-hosts}
        |                  ^^^^^^^^^
    note: "https://hooks.example.net/cxone" is on somebody else's host
    hint: ask the platform team for a name below example.com
  2 errors
  [exit 4]
$ cxctl plan -o json 2>/dev/null | jq -c '[.command, .exit_code, (.diagnostics[] | [.code, .file, .line, .related.file])]'
  ["plan",4,["policy.refused","audiences/vip.yaml",3,"policies/prod.yaml"],["policy.refused","webhooks/hooks.yaml",6,"policies/prod.yaml"]]
$ cxctl apply --yes
  [stderr]
  audiences/vip.yaml:3:11: error: Audience/vip-gold breaks the policy protect-vip: VIP audiences must be protected [policy.refused]
      3 | metadata: {name: vip-gold, id: 00000000-0000-0000-0000-00000000000a}
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  policies/prod.yaml:3:18: note: the policy
      3 | metadata: {name: protect-vip}
        |                  ^^^^^^^^^^^
    note: metadata has no "protect"
    hint: add protect: true to metadata
  webhooks/hooks.yaml:6:8: error: Webhook/sync breaks the policy own-hosts: webhooks call hosts of example.com alone [policy.refused]
      6 |   url: https://hooks.example.net/cxone
        |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  policies/prod.yaml:16:18: note: the policy
     16 | metadata: {name: own-hosts}
        |                  ^^^^^^^^^
    note: "https://hooks.example.net/cxone" is on somebody else's host
    hint: ask the platform team for a name below example.com
  2 errors
  [exit 4]

# Nobody was asked.
-- requests token

# Files that are named alone are held against them too.
$ cxctl validate webhooks
  [stderr]
  webhooks/hooks.yaml:6:8: error: Webhook/sync breaks the policy own-hosts: webhooks call hosts of example.com alone [policy.refused]
      6 |   url: https://hooks.example.net/cxone
        |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  policies/prod.yaml:16:18: note: the policy
     16 | metadata: {name: own-hosts}
        |                  ^^^^^^^^^
    note: "https://hooks.example.net/cxone" is on somebody else's host
    hint: ask the platform team for a name below example.com
  [exit 4]
$ cxctl validate audiences -q
  [stderr]
  audiences/vip.yaml:3:11: error: Audience/vip-gold breaks the policy protect-vip: VIP audiences must be protected [policy.refused]
      3 | metadata: {name: vip-gold, id: 00000000-0000-0000-0000-00000000000a}
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  policies/prod.yaml:3:18: note: the policy
      3 | metadata: {name: protect-vip}
        |                  ^^^^^^^^^^^
  [exit 4]

# What satisfies them passes.
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip-gold, id: 00000000-0000-0000-0000-00000000000a, protect: true}
  spec:
    name: Gold
    data_source: customer_360
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
$ sed -i 's/example.net/example.com/' webhooks/hooks.yaml && cxctl validate
  2 definitions in 2 files: valid

-- commit protected, and on our host
-- env WEBHOOK_SECRET=an-example-secret-of-thirty-two-bytes
$ cxctl apply --yes | grep ' applied' | cut -d';' -f1
  Apply: 2 applied

# A revision is held against the policies that it holds itself.
$ cxctl plan --rev HEAD~1 -q | tail -1
  [stderr]
  audiences/vip.yaml:3:11: error: Audience/vip-gold breaks the policy protect-vip: VIP audiences must be protected [policy.refused]
      3 | metadata: {name: vip-gold, id: 00000000-0000-0000-0000-00000000000a}
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  policies/prod.yaml:3:18: note: the policy
      3 | metadata: {name: protect-vip}
        |                  ^^^^^^^^^^^
  webhooks/hooks.yaml:6:8: error: Webhook/sync breaks the policy own-hosts: webhooks call hosts of example.com alone [policy.refused]
      6 |   url: https://hooks.example.net/cxone
        |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  policies/prod.yaml:16:18: note: the policy
     16 | metadata: {name: own-hosts}
        |                  ^^^^^^^^^
  2 errors
$ rm -r policies && cxctl plan --rev HEAD~1 -q | tail -1; git checkout -q policies
  [stderr]
  audiences/vip.yaml:3:11: error: Audience/vip-gold breaks the policy protect-vip: VIP audiences must be protected [policy.refused]
      3 | metadata: {name: vip-gold, id: 00000000-0000-0000-0000-00000000000a}
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  policies/prod.yaml:3:18: note: the policy
      3 | metadata: {name: protect-vip}
        |                  ^^^^^^^^^^^
  webhooks/hooks.yaml:6:8: error: Webhook/sync breaks the policy own-hosts: webhooks call hosts of example.com alone [policy.refused]
      6 |   url: https://hooks.example.net/cxone
        |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  policies/prod.yaml:16:18: note: the policy
     16 | metadata: {name: own-hosts}
        |                  ^^^^^^^^^
  2 errors

# Of another tenant's policies nothing is said; with defaults, references and secrets as they are written.
-- file policies/more.yml
  apiVersion: cxctl/v1
  kind: Policy
  metadata: {name: staging-only}
  spec: {match: {tenant: [staging]}, message: nothing but tests, schema: false}
  ---
  apiVersion: cxctl/v1
  kind: Policy
  metadata: {name: by-reference}
  spec:
    match: {kind: Webhook}
    message: a webhook is signed with the secret of its own name
    schema: {properties: {spec: {required: [secret, enabled], properties: {secret: {const: {env: SYNC_SECRET}}}}}}
$ sed -i 's/^tenants:/&\n  staging: {base_url: "https:\/\/staging.example.com"}/' cxctl.yaml && cxctl validate
  [stderr]
  webhooks/hooks.yaml:5:3: error: Webhook/sync breaks the policy by-reference: a webhook is signed with the secret of its own name [policy.refused]
      5 |   name: sync
        |   ^^^^
  policies/more.yml:8:18: note: the policy
      8 | metadata: {name: by-reference}
        |                  ^^^^^^^^^^^^
    note: spec has no "enabled"
  webhooks/hooks.yaml:8:11: error: Webhook/sync breaks the policy by-reference: a webhook is signed with the secret of its own name [policy.refused]
      8 |   secret: {env: WEBHOOK_SECRET}
        |           ^^^^^^^^^^^^^^^^^^^^^
  policies/more.yml:8:18: note: the policy
      8 | metadata: {name: by-reference}
        |                  ^^^^^^^^^^^^
    note: secret must be {"env":"SYNC_SECRET"}, not an object
  2 errors
  [exit 4]
$ cxctl validate --tenant staging webhooks
  [stderr]
  webhooks/hooks.yaml:1:1: error: Webhook/sync breaks the policy staging-only: nothing but tests [policy.refused]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
  policies/more.yml:3:18: note: the policy
      3 | metadata: {name: staging-only}
        |                  ^^^^^^^^^^^^
    note: it allows no definition that it matches
  webhooks/hooks.yaml:5:3: error: Webhook/sync breaks the policy by-reference: a webhook is signed with the secret of its own name [policy.refused]
      5 |   name: sync
        |   ^^^^
  policies/more.yml:8:18: note: the policy
      8 | metadata: {name: by-reference}
        |                  ^^^^^^^^^^^^
    note: spec has no "enabled"
  webhooks/hooks.yaml:8:11: error: Webhook/sync breaks the policy by-reference: a webhook is signed with the secret of its own name [policy.refused]
      8 |   secret: {env: WEBHOOK_SECRET}
        |           ^^^^^^^^^^^^^^^^^^^^^
  policies/more.yml:8:18: note: the policy
      8 | metadata: {name: by-reference}
        |                  ^^^^^^^^^^^^
    note: secret must be {"env":"SYNC_SECRET"}, not an object
  3 errors
  [exit 4]

# What is wrong with the policies themselves, with its place; a definition that is refused counts more.
-- file policies/more.yml
  apiVersion: cxctl/v1
  kind: Policy
  metadata: {name: own-hosts}
  spec:
    match: {kind: [Webhok, Audience], tenant: porduction, names: x}
    message: ""
    schema: {properties: {spec: {required: url}}}
  ---
  apiVersion: cxctl/v1
  kind: Policy
  metadata: {name: own-hosts}
  spec:
    match: {kind: [Webhok, Audience], tenant: porduction}
    message: x
    schema:
      properties:
        spec: {requird: [url], properties: {url: {pattern: "(", type: txt}}}
      oneOf: {$ref: "https://example.com/other.json"}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: not-here}
  ---
  apiVersion: cxctl/v1
  kind: Policy
  metadata: {name: for-nobody}
  spec: {match: {name: "platinum-*"}, message: x, schema: {required: [spec]}}
$ cxctl validate
  [stderr]
  policies/more.yml:5:57: error: "names" is not known in match [schema.unknown]
      5 |   match: {kind: [Webhok, Audience], tenant: porduction, names: x}
        |                                                         ^^^^^
    hint: did you mean "name"?
  policies/more.yml:6:12: error: message is empty, at least 1 character is needed [schema.minLength]
      6 |   message: ""
        |            ^^
    hint: write a text between the quotes
  policies/more.yml:13:18: error: there is no kind Webhok [policy.match]
     13 |   match: {kind: [Webhok, Audience], tenant: porduction}
        |                  ^^^^^^
    hint: did you mean Webhook?
  policies/more.yml:13:45: error: there is no tenant porduction [policy.match]
     13 |   match: {kind: [Webhok, Audience], tenant: porduction}
        |                                             ^^^^^^^^^^
    hint: there are: staging, prod
  policies/more.yml:17:14: warning: "requird" is no keyword of JSON Schema [schema.keyword]
     17 |       spec: {requird: [url], properties: {url: {pattern: "(", type: txt}}}
        |              ^^^^^^^
    hint: did you mean "required"?
  policies/more.yml:17:58: error: pattern "(" is no regular expression: missing closing parenthesis [schema.regex]
     17 |       spec: {requird: [url], properties: {url: {pattern: "(", type: txt}}}
        |                                                          ^^^
    hint: patterns are those of JavaScript with the flag u
  policies/more.yml:17:69: error: a type is one of null, boolean, number, integer, string, array, object [schema.invalid]
     17 |       spec: {requird: [url], properties: {url: {pattern: "(", type: txt}}}
        |                                                                     ^^^
    hint: for example, type: string
  policies/more.yml:18:12: error: "oneOf" must be an array of one or more schemas [schema.invalid]
     18 |     oneOf: {$ref: "https://example.com/other.json"}
        |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: for example, oneOf: [{type: string}, {type: integer}]
  policies/more.yml:20:1: error: the document has no "spec" [schema.required]
     20 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: a policy has apiVersion, kind, metadata and spec
  policies/more.yml:21:7: error: kind must be "Policy", not "Audience" [schema.const]
     21 | kind: Audience
        |       ^^^^^^^^
    hint: the folder policies holds policies alone; definitions stand in the folders that cxctl.yaml names
  policies/more.yml:26:18: warning: the policy for-nobody matches no definition [policy.unused]
     26 | metadata: {name: for-nobody}
        |                  ^^^^^^^^^^
    hint: see spec.match: kind, name and tenant must all fit
  policies/prod.yaml:16:18: error: there are two policies named own-hosts [policy.name]
     16 | metadata: {name: own-hosts}
        |                  ^^^^^^^^^
  policies/more.yml:11:18: note: first defined here
     11 | metadata: {name: own-hosts}
        |                  ^^^^^^^^^
    hint: give one of them another metadata.name
  10 errors, 2 warnings
  [exit 1]
$ sed -i 's/example.com/example.org/' webhooks/hooks.yaml && cxctl validate -o json 2>/dev/null | jq -c '[.exit_code, (.diagnostics[-1] | [.code, .message])]'
  [4,["policy.refused","Webhook/sync breaks the policy own-hosts: webhooks call hosts of example.com alone"]]
-- file policies/more.yml
  apiVersion: cxctl/v1
  kind: Policy
  metadata: {name: for-nobody}
  spec: {match: {name: "platinum-*"}, message: x, schema: {required: [spec]}}
$ git checkout -q webhooks && cxctl validate
  2 definitions in 2 files: valid
  [stderr]
  policies/more.yml:3:18: warning: the policy for-nobody matches no definition [policy.unused]
      3 | metadata: {name: for-nobody}
        |                  ^^^^^^^^^^
    hint: see spec.match: kind, name and tenant must all fit

# An unreadable policy is an error, too: nothing is applied past it.
$ echo 'kind: [' > policies/more.yml && cxctl validate -q
  [stderr]
  policies/more.yml:2:1: error: the file ends where a value is expected [yaml.syntax]
      2 | 
        | ^
  [exit 1]
