# SPDX-License-Identifier: Apache-2.0
"""What is wrong in criteria, and in the fields of webhooks: one function a class."""

from good import AT, EVENTS, At, Flow, Raw, bad


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


@bad("condition-and-group", "schema.unknown", "remove it")
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
    document["spec"]["secret"] = At(g.pick(Raw('"canary-4711-canary"'), Raw("canary-4711-canary"), 17, Raw("[canary-4711-canary]")))
    return g.write(document)


@bad("secret-lines", "yaml.char", "remove|double quotes", secret=True, whole=False)
def _(g):
    "a secret of many lines, in brackets, or at an anchor, with something else wrong in the same line"
    lines = g.pick(f"secret: |\n    first\n    canary-4711-canary{AT}\x01", f"secret: >-\n    {AT}\x07canary-4711-canary: b",
                   f'secret: "first\n    canary-4711-canary{AT}\x01"', f"secret:\n    - canary-4711-canary{AT}\x02",
                   f"secret: {{value: canary-4711-canary, b: {AT}\x01}}", f"secret: [a, canary-4711-canary, {AT}\x01]",
                   f"secret: first\n    canary-4711-canary{AT}\x7f", f"headers: {{X-Token: {{a: canary-4711-canary}}, b: {AT}\x01}}",
                   f"headers: {{a: &s canary-4711-canary, b: {AT}\x01}}\n  secret: *s",
                   f"? secret\n  : canary-4711-canary{AT}\x01", f'"sec\\u0072et": canary-4711-canary{AT}\x01')
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {{name: {g.name}}}\nspec:\n  name: a\n"
            f"  url: https://hooks.example.com/\n  events: [profile.updated]\n  {lines}\n")


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


@bad("secret-env", "schema.pattern schema.type", "name|quote")
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


@bad("header-type", "schema.type", "quote|env|value")
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
