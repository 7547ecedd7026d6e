# Some deployments call a webhook's url uri. A profile says so; definitions, plans and messages keep to url.

-- sandbox --webhook-uri
-- file profiles/uri.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: cxone-uri}
  extends: cxone
  kinds:
    Webhook: {renames: {url: uri}}
    CrmWebhook: {renames: {url: uri}}
-- project webhooks
-- file webhooks/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  spec:
    name: analytics
    url: https://analytics.example.com/cxone
    events: [profile.updated]
  ---
  apiVersion: cxctl/v1
  kind: CrmWebhook
  metadata: {name: crm}
  spec: {name: crm, url: "https://crm.example.com/cxone", events: [profile.updated]}
-- commit webhooks

# Without the renames the tenant refuses what is sent.
$ cxctl apply --yes | sed -n 's/^\[.*\] \([^(]*\)([0-9]*, [0-9]* ms)\(.*\), uid.*/\1\2/p' | sort
  CrmWebhook/crm: not applied : 400 bad request: url: url is not known (UNKNOWN); uri: uri is required (REQUIRED)
  Webhook/analytics: not applied : 400 bad request: url: url is not known (UNKNOWN); uri: uri is required (REQUIRED)

$ sed -i 's|profile: cxone|profile: profiles/uri.yaml|' cxctl.yaml
-- commit the tenant says uri
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

    + CrmWebhook/crm
        /name    "crm"
        /url     "https://crm.example.com/cxone"
        /events  ["profile.updated"]
    + Webhook/analytics
        /name     "analytics"
        /url      "https://analytics.example.com/cxone"
        /events   ["profile.updated"]
        /enabled  true
        /headers  {}

  Plan: 2 to create, 0 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}
$ cxctl apply --yes | tail -3
  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
$ curl -sS {URL}/sandbox/state | jq -c '.webhooks[], .crm_webhooks[] | [.name, .uri, .url]'
  ["analytics","https://analytics.example.com/cxone",null]
  ["crm","https://crm.example.com/cxone",null]
$ git show refs/cxctl/prod:resources/Webhook/analytics.json | jq -c .spec.url
  "https://analytics.example.com/cxone"
$ cxctl apply --yes
  Nothing to do: prod is what {COMMIT} says.
  2 unchanged, 2 requests, none of them a write.

# Drift, and putting it back.
$ curl -sS {URL}/sandbox/state | jq -r '.webhooks[0].id'
  {UUID:hook}
$ curl -sS {URL}/sandbox/edit -d '{"kind": "Webhook", "id": "{UUID:hook}", "patch": {"uri": "https://evil.example.com/"}}' | jq -r .uri
  https://evil.example.com/
$ cxctl drift
  Changed by hand in prod, as applied -> as it is now:

    ~ Webhook/analytics  last changed {TIME}
        ~ /url
               "https://analytics.example.com/cxone"
            -> "https://evil.example.com/"

  Drift: 1 of 2 resources

  Next: cxctl plan shows what apply would put back
  [exit 6]
$ cxctl plan -o json | jq -c '.changes[].fields'
  [{"path":"/url","op":"replace","before":"https://evil.example.com/","after":"https://analytics.example.com/cxone","class":"drift"}]
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

  Changed by hand in the tenant, will be put back:
    ~ Webhook/analytics
        ~ /url
               "https://evil.example.com/"
            -> "https://analytics.example.com/cxone"

  Plan: 0 to create, 1 to update, 0 to delete, 1 unchanged
        1 changed by hand

  [1/1] Webhook/analytics: updated (200, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
$ curl -sS {URL}/sandbox/state | jq -c '.webhooks[0] | [.uri, .url]'
  ["https://analytics.example.com/cxone",null]

# render says what a tenant will get in the words of definitions.
$ cxctl render --explain | head -12
  # webhooks/analytics.yaml:1, for prod
  apiVersion: cxctl/v1                    # definition webhooks/analytics.yaml:1
  kind: Webhook                           # definition webhooks/analytics.yaml:2
  metadata:
    name: analytics                       # definition webhooks/analytics.yaml:3
  spec:
    name: analytics                       # definition webhooks/analytics.yaml:5
    # definition webhooks/analytics.yaml:6
    url: https://analytics.example.com/cxone
    events:
      - profile.updated                   # definition webhooks/analytics.yaml:7
    enabled: true                         # default of the schema

# What the tenant has to say of uri is about url: it wants https even for localhost.
$ sed -i 's|https://analytics.example.com/cxone|http://localhost/x|' webhooks/analytics.yaml
-- commit not https
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

    ~ Webhook/analytics
        ~ /url  "https://analytics.example.com/cxone" -> "http://localhost/x"

  Plan: 0 to create, 1 to update, 0 to delete, 1 unchanged

  [1/1] Webhook/analytics: not applied (400, {MS} ms): 400 bad request: url: uri must be an https URL (INVALID_URL), uid {UUID} (correlation id {UUID})
    Webhook/analytics: not applied: 400 bad request: url: uri must be an https URL
      (INVALID_URL), uid {UUID} (correlation id
      {UUID}) [tenant.status]
      hint: the tenant's uri is url in a definition

  Apply: 0 applied, 1 not applied; 0.0 % success,
         mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 1]

# A definition that says uri is told what it is called here.
$ sed -i 's|  url: http://localhost/x|  uri: https://analytics.example.com/cxone|' webhooks/analytics.yaml
$ cxctl validate
  [stderr]
  webhooks/analytics.yaml:6:3: error: "uri" is not known in spec [schema.unknown]
      6 |   uri: https://analytics.example.com/cxone
        |   ^^^
    hint: did you mean "url"?
  [exit 1]

# Renames that name a field twice.
$ sed -i 's|  uri:|  url:|' webhooks/analytics.yaml
$ sed -i 's|CrmWebhook: {renames: {url: uri}}|CrmWebhook: {renames: {url: uri, name: uri}}|' profiles/uri.yaml
$ cxctl plan
  [stderr]
  profiles/uri.yaml:7:31: error: renames of CrmWebhook name uri twice [profile.rename]
      7 |   CrmWebhook: {renames: {url: uri, name: uri}}
        |                               ^^^
  profiles/uri.yaml:7:36: note: here too
      7 |   CrmWebhook: {renames: {url: uri, name: uri}}
        |                                    ^^^^
    hint: a rename is our name of a field, and the tenant's: {url: uri}
  [exit 1]
