# A tenant with names that no file should have, and with objects that no definition can say: files get safe names, what
# is impossible is left out with the reason, and all else is adopted.

-- sandbox --customers 20
-- project audiences webhooks
-- commit an empty project
-- tenant
  {"audiences": [
     {"id": "00000001-0000-0000-0000-000000000000", "name": "", "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}},
     {"id": "00000002-0000-0000-0000-000000000000", "name": "no criteria"},
     {"id": "00000003-0000-0000-0000-000000000000", "name": "another operator",
      "criteria": {"operator": "XOR", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}},
     {"id": "00000004-0000-0000-0000-000000000000", "name": "nul\u0000inside", "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}},
     {"id": "00000005-0000-0000-0000-000000000000", "name": "bidi \u202e\u2066 txt.exe", "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}},
     {"id": "00000006-0000-0000-0000-000000000000", "name": "/etc/../a/b", "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}},
     {"id": "00000007-0000-0000-0000-000000000000", "name": "..", "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}},
     {"id": "00000008-0000-0000-0000-000000000000", "name": "Retained", "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}},
     {"id": "00000009-0000-0000-0000-000000000000", "name": "RETAINED", "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}},
     {"id": "0000000a-0000-0000-0000-000000000000", "name": "retained-2", "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}},
     {"id": "0000000b-0000-0000-0000-000000000000", "name": "Clients fidélisés, Ångström", "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}},
     {"id": "0000000c-0000-0000-0000-000000000000", "name": "-rf .git", "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}},
     {"id": "0000000d-0000-0000-0000-000000000000", "name": "description with NUL", "description": "a\u0000b", "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}},
     {"id": "0000000e-0000-0000-0000-000000000000", "name": "seven levels",
      "criteria": {"operator": "AND", "conditions": [{"operator": "OR", "conditions": [
        {"operator": "AND", "conditions": [{"operator": "OR", "conditions": [{"operator": "AND", "conditions": [
        {"operator": "OR", "conditions": [{"operator": "AND", "conditions": [
        {"field": "spend", "operator": "equals", "value": 1}]}]}]}]}]}]}]}},
     {"id": "0000000f-0000-0000-0000-000000000000", "name": "excludes itself",
      "exclusions": ["0000000f-0000-0000-0000-000000000000"], "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}},
     {"id": "00000010-0000-0000-0000-000000000000", "name": "refers to what is impossible",
      "exclusions": ["00000002-0000-0000-0000-000000000000", "00000008-0000-0000-0000-000000000000"], "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}},
     {"id": "not-a-uuid", "name": "another id", "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}}],
   "webhooks": [
     {"id": "1", "name": "plain http", "url": "http://a.example.com/1", "events": ["profile.updated"]},
     {"id": "2", "name": "no events", "url": "https://a.example.com/1", "events": []},
     {"id": "3", "name": "user info", "url": "https://u:p@a.example.com/1", "events": ["profile.updated"]}]}

$ cxctl adopt
  Adopted from prod (3 requests):

    + Audience/bidi-txt.exe                  audiences/bidi-txt.exe.yaml
    + Audience/etc-..-a-b                    audiences/etc-..-a-b.yaml
    + Audience/audience-00000007             audiences/audience-00000007.yaml
    + Audience/retained                      audiences/retained.yaml
    + Audience/retained-3                    audiences/retained-3.yaml
    + Audience/retained-2                    audiences/retained-2.yaml
    + Audience/clients-fidelises-angstroem   audiences/clients-fidelises-angstroem.yaml
    + Audience/rf-.git                       audiences/rf-.git.yaml
    + Audience/refers-to-what-is-impossible  audiences/refers-to-what-is-impossible.yaml

  Left out:

    ! Audience 00000001-0000-0000-0000-000000000000 ""
        name is empty, at least 1 character is needed
    ! Audience 00000002-0000-0000-0000-000000000000 "no criteria"
        spec has no "criteria"
    ! Audience 00000003-0000-0000-0000-000000000000 "another operator"
        operator must be one of "AND", "OR", not "XOR"
    ! Audience 00000004-0000-0000-0000-000000000000 "nul"
        this text holds the character U+0000
    ! Audience 0000000d-0000-0000-0000-000000000000 "description with NUL"
        this text holds the character U+0000
    ! Audience 0000000e-0000-0000-0000-000000000000 "seven levels"
        criteria are nested 6 levels below the root, at most 5 are allowed
    ! Audience 0000000f-0000-0000-0000-000000000000 "excludes itself"
        excludes-itself excludes itself
    ! Audience not-a-uuid "another id"
        id is "not-a-uuid", which is not a UUID
    ! Webhook 1 "plain http"
        url must begin with https://
    ! Webhook 2 "no events"
        events is empty, at least 1 item is needed
    ! Webhook 3 "user info"
        url may hold no user name or password

  Adopt: 9 new, 11 that no definition can say; 1 reference by name
  Plan:  empty: no write to the tenant; the next apply notes 9 in the ledger

  Next: git add audiences
        git commit
        cxctl apply   no write to the tenant: notes these as applied
        cxctl plan    is empty from then on
  [stderr]
  error: 11 could not be adopted: no valid definition says what they are [adopt.impossible]
  [exit 1]
$ cat audiences/refers-to-what-is-impossible.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata:
    name: refers-to-what-is-impossible
    id: 00000010-0000-0000-0000-000000000000
  spec:
    name: refers to what is impossible
    criteria:
      operator: AND
      conditions:
        - {field: spend, operator: equals, value: 1}
    exclusions:
      - 00000002-0000-0000-0000-000000000000
      - {ref: retained}
$ ls audiences | LC_ALL=C sort
  audience-00000007.yaml
  bidi-txt.exe.yaml
  clients-fidelises-angstroem.yaml
  etc-..-a-b.yaml
  refers-to-what-is-impossible.yaml
  retained-2.yaml
  retained-3.yaml
  retained.yaml
  rf-.git.yaml
$ cxctl fmt --check
  10 files: nothing to change
$ git add audiences && git commit -qm adopted && cxctl apply --yes >/dev/null && cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 9 unchanged
    8 in the tenant that neither git nor the ledger knows
  [stderr]
  warning: there is no file or folder webhooks [definition.path]
    hint: definitions in cxctl.yaml names it; nothing is read from there
  warning: there is no file or folder webhooks [definition.path]
    hint: definitions in cxctl.yaml names it; nothing is read from there
-- writes

# The same again: only what is impossible, and it is said again.
$ cxctl adopt
  Left out:

    ! Audience 00000001-0000-0000-0000-000000000000 ""
        name is empty, at least 1 character is needed
    ! Audience 00000002-0000-0000-0000-000000000000 "no criteria"
        spec has no "criteria"
    ! Audience 00000003-0000-0000-0000-000000000000 "another operator"
        operator must be one of "AND", "OR", not "XOR"
    ! Audience 00000004-0000-0000-0000-000000000000 "nul"
        this text holds the character U+0000
    ! Audience 0000000d-0000-0000-0000-000000000000 "description with NUL"
        this text holds the character U+0000
    ! Audience 0000000e-0000-0000-0000-000000000000 "seven levels"
        criteria are nested 6 levels below the root, at most 5 are allowed
    ! Audience 0000000f-0000-0000-0000-000000000000 "excludes itself"
        excludes-itself excludes itself
    ! Audience not-a-uuid "another id"
        id is "not-a-uuid", which is not a UUID
    ! Webhook 1 "plain http"
        url must begin with https://
    ! Webhook 2 "no events"
        events is empty, at least 1 item is needed
    ! Webhook 3 "user info"
        url may hold no user name or password

  Adopt: 0 new, 9 defined already, 11 that no definition can say
  [stderr]
  error: 11 could not be adopted: no valid definition says what they are [adopt.impossible]
  [exit 1]

# What was mended in the tenant is taken in later, under the name that it would have had at once.
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000002-0000-0000-0000-000000000000", "patch": {"criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "equals", "value": 1}]}}}
$ cxctl adopt 'Audience/*'
  Adopted from prod (1 request):

    + Audience/no-criteria  audiences/no-criteria.yaml

  Left out:

    ! Audience 00000001-0000-0000-0000-000000000000 ""
        name is empty, at least 1 character is needed
    ! Audience 00000003-0000-0000-0000-000000000000 "another operator"
        operator must be one of "AND", "OR", not "XOR"
    ! Audience 00000004-0000-0000-0000-000000000000 "nul"
        this text holds the character U+0000
    ! Audience 0000000d-0000-0000-0000-000000000000 "description with NUL"
        this text holds the character U+0000
    ! Audience 0000000e-0000-0000-0000-000000000000 "seven levels"
        criteria are nested 6 levels below the root, at most 5 are allowed
    ! Audience 0000000f-0000-0000-0000-000000000000 "excludes itself"
        excludes-itself excludes itself
    ! Audience not-a-uuid "another id"
        id is "not-a-uuid", which is not a UUID

  Adopt: 1 new, 9 defined already, 7 that no definition can say
  Plan:  empty: no write to the tenant; the next apply notes 1 in the ledger

  Next: git add audiences
        git commit
        cxctl apply   no write to the tenant: notes these as applied
        cxctl plan    is empty from then on
  [stderr]
  error: 7 could not be adopted: no valid definition says what they are [adopt.impossible]
  [exit 1]
