# With the ledger's key a rollback writes back no secret whose value is another one by now, and a run that
# died is recovered with the values that it sent, not with those of today.

-- project webhooks
-- secret CXCTL_LEDGER_KEY=k3y-0f-the-ledger-0123456789abcdef
-- secret OLD_SECRET=first-value-of-the-secret-0123456789
-- secret NEW_SECRET=value-of-the-other-one-0123456789abc
-- file webhooks/all.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: a}
  spec:
    name: a
    url: https://a.example.com/cxone
    events: [profile.updated]
    secret: {env: OLD_SECRET}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: b}
  spec:
    name: b
    url: https://b.example.com/cxone
    events: [profile.updated]
-- commit two webhooks
$ sed -i 's|    profile: cxone|    profile: cxone\n    limits: {concurrency: 1}|' cxctl.yaml
-- commit one at a time, so that the order is the same each time
$ cxctl apply --yes -q -o json=/dev/null
-- writes
  POST /api/v2/webhooks 201 x2
$ git show refs/cxctl/prod:resources/Webhook/b.json | jq -r .id
  {UUID:b}

# a goes over to another variable, b fails; meanwhile the old variable holds another value: what was there
# before cannot be written back.

$ sed -i 's/env: OLD_SECRET/env: NEW_SECRET/; s/b.example.com/c.example.com/' webhooks/all.yaml
-- commit another variable
-- secret OLD_SECRET=second-value-of-the-secret-987654321
-- post /sandbox/faults
  {"route": "PUT /api/v2/webhooks/{UUID:b}", "kind": "status", "status": 422}
$ cxctl apply --yes --on-error rollback 2>/dev/null
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Webhook/a
        ~ /secret  {env: "OLD_SECRET"} -> {env: "NEW_SECRET"}
    ~ Webhook/b
        ~ /url  "https://b.example.com/cxone" -> "https://c.example.com/cxone"

  Plan: 0 to create, 2 to update, 0 to delete, 0 unchanged

  [1/2] Webhook/a: updated (200, {MS} ms)
  [2/2] Webhook/b: not applied (422, {MS} ms): 422 unprocessable content: fault: a fault rule made this answer (correlation id {UUID})
  Rolling back 1 change, newest first, as Webhook/b failed
  [1/1] Webhook/a: not rolled back (200, {MS} ms): the secret in OLD_SECRET is not the one that is meant: its value changed
    Webhook/b: not applied: 422 unprocessable content: fault: a fault rule made
      this answer (correlation id {UUID})
      [tenant.status]
    Webhook/a: not rolled back: the secret in OLD_SECRET is not the one that is
      meant: its value changed [secret.changed]

  Apply: 1 applied, 1 not applied; 50.0 % success,
         mean latency {MS} ms, 6 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 3]
-- writes
  PUT /api/v2/webhooks/{UUID} 200
  PUT /api/v2/webhooks/{UUID:b} 422 status

# The same where the variable stays and its value is the change.

-- delete /sandbox/faults
$ cxctl apply --yes -q
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  PUT /api/v2/webhooks/{UUID} 200
-- secret NEW_SECRET=third-value-of-the-secret-x135792468
$ sed -i 's/c.example.com/d.example.com/' webhooks/all.yaml
-- commit another url
-- post /sandbox/faults
  {"route": "PUT /api/v2/webhooks/{UUID:b}", "kind": "status", "status": 422}
$ cxctl apply --yes --on-error rollback 2>/dev/null
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Webhook/a
        ~ /secret  {env: "NEW_SECRET"} has another value now
    ~ Webhook/b
        ~ /url  "https://c.example.com/cxone" -> "https://d.example.com/cxone"

  Plan: 0 to create, 2 to update, 0 to delete, 0 unchanged

  [1/2] Webhook/a: updated (200, {MS} ms)
  [2/2] Webhook/b: not applied (422, {MS} ms): 422 unprocessable content: fault: a fault rule made this answer (correlation id {UUID})
  Rolling back 1 change, newest first, as Webhook/b failed
  [1/1] Webhook/a: not rolled back (200, {MS} ms): its secret before cannot be known: NEW_SECRET holds a newer version of it
    Webhook/b: not applied: 422 unprocessable content: fault: a fault rule made
      this answer (correlation id {UUID})
      [tenant.status]
    Webhook/a: not rolled back: its secret before cannot be known: NEW_SECRET
      holds a newer version of it [apply.rollback]
      hint: put it back by hand, or apply again

  Apply: 1 applied, 1 not applied; 50.0 % success,
         mean latency {MS} ms, 6 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 3]
-- writes
  PUT /api/v2/webhooks/{UUID} 200
  PUT /api/v2/webhooks/{UUID:b} 422 status

# A run that is killed after its write and before its record: the next apply knows what it sent, although
# the value is another one by then, and sends the new one.

-- delete /sandbox/faults
$ cxctl apply --yes -q
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- secret NEW_SECRET=fourth-value-of-the-secret-024681357
$ CX_FAULT=kill:7 cxctl apply --yes -q
  [stderr]
  Killed
  [killed]
-- writes
  PUT /api/v2/webhooks/{UUID} 200
  PUT /api/v2/webhooks/{UUID} 200
-- secret NEW_SECRET=fifth-value-of-the-secret-9753108642
$ cxctl apply --yes
  Run {RUN} ended without a seal: its process is gone.
    begun {TIME}, {N} s ago, by Ana Ops on vm
    to apply commit {COMMIT}
  All of its steps (1) were done.
  It is sealed now, as {COMMIT}. What is left to do is planned anew; what was
  done is not sent again.
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

    ~ Webhook/a
        ~ /secret  {env: "NEW_SECRET"} has another value now

  Plan: 0 to create, 1 to update, 0 to delete, 1 unchanged

  [1/1] Webhook/a: updated (200, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  PUT /api/v2/webhooks/{UUID} 200
