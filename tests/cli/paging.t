# A list must prove itself complete before anything is concluded from what it does not show.

-- sandbox --customers 100
-- project audiences
-- file seed.sh
  jq -n '{audiences: [range(2500) | {id: ("00000000-0000-0000-0000-" + ("000000000000" + tostring)[-12:]), name: "Audience \(.)",
    size: 1, criteria: {operator: "AND", conditions: [{field: "spend", operator: "greater_than", value: .}]}}]}' |
    curl -sS -X PUT {URL}/sandbox/state -H 'Content-Type: application/json' -d @- -o /dev/null
$ sh seed.sh
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 00000000-0000-0000-0000-000000002499}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 2499}]}
-- commit vip

# 2,500 audiences are three pages; the one that is meant is on the last.
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (3 requests)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    ~ Audience/vip
        first contact: the tenant's values are replaced
        ~ /name  "Audience 2499" -> "Vip"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged
        1 taken over from the tenant, 2499 in the tenant that neither git nor the
        ledger knows

  Next: cxctl apply --fingerprint sha256:{HASH}

-- requests ordered
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000&cursor=MTowMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDA5OTk%3D 200
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000&cursor=MTowMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDE5OTk%3D 200

# A page that cannot be read ends the plan: it is never taken for an empty one.
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences", "kind": "status", "status": 500, "after": 2}
$ cxctl plan
  [stderr]
  error: no complete list of Audience: page 3: 500 internal server error: fault: a fault rule made this answer (correlation id {UUID}) [tenant.status]
  [exit 1]

$ curl -sS -X DELETE {URL}/sandbox/faults -o /dev/null
-- requests
  ...

-- post /sandbox/faults
  {"route": "GET /api/v1/audiences", "kind": "junk", "after": 1}
$ cxctl plan
  [stderr]
  error: no complete list of Audience: page 2: the answer is no JSON (application/json, 19 bytes), it begins with "{"items": [{"id": "" [tenant.json]
    note: line 1, column 19: the string that opens here is not closed
    hint: something between here and the tenant may have cut or changed the answer
  [exit 1]

$ curl -sS -X DELETE {URL}/sandbox/faults -o /dev/null
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences", "kind": "html", "after": 1}
$ cxctl plan
  [stderr]
  error: no complete list of Audience: page 2: the answer is no JSON (text/html, 100 bytes), it begins with "<!DOCTYPE html><html><head><title>Sign in</title></head><…" [tenant.json]
    hint: is base_url the address of the API, and does no proxy or login page answer for it?
  [exit 1]

$ curl -sS -X DELETE {URL}/sandbox/faults -o /dev/null
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences", "kind": "redirect"}
$ cxctl plan
  [stderr]
  error: no complete list of Audience: page 1: 302 found: redirects to http://192.0.2.1/moved, and redirects are not followed (correlation id {UUID}) [tenant.redirect]
    hint: set base_url (or token_url) to the address that answers by itself
  [exit 1]

$ curl -sS -X DELETE {URL}/sandbox/faults -o /dev/null
-- requests
  ...

# A count that disagrees with the rows, a cursor that comes again, a list without its rows.
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences", "kind": "status", "status": 200, "body": "{\"items\": [], \"nextPageToken\": null, \"total\": 3}"}
$ cxctl plan
  [stderr]
  error: no complete list of Audience: page 1: it is the last and says total 3, but 0 came [tenant.incomplete]
    hint: the list may have moved while it was read: run again
  [exit 1]

$ curl -sS -X DELETE {URL}/sandbox/faults -o /dev/null
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences", "kind": "status", "status": 200, "body": "{\"items\": [], \"nextPageToken\": \"again\"}"}
$ cxctl plan
  [stderr]
  error: no complete list of Audience: page 2: the cursor again was there before [tenant.incomplete]
    hint: the tenant would send the same pages for ever
  [exit 1]

$ curl -sS -X DELETE {URL}/sandbox/faults -o /dev/null
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences", "kind": "status", "status": 200, "body": "{\"rows\": []}"}
$ cxctl plan
  [stderr]
  error: no complete list of Audience: page 1: the answer holds no array "items" [tenant.json]
  [exit 1]

# apply draws the same line: nothing is written.
$ cxctl apply --yes
  [stderr]
  error: no complete list of Audience: page 1: the answer holds no array "items" [tenant.json]
  [exit 1]

-- writes
