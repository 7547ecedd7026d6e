# A notification that cannot be delivered stays due, and is no reason for a commit of its own.

-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec: {name: Vip, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}

$ sed -i '/notify:/,/secret: {env: CDP/d; s|^\( *\)profile: cxone|&\n\1notify: {url: "http://127.0.0.1:1/x"}|' cxctl.yaml

-- commit an audience

$ cxctl apply --yes >/dev/null
  [stderr]
  warning: the notification of Audience/vip was not delivered: no connection to http://127.0.0.1:1: Failed to connect to 127.0.0.1 port 1 after {MS} ms: Couldn't connect to server [notify.failed]
    hint: it stays due: cxctl notify, and the next apply, send it again with the same id

$ cxctl apply --yes
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  No changes: the tenant is as git says, 1 unchanged

  Nothing to do: prod is what {COMMIT} says.
  1 unchanged, 2 requests, none of them a write.
  [stderr]
  warning: the notification of Audience/vip was not delivered: no connection to http://127.0.0.1:1: Failed to connect to 127.0.0.1 port 1 after {MS} ms: Couldn't connect to server [notify.failed]
    hint: it stays due: cxctl notify, and the next apply, send it again with the same id

$ git rev-list --count --first-parent refs/cxctl/prod
  2

$ git for-each-ref --format='%(refname)' refs/cxctl-run
$ ls .git/cxctl/prod

# Once it can be, it is, and that is on record.
$ sed -i 's|http://127.0.0.1:1/x|{URL}/callbacks|' cxctl.yaml
-- commit mend the address

$ cxctl apply --yes >/dev/null

-- requests ordered callback
  ...
  POST /callbacks 200
  ...

$ git rev-list --count --first-parent refs/cxctl/prod
  3
