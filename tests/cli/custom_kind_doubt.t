# A create whose answer is lost: kinds told by a natural key are created by a PUT to the collection, with an empty answer
# and without an ETag. The list says whether it was done; nothing stays in doubt, and nothing is created twice.

$ cp -R "$CX_SOURCE_DIR"/examples/custom-kind/. .
-- sandbox --project . --profile profiles/cxone-digital.yaml
$ sed -i "s|http://127.0.0.1:8472|{URL}|" cxctl.yaml
-- commit custom fields

# Done, and the connection broke before the answer: the list shows it.
-- post /sandbox/faults
  {"route": "PUT /dfo/3.0/customers/custom-field-definitions", "kind": "reset-after", "count": 1}
$ cxctl apply --yes | sed -n '/: created/p;/^Apply/p' | sed 's/.*CustomField/CustomField/;s/created.*/created/;s/,.*//' | sort
  Apply: 2 applied; 100.0 % success
  CustomField/account-number: created
  CustomField/loyalty-tier: created
-- writes
  PUT /dfo/3.0/customers/custom-field-definitions 200
  PUT /dfo/3.0/customers/custom-field-definitions 200 reset-after
$ cxctl apply --yes
  Nothing to do: digital is what {COMMIT} says.
  2 unchanged, 1 request, none of them a write.
-- writes
$ cxctl audit verify | head -1
  intact: 1 run, 6 records

# Not done: the list shows that it is not there, and it is sent again.
-- file fields/birthday.yaml
  apiVersion: cxctl/v1
  kind: CustomField
  metadata: {name: birthday}
  spec: {ident: birthday, label: Birthday, type: date}
-- commit birthday
-- post /sandbox/faults
  {"route": "PUT /dfo/3.0/customers/custom-field-definitions", "kind": "reset-before", "count": 1}
$ cxctl apply --yes | sed -n '/: created/p;/^Apply/p' | sed 's/.*CustomField/CustomField/;s/created.*/created/;s/,.*//' | sort
  Apply: 1 applied; 100.0 % success
  CustomField/birthday: created
-- writes
  PUT /dfo/3.0/customers/custom-field-definitions 0 reset-before
  PUT /dfo/3.0/customers/custom-field-definitions 200
$ curl -sS {URL}/sandbox/state | jq -r '.CustomField[].ident'
  accountNumber
  birthday
  loyaltyTier
$ cxctl apply --yes
  Nothing to do: digital is what {COMMIT} says.
  3 unchanged, 1 request, none of them a write.
-- writes
