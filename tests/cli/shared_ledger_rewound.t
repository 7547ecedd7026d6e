# Somebody sets the ledger of the remote back. A clone that has seen more says so, and a clone that has not finds it by
# the head that CI printed.

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
$ sed -i 's/gold/silver/' audiences/vip.yaml && git commit -qam silver && git push -q origin main && cxctl apply --yes | grep '^\['
  [1/1] Audience/vip: updated (200, {MS} ms)

# What CI prints and keeps.
$ cxctl audit verify | sed -n 's/^ *head \([0-9a-f]*\).*/\1/p'
  {HASH:ci}

# The last run is cut off at the remote.
$ git -C ../origin.git update-ref refs/cxctl/prod refs/cxctl/prod~1
$ cxctl plan
  [stderr]
  error: refs/cxctl/prod of origin was rewound: it is at {COMMIT}, this clone has seen {COMMIT} [ledger.rewound]
    note: 1 commit of the ledger is missing there
    hint: find out who did it; to give back what this clone has: git push origin refs/cxctl/prod
  [exit 7]
$ cxctl apply --yes
  [stderr]
  error: refs/cxctl/prod of origin was rewound: it is at {COMMIT}, this clone has seen {COMMIT} [ledger.rewound]
    note: 1 commit of the ledger is missing there
    hint: find out who did it; to give back what this clone has: git push origin refs/cxctl/prod
  [exit 7]
$ cxctl drift
  [stderr]
  error: refs/cxctl/prod of origin was rewound: it is at {COMMIT}, this clone has seen {COMMIT} [ledger.rewound]
    note: 1 commit of the ledger is missing there
    hint: find out who did it; to give back what this clone has: git push origin refs/cxctl/prod
  [exit 7]
$ cxctl audit verify
  [stderr]
  error: refs/cxctl/prod of origin was rewound: it is at {COMMIT}, this clone has seen {COMMIT} [ledger.rewound]
    note: 1 commit of the ledger is missing there
    hint: find out who did it; to give back what this clone has: git push origin refs/cxctl/prod
  [exit 7]
$ cxctl ledger fetch
  [stderr]
  error: refs/cxctl/prod of origin was rewound: it is at {COMMIT}, this clone has seen {COMMIT} [ledger.rewound]
    note: 1 commit of the ledger is missing there
    hint: find out who did it; to give back what this clone has: git push origin refs/cxctl/prod
  [exit 7]
$ cxctl ledger status
  Ledger refs/cxctl/prod of tenant prod
    here     2 runs, commit {COMMIT}
             head {HASH}
    origin   1 run, commit {COMMIT}
             head {HASH}
             rewound: 1 commit of here is missing there

  No run is open.
  [stderr]
  error: refs/cxctl/prod of origin was rewound: it is at {COMMIT}, this clone has seen {COMMIT} [ledger.rewound]
    note: 1 commit of the ledger is missing there
    hint: find out who did it; to give back what this clone has: git push origin refs/cxctl/prod
  [exit 7]
$ git -C ../origin.git log --first-parent --format=%s refs/cxctl/prod
  prod: 1 created (a vip)
  cxctl: begin the ledger

# A clone that was made after it cannot know by itself. The head that CI kept tells it.
$ git clone -q ../origin.git ../second
$ cd ../second && cxctl audit verify
  intact: 1 run, 4 records
    head {HASH}
      as the remote has it
$ cd ../second && cxctl audit verify --head {HASH:ci}
  truncated: 1 run, 4 records
    the expected head is not among its runs: it was cut or rewound
    head {HASH}
      as the remote has it
  [exit 7]

# Where another run was sealed instead, both sides have what the other one has not.
$ cd ../second && sed -i 's/silver/bronze/' audiences/vip.yaml && git commit -qam bronze && git push -q && cxctl apply --yes --on-conflict overwrite | grep '^\['
  [1/1] Audience/vip: updated (200, {MS} ms)
$ cxctl plan
  [stderr]
  error: refs/cxctl/prod of origin was rewound: it is at {COMMIT}, this clone has seen {COMMIT} [ledger.rewound]
    note: each has commits that the other one has not: 1 here, 1 there
    hint: find out who did it: git log --first-parent {COMMIT}...{COMMIT}; to trust the remote from now on: git update-ref refs/cxctl/prod {COMMIT}
  [exit 7]
$ cxctl ledger status -o json | jq -c '(.status | {relation, rewound, ahead, behind}), .exit_code'
  {"relation":"diverged","rewound":true,"ahead":1,"behind":1}
  7
  [stderr]
  error: refs/cxctl/prod of origin was rewound: it is at {COMMIT}, this clone has seen {COMMIT} [ledger.rewound]
    note: each has commits that the other one has not: 1 here, 1 there
    hint: find out who did it: git log --first-parent {COMMIT}...{COMMIT}; to trust the remote from now on: git update-ref refs/cxctl/prod {COMMIT}

# It may have been removed as a whole.
$ git -C ../origin.git update-ref -d refs/cxctl/prod
$ cxctl plan
  [stderr]
  error: origin has no refs/cxctl/prod, but this clone has seen it at {COMMIT}: it was removed there, or never shared [ledger.rewound]
    hint: give it what this clone has: git push origin refs/cxctl/prod
  [exit 7]

# What this clone has can be given back.
$ git push -q origin refs/cxctl/prod && cxctl audit verify | head -n 1
  intact: 2 runs, 8 records
