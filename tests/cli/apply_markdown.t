# `apply -o markdown` says under a merged pull request what became of it; `drift -o markdown` is the text of an issue.

-- sandbox --customers 200
-- project
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: Gold
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: silver, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Silver
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}
-- file webhooks/hook.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: hook}
  spec:
    name: hook
    url: https://hook.example.com/
    events: [profile.updated]
-- commit start
$ cxctl apply --yes -o markdown
  <!-- cxctl:apply:prod . -->
  ## Applied to `prod`

  | applied | only noted | not applied | conflicts | in doubt | skipped | rolled back |
  | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
  | 3 | 0 | 0 | 0 | 0 | 0 | 0 |

  Commit `{COMMIT}`, 100.0 % success, mean latency {MS} ms, 7 requests in {N}.{N} s.

  ### Applied (3)

  - `Audience/gold`: created, 44 members, evaluation COMPLETED
  - `Audience/silver`: created, 44 members, evaluation COMPLETED
  - `Webhook/hook`: created

  Run `{RUN}`, sealed in `refs/cxctl/prod` as `{COMMIT}`.

  Fingerprint `sha256:{HASH}`
$ cxctl apply --yes -o markdown
  <!-- cxctl:apply:prod . -->
  ## Applied to `prod`

  **Nothing to do:** the tenant is as the commit says.

  | applied | only noted | not applied | conflicts | in doubt | skipped | rolled back |
  | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
  | 0 | 0 | 0 | 0 | 0 | 0 | 0 |

  Commit `{COMMIT}`, 2 requests in {N}.{N} s.

  Fingerprint `sha256:{HASH}`

# A merge of which a part fails: the page begins with that part.
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000a", "kind": "status", "status": 422}
$ sed -i 's/value: gold/value: platinum/; s/name: Silver/name: Silver tier/' audiences/all.yaml && git rm -q webhooks/hook.yaml && mkdir -p webhooks
-- commit stricter
$ cxctl apply --yes --allow-delete 1 -o markdown=../done.md -o text=/dev/null 2>/dev/null
  [exit 3]
$ cat ../done.md
  <!-- cxctl:apply:prod . -->
  ## Applied in part to `prod`

  | applied | only noted | not applied | conflicts | in doubt | skipped | rolled back |
  | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
  | 2 | 0 | 1 | 0 | 0 | 0 | 0 |

  Commit `{COMMIT}`, 66.7 % success, mean latency {MS} ms, 9 requests in {N}.{N} s.

  ### Not applied, or in doubt (1)

  - `Audience/gold`: not applied: 422 unprocessable content: fault: a fault rule made this answer (correlation id `{UUID}`) (`tenant.status`)

  ### Deleted (1)

  - `Webhook/hook`: deleted

  ### Applied (1)

  - `Audience/silver`: updated, 44 -> 44 members, evaluation COMPLETED

  Run `{RUN}`, sealed in `refs/cxctl/prod` as `{COMMIT}`.

  Fingerprint `sha256:{HASH}`
-- delete /sandbox/faults
$ cxctl apply --yes --allow-delete 1 -o text=/dev/null 2>/dev/null

# Nothing drifted; then somebody changes one by hand, and deletes the other.
$ cxctl drift -o markdown
  <!-- cxctl:drift:prod . -->
  ## Drift in `prod`

  **No drift:** the tenant holds what was applied.

  | changed | deleted | checked | not checked | fields ignored |
  | ---: | ---: | ---: | ---: | ---: |
  | 0 | 0 | 2 | 0 | 0 |

-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000b", "patch": {"description": "by @ana, see #12 `x`"}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000a", "patch": null}
$ cxctl drift -o markdown
  <!-- cxctl:drift:prod . -->
  ## Drift in `prod`

  Somebody changed the tenant by hand, behind git's back. Below, `-` is as it was applied, `+` as it is now.

  | changed | deleted | checked | not checked | fields ignored |
  | ---: | ---: | ---: | ---: | ---: |
  | 1 | **1** | 2 | 0 | 0 |

  ### Deleted in the tenant (1)

  <details>
  <summary>Deleted <code>Audience/gold</code></summary>

  - between `{TIME}` and `{TIME}`

  </details>

  ### Changed in the tenant (1)

  <details>
  <summary>Changed <code>Audience/silver</code></summary>

  - last changed `{TIME}`

  ```diff
  - /description: ""
  + /description: "by @ana, see #12 `x`"
  ```

  </details>

  ### Next

  - `cxctl plan` shows what apply would put back; `cxctl drift --reconcile` puts back this and nothing else.
  - `cxctl drift --absorb` takes it over into git, where it is to stay.
  [exit 6]
