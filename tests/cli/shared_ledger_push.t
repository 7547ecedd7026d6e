# The remote does not take the last push of an apply, after the tenant was changed: nothing is lost.

-- project audiences
  ledger: {remote: origin}
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec: {name: Vip, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}
-- commit a vip
$ git init -q --bare ../origin.git && git remote add origin ../origin.git && git push -q origin main && git clone -q ../origin.git ../second

# Whoever looks after the remote freezes the ledger, in the middle of the run.
-- file freeze
  #!/bin/sh
  while read -r old new ref; do
    if [ "$ref" = refs/cxctl/prod ] && [ "$new" != 80183fb99c1224cc8e94452b351eb1df9821f9de ]; then
      echo "the ledger is frozen until Monday" >&2
      exit 1
    fi
  done
$ chmod +x freeze && mv freeze ../origin.git/hooks/pre-receive

$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Audience/vip
        /name         "Vip"
        /criteria     tier = gold
        /description  ""
        /exclusions   []

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  [1/1] Audience/vip: created (201, {MS} ms)
    Audience/vip: 2500 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, not sealed: the next apply does that
  [stderr]
  error: origin does not take the push: [remote rejected] (pre-receive hook declined) [ledger.push]
    note: git says: remote: the ledger is frozen until Monday; error: failed to push some refs to '../origin.git'
    hint: allow this user to create, move and delete refs below refs/cxctl and refs/cxctl-run there
  error: the tenant was changed, but the run could not be sealed [ledger.seal]
    hint: nothing is lost: the next cxctl apply seals it from the journal
  2 errors
  [exit 3]
-- writes
  PUT /api/v1/audiences/a1b2c3d4-e5f6-7890-abcd-ef1234567890 201
$ cxctl ledger status
  Ledger refs/cxctl/prod of tenant prod
    here     0 runs, commit {COMMIT}
    origin   0 runs, commit {COMMIT}

  Open run {RUN}
    by Ana Ops on {ANY}, process {N}
    since {TIME}, expires {TIME}
    1 step, applies commit {COMMIT}
    its process is gone: the next cxctl apply here settles its steps and seals it

  The journal of run {RUN} is of the open run.

# Other clones wait. Here it can be tried again; the tenant gets no second write.
$ cd ../second && cxctl apply --yes
  [stderr]
  error: a run of prod is open: {RUN} by Ana Ops on {ANY} (process {N}) [run.open]
    note: it began at {TIME} and holds refs/cxctl-run/prod until {TIME}
    hint: wait for it to end; after {TIME} cxctl apply may take it over
  [exit 5]
$ cxctl apply --yes
  Run {RUN} ended without a seal: its process is gone.
    begun {TIME}, {N} s ago, by Ana Ops on {ANY}
    to apply commit {COMMIT}
  [stderr]
  error: origin does not take the push: [remote rejected] (pre-receive hook declined) [ledger.push]
    note: git says: remote: the ledger is frozen until Monday; error: failed to push some refs to '../origin.git'
    hint: allow this user to create, move and delete refs below refs/cxctl and refs/cxctl-run there
  [exit 1]
$ rm ../origin.git/hooks/pre-receive
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
-- writes
$ cd ../second && cxctl audit log && cxctl audit verify | head -n 1
  {TIME}  1 applied  by Ana Ops
      run {RUN}, commit {COMMIT}, on {ANY}
  intact: 1 run, 8 records

# A remote that is not there, or a name that is none, is told before anything is sent.
$ mv ../origin.git ../moved.git
$ cxctl plan
  [stderr]
  error: cannot read origin [ledger.remote]
    note: git says: fatal: '../origin.git' does not appear to be a git repository; fatal: Could not read from remote repository.; Please make sure you have the correct access rights; and the repository exists.
    hint: try: git ls-remote origin
  [exit 1]
$ mv ../moved.git ../origin.git
$ sed -i 's/remote: origin/remote: upstream/' cxctl.yaml && cxctl plan
  [stderr]
  cxctl.yaml:13:18: error: ledger.remote upstream is no remote of this repository [ledger.remote]
     13 | ledger: {remote: upstream}
        |                  ^^^^^^^^
    hint: git remote -v lists those that there are; git remote add makes one
  [exit 1]
$ sed -i 's/remote: upstream/remote: --upload-pack=touch hit/' cxctl.yaml && cxctl plan
  [stderr]
  cxctl.yaml:13:18: error: ledger.remote --upload-pack=touch hit looks like an option of git [ledger.remote]
     13 | ledger: {remote: --upload-pack=touch hit}
        |                  ^^^^^^^^^^^^^^^^^^^^^^^
    hint: name a remote of this repository, such as origin
  [exit 1]
$ sed -i 's|remote: --upload-pack=touch hit|remote: "ext::sh -c touch% hit"|' cxctl.yaml && cxctl plan
  [stderr]
  cxctl.yaml:13:18: error: ledger.remote ext::sh -c touch% hit asks for a helper program [ledger.remote]
     13 | ledger: {remote: "ext::sh -c touch% hit"}
        |                  ^^^^^^^^^^^^^^^^^^^^^^^
    hint: git runs a program for such a URL: give it to a remote with git remote add, and name that
  [exit 1]
$ sed -i 's|remote: "ext::sh -c touch% hit"|remote: "https://ana:hunter2@git.example.com/x.git"|' cxctl.yaml && cxctl plan
  [stderr]
  error: ledger.remote holds a password, which the list of processes would show [ledger.remote]
    hint: leave it out, and let a credential helper of git give it
  [exit 1]
$ ls hit
  [stderr]
  ls: cannot access 'hit': No such file or directory
  [exit 2]
