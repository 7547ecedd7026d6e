# What a deployment does not have is null in its profile, and each of these has a meaning (docs/how-to/add-a-kind.md).

-- project webhooks
$ sed -i 's|profile: cxone|profile: profiles/few.yaml|' cxctl.yaml
-- file profiles/few.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: few}
  extends: cxone
-- file webhooks/one.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: one}
  spec: {name: one, url: "https://one.example.com/", events: [profile.updated]}
-- commit one webhook
$ cxctl apply --yes | tail -3
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

# Without put a changed webhook is reported as not updatable, and never posted again. The rest goes on.
-- file profiles/few.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: few}
  extends: cxone
  kinds: {Webhook: {routes: {put: null}}}
$ sed -i 's|one.example.com|1.example.com|' webhooks/one.yaml
-- file webhooks/two.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: two}
  spec: {name: two, url: "https://two.example.com/", events: [profile.updated]}
-- commit no put
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    + Webhook/two
        /name     "two"
        /url      "https://two.example.com/"
        /events   ["profile.updated"]
        /enabled  true
        /headers  {}

  Not done by apply, as the tenant has no call for it:
    ~ Webhook/one
        not updatable: the tenant has no call that updates a Webhook
        ~ /url  "https://one.example.com/" -> "https://1.example.com/"

  Plan: 1 to create, 1 to update, 0 to delete, 0 unchanged
        1 of these not done by apply

  Next: cxctl apply --fingerprint sha256:{HASH}
-- requests
  GET /api/v2/webhooks?limit=1000 200 x2
  POST /api/v2/webhooks 201
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    + Webhook/two
        /name     "two"
        /url      "https://two.example.com/"
        /events   ["profile.updated"]
        /enabled  true
        /headers  {}

  Not done by apply, as the tenant has no call for it:
    ~ Webhook/one
        not updatable: the tenant has no call that updates a Webhook
        ~ /url  "https://one.example.com/" -> "https://1.example.com/"

  Plan: 1 to create, 1 to update, 0 to delete, 0 unchanged
        1 of these not done by apply

  [1/2] Webhook/one: not applied: not updatable: the tenant has no call that updates a Webhook
  [2/2] Webhook/two: created (201, {MS} ms)
    Webhook/one: not applied: not updatable: the tenant has no call that updates a
      Webhook [apply.unable]
      hint: do it by hand in the tenant, or take the change out of git

  Apply: 1 applied, 1 not applied; 50.0 % success,
         mean latency {MS} ms, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 3]
-- writes
  POST /api/v2/webhooks 201
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Not done by apply, as the tenant has no call for it:
    ~ Webhook/one
        not updatable: the tenant has no call that updates a Webhook
        ~ /url  "https://one.example.com/" -> "https://1.example.com/"

  Plan: 0 to create, 1 to update, 0 to delete, 1 unchanged
        1 of these not done by apply

  [stderr]
  webhooks/one.yaml:1:1: error: Webhook/one is not updatable: the tenant has no call that updates a Webhook [apply.unable]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: do it by hand in the tenant, or take the change out of git
  [exit 1]
-- writes
$ cxctl plan -o json | jq -c '.changes[] | [.address, .action, .refusal]'
  ["Webhook/one","update","not updatable: the tenant has no call that updates a Webhook"]

# Without create, plan says so.
-- file profiles/few.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: few}
  extends: cxone
  kinds: {Webhook: {routes: {create: null}}}
-- file webhooks/three.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: three}
  spec: {name: three, url: "https://three.example.com/", events: [profile.updated]}
-- commit no create
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Webhook/one
        ~ /url  "https://one.example.com/" -> "https://1.example.com/"

  Not done by apply, as the tenant has no call for it:
    + Webhook/three
        not creatable: the tenant has no call that creates a Webhook
        /name     "three"
        /url      "https://three.example.com/"
        /events   ["profile.updated"]
        /enabled  true
        /headers  {}

  Plan: 1 to create, 1 to update, 0 to delete, 1 unchanged
        1 of these not done by apply

  Next: cxctl apply --fingerprint sha256:{HASH}
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Webhook/one
        ~ /url  "https://one.example.com/" -> "https://1.example.com/"

  Not done by apply, as the tenant has no call for it:
    + Webhook/three
        not creatable: the tenant has no call that creates a Webhook
        /name     "three"
        /url      "https://three.example.com/"
        /events   ["profile.updated"]
        /enabled  true
        /headers  {}

  Plan: 1 to create, 1 to update, 0 to delete, 1 unchanged
        1 of these not done by apply

  [1/2] Webhook/three: not applied: not creatable: the tenant has no call that creates a Webhook
  [2/2] Webhook/one: updated (200, {MS} ms)
    Webhook/three: not applied: not creatable: the tenant has no call that creates
      a Webhook [apply.unable]
      hint: do it by hand in the tenant, or take the change out of git

  Apply: 1 applied, 1 not applied; 50.0 % success,
         mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 3]
-- writes
  PUT /api/v2/webhooks/{UUID} 200

# Without list each known id is read by a GET; what is new cannot be looked for.
-- file profiles/few.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: few}
  extends: cxone
  kinds: {Webhook: {routes: {list: null}}}
-- commit no list
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

    + Webhook/three
        /name     "three"
        /url      "https://three.example.com/"
        /events   ["profile.updated"]
        /enabled  true
        /headers  {}

  Plan: 1 to create, 0 to update, 0 to delete, 2 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}
  [stderr]
  warning: the tenant has no list of kind Webhook, so nobody can see whether it holds what would be created [plan.unlisted]
    hint: what it holds already is named by its id: metadata.id
-- requests
  GET /api/v2/webhooks/{UUID} 200
  GET /api/v2/webhooks/{UUID} 200
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

    + Webhook/three
        /name     "three"
        /url      "https://three.example.com/"
        /events   ["profile.updated"]
        /enabled  true
        /headers  {}

  Plan: 1 to create, 0 to update, 0 to delete, 2 unchanged

  [1/1] Webhook/three: created (201, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [stderr]
  warning: the tenant has no list of kind Webhook, so nobody can see whether it holds what would be created [plan.unlisted]
    hint: what it holds already is named by its id: metadata.id
-- requests
  GET /api/v2/webhooks/{UUID} 200
  GET /api/v2/webhooks/{UUID} 200
  POST /api/v2/webhooks 201
$ cxctl drift
  No drift: prod holds what was applied (3 resources checked)
-- requests
  GET /api/v2/webhooks/{UUID} 200
  GET /api/v2/webhooks/{UUID} 200
  GET /api/v2/webhooks/{UUID} 200

# Without list and read, plan works from the ledger and says that it is blind.
-- file profiles/few.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: few}
  extends: cxone
  kinds: {Webhook: {routes: {list: null, read: null}}}
$ sed -i 's|three.example.com|3.example.com|' webhooks/three.yaml
-- commit blind
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (0 requests)

    ~ Webhook/three
        ~ /url  "https://three.example.com/" -> "https://3.example.com/"

  Plan: 0 to create, 1 to update, 0 to delete, 2 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}
  [stderr]
  warning: the tenant cannot show what it holds of kind Webhook [plan.blind]
    hint: the plan takes what the ledger says was applied last; drift cannot be seen
$ cxctl plan -o json | jq -c .live
  {"complete":false,"requests":0}
  [stderr]
  warning: the tenant cannot show what it holds of kind Webhook [plan.blind]
    hint: the plan takes what the ledger says was applied last; drift cannot be seen
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (0 requests)

    ~ Webhook/three
        ~ /url  "https://three.example.com/" -> "https://3.example.com/"

  Plan: 0 to create, 1 to update, 0 to delete, 2 unchanged

  [1/1] Webhook/three: updated (200, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 1 request in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [stderr]
  warning: the tenant cannot show what it holds of kind Webhook [plan.blind]
    hint: the plan takes what the ledger says was applied last; drift cannot be seen
-- requests
  PUT /api/v2/webhooks/{UUID} 200
$ cxctl apply --yes
  Nothing to do: prod is what {COMMIT} says.
  3 unchanged, 0 requests, none of them a write.
  [stderr]
  warning: the tenant cannot show what it holds of kind Webhook [plan.blind]
    hint: the plan takes what the ledger says was applied last; drift cannot be seen
-- requests
$ cxctl drift
  Nothing checked: prod cannot show what it holds of 3 resources
  [stderr]
  warning: the tenant cannot show what it holds of kind Webhook [plan.blind]
    hint: the plan takes what the ledger says was applied last; drift cannot be seen

# Without delete a removal is a warning.
-- file profiles/few.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: few}
  extends: cxone
  kinds: {Webhook: {routes: {list: null, read: null, delete: null}}}
$ git rm -q webhooks/three.yaml
-- commit no delete
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (0 requests)

  No changes: what can be seen of the tenant is as git says, 2 unchanged
  [stderr]
  warning: the tenant cannot show what it holds of kind Webhook [plan.blind]
    hint: the plan takes what the ledger says was applied last; drift cannot be seen
  warning: Webhook/three is no longer in git, but the tenant cannot delete it [plan.delete]
    hint: delete it by hand; the ledger keeps it, as the tenant cannot show that it is gone
  2 warnings
$ cxctl apply --yes
  Nothing to do: prod is what {COMMIT} says.
  2 unchanged, 0 requests, none of them a write.
  [stderr]
  warning: the tenant cannot show what it holds of kind Webhook [plan.blind]
    hint: the plan takes what the ledger says was applied last; drift cannot be seen
  warning: Webhook/three is no longer in git, but the tenant cannot delete it [plan.delete]
    hint: delete it by hand; the ledger keeps it, as the tenant cannot show that it is gone
  2 warnings
-- writes

# A POST whose end is unknown is looked for in the list. Without one there is nothing to wait for, and it is never sent again.
-- file profiles/few.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: few}
  extends: cxone
  kinds: {Webhook: {routes: {list: null, delete: null}}}
-- file webhooks/four.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: four}
  spec: {name: four, url: "https://four.example.com/", events: [profile.updated]}
-- commit four
-- post /sandbox/faults
  {"route": "POST /api/v2/webhooks", "kind": "reset-after", "count": 1}
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (3 requests)

    + Webhook/four
        /name     "four"
        /url      "https://four.example.com/"
        /events   ["profile.updated"]
        /enabled  true
        /headers  {}

  Plan: 1 to create, 0 to update, 0 to delete, 2 unchanged

  [1/1] Webhook/four: in doubt: it may or may not have been created, and the tenant has no list to see it in: the connection to {URL} broke before a whole answer came: Empty reply from server
  ...
  Apply: 0 applied, 1 in doubt; 0.0 % success, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [stderr]
  warning: Webhook/three is no longer in git, but the tenant cannot delete it [plan.delete]
    hint: delete it by hand; the ledger then lets it go
  warning: the tenant has no list of kind Webhook, so nobody can see whether it holds what would be created [plan.unlisted]
    hint: what it holds already is named by its id: metadata.id
  2 warnings
  [exit 3]
-- writes
  POST /api/v2/webhooks 201 reset-after
$ cxctl apply --yes
  [stderr]
  webhooks/four.yaml:1:1: error: Webhook/four may have been created by an earlier run, and the tenant has no list to see it in [apply.unknown]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: look for it in the tenant: if it is there, give its id as metadata.id; if not, apply once without the definition
  warning: Webhook/three is no longer in git, but the tenant cannot delete it [plan.delete]
    hint: delete it by hand; the ledger then lets it go
  warning: the tenant has no list of kind Webhook, so nobody can see whether it holds what would be created [plan.unlisted]
    hint: what it holds already is named by its id: metadata.id
  1 error, 2 warnings
  [exit 1]
-- writes
$ curl -sS {URL}/sandbox/state | jq -r '.webhooks[] | select(.name == "four") | .id'
  {UUID:four}
$ sed -i 's/name: four}/name: four, id: "{UUID:four}"}/' webhooks/four.yaml
-- commit the id of four
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (4 requests)

  Only noted in the ledger:
    = Webhook/four
        equal in git and tenant, not yet in the ledger

  Plan: 0 to create, 0 to update, 0 to delete, 3 unchanged
        1 only for the ledger

  [1/1] Webhook/four: noted in the ledger
  Apply: 0 applied, 1 noted; 100.0 % success, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [stderr]
  warning: Webhook/three is no longer in git, but the tenant cannot delete it [plan.delete]
    hint: delete it by hand; the ledger then lets it go
-- writes
