# The plan that proves an adoption is not always empty: an overlay may change what is adopted, and a schema of one's own
# may keep a secret that the tenant shows out of its sight. Then it is said what differs, and what a plan shows.

-- sandbox --customers 20
-- project audiences webhooks
-- file overlays/prod/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip}
  patch: {spec: {description: only in prod}}
-- commit an overlay
-- tenant
  {"audiences": [
     {"id": "00000000-0000-0000-0000-000000000001", "name": "VIP", "description": "Spends a lot",
      "criteria": {"operator": "AND", "conditions": [{"field": "spend", "operator": "greater_than", "value": 1}]}}]}
$ cxctl adopt --dry-run
  [stderr]
  overlays/prod/vip.yaml:3:18: error: there is no Audience named vip to patch [overlay.target]
      3 | metadata: {name: vip}
        |                  ^^^
    hint: an overlay patches a definition of the same kind and name
  [exit 1]
$ cxctl adopt
  [stderr]
  overlays/prod/vip.yaml:3:18: error: there is no Audience named vip to patch [overlay.target]
      3 | metadata: {name: vip}
        |                  ^^^
    hint: an overlay patches a definition of the same kind and name
  [exit 1]
$ cxctl plan
  [stderr]
  overlays/prod/vip.yaml:3:18: error: there is no Audience named vip to patch [overlay.target]
      3 | metadata: {name: vip}
        |                  ^^^
    hint: an overlay patches a definition of the same kind and name
  error: there is no file or folder audiences [definition.path]
    hint: definitions in cxctl.yaml names files and folders beside it
  error: there is no file or folder webhooks [definition.path]
    hint: definitions in cxctl.yaml names files and folders beside it
  3 errors
  [exit 1]
