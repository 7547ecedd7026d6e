# What was applied where, beside the commits in git log.

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
$ cxctl audit notes
  refs/notes/cxctl: 0 runs at 0 commits, as before
$ cxctl apply --yes >/dev/null
$ git commit -q --allow-empty -m 'not applied'
$ sed -i 's/5000/6000/' audiences/vip.yaml && git commit -qam stricter && cxctl apply --yes >/dev/null
-- stop

$ cxctl audit notes
  refs/notes/cxctl: 2 runs at 2 commits
$ git log --notes=cxctl --format='%s%n%N' | grep .
  stricter
  prod {TIME} by Ana Ops: 1 applied (run {RUN})
  not applied
  vip
  prod {TIME} by Ana Ops: 1 applied (run {RUN})


# They are a cache: written once more they are the same, and without the ref they are made anew.
$ cxctl audit notes
  refs/notes/cxctl: 2 runs at 2 commits, as before
$ git update-ref -d refs/notes/cxctl && cxctl audit notes -o json
  {
    "format_version": "1.0",
    "notes": {
      "ref": "refs/notes/cxctl",
      "runs": 2,
      "commits": 2,
      "changed": true
    },
    "diagnostics": [],
    "exit_code": 0
  }
