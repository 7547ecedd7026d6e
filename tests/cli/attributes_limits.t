# attributes checks what is named before anything is asked, and says all that is wrong at once. No message holds a value.

-- sandbox
-- project audiences
-- commit nothing but the project

$ cxctl attributes interaction-1 --set noequals --set _own=1 --set system:x=1 --set =1 --set twice=1 --set twice=2 --delete twice
  [stderr]
  error: --set number 1 holds no = [attributes.option]
    hint: write --set KEY=VALUE
  error: twice is named by two options [attributes.twice]
  error: twice is named by two options [attributes.twice]
  error: the key _own begins with _, as only the tenant's own do [attributes.key]
  error: the key system:x begins with system:, as only the tenant's own do [attributes.key]
  error: a key has no characters, 1 to 255 are allowed [attributes.key]
  6 errors
  [exit 1]
$ cxctl attributes interaction-1 --set "$(printf '%0256d' 0)=1" --set "note=$(printf '%02001d' 7 | tr 7 x)" --delete _mine
  [stderr]
  error: the key 00000000000000000000000000000000000000000000000000000000000000000000000000000… has 256 characters, at most 255 are allowed [attributes.key]
  error: the value of note has 2001 characters, at most 2000 are allowed [attributes.value]
  error: the key _mine begins with _, as only the tenant's own do [attributes.key]
  3 errors
  [exit 1]
$ cxctl attributes interaction-1 $(for i in $(seq 51); do echo --set a$i=1; done)
  [stderr]
  error: 51 attributes are named, at most 50 are allowed [attributes.count]
    hint: they change all or none, in one request: run it for a part of them at a time
  [exit 1]
$ cxctl attributes interaction-1 --dry-run
  [stderr]
  error: --dry-run without --set, --delete or --file changes nothing anyway [usage.option]
  [exit 1]
$ cxctl attributes interaction-1 --delete ''
  [stderr]
  error: --delete has an empty value [usage.value]
  [exit 1]

# The most that is allowed, and other letters: a warning.
$ cxctl attributes interaction-1 --set "$(printf '%0255d' 0 | tr 0 k)=1" --set "note=$(printf '%02000d' 0 | tr 0 x)" --set order-no=1 --set größe=1 -o csv | tr -d '\r' | cut -c1-30
  key,mode,before,value
  kkkkkkkkkkkkkkkkkkkkkkkkkkkkkk
  note,ADD,,xxxxxxxxxxxxxxxxxxxx
  order-no,ADD,,1
  größe,ADD,,1
  [stderr]
  4 added, 0 updated, 0 deleted; 3 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
  warning: the key order-no has other characters than letters, digits and underscores [attributes.key]
  warning: the key größe has other characters than letters, digits and underscores [attributes.key]
  2 warnings
$ cxctl attributes interaction-2 $(for i in $(seq 50); do echo --set a$i=text; done) -o json | jq -c .counts
  {"added":50,"updated":0,"deleted":0,"unchanged":0}
  [stderr]
  50 added, 0 updated, 0 deleted; 3 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s

# A file: every message has its place, and no excerpt.
-- file marks.yaml
  _own: 1
  list: [a, b]
  map:
    a: Ana
  ok: 1
  ok: 2
  shoe: 012
  when: no
$ cxctl attributes interaction-1 -f marks.yaml --set system:a=1
  [stderr]
  marks.yaml:1:1: error: the key _own begins with _, as only the tenant's own do [attributes.key]
  marks.yaml:2:7: error: the value of list is of type array: text, a number, a boolean or null is allowed [attributes.value]
  marks.yaml:4:3: error: the value of map is of type object: text, a number, a boolean or null is allowed [attributes.value]
  marks.yaml:6:1: error: the key ok stands twice in one mapping [yaml.duplicate]
  marks.yaml:5:1: note: first here
    hint: remove one of the two
  marks.yaml:7:7: error: this is text to one reader and something else to another [yaml.plain]
    hint: quote it, or write it as JSON does
  marks.yaml:8:7: error: this is text to one reader and something else to another [yaml.plain]
    hint: quote it, or write it as JSON does
  error: the key system:a begins with system:, as only the tenant's own do [attributes.key]
  7 errors
  [exit 1]
-- file marks.json
  {"a": "Ana",}
$ cxctl attributes interaction-1 -f marks.json
  [stderr]
  marks.json:1:13: error: '}' stands where a key in double quotes is expected [json.syntax]
    hint: no comma stands before a closing bracket
  [exit 1]
-- file list.yaml
  - a
$ cxctl attributes interaction-1 -f list.yaml
  [stderr]
  list.yaml:1:1: error: attributes are a map of keys and values, this is of type array [attributes.file]
    hint: write a map of keys and values: {priority: high}
  [exit 1]
-- file two.yaml
  a: 1
  ---
  b: 1
$ cxctl attributes interaction-1 -f two.yaml
  [stderr]
  two.yaml:3:1: error: a second document: all attributes stand in one [attributes.file]
  [exit 1]
$ printf '' | cxctl attributes interaction-1 -f -
  [stderr]
  standard input:1:1: error: there are no attributes in it [attributes.file]
    hint: write a map of keys and values: {priority: high}
  [exit 1]
$ echo '{}' | cxctl attributes interaction-1 -f -
  [stderr]
  nothing to do; 1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
$ cxctl attributes interaction-1 -f none.yaml
  [stderr]
  error: there is no file none.yaml [file.read]
  [exit 1]
$ echo 'phone: +49 351 1234567: x' | cxctl attributes interaction-1 -f -
  [stderr]
  standard input:1:23: error: a second colon stands in this line [yaml.syntax]
    hint: quote the value, or put the inner key on a line of its own
  [exit 1]

# A deployment without the calls.
-- file profiles/none.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: none}
  extends: cxone
  runtime: {set_attributes: null}
  limits: {attributes: 2}
$ sed -i 's/profile: cxone/profile: profiles\/none.yaml/' cxctl.yaml
$ cxctl attributes interaction-1 --set a=1 --set b=1
  [stderr]
  error: the profile none has no call set_attributes [runtime.route]
    hint: where the tenant has it: runtime: {set_attributes: {…}} in the profile
  [exit 1]
$ cxctl attributes interaction-1 --set a=1 --set b=1 --set c=1
  [stderr]
  error: 3 attributes are named, at most 2 are allowed [attributes.count]
    hint: they change all or none, in one request: run it for a part of them at a time
  [exit 1]
$ cxctl attributes interaction-1 -q | wc -l
  9
