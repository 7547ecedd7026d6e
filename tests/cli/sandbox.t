# The sandbox is a tenant: without a token nothing is answered, with one a PUT makes an audience and an ETag
# guards it. Every request is on record.

-- sandbox --customers 1000
$ curl -sS -o /dev/null -w '%{http_code}\n' {URL}/api/v1/audiences
  401

-- requests
  GET /api/v1/audiences 401

-- tenant
  {"audiences": [{"id": "a1b2c3d4-e5f6-7890-abcd-ef1234567890", "name": "A",
    "criteria": {"operator": "AND", "conditions": [{"field": "tier", "operator": "equals", "value": "gold"}]}}]}

-- file get.sh
  body="grant_type=client_credentials&client_id=$CXONE_CLIENT_ID&client_secret=$CXONE_CLIENT_SECRET"
  token=$(curl -sS -H 'Accept: application/json' {URL}/oauth/token -d "$body" | sed 's/.*"access_token": *"\([^"]*\)".*/\1/')
  curl -sS -H 'Accept: application/json' -H "Authorization: Bearer $token" "$@"

$ sh get.sh {URL}/api/v1/audiences | grep -o '"name": *"A"'
  "name":"A"

$ sh get.sh -X PUT -o /dev/null -w '%{http_code}\n' -H 'If-Match: "stale"' -H 'Content-Type: application/json' {URL}/api/v1/audiences/a1b2c3d4-e5f6-7890-abcd-ef1234567890 -d '{"name": "B", "data_source": "crm_sync", "criteria": {"operator": "AND", "conditions": [{"field": "tier", "operator": "equals", "value": "gold"}]}}'
  412

-- requests ordered token
  POST /oauth/token 200
  GET /api/v1/audiences 200
  POST /oauth/token 200
  PUT /api/v1/audiences/a1b2c3d4-e5f6-7890-abcd-ef1234567890 412
