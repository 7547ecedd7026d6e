# A schema and a profile entry make a kind. What one of the two names and the other does not know is said where it stands.

$ cp -R "$CX_SOURCE_DIR"/examples/custom-kind/. .
$ sed -i "s|http://127.0.0.1:8472|{URL}|" cxctl.yaml

# No profile entry: one error for all the definitions of the kind, before anything is asked of the tenant.
$ sed -i 's|profile: profiles/cxone-digital.yaml|profile: cxone|' cxctl.yaml
$ cxctl plan
  [stderr]
  fields/customer.yaml:3:7: error: the profile cxone does not know the kind CustomField, which 2 definitions have [kind.profile]
      3 | kind: CustomField
        |       ^^^^^^^^^^^
    hint: add kinds.CustomField, its identity and its routes, to a profile of yours that extends cxone, and name the file in the tenant's profile
  [exit 1]
-- requests token
$ sed -i 's|profile: cxone|profile: profiles/cxone-digital.yaml|' cxctl.yaml

# An entry without a schema, with a name that is nearly a kind's, and one that is no kind's.
$ sed -i 's/^  CustomField:/  CustomFeild:/' profiles/cxone-digital.yaml
$ printf '  Segment: {identity: server_id, routes: {list: null}}\n' >>profiles/cxone-digital.yaml
$ cxctl validate
  2 definitions in 1 file: valid
  [stderr]
  profiles/cxone-digital.yaml:8:3: warning: there is no schema of the kind CustomFeild [profile.kind]
      8 |   CustomFeild:
        |   ^^^^^^^^^^^
    hint: did you mean CustomField?
  profiles/cxone-digital.yaml:17:3: warning: there is no schema of the kind Segment [profile.kind]
     17 |   Segment: {identity: server_id, routes: {list: null}}
        |   ^^^^^^^
    hint: its schema would be schemas/segment.schema.json; without one there are no definitions of it
  2 warnings
$ cxctl plan
  [stderr]
  fields/customer.yaml:3:7: error: the profile cxone-digital does not know the kind CustomField, which 2 definitions have [kind.profile]
      3 | kind: CustomField
        |       ^^^^^^^^^^^
    hint: add kinds.CustomField, its identity and its routes, to a profile of yours that extends cxone, and name the file in the tenant's profile
  profiles/cxone-digital.yaml:8:3: warning: there is no schema of the kind CustomFeild [profile.kind]
      8 |   CustomFeild:
        |   ^^^^^^^^^^^
    hint: did you mean CustomField?
  profiles/cxone-digital.yaml:17:3: warning: there is no schema of the kind Segment [profile.kind]
     17 |   Segment: {identity: server_id, routes: {list: null}}
        |   ^^^^^^^
    hint: its schema would be schemas/segment.schema.json; without one there are no definitions of it
  1 error, 2 warnings
  [exit 1]
-- requests token
$ sed -i -e 's/CustomFeild/CustomField/' -e '/Segment/d' profiles/cxone-digital.yaml

# Fields that the schema does not know.
$ sed -i -e 's/key_field: ident$/key_field: idnet/' profiles/cxone-digital.yaml
$ sed -i 's/^    identity: natural_key.*/&\n    renames: {lable: title, values: type, colour: color}/' profiles/cxone-digital.yaml
$ cxctl validate
  [stderr]
  profiles/cxone-digital.yaml:10:15: warning: a rename names lable, but spec of CustomField has no such field [profile.field]
     10 |     renames: {lable: title, values: type, colour: color}
        |               ^^^^^
    hint: did you mean label?
  profiles/cxone-digital.yaml:10:37: error: type is a field of CustomField already: it cannot be values, too [profile.rename]
     10 |     renames: {lable: title, values: type, colour: color}
        |                                     ^^^^
    hint: a rename is our name of a field, and the tenant's: {url: uri}
  profiles/cxone-digital.yaml:10:43: warning: a rename names colour, but spec of CustomField has no such field [profile.field]
     10 |     renames: {lable: title, values: type, colour: color}
        |                                           ^^^^^^
    hint: cxctl explain custom-field.spec shows its fields
  profiles/cxone-digital.yaml:11:16: warning: key_field names idnet, but spec of CustomField has no such field [profile.field]
     11 |     key_field: idnet
        |                ^^^^^
    hint: did you mean ident?
  1 error, 3 warnings
  [exit 1]
