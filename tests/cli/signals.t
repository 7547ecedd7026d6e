# Ctrl-C, and what a CI machine sends when it stops a job. More of it: tests/fault/appliers.py.

-- sandbox --fault 'GET *:delay=20000'
-- env CDP_WEBHOOK_URL={URL}/callbacks/prod
-- project audiences
      notify: {url: {env: CDP_WEBHOOK_URL}}
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880}
  spec:
    name: Gold
    data_source: crm_sync
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- commit gold

# While the tenant is read, what is under way is given up at once, and it is said that nothing was written.
$ timeout --foreground --preserve-status --signal=INT 2 cxctl apply --yes
  [stderr]
  error: interrupted; nothing was written to the tenant [run.interrupted]
    note: no complete list of Audience
  [exit 1]
-- writes
$ git for-each-ref --format='%(refname)'
  refs/heads/main

# While steps are written, they end; here the tenant takes 4 s for the one. Then nothing more is read nor told.
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "PUT *", "kind": "delay", "ms": 4000}
$ timeout --foreground --preserve-status --signal=TERM 2 cxctl apply --yes | tail -n 5
  [1/1] Audience/gold: created (201, {MS} ms)
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 2 requests in {N}.{N} s
         0 of 1 notifications delivered
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [stderr]

  ending: what is in flight is finished and recorded; once more to quit at once
  warning: interrupted when no step was left to do [run.interrupted]
    hint: 1 notification stays due: run cxctl notify
$ cxctl notify --list
  1 notification due for tenant prod:

    Audience/gold  due for {N} s
      msg_{UUID}

  cxctl notify sends them, and so does the next cxctl apply.

# What is due is being delivered: that ends at once too, and it stays due.
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "POST /callbacks/prod", "kind": "delay", "ms": 20000}
$ timeout --foreground --preserve-status --signal=INT 2 cxctl notify
  Audience/gold: not delivered
  Notify: 0 delivered, 1 still due, in {N}.{N} s
  [stderr]

  ending: what is not delivered stays due; once more to quit at once
  warning: the notification of Audience/gold was not delivered: interrupted [notify.failed]
    hint: it stays due: cxctl notify, and the next apply, send it again with the same id
  [exit 3]
$ cxctl audit verify | head -1
  intact: 1 run, 4 records
-- delete /sandbox/faults
$ cxctl notify
  Audience/gold: delivered (200, {MS} ms)
  Notify: 1 delivered, in {N}.{N} s
          run {RUN}, sealed in refs/cxctl/prod as
          {COMMIT}
