# A repository to begin with: it validates, and plans against a tenant, with three variables set.

-- env CXONE_BASE_URL={URL}
$ cxctl init repo
  wrote cxctl.yaml
  wrote audiences/.gitkeep
  wrote webhooks/.gitkeep
  wrote .gitignore
  wrote .vscode/settings.json
  wrote .github/workflows/plan.yaml
  wrote .github/workflows/apply.yaml
  wrote .github/workflows/drift.yaml
  wrote .gitlab-ci.yml
  wrote .cxctl/schemas/

  Next:
    cd repo
    git add -A && git commit -m 'cxctl init'
    cxctl new audience my-first      write a definition
    cxctl validate                   check it
    cxctl plan                       see what it would change
  [stderr]
  note: repo is not the root of its repository: CI does not look for its files there [init.ci]
    hint: move them to the root, and add --project repo to their commands
$ cat repo/cxctl.yaml
  # yaml-language-server: $schema=.cxctl/schemas/project.schema.json
  # The project: where definitions are, and which tenants they go to.
  apiVersion: cxctl/v1
  kind: Project
  definitions: [audiences, webhooks]
  default_tenant: prod
  tenants:
    prod:
      base_url: {env: CXONE_BASE_URL}
      profile: cxone
      auth:
        preset: region                           # how this tenant logs in
        client_id: {env: CXONE_CLIENT_ID}        # from the environment: no secret stands in a file
        client_secret: {env: CXONE_CLIENT_SECRET}
  safety: {max_update_percent: 30, max_delete_percent: 30, min_resources: 10}
  # ledger: {remote: origin}                       # once the repository has a remote: CI jobs need it
$ cxctl new audience big-spenders --project repo
  audiences/big-spenders.yaml: a new Audience
$ cxctl validate --project repo
  1 definition in 1 file: valid
$ cxctl plan --project repo
  Tenant prod at {URL}, from files that are not committed (1
    request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Audience/big-spenders
        /name         "big-spenders"
        /criteria     annual_revenue > 500000 and (employee_count > 500 or
                      engagement_score > 85)
        /description  ""
        /exclusions   []

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  Next: commit, then cxctl apply --project repo --fingerprint sha256:{HASH}

# What is there is kept.
$ echo '# mine' >> repo/cxctl.yaml && rm repo/.gitlab-ci.yml
$ cxctl init repo
  wrote .gitlab-ci.yml
  kept  cxctl.yaml
  kept  audiences/.gitkeep
  kept  webhooks/.gitkeep
  kept  .gitignore
  kept  .vscode/settings.json
  kept  .github/workflows/plan.yaml
  kept  .github/workflows/apply.yaml
  kept  .github/workflows/drift.yaml
  kept  .cxctl/schemas/

  Next:
    cd repo
    git add -A && git commit -m 'cxctl init'
    cxctl new audience my-first      write a definition
    cxctl validate                   check it
    cxctl plan                       see what it would change
  [stderr]
  note: repo is not the root of its repository: CI does not look for its files there [init.ci]
    hint: move them to the root, and add --project repo to their commands
$ tail -n 1 repo/cxctl.yaml
  # mine
$ cxctl init repo -o json | head -n 5
  {
    "format_version": "1.0",
    "command": "init",
    "written": [],
    "kept": [
  [stderr]
  note: repo is not the root of its repository: CI does not look for its files there [init.ci]
    hint: move them to the root, and add --project repo to their commands

# The answers beforehand; and nothing is written where they are wrong.
$ cxctl init other --tenant emea --base-url https://na1.cxone.com --ci github
  wrote cxctl.yaml
  wrote audiences/.gitkeep
  wrote webhooks/.gitkeep
  wrote .gitignore
  wrote .vscode/settings.json
  wrote .github/workflows/plan.yaml
  wrote .github/workflows/apply.yaml
  wrote .github/workflows/drift.yaml
  wrote .cxctl/schemas/

  Next:
    cd other
    git add -A && git commit -m 'cxctl init'
    cxctl new audience my-first      write a definition
    cxctl validate                   check it
    cxctl plan                       see what it would change
  [stderr]
  note: other is not the root of its repository: CI does not look for its files there [init.ci]
    hint: move them to the root, and add --project other to their commands
$ sed -n '5,9p' other/cxctl.yaml; ls -A other other/.github
  definitions: [audiences, webhooks]
  default_tenant: emea
  tenants:
    emea:
      base_url: https://na1.cxone.com
  other:
  .cxctl
  .github
  .gitignore
  .vscode
  audiences
  cxctl.yaml
  webhooks

  other/.github:
  workflows

# In a repository that is there.
$ mkdir -p there/below && cd there && git init -q && echo '*.o' > .gitignore && cxctl init below --ci gitlab
  wrote cxctl.yaml
  wrote audiences/.gitkeep
  wrote webhooks/.gitkeep
  wrote .gitignore
  wrote .vscode/settings.json
  wrote .gitlab-ci.yml
  wrote .cxctl/schemas/

  Next:
    cd below
    git add -A && git commit -m 'cxctl init'
    cxctl new audience my-first      write a definition
    cxctl validate                   check it
    cxctl plan                       see what it would change
  [stderr]
  note: below is not the root of its repository: CI does not look for its files there [init.ci]
    hint: move them to the root, and add --project below to their commands
$ cd there && cxctl init --ci none
  wrote cxctl.yaml
  wrote audiences/.gitkeep
  wrote webhooks/.gitkeep
  wrote .vscode/settings.json
  wrote .cxctl/schemas/
  kept  .gitignore

  Next:
    git add -A && git commit -m 'cxctl init'
    cxctl new audience my-first      write a definition
    cxctl validate                   check it
    cxctl plan                       see what it would change
  [stderr]
  note: .gitignore is kept, and lacks .env, /secrets/, /plan.* [init.gitignore]
    hint: add them: secrets and plans stay on the machine that made them

# A file where the folder should be.
$ touch taken && cxctl init taken
  [stderr]
  error: cannot write taken/cxctl.yaml: Not a directory [file.write]
  [exit 1]
$ cxctl init wrong --tenant 'a b' --base-url ftp://x
  [stderr]
  cxctl.yaml:8:3: error: "a b" is no name of a tenant [schema.pattern]
      8 |   a b:
        |   ^^^
    hint: letters, digits, '.', '_' and '-', at most 64, with a letter or a digit at both ends: it becomes part of a git ref
  cxctl.yaml:9:15: error: a URL must begin with https:// [schema.pattern]
      9 |     base_url: ftp://x
        |               ^^^^^^^
    hint: plain http is accepted for localhost, 127.0.0.1 and [::1] alone
  2 errors
  [exit 1]
$ ls wrong
  [stderr]
  ls: cannot access 'wrong': No such file or directory
  [exit 2]
$ cxctl init --ci jenkins
  [stderr]
  error: --ci cannot be "jenkins", only github, gitlab, both or none [usage.value]
  [exit 1]

# The CI files are YAML as fmt writes it; those of examples/gitops are the same. tests/gitops runs their commands.
$ git init -q ci && cd ci && cxctl init -q && cxctl new audience first && cxctl fmt --check && cxctl fmt --check .gitlab-ci.yml .github/workflows/*.yaml
  wrote cxctl.yaml
  wrote audiences/.gitkeep
  wrote webhooks/.gitkeep
  wrote .gitignore
  wrote .vscode/settings.json
  wrote .github/workflows/plan.yaml
  wrote .github/workflows/apply.yaml
  wrote .github/workflows/drift.yaml
  wrote .gitlab-ci.yml
  wrote .cxctl/schemas/

  Next:
    git add -A && git commit -m 'cxctl init'
    cxctl new audience my-first      write a definition
    cxctl validate                   check it
    cxctl plan                       see what it would change
  audiences/first.yaml: a new Audience
  2 files: nothing to change
  4 files: nothing to change
$ cd ci && git add -A && git -c user.name=t -c user.email=t@example.com commit -qm init
$ cd ci && sed -i 's/\[prod\]/[staging, prod]/' .gitlab-ci.yml .github/workflows/*.yaml && for f in .gitlab-ci.yml .github/workflows/*.yaml; do cmp $f "$CX_SOURCE_DIR"/examples/gitops/$f && echo "$f is the same"; done
  .gitlab-ci.yml is the same
  .github/workflows/apply.yaml is the same
  .github/workflows/drift.yaml is the same
  .github/workflows/plan.yaml is the same
