# A kind of one's own is adopted as any other: ids where the profile says so, defaults left out, secrets as comments in
# their places. Where a secret can only stand in the open, the plan that proves the adoption is not empty, and adopt
# says so.

-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [queues]
  default_tenant: prod
  tenants:
    prod:
      base_url: http://127.0.0.1:8472
      profile: profiles/own.yaml
      auth:
        token_url: http://127.0.0.1:8472/oauth/token
        client_id: {env: CXONE_CLIENT_ID}
        client_secret: {env: CXONE_CLIENT_SECRET}
-- file profiles/own.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: own}
  extends: cxone
  kinds:
    Queue:
      identity: server_id
      match_field: title
      concurrency: none
      routes:
        list: {method: GET, path: /api/v2/queues}
        read: {method: GET, path: "/api/v2/queues/{id}"}
        create: {method: POST, path: /api/v2/queues}
        put: {method: PUT, path: "/api/v2/queues/{id}"}
        delete: {method: DELETE, path: "/api/v2/queues/{id}"}
-- file schemas/queue.schema.json
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Queue",
    "description": "A queue.",
    "type": "object",
    "required": ["apiVersion", "kind", "metadata", "spec"],
    "properties": {
      "kind": {"const": "Queue"},
      "spec": {
        "type": "object",
        "required": ["title"],
        "additionalProperties": false,
        "properties": {
          "title": {"description": "Its name.", "type": "string"},
          "priority": {"description": "Low first.", "type": "integer", "default": 5},
          "limit": {"description": "Null: none.", "type": ["integer", "null"], "default": 10},
          "credentials": {
            "description": "How it logs in.",
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "user": {"description": "Who.", "type": "string"},
              "password": {"$ref": "#/$defs/secret"}
            }
          },
          "targets": {
            "description": "Where it goes on.",
            "type": "array",
            "items": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "host": {"description": "Where.", "type": "string"},
                "key": {"$ref": "#/$defs/secret"}
              }
            }
          },
          "pin": {"description": "Four digits.", "type": "string", "writeOnly": true},
          "depth": {"description": "How many wait.", "type": "integer", "readOnly": true}
        }
      }
    },
    "$defs": {
      "secret": {
        "description": "By reference.",
        "type": "object",
        "writeOnly": true,
        "required": ["env"],
        "properties": {"env": {"type": "string"}},
        "additionalProperties": false
      }
    }
  }
-- sandbox --project . --profile profiles/own.yaml
$ sed -i 's|http://127.0.0.1:8472|{URL}|' cxctl.yaml
-- commit a kind of our own
-- secret PASSWORD=hunter2-and-a-half-shown
-- secret PIN=pin-0815-shown
-- tenant
  {"Queue": [
     {"id": "q1", "title": "Sales", "priority": 5, "limit": null, "depth": 17, "color": "red",
      "credentials": {"user": "sales", "password": "hunter2-and-a-half-shown"}},
     {"id": "q2", "title": "Support", "priority": 1, "limit": 10,
      "targets": [{"host": "a.example.com", "key": "hunter2-and-a-half-shown"}, {"host": "b.example.com"}]},
     {"id": "q3", "title": "Support", "priority": 1, "credentials": {"password": "hunter2-and-a-half-shown"}}]}
$ cxctl adopt
  Adopted from prod (4 requests):

    + Queue/sales      queues/sales.yaml
        secret, only as a comment: /credentials/password
    + Queue/support    queues/support.yaml
        secret, only as a comment: /targets/0/key, /targets/1/key
    + Queue/support-2  queues/support-2.yaml
        secret, only as a comment: /credentials/password

  Not in the schemas, left as the tenant has them: /color (-v tells of which)

  Adopt: 3 new
  Plan:  empty: no write to the tenant; the next apply notes 3 in the ledger
         4 secrets are left to the tenant: comments say where to fill them in.
         Until then no plan shows them; the first one after shows the updates that
         send them.

  Next: git add queues
        git commit
        cxctl apply   no write to the tenant: notes these as applied
        cxctl plan    is empty from then on
$ cat queues/*
  apiVersion: cxctl/v1
  kind: Queue
  metadata: {name: sales}
  spec:
    title: Sales
    limit: null
    credentials:
      user: sales
      # Secrets are not written here. To have cxctl send one, say where it is
      # read from and take the # away; until then it stays as the tenant has it.
      # password: {env: SALES_CREDENTIALS_PASSWORD}
  apiVersion: cxctl/v1
  kind: Queue
  metadata:
    name: support-2
    id: q3
  spec:
    title: Support
    priority: 1
    credentials: {}
    # Secrets are not written here. To have cxctl send one, say where it is
    # read from and take the # away; until then it stays as the tenant has it.
    # In the place of {}:
    # credentials:
    #   password: {env: SUPPORT_2_CREDENTIALS_PASSWORD}
  apiVersion: cxctl/v1
  kind: Queue
  metadata:
    name: support
    id: q2
  spec:
    title: Support
    priority: 1
    targets:
      - {host: a.example.com}
      - {host: b.example.com}
    # Secrets are not written here. To have cxctl send one, say where it is
    # read from and take the # away; until then it stays as the tenant has it.
    # targets.0.key: {env: SUPPORT_TARGETS_0_KEY}
    # targets.1.key: {env: SUPPORT_TARGETS_1_KEY}
$ cxctl fmt --check
  5 files: nothing to change
$ git add queues && git commit -qm queues && cxctl apply --yes >/dev/null && cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 3 unchanged
-- writes

# A PUT that would take the keys of a list away is not sent.
$ sed -i 's/priority: 1/priority: 2/' queues/support.yaml
-- commit another priority
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Not done by apply, as the tenant has no call for it:
    ~ Queue/support
        not updatable: a PUT would spoil the secret of the tenant's at /targets;
          say in git where it is read from
        ~ /priority  1 -> 2

  Plan: 0 to create, 1 to update, 0 to delete, 2 unchanged
        1 of these not done by apply

  [stderr]
  queues/support.yaml:1:1: error: Queue/support is not updatable: a PUT would spoil the secret of the tenant's at /targets; say in git where it is read from [apply.unable]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: do it by hand in the tenant, or take the change out of git
  [exit 1]
-- writes

-- post /sandbox/edit
  {"kind": "Queue", "id": "q3", "patch": {"title": "Pins", "pin": "pin-0815-shown"}}
$ git rm -q queues/support-2.yaml && git commit -qm 'not ours' && git update-ref -d refs/cxctl/prod
$ cxctl adopt
  Adopted from prod (4 requests):

    + Queue/pins  queues/pins.yaml
        secret, only as a comment: /credentials/password, /pin

  Adopt: 1 new, 2 defined already
  Plan:  not empty. These differ from what the tenant holds, tenant -> file:

    Queue/pins
        - /pin  (secret)
         1 change of other definitions pending: cxctl plan

         2 secrets are in no file: comments say where to fill them in. Until then
         an apply may take them away from the tenant.
  [stderr]
  error: a plan with the adopted files is not empty: 1 of them differ [adopt.plan]
    hint: the files are kept: mend them, or the overlay or schema, and plan
  [exit 1]
$ cat queues/pins.yaml
  apiVersion: cxctl/v1
  kind: Queue
  metadata: {name: pins}
  spec:
    title: Pins
    priority: 1
    credentials: {}
    # Secrets are not written here. Say where they are read from and take the #
    # away, before the next apply takes them away from the tenant.
    # In the place of {}:
    # credentials:
    #   password: {env: PINS_CREDENTIALS_PASSWORD}
    # pin: {env: PINS_PIN}
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    ~ Queue/pins
        first contact: the tenant's values are replaced
        - /pin  (secret)

  Not done by apply, as the tenant has no call for it:
    ~ Queue/support
        first contact: the tenant's values are replaced
        not updatable: a PUT would spoil the secret of the tenant's at /targets;
          say in git where it is read from
        ~ /priority  1 -> 2

  Only noted in the ledger:
    = Queue/sales
        equal in git and tenant, not yet in the ledger

  Plan: 0 to create, 2 to update, 0 to delete, 1 unchanged
        1 taken over from the tenant, 1 of these not done by apply, 1 only for the
        ledger

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}
