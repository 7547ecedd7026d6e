# Finding runs, and handing the records on to a SIEM or a spreadsheet.

-- sandbox --customers 200
-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- commit vip
$ cxctl apply --yes >/dev/null
-- file audiences/new.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: newcomers, id: 8d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Newcomers
    criteria: {operator: AND, conditions: [{field: spend, operator: less_than, value: 10}]}
-- commit newcomers
$ cxctl apply --yes >/dev/null
-- stop

# Which runs did something to a resource, applied a revision, were somebody's, or began since?
$ cxctl audit log --resource Audience/new*
  {TIME}  1 applied  by Ana Ops
      run {RUN}, commit {COMMIT}, on vm
$ cxctl audit log --commit HEAD~1
  {TIME}  1 applied  by Ana Ops
      run {RUN}, commit {COMMIT}, on vm
$ cxctl audit log --actor ops --since 1h
  {TIME}  1 applied  by Ana Ops
      run {RUN}, commit {COMMIT}, on vm
  {TIME}  1 applied  by Ana Ops
      run {RUN}, commit {COMMIT}, on vm
$ cxctl audit log --actor bob
  The ledger refs/cxctl/prod holds no such run.
$ cxctl audit log --since 2999-01-01
  The ledger refs/cxctl/prod holds no such run.

$ cxctl audit log --since yesterday --resource vip
  [stderr]
  error: --since is no time: "yesterday" [usage.value]
    hint: a date, 2026-11-21, a time, {TIME}, or an age, 90m, 12h, 30d, 4w
  error: --resource must be KIND/NAME, not "vip" [usage.value]
    hint: Audience/vip, or '*/vip' for any kind
  2 errors
  [exit 1]
$ cxctl audit log --commit v1.4
  [stderr]
  error: v1.4 names no commit in this repository [git.rev]
    hint: see what there is with: git log --all --oneline
  [exit 1]

# Every record as it stands in the ledger, with its hash and the commit that sealed it.
$ cxctl audit export | head -n 1
  {"ledger":"refs/cxctl/prod","seal":"{COMMIT}","hash":"{HASH}","record":{"actor":"Ana Ops","ci":null,"commit":"{COMMIT}","definitions":"{HASH}","fingerprint":"sha256:{HASH}","head":null,"host":"vm","origin":"{URL}","prev":"{HASH}","project":"cxctl.yaml","run":"{RUN}","seq":1,"tenant":"prod","time":"{TIME}","tool_version":"0.1.0","tree":"{COMMIT}","type":"run_start"}}
$ cxctl audit export --resource Audience/newcomers | jq -r '.record.type'
  run_start
  intent
  outcome
  run_end

# A record's hash is that of its bytes in the ledger.
$ cxctl audit export | jq -cS '.record' | while read -r json; do printf %s "$json" | sha256sum | cut -d' ' -f1; done >../computed
$ cxctl audit export | jq -r .hash | cmp - ../computed

# A row for each, with CR and LF at its end, as RFC 4180 has it.
$ cxctl audit export --format csv | tr -d '\r' | sed -E 's/,(20[01]),[0-9]+,/,\1,(ms),/'
  time,tenant,run,seq,type,actor,ci,host,commit,address,action,result,status,latency_ms,problem,seal,hash
  {TIME},prod,{RUN},1,run_start,Ana Ops,,vm,{COMMIT},,,,,,,{COMMIT},{HASH}
  {TIME},prod,{RUN},2,intent,Ana Ops,,vm,{COMMIT},Audience/vip,create,,,,,{COMMIT},{HASH}
  {TIME},prod,{RUN},3,outcome,Ana Ops,,vm,{COMMIT},Audience/vip,create,applied,201,(ms),,{COMMIT},{HASH}
  {TIME},prod,{RUN},4,run_end,Ana Ops,,vm,{COMMIT},,,,,,,{COMMIT},{HASH}
  {TIME},prod,{RUN},1,run_start,Ana Ops,,vm,{COMMIT},,,,,,,{COMMIT},{HASH}
  {TIME},prod,{RUN},2,intent,Ana Ops,,vm,{COMMIT},Audience/newcomers,create,,,,,{COMMIT},{HASH}
  {TIME},prod,{RUN},3,outcome,Ana Ops,,vm,{COMMIT},Audience/newcomers,create,applied,201,(ms),,{COMMIT},{HASH}
  {TIME},prod,{RUN},4,run_end,Ana Ops,,vm,{COMMIT},,,,,,,{COMMIT},{HASH}

# What became of each step, as events that a SIEM knows.
$ cxctl audit export --format ocsf --commit HEAD | jq -c '[.class_uid, .activity_name, .status, .actor.user.name, .resources[0].name]'
  [6002,"Start","Success","Ana Ops",null]
  [6003,"Create","Success","Ana Ops","newcomers"]
  [6002,"Stop","Success","Ana Ops",null]
$ cxctl audit export --format ocsf --commit HEAD | sed -n 2p | jq 'del(.time, .duration)'
  {
    "category_uid": 6,
    "class_uid": 6003,
    "activity_id": 1,
    "activity_name": "Create",
    "type_uid": 600301,
    "severity_id": 1,
    "severity": "Informational",
    "status_id": 1,
    "status": "Success",
    "metadata": {
      "product": {
        "name": "cxctl",
        "vendor_name": "cxctl",
        "version": "0.1.0"
      },
      "version": "1.1.0",
      "uid": "{HASH}",
      "tenant_uid": "prod"
    },
    "actor": {
      "user": {
        "name": "Ana Ops"
      }
    },
    "src_endpoint": {
      "hostname": "vm"
    },
    "api": {
      "operation": "create",
      "response": {
        "code": 201
      }
    },
    "resources": [
      {
        "name": "newcomers",
        "type": "Audience",
        "uid": "8d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f"
      }
    ],
    "unmapped": {
      "record_type": "outcome",
      "run": "{RUN}",
      "seq": 3,
      "commit": "{COMMIT}",
      "seal": "{COMMIT}",
      "result": "applied",
      "after": "{HASH}"
    }
  }

# Into a file; a document says how much it was.
$ cxctl audit export -o text=../audit.jsonl -o json
  {
    "format_version": "1.0",
    "export": {
      "format": "jsonl",
      "runs": 2,
      "lines": 8
    },
    "diagnostics": [],
    "exit_code": 0
  }
$ wc -l <../audit.jsonl
  8
$ cxctl audit export -o text=/dev/full
  [stderr]
  error: /dev/full cannot be written to: No space left on device [output.write]
  [exit 1]
