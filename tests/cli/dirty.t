# apply applies a commit. What is not committed is refused, so that nobody applies what they did not mean.

-- sandbox --customers 200
-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}

# Nothing is committed yet.
$ cxctl apply --yes
  [stderr]
  error: the repository has no commit yet [git.rev]
    hint: commit the definitions first
  [exit 1]

$ cxctl plan
  Tenant prod at {URL}, from files that are not committed (1
    request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Audience/vip
        /name         "Vip"
        /criteria     spend > 5000
        /description  ""
        /exclusions   []

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}

-- commit vip
$ sed -i 's/5000/6000/' audiences/vip.yaml
$ cxctl apply --yes
  [stderr]
  error: the working tree differs from HEAD: audiences/vip.yaml [apply.dirty]
    hint: commit the change, or apply a revision as it is with --rev HEAD
  [exit 1]

# plan is for looking: it reads the working tree, and says so.
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Audience/vip
        /name         "Vip"
        /criteria     spend > 6000
        /description  ""
        /exclusions   []

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}

$ cxctl plan -o json | jq -c '{dirty, exit_code}'
  {"dirty":true,"exit_code":0}

# A staged change is none yet, and an untracked definition counts as well.
$ git add audiences/vip.yaml
$ cxctl apply --yes
  [stderr]
  error: the working tree differs from HEAD: audiences/vip.yaml [apply.dirty]
    hint: commit the change, or apply a revision as it is with --rev HEAD
  [exit 1]

$ git reset -q --hard
-- file audiences/new.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: new, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: New
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
$ cxctl apply --yes
  [stderr]
  error: the working tree differs from HEAD: audiences/new.yaml [apply.dirty]
    hint: commit the change, or apply a revision as it is with --rev HEAD
  [exit 1]

# So does a deleted file, the project file, and what this version does not read yet.
$ rm audiences/new.yaml
$ git rm -q --cached audiences/vip.yaml && mv audiences/vip.yaml ../vip.yaml
$ cxctl apply --yes
  [stderr]
  error: the working tree differs from HEAD: audiences/vip.yaml [apply.dirty]
    hint: commit the change, or apply a revision as it is with --rev HEAD
  [exit 1]

$ git reset -q --hard && echo '# a comment' >> cxctl.yaml
$ cxctl apply --yes
  [stderr]
  error: the working tree differs from HEAD: cxctl.yaml [apply.dirty]
    hint: commit the change, or apply a revision as it is with --rev HEAD
  [exit 1]

$ git reset -q --hard && mkdir policies && echo 'x: 1' > policies/p.yaml
$ cxctl apply --yes
  [stderr]
  error: the working tree differs from HEAD: policies/p.yaml [apply.dirty]
    hint: commit the change, or apply a revision as it is with --rev HEAD
  [exit 1]

# Files that are ignored, and files elsewhere, are nobody's business.
$ rm -r policies && echo 'notes.md' > .git/info/exclude && echo hello > notes.md && echo hello > audiences/notes.md && echo hello > README
$ cxctl apply --yes | grep '^\['
  [1/1] Audience/vip: created (201, {MS} ms)

# With --rev the working tree is not read at all, not even cxctl.yaml.
$ sed -i 's/5000/6000/' audiences/vip.yaml && rm cxctl.yaml
$ cxctl apply --rev HEAD --yes
  Nothing to do: prod is what {COMMIT} says.
  1 unchanged, 1 request, none of them a write.

-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 201

# A link among the definitions is refused: it would lead out of the commit.
$ git reset -q --hard && ln -s ../../vip.yaml audiences/link.yaml
-- commit a link
$ cxctl apply --yes
  [stderr]
  audiences/link.yaml:1:1: error: audiences/link.yaml is a symbolic link [git.symlink]
    hint: commit the file or folder itself
  [exit 1]

$ cxctl plan
  [stderr]
  audiences/link.yaml:1:1: error: audiences/link.yaml is, or lies behind, a symbolic link [file.symlink]
    hint: put the file itself into the repository
  [exit 1]
