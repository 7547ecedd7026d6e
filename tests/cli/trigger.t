# trigger starts journeys for contacts: checked, recorded, sent once; the second run sends nothing.

-- sandbox --customers 20 --seed 1
-- project audiences
-- commit nothing but the project

# One trigger from a file.
-- file cart.yaml
  journey: onboarding
  contactId: 64c70b0b-0c5b-4a8f-8167-87272751ecaf
  attributes:
    email: ada@example.com
    external_id: crm-7
    directives: {channel: sms}
  event: cart_left
$ cxctl trigger cart.yaml
  {"status":"sent","journey_id":"onboarding","contact_id":"64c70b0b-0c5b-4a8f-8167-87272751ecaf","deduplication_id":"ed443caf-e5d9-82da-8791-f86a57dbc221","reason":null,"latency_ms":{N},"file":"cart.yaml","line":1}
  [stderr]
  1 sent; 3 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- requests ordered
  GET /api/v1/journeys/onboarding 200
  GET /api/v1/contacts/64c70b0b-0c5b-4a8f-8167-87272751ecaf 200
  POST /api/v1/journeys/onboarding/trigger 202

# The same again: the journal knows.
$ cxctl trigger cart.yaml
  {"status":"duplicate","journey_id":"onboarding","contact_id":"64c70b0b-0c5b-4a8f-8167-87272751ecaf","deduplication_id":"ed443caf-e5d9-82da-8791-f86a57dbc221","reason":"sent before","latency_ms":null,"file":"cart.yaml","line":1}
  [stderr]
  0 sent, 1 duplicate; 0 requests, {N}.{N} s
-- requests ordered

# Many at once, as NDJSON from standard input: one of each kind.
-- file many.ndjson
  {"contactId": "64c70b0b-0c5b-4a8f-8167-87272751ecaf", "attributes": {"email": "ada@example.com", "external_id": "crm-7"}, "event": "signup", "deduplicationId": "signup-7", "timestamp": "2026-11-21T09:30:00Z"}
  {"contactId": "64c70b0b-0c5b-4a8f-8167-87272751ecaf", "attributes": {"email": "ada@example.com", "external_id": "crm-7"}, "event": "signup", "deduplicationId": "signup-7", "timestamp": "2026-11-21T09:30:00Z"}
  {"contactId": "b6b9aeef-0d2d-47ab-80b3-1645445bcd27", "attributes": {"email": "bob@example.com", "external_id": "crm-8"}, "event": "signup", "deduplicationId": "signup-8"}
  {"contactId": "00000000-0000-4000-8000-000000000009", "attributes": {"email": "eve@example.com", "external_id": "crm-9"}, "event": "signup", "deduplicationId": "signup-9"}

  {"journey": "win-back", "contactId": "64c70b0b-0c5b-4a8f-8167-87272751ecaf", "attributes": {"email": "ada@example.com", "external_id": "crm-7"}, "event": "signup"}
  {"journeyId": "nowhere", "contactId": "64c70b0b-0c5b-4a8f-8167-87272751ecaf", "attributes": {"email": "ada@example.com", "external_id": "crm-7"}, "event": "signup"}
$ cxctl trigger --journey onboarding --dry-run - < many.ndjson
  {"status":"would_send","journey_id":"onboarding","contact_id":"64c70b0b-0c5b-4a8f-8167-87272751ecaf","deduplication_id":"signup-7","reason":null,"latency_ms":null,"file":"standard input","line":1}
  {"status":"duplicate","journey_id":"onboarding","contact_id":"64c70b0b-0c5b-4a8f-8167-87272751ecaf","deduplication_id":"signup-7","reason":"the same stands at standard input:1","latency_ms":null,"file":"standard input","line":2}
  {"status":"not_eligible","journey_id":"onboarding","contact_id":"b6b9aeef-0d2d-47ab-80b3-1645445bcd27","deduplication_id":"signup-8","reason":"the contact is UNSUBSCRIBED","latency_ms":null,"file":"standard input","line":3}
  {"status":"not_eligible","journey_id":"onboarding","contact_id":"00000000-0000-4000-8000-000000000009","deduplication_id":"signup-9","reason":"there is no such contact","latency_ms":null,"file":"standard input","line":4}
  {"status":"journey_not_active","journey_id":"win-back","contact_id":"64c70b0b-0c5b-4a8f-8167-87272751ecaf","deduplication_id":"84af1a0c-7547-8aa5-95cd-a2ebce72e474","reason":"the journey is PAUSED","latency_ms":null,"file":"standard input","line":6}
  {"status":"journey_not_active","journey_id":"nowhere","contact_id":"64c70b0b-0c5b-4a8f-8167-87272751ecaf","deduplication_id":"faf098fc-8bff-838c-b53b-7b537e3237a5","reason":"there is no such journey","latency_ms":null,"file":"standard input","line":7}
  [stderr]
  1 would be sent, 1 duplicate, 2 not eligible, 2 of journeys that are not active; 6 requests, 66.7 % succeeded, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  error: the trigger at standard input:6: the journey is PAUSED [trigger.state]
    hint: it must be ACTIVE before anything is sent
  error: the trigger at standard input:7: there is no such journey [trigger.state]
  2 errors
  [exit 1]
$ cxctl trigger --journey onboarding - < many.ndjson
  {"status":"sent","journey_id":"onboarding","contact_id":"64c70b0b-0c5b-4a8f-8167-87272751ecaf","deduplication_id":"signup-7","reason":null,"latency_ms":{N},"file":"standard input","line":1}
  {"status":"duplicate","journey_id":"onboarding","contact_id":"64c70b0b-0c5b-4a8f-8167-87272751ecaf","deduplication_id":"signup-7","reason":"the same stands at standard input:1","latency_ms":null,"file":"standard input","line":2}
  {"status":"not_eligible","journey_id":"onboarding","contact_id":"b6b9aeef-0d2d-47ab-80b3-1645445bcd27","deduplication_id":"signup-8","reason":"the contact is UNSUBSCRIBED","latency_ms":null,"file":"standard input","line":3}
  {"status":"not_eligible","journey_id":"onboarding","contact_id":"00000000-0000-4000-8000-000000000009","deduplication_id":"signup-9","reason":"there is no such contact","latency_ms":null,"file":"standard input","line":4}
  {"status":"journey_not_active","journey_id":"win-back","contact_id":"64c70b0b-0c5b-4a8f-8167-87272751ecaf","deduplication_id":"84af1a0c-7547-8aa5-95cd-a2ebce72e474","reason":"the journey is PAUSED","latency_ms":null,"file":"standard input","line":6}
  {"status":"journey_not_active","journey_id":"nowhere","contact_id":"64c70b0b-0c5b-4a8f-8167-87272751ecaf","deduplication_id":"faf098fc-8bff-838c-b53b-7b537e3237a5","reason":"there is no such journey","latency_ms":null,"file":"standard input","line":7}
  [stderr]
  1 sent, 1 duplicate, 2 not eligible, 2 of journeys that are not active; 7 requests, 71.4 % succeeded, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  error: the trigger at standard input:6: the journey is PAUSED [trigger.state]
    hint: it must be ACTIVE before anything is sent
  error: the trigger at standard input:7: there is no such journey [trigger.state]
  2 errors
  [exit 3]
-- requests
  GET /api/v1/journeys/onboarding 200 x2
  GET /api/v1/journeys/win-back 200 x2
  GET /api/v1/journeys/nowhere 404 x2
  GET /api/v1/contacts/64c70b0b-0c5b-4a8f-8167-87272751ecaf 200 x2
  GET /api/v1/contacts/b6b9aeef-0d2d-47ab-80b3-1645445bcd27 200 x2
  GET /api/v1/contacts/00000000-0000-4000-8000-000000000009 404 x2
  POST /api/v1/journeys/onboarding/trigger 202
$ cxctl trigger --journey onboarding -o table many.ndjson
  STATUS              CONTACT_ID                            REASON                            JOURNEY_ID  DEDUPLICATION_ID                      LATENCY_MS  FILE         LINE
  duplicate           64c70b0b-0c5b-4a8f-8167-87272751ecaf  sent before                       onboarding  signup-7                                          many.ndjson  1
  duplicate           64c70b0b-0c5b-4a8f-8167-87272751ecaf  the same stands at many.ndjson:1  onboarding  signup-7                                          many.ndjson  2
  not_eligible        b6b9aeef-0d2d-47ab-80b3-1645445bcd27  the contact is UNSUBSCRIBED       onboarding  signup-8                                          many.ndjson  3
  not_eligible        00000000-0000-4000-8000-000000000009  there is no such contact          onboarding  signup-9                                          many.ndjson  4
  journey_not_active  64c70b0b-0c5b-4a8f-8167-87272751ecaf  the journey is PAUSED             win-back    84af1a0c-7547-8aa5-95cd-a2ebce72e474              many.ndjson  6
  journey_not_active  64c70b0b-0c5b-4a8f-8167-87272751ecaf  there is no such journey          nowhere     faf098fc-8bff-838c-b53b-7b537e3237a5              many.ndjson  7
  [stderr]
  0 sent, 2 duplicates, 2 not eligible, 2 of journeys that are not active; 5 requests, 60.0 % succeeded, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  error: the trigger at many.ndjson:6: the journey is PAUSED [trigger.state]
    hint: it must be ACTIVE before anything is sent
  error: the trigger at many.ndjson:7: there is no such journey [trigger.state]
  2 errors
  [exit 1]
-- writes
$ curl -sS {URL}/sandbox/triggers | jq -c '(.items[] | [.journey, .key, .arrivals, .starts]), [.arrivals, .starts]'
  ["onboarding","ed443caf-e5d9-82da-8791-f86a57dbc221",1,1]
  ["onboarding","signup-7",1,1]
  [2,2]
$ cxctl audit verify --log .git/cxctl/prod/runtime.jsonl
  intact: 5 runs, 14 records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off
$ cut -f1 .git/cxctl/prod/runtime.jsonl | head -n 4 | jq -c 'del(.prev, .latency_ms, .actor, .host, .origin, .tool_version, .ci)'
  {"command":"trigger","dry_run":false,"run":"{RUN}","seq":1,"tenant":"prod","time":"{TIME}","trigger_count":1,"triggers":"sha256:{HASH}","type":"run_start"}
  {"address":"trigger/{HASH}","body":"{HASH}","contact":"sha256:{HASH}","method":"POST","path":"/api/v1/journeys/onboarding/trigger","run":"{RUN}","seq":2,"time":"{TIME}","timestamp":"{TIME}","type":"intent"}
  {"address":"trigger/{HASH}","result":"applied","run":"{RUN}","seq":3,"status":202,"time":"{TIME}","type":"outcome"}
  {"counts":{"duplicate":0,"failed":0,"journey_not_active":0,"not_eligible":0,"requests":3,"sent":1,"unknown":0},"good":true,"run":"{RUN}","seq":4,"time":"{TIME}","type":"run_end"}
$ grep -cE '64c70b0b|example.com|crm-|signup' .git/cxctl/prod/runtime.jsonl
  0
  [exit 1]

# What it asks is shown by -v, without the id of the contact; its error, too, where it cannot be read.
-- post /sandbox/faults
  {"route": "GET /api/v1/contacts/*", "kind": "status", "status": 403, "body": "{\"message\": \"no scope for Adelheid, customer3@example.org\"}"}
$ sed 's/cart_left/cart_back/; s/sms/Adelheid/' cart.yaml | cxctl trigger -v -o csv | tr -d '\r'
  status,contact_id,reason,journey_id,deduplication_id,latency_ms,file,line
  failed,64c70b0b-0c5b-4a8f-8167-87272751ecaf,"the contact cannot be read: 403 forbidden: no scope for ********, ********************* (correlation id {UUID})",onboarding,8e784797-12b1-8331-bdf6-1e3179e1769d,,standard input,1
  [stderr]
  POST {URL}/oauth/token 200 {MS} ms, {N} bytes
  GET {URL}/api/v1/journeys/onboarding 200 {MS} ms, {N} bytes
  GET {URL}/api/v1/contacts/… 403 {MS} ms, {N} bytes
  0 sent, 1 failed; 2 requests, 50.0 % succeeded, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  error: the trigger at standard input:1: the contact cannot be read: 403 forbidden: no scope for ********, ********************* (correlation id {UUID}) [tenant.scope]
    hint: the call needs the scope contacts:read: see auth.scope, and what the client was granted
-- delete /sandbox/faults
