# What a tenant has no call for cannot be taken back, and what it does not show is not touched blindly: it is told.

-- sandbox
-- project webhooks
-- secret HOOK_SECRET
-- file profile.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: less}
  extends: cxone
  kinds:
    Webhook: {routes: {delete: null}}
    CrmWebhook: {routes: {list: null, read: null}}
$ sed -i 's|    profile: cxone|    profile: profile.yaml\n    limits: {concurrency: 1}|' cxctl.yaml
-- file webhooks/all.yaml
  apiVersion: cxctl/v1
  kind: CrmWebhook
  metadata: {name: blind}
  spec: {name: blind, url: https://crm.example.com/one, events: [profile.updated], secret: {env: HOOK_SECRET}}
-- commit one
$ cxctl apply --yes --quiet -o json=/dev/null
-- file webhooks/all.yaml
  apiVersion: cxctl/v1
  kind: CrmWebhook
  metadata: {name: blind}
  spec: {name: blind, url: https://crm.example.com/two, events: [profile.updated], secret: {env: HOOK_SECRET}}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: first}
  spec: {name: first, url: https://hooks.example.com/one, events: [profile.updated], secret: {env: HOOK_SECRET}}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: second}
  spec: {name: second, url: https://hooks.example.com/two, events: [profile.updated], secret: {env: HOOK_SECRET}}
-- commit three
-- post /sandbox/faults
  {"route": "POST /api/v2/webhooks", "kind": "status", "status": 422, "after": 1}
-- writes
  POST /api/v2/crm/webhooks 201
$ cxctl apply --yes --on-error rollback 2>/dev/null | sed -n '/^\[/,$p'
  [1/3] CrmWebhook/blind: updated (200, {MS} ms)
  [2/3] Webhook/first: created (201, {MS} ms)
  [3/3] Webhook/second: not applied (422, {MS} ms): 422 unprocessable content: fault: a fault rule made this answer (correlation id {UUID})
  Rolling back 2 changes, newest first, as Webhook/second failed
  [1/2] Webhook/first: not rolled back: the tenant has no call to delete it
  [2/2] CrmWebhook/blind: not rolled back: the tenant does not show it, so nobody can tell whether it is still as it was written
    Webhook/second: not applied: 422 unprocessable content: fault: a fault rule
      made this answer (correlation id {UUID})
      [tenant.status]
    CrmWebhook/blind: not rolled back: the tenant does not show it, so nobody can
      tell whether it is still as it was written [apply.rollback]
      hint: look at it in the tenant, and put it back by hand
    Webhook/first: not rolled back: the tenant has no call to delete it
      [apply.rollback]
      hint: look at it in the tenant, and put it back by hand

  Apply: 2 applied, 1 not applied; 66.7 % success,
         mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes ordered
  PUT /api/v2/crm/webhooks/{UUID} 200
  POST /api/v2/webhooks 201
  POST /api/v2/webhooks 422 status
$ cxctl audit show $(cxctl audit log | sed -n 's/^    run \([^,]*\),.*/\1/p' | head -1) | grep -A1 ' rollback'
     8 rollback  Webhook/first create, as Webhook/second failed
     9 outcome   Webhook/first delete not_applied apply.rollback (rollback)
    10 rollback  CrmWebhook/blind update, as Webhook/second failed
    11 outcome   CrmWebhook/blind update not_applied apply.rollback (rollback)
