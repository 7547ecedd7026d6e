# A walk with two people and a CI job, chapter 3: a runner vanishes, two apply at once, and somebody rewinds the ledger.

-- project audiences
  ledger: {remote: origin}
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880}
  spec: {name: Gold, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}
-- file audiences/emea.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: emea, id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79881}
  spec: {name: Emea, criteria: {operator: AND, conditions: [{field: region, operator: equals, value: emea}]}}
-- commit two audiences
$ git init -q --bare ../origin.git && git remote add origin ../origin.git && git push -q -u origin main
$ git clone -q ../origin.git ../ci && git -C ../ci config user.name 'CI job'

# The machine of the CI job is switched off in the middle, and its disk is gone: of two audiences one was written, the
# other one was asked for and never answered.
-- post /sandbox/faults
  {"route": "PUT */9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880", "kind": "delay-before", "ms": 600000}
$ (cd ../ci && exec cxctl apply --yes --quiet) >/dev/null 2>&1 &
> until curl -sS {URL}/sandbox/state | grep -q '"Emea"'; do sleep 0.1; done
> sleep 0.5; kill -9 $!; wait; rm -rf ../ci
-- delete /sandbox/faults

# Its run is open, and keeps everybody else from writing: nobody can know whether it still lives.
$ cxctl apply --yes
  [stderr]
  error: a run of prod is open: {RUN} by CI job on {ANY} (process {N}) [run.open]
    note: it began at {TIME} and holds refs/cxctl-run/prod until {TIME}
    hint: wait for it to end; after {TIME} cxctl apply may take it over
  [exit 5]
$ cxctl ledger status
  Ledger refs/cxctl/prod of tenant prod
    here     0 runs, commit {COMMIT}
    origin   0 runs, commit {COMMIT}

  Open run {RUN}
    by CI job on {ANY}, process {N}
    since {TIME}, expires {TIME}
    2 steps, applies commit {COMMIT}
    its process is on another machine, or in another clone: nobody else applies
    until it ends, or expires

# A quarter of an hour later its lock has expired. (So that nobody has to wait for this test, the lock is set back.)
-- file later.sh
  cd ../origin.git
  ago() { date -u -d "-$1 min" "+\"$2\":\"%Y-%m-%dT%H:%M:%S.000Z\""; }
  run=$(git show refs/cxctl-run/prod:run.json | sed "s/\"expires\":\"2[^\"]*\"/$(ago 1 expires)/; s/\"started\":\"2[^\"]*\"/$(ago 16 started)/" | git hash-object -w --stdin)
  tree=$(printf '100644 blob %s\trun.json\n' "$run" | git mktree)
  git update-ref refs/cxctl-run/prod "$(git commit-tree -p refs/cxctl-run/prod^ -m open "$tree")"
$ mv later.sh .. && sh ../later.sh

# Whoever applies now takes it over: what it announced is held against what the tenant has, its run is sealed as what it
# turned out to be, and the rest is done. The log is kept.
$ cxctl apply --yes | tee ../ci.log
  Run {RUN} ended without a seal: its lock expired at
  {TIME}.
    begun {TIME}, 16 min ago, by CI job on {ANY}
    to apply commit {COMMIT}
  Of its 2 steps, 2 were in doubt; as the tenant shows now:
    Audience/emea: was created
    Audience/gold: was not created
  It is sealed now, as {COMMIT}. What is left to do is planned anew; what was
  done is not sent again.
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

    + Audience/gold
        /name         "Gold"
        /criteria     tier = gold
        /description  ""
        /exclusions   []

  Plan: 1 to create, 0 to update, 0 to delete, 1 unchanged

  [1/1] Audience/gold: created (201, {MS} ms)
    Audience/gold: 2500 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod of origin as
         {COMMIT}
         head {HASH}
-- writes
  PUT /api/v1/audiences/9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880 201
  PUT /api/v1/audiences/9c3e7a10-2b64-4f7d-8e21-c4d5b6a79881 201
$ cxctl audit log
  {TIME}  1 applied  by Ana Ops
      run {RUN}, commit {COMMIT}, on {ANY}
  {TIME}  1 applied, 1 not applied  by CI job
      run {RUN}, commit {COMMIT}, on {ANY}

# Two apply the same commit at the same moment. (The tenant asks both to wait, until one of them has given up.)
$ git clone -q ../origin.git ../ben && git -C ../ben config user.name 'Ben Builder'
$ sed -i 's/equals, value: gold/in, value: [gold, platinum]/' audiences/gold.yaml && git commit -qam 'gold: platinum too' && git push -q && git -C ../ben pull -q
-- post /sandbox/faults
  {"route": "PUT /api/*", "kind": "429", "retry_after": 1}
$ (cxctl apply --yes; echo "exit $?") >../ana.log 2>&1 &
> (cd ../ben && cxctl apply --yes; echo "exit $?") >../ben.log 2>&1 &
> until grep -qs '^exit' ../ana.log ../ben.log; do sleep 0.1; done
> curl -sS -o /dev/null -X DELETE {URL}/sandbox/faults
> wait

# One of them has done it. The other one wrote nothing, exits with 5, and names the winner.
$ cat $(grep -l '^exit 5' ../ana.log ../ben.log) | sed -n '/^error/,$p'
  error: a run of prod is open: {RUN:winner} by {ANY} on {ANY} (process {N}) [run.open]
    note: it began at {TIME} and holds refs/cxctl-run/prod until {TIME}
    hint: wait for it to end; after {TIME} cxctl apply may take it over
  exit 5
$ cat $(grep -l '^exit 0' ../ana.log ../ben.log) | sed -n '/^Apply/,$p'
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, {N} requests in {N}.{N} s
         run {RUN:winner}, sealed in refs/cxctl/prod of origin as
         {COMMIT}
         head {HASH:ci}
  exit 0
-- writes
  ...
  PUT /api/v1/audiences/9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880 200

# What the log of an apply ends with is the head of the record then.
$ cat ../ana.log ../ben.log | sed -n 's/^ *head //p' | tee ../ci.head
  {HASH:ci}

# Ana, in whichever clone it was done, sees that there is nothing left to do.
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 2 unchanged

# Somebody who may push removes the last run from the ledger, so that nobody sees what was done.
$ git -C ../origin.git update-ref refs/cxctl/prod refs/cxctl/prod~1

# A clone that has seen more notices by itself.
$ cxctl plan
  [stderr]
  error: refs/cxctl/prod of origin was rewound: it is at {COMMIT}, this clone has seen {COMMIT} [ledger.rewound]
    note: 1 commit of the ledger is missing there
    hint: find out who did it; to give back what this clone has: git push origin refs/cxctl/prod
  [exit 7]

# A clone that was made afterwards has seen nothing else. The head in the log of the CI job tells.
$ git clone -q ../origin.git ../auditor && cd ../auditor && cxctl audit verify
  intact: 2 runs, 11 records
    head {HASH}
      as the remote has it
$ cd ../auditor && cxctl audit verify --head "$(cat ../ci.head)"
  truncated: 2 runs, 11 records
    the expected head is not among its runs: it was cut or rewound
    head {HASH}
      as the remote has it
  [exit 7]

# What a clone still has is given back, and the record is whole again.
$ git push -q origin refs/cxctl/prod
$ cd ../auditor && cxctl audit verify --head "$(cat ../ci.head)"
  intact: 3 runs, 15 records
    head {HASH:ci}
      as given
