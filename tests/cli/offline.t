# A fork's pull request has no credentials. What it changes is shown against what was applied last.

-- project
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880}
  spec:
    name: Gold
    data_source: crm_sync
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- file webhooks/sync.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: sync}
  spec: {name: sync, url: "https://sync.example.com/", events: [profile.updated], secret: {env: SYNC_SECRET}}
-- secret SYNC_SECRET=whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0
-- commit gold and sync

# Before anything was applied there is no ledger, and that is said.
$ cxctl plan --offline
  Tenant prod, commit {COMMIT} (offline)
  Offline: nobody looked at the tenant. There is no ledger here either, so that
  all that git has looks new. Changes by hand, conflicts and members cannot be
  seen, and this plan cannot be applied.

    + Audience/gold
        /name         "Gold"
        /data_source  "crm_sync"
        /criteria     tier = gold
        /description  ""
        /exclusions   []
    + Webhook/sync
        /name     "sync"
        /url      "https://sync.example.com/"
        /events   ["profile.updated"]
        /secret   {env: "SYNC_SECRET"}
        /enabled  true
        /headers  {}

  Plan: 2 to create, 0 to update, 0 to delete, 0 unchanged
  [stderr]
  warning: there is no ledger refs/cxctl/prod here, so nobody knows what was applied [plan.offline]
    hint: where there is one: git fetch origin refs/cxctl/prod:refs/cxctl/prod

-- requests token

$ cxctl apply --yes > /dev/null

# The fork: no credentials, no address of the tenant, no tenant.
-- stop
-- env CXONE_CLIENT_ID
-- env CXONE_CLIENT_SECRET
-- env SYNC_SECRET
$ cxctl plan --offline
  Tenant prod, commit {COMMIT} (offline)
  Offline: nobody looked at the tenant. This is what git changes against what was
  applied last: commit {COMMIT}, at {TIME}. Changes by hand,
  conflicts and members cannot be seen, and this plan cannot be applied.

  No changes: what was applied last is as git says, 2 unchanged
$ git switch -q -c fork
$ sed -i 's/value: gold/value: platinum/' audiences/gold.yaml
$ git rm -q webhooks/sync.yaml
-- commit platinum
$ cxctl plan --offline --base main --detailed-exitcode
  Tenant prod, commit {COMMIT} (offline)
  Offline: nobody looked at the tenant. This is what git changes against what was
  applied last: commit {COMMIT}, at {TIME}. Changes by hand,
  conflicts and members cannot be seen, and this plan cannot be applied.

  Caused by this revision:
    ~ Audience/gold  either way
        audiences/gold.yaml:7, commit {COMMIT} of Ana Ops
        ~ tier = gold -> tier = platinum
    - Webhook/sync

  Plan: 0 to create, 1 to update, 1 to delete, 0 unchanged

  apply would refuse this plan:
    1 resource would be deleted [safety.delete]
      hint: if that is meant, apply with --allow-delete 1
  [stderr]
  warning: there is no file or folder webhooks [definition.path]
    hint: definitions in cxctl.yaml names it; nothing is read from there
  [exit 2]
$ cxctl plan --offline -o markdown
  <!-- cxctl:plan:prod . -->
  ## Plan for `prod`

  | create | update | delete | unchanged | changed by hand | conflicts |
  | ---: | ---: | ---: | ---: | ---: | ---: |
  | 0 | 1 | **1** | 0 | 0 | 0 |

  Tenant `prod`, commit `{COMMIT}`.

  > [!WARNING]
  > Offline: nobody looked at the tenant. This is what git changes against what was applied last: commit {COMMIT}, at {TIME}. Changes by hand, conflicts and members cannot be seen, and this plan cannot be applied.

  ### Apply would refuse this plan

  - 1 resource would be deleted (`safety.delete`); if that is meant, apply with `--allow-delete 1`

  ### Will be deleted (1)

  <details>
  <summary>Delete <code>Webhook/sync</code></summary>

  - defined in [`webhooks/sync.yaml:1`](webhooks/sync.yaml#L1)

  ```diff
  - /enabled: true
  - /events: ["profile.updated"]
  - /headers: {}
  - /name: "sync"
  - /secret: {env: "SYNC_SECRET"}
  - /url: "https://sync.example.com/"
  ```

  </details>

  ### Will be updated (1)

  <details>
  <summary>Update <code>Audience/gold</code>: either way, may grow or shrink</summary>

  - defined in [`audiences/gold.yaml:1`](audiences/gold.yaml#L1)
  - who belongs now: `tier = gold`
  - who would belong: `tier = platinum`

  ```diff
  - /criteria/conditions/0/value: "gold"
  + /criteria/conditions/0/value: "platinum"
  ```

  </details>

  Made offline: without a fingerprint, and not to be applied.
  [stderr]
  warning: there is no file or folder webhooks [definition.path]
    hint: definitions in cxctl.yaml names it; nothing is read from there
$ cxctl plan --offline --out plan.json --quiet
  Tenant prod, commit {COMMIT} (offline)
  Offline: nobody looked at the tenant. This is what git changes against what was
  applied last: commit {COMMIT}, at {TIME}. Changes by hand,
  conflicts and members cannot be seen, and this plan cannot be applied.

    ~ Audience/gold  either way
        ~ tier = gold -> tier = platinum
    - Webhook/sync

  Plan: 0 to create, 1 to update, 1 to delete, 0 unchanged

  apply would refuse this plan:
    1 resource would be deleted [safety.delete]
      hint: if that is meant, apply with --allow-delete 1
$ jq -c '{offline, fingerprint, base_url, live, applied: .applied.commit, summary}' plan.json
  {"offline":true,"fingerprint":null,"base_url":null,"live":{"complete":false,"requests":0},"applied":"{COMMIT}","summary":{"create":0,"update":1,"delete":1,"unchanged":0,"drift":0,"conflict":0}}
$ cxctl apply plan.json
  [stderr]
  error: plan.json was made offline: nobody looked at the tenant [approval.offline]
    hint: plan again without --offline
  [exit 1]

# The same without the option asks the tenant, and needs to.
$ cxctl plan
  [stderr]
  cxctl.yaml:11:18: error: auth.client_id needs the environment variable CXONE_CLIENT_ID, which is not set [setting.unset]
     11 |       client_id: {env: CXONE_CLIENT_ID}
        |                  ^^^^^^^^^^^^^^^^^^^^^^
    hint: set it in the environment of cxctl, for example as a secret of the CI job
  cxctl.yaml:12:22: error: auth.client_secret needs the environment variable CXONE_CLIENT_SECRET, which is not set [setting.unset]
     12 |       client_secret: {env: CXONE_CLIENT_SECRET}
        |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: set it in the environment of cxctl, for example as a secret of the CI job
  warning: there is no file or folder webhooks [definition.path]
    hint: definitions in cxctl.yaml names it; nothing is read from there
  2 errors, 1 warning
  [exit 1]

# A clone has the ledger only once it was fetched.
$ git clone -q . ../fork && cd ../fork && cxctl plan --offline
  Tenant prod, commit {COMMIT} (offline)
  Offline: nobody looked at the tenant. There is no ledger here either, so that
  all that git has looks new. Changes by hand, conflicts and members cannot be
  seen, and this plan cannot be applied.

    + Audience/gold
        /name         "Gold"
        /data_source  "crm_sync"
        /criteria     tier = platinum
        /description  ""
        /exclusions   []

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged
  [stderr]
  warning: there is no file or folder webhooks [definition.path]
    hint: definitions in cxctl.yaml names it; nothing is read from there
  warning: there is no ledger refs/cxctl/prod here, so nobody knows what was applied [plan.offline]
    hint: where there is one: git fetch origin refs/cxctl/prod:refs/cxctl/prod
  2 warnings
$ cd ../fork && git fetch -q origin refs/cxctl/prod:refs/cxctl/prod && cxctl plan --offline
  Tenant prod, commit {COMMIT} (offline)
  Offline: nobody looked at the tenant. This is what git changes against what was
  applied last: commit {COMMIT}, at {TIME}. Changes by hand,
  conflicts and members cannot be seen, and this plan cannot be applied.

    ~ Audience/gold  either way
        ~ tier = gold -> tier = platinum
    - Webhook/sync

  Plan: 0 to create, 1 to update, 1 to delete, 0 unchanged

  apply would refuse this plan:
    1 resource would be deleted [safety.delete]
      hint: if that is meant, apply with --allow-delete 1
  [stderr]
  warning: there is no file or folder webhooks [definition.path]
    hint: definitions in cxctl.yaml names it; nothing is read from there
