# What a change of criteria means: two sentences, what differs, and which way the audience can go.

-- sandbox --customers 2000
-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria:
      operator: AND
      conditions:
        - {field: region, operator: in, value: [emea, apac]}
        - operator: OR
          conditions:
            - {field: spend, operator: greater_than_or_equal, value: 500}
            - {field: tier, operator: equals, value: gold}
-- commit vip
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)
  No ledger yet: git and tenant are compared two ways, and nothing is ever
  deleted.

    + Audience/vip
        /name         "Vip"
        /criteria     region in (emea, apac) and (spend >= 500 or tier = gold)
        /description  ""
        /exclusions   []

  Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}
$ cxctl apply --yes --quiet -o json=/dev/null

# A condition more can only shrink it.
$ sed -i '/emea/a\      - {field: country, operator: not_in, value: [DE, "two words", "a,b"]}' audiences/vip.yaml
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request)

    ~ Audience/vip  can only shrink, 1249 members
        before  region in (emea, apac) and (spend >= 500 or tier = gold)
        after   region in (emea, apac) and country not in (DE, "two words", "a,b")
                and (spend >= 500 or tier = gold)
        + country not in (DE, "two words", "a,b")

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}

# Another value, a condition that moved into the group, and one that went away.
$ sed -i '/country/d; /gold/d; s/value: 500/value: 750/' audiences/vip.yaml
$ sed -i '/spend/a\          - {field: country, operator: equals, value: DE}' audiences/vip.yaml
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request)

    ~ Audience/vip  either way, 1249 members
        before  region in (emea, apac) and (spend >= 500 or tier = gold)
        after   region in (emea, apac) and (spend >= 750 or country = DE)
        ~ spend >= 500 -> spend >= 750
        + country = DE
        - tier = gold

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}

# Moved is not removed and added, and a group that joins in another way is still that group.
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria:
      operator: AND
      conditions:
        - operator: OR
          conditions:
            - {field: tier, operator: equals, value: gold}
            - {field: spend, operator: greater_than_or_equal, value: 500}
            - {field: region, operator: in, value: [emea, apac]}
-- commit all in one group
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/vip  can only grow, 1249 members
        before  region in (emea, apac) and (spend >= 500 or tier = gold)
        after   tier = gold or spend >= 500 or region in (emea, apac)
        > region in (emea, apac)  moved into (tier = gol...region in (emea, apac))

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}

# Nobody spends more than 900 and less than 100.
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria:
      operator: AND
      conditions:
        - {field: spend, operator: greater_than, value: 900}
        - {field: spend, operator: less_than, value: 100}
-- commit nobody
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/vip  becomes empty, 1249 members
        before  region in (emea, apac) and (spend >= 500 or tier = gold)
        after   spend > 900 and spend < 100
        + spend > 900
        + spend < 100
        - region in (emea, apac)
        - (spend >= 500 or tier = gold)

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}

# Everybody has a region or has none. What a tenant makes of a missing value, cxctl does not guess.
$ sed -i 's/operator: AND/operator: OR/; s/{field: spend, operator: greater_than, value: 900}/{field: region, operator: is_null, value: null}/; s/{field: spend, operator: less_than, value: 100}/{field: region, operator: is_not_null, value: null}/' audiences/vip.yaml
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request)

    ~ Audience/vip  becomes everyone, 1249 members
        before  region in (emea, apac) and (spend >= 500 or tier = gold)
        after   region is null or region is not null
        ~ all of -> any of (region is null or region is not null)
        ~ region in (emea, apac) -> region is null
        + region is not null
        - (spend >= 500 or tier = gold)

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}
$ sed -i 's/operator: is_null, value: null/operator: equals, value: emea/; s/operator: is_not_null, value: null/operator: not_equals, value: emea/' audiences/vip.yaml
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request)

    ~ Audience/vip  can only grow, 1249 members
        before  region in (emea, apac) and (spend >= 500 or tier = gold)
        after   region = emea or region != emea
        ~ all of -> any of (region = emea or region != emea)
        ~ region in (emea, apac) -> region = emea
        + region != emea
        - (spend >= 500 or tier = gold)

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}

# Others see the same: the sentences, and each part that is not the same on both sides.
$ git checkout -q audiences && cxctl plan -o json | jq '.changes[] | .effect, .members, .criteria'
  "becomes empty"
  1249
  {
    "before": "region in (emea, apac) and (spend >= 500 or tier = gold)",
    "after": "spend > 900 and spend < 100",
    "changes": [
      {
        "change": "added",
        "group": false,
        "path": "/criteria/conditions/0",
        "from": null,
        "before": null,
        "after": "spend > 900"
      },
      {
        "change": "added",
        "group": false,
        "path": "/criteria/conditions/1",
        "from": null,
        "before": null,
        "after": "spend < 100"
      },
      {
        "change": "removed",
        "group": false,
        "path": null,
        "from": "/criteria/conditions/0",
        "before": "region in (emea, apac)",
        "after": null
      },
      {
        "change": "removed",
        "group": true,
        "path": null,
        "from": "/criteria/conditions/1",
        "before": "any of",
        "after": null
      },
      {
        "change": "removed",
        "group": false,
        "path": null,
        "from": "/criteria/conditions/1/conditions/0",
        "before": "spend >= 500",
        "after": null
      },
      {
        "change": "removed",
        "group": false,
        "path": null,
        "from": "/criteria/conditions/1/conditions/1",
        "before": "tier = gold",
        "after": null
      }
    ]
  }
$ cxctl plan -o json | jq '.changes[].fields[] | select(.path | startswith("/criteria")) | .op'
  "add"
  "add"
  "remove"
  "remove"

# The whole becomes one of two ways in, and back.
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria:
      operator: OR
      conditions:
        - operator: AND
          conditions:
            - {field: region, operator: in, value: [emea, apac]}
            - operator: OR
              conditions:
                - {field: spend, operator: greater_than_or_equal, value: 500}
                - {field: tier, operator: equals, value: gold}
        - {field: email, operator: ends_with, value: "@example.com"}
-- commit another way in
$ cxctl plan
  Tenant prod at {URL}, commit {COMMIT} (1 request)

    ~ Audience/vip  can only grow, 1249 members
        before  region in (emea, apac) and (spend >= 500 or tier = gold)
        after   (region in (emea, apac) and (spend >= 500 or tier = gold)) or
                email ends with @example.com
        > (region in (emea, apac) and (spend >= 500 or t...= gold))  was all of it
        + email ends with @example.com

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}
$ cxctl apply --yes --quiet -o json=/dev/null
$ git checkout -q HEAD~3 -- audiences && cxctl plan
  Tenant prod at {URL}, commit {COMMIT} and changes that are
    not committed (1 request)

    ~ Audience/vip  can only shrink, 1612 members
        before  (region in (emea, apac) and (spend >= 500 or tier = gold)) or
                email ends with @example.com
        after   region in (emea, apac) and (spend >= 500 or tier = gold)
        - email ends with @example.com

  Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged

  Next: commit, then cxctl apply --fingerprint sha256:{HASH}
