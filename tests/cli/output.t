# Text, JSON, both, or nothing: the product goes to stdout, diagnostics to stderr.

-- sandbox --customers 200
-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greatr_than, value: 5000}]}
-- commit vip

# Text to look at and a document for a machine, from one run.
$ cxctl plan -o text -o json=../plan.json
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Audience/vip
        /name         "Vip"
        /criteria     spend greatr_than 5000
        /description  ""
        /exclusions   []

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}
  [stderr]
  audiences/vip.yaml:6:67: warning: greatr_than is no known operator [audience.operator]
      6 |   criteria: {operator: AND, conditions: [{field: spend, operator: greatr_than, value: 500...
        |                                                                   ^^^^^^^^^^^
    hint: did you mean greater_than?

$ jq -c '[.format_version, .summary.create, (.diagnostics | length), .exit_code]' ../plan.json
  ["1.0",1,1,0]

-- requests token
  ...

# JSON alone on stdout: nothing else is there.
$ cxctl plan -o json | jq -c '[keys[]]'
  ["apply","base_url","changes","commit","diagnostics","dirty","exit_code","fingerprint","format_version","ignore","left","live","refusals","summary","tenant"]
  [stderr]
  audiences/vip.yaml:6:67: warning: greatr_than is no known operator [audience.operator]
      6 |   criteria: {operator: AND, conditions: [{field: spend, operator: greatr_than, value: 500...
        |                                                                   ^^^^^^^^^^^
    hint: did you mean greater_than?

# Both to stdout is one too many; a file that cannot be written is an error, after which nothing was applied.
$ cxctl plan -o json -o text
  {
    "format_version": "1.0",
    "command": "plan",
    "diagnostics": [
      {
        "severity": "error",
        "code": "output.place",
        "file": null,
        "line": null,
        "column": null,
        "pointer": null,
        "message": "only one format can go to standard output",
        "note": null,
        "hint": null
      }
    ],
    "exit_code": 1
  }
  [stderr]
  error: only one format can go to standard output [output.place]
  [exit 1]

# A report that has no place to go is found out before anything is sent.
$ cxctl apply --yes -o json=/nowhere/apply.json
  [stderr]
  error: /nowhere/apply.json cannot be written: No such file or directory [output.place]
    hint: name a file in a folder that is there and may be written to
  [exit 1]
$ cxctl plan -o json=.
  [stderr]
  error: . cannot be written: Is a directory [output.place]
    hint: name a file in a folder that is there and may be written to
  [exit 1]

# --quiet keeps the product and drops the rest.
$ cxctl plan --quiet
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Audience/vip
        /name         "Vip"
        /criteria     spend greatr_than 5000
        /description  ""
        /exclusions   []

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}

$ cxctl apply --yes --quiet
    Audience/vip: not applied: 400 bad request: criteria.conditions[0].operator:
      unknown operator "greatr_than" (UNKNOWN_OPERATOR), uid
      {UUID} (correlation id
      {UUID}) [tenant.status]

  Apply: 0 applied, 1 not applied; 0.0 % success,
         mean latency {MS} ms, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 1]

-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 400

# Colours only where they are wanted: not into files and pipes, and never with NO_COLOR.
$ cxctl plan --color=always | tr '\033' '^'
  ^[2mTenant prod at {URL}, commit {COMMIT} (1 request)^[0m

    ^[32m+^[0m ^[1mAudience/vip^[0m
        /name         "Vip"
        /criteria     spend greatr_than 5000
        /description  ""
        /exclusions   []

  ^[1mPlan:^[0m 1 to create, 0 to update, 0 to delete, 0 unchanged

  Next: ^[1mcxctl apply --fingerprint sha256:{HASH}^[0m
  [stderr]
  [1maudiences/vip.yaml:6:67:[0m [33mwarning[0m: greatr_than is no known operator [audience.operator]
  [2m    6 |[0m   criteria: {operator: AND, conditions: [{field: spend, operator: greatr_than, value: 500...
  [2m      |[0m                                                                   [33m^^^^^^^^^^^[0m
    [36mhint[0m: did you mean greater_than?

$ cxctl plan | grep -c "$(printf '\033')"
  0
  [stderr]
  audiences/vip.yaml:6:67: warning: greatr_than is no known operator [audience.operator]
      6 |   criteria: {operator: AND, conditions: [{field: spend, operator: greatr_than, value: 500...
        |                                                                   ^^^^^^^^^^^
    hint: did you mean greater_than?
  [exit 1]

$ NO_COLOR=1 cxctl drift | grep -c "$(printf '\033')"
  0
  [exit 1]

# -v says what is sent; the token is in none of it.
$ cxctl plan -v 2>&1 >/dev/null | sed 's/ in [0-9]* ms/ in {MS} ms/; s/[0-9a-f-]\{36\}/ID/'
  POST {URL}/oauth/token 200 {MS} ms, 190 bytes
  GET {URL}/api/v1/audiences?include=size,evaluation_status&limit=1000 200 {MS} ms, 43 bytes
  audiences/vip.yaml:6:67: warning: greatr_than is no known operator [audience.operator]
      6 |   criteria: {operator: AND, conditions: [{field: spend, operator: greatr_than, value: 500...
        |                                                                   ^^^^^^^^^^^
    hint: did you mean greater_than?

# Errors are JSON as well, with the exit code.
$ sed -i 's/spec:/spce:/' audiences/vip.yaml
$ cxctl plan -o json
  {
    "format_version": "1.0",
    "command": "plan",
    "diagnostics": [
      {
        "severity": "error",
        "code": "schema.unknown",
        "file": "audiences/vip.yaml",
        "line": 4,
        "column": 1,
        "pointer": "/spce",
        "message": "\"spce\" is not known here",
        "note": null,
        "hint": "did you mean \"spec\"?"
      }
    ],
    "exit_code": 1
  }
  [stderr]
  audiences/vip.yaml:4:1: error: "spce" is not known here [schema.unknown]
      4 | spce:
        | ^^^^
    hint: did you mean "spec"?
  [exit 1]

$ cxctl plan -o json --log-format json
  {
    "format_version": "1.0",
    "command": "plan",
    "diagnostics": [
      {
        "severity": "error",
        "code": "schema.unknown",
        "file": "audiences/vip.yaml",
        "line": 4,
        "column": 1,
        "pointer": "/spce",
        "message": "\"spce\" is not known here",
        "note": null,
        "hint": "did you mean \"spec\"?"
      }
    ],
    "exit_code": 1
  }
  [stderr]
  {"severity":"error","code":"schema.unknown","file":"audiences/vip.yaml","line":4,"column":1,"pointer":"/spce","message":"\"spce\" is not known here","note":null,"hint":"did you mean \"spec\"?"}
  [exit 1]

$ git checkout -q audiences && rm cxctl.yaml && cxctl plan -o json
  {
    "format_version": "1.0",
    "command": "plan",
    "diagnostics": [
      {
        "severity": "error",
        "code": "project.missing",
        "file": null,
        "line": null,
        "column": null,
        "pointer": null,
        "message": "there is no cxctl.yaml here or in a folder above",
        "note": null,
        "hint": "go into the repository, or name it with --project"
      }
    ],
    "exit_code": 1
  }
  [stderr]
  error: there is no cxctl.yaml here or in a folder above [project.missing]
    hint: go into the repository, or name it with --project
  [exit 1]

$ git checkout -q cxctl.yaml
-- post /sandbox/faults
  {"route": "GET *", "kind": "status", "status": 403, "body": "{\"message\": \"no\"}"}
$ cxctl plan -o json 2>/dev/null | jq -c '[.exit_code, .diagnostics[].code]'
  [1,"audience.operator","tenant.scope"]

$ cxctl apply --yes -o json 2>/dev/null | jq -c '[.exit_code, .diagnostics[].code]'
  [1,"audience.operator","tenant.scope"]

$ cxctl drift -o json 2>/dev/null | jq -c '[.exit_code, .diagnostics[].code]'
  [0]

$ cxctl audit show nonsense -o json 2>/dev/null | jq -c '[.exit_code, .diagnostics[].code]'
  [1,"audit.run"]
