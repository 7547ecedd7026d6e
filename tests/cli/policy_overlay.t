# A policy sees what a tenant gets: the definition after its overlay, and after variables.

-- project audiences
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a, protect: true}
  spec:
    name: Gold ${var.region}
    data_source: customer_360
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- file overlays/prod/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold}
  patch:
    metadata: {protect: false}
-- file policies/prod.yaml
  apiVersion: cxctl/v1
  kind: Policy
  metadata: {name: protected}
  spec:
    match: {kind: Audience}
    message: audiences must be protected
    schema: {properties: {metadata: {required: [protect], properties: {protect: {const: true}}}}}
  ---
  apiVersion: cxctl/v1
  kind: Policy
  metadata: {name: named}
  spec:
    message: names end with the region
    schema: {properties: {spec: {properties: {name: {pattern: " EMEA$"}}}}}
$ echo 'vars: {region: APAC}' >> cxctl.yaml && cxctl validate
  [stderr]
  audiences/gold.yaml:5:9: error: Audience/gold breaks the policy named: names end with the region [policy.refused]
      5 |   name: Gold ${var.region}
        |         ^^^^^^^^^^^^^^^^^^
  policies/prod.yaml:11:18: note: the policy
     11 | metadata: {name: named}
        |                  ^^^^^
    note: name is "Gold APAC", which does not match the pattern  EMEA$
  overlays/prod/gold.yaml:5:23: error: Audience/gold breaks the policy protected: audiences must be protected [policy.refused]
      5 |   metadata: {protect: false}
        |                       ^^^^^
  policies/prod.yaml:3:18: note: the policy
      3 | metadata: {name: protected}
        |                  ^^^^^^^^^
    note: protect must be true, not false
  2 errors
  [exit 4]

# No comment takes a policy away.
$ sed -i '1i # cxctl-ignore policy.refused until 2099-01-01: not for us' audiences/gold.yaml && cxctl validate -q 2>/dev/null
  [exit 4]
$ sed -i 1d audiences/gold.yaml && rm overlays/prod/gold.yaml && sed -i 's/APAC/EMEA/' cxctl.yaml && cxctl validate -q
  1 definition in 1 file: valid
