# Only some of a tenant, into a folder of one's own; files that are there are never touched; what a second adopt says.

-- sandbox --customers 20
-- project audiences webhooks
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-000000000001}
  spec:
    name: Gold
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- file audiences/silver.yaml
  # Ours, and of another id than the tenant's "Silver".
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: bronze, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Bronze
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: bronze}]}
-- file audiences/notes.yaml.txt
  silver is marketing's
-- commit two audiences
-- tenant
  {"audiences": [
     {"id": "00000000-0000-0000-0000-000000000001", "name": "Gold",
      "criteria": {"operator": "AND", "conditions": [{"field": "tier", "operator": "equals", "value": "gold"}]}},
     {"id": "00000000-0000-0000-0000-000000000002", "name": "Silver",
      "criteria": {"operator": "AND", "conditions": [{"field": "tier", "operator": "equals", "value": "silver"}]},
      "exclusions": ["00000000-0000-0000-0000-000000000001"]},
     {"id": "00000000-0000-0000-0000-000000000003", "name": "Silver EMEA",
      "criteria": {"operator": "AND", "conditions": [{"field": "tier", "operator": "equals", "value": "silver"}]},
      "exclusions": ["00000000-0000-0000-0000-000000000002"]}],
   "webhooks": [
     {"id": "10000000-0000-0000-0000-000000000001", "name": "analytics", "url": "https://a.example.com/1",
      "events": ["profile.updated"]},
     {"id": "10000000-0000-0000-0000-000000000002", "name": "Silver sync", "url": "https://a.example.com/2",
      "events": ["profile.created"]}]}

# What the globs say: kinds in any spelling, names of definitions or of the tenant. A kind that is not asked for is not
# even read.
$ cxctl adopt --dry-run 'audience/silver-*' 'Webhook/Silver*'
  Would adopt from prod (2 requests):

    + Audience/silver-emea  audiences/silver-emea.yaml
    + Webhook/silver-sync   webhooks/silver-sync.yaml
        secret, only as a comment: /secret

  Not in the schemas, left as the tenant has them: /created_at, /updated_at (-v
    tells of which)

  Adopt: 2 new
  Plan:  empty: no write to the tenant; the next apply notes 2 in the ledger
         1 change of other definitions pending: cxctl plan
         1 secret is left to the tenant: a comment says where to fill it in. Until
         then no plan shows it; the first one after shows the update that sends
         it.
-- requests
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  GET /api/v2/webhooks?limit=1000 200
$ cxctl adopt --dry-run 'Audience/platinum*' 'Audiense/x' 'webhooks' '*/nothing*'
  [stderr]
  error: there is no kind Audiense [adopt.kind]
    hint: did you mean Audience?
  error: there is no kind webhooks [adopt.kind]
    hint: did you mean Webhook?
  2 errors
  [exit 1]
$ cxctl adopt --dry-run 'Audience/platinum*' '*/nothing*'
  [stderr]
  error: nothing in the tenant fits Audience/platinum* [adopt.glob]
  error: nothing in the tenant fits */nothing* [adopt.glob]
  2 errors
  [exit 1]

# A folder that no plan reads is said, with what to do about it. The same again finds the file there, and touches
# nothing.
$ cxctl adopt 'Audience/silver*' --dir imported
  Adopted from prod (1 request):

    + Audience/silver       imported/audiences/silver.yaml
    + Audience/silver-emea  imported/audiences/silver-emea.yaml

  Adopt: 2 new; 2 references by name
  Plan:  empty: no write to the tenant; once it is read, an apply notes 2 in the ledger
         1 change of other definitions pending: cxctl plan
  [stderr]
  warning: no plan reads imported/audiences: definitions in cxctl.yaml does not name it [adopt.folder]
    hint: add imported/audiences to definitions in cxctl.yaml
$ cat imported/audiences/silver.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata:
    name: silver
    id: 00000000-0000-0000-0000-000000000002
  spec:
    name: Silver
    criteria:
      operator: AND
      conditions:
        - {field: tier, operator: equals, value: silver}
    exclusions:
      - {ref: gold}
$ echo '# mine' >> imported/audiences/silver.yaml && rm imported/audiences/silver-emea.yaml
$ cxctl adopt 'Audience/silver*' --dir imported
  [stderr]
  error: imported/audiences/silver.yaml is there already [file.exists]
    hint: nothing was written: move it away, or name another folder
  [exit 1]
$ git status --short --untracked-files=all && tail -1 imported/audiences/silver.yaml
  ?? imported/audiences/silver.yaml
  # mine
$ rm -r imported

# Below a folder of definitions they are in folders of their kinds. That audiences/silver.yaml exists, with another
# audience in it, is no matter there.
$ cxctl adopt --dir audiences/imported Audience
  Adopted from prod (1 request):

    + Audience/silver       audiences/imported/audiences/silver.yaml
    + Audience/silver-emea  audiences/imported/audiences/silver-emea.yaml

  Adopt: 2 new, 1 defined already; 2 references by name
  Plan:  empty: no write to the tenant; the next apply notes 2 in the ledger
         1 change of other definitions pending: cxctl plan

  Next: git add audiences/imported/audiences
        git commit
        cxctl apply   makes what is pending, and notes these
        cxctl plan    is empty from then on
$ git status --short --untracked-files=all
  ?? audiences/imported/audiences/silver-emea.yaml
  ?? audiences/imported/audiences/silver.yaml
$ cxctl adopt --dir audiences/imported -o json | jq -c '.summary, .adopted[], .left_out[], .plan'
  {"adopted":2,"defined":3,"owned":0,"impossible":0,"references":0}
  {"address":"Webhook/analytics","kind":"Webhook","name":"analytics","id":"10000000-0000-0000-0000-000000000001","title":"analytics","file":"audiences/imported/webhooks/analytics.yaml","references":0,"secrets":["/secret"],"unknown":["/created_at","/updated_at"]}
  {"address":"Webhook/silver-sync","kind":"Webhook","name":"silver-sync","id":"10000000-0000-0000-0000-000000000002","title":"Silver sync","file":"audiences/imported/webhooks/silver-sync.yaml","references":0,"secrets":["/secret"],"unknown":["/created_at","/updated_at"]}
  {"address":"Audience/gold","kind":"Audience","name":"gold","id":"00000000-0000-0000-0000-000000000001","title":"Gold","reason":"defined","problem":null}
  {"address":"Audience/silver","kind":"Audience","name":"silver","id":"00000000-0000-0000-0000-000000000002","title":"Silver","reason":"defined","problem":null}
  {"address":"Audience/silver-emea","kind":"Audience","name":"silver-emea","id":"00000000-0000-0000-0000-000000000003","title":"Silver EMEA","reason":"defined","problem":null}
  {"empty":true,"records":2,"others":1,"differing":[]}
$ cxctl adopt --dir audiences/imported
  Nothing to adopt: of prod, 5 are defined already, 0 in the ledger
$ cxctl adopt -v 2>/dev/null
  Left out:

    ! Audience 00000000-0000-0000-0000-000000000001 "Gold"
        it is Audience/gold already
    ! Audience 00000000-0000-0000-0000-000000000002 "Silver"
        it is Audience/silver already
    ! Audience 00000000-0000-0000-0000-000000000003 "Silver EMEA"
        it is Audience/silver-emea already
    ! Webhook 10000000-0000-0000-0000-000000000001 "analytics"
        it is Webhook/analytics already
    ! Webhook 10000000-0000-0000-0000-000000000002 "Silver sync"
        it is Webhook/silver-sync already

  Nothing to adopt: of prod, 5 are defined already, 0 in the ledger
$ rm -r audiences/imported

# In the folder of definitions itself the file gives way to the one that is there.
$ cxctl adopt Audience/silver
  Adopted from prod (1 request):

    + Audience/silver  audiences/silver.audience.yaml

  Adopt: 1 new; 1 reference by name
  Plan:  empty: no write to the tenant; the next apply notes 1 in the ledger
         1 change of other definitions pending: cxctl plan

  Next: git add audiences
        git commit
        cxctl apply   makes what is pending, and notes these
        cxctl plan    is empty from then on
$ rm audiences/silver.audience.yaml

# Outside of the project.
$ cxctl adopt Audience/silver --dir ../elsewhere
  Adopted from prod (1 request):

    + Audience/silver  ../elsewhere/audiences/silver.yaml

  Adopt: 1 new; 1 reference by name
  Plan:  empty: no write to the tenant; once it is read, an apply notes 1 in the ledger
         1 change of other definitions pending: cxctl plan
  [stderr]
  warning: no plan reads ../elsewhere/audiences: definitions in cxctl.yaml does not name it [adopt.folder]
    hint: move the files to a folder of definitions in the project
$ find ../elsewhere -type f
  ../elsewhere/audiences/silver.yaml

# Where nothing can be written.
$ cxctl adopt Audience/silver --dir audiences/gold.yaml
  [stderr]
  error: cannot write into {DIR}/audiences/gold.yaml: Not a directory [file.write]
  [exit 1]
$ ln -s /nowhere/at/all link && cxctl adopt Audience/silver --dir link
  [stderr]
  error: cannot write into {DIR}/link: No such file or directory [file.write]
  [exit 1]
$ git status --short
  ?? link

# From another folder: what is to be typed next works there, and --project is repeated.
$ rm link && cd audiences && cxctl adopt Audience/silver | tail -4
  Next: git -C .. add audiences
        git -C .. commit
        cxctl apply   makes what is pending, and notes these
        cxctl plan    is empty from then on
$ git clean -qf audiences && mkdir '../a b' && cd '../a b' && cxctl adopt --project "$OLDPWD" /silver 'Audience/silver' 2>&1
  error: '/silver' names no kind [adopt.kind]
    hint: write KIND/NAME, as in 'Audience/vip*'
  [exit 1]
$ cd '../a b' && cxctl adopt --project "$OLDPWD" Audience/silver | tail -4
  Next: git -C {DIR} add audiences
        git -C {DIR} commit
        cxctl apply --project {DIR}   makes what is pending, and notes these
        cxctl plan --project {DIR}    is empty from then on
