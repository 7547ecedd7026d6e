# What can be asked of a ledger, and done where it is stuck.

-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec: {name: Vip, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}
-- commit a vip

# Nothing was applied yet, and the ledger is in this repository alone.
$ cxctl ledger status
  Ledger refs/cxctl/prod of tenant prod, in this repository alone
    here     nothing yet

  No run is open.
$ cxctl ledger log
  The ledger refs/cxctl/prod holds no runs yet.
$ cxctl ledger fetch
  [stderr]
  error: the ledger refs/cxctl/prod is in this repository alone: there is nothing to fetch it from [ledger.remote]
    hint: share it with ledger: {remote: origin} in cxctl.yaml
  [exit 1]
$ cxctl ledger unlock --yes
  [stderr]
  error: --run is missing: which run is meant [usage.option]
    hint: cxctl ledger status shows its id
  [exit 1]
$ cxctl ledger unlock --run 20261121T094500.123Z-3f9c2a1b --yes
  No run of prod is open.

# A remote makes it a ledger that clones share.
$ git init -q --bare ../origin.git && git remote add origin ../origin.git
$ echo 'ledger: {remote: origin}' >> cxctl.yaml
-- commit share the ledger
$ git push -q origin main && git clone -q ../origin.git ../second
$ cxctl apply --yes | grep '^\['
  [1/1] Audience/vip: created (201, {MS} ms)
$ cxctl ledger log
  {COMMIT} {TIME} Ana Ops
      prod: 1 created (share the ledger)
$ cxctl ledger status
  Ledger refs/cxctl/prod of tenant prod
    here     1 run, commit {COMMIT}
             head {HASH}
    origin   1 run, commit {COMMIT}
             head {HASH}

  No run is open.
$ cd ../second && cxctl ledger status
  Ledger refs/cxctl/prod of tenant prod
    here     nothing yet
    origin   1 run, commit {COMMIT}
             head {HASH}
             it is not here yet: cxctl ledger fetch, as every command does first

  No run is open.
$ cd ../second && cxctl ledger fetch && cxctl ledger fetch
  refs/cxctl/prod is as origin has it, at {COMMIT}
  refs/cxctl/prod is as origin has it, at {COMMIT}

# A runner dies in the first clone. It is known to be dead there, and nowhere else.
$ sed -i 's/gold/silver/' audiences/vip.yaml && git commit -qam silver && git push -q origin main
$ CX_FAULT=kill:9 cxctl apply --yes --quiet
  [stderr]
  Killed
  [killed]
$ cxctl ledger status
  Ledger refs/cxctl/prod of tenant prod
    here     1 run, commit {COMMIT}
             head {HASH}
    origin   1 run, commit {COMMIT}
             head {HASH}

  Open run {RUN:dead}
    by Ana Ops on {ANY}, process {N}
    since {TIME}, expires {TIME}
    1 step, applies commit {COMMIT}
    its process is gone: the next cxctl apply here settles its steps and seals it

  The journal of run {RUN} is of the open run.
$ cd ../second && cxctl ledger status
  Ledger refs/cxctl/prod of tenant prod
    here     1 run, commit {COMMIT}
             head {HASH}
    origin   1 run, commit {COMMIT}
             head {HASH}

  Open run {RUN}
    by Ana Ops on {ANY}, process {N}
    since {TIME}, expires {TIME}
    1 step, applies commit {COMMIT}
    its process is on another machine, or in another clone: nobody else applies
    until it ends, or expires
$ cd ../second && cxctl ledger status -o json
  {
    "format_version": "1.0",
    "status": {
      "tenant": "prod",
      "ref": "refs/cxctl/prod",
      "remote": "origin",
      "relation": "same",
      "rewound": false,
      "ahead": 0,
      "behind": 0,
      "here": {
        "commit": "{COMMIT}",
        "runs": 1,
        "head": "{HASH}"
      },
      "there": {
        "commit": "{COMMIT}",
        "runs": 1,
        "head": "{HASH}"
      },
      "run": {
        "run": "{RUN}",
        "actor": "Ana Ops",
        "host": "{ANY}",
        "pid": {N},
        "started": "{TIME}",
        "expires": "{TIME}",
        "expired": false,
        "here": false,
        "alive": false,
        "commit": "{COMMIT}",
        "steps": 1
      },
      "journals": []
    },
    "diagnostics": [],
    "exit_code": 0
  }

# Its lock can be removed, if somebody says exactly which one.
$ cd ../second && cxctl ledger unlock --run 20261121T094500.123Z-3f9c2a1b --yes
  [stderr]
  error: the open run is {RUN}, not {RUN} [ledger.unlock]
    hint: look at it with: cxctl ledger status
  [exit 1]
$ cd ../second && cxctl ledger unlock --run {RUN:dead}
  Run {RUN} by Ana Ops on {ANY}, since
  {TIME}, holds the lock until {TIME}. If its
  process still lives, it may be writing to the tenant now.

  Unlocking lets the next apply begin at once. It settles nothing: what the run
  wrote is in no audit record until an apply runs where its journal is.
  [stderr]
  error: there is no terminal to ask on, and no --yes [ledger.yes]
    hint: look at cxctl ledger status, then add --yes
  [exit 1]
$ cd ../second && cxctl ledger unlock --run {RUN:dead} --yes
  Run {RUN} by Ana Ops on {ANY}, since
  {TIME}, holds the lock until {TIME}. If its
  process still lives, it may be writing to the tenant now.

  Unlocking lets the next apply begin at once. It settles nothing: what the run
  wrote is in no audit record until an apply runs where its journal is.
  Unlocked. See what the run left in the tenant with: cxctl plan
$ cd ../second && cxctl ledger status
  Ledger refs/cxctl/prod of tenant prod
    here     1 run, commit {COMMIT}
             head {HASH}
    origin   1 run, commit {COMMIT}
             head {HASH}

  No run is open.
$ cxctl ledger status
  Ledger refs/cxctl/prod of tenant prod
    here     1 run, commit {COMMIT}
             head {HASH}
    origin   1 run, commit {COMMIT}
             head {HASH}

  No run is open.

  The journal of run {RUN} has records that are not in the
    ledger, though its run is not open any more: the next cxctl apply here settles
    and seals them.

# Another clone goes on. What the unlocked run did is recorded by the first apply where its journal is; what was applied
# since then stays what the ledger knows as applied last.
$ cd ../second && git pull -q && sed -i 's/silver/bronze/' audiences/vip.yaml && git commit -qam bronze && git push -q && cxctl apply --yes --on-conflict overwrite | grep '^\['
  [1/1] Audience/vip: updated (200, {MS} ms)
$ git pull -q origin main && cxctl plan --quiet
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged
$ cxctl apply --yes
  Run {RUN} ended without a seal: its process is gone.
    begun {TIME}, {N} s ago, by Ana Ops on {ANY}
    to apply commit {COMMIT}
  All of its steps (1) were done.
  It is sealed now, as {COMMIT}. What is left to do is planned anew; what was
  done is not sent again.
  Nothing to do: prod is what {COMMIT} says.
  1 unchanged, 2 requests, none of them a write.
  head {HASH}
$ git show refs/cxctl/prod:resources/Audience/vip.json | jq -r '.spec.criteria.conditions[0].value'
  bronze
$ cxctl ledger log
  {COMMIT} {TIME} Ana Ops
      prod: 1 updated, recovered (silver)
  {COMMIT} {TIME} Ana Ops
      prod: 1 updated (bronze)
  {COMMIT} {TIME} Ana Ops
      prod: 1 created (share the ledger)
$ cxctl audit verify | head -n 1
  intact: 3 runs, 14 records
$ cxctl ledger status | tail -n 1
  No run is open.

# A remote that is gone.
$ git config remote.origin.url ../gone.git; cxctl ledger status
  Ledger refs/cxctl/prod of tenant prod
    here     3 runs, commit {COMMIT}
             head {HASH}
    origin   not reached: what is told of here is what was seen last

  Whether a run is open is not known.
  [stderr]
  error: cannot read origin [ledger.remote]
    note: git says: fatal: '../gone.git' does not appear to be a git repository; fatal: Could not read from remote repository.; Please make sure you have the correct access rights; and the repository exists.
    hint: try: git ls-remote origin
  [exit 1]
