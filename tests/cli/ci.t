# In a CI job: the service is told what a command found.

-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    data_source: customer_360
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- commit vip

# Outside of CI it is said that nobody is told; the command runs as ever.
$ cxctl ci show
  neither GitHub Actions nor GitLab CI
$ cxctl ci plan --rev HEAD | tail -n 3
  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --rev HEAD --fingerprint sha256:{HASH}
  [stderr]
  warning: this is neither GitHub Actions nor GitLab CI: no summary and no outputs are written [ci.none]
    hint: GITHUB_ACTIONS or GITLAB_CI is "true" there; elsewhere use cxctl plan
$ cxctl ci show -o json | jq -c .system
  null

# GitHub Actions names two files. The token is in the environment too, and nowhere else.
-- env GITHUB_ACTIONS=true
-- env GITHUB_REPOSITORY=acme/audiences
-- env GITHUB_SERVER_URL=https://github.com
-- env GITHUB_EVENT_NAME=pull_request
-- env GITHUB_REF=refs/pull/7/merge
-- env GITHUB_STEP_SUMMARY={DIR}/../summary.md
-- env GITHUB_OUTPUT={DIR}/../outputs
-- secret GITHUB_TOKEN=ghs-0123456789abcdef
$ cxctl ci show
  GitHub Actions
    repository    acme/audiences
    event         pull_request
    ref           refs/pull/7/merge
    commit        not said
    actor         not said
    run           not said
  writes
    summary       {DIR}/../summary.md
    output        {DIR}/../outputs
$ cxctl ci plan --rev HEAD | tail -n 3
  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --rev HEAD --fingerprint sha256:{HASH}
$ grep -v "^$" ../summary.md | grep "^[#<|*]"
  <!-- cxctl:plan:prod . -->
  ## Plan for `prod`
  | create | update | delete | unchanged | changed by hand | conflicts |
  | ---: | ---: | ---: | ---: | ---: | ---: |
  | 1 | 0 | 0 | 0 | 0 | 0 |
  ### Will be created (1)
  <details>
  <summary>Create <code>Audience/vip</code></summary>
  </details>
  ### Next

$ head -n 9 ../outputs
  exit_code<<{UUID:a}
  0
  {UUID:a}
  changes<<{UUID:b}
  true
  {UUID:b}
  tenant<<{UUID:c}
  prod
  {UUID:c}
$ grep -A2 '^comment<<' ../outputs
  comment<<{UUID:d}
  <!-- cxctl:plan:prod . -->
  ## Plan for `prod`

# What is appended stays behind what was there.
$ cxctl ci apply --yes
  [stderr]
  error: the ledger would be lost with this job's clone: it has no remote [ci.ledger]
    hint: write ledger: {remote: origin} in cxctl.yaml; on a runner that keeps its clone, use cxctl apply
  [exit 1]
$ git init -q --bare ../origin.git && git remote add origin ../origin.git && echo 'ledger: {remote: origin}' >> cxctl.yaml && git commit -qam "share the ledger"
$ rm ../summary.md ../outputs; cxctl ci apply --yes -q && grep -c . ../summary.md && sed -n 's/^\([a-z_]*\)<<.*/\1/p' ../outputs | paste -sd ' '
    Audience/vip: 9442 members, evaluation COMPLETED

  Apply: 1 applied; 100.0 % success, mean latency {MS} ms, 3 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod of origin as
         {COMMIT}
         head {HASH}
  10
  exit_code changes tenant commit fingerprint run applied rolled_back recorded not_applied conflict unknown skipped success_percent mean_latency_ms notified notify_due requests elapsed_ms comment
$ cxctl ci apply --yes -q && grep -A1 '^changes<<' ../outputs | grep -v '<<\|--'
  Nothing to do: prod is what {COMMIT} says.
  1 unchanged, 1 request, none of them a write.
  head {HASH}
  true
  false

# Drift ends with 6, and says so to the next step.
-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"description": "By hand"}}
$ rm ../outputs; cxctl ci drift -q
  Changed by hand in prod, as applied -> as it is now:

    ~ Audience/vip  last changed {TIME}
        ~ /description  "" -> "By hand"

  Drift: 1 of 1 resource

  Next: cxctl plan shows what apply would put back
  [exit 6]
$ grep -A1 '^exit_code<<\|^drift<<\|^changes<<' ../outputs | grep -v '<<\|--'
  6
  true
  1
$ cxctl ci drift --watch 10m
  [stderr]
  error: --watch does not end, and a CI job is told at the end [usage.option]
    hint: look once in each job, or use cxctl drift --watch
  [exit 1]

# What is wrong is shown at its line in the change, errors first; the project may be in a folder.
$ mkdir sub && git mv -k audiences cxctl.yaml sub/ && rm ../summary.md ../outputs
-- file sub/audiences/odd, name.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: "100%"}
  spec: {name: "::error::x", colour: "a\nb", criteria: {operator: XOR, conditions: []}}
$ cxctl ci validate --project sub
  [stderr]
  audiences/odd, name.yaml:3:11: error: metadata has no "id" [schema.required]
      3 | metadata: {name: "100%"}
        |           ^^^^^^^^^^^^^^
    hint: metadata needs a name, and an id that is a UUID of its own, as `uuidgen` prints them
  audiences/odd, name.yaml:3:18: error: "100%" is no name for a definition [schema.pattern]
      3 | metadata: {name: "100%"}
        |                  ^^^^^^
    hint: lower-case letters, digits, '.', '_' and '-', at most 100, with a letter or a digit at both ends
  audiences/odd, name.yaml:4:28: error: "colour" is not known in spec [schema.unknown]
      4 | spec: {name: "::error::x", colour: "a\nb", criteria: {operator: XOR, conditions: []}}
        |                            ^^^^^^
    hint: remove it
  audiences/odd, name.yaml:4:65: error: operator must be one of "AND", "OR", not "XOR" [schema.enum]
      4 | spec: {name: "::error::x", colour: "a\nb", criteria: {operator: XOR, conditions: []}}
        |                                                                 ^^^
    hint: did you mean "OR"?
  audiences/odd, name.yaml:4:82: error: conditions is empty, at least 1 item is needed [schema.minItems]
      4 | spec: {name: "::error::x", colour: "a\nb", criteria: {operator: XOR, conditions: []}}
        |                                                                                  ^^
    hint: an empty group would hold for everybody or nobody: give it a condition, or remove it
  ::error file=sub/audiences/odd%2C name.yaml,line=3,col=11,title=schema.required::metadata has no "id"%0Ametadata needs a name, and an id that is a UUID of its own, as `uuidgen` prints them
  ::error file=sub/audiences/odd%2C name.yaml,line=3,col=18,title=schema.pattern::"100%25" is no name for a definition%0Alower-case letters, digits, '.', '_' and '-', at most 100, with a letter or a digit at both ends
  ::error file=sub/audiences/odd%2C name.yaml,line=4,col=28,title=schema.unknown::"colour" is not known in spec%0Aremove it
  ::error file=sub/audiences/odd%2C name.yaml,line=4,col=65,title=schema.enum::operator must be one of "AND", "OR", not "XOR"%0Adid you mean "OR"?
  ::error file=sub/audiences/odd%2C name.yaml,line=4,col=82,title=schema.minItems::conditions is empty, at least 1 item is needed%0Aan empty group would hold for everybody or nobody: give it a condition, or remove it
  5 errors
  [exit 1]
$ grep -v "^$" ../summary.md | grep "^[#<|*]"
  ### cxctl validate failed, exit code 1
  * `audiences/odd, name.yaml:3:11` metadata has no `"id"` (metadata needs a name, and an id that is a UUID of its own, as `` `uuidgen` `` prints them)
  * `audiences/odd, name.yaml:3:18` `"100%"` is no name for a definition (lower-case letters, digits, `'.'`, `'_'` and `'-'`, at most 100, with a letter or a digit at both ends)
  * `audiences/odd, name.yaml:4:28` `"colour"` is not known in spec (remove it)
  * `audiences/odd, name.yaml:4:65` operator must be one of `"AND"` `,` `"OR"` `,` not `"XOR"` (did you mean `"OR"?`)
  * `audiences/odd, name.yaml:4:82` conditions is empty, at least 1 item is needed (an empty group would hold for everybody or nobody: give it a condition, or remove it)

$ grep -v '<<\|^.\{36\}$' ../outputs
  1
  1
  2
  5
  0
  0

# A hostile line is no command, wherever it stands; in JSON its value stays.
$ sed -i 's|^ledger.*|ledger: {ref: "refs/cxctl-sub/{tenant}"}|' sub/cxctl.yaml
-- file sub/audiences/odd, name.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: odd, id: 8e1d6f5f-2b3c-4d4e-9f0a-1b2c3d4e5f60}
  spec: {name: "##[error]now ::stop-commands::x", criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 1}]}}
$ cxctl plan --project sub | grep name
        /name         "\x23#[error]now \x3a:stop-commands::x"
$ cxctl plan --project sub -o json | jq -r '.changes[].fields[] | select(.path == "/name").after'
  ##[error]now ::stop-commands::x
$ cxctl plan --project sub -o json | grep -c '##\['
  0
  [exit 1]

# A runner without the files, with a wrong one, and with one that is full.
-- env GITHUB_OUTPUT
-- env GITHUB_STEP_SUMMARY=relative.md
$ cxctl ci plan --project sub -o text=/dev/null
  [stderr]
  warning: GITHUB_STEP_SUMMARY is no absolute path: no summary file is written [ci.variable]
    hint: the runner sets it for each step; a container or a su needs it passed on
  warning: GITHUB_OUTPUT is not set: no output file is written [ci.variable]
    hint: the runner sets it for each step; a container or a su needs it passed on
  2 warnings
-- env GITHUB_OUTPUT=/dev/null
-- env GITHUB_STEP_SUMMARY={DIR}/../summary.md
$ head -c 1048570 /dev/zero | tr '\0' 'x' > ../summary.md; cxctl ci plan --project sub -o text=/dev/null
  [stderr]
  warning: the summary is left out: GitHub takes 1048576 bytes [ci.limit]
    hint: write it to a file with -o markdown=FILE, or lower --markdown-limit
  error: /dev/null is no regular file [ci.file]
  1 error, 1 warning
  [exit 1]

# GitLab reads a dotenv report and a code quality report.
-- env GITHUB_ACTIONS
-- env GITLAB_CI=true
-- env CI_PROJECT_PATH=acme/audiences
-- env CI_PIPELINE_SOURCE=merge_request_event
$ cxctl ci show
  GitLab CI
    repository    acme/audiences
    event         merge_request_event
    ref           not said
    commit        not said
    actor         not said
    run           not said
  writes
    output        cxctl.env
    code quality  gl-code-quality-report.json
$ cxctl ci plan --project sub -o text=/dev/null && cat cxctl.env gl-code-quality-report.json
  CXCTL_EXIT_CODE=0
  CXCTL_CHANGES=true
  CXCTL_TENANT=prod
  CXCTL_COMMIT={COMMIT}
  CXCTL_FINGERPRINT=sha256:{HASH}
  CXCTL_CREATE=1
  CXCTL_UPDATE=1
  CXCTL_DELETE=0
  CXCTL_UNCHANGED=0
  CXCTL_DRIFT=0
  CXCTL_CONFLICT=1
  []
$ sed -i 's/AND/XOR/' 'sub/audiences/odd, name.yaml'; cxctl ci validate --project sub -q
  [stderr]
  audiences/odd, name.yaml:4:70: error: operator must be one of "AND", "OR", not "XOR" [schema.enum]
      4 | spec: {name: "\x23#[error]now ::stop-commands::x", criteria: {operator: XOR, conditions: ...
        |                                                                         ^^^
  [exit 1]
$ cat cxctl.env gl-code-quality-report.json
  CXCTL_EXIT_CODE=1
  CXCTL_DEFINITIONS=1
  CXCTL_FILES=2
  CXCTL_ERRORS=1
  CXCTL_WARNINGS=0
  CXCTL_SUPPRESSED=0
  [
    {
      "description": "operator must be one of \"AND\", \"OR\", not \"XOR\" (did you mean \"OR\"?)",
      "check_name": "schema.enum",
      "fingerprint": "{HASH}",
      "severity": "critical",
      "location": {
        "path": "sub/audiences/odd, name.yaml",
        "lines": {
          "begin": 4
        }
      }
    }
  ]
