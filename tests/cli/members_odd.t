# members stops where the tenant's pages cannot be trusted, and says what was printed before.

-- sandbox --customers 300
-- project audiences
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: Gold customers
    data_source: customer_360
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- commit an audience
$ cxctl apply --yes > /dev/null

# The same cursor for ever.
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members", "kind": "raw", "base64": "SFRUUC8xLjEgMjAwIE9LDQpDb250ZW50LVR5cGU6IGFwcGxpY2F0aW9uL2pzb24NCkNvbnRlbnQtTGVuZ3RoOiA0Ng0KDQp7Iml0ZW1zIjpbeyJpZCI6IjEifV0sIm5leHRQYWdlVG9rZW4iOiJhZ2FpbiJ9"}
$ cxctl members gold -q
  {"id":"1"}
  [stderr]
  error: page 2 of the members: its next page was there before [tenant.incomplete]
  [exit 1]
-- delete /sandbox/faults

# A next page somewhere else: nothing is sent there.
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members", "kind": "body", "base64": "eyJpdGVtcyI6W3siaWQiOiIxIn1dLCJuZXh0UGFnZVRva2VuIjoiaHR0cHM6Ly9leGFtcGxlLm9yZy9uZXh0In0="}
$ cxctl members gold -q
  {"id":"1"}
  [stderr]
  error: the next page is at https://example.org:443, which is not the tenant [tenant.origin]
  [exit 1]
-- delete /sandbox/faults

# What is no page, no list, no object.
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members", "kind": "body", "base64": "eyJyb3dzIjpbXX0="}
$ cxctl members gold -q -o csv > rows.csv; echo $?; cut -d , -f 1 rows.csv
  1
  id
  [stderr]
  error: page 1 of the members: the answer holds no array "items" [tenant.json]
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members", "kind": "body", "base64": "eyJpdGVtcyI6W3siaWQiOiIxIn0sN119"}
$ cxctl members gold -q -o json | jq -c '[.members, .complete, .diagnostics[].code]'
  [0,false,"tenant.json"]
  [stderr]
  error: page 1 of the members: item 2 is no object but of type number [tenant.json]
-- delete /sandbox/faults

# What comes may be other than what was counted: that is said.
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members", "kind": "body", "base64": "eyJpdGVtcyI6W10sIm5leHRQYWdlVG9rZW4iOiIifQ=="}
$ cxctl members gold
  [stderr]
  0 members (78 were counted before); 2 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- delete /sandbox/faults

# What looks like a person is not shown, even where the tenant repeats it; nor is a filter's value, with -v.
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members", "kind": "status", "status": 400, "body": "{\"message\": \"no such contact: ana@example.com, +49 30 1234567\"}"}
$ cxctl members gold -q
  [stderr]
  error: page 1 of the members: 400 bad request: no such contact: ***************, +************* (correlation id {UUID}) [tenant.status]
  [exit 1]
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members", "kind": "status", "status": 400, "body": "{\"items\": [{\"name\": \"Ana\"}]}"}
$ cxctl members gold --filter email=ana@example.com -v 2>&1 | grep -v token | sed 's/correlation id .*/…/'
  GET {URL}/api/v2/cdp/attributes 200 {MS} ms, 558 bytes
  GET {URL}/api/v2/audiences/00000000-0000-0000-0000-00000000000a/members/count?… 200 {MS} ms, 11 bytes
  0 members; 2 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- delete /sandbox/faults

-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members", "kind": "body", "base64": "eyJpdGVtcyI6W3siaWQiOiIxIiwiZW1haWwiOiJhbmFAZXhhbQ=="}
$ cxctl members gold -q
  [stderr]
  error: page 1 of the members: the answer is no JSON [tenant.json]
  [exit 1]
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members/count", "kind": "body", "base64": "YW5hQGV4YW1wbGUuY29t"}
$ cxctl members gold -q
  [stderr]
  error: the members cannot be counted: the answer is no JSON [tenant.json]
  [exit 1]
-- delete /sandbox/faults

# A count that is none.
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members/count", "kind": "body", "base64": "eyJjb3VudCI6LTF9"}
$ cxctl members gold
  [stderr]
  error: the members cannot be counted: the answer holds no count [tenant.json]
  [exit 1]
-- delete /sandbox/faults

# A client that may not, and a deployment that cannot.
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members/count", "kind": "status", "status": 403}
$ cxctl members gold
  [stderr]
  error: the members cannot be counted: 403 forbidden: fault: a fault rule made this answer (correlation id {UUID}) [tenant.scope]
    hint: the call needs the scope audiences:read cdp:read: see auth.scope, and what the client was granted
  [exit 1]
-- delete /sandbox/faults
-- file profiles/none.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: none}
  extends: cxone
  runtime: {members: null, members_count: null}
$ sed -i 's/profile: cxone/profile: profiles\/none.yaml/' cxctl.yaml
$ cxctl members gold
  [stderr]
  error: the profile none has no call members [runtime.route]
    hint: where the tenant has it: runtime: {members: {…}} in the profile
  [exit 1]
$ cxctl members gold --count
  [stderr]
  error: the profile none has no call members_count [runtime.route]
    hint: where the tenant has it: runtime: {members_count: {…}} in the profile
  [exit 1]
