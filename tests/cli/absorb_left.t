# What absorb does not guess: values that come from an overlay, a variable or an anchor, a resource that is gone or
# that git has no more, a secret, and what git has changed as well. Each is told with its place. A patch changes no
# file, and fits the files as they are, changes that are not committed included.

-- sandbox --customers 20
-- project audiences webhooks
  vars: {limit: 5000}
-- file audiences/a.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: overlaid, id: 00000000-0000-0000-0000-000000000001}
  spec:
    name: Overlaid
    description: everywhere
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 1}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: variable, id: 00000000-0000-0000-0000-000000000002}
  spec:
    name: Variable
    description: "above ${var.limit}"
    criteria:
      operator: AND
      conditions:
        - {field: spend, operator: greater_than, value: "${var.limit}"}
        - {field: tier, operator: equals, value: gold}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: alias, id: 00000000-0000-0000-0000-000000000003}
  spec:
    name: &name Alias
    description: *name
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 3}]}
-- file audiences/b.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: both, id: 00000000-0000-0000-0000-000000000004}
  spec:
    name: Both
    description: as applied
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 4}]}
-- file audiences/c.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: removed, id: 00000000-0000-0000-0000-000000000005}
  spec:
    name: Removed
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5}]}
-- file audiences/d.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: old-name, id: 00000000-0000-0000-0000-000000000006}
  spec:
    name: Renamed
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 6}]}
-- file webhooks/hook.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: hook}
  spec:
    name: hook
    url: https://a.example.com/
    events: [profile.updated]
    secret: {env: SIGNING_KEY}
-- file overlays/prod/overlaid.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: overlaid}
  patch: {spec: {description: only in prod}}
-- secret SIGNING_KEY
-- commit all
$ cxctl apply --yes >/dev/null
-- requests
  ...
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000001", "patch": {"description": "by hand", "name": "By hand"}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000002", "patch": {"description": "above all",
    "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "greater_than", "value": 5000},
                                                   {"field": "tier", "operator": "equals", "value": "silver"}]}}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000003", "patch": {"name": "By hand", "description": "By hand"}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000004", "patch": {"description": "by hand", "name": "By hand"}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000005", "patch": {"name": "By hand"}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000006", "patch": {"name": "By hand"}}
$ curl -sS {URL}/sandbox/state | jq -c --arg key "$SIGNING_KEY" '{kind: "Webhook", id: .webhooks[0].id, patch: {name: "hook \($key)", enabled: false}}' | curl -sS -o /dev/null -H 'Content-Type: application/json' --data-binary @- {URL}/sandbox/edit

# Since then git was changed as well: one audience in the same place, one removed, one renamed, and a file that is not
# committed yet.
$ sed -i 's/as applied/as git has it/' audiences/b.yaml && git rm -q audiences/c.yaml && sed -i 's/old-name/new-name/' audiences/d.yaml
-- commit changes
$ sed -i 's/^  name: Variable/  # mine\n&/' audiences/a.yaml

$ cxctl drift --absorb --patch absorb.patch
  Audience/both: audiences/b.yaml would say what the tenant has, but for what is warned of
  Audience/old-name: audiences/d.yaml would say what the tenant has
  Audience/overlaid: audiences/a.yaml would say what the tenant has, but for what is warned of
  Audience/variable: audiences/a.yaml would say what the tenant has, but for what is warned of
  Webhook/hook: webhooks/hook.yaml would say what the tenant has, but for what is warned of
  absorb.patch: a patch for git apply, no file was changed
  Changed by hand in prod, as applied -> as it is now:

    ~ Audience/alias  last changed {TIME}
        ~ /name         "Alias" -> "By hand"
        ~ /description  "Alias" -> "By hand"
    ~ Audience/both  last changed {TIME}
        ~ /name         "Both" -> "By hand"
        ~ /description  "as applied" -> "by hand"
    ~ Audience/old-name  last changed {TIME}
        ~ /name  "Renamed" -> "By hand"
    ~ Audience/overlaid  last changed {TIME}
        ~ /name         "Overlaid" -> "By hand"
        ~ /description  "only in prod" -> "by hand"
    ~ Audience/removed  last changed {TIME}
        ~ /name  "Removed" -> "By hand"
    ~ Audience/variable  last changed {TIME}
        ~ /description                  "above 5000" -> "above all"
        ~ /criteria/conditions/1/value  "gold" -> "silver"
    ~ Webhook/hook  last changed {TIME}
        ~ /name     "hook" -> (secret)
        ~ /enabled  true -> false

  Drift: 7 of 7 resources

  Next: git apply absorb.patch, mend what is warned of, commit, then cxctl apply
  [stderr]
  audiences/a.yaml:15:16: warning: description of Audience/variable is not absorbed: the value comes from a variable [absorb.place]
     15 |   description: "above ${var.limit}"
        |                ^
    hint: write by hand what cxctl drift shows, or put it back with cxctl apply
  audiences/a.yaml:26:9: warning: name of Audience/alias is not absorbed: an anchor, an alias or a tag stands there [absorb.place]
     26 |   name: &name Alias
        |         ^
    hint: write by hand what cxctl drift shows, or put it back with cxctl apply
  audiences/a.yaml:27:16: warning: description of Audience/alias is not absorbed: an anchor, an alias or a tag stands there [absorb.place]
     27 |   description: *name
        |                ^
    hint: write by hand what cxctl drift shows, or put it back with cxctl apply
  audiences/b.yaml:6:16: warning: description of Audience/both is not absorbed: git was changed as well since the last apply [absorb.conflict]
      6 |   description: as git has it
        |                ^^^^^^^^^^^^^
    hint: decide by hand; cxctl plan shows both
  overlays/prod/overlaid.yaml:4:29: warning: description of Audience/overlaid is not absorbed: an overlay sets it [absorb.overlay]
      4 | patch: {spec: {description: only in prod}}
        |                             ^^^^^^^^^^^^
    hint: change it there by hand
  webhooks/hook.yaml:5:9: warning: name of Webhook/hook is not absorbed: it holds the value of a secret [absorb.secret]
      5 |   name: hook
        |         ^^^^
    hint: secrets stand in no file: put it back with cxctl apply
  warning: Audience/removed is not absorbed: git has no definition of it any more [absorb.missing]
  7 warnings
  [exit 6]
$ git status --short
   M audiences/a.yaml
  ?? absorb.patch
$ cat absorb.patch
  diff --git a/audiences/a.yaml b/audiences/a.yaml
  index ecb2245..9756b4a 100644
  --- a/audiences/a.yaml
  +++ b/audiences/a.yaml
  @@ -2,7 +2,7 @@ apiVersion: cxctl/v1
   kind: Audience
   metadata: {name: overlaid, id: 00000000-0000-0000-0000-000000000001}
   spec:
  -  name: Overlaid
  +  name: By hand
     description: everywhere
     criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 1}]}
   ---
  @@ -17,7 +17,7 @@ spec:
       operator: AND
       conditions:
         - {field: spend, operator: greater_than, value: "${var.limit}"}
  -      - {field: tier, operator: equals, value: gold}
  +      - {field: tier, operator: equals, value: silver}
   ---
   apiVersion: cxctl/v1
   kind: Audience
  diff --git a/audiences/b.yaml b/audiences/b.yaml
  index 0fd8459..c166f09 100644
  --- a/audiences/b.yaml
  +++ b/audiences/b.yaml
  @@ -2,6 +2,6 @@ apiVersion: cxctl/v1
   kind: Audience
   metadata: {name: both, id: 00000000-0000-0000-0000-000000000004}
   spec:
  -  name: Both
  +  name: By hand
     description: as git has it
     criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 4}]}
  diff --git a/audiences/d.yaml b/audiences/d.yaml
  index fb42c39..6124747 100644
  --- a/audiences/d.yaml
  +++ b/audiences/d.yaml
  @@ -2,5 +2,5 @@ apiVersion: cxctl/v1
   kind: Audience
   metadata: {name: new-name, id: 00000000-0000-0000-0000-000000000006}
   spec:
  -  name: Renamed
  +  name: By hand
     criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 6}]}
  diff --git a/webhooks/hook.yaml b/webhooks/hook.yaml
  index 9a7c9e5..c1abbcf 100644
  --- a/webhooks/hook.yaml
  +++ b/webhooks/hook.yaml
  @@ -5,4 +5,5 @@ spec:
     name: hook
     url: https://a.example.com/
     events: [profile.updated]
  +  enabled: false
     secret: {env: SIGNING_KEY}
$ git apply absorb.patch && git diff --stat
   audiences/a.yaml   | 5 +++--
   audiences/b.yaml   | 2 +-
   audiences/d.yaml   | 2 +-
   webhooks/hook.yaml | 1 +
   4 files changed, 6 insertions(+), 4 deletions(-)
$ cxctl drift --absorb --quiet -o json 2>/dev/null | jq -c .absorb.files,.absorb.resources[]
  []
  {"address":"Audience/alias","file":"audiences/a.yaml","result":"none","placed":0,"left":2}
  {"address":"Audience/both","file":"audiences/b.yaml","result":"none","placed":0,"left":1}
  {"address":"Audience/old-name","file":"audiences/d.yaml","result":"all","placed":0,"left":0}
  {"address":"Audience/overlaid","file":"audiences/a.yaml","result":"none","placed":0,"left":1}
  {"address":"Audience/removed","file":null,"result":"none","placed":0,"left":1}
  {"address":"Audience/variable","file":"audiences/a.yaml","result":"none","placed":0,"left":1}
  {"address":"Webhook/hook","file":"webhooks/hook.yaml","result":"none","placed":0,"left":1}
-- writes

$ cxctl drift --absorb --patch second.patch 2>/dev/null | head -1; ls second.patch
  second.patch is not written: there is nothing to put into it
  [stderr]
  ls: cannot access 'second.patch': No such file or directory
  [exit 2]

# Of a project below the root of the repository, the patch is for the root.
$ git checkout -q . && mkdir sub && git mv audiences webhooks overlays cxctl.yaml sub && git commit -qm 'below the root'
$ git update-ref -d refs/cxctl/prod && cd sub && cxctl apply --yes >/dev/null
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000004", "patch": {"name": "By hand"}}
$ cd sub && cxctl drift --absorb --patch ../absorb.patch
  Audience/both: audiences/b.yaml would say what the tenant has
  ../absorb.patch: a patch for git apply, no file was changed
  Changed by hand in prod, as applied -> as it is now:

    ~ Audience/both  last changed {TIME}
        ~ /name  "Both" -> "By hand"

  Drift: 1 of 6 resources

  Next: git apply ../absorb.patch, commit, then cxctl apply
$ cd sub && cxctl drift --absorb --patch /nowhere/x.patch 2>&1 >/dev/null | grep error:
  error: cannot write /nowhere/x.patch: No such file or directory [file.write]
$ git apply --check absorb.patch && grep '^+++' absorb.patch
  +++ b/sub/audiences/b.yaml
