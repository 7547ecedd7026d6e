# A webhook is tried on one's desk: its events are printed if they are signed, recent and of CXone's shape.

-- sandbox
-- secret HOOK_SECRET=whsec_dGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIGl0
-- secret OTHER_SECRET=another secret of thirty-two bytes and more
# Sends one event by the sandbox, and waits for its answer; the secret is that of the variable named.
-- file event.py
  import json, os, re, sys, time, urllib.request
  to = re.search(r"http://[0-9.:]+", open("listen.err").read()).group(0)
  body = {"eventType": sys.argv[1], "url": to + "/cxone"}
  if len(sys.argv) > 2 and sys.argv[2]:
      body |= {"interactionId": "interaction-1", "attributes": json.loads(sys.argv[2])}
  if len(sys.argv) > 3:
      body["secret"] = os.environ[sys.argv[3]]
  def ask(path, data=None):
      return json.load(urllib.request.urlopen("{URL}" + path, data))
  ask("/sandbox/events", json.dumps(body).encode())
  while (event := ask("/sandbox/events")["items"][-1])["state"] != "done":
      time.sleep(0.05)
  print(event["status"])
-- file listening.sh
  until grep -qs 'Listening on' listen.err; do sleep 0.05; done

# It needs no project, no tenant, and no credentials.
$ rm -f listen.err; cxctl listen --port 0 --secret-env HOOK_SECRET --count 2 --for 60s > events.ndjson 2> listen.err &
> sh listening.sh
$ python3 event.py interaction.attributes.updated '[{"key": "vip", "value": true}]' HOOK_SECRET
  200
$ python3 event.py interaction.attributes.updated '[{"key": "note", "value": "ada@example.com"}]'
  401
$ python3 event.py interaction.attributes.updated '[{"key": "note", "value": "ada@example.com"}]' OTHER_SECRET
  401
$ python3 event.py interaction.attributes.updated '["ada@example.com"]' HOOK_SECRET
  422
$ python3 event.py profile.updated '' HOOK_SECRET
  200

# The second event was the last that was wanted.
$ until grep -q ' accepted' listen.err; do sleep 0.05; done; jq -c 'del(.receivedAt, .ageMs)' events.ndjson
  {"eventType":"interaction.attributes.updated","interactionId":"interaction-1","attributes":[{"key":"vip","value":true}],"callbackLatencyMs":{N},"webhookId":"evt_{UUID}","verified":true}
  {"eventType":"profile.updated","callbackLatencyMs":{N},"webhookId":"evt_{UUID}","verified":true}
$ jq -c '.receivedAt | test("^20[0-9-]+T[0-9:.]+Z$")' events.ndjson
  true
  true
$ jq -c '.ageMs >= 0 and .ageMs < 60000' events.ndjson
  true
  true
$ sed '/ accepted/,$d' listen.err
  Listening on http://127.0.0.1:{PORT}, any path; Ctrl-C ends it
  refused with 401 (signature): it is not signed: webhook-signature is missing
  refused with 401 (signature): the signature is not by the secret
  refused with 422 (shape): attributes is not an object, or an array of objects
$ sed -n '/ accepted/,$p' listen.err | tr '\n' ' '; echo
  2 accepted, 3 refused (2 signature, 1 shape); callback latency {N} ms (p50) and {N} ms (p95), age {N} ms (p50) and {N} ms (p95); {N}.{N} s{ANY}

# Without a secret anything of that shape is taken from whoever reaches the port, which is said; SIGTERM ends it well.
$ rm -f listen.err; cxctl listen --port 0 -o table > events.txt 2> listen.err & echo $! > listen.pid
> sh listening.sh
$ python3 event.py profile.updated '[{"key": "note", "value": "+49 351 1234567"}]'
  200
$ kill $(cat listen.pid); until grep -q ' accepted' listen.err; do sleep 0.05; done; sed 's/  *CALL.*//; s/…  .*/…/' events.txt
  EVENTTYPE                       INTERACTIONID  ATTRIBUTES
  profile.updated                 interaction-1  [{"key":"note","value":"+49 351 1234567…
$ sed '/ accepted/,$d' listen.err
  warning: no secret was named: whoever reaches the port can send events, and no signature is checked [listen.unsigned]
    hint: put the webhook's secret into a variable, and name that: --secret-env NAME
  Listening on http://127.0.0.1:{PORT}, any path; Ctrl-C ends it

# An event that nobody can be shown is not accepted, so that it is sent again.
$ rm -f listen.err; cxctl listen --port 0 --secret-env HOOK_SECRET 2> listen.err > /dev/full & echo $! > listen.pid
> sh listening.sh
$ python3 event.py profile.updated '' HOOK_SECRET
  503
$ until grep -q ' accepted' listen.err; do sleep 0.05; done; sed 's/http:[^ ]*/URL/; s/ [0-9.]* s$//' listen.err
  Listening on URL any path; Ctrl-C ends it
  refused with 503 (ending): no more events are taken
  0 accepted, 1 refused (1 ending);
  error: standard output cannot be written to: No space left on device [output.write]

# What cannot be is said before anything is listened to.
$ cxctl listen --secret-env NOBODY --secret-env HOOK_SECRET
  [stderr]
  error: --secret-env needs the environment variable NOBODY, which is not set [setting.unset]
    hint: set it in the environment of cxctl, for example as a secret of the CI job
  [exit 1]
$ cxctl listen --port 65536
  [stderr]
  error: --port must be a whole number from 0 to 65535, not "65536" [usage.value]
  [exit 1]
$ cxctl listen --tenant prod
  [stderr]
  error: there is no cxctl.yaml here or in a folder above [project.missing]
    hint: go into the repository, or name it with --project
  warning: no secret was named: whoever reaches the port can send events, and no signature is checked [listen.unsigned]
    hint: put the webhook's secret into a variable, and name that: --secret-env NAME
  1 error, 1 warning
  [exit 1]
$ cxctl listen --port 0 --for 1s --count 1 -q
  [stderr]
  error: 0 of 1 events came within 1s [listen.count]
  [exit 1]

# Within a tenant's repository it is on record, by counts alone; --audit-log names another place.
-- project audiences
-- commit a project
$ rm -f listen.err; cxctl listen --port 0 --secret-env HOOK_SECRET --count 1 --for 60s > events.ndjson 2> listen.err &
> sh listening.sh
$ python3 event.py interaction.attributes.updated '[{"key": "note", "value": "ada@example.com"}]' HOOK_SECRET
  200
$ until grep -q ' accepted' listen.err; do sleep 0.05; done; cxctl audit verify --log .git/cxctl/prod/runtime.jsonl
  intact: 1 run, 2 records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off
$ cut -f 1 .git/cxctl/prod/runtime.jsonl | jq -c 'del(.host, .actor, .time, .run, .prev, .tool_version, .latency_ms, .counts.callback_latency, .counts.age)'
  {"ci":null,"command":"listen","seq":1,"tenant":"prod","type":"run_start","verified":true}
  {"counts":{"accepted":1,"duplicates":0,"refused":{}},"good":true,"seq":2,"type":"run_end"}
$ grep -c ada@example.com events.ndjson .git/cxctl/prod/runtime.jsonl listen.err
  events.ndjson:1
  .git/cxctl/prod/runtime.jsonl:0
  listen.err:0
