# A walk with two people and a CI job, chapter 4: two teams share a tenant, each with a repository and a ledger of its own;
# and a ledger is lost for good.

# Marketing has two audiences, and applies them.
-- project audiences
  ledger: {remote: origin}
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880}
  spec: {name: Gold, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}
-- file audiences/emea.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: emea, id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79881}
  spec: {name: Emea, criteria: {operator: AND, conditions: [{field: region, operator: equals, value: emea}]}}
-- commit two audiences of marketing
$ git init -q --bare ../marketing.git && git remote add origin ../marketing.git && git push -q -u origin main
$ cxctl apply --yes | sed -n 's/^\[.*\] //p' | sort
  Audience/emea: created (201, {MS} ms)
  Audience/gold: created (201, {MS} ms)

# Service has a repository of its own, for the same tenant.
$ git init -q ../service && git init -q --bare ../service.git && git -C ../service remote add origin ../service.git
$ cp cxctl.yaml ../service && mkdir ../service/audiences && sed 's/gold/silver/g; s/Gold/Silver/; s/79880/79890/' audiences/gold.yaml >../service/audiences/silver.yaml
$ cd ../service && git add -A && git commit -qm 'an audience of service' && git push -q -u origin main

# What marketing has is nobody's business here: it is counted, and not touched.
$ cd ../service && cxctl apply --yes | sed -n '/^Plan/,/^Apply/p'
  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged
        2 in the tenant that neither git nor the ledger knows

  [1/1] Audience/silver: created (201, {MS} ms)
    Audience/silver: 2526 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
$ cd ../service && cxctl drift --unmanaged
  No drift: prod holds what was applied (1 resource checked)
  Unmanaged: 2 in the tenant that neither git nor the ledger knows: 2 Audience

# Each deletes what its own ledger says that it applied, and nothing else. Service drops its audience
# for another one.
$ cd ../service && git rm -q audiences/silver.yaml && sed 's/gold/bronze/g; s/Gold/Bronze/; s/79880/79891/' ../repo/audiences/gold.yaml >bronze.yaml && mkdir -p audiences && mv bronze.yaml audiences && git add -A && git commit -qm 'bronze instead of silver' && git push -q
-- requests
  ...
$ cd ../service && cxctl apply --yes --allow-delete 1 | sed -n 's/^\[.*\] //p' | sort
  Audience/bronze: created (201, {MS} ms)
  Audience/silver: deleted (204, {MS} ms)
-- writes
  PUT /api/v1/audiences/9c3e7a10-2b64-4f7d-8e21-c4d5b6a79891 201
  DELETE /api/v1/audiences/9c3e7a10-2b64-4f7d-8e21-c4d5b6a79890 204
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 2 unchanged
    1 in the tenant that neither git nor the ledger knows

# In one repository they would be two projects on one ledger. The second one is refused: it would delete what the first
# one has.
$ mkdir -p team/audiences && cp cxctl.yaml team && sed 's/gold/lead/g; s/Gold/Lead/; s/79880/79899/' audiences/gold.yaml >team/audiences/lead.yaml
-- commit a second project
$ cxctl --project team plan
  [stderr]
  error: the ledger refs/cxctl/prod belongs to the project cxctl.yaml, not to team/cxctl.yaml [ledger.project]
    hint: give this project a ledger of its own: ledger: {ref: "refs/cxctl-two/{tenant}"}
  [exit 1]
$ sed -i 's|^ledger:.*|ledger: {remote: origin, ref: "refs/cxctl-team/{tenant}"}|' team/cxctl.yaml
-- commit with a ledger of its own
$ cxctl --project team apply --yes | sed -n '/^Plan/,/^\[/p'
  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged
        3 in the tenant that neither git nor the ledger knows

  [1/1] Audience/lead: created (201, {MS} ms)
$ git ls-remote origin | sed 's/.*\trefs/refs/'
  {COMMIT}	HEAD
  refs/cxctl-team/prod
  refs/cxctl/prod
  refs/heads/main

-- requests
  ...

# Somebody deletes the ledger of marketing at the remote, and the only clone that had it is lost, too.
$ git -C ../marketing.git update-ref -d refs/cxctl/prod
$ git push -q && git clone -q ../marketing.git ../new

# It falls back to two ways, and says so. What git no longer names might be anybody's, so nothing is deleted.
$ cd ../new && git rm -q audiences/emea.yaml && git commit -qm 'without emea' && cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

  Only noted in the ledger:
    = Audience/gold
        equal in git and tenant, not yet in the ledger

  Plan: 0 to create, 0 to update, 0 to delete, 1 unchanged
        1 only for the ledger, 3 in the tenant that neither git nor the ledger
        knows

  Next: cxctl apply --fingerprint sha256:{HASH}
$ cd ../new && cxctl apply --yes --allow-delete 1 | sed -n '/^Plan/,$p'
  Plan: 0 to create, 0 to update, 0 to delete, 1 unchanged
        1 only for the ledger, 3 in the tenant that neither git nor the ledger
        knows

  [1/1] Audience/gold: noted in the ledger
  Apply: 0 applied, 1 noted; 100.0 % success, 1 request in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod of origin as
         {COMMIT}
         head {HASH}
-- writes
$ cd ../new && cxctl audit verify
  intact: 1 run, 3 records
    head {HASH}
      as the remote has it
