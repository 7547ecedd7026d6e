# A kind of the repository's own works by hand as the built-in ones do: its schema names its kind and its spec, and
# what holds for every kind is filled in.

$ cp -R "$CX_SOURCE_DIR"/examples/custom-kind/. .
$ cxctl schema list | grep -A1 CustomField
    CustomField     schemas/custom-field.schema.json
        A custom field of the customers of CXone Digital.
$ cxctl schema show CustomField | jq -c '[(.properties | keys_unsorted), .required, .properties.metadata.required]'
  [["apiVersion","kind","metadata","spec"],["apiVersion","kind","metadata","spec"],["name"]]
$ cxctl schema export --dir editor | grep custom
  wrote editor/custom-field.schema.json
$ jq -c '.properties.metadata.properties | keys' editor/custom-field.schema.json
  ["id","name","protect"]
$ jq -c '.properties.kind.enum' editor/definition.schema.json
  ["Audience","CrmWebhook","Webhook","CustomField"]
$ cxctl schema check editor/definition.schema.json fields/customer.yaml
  2 documents in 1 file: valid
$ cxctl explain customfield
  CustomField  object
    A custom field of the customers of CXone Digital.

  Fields
    apiVersion  string, required
        The version of the format of definitions.
        - always "cxctl/v1"
    kind  string, required
        - always "CustomField"
    metadata  object, required
        What cxctl has to know about this definition. None of it is sent as a
        field.
    spec  object, required
$ cxctl explain customfield.metadata.name
  CustomField.metadata.name  string, required
    How people and references name this definition: unique among all of its kind
    in the project.
    - lower-case letters, digits, '.', '_' and '-', at most 100, with a letter or
      a digit at both ends

  Example
    name: customer-tier
$ cxctl explain customfield.spec.values
  CustomField.spec.values  list of string
    Of a list: what may be chosen; the order is the one that agents see.

  Example
    values: [bronze, silver, gold]
$ cxctl explain customfield.spec.valeus
  [stderr]
  error: CustomField.spec has no field valeus [explain.field]
    hint: did you mean CustomField.spec.values?
  [exit 1]

# A definition to begin with, for every kind there is, is valid and stays as it is written.
$ cxctl new customfield birthday
  fields/birthday.yaml: a new CustomField
$ cat fields/birthday.yaml
  # A custom field of the customers of CXone Digital.
  apiVersion: cxctl/v1
  kind: CustomField
  metadata:
    # How people and references name this definition: unique among all of its kind
    # in the project.
    name: birthday

    # The object's id in the tenant.
    # id: 6f1c2d9e-8a47-4b13-9f0d-3c5b7e2a1d48

    # What is protected is not deleted, not even when its file is removed.
    # protect: false

  spec:
    # What other systems call the field; it cannot be changed later.
    ident: loyaltyTier

    # What agents read.
    label: Loyalty tier

    # What a value is.
    type: string

    # Of a list: what may be chosen; the order is the one that agents see.
    # values: [bronze, silver, gold]

    # Whether a customer must have it.
    # required: false
$ mkdir audiences webhooks
$ sed -i 's/definitions: .*/definitions: [fields, audiences, webhooks]/' cxctl.yaml
$ for kind in $(jq -r '.properties.kind.enum[]' editor/definition.schema.json); do
>   cxctl new "$kind" first-$(echo "$kind" | tr A-Z a-z) || exit
> done
  audiences/first-audience.yaml: a new Audience
  webhooks/first-crmwebhook.yaml: a new CrmWebhook
  webhooks/first-webhook.yaml: a new Webhook
  fields/first-customfield.yaml: a new CustomField
$ cxctl fmt --check
  8 files: nothing to change
$ sed -i 's/ident: .*/ident: birthday/' fields/birthday.yaml
$ cxctl validate
  7 definitions in 6 files: valid

# What stands elsewhere than it should is moved by fmt, as the schema has it.
-- file fields/jumbled.yaml
  spec:
    type: string
    label: Pet
    ident: pet   # theirs
  kind: CustomField
  metadata: {name: pet}
  apiVersion: cxctl/v1
$ cxctl fmt --check
  would format fields/jumbled.yaml
  [exit 1]
$ cxctl fmt
  formatted fields/jumbled.yaml
$ cat fields/jumbled.yaml
  apiVersion: cxctl/v1
  kind: CustomField
  metadata: {name: pet}
  spec:
    ident: pet   # theirs
    label: Pet
    type: string

# Overlays, variables and policies.
-- file overlays/digital/pet.yaml
  apiVersion: cxctl/v1
  kind: CustomField
  metadata: {name: pet}
  patch: {spec: {label: Animal}}
$ cxctl render --explain CustomField/pet
  # fields/jumbled.yaml:1, for digital
  apiVersion: cxctl/v1                    # definition fields/jumbled.yaml:1
  kind: CustomField                       # definition fields/jumbled.yaml:2
  metadata:
    name: pet                             # definition fields/jumbled.yaml:3
  spec:
    ident: pet                            # definition fields/jumbled.yaml:5
    label: Animal                         # overlay overlays/digital/pet.yaml:4
    type: string                          # definition fields/jumbled.yaml:7
    required: false                       # default of the schema
$ cxctl render CustomField/pet -o json
  {
    "format_version": "1.0",
    "command": "render",
    "tenant": "digital",
    "definitions": [
      {
        "apiVersion": "cxctl/v1",
        "kind": "CustomField",
        "metadata": {
          "name": "pet"
        },
        "spec": {
          "ident": "pet",
          "label": "Animal",
          "type": "string",
          "required": false
        }
      }
    ],
    "diagnostics": [],
    "exit_code": 0
  }
-- file policies/labels.yaml
  apiVersion: cxctl/v1
  kind: Policy
  metadata: {name: short-labels}
  spec:
    match: {kind: CustomField, name: p*}
    schema: {properties: {spec: {properties: {label: {maxLength: 5}}}}}
    message: labels of fields are short
$ cxctl validate
  [stderr]
  overlays/digital/pet.yaml:4:23: error: CustomField/pet breaks the policy short-labels: labels of fields are short [policy.refused]
      4 | patch: {spec: {label: Animal}}
        |                       ^^^^^^
  policies/labels.yaml:3:18: note: the policy
      3 | metadata: {name: short-labels}
        |                  ^^^^^^^^^^^^
    note: label has 6 characters, at most 5 are allowed
    hint: shorten it
  [exit 4]
$ rm -r policies

# The editor learns of it from cxctl init, or from a new export once init has been there.
$ cxctl init
  wrote audiences/.gitkeep
  wrote webhooks/.gitkeep
  wrote .gitignore
  wrote .vscode/settings.json
  wrote .github/workflows/plan.yaml
  wrote .github/workflows/apply.yaml
  wrote .github/workflows/drift.yaml
  wrote .gitlab-ci.yml
  wrote .cxctl/schemas/
  kept  cxctl.yaml

  Next:
    git add -A && git commit -m 'cxctl init'
    cxctl new audience my-first      write a definition
    cxctl validate                   check it
    cxctl plan                       see what it would change
$ ls .cxctl/schemas | grep custom
  custom-field.schema.json
$ jq -c '.properties.kind.enum' .cxctl/schemas/definition.schema.json
  ["Audience","CrmWebhook","Webhook","CustomField"]
