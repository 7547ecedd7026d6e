# A foreign tenant comes into git in one go: adopt writes definitions, proves that a plan of them is empty, and
# the next apply notes them in the ledger without a write to the tenant.

-- sandbox --customers 20
-- project audiences webhooks
-- commit an empty project
-- tenant
  {"audiences": [
     {"id": "00000000-0000-0000-0000-000000000001", "name": "VIP", "description": "Spends a lot",
      "criteria": {"operator": "AND", "conditions": [
         {"value": 5000.50, "operator": "greater_than", "field": "spend"},
         {"operator": "OR", "conditions": [
            {"field": "region", "operator": "in", "value": ["EMEA", "APAC"]},
            {"field": "tier", "operator": "equals", "value": "007"}]}]},
      "exclusions": ["00000000-0000-0000-0000-000000000003", "99999999-0000-0000-0000-000000000009"]},
     {"id": "00000000-0000-0000-0000-000000000002", "name": "VIP", "data_source": "crm_sync",
      "criteria": {"operator": "OR", "conditions": [{"field": "opted_in", "operator": "equals", "value": true}]}},
     {"id": "00000000-0000-0000-0000-000000000003", "name": "Do not contact",
      "criteria": {"operator": "AND", "conditions": [{"field": "opted_in", "operator": "equals", "value": false}]},
      "exclusions": ["00000000-0000-0000-0000-000000000004"]},
     {"id": "00000000-0000-0000-0000-000000000004", "name": "Kunden in Köln & Düsseldorf",
      "criteria": {"operator": "AND", "conditions": [{"field": "email", "operator": "contains", "value": null}]},
      "exclusions": ["00000000-0000-0000-0000-000000000003"]},
     {"id": "00000000-0000-0000-0000-000000000005", "name": "../../etc/passwd",
      "criteria": {"operator": "AND", "conditions": [{"field": "email", "operator": "equals", "value": "${var.x} $${y} $ {z}"}]}},
     {"id": "00000000-0000-0000-0000-000000000006", "name": "顧客", "description": "two lines:\n  - the second",
      "criteria": {"operator": "AND", "conditions": [{"field": "email", "operator": "equals", "value": "- no: [yes"}]}},
     {"id": "00000000-0000-0000-0000-000000000007", "name": "no", "description": "\u001b[31mred\u001b[0m \u202e",
      "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 9007199254740993}]}},
     {"id": "00000000-0000-0000-0000-000000000008", "name": "vip-2", "description": "# no comment",
      "criteria": {"operator": "AND", "conditions": [{"field": "created_date", "operator": "less_than", "value": "2026-01-01"}]}},
     {"id": "00000000-0000-0000-0000-000000000009", "name": "true",
      "criteria": {"operator": "AND", "conditions": [{"field": "email", "operator": "equals", "value": ""}]}},
     {"id": "00000000-0000-0000-0000-00000000000a", "name": "key: {value}",
      "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1e3}]}},
     {"id": "00000000-0000-0000-0000-00000000000b", "name": "'; DROP TABLE audiences; --",
      "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": -0.10}]}},
     {"id": "00000000-0000-0000-0000-00000000000c", "name": "vip",
      "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 0}]}}],
   "webhooks": [
     {"id": "10000000-0000-0000-0000-000000000001", "name": "analytics", "url": "https://a.example.com/1",
      "events": ["profile.updated"], "headers": {"X-Source": "cxone"}},
     {"id": "10000000-0000-0000-0000-000000000002", "name": "analytics", "url": "https://a.example.com/2",
      "events": ["profile.created", "profile.updated"], "enabled": false},
     {"id": "10000000-0000-0000-0000-000000000003", "name": "crm_sync", "url": "https://b.example.com/",
      "events": ["profile.created"]}],
   "crm_webhooks": [
     {"id": "20000000-0000-0000-0000-000000000001", "name": "crm_sync", "url": "https://c.example.com/",
      "events": ["profile.created"]}]}

$ cxctl adopt --dry-run
  Would adopt from prod (3 requests):

    + Audience/vip                          audiences/vip.yaml
    + Audience/vip-3                        audiences/vip-3.yaml
    + Audience/do-not-contact               audiences/do-not-contact.yaml
    + Audience/kunden-in-koeln-duesseldorf  audiences/kunden-in-koeln-duesseldorf.yaml
    + Audience/etc-passwd                   audiences/etc-passwd.yaml
    + Audience/audience-00000000            audiences/audience-00000000.yaml
    + Audience/no                           audiences/no.yaml
    + Audience/vip-2                        audiences/vip-2.yaml
    + Audience/true                         audiences/true.yaml
    + Audience/key-value                    audiences/key-value.yaml
    + Audience/drop-table-audiences         audiences/drop-table-audiences.yaml
    + Audience/vip-4                        audiences/vip-4.yaml
    + Webhook/analytics                     webhooks/analytics.yaml
        secret, only as a comment: /secret
    + Webhook/analytics-2                   webhooks/analytics-2.yaml
        secret, only as a comment: /secret
    + Webhook/crm_sync                      webhooks/crm_sync.yaml
        secret, only as a comment: /secret
    + CrmWebhook/crm_sync                   webhooks/crm_sync.crm-webhook.yaml
        secret, only as a comment: /secret

  Not in the schemas, left as the tenant has them: /created_at, /updated_at (-v
    tells of which)

  Adopt: 16 new; 2 references by name
  Plan:  empty: no write to the tenant; the next apply notes 16 in the ledger
         4 secrets are left to the tenant: comments say where to fill them in.
         Until then no plan shows them; the first one after shows the updates that
         send them.

-- requests
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  GET /api/v2/webhooks?limit=1000 200
  GET /api/v2/crm/webhooks?limit=1000 200

$ cxctl adopt
  Adopted from prod (3 requests):

    + Audience/vip                          audiences/vip.yaml
    + Audience/vip-3                        audiences/vip-3.yaml
    + Audience/do-not-contact               audiences/do-not-contact.yaml
    + Audience/kunden-in-koeln-duesseldorf  audiences/kunden-in-koeln-duesseldorf.yaml
    + Audience/etc-passwd                   audiences/etc-passwd.yaml
    + Audience/audience-00000000            audiences/audience-00000000.yaml
    + Audience/no                           audiences/no.yaml
    + Audience/vip-2                        audiences/vip-2.yaml
    + Audience/true                         audiences/true.yaml
    + Audience/key-value                    audiences/key-value.yaml
    + Audience/drop-table-audiences         audiences/drop-table-audiences.yaml
    + Audience/vip-4                        audiences/vip-4.yaml
    + Webhook/analytics                     webhooks/analytics.yaml
        secret, only as a comment: /secret
    + Webhook/analytics-2                   webhooks/analytics-2.yaml
        secret, only as a comment: /secret
    + Webhook/crm_sync                      webhooks/crm_sync.yaml
        secret, only as a comment: /secret
    + CrmWebhook/crm_sync                   webhooks/crm_sync.crm-webhook.yaml
        secret, only as a comment: /secret

  Not in the schemas, left as the tenant has them: /created_at, /updated_at (-v
    tells of which)

  Adopt: 16 new; 2 references by name
  Plan:  empty: no write to the tenant; the next apply notes 16 in the ledger
         4 secrets are left to the tenant: comments say where to fill them in.
         Until then no plan shows them; the first one after shows the updates that
         send them.

  Next: git add audiences webhooks
        git commit
        cxctl apply   no write to the tenant: notes these as applied
        cxctl plan    is empty from then on

-- requests
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  GET /api/v2/webhooks?limit=1000 200
  GET /api/v2/crm/webhooks?limit=1000 200

$ cat audiences/vip.yaml
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
        - {field: spend, operator: greater_than, value: 5000.50}
        - operator: OR
          conditions:
            - {field: region, operator: in, value: [EMEA, APAC]}
            - {field: tier, operator: equals, value: "007"}
    exclusions:
      - {ref: do-not-contact}
      - 99999999-0000-0000-0000-000000000009
$ cat webhooks/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata:
    name: analytics
    id: 10000000-0000-0000-0000-000000000001
  spec:
    name: analytics
    url: https://a.example.com/1
    events: [profile.updated]
    headers: {X-Source: cxone}
    # Secrets are not written here. To have cxctl send one, say where it is
    # read from and take the # away; until then it stays as the tenant has it.
    # secret: {env: ANALYTICS_SECRET}
$ cat webhooks/crm_sync.yaml webhooks/crm_sync.crm-webhook.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: crm_sync}
  spec:
    name: crm_sync
    url: https://b.example.com/
    events: [profile.created]
    # Secrets are not written here. To have cxctl send one, say where it is
    # read from and take the # away; until then it stays as the tenant has it.
    # secret: {env: CRM_SYNC_SECRET}
  apiVersion: cxctl/v1
  kind: CrmWebhook
  metadata: {name: crm_sync}
  spec:
    name: crm_sync
    url: https://c.example.com/
    events: [profile.created]
    # Secrets are not written here. To have cxctl send one, say where it is
    # read from and take the # away; until then it stays as the tenant has it.
    # secret: {env: CRM_SYNC_SECRET}
$ cat audiences/do-not-contact.yaml audiences/kunden-in-koeln-duesseldorf.yaml audiences/etc-passwd.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata:
    name: do-not-contact
    id: 00000000-0000-0000-0000-000000000003
  spec:
    name: Do not contact
    criteria:
      operator: AND
      conditions:
        - {field: opted_in, operator: equals, value: false}
    exclusions:
      - {ref: kunden-in-koeln-duesseldorf}
  apiVersion: cxctl/v1
  kind: Audience
  metadata:
    name: kunden-in-koeln-duesseldorf
    id: 00000000-0000-0000-0000-000000000004
  spec:
    name: "Kunden in Köln & Düsseldorf"
    criteria:
      operator: AND
      conditions:
        - {field: email, operator: contains, value: null}
    exclusions: [00000000-0000-0000-0000-000000000003]
  apiVersion: cxctl/v1
  kind: Audience
  metadata:
    name: etc-passwd
    id: 00000000-0000-0000-0000-000000000005
  spec:
    name: "../../etc/passwd"
    criteria:
      operator: AND
      conditions:
        - {field: email, operator: equals, value: "$${var.x} $$${y} $ {z}"}
$ tail -n +5 audiences/audience-00000000.yaml audiences/no.yaml audiences/true.yaml
  ==> audiences/audience-00000000.yaml <==
    id: 00000000-0000-0000-0000-000000000006
  spec:
    name: 顧客
    description: |-
      two lines:
        - the second
    criteria:
      operator: AND
      conditions:
        - {field: email, operator: equals, value: "- no: [yes"}

  ==> audiences/no.yaml <==
    id: 00000000-0000-0000-0000-000000000007
  spec:
    name: "no"
    description: "\u001b[31mred\u001b[0m \u202e"
    criteria:
      operator: AND
      conditions:
        - {field: spend, operator: equals, value: 9007199254740993}

  ==> audiences/true.yaml <==
    id: 00000000-0000-0000-0000-000000000009
  spec:
    name: "true"
    criteria:
      operator: AND
      conditions:
        - {field: email, operator: equals, value: ""}
$ cxctl fmt --check
  17 files: nothing to change
$ cxctl validate
  16 definitions in 16 files: valid
  [stderr]
  audiences/do-not-contact.yaml:4:9: warning: Audience/vip refers to do-not-contact, which is not protected [lint.unprotected]
      4 |   name: do-not-contact
        |         ^^^^^^^^^^^^^^
  audiences/vip.yaml:4:9: note: refers to it
      4 |   name: vip
        |         ^^^
    hint: add protect: true to its metadata, so that it is not deleted
  audiences/kunden-in-koeln-duesseldorf.yaml:4:9: warning: Audience/do-not-contact refers to kunden-in-koeln-duesseldorf, which is not protected [lint.unprotected]
      4 |   name: kunden-in-koeln-duesseldorf
        |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  audiences/do-not-contact.yaml:4:9: note: refers to it
      4 |   name: do-not-contact
        |         ^^^^^^^^^^^^^^
    hint: add protect: true to its metadata, so that it is not deleted
  2 warnings
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (3 requests)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

  Only noted in the ledger:
    = Audience/audience-00000000
        equal in git and tenant, not yet in the ledger
    = Audience/do-not-contact
        equal in git and tenant, not yet in the ledger
    = Audience/drop-table-audiences
        equal in git and tenant, not yet in the ledger
    = Audience/etc-passwd
        equal in git and tenant, not yet in the ledger
    = Audience/key-value
        equal in git and tenant, not yet in the ledger
    = Audience/kunden-in-koeln-duesseldorf
        equal in git and tenant, not yet in the ledger
    = Audience/no
        equal in git and tenant, not yet in the ledger
    = Audience/true
        equal in git and tenant, not yet in the ledger
    = Audience/vip
        equal in git and tenant, not yet in the ledger
    = Audience/vip-2
        equal in git and tenant, not yet in the ledger
    = Audience/vip-3
        equal in git and tenant, not yet in the ledger
    = Audience/vip-4
        equal in git and tenant, not yet in the ledger
    = CrmWebhook/crm_sync
        equal in git and tenant, not yet in the ledger
    = Webhook/analytics
        equal in git and tenant, not yet in the ledger
    = Webhook/analytics-2
        equal in git and tenant, not yet in the ledger
    = Webhook/crm_sync
        equal in git and tenant, not yet in the ledger

  Plan: 0 to create, 0 to update, 0 to delete, 16 unchanged
        16 only for the ledger

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}

-- commit adopt the tenant
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (3 requests)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

  Only noted in the ledger:
    = Audience/audience-00000000
        equal in git and tenant, not yet in the ledger
    = Audience/do-not-contact
        equal in git and tenant, not yet in the ledger
    = Audience/drop-table-audiences
        equal in git and tenant, not yet in the ledger
    = Audience/etc-passwd
        equal in git and tenant, not yet in the ledger
    = Audience/key-value
        equal in git and tenant, not yet in the ledger
    = Audience/kunden-in-koeln-duesseldorf
        equal in git and tenant, not yet in the ledger
    = Audience/no
        equal in git and tenant, not yet in the ledger
    = Audience/true
        equal in git and tenant, not yet in the ledger
    = Audience/vip
        equal in git and tenant, not yet in the ledger
    = Audience/vip-2
        equal in git and tenant, not yet in the ledger
    = Audience/vip-3
        equal in git and tenant, not yet in the ledger
    = Audience/vip-4
        equal in git and tenant, not yet in the ledger
    = CrmWebhook/crm_sync
        equal in git and tenant, not yet in the ledger
    = Webhook/analytics
        equal in git and tenant, not yet in the ledger
    = Webhook/analytics-2
        equal in git and tenant, not yet in the ledger
    = Webhook/crm_sync
        equal in git and tenant, not yet in the ledger

  Plan: 0 to create, 0 to update, 0 to delete, 16 unchanged
        16 only for the ledger

  [ 1/16] Audience/audience-00000000: noted in the ledger
  [ 2/16] Audience/drop-table-audiences: noted in the ledger
  [ 3/16] Audience/etc-passwd: noted in the ledger
  [ 4/16] Audience/key-value: noted in the ledger
  [ 5/16] Audience/kunden-in-koeln-duesseldorf: noted in the ledger
  [ 6/16] Audience/no: noted in the ledger
  [ 7/16] Audience/true: noted in the ledger
  [ 8/16] Audience/vip-2: noted in the ledger
  [ 9/16] Audience/vip-3: noted in the ledger
  [10/16] Audience/vip-4: noted in the ledger
  [11/16] CrmWebhook/crm_sync: noted in the ledger
  [12/16] Webhook/analytics: noted in the ledger
  [13/16] Webhook/analytics-2: noted in the ledger
  [14/16] Webhook/crm_sync: noted in the ledger
  [15/16] Audience/do-not-contact: noted in the ledger
  [16/16] Audience/vip: noted in the ledger
  Apply: 0 applied, 16 noted; 100.0 % success, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (3 requests)

  No changes: the tenant is as git says, 16 unchanged
$ cxctl adopt
  Nothing to adopt: of prod, 16 are defined already, 0 in the ledger
