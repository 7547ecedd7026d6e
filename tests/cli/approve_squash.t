# Planned in the branch, squashed on merge: another commit, the same effect, the same fingerprint.

-- project audiences
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880}
  spec:
    name: Gold
    data_source: crm_sync
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- commit gold
$ cxctl apply --yes > /dev/null

# Three commits in a branch; plan in its pull request says what to approve.
$ git switch -q -c stricter
$ sed -i 's/name: Gold/name: Gold and up/' audiences/gold.yaml
-- commit a name
$ sed -i 's/conditions: \[/conditions: [{field: spend, operator: greater_than, value: 500}, /' audiences/gold.yaml
-- commit a condition
-- file audiences/silver.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: silver, id: 4e8b1d52-7f30-4a9c-b6d1-0a2f3c5e7d91}
  spec:
    name: Silver
    data_source: crm_sync
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}
-- commit silver
$ cxctl plan --base main --out plan.json | tail -3
  Plan: 1 to create, 1 to update, 0 to delete, 0 unchanged

  Next: cxctl apply plan.json
$ jq -r .fingerprint plan.json > approved

# Meanwhile main got a comment, and the branch is squashed onto it, with conditions and files in another order.
$ git switch -q main && sed -i '1i # people who stay' audiences/gold.yaml && git commit -qam "a comment"
$ git merge -q --squash stricter
  Auto-merging audiences/gold.yaml
  Squash commit -- not updating HEAD
  [stderr]
  Automatic merge went well; stopped before committing as requested
$ sed -i 's/\[{field: spend, operator: greater_than, value: 500}, \(.*\)\]}/[\1, {value: 5e2, operator: greater_than, field: spend}]}/' audiences/gold.yaml
$ grep spend audiences/gold.yaml
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}, {value: 5e2, operator: greater_than, field: spend}]}
-- commit stricter (squashed)
$ git branch -q -D stricter && git reflog expire --expire=now --all && git gc -q --prune=now
$ test "$(cxctl plan -o json | jq -r .fingerprint)" = "$(cat approved)" && echo the same
  the same

# The file still fits, though its commit is gone.
$ cxctl apply plan.json
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/gold  can only shrink, 2500 members
        ~ /name  "Gold" -> "Gold and up"
        before  tier = gold
        after   tier = gold and spend > 5e2
        + spend > 5e2
    + Audience/silver
        /name         "Silver"
        /data_source  "crm_sync"
        /criteria     tier = silver
        /description  ""
        /exclusions   []

  Plan: 1 to create, 1 to update, 0 to delete, 0 unchanged

  ...

  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 6 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [stderr]
  note: the commit {COMMIT} that was planned is not part of HEAD, which is applied [approval.commit]
    hint: that is the same as long as the fingerprint is
-- writes
  PUT /api/v1/audiences/9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880 201
  PUT /api/v1/audiences/9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880 200
  PUT /api/v1/audiences/4e8b1d52-7f30-4a9c-b6d1-0a2f3c5e7d91 201
$ cxctl audit log
  {TIME}  2 applied  by Ana Ops
      run {RUN}, commit {COMMIT}, on {ANY}
  {TIME}  1 applied  by Ana Ops
      run {RUN}, commit {COMMIT}, on {ANY}
