# Webhooks that were there before cxctl: one of that name is adopted, two are an error that asks which one it is.

-- sandbox
-- project webhooks
-- tenant
  {"webhooks": [
    {"id": "aaaaaaaa-0000-0000-0000-000000000001", "name": "analytics_sync", "url": "https://analytics.example.com/cxone",
     "events": ["profile.updated"], "enabled": true, "x_region": "emea"},
    {"id": "aaaaaaaa-0000-0000-0000-000000000002", "name": "billing", "url": "https://billing.example.com/cxone",
     "events": ["profile.created"], "enabled": true}]}
-- file webhooks/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics-sync}
  spec:
    name: analytics_sync
    url: https://analytics.example.com/cxone
    events: [profile.updated]
-- commit a webhook

# Equal already: it is only noted that it is ours from now on. The other one is not.
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

  Only noted in the ledger:
    = Webhook/analytics-sync
        equal in git and tenant, not yet in the ledger

  Plan: 0 to create, 0 to update, 0 to delete, 1 unchanged
        1 only for the ledger, 1 in the tenant that neither git nor the ledger
        knows

  Next: cxctl apply --fingerprint sha256:{HASH}

$ cxctl apply --yes | grep '^\['
  [1/1] Webhook/analytics-sync: noted in the ledger

-- writes

$ git show refs/cxctl/prod:resources/Webhook/analytics-sync.json | jq -r .id
  aaaaaaaa-0000-0000-0000-000000000001

# Two of the same name.
-- post /sandbox/edit
  {"kind": "Webhook", "id": "aaaaaaaa-0000-0000-0000-000000000001", "patch": {"name": "billing"}}
-- file webhooks/billing.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: billing}
  spec:
    name: billing
    url: https://billing.example.com/v2
    events: [profile.created]
-- commit billing
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Webhook/billing
        first contact: the tenant's values are replaced
        ~ /url
               "https://billing.example.com/cxone"
            -> "https://billing.example.com/v2"

  Changed by hand in the tenant, will be put back:
    ~ Webhook/analytics-sync
        ~ /name  "billing" -> "analytics_sync"

  Plan: 0 to create, 2 to update, 0 to delete, 0 unchanged
        1 changed by hand, 1 taken over from the tenant

  Next: cxctl apply --fingerprint sha256:{HASH}

# analytics-sync is ours by its id, whatever it is called, so there is only one other billing: taken over.
$ cxctl apply --yes | sed -n 's/^\[.*\] //p' | sort
  Webhook/analytics-sync: updated (200, {MS} ms)
  Webhook/billing: updated (200, {MS} ms)

-- writes
  PUT /api/v2/webhooks/aaaaaaaa-0000-0000-0000-000000000001 200
  PUT /api/v2/webhooks/aaaaaaaa-0000-0000-0000-000000000002 200

# Without the ledger nobody can tell.
$ git update-ref -d refs/cxctl/prod
-- post /sandbox/edit
  {"kind": "Webhook", "id": "aaaaaaaa-0000-0000-0000-000000000001", "patch": {"name": "billing"}}
$ cxctl plan
  [stderr]
  webhooks/billing.yaml:1:1: error: the tenant holds 2 of kind Webhook with name billing, so none can be told [plan.match]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: say which one it is with metadata.id
  [exit 1]

# metadata.id says which one it is.
$ sed -i 's/name: billing}/name: billing, id: aaaaaaaa-0000-0000-0000-000000000002}/; ' webhooks/billing.yaml
$ sed -i 's/name: analytics-sync}/name: analytics-sync, id: aaaaaaaa-0000-0000-0000-000000000001}/; ' webhooks/analytics.yaml
-- commit say which
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    ~ Webhook/analytics-sync
        first contact: the tenant's values are replaced
        ~ /name  "billing" -> "analytics_sync"

  Only noted in the ledger:
    = Webhook/billing
        equal in git and tenant, not yet in the ledger

  Plan: 0 to create, 1 to update, 0 to delete, 1 unchanged
        1 taken over from the tenant, 1 only for the ledger

  [1/2] Webhook/billing: noted in the ledger
  [2/2] Webhook/analytics-sync: updated (200, {MS} ms)
  Apply: 1 applied, 1 noted; 100.0 % success,
         mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- writes
  PUT /api/v2/webhooks/aaaaaaaa-0000-0000-0000-000000000001 200

# An id that the tenant does not have is an error: the tenant gives ids itself.
-- file webhooks/other.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: other, id: aaaaaaaa-0000-0000-0000-000000000003}
  spec:
    name: other
    url: https://other.example.com/
    events: [profile.created]
$ cxctl plan
  [stderr]
  webhooks/other.yaml:1:1: error: the tenant has no Webhook with id aaaaaaaa-0000-0000-0000-000000000003, and gives ids itself [plan.id]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: take metadata.id out to have it created
  [exit 1]
