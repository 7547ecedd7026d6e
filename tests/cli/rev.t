# Any revision can be planned without a checkout, and from a bare repository.

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
$ git tag v1
$ cxctl apply --yes >/dev/null
-- requests
  ...

$ git switch -q -c stricter
$ sed -i 's/5000/6000/' audiences/vip.yaml
-- commit stricter
$ git switch -q main

# The working tree is main; the branch is planned from git's objects.
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged

$ cxctl plan --rev stricter
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/vip  can only shrink, 190 members
        ~ spend > 5000 -> spend > 6000

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --rev stricter --fingerprint sha256:{HASH}

$ cxctl plan --rev v1 --detailed-exitcode
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged

$ cxctl plan --rev nonsense
  [stderr]
  error: nonsense names no commit in this repository [git.rev]
    hint: see what there is with: git log --all --oneline
  [exit 1]

# The plan of a revision is the plan of its checkout: the fingerprint is the same, also from a bare repository.
$ cxctl plan --rev stricter -o json | jq -r .fingerprint > ../rev
$ git switch -q stricter && cxctl plan -o json | jq -r .fingerprint | diff ../rev - && git switch -q main
$ git clone -q --mirror . ../bare.git
$ cd ../bare.git && cxctl plan --rev stricter
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/vip  can only shrink, 190 members
        ~ spend > 5000 -> spend > 6000

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --rev stricter --fingerprint sha256:{HASH}

$ cd ../bare.git && cxctl plan --rev stricter -o json | jq -r .fingerprint | diff ../rev -

# HEAD is meant where there is no working tree.
$ cd ../bare.git && cxctl plan --detailed-exitcode
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged

# An old revision can be applied: that is a roll-back. The ledger moves forward, as always.
$ cd ../bare.git && cxctl apply --rev stricter --yes | grep '^\['
  [1/1] Audience/vip: updated (200, {MS} ms)

$ cd ../bare.git && cxctl apply --rev v1 --yes | grep '^\['
  [1/1] Audience/vip: updated (200, {MS} ms)

$ cd ../bare.git && git log --first-parent --format=%s refs/cxctl/prod
  prod: 1 updated (vip)
  prod: 1 updated (stricter)
  prod: 1 created (vip)
  cxctl: begin the ledger

-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 200 x2
