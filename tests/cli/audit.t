# Who applied what, when, from which commit, and is the record intact?

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

# Before the first run there is nothing to tell.
$ cxctl audit log
  The ledger refs/cxctl/prod holds no runs yet.

$ cxctl audit verify
  empty: 0 runs, 0 records

$ cxctl apply --yes >/dev/null

$ sed -i 's/5000/6000/' audiences/vip.yaml
-- commit stricter
$ cxctl apply --yes >/dev/null

-- stop

# The audit reads git alone: the tenant is not asked, and no credentials are needed.
-- env CXONE_CLIENT_ID
-- env CXONE_CLIENT_SECRET
$ cxctl audit log
  {TIME}  1 applied  by Ana Ops
      run {RUN}, commit {COMMIT}, on vm
  {TIME}  1 applied  by Ana Ops
      run {RUN}, commit {COMMIT}, on vm

$ cxctl audit log -n 1 -o json
  {
    "format_version": "1.0",
    "runs": [
      {
        "run": "{RUN}",
        "started": "{TIME}",
        "ended": "{TIME}",
        "actor": "Ana Ops",
        "host": "vm",
        "commit": "{COMMIT}",
        "seal": "{COMMIT}",
        "fingerprint": "sha256:{HASH}",
        "applied": 1,
        "recorded": 0,
        "rolled_back": 0,
        "not_applied": 0,
        "unknown": 0
      }
    ],
    "diagnostics": [],
    "exit_code": 0
  }

$ cxctl audit verify
  intact: 2 runs, 8 records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off

$ cxctl audit verify -o json
  {
    "format_version": "1.0",
    "verify": {
      "verdict": "intact",
      "runs": 2,
      "records": 8,
      "head": "{HASH}",
      "anchor": "no anchor",
      "change": null,
      "run": null,
      "seq": null,
      "problem": null
    },
    "diagnostics": [],
    "exit_code": 0
  }

# The head that was kept elsewhere is in the chain; another one is not.
$ cxctl audit verify -o json | jq -r .verify.head > ../head && cxctl audit verify --head "$(cat ../head)"
  intact: 2 runs, 8 records
    head {HASH}
      as given

$ cxctl audit verify --head "$(git show refs/cxctl/prod~1:head.json | jq -r .hash)"
  intact: 2 runs, 8 records
    head {HASH}
      4 records after the one that was given
$ cxctl audit verify --head 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
  truncated: 2 runs, 8 records
    the expected head is not among its runs: it was cut or rewound
    head {HASH}
  [exit 7]

# One run, record by record; the beginning of its id is enough.
$ cxctl audit log -o json | jq -r '.runs[0].run' > ../run && cxctl audit show "$(cut -c1-20 ../run)"
  run          {RUN}
  actor        Ana Ops
  host         vm
  started      {TIME}
  ended        {TIME}
  commit       {COMMIT}
  sealed as    {COMMIT}
  fingerprint  sha256:{HASH}
  outcome      1 applied

     1 run_start
     2 intent    Audience/vip update
     3 outcome   Audience/vip update applied 200, {MS} ms
     4 run_end

$ cxctl audit show nonsense
  [stderr]
  error: the ledger refs/cxctl/prod has no run nonsense [audit.run]
    hint: cxctl audit log lists them
  [exit 1]

# A record is one line: canonical JSON, a tab, and the digest of the JSON's bytes, which any tool can check.
-- file check.sh
  git cat-file blob "refs/cxctl/prod:$(git ls-tree -r --name-only refs/cxctl/prod -- audit | tail -n 1)" |
    while IFS="$(printf '\t')" read -r json digest; do
      test "$(printf %s "$json" | sha256sum | cut -d' ' -f1)" = "$digest" && printf '%s\n' "$json" | jq -r .type
    done
$ sh check.sh
  run_start
  intent
  outcome
  run_end

# Somebody rewrites the ledger with plumbing: one word of a record, and all commits from there on anew. With
# "fit" the record's own digest is made to fit, too.
-- file forge.py
  import hashlib, os, subprocess, sys

  before, after, fit = sys.argv[1].encode(), sys.argv[2].encode(), sys.argv[3:] == ["fit"]
  ref, changed = "refs/cxctl/prod", {}

  def git(*args, data=None, index="../forged"):
      done = subprocess.run(["git", *args], input=data, check=True, capture_output=True, env={**os.environ, "GIT_INDEX_FILE": index})
      return done.stdout.decode().rstrip("\n")

  def forge(text):
      lines = text.encode().split(b"\n")
      at = next((n for n, line in enumerate(lines) if before in line), None)
      if at is not None:
          json, digest = lines[at].split(b"\t")
          json = json.replace(before, after, 1)
          lines[at] = json + b"\t" + (hashlib.sha256(json).hexdigest().encode() if fit else digest)
      return b"\n".join(lines)

  for commit in git("rev-list", "--first-parent", "--reverse", ref).split():
      entries = []
      for line in git("ls-tree", "-r", commit).splitlines():
          meta, path = line.split("\t")
          mode, kind, oid = meta.split()
          if path.startswith("audit/"):
              text = git("cat-file", "blob", oid) + "\n"
              oid = git("hash-object", "-w", "--stdin", data=forge(text))
          entries.append(f"{mode} {oid}\t{path}\n")
      git("read-tree", "--empty")
      git("update-index", "--index-info", data="".join(entries).encode())
      tree, parents = git("write-tree"), git("log", "-1", "--format=%P", commit).split()
      if tree == git("rev-parse", commit + "^{tree}") and not any(old in changed for old in parents):
          continue
      options = [word for old in parents for word in ("-p", changed.get(old, old))]
      changed[commit] = git("commit-tree", tree, *options, data=git("log", "-1", "--format=%B", commit).encode())
      git("update-ref", ref, changed[commit])
$ git rev-parse refs/cxctl/prod > ../tip
$ python3 forge.py '"result":"applied"' '"result":"not_applied"'
$ cxctl audit verify
  altered: 0 runs, 0 records
    run {RUN}, record 3: its hash does not fit its
      contents (edited)
  [exit 7]

$ cxctl audit verify -o json | jq -c '[.verify.verdict, .verify.seq, .exit_code]'
  ["altered",3,7]

# With a digest that fits it is still not the record that the next one follows.
$ git update-ref refs/cxctl/prod "$(cat ../tip)" && python3 forge.py '"result":"applied"' '"result":"not_applied"' fit
$ cxctl audit verify
  altered: 0 runs, 0 records
    run {RUN}, record 4: its prev is not the hash of the
      record before it (rewritten)
  [exit 7]

# The last record of a run is held by the head.
$ git update-ref refs/cxctl/prod "$(cat ../tip)" && python3 forge.py '"updated":1' '"updated":2' fit
$ cxctl audit verify
  altered: 2 runs, 8 records
    run {RUN}: the hash of head.json is not that of the
      chain of runs
  [exit 7]

# Put back, all is well.
$ git update-ref refs/cxctl/prod "$(cat ../tip)" && cxctl audit verify | head -n 1
  intact: 2 runs, 8 records

# Cut off: the older ledger is intact by itself, and is found out by the head that was kept.
$ git update-ref refs/cxctl/prod refs/cxctl/prod~1
$ cxctl audit verify
  intact: 1 run, 4 records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off

$ cxctl audit verify --head "$(cat ../head)"
  truncated: 1 run, 4 records
    the expected head is not among its runs: it was cut or rewound
    head {HASH}
  [exit 7]

# Not a ledger at all.
$ git update-ref refs/cxctl/prod HEAD
$ cxctl audit verify
  [stderr]
  error: head.json of the ledger's commit {COMMIT} is missing [ledger.damaged]
    hint: see who wrote it with: git log --first-parent -p {COMMIT} -- 'head.json'; then: cxctl audit verify
  [exit 7]

$ cxctl audit log
  [stderr]
  error: head.json of the ledger's commit {COMMIT} is missing [ledger.damaged]
    hint: see who wrote it with: git log --first-parent -p {COMMIT} -- 'head.json'; then: cxctl audit verify
  [exit 7]
