# What slips into a file from a web page, a chat or another tool looks right to a person: it is named,
# each once.

-- project audiences
-- file audiences/a-space.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: space, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec:
    name: Space
    criteria: {field: spend, operator: equals, value: 5}
-- file audiences/b-quotes.yaml
  apiVersion: cxctl/v1
  kind: „Audience“
  metadata: {name: quotes, id: b1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec:
    “name”: Quotes
    data_source: ‘crm_sync’
    criteria: {operator: AND, conditions: [{field: spend, operator: “equals”, value: 5}]}
-- file audiences/c-comment.json
  {
    // the best customers
    "apiVersion": "cxctl/v1",
    "kind": "Audience"
  }
-- file audiences/d-comment.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: comment, id: d1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec:
    name: Comment
    criteria: // who
      operator: AND
-- file audiences/e-helm.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: {{ .Values.name }}, id: e1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec:
    {{- if .Values.emea }}
    name: Helm

$ cxctl validate
  [stderr]
  audiences/a-space.yaml:5:1: error: a no-break space (U+00A0) stands in front of this text, and counts as part of it [yaml.space]
      5 |   name: Space
        | ^
    hint: put a space in its place, or nothing; quote the text if it is meant
  audiences/b-quotes.yaml:2:7: error: „ and “ are typographic quotes, which count as part of the text [yaml.quote]
      2 | kind: „Audience“
        |       ^^^^^^^^^^
    hint: write straight ones: "Audience"
  audiences/b-quotes.yaml:5:3: error: “ and ” are typographic quotes, which count as part of the text [yaml.quote]
      5 |   “name”: Quotes
        |   ^^^^^^
    hint: write straight ones: "name"
  audiences/b-quotes.yaml:6:16: error: ‘ and ’ are typographic quotes, which count as part of the text [yaml.quote]
      6 |   data_source: ‘crm_sync’
        |                ^^^^^^^^^^
    hint: write straight ones: "crm_sync"
  audiences/b-quotes.yaml:7:67: error: “ and ” are typographic quotes, which count as part of the text [yaml.quote]
      7 |   criteria: {operator: AND, conditions: [{field: spend, operator: “equals”, value: 5}]}
        |                                                                   ^^^^^^^^
    hint: write straight ones: "equals"
  audiences/c-comment.json:2:3: error: // begins no comment in YAML [yaml.comment]
      2 |   // the best customers
        |   ^^^^^^^^^^^^^^^^^^^^^
    hint: comments begin with #, in JSON files too; quote it if it is text
  audiences/d-comment.yaml:6:13: error: // begins no comment in YAML [yaml.comment]
      6 |   criteria: // who
        |             ^^^^^^
    hint: comments begin with #, in JSON files too; quote it if it is text
  audiences/e-helm.yaml:3:18: error: these braces are a template's, and were not filled in [yaml.template]
      3 | metadata: {name: {{ .Values.name }}, id: e1b2c3d4-e5f6-7890-abcd-ef1234567890}
        |                  ^^
    hint: cxctl fills in ${var.NAME} alone: run the template first, or quote it if it is text
  audiences/e-helm.yaml:5:3: error: these braces are a template's, and were not filled in [yaml.template]
      5 |   {{- if .Values.emea }}
        |   ^^
    hint: cxctl fills in ${var.NAME} alone: run the template first, or quote it if it is text
  9 errors
  [exit 1]

# Quoted, all of it is text. A file that holds nothing is warned of: what stood there would be deleted.

-- file audiences/a-space.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: space, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec:
    name: "“Gold” // {{ best }}"
    description: the “best” customers, either // or
    criteria:
      operator: AND
      conditions:
        - {field: spend, operator: equals, value: 5}
        - {field: tier, operator: equals, value: "“gold”"}
-- file audiences/b-quotes.yaml
  # kind: Audience
-- file audiences/c-comment.json
  # {"kind": "Audience"}
-- file audiences/d-comment.yaml
  ---
-- file audiences/e-helm.yaml
  # {{ include "audiences" }}

$ cxctl validate
  1 definition in 5 files: valid
  [stderr]
  audiences/b-quotes.yaml:1:1: warning: there is no definition in this file [definition.none]
    hint: remove the file, or write one into it: cxctl new KIND NAME shows how
  audiences/c-comment.json:1:1: warning: there is no definition in this file [definition.none]
    hint: remove the file, or write one into it: cxctl new KIND NAME shows how
  audiences/d-comment.yaml:1:1: warning: there is no definition in this file [definition.none]
    hint: remove the file, or write one into it: cxctl new KIND NAME shows how
  audiences/e-helm.yaml:1:1: warning: there is no definition in this file [definition.none]
    hint: remove the file, or write one into it: cxctl new KIND NAME shows how
  4 warnings

$ cxctl validate --warnings-as-errors --quiet
  [stderr]
  error: 4 warnings, and with --warnings-as-errors that is a failure [validate.warnings]
  [exit 1]
