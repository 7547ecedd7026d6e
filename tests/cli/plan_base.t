# What does this branch cause, and what is there without it? --base tells them apart, and who wrote what.

-- sandbox --customers 200
-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    description: Spends a lot
    criteria:
      operator: AND
      conditions:
        - {field: spend, operator: greater_than, value: 5000}
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000c}
  spec:
    name: Gold
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- file audiences/silver.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: silver, id: 00000000-0000-0000-0000-00000000000d}
  spec:
    name: Silver
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}
-- commit three audiences
$ cxctl apply --yes >/dev/null
-- requests
  ...

# On main, Ben has merged two changes that are not applied yet.
$ sed -i 's/Spends a lot/Spends a fortune/' audiences/vip.yaml
$ sed -i 's/name: Gold/name: Gold tier/' audiences/gold.yaml
$ git -c user.name='Ben Builder' commit --date=2026-03-01T09:00:00Z -qam 'merged and not applied'

# Ada's branch makes vip stricter, and takes the new name of gold back. Silver was changed by hand.
$ git switch -q -c stricter
$ sed -i 's/5000/6000/' audiences/vip.yaml
$ sed -i 's/name: Gold tier/name: Gold/' audiences/gold.yaml
$ git -c user.name='Ada Example' commit --date=2026-03-02T09:00:00Z -qam stricter
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000d", "patch": {"name": "SILVER"}}
$ cxctl plan --base main
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Caused by this revision:
    ~ Audience/vip  can only shrink, 190 members
        audiences/vip.yaml:10, commit {COMMIT} of Ada Example
        ~ /description  "Spends a lot" -> "Spends a fortune"  (pending already)
        ~ spend > 5000 -> spend > 6000

  Changed by hand in the tenant, will be put back:
    ~ Audience/silver
        audiences/silver.yaml:5, commit {COMMIT} of Ana Ops
        ~ /name  "SILVER" -> "Silver"

  Pending in main, and not done by this revision:
    . Audience/gold

  Plan: 0 to create, 2 to update, 0 to delete, 1 unchanged
        1 changed by hand

  Next: cxctl apply --fingerprint sha256:{HASH}

# Who wrote the value in git did not change it by hand: the comment and the page do not say so.
$ cxctl plan --base main -o markdown -o html=../page.html | grep '^- .*by'
  - caused by this revision, by `Ada Example`
  - changed by hand
$ grep -o '<dt>Cause<dd>[a-z ]*\(<dt>By<dd>[A-Za-z ]*\)\?' ../page.html
  <dt>Cause<dd>caused by this revision<dt>By<dd>Ada Example
  <dt>Cause<dd>changed by hand

$ cxctl plan --base main -o json | jq -c '.base, (.changes[] | [.address, .cause, .origin.line, .origin.author, (.fields[] | [.path, .cause, .origin.line, .origin.author])])'
  {"rev":"main","commit":"{COMMIT}","changes":{"branch":1,"pending":0,"drift":1},"undone":["Audience/gold"]}
  ["Audience/silver","drift",1,"Ana Ops",["/name","drift",5,"Ana Ops"]]
  ["Audience/vip","branch",1,"Ada Example",["/description","pending",6,"Ben Builder"],["/criteria/conditions/0/value","branch",10,"Ada Example"]]

# Without --base, origin tells of the value as well.
$ cxctl plan -o json | jq -c '.changes[] | [.address, .origin]'
  ["Audience/silver",{"file":"audiences/silver.yaml","line":1,"commit":"{COMMIT}","author":"Ana Ops"}]
  ["Audience/vip",{"file":"audiences/vip.yaml","line":1,"commit":"{COMMIT}","author":"Ada Example"}]

# On main itself nothing is caused.
$ git switch -q main
$ cxctl plan --base main
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Pending without it, too:
    ~ Audience/gold
        audiences/gold.yaml:5, commit {COMMIT} of Ben Builder
        ~ /name  "Gold" -> "Gold tier"
    ~ Audience/vip
        audiences/vip.yaml:6, commit {COMMIT} of Ben Builder
        ~ /description  "Spends a lot" -> "Spends a fortune"

  Changed by hand in the tenant, will be put back:
    ~ Audience/silver
        audiences/silver.yaml:5, commit {COMMIT} of Ana Ops
        ~ /name  "SILVER" -> "Silver"

  Plan: 0 to create, 3 to update, 0 to delete, 0 unchanged
        1 changed by hand

  Next: cxctl apply --fingerprint sha256:{HASH}

# What is not committed is nobody's yet.
$ sed -i 's/name: Silver/name: The silver tier/; 1i # new' audiences/silver.yaml
$ cxctl plan --base HEAD
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request)

  Pending without it, too:
    ~ Audience/gold
        audiences/gold.yaml:5, commit {COMMIT} of Ben Builder
        ~ /name  "Gold" -> "Gold tier"
    ~ Audience/vip
        audiences/vip.yaml:6, commit {COMMIT} of Ben Builder
        ~ /description  "Spends a lot" -> "Spends a fortune"

  Conflicts, which stop apply until they are decided:
    ~ Audience/silver
        refused: changed both in git and in the tenant since the last apply
        audiences/silver.yaml:6, not committed
        ~ /name  "SILVER" -> "The silver tier"

  Plan: 0 to create, 3 to update, 0 to delete, 0 unchanged
        1 conflict

  apply would refuse this plan:
    1 change is refused above, each with its reason
      hint: to decide a conflict, take the tenant's values into git, or apply with
        --on-conflict overwrite or --on-conflict keep-live

$ git checkout -q .

# The same from a bare repository: no checkout at all.
$ cxctl plan --rev stricter --base main -o json | jq -c '.fingerprint, .base, [.changes[].origin]' > ../one
$ git clone -q --mirror . ../bare.git
$ cd ../bare.git && cxctl plan --rev stricter --base main -o json | jq -c '.fingerprint, .base, [.changes[].origin]' | diff ../one -

$ cd ../bare.git && cxctl plan --rev stricter --base main | tail -n 3
        1 changed by hand

  Next: cxctl apply --rev stricter --fingerprint sha256:{HASH}

# A project in a folder.
$ mkdir team && git mv audiences cxctl.yaml team/ && sed -i '/definitions/a ledger: {ref: "refs/team/{tenant}"}' team/cxctl.yaml
-- commit into a folder
$ cd team && cxctl plan --base HEAD -o json | jq -c '.changes[].fields[] | [.path, .cause, .origin.file, .origin.line, .origin.author]'
  ["/name","pending","audiences/gold.yaml",5,"Ben Builder"]
  ["/name","pending","audiences/silver.yaml",5,"Ana Ops"]
  ["/description","pending","audiences/vip.yaml",6,"Ben Builder"]

# A revision that cannot be planned, or that has nothing to say of the tenant.
$ git switch -q stricter
$ sed -i 's/operator: AND/operator: XOR/' audiences/gold.yaml
-- commit broken
$ sed -i 's/operator: XOR/operator: AND/' audiences/gold.yaml
-- commit mended
$ cxctl plan --base HEAD~1
  [stderr]
  error: HEAD~1 cannot be planned: audiences/gold.yaml:6:24: operator must be one of "AND", "OR", not "XOR" [plan.base]
    hint: see all that is wrong there with: cxctl plan --rev HEAD~1
  [exit 1]

$ cxctl plan --base nowhere
  [stderr]
  error: nowhere names no commit in this repository [git.rev]
    hint: see what there is with: git log --all --oneline
  [exit 1]

$ git rm -q cxctl.yaml && git commit -qm "no project" && git checkout -q HEAD~1 -- cxctl.yaml && git commit -qm "a project again"
$ cxctl plan --base HEAD~1 -o json | jq -c '.base.changes, .diagnostics[].message'
  {"branch":1,"pending":0,"drift":1}
  "HEAD~1 has no cxctl.yaml for the tenant prod, so all that is not drift is caused here"
  [stderr]
  note: HEAD~1 has no cxctl.yaml for the tenant prod, so all that is not drift is caused here [plan.base]

-- writes
