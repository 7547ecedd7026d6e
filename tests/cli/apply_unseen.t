# A tenant that answers writes with success and does not do them, or shows them late.

-- project audiences
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- commit one audience
$ cxctl apply --yes --quiet
    Audience/vip: 9442 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

# What it shows late is waited for.
$ sed -i 's/5000/6000/' audiences/all.yaml
-- commit more
-- post /sandbox/faults
  {"route": "GET /api/v1/audiences/*", "kind": "stale", "ms": 600000, "after": 1, "count": 2}
$ cxctl apply --yes --quiet
    Audience/vip: 9442 -> 9353 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 6 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

# What it does not do is told, and there again in the next plan.
$ sed -i 's/6000/7000/' audiences/all.yaml
-- commit much more
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "PUT /api/*", "kind": "ignore"}
$ cxctl apply --yes --quiet
    Audience/vip: 9353 -> 9353 members so far, evaluation COMPLETED of before the
      write

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 9 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [stderr]
  error: the tenant answered 1 write with success, and does not show what was written: Audience/vip [apply.unseen]
  [exit 3]
$ cxctl plan --quiet
  Tenant prod at {URL}, commit {COMMIT} (1 request)

  Changed by hand in the tenant, will be put back:
    ~ Audience/vip  can only shrink, 9353 members
        ~ spend > 6000 -> spend > 7000

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged
        1 changed by hand

  Next: cxctl apply --fingerprint sha256:{HASH}
