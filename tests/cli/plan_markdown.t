# `plan -o markdown` is a comment for a pull request: what cannot be undone first, everything folded, and a marker
# in the first line, by which a later run finds its comment again.

-- sandbox --customers 200
-- project
-- secret HOOK_SECRET
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
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: bronze, id: 00000000-0000-0000-0000-00000000000c}
  spec:
    name: Bronze
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: bronze}]}
-- file webhooks/hook.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: hook}
  spec:
    name: hook
    url: https://hook.example.com/
    events: [profile.updated]
-- commit start
$ cxctl apply --yes -o text=/dev/null 2>/dev/null

# Nothing to do is a page, too: it replaces the comment of an earlier push.
$ cxctl plan -o markdown
  <!-- cxctl:plan:prod . -->
  ## Plan for `prod`

  **No changes:** the tenant is as git says.

  | create | update | delete | unchanged | changed by hand | conflicts |
  | ---: | ---: | ---: | ---: | ---: | ---: |
  | 0 | 0 | 0 | 4 | 0 | 0 |

  Tenant `prod` at `{URL}`, commit `{COMMIT}`.

  Fingerprint `sha256:{HASH}`

# A change of each sort: an update that is intended, drift, a conflict, a create with a secret, a delete.
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000b", "patch": {"description": "by hand"}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000c", "patch": {"name": "Brass"}}
$ sed -i 's/value: gold/value: platinum/; s/name: Bronze/name: Copper/' audiences/all.yaml && git rm -q webhooks/hook.yaml && mkdir -p webhooks
-- file webhooks/other.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: other}
  spec:
    name: other
    url: https://other.example.com/
    events: [profile.created]
    secret: {env: HOOK_SECRET}
-- commit a change of each sort
$ cxctl plan -o markdown
  <!-- cxctl:plan:prod . -->
  ## Plan for `prod`

  | create | update | delete | unchanged | changed by hand | conflicts |
  | ---: | ---: | ---: | ---: | ---: | ---: |
  | 1 | 3 | **1** | 0 | 1 | **1** |

  Tenant `prod` at `{URL}`, commit `{COMMIT}`.

  ### Apply would refuse this plan

  - 1 resource would be deleted (`safety.delete`); if that is meant, apply with `--allow-delete 1`
  - 1 change is refused below, each with its reason; to decide a conflict, take the tenant's values into git, or apply with `--on-conflict overwrite` or `--on-conflict keep-live`

  ### Will be deleted (1)

  <details>
  <summary>Delete <code>Webhook/hook</code></summary>

  - defined in [`webhooks/hook.yaml:1`](webhooks/hook.yaml#L1)

  ```diff
  - /name: "hook"
  - /url: "https://hook.example.com/"
  - /events: ["profile.updated"]
  - /enabled: true
  - /headers: {}
  ```

  </details>

  ### Conflicts, which stop apply until they are decided (1)

  <details>
  <summary>Update <code>Audience/bronze</code></summary>

  - defined in [`audiences/all.yaml:15`](audiences/all.yaml#L15)
  - **refused:** changed both in git and in the tenant since the last apply

  ```diff
  - /name: "Brass"
  + /name: "Copper"
  ```

  </details>

  ### Will be updated (1)

  <details>
  <summary>Update <code>Audience/gold</code>: either way, may grow or shrink, 44 members now</summary>

  - defined in [`audiences/all.yaml:1`](audiences/all.yaml#L1)
  - who belongs now: `tier = gold`
  - who would belong: `tier = platinum`

  ```diff
  - /criteria/conditions/0/value: "gold"
  + /criteria/conditions/0/value: "platinum"
  ```

  </details>

  ### Will be created (1)

  <details>
  <summary>Create <code>Webhook/other</code></summary>

  - defined in [`webhooks/other.yaml:1`](webhooks/other.yaml#L1)

  ```diff
  + /name: "other"
  + /url: "https://other.example.com/"
  + /events: ["profile.created"]
  + /secret: {env: "HOOK_SECRET"}
  + /enabled: true
  + /headers: {}
  ```

  </details>

  ### Changed by hand in the tenant, will be put back (1)

  <details>
  <summary>Update <code>Audience/silver</code></summary>

  - defined in [`audiences/all.yaml:8`](audiences/all.yaml#L8)

  ```diff
  - /description: "by hand"
  + /description: ""
  ```

  </details>

  Fingerprint `sha256:{HASH}`

# In CI the links lead to the repository's pages; several formats come from one run.
$ GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=acme/cxone cxctl plan -o text -o markdown=../c.md -o json=../c.json | tail -4
      hint: if that is meant, apply with --allow-delete 1
    1 change is refused above, each with its reason
      hint: to decide a conflict, take the tenant's values into git, or apply with
        --on-conflict overwrite or --on-conflict keep-live
$ grep -o '](https:[^)]*)' ../c.md
  ](https://github.com/acme/cxone/blob/{COMMIT}/)
  ](https://github.com/acme/cxone/blob/{COMMIT}/webhooks/hook.yaml#L1)
  ](https://github.com/acme/cxone/blob/{COMMIT}/audiences/all.yaml#L15)
  ](https://github.com/acme/cxone/blob/{COMMIT}/audiences/all.yaml#L1)
  ](https://github.com/acme/cxone/blob/{COMMIT}/webhooks/other.yaml#L1)
  ](https://github.com/acme/cxone/blob/{COMMIT}/audiences/all.yaml#L8)
$ CI_PROJECT_URL=https://gitlab.example/acme/cxone cxctl plan --on-conflict overwrite -o markdown | sed -n '/^### Next/,$p;/https:/p'
  Tenant `prod` at `{URL}`, commit [`{COMMIT}`](https://gitlab.example/acme/cxone/-/blob/{COMMIT}/).
  - defined in [`webhooks/hook.yaml:1`](https://gitlab.example/acme/cxone/-/blob/{COMMIT}/webhooks/hook.yaml#L1)
  - /url: "https://hook.example.com/"
  - defined in [`audiences/all.yaml:15`](https://gitlab.example/acme/cxone/-/blob/{COMMIT}/audiences/all.yaml#L15)
  - defined in [`audiences/all.yaml:1`](https://gitlab.example/acme/cxone/-/blob/{COMMIT}/audiences/all.yaml#L1)
  - defined in [`webhooks/other.yaml:1`](https://gitlab.example/acme/cxone/-/blob/{COMMIT}/webhooks/other.yaml#L1)
  + /url: "https://other.example.com/"
  - defined in [`audiences/all.yaml:8`](https://gitlab.example/acme/cxone/-/blob/{COMMIT}/audiences/all.yaml#L8)
  ### Next

  ```sh
  cxctl apply --on-conflict overwrite --fingerprint sha256:{HASH} --allow-delete 1
  ```

  Fingerprint `sha256:{HASH}`

# What the environment says is checked before it becomes a link.
$ GITHUB_SERVER_URL='https://evil.example/)<b>' GITHUB_REPOSITORY=acme/cxone cxctl plan -o markdown | grep -c evil
  0
  [exit 1]

# A budget: details go first, then lines; deletes and conflicts stay.
$ cxctl plan --markdown-limit 1600 -o markdown
  <!-- cxctl:plan:prod . -->
  ## Plan for `prod`

  | create | update | delete | unchanged | changed by hand | conflicts |
  | ---: | ---: | ---: | ---: | ---: | ---: |
  | 1 | 3 | **1** | 0 | 1 | **1** |

  Tenant `prod` at `{URL}`, commit `{COMMIT}`.

  ### Apply would refuse this plan

  - 1 resource would be deleted (`safety.delete`); if that is meant, apply with `--allow-delete 1`
  - 1 change is refused below, each with its reason; to decide a conflict, take the tenant's values into git, or apply with `--on-conflict overwrite` or `--on-conflict keep-live`

  ### Will be deleted (1)

  - Delete `Webhook/hook`, [`webhooks/hook.yaml:1`](webhooks/hook.yaml#L1)

  ### Conflicts, which stop apply until they are decided (1)

  - Update `Audience/bronze`, [`audiences/all.yaml:15`](audiences/all.yaml#L15)

  ### Will be updated (1)

  Not listed.

  ### Will be created (1)

  Not listed.

  ### Changed by hand in the tenant, will be put back (1)

  Not listed.

  > **Shortened** to stay within 1600 bytes; the counts above are of everything.
  > Without details: 1 delete, 1 conflict.
  > Not listed: 1 update, 1 create, 1 change by hand.

  Fingerprint `sha256:{HASH}`
$ cxctl plan --markdown-limit 999 -o markdown
  ### cxctl plan failed, exit code 1

  * `--markdown-limit` must be a whole number from 1000 to `100000000`, not `"999"`
  [stderr]
  error: --markdown-limit must be a whole number from 1000 to 100000000, not "999" [usage.value]
  [exit 1]

# A run that fails replaces the comment, too: nobody is to approve what an older push would have done.
$ sed -i 's/operator: equals, value: platinum/operator: equals/' audiences/all.yaml
$ cxctl plan -o markdown=../failed.md -o html=../failed.html 2>/dev/null
  [exit 1]
$ cat ../failed.md
  <!-- cxctl:plan:prod . -->
  ### cxctl plan failed, exit code 1

  * `audiences/all.yaml:6:42` `conditions[0]` has no `"value"` (a condition has field, operator and value; a group has operator and conditions)
$ grep -c 'has no &quot;value&quot;\|<h1>Failed' ../failed.html
  2
$ git checkout -q audiences
$ cxctl apply --yes -o markdown 2>/dev/null
  <!-- cxctl:apply:prod . -->
  ### cxctl apply failed, exit code 5

  * `audiences/all.yaml:15:1` `Audience/bronze`: changed both in git and in the tenant since the last apply (take the tenant's values into git, or decide with `--on-conflict` overwrite or `--on-conflict` keep-live)
  * 1 resource would be deleted (if that is meant, apply with `--allow-delete 1`)
  [exit 5]

# Commands without such a page say so.
$ cxctl version -o markdown
  [stderr]
  error: version cannot print as markdown [output.format]
    hint: formats are text and json
  [exit 1]
