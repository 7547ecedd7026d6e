# What is ours, and what is not: a lost ledger, renames, two projects on one tenant, protection that outlives its file.

-- sandbox --customers 200
-- project audiences webhooks
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000c, protect: true}
  spec:
    name: Gold
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- file webhooks/sync.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: sync}
  spec: {name: sync, url: "https://sync.example.com/", events: [profile.updated]}
-- commit three resources
$ cxctl apply --yes | grep -c '^\['
  3
-- requests
  ...

# Another file, another order: nothing changes.
$ cat audiences/gold.yaml > audiences/all.yaml && echo --- >> audiences/all.yaml && cat audiences/vip.yaml >> audiences/all.yaml && git rm -q audiences/vip.yaml audiences/gold.yaml
-- commit one file
$ cxctl plan --detailed-exitcode
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

  No changes: the tenant is as git says, 3 unchanged

# The same id under another name is the same resource: only the ledger notes it, or one update.
$ sed -i 's/name: vip,/name: best-customers,/' audiences/all.yaml
$ sed -i 's/metadata: {name: sync}/metadata: {name: profile-sync}/; s|sync.example.com|sync.example.org|' webhooks/sync.yaml
-- commit other names
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

    ~ Webhook/profile-sync
        renamed from sync
        ~ /url  "https://sync.example.com/" -> "https://sync.example.org/"

  Only noted in the ledger:
    = Audience/best-customers
        renamed from vip

  Plan: 0 to create, 1 to update, 0 to delete, 2 unchanged
        1 only for the ledger

  Next: cxctl apply --fingerprint sha256:{HASH}

$ cxctl apply --yes | sed -n 's/^\[.*\] //p' | sort
  Audience/best-customers: noted in the ledger
  Webhook/profile-sync: updated (200, {MS} ms)
$ git ls-tree -r --name-only refs/cxctl/prod resources
  resources/Audience/best-customers.json
  resources/Audience/gold.json
  resources/Webhook/profile-sync.json

-- writes
  PUT /api/v2/webhooks/{UUID} 200

# Protection counts as it was applied: removing the file does not remove it, and taking it off is a step of its own.
$ cp audiences/all.yaml ../all.yaml && python3 -c "t = open('audiences/all.yaml').read().split('---')[1]; open('audiences/all.yaml', 'w').write(t.lstrip())"
-- commit without gold
$ cxctl apply --yes --allow-delete 1 -o text=/dev/null
  [stderr]
  error: Audience/gold: it is protected: apply `protect: false` first, then remove the file [safety.refused]
  [exit 4]

$ sed 's/, protect: true//' ../all.yaml > audiences/all.yaml
-- commit no protection
$ cxctl apply --yes | grep '^\['
  [1/1] Audience/gold: noted in the ledger

$ python3 -c "t = open('audiences/all.yaml').read().split('---')[1]; open('audiences/all.yaml', 'w').write(t.lstrip())"
-- commit without gold again
$ cxctl plan | tail -n 8

  Plan: 0 to create, 0 to update, 1 to delete, 2 unchanged

  apply would refuse this plan:
    1 resource would be deleted [safety.delete]
      hint: if that is meant, apply with --allow-delete 1

  Next: cxctl apply --fingerprint sha256:{HASH} --allow-delete 1

# The ledger is lost: compared two ways, it says so, and deletes nothing. What it no longer knows is nobody's.
$ git update-ref refs/kept refs/cxctl/prod && git update-ref -d refs/cxctl/prod
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (2 requests)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

  Only noted in the ledger:
    = Audience/best-customers
        equal in git and tenant, not yet in the ledger
    = Webhook/profile-sync
        equal in git and tenant, not yet in the ledger

  Plan: 0 to create, 0 to update, 0 to delete, 2 unchanged
        2 only for the ledger, 1 in the tenant that neither git nor the ledger
        knows

  Next: cxctl apply --fingerprint sha256:{HASH}

$ cxctl apply --yes --allow-delete 1 | sed -n 's/^\[.*\] //p' | sort
  Audience/best-customers: noted in the ledger
  Webhook/profile-sync: noted in the ledger
$ cxctl plan --detailed-exitcode | tail -n 2
  No changes: the tenant is as git says, 2 unchanged
    1 in the tenant that neither git nor the ledger knows
-- writes

# It is found again, which is a step back for nobody.
$ git update-ref refs/cxctl/prod refs/kept

# Nothing at all to apply is a mistake.
$ mkdir empty && touch empty/.gitkeep && sed -i 's/^definitions:.*/definitions: [empty]/' cxctl.yaml
-- commit nothing
$ cxctl apply --yes --allow-delete 3 -o text=/dev/null
  [stderr]
  error: the definitions are empty [safety.empty]
    hint: an empty set is never applied: it would delete all that cxctl owns
  [exit 4]
$ git reset -q --hard HEAD~1

# A second project of the repository on the same ledger is refused: it would delete what the first one has.
-- file team/audiences/silver.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: silver, id: 00000000-0000-0000-0000-00000000000d}
  spec:
    name: Silver
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}
$ sed 's/^definitions:.*/definitions: [audiences]/' cxctl.yaml > team/cxctl.yaml
-- commit a second project
$ cxctl --project team apply --yes
  [stderr]
  error: the ledger refs/cxctl/prod belongs to the project cxctl.yaml, not to team/cxctl.yaml [ledger.project]
    hint: give this project a ledger of its own: ledger: {ref: "refs/cxctl-two/{tenant}"}
  [exit 1]

# With a ledger of its own it lives beside the first one, and each touches only what is its own.
$ echo 'ledger: {ref: "refs/cxctl-team/{tenant}"}' >> team/cxctl.yaml
-- commit with its own ledger
$ cxctl --project team apply --yes | sed -n 's/^\[.*\] //p'
  Audience/silver: created (201, {MS} ms)
$ cxctl --project team plan --detailed-exitcode | tail -n 2
  No changes: the tenant is as git says, 1 unchanged
    2 in the tenant that neither git nor the ledger knows
$ cxctl plan | tail -n 8
  Plan: 0 to create, 0 to update, 1 to delete, 2 unchanged
        1 in the tenant that neither git nor the ledger knows

  apply would refuse this plan:
    1 resource would be deleted [safety.delete]
      hint: if that is meant, apply with --allow-delete 1

  Next: cxctl apply --fingerprint sha256:{HASH} --allow-delete 1
$ git mv team/audiences/silver.yaml team/audiences/bronze.yaml && sed -i "s/silver/bronze/g; s/Silver/Bronze/; s/0000d/0000e/" team/audiences/bronze.yaml
-- commit bronze instead of silver
$ cxctl --project team apply --yes --allow-delete 1 | sed -n 's/^\[.*\] //p' | sort
  Audience/bronze: created (201, {MS} ms)
  Audience/silver: deleted (204, {MS} ms)
$ git ls-tree -r --name-only refs/cxctl-team/prod resources
  resources/Audience/bronze.json
-- writes
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000d 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000e 201
  DELETE /api/v1/audiences/00000000-0000-0000-0000-00000000000d 204
