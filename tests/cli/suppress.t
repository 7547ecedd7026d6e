# A warning that is meant is suppressed by a comment: until when, and why.

-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: VIP
    data_source: customer_360
    criteria:
      operator: AND
      conditions:
        - {field: spend, operator: greater_than, value: 500}
        # cxctl-ignore redundant until 2999-12-31: the report of finance quotes both
        - {field: spend, operator: greater_than, value: 100}
        - operator: OR # cxctl-ignore single until 2020-01-31: a second country comes in spring
          conditions:
            - {field: country, operator: equals, value: DE}
        # cxctl-ignore lint.nested, single until 2999-12-31: generated
        - operator: AND
          conditions:
            - {field: tier, operator: equals, value: gold}
            - operator: OR
              conditions:
                - {field: opted_in, operator: equals, value: true}

# What is suppressed is counted; after its date the warning is back and says so.
$ cxctl validate
  1 definition in 1 file: valid, 3 warnings suppressed
  [stderr]
  audiences/vip.yaml:13:9: warning: this group holds one condition alone [lint.single]
     13 |       - operator: OR # cxctl-ignore single until 2020-01-31: a second country comes in sp...
        |         ^^^^^^^^
    note: its suppression in line 13 expired on 2020-01-31: a second country comes in spring
    hint: write the condition in place of the group

$ cxctl validate -o json 2>/dev/null | jq -c '.summary, (.diagnostics[] | [.code, .line, .note])'
  {"definitions":1,"files":1,"errors":0,"warnings":1,"suppressed":3}
  ["lint.single",13,"its suppression in line 13 expired on 2020-01-31: a second country comes in spring"]

# Before the first key it speaks of the whole resource, and of no other one.
-- file audiences/vip.yaml
  # Kept as marketing wrote them.
  # cxctl-ignore single, duplicate until 2999-12-31: imported
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 00000000-0000-0000-0000-00000000000a}
  spec: &spec
    name: VIP
    data_source: customer_360
    criteria:
      operator: AND
      conditions:
        - operator: OR
          conditions:
            - {field: country, operator: equals, value: DE}
        - {field: tier, operator: equals, value: gold}
        - {field: tier, operator: equals, value: gold}
  ---
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: second, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: Second
    data_source: customer_360
    criteria:
      operator: OR
      conditions:
        - operator: AND
          conditions:
            - {field: country, operator: equals, value: DE}
$ cxctl validate
  2 definitions in 1 file: valid, 2 warnings suppressed
  [stderr]
  audiences/vip.yaml:25:5: warning: this group holds one group alone [lint.single]
     25 |     operator: OR
        |     ^^^^^^^^
    hint: write the inner group in place of the group
  audiences/vip.yaml:27:9: warning: this group holds one condition alone [lint.single]
     27 |       - operator: AND
        |         ^^^^^^^^
    hint: write the condition in place of the group
  2 warnings

# What is wrong with a suppression is said with its place; it suppresses nothing.
-- file audiences/vip.yaml
  # cxctl-ignore
  # cxctl-ignore singel until 2999-12-31: a slip
  # cxctl-ignore colours until 2999-12-31: there is no such rule
  # cxctl-ignore schema.required until 2999-12-31: an error
  # cxctl-ignore policy.refused until 2999-12-31: a policy
  # cxctl-ignore single: for ever
  # cxctl-ignore single until 2027-02-30: no such day
  # cxctl-ignore single until tomorrow: no date
  # cxctl-ignore single until 2999-12-31
  # cxctl-ignore nested until 2999-12-31: nothing is nested here
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: VIP
    data_source: customer_360
    criteria:
      operator: AND
      conditions:
        - operator: OR
          conditions:
            - {field: country, operator: equals, value: DE}
$ cxctl validate
  [stderr]
  audiences/vip.yaml:1:1: error: this suppression names no rule [suppression.rule]
      1 | # cxctl-ignore
        | ^^^^^^^^^^^^^^
    hint: write # cxctl-ignore RULE until YYYY-MM-DD: reason; cxctl explain lint lists the rules
  audiences/vip.yaml:2:16: error: there is no rule singel [suppression.rule]
      2 | # cxctl-ignore singel until 2999-12-31: a slip
        |                ^^^^^^
    hint: did you mean single?
  audiences/vip.yaml:3:16: error: there is no rule colours [suppression.rule]
      3 | # cxctl-ignore colours until 2999-12-31: there is no such rule
        |                ^^^^^^^
    hint: cxctl explain lint lists the rules
  audiences/vip.yaml:4:16: error: schema.required cannot be suppressed [suppression.rule]
      4 | # cxctl-ignore schema.required until 2999-12-31: an error
        |                ^^^^^^^^^^^^^^^
    hint: only warnings can, not errors and policies; cxctl explain lint lists them
  audiences/vip.yaml:5:16: error: policy.refused cannot be suppressed [suppression.rule]
      5 | # cxctl-ignore policy.refused until 2999-12-31: a policy
        |                ^^^^^^^^^^^^^^
    hint: mend the definition, or change the policy's selector
  audiences/vip.yaml:6:1: error: this suppression does not say until when [suppression.date]
      6 | # cxctl-ignore single: for ever
        | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: write # cxctl-ignore RULE until YYYY-MM-DD: reason
  audiences/vip.yaml:7:29: error: 2027-02-30 is no date [suppression.date]
      7 | # cxctl-ignore single until 2027-02-30: no such day
        |                             ^^^^^^^^^^
    hint: write it as 2027-01-31
  audiences/vip.yaml:8:29: error: tomorrow is no date [suppression.date]
      8 | # cxctl-ignore single until tomorrow: no date
        |                             ^^^^^^^^
    hint: write it as 2027-01-31
  audiences/vip.yaml:9:1: error: this suppression gives no reason [suppression.reason]
      9 | # cxctl-ignore single until 2999-12-31
        | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: write it behind the date and a colon: # cxctl-ignore RULE until YYYY-MM-DD: reason
  audiences/vip.yaml:10:16: warning: there is no warning of nested here to suppress [suppression.unused]
     10 | # cxctl-ignore nested until 2999-12-31: nothing is nested here
        |                ^^^^^^
    hint: remove it; it speaks of lines 10 to 22
  audiences/vip.yaml:18:5: warning: this group holds one group alone [lint.single]
     18 |     operator: AND
        |     ^^^^^^^^
    hint: write the inner group in place of the group
  audiences/vip.yaml:20:9: warning: this group holds one condition alone [lint.single]
     20 |       - operator: OR
        |         ^^^^^^^^
    hint: write the condition in place of the group
  9 errors, 3 warnings
  [exit 1]
