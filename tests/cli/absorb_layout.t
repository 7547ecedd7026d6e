# Comments, layout, quotes and order stay when drift is absorbed: texts in blocks, lists in brackets and with dashes,
# maps in braces, criteria that were changed in part. What the file says is proved before it is written.

-- sandbox --customers 20
-- project definitions
-- file definitions/all.yaml
  # All in one file.
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: block, id: 00000000-0000-0000-0000-000000000001}   # theirs
  spec:
    name: Block
    # What it is for.
    description: |
      Spends a lot,
        and often.

    criteria:
      operator: OR      # either
      conditions:
        # the rich ones
        - operator: AND
          conditions:
            - field: spend          # EUR
              operator: greater_than
              value: 50000   # agreed
            - {field: tier, operator: in, value: [gold, silver]}

        # the young ones
        - {field: created_date, operator: greater_than, value: 2025-01-01}
        # the loyal ones
        - {field: lifecycle_stage, operator: equals, value: loyal}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: flow, id: 00000000-0000-0000-0000-000000000002}
  spec: {name: "Flow", criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}   # short
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: hook}
  spec:
    name: hook
    url: https://a.example.com/1
    events: [profile.updated]   # one is enough
    headers: {X-Source: cxone, Authorization: {env: TOKEN}}
    # secret: see the vault
    secret: {env: TOKEN}
-- secret TOKEN
-- commit three definitions
$ cxctl fmt --check
  2 files: nothing to change
$ cxctl apply --yes >/dev/null
-- requests
  ...

-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000001", "patch": {
    "description": "Spends a lot,\n  and very often.\n",
    "criteria": {"operator": "OR", "conditions": [
      {"field": "lifecycle_stage", "operator": "equals", "value": "loyal"},
      {"operator": "AND", "conditions": [
        {"field": "tier", "operator": "in", "value": ["gold", "silver", "bronze"]},
        {"field": "spend", "operator": "greater_than_or_equal", "value": 70000}]}]},
    "exclusions": ["00000000-0000-0000-0000-000000000002"]}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000002", "patch": {"name": "# Flow: {yes}"}}
$ id=$(curl -sS {URL}/sandbox/state | jq -r '.webhooks[0].id'); curl -sS -o /dev/null -H 'Content-Type: application/json' {URL}/sandbox/edit -d '{"kind": "Webhook", "id": "'$id'", "patch": {"enabled": false, "events": ["profile.updated", "profile.created"], "headers": {"X-Source": "cxone-eu", "X-More": "yes", "Authorization": "theirs-0123456789"}}}'

$ cxctl drift --absorb -o json | jq -c .absorb.files,.absorb.resources[],.exit_code
  ["definitions/all.yaml"]
  {"address":"Audience/block","file":"definitions/all.yaml","result":"all","placed":3,"left":0}
  {"address":"Audience/flow","file":"definitions/all.yaml","result":"all","placed":1,"left":0}
  {"address":"Webhook/hook","file":"definitions/all.yaml","result":"all","placed":3,"left":0}
  0
  [stderr]
  Audience/block: definitions/all.yaml now says what the tenant has
  Audience/flow: definitions/all.yaml now says what the tenant has
  Webhook/hook: definitions/all.yaml now says what the tenant has
$ git diff | sed 's| *$||'
  diff --git a/definitions/all.yaml b/definitions/all.yaml
  index 7950a62..80c5d60 100644
  --- a/definitions/all.yaml
  +++ b/definitions/all.yaml
  @@ -7,7 +7,7 @@ spec:
     # What it is for.
     description: |
       Spends a lot,
  -      and often.
  +      and very often.
   
     criteria:
       operator: OR      # either
  @@ -16,19 +16,20 @@ spec:
         - operator: AND
           conditions:
             - field: spend          # EUR
  -            operator: greater_than
  -            value: 50000   # agreed
  -          - {field: tier, operator: in, value: [gold, silver]}
  +            operator: greater_than_or_equal
  +            value: 70000   # agreed
  +          - {field: tier, operator: in, value: [gold, silver, bronze]}
   
         # the young ones
  -      - {field: created_date, operator: greater_than, value: 2025-01-01}
         # the loyal ones
         - {field: lifecycle_stage, operator: equals, value: loyal}
  +  exclusions:
  +    - {ref: flow}
   ---
   apiVersion: cxctl/v1
   kind: Audience
   metadata: {name: flow, id: 00000000-0000-0000-0000-000000000002}
  -spec: {name: "Flow", criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}   # short
  +spec: {name: "# Flow: {yes}", criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}   # short
   ---
   apiVersion: cxctl/v1
   kind: Webhook
  @@ -36,7 +37,8 @@ metadata: {name: hook}
   spec:
     name: hook
     url: https://a.example.com/1
  -  events: [profile.updated]   # one is enough
  -  headers: {X-Source: cxone, Authorization: {env: TOKEN}}
  +  events: [profile.updated, profile.created]   # one is enough
  +  enabled: false
  +  headers: {X-Source: cxone-eu, Authorization: {env: TOKEN}, X-More: "yes"}
     # secret: see the vault
     secret: {env: TOKEN}
$ cxctl fmt --check
  2 files: nothing to change
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (2 requests)

  Only noted in the ledger:
    = Audience/block
        git and tenant were changed alike
    = Audience/flow
        git and tenant were changed alike
    = Webhook/hook
        git and tenant were changed alike

  Plan: 0 to create, 0 to update, 0 to delete, 3 unchanged
        3 only for the ledger

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}
-- writes
$ git commit -qam 'as marketing has it' && cxctl apply --yes | tail -4
  [3/3] Audience/block: noted in the ledger
  Apply: 0 applied, 3 noted; 100.0 % success, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
$ cxctl drift
  No drift: prod holds what was applied (3 resources checked)
