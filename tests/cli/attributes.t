# attributes marks an interaction: what differs is sent in one request, and read back.

-- project audiences
-- commit nothing but the project

# What it holds; then three marks at once.
$ cxctl attributes interaction-1
  {"key":"priority","value":"high"}
  {"key":"queue_position","value":3}
  {"key":"callback_requested","value":false}
  {"key":"_routing","value":"skill-7"}
  {"key":"system:channel","value":"voice"}
  [stderr]
  5 attributes; 1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
$ cxctl attributes interaction-1 --set channel_hint=chat --set score=5 --set 'zip="01099"' --set vip=true --set open=null -o table
  KEY           MODE  BEFORE  VALUE
  channel_hint  ADD           chat
  score         ADD           5
  zip           ADD           01099
  vip           ADD           true
  open          ADD
  [stderr]
  5 added, 0 updated, 0 deleted; 3 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- requests ordered
  GET /api/v2/interactions/interaction-1/attributes 200
  GET /api/v2/interactions/interaction-1/attributes 200
  POST /api/v2/interactions/interaction-1/attributes 200
  GET /api/v2/interactions/interaction-1/attributes 200
$ cxctl attributes interaction-1 -q
  {"key":"priority","value":"high"}
  {"key":"queue_position","value":3}
  {"key":"callback_requested","value":false}
  {"key":"_routing","value":"skill-7"}
  {"key":"system:channel","value":"voice"}
  {"key":"channel_hint","value":"chat"}
  {"key":"score","value":5}
  {"key":"zip","value":"01099"}
  {"key":"vip","value":true}
  {"key":"open","value":null}

# The same again: nothing differs, so nothing is sent. 5.0 is 5.
$ cxctl attributes interaction-1 --set channel_hint=chat --set score=5.0 --set 'zip="01099"' --set vip=true --set open=null
  [stderr]
  nothing to do, 5 as wanted already; 1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- requests ordered
  GET /api/v2/interactions/interaction-1/attributes 200
  GET /api/v2/interactions/interaction-1/attributes 200

# A file, -f, and options before it; what is to go.
-- file marks.yaml
  score: 6
  vip: false
  note: |
    two
    lines
-- file marks.json
  {"score": 7}
$ cxctl attributes interaction-1 -f marks.yaml --set score=8 --delete zip --delete never_there --dry-run
  {"key":"score","mode":"UPDATE","before":5,"value":8}
  {"key":"zip","mode":"DELETE","before":"01099"}
  {"key":"vip","mode":"UPDATE","before":true,"value":false}
  {"key":"note","mode":"ADD","value":"two\nlines\n"}
  [stderr]
  nothing was sent; it would be 1 added, 2 updated, 1 deleted, 1 as wanted already; 1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
$ cxctl attributes interaction-1 -f marks.yaml --set score=8 --delete zip --delete never_there -o json -q | jq -c '[.interaction, .dry_run, .items, .counts, .tenant_requests.requests, .exit_code]'
  ["interaction-1",false,[{"key":"score","mode":"UPDATE","before":5,"value":8},{"key":"zip","mode":"DELETE","before":"01099"},{"key":"vip","mode":"UPDATE","before":true,"value":false},{"key":"note","mode":"ADD","value":"two\nlines\n"}],{"added":1,"updated":2,"deleted":1,"unchanged":1},3,0]
$ echo '{score: 9}' | cxctl attributes interaction-1 -f - -o csv -q | tr -d '\r'
  key,mode,before,value
  score,UPDATE,8,9
$ cxctl attributes interaction-1 -f marks.json -q
  {"key":"score","mode":"UPDATE","before":9,"value":7}
-- writes ordered
  POST /api/v2/interactions/interaction-1/attributes 200
  POST /api/v2/interactions/interaction-1/attributes 200
  POST /api/v2/interactions/interaction-1/attributes 200

# A number in place of text may be a slip.
$ cxctl attributes interaction-1 --set channel_hint=7
  {"key":"channel_hint","mode":"UPDATE","before":"chat","value":7}
  [stderr]
  0 added, 1 updated, 0 deleted; 3 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  warning: channel_hint was text, and is of type number now [attributes.type]
    hint: for text write it in JSON's quotes: --set 'channel_hint="…"'

# There is no such interaction.
$ cxctl attributes interaction-9 --set a=b
  [stderr]
  error: there is no interaction interaction-9 [attributes.interaction]
  [exit 1]
$ cxctl attributes interaction-9
  [stderr]
  error: there is no interaction interaction-9 [attributes.interaction]
  [exit 1]

# What was sent, and by whom, is in the audit record: no values, but a digest of them.
$ cxctl audit verify --log .git/cxctl/prod/runtime.jsonl
  intact: 11 runs, 32 records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off
$ cxctl attributes interaction-2 --set note=Berta --audit-log mine.jsonl -q > /dev/null; cut -f1 mine.jsonl | jq -c 'del(.prev, .latency_ms, .actor, .host, .origin, .tool_version, .ci, .etag, .idempotency_key, .pid)'
  {"attribute_count":1,"attributes":"sha256:{HASH}","command":"attributes","dry_run":false,"interaction":"interaction-2","run":"{RUN}","seq":1,"tenant":"prod","time":"{TIME}","type":"run_start"}
  {"after":"{HASH}","before":"{HASH}","body":"{HASH}","interaction":"interaction-2","method":"POST","path":"/api/v2/interactions/interaction-2/attributes","run":"{RUN}","seq":2,"time":"{TIME}","type":"intent"}
  {"interaction":"interaction-2","result":"applied","run":"{RUN}","seq":3,"status":200,"time":"{TIME}","type":"outcome"}
  {"counts":{"added":1,"deleted":0,"requests":3,"unchanged":0,"updated":0},"good":true,"run":"{RUN}","seq":4,"time":"{TIME}","type":"run_end"}
$ grep -c Berta mine.jsonl
  0
  [exit 1]
$ cxctl attributes interaction-2 --set note=Berta --audit-log full.jsonl --audit-values -q; head -n 1 full.jsonl | cut -f1 | jq -c .attribute_values
  [{"key":"note","value":"Berta"}]
