# validate --online asks the tenant once which attributes it has, and holds the criteria against them.

-- project audiences
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: Gold
    data_source: customer_360
    criteria:
      operator: AND
      conditions:
        - {field: tier, operator: in, value: [gold, platinum, null]}
        - {field: spend, operator: greater_than, value: 1e3}
        - {field: opted_in, operator: equals, value: true}
        - {field: last_purchase_date, operator: greater_than, value: 2026-01-31}
        - {field: created_date, operator: less_than, value: "2026-01-31T09:30:00Z"}
        - {field: email, operator: ends_with, value: "@example.com"}
        - {field: spend, operator: is_not_null, value: null}
-- commit a start

$ cxctl validate --online
  1 definition in 1 file: valid
  criteria fit the 14 attributes of tenant prod
-- requests token
  POST /oauth/token 200
  GET /api/v2/cdp/attributes 200

$ cxctl validate --online -o json
  {
    "format_version": "1.0",
    "command": "validate",
    "summary": {
      "definitions": 1,
      "files": 1,
      "errors": 0,
      "warnings": 0,
      "suppressed": 0
    },
    "online": {
      "tenant": "prod",
      "attributes": 14,
      "requests": 1
    },
    "diagnostics": [],
    "exit_code": 0
  }

# Every field and value that does not fit is an error with its place; what can be said without the tenant is said too.
-- file audiences/wrong.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: wrong, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Wrong
    data_source: customer_360
    criteria:
      operator: AND
      conditions:
        - {field: anual_revenue, operator: greater_than, value: 5}
        - {field: favourite_colour, operator: equals, value: red}
        - operator: OR
          conditions:
            - {field: spend, operator: greater_than, value: "500"}
            - {field: spend, operator: in, value: [1, two, 3]}
            - {field: spend, operator: equals, value: [1]}
            - {field: spend, operator: contains, value: "5"}
            - {field: tier, operator: equals, value: 1}
            - {field: opted_in, operator: equals, value: "yes"}
            - {field: created_date, operator: greater_than, value: 31.01.2026}
            - {field: no_such, operator: is_null, value: null}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: short}
$ cxctl validate --online
  [stderr]
  audiences/wrong.yaml:10:17: error: the tenant has no attribute anual_revenue [online.field]
     10 |       - {field: anual_revenue, operator: greater_than, value: 5}
        |                 ^^^^^^^^^^^^^
    hint: did you mean annual_revenue?
  audiences/wrong.yaml:11:17: error: the tenant has no attribute favourite_colour [online.field]
     11 |       - {field: favourite_colour, operator: equals, value: red}
        |                 ^^^^^^^^^^^^^^^^
    hint: it has annual_revenue, industry, employee_count, engagement_score, lifecycle_stage, last_purchase_date, region, country, spend, tier, email, phone, opted_in, created_date
  audiences/wrong.yaml:14:59: error: spend is a number, not "500" [online.type]
     14 |           - {field: spend, operator: greater_than, value: "500"}
        |                                                           ^^^^^
    hint: write the number without quotes
  audiences/wrong.yaml:15:53: error: spend is a number, not "two" [online.type]
     15 |           - {field: spend, operator: in, value: [1, two, 3]}
        |                                                     ^^^
    hint: write the number without quotes
  audiences/wrong.yaml:16:53: error: spend is a number, not an array [online.type]
     16 |           - {field: spend, operator: equals, value: [1]}
        |                                                     ^^^
    hint: a list goes with the operators in and not_in
  audiences/wrong.yaml:17:38: error: contains compares text, and spend is a number [online.operator]
     17 |           - {field: spend, operator: contains, value: "5"}
        |                                      ^^^^^^^^
    hint: use equals, greater_than or less_than, or another field
  audiences/wrong.yaml:18:52: error: tier is text, not 1 [online.type]
     18 |           - {field: tier, operator: equals, value: 1}
        |                                                    ^
    hint: put it in quotes
  audiences/wrong.yaml:19:56: error: opted_in is true or false, not "yes" [online.type]
     19 |           - {field: opted_in, operator: equals, value: "yes"}
        |                                                        ^^^^^
    hint: write true or false, without quotes
  audiences/wrong.yaml:20:66: error: created_date is a date, not "31.01.2026" [online.type]
     20 |           - {field: created_date, operator: greater_than, value: 31.01.2026}
        |                                                                  ^^^^^^^^^^
    hint: a date is 2026-11-21, with a time {TIME}
  audiences/wrong.yaml:21:21: error: the tenant has no attribute no_such [online.field]
     21 |           - {field: no_such, operator: is_null, value: null}
        |                     ^^^^^^^
    hint: it has annual_revenue, industry, employee_count, engagement_score, lifecycle_stage, last_purchase_date, region, country, spend, tier, email, phone, opted_in, created_date
  audiences/wrong.yaml:23:1: error: the document has no "spec" [schema.required]
     23 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: a definition has apiVersion, kind, metadata and spec
  audiences/wrong.yaml:25:11: error: metadata has no "id" [schema.required]
     25 | metadata: {name: short}
        |           ^^^^^^^^^^^^^
    hint: metadata needs a name, and an id that is a UUID of its own, as `uuidgen` prints them
  12 errors
  [exit 1]
-- requests token
  POST /oauth/token 200 x2
  GET /api/v2/cdp/attributes 200 x2

# Files that are named alone are asked about alone.
$ cxctl validate --online audiences/gold.yaml
  1 definition in 1 file: valid
  criteria fit the 14 attributes of tenant prod
-- requests
  GET /api/v2/cdp/attributes 200

# Where the tenant cannot be asked, the rest is still said.
-- file audiences/wrong.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: short}
$ env -u CXONE_CLIENT_SECRET cxctl validate --online
  [stderr]
  audiences/wrong.yaml:1:1: error: the document has no "spec" [schema.required]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: a definition has apiVersion, kind, metadata and spec
  audiences/wrong.yaml:3:11: error: metadata has no "id" [schema.required]
      3 | metadata: {name: short}
        |           ^^^^^^^^^^^^^
    hint: metadata needs a name, and an id that is a UUID of its own, as `uuidgen` prints them
  cxctl.yaml:12:22: error: auth.client_secret needs the environment variable CXONE_CLIENT_SECRET, which is not set [setting.unset]
     12 |       client_secret: {env: CXONE_CLIENT_SECRET}
        |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: set it in the environment of cxctl, for example as a secret of the CI job
  3 errors
  [exit 1]
-- requests token
$ CXONE_CLIENT_SECRET=not-the-right-one cxctl validate --online
  [stderr]
  audiences/wrong.yaml:1:1: error: the document has no "spec" [schema.required]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: a definition has apiVersion, kind, metadata and spec
  audiences/wrong.yaml:3:11: error: metadata has no "id" [schema.required]
      3 | metadata: {name: short}
        |           ^^^^^^^^^^^^^
    hint: metadata needs a name, and an id that is a UUID of its own, as `uuidgen` prints them
  error: no access token from {URL}/oauth/token: 401 unauthorized: invalid_client: unknown client or wrong secret (correlation id {UUID}) [tenant.auth]
    note: the tenant's attributes were not read
    hint: check auth.client_id, auth.client_secret, auth.scope, and whether the client sends them in the body or as Basic (auth.client_auth)
  3 errors
  [exit 1]
$ rm audiences/wrong.yaml && CXONE_CLIENT_SECRET=not-the-right-one cxctl validate --online -o json 2>/dev/null | jq -c '[.online, .exit_code, (.diagnostics[] | .code)]'
  [null,1,"tenant.auth"]
-- requests token
  POST /oauth/token 401 x2

-- post /sandbox/faults
  {"route": "GET /api/v2/cdp/*", "kind": "status", "status": 403, "count": 1}
$ cxctl validate --online
  [stderr]
  error: the tenant's attributes cannot be read: 403 forbidden: fault: a fault rule made this answer (correlation id {UUID}) [tenant.scope]
    hint: the token's scope does not cover this call: see auth.scope
  [exit 1]
-- post /sandbox/faults
  {"route": "GET /api/v2/cdp/*", "kind": "truncate", "bytes": 40}
$ cxctl validate --online -q
  [stderr]
  error: the tenant's attributes cannot be read: the connection to {URL} broke before a whole answer came: the answer ended before its announced length [tenant.cut]
  [exit 1]
$ curl -sS -X DELETE {URL}/sandbox/faults -o /dev/null

# A deployment that lists no attributes; a project that is not there; a tenant that is not there.
-- file profiles/bare.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: bare}
  extends: cxone
  attributes: null
$ sed -i 's/profile: cxone/profile: profiles\/bare.yaml/' cxctl.yaml && cxctl validate --online
  [stderr]
  error: the profile bare has no route that lists attributes [online.route]
    hint: without --online the definitions are checked by themselves
  [exit 1]
$ cp audiences/gold.yaml "$HOME" && cd "$HOME" && cxctl validate --online gold.yaml
  [stderr]
  error: --online needs a tenant, and there is no cxctl.yaml here [online.tenant]
    hint: go into the repository, or name it with --project
  [exit 1]
-- stop
$ git checkout -q cxctl.yaml && cxctl validate --online
  [stderr]
  error: no access token from {URL}/oauth/token: no connection to {URL}: Failed to connect to 127.0.0.1 port {PORT} after {MS} ms: Couldn't connect to server [tenant.connect]
    note: the tenant's attributes were not read
    hint: check base_url, and that the tenant can be reached from here
  [exit 1]
