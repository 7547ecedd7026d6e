# A comment in an overlay's file suppresses what is said of the values that the overlay sets.

-- project audiences
    dev: {base_url: "{URL}", auth: {flow: client_credentials, client_id: demo, client_secret: {env: DEMO_SECRET}}}
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
        - {field: country, operator: equals, value: DE}
-- file overlays/prod/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip}
  patch:
    spec:
      criteria:
        conditions:
          - {field: spend, operator: greater_than, value: 500}
          # cxctl-ignore redundant until 2999-12-31: finance audits both limits
          - {field: spend, operator: greater_than, value: 100}
$ cxctl validate --tenant prod
  1 definition in 1 file: valid, 1 warning suppressed
$ cxctl validate --tenant dev
  1 definition in 1 file: valid

# Past its date it is back; one that nothing needs, or that is not well formed, is told as anywhere else.

$ sed -i 's/2999-12-31: finance/2020-01-31: finance/; s/^patch:/# cxctl-ignore nested until 2999-12-31: generated\n# cxctl-ignore single: for ever\npatch:/' overlays/prod/vip.yaml
$ cxctl validate --tenant prod
  [stderr]
  overlays/prod/vip.yaml:4:16: warning: there is no warning of nested here to suppress [suppression.unused]
      4 | # cxctl-ignore nested until 2999-12-31: generated
        |                ^^^^^^
    hint: remove it; it speaks of lines 6 to 12
  overlays/prod/vip.yaml:5:1: error: this suppression does not say until when [suppression.date]
      5 | # cxctl-ignore single: for ever
        | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: write # cxctl-ignore RULE until YYYY-MM-DD: reason
  overlays/prod/vip.yaml:12:11: warning: spend greater_than 100 asks for nothing more than greater_than 500 [lint.redundant]
     12 |         - {field: spend, operator: greater_than, value: 100}
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  overlays/prod/vip.yaml:10:11: note: the other condition
     10 |         - {field: spend, operator: greater_than, value: 500}
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    note: its suppression in line 11 expired on 2020-01-31: finance audits both limits
    hint: remove it, or mend its value
  1 error, 2 warnings
  [exit 1]

$ sed -i '/single: for ever/d' overlays/prod/vip.yaml
$ cxctl validate --tenant prod
  1 definition in 1 file: valid
  [stderr]
  overlays/prod/vip.yaml:4:16: warning: there is no warning of nested here to suppress [suppression.unused]
      4 | # cxctl-ignore nested until 2999-12-31: generated
        |                ^^^^^^
    hint: remove it; it speaks of lines 5 to 11
  overlays/prod/vip.yaml:11:11: warning: spend greater_than 100 asks for nothing more than greater_than 500 [lint.redundant]
     11 |         - {field: spend, operator: greater_than, value: 100}
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  overlays/prod/vip.yaml:9:11: note: the other condition
      9 |         - {field: spend, operator: greater_than, value: 500}
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    note: its suppression in line 10 expired on 2020-01-31: finance audits both limits
    hint: remove it, or mend its value
  2 warnings

# What belongs to a part of the project is not said of the part alone.

$ cp audiences/vip.yaml audiences/other.yaml && sed -i 's/name: vip/name: other/; s/VIP/Other/; s/0a}/0b}/' audiences/other.yaml
$ cxctl validate --tenant prod audiences/other.yaml
  1 definition in 1 file: valid
