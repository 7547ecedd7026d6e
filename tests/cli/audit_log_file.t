# A file of records outside of a ledger: a copy that a SIEM keeps, or the log of the run-time commands.

-- sandbox --customers 200
-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- commit vip
$ cxctl apply --yes >/dev/null && git cat-file blob "refs/cxctl/prod:$(git ls-tree -r --name-only refs/cxctl/prod audit)" >../run.jsonl
-- stop

# It needs neither project nor repository.
$ cd .. && cxctl audit verify --log run.jsonl
  intact: 1 run, 4 records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off
$ cd .. && cxctl audit verify --log run.jsonl --head "$(tail -n 1 run.jsonl | cut -f2)"
  intact: 1 run, 4 records
    head {HASH}
      as given
$ cd .. && cxctl audit verify --log run.jsonl --head "$(sed -n 2p run.jsonl | cut -f2)"
  intact: 1 run, 4 records
    head {HASH}
      2 records after the one that was given

# What was done to it, and to which record.
$ cd .. && sed '2s/create/delete/' run.jsonl >edited && cxctl audit verify --log edited -o json | jq -c .verify
  {"verdict":"altered","runs":1,"records":1,"head":"{HASH}","anchor":"no anchor","change":"edited","run":null,"seq":2,"problem":"its hash does not fit its contents"}
$ cd .. && sed 2d run.jsonl >missing && cxctl audit verify --log missing -o json | jq -c .verify
  {"verdict":"altered","runs":1,"records":1,"head":"{HASH}","anchor":"no anchor","change":"missing","run":null,"seq":2,"problem":"its seq is 3, not 2"}
$ cd .. && sed '3{h;d};4{G}' run.jsonl >moved && cxctl audit verify --log moved
  altered: 1 run, 2 records
    record 3: its seq is 4, not 3 (missing)
  [exit 7]
$ cd .. && sed 2p run.jsonl >repeated && cxctl audit verify --log repeated
  altered: 1 run, 2 records
    record 3: its seq is 2, not 3 (repeated)
  [exit 7]
$ cd .. && (head -n 2 run.jsonl; sed -n 3p run.jsonl | head -c 100) >torn && cxctl audit verify --log torn
  torn tail: 1 run, 2 records
    record 3: the last line has no newline
    head {HASH}
  [exit 3]

# What was cut off at the end of a line shows against a head alone.
$ cd .. && head -n 2 run.jsonl >cut && cxctl audit verify --log cut
  intact: 1 run, 2 records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off
$ cd .. && cxctl audit verify --log cut --head "$(tail -n 1 run.jsonl | cut -f2)"
  truncated: 1 run, 2 records
    record 3: the expected head is none of its hashes: it was cut, or written anew
    head {HASH}
  [exit 7]

$ cd .. && cxctl audit verify --log nowhere.jsonl
  [stderr]
  error: nowhere.jsonl cannot be read: No such file or directory [audit.log]
  [exit 1]
$ cd .. && cxctl audit verify --log run.jsonl --head main
  [stderr]
  error: main is no head of a ledger [audit.head]
    hint: it is the hash in head.json: 64 digits 0-9 a-f
  [exit 1]
