# What apply and audit print as JSON is as the published schemas say, however it ends.

-- sandbox --customers 200
-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- file check.sh
  cxctl "$@" -o json >../doc.json 2>/dev/null; code=$?
  test "$code" = "$(jq .exit_code ../doc.json)" || echo "exit $code"
  cxctl schema check "$CX_SOURCE_DIR/schemas/$1.schema.json" ../doc.json >../checked 2>&1 || cat ../checked
  jq -c 'keys_unsorted - ["format_version", "diagnostics", "exit_code"]' ../doc.json
$ mv check.sh ..
-- commit vip
$ sh ../check.sh audit log; sh ../check.sh audit verify; sh ../check.sh audit sign --key ../none
  ["runs"]
  ["verify"]
  ["command"]
$ sh ../check.sh apply; sh ../check.sh apply --yes; sh ../check.sh apply --yes; sh ../check.sh apply --yes --rev nowhere
  ["command"]
  ["tenant","commit","fingerprint","run","seal","head","summary","steps"]
  ["tenant","commit","fingerprint","run","seal","head","summary","steps"]
  ["command"]
$ sed -i 's/5000/6000/' audiences/vip.yaml && sh ../check.sh apply --yes
  ["command"]
-- commit stricter
-- post /sandbox/faults
  {"route": "PUT /api/*", "kind": "status", "status": 422, "count": 1}
$ sh ../check.sh apply --yes --on-error rollback; sh ../check.sh apply --yes
  ["tenant","commit","fingerprint","run","seal","head","summary","steps"]
  ["tenant","commit","fingerprint","run","seal","head","summary","steps"]
$ ssh-keygen -q -t ed25519 -N '' -C '' -f ../ana && printf 'ana@example.com %s\n' "$(cat ../ana.pub)" >../signers
$ sh ../check.sh audit log; sh ../check.sh audit show "$(cxctl audit log -o json | jq -r '.runs[0].run')"; sh ../check.sh audit sign --key ../ana; sh ../check.sh audit verify --signers ../signers; sh ../check.sh audit notes; sh ../check.sh audit export -o text=/dev/null
  ["runs"]
  ["run"]
  ["sign"]
  ["verify"]
  ["notes"]
  ["export"]
