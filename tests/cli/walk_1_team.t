# A walk with two people and a CI job, chapter 1: a change goes from a branch into the tenant, and a change that was
# made by hand in the tenant goes back into git.

# A repository with two audiences. The ledger, which says what was applied, lives at the remote: everybody sees it.
-- project audiences
  ledger: {remote: origin}
-- file audiences/gold.yaml
  # Owner: marketing
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880}
  spec:
    name: Gold
    description: Gold customers
    criteria:
      operator: AND
      conditions:
        - {field: tier, operator: equals, value: gold}
-- file audiences/emea.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: emea, id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79881}
  spec: {name: Emea, criteria: {operator: AND, conditions: [{field: region, operator: equals, value: emea}]}}
-- commit two audiences
$ git init -q --bare ../origin.git && git remote add origin ../origin.git && git push -q -u origin main

# The CI job has a clone of its own, and another name.
$ git clone -q ../origin.git ../ci && git -C ../ci config user.name 'CI job'

# It applies main. What it prints goes into its log, the ledger's head too: chapter 3 shows what for.
$ cd ../ci && cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Audience/emea
        /name         "Emea"
        /criteria     region = emea
        /description  ""
        /exclusions   []
    + Audience/gold
        /name         "Gold"
        /description  "Gold customers"
        /criteria     tier = gold
        /exclusions   []

  Plan: 2 to create, 0 to update, 0 to delete, 0 unchanged

  [1/2] Audience/{ANY}: created (201, {MS} ms)
  [2/2] Audience/{ANY}: created (201, {MS} ms)
    Audience/emea: 3762 members, evaluation COMPLETED
    Audience/gold: 2500 members, evaluation COMPLETED

  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 5 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod of origin as
         {COMMIT}
         head {HASH}
$ cd ../ci && cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 2 unchanged

# Ana wants fewer people in gold. She works in a branch; the plan tells what the branch causes, and where that stands.
$ git switch -q -c gold-in-emea
$ printf '      - {field: region, operator: equals, value: emea}\n' >>audiences/gold.yaml
$ git commit -qam 'gold: only emea'
$ git fetch -q && cxctl plan --base origin/main
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Caused by this revision:
    ~ Audience/gold  can only shrink, 2500 members
        audiences/gold.yaml:12, commit {COMMIT} of Ana Ops
        before  tier = gold
        after   tier = gold and region = emea
        + region = emea

  Plan: 0 to create, 1 to update, 0 to delete, 1 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}

# Meanwhile somebody else has merged something that is not applied yet. It is pending, and not hers.
$ git clone -q ../origin.git ../ben && cd ../ben && sed -i 's/name: Emea/name: EMEA/' audiences/emea.yaml && git -c user.name='Ben Builder' commit -qam 'emea in capitals' && git push -q
$ git fetch -q && git rebase -q origin/main && cxctl plan --base origin/main
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Caused by this revision:
    ~ Audience/gold  can only shrink, 2500 members
        audiences/gold.yaml:12, commit {COMMIT} of Ana Ops
        before  tier = gold
        after   tier = gold and region = emea
        + region = emea

  Pending without it, too:
    ~ Audience/emea
        audiences/emea.yaml:4, commit {COMMIT} of Ben Builder
        ~ /name  "Emea" -> "EMEA"

  Plan: 0 to create, 2 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}

# Merged; the CI job applies the merge from its clone.
$ git switch -q main && git pull -q && git merge -q --no-ff -m 'Merge gold-in-emea' gold-in-emea && git push -q
$ cd ../ci && git pull -q && cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/emea
        ~ /name  "Emea" -> "EMEA"
    ~ Audience/gold  can only shrink, 2500 members
        before  tier = gold
        after   tier = gold and region = emea
        + region = emea

  Plan: 0 to create, 2 to update, 0 to delete, 0 unchanged

  [1/2] Audience/{ANY}: updated (200, {MS} ms)
  [2/2] Audience/{ANY}: updated (200, {MS} ms)
    Audience/emea: 3762 -> 3762 members, evaluation COMPLETED
    Audience/gold: 2500 -> 887 members, evaluation COMPLETED

  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 7 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod of origin as
         {COMMIT}
         head {HASH}

# In Ana's clone, which never applied anything, there is nothing to do, and the history of deployments is known.
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 2 unchanged
$ cxctl ledger log
  {COMMIT} {TIME} CI job
      prod: 2 updated (Merge gold-in-emea)
  {COMMIT} {TIME} CI job
      prod: 2 created (two audiences)

# Marketing edits gold in the tenant, by hand. A nightly job notices: exit 6.
-- post /sandbox/edit
  {"kind": "Audience", "id": "9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880", "patch": {"description": "Gold customers, autumn campaign"}}
$ cd ../ci && cxctl drift
  Changed by hand in prod, as applied -> as it is now:

    ~ Audience/gold  last changed {TIME}
        ~ /description  "Gold customers" -> "Gold customers, autumn campaign"

  Drift: 1 of 2 resources

  Next: cxctl plan shows what apply would put back
  [exit 6]

# They meant it. Ana takes it over into the file that holds the value; the comment stays.
$ cxctl drift --absorb
  Audience/gold: audiences/gold.yaml now says what the tenant has
  Changed by hand in prod, as applied -> as it is now:

    ~ Audience/gold  last changed {TIME}
        ~ /description  "Gold customers" -> "Gold customers, autumn campaign"

  Drift: 1 of 2 resources

  Next: git diff shows the edits; commit them, then cxctl apply
$ git diff -U1
  diff --git a/audiences/gold.yaml b/audiences/gold.yaml
  index 727079c..a8ccec9 100644
  --- a/audiences/gold.yaml
  +++ b/audiences/gold.yaml
  @@ -6,3 +6,3 @@ spec:
     name: Gold
  -  description: Gold customers
  +  description: "Gold customers, autumn campaign"
     criteria:

# Committed and merged, it is applied as everything is: the tenant has it already, so nothing is written.
-- requests
  ...
$ git commit -qam 'gold: autumn campaign' && git push -q
$ cd ../ci && git pull -q && cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Only noted in the ledger:
    = Audience/gold
        git and tenant were changed alike

  Plan: 0 to create, 0 to update, 0 to delete, 2 unchanged
        1 only for the ledger

  [1/1] Audience/gold: noted in the ledger
  Apply: 0 applied, 1 noted; 100.0 % success, 1 request in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod of origin as
         {COMMIT}
         head {HASH}
-- writes
$ cd ../ci && cxctl drift
  No drift: prod holds what was applied (2 resources checked)

# Who applied what, when, from which commit; and the record is intact.
$ cxctl audit log
  {TIME}  0 applied, 1 noted  by CI job
      run {RUN}, commit {COMMIT}, on {ANY}
  {TIME}  2 applied  by CI job
      run {RUN}, commit {COMMIT}, on {ANY}
  {TIME}  2 applied  by CI job
      run {RUN}, commit {COMMIT}, on {ANY}
$ git log --first-parent --format=%s refs/cxctl/prod
  prod: 1 recorded (gold: autumn campaign)
  prod: 2 updated (Merge gold-in-emea)
  prod: 2 created (two audiences)
  cxctl: begin the ledger
$ cxctl audit verify
  intact: 3 runs, 15 records
    head {HASH}
      as the remote has it
