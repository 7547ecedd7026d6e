# A tenant without ETags: apply says so once, and guards its writes by the version, and by reading before and after them.

-- sandbox --no-etags
-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- commit vip
$ cxctl apply --yes >/dev/null 2>&1

-- requests
  ...

$ sed -i 's/5000/7000/' audiences/vip.yaml
-- commit seven thousand
$ cxctl apply --yes >/dev/null
  [stderr]
  warning: the tenant sends no ETags for Audience, so its writes are guarded by their version alone [apply.etag]
    hint: say so in the profile: kinds.Audience.concurrency: body_version

-- requests ordered
  GET /api/v1/audiences?include=size,evaluation_status&limit=1000 200
  GET /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f?include=size,evaluation_status 200
  PUT /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 200
  GET /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f?include=size,evaluation_status 200
  GET /api/v1/audiences/7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f?include=size,evaluation_status 200

# Somebody writes between our read and our write. The version tells it afterwards, and apply exits 5.
-- post /sandbox/faults
  {"route": "PUT /api/*", "kind": "delay-before", "ms": 1500, "count": 1}
-- file rival.sh
  until grep -qs '"type":"intent"' .git/cxctl/prod/*.jsonl; do sleep 0.05; done
  exec curl -sS -o rival.log {URL}/sandbox/edit -d '{"kind": "Audience",
    "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"description": "By somebody else"}}'
$ sed -i 's/7000/9000/' audiences/vip.yaml
-- commit nine thousand
$ sh rival.sh & cxctl apply --yes --quiet
    Audience/vip: 9295 -> 9154 members, evaluation COMPLETED
    Audience/vip: updated: somebody else wrote it at the same time, and that may
      be lost now [apply.overwrote]
      hint: look at who else changes this tenant; their next cxctl plan shows what
        is missing

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 5 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 5]

# With the profile that says so, there is no warning.
-- file profile.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: plain}
  extends: cxone
  kinds: {Audience: {concurrency: body_version}}
$ sed -i 's/profile: cxone/profile: profile.yaml/' cxctl.yaml; sed -i 's/9000/9500/' audiences/vip.yaml; rm rival.sh rival.log
-- commit the profile
$ cxctl apply --yes >/dev/null
