# An element that becomes another one: a reference, and a condition that becomes a group. It shares its first line with
# the dash, so its lines give way to new ones; comments above it stay, and one inside of it is not lost.

-- sandbox --customers 20
-- project audiences
-- file audiences/a.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: first, id: 00000000-0000-0000-0000-000000000001}
  spec:
    name: First
    criteria:
      operator: AND
      conditions:
        # Who spends much.
        - field: spend
          operator: greater_than
          value: 1000
    exclusions:
      # Not twice.
      - ref: second
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: second, id: 00000000-0000-0000-0000-000000000002}
  spec:
    name: Second
    criteria:
      operator: AND
      conditions:
        - field: spend
          # To be discussed.
          operator: greater_than
          value: 1
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: third, id: 00000000-0000-0000-0000-000000000003}
  spec:
    name: Third
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 2}]}
-- commit all
$ cxctl apply --yes >/dev/null
-- requests
  ...
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000001", "patch": {"exclusions": ["00000000-0000-0000-0000-000000000003"],
    "criteria": {"operator": "AND", "conditions": [{"operator": "OR", "conditions": [{"field": "tier", "operator": "equals", "value": "gold"}]}]}}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000002", "patch": {
    "criteria": {"operator": "AND", "conditions": [{"operator": "OR", "conditions": [{"field": "tier", "operator": "equals", "value": "gold"}]}]}}}
$ cxctl drift --absorb
  Audience/first: audiences/a.yaml now says what the tenant has
  Changed by hand in prod, as applied -> as it is now:

    ~ Audience/first  last changed {TIME}
        - /criteria/conditions/0  {
            field: "spend",
            operator: "greater_than",
            value: 1000
          }
        + /criteria/conditions/0  {
            operator: "OR",
            conditions: [{field: "tier", operator: "equals", value: "gold"}]
          }
        - /exclusions/0           "00000000-0000-0000-0000-000000000002"
        + /exclusions/0           "00000000-0000-0000-0000-000000000003"
    ~ Audience/second  last changed {TIME}
        - /criteria/conditions/0  {
            field: "spend",
            operator: "greater_than",
            value: 1
          }
        + /criteria/conditions/0  {
            operator: "OR",
            conditions: [{field: "tier", operator: "equals", value: "gold"}]
          }

  Drift: 2 of 3 resources

  Next: mend what is warned of, commit, then cxctl apply
  [stderr]
  audiences/a.yaml:25:16: warning: criteria of Audience/second is not absorbed: it shares its lines with something else [absorb.place]
     25 |       - field: spend
        |                ^
    hint: write by hand what cxctl drift shows, or put it back with cxctl apply
  [exit 6]
$ git diff
  diff --git a/audiences/a.yaml b/audiences/a.yaml
  index 76df0a1..52a31bd 100644
  --- a/audiences/a.yaml
  +++ b/audiences/a.yaml
  @@ -7,12 +7,12 @@ spec:
       operator: AND
       conditions:
         # Who spends much.
  -      - field: spend
  -        operator: greater_than
  -        value: 1000
  +      - operator: OR
  +        conditions:
  +          - {field: tier, operator: equals, value: gold}
     exclusions:
       # Not twice.
  -    - ref: second
  +    - {ref: third}
   ---
   apiVersion: cxctl/v1
   kind: Audience
