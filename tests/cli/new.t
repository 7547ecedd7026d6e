# A definition to begin with: valid at once, each field with what it means.

-- file cxctl.yaml
  apiVersion: cxctl/v1
  kind: Project
  definitions: [audiences, webhooks]
  tenants:
    prod: {base_url: "https://na1.cxone.example"}
$ cxctl new audience big-spenders
  audiences/big-spenders.yaml: a new Audience
$ cxctl new webhook crm-sync
  webhooks/crm-sync.yaml: a new Webhook
$ cxctl new crm-webhook crm-events
  webhooks/crm-events.yaml: a new CrmWebhook
$ sed 's/^  id: .*/  id: (a fresh UUID)/' audiences/big-spenders.yaml
  # An audience of a NICE CXone tenant: who belongs to it, and who does not.
  apiVersion: cxctl/v1
  kind: Audience
  metadata:
    # How people and references name this audience: unique among all of its kind
    # in the project. It is not sent to the tenant.
    name: big-spenders

    # The audience's UUID in the tenant, in either case. You choose it once, for
    # example with `uuidgen`; it must be its own.
    id: (a fresh UUID)

    # A protected audience is not deleted, not even when its file is removed. Take
    # the protection off, and apply, before you remove it.
    # protect: false

  spec:
    # The audience's name as users of the tenant see it.
    name: big-spenders

    # Who belongs to the audience: a group of conditions. Two criteria that differ
    # in the order of conditions alone are the same.
    criteria:
      operator: AND
      conditions:
        - {field: annual_revenue, operator: greater_than, value: 500000}
        - operator: OR
          conditions:
            - {field: employee_count, operator: greater_than, value: 500}
            - {field: engagement_score, operator: greater_than, value: 85}

    # What the audience is for.
    # description: Target audience for enterprise outreach journey

    # Where the attributes come from that the criteria ask for.
    # data_source: customer_360

    # Audiences whose members do not belong to this one: by UUID, or by the name
    # of a definition. Their order means nothing.
    # exclusions:
    #   - 12345678-1234-1234-1234-123456789012
    #   - {ref: do-not-contact}

    # Tells the tenant to work out anew who belongs when this audience is written.
    # It is sent, and is never a reason to write.
    # recalculate_on_update: true
$ cat webhooks/crm-events.yaml
  # A webhook of a NICE CXone tenant's CRM: which events of customer profiles are
  # sent where.
  apiVersion: cxctl/v1
  kind: CrmWebhook
  metadata:
    # How people and references name this webhook: unique among all of its kind in
    # the project. It is not sent to the tenant.
    name: crm-events

    # The webhook's id in the tenant. The ledger remembers it; it is needed only
    # where two webhooks have the same name.
    # id: 6f1c2d9e-8a47-4b13-9f0d-3c5b7e2a1d48

    # A protected webhook is not deleted, not even when its file is removed. Take
    # the protection off, and apply, before you remove it.
    # protect: false

  spec:
    # The webhook's name in the tenant. Where the ledger does not know the webhook
    # yet, it is found by this name.
    name: crm-events

    # Where the tenant sends the events. https, without user name and password.
    # Plain http is accepted for localhost, 127.0.0.1 and [::1] alone.
    url: https://crm.example.com/profiles

    # The events that are delivered: one or more. Their order means nothing.
    events: [profile.updated, profile.created]

    # The key that the tenant signs events with: 32 bytes or more, by reference.
    # secret: {env: CRM_WEBHOOK_SECRET}
$ cxctl validate
  3 definitions in 3 files: valid
$ cxctl fmt --check
  4 files: nothing to change

# Two get different ids.
$ cxctl new Audience second --file audiences/more/second.yaml
  audiences/more/second.yaml: a new Audience
$ grep -h '^  id:' audiences/big-spenders.yaml audiences/more/second.yaml | sort -u | wc -l
  2

# Nothing is overwritten, no name is taken twice, and no file is left where a name is wrong.
$ cxctl new audience second
  [stderr]
  error: Audience/second is there already [new.name]
    hint: it stands in audiences/more/second.yaml:2
  [exit 1]
$ cxctl new audience third --file audiences/more/second.yaml
  [stderr]
  error: audiences/more/second.yaml is there already [new.file]
    hint: name another file with --file
  [exit 1]
$ cxctl new audience 'Big Spenders'
  [stderr]
  error: "Big Spenders" is no name for a definition [new.name]
    hint: did you mean big-spenders?
  [exit 1]
$ cxctl new audience 'Größe/Übung'
  [stderr]
  error: "Größe/Übung" is no name for a definition [new.name]
    hint: did you mean groesse-uebung?
  [exit 1]
$ cxctl new audience 日本
  [stderr]
  error: "日本" is no name for a definition [new.name]
    hint: lower-case letters, digits, '.', '_' and '-', at most 100
  [exit 1]
$ cxctl new audience a$(printf '%0120d' 0)
  [stderr]
  error: "a00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" is no name for a definition [new.name]
    hint: did you mean a000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000?
  [exit 1]
$ mkdir -p deep/er && cd deep/er && cxctl new webhook from-below
  webhooks/from-below.yaml: a new Webhook
$ cd / && cxctl new webhook nowhere
  [stderr]
  error: there is no cxctl.yaml here or in a folder above [project.missing]
    hint: go into the repository, or name it with --project
  [exit 1]
$ cxctl new audience ../../out
  [stderr]
  error: "../../out" is no name for a definition [new.name]
    hint: did you mean out?
  [exit 1]
$ cxctl new audiense x
  [stderr]
  error: there is no kind audiense [new.kind]
    hint: did you mean Audience?
  [exit 1]
$ cxctl new profile x
  [stderr]
  error: there is no kind profile [new.kind]
    hint: kinds are Audience, CrmWebhook, Webhook
  [exit 1]
$ find . -name '*.yaml' | sort
  ./audiences/big-spenders.yaml
  ./audiences/more/second.yaml
  ./cxctl.yaml
  ./webhooks/crm-events.yaml
  ./webhooks/crm-sync.yaml
  ./webhooks/from-below.yaml
