# A runner vanishes in the middle, with its disk; and two that apply at once.

-- project audiences
  ledger: {remote: origin}
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec: {name: Gold, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: silver, id: a1b2c3d4-e5f6-7890-abcd-ef1234567891}
  spec: {name: Silver, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}}
-- commit two audiences
$ git init -q --bare ../origin.git && git remote add origin ../origin.git && git push -q origin main

# The runner's tenant answers one request, and the other one never.
$ git clone -q ../origin.git ../runner
-- post /sandbox/faults
  {"route": "PUT */a1b2c3d4-e5f6-7890-abcd-ef1234567891", "kind": "delay-before", "ms": 600000}
$ (cd ../runner && exec cxctl apply --yes --quiet) >/dev/null 2>&1 &
> until curl -sS {URL}/sandbox/state | grep -q '"Gold"'; do sleep 0.1; done
> sleep 0.5; kill -9 $!; wait
$ rm -rf ../runner
$ curl -sS -o /dev/null -X DELETE {URL}/sandbox/faults

# Whoever comes now has to wait until its lock expires.
$ cxctl apply --yes
  [stderr]
  error: a run of prod is open: {RUN} by Ana Ops on {ANY} (process {N}) [run.open]
    note: it began at {TIME} and holds refs/cxctl-run/prod until {TIME}
    hint: wait for it to end; after {TIME} cxctl apply may take it over
  [exit 5]
$ cxctl plan --quiet | tail -n 4
  Plan: 1 to create, 0 to update, 0 to delete, 1 unchanged
        1 only for the ledger

  Next: cxctl apply --fingerprint sha256:{HASH}

# Fifteen minutes later. (Here the lock is set back instead.)
-- file later
  cd ../origin.git
  blob=$(git show refs/cxctl-run/prod:run.json | sed 's/"expires":"2[^"]*"/"expires":"2026-01-01T00:00:00.000Z"/' | git hash-object -w --stdin)
  tree=$(printf '100644 blob %s\trun.json\n' "$blob" | git mktree)
  git update-ref refs/cxctl-run/prod "$(git commit-tree -p refs/cxctl-run/prod^ -m open "$tree")"
$ sh later && rm later
$ cxctl ledger status | sed -n '/^Open run/,$p'
  Open run {RUN}
    by Ana Ops on {ANY}, process {N}
    since {TIME}, expires {TIME}
    2 steps, applies commit {COMMIT}
    it has expired: the next cxctl apply takes it over and settles its steps

# Its journal is lost. What it announced is held against what the tenant has, and then the rest is done.
$ cxctl apply --yes
  Run {RUN} ended without a seal: its lock expired at
  {TIME}.
    begun {TIME}, {N} s ago, by Ana Ops on {ANY}
    to apply commit {COMMIT}
  Of its 2 steps, 2 were in doubt; as the tenant shows now:
    Audience/gold: was created
    Audience/silver: was not created
  It is sealed now, as {COMMIT}. What is left to do is planned anew; what was
  done is not sent again.
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

    + Audience/silver
        /name         "Silver"
        /criteria     tier = silver
        /description  ""
        /exclusions   []

  Plan: 1 to create, 0 to update, 0 to delete, 1 unchanged

  [1/1] Audience/silver: created (201, {MS} ms)
    Audience/silver: 2526 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod of origin as
         {COMMIT}
         head {HASH}
-- writes
  PUT /api/v1/audiences/a1b2c3d4-e5f6-7890-abcd-ef1234567890 201
  PUT /api/v1/audiences/a1b2c3d4-e5f6-7890-abcd-ef1234567891 201
$ cxctl audit log
  {TIME}  1 applied  by Ana Ops
      run {RUN}, commit {COMMIT}, on {ANY}
  {TIME}  1 applied, 1 not applied  by Ana Ops
      run {RUN}, commit {COMMIT}, on {ANY}
$ cxctl audit verify | head -n 1
  intact: 2 runs, 11 records

# Two at once: the tenant holds the first one back, so that the other one finds it at work.
$ git clone -q ../origin.git ../second
$ sed -i 's/value: gold/value: platinum/' audiences/all.yaml && git commit -qam platinum && git push -q origin main && git -C ../second pull -q
-- post /sandbox/faults
  {"route": "PUT /api/*", "kind": "429", "retry_after": 1}
$ cxctl apply --yes >../first.txt 2>&1 &
> until git -C ../origin.git rev-parse -q --verify refs/cxctl-run/prod >/dev/null; do sleep 0.1; done
> cd ../second && cxctl apply --yes
> curl -sS -o /dev/null -X DELETE {URL}/sandbox/faults
> wait
  [stderr]
  error: a run of prod is open: {RUN} by Ana Ops on {ANY} (process {N}) [run.open]
    note: it began at {TIME} and holds refs/cxctl-run/prod until {TIME}
    hint: wait for it to end; after {TIME} cxctl apply may take it over
$ grep '^\[' ../first.txt
  [1/1] Audience/gold: updated (200, {MS} ms)
