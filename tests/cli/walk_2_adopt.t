# A walk with two people and a CI job, chapter 2: a tenant that was kept by hand so far comes into git.

# It has two audiences and a webhook, made by hand.
-- sandbox
-- tenant
  {"audiences": [
     {"id": "00000000-0000-0000-0000-000000000001", "name": "VIP", "description": "Spends a lot",
      "criteria": {"operator": "AND", "conditions": [
         {"field": "spend", "operator": "greater_than", "value": 5000},
         {"field": "region", "operator": "in", "value": ["emea", "apac"]}]},
      "exclusions": ["00000000-0000-0000-0000-000000000002"]},
     {"id": "00000000-0000-0000-0000-000000000002", "name": "Do not contact",
      "criteria": {"operator": "AND", "conditions": [{"field": "opted_in", "operator": "equals", "value": false}]}}],
   "webhooks": [
     {"id": "10000000-0000-0000-0000-000000000001", "name": "analytics", "url": "https://a.example.com/1",
      "events": ["profile.updated"]}]}
-- project audiences webhooks
  ledger: {remote: origin}
-- commit an empty project
$ git init -q --bare ../origin.git && git remote add origin ../origin.git && git push -q -u origin main
$ git clone -q ../origin.git ../ci && git -C ../ci config user.name 'CI job'
-- requests
  ...

# First a look, which writes no file; then for real.
$ cxctl adopt --dry-run
  Would adopt from prod (3 requests):

    + Audience/vip             audiences/vip.yaml
    + Audience/do-not-contact  audiences/do-not-contact.yaml
    + Webhook/analytics        webhooks/analytics.yaml
        secret, only as a comment: /secret

  Not in the schemas, left as the tenant has them: /created_at, /updated_at (-v
    tells of which)

  Adopt: 3 new; 1 reference by name
  Plan:  empty: no write to the tenant; the next apply notes 3 in the ledger
         1 secret is left to the tenant: a comment says where to fill it in. Until
         then no plan shows it; the first one after shows the update that sends
         it.
$ git status --short
$ cxctl adopt
  Adopted from prod (3 requests):

    + Audience/vip             audiences/vip.yaml
    + Audience/do-not-contact  audiences/do-not-contact.yaml
    + Webhook/analytics        webhooks/analytics.yaml
        secret, only as a comment: /secret

  Not in the schemas, left as the tenant has them: /created_at, /updated_at (-v
    tells of which)

  Adopt: 3 new; 1 reference by name
  Plan:  empty: no write to the tenant; the next apply notes 3 in the ledger
         1 secret is left to the tenant: a comment says where to fill it in. Until
         then no plan shows it; the first one after shows the update that sends
         it.

  Next: git add audiences webhooks
        git commit
        cxctl apply   no write to the tenant: notes these as applied
        cxctl plan    is empty from then on
$ cat audiences/vip.yaml webhooks/analytics.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata:
    name: vip
    id: 00000000-0000-0000-0000-000000000001
  spec:
    name: VIP
    description: Spends a lot
    criteria:
      operator: AND
      conditions:
        - {field: spend, operator: greater_than, value: 5000}
        - {field: region, operator: in, value: [emea, apac]}
    exclusions:
      - {ref: do-not-contact}
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  spec:
    name: analytics
    url: https://a.example.com/1
    events: [profile.updated]
    # Secrets are not written here. To have cxctl send one, say where it is
    # read from and take the # away; until then it stays as the tenant has it.
    # secret: {env: ANALYTICS_SECRET}

# It goes the way of every change: into git, reviewed, merged, applied by the CI job. The tenant is not written to.
-- commit adopt the tenant
$ git push -q
$ cd ../ci && git pull -q && cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (2 requests)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

  Only noted in the ledger:
    = Audience/do-not-contact
        equal in git and tenant, not yet in the ledger
    = Audience/vip
        equal in git and tenant, not yet in the ledger
    = Webhook/analytics
        equal in git and tenant, not yet in the ledger

  Plan: 0 to create, 0 to update, 0 to delete, 3 unchanged
        3 only for the ledger

  [1/3] Audience/do-not-contact: noted in the ledger
  [2/3] Webhook/analytics: noted in the ledger
  [3/3] Audience/vip: noted in the ledger
  Apply: 0 applied, 3 noted; 100.0 % success, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod of origin as
         {COMMIT}
         head {HASH}
-- writes

# From here on it is known what is whose, and a change by hand is seen.
$ cd ../ci && cxctl drift --unmanaged
  No drift: prod holds what was applied (3 resources checked)
  Unmanaged: 0 in the tenant that neither git nor the ledger knows
-- post /sandbox/edit
  {"kind": "Webhook", "id": "10000000-0000-0000-0000-000000000001", "patch": {"url": "https://b.example.com/1"}}
$ cxctl drift
  Changed by hand in prod, as applied -> as it is now:

    ~ Webhook/analytics  last changed {TIME}
        ~ /url  "https://a.example.com/1" -> "https://b.example.com/1"

  Drift: 1 of 3 resources

  Next: cxctl plan shows what apply would put back
  [exit 6]

# The next apply puts it back. What it sends leaves the secret, which nobody knows here, as it is.
-- requests
  ...
$ cd ../ci && cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

  Changed by hand in the tenant, will be put back:
    ~ Webhook/analytics
        ~ /url  "https://b.example.com/1" -> "https://a.example.com/1"

  Plan: 0 to create, 1 to update, 0 to delete, 2 unchanged
        1 changed by hand

  [1/1] Webhook/analytics: updated (200, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod of origin as
         {COMMIT}
         head {HASH}
-- writes
  PUT /api/v2/webhooks/10000000-0000-0000-0000-000000000001 200
