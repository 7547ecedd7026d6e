# A schema and a profile entry make a kind: examples/custom-kind, on a sandbox that serves it from the same files.
# Custom fields of CXone Digital are told by their ident; a PUT to the collection answers with an empty body, and
# there is no single read and no delete.

$ cp -R "$CX_SOURCE_DIR"/examples/custom-kind/. .
-- sandbox --project . --profile profiles/cxone-digital.yaml
$ sed -i "s|http://127.0.0.1:8472|{URL}|" cxctl.yaml
-- commit custom fields

$ cxctl validate
  2 definitions in 1 file: valid
$ cxctl plan
  Tenant digital at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + CustomField/account-number
        /ident     "accountNumber"
        /label     "Account number"
        /type      "string"
        /required  true
    + CustomField/loyalty-tier
        /ident     "loyaltyTier"
        /label     "Loyalty tier"
        /type      "list"
        /values    ["bronze", "silver", "gold"]
        /required  false

  Plan: 2 to create, 0 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}
$ cxctl apply --yes
  Tenant digital at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + CustomField/account-number
        /ident     "accountNumber"
        /label     "Account number"
        /type      "string"
        /required  true
    + CustomField/loyalty-tier
        /ident     "loyaltyTier"
        /label     "Loyalty tier"
        /type      "list"
        /values    ["bronze", "silver", "gold"]
        /required  false

  Plan: 2 to create, 0 to update, 0 to delete, 0 unchanged

  [1/2] CustomField/account-number: created (200, {MS} ms)
  [2/2] CustomField/loyalty-tier: created (200, {MS} ms)
  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 5 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/digital as
         {COMMIT}

# A list before the writes, because each create is conditional on absence; one after them, because the answers are empty.
-- requests
  GET /dfo/3.0/customers/custom-field-definitions?limit=1000 200 x4
  PUT /dfo/3.0/customers/custom-field-definitions 200 x2

$ curl -sS {URL}/sandbox/state | jq -S .CustomField
  [
    {
      "ident": "accountNumber",
      "label": "Account number",
      "required": true,
      "type": "string"
    },
    {
      "ident": "loyaltyTier",
      "label": "Loyalty tier",
      "required": false,
      "type": "list",
      "values": [
        "bronze",
        "silver",
        "gold"
      ]
    }
  ]

# The second apply sends nothing but its look at the tenant.
$ cxctl apply --yes
  Nothing to do: digital is what {COMMIT} says.
  2 unchanged, 1 request, none of them a write.
-- requests
  GET /dfo/3.0/customers/custom-field-definitions?limit=1000 200

# By hand: drift names the field, plan puts it back.
-- post /sandbox/edit
  {"kind": "CustomField", "id": "loyaltyTier", "patch": {"label": "Tier"}}
$ cxctl drift
  Changed by hand in digital, as applied -> as it is now:

    ~ CustomField/loyalty-tier, before {TIME}
        ~ /label  "Loyalty tier" -> "Tier"

  Drift: 1 of 2 resources

  Next: cxctl plan shows what apply would put back
  [exit 6]
$ cxctl apply --yes
  Tenant digital at {URL}, commit {COMMIT} (1 request)

  Changed by hand in the tenant, will be put back:
    ~ CustomField/loyalty-tier
        ~ /label  "Tier" -> "Loyalty tier"

  Plan: 0 to create, 1 to update, 0 to delete, 1 unchanged
        1 changed by hand

  [1/1] CustomField/loyalty-tier: updated (200, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/digital as
         {COMMIT}
-- requests
  GET /dfo/3.0/customers/custom-field-definitions?limit=1000 200 x4
  PUT /dfo/3.0/customers/custom-field-definitions 200

# A change by git.
$ sed -i 's/silver, gold/silver, gold, platinum/' fields/customer.yaml
-- commit platinum
$ cxctl apply --yes
  Tenant digital at {URL}, commit {COMMIT} (1 request)

    ~ CustomField/loyalty-tier
        + /values/3  "platinum"

  Plan: 0 to create, 1 to update, 0 to delete, 1 unchanged

  [1/1] CustomField/loyalty-tier: updated (200, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/digital as
         {COMMIT}
-- requests
  GET /dfo/3.0/customers/custom-field-definitions?limit=1000 200 x3
  PUT /dfo/3.0/customers/custom-field-definitions 200

# Capitals count, and two definitions of one ident are one too many.
-- file fields/twice.yaml
  apiVersion: cxctl/v1
  kind: CustomField
  metadata: {name: tier-again}
  spec: {ident: loyaltyTier, label: Again, type: string}
$ cxctl plan
  [stderr]
  fields/twice.yaml:1:1: error: CustomField/loyalty-tier and CustomField/tier-again would both be the tenant's CustomField with the id loyaltyTier [plan.match]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: one ident is one definition: give the other one another, or remove it
  [exit 1]
$ rm fields/twice.yaml

# The tenant cannot delete: what leaves git is a warning, and stays where it is.
$ sed -i '/^---/,$d' fields/customer.yaml
-- commit no account number
$ cxctl plan
  Tenant digital at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged
  [stderr]
  warning: CustomField/account-number is no longer in git, but the tenant cannot delete it [plan.delete]
    hint: delete it by hand; the ledger then lets it go
$ cxctl apply --yes
  Nothing to do: digital is what {COMMIT} says.
  1 unchanged, 1 request, none of them a write.
  [stderr]
  warning: CustomField/account-number is no longer in git, but the tenant cannot delete it [plan.delete]
    hint: delete it by hand; the ledger then lets it go
-- writes
$ cxctl audit verify
  intact: 3 runs, 14 records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off
