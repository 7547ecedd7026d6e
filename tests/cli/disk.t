# A disk that is full, read-only or locked is told before anything is sent: no intent, no request.

-- needs unshare --user --map-root-user --mount mount -t tmpfs none /mnt
-- project webhooks
-- file webhooks/one.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: one}
  spec: {name: one, url: "https://one.example.com/", events: [profile.updated]}
-- commit one webhook
-- file small
  mount -t tmpfs -o size=4k none .git/cxctl || exit 9
  exec cxctl apply --yes > /dev/null
-- file read-only
  mount --bind .git .git && mount -o remount,bind,ro .git || exit 9
  exec cxctl apply --yes > /dev/null
$ mkdir .git/cxctl && printf 'small\nread-only\n' > .git/info/exclude

# The disk of the journal has 4 KB: not enough for what this run may have to record.
$ unshare --user --map-root-user --mount sh small
  [stderr]
  error: cannot make the journal {DIR}/.git/cxctl/prod/{RUN}.jsonl: No space left on device [run.journal]
    note: nothing was sent to the tenant
    hint: make room, or see who may write to that folder
  [exit 1]

# Nobody may write in .git.
$ unshare --user --map-root-user --mount sh read-only
  [stderr]
  error: cannot make the journal {DIR}/.git/cxctl/prod/{RUN}.jsonl: Read-only file system [run.journal]
    note: nothing was sent to the tenant
    hint: make room, or see who may write to that folder
  [exit 1]

# A limit on the size of files.
$ prlimit --fsize=2048 cxctl apply --yes > /dev/null
  [stderr]
  error: cannot make the journal {DIR}/.git/cxctl/prod/{RUN}.jsonl: File too large [run.journal]
    note: nothing was sent to the tenant
    hint: make room, or see who may write to that folder
  [exit 1]

# A git process was killed while it moved the ref that the run is to be sealed in, and its lock stays behind.
$ mkdir -p .git/refs/cxctl && touch .git/refs/cxctl/prod.lock
$ cxctl apply --yes > /dev/null
  [stderr]
  error: the ref refs/cxctl/prod is locked by {DIR}/.git/refs/cxctl/prod.lock, made {N} {ANY} ago [git.lock]
    note: nothing was sent to the tenant
    hint: if no git process is at work: rm {DIR}/.git/refs/cxctl/prod.lock
  [exit 1]
-- writes

# What the hint says mends it.
$ rm .git/refs/cxctl/prod.lock
$ cxctl apply --yes --quiet
  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 2 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
-- writes
  POST /api/v2/webhooks 201
$ cxctl audit verify | head -1
  intact: 1 run, 4 records
