# definitions: [.] means what stands beside cxctl.yaml, but not cxctl.yaml and the folders that have another use.

-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [.]
  tenants:
    prod: {base_url: "{URL}", auth: {flow: client_credentials, client_id: demo, client_secret: {env: DEMO_SECRET}}}
-- secret DEMO_SECRET=not-to-be-seen
-- file vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec:
    name: Vip
    criteria:
      operator: AND
      conditions:
        - {field: spend, operator: greater_than, value: 500}
-- file overlays/prod/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip}
  patch: {spec: {name: VipOfProd}}
$ cxctl validate
  1 definition in 1 file: valid
$ cxctl fmt --check
  3 files: nothing to change
