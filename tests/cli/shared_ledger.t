# Two clones, one bare remote, one tenant. The ledger is a ref of the remote, so what is applied from one clone is known
# in the other one.

-- project audiences
  ledger: {remote: origin}
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec: {name: Vip, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}
-- commit a vip

$ git init -q --bare ../origin.git
$ git remote add origin ../origin.git
$ git push -q origin main
$ git clone -q ../origin.git ../second

$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Audience/vip
        /name         "Vip"
        /criteria     tier = gold
        /description  ""
        /exclusions   []

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}

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
         run {RUN}, sealed in refs/cxctl/prod of origin as
         {COMMIT}
         head {HASH}

# The remote has the ledger, and no open run.
$ git -C ../origin.git for-each-ref --format='%(refname) %(subject)'
  refs/cxctl/prod prod: 1 created (a vip)
  refs/heads/main a vip

# In the second clone there is nothing to do, for it fetches first.
$ git -C ../second for-each-ref refs/cxctl
$ cd ../second && cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged
$ git -C ../second log --first-parent --format=%s refs/cxctl/prod
  prod: 1 created (a vip)
  cxctl: begin the ledger

# A change made and applied there is known here.
$ cd ../second && sed -i 's/gold/silver/' audiences/vip.yaml && git commit -qam silver && git push -q && cxctl apply --yes | grep '^\['
  [1/1] Audience/vip: updated (200, {MS} ms)
$ git pull -q origin main && cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged

# A runner is killed before it seals: its run is open at the remote, and holds every other clone off.
$ sed -i 's/silver/bronze/' audiences/vip.yaml && git commit -qam bronze && git push -q origin main
-- env CX_FAULT=kill:9
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/vip  either way, 2526 members
        ~ tier = silver -> tier = bronze

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  [1/1] Audience/vip: updated (200, {MS} ms)
  [stderr]
  Killed
  [killed]
-- env CX_FAULT
$ git -C ../second pull -q && cd ../second && cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Only noted in the ledger:
    = Audience/vip
        git and tenant were changed alike

  Plan: 0 to create, 0 to update, 0 to delete, 1 unchanged
        1 only for the ledger

  Next: cxctl apply --fingerprint sha256:{HASH}
  [stderr]
  warning: run {RUN} is open elsewhere, and may be applying to this tenant [run.open]
    note: it began at {TIME}, by Ana Ops on {ANY}
    hint: what is shown here may change under your eyes
$ cd ../second && cxctl apply --yes
  [stderr]
  error: a run of prod is open: {RUN} by Ana Ops on {ANY} (process {N}) [run.open]
    note: it began at {TIME} and holds refs/cxctl-run/prod until {TIME}
    hint: wait for it to end; after {TIME} cxctl apply may take it over
  [exit 5]

# Here it is known to be dead: the next apply settles its step by reading the tenant, and seals it.
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
  PUT /api/v1/audiences/a1b2c3d4-e5f6-7890-abcd-ef1234567890 201
  PUT /api/v1/audiences/a1b2c3d4-e5f6-7890-abcd-ef1234567890 200 x2
$ cd ../second && cxctl audit log
  {TIME}  1 applied  by Ana Ops
      run {RUN}, commit {COMMIT}, on {ANY}
  {TIME}  1 applied  by Ana Ops
      run {RUN}, commit {COMMIT}, on {ANY}
  {TIME}  1 applied  by Ana Ops
      run {RUN}, commit {COMMIT}, on {ANY}
