# SPDX-License-Identifier: Apache-2.0
"""Broken YAML, and YAML that only some readers read: one function a class."""

import json

from good import AT, At, Flow, Raw, bad, block, flow, with_spec


def block_of(g, *lines):
    """An audience whose spec begins with these lines."""
    return (f"apiVersion: cxctl/v1\nkind: Audience\nmetadata: {{name: {g.name}, id: {g.uuid()}}}\nspec:\n" +
            "".join(f"  {line}\n" for line in lines if line) +
            "\n".join(block({"criteria": g.group()}, g.rng, 2)) + "\n")


@bad("quote-open", "yaml.syntax", "quote")
def _(g):
    "a quote that is not closed"
    return block_of(g, "description: " + AT + g.pick('"', "'") + "for the outreach", g.pick("", "data_source: 'crm_sync'", 'name: "gold"'))


@bad("quote-behind", "yaml.syntax", "quote")
def _(g):
    "text behind the closing quote"
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {{name: {g.name}}}\nspec:\n  name: " +
            g.pick(f'"gold" {AT}silver', f"'it' {AT}s'") + "\n  url: https://hooks.example.com/\n  events: [profile.updated]\n")


@bad("bracket-open", "yaml.syntax", "close it")
def _(g):
    "a bracket that is not closed"
    text = g.pick(f"events: {AT}[profile.updated, profile.created", f"headers: {AT}{{X-Source: cxone")
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {{name: {g.name}}}\nspec:\n"
            f"  name: {g.text()}\n  url: https://hooks.example.com/\n  {text}\n")


@bad("bracket-surplus", "yaml.syntax", "remove|quote")
def _(g):
    "a bracket that closes nothing"
    bracket = g.pick("]", "}")
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {{name: {g.name}}}\nspec:\n  name: {g.text()}\n"
            f"  events: [profile.updated]{AT}{bracket}\n  url: https://hooks.example.com/\n")


@bad("bracket-mixed", "yaml.syntax", "close|comma|quoted")
def _(g):
    "a bracket that is closed by the other one"
    value = g.pick(f"[profile.updated{AT}}}", f"{{X-Source: cxone{AT}]")
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {{name: {g.name}}}\nspec:\n  name: {g.text()}\n"
            f"  url: https://hooks.example.com/\n  {'events' if value[0] == '[' else 'headers'}: {value}\n")


@bad("comma-missing", "yaml.syntax", "comma|quoted")
def _(g):
    "a comma that is missing between two items"
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {{name: {g.name}}}\nspec:\n  name: {g.text()}\n"
            f"  url: https://hooks.example.com/\n  events: [\"profile.updated\" {AT}\"profile.created\"]\n")


@bad("colon-missing", "yaml.syntax", "key: value")
def _(g):
    "a key without its colon"
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata:\n  name: {g.name}\nspec:\n  {AT}name {g.text()}\n"
            "  url: https://hooks.example.com/\n  events: [profile.updated]\n")


@bad("colon-tight", "yaml.syntax", "space|key: value")
def _(g):
    "a colon without the space behind it"
    key = g.pick("name", "description", "data_source")
    return (f"apiVersion: cxctl/v1\nkind: Audience\nmetadata: {{name: {g.name}, id: {g.uuid()}}}\nspec:\n"
            f"  {AT}{key}:gold\n  recalculate_on_update: true\n")


@bad("colon-second", "yaml.syntax", "quote")
def _(g):
    "text with a colon in it, unquoted"
    return (f"apiVersion: cxctl/v1\nkind: Audience\nmetadata: {{name: {g.name}, id: {g.uuid()}}}\nspec:\n"
            f"  name: gold\n  description: {g.pick('note', 'see', 'owner')}{AT}: {g.text()}\n")


@bad("indent-deeper", "yaml.syntax", "align|indent")
def _(g):
    "a key that is indented below one that has a value"
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {{name: {g.name}}}\nspec:\n  name: {g.text()}\n"
            f"{' ' * g.rng.randint(3, 8)}{AT}url: https://hooks.example.com/\n  events: [profile.updated]\n")


@bad("indent-between", "yaml.syntax", "align|indent")
def _(g):
    "a line that is indented like no key above it"
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata:\n    name: {g.name}\nspec:\n    name: {g.text()}\n"
            f"{' ' * g.rng.randint(1, 3)}{AT}url: https://hooks.example.com/\n")


@bad("dash-missing", "yaml.syntax", "dash")
def _(g):
    "an item of a list without its dash"
    return (f"apiVersion: cxctl/v1\nkind: Audience\nmetadata: {{name: {g.name}, id: {g.uuid()}}}\nspec:\n  criteria:\n"
            f"    operator: AND\n    conditions:\n      - {{field: spend, operator: equals, value: {g.rng.randint(1, 99)}}}\n"
            f"      {AT}field: tier\n        operator: equals\n")


@bad("dash-among-keys", "yaml.syntax", "key")
def _(g):
    "an item of a list among keys"
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {{name: {g.name}}}\nspec:\n  name: {g.text()}\n"
            f"  {AT}- profile.updated\n  url: https://hooks.example.com/\n")


@bad("dash-in-line", "yaml.syntax", "next line|quote")
def _(g):
    "a list item in the line of its key"
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {{name: {g.name}}}\nspec:\n  name: {g.text()}\n"
            f"  events: {AT}- profile.updated\n  url: https://hooks.example.com/\n")


@bad("start-character", "yaml.syntax", "quote")
def _(g):
    "text that begins with a character that YAML keeps for itself"
    return with_spec(g, description=Raw(AT + g.pick("@everybody", "`gold`", "%done", "@" + g.name)))


@bad("escape-unknown", "yaml.syntax", r"\\")
def _(g):
    "an escape that YAML does not know, as in paths and patterns"
    return with_spec(g, description=Raw(g.pick(f'"C:{AT}\\data"', f'"{AT}\\d+"', f'"a{AT}\\.b"')))


@bad("conflict-markers", "yaml.conflict", "side")
def _(g):
    "a merge conflict that was committed"
    lines = ["# owner: " + g.text()] + g.write(g.webhook()).splitlines()
    i = g.rng.randrange(1, len(lines))
    return "\n".join(lines[:i] + [AT + "<<<<<<< HEAD", lines[i], "=======", lines[i] + " ", ">>>>>>> feature"] + lines[i + 1:]) + "\n"


@bad("yaml-version", "yaml.syntax", "YAML")
def _(g):
    "a directive for a YAML that nobody reads"
    return f"{AT}%YAML {g.pick('2.0', '3.1')}\n---\n" + g.write(g.any()).removeprefix("---\n")


@bad("tag-python", "yaml.tag", "plain data")
def _(g):
    "a tag that makes other readers run code"
    tag = g.pick("!!python/object/apply:os.system", "!!python/name:os.system", "!ruby/object:Gem", "!!javax.script.ScriptEngineManager")
    return with_spec(g, description=Raw(AT + tag + g.pick(" [id]", " {a: b}", " x")))


@bad("tag-own", "yaml.tag", "plain data|exclamation")
def _(g):
    "a tag of a tool that fills in values, as !Ref, !vault, !env"
    return with_spec(g, description=Raw(AT + g.pick("!Ref gold", "!vault x", "!env NAME", "!foo 'x'", "!x!y z")))


@bad("tag-misfit", "yaml.tag", "tag")
def _(g):
    "a value that does not fit its tag"
    return with_spec(g, version=Raw(AT + g.pick("!!int gold", "!!int 1.5", "!!float abc", "!!bool 7", "!!null x")))


@bad("anchor-double", "yaml.syntax", "anchor")
def _(g):
    "two anchors on one value"
    return with_spec(g, description=Raw(f"&a {AT}&b gold"))


@bad("anchor-bare", "yaml.syntax", "quote")
def _(g):
    "text that begins with an ampersand"
    return with_spec(g, description=Raw(f"{AT}& so on"))


@bad("key-complex", "yaml.key", "quote|text")
def _(g):
    "a key that is a list or a mapping"
    document = g.webhook()
    document["spec"]["headers"] = Raw("{ " + AT + g.pick("[a, b]", "{a: b}") + ": c}")
    return g.write(document)


@bad("template", "yaml.template", r"\$\{var")
def _(g):
    "a template's braces that nobody filled in"
    document = g.webhook()
    key, text = g.pick(("name", "{{ name }}"), ("url", "{{ .Values.url }}"), ("events", "[{{ event }}]"), ("enabled", "{{ enabled }}"),
                       ("name", "{{- .Values.name }}"), ("url", "{{ .Values.host }}/cxone"))
    document["spec"][key] = Raw(text.replace("{{", AT + "{{"))
    return g.write(document)


@bad("template-line", "yaml.template", r"\$\{var")
def _(g):
    "a line of a template: {{- if }}, {{ end }}, {% for %}"
    lines = block(g.any(), g.rng, 0)
    i = g.rng.randrange(len(lines) + 1)
    line = g.pick("{{- if .Values.emea }}", "{{ end }}", '{{- include "labels" . | nindent 2 }}', "{% if emea %}", "{%- endfor %}")
    return "\n".join(lines[:i] + [AT + line] + lines[i:]) + "\n"


SPACES = "\u00a0\u2003\u200b\u202f\u3000"


@bad("space-indent", "yaml.space", "put a space")
def _(g):
    "no-break spaces and their like that indent"
    lines = block(g.any(), g.rng, 0)
    i = g.rng.choice([n for n, line in enumerate(lines) if line.startswith("  ")])
    blanks = len(lines[i]) - len(lines[i].lstrip(" "))
    at = g.rng.randrange(blanks)
    lines[i] = " " * at + AT + g.rng.choice(SPACES) + lines[i][at + 1:]
    return "\n".join(lines) + "\n"


@bad("space-colon", "yaml.space", "put a space")
def _(g):
    "a no-break space or its like behind a colon or a dash"
    lines = block(g.any(), g.rng, 0)
    i = g.rng.choice([n for n, line in enumerate(lines) if ": " in line or "- " in line])
    mark = ": " if ": " in lines[i] else "- "
    lines[i] = lines[i].replace(mark, mark[0] + AT + g.rng.choice(SPACES), 1)
    return "\n".join(lines) + "\n"


@bad("space-text", "yaml.space", "quote")
def _(g):
    "a no-break space or its like at an end of a text"
    space = AT + g.rng.choice(SPACES)
    if g.rng.random() < 0.5:
        return with_spec(g, data_source=Raw(g.pick(space + "crm_sync", "crm_sync" + space)))
    document = g.webhook()
    document["spec"]["events"] = Raw(g.pick(f"[{space}profile.updated]", f"[profile.updated{space}]"))
    return g.write(document)


QUOTES = ("“”", "‘’", "„“", "‚‘", "«»", "””")


@bad("quote-typographic", "yaml.quote", "straight")
def _(g):
    "typographic quotes around a value"
    document, (first, last) = g.any(), g.rng.choice(QUOTES)
    where, key, value = g.pick((document, "kind", g.kind), (document, "apiVersion", "cxctl/v1"),
                               (document["metadata"], "name", g.name), (document["spec"], "name", "gold"))
    if g.rng.random() < 0.5:
        where, key, value = (document["spec"], "data_source", "crm_sync") if g.kind == "Audience" else \
            (document["spec"], "events", "profile.updated")
    text = AT + first + value + last
    where[key] = Raw(f"[{text}]" if key == "events" else text)
    return g.write(document)


@bad("quote-typographic-condition", "yaml.quote", "straight")
def _(g):
    "typographic quotes around the operator, the field or the value of a condition"
    document, (first, last) = g.audience(), g.rng.choice(QUOTES)
    key, value = g.pick(("operator", "equals"), ("field", "tier"), ("value", "gold"), ("value", "500"))
    g.rng.choice(g.conditions(document))[1][key] = Raw(AT + first + value + last)
    return g.write(document)


@bad("quote-typographic-key", "yaml.quote", "straight")
def _(g):
    "typographic quotes around a key"
    document, (first, last) = g.any(), g.rng.choice(QUOTES)
    where = g.pick(document, document["metadata"], document["spec"])
    key = g.rng.choice(list(where))
    pairs = list(where.items())
    where.clear()
    where.update((AT + first + k + last if k == key else k, v) for k, v in pairs)
    return g.write(document)


@bad("quote-typographic-colon", "yaml.quote", "straight")
def _(g):
    "typographic quotes around a text that needs quotes"
    first, last = g.rng.choice(QUOTES)
    return block_of(g, f"description: {AT}{first}gold: {g.text()}{last}")


@bad("comment-slashes", "yaml.comment", "#")
def _(g):
    "a comment as in C: a line of its own, or behind a key"
    lines = block(g.any(), g.rng, 0)
    comment = AT + g.pick("// the best customers", "/* the best customers */", "// owner: " + g.text(), "//")
    i = g.rng.randrange(1, len(lines))
    empty = [n for n, line in enumerate(lines) if line.endswith(":")]
    if g.rng.random() < 0.5 and empty:
        i = g.rng.choice(empty)
        lines[i] += " " + comment
    else:
        blanks = len(lines[i]) - len(lines[i].lstrip(" "))
        lines.insert(i, " " * blanks + comment)
    return "\n".join(lines) + "\n"


@bad("comment-slashes-json", "yaml.comment", "#", file="json", whole=False)
def _(g):
    "JSON with comments, as editors' settings have them"
    lines = json.dumps(g.any(), indent=2, ensure_ascii=False).splitlines()
    i = g.rng.randrange(1, len(lines) - 1)
    comment = AT + g.pick("// the best customers", "/* the best customers */")
    if lines[i].endswith(",") and g.rng.random() < 0.5:
        lines[i] += " " + comment
    else:
        lines.insert(i, "  " + comment)
    return "\n".join(lines) + "\n"


@bad("key-not-text", "yaml.key yaml.plain", "quote")
def _(g):
    "a key that is null, a number, a boolean, or something else to somebody"
    document = g.webhook()
    document["spec"]["headers"] = Raw("{" + AT + g.pick("1", "true", "null", "~", "1.5", "yes", "on", "012") + ": x}")
    return g.write(document)


@bad("word-as-text", "yaml.plain", "quote")
def _(g):
    "yes, no, on, off where a text stands: Norway"
    word = Raw(AT + g.pick("yes", "no", "on", "off", "Yes", "NO", "On", "OFF", "y", "N"))
    document = g.audience()
    if g.rng.random() < 0.5:
        document["spec"][g.pick("name", "description")] = word
    else:
        g.rng.choice(g.conditions(document))[1]["value"] = word
    return g.write(document)


@bad("word-as-boolean", "yaml.plain", "true or false")
def _(g):
    "yes, no, on, off where true or false is meant"
    document = g.webhook()
    document["spec"]["enabled"] = Raw(AT + g.pick("yes", "no", "on", "off", "Yes", "NO"))
    return g.write(document)


@bad("word-in-list", "yaml.plain", "quote")
def _(g):
    "a list of countries with Norway in it"
    document = g.audience()
    g.rng.choice(g.conditions(document))[1].update(field="country", operator="in", value=["DE", At(Raw("NO")), "SE"])
    return g.write(document)


@bad("number-base", "yaml.plain", "quote")
def _(g):
    "numerals of other bases: octal, hexadecimal, binary, base 60"
    document = g.audience()
    text = g.pick("012", "0x1F", "0b101", "0o17", "1:30", "-017", "00", "12:30:45", "0644")
    g.rng.choice(g.conditions(document))[1]["value"] = Raw(AT + text)
    return g.write(document)


@bad("number-other", "yaml.plain", "quote")
def _(g):
    "numerals that only some readers know"
    document = g.audience()
    text = g.pick("1_000", ".5", "5.", "+5", ".inf", "-.inf", ".NaN", "1_000.50")
    g.rng.choice(g.conditions(document))[1]["value"] = Raw(AT + text)
    return g.write(document)


@bad("number-text", "yaml.plain", "quote")
def _(g):
    "a telephone number or a post code, unquoted"
    return with_spec(g, name=Raw(AT + g.pick("01234", "+4930123456", "007", "0049")))


@bad("null-word", "yaml.plain", "null")
def _(g):
    "Null and NULL"
    document = g.audience()
    g.rng.choice(g.conditions(document))[1]["value"] = Raw(AT + g.pick("Null", "NULL"))
    return g.write(document)


@bad("number-exponent", "yaml.number", "quote|smaller")
def _(g):
    "an exponent beyond all numbers"
    document = g.audience()
    g.rng.choice(g.conditions(document))[1]["value"] = Raw(AT + g.pick("1e99999999999", "-5E+12345678901", "1e-99999999999"))
    return g.write(document)


@bad("block-header", "yaml.syntax", "next line|digit")
def _(g):
    "text behind the sign of a block text"
    return (f"apiVersion: cxctl/v1\nkind: Audience\nmetadata: {{name: {g.name}, id: {g.uuid()}}}\nspec:\n"
            f"  name: gold\n  description: |{g.pick(' ', '- ', '+ ')}{AT}for gold\n    and silver\n")


@bad("behind-end", "yaml.syntax", "---|indent")
def _(g):
    "something behind the end of a document"
    return flow(g.any(), g.rng) + "\n" + AT + g.pick("spec: {}", "- x", "gold: 1") + "\n"


def as_json(g):
    return json.dumps(g.any(), indent=g.pick(None, 2), ensure_ascii=False)


@bad("json-cut", "yaml.syntax", "close", file="json", whole=False)
def _(g):
    "JSON that ends too early"
    text = as_json(g).rstrip()
    return AT + text[:-1].rstrip()


@bad("document-scalar", "definition.type", "apiVersion", whole=False)
def _(g):
    "a document that is a text, a number or null"
    return AT + g.pick("gold", "17", "null", '"gold"', "true", "gold and silver", "12.5") + "\n"


@bad("document-list", "definition.type", "---|document", whole=False)
def _(g):
    "a list of definitions where each is a document of its own"
    return AT + "- " + flow(g.any(), g.rng) + "\n"


@bad("document-second", "definition.type", "apiVersion|---", whole=False)
def _(g):
    "a good definition, and a document that is none behind it"
    return g.write(g.any()) + "---\n" + AT + g.pick("gold", "17", "[]") + "\n"

