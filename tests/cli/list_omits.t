# A list that shows less of an object than a single read does. A PUT replaces the whole object, so that what only the
# single read shows would be lost: such a write is refused, and where each object is read by its id, it is kept.

-- file schemas/queue.schema.json
  {
    "properties": {
      "kind": {"const": "Queue"},
      "spec": {
        "type": "object",
        "required": ["ident", "label"],
        "properties": {
          "ident": {"type": "string"},
          "label": {"type": "string"},
          "routing": {"type": "object", "properties": {"skill": {"type": "string"}, "seen": {"readOnly": true}}},
          "steps": {"type": "array", "items": {"type": "object"}}
        }
      }
    }
  }
-- file profiles/queues.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: queues}
  extends: cxone
  kinds:
    Queue:
      identity: natural_key
      key_field: ident
      concurrency: etag
      routes:
        list: {method: GET, path: /queues}
        read: {method: GET, path: "/queues/{id}"}
        create: {method: PUT, path: "/queues/{id}"}
        put: {method: PUT, path: "/queues/{id}"}
-- sandbox --project . --profile profiles/queues.yaml --list-omits /owner,/routing/backup,/routing/seen,/steps/0/by
-- project queues
$ sed -i 's|profile: cxone|profile: profiles/queues.yaml|' cxctl.yaml
-- file queues/sales.yaml
  apiVersion: cxctl/v1
  kind: Queue
  metadata: {name: sales}
  spec: {ident: sales, label: Sales, routing: {skill: english}, steps: [{say: hello}]}
-- commit a queue
$ cxctl apply --yes | tail -3
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

# Nothing is hidden yet: a change goes through.
$ sed -i 's/label: Sales/label: Sales desk/' queues/sales.yaml
-- commit another label
$ cxctl apply --yes | sed -n '/^\[/p'
  [1/1] Queue/sales: updated (200, {MS} ms)
-- writes
  PUT /queues/sales 200
  PUT /queues/sales 201

# What only the tenant writes is no loss.
-- post /sandbox/edit
  {"kind": "Queue", "id": "sales", "patch": {"routing": {"seen": "today"}}}
$ sed -i 's/label: Sales desk/label: Sales team/' queues/sales.yaml
-- commit a third label
$ cxctl apply --yes | sed -n '/^\[/p'
  [1/1] Queue/sales: updated (200, {MS} ms)
-- writes
  PUT /queues/sales 200

# By somebody else, a member of the object and one within another; lists show neither.
-- post /sandbox/edit
  {"kind": "Queue", "id": "sales", "patch": {"owner": "ada", "routing": {"backup": "german"}}}
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged
$ sed -i 's/label: Sales team/label: Selling/' queues/sales.yaml
-- commit a fourth label
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Queue/sales
        ~ /label  "Sales team" -> "Selling"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  [1/1] Queue/sales: not applied (200, {MS} ms): the tenant's list does not show all of it, and a write would lose routing/backup, owner
    Queue/sales: not applied: the tenant's list does not show all of it, and a
      write would lose routing/backup, owner [apply.list]
      hint: set kinds.Queue.routes.list to null in the profile: each object is
        then read by its id

  Apply: 0 applied, 1 not applied; 0.0 % success,
         mean latency {MS} ms, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 1]
-- writes

# So it is with an item of a list.
-- post /sandbox/edit
  {"kind": "Queue", "id": "sales", "patch": {"steps": [{"say": "hello", "by": "ada"}]}}
$ cxctl apply --yes | sed -n '/^\[/p'
  [1/1] Queue/sales: not applied (200, {MS} ms): the tenant's list does not show all of it, and a write would lose routing/backup, steps/0/by, owner
-- writes
-- post /sandbox/edit
  {"kind": "Queue", "id": "sales", "patch": {"steps": [{"say": "hello"}]}}

# Read one by one, all is seen, and kept in the PUT.
$ sed -i 's|list: {method: GET, path: /queues}|list: null|' profiles/queues.yaml
-- commit no list
$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Queue/sales
        ~ /label  "Sales team" -> "Selling"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  [1/1] Queue/sales: updated (200, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  PUT /queues/sales 200
$ curl -sS {URL}/sandbox/state | jq -c .Queue
  [{"ident":"sales","label":"Selling","routing":{"skill":"english","backup":"german"},"steps":[{"say":"hello"}],"owner":"ada"}]
$ cxctl apply --yes
  Nothing to do: prod is what {COMMIT} says.
  1 unchanged, 1 request, none of them a write.
