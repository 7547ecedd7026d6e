# SPDX-License-Identifier: Apache-2.0
"""Bad bytes, bad YAML, and YAML that only some readers read: one function a class."""

import json

from good import AT, Raw, At, Flow, bad, flow


def at_byte(g, text, what):
    """The bytes of the text with something put in front of one of its letters, where no mark of YAML stands."""
    places = [i for i in range(1, len(text)) if text[i - 1].isalpha() and text[i].isalpha()]
    i = g.rng.choice(places)
    return text[:i].encode() + AT.encode() + what + text[i:].encode()


def with_spec(g, **members):
    document = g.audience()
    document["spec"].update(members)
    return g.write(document)


@bad("utf8-invalid", "yaml.utf8", "UTF-8")
def _(g):
    "a byte that is no UTF-8: a stray one, an overlong form, a surrogate, a character that is cut"
    return at_byte(g, g.write(g.any()), g.pick(b"\xff", b"\xfe", b"\x80", b"\xc0\xaf", b"\xed\xa0\x80", b"\xe2\x82", b"\xf5\x80\x80\x80"))


@bad("utf8-latin1", "yaml.utf8", "UTF-8")
def _(g):
    "a file saved as Latin-1"
    return at_byte(g, g.write(g.any()), g.pick("ä", "é", "ß", "Ü").encode("latin-1"))


@bad("utf16", "yaml.utf8", "UTF-16", place=False, whole=False)
def _(g):
    "a file saved as UTF-16 with its byte order mark"
    return g.write(g.any()).encode("utf-16")


@bad("utf16-bare", "yaml.char", "UTF-16", place=False, whole=False)
def _(g):
    "a file saved as UTF-16 without a byte order mark"
    return ("kind: " + g.pick("Audience", "Webhook") + "\n").encode("utf-16-be")


@bad("bom-inside", "yaml.char", "remove")
def _(g):
    "a byte order mark in the middle, as joined files have it"
    return g.write(g.any()).encode() + (AT + "\ufeff---\n").encode() + g.write(g.audience(g.new_name())).encode()


@bad("nul", "yaml.char", "remove")
def _(g):
    "the character NUL"
    return at_byte(g, g.write(g.any()), b"\0")


@bad("nul-escaped", "yaml.char", "remove")
def _(g):
    "NUL written as an escape, which ends the text for the tenant's programs"
    return with_spec(g, name=Raw(AT + g.pick(r'"gold\0"', r'"\x00"', r'"a\u0000b"')))


@bad("control", "yaml.char", "remove|double quotes")
def _(g):
    "a control character"
    return at_byte(g, g.write(g.any()), bytes([g.pick(1, 7, 8, 11, 12, 14, 27, 31, 127)]))


@bad("line-break", "yaml.char")
def _(g):
    "a line break to some readers only: a lone carriage return, NEL, U+2028, U+2029"
    return at_byte(g, g.write(g.any()), g.pick("\r", "\u0085", "\u2028", "\u2029").encode())


@bad("tab-indent", "yaml.tab", "spaces")
def _(g):
    "a tab for the indentation"
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {{name: {g.name}}}\nspec:\n{AT}\tname: {g.text()}\n"
            "\turl: https://hooks.example.com/\n\tevents: [profile.updated]\n")


@bad("tab-after-spaces", "yaml.tab", "spaces")
def _(g):
    "a tab among the spaces of the indentation"
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {{name: {g.name}}}\nspec:\n  name: {g.text()}\n"
            f"  events:\n  {AT}\t- profile.updated\n  url: https://hooks.example.com/\n")


@bad("duplicate-key", "yaml.duplicate", "remove one")
def _(g):
    "a key that stands twice in a mapping"
    document = g.any()
    deep = g.pick(document, document["metadata"], document["spec"])
    key = g.rng.choice(list(deep))
    # the second one is written differently, and its value is not looked at
    deep[AT + g.pick('"%s"', "'%s'", "%s ") % key if deep is document else AT + '"%s"' % key] = Raw("again")
    if isinstance(deep.get(key), dict):
        deep[key] = Flow(deep[key])
    return g.write(document)


@bad("duplicate-field", "yaml.duplicate", "remove one")
def _(g):
    "a condition that gives its field twice"
    document = g.audience()
    condition = g.rng.choice(g.conditions(document))[1]
    condition[AT + '"field"'] = "country"
    return g.write(document)


@bad("merge-key", "yaml.merge", "overlay")
def _(g):
    "<<, the merge key of YAML 1.1"
    return (f"apiVersion: cxctl/v1\nkind: Audience\nmetadata: {{name: {g.name}, id: {g.uuid()}}}\nspec:\n"
            f"  name: {g.text()}\n  criteria:\n    operator: AND\n    conditions:\n"
            f"      - &first {{field: spend, operator: equals, value: {g.rng.randint(1, 99)}}}\n"
            f"      - {{{AT}<<: {g.pick('*first', '[*first]')}, field: tier, operator: equals, value: 1}}\n")


@bad("alias-undefined", "yaml.alias", "anchor|quote")
def _(g):
    "an alias without its anchor, or text that begins with an asterisk"
    return with_spec(g, description=Raw(AT + g.pick("*everybody", "*x", "*" + g.name)))


@bad("alias-near", "yaml.alias", "did you mean .high")
def _(g):
    "an alias that is not quite its anchor's name"
    document = g.audience()
    document["spec"]["name"] = Raw("&highvalue High")
    document["spec"]["description"] = Raw(AT + "*" + g.pick("highvalues", "higvalue", "high_value", "HighValue"))
    return g.write(document)


@bad("alias-inside", "yaml.alias", "outside")
def _(g):
    "an alias inside its own anchor: a value without end"
    document = g.audience()
    document["spec"]["exclusions"] = Raw(f"&loop [{AT}*loop]")
    return g.write(document)


@bad("alias-bomb", "yaml.alias", "write|fewer", weight=0.6, place=None)
def _(g):
    "aliases that stand for billions of values"
    width, depth = g.rng.randint(7, 12), g.rng.randint(8, 14)
    rows = ["  a0: &a0 [" + ", ".join(["lol"] * width) + "]"]
    rows += [f"  a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * width) + "]" for i in range(1, depth)]
    return f"apiVersion: cxctl/v1\nkind: Audience\nmetadata: {{name: {g.name}, id: {g.uuid()}}}\nspec:\n" + "\n".join(rows) + "\n"


@bad("alias-many", "yaml.alias", "write|fewer", weight=0.4)
def _(g):
    "more aliases than a file may have"
    n = g.rng.randint(1001, 4000)
    return with_spec(g, name=Raw("&n Gold"), exclusions=Raw("[" + ", ".join(["*n"] * 1000 + [AT + "*n"] + ["*n"] * (n - 1001)) + "]"))


@bad("alias-deep", "yaml.depth", "flat", weight=0.4)
def _(g):
    "aliases inside each other, deeper than values may be"
    n = g.rng.randint(70, 200)
    rows = ["  a0: &a0 [x]"] + [f"  a{i}: &a{i} [{AT if i == 62 else ''}*a{i - 1}]" for i in range(1, n)]
    return f"apiVersion: cxctl/v1\nkind: Audience\nmetadata: {{name: {g.name}, id: {g.uuid()}}}\nspec:\n" + "\n".join(rows) + "\n"


@bad("deep-flow", "yaml.depth", "flat")
def _(g):
    "brackets in brackets in brackets"
    n = g.pick(63, 100, 1000, 100000)
    opening = g.pick("[", "{a: ")
    mark = opening * 62 + AT + opening * (n - 62)
    return with_spec(g, exclusions=Raw(mark + ("]" * n if g.rng.random() < 0.5 else "")))


@bad("deep-block", "yaml.depth", "flat")
def _(g):
    "keys below keys below keys"
    n = g.pick(64, 80, 300)
    rows = ["  " * i + ("k:" if i != 64 else AT + "k:") for i in range(n)]
    rows.append("  " * n + (AT if n == 64 else "") + "k: v")
    return "\n".join(rows) + "\n"


@bad("deep-dashes", "yaml.depth", "flat")
def _(g):
    "lists of lists, in one line"
    n = g.pick(64, 100, 2000)
    return "- " * 64 + AT + "- " * (n - 64) + "x\n"


@bad("huge-scalar", "yaml.scalar", "file|long", weight=0.5)
def _(g):
    "a text of megabytes"
    size = g.pick((1 << 20) + 1, 2 << 20, 7 << 20)
    style = g.pick(AT + '"%s"', AT + "'%s'", AT + "%s", AT + ">\n    %s")
    return with_spec(g, description=Raw(style % ("gold " * (size // 5) + "gold.")))


@bad("huge-key", "yaml.scalar yaml.syntax", None, weight=0.3)
def _(g):
    "a key of megabytes"
    return f"{AT}? {'k' * (2 << 20)}\n: v\n"


@bad("huge-file", "yaml.size", "split", place=False, whole=False, weight=0.1)
def _(g):
    "a file beyond the limit"
    return "# " + "x" * (9 << 20) + "\n"


@bad("many-values", "yaml.nodes", "split", place=None, weight=0.05)
def _(g):
    "a million of values"
    return "[" + "0," * 1100000 + "0]\n"


@bad("quote-open", "yaml.syntax", "quote")
def _(g):
    "a quote that is not closed"
    return with_spec(g, description=Raw(AT + g.pick('"', "'") + "for the outreach"))


@bad("quote-behind", "yaml.syntax", "quote")
def _(g):
    "text behind the closing quote"
    return (f"apiVersion: cxctl/v1\nkind: Webhook\nmetadata: {{name: {g.name}}}\nspec:\n  name: " +
            g.pick(f'"gold" {AT}silver', f"'it' {AT}s'") + "\n  url: https://hooks.example.com/\n  events: [profile.updated]\n")


@bad("bracket-open", "yaml.syntax", "close it")
def _(g):
    "a bracket that is not closed"
    text = g.pick(f"events: {AT}[profile.updated, profile.created", f"headers: {AT}{{X-Source: cxone", f"events: {AT}[")
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
    lines = g.write(g.webhook()).splitlines()
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
    document["spec"]["headers"] = Raw("{" + AT + g.pick("[a, b]", "{a: b}", "{{ name }}") + ": c}")
    return g.write(document)


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
    return "{apiVersion: cxctl/v1, kind: Audience}\n" + AT + g.pick("spec: {}", "- x", "gold: 1") + "\n"


def as_json(g):
    return json.dumps(g.any(), indent=g.pick(None, 2), ensure_ascii=False)


@bad("json-comma", "json.syntax", "comma", file="json", whole=False)
def _(g):
    "JSON with a comma behind the last member"
    text = as_json(g)
    i = len(text[:-1].rstrip())
    return text[:i] + "," + text[i:-1] + AT + "}"


@bad("json-comment", "json.syntax", "comment", file="json", whole=False)
def _(g):
    "JSON with a comment"
    return AT + g.pick("// gold\n", "/* gold */ ", "# gold\n") + as_json(g)


@bad("json-quotes", "json.syntax", "double quotes", file="json", whole=False)
def _(g):
    "JSON with single quotes, or none"
    return as_json(g).replace('"kind"', AT + g.pick("'kind'", "kind"), 1)


@bad("json-cut", "json.syntax", "cut|close", file="json", whole=False)
def _(g):
    "JSON that ends too early"
    text = as_json(g).rstrip()
    return text[:-1].rstrip() + AT


@bad("empty-file", "definition.empty", "remove|write", place=False, whole=False)
def _(g):
    "a file with nothing in it, or with comments alone: is its definition to be removed?"
    return g.pick("", "\n", "# later\n", "---\n", "# apiVersion: cxctl/v1\n# kind: Audience\n", "---\n---\n", "\ufeff", "   \n\n")


@bad("document-scalar", "definition.type", "apiVersion", whole=False)
def _(g):
    "a document that is a text, a number or null"
    return AT + g.pick("gold", "17", "null", '"gold"', "true", "gold and silver", "12.5") + "\n"


@bad("document-list", "definition.type", "---|document", whole=False)
def _(g):
    "a list of definitions where each is a document of its own"
    return AT + "- " + flow(g.any(), g.rng) + "\n"


@bad("document-second", "definition.type", "apiVersion", whole=False)
def _(g):
    "a good definition, and a document that is none behind it"
    return g.write(g.any()) + "---\n" + AT + g.pick("gold", "17", "[]") + "\n"

