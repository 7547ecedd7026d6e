# A run that died over a kind that the tenant cannot show: nobody can tell what became of its write, and it says so. An
# update is the same whether it is written once or twice, so that the next apply writes it again.

-- project webhooks
$ sed -i 's|profile: cxone|profile: profiles/blind.yaml|' cxctl.yaml
-- file profiles/blind.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: blind}
  extends: cxone
  kinds: {Webhook: {routes: {list: null, read: null}}}
-- file webhooks/one.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: one}
  spec: {name: one, url: "https://one.example.com/", events: [profile.updated]}
-- commit one webhook
$ cxctl apply --yes | tail -3
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 1 request in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [stderr]
  warning: the tenant cannot show what it holds of kind Webhook [plan.blind]
    hint: the plan takes what the ledger says was applied last; drift cannot be seen
  warning: the tenant has no list of kind Webhook, so nobody can see whether it holds what would be created [plan.unlisted]
    hint: what it holds already is named by its id: metadata.id
  2 warnings
$ sed -i 's|one.example.com|1.example.com|' webhooks/one.yaml
-- commit another url

# It dies when the intent is on disk, and before an outcome is.
-- writes
  POST /api/v2/webhooks 201
$ CX_FAULT=kill:4 cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (0 requests)

    ~ Webhook/one
        ~ /url  "https://one.example.com/" -> "https://1.example.com/"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  [stderr]
  Killed
  [killed]
$ cxctl apply --yes
  Run {RUN} ended without a seal: its process is gone.
    begun {TIME}, {N} s ago, by Ana Ops on {HOST}
    to apply commit {COMMIT}
  Of its 1 step, 1 was in doubt; as the tenant shows now:
    Webhook/one: may have been updated; that cannot be told yet
  It is sealed now, as {COMMIT}. What is left to do is planned anew; what was
  done is not sent again.
  Tenant prod at {URL}, commit {COMMIT} (0 requests)

    ~ Webhook/one
        ~ /url  "https://one.example.com/" -> "https://1.example.com/"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  [1/1] Webhook/one: updated (200, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 1 request in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [stderr]
  warning: the tenant cannot show what it holds of kind Webhook [plan.blind]
    hint: the plan takes what the ledger says was applied last; drift cannot be seen
-- writes
  PUT /api/v2/webhooks/{UUID} 200
$ cxctl audit verify | head -1
  intact: 3 runs, 13 records
$ cxctl apply --quiet
  Nothing to do: prod is what {COMMIT} says.
  1 unchanged, 0 requests, none of them a write.
