# apply --events FILE writes one line of JSON for each thing that happens.

-- project audiences
-- file audiences/two.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec: {name: Gold, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: not-gold, id: 8d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: NotGold
    exclusions: [{ref: gold}]
    criteria: {operator: AND, conditions: [{field: tier, operator: is_not_null, value: null}]}
-- commit two audiences

# What cannot be written to stops the run before anything is sent.
$ cxctl apply --yes --events -
  [stderr]
  error: no events can be written to -: standard output is for the product [events.file]
    hint: give a file, a named pipe, or a descriptor such as /dev/fd/3
  [exit 1]
$ cxctl apply --yes --events no/such/folder
  [stderr]
  error: no events can be written to no/such/folder: No such file or directory [events.file]
    hint: nothing was sent; give a file that can be written, or leave --events out
  [exit 1]
$ cxctl apply --yes --events /dev/full
  [stderr]
  error: no events can be written to /dev/full: No space left on device [events.file]
    hint: nothing was sent; give a file that can be written, or leave --events out
  [exit 1]
-- requests token

# A document is the only thing that is printed.
$ cxctl apply --yes -o json --events ../run.jsonl > ../out.json
$ jq -c '.summary.applied, .exit_code' ../out.json
  2
  0
$ jq -c '[.seq, .event, .address, .action, .result, .status, .done, .total, .steps, .exit_code]' ../run.jsonl
  [1,"start",null,null,null,null,null,null,null,null]
  [2,"run_start",null,null,null,null,null,null,2,null]
  [3,"intent","Audience/gold","create",null,null,null,null,null,null]
  [4,"outcome","Audience/gold","create","applied",201,1,2,null,null]
  [5,"intent","Audience/not-gold","create",null,null,null,null,null,null]
  [6,"outcome","Audience/not-gold","create","applied",201,2,2,null,null]
  [7,"end",null,null,null,null,null,null,null,0]

# Each line is as its schema says.
$ n=0; while read -r line; do n=$((n + 1)); echo "$line" > ../line-$n.json; done < ../run.jsonl; cxctl schema check "$CX_SOURCE_DIR/schemas/event.schema.json" ../line-*.json
  7 documents in 7 files: valid

# With --log-format json the steps are told as they finish, on standard error.
$ sed -i 's/value: gold/value: platinum/' audiences/two.yaml
-- commit platinum
$ cxctl apply --yes -o json=/dev/null --log-format json --events ../run.jsonl
  [stderr]
  {"severity":"info","message":"[1/1] Audience/gold: updated (200, {MS} ms)"}

# Where nothing is to do, or nothing can be done, that is told, too.
$ cxctl apply --yes --quiet --events ../run.jsonl
  Nothing to do: prod is what {COMMIT} says.
  2 unchanged, 1 request, none of them a write.
$ jq -c '[.seq, .event, .run, .exit_code]' ../run.jsonl
  [1,"start",null,null]
  [2,"end",null,0]
-- file audiences/bad.yaml
  nonsense
-- commit nonsense
$ cxctl apply --yes --quiet --events ../run.jsonl
  [stderr]
  audiences/bad.yaml:1:1: error: a definition is a mapping, this is a string [definition.type]
      1 | nonsense
        | ^^^^^^^^
  [exit 1]
$ jq -c '[.seq, .event, .run, .exit_code]' ../run.jsonl
  [1,"start",null,null]
  [2,"end",null,1]
