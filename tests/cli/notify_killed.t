# What a run-time command has to tell is in its outbox before its end is on record, and leaves it once it was delivered:
# whenever the process dies, nothing is lost, and what comes twice has one id.

-- sandbox --customers 400
-- env CDP_WEBHOOK_URL={URL}/callbacks/prod
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
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
  spec: {name: Gold, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}
-- commit gold customers
$ cxctl apply --yes -q > /dev/null
$ curl -sS -X DELETE {URL}/sandbox/callbacks -o /dev/null


# Killed before a byte of it left: there is no end on record, and one is due.
$ CX_FAULT=kill:2 cxctl members gold --count
  [stderr]
  Killed
  [killed]
$ cut -f 1 .git/cxctl/prod/runtime.jsonl | jq -r .type
  run_start
-- requests callback
  ...
$ cxctl notify --list -o json | jq -r '.notifications[].id' > due
$ cxctl notify -q
  Notify: 1 delivered, in {N}.{N} s
$ curl -sS {URL}/sandbox/callbacks | jq -r '.items[].headers | with_entries(.key |= ascii_downcase) | .["webhook-id"]' > came
$ sort due | cmp - came && wc -l < came
  1

# Killed when the receiver had it, and before it was taken out of the outbox: it is sent once more, under the same id.
$ curl -sS -X DELETE {URL}/sandbox/callbacks -o /dev/null
$ CX_FAULT=kill:4 cxctl members gold --count
  [stderr]
  Killed
  [killed]
$ cxctl notify -q
  Notify: 1 delivered, in {N}.{N} s
$ curl -sS {URL}/sandbox/callbacks | jq -r '.items[].headers | with_entries(.key |= ascii_downcase) | .["webhook-id"]' | uniq -c | awk '{print $1}'
  2
$ ls .git/cxctl/prod
  runtime.jsonl
  runtime.jsonl.outbox
  runtime.jsonl.outbox.lock
$ stat -c %s .git/cxctl/prod/runtime.jsonl.outbox
  0
$ cxctl audit verify --log .git/cxctl/prod/runtime.jsonl | head -n 1
  intact: 4 runs, 9 records

# Half a line that the machine left is passed over, with a note, and gone after the next delivery.
-- env CDP_WEBHOOK_URL={URL}/nowhere
$ cxctl members gold --count -q
  {"count":104}
$ printf '{"address":"members/0' >> .git/cxctl/prod/runtime.jsonl.outbox
-- env CDP_WEBHOOK_URL={URL}/callbacks/prod
$ cxctl notify -q
  Notify: 1 delivered, in {N}.{N} s
$ cxctl notify --list
  No notification is due for tenant prod.

# An outbox that cannot be written is an error: what was to be told is lost otherwise.
$ CX_FAULT=fsync:3+ cxctl members gold --count
  {"count":104}
  [stderr]
  error: {DIR}/.git/cxctl/prod/runtime.jsonl.outbox cannot be written: Input/output error [outbox.file]
  [exit 1]
