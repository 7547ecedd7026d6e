# profiles prints who people are, by id in the order asked, or by segment.

-- sandbox --customers 400
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
$ cxctl apply --yes -q > /dev/null
$ cxctl members gold -q > gold.ndjson
$ jq -r .id gold.ndjson > gold.ids; wc -l < gold.ids
  104
-- requests
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 201
  GET /api/v1/audiences/00000000-0000-0000-0000-00000000000a?include=size,evaluation_status 200
  GET /api/v2/audiences/00000000-0000-0000-0000-00000000000a/members/count 200
  GET /api/v2/audiences/00000000-0000-0000-0000-00000000000a/members?limit=1000 200

# In the order asked, each place of an id that is named twice, in whatever case; one request.
$ cxctl profiles $(sed -n '3p;1p' gold.ids) nobody $(sed -n 3p gold.ids | tr a-f A-F) --fields id,email
  {"id":"b6b9aeef-0d2d-47ab-80b3-1645445bcd27","email":"customer2@example.org"}
  {"id":"124e0e27-ae6e-4e5b-82ca-570c24e6c99d","email":"customer17@example.org"}
  {"id":"124e0e27-ae6e-4e5b-82ca-570c24e6c99d","email":"customer17@example.org"}
  [stderr]
  3 contacts of 4 ids, 1 unknown, 100 % with id, 100 % with email; 1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- requests
  GET /api/v2/crm/contacts?ids=b6b9aeef-0d2d-47ab-80b3-1645445bcd27,124e0e27-ae6e-4e5b-82ca-570c24e6c99d,nobody&fields=id,email,modifiedDate&page=1&pageSize=50 200

# As the tenant has it, and cleaned.
$ cxctl profiles $(head -n 1 gold.ids) -q | jq .
  {
    "id": "b6b9aeef-0d2d-47ab-80b3-1645445bcd27",
    "firstName": "María",
    "lastName": "O'Brien",
    "email": "customer2@example.org",
    "phone": " +44.457.544.819 ",
    "tags": [],
    "attributes": {
      "isVip": "false",
      "Order Count": "799",
      "loyaltyNumber": "05593",
      "appVersion": "2.9.3",
      "Preferred Channel": " email ",
      "tier": "gold",
      "lifetimeSpend": "11273.0"
    },
    "createdDate": "{TIME}",
    "modifiedDate": "{TIME}"
  }
$ cxctl profiles $(head -n 1 gold.ids) --clean -q | jq .
  {
    "id": "b6b9aeef-0d2d-47ab-80b3-1645445bcd27",
    "first_name": "María",
    "last_name": "O'Brien",
    "email": "customer2@example.org",
    "phone": "+44457544819",
    "tags": [],
    "attributes": {
      "is_vip": false,
      "order_count": 799,
      "loyalty_number": "05593",
      "app_version": "2.9.3",
      "preferred_channel": "email",
      "tier": "gold",
      "lifetime_spend": "11273.0"
    },
    "created_date": "{TIME}",
    "modified_date": "{TIME}"
  }
-- requests
  GET /api/v2/crm/contacts?ids=b6b9aeef-0d2d-47ab-80b3-1645445bcd27&page=1&pageSize=50 200 x2

# A pipe from members: 104 ids are two batches, each of them two pages or fewer; what was not modified for 180 days is left out.
$ cat gold.ndjson | cxctl profiles --ids-from - --fields id,email > rows.ndjson
  [stderr]
  98 contacts of 104 ids, 6 left out (not modified for 180 days), 100 % with id, 98.0 % with email; 3 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
$ jq -r .id rows.ndjson > row.ids; grep -Fx -f row.ids gold.ids | diff - row.ids && echo the same order
  the same order
-- requests
  GET /api/v2/crm/contacts?ids=b6b9aeef-0d2d-47ab-80b3-1645445bcd27,{ANY}&fields=id,email,modifiedDate&page=1&pageSize=50 200
  GET /api/v2/crm/contacts?ids=7800ac04-6ebc-4a97-86e8-728b2b1bc20b,b2ce5c89-2bf2-442c-8bb7-a3f516424a2a,e1e952ee-12dc-4368-8bd7-843f6ddd3b9f,ffc1f45a-0437-40d5-8cfb-22eec524909e&fields=id,email,modifiedDate&page=1&pageSize=50 200
  GET /api/v2/crm/contacts?ids=b6b9aeef-0d2d-47ab-80b3-1645445bcd27,{ANY}&fields=id,email,modifiedDate&pageSize=50&page=2 200

# By segment: the same people, by pages; quotes are doubled.
$ cxctl profiles --segment 00000000-0000-0000-0000-00000000000a --fields id > rows.ndjson
  [stderr]
  98 contacts, 6 left out (not modified for 180 days), 100 % with id; 3 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
$ jq -r .id rows.ndjson | sort > other.ids; sort row.ids | diff - other.ids && echo the same people
  the same people
$ cxctl profiles --segment "o'hara" --segment none
  [stderr]
  0 contacts; 1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
$ cxctl profiles --segment 00000000-0000-0000-0000-00000000000a $(head -n 2 gold.ids) nobody --fields email
  {"email":"customer2@example.org"}
  {"email":"customer15@example.com"}
  [stderr]
  2 contacts of 3 ids, 1 unknown or not in the segments, 100 % with id, 100 % with email; 1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- requests
  GET /api/v2/crm/contacts?fields=id,modifiedDate&filter=segmentIds%2Fany%28s%3A%20s%20eq%20%2700000000-0000-0000-0000-00000000000a%27%29&page=1&pageSize=50 200
  GET /api/v2/crm/contacts?fields=id,modifiedDate&filter=segmentIds%2Fany%28s%3A%20s%20eq%20%2700000000-0000-0000-0000-00000000000a%27%29&pageSize=50&page=2 200
  GET /api/v2/crm/contacts?fields=id,modifiedDate&filter=segmentIds%2Fany%28s%3A%20s%20eq%20%2700000000-0000-0000-0000-00000000000a%27%29&pageSize=50&page=3 200
  GET /api/v2/crm/contacts?filter=segmentIds%2Fany%28s%3A%20s%20eq%20%27o%27%27hara%27%29%20or%20segmentIds%2Fany%28s%3A%20s%20eq%20%27none%27%29&page=1&pageSize=50 200
  GET /api/v2/crm/contacts?ids=b6b9aeef-0d2d-47ab-80b3-1645445bcd27,ca2f87cb-c304-46f8-8a9f-7035ea4cc21f,nobody&fields=email,id,modifiedDate&filter=segmentIds%2Fany%28s%3A%20s%20eq%20%2700000000-0000-0000-0000-00000000000a%27%29&page=1&pageSize=50 200

# Nothing is sent for what cannot be asked for.
$ cxctl profiles
  [stderr]
  error: nobody is asked for [usage.args]
    hint: give ids, --ids-from FILE, or --segment SEGMENT
  [exit 1]
$ cxctl profiles a,b '' --fields id,mail,id
  [stderr]
  error: contacts have no field "mail" [profiles.field]
    hint: did you mean email?
  error: the field id is named twice [profiles.field]
  error: id 1 holds a comma [profiles.id]
    hint: give each id as an argument of its own
  error: id 2 is empty [profiles.id]
    hint: give each id as an argument of its own
  4 errors
  [exit 1]
$ cxctl profiles --ids-from nowhere.txt
  [stderr]
  error: nowhere.txt cannot be read: No such file or directory [file.read]
  [exit 1]
$ printf 'one\n\n{"id": 7}\n{"name": "Ada"}\n' | cxctl profiles --ids-from - -q
  [stderr]
  error: line 4 of standard input: the object has no "id" [profiles.id]
  [exit 1]
$ printf 'ada@example.com,Ada\n' | cxctl profiles --ids-from - -q
  [stderr]
  error: line 1 of standard input: the id holds a comma [profiles.id]
  [exit 1]
$ cxctl profiles $(for i in $(seq 101); do printf ' --segment s%s' $i; done)
  [stderr]
  error: 101 segments are more than the 100 of one query [profiles.segment]
    hint: run it several times
  [exit 1]
$ cxctl profiles $(for i in $(seq 101); do printf ' none-%s' $i; done) -q
-- requests
  GET /api/v2/crm/contacts?ids=none-1,{ANY},none-100&page=1&pageSize=50 200
  GET /api/v2/crm/contacts?ids=none-101&page=1&pageSize=50 200

# For a person, a spreadsheet, a program.
$ cxctl profiles $(sed -n '1,3p' gold.ids) --clean --fields id,first_name
  [stderr]
  error: contacts have no field "first_name" [profiles.field]
    hint: did you mean firstName?
  [exit 1]
$ cxctl profiles $(sed -n '1,3p' gold.ids) --clean --fields firstName,email,phone,tags -o table -q
  FIRST_NAME  EMAIL                   PHONE         TAGS
  María       customer2@example.org   +44457544819
  Jürgen      customer15@example.com  +55408513827  trial
  Zoë         customer17@example.org  +1127731049   beta, Do Not Call
$ cxctl profiles $(sed -n '1,3p' gold.ids) --clean --fields firstName,phone,tags -o csv -q | tr -d '\r'
  first_name,phone,tags
  María,"'+44457544819",
  Jürgen,"'+55408513827",trial
  Zoë,"'+1127731049","beta, Do Not Call"
$ cxctl profiles $(sed -n '1,3p' gold.ids) nobody --fields email -o json -q | jq -c 'del(.items, .tenant_requests.p50_ms, .tenant_requests.p95_ms)'
  {"format_version":"1.0","command":"profiles","tenant":"prod","ids":4,"contacts":3,"unknown":1,"older":0,"with_id":3,"with_email":3,"complete":true,"resume":null,"tenant_requests":{"requests":1,"failed":0,"retries":0},"diagnostics":[],"exit_code":0}

# Who asked is in the audit record: of ids and segments the digest and the count, of the people nothing.
$ cxctl audit verify --log .git/cxctl/prod/runtime.jsonl
  intact: 14 runs, 28 records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off
$ tail -n 2 .git/cxctl/prod/runtime.jsonl | cut -f1 | jq -c 'del(.prev, .latency_ms, .actor, .host, .origin, .tool_version)'
  {"by_id":true,"ci":null,"command":"profiles","fields":["email"],"run":"{RUN}","segment_count":0,"seq":27,"tenant":"prod","time":"{TIME}","type":"run_start"}
  {"counts":{"contacts":3,"ids":4,"ids_asked":4,"ids_digest":"sha256:{HASH}","older":0,"requests":1,"unknown":1,"with_email":3,"with_id":3},"good":true,"run":"{RUN}","seq":28,"time":"{TIME}","type":"run_end"}
$ cxctl profiles --segment none --audit-log mine.jsonl --audit-values -q && head -n 1 mine.jsonl | cut -f1 | jq -c '[.segments, .segment_values]'
  ["sha256:{HASH}",["none"]]

# When a batch fails, what was printed has no gaps, and where to go on is said.
-- post /sandbox/faults
  {"route": "GET /api/v2/crm/contacts", "kind": "status", "status": 400, "after": 1}
$ head -n 90 gold.ids | cxctl profiles --ids-from - --fields id > part.ndjson
  [stderr]
  3 contacts were printed, all that there are of 3 ids; to go on behind them: --resume 3
  error: batch 1 of the ids, page 2 of the contacts: 400 bad request: fault: a fault rule made this answer (correlation id {UUID}) [tenant.status]
  [exit 1]
-- delete /sandbox/faults
$ head -n 90 gold.ids | cxctl profiles --ids-from - --fields id --resume 3 > rest.ndjson
  [stderr]
  83 contacts of 87 ids, 4 left out (not modified for 180 days), 100 % with id; 2 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
$ head -n 90 gold.ids | cxctl profiles --ids-from - --fields id -q > whole.ndjson; cat part.ndjson rest.ndjson | diff - whole.ndjson && echo all of them
  all of them
$ head -n 2 gold.ids | cxctl profiles --ids-from - --fields id --resume 3
  [stderr]
  error: --resume 3 is behind the last of 2 ids [profiles.resume]
  [exit 1]
$ head -n 2 gold.ids | cxctl profiles --ids-from - --fields id --resume 2
  [stderr]
  0 contacts of 0 ids; 0 requests, {N}.{N} s

# Of a segment it is whole pages.
-- post /sandbox/faults
  {"route": "GET /api/v2/crm/contacts", "kind": "status", "status": 400, "after": 2}
$ cxctl profiles --segment 00000000-0000-0000-0000-00000000000a --fields id > part.ndjson
  [stderr]
  94 contacts were printed; to go on behind them: --resume 2
  error: page 3 of the contacts: 400 bad request: fault: a fault rule made this answer (correlation id {UUID}) [tenant.status]
  [exit 1]
$ cxctl profiles --segment 00000000-0000-0000-0000-00000000000a --fields id -o json -q 2> /dev/null | jq -c '[.complete, .resume]'
  [false,0]
-- delete /sandbox/faults
-- requests
  ...
$ cxctl profiles --segment 00000000-0000-0000-0000-00000000000a --fields id --resume 2 > rest.ndjson
  [stderr]
  4 contacts, 100 % with id; 1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- requests
  GET /api/v2/crm/contacts?fields=id,modifiedDate&filter=segmentIds%2Fany%28s%3A%20s%20eq%20%2700000000-0000-0000-0000-00000000000a%27%29&page=3&pageSize=50 200
$ cxctl profiles --segment 00000000-0000-0000-0000-00000000000a --fields id -q > whole.ndjson; cat part.ndjson rest.ndjson | diff - whole.ndjson && echo all of them
  all of them
