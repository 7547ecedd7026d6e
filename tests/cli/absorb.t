# Marketing changed audiences by hand, and that shall stay: absorb writes the values into the files that hold them
# and leaves all else as it is; what it cannot place safely it tells.

-- sandbox --customers 20
-- project audiences
  vars: {threshold: 5000}
-- file audiences/vip.yaml
  # Owner: marketing
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip   # as on the dashboard
    description: 'Spends a lot'
    criteria:
      operator: AND
      conditions:
        # agreed with finance
        - {field: spend, operator: greater_than, value: 5000}   # EUR
        - field: tier
          operator: in
          value: [gold, silver]
        - field: region
          operator: equals
          value: EMEA
    exclusions:
      - {ref: gold}   # who has it already
-- file audiences/others.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000c}
  spec:
    name: Gold
    criteria: &everybody {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: spenders, id: 00000000-0000-0000-0000-00000000000d}
  spec:
    name: Spenders
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: "${var.threshold}"}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gone, id: 00000000-0000-0000-0000-00000000000e}
  spec:
    name: Gone
    criteria: {operator: AND, conditions: [{field: spend, operator: less_than, value: 1}]}
-- commit four audiences
$ cxctl apply --yes >/dev/null 2>&1
-- requests
  ...

-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {
    "name": "VIP: ${all}", "description": "edited by marketing",
    "exclusions": ["11111111-1111-1111-1111-111111111111", "00000000-0000-0000-0000-00000000000c",
                   "00000000-0000-0000-0000-00000000000d"],
    "data_source": "crm_sync",
    "criteria": {"operator": "AND", "conditions": [
      {"field": "tier", "operator": "in", "value": ["gold", "silver", "bronze"]},
      {"field": "spend", "operator": "greater_than", "value": 100.50}]}}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000c", "patch": {"description": "new",
    "criteria": {"operator": "AND", "conditions": [{"field": "tier", "operator": "equals", "value": "platinum"}]}}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000d", "patch": {
    "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "greater_than", "value": 1}]}}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000e", "patch": null}

$ cxctl drift --patch x
  [stderr]
  error: --patch says nothing without --absorb [usage.option]
    hint: write the patch with --absorb --patch FILE
  [exit 1]
$ cxctl drift --absorb --patch drift.patch
  Audience/gold: audiences/others.yaml would say what the tenant has, but for what is warned of
  Audience/vip: audiences/vip.yaml would say what the tenant has
  drift.patch: a patch for git apply, no file was changed
  Changed by hand in prod, as applied -> as it is now:

    ~ Audience/gold  last changed {TIME}
        ~ /description                  "" -> "new"
        ~ /criteria/conditions/0/value  "gold" -> "platinum"
    - Audience/gone  was deleted, before {TIME}
    ~ Audience/spenders  last changed {TIME}
        ~ /criteria/conditions/0/value  5000 -> 1
    ~ Audience/vip  last changed {TIME}
        ~ /name                           "Vip" -> "VIP: ${all}"
        ~ /description                    "Spends a lot" -> "edited by marketing"
        + /data_source                    "crm_sync"
        ~ /criteria/conditions/0/value    5000 -> 100.50
        + /criteria/conditions/1/value/2  "bronze"
        - /criteria/conditions/2          {
            field: "region",
            operator: "equals",
            value: "EMEA"
          }
        + /exclusions/2                   "00000000-0000-0000-0000-00000000000d"
        + /exclusions/0                   "11111111-1111-1111-1111-111111111111"

  Drift: 4 of 4 resources

  Next: git apply drift.patch, mend what is warned of, commit, then cxctl apply
  [stderr]
  audiences/others.yaml:6:13: warning: criteria of Audience/gold is not absorbed: an anchor, an alias or a tag stands there [absorb.place]
      6 |   criteria: &everybody {operator: AND, conditions: [{field: tier, operator: equals, value...
        |             ^
    hint: write by hand what cxctl drift shows, or put it back with cxctl apply
  audiences/others.yaml:13:88: warning: criteria of Audience/spenders is not absorbed: the value comes from a variable [absorb.place]
     13 |   criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: "$...
        |                                                                                        ^
    hint: write by hand what cxctl drift shows, or put it back with cxctl apply
  audiences/others.yaml:15:1: warning: Audience/gone is not absorbed: it was deleted in the tenant [absorb.deleted]
     15 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: remove its definition by hand if that was meant; cxctl apply makes it anew
  3 warnings
  [exit 6]
$ cat drift.patch
  diff --git a/audiences/others.yaml b/audiences/others.yaml
  index 4ddb1a0..bfd71e7 100644
  --- a/audiences/others.yaml
  +++ b/audiences/others.yaml
  @@ -3,6 +3,7 @@ kind: Audience
   metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000c}
   spec:
     name: Gold
  +  description: new
     criteria: &everybody {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
   ---
   apiVersion: cxctl/v1
  diff --git a/audiences/vip.yaml b/audiences/vip.yaml
  index 65bdf44..a9f8144 100644
  --- a/audiences/vip.yaml
  +++ b/audiences/vip.yaml
  @@ -3,18 +3,18 @@ apiVersion: cxctl/v1
   kind: Audience
   metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
   spec:
  -  name: Vip   # as on the dashboard
  -  description: 'Spends a lot'
  +  name: "VIP: $${all}"   # as on the dashboard
  +  description: edited by marketing
  +  data_source: crm_sync
     criteria:
       operator: AND
       conditions:
         # agreed with finance
  -      - {field: spend, operator: greater_than, value: 5000}   # EUR
  +      - {field: spend, operator: greater_than, value: 100.50}   # EUR
         - field: tier
           operator: in
  -        value: [gold, silver]
  -      - field: region
  -        operator: equals
  -        value: EMEA
  +        value: [gold, silver, bronze]
     exclusions:
       - {ref: gold}   # who has it already
  +    - 11111111-1111-1111-1111-111111111111
  +    - {ref: spenders}
$ git status --short
  ?? drift.patch
$ git apply --check drift.patch
$ cxctl drift --absorb >/dev/null
  [stderr]
  audiences/others.yaml:6:13: warning: criteria of Audience/gold is not absorbed: an anchor, an alias or a tag stands there [absorb.place]
      6 |   criteria: &everybody {operator: AND, conditions: [{field: tier, operator: equals, value...
        |             ^
    hint: write by hand what cxctl drift shows, or put it back with cxctl apply
  audiences/others.yaml:13:88: warning: criteria of Audience/spenders is not absorbed: the value comes from a variable [absorb.place]
     13 |   criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: "$...
        |                                                                                        ^
    hint: write by hand what cxctl drift shows, or put it back with cxctl apply
  audiences/others.yaml:15:1: warning: Audience/gone is not absorbed: it was deleted in the tenant [absorb.deleted]
     15 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: remove its definition by hand if that was meant; cxctl apply makes it anew
  3 warnings
  [exit 6]
$ git diff
  diff --git a/audiences/others.yaml b/audiences/others.yaml
  index 4ddb1a0..bfd71e7 100644
  --- a/audiences/others.yaml
  +++ b/audiences/others.yaml
  @@ -3,6 +3,7 @@ kind: Audience
   metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000c}
   spec:
     name: Gold
  +  description: new
     criteria: &everybody {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
   ---
   apiVersion: cxctl/v1
  diff --git a/audiences/vip.yaml b/audiences/vip.yaml
  index 65bdf44..a9f8144 100644
  --- a/audiences/vip.yaml
  +++ b/audiences/vip.yaml
  @@ -3,18 +3,18 @@ apiVersion: cxctl/v1
   kind: Audience
   metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
   spec:
  -  name: Vip   # as on the dashboard
  -  description: 'Spends a lot'
  +  name: "VIP: $${all}"   # as on the dashboard
  +  description: edited by marketing
  +  data_source: crm_sync
     criteria:
       operator: AND
       conditions:
         # agreed with finance
  -      - {field: spend, operator: greater_than, value: 5000}   # EUR
  +      - {field: spend, operator: greater_than, value: 100.50}   # EUR
         - field: tier
           operator: in
  -        value: [gold, silver]
  -      - field: region
  -        operator: equals
  -        value: EMEA
  +        value: [gold, silver, bronze]
     exclusions:
       - {ref: gold}   # who has it already
  +    - 11111111-1111-1111-1111-111111111111
  +    - {ref: spenders}
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request)

  Changed by hand in the tenant, will be put back:
    ~ Audience/gold  either way, 6 members
        ~ tier = platinum -> tier = gold
    + Audience/gone
        it was deleted in the tenant
        /name         "Gone"
        /criteria     spend < 1
        /description  ""
        /exclusions   []
    ~ Audience/spenders  can only shrink, 20 members
        ~ spend > 1 -> spend > 5000

  Only noted in the ledger:
    = Audience/vip
        git and tenant were changed alike

  Plan: 1 to create, 2 to update, 0 to delete, 1 unchanged
        3 changed by hand, 1 only for the ledger

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}
-- writes
