# Keys and spacing in the order of the schema; comments, anchors and quotes as they were.

-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [audiences]
  tenants:
    prod: {base_url: "https://na1.cxone.example"}
-- file audiences/vip.yaml
  # Owned by marketing.

  # what it is
  kind: Audience
  apiVersion:   cxctl/v1
  spec:
      criteria:
          conditions:
          -   value: 500000     # a year
              field: "annual_revenue"
              operator: greater_than
          # the engaged ones
          - {value: 85,operator: "greater_than"  , field: engagement_score }
          operator: AND
      name: 'Vip'


      description: |
          Two lines,
            one indented
  metadata:
    id: a1b2c3d4-e5f6-7890-abcd-ef1234567890
    name: vip
$ cxctl fmt --check
  would format audiences/vip.yaml
  [exit 1]
$ cxctl fmt
  formatted audiences/vip.yaml
$ cat audiences/vip.yaml
  # Owned by marketing.

  apiVersion: cxctl/v1
  # what it is
  kind: Audience
  metadata:
    name: vip
    id: a1b2c3d4-e5f6-7890-abcd-ef1234567890
  spec:
    name: 'Vip'

    description: |
      Two lines,
        one indented
    criteria:
      operator: AND
      conditions:
        - field: "annual_revenue"
          operator: greater_than
          value: 500000     # a year
        # the engaged ones
        - {field: engagement_score, operator: "greater_than", value: 85}
$ cxctl fmt
  2 files: nothing to change
$ cxctl fmt --check -o json
  {
    "format_version": "1.0",
    "command": "fmt",
    "check": true,
    "changed": [],
    "summary": {
      "files": 2,
      "changed": 0,
      "left": 0
    },
    "diagnostics": [],
    "exit_code": 0
  }
$ cxctl validate
  1 definition in 1 file: valid

# What the command new writes is formatted.

$ cxctl new audience fresh
  ...
$ cxctl fmt --check
  3 files: nothing to change

# What cannot be kept is left alone.

-- file audiences/odd.yaml
  kind: Audience
  ? apiVersion
  : cxctl/v1
$ cxctl fmt audiences/odd.yaml
  1 file: nothing to change
  [stderr]
  audiences/odd.yaml:2:1: warning: the file is left as it is: fmt does not know this way of writing [fmt.layout]
      2 | ? apiVersion
        | ^
    hint: it formats documents that are indented mappings and lists, with plain keys
-- file audiences/alias.yaml
  spec: {name: &n alias}
  metadata: {name: *n}
  apiVersion: cxctl/v1
$ cxctl fmt --check audiences/alias.yaml
  1 file: nothing to change
  [stderr]
  audiences/alias.yaml:1:1: warning: the keys from spec on keep their order: another one would put an alias before its anchor [fmt.alias]
      1 | spec: {name: &n alias}
        | ^^^^
    hint: move the anchor to the value that comes first in the schema's order
-- file audiences/comment.yaml
  apiVersion: cxctl/v1
  metadata: {id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880, # ours
    name: vip2}
$ cxctl fmt --check audiences/comment.yaml
  1 file: nothing to change
  [stderr]
  audiences/comment.yaml:2:12: warning: the keys from id on keep their order: comments stand between them in brackets [fmt.comment]
      2 | metadata: {id: 9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880, # ours
        |            ^^
    hint: write them without brackets, one a line: comments then move with their keys

# Links and files that are read-only are left alone, too.

-- file audiences/fixed.yaml
  kind: Audience
  apiVersion: cxctl/v1
$ ln -s fixed.yaml audiences/link.yaml && chmod 444 audiences/fixed.yaml
$ cxctl fmt audiences/link.yaml audiences/fixed.yaml
  [stderr]
  warning: audiences/link.yaml is a symbolic link, and left as it is [fmt.symlink]
    hint: name the file that it leads to
  error: audiences/fixed.yaml would change, and is read-only [fmt.readonly]
    hint: chmod u+w makes it writable
  1 error, 1 warning
  [exit 1]
$ rm -f audiences/link.yaml audiences/fixed.yaml

# What is no YAML is said as validate says it.

-- file audiences/wrong.yaml
  kind: [Audience
$ cxctl fmt audiences/wrong.yaml nowhere
  [stderr]
  audiences/wrong.yaml:1:7: error: the bracket that opens here is not closed [yaml.syntax]
      1 | kind: [Audience
        |       ^
    hint: close it with ]
  error: there is no file or folder nowhere [fmt.path]
  2 errors
  [exit 1]
$ printf 'kind: Webhook\napiVersion: "cxctl/v1" # 1\n' | cxctl fmt -
  apiVersion: "cxctl/v1" # 1
  kind: Webhook

# So are the examples of cxctl.

$ cxctl fmt --check "$CX_SOURCE_DIR"/examples/quickstart
  5 files: nothing to change
