# The plan says what its apply will cost, where people would notice: requests, and the time that the limits make of them.

-- project audiences
-- file audiences.sh
  mkdir -p audiences
  for n in $(seq -w 1 60); do
    printf 'apiVersion: cxctl/v1\nkind: Audience\nmetadata: {name: a%s, id: 5eed0000-0000-4000-8000-0000000000%s}\n' $n $n
    printf 'spec:\n  name: A%s\n  criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: %s}]}\n' $n $1
    printf -- '---\n'
  done > audiences/all.yaml
$ sh audiences.sh 1000
-- commit sixty audiences

$ cxctl plan | tail -4

  Plan: 60 to create, 0 to update, 0 to delete, 0 unchanged

  Next: cxctl apply --fingerprint sha256:{HASH}
$ cxctl plan -o json | jq -c .apply
  {"requests":62,"milliseconds":317,"guards":{"Audience":"etag"}}
$ cxctl apply --yes -o json 2>/dev/null | jq .summary.requests
  62

# Ten requests a second are all that this tenant may be sent: a GET and a PUT each, and two lists before and behind them.
$ sed -i '/profile: cxone/a\    limits: {requests_per_second: 10}' cxctl.yaml; sed -i '/default_tenant/a safety: {max_update_percent: 100}' cxctl.yaml; sh audiences.sh 2000
-- commit as many updates
$ cxctl plan | tail -4
  Plan: 0 to create, 60 to update, 0 to delete, 0 unchanged
        apply will send about 122 requests, which takes 13 s or more

  Next: cxctl apply --fingerprint sha256:{HASH}
$ cxctl plan -o json | jq -c .apply
  {"requests":122,"milliseconds":12505,"guards":{"Audience":"etag"}}

# It says too what keeps the writes of others safe, by kind.
$ cxctl plan -v 2>/dev/null | grep guarded
        writes of Audience are guarded by ETags
$ sed -i 's/profile: cxone/profile: profile.yaml/' cxctl.yaml
-- file profile.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: plain}
  extends: cxone
  kinds: {Audience: {concurrency: body_version}}
$ cxctl plan -v 2>/dev/null | grep guarded
        writes of Audience are guarded by version, and by reading before and after
$ sed -i 's/body_version/none, version_field: null/' profile.yaml; cxctl plan -v 2>/dev/null | grep guarded
        writes of Audience are guarded by reading before and after alone
$ cxctl plan -o json | jq -c .apply.guards
  {"Audience":"reading"}
