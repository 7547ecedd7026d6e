# Steps run by what they refer to: a branch that fails takes its own dependents with it, and no others.

-- sandbox --customers 200
-- project audiences
-- file audiences/all.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: do-not-contact, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Do not contact
    criteria: {operator: AND, conditions: [{field: opted_in, operator: equals, value: false}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 00000000-0000-0000-0000-00000000000c}
  spec:
    name: Gold
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}]}
    exclusions: [{ref: do-not-contact}]
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold-spenders, id: 00000000-0000-0000-0000-00000000000d}
  spec:
    name: Gold spenders
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
    exclusions: [{ref: gold}]
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: silver, id: 00000000-0000-0000-0000-00000000000e}
  spec:
    name: Silver
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: silver}]}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: silver-spenders, id: 00000000-0000-0000-0000-00000000000f}
  spec:
    name: Silver spenders
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 1000}]}
    exclusions: [{ref: silver}]
-- commit two branches

# The tenant refuses do-not-contact. Gold refers to it and gold-spenders to gold: both are skipped and say why. The
# branch of silver goes on to its end.
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b", "kind": "status", "status": 422}
$ cxctl apply --yes --quiet
    Audience/silver: 44 members, evaluation COMPLETED
    Audience/silver-spenders: 152 members, evaluation COMPLETED
    Audience/do-not-contact: not applied: 422 unprocessable content: fault: a
      fault rule made this answer (correlation id
      {UUID}) [tenant.status]
    Audience/gold: skipped: Audience/do-not-contact was not applied, and comes
      before it [apply.skipped]
    Audience/gold-spenders: skipped: Audience/gold was not applied, and comes
      before it [apply.skipped]

  Apply: 2 applied, 1 not applied, 2 skipped; 40.0 % success,
         mean latency {MS} ms, 6 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 3]
-- writes
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 422 status
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000e 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000f 201
-- delete /sandbox/faults

# The next apply does what is left.
$ cxctl apply --yes --quiet
    Audience/do-not-contact: 47 members, evaluation COMPLETED
    Audience/gold: 34 members, evaluation COMPLETED
    Audience/gold-spenders: 156 members, evaluation COMPLETED

  Apply: 3 applied; 100.0 % success, mean latency {MS} ms, 7 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}

-- writes ordered
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000b 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c 201
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000d 201

# Gold lets go of do-not-contact, which goes away, and so does silver-spenders. The tenant refuses the update of gold: now
# do-not-contact must stay; silver-spenders has nothing to do with it, and is deleted.
$ python3 - <<'END'
> path = "audiences/all.yaml"
> documents = open(path).read().split("---\n")
> documents = [d for d in documents if "name: do-not-contact," not in d and "silver-spenders" not in d]
> open(path, "w").write("---\n".join(documents).replace("  exclusions: [{ref: do-not-contact}]\n", ""))
> END
-- commit less
-- post /sandbox/faults
  {"route": "PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c", "kind": "status", "status": 422}
$ cxctl apply --yes --quiet --allow-delete 2
    Audience/gold: not applied: 422 unprocessable content: fault: a fault rule
      made this answer (correlation id {UUID})
      [tenant.status]
    Audience/do-not-contact: skipped: Audience/gold was not applied, and comes
      before it [apply.skipped]

  Apply: 1 applied, 1 not applied, 1 skipped; 33.3 % success,
         mean latency {MS} ms, 5 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
  [exit 3]
-- writes ordered
  PUT /api/v1/audiences/00000000-0000-0000-0000-00000000000c 422 status
  DELETE /api/v1/audiences/00000000-0000-0000-0000-00000000000f 204
-- delete /sandbox/faults
$ cxctl apply --yes --quiet --allow-delete 1
    Audience/gold: 34 -> 44 members, evaluation COMPLETED

  Apply: 2 applied; 100.0 % success, mean latency {MS} ms, 6 requests in {N}.{N} s
         run {RUN}, sealed in refs/cxctl/prod as
         {COMMIT}
