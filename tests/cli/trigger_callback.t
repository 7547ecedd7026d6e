# What was sent is told to the tenant's notify URL, signed, once for each outcome.

-- sandbox --customers 20 --seed 1
-- env CDP_WEBHOOK_URL={URL}/callbacks/prod
-- secret CDP_WEBHOOK_SECRET=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
-- project audiences
      notify: {url: {env: CDP_WEBHOOK_URL}, secret: {env: CDP_WEBHOOK_SECRET}}
-- commit nothing but the project

-- file carts.ndjson
  {"contactId": "64c70b0b-0c5b-4a8f-8167-87272751ecaf", "attributes": {"email": "ada@example.com", "external_id": "crm-7"}, "event": "left"}
  {"contactId": "b6b9aeef-0d2d-47ab-80b3-1645445bcd27", "attributes": {"email": "eve@example.com", "external_id": "crm-9"}, "event": "left"}
$ cxctl trigger --journey onboarding carts.ndjson | jq -r .status
  sent
  not_eligible
  [stderr]
  1 sent, 1 not eligible; 4 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  1 notification delivered
$ curl -sS {URL}/sandbox/callbacks | jq '.items[] | .path, .body'
  "/callbacks/prod"
  {
    "event": "JOURNEY_TRIGGER",
    "journey_id": "onboarding",
    "contact_id": "64c70b0b-0c5b-4a8f-8167-87272751ecaf",
    "status": "sent",
    "latency_ms": {N},
    "timestamp": "{TIME}"
  }

# A second run sends nothing, and tells nothing; so does a dry one.
$ cxctl trigger --journey onboarding carts.ndjson -q | jq -r .status
  duplicate
  not_eligible
$ curl -sS {URL}/sandbox/callbacks | jq '.items | length'
  1

# Where nobody answers, what is told waits in the outbox, and the trigger is sent all the same.
-- env CDP_WEBHOOK_URL=http://127.0.0.1:1/callbacks
$ sed 's/"left"/"back"/' carts.ndjson | cxctl trigger --journey onboarding | jq -r .status
  sent
  not_eligible
  [stderr]
  1 sent, 1 not eligible; 4 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  0 of 1 notifications delivered
  warning: the notification of trigger/1d6ddfffa7b1 was not delivered: no connection to http://127.0.0.1:1: Failed to connect to 127.0.0.1 port 1 after {MS} ms: Couldn't connect to server [notify.failed]
    hint: it stays due: cxctl notify sends it again with the same id
-- env CDP_WEBHOOK_URL={URL}/callbacks/prod
$ cut -f1 .git/cxctl/prod/runtime.jsonl.outbox | jq -r .address
  trigger/{ANY}
$ grep -c '64c70b0b' .git/cxctl/prod/runtime.jsonl
  0
  [exit 1]
