# A CrmWebhook from its first file to its removal: the CRM's webhooks have a route and ids of their own.

-- sandbox
-- project webhooks
$ cxctl new CrmWebhook crm-profiles
  webhooks/crm-profiles.yaml: a new CrmWebhook
$ cxctl validate
  1 definition in 1 file: valid
-- commit new crm webhook

# What a CRM's webhook does not have is told with what it has.
-- file webhooks/crm-profiles.yaml
  apiVersion: cxctl/v1
  kind: CrmWebhook
  metadata: {name: crm-profiles}
  spec:
    name: crm_profiles
    uri: https://crm.example.com/profiles
    events: []
    enabled: true
    secret: hunter2-hunter2-hunter2-hunter2-
$ cxctl validate
  [stderr]
  webhooks/crm-profiles.yaml:6:3: error: "uri" is not known in spec [schema.unknown]
      6 |   uri: https://crm.example.com/profiles
        |   ^^^
    hint: did you mean "url"?
  webhooks/crm-profiles.yaml:7:11: error: events is empty, at least 1 item is needed [schema.minItems]
      7 |   events: []
        |           ^^
    hint: a webhook needs an event, for example interaction.attributes.updated
  webhooks/crm-profiles.yaml:8:3: error: "enabled" is not known in spec [schema.unknown]
      8 |   enabled: true
        |   ^^^^^^^
    hint: known here, and not yet used: url
  webhooks/crm-profiles.yaml:9:11: error: a secret may not stand in a definition [schema.type]
    hint: use {env: NAME} or {file: path}
  4 errors
  [exit 1]

-- secret CRM_SECRET
-- file webhooks/crm-profiles.yaml
  apiVersion: cxctl/v1
  kind: CrmWebhook
  metadata: {name: crm-profiles}
  spec:
    name: crm_profiles
    url: https://crm.example.com/profiles
    events: [profile.updated, profile.created]
    secret: {env: CRM_SECRET}
-- commit crm webhook

# A webhook of that name on the other route is another thing: this one is created all the same.
-- tenant
  {"webhooks": [{"name": "crm_profiles", "url": "https://other.example.com/x", "events": ["profile.updated"]}]}
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + CrmWebhook/crm-profiles
        /name    "crm_profiles"
        /url     "https://crm.example.com/profiles"
        /events  ["profile.updated", "profile.created"]
        /secret  {env: "CRM_SECRET"}

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + CrmWebhook/crm-profiles
        /name    "crm_profiles"
        /url     "https://crm.example.com/profiles"
        /events  ["profile.updated", "profile.created"]
        /secret  {env: "CRM_SECRET"}

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  [1/1] CrmWebhook/crm-profiles: created (201, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- requests
  GET /api/v2/crm/webhooks?limit=1000 200 x2
  POST /api/v2/crm/webhooks 201
$ curl -sS {URL}/sandbox/state | jq -r '.crm_webhooks[0].id'
  {UUID:hook}
$ git show refs/cxctl/prod:resources/CrmWebhook/crm-profiles.json | jq -cS .spec
  {"events":["profile.updated","profile.created"],"name":"crm_profiles","secret":{"env":"CRM_SECRET"},"url":"https://crm.example.com/profiles"}
$ cxctl apply --yes
  Nothing to do: prod is what {COMMIT} says.
  1 unchanged, 1 request, none of them a write.
-- writes

# By hand: drift names the field, apply puts it back.
$ curl -sS {URL}/sandbox/edit -d '{"kind": "CrmWebhook", "id": "{UUID:hook}", "patch": {"url": "https://evil.example.com/"}}' | jq -r .url
  https://evil.example.com/
$ cxctl drift
  Changed by hand in prod, as applied -> as it is now:

    ~ CrmWebhook/crm-profiles  last changed {TIME}
        ~ /url  "https://crm.example.com/profiles" -> "https://evil.example.com/"

  Drift: 1 of 1 resource

  Next: cxctl plan shows what apply would put back
  [exit 6]
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Changed by hand in the tenant, will be put back:
    ~ CrmWebhook/crm-profiles
        ~ /url  "https://evil.example.com/" -> "https://crm.example.com/profiles"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged
        1 changed by hand

  [1/1] CrmWebhook/crm-profiles: updated (200, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- requests
  GET /api/v2/crm/webhooks?limit=1000 200 x2
  GET /api/v2/crm/webhooks/{UUID:hook} 200
  PUT /api/v2/crm/webhooks/{UUID:hook} 200

# Nobody can see a secret: it is sent again with another version.
$ sed -i 's/{env: CRM_SECRET}/{env: CRM_SECRET, version: 2}/' webhooks/crm-profiles.yaml
-- commit another secret
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ CrmWebhook/crm-profiles
        ~ /secret  {env: "CRM_SECRET"} -> {env: "CRM_SECRET", version: 2}

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  [1/1] CrmWebhook/crm-profiles: updated (200, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  PUT /api/v2/crm/webhooks/{UUID:hook} 200

# A removal is a delete that has to be counted. It takes nothing but what was applied.
-- file webhooks/next.yaml
  apiVersion: cxctl/v1
  kind: CrmWebhook
  metadata: {name: crm-next}
  spec: {name: crm_next, url: "https://crm.example.com/next", events: [profile.created]}
$ git rm -q webhooks/crm-profiles.yaml
-- commit the next one
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    + CrmWebhook/crm-next
        /name    "crm_next"
        /url     "https://crm.example.com/next"
        /events  ["profile.created"]
    - CrmWebhook/crm-profiles

  Plan: 1 to create, 0 to update, 1 to delete, 0 unchanged

  apply would refuse this plan:
    1 resource would be deleted [safety.delete]
      hint: if that is meant, apply with --allow-delete 1

  Next: cxctl apply --fingerprint sha256:{HASH} --allow-delete 1
$ cxctl apply --yes --allow-delete 1
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    + CrmWebhook/crm-next
        /name    "crm_next"
        /url     "https://crm.example.com/next"
        /events  ["profile.created"]
    - CrmWebhook/crm-profiles

  Plan: 1 to create, 0 to update, 1 to delete, 0 unchanged

  [1/2] CrmWebhook/crm-next: created (201, {MS} ms)
  [2/2] CrmWebhook/crm-profiles: deleted (204, {MS} ms)
  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  POST /api/v2/crm/webhooks 201
  DELETE /api/v2/crm/webhooks/{UUID:hook} 204
$ curl -sS {URL}/sandbox/state | jq -c '[(.crm_webhooks[] | .name), (.webhooks[] | .name)]'
  ["crm_next","crm_profiles"]
$ cxctl audit verify
  intact: 4 runs, 18 records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off
