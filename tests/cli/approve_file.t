# A plan file comes from anywhere. It is compared with, checked like all input, and nothing of it is ever sent.

-- project audiences
  safety: {max_delete_percent: 100}
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880}
  spec:
    name: Gold
    data_source: crm_sync
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- file audiences/silver.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: silver, id: 4e8b1d52-7f30-4a9c-b6d1-0a2f3c5e7d91}
  spec:
    name: Silver
    data_source: crm_sync
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}
-- commit gold and silver

# What cannot be written is found before anything is sent.
$ cxctl plan --out nowhere/plan.json
  [stderr]
  error: nowhere/plan.json cannot be written: No such file or directory [output.place]
    hint: name a file in a folder that is there and may be written to
  [exit 1]
$ cxctl plan --out plan.json -o json=plan.json
  [stderr]
  error: two formats would go to plan.json [output.place]
  [exit 1]
-- requests token

# Of a working tree: to look at, not to apply.
$ echo "# draft" >> audiences/gold.yaml
$ cxctl plan --out draft.json > /dev/null
  [stderr]
  warning: draft.json cannot be applied: it is a plan of files that are not committed [approval.dirty]
    hint: commit, then plan again
$ cxctl apply draft.json
  [stderr]
  error: draft.json was made from files that are not committed, and only commits are applied [approval.dirty]
    hint: commit, then plan again
  [exit 1]
$ git checkout -q audiences
$ rm plan.json 2> /dev/null; cxctl plan --out plan.json --quiet > /dev/null; stat -c %a plan.json
  644

# Not a plan, half of one, of another tenant, of another place, of another version, and one that failed.
$ cxctl apply audiences/gold.yaml
  [stderr]
  audiences/gold.yaml:1:1: error: 'a' stands where a value is expected [json.syntax]
      1 | apiVersion: cxctl/v1
        | ^
  [exit 1]
$ head -c 300 plan.json > half.json; cxctl apply half.json
  [stderr]
  half.json:10:14: error: the text ends where a value is expected [json.syntax]
     10 |     "update":
        |              ^
  [exit 1]
$ echo '{}' > empty.json; cxctl apply empty.json
  [stderr]
  error: empty.json holds no plan: it says no format_version [approval.file]
    hint: name a file that cxctl plan --out has written
  [exit 1]
$ jq '.tenant = "emea"' plan.json > emea.json; cxctl apply emea.json
  [stderr]
  error: emea.json is a plan for the tenant emea, not for prod [approval.tenant]
    hint: apply it there with --tenant emea
  [exit 1]
$ jq '.base_url = "https://na1.cxone.example"' plan.json > na1.json; cxctl apply na1.json
  [stderr]
  error: na1.json is a plan for https://na1.cxone.example, but the tenant prod is at {URL} [approval.tenant]
    hint: plan again for where the tenant is now
  [exit 1]
$ jq '.format_version = "2.0"' plan.json > two.json; cxctl apply two.json
  [stderr]
  error: two.json is of the format 2.0, and this is cxctl of format 1.0 [approval.version]
    hint: plan again with this version of cxctl
  [exit 1]
$ jq '.changes[0].action = "\u001b[2Jpwn" | .fingerprint = "sha256:1"' plan.json > odd.json; cxctl apply odd.json
  [stderr]
  odd.json:7:18: error: fingerprint is "sha256:1", which does not match the pattern ^sha256:[0-9a-f]{64}$ [schema.pattern]
      7 |   "fingerprint": "sha256:1",
        |                  ^^^^^^^^^^
  odd.json:33:17: error: action must be one of "create", "update", "delete", "record", not "\u001b[2Jpwn" [schema.enum]
     33 |       "action": "\u001b[2Jpwn",
        |                 ^^^^^^^^^^^^^^
  2 errors
  [exit 1]
$ cxctl plan --rev nowhere --out failed.json --quiet 2> /dev/null; cxctl apply failed.json
  [stderr]
  error: failed.json holds no plan: the plan failed: nowhere names no commit in this repository [approval.file]
    hint: name a file that cxctl plan --out has written
  [exit 1]
$ cxctl apply missing.json
  [stderr]
  error: there is no plan file missing.json [approval.file]
    hint: cxctl plan --out FILE writes one
  [exit 1]
$ cxctl apply plan.json --fingerprint sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
  [stderr]
  error: plan.json has another fingerprint than --fingerprint says [approval.fingerprint]
    hint: leave one of them out
  [exit 1]
-- writes

# Whatever else it says, only its fingerprint opens the door, and what is sent is the plan of now.
$ jq '.changes[0].fields[0].after = "Evil" | .changes[0].name = "evil"' plan.json > evil.json
$ cxctl apply evil.json --quiet
    Audience/gold: 2500 members, evaluation COMPLETED
    Audience/silver: 2526 members, evaluation COMPLETED

  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 5 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  PUT /api/v1/audiences/9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880 201
  PUT /api/v1/audiences/4e8b1d52-7f30-4a9c-b6d1-0a2f3c5e7d91 201
$ cxctl apply evil.json --quiet
  Nothing to do: prod is what {COMMIT} says.
  2 unchanged, 1 request, none of them a write.

# A commit in the file is what is applied: here HEAD has moved on, and that is not part of it.
$ sed -i 's/name: Gold/name: Gold tier/' audiences/gold.yaml
-- commit gold tier
$ cxctl plan --out tier.json > /dev/null
$ sed -i 's/name: Silver/name: Silver tier/' audiences/silver.yaml
-- commit silver tier
$ cxctl apply tier.json --quiet
    Audience/gold: 2500 -> 2500 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  PUT /api/v1/audiences/9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880 200
# HEAD, with all that is in it, is another plan.
$ jq -r .fingerprint tier.json > tier
$ cxctl apply tier.json --rev HEAD --quiet
  [stderr]
  error: what would be done is not what tier.json says any more [apply.stale]
  [exit 5]

# Deletes are still counted, though they were approved.
$ sed -i 's/Silver tier/Silver/' audiences/silver.yaml && git rm -q audiences/gold.yaml
-- commit no gold
$ cxctl plan --out no_gold.json | tail -4
    1 resource would be deleted [safety.delete]
      hint: if that is meant, apply with --allow-delete 1

  Next: cxctl apply no_gold.json --allow-delete 1
$ cxctl apply no_gold.json --quiet
  [stderr]
  error: 1 resource would be deleted [safety.delete]
  [exit 4]
-- writes
$ cxctl apply no_gold.json --quiet --allow-delete 1
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  DELETE /api/v1/audiences/9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880 204

# A branch that is not merged is not applied by naming it in a file.
$ git switch -q -c evil && sed -i 's/name: Silver/name: Evil/' audiences/silver.yaml && git commit -qam evil
$ cxctl plan --out evil.json --quiet > /dev/null; git switch -q -
$ cxctl apply evil.json
  [stderr]
  note: the commit {COMMIT} that was planned is not part of HEAD, which is applied [approval.commit]
    hint: that is the same as long as the fingerprint is
  error: what would be done is not what evil.json says any more [apply.stale]
    note: it has sha256:{HASH} now
    hint: look at the plan as it is now, and approve that: cxctl plan --out evil.json
  note: Audience/silver: was to be updated, and needs nothing now [apply.stale]
  [exit 5]
-- writes
