# Two hundred checks take the memory of one: nothing is kept of a check but its counts and the text that was shown last.

-- long
-- sandbox --customers 20
-- project audiences
-- file more.py
  for i in range(100):
      print(f"apiVersion: cxctl/v1\nkind: Audience\nmetadata: {{name: a{i}, id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a7{i:04}}}\n"
            f"spec: {{name: A{i}, criteria: {{operator: AND, conditions: [{{field: tier, operator: equals, value: t{i}}}]}}}}\n---")
$ mkdir audiences && python3 more.py | sed '$d' >audiences/all.yaml && mv more.py ..
-- commit a hundred audiences
$ cxctl apply --yes >/dev/null
-- post /sandbox/edit
  {"kind": "Audience", "id": "9c3e7a10-2b64-4f7d-8e21-c4d5b6a70007", "patch": {"description": "by hand"}}
-- requests token
  ...

# Each check is asked for by SIGHUP as soon as the last one has told. (The sanitizer's own store of freed memory is kept small.)
-- file checks
  until [ $(grep -c 'Z  ' ../watch.log) -ge $1 ]; do
    n=$(grep -c 'Z  ' ../watch.log); kill -HUP $(cat ../pid)
    until [ $(grep -c 'Z  ' ../watch.log) -gt $n ]; do sleep 0.02; done
  done
  sleep 1
  awk '/VmRSS/ {print $2}' /proc/$(cat ../pid)/status; ls /proc/$(cat ../pid)/fd | wc -l
$ mv checks .. && export ASAN_OPTIONS="$ASAN_OPTIONS:quarantine_size_mb=1"
> cxctl drift --unmanaged --watch 1h --listen 0 >../watch.log 2>&1 & echo $! >../pid
> until grep -qs 'Z  ' ../watch.log; do sleep 0.05; done
$ sh ../checks 50 >../early
$ sh ../checks 125 >/dev/null
$ sh ../checks 200 >../late
$ kill $(cat ../pid); until grep -q ended ../watch.log; do sleep 0.05; done; tail -n 1 ../watch.log
  {TIME}  ended after 200 checks, 200 with drift
$ cat ../early ../late | paste -s -d ' ' | awk '{print ($3 < $1 * 1.1 ? "no more memory" : "memory grows: " $0) ", " ($2 == $4 ? "no more files" : "files grow: " $0)}'
  no more memory, no more files
-- requests token
  POST /oauth/token 200
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200 x200
  GET /api/v2/webhooks?limit=1000 200 x200
  GET /api/v2/crm/webhooks?limit=1000 200 x200
