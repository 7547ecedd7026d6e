# plan --impact: how many members an audience would have, where the tenant can count that; else why not.

-- sandbox --customers 2000 --seed 1
-- project audiences
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: big, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: Big
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 500}]}
    exclusions: [{ref: out}]
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Gold
    criteria: {operator: AND, conditions: [{field: tier, operator: in, value: [gold, platinum, silver]}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: out, id: 00000000-0000-0000-0000-00000000000c}
  spec:
    name: Out
    criteria: {operator: AND, conditions: [{field: opted_in, operator: equals, value: false}]}
-- commit three audiences
$ cxctl apply --yes --quiet -o json=/dev/null

$ curl -sS -X DELETE {URL}/sandbox/requests -o /dev/null

# A higher limit and a condition more: who fits them of today's members is who is left.
$ sed -i 's/value: 500}/value: 900000}, {field: region, operator: not_equals, value: emea}, {field: country, operator: not_in, value: [DE, FR]}/' audiences/all.yaml
$ cxctl plan --impact
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request, 1 to count members)

    ~ Audience/big  can only shrink, 1494 members, 75 after
        before  spend > 500
        after   spend > 900000 and region != emea and country not in (DE, FR)
        ~ spend > 500 -> spend > 900000
        + region != emea
        + country not in (DE, FR)

  Plan: 0 to create, 1 to update, 0 to delete, 2 unchanged

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}
-- requests
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  GET /api/v2/audiences/00000000-0000-0000-0000-00000000000a/members/count?filter=spend%3E900000&filter=region%21%3Demea&filter=country%21%3DDE&filter=country%21%3DFR 200

# The same on the other pages.
$ cxctl plan --impact -o markdown -o html=../page.html | grep ' now, '
  <summary>Update <code>Audience/big</code>: can only shrink, 1494 members now, 75 after</summary>
$ grep -o 'now, <[^>]*>75</[^>]*> after\|now, 75 after' ../page.html
  now, 75 after

# No number, and why: who would come in, what is no filter, whom an exclusion takes out, and an excluded audience that
# changes too.
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: big, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: Big
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 600}]}
    exclusions: [{ref: out}]
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Gold
    criteria: {operator: AND, conditions: [{field: tier, operator: in, value: [gold, platinum]}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: out, id: 00000000-0000-0000-0000-00000000000c}
  spec:
    name: Out
    criteria:
      operator: OR
      conditions:
        - {field: opted_in, operator: equals, value: false}
        - {field: email, operator: is_null, value: null}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: new, id: 00000000-0000-0000-0000-00000000000d}
  spec:
    name: New
    criteria: {operator: AND, conditions: [{field: region, operator: equals, value: emea}]}
$ cxctl plan --impact
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request)

    ~ Audience/big  can only shrink, 1494 members
        members after: not known, as an audience that is excluded changes in this
          plan, too
        ~ spend > 500 -> spend > 600
    ~ Audience/gold  can only shrink, 1496 members
        members after: not known, as tier in (gold, platinum) is no filter that
          the tenant counts members by
        ~ tier in (gold, platinum, silver) -> tier in (gold, platinum)
    + Audience/new
        members after: not known, as the tenant counts members of audiences that
          it has
        /name         "New"
        /criteria     region = emea
        /description  ""
        /exclusions   []
    ~ Audience/out  can only grow, 492 members
        members after: not known, as who would come in is not known: the tenant
          counts today's members alone
        before  opted_in = false
        after   opted_in = false or email is null
        + email is null

  Plan: 1 to create, 3 to update, 0 to delete, 0 unchanged

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}
$ cxctl plan --impact -o markdown -o html=../page.html | grep 'members after'
  - members after: not known, as an audience that is excluded changes in this plan, too
  - members after: not known, as tier in (gold, platinum) is no filter that the tenant counts members by
  - members after: not known, as who would come in is not known: the tenant counts today's members alone
  - members after: not known, as the tenant counts members of audiences that it has
$ grep -o '<dt>Members after<dd>.*' ../page.html | wc -l
  4

$ cxctl plan --impact -o json | jq -c '.impact, (.changes[] | [.name, .effect, .members, .impact])'
  {"requests":0}
  ["big","can only shrink",1494,{"after":null,"reason":"an audience that is excluded changes in this plan, too","filters":[]}]
  ["gold","can only shrink",1496,{"after":null,"reason":"tier in (gold, platinum) is no filter that the tenant counts members by","filters":[]}]
  ["new",null,null,{"after":null,"reason":"the tenant counts members of audiences that it has","filters":[]}]
  ["out","can only grow",492,{"after":null,"reason":"who would come in is not known: the tenant counts today's members alone","filters":[]}]
$ git checkout -q audiences
$ sed -i '/Gold/,$s/silver..\(.*\)/silver]}]}\n  exclusions: [00000000-0000-0000-0000-00000000000c]/' audiences/all.yaml && cxctl plan --impact | grep -A3 gold
    ~ Audience/gold  can only shrink, 1496 members
        members after: not known, as whom an exclusion takes out, the tenant does
          not count
        + /exclusions/0  "00000000-0000-0000-0000-00000000000c"

# Nobody is left where nobody can fit: that needs no request.
$ git checkout -q audiences && sed -i 's/value: 500}/value: 500}, {field: spend, operator: less_than, value: 400}/' audiences/all.yaml
$ cxctl plan --impact | head -6
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request)

    ~ Audience/big  becomes empty, 1494 members, 0 after
        before  spend > 500
        after   spend > 500 and spend < 400

# A tenant that refuses is asked once, and the plan stands without numbers.
$ git checkout -q audiences
$ sed -i 's/value: 500}/value: 700}/; s/silver./silver]}, {field: region, operator: in, value: [emea]/' audiences/all.yaml
-- post /sandbox/faults
  {"route": "GET /api/v2/audiences/*", "kind": "status", "status": 403}
$ cxctl plan --impact --detailed-exitcode
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request, 1 to count members)

    ~ Audience/big  can only shrink, 1494 members
        members after: not known, as the tenant did not count them [tenant.scope]
        ~ spend > 500 -> spend > 700
    ~ Audience/gold  can only shrink, 1496 members
        members after: not known, as the tenant did not count them [tenant.scope]
        before  tier in (gold, platinum, silver)
        after   tier in (gold, platinum, silver) and region in (emea)
        + region in (emea)

  Plan: 0 to create, 2 to update, 0 to delete, 1 unchanged

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}
  [stderr]
  warning: members of Audience/big cannot be counted: 403 forbidden: fault: a fault rule made this answer (correlation id {UUID}) [tenant.scope]
    hint: the call needs the scope audiences:read cdp:read: see auth.scope, and what the client was granted
  [exit 2]
-- requests
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200 x7
  GET /api/v2/audiences/00000000-0000-0000-0000-00000000000a/members/count?filter=spend%3E900000&filter=region%21%3Demea&filter=country%21%3DDE&filter=country%21%3DFR 200
  GET /api/v2/audiences/00000000-0000-0000-0000-00000000000a/members/count?filter=spend%3E700 403 status
-- delete /sandbox/faults

# One that has no such call is not asked; and offline nobody can be.
-- file profiles/plain.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: plain}
  extends: cxone
  runtime: {members_count: null}
$ sed -i 's/profile: cxone/profile: profiles\/plain.yaml/' cxctl.yaml && cxctl plan --impact | head -8
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request)

    ~ Audience/big  can only shrink, 1494 members
        members after: not known, as the tenant has no call that counts members
        ~ spend > 500 -> spend > 700
    ~ Audience/gold  can only shrink, 1496 members
        members after: not known, as the tenant has no call that counts members
  [stderr]
  warning: members cannot be counted: the profile plain has no call for it [impact.route]
    hint: runtime.members_count of the profile names the call
$ cxctl plan --impact --offline
  [stderr]
  error: --offline and --impact cannot be given together [usage.option]
    hint: only the tenant can count its members
  [exit 1]

# The number is right.
$ rm -r profiles && git checkout -q . && sed -i 's/value: 500}/value: 900000}, {field: region, operator: not_equals, value: emea}/' audiences/all.yaml && git commit -qam stricter
$ cxctl plan --impact | grep big
    ~ Audience/big  can only shrink, 1494 members, 75 after
$ cxctl apply --yes --wait | grep members,
  [1/1] Audience/big: 1494 -> 75 members, evaluation COMPLETED
    Audience/big: 1494 -> 75 members, evaluation COMPLETED
