# A run that leaves what the tenant has, kept in a conflict or ignored by a rule, and dies half-way: the next apply
# knows what it sent, and base stays where it was for what was left.

-- sandbox --customers 200
-- project audiences
  ignore:
    - {kind: Audience, path: /description, reason: edited by marketing, until: 2099-12-31}
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000c}
  spec:
    name: Gold
    description: Of the tier
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- commit two audiences
$ sed -i 's|    profile: cxone|    profile: cxone\n    limits: {concurrency: 1}|' cxctl.yaml
-- commit one at a time, so that the order is the same each time
$ cxctl apply --yes >/dev/null
-- writes
  ...

# Marketing writes a description and a name; git changes the name too, and both criteria.

-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000c", "patch": {"description": "Ours", "name": "GOLD"}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"description": "Ours, too"}}
$ sed -i 's/name: Gold/name: Golden/; s/value: gold/value: silver/' audiences/gold.yaml; sed -i 's/5000/6000/' audiences/vip.yaml
-- commit both
$ cxctl plan --on-conflict keep-live
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/gold  either way, 44 members
        ~ tier = gold -> tier = silver
    ~ Audience/vip  can only shrink, 190 members
        ~ spend > 5000 -> spend > 6000

  Left as the tenant has it, tenant -> git:
    . Audience/gold
        ~ /name  "GOLD" -> "Golden"

  Ignored, as cxctl.yaml says:
    /description of Audience: 2 fields left, until 2099-12-31: edited by marketing

  Plan: 0 to create, 2 to update, 0 to delete, 0 unchanged
        3 left as the tenant has it

  Next: cxctl apply --on-conflict keep-live --fingerprint sha256:{HASH}

# It dies half-way: one write is recorded, the other announced.

$ CX_FAULT=kill:6 cxctl apply --yes --on-conflict keep-live -q
  [stderr]
  Killed
  [killed]
-- writes
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c 200
$ cxctl audit verify
  in doubt: 1 run, 6 records
    run {RUN}, record 3: whether Audience/vip was applied
      is not known
    head {HASH}
  [exit 3]
$ cxctl apply --yes --on-conflict keep-live
  Run {RUN} ended without a seal: its process is gone.
    begun {TIME}, {N} s ago, by Ana Ops on vm
    to apply commit {COMMIT}
  Of its 2 steps, 1 was done and 1 was in doubt; as the tenant shows now:
    Audience/vip: was not updated
  It is sealed now, as {COMMIT}. What is left to do is planned anew; what was
  done is not sent again.
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

    ~ Audience/vip  can only shrink, 190 members
        ~ spend > 5000 -> spend > 6000

  Left as the tenant has it, tenant -> git:
    . Audience/gold
        ~ /name  "GOLD" -> "Golden"

  Ignored, as cxctl.yaml says:
    /description of Audience: 2 fields left, until 2099-12-31: edited by marketing

  Plan: 0 to create, 1 to update, 0 to delete, 1 unchanged
        3 left as the tenant has it

  [1/1] Audience/vip: updated (200, {MS} ms)
    Audience/vip: 190 -> 189 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 5 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 200

# Base has the criteria of both, and the name and the descriptions as they were applied.

$ git show refs/cxctl/prod:resources/Audience/gold.json | jq -c '.spec | [.name, .description, .criteria.conditions[0].value]'
  ["Gold","Of the tier","silver"]
$ git show refs/cxctl/prod:resources/Audience/vip.json | jq -c '.spec | [.name, .description, .criteria.conditions[0].value]'
  ["Vip","",6000]
$ curl -sS {URL}/sandbox/state | jq -c '.audiences[] | [.name, .description]' | sort
  ["GOLD","Ours"]
  ["Vip","Ours, too"]

# The second apply sends nothing.

$ cxctl apply --yes --on-conflict keep-live
  Nothing to do: but for what is left, prod is what {COMMIT} says.
  2 unchanged, 1 request, none of them a write.
-- writes
$ cxctl audit verify
  intact: 3 runs, 17 records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off
