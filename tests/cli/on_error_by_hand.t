# A rollback touches only what is still as the run wrote it. What somebody changed meanwhile is left alone, and so is what
# that refers to.

-- sandbox --customers 200
-- project audiences
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: a, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: A
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 1000}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: b, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: B
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 2000}]}
    exclusions: [{ref: a}]
-- commit two
$ sed -i 's|    profile: cxone|    profile: cxone\n    limits: {concurrency: 1}|' cxctl.yaml
-- commit one at a time, so that the order is the same each time
$ cxctl apply --yes --quiet -o json=/dev/null

# Two are new, and a refers to one of them; b is refused, and the tenant takes its time for that.
-- file audiences/new.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: alone, id: 00000000-0000-0000-0000-00000000000c}
  spec:
    name: Alone
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: needed, id: 00000000-0000-0000-0000-00000000000d}
  spec:
    name: Needed
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}
$ sed -i -e '/name: A$/a\  exclusions: [{ref: needed}]' -e 's/value: 2000/value: 2500/' audiences/all.yaml
-- commit more
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences/00000000-0000-0000-0000-00000000000b", "kind": "delay", "ms": 3000, "count": 1}
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b", "kind": "status", "status": 422}
-- writes
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 201
-- file by-hand.sh
  # Changes a as soon as the run has written it.
  until grep -q '"outcome".*"Audience/a"' events.jsonl 2>/dev/null; do sleep 0.05; done
  exec curl -sS -o later.log {URL}/sandbox/edit -d '{"kind": "Audience",
    "id": "00000000-0000-0000-0000-00000000000a", "patch": {"description": "by hand"}}'
$ printf '%s\n' by-hand.sh later.log events.jsonl > .git/info/exclude
$ sh by-hand.sh & cxctl apply --yes --on-error rollback --events events.jsonl --quiet; code=$?; wait; exit $code
    Audience/needed: 44 members, evaluation COMPLETED
    Audience/a: 195 -> 152 members, evaluation COMPLETED
    Audience/b: not applied: 422 unprocessable content: fault: a fault rule made
      this answer (correlation id {UUID})
      [tenant.status]
    Audience/needed: not rolled back: Audience/a refers to it, and is not as
      before [apply.skipped]
    Audience/a: not rolled back: it was changed in the tenant since this run wrote
      it [apply.conflict]
      hint: run cxctl plan again to see what is there now

  Apply: 2 applied, 1 rolled back, 1 not applied; 50.0 % success,
         mean latency {MS} ms, 12 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 3]
-- writes ordered
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000d 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 200
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 422 status
  DELETE /api/v1/audiences/00000000-0000-0000-0000-00000000000c 204
$ jq -c 'select(.rollback) | {event, address, action, result, code}' events.jsonl
  {"event":"outcome","address":"Audience/a","action":"update","result":"conflict","code":"apply.conflict"}
  {"event":"outcome","address":"Audience/needed","action":"delete","result":"skipped","code":"apply.skipped"}
  {"event":"intent","address":"Audience/alone","action":"delete","result":null,"code":null}
  {"event":"outcome","address":"Audience/alone","action":"delete","result":"applied","code":null}

# The ledger says what the tenant has of ours, and the plan what was done to it by hand.
$ git ls-tree -r --name-only refs/cxctl/prod resources
  resources/Audience/a.json
  resources/Audience/b.json
  resources/Audience/needed.json
$ cxctl audit verify | head -1
  intact: 2 runs, 23 records
-- delete /sandbox/faults
$ cxctl plan | sed -n '/^  [~+!-]/,$p'
    + Audience/alone
        /name         "Alone"
        /criteria     tier = gold
        /description  ""
        /exclusions   []
    ~ Audience/b  can only shrink, 0 members
        ~ spend > 2000 -> spend > 2500

  Changed by hand in the tenant, will be put back:
    ~ Audience/a
        ~ /description  "by hand" -> ""

  Plan: 1 to create, 2 to update, 0 to delete, 1 unchanged
        1 changed by hand

  Next: cxctl apply --fingerprint sha256:{HASH}
$ cxctl apply --yes --quiet
    Audience/alone: 44 members, evaluation COMPLETED
    Audience/a: 152 -> 152 members, evaluation COMPLETED
    Audience/b: 0 -> 42 members, evaluation COMPLETED

  Apply: 3 applied; 100.0 % success, mean latency {MS} ms, 9 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
$ cxctl plan | tail -1
  No changes: the tenant is as git says, 4 unchanged
