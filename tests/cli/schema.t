# The schemas are there for editors, and for those who write kinds.

$ cxctl schema list
  Kinds
    Audience        built in
        An audience of a NICE CXone tenant: who belongs to it, and who does not.
    CrmWebhook      built in
        A webhook of a NICE CXone tenant's CRM: which events of customer profiles
        are sent where.
    Webhook         built in
        A webhook of a NICE CXone tenant: which events are sent where.

  Other files
  ...
    Project         built in
        cxctl.yaml, at the root of the repository: where definitions are, which
        tenants there are, and what must not happen.
    rows            built in
        With -o json one document, told by command; where it failed before the
        first of its items there may be none, and diagnostics say why. With -o
        ndjson each line is one of the items: member, count, profile, attribute,
        change, trigger or event in $defs. Readers must ignore members that they
        do not know: a later 1.x adds some, and takes none away.
    trigger         built in
        Starts a journey for one contact, once. cxctl trigger reads files of them:
        YAML with one or many documents, or lists; or NDJSON, one a line. They are
        no definitions, and stand in no folder of definitions.

$ cxctl schema show audiance
  [stderr]
  error: there is no schema audiance [schema.name]
    hint: did you mean Audience?
  [exit 1]

$ cxctl schema show webhook | head -3
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://cxctl.dev/schemas/kinds/webhook.schema.json",

$ cxctl schema export
  [stderr]
  error: --dir is needed [usage.option]
    hint: cxctl schema export --dir FOLDER
  [exit 1]

$ cxctl schema export --dir editor
  wrote editor/audience.schema.json
  wrote editor/crm-webhook.schema.json
  wrote editor/webhook.schema.json
  ...
  wrote editor/project.schema.json
  wrote editor/rows.schema.json
  wrote editor/trigger.schema.json
  wrote editor/definition.schema.json

-- file good.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: a, operator: equals, value: 1}]}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: sync}
  spec: {name: sync, url: https://a.example/x, events: [interaction.attributes.updated]}

-- file bad.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec:
    name: Vip
    criteria: {operator: XOR, conditions: []}
  ---
  apiVersion: cxctl/v1
  kind: Webhok
  metadata: {name: sync}
  spec: {}

# One schema covers definitions of every kind: the branch of the kind is the one that is told about.
$ cxctl schema check editor/definition.schema.json good.yaml
  2 documents in 1 file: valid

$ cxctl schema check editor/definition.schema.json bad.yaml
  [stderr]
  bad.yaml:6:24: error: operator must be one of "AND", "OR", not "XOR" [schema.enum]
      6 |   criteria: {operator: XOR, conditions: []}
        |                        ^^^
    hint: did you mean "OR"?
  bad.yaml:6:41: error: conditions is empty, at least 1 item is needed [schema.minItems]
      6 |   criteria: {operator: XOR, conditions: []}
        |                                         ^^
    hint: an empty group would hold for everybody or nobody: give it a condition, or remove it
  bad.yaml:9:7: error: kind must be one of "Audience", "CrmWebhook", "Webhook", not "Webhok" [schema.enum]
      9 | kind: Webhok
        |       ^^^^^^
    hint: did you mean "Webhook"?
  3 errors
  [exit 1]

$ cxctl schema check editor/audience.schema.json good.yaml missing.yaml
  [stderr]
  good.yaml:9:7: error: kind must be "Audience", not "Webhook" [schema.const]
      9 | kind: Webhook
        |       ^^^^^^^
  good.yaml:10:11: error: metadata has no "id" [schema.required]
     10 | metadata: {name: sync}
        |           ^^^^^^^^^^^^
    hint: metadata needs a name, and an id that is a UUID of its own, as `uuidgen` prints them
  good.yaml:11:7: error: spec has no "criteria" [schema.required]
     11 | spec: {name: sync, url: https://a.example/x, events: [interaction.attributes.updated]}
        |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: an audience has a name and criteria
  good.yaml:11:20: error: "url" is not known in spec [schema.unknown]
     11 | spec: {name: sync, url: https://a.example/x, events: [interaction.attributes.updated]}
        |                    ^^^
    hint: remove it
  good.yaml:11:46: error: "events" is not known in spec [schema.unknown]
     11 | spec: {name: sync, url: https://a.example/x, events: [interaction.attributes.updated]}
        |                                              ^^^^^^
    hint: remove it
  error: missing.yaml is not there [schema.file]
    hint: a path is taken from the folder you are in
  6 errors
  [exit 1]

$ cxctl schema check nope.json good.yaml
  [stderr]
  error: nope.json is not there [schema.file]
    hint: give the path of a schema; cxctl schema export writes those of kinds
  [exit 1]

# JSON is read as JSON, with its escapes, and its places are told as those of YAML are.
-- file tag.schema.json
  {
    "properties": {"tag": {"pattern": "^\\p{Emoji}$"},
                   "count": {"type": "integer"}}
  }

-- file tag.json
  {"tag": "\ud83d\ude00", "count": 3}

-- file tags.json
  {"tag": "\ud83d",
   "count": 3}

-- file untagged.json
  {"tag": "\ud83d\ude00\u0000",
   "count": "3"}

$ cxctl schema check tag.schema.json tag.json
  1 document in 1 file: valid

$ cxctl schema check tag.schema.json tags.json untagged.json
  [stderr]
  tags.json:1:10: error: this escape is one half of a surrogate pair, the other is missing [json.utf8]
      1 | {"tag": "\ud83d",
        |          ^^^^^^
  untagged.json:1:9: error: tag is "😀\u0000", which does not match the pattern ^\p{Emoji}$ [schema.pattern]
      1 | {"tag": "\ud83d\ude00\u0000",
        |         ^^^^^^^^^^^^^^^^^^^^
  untagged.json:2:11: error: count must be an integer, not "3" [schema.type]
      2 |  "count": "3"}
        |           ^^^
    hint: remove the quotes
  3 errors
  [exit 1]

# A schema that is wrong is told with its place, too.
-- file mine.schema.yaml
  $schema: https://json-schema.org/draft/2020-12/schema
  type: strnig
  properties:
    tier: {$ref: "#/$defs/teir"}

$ cxctl schema check mine.schema.yaml good.yaml
  [stderr]
  mine.schema.yaml:2:7: error: a type is one of null, boolean, number, integer, string, array, object [schema.invalid]
      2 | type: strnig
        |       ^^^^^^
    hint: did you mean "string"?
  mine.schema.yaml:4:16: error: $ref "#/$defs/teir" points at nothing [schema.ref]
      4 |   tier: {$ref: "#/$defs/teir"}
        |                ^^^^^^^^^^^^^^
    hint: write the schema there, or refer to one that is in $defs
  2 errors
  [exit 1]

$ cxctl schema check editor/webhook.schema.json bad.yaml -o json | jq .summary
  {
    "documents": 2,
    "files": 1,
    "errors": 8,
    "warnings": 0
  }
  [stderr]
  bad.yaml:2:7: error: kind must be "Webhook", not "Audience" [schema.const]
      2 | kind: Audience
        |       ^^^^^^^^
  bad.yaml:5:3: error: spec has no "url" [schema.required]
      5 |   name: Vip
        |   ^^^^
    hint: a webhook has name, url and events
  bad.yaml:5:3: error: spec has no "events" [schema.required]
      5 |   name: Vip
        |   ^^^^
    hint: a webhook has name, url and events
  bad.yaml:6:3: error: "criteria" is not known in spec [schema.unknown]
      6 |   criteria: {operator: XOR, conditions: []}
        |   ^^^^^^^^
    hint: known here, and not yet used: url, events, enabled, headers, secret
  bad.yaml:9:7: error: kind must be "Webhook", not "Webhok" [schema.const]
      9 | kind: Webhok
        |       ^^^^^^
  bad.yaml:11:7: error: spec has no "name" [schema.required]
     11 | spec: {}
        |       ^^
    hint: a webhook has name, url and events
  bad.yaml:11:7: error: spec has no "url" [schema.required]
     11 | spec: {}
        |       ^^
    hint: a webhook has name, url and events
  bad.yaml:11:7: error: spec has no "events" [schema.required]
     11 | spec: {}
        |       ^^
    hint: a webhook has name, url and events
  8 errors

# The kinds of a repository are among them, and their definitions are held to what holds for all.
-- project definitions
-- file schemas/tier.schema.yaml
  title: Tier
  description: A tier of customers.
  type: object
  properties:
    kind: {const: Tier}
    spec:
      type: object
      required: [rank]
      properties: {rank: {$ref: "#/$defs/rank"}}
  $defs:
    rank: {type: integer, minimum: 1}

-- file tier.yaml
  apiVersion: cxctl/v1
  kind: Tier
  metadata: {name: Gold!}
  spec: {rank: 0}

$ cxctl schema list -o json | jq -c '.schemas[] | select(.builtin | not)'
  {"name":"Tier","kind":true,"title":"Tier","description":"A tier of customers.","builtin":false,"file":"schemas/tier.schema.yaml"}

$ cxctl schema export --dir editor | grep tier
  wrote editor/tier.schema.json

$ cxctl schema check editor/definition.schema.json tier.yaml
  [stderr]
  tier.yaml:3:18: error: "Gold!" is no name for a definition [schema.pattern]
      3 | metadata: {name: Gold!}
        |                  ^^^^^
    hint: lower-case letters, digits, '.', '_' and '-', at most 100, with a letter or a digit at both ends
  tier.yaml:4:14: error: rank is 0, at least 1 is allowed [schema.minimum]
      4 | spec: {rank: 0}
        |              ^
  2 errors
  [exit 1]
