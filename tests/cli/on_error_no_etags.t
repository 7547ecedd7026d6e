# A rollback where the tenant has no ETags and wants the version that it counts: it reads before and after each write, and
# sends the version of now. A member that the schema does not know stays.

-- sandbox --customers 200 --no-etags --check-version
-- project audiences
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: a, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: A
    description: the first
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 1000}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gone, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Gone
    description: one that goes
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 2000}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: stays, id: 00000000-0000-0000-0000-00000000000c}
  spec:
    name: Stays
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 3000}]}
    exclusions: [{ref: a}]
-- file profile.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: versions}
  extends: cxone
  kinds:
    Audience:
      concurrency: body_version
      routes: {list: null}
$ sed -i 's|    profile: cxone|    profile: profile.yaml\n    limits: {concurrency: 1}|' cxctl.yaml
-- commit three
$ cxctl apply --yes --quiet -o json=/dev/null
$ printf '%s\n' state before > .git/info/exclude
$ echo "curl -sS {URL}/sandbox/state | jq -cS '.audiences[] | {name, description, criteria, exclusions, owner}' | sort" > state
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000a", "patch": {"owner": {"team": "marketing"}}}
$ sh state > before

# The tenant refuses the delete, which comes last.
$ python3 - <<'END'
> path = "audiences/all.yaml"
> documents = [d for d in open(path).read().split("---\n") if "name: gone" not in d]
> open(path, "w").write("---\n".join(documents).replace("the first", "changed").replace("3000", "4000"))
> END
-- commit fewer
-- post /sandbox/faults
  {"route": "DELETE *", "kind": "status", "status": 422}
$ cxctl apply --yes --allow-delete 1 --on-error rollback 2>/dev/null | sed -n '/^\[/,$p'
  [1/3] Audience/a: updated (200, {MS} ms)
  [2/3] Audience/stays: updated (200, {MS} ms)
  [3/3] Audience/gone: not applied (422, {MS} ms): 422 unprocessable content: fault: a fault rule made this answer (correlation id {UUID})
  Rolling back 2 changes, newest first, as Audience/gone failed
  [1/2] Audience/stays: rolled back (200, {MS} ms)
  [2/2] Audience/a: rolled back (200, {MS} ms)
    Audience/a: 195 -> 195 members, evaluation COMPLETED
    Audience/stays: 0 -> 0 members, evaluation COMPLETED
    Audience/gone: not applied: 422 unprocessable content: fault: a fault rule
      made this answer (correlation id {UUID})
      [tenant.status]

  Apply: 0 applied, 2 rolled back, 1 not applied; 0.0 % success,
         mean latency {MS} ms, 19 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes ordered
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 200
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c 200
  DELETE /api/v1/audiences/00000000-0000-0000-0000-00000000000b 422 status
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c 200
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a 200
$ sh state | diff before - && echo as before
  as before
$ curl -sS {URL}/sandbox/state | jq -c '.audiences[] | [.name, .version]'
  ["A",4]
  ["Gone",1]
  ["Stays",3]
-- delete /sandbox/faults
$ cxctl apply --yes --allow-delete 1 --quiet
    Audience/a: 195 -> 195 members, evaluation COMPLETED
    Audience/stays: 0 -> 0 members, evaluation COMPLETED

  Apply: 3 applied; 100.0 % success, mean latency {MS} ms, 13 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
