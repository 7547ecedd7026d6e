# A rollback of webhooks: the tenant shows no secrets, and a PUT replaces the object. The secret of before comes from where
# the ledger says that it was taken from; where that holds another one by now, the webhook is left as it is.

-- sandbox
-- project webhooks
-- secret OLD_SECRET
-- secret NEW_SECRET
-- secret SHARED_SECRET
-- file webhooks/all.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: a-renewed}
  spec:
    name: renewed
    url: https://analytics.example.com/one
    events: [profile.updated]
    headers: {Authorization: {env: OLD_SECRET}, X-Webhook-Source: cxone}
    secret: {env: OLD_SECRET}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: b-versioned}
  spec:
    name: versioned
    url: https://analytics.example.com/two
    events: [profile.updated]
    secret: {env: SHARED_SECRET, version: 1}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: c-removed}
  spec:
    name: removed
    url: https://analytics.example.com/three
    events: [profile.updated]
    secret: {env: OLD_SECRET}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: d-removed}
  spec:
    name: removed, too
    url: https://analytics.example.com/four
    events: [profile.updated]
-- commit webhooks
$ sed -i 's|    profile: cxone|    profile: cxone\n    limits: {concurrency: 1}|' cxctl.yaml
-- commit one at a time, so that the order is the same each time
$ cxctl apply --yes --quiet -o json=/dev/null
-- writes
  POST /api/v2/webhooks 201 x4
$ printf '%s\n' '*.json' state > .git/info/exclude
$ echo "curl -sS {URL}/sandbox/state | jq -c '.webhooks[] | [.name, .url, (.headers | length), .secret_sha256]' | sort" > state
$ sh state > before.json

-- file webhooks/all.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: a-renewed}
  spec:
    name: renewed
    url: https://analytics.example.com/other
    events: [profile.updated]
    headers: {Authorization: {env: NEW_SECRET}, X-Webhook-Source: cxone}
    secret: {env: NEW_SECRET}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: b-versioned}
  spec:
    name: versioned
    url: https://analytics.example.com/other
    events: [profile.updated]
    secret: {env: SHARED_SECRET, version: 2}
-- commit other
-- post /sandbox/faults
  {"route": "DELETE /api/v2/webhooks/*", "kind": "status", "status": 422, "after": 1}
$ cxctl apply --yes --allow-delete 2 --on-error rollback 2>/dev/null | sed -n '/^\[/,$p'
  [1/4] Webhook/a-renewed: updated (200, {MS} ms)
  [2/4] Webhook/b-versioned: updated (200, {MS} ms)
  [3/4] Webhook/c-removed: deleted (204, {MS} ms)
  [4/4] Webhook/d-removed: not applied (422, {MS} ms): 422 unprocessable content: fault: a fault rule made this answer (correlation id {UUID})
  Rolling back 3 changes, newest first, as Webhook/d-removed failed
  [1/3] Webhook/c-removed: rolled back (201, {MS} ms)
  [2/3] Webhook/b-versioned: not rolled back (200, {MS} ms): its secret before cannot be known: SHARED_SECRET holds a newer version of it
  [3/3] Webhook/a-renewed: rolled back (200, {MS} ms)
    Webhook/d-removed: not applied: 422 unprocessable content: fault: a fault rule
      made this answer (correlation id {UUID})
      [tenant.status]
    Webhook/b-versioned: not rolled back: its secret before cannot be known:
      SHARED_SECRET holds a newer version of it [apply.rollback]
      hint: put it back by hand, or apply again
    Webhook/c-removed: rolled back: created again, the tenant gave it the id
      {UUID:again}

  Apply: 1 applied, 2 rolled back, 1 not applied; 25.0 % success,
         mean latency {MS} ms, 14 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes ordered
  PUT /api/v2/webhooks/{UUID} 200
  PUT /api/v2/webhooks/{UUID} 200
  DELETE /api/v2/webhooks/{UUID} 204
  DELETE /api/v2/webhooks/{UUID} 422 status
  POST /api/v2/webhooks 201
  PUT /api/v2/webhooks/{UUID} 200
$ sh state | diff before.json - | sed 's/"[0-9a-f]\{64\}"/DIGEST/'
  4c4
  < ["versioned","https://analytics.example.com/two",0,DIGEST]
  ---
  > ["versioned","https://analytics.example.com/other",0,DIGEST]
$ git show refs/cxctl/prod:resources/Webhook/c-removed.json | jq -c '[.id, .spec.url]'
  ["{UUID:again}","https://analytics.example.com/three"]
$ cxctl audit verify | head -1
  intact: 2 runs, 28 records

# What is left as it was written is in the ledger as that; the next apply does the rest.
-- delete /sandbox/faults
$ cxctl plan | grep '^  [~+-]'
    ~ Webhook/a-renewed
    - Webhook/c-removed
    - Webhook/d-removed

# Where the variable of before is gone, the webhook is left, too.
-- post /sandbox/faults
  {"route": "DELETE /api/v2/webhooks/*", "kind": "status", "status": 422}
-- env OLD_SECRET
$ cxctl apply --yes --allow-delete 2 --on-error rollback 2>/dev/null | sed -n '/^\[/,$p'
  [1/3] Webhook/a-renewed: updated (200, {MS} ms)
  [2/3] Webhook/c-removed: not applied (422, {MS} ms): 422 unprocessable content: fault: a fault rule made this answer (correlation id {UUID})
  [3/3] Webhook/d-removed: skipped: not started, as Webhook/c-removed failed before it (--on-error rollback)
  Rolling back 1 change, newest first, as Webhook/c-removed failed
  [1/1] Webhook/a-renewed: not rolled back (200, {MS} ms): the secret needs the environment variable OLD_SECRET, which is not set
    Webhook/c-removed: not applied: 422 unprocessable content: fault: a fault rule
      made this answer (correlation id {UUID})
      [tenant.status]
    Webhook/d-removed: skipped: not started, as Webhook/c-removed failed before it
      (--on-error rollback) [apply.stopped]
    Webhook/a-renewed: not rolled back: the secret needs the environment variable
      OLD_SECRET, which is not set [secret.missing]

  Apply: 1 applied, 1 not applied, 1 skipped; 33.3 % success,
         mean latency {MS} ms, 6 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes ordered
  PUT /api/v2/webhooks/{UUID} 200
  DELETE /api/v2/webhooks/{UUID} 422 status
