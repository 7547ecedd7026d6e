# A run of attributes that is killed or interrupted while its request is under way: what became of it is told.

-- sandbox
-- project audiences
-- commit nothing but the project

# Killed behind the intent, before anything was sent: the next run, whatever it is for, looks and says so, once.
-- env CX_FAULT=kill:2
$ cxctl attributes interaction-1 --set vip=true
  [stderr]
  Killed
  [killed]
-- env CX_FAULT
-- writes
$ cxctl attributes interaction-2 --set seen=true
  {"key":"seen","mode":"ADD","value":true}
  [stderr]
  1 added, 0 updated, 0 deleted; 4 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  warning: interaction interaction-1: the run {RUN} was killed while it changed attributes: it was not done [attributes.left]
    hint: mark it again
$ cxctl attributes interaction-2 --set seen=true
  [stderr]
  nothing to do, 1 as wanted already; 1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- requests ordered
  GET /api/v2/interactions/interaction-1/attributes 200
  GET /api/v2/interactions/interaction-2/attributes 200
  POST /api/v2/interactions/interaction-2/attributes 200
  GET /api/v2/interactions/interaction-2/attributes 200
  GET /api/v2/interactions/interaction-2/attributes 200

# Killed while the tenant takes its time with the answer: it was done.
-- post /sandbox/faults
  {"route": "POST /api/v2/interactions/*", "kind": "delay", "ms": 20000}
$ timeout --signal=KILL 2 cxctl attributes interaction-1 --set vip=true
  [stderr]
  Killed
  [killed]
-- delete /sandbox/faults
$ cxctl attributes interaction-1 --set vip=true
  [stderr]
  nothing to do, 1 as wanted already; 2 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  note: interaction interaction-1: the run {RUN} was killed while it changed attributes: it was done [attributes.left]
$ cxctl attributes interaction-1 --delete vip -q
  {"key":"vip","mode":"DELETE","before":true}

# Somebody else was there before the next run: reading cannot tell what this one did.
-- env CX_FAULT=kill:2
$ cxctl attributes interaction-1 --set vip=1
  [stderr]
  Killed
  [killed]
-- env CX_FAULT
$ cxctl attributes interaction-1 --set other=1 --audit-log elsewhere.jsonl -q
  {"key":"other","mode":"ADD","value":1}
$ cxctl attributes interaction-1 --set vip=1
  {"key":"vip","mode":"ADD","value":1}
  [stderr]
  1 added, 0 updated, 0 deleted; 4 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  warning: interaction interaction-1: the run {RUN} was killed while it changed attributes: it now holds neither what it held before nor what was sent [attributes.left]
    hint: somebody else changed it, too: look at it, and mark it again

# Where it cannot be read, or is not there any more, that is said, too.
-- env CX_FAULT=kill:2
$ cxctl attributes interaction-2 --set vip=1
  [stderr]
  Killed
  [killed]
-- env CX_FAULT
-- post /sandbox/faults
  {"route": "GET /api/v2/interactions/interaction-2/*", "kind": "status", "status": 403, "count": 1}
$ cxctl attributes interaction-1 --set vip=1
  [stderr]
  nothing to do, 1 as wanted already; 2 requests, 50.0 % succeeded, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  warning: interaction interaction-2: the run {RUN} was killed while it changed attributes: what became of it cannot be read now [attributes.left]
    hint: the next run looks again
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "GET /api/v2/interactions/interaction-2/*", "kind": "status", "status": 404, "count": 1}
$ cxctl attributes interaction-1 --set vip=1
  [stderr]
  nothing to do, 1 as wanted already; 2 requests, 50.0 % succeeded, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  warning: interaction interaction-2: the run {RUN} was killed while it changed attributes: there is no such interaction any more [attributes.left]
$ cxctl attributes interaction-1 --set vip=1 -q
-- delete /sandbox/faults
$ cut -f1 .git/cxctl/prod/runtime.jsonl | jq -c 'select(.type == "resolved") | del(.prev, .time, .seq, .idempotency_key)'
  {"interaction":"interaction-1","of_run":"{RUN}","result":"not_applied","run":"{RUN}","type":"resolved"}
  {"interaction":"interaction-1","of_run":"{RUN}","result":"applied","run":"{RUN}","type":"resolved"}
  {"interaction":"interaction-1","of_run":"{RUN}","result":"unknown","run":"{RUN}","type":"resolved"}
  {"interaction":"interaction-2","of_run":"{RUN}","result":"unknown","run":"{RUN}","type":"resolved"}
$ cxctl audit verify --log .git/cxctl/prod/runtime.jsonl | head -1
  intact: 12 runs, 34 records

# Ctrl-C before anything is sent gives up; behind that, what was sent is finished and recorded.
-- post /sandbox/faults
  {"route": "GET /api/v2/interactions/*", "kind": "delay", "ms": 20000}
$ timeout --foreground --preserve-status --signal=INT 2 cxctl attributes interaction-1 --set vip=2
  [stderr]
  error: interaction interaction-1 cannot be read: interrupted; nothing was written to the tenant [run.interrupted]
  [exit 1]
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "POST /api/v2/interactions/*", "kind": "delay", "ms": 4000}
$ timeout --foreground --preserve-status --signal=INT 2 cxctl attributes interaction-1 --set vip=2
  {"key":"vip","mode":"UPDATE","before":1,"value":2}
  [stderr]

  ending: what was sent is finished and recorded; once more to quit at once
  0 added, 1 updated, 0 deleted; 3 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- delete /sandbox/faults

# A tenant that shows it late is waited for; one that never shows it is not believed.
-- post /sandbox/faults
  {"route": "GET /api/v2/interactions/*", "kind": "stale", "ms": 600000, "after": 1, "count": 2}
$ cxctl attributes interaction-1 --set vip=3
  {"key":"vip","mode":"UPDATE","before":2,"value":3}
  [stderr]
  0 added, 1 updated, 0 deleted; 5 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "POST /api/v2/interactions/*", "kind": "ignore"}
$ cxctl attributes interaction-1 --set vip=4
  [stderr]
  error: interaction interaction-1: the tenant accepted the attributes, and still shows those of before [attributes.unseen]
    hint: it may show them later: look with cxctl attributes; if they do not come, ask the tenant's support why it takes what it does not do
  [exit 3]
-- delete /sandbox/faults
