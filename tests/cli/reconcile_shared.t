# Two clones of one remote: what was changed by hand is put back from one of them; the other sees it once it fetches.

-- project audiences
  ledger: {remote: origin}
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec: {name: Vip, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}
-- commit a vip
$ git init -q --bare ../origin.git && git remote add origin ../origin.git && git push -q origin main
$ cxctl apply --yes | grep '^\['
  [1/1] Audience/vip: created (201, {MS} ms)
$ git clone -q ../origin.git ../two
$ cd ../two && git config user.name 'Bo Ops' && git config user.email bo@example.com && cxctl ledger fetch
  refs/cxctl/prod is as origin has it, at {COMMIT}

# Somebody edits the tenant. Git has gone on meanwhile: that is not applied here.

-- post /sandbox/edit
  {"kind": "Audience", "id": "a1b2c3d4-e5f6-7890-abcd-ef1234567890", "patch": {"name": "Very important"}}
-- requests
  ...
$ cd ../two && sed -i 's/gold/silver/' audiences/vip.yaml && git commit -qam silver && git push -q origin main
$ cd ../two && cxctl drift
  Changed by hand in prod, as applied -> as it is now:

    ~ Audience/vip  last changed {TIME}
        ~ /name  "Vip" -> "Very important"

  Drift: 1 of 1 resource

  Next: cxctl plan shows what apply would put back
  [exit 6]
$ cd ../two && cxctl drift --reconcile --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Changed by hand in the tenant, will be put back:
    ~ Audience/vip
        ~ /name  "Very important" -> "Vip"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged
        1 changed by hand

  [1/1] Audience/vip: updated (200, {MS} ms)
    Audience/vip: 2500 -> 2500 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod of origin as
         {COMMIT}
         head {HASH}
-- writes
  PUT /api/v1/audiences/a1b2c3d4-e5f6-7890-abcd-ef1234567890 200

# The first clone sees that the ledger has gone on, fetches it, and finds no drift.

$ git fetch -q && cxctl ledger status
  Ledger refs/cxctl/prod of tenant prod
    here     1 run, commit {COMMIT}
             head {HASH}
    origin   2 runs, commit {COMMIT}
             head {HASH}
             1 commit is not here yet: cxctl ledger fetch, as every command does
             first

  No run is open.
$ cxctl ledger fetch
  refs/cxctl/prod is as origin has it, at {COMMIT}: 1 commit came
$ cxctl ledger log
  {COMMIT} {TIME} Bo Ops
      prod: 1 updated (a vip)
  {COMMIT} {TIME} Ana Ops
      prod: 1 created (a vip)
$ cxctl drift
  No drift: prod holds what was applied (1 resource checked)
$ cxctl audit verify --remote
  intact: 2 runs, 8 records
    head {HASH}
      as the remote has it

# What git wanted on top of it is still to be applied.

$ git merge -q --ff-only origin/main && cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/vip  either way, 2500 members
        ~ tier = gold -> tier = silver

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}
