# Absorb may be run as often as one likes: what git says already is left as it is. And what it says to type next works
# from the folder where one stands.

-- sandbox --customers 20
-- project audiences webhooks
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-000000000001}
  spec:
    name: Gold
    criteria:
      operator: AND
      conditions:
        - {field: tier, operator: equals, value: gold}
    exclusions:
      - 00000000-0000-0000-0000-000000000009
-- file audiences/silver.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: silver, id: 00000000-0000-0000-0000-000000000002}
  spec:
    name: Silver
    description: all of them
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}
-- file audiences/bronze.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: bronze, id: 00000000-0000-0000-0000-000000000003}
  spec:
    name: Bronze
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: bronze}]}
-- file overlays/prod/silver.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: silver}
  patch: {spec: {description: only in prod}}
$ mkdir webhooks && touch webhooks/.keep
-- commit all
$ cxctl apply --yes >/dev/null
-- requests
  ...
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000001", "patch": {"exclusions": []}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000002", "patch": {"description": "by hand"}}

# git apply leaves out, without a word, what is not below the folder where it runs.
$ cd webhooks && cxctl drift --absorb --patch "../my patch" 2>/dev/null | tail -1
  Next: git -C .. apply '{DIR}/my patch', mend what is warned of, commit, then cxctl apply
$ cd webhooks && cxctl drift --absorb --patch /dev/stdout -o text=/dev/null -q 2>/dev/null
  diff --git a/audiences/gold.yaml b/audiences/gold.yaml
  index a0e72de..23fbf0a 100644
  --- a/audiences/gold.yaml
  +++ b/audiences/gold.yaml
  @@ -7,5 +7,3 @@ spec:
       operator: AND
       conditions:
         - {field: tier, operator: equals, value: gold}
  -  exclusions:
  -    - 00000000-0000-0000-0000-000000000009
  [exit 6]
$ git -C webhooks/.. apply "$PWD/my patch" && git diff --stat
   audiences/gold.yaml | 2 --
   1 file changed, 2 deletions(-)

# A list that is empty in the tenant is left out of the file, and stays so.
$ cxctl drift --absorb
  Changed by hand in prod, as applied -> as it is now:

    ~ Audience/gold  last changed {TIME}
        - /exclusions/0  "00000000-0000-0000-0000-000000000009"
    ~ Audience/silver  last changed {TIME}
        ~ /description  "only in prod" -> "by hand"

  Drift: 2 of 3 resources

  Next: mend what is warned of, commit, then cxctl apply
  [stderr]
  overlays/prod/silver.yaml:4:29: warning: description of Audience/silver is not absorbed: an overlay sets it [absorb.overlay]
      4 | patch: {spec: {description: only in prod}}
        |                             ^^^^^^^^^^^^
    hint: change it there by hand
  [exit 6]
$ git diff -U0 audiences/gold.yaml
  diff --git a/audiences/gold.yaml b/audiences/gold.yaml
  index a0e72de..23fbf0a 100644
  --- a/audiences/gold.yaml
  +++ b/audiences/gold.yaml
  @@ -10,2 +9,0 @@ spec:
  -  exclusions:
  -    - 00000000-0000-0000-0000-000000000009

# What was to be changed by hand, and a definition that was to be removed, are no longer told.
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000003", "patch": null}
$ cxctl drift --absorb 2>&1 >/dev/null | grep -A9 warning
  audiences/bronze.yaml:1:1: warning: Audience/bronze is not absorbed: it was deleted in the tenant [absorb.deleted]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: remove its definition by hand if that was meant; cxctl apply makes it anew
  overlays/prod/silver.yaml:4:29: warning: description of Audience/silver is not absorbed: an overlay sets it [absorb.overlay]
      4 | patch: {spec: {description: only in prod}}
        |                             ^^^^^^^^^^^^
    hint: change it there by hand
  2 warnings
$ sed -i 's/only in prod/by hand/' overlays/prod/silver.yaml && rm audiences/bronze.yaml
$ cxctl drift --absorb
  Changed by hand in prod, as applied -> as it is now:

    - Audience/bronze  was deleted, between {TIME} and {TIME}
    ~ Audience/gold  last changed {TIME}
        - /exclusions/0  "00000000-0000-0000-0000-000000000009"
    ~ Audience/silver  last changed {TIME}
        ~ /description  "only in prod" -> "by hand"

  Drift: 3 of 3 resources

  Next: git says what the tenant has already: commit if that is left, then cxctl apply
$ cxctl drift --absorb -o json | jq -c .absorb.resources[]
  {"address":"Audience/bronze","file":null,"result":"all","placed":0,"left":0}
  {"address":"Audience/gold","file":"audiences/gold.yaml","result":"all","placed":0,"left":0}
  {"address":"Audience/silver","file":"audiences/silver.yaml","result":"all","placed":0,"left":0}
-- commit as the tenant has it
$ cxctl apply --yes | tail -2
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes

# A file that cannot be edited as it is: fmt writes it anew.
$ sed -i 's/$/\r/' audiences/gold.yaml && git commit -qam 'carriage returns'
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000001", "patch": {"name": "Gold and more"}}
$ cxctl drift --absorb >/dev/null
  [stderr]
  audiences/gold.yaml:1:1: warning: Audience/gold is not absorbed: the file is written in a way that cannot be edited safely [absorb.layout]
      1 | apiVersion: cxctl/v1
        | ^
    hint: it has a byte order mark or line ends with CR: cxctl fmt writes it without, then absorb again
  [exit 6]
$ cxctl fmt && cxctl drift --absorb | tail -1 && grep '^  name' audiences/gold.yaml
  formatted audiences/gold.yaml
  Next: git diff shows the edits; commit them, then cxctl apply
    name: Gold and more

# A bare repository has no files.
-- commit with plain line ends
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-000000000002", "patch": {"name": "Silver too"}}
$ git clone -q --bare . ../bare.git && cd ../bare.git && git fetch -q origin 'refs/cxctl/*:refs/cxctl/*' && cxctl drift --absorb
  [stderr]
  error: a bare repository has no files that could be edited [absorb.bare]
    hint: write a patch for a clone of it, with --patch FILE
  [exit 1]
$ cd ../bare.git && cxctl drift --absorb --patch ../bare.patch 2>/dev/null | tail -1; grep '^[-+] ' ../bare.patch
  Next: git apply ../bare.patch, commit, then cxctl apply
  -  name: Silver
  +  name: Silver too
