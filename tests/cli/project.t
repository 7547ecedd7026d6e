# The project file: found from below, checked as strictly as definitions, with one tenant that is meant.

-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [audiences]
  default_tenant: prd
  tenants:
    prod:
      base_url: http://cxone.example
      profil: cxone
      auth: {client_id: abc, client_secret: abcdef}
      limits: {requests_per_second: 0}
    dev:
      auth: {client_id: {env: A}, client_secret: {file: b, env: c}}
  ledger: {ref: "heads/main"}
  safety: {max_update_percent: 130}
$ mkdir audiences && cxctl validate
  [stderr]
  cxctl.yaml:7:15: error: a URL must begin with https:// [schema.pattern]
      7 |     base_url: http://cxone.example
        |               ^^^^^^^^^^^^^^^^^^^^
    hint: plain http is accepted for localhost, 127.0.0.1 and [::1] alone
  cxctl.yaml:8:5: error: "profil" is not known in prod [schema.unknown]
      8 |     profil: cxone
        |     ^^^^^^
    hint: did you mean "profile"?
  cxctl.yaml:9:43: error: a secret may not stand in the project file [schema.type]
    hint: use {env: NAME} or {file: path}
  cxctl.yaml:10:35: error: requests_per_second is 0, at least 1 is allowed [schema.minimum]
     10 |     limits: {requests_per_second: 0}
        |                                   ^
  cxctl.yaml:12:5: error: dev has no "base_url" [schema.required]
     12 |     auth: {client_id: {env: A}, client_secret: {file: b, env: c}}
        |     ^^^^
    hint: base_url is the root of the tenant's API, for example https://na1.cxone.example
  cxctl.yaml:12:48: error: a secret has one source: env or file, not both [schema.oneOf]
  cxctl.yaml:13:15: error: "heads/main" is no name of a git ref [schema.pattern]
     13 | ledger: {ref: "heads/main"}
        |               ^^^^^^^^^^^^
    hint: it begins with refs/ and holds no spaces: refs/cxctl/{tenant}
  cxctl.yaml:14:30: error: max_update_percent is 130, at most 100 is allowed [schema.maximum]
     14 | safety: {max_update_percent: 130}
        |                              ^^^
  8 errors
  [exit 1]

# A project with two tenants, and none that is meant by default.
-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [audiences]
  tenants:
    prod:
      base_url: {URL}
      auth: {token_url: "{URL}/oauth/token", client_id: {env: CXONE_CLIENT_ID}, client_secret: {env: CXONE_CLIENT_SECRET}}
    dev:
      base_url: {env: DEV_URL}
      auth: {client_id: sandbox, client_secret: {file: ../dev.secret}}
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: Gold
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
-- commit gold
$ cxctl plan
  [stderr]
  error: the project has several tenants and no default_tenant [project.tenant]
    hint: say which with --tenant: prod, dev
  [exit 1]

$ cxctl plan --tenant prd
  [stderr]
  error: cxctl.yaml names no tenant prd [project.tenant]
    hint: did you mean prod?
  [exit 1]

$ cxctl plan --tenant prod | head -n 1
  Tenant prod at {URL}, commit {COMMIT} (1 request)

# Settings come from the environment and from files; what is missing is said with its place.
$ cxctl plan --tenant dev
  [stderr]
  cxctl.yaml:9:15: error: base_url needs the environment variable DEV_URL, which is not set [setting.unset]
      9 |     base_url: {env: DEV_URL}
        |               ^^^^^^^^^^^^^^
    hint: set it in the environment of cxctl, for example as a secret of the CI job
  [exit 1]

# A default that names no tenant is found by validate.
$ sed 's/^tenants:/default_tenant: prd\n&/' cxctl.yaml > ../cxctl.yaml && mv cxctl.yaml ../keep && mv ../cxctl.yaml . && cxctl validate
  [stderr]
  cxctl.yaml:4:17: error: default_tenant is prd, but there is no such tenant below tenants [project.tenant]
      4 | default_tenant: prd
        |                 ^^^
  [exit 1]

$ mv ../keep cxctl.yaml

-- env DEV_URL={URL}
$ printf '%s\n' "$CXONE_CLIENT_SECRET" > ../dev.secret; cxctl plan --tenant dev | head -n 1; rm ../dev.secret
  Tenant dev at {URL}, commit {COMMIT} (1 request)

# Each tenant has a ledger of its own.
$ cxctl apply --tenant prod --yes >/dev/null && git for-each-ref --format='%(refname)' refs/cxctl
  refs/cxctl/prod

# With a default, --tenant can stay away; --project names the folder or the file from anywhere.
$ sed -i 's/^tenants:/default_tenant: prod\n&/' cxctl.yaml
-- commit prod by default
$ cxctl plan | tail -n 1
  No changes: the tenant is as git says, 1 unchanged

$ cd audiences && cxctl plan | tail -n 1
  No changes: the tenant is as git says, 1 unchanged

$ cd / && cxctl plan --project {DIR} | tail -n 1
  No changes: the tenant is as git says, 1 unchanged

$ cd / && cxctl plan --project {DIR}/cxctl.yaml | tail -n 1
  No changes: the tenant is as git says, 1 unchanged

$ cd / && cxctl plan --project {DIR}/audiences
  [stderr]
  error: there is no project file at {DIR}/audiences [project.missing]
    hint: --project takes the folder that holds cxctl.yaml, or the file
  [exit 1]

$ cd / && cxctl plan
  [stderr]
  error: there is no cxctl.yaml here or in a folder above [project.missing]
    hint: go into the repository, or name it with --project
  [exit 1]

# A tenant alone needs no default.
$ python3 -c 's = open("cxctl.yaml").read(); open("cxctl.yaml", "w").write(s[:s.index("  dev:")].replace("default_tenant: prod\n", ""))' && cxctl plan | tail -n 1
  No changes: the tenant is as git says, 1 unchanged

# A folder of definitions that is not there is a warning, for git keeps no empty folders; no folder at all is an error.
$ sed -i 's/\[audiences\]/[audiences, webhooks]/' cxctl.yaml && cxctl plan | tail -n 1
  No changes: the tenant is as git says, 1 unchanged
  [stderr]
  warning: there is no file or folder webhooks [definition.path]
    hint: definitions in cxctl.yaml names it; nothing is read from there

$ sed -i 's/\[audiences, webhooks\]/[audience, webhooks]/' cxctl.yaml && cxctl plan
  [stderr]
  error: there is no file or folder audience [definition.path]
    hint: definitions in cxctl.yaml names files and folders beside it
  error: there is no file or folder webhooks [definition.path]
    hint: definitions in cxctl.yaml names files and folders beside it
  2 errors
  [exit 1]

# Outside of git there is nothing to plan against; validate does without.
$ git checkout -q cxctl.yaml && mkdir ../plain && cp -r cxctl.yaml audiences ../plain && cd ../plain && cxctl validate
  1 definition in 1 file: valid

$ cd ../plain && cxctl plan
  [stderr]
  error: {TOP}/plain is not in a git repository, and this command needs its commits [git.missing]
    hint: git init, git add and git commit make one
  [exit 1]

# One ledger belongs to one project of the repository.
$ mkdir sub && cp -r cxctl.yaml audiences sub
-- commit a second project
$ cd sub && cxctl plan
  [stderr]
  error: the ledger refs/cxctl/prod belongs to the project cxctl.yaml, not to sub/cxctl.yaml [ledger.project]
    hint: give this project a ledger of its own: ledger: {ref: "refs/cxctl-two/{tenant}"}
  [exit 1]
