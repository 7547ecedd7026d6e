# The tenant shows, under a name that says nothing, what looks like a credential: no file gets it.

-- sandbox --customers 20
-- project webhooks
-- file webhooks/hook.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: hook}
  spec:
    name: hook
    url: https://a.example.com/
    events: [profile.updated]
    headers: {X-Webhook-Source: cxone}
-- commit all
$ cxctl apply --yes >/dev/null
-- requests
  ...
$ curl -sS {URL}/sandbox/state | jq -c '{kind: "Webhook", id: .webhooks[0].id, patch: {enabled: false, headers: {"X-Webhook-Source": "cxone", "X-From": "Bearer eyJhbGciOi.abc.def"}}}' | curl -sS -o /dev/null -H 'Content-Type: application/json' --data-binary @- {URL}/sandbox/edit
$ cxctl drift
  Changed by hand in prod, as applied -> as it is now:

    ~ Webhook/hook  last changed {TIME}
        ~ /enabled         true -> false
        + /headers/X-From  (secret)

  Drift: 1 of 1 resource

  Next: cxctl plan shows what apply would put back
  [exit 6]
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Changed by hand in the tenant, will be put back:
    ~ Webhook/hook
        ~ /enabled         false -> true
        - /headers/X-From  (secret)

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged
        1 changed by hand

  Next: cxctl apply --fingerprint sha256:{HASH}
$ cxctl drift --absorb
  Webhook/hook: webhooks/hook.yaml now says what the tenant has, but for what is warned of
  Changed by hand in prod, as applied -> as it is now:

    ~ Webhook/hook  last changed {TIME}
        ~ /enabled         true -> false
        + /headers/X-From  (secret)

  Drift: 1 of 1 resource

  Next: mend what is warned of, commit, then cxctl apply
  [stderr]
  webhooks/hook.yaml:8:12: warning: headers of Webhook/hook is not absorbed: the tenant shows what looks like a credential [absorb.secret]
      8 |   headers: {X-Webhook-Source: cxone}
        |            ^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: write it as a reference, {env: NAME}, or put it back with cxctl apply
  [exit 6]
$ git diff
  diff --git a/webhooks/hook.yaml b/webhooks/hook.yaml
  index 614427a..1174ef9 100644
  --- a/webhooks/hook.yaml
  +++ b/webhooks/hook.yaml
  @@ -5,4 +5,5 @@ spec:
     name: hook
     url: https://a.example.com/
     events: [profile.updated]
  +  enabled: false
     headers: {X-Webhook-Source: cxone}
