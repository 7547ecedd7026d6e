# A disk that fails while the files are written leaves none of them. What a process that died has left
# of its work is in a hidden folder, and the next adopt clears it away.

-- sandbox --customers 20
-- project audiences webhooks
-- commit an empty project
-- tenant
  {"audiences": [
     {"id": "00000000-0000-0000-0000-000000000001", "name": "One",
      "criteria": {"operator": "AND", "conditions": [{"field": "tier", "operator": "equals", "value": "gold"}]}},
     {"id": "00000000-0000-0000-0000-000000000002", "name": "Two",
      "criteria": {"operator": "AND", "conditions": [{"field": "tier", "operator": "equals", "value": "silver"}]}},
     {"id": "00000000-0000-0000-0000-000000000003", "name": "Three",
      "criteria": {"operator": "AND", "conditions": [{"field": "tier", "operator": "equals", "value": "bronze"}]}}]}

$ for fault in write:1 write:3 fsync:2 rename:1 rename:3; do CX_FAULT=$fault cxctl adopt --quiet >/dev/null 2>../err; echo "$fault: exit $?, $(find . -name '*.yaml' -not -name cxctl.yaml | wc -l) files; $(head -1 ../err)"; done
  write:1: exit 1, 0 files; error: cannot write {DIR}/.cxctl-new-files/0: Input/output error [file.write]
  write:3: exit 1, 0 files; error: cannot write {DIR}/.cxctl-new-files/2: Input/output error [file.write]
  fsync:2: exit 1, 0 files; error: cannot write {DIR}/.cxctl-new-files/1: Input/output error [file.write]
  rename:1: exit 1, 0 files; error: cannot write {DIR}/audiences/one.yaml: Input/output error [file.write]
  rename:3: exit 1, 0 files; error: cannot write {DIR}/audiences/three.yaml: Input/output error [file.write]
$ git status --short --untracked-files=all
$ mkdir .cxctl-new-files && echo half >.cxctl-new-files/1
$ cxctl adopt | tail -7
  Adopt: 3 new
  Plan:  empty: no write to the tenant; the next apply notes 3 in the ledger

  Next: git add audiences
        git commit
        cxctl apply   no write to the tenant: notes these as applied
        cxctl plan    is empty from then on
$ git status --short --untracked-files=all
  ?? audiences/one.yaml
  ?? audiences/three.yaml
  ?? audiences/two.yaml
-- writes
