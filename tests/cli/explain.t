# What a field is for, from the schema that checks it. Lists and maps are walked through.

$ cxctl explain AUDIENCE.spec.criteria.conditions.operator
  Audience.spec.criteria.conditions.operator  string, required (Group)
    AND: all conditions hold. OR: at least one does. In capitals.
    - one of "AND", "OR"

  Example
    operator: AND

  Audience.spec.criteria.conditions.operator  string, required (Condition)
    How the attribute is compared with value. A tenant may know others than these;
    cxctl warns of them.
    - known: "greater_than", "greater_than_or_equal", "less_than",
      "less_than_or_equal", "equals", "not_equals", "contains", "not_contains",
      "starts_with", "ends_with", "in", "not_in", "is_null", "is_not_null"
    - characters: at least 1

  Examples
    operator: greater_than
    operator: equals

$ cxctl explain audience.spec.exclusions
  Audience.spec.exclusions  list of string or object
    Audiences whose members do not belong to this one: by UUID, or by the name of
    a definition. Their order means nothing.
    - if it is left out: []

  Example
    exclusions:
      - 12345678-1234-1234-1234-123456789012
      - {ref: do-not-contact}

  Fields
    ref  string, required (one alternative)
        metadata.name of another Audience of this project.
        - characters: at least 1
        - names a definition of the kind "Audience"

$ cxctl explain audience.spec --recursive
  Audience.spec  object, required
    name  string, required
    description  string
    data_source  string
    criteria  object, required
      operator  string, required (Group)
      conditions  list of object, required (Group)
        operator  string, required (Group)
        conditions  list of object, required (Group), as above
        field  string, required (Condition)
        operator  string, required (Condition)
        value  any value, required (Condition)
    exclusions  list of string or object
      ref  string, required (one alternative)
    recalculate_on_update  boolean
    version  integer
    size  read only
    evaluation_status  read only
    last_evaluated  read only
    metadata  read only
    created_at  read only
    updated_at  read only

# The keys of a map may stand there or not.
$ cxctl explain project.tenants.limits
  Project.tenants.NAME.limits  object
    How fast cxctl may be.

  Example
    limits:
      requests_per_second: 200
      concurrency: 16

  Fields
    requests_per_second  integer
        Never more than this many.
        - at least 1
        - at most 10000
        - if it is left out: 200
    concurrency  integer
        Requests in flight at once, at most.
        - at least 1
        - at most 256
        - if it is left out: 16

$ cxctl explain project.tenants.prod.limits.concurrency
  Project.tenants.NAME.limits.concurrency  integer
    Requests in flight at once, at most.
    - at least 1
    - at most 256
    - if it is left out: 16

  Example
    concurrency: 4

# Paths as diagnostics show them do, too.
$ cxctl explain audience/spec/criteria/conditions/0/field
  Audience.spec.criteria.conditions.field  string, required (Condition)
    The name of an attribute of the customer data platform.
    - characters: at least 1

  Examples
    field: annual_revenue
    field: lifecycle_stage
    field: opted_in

$ cxctl explain audience.spec.critera
  [stderr]
  error: Audience.spec has no field critera [explain.field]
    hint: did you mean Audience.spec.criteria?
  [exit 1]

$ cxctl explain spec.url
  [stderr]
  error: there is no kind spec [explain.kind]
    hint: did you mean CrmWebhook.spec.url?
  [exit 1]

$ cxctl explain audiance
  [stderr]
  error: there is no kind audiance [explain.kind]
    hint: did you mean Audience?
  [exit 1]

$ cxctl explain project.tenants.auht
  [stderr]
  error: Project.tenants has no field auht [explain.field]
    hint: did you mean Project.tenants.auth?
  [exit 1]

$ cxctl explain webhook.spec.secret.env -o json
  {
    "format_version": "1.0",
    "command": "explain",
    "path": "Webhook.spec.secret.env",
    "fields": [
      {
        "name": "env",
        "type": "string",
        "required": false,
        "title": "Environment variable",
        "description": "The name of the environment variable that holds the value, not the value.",
        "examples": [
          "ANALYTICS_WEBHOOK_SECRET"
        ],
        "limits": [
          "a name has letters, digits and underscores: CXONE_WEBHOOK_SECRET"
        ],
        "fields": []
      }
    ],
    "diagnostics": [],
    "exit_code": 0
  }

# Kinds of the repository, and schemas that hold themselves.
-- project definitions
-- file schemas/tree.schema.yaml
  title: Tree
  description: A tree of things.
  type: object
  properties:
    kind: {const: Tree}
    spec: {$ref: "#/$defs/node"}
  $defs:
    node:
      title: Node
      type: object
      required: [size]
      properties:
        size: {description: How large it is., type: integer, minimum: 1, default: 3}
        children: {type: array, items: {$ref: "#/$defs/node"}}
        labels: {type: object, additionalProperties: {type: string, maxLength: 10}}

$ cxctl explain tree.spec
  Tree.spec  object, required

  Fields
    size  integer, required
        How large it is.
        - at least 1
        - if it is left out: 3
    children  list of object
    labels  map of string

$ cxctl explain tree --recursive
  Tree  object
    apiVersion  string, required
    kind  string, required
    metadata  object, required
      name  string, required
      id  string
      protect  boolean
    spec  object, required
      size  integer, required
      children  list of object
        size  integer, required
        children  list of object, as above
        labels  map of string
      labels  map of string

$ cxctl explain tree.spec.children.children.labels.mine
  Tree.spec.children.children.labels.NAME  string
    - characters: at most 10
