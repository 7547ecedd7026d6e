# A watch beside a team: the ledger is at the remote, others apply while it watches.

-- sandbox --customers 20
-- project audiences
  ledger: {remote: origin}
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880}
  spec:
    name: Gold
    description: Gold customers
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- commit gold
$ git init -q --bare ../origin.git && git remote add origin ../origin.git && git push -q -u origin main
$ cxctl apply --yes >/dev/null && git clone -q ../origin.git ../watcher

# Helpers, as in watch.t. Each check is asked for with SIGHUP here; step N waits for the line of check N.
-- file begin
  cd ../watcher && : >../watch.log && : >../watch.err
  { cxctl drift --watch 1h "$@" >../watch.log 2>../watch.err & echo $! >../pid; wait $!; echo "exit $?" >>../watch.log; } >/dev/null 2>&1 &
  exec sh ../step 1
-- file step
  [ $1 = 1 ] || kill -HUP $(cat ../pid)
  for i in $(seq 600); do [ $(grep -c "${2-Z  }" ../watch.log) -lt $1 ] || exit 0; sleep 0.05; done
  echo "check $1 did not come"; cat ../watch.log ../watch.err; exit 1
$ mv begin step ..
$ sh ../begin --unmanaged

# Ana changes the audience and applies that: it is no drift, for the watch fetches the ledger before each check.
$ sed -i 's/Gold customers/Best customers/' audiences/gold.yaml && git commit -qam best && git push -q && cxctl apply --yes >/dev/null && sh ../step 2

# Somebody rewinds the ledger. What was applied cannot be told any more: checks fail, and the watch goes on. Given back, it
# is well again.
$ git -C ../origin.git update-ref refs/cxctl/prod refs/cxctl/prod~1 && sh ../step 3
$ git push -q origin refs/cxctl/prod && sh ../step 4

# A remote that never answers does not keep it from ending.
$ git -C ../watcher config core.sshCommand 'sleep 600; true' && git -C ../watcher remote set-url origin ssh://nowhere.example/x
$ kill -HUP $(cat ../pid); sleep 0.5; kill $(cat ../pid); sh ../step 1 ^exit
$ cat ../watch.log ../watch.err
  Watching prod every 1h
  {TIME}  no drift: 1 resource checked, 0 unmanaged
  {TIME}  no drift: 1 resource checked, 0 unmanaged
  {TIME}  the check failed; the next one is in {N} min
  {TIME}  no drift: 1 resource checked, 0 unmanaged
  {TIME}  ended after 4 checks, 1 failed
  exit 0
  error: refs/cxctl/prod of origin was rewound: it is at {COMMIT}, this clone has seen {COMMIT} [ledger.rewound]
    note: 1 commit of the ledger is missing there
    hint: find out who did it; to give back what this clone has: git push origin refs/cxctl/prod
