# The limits of members, at each side of them: what is too much is refused before anything is asked.

-- sandbox --customers 600
-- project audiences
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: all, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: All
    data_source: customer_360
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: -1}]}
-- commit an audience
$ cxctl apply --yes > /dev/null
-- requests
  ...

# 50 filters, each of cost 1 or 2: 100 in sum. Then one filter more, and the same number at a higher cost.
$ cxctl members all --count -q $(for i in $(seq 50); do printf ' --filter spend>-%s' $i; done)
  {"count":600}
$ cxctl members all --count $(for i in $(seq 51); do printf ' --filter tier!=%s' $i; done)
  [stderr]
  error: 51 filters are more than the 50 that one query may have [filter.count]
    hint: ask for fewer, and filter what comes with jq
  [exit 1]
$ cxctl members all --count $(for i in $(seq 49); do printf ' --filter spend>-%s' $i; done) --filter 'email~c'
  [stderr]
  error: the filters cost 103, and one query may cost 100 [filter.complexity]
    hint: = and != cost 1, > and < cost 2, ~ costs 5
  [exit 1]
$ cxctl members all --count $(for i in $(seq 51); do printf ' --filter email~%s' $i; done)
  [stderr]
  error: 51 filters are more than the 50 that one query may have [filter.count]
    hint: ask for fewer, and filter what comes with jq
  error: the filters cost 255, and one query may cost 100 [filter.complexity]
    hint: = and != cost 1, > and < cost 2, ~ costs 5
  2 errors
  [exit 1]

# A filter is ATTRIBUTE OP VALUE. It is told by its number: what stands in it may be about a person.
$ cxctl members all --count --filter 'ana@example.com' --filter 'email=' --filter '=ana@example.com' --filter 'email==ana@example.com' --filter 'spend<=5'
  [stderr]
  error: --filter number 1 has no operator [filter.form]
    hint: write ATTRIBUTE=VALUE; the operators are =, !=, >, < and ~ (contains)
  error: --filter number 2 has no value [filter.form]
    hint: write ATTRIBUTE=VALUE
  error: --filter number 3 names no attribute [filter.form]
    hint: write ATTRIBUTE=VALUE
  error: --filter number 4 has no operator that members know [filter.operator]
    hint: the operators are =, !=, >, < and ~ (contains)
  error: --filter number 5 has no operator that members know [filter.operator]
    hint: the operators are =, !=, >, < and ~ (contains)
  5 errors
  [exit 1]
$ cxctl members all --count --filter 'ana@example.com=email' --filter 'created_date>yesterday' --filter 'opted_in=maybe' --filter 'tier>gold' --filter 'spend~1'
  [stderr]
  error: the tenant has no attribute *************** [filter.attribute]
    hint: it has annual_revenue, industry, employee_count, engagement_score, lifecycle_stage, last_purchase_date, region, country, spend, tier, email, phone, opted_in, created_date
  error: created_date is a date, and what stands behind > is not [filter.type]
    hint: a date is 2026-11-21, with a time {TIME}
  error: opted_in is true or false, and what stands behind = is not [filter.type]
    hint: write true or false
  error: > compares by size or time, and tier is text [filter.operator]
    hint: use =, != or ~
  error: ~ looks for a part of text, and spend is a number [filter.operator]
    hint: use =, !=, > or <
  5 errors
  [exit 1]

# A page holds 1 to 1000.
$ cxctl members all --limit 0
  [stderr]
  error: --limit must be a whole number from 1 to 1000, not "0" [usage.value]
  [exit 1]
$ cxctl members all --limit 1001
  [stderr]
  error: --limit must be a whole number from 1 to 1000, not "1001" [usage.value]
  [exit 1]
-- requests
  ...
$ cxctl members all --limit 50 -q | wc -l
  600
$ cxctl members all --limit 1000 -q | wc -l
  600

# An empty page that names a next one is not the end; a cursor that comes again, and empty pages without end, are errors.
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members", "kind": "empty-page", "count": 2}
$ cxctl members all --limit 500 | wc -l
  600
  [stderr]
  600 members; 5 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members", "kind": "same-cursor", "after": 1}
$ cxctl members all --limit 20 | wc -l
  20
  [stderr]
  20 members were printed; to go on behind them: --resume '{ANY}'
  error: page 2 of the members: its next page was there before [tenant.incomplete]
    hint: the tenant would send the same pages for ever
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*/members", "kind": "empty-page"}
$ cxctl members all --limit 20 | wc -l
  0
  [stderr]
  0 members were printed; to go on behind them: --resume '{ANY}'
  error: page 101 of the members: 100 empty pages came one after the other [tenant.large]
-- delete /sandbox/faults

# A reader that has enough ends it, and nothing is said of that.
$ cxctl members all --limit 20 | head -n 1 | wc -l
  1
$ cxctl profiles $(cxctl members all -q | jq -r .id) | head -n 1 | wc -l
  1

# Another deployment may allow less.
-- file profiles/small.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: small}
  extends: cxone
  limits: {filters: 1, filter_complexity: 4}
$ sed -i 's/profile: cxone/profile: profiles\/small.yaml/' cxctl.yaml
$ cxctl members all --count --filter 'email~x' --filter tier=gold
  [stderr]
  error: 2 filters are more than the 1 that one query may have [filter.count]
    hint: ask for fewer, and filter what comes with jq
  error: the filters cost 6, and one query may cost 4 [filter.complexity]
    hint: = and != cost 1, > and < cost 2, ~ costs 5
  2 errors
  [exit 1]
