# A whole tenant in one go: a thousand audiences, every second one with an exclusion, are read in a few requests. A name
# of 70,000 characters is shown in part, and stands in no file.

-- sandbox --customers 20
-- project audiences webhooks
-- commit an empty project
$ mkdir webhooks && cat >../state.jq <<'END'
> def criteria: {operator: "AND", conditions: [{field: "spend", operator: "greater_than", value: 1}]};
> def id($n): "aaaaaaaa-0000-0000-0000-00000000\($n + 1000)";
> {audiences: ([range(1000) | {id: id(.), name: "Segment \(.)", criteria: criteria,
>                              exclusions: (if . % 2 == 1 then [id(. - 1)] else [] end)}]
>              + [{id: "ffffffff-0000-0000-0000-000000000000", name: ("x" * 70000), criteria: criteria}])}
> END
$ jq -n -f ../state.jq >../state.json
$ curl -sS -X PUT -H 'Content-Type: application/json' --data-binary @../state.json {URL}/sandbox/state >/dev/null

$ cxctl adopt >../out
  [stderr]
  error: 1 could not be adopted: no valid definition says what they are [adopt.impossible]
  [exit 1]
-- requests
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  GET /api/v2/crm/webhooks?limit=1000 200
  GET /api/v2/webhooks?limit=1000 200
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000&cursor=MTphYWFhYWFhYS0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDE5OTk%3D 200
$ sed '/^  + /d' ../out
  Adopted from prod (4 requests):


  Left out:

    ! Audience ffffffff-0000-0000-0000-000000000000
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."
        name has 70000 characters, at most 100 are allowed

  Adopt: 1000 new, 1 that no definition can say; 500 references by name
  Plan:  empty: no write to the tenant; the next apply notes 1000 in the ledger

  Next: git add audiences
        git commit
        cxctl apply   no write to the tenant: notes these as applied
        cxctl plan    is empty from then on
$ grep -c '^  + ' ../out
  1000
$ ls audiences | wc -l
  1000
$ cat audiences/segment-7.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata:
    name: segment-7
    id: aaaaaaaa-0000-0000-0000-000000001007
  spec:
    name: Segment 7
    criteria:
      operator: AND
      conditions:
        - {field: spend, operator: greater_than, value: 1}
    exclusions:
      - {ref: segment-6}
$ git add audiences && git commit -qm adopted
$ cxctl apply --yes | tail -4
  [1000/1000] Audience/segment-999: noted in the ledger
  Apply: 0 applied, 1000 noted; 100.0 % success, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [stderr]
  warning: there is no file or folder webhooks [definition.path]
    hint: definitions in cxctl.yaml names it; nothing is read from there
-- writes
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (2 requests)

  No changes: the tenant is as git says, 1000 unchanged
    1 in the tenant that neither git nor the ledger knows
