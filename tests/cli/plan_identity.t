# Which object of the tenant a definition is: what is not certain is an error, never a guess.

-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec: {name: Vip, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}
-- file audiences/new.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: new, id: b1b2c3d4-e5f6-7890-abcd-ef1234567890}
  spec: {name: New, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}}
-- commit two audiences

$ cxctl apply --yes >/dev/null

# Another id below the name of one that was applied: it was not deleted in the tenant, as a plan might say.
$ sed -i s/a1b2/c1b2/ audiences/vip.yaml
$ cxctl plan
  [stderr]
  audiences/vip.yaml:3:27: error: Audience/vip has the id c1b2c3d4-e5f6-7890-abcd-ef1234567890, but was applied with a1b2c3d4-e5f6-7890-abcd-ef1234567890, which the tenant still holds [plan.id]
      3 | metadata: {name: vip, id: c1b2c3d4-e5f6-7890-abcd-ef1234567890}
        |                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: give the new one a metadata.name of its own; the old one is deleted then
  [exit 1]

# Names that change places are no change of the tenant, and the ledger follows.
$ sed -i -e s/c1b2/a1b2/ -e 's/name: vip,/name: new,/' audiences/vip.yaml
$ sed -i -e 's/name: new,/name: vip,/' audiences/new.yaml

-- commit swap the names

-- writes
  ...

$ cxctl apply --yes >/dev/null

-- writes

$ git show refs/cxctl/prod:resources/Audience/vip.json | grep -o '"id":"[^"]*"'
  "id":"b1b2c3d4-e5f6-7890-abcd-ef1234567890"
$ git show refs/cxctl/prod:resources/Audience/new.json | grep -o '"id":"[^"]*"'
  "id":"a1b2c3d4-e5f6-7890-abcd-ef1234567890"
$ cxctl plan | tail -n 1
  No changes: the tenant is as git says, 2 unchanged

