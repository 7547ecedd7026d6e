# Webhooks get their id from the tenant. cxctl posts one once, remembers the id, and puts to it from then on.

-- sandbox
-- project webhooks
-- secret ANALYTICS_SECRET
-- file webhooks/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics-sync}
  spec:
    name: analytics_sync
    url: https://analytics.example.com/cxone
    events: [interaction.attributes.updated]
    headers:
      X-Webhook-Source: cxone
      Authorization: {env: ANALYTICS_TOKEN}
    secret: {env: ANALYTICS_SECRET}
-- commit a webhook

# All secrets that are missing are told in one run, before anything is sent.
-- env ANALYTICS_SECRET
$ cxctl plan
  [stderr]
  webhooks/analytics.yaml:10:20: error: the secret needs the environment variable ANALYTICS_TOKEN, which is not set [setting.unset]
     10 |     Authorization: {env: ANALYTICS_TOKEN}
        |                    ^^^^^^^^^^^^^^^^^^^^^^
    hint: set it in the environment of cxctl, for example as a secret of the CI job
  webhooks/analytics.yaml:11:11: error: the secret needs the environment variable ANALYTICS_SECRET, which is not set [setting.unset]
     11 |   secret: {env: ANALYTICS_SECRET}
        |           ^^^^^^^^^^^^^^^^^^^^^^^
    hint: set it in the environment of cxctl, for example as a secret of the CI job
  2 errors
  [exit 1]

-- requests token

-- secret ANALYTICS_SECRET
-- secret ANALYTICS_TOKEN
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Webhook/analytics-sync
        /name     "analytics_sync"
        /url      "https://analytics.example.com/cxone"
        /events   ["interaction.attributes.updated"]
        /headers  {
          "X-Webhook-Source": "cxone",
          Authorization: {env: "ANALYTICS_TOKEN"}
        }
        /secret   {env: "ANALYTICS_SECRET"}
        /enabled  true

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}

$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Webhook/analytics-sync
        /name     "analytics_sync"
        /url      "https://analytics.example.com/cxone"
        /events   ["interaction.attributes.updated"]
        /headers  {
          "X-Webhook-Source": "cxone",
          Authorization: {env: "ANALYTICS_TOKEN"}
        }
        /secret   {env: "ANALYTICS_SECRET"}
        /enabled  true

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  [1/1] Webhook/analytics-sync: created (201, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- requests ordered
  GET /api/v2/webhooks?limit=1000 200
  GET /api/v2/webhooks?limit=1000 200
  POST /api/v2/webhooks 201

# What was sent holds the values; what cxctl prints and records holds none of them.
$ curl -sS {URL}/sandbox/state | jq '.webhooks[0] | keys'
  [
    "created_at",
    "enabled",
    "events",
    "headers",
    "id",
    "name",
    "secret_sha256",
    "updated_at",
    "url"
  ]

$ test "$(curl -sS {URL}/sandbox/state | jq -r '.webhooks[0].secret_sha256')" = "$(printf %s "$ANALYTICS_SECRET" | sha256sum | cut -d' ' -f1)"

$ git show refs/cxctl/prod:resources/Webhook/analytics-sync.json | jq -cS .spec
  {"enabled":true,"events":["interaction.attributes.updated"],"headers":{"Authorization":{"env":"ANALYTICS_TOKEN"},"X-Webhook-Source":"cxone"},"name":"analytics_sync","secret":{"env":"ANALYTICS_SECRET"},"url":"https://analytics.example.com/cxone"}

# A change goes to the id that the ledger remembers. The order of events and a comment are none.
-- file webhooks/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics-sync}
  spec:
    name: analytics_sync
    url: https://analytics.example.com/v2
    events: [profile.updated, interaction.attributes.updated]
    headers:
      X-Webhook-Source: cxone
      Authorization: {env: ANALYTICS_TOKEN}
    secret: {env: ANALYTICS_SECRET}
-- commit more events
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Webhook/analytics-sync
        ~ /url
               "https://analytics.example.com/cxone"
            -> "https://analytics.example.com/v2"
        + /events/0  "profile.updated"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  [1/1] Webhook/analytics-sync: updated (200, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- requests ordered
  GET /api/v2/webhooks?limit=1000 200
  GET /api/v2/webhooks/{UUID} 200
  PUT /api/v2/webhooks/{UUID} 200

-- file webhooks/analytics.yaml
  # Profiles first.
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics-sync}
  spec:
    name: analytics_sync
    url: https://analytics.example.com/v2
    events: [interaction.attributes.updated, profile.updated]
    headers:
      Authorization: {env: ANALYTICS_TOKEN}
      X-Webhook-Source: cxone
    secret: {env: ANALYTICS_SECRET}
-- commit another order
$ cxctl apply --yes
  Nothing to do: prod is what {COMMIT} says.
  1 unchanged, 1 request, none of them a write.

-- writes

# Another version of a secret sends it again. Nobody can see the value, so nothing else does.
$ sed -i 's/secret: {env: ANALYTICS_SECRET}/secret: {env: ANALYTICS_SECRET, version: 2}/' webhooks/analytics.yaml
-- commit another secret
-- secret ANALYTICS_SECRET
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Webhook/analytics-sync
        ~ /secret
               {env: "ANALYTICS_SECRET"}
            -> {env: "ANALYTICS_SECRET", version: 2}

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}

$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Webhook/analytics-sync
        ~ /secret
               {env: "ANALYTICS_SECRET"}
            -> {env: "ANALYTICS_SECRET", version: 2}

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  [1/1] Webhook/analytics-sync: updated (200, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- writes
  PUT /api/v2/webhooks/{UUID} 200

$ test "$(curl -sS {URL}/sandbox/state | jq -r '.webhooks[0].secret_sha256')" = "$(printf %s "$ANALYTICS_SECRET" | sha256sum | cut -d' ' -f1)"

# A new metadata.name is the same webhook under another name: no POST, no DELETE.
$ sed -i 's/name: analytics-sync/name: analytics/' webhooks/analytics.yaml
-- commit rename
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Only noted in the ledger:
    = Webhook/analytics
        renamed from analytics-sync

  Plan: 0 to create, 0 to update, 0 to delete, 1 unchanged
        1 only for the ledger

  Next: cxctl apply --fingerprint sha256:{HASH}

$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Only noted in the ledger:
    = Webhook/analytics
        renamed from analytics-sync

  Plan: 0 to create, 0 to update, 0 to delete, 1 unchanged
        1 only for the ledger

  [1/1] Webhook/analytics: noted in the ledger
  Apply: 0 applied, 1 noted; 100.0 % success, 1 request in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- writes

$ git ls-tree -r --name-only refs/cxctl/prod -- resources
  resources/Webhook/analytics.json

# A new name in the tenant is a field like any other.
$ sed -i 's/name: analytics_sync/name: analytics/' webhooks/analytics.yaml
-- commit rename in the tenant
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Webhook/analytics
        ~ /name  "analytics_sync" -> "analytics"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  [1/1] Webhook/analytics: updated (200, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- writes
  PUT /api/v2/webhooks/{UUID} 200

$ curl -sS {URL}/sandbox/state | jq -r '.webhooks[].name'
  analytics

# A secret can stand in a file; one newline at its end is cut.
$ mkdir secrets && echo secrets > .gitignore && printf '%s\n' "$ANALYTICS_SECRET" > ../secret && ln -s ../../secret secrets/analytics
$ sed -i 's/{env: ANALYTICS_SECRET, version: 2}/{file: secrets\/analytics, version: 3}/' webhooks/analytics.yaml
-- commit the secret from a file
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Webhook/analytics
        ~ /secret
               {env: "ANALYTICS_SECRET", version: 2}
            -> {file: "secrets/analytics", version: 3}

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  [1/1] Webhook/analytics: updated (200, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- writes
  PUT /api/v2/webhooks/{UUID} 200

$ test "$(curl -sS {URL}/sandbox/state | jq -r '.webhooks[0].secret_sha256')" = "$(printf %s "$ANALYTICS_SECRET" | sha256sum | cut -d' ' -f1)"

$ rm ../secret
$ cxctl plan
  [stderr]
  webhooks/analytics.yaml:12:11: error: the secret needs the file secrets/analytics: it does not exist [setting.file]
     12 |   secret: {file: secrets/analytics, version: 3}
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: write the value into it; its path is relative to the project
  [exit 1]
