# What a tenant takes is said by its profile: validate and plan hold criteria against the same limits.

-- project audiences
-- file profiles/strict.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: strict}
  extends: cxone
  criteria_depth_counts: groups
  limits: {unknown_operator: error}
-- file profiles/lax.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: lax}
  extends: cxone
  limits: {unknown_operator: "off"}
-- file audiences/deep.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: deep, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: Deep
    data_source: customer_360
    criteria:
      operator: AND
      conditions:
        - {field: tier, operator: sounds_like, value: gold}
        - operator: OR
          conditions:
            - {field: spend, operator: greater_than, value: 1}
            - operator: AND
              conditions:
                - {field: region, operator: equal, value: emea}
                - operator: OR
                  conditions:
                    - {field: country, operator: equals, value: DE}
                    - operator: AND
                      conditions:
                        - {field: phone, operator: is_null, value: null}
                        - operator: OR
                          conditions:
                            - {field: email, operator: is_null, value: null}
                            - {field: opted_in, operator: equals, value: true}
-- commit a start

# By default an unknown operator is a warning, and so is the fifth level below the root.
$ cxctl validate
  1 definition in 1 file: valid
  [stderr]
  audiences/deep.yaml:10:33: warning: sounds_like is no known operator [audience.operator]
     10 |       - {field: tier, operator: sounds_like, value: gold}
        |                                 ^^^^^^^^^^^
    hint: mend it; if the tenant has it, the profile says so: limits: {unknown_operator: "off"}
  audiences/deep.yaml:16:43: warning: equal is no known operator [audience.operator]
     16 |               - {field: region, operator: equal, value: emea}
        |                                           ^^^^^
    hint: did you mean equals?
  audiences/deep.yaml:23:25: warning: criteria are nested 5 levels below the root, the most that is allowed (5) [audience.depth]
     23 |                       - operator: OR
        |                         ^^^^^^^^
    note: deepest path is /spec/criteria/conditions/1/conditions/1/conditions/1/conditions/1/conditions/1
    hint: some servers count the root as a level: merge groups with the same operator, or move a branch into an audience of its own and reference it
  3 warnings

$ cxctl plan -o json 2>/dev/null | jq -c '.diagnostics[] | [.severity, .code, .line]'
  ["warning","audience.operator",10]
  ["warning","audience.operator",16]
  ["warning","audience.depth",23]

# Where the root counts and no other operators are taken, both are errors, before anything is sent.
-- requests
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
$ sed -i 's/profile: cxone/profile: profiles\/strict.yaml/' cxctl.yaml && cxctl validate
  [stderr]
  audiences/deep.yaml:10:33: error: sounds_like is no known operator [audience.operator]
     10 |       - {field: tier, operator: sounds_like, value: gold}
        |                                 ^^^^^^^^^^^
    hint: mend it; if the tenant has it, the profile says so: limits: {unknown_operator: "warn"}
  audiences/deep.yaml:16:43: error: equal is no known operator [audience.operator]
     16 |               - {field: region, operator: equal, value: emea}
        |                                           ^^^^^
    hint: did you mean equals?
  audiences/deep.yaml:23:25: error: criteria are nested 6 levels with the root, at most 5 are allowed [audience.depth]
     23 |                       - operator: OR
        |                         ^^^^^^^^
    note: deepest path is /spec/criteria/conditions/1/conditions/1/conditions/1/conditions/1/conditions/1
    hint: merge groups with the same operator, or move a branch into an audience of its own and reference it
  3 errors
  [exit 1]

$ cxctl plan 2>&1 | grep error:
  audiences/deep.yaml:10:33: error: sounds_like is no known operator [audience.operator]
  audiences/deep.yaml:16:43: error: equal is no known operator [audience.operator]
  audiences/deep.yaml:23:25: error: criteria are nested 6 levels with the root, at most 5 are allowed [audience.depth]

-- requests

# Where the tenant has operators of its own, nothing is said of them.
$ sed -i 's/strict/lax/' cxctl.yaml && cxctl validate -q --warnings-as-errors
  [stderr]
  error: 1 warning, and with --warnings-as-errors that is a failure [validate.warnings]
  [exit 1]

$ cxctl validate -o json 2>/dev/null | jq -c '.diagnostics[] | [.severity, .code, .line]'
  ["warning","audience.depth",23]
