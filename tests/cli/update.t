# What is a change, and what is none: only what means something else is sent.

-- sandbox --customers 2000
-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    description: Spends a lot
    data_source: customer_360
    criteria:
      operator: OR
      conditions:
        - {field: spend, operator: greater_than, value: 5000}
        - {field: tier, operator: equals, value: gold}
    exclusions:
      - 11111111-1111-1111-1111-111111111111
      - 22222222-2222-2222-2222-222222222222
-- commit vip
$ cxctl apply --yes --quiet -o json=/dev/null

-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 201

# The same in another order, with other spellings of the same numbers, with a comment and explicit defaults: no
# change. `version` and `recalculate_on_update` are never compared.
-- file audiences/vip.yaml
  # Very important people.
  kind: Audience
  apiVersion: cxctl/v1
  metadata: {id: 7D0C5F4E-1A2B-4C3D-8E9F-0A1B2C3D4E5F, name: vip, protect: false}
  spec:
    criteria:
      conditions:
        - {value: gold, operator: equals, field: tier}
        - operator: AND
          conditions:
            - {field: spend, operator: greater_than, value: 5.0e3}
      operator: OR
    exclusions:
      - 22222222-2222-2222-2222-222222222222
      - 11111111-1111-1111-1111-111111111111
    data_source: customer_360
    description: "Spends a lot"
    name: Vip
    version: 9
    recalculate_on_update: false
-- commit the same in another order
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged

$ cxctl apply --yes
  Nothing to do: prod is what {COMMIT} says.
  1 unchanged, 1 request, none of them a write.

-- writes

# Every field of a change is shown with its value before and after; an audience also says which way it can go.
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: VIP
    data_source: crm_sync
    criteria:
      operator: OR
      conditions:
        - {field: spend, operator: greater_than, value: 7500}
        - {field: tier, operator: equals, value: gold}
    exclusions:
      - 22222222-2222-2222-2222-222222222222
      - 33333333-3333-3333-3333-333333333333
-- commit another vip
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/vip  either way, 1927 members
        ~ /name          "Vip" -> "VIP"
        ~ /description   "Spends a lot" -> ""
        ~ /data_source   "customer_360" -> "crm_sync"
        before  spend > 5000 or tier = gold
        after   spend > 7500 or tier = gold
        ~ spend > 5000 -> spend > 7500
        + /exclusions/1  "33333333-3333-3333-3333-333333333333"
        - /exclusions/0  "11111111-1111-1111-1111-111111111111"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}

# The tenant holds fields that cxctl does not know: they are kept in the PUT.
-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"x_owner": {"team": "growth"}}}
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/vip  either way, 1927 members
        ~ /name          "Vip" -> "VIP"
        ~ /description   "Spends a lot" -> ""
        ~ /data_source   "customer_360" -> "crm_sync"
        before  spend > 5000 or tier = gold
        after   spend > 7500 or tier = gold
        ~ spend > 5000 -> spend > 7500
        + /exclusions/1  "33333333-3333-3333-3333-333333333333"
        - /exclusions/0  "11111111-1111-1111-1111-111111111111"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  [1/1] Audience/vip: updated (200, {MS} ms)
    Audience/vip: 1927 -> 1894 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 200

$ curl -sS {URL}/sandbox/state | jq -cS '.audiences[0] | {name, description, x_owner, version, exclusions}'
  {"description":"","exclusions":["22222222-2222-2222-2222-222222222222","33333333-3333-3333-3333-333333333333"],"name":"VIP","version":3,"x_owner":{"team":"growth"}}

# Smaller criteria can only shrink the audience, more conditions of an OR can only grow it.
$ sed -i 's/value: 7500/value: 9000/' audiences/vip.yaml
$ cxctl plan | grep vip
    ~ Audience/vip  can only shrink, 1894 members

$ sed -i 's/value: 9000/value: 7500/; s/^      - {field: tier.*/&\n      - {field: region, operator: equals, value: emea}/' audiences/vip.yaml
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request)

    ~ Audience/vip  can only grow, 1894 members
        before  spend > 7500 or tier = gold
        after   spend > 7500 or tier = gold or region = emea
        + region = emea

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}

$ cxctl plan --detailed-exitcode >/dev/null
  [exit 2]
