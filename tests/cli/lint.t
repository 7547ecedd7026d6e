# What is allowed and yet hardly meant is a warning of validate; plan and apply say nothing of it.

-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: VIP
    data_source: customer_360
    criteria:
      operator: AND
      conditions:
        - {field: score, operator: greater_than, value: 5}
        - {field: score, operator: less_than, value: 3}
        - field: tier
          operator: in
          value: [gold, platinum]
        - operator: AND
          conditions:
            - {field: spend, operator: greater_than, value: 500}
            - {field: spend, operator: greater_than, value: 100}
        - operator: OR
          conditions:
            - {field: country, operator: equals, value: DE}
        - field: tier
          operator: in
          value: [gold, platinum]
-- commit a start

$ cxctl validate
  1 definition in 1 file: valid
  [stderr]
  audiences/vip.yaml:11:9: warning: score less_than 3 contradicts greater_than 5 [lint.contradiction]
     11 |       - {field: score, operator: less_than, value: 3}
        |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  audiences/vip.yaml:10:9: note: the other condition
     10 |       - {field: score, operator: greater_than, value: 5}
        |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: nobody fulfils both, so the AND around them holds for nobody: mend a value, or make it an OR
  audiences/vip.yaml:15:9: warning: an AND directly inside an AND says nothing of its own [lint.nested]
     15 |       - operator: AND
        |         ^^^^^^^^
    hint: move its conditions into the group around it
  audiences/vip.yaml:18:13: warning: spend greater_than 100 asks for nothing more than greater_than 500 [lint.redundant]
     18 |           - {field: spend, operator: greater_than, value: 100}
        |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  audiences/vip.yaml:17:13: note: the other condition
     17 |           - {field: spend, operator: greater_than, value: 500}
        |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: remove it, or mend its value
  audiences/vip.yaml:19:9: warning: this group holds one condition alone [lint.single]
     19 |       - operator: OR
        |         ^^^^^^^^
    hint: write the condition in place of the group
  audiences/vip.yaml:22:9: warning: this condition stands in its group already [lint.duplicate]
     22 |       - field: tier
        |         ^^^^^
  audiences/vip.yaml:12:9: note: first here
     12 |       - field: tier
        |         ^^^^^
    hint: remove one of the two
  5 warnings

# For CI, a warning can be a failure.
$ cxctl validate --warnings-as-errors -o json 2>/dev/null | jq -c '.summary, (.diagnostics[] | [.severity, .code, .line, .pointer]), .exit_code'
  {"definitions":1,"files":1,"errors":0,"warnings":5,"suppressed":0}
  ["warning","lint.contradiction",11,"/spec/criteria/conditions/1"]
  ["warning","lint.nested",15,"/spec/criteria/conditions/3"]
  ["warning","lint.redundant",18,"/spec/criteria/conditions/3/conditions/1"]
  ["warning","lint.single",19,"/spec/criteria/conditions/4"]
  ["warning","lint.duplicate",22,"/spec/criteria/conditions/5"]
  1

$ cxctl validate --warnings-as-errors 2>/dev/null
  [exit 1]

$ cxctl plan 2>&1 >/dev/null

# Mended, nothing is said.
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: VIP
    data_source: customer_360
    criteria:
      operator: AND
      conditions:
        - {field: score, operator: greater_than, value: 3}
        - {field: score, operator: less_than, value: 5}
        - {field: tier, operator: in, value: [gold, platinum]}
        - {field: spend, operator: greater_than, value: 500}
        - {field: country, operator: equals, value: DE}
$ cxctl validate --warnings-as-errors
  1 definition in 1 file: valid

# What holds between definitions: an exclusion of nobody, and an audience that others need and that is not protected.
-- file audiences/silver.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: silver, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Silver
    data_source: customer_360
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}
    exclusions: [{ref: vip}]
$ cxctl validate
  2 definitions in 2 files: valid
  [stderr]
  audiences/silver.yaml:8:16: warning: silver excludes vip, but nobody can be in both [lint.exclusion]
      8 |   exclusions: [{ref: vip}]
        |                ^^^^^^^^^^
  audiences/vip.yaml:3:18: note: defined here
      3 | metadata: {name: vip, id: 00000000-0000-0000-0000-00000000000a}
        |                  ^^^
    hint: their criteria contradict each other: take the exclusion out, or mend the criteria
  audiences/vip.yaml:3:18: warning: Audience/silver refers to vip, which is not protected [lint.unprotected]
      3 | metadata: {name: vip, id: 00000000-0000-0000-0000-00000000000a}
        |                  ^^^
  audiences/silver.yaml:3:18: note: refers to it
      3 | metadata: {name: silver, id: 00000000-0000-0000-0000-00000000000b}
        |                  ^^^^^^
    hint: add protect: true to its metadata, so that it is not deleted
  2 warnings

# Journeys use audiences, so that none of the project does is a note, for those who ask.
$ cxctl validate -v
  2 definitions in 2 files: valid
  [stderr]
  audiences/silver.yaml:3:18: note: no definition refers to silver [lint.unreferenced]
      3 | metadata: {name: silver, id: 00000000-0000-0000-0000-00000000000b}
        |                  ^^^^^^
    hint: remove it if no journey of the tenant uses it either
  audiences/silver.yaml:8:16: warning: silver excludes vip, but nobody can be in both [lint.exclusion]
      8 |   exclusions: [{ref: vip}]
        |                ^^^^^^^^^^
  audiences/vip.yaml:3:18: note: defined here
      3 | metadata: {name: vip, id: 00000000-0000-0000-0000-00000000000a}
        |                  ^^^
    hint: their criteria contradict each other: take the exclusion out, or mend the criteria
  audiences/vip.yaml:3:18: warning: Audience/silver refers to vip, which is not protected [lint.unprotected]
      3 | metadata: {name: vip, id: 00000000-0000-0000-0000-00000000000a}
        |                  ^^^
  audiences/silver.yaml:3:18: note: refers to it
      3 | metadata: {name: silver, id: 00000000-0000-0000-0000-00000000000b}
        |                  ^^^^^^
    hint: add protect: true to its metadata, so that it is not deleted
  2 warnings
