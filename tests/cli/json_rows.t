# What run-time commands print as JSON, and each line of NDJSON, is as the published schema says, however they end.

-- sandbox --customers 300 --seed 1
-- env CDP_WEBHOOK_URL={URL}/callbacks
-- secret CDP_WEBHOOK_SECRET=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
-- secret HOOK_SECRET=whsec_dGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIGl0
-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [audiences]
  default_tenant: prod
  tenants:
    prod:
      base_url: {URL}
      auth:
        client_id: {env: CXONE_CLIENT_ID}
        client_secret: {env: CXONE_CLIENT_SECRET}
      notify: {url: {env: CDP_WEBHOOK_URL}, secret: {env: CDP_WEBHOOK_SECRET}}
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
  spec: {name: Gold, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}
-- commit gold customers
$ cxctl apply --yes -q > /dev/null

# Of a command its document, kept to be checked: its exit code, which must be the process's, how many items and
# which problems it has, and what else.
-- file check.sh
  doc=../docs/${DOC:-$(ls ../docs | wc -l | sed 's/^.$/0&/')}.json
  cxctl "$@" -o json >"$doc" 2>/dev/null
  jq -c --argjson code $? --arg command "$1" '[if .exit_code == $code and .command == $command then .exit_code else [.exit_code, $code, .command] end,
      (.items | if . then length else . end), [.diagnostics[].code]] + (keys_unsorted - ["format_version", "command", "items", "diagnostics", "exit_code", "tenant", "tenant_requests"])' "$doc"
  test "$DOC" || cp "$doc" ../doc.json
# The same, with Ctrl-C after two seconds; and its lines, for the part of the schema that is named.
-- file lines.sh
  row=$1; shift
  cxctl "$@" -o ndjson -q 2>listen.err | tee ../lines.ndjson | jq -sc --arg row "$row" '[$row, .]' >>../rows.ndjson
$ sed 's/cxctl "/timeout --foreground --preserve-status -s INT 2 cxctl "/' check.sh >../interrupt.sh; mv check.sh lines.sh ..; mkdir ../docs

# members: all, with a filter, only their number, nobody.
$ sh ../check.sh members gold; sh ../check.sh members gold --filter 'spend > 200000' --limit 3; sh ../check.sh members gold --count; sh ../check.sh members gold --filter 'spend < 0'
  [0,78,[],"audience","count","members","complete","resume","notifications"]
  [0,31,[],"audience","count","members","complete","resume","notifications"]
  [0,1,[],"audience","count","members","complete","resume","notifications"]
  [0,0,[],"audience","count","members","complete","resume","notifications"]
# Not understood; no audit record; no credentials.
$ sh ../check.sh members; sh ../check.sh members gold --filter 'spnd = 1'; sh ../check.sh members gold --audit-log none/log; CXONE_CLIENT_ID='' sh ../check.sh members gold
  [1,null,["usage.arguments"]]
  [1,null,["filter.attribute"]]
  [1,null,["audit.log"]]
  [1,null,["setting.unset"]]
# A page that fails: the first, the first behind --resume, one amid them.
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members", "kind": "status", "status": 400}
$ sh ../check.sh members gold; sh ../check.sh members gold --resume here; jq -c '[.members, .complete, .resume]' ../doc.json
  [1,0,["tenant.status"],"audience","count","members","complete","resume"]
  [1,0,["tenant.status"],"audience","count","members","complete","resume"]
  [0,false,"here"]
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members", "kind": "status", "status": 400, "after": 2}
$ sh ../check.sh members gold --limit 5; jq -c '[.members, .complete, .resume != null]' ../doc.json
  [1,10,["tenant.status"],"audience","count","members","complete","resume"]
  [10,false,true]
-- delete /sandbox/faults
# The count that fails.
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members/count", "kind": "status", "status": 400}
$ sh ../check.sh members gold --count
  [1,null,["tenant.status"]]
-- delete /sandbox/faults
# Another place of -o that cannot be written to is in the exit code.
$ cxctl members gold -q -o ndjson=/dev/full -o json=../docs/full.json; jq -c '[.exit_code, .diagnostics[].code]' ../docs/full.json
  [1,"output.write"]
  [stderr]
  error: /dev/full cannot be written to: No space left on device [output.write]
$ sh ../lines.sh member members gold; sh ../lines.sh count members gold --count

# profiles: by id, cleaned, by segment, nobody; the ones that are not understood; a batch that fails.
$ cxctl members gold -q -o ndjson | jq -r .id >../ids
$ sh ../check.sh profiles $(head -n 3 ../ids) nobody; sh ../check.sh profiles --ids-from ../ids --clean --fields id,email; sh ../check.sh profiles --segment 00000000-0000-0000-0000-00000000000a; sh ../check.sh profiles nobody
  [0,3,[],"ids","contacts","unknown","older","with_id","with_email","complete","resume"]
  [0,76,[],"ids","contacts","unknown","older","with_id","with_email","complete","resume"]
  [0,76,[],"contacts","unknown","older","with_id","with_email","complete","resume"]
  [0,0,[],"ids","contacts","unknown","older","with_id","with_email","complete","resume"]
$ sh ../check.sh profiles; sh ../check.sh profiles a --resume 7
  [1,null,["usage.args"]]
  [1,0,["profiles.resume"],"ids","contacts","unknown","older","with_id","with_email","complete","resume"]
-- post /sandbox/faults
  {"route": "GET /api/v2/crm/contacts", "kind": "status", "status": 400, "after": 1}
$ sh ../check.sh profiles --ids-from ../ids; jq -c '[.ids, .complete, .resume]' ../doc.json; sh ../check.sh profiles --segment 00000000-0000-0000-0000-00000000000a; jq -c '[.ids, .complete, .resume]' ../doc.json
  [1,3,["tenant.status"],"ids","contacts","unknown","older","with_id","with_email","complete","resume"]
  [3,false,3]
  [1,0,["tenant.status"],"contacts","unknown","older","with_id","with_email","complete","resume"]
  [null,false,0]
-- delete /sandbox/faults
$ sh ../lines.sh profile profiles --ids-from ../ids; sh ../lines.sh profile profiles --ids-from ../ids --clean

# attributes: what is held; what would be, and is, changed; nothing.
$ sh ../lines.sh attribute attributes interaction-1; sh ../lines.sh change attributes interaction-1 --set vip=true --set priority=low --delete queue_position --dry-run
$ sh ../check.sh attributes interaction-1; sh ../check.sh attributes interaction-1 --set vip=true --set priority=null --delete queue_position --dry-run; jq -c .counts ../doc.json; sh ../check.sh attributes interaction-1 --set vip=true --set priority=null --delete queue_position; jq -c .items ../doc.json; sh ../check.sh attributes interaction-1 --set vip=true --delete queue_position
  [0,5,[],"interaction","dry_run","counts"]
  [0,3,["attributes.type"],"interaction","dry_run","counts"]
  {"added":0,"updated":0,"deleted":0,"unchanged":0}
  [0,3,["attributes.type"],"interaction","dry_run","counts"]
  [{"key":"vip","mode":"ADD","value":true},{"key":"priority","mode":"UPDATE","before":"high","value":null},{"key":"queue_position","mode":"DELETE","before":3}]
  [0,0,[],"interaction","dry_run","counts"]
# What is not understood; an interaction that there is not; a conflict; an outcome that is not known.
$ sh ../check.sh attributes interaction-1 --set vip --delete 'a b' --dry-run; sh ../check.sh attributes nothing
  [1,null,["attributes.option","attributes.key"]]
  [1,null,["attributes.interaction"]]
-- post /sandbox/faults
  {"route": "POST /api/v2/interactions/*", "kind": "status", "status": 412}
$ sh ../check.sh attributes interaction-1 --set vip=1
  [5,null,["attributes.conflict"]]
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "POST /api/v2/interactions/*", "kind": "reset-before"}
$ sh ../check.sh attributes interaction-1 --set vip=1
  [3,null,["attributes.doubt"]]
-- delete /sandbox/faults

# trigger: a dry run, sent, sent before; not understood; no journey of that name.
-- file cart.yaml
  journey: onboarding
  contactId: 64c70b0b-0c5b-4a8f-8167-87272751ecaf
  attributes: {email: ada@example.com, external_id: crm-7}
  event: cart_left
-- file wrong.yaml
  journey: onboarding
  event: 7
$ sh ../lines.sh trigger trigger cart.yaml --dry-run; sh ../check.sh trigger cart.yaml --dry-run; jq -c .counts ../doc.json; sh ../check.sh trigger cart.yaml; jq -c .counts,.notifications ../doc.json; sh ../check.sh trigger cart.yaml cart.yaml; sh ../lines.sh trigger trigger - <cart.yaml
  [0,1,[],"dry_run","counts"]
  {"sent":0,"would_send":1,"duplicate":0,"not_eligible":0,"journey_not_active":0,"failed":0,"unknown":0}
  [0,1,[],"dry_run","counts","notifications"]
  {"sent":1,"duplicate":0,"not_eligible":0,"journey_not_active":0,"failed":0,"unknown":0}
  {"delivered":1,"due":0}
  [0,2,[],"dry_run","counts"]
$ sh ../check.sh trigger cart.yaml wrong.yaml; sed 's/onboarding/nowhere/' cart.yaml | sh ../check.sh trigger; sed '/contactId/s/:.*/: nobody/' cart.yaml | sh ../check.sh trigger
  [1,null,["schema.required","schema.required","schema.type"]]
  [1,1,["trigger.state"],"dry_run","counts"]
  [0,1,[],"dry_run","counts"]
# Refused amid them.
$ for i in 1 2 3 4 5 6; do sed "s/cart_left/cart_$i/" cart.yaml; echo ---; done >many.yaml
-- post /sandbox/faults
  {"route": "POST /api/v1/journeys/*", "kind": "status", "status": 422, "after": 2}
$ sh ../check.sh trigger many.yaml
  [3,6,["tenant.status"],"dry_run","counts","notifications"]
-- delete /sandbox/faults

# listen: an event that is accepted, one that is not; no secret.
-- file send.sh
  until grep -qs 'Listening on' listen.err; do sleep 0.05; done
  to=$(sed -n 's/.*on \(http[^,]*\),.*/\1/p' listen.err)
  for secret in wrong "$HOOK_SECRET"; do
      curl -sS {URL}/sandbox/events -o /dev/null -d "{\"eventType\": \"interaction.attributes.updated\", \"interactionId\": \"interaction-1\", \"attributes\": [{\"key\": \"a\", \"value\": 1}], \"url\": \"$to/\", \"secret\": \"$secret\"}"
  done
$ sed 's/2>.dev.null/2>listen.err/' ../check.sh >../listen.sh; sh send.sh & sh ../listen.sh listen --port 0 --secret-env HOOK_SECRET --count 1 --for 60s; wait; jq -c '.accepted, .refused' ../doc.json
  [0,1,[],"verified","accepted","duplicates","refused","callback_latency","age"]
  1
  {"signature":1}
$ rm listen.err; sed 's/ -q / /' ../lines.sh >../listen.sh; sh send.sh & sh ../listen.sh event listen --port 0 --secret-env HOOK_SECRET --count 1 --for 60s; wait; jq -c 'keys_unsorted' ../lines.ndjson
  ["eventType","interactionId","attributes","callbackLatencyMs","receivedAt","webhookId","ageMs","verified"]
$ sh ../check.sh listen --secret-env NOBODY
  [1,null,["setting.unset"]]

# Ctrl-C while a page is waited for, or a contact, or events; and fewer of these than were wanted. All at once, for
# the time that it takes.
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members", "kind": "delay", "ms": 20000, "after": 2}
-- post /sandbox/faults
  {"route": "GET /api/v2/crm/contacts", "kind": "delay", "ms": 20000, "after": 1}
-- post /sandbox/faults
  {"route": "GET /api/v1/contacts/*", "kind": "delay", "ms": 2500}
$ sed 's/cart_/late_/' many.yaml >late.yaml
$ DOC=members sh ../interrupt.sh members gold --limit 5 --audit-log ../1.log >../1 & DOC=profiles sh ../interrupt.sh profiles --segment 00000000-0000-0000-0000-00000000000a --audit-log ../2.log >../2 &
> DOC=trigger sh ../interrupt.sh trigger late.yaml --audit-log ../3.log >../3 & DOC=listen sh ../interrupt.sh listen --port 0 --audit-log ../4.log >../4 &
> DOC=few sh ../check.sh listen --port 0 --for 1s --count 1 --audit-log ../5.log >../5; wait; cat ../1 ../2 ../3 ../4 ../5; jq -c '[.members, .complete, .resume != null]' ../docs/members.json
  [1,10,["run.interrupted"],"audience","count","members","complete","resume"]
  [1,49,["run.interrupted"],"contacts","unknown","older","with_id","with_email","complete","resume"]
  [3,6,["run.interrupted"],"dry_run","counts"]
  [0,0,["listen.unsigned"],"verified","accepted","duplicates","refused","callback_latency","age"]
  [1,0,["listen.unsigned","listen.count"],"verified","accepted","duplicates","refused","callback_latency","age"]
  [10,false,true]

# All of these documents, and all of these lines.
$ cxctl schema check "$CX_SOURCE_DIR/schemas/rows.schema.json" ../docs/*.json
  43 documents in 43 files: valid
-- file rows.jq
  {"$schema", "minItems": 1, "items": {"prefixItems": [{"enum": ["member", "count", "profile", "attribute", "change", "trigger", "event"]}],
      "allOf": [("member", "count", "profile", "attribute", "change", "trigger", "event") | {
          "if": {"prefixItems": [{"const": .}]}, "then": {"prefixItems": [true, {"minItems": 1, "items": {"$ref": ("#/$defs/" + .)}}]}}]}, "$defs"}
$ jq -f rows.jq "$CX_SOURCE_DIR/schemas/rows.schema.json" >../lines.schema.json; jq -s . ../rows.ndjson >../rows.json; jq -c '.[] | [.[0], (.[1] | length)]' ../rows.json; cxctl schema check ../lines.schema.json ../rows.json
  ["member",78]
  ["count",1]
  ["profile",76]
  ["profile",76]
  ["attribute",5]
  ["change",3]
  ["trigger",1]
  ["trigger",1]
  ["event",1]
  1 document in 1 file: valid
# The same that are not as it says would be told.
$ jq '.exit_code = 8 | .items[0] = 1 | .unheard = true' ../docs/00.json >../bad.json; jq '.[2][1][0] = {"Email": ""}' ../rows.json >../bad-rows.json; cxctl schema check "$CX_SOURCE_DIR/schemas/rows.schema.json" ../bad.json; cxctl schema check ../lines.schema.json ../bad-rows.json
  [stderr]
  ../bad.json:8:5: error: items[0] must be an object, not 1 [schema.type]
      8 |     1,
        |     ^
  ../bad.json:1319:16: error: exit_code is 8, at most 7 is allowed [schema.maximum]
   1319 |   "exit_code": 8,
        |                ^
  ../bad.json:1320:3: error: "unheard" is not known here [schema.unknown]
   1320 |   "unheard": true
        |   ^^^^^^^^^
    hint: remove it
  3 errors
  ../bad-rows.json:1330:9: error: "Email" is not known in [2][1][0] [schema.unknown]
   1330 |         "Email": ""
        |         ^^^^^^^
    note: taken as alternative 1, the nearest of 2
    hint: did you mean "email"?
  [exit 1]
