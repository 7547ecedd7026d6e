# One definition that is wrong in five ways gives five messages, in the order of the file, each with its mend.

-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [audiences]
  tenants:
    prod: {base_url: "https://na1.cxone.example"}
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata:
    name: VIP Customers
    id: 00000000-0000-0000-0000-00000000000g
  spec:
    name: Vip
    data_sorce: customer_360
    criteria:
      operator: and
      conditions:
        - {field: region, operator: equals, value: no}
        - {field: spend, operator: greater_than, value: 5000}
$ cxctl validate
  [stderr]
  audiences/vip.yaml:4:9: error: "VIP Customers" is no name for a definition [schema.pattern]
      4 |   name: VIP Customers
        |         ^^^^^^^^^^^^^
    hint: lower-case letters, digits, '.', '_' and '-', at most 100, with a letter or a digit at both ends
  audiences/vip.yaml:5:7: error: id is "00000000-0000-0000-0000-00000000000g", which is not a UUID [schema.format]
      5 |   id: 00000000-0000-0000-0000-00000000000g
        |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: a UUID is 8-4-4-4-12 hexadecimal digits, as `uuidgen` prints them
  audiences/vip.yaml:8:3: error: "data_sorce" is not known in spec [schema.unknown]
      8 |   data_sorce: customer_360
        |   ^^^^^^^^^^
    hint: did you mean "data_source"?
  audiences/vip.yaml:10:15: error: operator must be one of "AND", "OR", not "and" [schema.enum]
     10 |     operator: and
        |               ^^^
    hint: did you mean "AND"?
  audiences/vip.yaml:12:50: error: no is text to one reader and a boolean to another [yaml.plain]
     12 |       - {field: region, operator: equals, value: no}
        |                                                  ^^
    hint: quote it: "no", or write true or false
  5 errors
  [exit 1]
-- requests
