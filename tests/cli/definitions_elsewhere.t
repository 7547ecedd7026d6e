# Files of run-time commands are no definitions: where one stands among them, it is said which command reads it.

-- project audiences
-- file audiences/mark.yaml
  priority: high
  vip: true
-- file audiences/body.yaml
  attributes:
    - {key: priority, value: high, mode: ADD}
-- file audiences/list.yaml
  - {key: priority, value: high}
-- file audiences/made-up.yaml
  apiVersion: cxctl/v1
  kind: InteractionAttributes
  metadata: {name: x}
  spec: {}
-- file audiences/start.yaml
  journey: welcome
  contactId: c-1
  event: cart.abandoned
  attributes: {email: ada@example.com, external_id: crm-1}
-- file audiences/starts.yaml
  - contactId: c-1
    event: cart.abandoned
-- file audiences/made-up-too.yaml
  apiVersion: cxctl/v1
  kind: JourneyTrigger
  metadata: {name: z}
  spec: {}
$ cxctl validate
  [stderr]
  audiences/body.yaml:1:1: error: the definition has no kind [definition.kind]
    hint: attributes of interactions are no definition: move the file elsewhere, cxctl attributes reads it there
  audiences/list.yaml:1:1: error: a definition is a mapping, this is an array [definition.type]
    hint: attributes of interactions are no definition: move the file elsewhere, cxctl attributes reads it there
  audiences/made-up-too.yaml:2:7: error: there is no kind JourneyTrigger [definition.kind]
    hint: triggers of journeys are no definition: move the file elsewhere, cxctl trigger reads it there
  audiences/made-up.yaml:2:7: error: there is no kind InteractionAttributes [definition.kind]
    hint: attributes of interactions are no definition: move the file elsewhere, cxctl attributes reads it there
  audiences/mark.yaml:1:1: error: the definition has no kind [definition.kind]
    hint: attributes of interactions are no definition: move the file elsewhere, cxctl attributes reads it there
  audiences/start.yaml:1:1: error: the definition has no kind [definition.kind]
    hint: triggers of journeys are no definition: move the file elsewhere, cxctl trigger reads it there
  audiences/starts.yaml:1:1: error: a definition is a mapping, this is an array [definition.type]
    hint: triggers of journeys are no definition: move the file elsewhere, cxctl trigger reads it there
  7 errors
  [exit 1]

# What only looks like one gets the kinds that there are.
$ rm audiences/*
-- file audiences/half.yaml
  metadata: {name: x}
  attributes_of: {a: 1}
-- file audiences/many.yaml
  - {apiVersion: cxctl/v1, kind: Audience}
$ cxctl validate
  [stderr]
  audiences/half.yaml:1:1: error: the definition has no kind [definition.kind]
      1 | metadata: {name: x}
        | ^^^^^^^^
    hint: write kind: Audience, CrmWebhook or Webhook
  audiences/many.yaml:1:1: error: a definition is a mapping, this is an array [definition.type]
      1 | - {apiVersion: cxctl/v1, kind: Audience}
        | ^
    hint: make each item a document of its own, with --- between them
  2 errors
  [exit 1]
