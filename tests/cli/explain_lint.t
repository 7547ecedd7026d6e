# A warning of validate names its rule in brackets; explain says what the rule is for.

$ cxctl explain lint
  lint.duplicate       the same condition or group stands twice in a group
  lint.contradiction   conditions of an AND exclude each other
  lint.always          conditions of an OR hold for everybody together
  lint.single          a group holds one condition, or one group, alone
  lint.nested          a group stands directly inside one of the same operator
  lint.redundant       a branch of a group can never matter
  lint.exclusion       an audience excludes one that nobody of it can be in
  lint.unprotected     an audience that others refer to is not protected
  lint.unreferenced    no definition refers to an audience
  lint.event           a webhook asks for an event that is not known
  audience.operator    a condition has an operator that is not known
  audience.depth       criteria are nested as deep as is allowed

$ cxctl explain lint.single
  lint.single  warning: a group holds one condition, or one group, alone

  AND and OR of one are that one, and each group counts against the tenant's limit
  of depth. The criteria themselves must be a group, so that one condition alone
  is right there.

  bad
    criteria:
      operator: AND
      conditions:
        - {field: tier, operator: equals, value: gold}
        - operator: OR
          conditions:
            - {field: spend, operator: greater_than, value: 100}

  good
    criteria:
      operator: AND
      conditions:
        - {field: tier, operator: equals, value: gold}
        - {field: spend, operator: greater_than, value: 100}

  to suppress it, where it is meant
    # cxctl-ignore single until YYYY-MM-DD: reason

$ cxctl explain lint.event -o json | jq -c '[.command, .exit_code, (.rules[] | keys)]'
  ["explain",0,["bad","explanation","good","id","severity","summary"]]

$ cxctl explain lint.singel
  [stderr]
  error: there is no rule lint.singel [explain.rule]
    hint: did you mean lint.single?
  [exit 1]

$ cxctl explain lint.colours
  [stderr]
  error: there is no rule lint.colours [explain.rule]
    hint: cxctl explain lint lists the rules
  [exit 1]

# An event that the schema does not know may be misspelt; a tenant may have more of them than we know.
-- project webhooks
-- file webhooks/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  spec:
    name: analytics
    url: https://analytics.example.com/
    events:
      - profile.update
      - interaction.ended
      # cxctl-ignore event until 2999-12-31: our tenant is in the pilot of this event
      - journey.left
$ cxctl validate
  1 definition in 1 file: valid, 1 warning suppressed
  [stderr]
  webhooks/analytics.yaml:8:7: warning: profile.update is no known event [lint.event]
      8 |     - profile.update
        |       ^^^^^^^^^^^^^^
    hint: did you mean profile.updated?
  webhooks/analytics.yaml:9:7: warning: interaction.ended is no known event [lint.event]
      9 |     - interaction.ended
        |       ^^^^^^^^^^^^^^^^^
    hint: known are interaction.attributes.updated, profile.updated, profile.created; suppress this if the tenant has it
  2 warnings
