# The first day: an audience goes from a file into the tenant by one PUT, and nothing is ever sent twice.

-- sandbox --customers 2000
-- project audiences
-- file audiences/high-value-enterprise.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata:
    name: high-value-enterprise
    id: a1b2c3d4-e5f6-7890-abcd-ef1234567890
    protect: true
  spec:
    name: HighValueEnterprise
    description: Target audience for enterprise outreach journey
    data_source: customer_360
    criteria:
      operator: AND
      conditions:
        - {field: annual_revenue, operator: greater_than, value: 500000}
        - operator: OR
          conditions:
            - {field: employee_count, operator: greater_than, value: 500}
            - {field: engagement_score, operator: greater_than, value: 85}
    exclusions:
      - 12345678-1234-1234-1234-123456789012
-- commit the first audience

# The plan says what would be sent, and asks the tenant with GETs alone.
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Audience/high-value-enterprise
        /name         "HighValueEnterprise"
        /description  "Target audience for enterprise outreach journey"
        /data_source  "customer_360"
        /criteria     annual_revenue > 500000 and (employee_count > 500 or
                      engagement_score > 85)
        /exclusions   ["12345678-1234-1234-1234-123456789012"]

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}

-- requests ordered token
  POST /oauth/token 200
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200

# Without a terminal to ask on, apply wants --yes, and has written nothing before it got it.
$ cxctl apply
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Audience/high-value-enterprise
        /name         "HighValueEnterprise"
        /description  "Target audience for enterprise outreach journey"
        /data_source  "customer_360"
        /criteria     annual_revenue > 500000 and (employee_count > 500 or
                      engagement_score > 85)
        /exclusions   ["12345678-1234-1234-1234-123456789012"]

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  [stderr]
  error: there is no terminal to ask on, and no --yes [apply.yes]
    hint: look at cxctl plan, then run cxctl apply --yes
  [exit 1]

-- writes

$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Audience/high-value-enterprise
        /name         "HighValueEnterprise"
        /description  "Target audience for enterprise outreach journey"
        /data_source  "customer_360"
        /criteria     annual_revenue > 500000 and (employee_count > 500 or
                      engagement_score > 85)
        /exclusions   ["12345678-1234-1234-1234-123456789012"]

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  [1/1] Audience/high-value-enterprise: created (201, {MS} ms)
    Audience/high-value-enterprise: 633 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

# One PUT and no POST. The PUT is conditional on absence: there is no GET in front of it.
-- requests ordered
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  PUT /api/v1/audiences/a1b2c3d4-e5f6-7890-abcd-ef1234567890 201
  GET /api/v1/audiences/a1b2c3d4-e5f6-7890-abcd-ef1234567890?include=size,evaluation_status 200

# The tenant holds the definition in the API's own fields, no more and no less than git says.
$ curl -sS {URL}/sandbox/state | jq -cS '.audiences[0] | del(.size, .created_at, .updated_at, .last_evaluated)'
  {"criteria":{"conditions":[{"field":"annual_revenue","operator":"greater_than","value":500000},{"conditions":[{"field":"employee_count","operator":"greater_than","value":500},{"field":"engagement_score","operator":"greater_than","value":85}],"operator":"OR"}],"operator":"AND"},"data_source":"customer_360","description":"Target audience for enterprise outreach journey","evaluation_status":"COMPLETED","exclusions":["12345678-1234-1234-1234-123456789012"],"id":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","name":"HighValueEnterprise","recalculate_on_update":true,"version":1}

# Planning again shows no change.
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged

$ cxctl plan --detailed-exitcode
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged

# Applying again sends no PUT, POST or DELETE, and adds nothing to the ledger.
$ git rev-parse refs/cxctl/prod > ../before
$ cxctl apply --yes
  Nothing to do: prod is what {COMMIT} says.
  1 unchanged, 1 request, none of them a write.

$ git rev-parse refs/cxctl/prod | diff ../before -

-- writes

# With plain git: the ledger is one commit a run, and the second parent is what was applied.
$ git log --first-parent --format=%s refs/cxctl/prod
  prod: 1 created (the first audience)
  cxctl: begin the ledger

$ git log -1 --format=%s refs/cxctl/prod^2
  the first audience

$ git ls-tree -r --name-only refs/cxctl/prod
  audit/{N}-{N}/{RUN}.jsonl
  head.json
  resources/Audience/high-value-enterprise.json

$ git show refs/cxctl/prod:resources/Audience/high-value-enterprise.json | jq -S 'del(.spec.criteria)'
  {
    "id": "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
    "origin": {
      "commit": "{COMMIT}",
      "line": 1,
      "path": "audiences/high-value-enterprise.yaml"
    },
    "protect": true,
    "spec": {
      "data_source": "customer_360",
      "description": "Target audience for enterprise outreach journey",
      "exclusions": [
        "12345678-1234-1234-1234-123456789012"
      ],
      "name": "HighValueEnterprise",
      "recalculate_on_update": true,
      "version": 1
    }
  }
