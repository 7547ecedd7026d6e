# What drift --metrics writes, as Prometheus itself reads it. (Left out where promtool is not installed.)

-- needs promtool --version
-- sandbox --customers 20
-- tenant
  {"audiences": [{"id": "00000000-0000-0000-0000-00000000000d", "name": "Old", "criteria": {"operator": "AND", "conditions": [{"field": "tier", "operator": "equals", "value": "old"}]}}]}
-- project audiences
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec: {name: Vip, criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold.tier-1_x, id: 00000000-0000-0000-0000-00000000000c}
  spec: {name: Gold, criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}}
-- commit two audiences

# Before the first apply, while all is well, and with drift of every sort.
$ cxctl drift --metrics never.prom >/dev/null 2>&1 && promtool check metrics < never.prom
$ cxctl apply --yes >/dev/null && cxctl drift --unmanaged --metrics clean.prom >/dev/null && promtool check metrics < clean.prom
-- post /sandbox/edit
  {"kind": "Audience", "id": "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f", "patch": {"description": "\\ \" \n {}"}}
-- post /sandbox/edit
  {"kind": "Audience", "id": "00000000-0000-0000-0000-00000000000c", "patch": null}
$ cxctl drift --unmanaged --metrics drift.prom >/dev/null
  [exit 6]
$ promtool check metrics < drift.prom
$ grep -c '^cxctl_' drift.prom
  12

# OpenMetrics says where a file ends, which is a comment to Prometheus' older format; and promtool would tell.
$ tail -n 1 drift.prom
  # EOF
$ sed 's/^\(cxctl_drift_fields.*\) .*/\1 many/' drift.prom | promtool check metrics
  [stderr]
  error while linting: text format parsing error in line 6: expected float as value, got "many"
  [exit 1]

# What a watch answers at /metrics.
$ cxctl drift --unmanaged --watch 1h --listen 0 >watch.log 2>&1 & echo $! >pid
> until grep -qs 'drift: ' watch.log; do sleep 0.05; done
> curl -sS $(sed -n 's/.*\(http:.*\)/\1/p' watch.log)/metrics >watch.prom; kill $(cat pid); promtool check metrics <watch.prom && grep -c '^cxctl_watch_checks' watch.prom
  3
