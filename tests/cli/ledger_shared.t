# One ledger for two tenants would take what one holds for what the other one lost.

-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec: {name: Vip, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}

$ sed -e 's|^default_tenant.*||' -e 's|^tenants:|ledger: {ref: refs/cxctl/all}\ndefault_tenant: prod\ntenants:\n  test: {base_url: "https://test.example", auth: {client_id: a, client_secret: {env: B}}}|' -i cxctl.yaml

-- commit two tenants

$ cxctl plan
  [stderr]
  cxctl.yaml:5:15: error: the project has 2 tenants, and refs/cxctl/all would be the ledger of them all [ledger.ref]
      5 | ledger: {ref: refs/cxctl/all}
        |               ^^^^^^^^^^^^^^
    hint: put {tenant} into it: what one tenant holds says nothing of another
  [exit 1]
