# --wait: apply is over once the tenant has counted what was written; or it says what has not been.

-- sandbox --customers 200 --settle-ms 1400
-- project audiences
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000c}
  spec:
    name: Gold
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 00000000-0000-0000-0000-00000000000d}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- commit two audiences

# Without it, apply ends while the tenant still counts.
$ cxctl apply --yes --quiet
    Audience/gold: evaluation {ANY}
    Audience/vip: evaluation {ANY}

  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, {N} requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

# With it, the numbers are the last word.
$ sed -i 's/5000/3000/' audiences/vip.yaml
$ sleep 2
-- commit more
$ cxctl apply --yes --wait 2>&1 | grep -A99 '^\['
  [1/1] Audience/vip: updated (200, {MS} ms)
  [1/1] Audience/vip: 190 -> 194 members, evaluation COMPLETED
    Audience/vip: 190 -> 194 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, {N} requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

# A size that moved by more than is allowed is a warning, and no error.
$ sed -i 's/3000/9000/' audiences/vip.yaml
-- commit less
$ cxctl apply --yes --wait --max-size-change 4 2>&1 | grep -A3 ^audiences
  audiences/vip.yaml:1:1: warning: Audience/vip: 194 members before, 185 after: -4.6 %, and 4 % are allowed [apply.size]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: if that is not meant, take the change back in git and apply again


# What is not counted yet cannot be checked.
$ sed -i 's/9000/9500/' audiences/vip.yaml
-- commit less again
$ cxctl apply --yes --max-size-change 4 2>&1 | grep -A1 warning
  warning: the size of 1 audience is not known yet, so how far it moved is not checked [apply.size]
    hint: wait for the evaluation with --wait
$ sleep 2

# Not in time: what was written is written and sealed, but the exit code is 3.
$ sed -i 's/9500/100/' audiences/vip.yaml
$ sed -i 's/value: gold/value: silver/' audiences/gold.yaml
-- commit all
$ cxctl apply --yes --quiet --wait --wait-timeout 1s
    Audience/gold: 44 -> 44 members so far, evaluation {ANY}
    Audience/vip: 184 -> 184 members so far, evaluation {ANY}

  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, {N} requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [stderr]
  error: 2 evaluations have not settled within 1s: Audience/gold ({ANY}), Audience/vip ({ANY}) [apply.wait]
  [exit 3]
$ cxctl apply --yes
  Nothing to do: prod is what {COMMIT} says.
  2 unchanged, 1 request, none of them a write.

# A word that the profile does not know is not taken for the end; a word for failed is one.
$ sleep 2
$ sed -i 's|profile: cxone|profile: profiles/other.yaml|' cxctl.yaml
-- file profiles/other.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: other}
  extends: cxone
  evaluation: {done: [READY], failed: [COMPLETED]}
$ sed -i 's/100/200/' audiences/vip.yaml
-- commit failed
$ cxctl apply --yes --wait -o json | jq -c '.exit_code, .steps[0].evaluation_status, .diagnostics[0].code'
  3
  "COMPLETED"
  "apply.evaluation"
  [stderr]
  audiences/vip.yaml:1:1: error: Audience/vip: the tenant has it, but could not evaluate it: evaluation COMPLETED [apply.evaluation]
      1 | apiVersion: cxctl/v1
        | ^^^^^^^^^^
    hint: its members are not what the criteria say; mend them in git, or ask the tenant's support why
$ sed -i 's/failed:.*/failed: [BROKEN]}/' profiles/other.yaml
$ sed -i 's/200/300/' audiences/vip.yaml
-- commit another word
$ cxctl apply --yes --wait --wait-timeout 3s -o text=/dev/null
  [stderr]
  error: 1 evaluation has not settled within 3s: Audience/vip (COMPLETED) [apply.wait]
    hint: the profile does not know that word: add it to evaluation.running, done or failed
  [exit 3]

# A tenant that does not tell is not waited for.
$ sed -i 's/evaluation:.*/evaluation: {field: state}/' profiles/other.yaml
$ sed -i 's/300/400/' audiences/vip.yaml
-- commit untold
$ cxctl apply --yes --wait 2>&1 | grep warning
  warning: the tenant does not say of 1 audience whether the evaluation has settled [apply.wait]

$ cxctl apply --wait-timeout 5m
  [stderr]
  error: --wait-timeout says nothing without --wait [usage.option]
    hint: add --wait
  [exit 1]
$ cxctl apply --wait --wait-timeout tomorrow
  [stderr]
  error: --wait-timeout cannot be "tomorrow" [usage.value]
    hint: it is a time from 1s to 24h, such as 90s, 30m or 2h
  [exit 1]
