# What can be wrong with the schemas of a repository: all of it in one run, each with its place.

-- env CXONE_CLIENT_ID
-- env CXONE_CLIENT_SECRET
-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [definitions]
  tenants:
    prod: {base_url: "https://na1.cxone.example", auth: {client_id: {env: CXONE_CLIENT_ID}, client_secret: {env: CXONE_CLIENT_SECRET}}}
-- file definitions/tier.yaml
  apiVersion: cxctl/v1
  kind: CustomField
  metadata: {name: tier}
  spec: {ident: tier}
-- file schemas/field.schema.yaml
  type: object
  required: [apiVersion, kind, metadata, spec]
  properties:
    kind: {const: CustomField}
    spec:
      type: object
      required: [ident]
      properties: {ident: {type: string, pattern: "^[a-z]+$"}}
      additionalProperties: false

# A schema makes a kind. What its own schema forgets to ask for is asked for all the same.
$ cxctl validate
  1 definition in 1 file: valid

-- file definitions/more.yaml
  apiVersion: cxctl/v2
  kind: CustomField
  metadata: {name: "../../escape", label: x}
  spec: {ident: x}
  ---
  apiVersion: cxctl/v1
  kind: CustomField
  metadata: {name: big}
  spec: {ident: BIG, idnet: x}
  ---
  apiVersion: cxctl/v1
  kind: CustomFeild
  metadata: {name: big}
$ cxctl validate
  [stderr]
  definitions/more.yaml:1:13: error: apiVersion must be "cxctl/v1", not "cxctl/v2" [schema.const]
      1 | apiVersion: cxctl/v2
        |             ^^^^^^^^
  definitions/more.yaml:3:18: error: "../../escape" is no name for a definition [schema.pattern]
      3 | metadata: {name: "../../escape", label: x}
        |                  ^^^^^^^^^^^^^^
    hint: lower-case letters, digits, '.', '_' and '-', at most 100, with a letter or a digit at both ends
  definitions/more.yaml:3:34: error: "label" is not known in metadata [schema.unknown]
      3 | metadata: {name: "../../escape", label: x}
        |                                  ^^^^^
    hint: known here, and not yet used: id, protect
  definitions/more.yaml:9:15: error: ident is "BIG", which does not match the pattern ^[a-z]+$ [schema.pattern]
      9 | spec: {ident: BIG, idnet: x}
        |               ^^^
  definitions/more.yaml:9:20: error: "idnet" is not known in spec [schema.unknown]
      9 | spec: {ident: BIG, idnet: x}
        |                    ^^^^^
    hint: did you mean "ident"?
  definitions/more.yaml:12:7: error: there is no kind CustomFeild [definition.kind]
     12 | kind: CustomFeild
        |       ^^^^^^^^^^^
    hint: did you mean CustomField?
  6 errors
  [exit 1]
$ rm definitions/more.yaml

# A schema that is wrong; its definitions are not blamed for that.
-- file schemas/field.schema.yaml
  type: object
  properties:
    kind: {const: CustomField}
    spec: {type: objekt, properties: {ident: {pattern: "[a-z"}}}
-- file schemas/a.schema.json
  {"type": "object"}
-- file schemas/b.schema.json
  {"properties": {"kind": {"const": "../evil"}, "spec": {}}}
-- file schemas/c.schema.json
  {"properties": {"kind": {"const": "Audience"}, "spec": {}}}
-- file schemas/d.schema.json
  {"properties": {"kind": {"const": "Twin"}, "spec": {}}}
-- file schemas/e.schema.yaml
  properties: {kind: {const: Twin}, spec: {}}
-- file schemas/f.schema.json
  {"properties": {"kind": {"const": "Policy"}, "spec": {}}}
-- file schemas/g.schema.json
  {"properties": {"kind": {"const": "Nothing"}}}
-- file schemas/h.schema.json
  {"properties": {"kind": {"const": "Torn"},
-- file schemas/i.schema.json
  {"properties": {"kind": {"const": "Far"}, "spec": {"$ref": "https://example.com/far.json"}}}
-- file schemas/j.schema.yaml
  - properties
-- file schemas/notes.json
  {}
-- file definitions/far.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: hook}
  spec: {name: hook, url: "http://far.example.com", events: [profile.updated]}
$ cxctl validate
  [stderr]
  definitions/far.yaml:4:25: error: url must begin with https:// [schema.pattern]
      4 | spec: {name: hook, url: "http://far.example.com", events: [profile.updated]}
        |                         ^^^^^^^^^^^^^^^^^^^^^^^^
    hint: plain http is accepted for localhost, 127.0.0.1 and [::1] alone
  schemas/a.schema.json:1:1: error: the schema does not name its kind [kind.name]
      1 | {"type": "object"}
        | ^^^^^^^^^^^^^^^^^^
    hint: at properties.kind: {"const": "CustomField"}; letters and digits, a capital first, at most 64
  schemas/b.schema.json:1:35: error: ../evil is no name for a kind [kind.name]
      1 | {"properties": {"kind": {"const": "../evil"}, "spec": {}}}
        |                                   ^^^^^^^^^
    hint: at properties.kind: {"const": "CustomField"}; letters and digits, a capital first, at most 64
  schemas/c.schema.json:1:35: error: the kind Audience is built in and cannot be defined anew [kind.builtin]
      1 | {"properties": {"kind": {"const": "Audience"}, "spec": {}}}
        |                                   ^^^^^^^^^^
    hint: give the kind another name; schemas that were exported for editors belong into another folder
  schemas/e.schema.yaml:1:28: error: the kind Twin is there twice [kind.twice]
      1 | properties: {kind: {const: Twin}, spec: {}}
        |                            ^^^^
  schemas/d.schema.json:1:35: note: first defined here
      1 | {"properties": {"kind": {"const": "Twin"}, "spec": {}}}
        |                                   ^^^^^^
    hint: remove one of the two schemas, or give its kind another name
  schemas/f.schema.json:1:35: error: Policy is a word of cxctl's own and cannot be a kind [kind.reserved]
      1 | {"properties": {"kind": {"const": "Policy"}, "spec": {}}}
        |                                   ^^^^^^^^
    hint: give the kind another name
  schemas/field.schema.yaml:4:16: error: a type is one of null, boolean, number, integer, string, array, object [schema.invalid]
      4 |   spec: {type: objekt, properties: {ident: {pattern: "[a-z"}}}
        |                ^^^^^^
    hint: did you mean "object"?
  schemas/field.schema.yaml:4:54: error: pattern "[a-z" is no regular expression: the class is not closed at character 5 [schema.regex]
      4 |   spec: {type: objekt, properties: {ident: {pattern: "[a-z"}}}
        |                                                      ^^^^^^
    hint: patterns are those of JavaScript with the flag u
  schemas/g.schema.json:1:1: error: the schema of Nothing says nothing of spec [kind.spec]
      1 | {"properties": {"kind": {"const": "Nothing"}}}
        | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: properties.spec is the schema of what is sent
  schemas/h.schema.json:2:1: error: the text ends where a key in double quotes is expected [json.syntax]
      2 | 
        | ^
  schemas/i.schema.json:1:60: error: $ref "https://example.com/far.json" leaves this document, which is not supported [schema.ref]
      1 | {"properties": {"kind": {"const": "Far"}, "spec": {"$ref": "https://example.com/far.json"...
        |                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: copy what it names into $defs, and write $ref: "#/$defs/NAME"
  schemas/j.schema.yaml:1:1: error: a schema is one document that is an object [kind.document]
      1 | - properties
        | ^
  warning: schemas/notes.json is not read: it is not called NAME.schema.json [kind.file]
    hint: a kind's schema is called so, or NAME.schema.yaml; anything else belongs into another folder
  12 errors, 1 warning
  [exit 1]
