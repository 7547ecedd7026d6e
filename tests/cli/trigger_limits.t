# What is wrong with triggers is said at once, with its place, and nothing is sent; no message shows what is in them.

-- sandbox --customers 20 --seed 1
-- project audiences
-- commit nothing but the project

-- file wrong.yaml
  contactId: 64c70b0b-0c5b-4a8f-8167-87272751ecaf
  attributes: {email: ada@example.com, external_id: crm-7}
  event: no journey is named
  ---
  journey: onboarding
  journeyId: win-back
  contactId: 64c70b0b-0c5b-4a8f-8167-87272751ecaf
  attributes: {email: ada@example.com, external_id: crm-7}
  event: two journeys
  ---
  journey: onboarding
  contactID: 64c70b0b-0c5b-4a8f-8167-87272751ecaf
  attributes:
    email: ada@example.com
  event: ""
  ---
  - journey: onboarding
    contactId: ada lovelace
    attributes:
      identifiers: {email: ada@example.com, external_id: 7, region: emea}
      directives: {region: apac, email: eve@example.com, channel: sms}
    event: left
    deduplicationId: " ada@example.com"
    timestamp: yesterday
  - journey: onboarding
    contactId: 64c70b0b-0c5b-4a8f-8167-87272751ecaf
    attributes:
      email: ada@example.com
      external_id: crm-7
      directives: {external_id: crm-8}
    event: left
    timestamp: 2026-13-21T09:30:00Z
  - just text: ada@example.com
  ---
  ada@example.com
$ cxctl trigger wrong.yaml
  [stderr]
  wrong.yaml:1:1: error: the trigger names no journey [trigger.journey]
    hint: write journey: ID, or give --journey ID for all that name none
  wrong.yaml:6:1: error: journey and journeyId name two journeys [trigger.journey]
  wrong.yaml:5:1: note: the other one
    hint: write journey alone
  wrong.yaml:12:1: error: "contactID" is not known here [schema.unknown]
    hint: did you mean "contactId"?
  wrong.yaml:14:3: error: attributes has no "external_id" [schema.required]
    hint: identifiers hold email and external_id
  wrong.yaml:15:8: error: event is empty, at least 1 character is needed [schema.minLength]
    hint: write a text between the quotes
  wrong.yaml:18:14: error: this is no id [schema.pattern]
    hint: 1 to 255 characters, no blanks and no control characters
  wrong.yaml:20:56: error: external_id must be a string, not a number [schema.type]
    hint: quote it
  wrong.yaml:21:18: error: the directive region would overwrite an identifier [trigger.directive]
  wrong.yaml:20:59: note: the identifier
    hint: give it another name, or leave it out
  wrong.yaml:21:32: error: the directive email would overwrite an identifier [trigger.directive]
  wrong.yaml:20:19: note: the identifier
    hint: give it another name, or leave it out
  wrong.yaml:23:20: error: this is no deduplication id [schema.pattern]
    hint: 1 to 255 characters of ASCII without control characters, no blank at either end
  wrong.yaml:24:14: error: this is no point in time [schema.format]
    hint: write it as {TIME}
  wrong.yaml:30:18: error: the directive external_id would overwrite an identifier [trigger.directive]
  wrong.yaml:29:5: note: the identifier
    hint: give it another name, or leave it out
  wrong.yaml:32:14: error: this is no point in time [schema.format]
    hint: write it as {TIME}
  wrong.yaml:33:3: error: the document has no "contactId" [schema.required]
    hint: a trigger has contactId, attributes and event, and names its journey if --journey does not
  wrong.yaml:33:3: error: the document has no "attributes" [schema.required]
    hint: a trigger has contactId, attributes and event, and names its journey if --journey does not
  wrong.yaml:33:3: error: the document has no "event" [schema.required]
    hint: a trigger has contactId, attributes and event, and names its journey if --journey does not
  wrong.yaml:33:3: error: "just text" is not known here [schema.unknown]
    hint: known here, and not yet used: journey, journeyId, contactId, attributes, event, deduplicationId, timestamp
  wrong.yaml:33:3: error: the trigger names no journey [trigger.journey]
    hint: write journey: ID, or give --journey ID for all that name none
  wrong.yaml:35:1: error: the document must be an object, not a string [schema.type]
    hint: write key: value, one a line and indented below it
  19 errors
  [exit 1]
-- requests

# NDJSON has lines, too; a broken one does not hide the others.
-- file wrong.ndjson
  {"journey": "onboarding", "contactId": "64c70b0b-0c5b-4a8f-8167-87272751ecaf", "attributes": {"email": "ada@example.com"}, "event": "left"}
  {"journey": "onboarding", "contactId": "64c70b0b-0c5b-4a8f-8167-87272751ecaf", "attributes": {"email": "ada@example.com", "email": "eve@example.com"}, "event": "left"}
  {"journey": "onboarding", "contactId": ada@example.com}
  {"journey": "onboarding", "contactId": "64c70b0b-0c5b-4a8f-8167-87272751ecaf", "attributes": {"email": "ada@example.com", "external_id": "crm-7"}, "event": "left", "deduplicationId": "one"}
  {"journey": "onboarding", "contactId": "64c70b0b-0c5b-4a8f-8167-87272751ecaf", "attributes": {"email": "ada@example.com", "external_id": "crm-7"}, "event": "back", "deduplicationId": "one"}
  {"journey": "onboarding", "contactId": "64c70b0b-0c5b-4a8f-8167-87272751ecaf", "attributes": {"external_id": "crm-7", "email": "ada@example.com"}, "event": "left", "deduplicationId": "one"}
$ cxctl trigger wrong.ndjson
  [stderr]
  wrong.ndjson:1:94: error: attributes has no "external_id" [schema.required]
    hint: identifiers hold email and external_id
  wrong.ndjson:2:123: error: the key "email" stands twice in one object [json.duplicate]
  wrong.ndjson:2:95: note: first here
  wrong.ndjson:3:40: error: 'a' stands where a value is expected [json.syntax]
  wrong.ndjson:5:184: error: another trigger of this journey has the same deduplicationId, and other content [trigger.id]
  wrong.ndjson:4:1: note: the other one
    hint: give each its own; the same one twice is the same trigger
  4 errors
  [exit 1]
-- requests

# The size is that of the bytes sent: in canonical JSON, with the id and the timestamp. 102,400 pass, one more does not.
-- file trigger.py
  import json, sys

  print(json.dumps({"contactId": "64c70b0b-0c5b-4a8f-8167-87272751ecaf", "event": "left", "deduplicationId": sys.argv[2],
                    "attributes": {"email": "ada@example.com", "external_id": "crm-7", "note": "x" * int(sys.argv[1])}}))
$ python3 trigger.py 102196 much > most.ndjson; python3 trigger.py 102197 more > more.ndjson
$ cxctl trigger --journey onboarding most.ndjson -q | jq -r .status
  sent
$ cxctl trigger --journey onboarding more.ndjson
  [stderr]
  more.ndjson:1:1: error: the trigger has 102401 bytes as it is sent, at most 102400 are allowed [trigger.size]
    hint: leave out attributes that the journey does not need
  [exit 1]
-- writes
  POST /api/v1/journeys/onboarding/trigger 202

# An id that was sent with other content is refused, before anything is asked.
-- file first.yaml
  {journey: onboarding, contactId: 64c70b0b-0c5b-4a8f-8167-87272751ecaf, attributes: {email: ada@example.com, external_id: crm-7}, event: left, deduplicationId: cart-7}
-- file other.yaml
  {journey: onboarding, contactId: 64c70b0b-0c5b-4a8f-8167-87272751ecaf, attributes: {email: ada@example.com, external_id: crm-7}, event: back, deduplicationId: cart-7}
  ---
  {journey: onboarding, contactId: 38849506-1eb0-4ce1-86c3-537a931e49d7, attributes: {email: bob@example.com, external_id: crm-8}, event: left, deduplicationId: cart-8}
$ cxctl trigger first.yaml -q | jq -r .status
  sent
-- requests
  GET /api/v1/journeys/onboarding 200
  GET /api/v1/contacts/64c70b0b-0c5b-4a8f-8167-87272751ecaf 200
  POST /api/v1/journeys/onboarding/trigger 202
$ cxctl trigger other.yaml
  [stderr]
  other.yaml:1:1: error: cart-7 was sent with other content before [trigger.changed]
    hint: give it another deduplicationId if it is another trigger; what was sent stays
  [exit 1]
-- requests

# The same content however it is written: the same bytes.
-- file again.json
  [{"deduplicationId": "cart-7", "event": "left", "journeyId": "onboarding", "attributes":
    {"external_id": "crm-7", "email": "ada@example.com"}, "contactId": "64c70b0b-0c5b-4a8f-8167-87272751ecaf"}]
$ cxctl trigger again.json -q | jq -r .status
  duplicate

# A journey that is no id.
$ cxctl trigger --journey 'on boarding' first.yaml
  [stderr]
  error: --journey: this is no id [usage.option]
    hint: 1 to 255 characters, no blanks and no control characters
  [exit 1]

# No file, nothing in it, no such call.
$ cxctl trigger nowhere.yaml
  [stderr]
  error: there is no file nowhere.yaml [file.read]
  [exit 1]
$ cxctl trigger < /dev/null
  [stderr]
  standard input:1:1: error: there is no trigger in it [trigger.none]
    hint: write {contactId: …, attributes: {email: …, external_id: …}, event: …}
  [exit 1]
$ : > empty.ndjson; cxctl trigger empty.ndjson first.yaml
  [stderr]
  empty.ndjson:1:1: error: there is no trigger in it [trigger.none]
    hint: write {contactId: …, attributes: {email: …, external_id: …}, event: …}
  [exit 1]
-- file profiles/no.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: wrong}
  extends: cxone
  runtime: {contact: null, trigger: {method: GET, path: /trigger}, journey: {method: GET, path: "/api/v1/journeys/{id}", idempotency: ignored}}
-- file profiles/none.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: none}
  extends: cxone
  runtime: {contact: null, trigger: null}
$ sed -i 's|profile: cxone|profile: profiles/no.yaml|' cxctl.yaml; cxctl trigger first.yaml
  [stderr]
  profiles/no.yaml:5:44: error: trigger cannot be sent as GET [profile.method]
      5 | runtime: {contact: null, trigger: {method: GET, path: /trigger}, journey: {method: GET, p...
        |                                            ^^^
    hint: it changes something: POST or PUT
  profiles/no.yaml:5:55: error: the path of trigger must hold {id} once [profile.path]
      5 | runtime: {contact: null, trigger: {method: GET, path: /trigger}, journey: {method: GET, p...
        |                                                       ^^^^^^^^
  profiles/no.yaml:5:120: error: journey has no idempotency [profile.idempotency]
      5 | ...ath: "/api/v1/journeys/{id}", idempotency: ignored}}
        |                                  ^^^^^^^^^^^
    hint: leave it out: trigger alone is sent under a key of its own
  3 errors
  [exit 1]
$ sed -i 's|profiles/no.yaml|profiles/none.yaml|' cxctl.yaml; cxctl trigger first.yaml
  [stderr]
  error: the profile none has no call contact [runtime.route]
    hint: where the tenant has it: runtime: {contact: {…}} in the profile
  error: the profile none has no call trigger [runtime.route]
    hint: where the tenant has it: runtime: {trigger: {…}} in the profile
  2 errors
  [exit 1]

# A file of triggers is no definition.
-- file audiences/first.yaml
  {journey: onboarding, contactId: 64c70b0b-0c5b-4a8f-8167-87272751ecaf, attributes: {email: ada@example.com, external_id: crm-7}, event: left}
$ sed -i 's|profiles/none.yaml|cxone|' cxctl.yaml; cxctl validate
  [stderr]
  audiences/first.yaml:1:1: error: the definition has no kind [definition.kind]
    hint: triggers of journeys are no definition: move the file elsewhere, cxctl trigger reads it there
  [exit 1]
