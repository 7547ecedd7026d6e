# `validate -o sarif` is for code scanning, `-o junit` for the test reports of GitLab and Jenkins; both in one run, and
# text as well.

-- project audiences
-- file audiences/good.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: good, id: 00000000-0000-0000-0000-00000000000a}
  spec:
    name: Good
    criteria: {operator: AND, conditions: [{field: tier, operator: equals, value: gold}, {field: spend, operator: greater_than, value: 5}]}
-- commit good
$ cxctl validate -o text -o sarif=../good.sarif -o junit=../good.xml
  1 definition in 1 file: valid
$ jq -c '.version, .runs[0].results, .runs[0].invocations' ../good.sarif
  "2.1.0"
  []
  [{"executionSuccessful":true,"exitCode":0}]
$ cat ../good.xml
  <?xml version="1.0" encoding="UTF-8"?>
  <testsuites name="cxctl" tests="1" failures="0" errors="0" time="0">
    <testsuite name="cxctl validate" tests="1" failures="0" errors="0" skipped="0" time="0">
      <testcase classname="cxctl.validate" name="audiences/good.yaml" file="audiences/good.yaml" time="0"/>
    </testsuite>
  </testsuites>

# A mistake, a warning of lint, a reference to nothing, and one name twice.
-- file audiences/bad <i>&.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: good, id: 00000000-0000-0000-0000-00000000000b}
  spec:
    name: "Bad </failure> ::error::x"
    criteria: {operator: AND, conditions: [{field: tier, operator: equls, value: gold}]}
-- file audiences/single.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: single, id: 00000000-0000-0000-0000-00000000000c}
  spec:
    name: Single
    exclusions: [{ref: nobody}]
    criteria: {operator: AND, conditions: [{operator: OR, conditions: [{field: tier, operator: equals, value: gold}]}, {field: spend, operator: greater_than, value: 5}]}
$ cxctl validate -o text -o sarif=../bad.sarif -o junit=../bad.xml
  [stderr]
  audiences/bad <i>&.yaml:6:66: warning: equls is no known operator [audience.operator]
      6 |   criteria: {operator: AND, conditions: [{field: tier, operator: equls, value: gold}]}
        |                                                                  ^^^^^
    hint: did you mean equals?
  audiences/good.yaml:3:18: error: there are two of kind Audience named good [definition.name]
      3 | metadata: {name: good, id: 00000000-0000-0000-0000-00000000000a}
        |                  ^^^^
  audiences/bad <i>&.yaml:3:18: note: first defined here
      3 | metadata: {name: good, id: 00000000-0000-0000-0000-00000000000b}
        |                  ^^^^
    hint: give one of them another metadata.name
  audiences/single.yaml:6:22: error: there is no Audience named nobody [ref.unknown]
      6 |   exclusions: [{ref: nobody}]
        |                      ^^^^^^
    hint: define it, or name the audience by its UUID
  2 errors, 1 warning
  [exit 1]
$ jq . ../bad.sarif
  {
    "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    "version": "2.1.0",
    "runs": [
      {
        "tool": {
          "driver": {
            "name": "cxctl",
            "version": "0.1.0",
            "rules": [
              {
                "id": "audience.operator",
                "shortDescription": {
                  "text": "a condition has an operator that is not known"
                },
                "fullDescription": {
                  "text": "A tenant that has other operators says so in its profile: limits: {unknown_operator: \"off\"}; one that refuses them: error."
                }
              },
              {
                "id": "definition.name"
              },
              {
                "id": "ref.unknown"
              }
            ]
          }
        },
        "invocations": [
          {
            "executionSuccessful": true,
            "exitCode": 1
          }
        ],
        "columnKind": "unicodeCodePoints",
        "results": [
          {
            "ruleId": "audience.operator",
            "ruleIndex": 0,
            "level": "warning",
            "message": {
              "text": "equls is no known operator\nhint: did you mean equals?"
            },
            "locations": [
              {
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "audiences/bad%20%3Ci%3E%26.yaml"
                  },
                  "region": {
                    "startLine": 6,
                    "startColumn": 66,
                    "endColumn": 71
                  }
                }
              }
            ],
            "partialFingerprints": {
              "cxctl/v1": "{HASH}:1"
            }
          },
          {
            "ruleId": "definition.name",
            "ruleIndex": 1,
            "level": "error",
            "message": {
              "text": "there are two of kind Audience named good\nhint: give one of them another metadata.name"
            },
            "locations": [
              {
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "audiences/good.yaml"
                  },
                  "region": {
                    "startLine": 3,
                    "startColumn": 18,
                    "endColumn": 22
                  }
                }
              }
            ],
            "relatedLocations": [
              {
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "audiences/bad%20%3Ci%3E%26.yaml"
                  },
                  "region": {
                    "startLine": 3,
                    "startColumn": 18,
                    "endColumn": 22
                  }
                },
                "message": {
                  "text": "first defined here"
                }
              }
            ],
            "partialFingerprints": {
              "cxctl/v1": "{HASH}:1"
            }
          },
          {
            "ruleId": "ref.unknown",
            "ruleIndex": 2,
            "level": "error",
            "message": {
              "text": "there is no Audience named nobody\nhint: define it, or name the audience by its UUID"
            },
            "locations": [
              {
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "audiences/single.yaml"
                  },
                  "region": {
                    "startLine": 6,
                    "startColumn": 22,
                    "endColumn": 28
                  }
                }
              }
            ],
            "partialFingerprints": {
              "cxctl/v1": "{HASH}:1"
            }
          }
        ]
      }
    ]
  }
$ cat ../bad.xml
  <?xml version="1.0" encoding="UTF-8"?>
  <testsuites name="cxctl" tests="3" failures="2" errors="0" time="0">
    <testsuite name="cxctl validate" tests="3" failures="2" errors="0" skipped="0" time="0">
      <testcase classname="cxctl.validate" name="audiences/bad &lt;i&gt;&amp;.yaml" file="audiences/bad &lt;i&gt;&amp;.yaml" time="0">
        <system-out>audiences/bad &lt;i&gt;&amp;.yaml:6:66: warning: equls is no known operator [audience.operator]
    hint: did you mean equals?
  </system-out>
      </testcase>
      <testcase classname="cxctl.validate" name="audiences/good.yaml" file="audiences/good.yaml" time="0">
        <failure type="definition.name" message="there are two of kind Audience named good">audiences/good.yaml:3:18: error: there are two of kind Audience named good [definition.name]
    hint: give one of them another metadata.name
  </failure>
      </testcase>
      <testcase classname="cxctl.validate" name="audiences/single.yaml" file="audiences/single.yaml" time="0">
        <failure type="ref.unknown" message="there is no Audience named nobody">audiences/single.yaml:6:22: error: there is no Audience named nobody [ref.unknown]
    hint: define it, or name the audience by its UUID
  </failure>
      </testcase>
    </testsuite>
  </testsuites>
$ python3 -c "import sys, xml.dom.minidom as m; print(len(m.parse('../bad.xml').getElementsByTagName('testcase')))"
  3

# A finding that has moved down is the same one.
$ jq -c '[.runs[0].results[].partialFingerprints["cxctl/v1"]]' ../bad.sarif > ../before
$ for f in audiences/*.yaml; do sed -i '1i # moved' "$f"; done
$ cxctl validate -o sarif=../moved.sarif 2>/dev/null
  [exit 1]
$ jq -c '[.runs[0].results[].partialFingerprints["cxctl/v1"]]' ../moved.sarif | cmp - ../before && jq -c '[.runs[0].results[].locations[0].physicalLocation.region.startLine]' ../bad.sarif ../moved.sarif
  [6,3,6]
  [7,4,7]

# Warnings are failures where they are asked to be, and for all tenants the files are the cases.
$ rm audiences/bad* && sed -i 's/  exclusions: .*//' audiences/single.yaml
$ cxctl validate --warnings-as-errors -o junit 2>/dev/null
  <?xml version="1.0" encoding="UTF-8"?>
  <testsuites name="cxctl" tests="2" failures="1" errors="0" time="0">
    <testsuite name="cxctl validate" tests="2" failures="1" errors="0" skipped="0" time="0">
      <testcase classname="cxctl.validate" name="audiences/good.yaml" file="audiences/good.yaml" time="0"/>
      <testcase classname="cxctl.validate" name="audiences/single.yaml" file="audiences/single.yaml" time="0">
        <failure type="lint.single" message="this group holds one condition alone">audiences/single.yaml:8:43: warning: this group holds one condition alone [lint.single]
    hint: write the condition in place of the group
  </failure>
      </testcase>
    </testsuite>
  </testsuites>
  [exit 1]
$ cxctl validate --all-tenants -o junit 2>/dev/null
  <?xml version="1.0" encoding="UTF-8"?>
  <testsuites name="cxctl" tests="2" failures="0" errors="0" time="0">
    <testsuite name="cxctl validate" tests="2" failures="0" errors="0" skipped="0" time="0">
      <testcase classname="cxctl.validate" name="audiences/good.yaml" file="audiences/good.yaml" time="0"/>
      <testcase classname="cxctl.validate" name="audiences/single.yaml" file="audiences/single.yaml" time="0">
        <system-out>audiences/single.yaml:8:43: warning: this group holds one condition alone [lint.single]
    hint: write the condition in place of the group
  </system-out>
      </testcase>
    </testsuite>
  </testsuites>

# In a project below the root of the repository, paths are those of the repository.
$ mkdir sub && mv cxctl.yaml audiences sub
$ cd sub && cxctl validate -o sarif 2>/dev/null | jq -c '.runs[0].results[] | .ruleId, .locations[0].physicalLocation.artifactLocation'
  "lint.single"
  {"uri":"sub/audiences/single.yaml"}
