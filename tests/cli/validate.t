# All problems at once, each with its place and how to mend it; no network, no credentials.

-- env CXONE_CLIENT_ID
-- env CXONE_CLIENT_SECRET
-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [audiences, webhooks]
  tenants:
    prod: {base_url: "https://na1.cxone.example", auth: {client_id: {env: CXONE_CLIENT_ID}, client_secret: {env: CXONE_CLIENT_SECRET}}}
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: Gold
    data_source: customer_360
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- file webhooks/hook.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: hook}
  spec:
    name: hook
    url: https://hook.example.com/
    events: [profile.updated]
    secret: {env: NOT_SET_HERE}
$ cxctl validate
  2 definitions in 2 files: valid

$ cxctl validate -o json
  {
    "format_version": "1.0",
    "command": "validate",
    "summary": {
      "definitions": 2,
      "files": 2,
      "errors": 0,
      "warnings": 0,
      "suppressed": 0
    },
    "diagnostics": [],
    "exit_code": 0
  }

# From a folder below, and with paths of files or folders: as seen from there.
$ cd audiences && cxctl validate
  2 definitions in 2 files: valid

$ cd audiences && cxctl validate gold.yaml ../webhooks
  2 definitions in 2 files: valid

$ cxctl validate --project . webhooks/hook.yaml
  1 definition in 1 file: valid

$ cxctl validate audiences/nothing.yaml ../elsewhere.yaml
  [stderr]
  error: audiences/nothing.yaml is not there [validate.path]
    hint: name files or folders of the project
  error: ../elsewhere.yaml is not there [validate.path]
    hint: name files or folders of the project
  2 errors
  [exit 1]

# Five mistakes in one file are five messages.
-- file audiences/wrong.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: Wrong, id: 00000000-0000-0000-0000-00000000000}
  spec:
    name: ""
    data_source: customer360
    criteria:
      operator: and
      conditions: []
$ cxctl validate
  [stderr]
  audiences/wrong.yaml:3:18: error: "Wrong" is no name for a definition [schema.pattern]
      3 | metadata: {name: Wrong, id: 00000000-0000-0000-0000-00000000000}
        |                  ^^^^^
    hint: lower-case letters, digits, '.', '_' and '-', at most 100, with a letter or a digit at both ends
  audiences/wrong.yaml:3:29: error: id is "00000000-0000-0000-0000-00000000000", which is not a UUID [schema.format]
      3 | metadata: {name: Wrong, id: 00000000-0000-0000-0000-00000000000}
        |                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: a UUID is 8-4-4-4-12 hexadecimal digits, as `uuidgen` prints them
  audiences/wrong.yaml:5:9: error: name is empty, at least 1 character is needed [schema.minLength]
      5 |   name: ""
        |         ^^
    hint: write a text between the quotes
  audiences/wrong.yaml:6:16: error: data_source must be one of "customer_360", "interaction_history", "crm_sync", not "customer360" [schema.enum]
      6 |   data_source: customer360
        |                ^^^^^^^^^^^
    hint: did you mean "customer_360"?
  audiences/wrong.yaml:8:15: error: operator must be one of "AND", "OR", not "and" [schema.enum]
      8 |     operator: and
        |               ^^^
    hint: did you mean "AND"?
  audiences/wrong.yaml:9:17: error: conditions is empty, at least 1 item is needed [schema.minItems]
      9 |     conditions: []
        |                 ^^
    hint: an empty group would hold for everybody or nobody: give it a condition, or remove it
  6 errors
  [exit 1]

$ cxctl validate -o json 2>/dev/null | jq -c '.summary, (.diagnostics[] | [.severity, .code, .file, .line, .column, .pointer]), .exit_code'
  {"definitions":2,"files":3,"errors":6,"warnings":0,"suppressed":0}
  ["error","schema.pattern","audiences/wrong.yaml",3,18,"/metadata/name"]
  ["error","schema.format","audiences/wrong.yaml",3,29,"/metadata/id"]
  ["error","schema.minLength","audiences/wrong.yaml",5,9,"/spec/name"]
  ["error","schema.enum","audiences/wrong.yaml",6,16,"/spec/data_source"]
  ["error","schema.enum","audiences/wrong.yaml",8,15,"/spec/criteria/operator"]
  ["error","schema.minItems","audiences/wrong.yaml",9,17,"/spec/criteria/conditions"]
  1

# What a schema cannot say is told in the same run: a name that is taken, itself among the exclusions, too deep criteria.
-- file audiences/wrong.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000A}
  spec:
    name: Gold
    size: 5
    exclusions: [{ref: gold}, 7, {ref: gold}, 00000000-0000-0000-0000-00000000000a, {x: 1}]
    criteria: {operator: AND, conditions: [{operator: OR, conditions: [{operator: AND, conditions: [{operator: OR, conditions:
      [{operator: AND, conditions: [{operator: OR, conditions: [{operator: AND, conditions: [{field: tier, operator: equals, value: 1}]}]}]}]}]}]}]}
$ cxctl validate
  [stderr]
  audiences/wrong.yaml:3:18: error: there are two of kind Audience named gold [definition.name]
      3 | metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000A}
        |                  ^^^^
  audiences/gold.yaml:3:18: note: first defined here
      3 | metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
        |                  ^^^^
    hint: give one of them another metadata.name
  audiences/wrong.yaml:3:28: error: gold and gold have the same id 00000000-0000-0000-0000-00000000000a [definition.id]
      3 | metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000A}
        |                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  audiences/gold.yaml:3:28: note: first used here
      3 | metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
        |                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: each definition needs an id of its own, for example from uuidgen
  audiences/wrong.yaml:6:9: error: size is set by the tenant and cannot be declared [schema.not]
      6 |   size: 5
        |         ^
    hint: remove it: cxctl shows the tenant's value where it matters
  audiences/wrong.yaml:7:16: error: gold excludes itself [audience.exclusion]
      7 |   exclusions: [{ref: gold}, 7, {ref: gold}, 00000000-0000-0000-0000-00000000000a, {x: 1}]
        |                ^^^^^^^^^^^
    hint: take it out of exclusions: an audience that excludes itself is empty
  audiences/wrong.yaml:7:29: error: exclusions[1] must be a string or an object, not 7 [schema.type]
      7 |   exclusions: [{ref: gold}, 7, {ref: gold}, 00000000-0000-0000-0000-00000000000a, {x: 1}]
        |                             ^
    hint: write the UUID of an audience, or {ref: NAME}
  audiences/wrong.yaml:7:32: error: gold excludes itself [audience.exclusion]
      7 |   exclusions: [{ref: gold}, 7, {ref: gold}, 00000000-0000-0000-0000-00000000000a, {x: 1}]
        |                                ^^^^^^^^^^^
    hint: take it out of exclusions: an audience that excludes itself is empty
  audiences/wrong.yaml:7:32: error: gold is excluded twice [audience.exclusion]
      7 |   exclusions: [{ref: gold}, 7, {ref: gold}, 00000000-0000-0000-0000-00000000000a, {x: 1}]
        |                                ^^^^^^^^^^^
  audiences/wrong.yaml:7:16: note: first here
      7 |   exclusions: [{ref: gold}, 7, {ref: gold}, 00000000-0000-0000-0000-00000000000a, {x: 1}]
        |                ^^^^^^^^^^^
    hint: remove one of the two
  audiences/wrong.yaml:7:45: error: gold excludes itself [audience.exclusion]
      7 |   exclusions: [{ref: gold}, 7, {ref: gold}, 00000000-0000-0000-0000-00000000000a, {x: 1}]
        |                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: take it out of exclusions: an audience that excludes itself is empty
  audiences/wrong.yaml:7:83: error: exclusions[4] has no "ref" [schema.required]
      7 |   exclusions: [{ref: gold}, 7, {ref: gold}, 00000000-0000-0000-0000-00000000000a, {x: 1}]
        |                                                                                   ^^^^^^
  audiences/wrong.yaml:7:84: error: "x" is not known in exclusions[4] [schema.unknown]
      7 |   exclusions: [{ref: gold}, 7, {ref: gold}, 00000000-0000-0000-0000-00000000000a, {x: 1}]
        |                                                                                    ^
    hint: known here, and not yet used: ref
  audiences/wrong.yaml:9:64: error: criteria are nested 6 levels below the root, at most 5 are allowed [audience.depth]
      9 |     [{operator: AND, conditions: [{operator: OR, conditions: [{operator: AND, conditions:...
        |                                                                ^^^^^^^^
    note: deepest path is /spec/criteria/conditions/0/conditions/0/conditions/0/conditions/0/conditions/0/conditions/0
    hint: merge groups with the same operator, or move a branch into an audience of its own and reference it
  11 errors
  [exit 1]

# Unknown keys, duplicate keys (both places), wrong types.
-- file audiences/wrong.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: wrong, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Wrong
    name: Wrong again
    descripton: A typo
    recalculate_on_update: "true"
    criteria:
      operator: AND
      conditions:
        - {field: tier, op: equals, value: gold}
        - {field: tier, operator: equal, value: gold}
$ cxctl validate audiences/wrong.yaml
  [stderr]
  audiences/wrong.yaml:6:3: error: the key name stands twice in one mapping [yaml.duplicate]
      6 |   name: Wrong again
        |   ^^^^
  audiences/wrong.yaml:5:3: note: first here
      5 |   name: Wrong
        |   ^^^^
    hint: remove one of the two
  audiences/wrong.yaml:7:3: error: "descripton" is not known in spec [schema.unknown]
      7 |   descripton: A typo
        |   ^^^^^^^^^^
    hint: did you mean "description"?
  audiences/wrong.yaml:8:26: error: recalculate_on_update must be true or false, not "true" [schema.type]
      8 |   recalculate_on_update: "true"
        |                          ^^^^^^
    hint: remove the quotes
  audiences/wrong.yaml:12:9: error: conditions[0] has no "operator" [schema.required]
     12 |       - {field: tier, op: equals, value: gold}
        |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: a condition has field, operator and value; a group has operator and conditions
  audiences/wrong.yaml:12:23: error: "op" is not known in conditions[0] [schema.unknown]
     12 |       - {field: tier, op: equals, value: gold}
        |                       ^^
    hint: known here, and not yet used: operator
  audiences/wrong.yaml:13:33: warning: equal is no known operator [audience.operator]
     13 |       - {field: tier, operator: equal, value: gold}
        |                                 ^^^^^
    hint: did you mean equals?
  5 errors, 1 warning
  [exit 1]

# Words that YAML readers do not agree on are errors that say how to quote them.
-- file audiences/wrong.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: wrong, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Wrong
    description: yes
    criteria:
      operator: OR
      conditions:
        - {field: country, operator: in, value: [no, on, 012, 1:30]}
        - {field: country, operator: in, value: ["no", "on", "012", "1:30", nope, 12]}
$ cxctl validate audiences/wrong.yaml
  [stderr]
  audiences/wrong.yaml:6:16: error: yes is text to one reader and a boolean to another [yaml.plain]
      6 |   description: yes
        |                ^^^
    hint: quote it: "yes", or write true or false
  audiences/wrong.yaml:10:48: error: no is text to one reader and a boolean to another [yaml.plain]
     10 |       - {field: country, operator: in, value: [no, on, 012, 1:30]}
        |                                                ^^
    hint: quote it: "no", or write true or false
  audiences/wrong.yaml:10:52: error: on is text to one reader and a boolean to another [yaml.plain]
     10 |       - {field: country, operator: in, value: [no, on, 012, 1:30]}
        |                                                    ^^
    hint: quote it: "on", or write true or false
  audiences/wrong.yaml:10:56: error: 012 is text to one reader and an octal number to another [yaml.plain]
     10 |       - {field: country, operator: in, value: [no, on, 012, 1:30]}
        |                                                        ^^^
    hint: quote it: "012", or write it as a plain decimal number
  audiences/wrong.yaml:10:61: error: 1:30 is text to one reader and a number of base 60 to another [yaml.plain]
     10 |       - {field: country, operator: in, value: [no, on, 012, 1:30]}
        |                                                             ^^^^
    hint: quote it: "1:30", or write it as a plain decimal number
  5 errors
  [exit 1]

# Names and ids are unique in the whole project.
-- file audiences/wrong.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000c}
  spec: &spec
    name: Gold
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: other, id: 00000000-0000-0000-0000-00000000000A}
  spec:
    name: Gold
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: gold}
  spec: {name: gold, url: "https://hook.example.com/gold", events: [profile.updated]}
$ cxctl validate
  [stderr]
  audiences/wrong.yaml:3:18: error: there are two of kind Audience named gold [definition.name]
      3 | metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000c}
        |                  ^^^^
  audiences/gold.yaml:3:18: note: first defined here
      3 | metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
        |                  ^^^^
    hint: give one of them another metadata.name
  audiences/wrong.yaml:10:29: error: gold and other have the same id 00000000-0000-0000-0000-00000000000a [definition.id]
     10 | metadata: {name: other, id: 00000000-0000-0000-0000-00000000000A}
        |                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  audiences/gold.yaml:3:28: note: first used here
      3 | metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
        |                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: each definition needs an id of its own, for example from uuidgen
  2 errors
  [exit 1]

# Exclusions: UUIDs or references; not itself, and nothing twice.
-- file audiences/wrong.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: wrong, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Wrong
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
    exclusions:
      - 00000000-0000-0000-0000-00000000000B
      - {ref: wrong}
      - 11111111-1111-1111-1111-111111111111
      - 11111111-1111-1111-1111-111111111111
      - {ref: gold}
      - 00000000-0000-0000-0000-00000000000a
      - {ref: golden}
$ cxctl validate
  [stderr]
  audiences/gold.yaml:3:18: warning: Audience/wrong refers to gold, which is not protected [lint.unprotected]
      3 | metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
        |                  ^^^^
  audiences/wrong.yaml:3:18: note: refers to it
      3 | metadata: {name: wrong, id: 00000000-0000-0000-0000-00000000000b}
        |                  ^^^^^
    hint: add protect: true to its metadata, so that it is not deleted
  audiences/wrong.yaml:8:7: error: wrong excludes itself [audience.exclusion]
      8 |     - 00000000-0000-0000-0000-00000000000B
        |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: take it out of exclusions: an audience that excludes itself is empty
  audiences/wrong.yaml:9:7: error: wrong excludes itself [audience.exclusion]
      9 |     - {ref: wrong}
        |       ^^^^^^^^^^^^
    hint: take it out of exclusions: an audience that excludes itself is empty
  audiences/wrong.yaml:9:7: error: wrong is excluded twice [audience.exclusion]
      9 |     - {ref: wrong}
        |       ^^^^^^^^^^^^
  audiences/wrong.yaml:8:7: note: first here
      8 |     - 00000000-0000-0000-0000-00000000000B
        |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: remove one of the two
  audiences/wrong.yaml:11:7: error: 11111111-1111-1111-1111-111111111111 is excluded twice [audience.exclusion]
     11 |     - 11111111-1111-1111-1111-111111111111
        |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  audiences/wrong.yaml:10:7: note: first here
     10 |     - 11111111-1111-1111-1111-111111111111
        |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: remove one of the two
  audiences/wrong.yaml:13:7: error: 00000000-0000-0000-0000-00000000000a is excluded twice [audience.exclusion]
     13 |     - 00000000-0000-0000-0000-00000000000a
        |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  audiences/wrong.yaml:12:7: note: first here
     12 |     - {ref: gold}
        |       ^^^^^^^^^^^
    hint: remove one of the two
  audiences/wrong.yaml:14:13: error: there is no Audience named golden [ref.unknown]
     14 |     - {ref: golden}
        |             ^^^^^^
    hint: did you mean gold?
  6 errors, 1 warning
  [exit 1]

$ echo '    - not-a-uuid' >> audiences/wrong.yaml && cxctl validate
  [stderr]
  audiences/wrong.yaml:8:7: error: wrong excludes itself [audience.exclusion]
      8 |     - 00000000-0000-0000-0000-00000000000B
        |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: take it out of exclusions: an audience that excludes itself is empty
  audiences/wrong.yaml:9:7: error: wrong excludes itself [audience.exclusion]
      9 |     - {ref: wrong}
        |       ^^^^^^^^^^^^
    hint: take it out of exclusions: an audience that excludes itself is empty
  audiences/wrong.yaml:11:7: error: 11111111-1111-1111-1111-111111111111 is excluded twice [audience.exclusion]
     11 |     - 11111111-1111-1111-1111-111111111111
        |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  audiences/wrong.yaml:10:7: note: first here
     10 |     - 11111111-1111-1111-1111-111111111111
        |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: remove one of the two
  audiences/wrong.yaml:14:13: error: there is no Audience named golden [ref.unknown]
     14 |     - {ref: golden}
        |             ^^^^^^
    hint: did you mean gold?
  audiences/wrong.yaml:15:7: error: exclusions[7] is "not-a-uuid", which is not a UUID [schema.format]
     15 |     - not-a-uuid
        |       ^^^^^^^^^^
    hint: write the UUID of an audience, or {ref: NAME} for one of this project
  5 errors
  [exit 1]

# Criteria nest five levels below the root with a warning, six are an error that names the deepest path.
-- file audiences/wrong.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: wrong, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Wrong
    criteria:
      operator: AND
      conditions:
        - operator: OR
          conditions:
            - operator: AND
              conditions:
                - operator: OR
                  conditions:
                    - operator: AND
                      conditions:
                        - operator: OR
                          conditions:
                            - {field: tier, operator: equals, value: gold}
                            - {field: tier, operator: equals, value: silver}
$ cxctl validate
  3 definitions in 3 files: valid
  [stderr]
  audiences/wrong.yaml:7:5: warning: this group holds one group alone [lint.single]
      7 |     operator: AND
        |     ^^^^^^^^
    hint: write the inner group in place of the group
  audiences/wrong.yaml:9:9: warning: this group holds one group alone [lint.single]
      9 |       - operator: OR
        |         ^^^^^^^^
    hint: write the inner group in place of the group
  audiences/wrong.yaml:11:13: warning: this group holds one group alone [lint.single]
     11 |           - operator: AND
        |             ^^^^^^^^
    hint: write the inner group in place of the group
  audiences/wrong.yaml:13:17: warning: this group holds one group alone [lint.single]
     13 |               - operator: OR
        |                 ^^^^^^^^
    hint: write the inner group in place of the group
  audiences/wrong.yaml:15:21: warning: this group holds one group alone [lint.single]
     15 |                   - operator: AND
        |                     ^^^^^^^^
    hint: write the inner group in place of the group
  audiences/wrong.yaml:17:25: warning: criteria are nested 5 levels below the root, the most that is allowed (5) [audience.depth]
     17 |                       - operator: OR
        |                         ^^^^^^^^
    note: deepest path is /spec/criteria/conditions/0/conditions/0/conditions/0/conditions/0/conditions/0
    hint: some servers count the root as a level: merge groups with the same operator, or move a branch into an audience of its own and reference it
  6 warnings

-- file audiences/wrong.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: wrong, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Wrong
    criteria:
      operator: AND
      conditions:
        - {field: tier, operator: equals, value: gold}
        - operator: OR
          conditions:
            - operator: AND
              conditions:
                - operator: OR
                  conditions:
                    - operator: AND
                      conditions:
                        - operator: OR
                          conditions:
                            - {field: tier, operator: equals, value: gold}
                            - operator: AND
                              conditions:
                                - {field: tier, operator: equals, value: silver}
$ cxctl validate
  [stderr]
  audiences/wrong.yaml:21:29: error: criteria are nested 6 levels below the root, at most 5 are allowed [audience.depth]
     21 |                           - operator: AND
        |                             ^^^^^^^^
    note: deepest path is /spec/criteria/conditions/1/conditions/0/conditions/0/conditions/0/conditions/0/conditions/1
    hint: merge groups with the same operator, or move a branch into an audience of its own and reference it
  [exit 1]

# Webhooks: https alone, no user info, and a secret only by reference. An inline secret is in no output.
$ rm audiences/wrong.yaml
-- secret INLINE=3f9c1d7be5a24860-inline-secret
-- secret PASSWORD=hunter2-in-the-url
$ cat > webhooks/wrong.yaml <<END
> apiVersion: cxctl/v1
> kind: Webhook
> metadata: {name: a}
> spec: {name: a, url: http://hook.example.com/, events: [], secret: $INLINE}
> ---
> apiVersion: cxctl/v1
> kind: Webhook
> metadata: {name: b}
> spec:
>   name: b
>   url: https://ana:$PASSWORD@hook.example.com/
>   events: [profile.updated, profile.updated]
>   headers: {Authorization: Bearer $INLINE, X-Api-Key: $INLINE, X-Source: cxone}
>   secret: {env: A, file: b}
> END
$ cxctl validate
  [stderr]
  webhooks/wrong.yaml:4:22: error: url must begin with https:// [schema.pattern]
      4 | spec: {name: a, url: http://hook.example.com/, events: [], secret: **********************...
        |                      ^^^^^^^^^^^^^^^^^^^^^^^^
    hint: plain http is accepted for localhost, 127.0.0.1 and [::1] alone
  webhooks/wrong.yaml:4:56: error: events is empty, at least 1 item is needed [schema.minItems]
      4 | spec: {name: a, url: http://hook.example.com/, events: [], secret: **********************...
        |                                                        ^^
    hint: a webhook needs an event, for example interaction.attributes.updated
  webhooks/wrong.yaml:4:68: error: a secret may not stand in a definition [schema.type]
    hint: use {env: NAME} or {file: path}
  webhooks/wrong.yaml:11:8: error: url may hold no user name or password [schema.not]
    hint: remove what stands in front of the @; credentials go into secret or headers, by reference
  webhooks/wrong.yaml:12:29: error: events[1] is the same as item 0 [schema.uniqueItems]
     12 |   events: [profile.updated, profile.updated]
        |                             ^^^^^^^^^^^^^^^
  webhooks/wrong.yaml:12:12: note: first here
     12 |   events: [profile.updated, profile.updated]
        |            ^^^^^^^^^^^^^^^
    hint: remove one of the two
  webhooks/wrong.yaml:13:28: error: a header that carries a credential may not stand in a definition [schema.type]
    hint: use {env: NAME} or {file: path}
  webhooks/wrong.yaml:13:78: error: a header that carries a credential may not stand in a definition [schema.type]
    hint: use {env: NAME} or {file: path}
  webhooks/wrong.yaml:14:11: error: a secret has one source: env or file, not both [schema.oneOf]
    hint: use {env: NAME} or {file: path}
  8 errors
  [exit 1]

$ cxctl validate -o json --log-format json
  {
    "format_version": "1.0",
    "command": "validate",
    "summary": {
      "definitions": 2,
      "files": 3,
      "errors": 8,
      "warnings": 0,
      "suppressed": 0
    },
    "diagnostics": [
      {
        "severity": "error",
        "code": "schema.pattern",
        "file": "webhooks/wrong.yaml",
        "line": 4,
        "column": 22,
        "pointer": "/spec/url",
        "message": "url must begin with https://",
        "note": null,
        "hint": "plain http is accepted for localhost, 127.0.0.1 and [::1] alone"
      },
      {
        "severity": "error",
        "code": "schema.minItems",
        "file": "webhooks/wrong.yaml",
        "line": 4,
        "column": 56,
        "pointer": "/spec/events",
        "message": "events is empty, at least 1 item is needed",
        "note": null,
        "hint": "a webhook needs an event, for example interaction.attributes.updated"
      },
      {
        "severity": "error",
        "code": "schema.type",
        "file": "webhooks/wrong.yaml",
        "line": 4,
        "column": 68,
        "pointer": "/spec/secret",
        "message": "a secret may not stand in a definition",
        "note": null,
        "hint": "use {env: NAME} or {file: path}"
      },
      {
        "severity": "error",
        "code": "schema.not",
        "file": "webhooks/wrong.yaml",
        "line": 11,
        "column": 8,
        "pointer": "/spec/url",
        "message": "url may hold no user name or password",
        "note": null,
        "hint": "remove what stands in front of the @; credentials go into secret or headers, by reference"
      },
      {
        "severity": "error",
        "code": "schema.uniqueItems",
        "file": "webhooks/wrong.yaml",
        "line": 12,
        "column": 29,
        "pointer": "/spec/events/1",
        "message": "events[1] is the same as item 0",
        "note": null,
        "hint": "remove one of the two",
        "related": {
          "file": "webhooks/wrong.yaml",
          "line": 12,
          "column": 12,
          "message": "first here"
        }
      },
      {
        "severity": "error",
        "code": "schema.type",
        "file": "webhooks/wrong.yaml",
        "line": 13,
        "column": 28,
        "pointer": "/spec/headers/Authorization",
        "message": "a header that carries a credential may not stand in a definition",
        "note": null,
        "hint": "use {env: NAME} or {file: path}"
      },
      {
        "severity": "error",
        "code": "schema.type",
        "file": "webhooks/wrong.yaml",
        "line": 13,
        "column": 78,
        "pointer": "/spec/headers/X-Api-Key",
        "message": "a header that carries a credential may not stand in a definition",
        "note": null,
        "hint": "use {env: NAME} or {file: path}"
      },
      {
        "severity": "error",
        "code": "schema.oneOf",
        "file": "webhooks/wrong.yaml",
        "line": 14,
        "column": 11,
        "pointer": "/spec/secret",
        "message": "a secret has one source: env or file, not both",
        "note": null,
        "hint": "use {env: NAME} or {file: path}"
      }
    ],
    "exit_code": 1
  }
  [stderr]
  {"severity":"error","code":"schema.pattern","file":"webhooks/wrong.yaml","line":4,"column":22,"pointer":"/spec/url","message":"url must begin with https://","note":null,"hint":"plain http is accepted for localhost, 127.0.0.1 and [::1] alone"}
  {"severity":"error","code":"schema.minItems","file":"webhooks/wrong.yaml","line":4,"column":56,"pointer":"/spec/events","message":"events is empty, at least 1 item is needed","note":null,"hint":"a webhook needs an event, for example interaction.attributes.updated"}
  {"severity":"error","code":"schema.type","file":"webhooks/wrong.yaml","line":4,"column":68,"pointer":"/spec/secret","message":"a secret may not stand in a definition","note":null,"hint":"use {env: NAME} or {file: path}"}
  {"severity":"error","code":"schema.not","file":"webhooks/wrong.yaml","line":11,"column":8,"pointer":"/spec/url","message":"url may hold no user name or password","note":null,"hint":"remove what stands in front of the @; credentials go into secret or headers, by reference"}
  {"severity":"error","code":"schema.uniqueItems","file":"webhooks/wrong.yaml","line":12,"column":29,"pointer":"/spec/events/1","message":"events[1] is the same as item 0","note":null,"hint":"remove one of the two","related":{"file":"webhooks/wrong.yaml","line":12,"column":12,"message":"first here"}}
  {"severity":"error","code":"schema.type","file":"webhooks/wrong.yaml","line":13,"column":28,"pointer":"/spec/headers/Authorization","message":"a header that carries a credential may not stand in a definition","note":null,"hint":"use {env: NAME} or {file: path}"}
  {"severity":"error","code":"schema.type","file":"webhooks/wrong.yaml","line":13,"column":78,"pointer":"/spec/headers/X-Api-Key","message":"a header that carries a credential may not stand in a definition","note":null,"hint":"use {env: NAME} or {file: path}"}
  {"severity":"error","code":"schema.oneOf","file":"webhooks/wrong.yaml","line":14,"column":11,"pointer":"/spec/secret","message":"a secret has one source: env or file, not both","note":null,"hint":"use {env: NAME} or {file: path}"}
  [exit 1]

$ rm webhooks/wrong.yaml

# A definition of no kind, a file that is no YAML, and one that is cut.
-- file audiences/wrong.yaml
  apiVersion: cxctl/v2
  kind: Audiance
  metadata: {name: x}
  spec: {}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: x
$ cxctl validate
  [stderr]
  audiences/wrong.yaml:2:7: error: there is no kind Audiance [definition.kind]
      2 | kind: Audiance
        |       ^^^^^^^^
    hint: did you mean Audience?
  audiences/wrong.yaml:8:11: error: the bracket that opens here is not closed [yaml.syntax]
      8 | metadata: {name: x
        |           ^
    hint: close it with }
  2 errors
  [exit 1]

$ printf 'apiVersion: cxctl/v1\nkind: \377\376\n' > audiences/wrong.yaml && cxctl validate
  [stderr]
  audiences/wrong.yaml:2:7: error: byte 0xff is no valid UTF-8 [yaml.utf8]
      2 | kind: \xff\xfe
        |       ^^^^
    hint: save the file as UTF-8
  [exit 1]

# Outside of a project nothing is validated but what is named.
$ rm audiences/wrong.yaml && mkdir ../outside && cp audiences/gold.yaml ../outside && cd ../outside && cxctl validate
  [stderr]
  error: there is no cxctl.yaml here or in a folder above [project.missing]
    hint: go into the repository, or name it with --project
  [exit 1]

$ cd ../outside && cxctl validate gold.yaml
  1 definition in 1 file: valid
