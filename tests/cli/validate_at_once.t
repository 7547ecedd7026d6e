# A variable that is not there hides nothing of its definition, and a file that is no YAML hides nothing of the
# others: only its own names may be what they refer to.

-- project audiences
  vars: {spend: 5, regoin: emea}

-- file audiences/one.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: one, id: "${var.nope}"}
  spec:
    name: ${var.region}
    data_sorce: customer_360
    criteria: {operator: AND, conditions: [{field: spend, operator: "${var.op}", value: 5}]}
    exclusions: [{ref: vip}, {ref: gone}, "${var.x}", "${var.x}"]

-- file audiences/two.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: two, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Two
    data_source: customer_360
    criteria: {operator: AND, conditions: [{field: spend, operator: equals, value: 5}]}
    exclusions: [{ref: vip}, {ref: gone}]

-- file audiences/torn.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: x, id: [}
  ---
  kind: Audience
  metadata:
    name: "vip"

$ cxctl validate
  [stderr]
  audiences/one.yaml:3:27: error: there is no variable nope [vars.unknown]
      3 | metadata: {name: one, id: "${var.nope}"}
        |                           ^^^^^^^^^^^^^
    hint: define it in cxctl.yaml below vars, or below the tenant's vars
  audiences/one.yaml:5:9: error: there is no variable region [vars.unknown]
      5 |   name: ${var.region}
        |         ^^^^^^^^^^^^^
    hint: did you mean ${var.regoin}?
  audiences/one.yaml:6:3: error: "data_sorce" is not known in spec [schema.unknown]
      6 |   data_sorce: customer_360
        |   ^^^^^^^^^^
    hint: did you mean "data_source"?
  audiences/one.yaml:7:67: error: there is no variable op [vars.unknown]
      7 |   criteria: {operator: AND, conditions: [{field: spend, operator: "${var.op}", value: 5}]}
        |                                                                   ^^^^^^^^^^^
    hint: define it in cxctl.yaml below vars, or below the tenant's vars
  audiences/one.yaml:8:34: error: there is no Audience named gone [ref.unknown]
      8 |   exclusions: [{ref: vip}, {ref: gone}, "${var.x}", "${var.x}"]
        |                                  ^^^^
    hint: define it, or name the audience by its UUID
  audiences/one.yaml:8:41: error: there is no variable x [vars.unknown]
      8 |   exclusions: [{ref: vip}, {ref: gone}, "${var.x}", "${var.x}"]
        |                                         ^^^^^^^^^^
    hint: define it in cxctl.yaml below vars, or below the tenant's vars
  audiences/one.yaml:8:53: error: there is no variable x [vars.unknown]
      8 |   exclusions: [{ref: vip}, {ref: gone}, "${var.x}", "${var.x}"]
        |                                                     ^^^^^^^^^^
    hint: define it in cxctl.yaml below vars, or below the tenant's vars
  audiences/torn.yaml:3:26: error: this bracket closes what was not opened [yaml.syntax]
      3 | metadata: {name: x, id: [}
        |                          ^
    hint: quote text that starts with a bracket
  audiences/two.yaml:8:34: error: there is no Audience named gone [ref.unknown]
      8 |   exclusions: [{ref: vip}, {ref: gone}]
        |                                  ^^^^
    hint: define it, or name the audience by its UUID
  9 errors
  [exit 1]
