# validate -v tells which variables nobody uses.

-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [webhooks]
  vars:
    host: hooks.example.com
    region: emea
  default_tenant: prod
  tenants:
    prod: {base_url: "https://prod.cxone.example", vars: {path: /cxone, colour: green}}
    test: {base_url: "https://test.cxone.example", vars: {host: test.example.com}}
-- file webhooks/sync.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: sync}
  spec: {name: sync, url: "https://${var.host}/sync", events: [profile.updated]}
-- file overlays/prod/sync.yaml
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: sync}
  patch: {spec: {url: "https://${var.host}${var.path}"}}

$ cxctl validate
  1 definition in 1 file: valid
$ cxctl validate -v
  1 definition in 1 file: valid
  [stderr]
  cxctl.yaml:6:3: note: no definition uses the variable region [vars.unused]
      6 |   region: emea
        |   ^^^^^^
    hint: remove it from vars, unless another tenant needs it
  cxctl.yaml:9:71: note: no definition uses the variable colour [vars.unused]
      9 |   prod: {base_url: "https://prod.cxone.example", vars: {path: /cxone, colour: green}}
        |                                                                       ^^^^^^
    hint: remove it from vars, unless another tenant needs it
$ cxctl validate -v --tenant test
  1 definition in 1 file: valid
  [stderr]
  cxctl.yaml:6:3: note: no definition uses the variable region [vars.unused]
      6 |   region: emea
        |   ^^^^^^
    hint: remove it from vars, unless another tenant needs it
$ cxctl validate -v --all-tenants
  prod  1 definition in 1 file: valid
  test  1 definition in 1 file: valid
  [stderr]
  cxctl.yaml:6:3: note: no definition uses the variable region [vars.unused]
      6 |   region: emea
        |   ^^^^^^
    tenants: prod, test
    hint: remove it from vars, unless another tenant needs it
  cxctl.yaml:9:71: note: no definition uses the variable colour [vars.unused]
      9 |   prod: {base_url: "https://prod.cxone.example", vars: {path: /cxone, colour: green}}
        |                                                                       ^^^^^^
    tenants: prod
    hint: remove it from vars, unless another tenant needs it

# What could not be read may use them.

$ printf 'kind: [Webhook' >webhooks/torn.yaml
$ cxctl validate -v 2>&1 | grep -c vars.unused
  0
  [exit 1]
$ rm webhooks/torn.yaml

# Nor is it said of one file what only all can show.

$ cxctl validate -v webhooks/sync.yaml
  1 definition in 1 file: valid
