# A watch: one check after the other, for containers. (Here every second; a real one has minutes.)

-- sandbox --customers 20
-- project audiences
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880}
  spec:
    name: Gold
    description: Gold customers
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- commit gold
$ cxctl apply --yes >/dev/null
-- requests token
  ...

# Two helpers of this file. begin TEXT OPTIONS: a watch in the background, whose output and exit code go into a log, until
# the log holds the text; until FILE TEXT: the same for what comes later.
-- file begin
  : >../watch.log; : >../watch.err; text=$1; shift
  { cxctl drift "$@" >../watch.log 2>../watch.err & echo $! >../pid; wait $!; echo "exit $?" >>../watch.log; } >/dev/null 2>&1 &
  exec sh ../until ../watch.log "$text"
-- file until
  for i in $(seq 600); do grep -qs -- "$2" "$1" && exit; sleep 0.05; done
  echo "not seen: $2"; cat "$1"; exit 1
-- file end
  kill $(cat ../pid) && exec sh ../until ../watch.log ^exit
$ mv begin until end ..

# It checks at once, and then again and again. A line says what each check found; drift is shown whole when it changes.
# Told to end, it does, and its exit code is that of the last check.
$ sh ../begin 'no drift' --watch 1s
-- post /sandbox/edit
  {"kind": "Audience", "id": "9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880", "patch": {"description": "Autumn"}}
$ sh ../until ../watch.log 'as before' && kill $(cat ../pid) && sh ../until ../watch.log exit
$ sed -n '/Watching/p; /drift: 1/,$p' ../watch.log && cat ../watch.err
  Watching prod every 1s
  {TIME}  no drift: 1 resource checked
  {TIME}  drift: 1 of 1 resource
  Changed by hand in prod, as applied -> as it is now:

    ~ Audience/gold  last changed {TIME}
        ~ /description  "Gold customers" -> "Autumn"

  Drift: 1 of 1 resource

  Next: cxctl plan shows what apply would put back
  {TIME}  drift: 1 of 1 resource, as before
  {TIME}  ended after {N} checks, {N} with drift
  exit 6

# However many checks there were, it logged in once.
-- requests token
  POST /oauth/token 200
  ...
$ cxctl apply --yes >/dev/null

# With --listen it answers two paths: metrics for Prometheus, in both formats, and whether it is well. It checks every
# hour here, and on SIGHUP at once.
$ sh ../begin 'no drift' --watch 1h --listen 0
$ sed -n 's/.*\(http:.*\)/\1/p' ../watch.log >../url; curl -sSi $(cat ../url)/healthz | tr -d '\r'
  HTTP/1.1 200 OK
  Date: {ANY} GMT
  Content-Type: text/plain; charset=utf-8
  Content-Length: {N}
  Cache-Control: no-store
  X-Content-Type-Options: nosniff
  Connection: close

  ok: the last check that went well was {N} s ago
-- post /sandbox/edit
  {"kind": "Audience", "id": "9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880", "patch": {"description": "Winter"}}
$ kill -HUP $(cat ../pid) && sh ../until ../watch.log 'Z  drift'
$ curl -sS $(cat ../url)/metrics | grep -v '^# HELP' | sed -n '/drift_resources/p; /watch_/p; /EOF/p'
  # TYPE cxctl_drift_resources gauge
  cxctl_drift_resources{tenant="prod"} 1
  # TYPE cxctl_watch_checks_total counter
  cxctl_watch_checks_total{tenant="prod",result="clean"} 1
  cxctl_watch_checks_total{tenant="prod",result="drift"} 1
  cxctl_watch_checks_total{tenant="prod",result="failed"} 0
  # TYPE cxctl_watch_failures gauge
  cxctl_watch_failures{tenant="prod"} 0
  # TYPE cxctl_watch_interval_seconds gauge
  cxctl_watch_interval_seconds{tenant="prod"} 3600
  # TYPE cxctl_watch_check_duration_seconds gauge
  cxctl_watch_check_duration_seconds{tenant="prod"} {ANY}
  # TYPE cxctl_watch_next_check_timestamp_seconds gauge
  cxctl_watch_next_check_timestamp_seconds{tenant="prod"} {ANY}
  # EOF
$ curl -sSi -H 'Accept: application/openmetrics-text; version=1.0.0' $(cat ../url)/metrics | tr -d '\r' | grep -e ^Content-Type -e 'watch_checks'
  Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8
  # HELP cxctl_watch_checks Checks since the watch began, by what they found.
  # TYPE cxctl_watch_checks counter
  cxctl_watch_checks_total{tenant="prod",result="clean"} 1
  cxctl_watch_checks_total{tenant="prod",result="drift"} 1
  cxctl_watch_checks_total{tenant="prod",result="failed"} 0
$ for how in '-X POST' '-I' ''; do curl -sSi $how $(cat ../url)/ | head -n 1; done | tr -d '\r'
  HTTP/1.1 405 Method Not Allowed
  HTTP/1.1 404 Not Found
  HTTP/1.1 404 Not Found

# One watch of a project and a tenant is enough.
$ cxctl drift --watch 1h
  [stderr]
  error: another watch of prod is running: process {N}, since {TIME} [watch.open]
    hint: end it first; one watch of a project and a tenant is enough
  [exit 5]
$ cxctl drift --quiet >/dev/null
  [exit 6]
$ sh ../end && tail -n 2 ../watch.log
  {TIME}  ended after 2 checks, 1 with drift
  exit 6
$ timeout --foreground --preserve-status -s INT 2 cxctl drift --watch 1h --quiet >/dev/null
  [exit 6]

# The revision is resolved again for each check, so a rule of the project that is merged meanwhile holds for the next.
$ git tag watched && sh ../begin 'Z  drift' --watch 1h --rev watched
-- project audiences
  ignore: [{kind: Audience, path: /description, reason: "edited by marketing"}]
-- commit marketing edits descriptions
$ kill -HUP $(cat ../pid) && sh ../until ../watch.log 'as before' && git tag -f watched >/dev/null && kill -HUP $(cat ../pid) && sh ../until ../watch.log 'no drift'
$ sh ../end && sed '/^Changed/,/^Next/d' ../watch.log
  Watching prod every 1h
  {TIME}  drift: 1 of 1 resource
  {TIME}  drift: 1 of 1 resource, as before
  {TIME}  no drift: 1 resource checked
  {TIME}  ended after 3 checks, 2 with drift
  exit 0

# JSON is a document on a line, each check, and what people read goes to standard error.
$ sh ../begin exit_code --watch 1h -o json && sh ../end
$ head -n -1 ../watch.log | jq -c '[.tenant, .summary.drift, .exit_code]'; cat ../watch.err
  ["prod",0,0]
  Watching prod every 1h
  {TIME}  no drift: 1 resource checked
  {TIME}  ended after 1 check

# A file holds the document of the last check.
$ sh ../begin 'no drift' --watch 1h -o text -o json=../last.json && sh ../end && jq -c '[.tenant, .exit_code]' ../last.json
  ["prod",0]

# A tenant that cannot be asked is no reason to end: the pause gets longer, and health tells.
-- post /sandbox/faults
  {"route": "GET /api/*", "kind": "status", "status": 403}
$ sh ../begin 'the check failed' --watch 10m --listen 0 && kill -HUP $(cat ../pid) && sh ../until ../watch.log 'in a row'
$ sed -n 's/.*\(http:.*\)/\1/p' ../watch.log >../url
> curl -sS -w '%{http_code}\n' $(cat ../url)/healthz
> curl -sS $(cat ../url)/metrics | grep -e '_total{' -e '^cxctl_watch_failures' -e '^cxctl_drift'
  failing: no check went well in {N} s
  503
  cxctl_watch_checks_total{tenant="prod",result="clean"} 0
  cxctl_watch_checks_total{tenant="prod",result="drift"} 0
  cxctl_watch_checks_total{tenant="prod",result="failed"} 2
  cxctl_watch_failures{tenant="prod"} 2
-- delete /sandbox/faults
$ kill -HUP $(cat ../pid) && sh ../until ../watch.log 'no drift' && curl -sS -w '%{http_code}\n' $(cat ../url)/healthz
  ok: the last check that went well was {N} s ago
  200

# Told to end in the middle of a check, it does not wait for the tenant, and that check does not count.
-- post /sandbox/faults
  {"route": "GET /api/*", "kind": "delay-before", "ms": 600000}
-- requests
  ...
$ kill -HUP $(cat ../pid); sleep 0.7; sh ../end
-- delete /sandbox/faults
$ sed '/http/d' ../watch.log && cat ../watch.err
  {TIME}  the check failed; the next one is in {N} min
  {TIME}  the check failed, 2 in a row; the next one is in {N} min
  {TIME}  no drift: 1 resource checked
  {TIME}  ended after 3 checks, 2 failed
  exit 0
  error: no complete list of Audience: page 1: 403 forbidden: fault: a fault rule made this answer (correlation id {UUID}) [tenant.scope]
    hint: the call needs the scope journey:audiences:read: see auth.scope, and what the client was granted
  error: no complete list of Audience: page 1: 403 forbidden: fault: a fault rule made this answer (correlation id {UUID}) [tenant.scope]
    hint: the call needs the scope journey:audiences:read: see auth.scope, and what the client was granted

# What is wrong before the tenant was ever asked ends it at once.
$ cxctl drift --watch 1s --tenant nobody
  [stderr]
  error: cxctl.yaml names no tenant nobody [project.tenant]
    hint: there are: prod
  [exit 1]
$ env -u CXONE_CLIENT_SECRET cxctl drift --watch 1s
  Watching prod every 1s
  [stderr]
  cxctl.yaml:12:22: error: auth.client_secret needs the environment variable CXONE_CLIENT_SECRET, which is not set [setting.unset]
     12 |       client_secret: {env: CXONE_CLIENT_SECRET}
        |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: set it in the environment of cxctl, for example as a secret of the CI job
  [exit 1]
$ cxctl drift --watch 1s --listen 127.0.0.1:port
  [stderr]
  error: --listen cannot be "127.0.0.1:port" [usage.value]
    hint: it is a port of this machine alone, such as 9464, or an address and a port: 0.0.0.0:9464, [::1]:9464
  [exit 1]
$ cxctl drift --watch 1s --listen 8.8.8.8:80
  [stderr]
  error: cannot listen on 8.8.8.8 port 80: Cannot assign requested address [watch.listen]
    hint: name an address of this machine and a free port; port 0 takes any that is free
  [exit 1]
$ cxctl drift --watch 0s
  [stderr]
  error: --watch cannot be "0s" [usage.value]
    hint: it is a time from 1s to 24h, such as 90s, 30m or 2h
  [exit 1]
$ cxctl drift --listen 9464
  [stderr]
  error: --listen says nothing without --watch [usage.option]
    hint: a single check has nobody to tell: write its metrics with --metrics FILE
  [exit 1]
$ cxctl drift --watch 1s --absorb --reconcile
  [stderr]
  error: --absorb and --watch exclude each other [usage.option]
    hint: a commit follows what absorb does: do it once, when the watch tells of drift
  error: --watch asks no questions, and --reconcile would [usage.option]
    hint: add --yes to put back what is changed by hand, whenever it is found
  error: --absorb and --reconcile exclude each other [usage.option]
    hint: --absorb takes drift over into git, --reconcile puts it back
  3 errors
  [exit 1]

# With --reconcile --yes it puts back what was changed by hand, whenever it finds any.
-- project audiences
$ sh ../begin 'no drift' --watch 1s --reconcile --yes && sh ../end && cat ../watch.log
  Watching prod every 1s
  {TIME}  drift: 1 of 1 resource
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Changed by hand in the tenant, will be put back:
    ~ Audience/gold
        ~ /description  "Winter" -> "Gold customers"

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged
        1 changed by hand

  [1/1] Audience/gold: updated (200, {MS} ms)
    Audience/gold: 3 -> 3 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  {TIME}  no drift: 1 resource checked
  {TIME}  ended after 2 checks, 1 with drift
  exit 0

# Where nobody reads its output any more it ends.
$ cxctl drift --watch 1s | head -n 1
  Watching prod every 1s

# At a terminal SIGHUP means that the terminal is gone: it ends as on SIGTERM.
-- file terminal.py
  import os, pty, signal
  pid, terminal = pty.fork()
  if pid == 0:
      os.execvp("cxctl", ["cxctl", "drift", "--watch", "1h"])
  said = b""
  while b"drift: " not in said:
      said += os.read(terminal, 1000)
  os.kill(pid, signal.SIGHUP)
  while True:
      try:
          said += os.read(terminal, 1000) or exit("nothing")
      except OSError:
          break
  print("exit", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), b"ended after 1 check" in said)
$ python3 terminal.py
  exit 0 True
