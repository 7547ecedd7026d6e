# A link among the definitions is refused; what stands beside it is checked and formatted in the same run.

-- project audiences
-- file audiences/base.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: base, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec:
    name: Base
    data_source: customer_360
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 500}]}
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: b1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec:
    name: Vip
    data_source: customer_361
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 900}]}
    exclusions: [{ref: base}, {ref: elsewhere}]
$ ln -s /etc audiences/etc

# Whether elsewhere is defined behind the link, nobody knows.

$ cxctl validate
  [stderr]
  audiences/etc:1:1: error: audiences/etc is, or lies behind, a symbolic link [file.symlink]
    hint: put the file itself into the repository
  audiences/vip.yaml:6:16: error: data_source must be one of "customer_360", "interaction_history", "crm_sync", not "customer_361" [schema.enum]
      6 |   data_source: customer_361
        |                ^^^^^^^^^^^^
    hint: did you mean "customer_360"?
  2 errors
  [exit 1]
$ cxctl fmt --check
  3 files: nothing to change
  [stderr]
  warning: audiences/etc is a symbolic link, and left as it is [fmt.symlink]
    hint: name the file that it leads to

# A wrong schema does not keep fmt from the other files either.

$ rm audiences/etc
-- file schemas/segment.schema.yaml
  type: object
  properties:
    kind: {const: Segment}
    spec: {type: nonsense}
-- file audiences/segment.yaml
  kind: Segment
  metadata: {name: x}
  apiVersion: cxctl/v1
$ cxctl fmt
  formatted audiences/segment.yaml
  [stderr]
  schemas/segment.schema.yaml:4:16: error: a type is one of null, boolean, number, integer, string, array, object [schema.invalid]
      4 |   spec: {type: nonsense}
        |                ^^^^^^^^
    hint: for example, type: string
  [exit 1]
$ cat audiences/segment.yaml
  apiVersion: cxctl/v1
  kind: Segment
  metadata: {name: x}
