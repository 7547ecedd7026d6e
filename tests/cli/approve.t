# An approval is bound to its effect: what was shown is applied, or nothing.

-- project
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880}
  spec:
    name: Gold
    data_source: crm_sync
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- file webhooks/sync.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: sync}
  spec: {name: sync, url: "https://sync.example.com/", events: [profile.updated]}
-- commit gold and sync

$ cxctl plan --out plan.json
  Tenant prod at {URL}, commit {COMMIT} (2 requests)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Audience/gold
        /name         "Gold"
        /data_source  "crm_sync"
        /criteria     tier = gold
        /description  ""
        /exclusions   []
    + Webhook/sync
        /name     "sync"
        /url      "https://sync.example.com/"
        /events   ["profile.updated"]
        /enabled  true
        /headers  {}

  Plan: 2 to create, 0 to update, 0 to delete, 0 unchanged

  Next: cxctl apply plan.json

# The file is compared with, and nothing of it is sent. Who names it has said yes.
$ cxctl apply plan.json
  Tenant prod at {URL}, commit {COMMIT} (2 requests)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Audience/gold
        /name         "Gold"
        /data_source  "crm_sync"
        /criteria     tier = gold
        /description  ""
        /exclusions   []
    + Webhook/sync
        /name     "sync"
        /url      "https://sync.example.com/"
        /events   ["profile.updated"]
        /enabled  true
        /headers  {}

  Plan: 2 to create, 0 to update, 0 to delete, 0 unchanged

  ...

  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 5 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  PUT /api/v1/audiences/9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880 201
  POST /api/v2/webhooks 201

# Once more: it is done.
$ cxctl apply plan.json
  Run {RUN} has done what was approved.
  Nothing to do: prod is what {COMMIT} says.
  2 unchanged, 2 requests, none of them a write.
-- writes

# Another way to say the same, which a comment can hold.
$ sed -i 's/name: Gold/name: Gold tier/' audiences/gold.yaml
-- commit gold tier
$ cxctl plan --out tier.json
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

    ~ Audience/gold
        ~ /name  "Gold" -> "Gold tier"

  Plan: 0 to create, 1 to update, 0 to delete, 1 unchanged

  Next: cxctl apply tier.json

# A colleague changes the same audience, and the webhook, before it is applied.
-- post /sandbox/edit
  {"kind": "Audience", "id": "9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880", "patch": {"description": "by hand"}}
$ cxctl apply tier.json
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

  Changed by hand in the tenant, will be put back:
    ~ Audience/gold
        ~ /name         "Gold" -> "Gold tier"  (from git)
        ~ /description  "by hand" -> ""

  Plan: 0 to create, 1 to update, 0 to delete, 1 unchanged
        1 changed by hand

  [stderr]
  error: what would be done is not what tier.json says any more [apply.stale]
    note: it has sha256:{HASH} now
    hint: look at the plan as it is now, and approve that: cxctl plan --out tier.json
  note: Audience/gold /description: the tenant has "by hand" now, and git "" [apply.stale]
  [exit 5]
$ cxctl apply --quiet --fingerprint sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
  [stderr]
  error: what would be done is not what has that fingerprint [apply.stale]
  [exit 5]
-- writes

# A part of a fingerprint is none: whoever can write a branch can find two plans that have it.
$ cxctl apply --fingerprint sha256:0123456789abcdef
  [stderr]
  error: sha256:0123456789abcdef is no fingerprint: sha256: and 64 hex digits [approval.fingerprint]
    hint: give it whole, as the plan shows it: a part of it would fit other plans, too
  [exit 1]
