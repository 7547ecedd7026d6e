# A run has a deadline: nothing is sent after it, and what is left is told.

-- project audiences
-- file audiences/two.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: one, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: One
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: two, id: 8d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Two
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 50}]}
-- commit two

$ cxctl apply --yes --deadline soon
  [stderr]
  error: --deadline cannot be "soon" [usage.value]
    hint: it is a time from 1s to 24h, such as 90s, 30m or 2h
  [exit 1]
$ cxctl apply --yes --deadline 25h
  [stderr]
  error: --deadline cannot be "25h" [usage.value]
    hint: it is a time from 1s to 24h, such as 90s, 30m or 2h
  [exit 1]

# One of the two is throttled for ever.
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/8d0c5f4e*", "kind": "429", "retry_after": "1"}
$ cxctl apply --yes --quiet --deadline 2s
    Audience/two: not applied: 429 too many requests: fault: a fault rule made
      this answer (correlation id {UUID}); the time
      for the whole run is up [tenant.deadline]
      hint: run again; a lower rate may avoid long waits

  Apply: 1 applied, 1 not applied; 50.0 % success,
         mean latency {MS} ms, 4 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 3]
-- delete /sandbox/faults

# The next apply goes on.
$ cxctl apply --yes 2>&1 | grep '^\['
  [1/1] Audience/two: created (201, {MS} ms)
$ cxctl plan | tail -1
  No changes: the tenant is as git says, 2 unchanged

# What is a time and what is not.
$ for d in 90 90s 30m 24h 86400; do cxctl apply --yes --deadline $d | head -1; done
  Nothing to do: prod is what {COMMIT} says.
  Nothing to do: prod is what {COMMIT} says.
  Nothing to do: prod is what {COMMIT} says.
  Nothing to do: prod is what {COMMIT} says.
  Nothing to do: prod is what {COMMIT} says.
$ for d in 0 0s -5s s m 1.5h 86401 1441m 25h 10d 99999999999999999999h -9223372036854775808h; do
>   cxctl apply --yes --deadline=$d 2>&1 | grep error; done
  error: --deadline cannot be "0" [usage.value]
  error: --deadline cannot be "0s" [usage.value]
  error: --deadline cannot be "-5s" [usage.value]
  error: --deadline cannot be "s" [usage.value]
  error: --deadline cannot be "m" [usage.value]
  error: --deadline cannot be "1.5h" [usage.value]
  error: --deadline cannot be "86401" [usage.value]
  error: --deadline cannot be "1441m" [usage.value]
  error: --deadline cannot be "25h" [usage.value]
  error: --deadline cannot be "10d" [usage.value]
  error: --deadline cannot be "99999999999999999999h" [usage.value]
  error: --deadline cannot be "-9223372036854775808h" [usage.value]
