# 202 Accepted is a promise: a write is done when a read shows it, and it is never sent again.

-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- commit vip

# Done at once, though it says 202.
-- post /sandbox/faults
  {"route": "PUT /api/*", "kind": "status-after", "status": 202, "count": 1}
$ cxctl apply --yes 2>&1 | grep '^\['
  [1/1] Audience/vip: created (202, {MS} ms)
-- requests ordered
  ...

# Done a second later, by somebody who plays the tenant's other half.
-- post /sandbox/faults
  {"route": "PUT /api/*", "kind": "status", "status": 202, "count": 1}
-- file later.sh
  until grep -qs '"type":"intent"' .git/cxctl/prod/*.jsonl; do sleep 0.05; done
  sleep 1
  exec curl -sS -o later.log {URL}/sandbox/edit -d '{"kind": "Audience",
    "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"description": "At last"}}'
$ sed -i 's/name: Vip/&\n  description: At last/' audiences/vip.yaml
-- commit at last
$ sh later.sh & cxctl apply --yes 2>&1 | grep '^\['
  [1/1] Audience/vip: updated (202, {MS} ms)
-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 202 status

# Never done: it is in doubt, and the run's deadline ends the looking.
$ rm later.sh later.log; sed -i 's/At last/Never/' audiences/vip.yaml
-- post /sandbox/faults
  {"route": "PUT /api/*", "kind": "status", "status": 202, "count": 1}
-- commit never
$ cxctl apply --yes --quiet --deadline 2s
    Audience/vip: in doubt: the tenant accepted it (202), and did not show it
      before: the time for the whole run is up [tenant.deadline]
      hint: run cxctl apply again: it looks at what became of it

  Apply: 0 applied, 1 in doubt; 0.0 % success,
         mean latency {MS} ms, 7 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 3]
-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 202 status

# The next apply looks, sees that it did not happen, and sends it.
$ cxctl apply --yes 2>&1 | grep '^\['
  [1/1] Audience/vip: updated (200, {MS} ms)
$ cxctl plan | tail -1
  No changes: the tenant is as git says, 1 unchanged

# A POST that was accepted is looked for in the list: there it gets its id. What is not there is in doubt, and not sent again.
-- file audiences/hook.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: hook}
  spec: {name: hook, url: "https://hook.example.com/cxone", events: [profile.updated]}
-- commit a webhook
-- post /sandbox/faults
  {"route": "POST /api/*", "kind": "status-after", "status": 202, "count": 1}
$ cxctl apply --yes 2>&1 | grep '^\['
  [1/1] Webhook/hook: created (202, {MS} ms)
$ cxctl plan | tail -1
  No changes: the tenant is as git says, 2 unchanged
-- file audiences/hook2.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: hook2}
  spec: {name: hook2, url: "https://hook.example.com/cxone", events: [profile.updated]}
-- commit another webhook
-- post /sandbox/faults
  {"route": "POST /api/*", "kind": "status", "status": 202, "count": 1}
$ cxctl apply --yes --quiet --deadline 2s
    Webhook/hook2: in doubt: it may or may not have been created: the tenant
      accepted it (202), and does not show it yet [apply.unknown]
      hint: the next cxctl apply looks for it and settles it

  Apply: 0 applied, 1 in doubt; 0.0 % success,
         mean latency {MS} ms, 5 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 3]
-- writes
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 200
  POST /api/v2/webhooks 202 status-after
  POST /api/v2/webhooks 202 status
$ git rm -q audiences/hook2.yaml
-- commit only one webhook

# A DELETE that was accepted and is gone is done.
-- file audiences/other.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: other, id: 8d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Other
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 1}]}
-- commit another
$ cxctl apply --yes >/dev/null 2>&1; git rm -q audiences/vip.yaml
-- commit without vip
-- post /sandbox/faults
  {"route": "DELETE /api/*", "kind": "status-after", "status": 202, "count": 1}
$ cxctl apply --yes --allow-delete 1 2>&1 | grep '^\['
  [1/1] Audience/vip: deleted (202, {MS} ms)
