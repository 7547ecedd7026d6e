# cxctl notify sends what is still due of the outbox, and nothing else.

-- env CDP_WEBHOOK_URL={URL}/nowhere
-- secret CDP_WEBHOOK_SECRET=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [audiences]
  default_tenant: prod
  tenants:
    prod:
      base_url: {URL}
      auth:
        client_id: {env: CXONE_CLIENT_ID}
        client_secret: {env: CXONE_CLIENT_SECRET}
      notify: {url: {env: CDP_WEBHOOK_URL}, secret: {env: CDP_WEBHOOK_SECRET}}
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec: {name: Gold, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: silver, id: 8d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec: {name: Silver, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}}
-- commit two audiences

# Before anything was applied nothing can be due.
$ cxctl notify
  No notification is due for tenant prod.
$ cxctl notify --list
  No notification is due for tenant prod.

# The receiver is away: both stay due, in one warning.
$ cxctl apply --yes | tail -n 5

  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 7 requests in {N}.{N} s
         0 of 2 notifications delivered
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [stderr]
  warning: the notifications of Audience/gold and 1 more were not delivered: 404 not found: 404 (correlation id {UUID}) [notify.failed]
    hint: they stay due: cxctl notify, and the next apply, send them again with the same ids
$ cxctl notify --list
  2 notifications due for tenant prod:

    Audience/gold  due for {N} s
      msg_{UUID}
    Audience/silver  due for {N} s
      msg_{UUID}

  cxctl notify sends them, and so does the next cxctl apply.
$ cxctl notify --list -o json | jq -c '.summary.due, .exit_code, (.notifications[] | [.address, .result, .status])'
  2
  0
  ["Audience/gold","due",null]
  ["Audience/silver","due",null]

# It is still away: nothing is recorded, and the exit code says that something is due.
$ (cxctl notify; echo "exit $?") | LC_ALL=C sort
  Audience/gold: not delivered (404, {MS} ms)
  Audience/silver: not delivered (404, {MS} ms)
  Notify: 0 delivered, 2 still due, in {N}.{N} s
  exit 3
  [stderr]
  warning: the notifications of Audience/gold and 1 more were not delivered: 404 not found: 404 (correlation id {UUID}) [notify.failed]
    hint: they stay due: cxctl notify, and the next apply, send them again with the same ids
$ git rev-list --count --first-parent refs/cxctl/prod
  2
$ git for-each-ref --format='%(refname)' refs/cxctl-run

# What it prints as JSON is as its schema says: a list, a try in vain, and below nothing at all.
$ cxctl notify --list -o json=../list.json
$ cxctl notify -o json=../tried.json > ../shown 2>&1
  [exit 3]
$ cxctl schema check "$CX_SOURCE_DIR/schemas/notify.schema.json" ../list.json ../tried.json
  2 documents in 2 files: valid
$ jq -c '.exit_code, .summary.due, .notifications[0].result, .notifications[0].problem != null' ../tried.json
  3
  2
  "failed"
  true

# It is back. Each goes out under the id of its first try.
-- env CDP_WEBHOOK_URL={URL}/callbacks/prod
$ git show refs/cxctl/prod:pending.json | jq -r '.notifications[].id' > due
$ cxctl notify | head -n 3 | sort
  Audience/gold: delivered (200, {MS} ms)
  Audience/silver: delivered (200, {MS} ms)
  Notify: 2 delivered, in {N}.{N} s
$ curl -sS {URL}/sandbox/callbacks | jq -r '.items[].headers | with_entries(.key |= ascii_downcase) | .["webhook-id"]' | sort > came
$ sort due | cmp - came && rm due came
-- requests callback
  ...
  POST /callbacks/prod 200 x2

# The run is on record, on top of the commit that was applied last.
$ git log -1 --format=%s refs/cxctl/prod
  prod: 2 notified
$ cxctl audit show "$(cxctl audit log -o json | jq -r '.runs[0].run')" | tail -n 4 | cut -c 6- | sort
  notified  Audience/gold 200, {MS} ms
  notified  Audience/silver 200, {MS} ms
  run_end
  run_start
$ cxctl audit verify
  intact: 2 runs, 10 records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off
$ cxctl notify -o json=../none.json
$ cxctl schema check "$CX_SOURCE_DIR/schemas/notify.schema.json" ../none.json
  1 document in 1 file: valid
$ jq -c '.summary.elapsed_ms = 0' ../none.json
  {"format_version":"1.0","tenant":"prod","run":null,"seal":null,"summary":{"delivered":0,"due":0,"dropped":0,"elapsed_ms":0},"notifications":[],"diagnostics":[],"exit_code":0}

# A tenant that is to sign sends nothing unsigned.
-- env CDP_WEBHOOK_SECRET
$ sed -i 's/equals, value: gold/equals, value: platinum/' audiences/all.yaml
-- commit platinum
$ cxctl apply --yes | tail -n 5

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         0 of 1 notifications delivered
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [stderr]
  warning: no notification was sent: notify.secret needs the environment variable CDP_WEBHOOK_SECRET, which is not set [notify.setting]
    hint: it stays due: mend it, then run cxctl notify
$ cxctl notify
  Notify: 0 delivered, 1 still due, in {N}.{N} s
  [stderr]
  warning: no notification was sent: notify.secret needs the environment variable CDP_WEBHOOK_SECRET, which is not set [notify.setting]
    hint: it stays due: mend it, then run cxctl notify
  [exit 3]

# Nor is anything sent without a receiver.
-- env CDP_WEBHOOK_URL
$ cxctl notify
  [stderr]
  error: 1 notification is due, and tenant prod has nobody to send to [notify.receiver]
    hint: set the variable that notify.url names
  [exit 1]
