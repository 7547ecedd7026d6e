# cxctl notify sends what applies have told and what run-time commands have told, each on its own record.

-- sandbox --customers 400
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
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
  spec: {name: Gold, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}
-- commit gold customers
$ cxctl apply --yes -q > /dev/null
$ curl -sS -X DELETE {URL}/sandbox/callbacks -o /dev/null


$ cxctl members gold --count -q > /dev/null
$ cxctl members gold -q > /dev/null
$ cxctl notify --list
  3 notifications due for tenant prod:

    Audience/gold  due for {N} s
      msg_{UUID}
    members/00000000-0000-0000-0000-00000000000a  due for {N} s
      msg_{UUID}
    members/00000000-0000-0000-0000-00000000000a  due for {N} s
      msg_{UUID}

  cxctl notify sends them all; the next cxctl apply, those of audiences.
$ cxctl notify --list -o json=../list.json
$ cxctl notify -q -o json=../tried.json
  [exit 3]
$ cxctl schema check "$CX_SOURCE_DIR/schemas/notify.schema.json" ../list.json ../tried.json
  2 documents in 2 files: valid
$ jq -c '.exit_code, .run, .summary.due, (.notifications[] | [.address, .result, .outbox])' ../tried.json
  3
  null
  3
  ["Audience/gold","failed","ledger"]
  ["members/00000000-0000-0000-0000-00000000000a","failed","runtime"]
  ["members/00000000-0000-0000-0000-00000000000a","failed","runtime"]

# While a run-time command is at it, its outbox is left alone; the ledger's is not.
-- env CDP_WEBHOOK_URL={URL}/callbacks/prod
$ flock --shared .git/cxctl/prod/runtime.jsonl.outbox.lock cxctl notify
  Audience/gold: delivered (200, {MS} ms)
  Notify: 1 delivered, 2 still due, in {N}.{N} s
          run {RUN}, sealed in refs/cxctl/prod as
          {COMMIT}
  [stderr]
  error: another cxctl is notifying of run-time commands of tenant prod [notify.busy]
    hint: what is still due when it has ended can be sent then
  [exit 5]
-- requests callback
  ...
$ cxctl notify
  members/00000000-0000-0000-0000-00000000000a: delivered (200, {MS} ms)
  members/00000000-0000-0000-0000-00000000000a: delivered (200, {MS} ms)
  Notify: 2 delivered, in {N}.{N} s
$ curl -sS {URL}/sandbox/callbacks | jq -c '[.items[].body | .event // .status]'
  ["AUDIENCE_UPDATED","completed","completed"]
$ cxctl notify --list
  No notification is due for tenant prod.

# Where there is no repository, the audit record has a place of its own, and the outbox stands beside it.
-- env CDP_WEBHOOK_URL={URL}/nowhere
$ mkdir ../plain && cp cxctl.yaml ../plain/
$ cd ../plain && cxctl members 00000000-0000-0000-0000-00000000000a --count -q --audit-log audit.jsonl
  {"count":104}
$ ls ../plain
  audit.jsonl
  audit.jsonl.outbox
  audit.jsonl.outbox.lock
  cxctl.yaml
$ cd ../plain && cxctl notify --list
  [stderr]
  error: {TOP}/plain is not in a git repository, and this command needs its commits [git.missing]
    hint: git init, git add and git commit make one
  [exit 1]
$ cd ../plain && cxctl notify --list --audit-log audit.jsonl
  1 notification due for tenant prod:

    members/00000000-0000-0000-0000-00000000000a  due for {N} s
      msg_{UUID}

  cxctl notify sends them.
-- env CDP_WEBHOOK_URL={URL}/callbacks/prod
$ cd ../plain && cxctl notify --audit-log audit.jsonl
  members/00000000-0000-0000-0000-00000000000a: delivered (200, {MS} ms)
  Notify: 1 delivered, in {N}.{N} s
$ cd ../plain && cxctl audit verify --log audit.jsonl | head -n 1
  intact: 2 runs, 5 records

# Where nobody is to be notified there is no outbox.
-- env CDP_WEBHOOK_URL
$ cd ../plain && cxctl members 00000000-0000-0000-0000-00000000000a --count -q --audit-log other.jsonl && ls other*
  {"count":104}
  other.jsonl
