# Overlays: what one tenant has differently, patched before variables are put in.

-- project webhooks
  vars: {host: hooks.example.com}
-- file webhooks/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  spec:
    name: analytics
    url: https://${var.host}/cxone
    events: [profile.updated]
    headers: {X-Source: git}
-- file overlays/prod/eu/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  patch:
    spec:
      url: https://eu.${var.host}/cxone
      headers: null
-- commit one webhook, patched for prod

$ cxctl validate
  1 definition in 1 file: valid
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Webhook/analytics
        /name     "analytics"
        /url      "https://eu.hooks.example.com/cxone"
        /events   ["profile.updated"]
        /enabled  true
        /headers  {}

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  [1/1] Webhook/analytics: created (201, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- requests
  GET /api/v2/webhooks?limit=1000 200
  POST /api/v2/webhooks 201

# A commit is read with the overlays that it has.

-- file overlays/prod/eu/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  patch: {spec: {enabled: false}}

$ cxctl plan --rev HEAD
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request)

    ~ Webhook/analytics
        ~ /url
               "https://eu.hooks.example.com/cxone"
            -> "https://hooks.example.com/cxone"
        ~ /enabled           true -> false
        + /headers/X-Source  "git"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}

# A patch that the kind's schema refuses is shown where it was written; what is wrong elsewhere, but only by it, names it.

-- file overlays/prod/eu/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  patch: {spec: {url: null, enable: false}}

$ cxctl validate
  [stderr]
  overlays/prod/eu/analytics.yaml:4:27: error: "enable" is not known in spec [schema.unknown]
      4 | patch: {spec: {url: null, enable: false}}
        |                           ^^^^^^
    hint: did you mean "enabled"?
  webhooks/analytics.yaml:5:3: error: spec has no "url" [schema.required]
      5 |   name: analytics
        |   ^^^^
  overlays/prod/eu/analytics.yaml:4:1: note: only with this overlay
      4 | patch: {spec: {url: null, enable: false}}
        | ^^^^^
    hint: a webhook has name, url and events
  2 errors
  [exit 1]

# Overlays have rules of their own.

-- file overlays/prod/eu/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  patch: {metadata: {name: other}}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  patch: {spec: {enabled: false}}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytic}
  patch: {url: "https://example.com"}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytic}
  patch: {spec: {enabled: false}}
  ---
  apiVersion: cxctl/v1
  kind: Webhok
  metadata: {name: analytics}
  patch: {spec: {enabled: false}}

$ cxctl validate
  [stderr]
  overlays/prod/eu/analytics.yaml:4:20: error: an overlay cannot change metadata.name [overlay.identity]
      4 | patch: {metadata: {name: other}}
        |                    ^^^^
    hint: write another definition for what is not the same resource
  overlays/prod/eu/analytics.yaml:8:18: error: Webhook/analytics is patched twice for prod [overlay.twice]
      8 | metadata: {name: analytics}
        |                  ^^^^^^^^^
  overlays/prod/eu/analytics.yaml:3:18: note: first patched here
      3 | metadata: {name: analytics}
        |                  ^^^^^^^^^
    hint: put both patches into one document
  overlays/prod/eu/analytics.yaml:14:9: error: "url" is not known in patch [schema.unknown]
     14 | patch: {url: "https://example.com"}
        |         ^^^
    hint: the patch is of the whole definition: fields stand below patch: {spec: {...}}
  overlays/prod/eu/analytics.yaml:18:18: error: there is no Webhook named analytic to patch [overlay.target]
     18 | metadata: {name: analytic}
        |                  ^^^^^^^^
    hint: did you mean analytics?
  overlays/prod/eu/analytics.yaml:22:7: error: there is no kind Webhok [overlay.kind]
     22 | kind: Webhok
        |       ^^^^^^
    hint: did you mean Webhook?
  5 errors
  [exit 1]

# What does nothing is a warning; so is a folder that no tenant owns.

-- file overlays/prod/eu/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  patch: {spec: {secret: null}}
-- file overlays/prd/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  patch: {spec: {enabled: false}}
-- file overlays/analytics.yaml
  apiVersion: cxctl/v1

$ cxctl validate
  1 definition in 1 file: valid
  [stderr]
  overlays/prod/eu/analytics.yaml:4:16: warning: the definition has no /spec/secret to remove [overlay.null]
      4 | patch: {spec: {secret: ****}}
        |                ^^^^^^
    hint: null removes what the definition has; take the line out
  warning: overlays/analytics.yaml is in the folder of no tenant, it is not read [overlay.place]
    hint: move it to overlays/prod/analytics.yaml
  warning: overlays/prd is the folder of no tenant, nothing is read from there [overlay.tenant]
    hint: did you mean overlays/prod?
  3 warnings

-- file overlays/prod/eu/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  patch: {spec: {name: analytics}}

$ cxctl validate --quiet
  1 definition in 1 file: valid
$ cxctl validate
  1 definition in 1 file: valid
  [stderr]
  overlays/prod/eu/analytics.yaml:4:1: warning: the patch changes nothing of Webhook/analytics [overlay.nothing]
      4 | patch: {spec: {name: analytics}}
        | ^^^^^
  webhooks/analytics.yaml:1:1: note: the definition says the same
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: remove the overlay
  warning: overlays/analytics.yaml is in the folder of no tenant, it is not read [overlay.place]
    hint: move it to overlays/prod/analytics.yaml
  warning: overlays/prd is the folder of no tenant, nothing is read from there [overlay.tenant]
    hint: did you mean overlays/prod?
  3 warnings
