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
  until grep -q 'Listening on' listen.err; do sleep 0.05; done

# It needs no project, no tenant, and no credentials.
$ cxctl listen --port 0 --secret-env HOOK_SECRET --count 2 --for 60s > events.ndjson 2> listen.err &
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
