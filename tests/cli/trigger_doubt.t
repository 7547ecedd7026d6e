# A trigger that was not answered is sent again under its id: it starts once. What cannot be known is said.

-- sandbox --customers 20 --seed 1
-- project audiences
-- commit nothing but the project

-- file cart.yaml
  journey: onboarding
  contactId: 64c70b0b-0c5b-4a8f-8167-87272751ecaf
  attributes: {email: ada@example.com, external_id: crm-7, first_name: Adelheid}
  event: cart_left

# The first answer is lost behind the start, then the tenant is busy: two tries more, one start.
-- post /sandbox/faults
  {"route": "POST /api/v1/journeys/*", "kind": "reset-after", "count": 1}
-- post /sandbox/faults
  {"route": "POST /api/v1/journeys/*", "kind": "status", "status": 429, "count": 1, "after": 1}
$ cxctl trigger cart.yaml -q | jq -r .status
  sent
$ curl -sS {URL}/sandbox/triggers | jq -c '[.arrivals, .starts]'
  [2,1]
-- requests ordered
  GET /api/v1/journeys/onboarding 200
  GET /api/v1/contacts/64c70b0b-0c5b-4a8f-8167-87272751ecaf 200
  POST /api/v1/journeys/onboarding/trigger 202 reset-after
  POST /api/v1/journeys/onboarding/trigger 429 status
  POST /api/v1/journeys/onboarding/trigger 202
-- delete /sandbox/faults

# No answer at all: it is unknown, and the next run settles it with the same bytes, whatever time it is then.
-- file sign.yaml
  journey: onboarding
  contactId: 64c70b0b-0c5b-4a8f-8167-87272751ecaf
  attributes: {email: ada@example.com, external_id: crm-7, first_name: Adelheid}
  event: signed_up
-- post /sandbox/faults
  {"route": "POST /api/v1/journeys/*", "kind": "reset-after"}
$ cxctl trigger sign.yaml
  {"status":"unknown","journey_id":"onboarding","contact_id":"64c70b0b-0c5b-4a8f-8167-87272751ecaf","deduplication_id":"8919d770-39df-8be3-b299-82961c9b046e","reason":"it is not known whether the journey was started: the connection to {URL} broke before a whole answer came: Empty reply from server","latency_ms":{N},"file":"sign.yaml","line":1}
  [stderr]
  0 sent, 1 unknown; 10 requests, 20.0 % succeeded, {MS} ms (p50) and {MS} ms (p95), 6 of them again, {N}.{N} s
  error: the trigger at sign.yaml:1: it is not known whether the journey was started: the connection to {URL} broke before a whole answer came: Empty reply from server [trigger.doubt]
    hint: run it again: it is sent again under the same id, and starts once
  [exit 3]
-- delete /sandbox/faults
$ cxctl trigger sign.yaml --dry-run
  {"status":"would_send","journey_id":"onboarding","contact_id":"64c70b0b-0c5b-4a8f-8167-87272751ecaf","deduplication_id":"8919d770-39df-8be3-b299-82961c9b046e","reason":"sent before, without an answer","latency_ms":null,"file":"sign.yaml","line":1}
  [stderr]
  1 would be sent; 2 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
$ cxctl trigger sign.yaml
  {"status":"sent","journey_id":"onboarding","contact_id":"64c70b0b-0c5b-4a8f-8167-87272751ecaf","deduplication_id":"8919d770-39df-8be3-b299-82961c9b046e","reason":null,"latency_ms":{N},"file":"sign.yaml","line":1}
  [stderr]
  1 sent; 3 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
$ curl -sS {URL}/sandbox/triggers | jq -c '[.arrivals, .starts]'
  [11,2]

# Killed behind the intent: the same.
-- file killed.yaml
  {journey: onboarding, contactId: 64c70b0b-0c5b-4a8f-8167-87272751ecaf, attributes: {email: ada@example.com, external_id: crm-7}, event: killed}
-- post /sandbox/faults
  {"route": "POST /api/v1/journeys/*", "kind": "delay", "ms": 3000}
$ timeout -s KILL 1 cxctl trigger killed.yaml -q; echo $?
  137
  [stderr]
  Killed
-- delete /sandbox/faults
$ cxctl trigger killed.yaml -q | jq -r .status
  sent
$ cxctl trigger killed.yaml -q | jq -r .status
  duplicate
$ curl -sS {URL}/sandbox/triggers | jq -c '.items[-1].starts'
  1

# The tenant says why not: nothing that it was sent is shown.
-- file refused.yaml
  {journey: onboarding, contactId: 38849506-1eb0-4ce1-86c3-537a931e49d7, attributes: {email: bob@example.com, external_id: crm-8, first_name: Adelheid}, event: refused}
-- post /sandbox/faults
  {"route": "POST /api/v1/journeys/*", "kind": "status", "status": 422, "body": "{\"message\": \"Adelheid (bob@example.com) is too young\"}"}
$ cxctl trigger refused.yaml
  {"status":"failed","journey_id":"onboarding","contact_id":"38849506-1eb0-4ce1-86c3-537a931e49d7","deduplication_id":"91f5e74c-79cb-8aa1-91dd-9232afec60af","reason":"422 unprocessable content: ******** (***************) is too young (correlation id {UUID})","latency_ms":{N},"file":"refused.yaml","line":1}
  [stderr]
  0 sent, 1 failed; 3 requests, 66.7 % succeeded, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  error: the trigger at refused.yaml:1: 422 unprocessable content: ******** (***************) is too young (correlation id {UUID}) [tenant.status]
  [exit 1]
-- delete /sandbox/faults
# A journey that was paused, a contact who went, just before it was sent: the tenant's word counts.
-- post /sandbox/faults
  {"route": "POST /api/v1/journeys/*", "kind": "status", "status": 409, "body": "{\"error\": \"contact_suppressed\", \"error_description\": \"the contact is UNSUBSCRIBED\"}"}
$ cxctl trigger refused.yaml
  {"status":"not_eligible","journey_id":"onboarding","contact_id":"38849506-1eb0-4ce1-86c3-537a931e49d7","deduplication_id":"91f5e74c-79cb-8aa1-91dd-9232afec60af","reason":"409 conflict: contact_suppressed: the contact is UNSUBSCRIBED (correlation id {UUID})","latency_ms":{N},"file":"refused.yaml","line":1}
  [stderr]
  0 sent, 1 not eligible; 3 requests, 66.7 % succeeded, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "POST /api/v1/journeys/*", "kind": "status", "status": 409, "body": "{\"code\": \"journey_not_active\", \"message\": \"the journey is PAUSED\"}"}
$ cxctl trigger refused.yaml
  {"status":"journey_not_active","journey_id":"onboarding","contact_id":"38849506-1eb0-4ce1-86c3-537a931e49d7","deduplication_id":"91f5e74c-79cb-8aa1-91dd-9232afec60af","reason":"409 conflict: journey_not_active: the journey is PAUSED (correlation id {UUID})","latency_ms":{N},"file":"refused.yaml","line":1}
  [stderr]
  0 sent, 1 of journeys that are not active; 3 requests, 66.7 % succeeded, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  error: the trigger at refused.yaml:1: 409 conflict: journey_not_active: the journey is PAUSED (correlation id {UUID}) [tenant.status]
  [exit 1]
-- delete /sandbox/faults
# What was refused was not sent: it may go out with other content.
$ sed -i 's/event: refused/event: accepted/' refused.yaml; cxctl trigger refused.yaml -q | jq -r .status
  sent

# A tenant that does not honour keys: what was not answered is not sent again, and stays unknown.
-- file profiles/forgetful.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: forgetful}
  extends: cxone
  runtime: {trigger: {idempotency: ignored}}
$ sed -i 's|profile: cxone|profile: profiles/forgetful.yaml|' cxctl.yaml
-- file forgotten.yaml
  {journey: onboarding, contactId: 38849506-1eb0-4ce1-86c3-537a931e49d7, attributes: {email: bob@example.com, external_id: crm-8}, event: forgotten}
-- post /sandbox/faults
  {"route": "POST /api/v1/journeys/*", "kind": "reset-before"}
$ cxctl trigger forgotten.yaml
  {"status":"unknown","journey_id":"onboarding","contact_id":"38849506-1eb0-4ce1-86c3-537a931e49d7","deduplication_id":"08452511-af75-8f98-809d-441d0e885dc1","reason":"it is not known whether the journey was started: the connection to {URL} broke before a whole answer came: Empty reply from server","latency_ms":{N},"file":"forgotten.yaml","line":1}
  [stderr]
  0 sent, 1 unknown; 3 requests, 66.7 % succeeded, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  error: the trigger at forgotten.yaml:1: it is not known whether the journey was started: the connection to {URL} broke before a whole answer came: Empty reply from server [trigger.doubt]
    hint: look in the tenant; to send it anew, give it another deduplicationId
  [exit 3]
-- delete /sandbox/faults
-- delete /sandbox/requests
$ cxctl trigger forgotten.yaml
  {"status":"unknown","journey_id":"onboarding","contact_id":"38849506-1eb0-4ce1-86c3-537a931e49d7","deduplication_id":"08452511-af75-8f98-809d-441d0e885dc1","reason":"it is not known whether the journey was started: it was sent before, without an answer","latency_ms":null,"file":"forgotten.yaml","line":1}
  [stderr]
  0 sent, 1 unknown; 0 requests, {N}.{N} s
  error: the trigger at forgotten.yaml:1: it is not known whether the journey was started: it was sent before, without an answer [trigger.doubt]
    hint: look in the tenant; to send it anew, give it another deduplicationId
  [exit 3]
-- requests
$ sed -i 's|profile: profiles/forgetful.yaml|profile: cxone|' cxctl.yaml

# A dead tenant: what was sent is unknown, and after a few tries nothing more is sent.
$ for i in $(seq 40); do echo '{"contactId": "64c70b0b-0c5b-4a8f-8167-87272751ecaf", "attributes": {"email": "a@example.com", "external_id": "1"}, "event": "many", "deduplicationId": "many-'$i'"}'; done > many.ndjson
-- post /sandbox/faults
  {"route": "POST /api/v1/*", "kind": "status", "status": 500}
$ cxctl trigger --journey onboarding many.ndjson -o json > dead.json; jq -c '[.exit_code, (.items | length), (.counts.unknown + .counts.failed), .counts.failed > 10, .tenant_requests.requests < 80, ([.items[].status] | unique)]' dead.json
  [3,40,40,true,true,["failed","unknown"]]
  [stderr]
  0 sent, {N} failed, {N} unknown; {N} requests, {N}.{N} % succeeded, {MS} ms (p50) and {MS} ms (p95){ANY}
  error: the triggers at {ANY} more: it is not known whether the journey was started: 500 internal server error: fault: a fault rule made this answer (correlation id {UUID}); the tenant failed too often in a row; nothing more is sent [trigger.doubt]
    hint: run it again: it is sent again under the same id, and starts once
  error: the tenant failed too often in a row; nothing more is sent [tenant.breaker]
    note: the triggers at {ANY} and {N} more
    hint: look at the first failure, mend it, and run again
  2 errors
-- delete /sandbox/faults
$ jq -r '.diagnostics[] | .code' dead.json
  trigger.doubt
  tenant.breaker

# Ctrl-C: what is under way finishes, the rest is not sent; the next run goes on there.
-- post /sandbox/faults
  {"route": "POST /api/v1/*", "kind": "delay", "ms": 1500}
$ timeout --foreground -s INT 1 cxctl trigger --journey onboarding many.ndjson -o json > part.json; jq -c '[.exit_code, .counts.sent > 0, .counts.unknown, (.counts.sent + .counts.failed), ([.items[] | .reason] | unique)]' part.json
  [3,true,0,40,[null,"interrupted before it was sent"]]
  [stderr]

  ending: what is under way finishes; once more to quit at once
  {N} sent, {N} failed; {N} requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  error: interrupted before it was sent [run.interrupted]
    note: the triggers at {ANY} and {N} more
    hint: run it again: what was sent is not sent twice
-- delete /sandbox/faults
$ cxctl trigger --journey onboarding many.ndjson -q | jq -r .status | sort -u
  duplicate
  sent
$ curl -sS {URL}/sandbox/triggers | jq -c '[.items[] | select(.key | startswith("many-")) | .starts] | [length, add]'
  [40,40]

$ cxctl audit verify --log .git/cxctl/prod/runtime.jsonl -q
  intact: 16 runs, {N} records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off
$ grep -cE 'Adelheid|example.com|crm-|64c70b0b' .git/cxctl/prod/runtime.jsonl
  0
  [exit 1]
