# Linked worktrees, shallow clones and bare repositories on one shared ledger.

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

# A linked worktree has refs and journals in common with its repository: a run that died there is known as dead here.
$ git worktree add -q -b silver ../tree
$ cd ../tree && sed -i 's/gold/silver/' audiences/vip.yaml && git commit -qam silver && git push -q origin silver:main
$ cd ../tree && CX_FAULT=kill:9 cxctl apply --yes --quiet
  [stderr]
  Killed
  [killed]
$ cxctl ledger status | sed -n '/^Open run/,$p'
  Open run {RUN}
    by Ana Ops on {ANY}, process {N}
    since {TIME}, expires {TIME}
    1 step, applies commit {COMMIT}
    its process is gone: the next cxctl apply here settles its steps and seals it

  The journal of run {RUN} is of the open run.
$ git merge -q --ff-only silver && cxctl apply --yes | grep 'were done'
  All of its steps (1) were done.

# A shallow clone gets the tip of the ledger, and no history: enough to plan and to apply.
$ git clone -q --depth 1 "file://$(cd .. && pwd)/origin.git" ../shallow
$ cd ../shallow && cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged
$ cd ../shallow && sed -i 's/silver/bronze/' audiences/vip.yaml && git commit -qam bronze && git push -q && cxctl apply --yes | grep '^\['
  [1/1] Audience/vip: updated (200, {MS} ms)
$ cd ../shallow && git rev-list --count --all
  4
$ cd ../shallow && cxctl audit verify
  [stderr]
  error: an earlier commit ({COMMIT}) is not in this shallow clone [git.shallow]
    hint: get the whole history with: git fetch --unshallow
  [exit 1]
$ cd ../shallow && cxctl ledger log
  {COMMIT} {TIME} Ana Ops
      prod: 1 updated (bronze)
  {COMMIT} {TIME} Ana Ops
      prod: 1 updated, recovered (silver)
  [stderr]
  error: an earlier commit ({COMMIT}) is not in this shallow clone [git.shallow]
    hint: get the whole history with: git fetch --unshallow
  [exit 1]
$ cd ../shallow && git fetch -q --unshallow && cxctl audit verify | head -n 1
  intact: 3 runs, 14 records
$ git -C ../origin.git log --first-parent --format=%s refs/cxctl/prod
  prod: 1 updated (bronze)
  prod: 1 updated, recovered (silver)
  prod: 1 created (a vip)
  cxctl: begin the ledger

# In a bare repository there is no working tree: a revision is named.
$ git clone -q --bare ../origin.git ../bare.git
$ cd ../bare.git && cxctl plan --rev main
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged
$ cd ../bare.git && cxctl apply --yes --rev main~1 | grep '^\['
  [1/1] Audience/vip: updated (200, {MS} ms)
$ cxctl audit verify | head -n 1
  intact: 4 runs, 18 records
