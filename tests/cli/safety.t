# Large changes are refused before the first write, with exit 4.

-- sandbox --customers 200
-- project audiences
  safety: {max_update_percent: 30, max_delete_percent: 20, min_resources: 10}
-- file make.sh
  for n in 0 1 2 3 4 5 6 7 8 9; do
    cat > audiences/a$n.yaml <<END
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: a$n, id: 00000000-0000-0000-0000-00000000000$n}
  spec:
    name: Audience $n
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 1${n}00}]}
  END
  done
$ mkdir audiences && sh make.sh
-- commit ten audiences

# Creates are never too many.
$ cxctl apply --yes -o json 2>/dev/null | jq -c .summary.applied
  10

-- requests
  ...

# 3 of 10 are 30 %: that passes. 4 are refused.
$ sed -i 's/name: Audience/name: New audience/' audiences/a[123].yaml
$ cxctl plan | tail -n 3
  Plan: 0 to create, 3 to update, 0 to delete, 7 unchanged

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}

$ sed -i 's/name: Audience/name: New audience/' audiences/a4.yaml
$ cxctl plan | tail -n 6

  Plan: 0 to create, 4 to update, 0 to delete, 6 unchanged

  apply would refuse this plan:
    4 of 10 resources would be updated, more than 30 % [safety.update_percent]
      hint: if that is meant, raise safety.max_update_percent in cxctl.yaml

-- commit four new names
$ cxctl apply --yes -o text=/dev/null
  [stderr]
  error: 4 of 10 resources would be updated, more than 30 % [safety.update_percent]
    hint: if that is meant, raise safety.max_update_percent in cxctl.yaml
  [exit 4]

$ cxctl apply --yes -o json 2>/dev/null | jq -c '{exit_code, codes: [.diagnostics[].code]}'
  {"exit_code":4,"codes":["safety.update_percent"]}

# Deletes have a limit of their own, and need their count besides.
$ git reset -q --hard HEAD~1 && git rm -q audiences/a[012].yaml
-- commit three less
$ cxctl apply --yes -o text=/dev/null
  [stderr]
  error: 3 resources would be deleted [safety.delete]
    hint: if that is meant, apply with --allow-delete 3
  error: 3 of 10 resources would be deleted, more than 20 % [safety.delete_percent]
    hint: if that is meant, raise safety.max_delete_percent in cxctl.yaml
  2 errors
  [exit 4]

$ cxctl apply --yes --allow-delete 3 -o text=/dev/null
  [stderr]
  error: 3 of 10 resources would be deleted, more than 20 % [safety.delete_percent]
    hint: if that is meant, raise safety.max_delete_percent in cxctl.yaml
  [exit 4]

# Both at once are both told.
$ sed -i 's/name: Audience/name: New audience/' audiences/a*.yaml
-- commit and all others renamed
$ cxctl apply --yes -o text=/dev/null
  [stderr]
  error: 3 resources would be deleted [safety.delete]
    hint: if that is meant, apply with --allow-delete 3
  error: 3 of 10 resources would be deleted, more than 20 % [safety.delete_percent]
    hint: if that is meant, raise safety.max_delete_percent in cxctl.yaml
  error: 7 of 10 resources would be updated, more than 30 % [safety.update_percent]
    hint: if that is meant, raise safety.max_update_percent in cxctl.yaml
  3 errors
  [exit 4]

# Nothing at all is never applied.
$ git rm -q -r audiences && mkdir audiences && echo '# all gone' > audiences/none.yaml
-- commit nothing
$ cxctl plan | tail -n 8

  apply would refuse this plan:
    the definitions are empty [safety.empty]
      hint: an empty set is never applied: it would delete all that cxctl owns
    10 resources would be deleted [safety.delete]
      hint: if that is meant, apply with --allow-delete 10
    10 of 10 resources would be deleted, more than 20 % [safety.delete_percent]
      hint: if that is meant, raise safety.max_delete_percent in cxctl.yaml
  [stderr]
  audiences/none.yaml:1:1: warning: there is no definition in this file [definition.none]
    hint: remove the file, or write one into it: cxctl new KIND NAME shows how

$ cxctl apply --yes --allow-delete 10 -o text=/dev/null
  [stderr]
  audiences/none.yaml:1:1: warning: there is no definition in this file [definition.none]
    hint: remove the file, or write one into it: cxctl new KIND NAME shows how
  error: the definitions are empty [safety.empty]
    hint: an empty set is never applied: it would delete all that cxctl owns
  error: 10 of 10 resources would be deleted, more than 20 % [safety.delete_percent]
    hint: if that is meant, raise safety.max_delete_percent in cxctl.yaml
  2 errors, 1 warning
  [exit 4]

-- writes

