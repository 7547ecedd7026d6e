# What scripts do at run time, by hand, against a sandbox: who is in an audience, who they are, start a journey for
# one of them, mark an interaction. curl only; the limits of the API answer here as they do for cxctl.

-- sandbox --customers 1000 --seed 1

-- tenant
  {"audiences": [{"id": "a1b2c3d4-e5f6-7890-abcd-ef1234567890", "name": "Gold",
    "criteria": {"operator": "AND", "conditions": [{"field": "tier", "operator": "equals", "value": "gold"}]}}]}

-- file api
  body="grant_type=client_credentials&client_id=$CXONE_CLIENT_ID&client_secret=$CXONE_CLIENT_SECRET"
  token=$(curl -sS -H 'Accept: application/json' {URL}/oauth/token -d "$body" | jq -r .access_token)
  path=$1; shift
  curl -sS -w '\n' -H 'Accept: application/json' -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "{URL}$path" "$@"

-- env GOLD=/api/v2/audiences/a1b2c3d4-e5f6-7890-abcd-ef1234567890/members

# Count first, then pages; a filter is percent-encoded as a whole.
$ sh api "$GOLD/count"
  {"count":262}
$ sh api "$GOLD/count?filter=spend%3E900000&filter=opted_in%3Dtrue"
  {"count":17}
$ sh api "$GOLD?limit=1"
  {"items":[
  {"id":"b6b9aeef-0d2d-47ab-80b3-1645445bcd27","annual_revenue":15434,"industry":"telecom","employee_count":807,"engagement_score":72,"lifecycle_stage":"prospect","last_purchase_date":"2022-04-23","region":"emea","country":"GB","spend":11273,"tier":"gold","email":"customer2@example.org","phone":"+44457544819","opted_in":false,"created_date":"2021-05-10"}],"nextPageToken":"Y2ZmMDI1OGFhZTg3M2I2NToy"}

# Following nextPageToken, each comes once.
-- file walk
  cursor=
  while :; do
    sh api "$GOLD?limit=100${cursor:+&cursor=$cursor}" > page
    jq -r '.items[].id' page
    cursor=$(jq -r '.nextPageToken // empty | @uri' page)
    test "$cursor" || break
  done
$ sh walk | sort -u | wc -l
  262

# What is wrong with filters is told all at once, and a cursor is good for its own query only.
$ sh api "$GOLD/count?filter=tier=gold" | jq -c '.errors[]'
  {"field":"filter[0]","message":"a filter is percent-encoded as a whole, without NUL","errorCode":"NOT_ENCODED"}
$ sh api "$GOLD/count?filter=score%3E5&filter=spend%3Emuch&filter=spend~5" | jq -c '.errors[]'
  {"field":"filter[0]","message":"the CDP has no attribute \"score\"","errorCode":"UNKNOWN_ATTRIBUTE"}
  {"field":"filter[1]","message":"spend is a number, which the value is not","errorCode":"INVALID_VALUE"}
  {"field":"filter[2]","message":"spend is a number, for which there is no ~","errorCode":"INVALID_OPERATOR"}
$ sh api "$GOLD/count?$(for i in $(seq 21); do printf 'filter=email~a&'; done)" | jq -c '.errors[]'
  {"field":"filter","message":"the filters have complexity 105, at most 100 is allowed","errorCode":"TOO_COMPLEX"}
$ sh api "$GOLD/count?$(for i in $(seq 51); do printf 'filter=tier%%3Dgold&'; done)" | jq -c '.errors[]'
  {"field":"filter","message":"51 filters, at most 50 are allowed","errorCode":"TOO_MANY"}
$ sh api "$GOLD?cursor=$(jq -rn '"MTIzOjQ=" | @uri')"
  {"error":"invalid_cursor","error_description":"the cursor is not one of this audience and these filters"}
$ sh api "/api/v2/audiences/none/members"
  {"error":"not_found","error_description":"there is no audience none"}

# Who they are, as a CRM tells it: untidy, in an order of its own, at most 100 at once.
$ sh api "$GOLD?limit=3" | jq -r '.items[].id' | paste -sd, > ids
$ sh api "/api/v2/crm/contacts?ids=$(cat ids),nobody&fields=firstName,email,phone" | jq -c '.items[]'
  {"firstName":"Jürgen","email":"customer15@example.com","phone":"+55-408-513-827"}
  {"firstName":"María","email":"customer2@example.org","phone":" +44.457.544.819 "}
  {"firstName":"Zoë","email":"customer17@example.org","phone":"+1127731049"}
$ sh api "/api/v2/crm/contacts?pageSize=2&fields=id&filter=segmentIds%20contains%20'a1b2c3d4-e5f6-7890-abcd-ef1234567890'" | jq -r .nextPageUrl
  {URL}/api/v2/crm/contacts?pageSize=2&fields=id&filter=segmentIds%20contains%20'a1b2c3d4-e5f6-7890-abcd-ef1234567890'&page=2
$ sh api "/api/v2/crm/contacts?ids=$(seq -s, 101)"
  {"error":"too_many_ids","error_description":"101 ids, at most 100 are allowed"}

# A journey is started once for a key, however often the trigger arrives.
$ sh api "$GOLD?limit=1&filter=opted_in%3Dtrue" | jq -r '.items[0].id' > yes
$ sh api "$GOLD?limit=1&filter=opted_in%3Dfalse" | jq -r '.items[0].id' > no
$ sh api "/api/v1/contacts/$(cat yes)" | jq -c '[.suppressionStatus, .externalId]'
  ["SUBSCRIBED","crm-15"]
$ sh api "/api/v1/contacts/$(cat no)" | jq -c .suppressionStatus
  "UNSUBSCRIBED"
$ sh api /api/v1/journeys/onboarding
  {"id":"onboarding","name":"Onboarding","state":"ACTIVE"}
-- file trigger
  jq -n --arg contact "$(cat $1)" '{contactId: $contact, attributes: {email: "ada@example.com", external_id: "crm-7"},
    event: "cart_left", deduplicationId: "cart-7", timestamp: "2026-11-21T09:30:00Z"}' > body
  sh api /api/v1/journeys/$2/trigger -H 'Idempotency-Key: cart-7' -d @body
$ sh trigger yes onboarding | jq -c '[.status, .journeyId]'
  ["STARTED","onboarding"]
$ sh trigger yes onboarding | jq -c '[.status, .journeyId]'
  ["STARTED","onboarding"]
$ sh trigger yes win-back
  {"error":"journey_not_active","error_description":"the journey win-back is PAUSED"}
$ sh trigger no win-back
  {"error":"journey_not_active","error_description":"the journey win-back is PAUSED"}
-- post /sandbox/edit
  {"kind": "Journey", "id": "win-back", "patch": {"state": "ACTIVE"}}
$ sh trigger no win-back
  {"error":"contact_suppressed","error_description":"the contact b6b9aeef-0d2d-47ab-80b3-1645445bcd27 is UNSUBSCRIBED"}
$ sh trigger no onboarding
  {"error":"idempotency_key_reused","error_description":"the key came before with another body"}
$ curl -sS {URL}/sandbox/triggers | jq -c '(.items[] | [.journey, .key, .arrivals, .starts]), [.arrivals, .starts]'
  ["onboarding","cart-7",3,1]
  ["win-back","cart-7",3,0]
  [6,1]

# The size is that of the bytes sent.
$ sh api /api/v1/journeys/onboarding/trigger -d "$(printf '%102401s' '{}')"
  {"error":"body_too_large","error_description":"a trigger has at most 102400 bytes, this one 102401"}

# Attributes of an interaction change all or none.
$ sh api /api/v2/interactions/interaction-1/attributes | jq -c '.attributes[]'
  {"key":"priority","value":"high"}
  {"key":"queue_position","value":3}
  {"key":"callback_requested","value":false}
  {"key":"_routing","value":"skill-7"}
  {"key":"system:channel","value":"voice"}
$ sh api /api/v2/interactions/interaction-1/attributes -d '{"attributes": [{"key": "priority", "value": "low"}, {"key": "_routing", "value": 1}]}' | jq -c '.errors[]'
  {"field":"attributes[1].key","message":"keys that begin with _ or system: cannot be written","errorCode":"RESERVED"}
$ sh api /api/v2/interactions/interaction-1/attributes -d '{"attributes": [{"key": "priority", "value": "low"}, {"key": "vip", "value": true}]}' | jq -c '.errors[]'
  {"field":"attributes[1].key","message":"the interaction has no such attribute","errorCode":"NOT_FOUND"}
$ sh api /api/v2/interactions/interaction-1/attributes -d '{"attributes": [{"key": "priority", "value": "low"}, {"key": "vip", "value": true, "mode": "ADD"}]}' | jq -c '.attributes[]'
  {"key":"priority","value":"low"}
  {"key":"queue_position","value":3}
  {"key":"callback_requested","value":false}
  {"key":"_routing","value":"skill-7"}
  {"key":"system:channel","value":"voice"}
  {"key":"vip","value":true}

# A change of attributes is an event: it goes to the webhooks that have subscribed to it, signed with their secret.
-- tenant
  {"webhooks": [{"id": "desk", "name": "desk", "url": "{URL}/callbacks/desk", "events": ["interaction.attributes.updated"],
    "headers": {"X-Webhook-Source": "cxone"}, "secret": "a secret of thirty-two bytes and more"}]}
$ sh api /api/v2/interactions/interaction-3/attributes -d '{"attributes": [{"key": "vip", "value": true, "mode": "ADD"}]}' | jq -c .attributes
  [{"key":"vip","value":true}]
$ until curl -sS {URL}/sandbox/events | grep -q '"state":"done"'; do sleep 0.1; done
$ curl -sS {URL}/sandbox/events | jq -c '.items[] | [.webhook, .status, .signed, .problem]'
  ["desk",200,true,null]
$ curl -sS {URL}/sandbox/callbacks > got
$ jq -c '.items[0] | .path, (.body | del(.callbackLatencyMs)), (.body.callbackLatencyMs | type)' got
  "/callbacks/desk"
  {"eventType":"interaction.attributes.updated","interactionId":"interaction-3","attributes":[{"key":"vip","value":true}]}
  "number"
$ jq -r '.items[0].headers | to_entries[] | .key' got | grep -i '^webhook\|^x-'
  X-Webhook-Source
  webhook-id
  webhook-timestamp
  webhook-signature
-- file verify
  header() { jq -r --arg name "$1" '.items[0].headers | to_entries[] | select(.key | ascii_downcase == $name) | .value' got; }
  printf '%s.%s.%s' "$(header webhook-id)" "$(header webhook-timestamp)" "$(jq -j '.items[0].body_text' got)" |
    openssl dgst -sha256 -hmac 'a secret of thirty-two bytes and more' -binary | base64 > expected
  test "$(header webhook-signature)" = "v1,$(cat expected)" && echo the signature is right
$ sh verify
  the signature is right

# Events never leave this machine.
$ curl -sS {URL}/sandbox/events -d '{"eventType": "profile.created", "url": "https://hooks.example.com/"}'
  {"events":1}
  [no newline at the end]
$ curl -sS {URL}/sandbox/events | jq -c '.items[-1] | [.url, .status, .problem]'
  ["https://hooks.example.com/",0,"not sent: the URL is not one of this machine"]
