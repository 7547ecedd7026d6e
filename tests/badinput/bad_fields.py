# SPDX-License-Identifier: Apache-2.0
"""Good YAML that is no good definition: fields that are wrong, missing, misspelt or of the wrong type."""

from good import AT, EVENTS, SOURCES, Raw, At, Flow, bad

# What may stand where, by its place in the document; "" is the whole.
TYPES = {
    "Audience": {"metadata": "o", "metadata/name": "s", "metadata/id": "s", "metadata/protect": "b", "spec": "o",
                 "spec/name": "s", "spec/description": "s", "spec/data_source": "s", "spec/criteria": "o",
                 "spec/criteria/operator": "s", "spec/criteria/conditions": "a", "spec/exclusions": "a",
                 "spec/recalculate_on_update": "b", "spec/version": "n"},
    "Webhook": {"metadata": "o", "metadata/name": "s", "metadata/id": "s", "metadata/protect": "b", "spec": "o",
                "spec/name": "s", "spec/url": "s", "spec/events": "a", "spec/enabled": "b", "spec/headers": "o"},
}
VALUES = {"s": ["gold", "a b"], "n": [17, 4.5, -3], "b": [True, False], "a": [Raw("[]"), Raw("[a, 1]")],
          "o": [Raw("{}"), Raw("{a: b}")], "z": [None]}


def put(document, path, value):
    *way, last = path.split("/")
    for part in way:
        document = document[part]
    document[last] = value


def make(g, kind):
    return g.audience() if kind == "Audience" else g.webhook()


@bad("type", "schema.type schema.enum schema.required definition.type", None, weight=4)
def _(g):
    "a field whose value is of another type"
    kind = g.pick(*TYPES)
    path = g.rng.choice(list(TYPES[kind]))
    wrong = [t for t in VALUES if t != TYPES[kind][path]]
    if path == "metadata/name" or path == "metadata":
        g.name_lost = True
    document = make(g, kind)
    put(document, path, At(g.rng.choice(VALUES[g.rng.choice(wrong)])))
    return g.write(document)


@bad("type-quoted", "schema.type", "remove the quotes")
def _(g):
    "a boolean or a number in quotes"
    document = g.any()
    path, value = ("spec/version", '"3"') if g.kind == "Audience" else ("spec/enabled", g.pick('"true"', "'false'"))
    put(document, path, At(Raw(value)))
    return g.write(document)


@bad("type-unquoted", "schema.type", "quote")
def _(g):
    "a number or a boolean where a text stands"
    document = g.any()
    put(document, "spec/name", At(g.pick(17, 2024, True, 1.5)))
    return g.write(document)


@bad("value-missing", "schema.type schema.enum schema.const", "give it a value|write|did you|must|one of")
def _(g):
    "a key without a value"
    document = g.any()
    path = g.pick("spec/name", "spec/description", "spec/data_source") if g.kind == "Audience" else g.pick("spec/name", "spec/url", "spec/enabled")
    put(document, path, At(Raw("")))
    return g.write(document)


def misspell(g, where, key, others):
    """Puts a misspelt key in the place of the right one, keeping the order."""
    word = g.misspelt(key, others)
    pairs = list(where.items())
    where.clear()
    where.update((AT + word if k == key else k, v) for k, v in pairs)
    if key == "name":
        g.name_lost = True


@bad("key-misspelt-top", "schema.unknown definition.kind", 'did you mean')
def _(g):
    "apiVersion, kind, metadata or spec, misspelt"
    document = g.any()
    misspell(g, document, g.rng.choice(list(document)), document)
    g.name_lost = True
    return g.write(document)


@bad("key-misspelt-metadata", "schema.unknown", 'did you mean')
def _(g):
    "a misspelt key of metadata"
    document = g.audience()
    document["metadata"]["protect"] = True
    key = g.rng.choice(list(document["metadata"]))
    misspell(g, document["metadata"], key, ["id", "name", "protect", "i", "d"])
    return g.write(document)


@bad("key-misspelt-spec", "schema.unknown", 'did you mean')
def _(g):
    "a misspelt key of spec"
    document = g.any()
    lost = getattr(g, "name_lost", False)
    misspell(g, document["spec"], g.rng.choice(list(document["spec"])), document["spec"])
    g.name_lost = lost
    return g.write(document)


@bad("key-misspelt-condition", "schema.unknown", 'did you mean')
def _(g):
    "a misspelt key of a condition"
    document = g.audience()
    misspell(g, g.rng.choice(g.conditions(document))[1], g.pick("field", "operator", "value"), ["field", "operator", "value"])
    return g.write(document)


@bad("key-misspelt-group", "schema.unknown", 'did you mean')
def _(g):
    "a misspelt key of a group"
    document = g.audience()
    group = g.groups(document)[-1]
    misspell(g, group, g.pick("operator", "conditions"), ["condition"])
    return g.write(document)


@bad("key-case", "schema.unknown definition.kind", 'did you mean')
def _(g):
    "a key in another case, or with a hyphen"
    document = g.audience()
    document["spec"]["data_source"] = "crm_sync"
    where, key, wrong = g.pick((document["spec"], "data_source", "dataSource"), (document["spec"], "data_source", "data-source"),
                               (document["spec"], "criteria", "Criteria"), (document, "spec", "Spec"), (document, "apiVersion", "apiversion"))
    pairs = list(where.items())
    where.clear()
    where.update((AT + wrong if k == key else k, v) for k, v in pairs)
    return g.write(document)


@bad("key-unknown", "schema.unknown", "known here|remove")
def _(g):
    "a key that nobody knows"
    document = g.any()
    where = g.pick(document, document["metadata"], document["spec"])
    where[AT + g.pick("zzzzzz", "owner_team", "x-internal", "ttl_seconds", "labels")] = "x"
    return g.write(document)


@bad("key-misplaced", "schema.unknown", "spec|metadata|indent")
def _(g):
    "a key of spec or metadata that stands a level too high"
    document = g.any()
    key = "criteria" if g.kind == "Audience" else "events"
    wrong = g.pick("id", "protect", key)
    if wrong == key:
        document[AT + key] = Flow(document["spec"].pop(key)) if key == "criteria" else document["spec"].pop(key)
        document[AT + key] = document[AT + key]
    elif wrong == "id" and g.kind == "Audience":
        document[AT + "id"] = document["metadata"].pop("id")
    else:
        document[AT + "protect"] = True
    return g.write(document)


@bad("key-missing", "schema.required definition.kind", "has|needs|write|begin|kind")
def _(g):
    "apiVersion, kind, metadata or spec is missing"
    document = g.any()
    document.pop(g.rng.choice(list(document)))
    g.name_lost = True
    first = next(iter(document))
    pairs = list(document.items())
    document.clear()
    document.update((AT + k if k == first else k, v) for k, v in pairs)
    return g.write(document)


@bad("field-missing", "schema.required", "has|needs")
def _(g):
    "a required field of metadata or spec is missing"
    document = g.any()
    where, key = g.pick(("metadata", "name"), ("metadata", "id"), ("spec", "name"), ("spec", "criteria")) \
        if g.kind == "Audience" else g.pick(("metadata", "name"), ("spec", "name"), ("spec", "url"), ("spec", "events"))
    if where == "metadata":
        document["metadata"]["protect"] = False
        g.name_lost = key == "name"
    document[where].pop(key)
    document[where] = At(document[where])
    return g.write(document)


@bad("kind-misspelt", "definition.kind", "did you mean")
def _(g):
    "a kind that is not quite one"
    document = g.any()
    document["kind"] = At(g.pick("audience", "Audiance", "Audiences", "AUDIENCE", "Adience") if g.kind == "Audience"
                          else g.pick("webhook", "WebHook", "Webhooks", "Web-hook", "Webhok"))
    return g.write(document)


@bad("kind-unknown", "definition.kind", "Audience")
def _(g):
    "a kind of something else"
    document = g.any()
    document["kind"] = At(g.pick("Deployment", "ConfigMap", "Segment", "xyz", "CustomResourceDefinition"))
    return g.write(document)


@bad("kind-type", "definition.kind", "Audience")
def _(g):
    "a kind that is no text"
    document = g.any()
    document["kind"] = At(g.pick(1, True, Raw("[Audience]"), Raw("{}"), None))
    return g.write(document)


@bad("api-version", "schema.const", "cxctl/v1")
def _(g):
    "another apiVersion, or none of ours"
    document = g.any()
    document["apiVersion"] = At(g.pick("cxctl/v2", "v1", "cxctl", "apps/v1", 1, "cxctl/V1", None, "cxctl/v1beta1"))
    return g.write(document)


@bad("name-form", "schema.pattern", "lower-case|mean")
def _(g):
    "a metadata.name with capitals, blanks, or signs"
    document = g.any()
    document["metadata"]["name"] = At(g.pick("Gold", "gold vip", "-gold", "gold-", "gold/vip", "büro", "g" * 101, "", "gold!", ".gold"))
    g.name_lost = True
    return g.write(document)


@bad("uuid", "schema.format", "UUID")
def _(g):
    "an id that is no UUID"
    document = g.audience()
    uuid = document["metadata"]["id"]
    document["metadata"]["id"] = At(Raw('"%s"' % g.pick(uuid[:-1], uuid + "0", uuid.replace("-", ""), "{" + uuid + "}", "g" + uuid[1:],
                                                        "urn:uuid:" + uuid, uuid.replace("-", "_"), "gold-1", "")))
    return g.write(document)


@bad("uuid-exclusion", "schema.format", "UUID")
def _(g):
    "an exclusion that is no UUID"
    document = g.audience()
    uuid = g.uuid()
    document["spec"]["exclusions"] = [g.uuid(), At(Raw('"%s"' % g.pick(uuid[:-1], uuid + "a", uuid.replace("-", ""), "x" + uuid[1:])))]
    return g.write(document)


@bad("text-empty", "schema.minLength", "give|write|remove")
def _(g):
    "a text that must not be empty"
    document = g.any()
    if g.kind == "Audience" and g.rng.random() < 0.5:
        g.rng.choice(g.conditions(document))[1]["field"] = At(Raw('""'))
    else:
        document["spec"]["name"] = At(Raw('""'))
    return g.write(document)


@bad("name-long", "schema.maxLength", "shorten")
def _(g):
    "an audience's name of more than 100 code points"
    document = g.audience()
    letter = g.pick("g", "ä", "東", "😀")
    document["spec"]["name"] = At(Raw('"%s"' % (letter * g.rng.randint(101, 400))))
    return g.write(document)


@bad("description-long", "schema.maxLength", "shorten")
def _(g):
    "a description of more than 500 code points"
    document = g.audience()
    document["spec"]["description"] = At(Raw('"%s"' % (g.pick("x", "é", "京") * g.rng.randint(501, 3000))))
    return g.write(document)


@bad("data-source", "schema.enum", "did you mean")
def _(g):
    "a data source that is not quite one"
    document = g.audience()
    document["spec"]["data_source"] = At(g.misspelt(g.rng.choice(SOURCES), SOURCES))
    return g.write(document)


@bad("data-source-far", "schema.enum", "write|one of")
def _(g):
    "a data source that is none"
    document = g.audience()
    document["spec"]["data_source"] = At(g.pick("warehouse", "s3", "snowflake", 17, True))
    return g.write(document)


@bad("read-only", "schema.not schema.readOnly", "remove")
def _(g):
    "a field that the tenant sets"
    document = g.audience()
    key, value = g.pick(("size", 10), ("evaluation_status", "COMPLETED"), ("last_evaluated", "2026-01-01T00:00:00Z"),
                        ("created_at", "2026-01-01"), ("updated_at", None), ("metadata", Raw("{a: b}")))
    document["spec"][key] = At(Raw(f'"{value}"') if key == "last_evaluated" else value)
    return g.write(document)


@bad("version", "schema.minimum schema.type", "write|1|whole|fraction")
def _(g):
    "a version that is no number from 1"
    document = g.audience()
    document["spec"]["version"] = At(g.pick(0, -1, 1.5, -100, 0.5))
    return g.write(document)


@bad("group-case", "schema.enum", 'did you mean "(AND|OR)"')
def _(g):
    "and, or: not in capitals"
    document = g.audience()
    group = g.rng.choice(g.groups(document))
    group["operator"] = At(g.pick("and", "or", "And", "Or"))
    return g.write(document)


@bad("group-operator", "schema.enum", "AND|OR")
def _(g):
    "an operator that joins nothing"
    document = g.audience()
    g.rng.choice(g.groups(document))["operator"] = At(g.pick("NOT", "XOR", "ADN", "ANDD", "equals", "&&", "ALL", "any", 1, True))
    return g.write(document)


@bad("group-empty", "schema.minItems", "empty group")
def _(g):
    "a group without conditions"
    document = g.audience()
    g.rng.choice(g.groups(document))["conditions"] = At(Raw("[]"))
    return g.write(document)


@bad("group-part", "schema.required", "operator")
def _(g):
    "a group without its operator or its conditions"
    document = g.audience()
    criteria = document["spec"]["criteria"]
    part = g.pick("operator", "conditions")
    if part == "operator":
        group = g.rng.choice(g.groups(document))
        group.pop("operator")
        pairs = list(group.items())
        group.clear()
        group["conditions"] = pairs[0][1]
        document["spec"]["criteria"] = Flow(mark(criteria, group))
    else:
        document["spec"]["criteria"] = At(Raw('{operator: AND}'))
    return g.write(document)


def mark(node, wanted):
    """A copy of the criteria with AT in front of the wanted one."""
    copy = {k: [mark(i, wanted) for i in v] if k == "conditions" else v for k, v in node.items()} if isinstance(node, dict) else node
    return At(copy) if node is wanted else copy


@bad("group-list", "schema.type", "list|operator|dash|group")
def _(g):
    "criteria that are a list, or conditions that are none"
    document = g.audience()
    items = document["spec"]["criteria"]["conditions"]
    if g.rng.random() < 0.5:
        document["spec"]["criteria"] = At(items)
    else:
        document["spec"]["criteria"] = {"operator": "AND", "conditions": At(g.condition())}
    return g.write(document)


@bad("group-six-deep", "audience.depth", "merge|move")
def _(g):
    "criteria with six levels of groups below the root"
    document = g.audience()
    document["spec"].pop("exclusions", None)
    group = {AT + "operator": "OR", "conditions": [g.condition(), g.condition()]}
    for i in range(6):
        group = {"operator": g.pick("AND", "OR"), "conditions": [g.condition(), group]}
    document["spec"]["criteria"] = group
    text = g.write(document)
    return text


@bad("condition-part", "schema.required", "condition has")
def _(g):
    "a condition without its field, operator or value"
    document = g.audience()
    condition = g.rng.choice(g.conditions(document))[1]
    condition.pop(g.pick("operator", "value", "field"))
    document["spec"]["criteria"] = Flow(mark(document["spec"]["criteria"], condition))
    return g.write(document)


@bad("condition-extra", "schema.unknown", "known here|remove|did you mean|group")
def _(g):
    "a condition with a key more"
    document = g.audience()
    g.rng.choice(g.conditions(document))[1][AT + g.pick("negate", "case_sensitive", "values", "unit")] = "x"
    return g.write(document)


@bad("condition-and-group", "schema.unknown", "group|condition")
def _(g):
    "something between a condition and a group"
    document = g.audience()
    group = g.rng.choice(g.groups(document))
    group[AT + "field"] = "tier"
    return g.write(document)


@bad("condition-type", "schema.type", "condition|field|quote")
def _(g):
    "a condition that is a text, or has a field that is none"
    document = g.audience()
    group, condition = g.rng.choice(g.conditions(document))
    if g.rng.random() < 0.5:
        condition["field"] = At(g.pick(17, True, Raw("[a]"), None))
        return g.write(document)
    group["conditions"] = [At(g.pick(Raw("spend > 100"), Raw('"tier = gold"'), 17)), g.condition()]
    return g.write(document)


@bad("url-http", "schema.pattern", "https|http")
def _(g):
    "a URL that is not https"
    document = g.webhook()
    document["spec"]["url"] = At(g.pick("http://hooks.example.com/", "ftp://example.com/x", "http://10.0.0.1/", "ws://example.com", "HTTP://example.com/"))
    return g.write(document)


@bad("url-user", "schema.not", "credentials")
def _(g):
    "a URL with a user name or a password"
    document = g.webhook()
    document["spec"]["url"] = At(g.pick("https://ada:pw@example.com/", "https://ada@example.com/x", "https://:pw@example.com", "https://a%20b:c@example.com/?x=1"))
    return g.write(document)


@bad("url-form", "schema.format schema.pattern", "%20|https")
def _(g):
    "a URL that is none"
    document = g.webhook()
    document["spec"]["url"] = At(g.pick("hooks.example.com", "https://exa mple.com/", "https:/example.com", "", "https://", "/hooks", "https://[::1/", "https://example.com/ü"))
    return g.write(document)


@bad("events-empty", "schema.minItems", "event")
def _(g):
    "a webhook without events"
    document = g.webhook()
    document["spec"]["events"] = At(Raw("[]"))
    return g.write(document)


@bad("events-twice", "schema.uniqueItems", "remove one")
def _(g):
    "an event that is named twice"
    document = g.webhook()
    event = g.rng.choice(EVENTS)
    document["spec"]["events"] = [event, At(event)]
    return g.write(document)


@bad("events-text", "schema.type", r"\[|list")
def _(g):
    "events that are a text, or hold something else"
    document = g.webhook()
    document["spec"]["events"] = g.pick(At("profile.updated"), [At(17)], [At(Raw("{name: profile.updated}"))], At(Raw("{profile.updated: true}")))
    return g.write(document)


@bad("secret-inline", "schema.type", "env: NAME", secret=True)
def _(g):
    "a secret that stands in the file"
    document = g.webhook()
    document["spec"]["secret"] = At(g.pick(Raw('"canary-4711-canary"'), Raw("canary-4711-canary"), 17, Raw("[canary-4711-canary]"), Raw("|\n    canary-4711-canary\n    second")))
    return g.write(document)


@bad("secret-source", "schema.oneOf schema.required", "env: NAME")
def _(g):
    "a secret of no source, or of two"
    document = g.webhook()
    document["spec"]["secret"] = At(Raw(g.pick("{env: A, file: b}", "{}", "{version: 2}", "{file: b, env: A, version: 1}")))
    return g.write(document)


@bad("secret-key", "schema.unknown", "env|did you mean")
def _(g):
    "a secret with a source that nobody knows"
    document = g.webhook()
    document["spec"]["secret"] = Raw(g.pick("{%senvv: A}", "{%svault: a/b}", "{%sFile: x}", "{%svalue: canary-4711-canary}", "{env: A, %sverson: 2}") % AT)
    return g.write(document)


@bad("secret-env", "schema.pattern schema.type", "name")
def _(g):
    "an environment variable of no good name"
    document = g.webhook()
    document["spec"]["secret"] = Flow({"env": At(g.pick("MY SECRET", "my-secret", "1ST", "${SECRET}", "$SECRET", "", 17))})
    if "${" in str(document["spec"]["secret"].value["env"].value):
        document["spec"]["secret"] = Flow({"env": At("$SECRET")})
    return g.write(document)


@bad("header-credential", "schema.type", "env: NAME", secret=True)
def _(g):
    "a header with a credential in the file"
    document = g.webhook()
    name = g.pick("Authorization", "X-Api-Key", "Cookie", "X-Auth-Token", "Proxy-Authorization", "authorization", "x-client-secret")
    document["spec"]["headers"] = {name: At(Raw(g.pick('"Bearer canary-4711-canary"', "canary-4711-canary", "17")))}
    return g.write(document)


@bad("header-break", "schema.pattern", "one line|remove|line")
def _(g):
    "a header's value with a line break or a control character"
    document = g.webhook()
    document["spec"]["headers"] = {"X-Source": At(Raw(g.pick(r'"a\r\nX-Evil: 1"', r'"a\nb"', r'"a\rb"', r'"\x01"', r'"\x7f"')))}
    return g.write(document)


@bad("header-name", "schema.pattern schema.maxLength", "names")
def _(g):
    "a header with a name that is none"
    document = g.webhook()
    document["spec"]["headers"] = Raw("{" + AT + g.pick('"X Source"', '"X:Source"', '"X\\nEvil"', '""', '"Größe"') + ": x}")
    return g.write(document)


@bad("header-type", "schema.type", "quote|env")
def _(g):
    "a header whose value is no text"
    document = g.webhook()
    document["spec"]["headers"] = {"X-Source": At(g.pick(17, True, None, Raw("[a]")))}
    return g.write(document)


@bad("headers-list", "schema.type", "Name: value|mapping|headers")
def _(g):
    "headers written as a list"
    document = g.webhook()
    document["spec"]["headers"] = At(Raw(g.pick('["X-Source: cxone"]', "[{name: X-Source, value: cxone}]", "X-Source")))
    return g.write(document)
