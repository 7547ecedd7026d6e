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
    where, key = g.pick((document["spec"], "name"), (document, "apiVersion"), (document["metadata"], "id"), (document, "spec"),
                        (document["spec"], "criteria" if g.kind == "Audience" else "events"),
                        (document["spec"], "data_source" if g.kind == "Audience" else "url"))
    where.setdefault(key, "")
    pairs = list(where.items())
    where.clear()
    where.update((AT + k, Raw("")) if k == key else (k, v) for k, v in pairs)
    return g.write(document)


@bad("value-missing-list", "schema.type", "write|must")
def _(g):
    "an item of a list without a value"
    g.kind = "Webhook"
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {{name: {g.name}}}\nspec:\n  name: {g.text()}\n"
            f"  url: https://hooks.example.com/\n  events:\n    - profile.updated\n    {AT}-\n" +
            g.pick("", "    - profile.created\n"))


@bad("value-missing-tight", "yaml.syntax", "key: value")
def _(g):
    "a key in brackets without a value, and without a space behind its colon"
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {{name{AT}:, id: {g.uuid()}}}\nspec:\n  name: {g.text()}\n"
            "  url: https://hooks.example.com/\n  events: [profile.updated]\n")


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
    key, value = g.pick(("protect", True), ("description", "x"), ("data_source", "crm_sync")) if g.kind == "Audience" else \
        g.pick(("protect", True), ("enabled", False), ("headers", Raw("{}")))
    document["spec"].pop(key, None)
    document[AT + key] = value
    return g.write(document)


@bad("key-missing", "schema.required definition.kind", "has|needs|write|begin|kind")
def _(g):
    "apiVersion, kind, metadata or spec is missing"
    document = g.any()
    document.pop(g.rng.choice(list(document)))
    g.name_lost = True
    lines = g.write(document).splitlines(keepends=True)
    first = next(i for i, line in enumerate(lines) if not line.startswith(("#", "---")))
    lines[first] = AT + lines[first]
    return "".join(lines)


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
