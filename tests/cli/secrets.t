# Whether secrets are there is asked for: a pull request is checked without them.

-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [webhooks]
  tenants:
    prod:
      base_url: {URL}
      auth:
        token_url: {URL}/oauth/token
        client_id: {env: CXONE_CLIENT_ID}
        client_secret: {env: CXONE_CLIENT_SECRET}
      notify: {url: "https://hooks.example.com/cdp", secret: {file: secrets/notify}}
-- file webhooks/analytics.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: analytics}
  spec:
    name: analytics
    url: https://hooks.example.com/cxone
    events: [profile.updated]
    secret: {env: ANALYTICS_SECRET}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: crm}
  spec:
    name: crm
    url: https://crm.example.com/cxone
    events: [profile.updated]
    secret: {file: secrets/crm}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: again}
  spec:
    name: again
    url: https://again.example.com/cxone
    events: [profile.updated]
    secret: {env: ANALYTICS_SECRET}

$ cxctl validate
  3 definitions in 1 file: valid
$ cxctl validate --secrets
  [stderr]
  cxctl.yaml:11:60: warning: notify.secret needs the file secrets/notify: it does not exist [setting.file]
     11 |     notify: {url: "https://hooks.example.com/cdp", secret: {file: secrets/notify}}
        |                                                            ^^^^^^^^^^^^^^^^^^^^^^
    hint: write the value into it; its path is relative to the project
  webhooks/analytics.yaml:8:11: error: the secret needs the environment variable ANALYTICS_SECRET, which is not set [setting.unset]
      8 |   secret: {env: ANALYTICS_SECRET}
        |           ^^^^^^^^^^^^^^^^^^^^^^^
    hint: set it in the environment of cxctl, for example as a secret of the CI job
  webhooks/analytics.yaml:17:11: error: the secret needs the file secrets/crm: it does not exist [setting.file]
     17 |   secret: {file: secrets/crm}
        |           ^^^^^^^^^^^^^^^^^^^
    hint: write the value into it; its path is relative to the project
  2 errors, 1 warning
  [exit 1]

# plan looks in any case, and in the same way.

-- commit three webhooks
$ cxctl plan
  [stderr]
  webhooks/analytics.yaml:8:11: error: the secret needs the environment variable ANALYTICS_SECRET, which is not set [setting.unset]
      8 |   secret: {env: ANALYTICS_SECRET}
        |           ^^^^^^^^^^^^^^^^^^^^^^^
    hint: set it in the environment of cxctl, for example as a secret of the CI job
  webhooks/analytics.yaml:17:11: error: the secret needs the file secrets/crm: it does not exist [setting.file]
     17 |   secret: {file: secrets/crm}
        |           ^^^^^^^^^^^^^^^^^^^
    hint: write the value into it; its path is relative to the project
  2 errors
  [exit 1]

# What is there may be weak, or no secret at all: a file that git tracks.

-- secret ANALYTICS_SECRET=hunter2-and-more
-- file secrets/crm
  a-secret-of-more-than-thirty-two-bytes
-- file secrets/notify
  short-one
$ git add secrets/crm
$ cxctl validate --secrets
  3 definitions in 1 file: valid
  [stderr]
  cxctl.yaml:11:60: warning: notify.secret is shorter than 32 bytes [secret.weak]
     11 |     notify: {url: "https://hooks.example.com/cdp", secret: {file: secrets/notify}}
        |                                                            ^^^^^^^^^^^^^^^^^^^^^^
    hint: make a longer one, for example with: openssl rand -hex 32
  webhooks/analytics.yaml:8:11: warning: the secret is shorter than 32 bytes [secret.weak]
      8 |   secret: {env: ANALYTICS_SECRET}
        |           ^^^^^^^^^^^^^^^^^^^^^^^
    hint: make a longer one, for example with: openssl rand -hex 32
  webhooks/analytics.yaml:17:11: warning: the secret in secrets/crm is in git, for all to read [secret.tracked]
     17 |   secret: {file: secrets/crm}
        |           ^^^^^^^^^^^^^^^^^^^
    hint: take it out with git rm --cached, add it to .gitignore, and make a new secret: the history keeps this one
  3 warnings
$ cxctl validate --secrets --warnings-as-errors --quiet
  [stderr]
  error: 3 warnings, and with --warnings-as-errors that is a failure [validate.warnings]
  [exit 1]
$ git rm -q --cached secrets/crm

# Empty values and what is no text are as good as missing.

-- env ANALYTICS_SECRET=
$ printf '\n' > secrets/crm
$ printf 'a\000b' > secrets/notify
$ cxctl validate --secrets
  [stderr]
  cxctl.yaml:11:60: warning: notify.secret needs the file secrets/notify: it holds a NUL byte [setting.file]
     11 |     notify: {url: "https://hooks.example.com/cdp", secret: {file: secrets/notify}}
        |                                                            ^^^^^^^^^^^^^^^^^^^^^^
    hint: write the value into it; its path is relative to the project
  webhooks/analytics.yaml:8:11: error: the secret needs the environment variable ANALYTICS_SECRET, which is empty [setting.unset]
      8 |   secret: {env: ANALYTICS_SECRET}
        |           ^^^^^^^^^^^^^^^^^^^^^^^
    hint: set it in the environment of cxctl, for example as a secret of the CI job
  webhooks/analytics.yaml:17:11: error: the secret needs the file secrets/crm: it is empty [setting.file]
     17 |   secret: {file: secrets/crm}
        |           ^^^^^^^^^^^^^^^^^^^
    hint: write the value into it; its path is relative to the project
  2 errors, 1 warning
  [exit 1]
$ rm secrets/crm; mkdir secrets/crm
$ cxctl validate --secrets --all-tenants -q
  prod  2 errors, 1 warning
  [stderr]
  webhooks/analytics.yaml:8:11: error: the secret needs the environment variable ANALYTICS_SECRET, which is empty [setting.unset]
      8 |   secret: {env: ANALYTICS_SECRET}
        |           ^^^^^^^^^^^^^^^^^^^^^^^
  webhooks/analytics.yaml:17:11: error: the secret needs the file secrets/crm: {DIR}/secrets/crm is not a regular file [setting.file]
     17 |   secret: {file: secrets/crm}
        |           ^^^^^^^^^^^^^^^^^^^
  2 errors
  [exit 1]

# Credentials of the tenant are not needed to check definitions: they are warned of.

-- env ANALYTICS_SECRET=0123456789abcdef0123456789abcdef
$ rmdir secrets/crm; echo 0123456789abcdef0123456789abcdef | tee secrets/crm > secrets/notify
-- env CXONE_CLIENT_SECRET
$ cxctl validate --secrets
  3 definitions in 1 file: valid
  [stderr]
  cxctl.yaml:10:22: warning: auth.client_secret needs the environment variable CXONE_CLIENT_SECRET, which is not set [setting.unset]
     10 |       client_secret: {env: CXONE_CLIENT_SECRET}
        |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: set it in the environment of cxctl, for example as a secret of the CI job
-- env CXONE_CLIENT_SECRET=whatever
$ cxctl validate --secrets
  3 definitions in 1 file: valid

# The ledger's key is looked at, too, where there is one.

-- secret CXCTL_LEDGER_KEY=a-key-of-31-bytes-0123456789abc
$ cxctl validate --secrets
  [stderr]
  error: CXCTL_LEDGER_KEY is shorter than 32 bytes [secret.key]
    hint: make one with: openssl rand -hex 32
  [exit 1]
