# With CXCTL_LEDGER_KEY the ledger keeps an HMAC of each secret's value: a new value is seen by itself, and
# no value is shown anywhere.

-- project webhooks
-- secret CXCTL_LEDGER_KEY=k3y-0f-the-ledger-0123456789abcdef
-- secret SYNC_SECRET=first-value-of-the-secret-0123456789
-- secret SYNC_TOKEN=first-value-of-the-secret-0123456789
-- file webhooks/sync.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: sync}
  spec:
    name: sync
    url: https://sync.example.com/cxone
    events: [profile.updated]
    headers: {Authorization: {env: SYNC_TOKEN}}
    secret: {env: SYNC_SECRET}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: other}
  spec:
    name: other
    url: https://other.example.com/cxone
    events: [profile.updated]
    secret: {env: SYNC_SECRET}
-- commit two webhooks

$ cxctl apply --yes -q
  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

# Equal values in two places do not look equal; the key's id, in front, is the same.

$ git show refs/cxctl/prod:resources/Webhook/sync.json | tr ',' '\n' | grep hmac
  "hmac":"01e1935c10e6a3bf.caf3d6434374870730e5c7a425ae944d.{HASH}"}}
  "hmac":"01e1935c10e6a3bf.0bc50284a7c72a57a0a464521ef7df6d.{HASH}"}
$ git show refs/cxctl/prod:resources/Webhook/other.json | tr ',' '\n' | grep hmac
  "hmac":"01e1935c10e6a3bf.7313b56abb194c561ac7139ef1d03e31.{HASH}"}

# Another program comes to the same; src/engine/ledger_key.h says how.

-- file check.py
  import hashlib, hmac, json, os, subprocess

  def mac(key, message):
      return hmac.new(key, message, hashlib.sha256)

  key, value = os.environ["CXCTL_LEDGER_KEY"].encode(), os.environ["SYNC_SECRET"].encode()
  for name in ("sync", "other"):
      path = f"refs/cxctl/prod:resources/Webhook/{name}.json"
      resource = json.loads(subprocess.run(["git", "show", path], capture_output=True, check=True).stdout)
      place = f"prod\nWebhook/{name}\n/secret\nenv SYNC_SECRET"
      salt = hashlib.sha256(place.encode()).hexdigest()[:32]
      expected = ".".join([
          mac(key, b"cxctl ledger key 1").hexdigest()[:16], salt,
          mac(mac(key, b"cxctl ledger secret 1\n" + value).digest(), salt.encode()).hexdigest()])
      print(name, resource["spec"]["secret"]["hmac"] == expected)

$ python3 check.py
  sync True
  other True

# The second apply writes nothing.

$ cxctl apply --yes
  Nothing to do: prod is what {COMMIT} says.
  2 unchanged, 1 request, none of them a write.

# A new value behind the same name is an update of git's making; neither value is shown.

-- secret SYNC_SECRET=second-value-of-the-secret-987654321
$ cxctl plan --detailed-exitcode
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Webhook/other
        ~ /secret  {env: "SYNC_SECRET"} has another value now
    ~ Webhook/sync
        ~ /secret  {env: "SYNC_SECRET"} has another value now

  Plan: 0 to create, 2 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}
  [exit 2]
$ cxctl plan -o json | jq -c '.changes[0].fields'
  [{"path":"/secret","op":"replace","before":{"env":"SYNC_SECRET","hmac":"01e1935c10e6a3bf.7313b56abb194c561ac7139ef1d03e31.{HASH}"},"after":{"env":"SYNC_SECRET","hmac":"01e1935c10e6a3bf.7313b56abb194c561ac7139ef1d03e31.{HASH}"},"class":"intended"}]
$ cxctl apply --yes -q
  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 5 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  POST /api/v2/webhooks 201 x2
  PUT /api/v2/webhooks/{UUID:other} 200
  PUT /api/v2/webhooks/{UUID:sync} 200
$ cxctl apply --yes -q
  Nothing to do: prod is what {COMMIT} says.
  2 unchanged, 1 request, none of them a write.
-- writes

# Without the key, or with another one, nothing is guessed: it is said, and nothing is sent.

-- secret SYNC_SECRET=third-value-of-the-secret-x135792468
-- env CXCTL_LEDGER_KEY
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 2 unchanged
  [stderr]
  webhooks/sync.yaml:8:28: warning: whether the secret of Webhook/sync changed cannot be told: CXCTL_LEDGER_KEY is not set [secret.key]
      8 |   headers: {Authorization: {env: SYNC_TOKEN}}
        |                            ^^^^^^^^^^^^^^^^^
    note: the same goes for 2 more
    hint: set it to the key of the earlier runs; until then only a new version: is seen
-- secret CXCTL_LEDGER_KEY=an0ther-key-of-the-ledger-0123456789abcdef
$ cxctl apply --yes
  Nothing to do: prod is what {COMMIT} says.
  2 unchanged, 1 request, none of them a write.
  [stderr]
  webhooks/sync.yaml:8:28: warning: whether the secret of Webhook/sync changed cannot be told: CXCTL_LEDGER_KEY is another key than it was applied with [secret.key]
      8 |   headers: {Authorization: {env: SYNC_TOKEN}}
        |                            ^^^^^^^^^^^^^^^^^
    note: the same goes for 2 more
    hint: set the key of the earlier runs; or keep this one, and count version: up where a value is to be sent again
-- writes

# A new version is sent with any key, and known by that one from then on.

$ sed -i 's/secret: {env: SYNC_SECRET}/secret: {env: SYNC_SECRET, version: 2}/' webhooks/sync.yaml
-- commit a new version
$ cxctl plan -o text
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Webhook/other
        ~ /secret  {env: "SYNC_SECRET"} -> {env: "SYNC_SECRET", version: 2}
    ~ Webhook/sync
        ~ /secret  {env: "SYNC_SECRET"} -> {env: "SYNC_SECRET", version: 2}

  Plan: 0 to create, 2 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}
  [stderr]
  webhooks/sync.yaml:8:28: warning: whether the secret of Webhook/sync changed cannot be told: CXCTL_LEDGER_KEY is another key than it was applied with [secret.key]
      8 |   headers: {Authorization: {env: SYNC_TOKEN}}
        |                            ^^^^^^^^^^^^^^^^^
    hint: set the key of the earlier runs; or keep this one, and count version: up where a value is to be sent again
$ cxctl apply --yes -q
  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 5 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  PUT /api/v2/webhooks/{UUID:other} 200
  PUT /api/v2/webhooks/{UUID:sync} 200
$ git show refs/cxctl/prod:resources/Webhook/sync.json | tr ',' '\n' | grep hmac
  "hmac":"884323274fa558c1.caf3d6434374870730e5c7a425ae944d.{HASH}"}}
  "hmac":"884323274fa558c1.0bc50284a7c72a57a0a464521ef7df6d.{HASH}"

# What was applied without a key is known by none: a key that comes later sends nothing by itself either.

-- env CXCTL_LEDGER_KEY
-- file webhooks/late.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: late}
  spec:
    name: late
    url: https://late.example.com/cxone
    events: [profile.updated]
    secret: {env: SYNC_SECRET}
-- commit a third webhook
$ cxctl apply --yes -q
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- secret CXCTL_LEDGER_KEY=an0ther-key-of-the-ledger-0123456789abcdef
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 3 unchanged
  [stderr]
  webhooks/late.yaml:8:11: warning: whether the secret of Webhook/late changed cannot be told: it was applied without CXCTL_LEDGER_KEY [secret.key]
      8 |   secret: {env: SYNC_SECRET}
        |           ^^^^^^^^^^^^^^^^^^
    hint: count its version: up once: it is sent again, and known from then on

# An update for another reason sends the secret, too: then it is known.

$ sed -i 's/late.example.com/later.example.com/' webhooks/late.yaml
-- commit another url
$ cxctl apply --yes -q
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
$ git show refs/cxctl/prod:resources/Webhook/late.json | tr ',' '\n' | grep hmac
  "hmac":"884323274fa558c1.813713a47cd4e38ef943d0ffd6db18a6.{HASH}"}
$ cxctl apply --yes -q
  Nothing to do: prod is what {COMMIT} says.
  3 unchanged, 1 request, none of them a write.
-- writes
  POST /api/v2/webhooks 201
  PUT /api/v2/webhooks/{UUID} 200

# Under another name it is known still.

$ sed -i 's/{name: late}/{name: latest}/' webhooks/late.yaml
-- commit another name
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Only noted in the ledger:
    = Webhook/latest
        renamed from late

  Plan: 0 to create, 0 to update, 0 to delete, 3 unchanged
        1 only for the ledger

  Next: cxctl apply --fingerprint sha256:{HASH}
$ cxctl apply --yes -q
  Apply: 0 applied, 1 noted; 100.0 % success, 1 request in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
$ cxctl apply --yes -q
  Nothing to do: prod is what {COMMIT} says.
  3 unchanged, 1 request, none of them a write.
-- writes
-- secret SYNC_SECRET=fourth-value-of-the-secret-0246813579
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Webhook/latest
        ~ /secret  {env: "SYNC_SECRET"} has another value now
    ~ Webhook/other
        ~ /secret  {env: "SYNC_SECRET", version: 2} has another value now
    ~ Webhook/sync
        ~ /secret  {env: "SYNC_SECRET", version: 2} has another value now

  Plan: 0 to create, 3 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}
$ cxctl plan -o markdown | grep SYNC_SECRET; cxctl plan -o html | grep -o "SYNC_SECRET.*another value now" | head -n 1
  ! /secret: {env: "SYNC_SECRET"} has another value now
  ! /secret: {env: "SYNC_SECRET", version: 2} has another value now
  ! /secret: {env: "SYNC_SECRET", version: 2} has another value now
  SYNC_SECRET&quot;}</del><td><ins>{env: &quot;SYNC_SECRET&quot;} <small>has another value now
-- writes

# A key that is too short for its purpose is refused before anything is read.

-- secret CXCTL_LEDGER_KEY=too-short
$ cxctl plan
  [stderr]
  error: CXCTL_LEDGER_KEY is shorter than 32 bytes [secret.key]
    hint: make one with: openssl rand -hex 32
  [exit 1]
-- env CXCTL_LEDGER_KEY=
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 3 unchanged
  [stderr]
  webhooks/late.yaml:8:11: warning: whether the secret of Webhook/latest changed cannot be told: CXCTL_LEDGER_KEY is not set [secret.key]
      8 |   secret: {env: SYNC_SECRET}
        |           ^^^^^^^^^^^^^^^^^^
    note: the same goes for 3 more
    hint: set it to the key of the earlier runs; until then only a new version: is seen
-- requests
  GET /api/v2/webhooks?limit=1000 200
