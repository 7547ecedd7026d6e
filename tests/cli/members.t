# members prints who is in an audience, page by page.

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
-- file audiences/nobody.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: nobody, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Nobody
    data_source: customer_360
    criteria: {operator: AND, conditions: [{field: spend, operator: less_than, value: 0}]}
-- commit two audiences

$ cxctl apply --yes -q > /dev/null
-- requests
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 201
  GET /api/v1/audiences/00000000-0000-0000-0000-00000000000a?include=size,evaluation_status 200
  GET /api/v1/audiences/00000000-0000-0000-0000-00000000000b?include=size,evaluation_status 200


# How many there are, by the name of the definition; nothing but the token and the count is asked for.
$ cxctl members gold --count
  {"count":104}
  [stderr]
  1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- requests
  GET /api/v2/audiences/00000000-0000-0000-0000-00000000000a/members/count 200
$ cxctl members gold --count -o table -q
  COUNT
  104

# By the tenant's name, by an id in any case, and by none that there is.
$ cxctl members 'Gold customers' --count -q
  {"count":104}
$ cxctl members 00000000-0000-0000-0000-00000000000A --count -q
  {"count":104}
$ cxctl members golt --count
  [stderr]
  error: there is no audience golt [members.audience]
    hint: did you mean gold?
  [exit 1]
-- requests
  GET /api/v2/audiences/00000000-0000-0000-0000-00000000000a/members/count 200 x3
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200 x2

# Filters are held against the attributes first.
$ cxctl members gold --filter 'lifecycle_stage=customer' --filter 'spend > 200000' --limit 4 | jq -c '[.id, .email, .spend]'
  ["1a81546a-7583-470a-8233-8d6b73433e84","customer50@example.com",243308.75]
  ["785ffeb2-6c73-4ebf-8045-42823facbea8","customer66@example.com",496194.25]
  ["a125df36-cb21-4e41-8b1c-c3015a31b7a5","customer87@example.org",223715.25]
  ["1be75f36-062f-4c7d-812e-9c1a6e08d67f","customer96@example.com",332390]
  ["9fcbba08-ec2f-42d1-800e-1ca61459ac68","customer158@example.com",253380.75]
  ["15c439e4-ac44-45ba-8a0b-d21a79641347","customer250@example.org",552826]
  ["cb411fbd-cb65-4128-87e8-edda05b2578f","customer253@example.org",365252]
  ["9a353074-610b-41e0-8c47-7b9dae5e6831","customer339@example.org",353129]
  ["3c29e2b5-4142-48f5-8421-86d37945e8f8","customer345@example.com",493599]
  ["39b8efab-e1a1-4c7b-89d8-70074dc21d24","customer359@example.org",418356.25]
  [stderr]
  10 members; 5 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- requests ordered
  GET /api/v2/cdp/attributes 200
  GET /api/v2/audiences/00000000-0000-0000-0000-00000000000a/members/count?filter=lifecycle_stage%3Dcustomer&filter=spend%3E200000 200
  GET /api/v2/audiences/00000000-0000-0000-0000-00000000000a/members?limit=4&filter=lifecycle_stage%3Dcustomer&filter=spend%3E200000 200
  GET /api/v2/audiences/00000000-0000-0000-0000-00000000000a/members?limit=4&cursor=ODdjNmFkOTkxMTEyZWEwZTo5Ng%3D%3D&filter=lifecycle_stage%3Dcustomer&filter=spend%3E200000 200
  GET /api/v2/audiences/00000000-0000-0000-0000-00000000000a/members?limit=4&cursor=YWZiNmQzYzg1ZjAxNjQyMTozMzk%3D&filter=lifecycle_stage%3Dcustomer&filter=spend%3E200000 200
$ cxctl members gold --filter 'lifecycle=customer' --filter 'spend>many' --filter 'opted_in~t' --filter 'spend>=5'
  [stderr]
  error: --filter number 4 has no operator that members know [filter.operator]
    hint: the operators are =, !=, >, < and ~ (contains)
  [exit 1]
$ cxctl members gold --filter 'lifecycle=customer' --filter 'spend>many' --filter 'opted_in~t'
  [stderr]
  error: the tenant has no attribute lifecycle [filter.attribute]
    hint: it has annual_revenue, industry, employee_count, engagement_score, lifecycle_stage, last_purchase_date, region, country, spend, tier, email, phone, opted_in, created_date
  error: spend is a number, and what stands behind > is not [filter.type]
    hint: a number is 500 or 12.5
  error: ~ looks for a part of text, and opted_in is true or false [filter.operator]
    hint: use = or !=
  3 errors
  [exit 1]

# The limits of API.md: 50 filters, a complexity of 100, pages of 1 to 1000.
$ cxctl members gold $(for i in $(seq 51); do printf ' --filter tier=%s' $i; done)
  [stderr]
  error: 51 filters are more than the 50 that one query may have [filter.count]
    hint: ask for fewer, and filter what comes with jq
  [exit 1]
$ cxctl members gold $(for i in $(seq 21); do printf ' --filter email~%s' $i; done)
  [stderr]
  error: the filters cost 105, and one query may cost 100 [filter.complexity]
    hint: = and != cost 1, > and < cost 2, ~ costs 5
  [exit 1]
$ cxctl members gold --limit 1001
  [stderr]
  error: --limit must be a whole number from 1 to 1000, not "1001" [usage.value]
  [exit 1]
$ cxctl members gold --limit 0
  [stderr]
  error: --limit must be a whole number from 1 to 1000, not "0" [usage.value]
  [exit 1]

# Nobody is an answer.
$ cxctl members nobody
  [stderr]
  0 members; 1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
$ cxctl members nobody --count -o csv -q | tr -d '\r'
  count
  0

# For a spreadsheet, a person, or a program.
$ cxctl members gold --filter 'spend > 400000' -o csv -q | cut -d, -f1-5
  id,annual_revenue,industry,employee_count,engagement_score
  124e0e27-ae6e-4e5b-82ca-570c24e6c99d,1001337,retail,537,61
  bde5f6f7-1509-4590-8b4b-e182c5f303dd,58932,Travel & Hospitality,818,86
  785ffeb2-6c73-4ebf-8045-42823facbea8,177841,finance,638,17
  e2e09954-cae2-4767-82ed-7be20ef7ee42,69160,retail,1452,71
  791c3942-4e0a-4033-8933-6eff94fc2e55,80517,healthcare,4796,24
  83d8adf5-739c-46dc-865c-fef6e7a4cb84,199928,Travel & Hospitality,1451,55
  898c9faa-1a0a-4614-8156-3499e0300c1c,13113,healthcare,3079,78
  a6d6a238-daa5-4bd8-8264-7a188a6f66af,853598,telecom,159,47
  cae799b4-707c-4937-85ce-260583b68b01,7445,healthcare,4138,33
  b9ee8e54-a287-4f14-854d-09e80a4f6810,134257,telecom,117,48
  39c264b8-9e3a-4138-80f9-2a6458787dfc,200376,finance,1913,72
  d3a9e652-fa67-4083-84d1-eaf9618a273a,7093,technology,1407,95
  e50dde93-ca44-4657-8ad2-2f9e05d00ebc,2076014,retail,1535,84
  375ebe13-25c7-4382-804a-875dec8bd244,3930777,insurance,4563,8
  2ec49dee-d150-4746-8562-eeb3cb9b2e7a,138894,retail,962,12
  15c439e4-ac44-45ba-8a0b-d21a79641347,166376,finance,1010,22
  124651a6-4e7c-403b-8718-fd174af8e9b8,79956,healthcare,729,83
  5d116179-aabd-406e-8dc2-563697c4f186,549175,energy,1843,27
  7fbf4b7e-9d97-4b08-8922-8d0ea07cff1e,2562269,healthcare,815,59
  e202f24c-c41c-47ec-8825-7c41a2deeed8,129538,retail,3444,89
  1581c178-f473-4c90-88ed-a2f63de87c8a,236102,retail,4016,9
  3c29e2b5-4142-48f5-8421-86d37945e8f8,2982,insurance,650,60
  39b8efab-e1a1-4c7b-89d8-70074dc21d24,381843,finance,467,30
  06946783-1e9e-499c-8f2e-5ff2a806f1c6,6355,insurance,5520,6
$ cxctl members gold --filter 'spend > 400000' -o table -q | cut -c1-100
  ID                                    ANNUAL_REVENUE  INDUSTRY              EMPLOYEE_COUNT  ENGAGEME
  124e0e27-ae6e-4e5b-82ca-570c24e6c99d  1001337         retail                537             61      
  bde5f6f7-1509-4590-8b4b-e182c5f303dd  58932           Travel & Hospitality  818             86      
  785ffeb2-6c73-4ebf-8045-42823facbea8  177841          finance               638             17      
  e2e09954-cae2-4767-82ed-7be20ef7ee42  69160           retail                1452            71      
  791c3942-4e0a-4033-8933-6eff94fc2e55  80517           healthcare            4796            24      
  83d8adf5-739c-46dc-865c-fef6e7a4cb84  199928          Travel & Hospitality  1451            55      
  898c9faa-1a0a-4614-8156-3499e0300c1c  13113           healthcare            3079            78      
  a6d6a238-daa5-4bd8-8264-7a188a6f66af  853598          telecom               159             47      
  cae799b4-707c-4937-85ce-260583b68b01  7445            healthcare            4138            33      
  b9ee8e54-a287-4f14-854d-09e80a4f6810  134257          telecom               117             48      
  39c264b8-9e3a-4138-80f9-2a6458787dfc  200376          finance               1913            72      
  d3a9e652-fa67-4083-84d1-eaf9618a273a  7093            technology            1407            95      
  e50dde93-ca44-4657-8ad2-2f9e05d00ebc  2076014         retail                1535            84      
  375ebe13-25c7-4382-804a-875dec8bd244  3930777         insurance             4563            8       
  2ec49dee-d150-4746-8562-eeb3cb9b2e7a  138894          retail                962             12      
  15c439e4-ac44-45ba-8a0b-d21a79641347  166376          finance               1010            22      
  124651a6-4e7c-403b-8718-fd174af8e9b8  79956           healthcare            729             83      
  5d116179-aabd-406e-8dc2-563697c4f186  549175          energy                1843            27      
  7fbf4b7e-9d97-4b08-8922-8d0ea07cff1e  2562269         healthcare            815             59      
  e202f24c-c41c-47ec-8825-7c41a2deeed8  129538          retail                3444            89      
  1581c178-f473-4c90-88ed-a2f63de87c8a  236102          retail                4016            9       
  3c29e2b5-4142-48f5-8421-86d37945e8f8  2982            insurance             650             60      
  39b8efab-e1a1-4c7b-89d8-70074dc21d24  381843          finance               467             30      
  06946783-1e9e-499c-8f2e-5ff2a806f1c6  6355            insurance             5520            6       
$ cxctl members gold --filter 'spend > 400000' -o json -q | jq -c '[(.items | length), .members, .complete, .resume, .tenant_requests.requests, .exit_code]'
  [24,24,true,null,3,0]

# Who asked is in the audit record: filters as a digest, of the members nothing.
$ cxctl audit verify --log .git/cxctl/prod/runtime.jsonl
  intact: 10 runs, 20 records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off
$ tail -n 2 .git/cxctl/prod/runtime.jsonl | cut -f1 | jq -c 'del(.prev, .latency_ms, .actor, .host, .origin, .tool_version)'
  {"audience":"00000000-0000-0000-0000-00000000000a","ci":null,"command":"members","filter_count":1,"filters":"sha256:{HASH}","run":"{RUN}","seq":19,"tenant":"prod","time":"{TIME}","type":"run_start"}
  {"counts":{"members":24,"requests":3},"good":true,"run":"{RUN}","seq":20,"time":"{TIME}","type":"run_end"}
$ cxctl members gold --filter 'tier=gold' --count --audit-log mine.jsonl --audit-values -q && head -n 1 mine.jsonl | cut -f1 | jq -c .filter_values
  {"count":104}
  ["tier=gold"]

# When a page fails, what was printed is whole pages, and where to go on is said.
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members", "kind": "status", "status": 400, "after": 2}
$ cxctl members gold --limit 40 > first.ndjson 2> said; cat said
  80 members were printed; to go on behind them: --resume 'NGY4NjA4OWJmODc4YzI4MTozMDQ='
  error: page 3 of the members: 400 bad request: fault: a fault rule made this answer (correlation id {UUID}) [tenant.status]
$ sed -n "s/.*--resume '\(.*\)'/\1/p" said > cursor
$ jq -r .id first.ndjson | wc -l
  80
-- delete /sandbox/faults
$ cxctl members gold --limit 40 --resume "$(cat cursor)" -q | wc -l
  24
