# SPDX-License-Identifier: Apache-2.0
"""Bad bytes, aliases, and what is too deep or too large: one function a class."""

from good import AT, Flow, Raw, bad, with_spec


def at_byte(g, text, what):
    """The bytes of the text with something put in front of one of its letters, where no mark of YAML stands."""
    places = [i for i in range(1, len(text)) if text[i - 1].isalpha() and text[i].isalpha()]
    i = g.rng.choice(places)
    return text[:i].encode() + AT.encode() + what + text[i:].encode()


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
    n = g.pick(65, 100, 2000)
    return "- " * 64 + AT + "- " * (n - 64) + "x\n"


@bad("huge-scalar", "yaml.scalar", "file|long", weight=0.5)
def _(g):
    "a text of megabytes"
    size = g.pick((1 << 20) + 1, 2 << 20, 7 << 20)
    style = g.pick(AT + '"%s"', AT + "'%s'", AT + "%s")
    return with_spec(g, description=Raw(style % ("gold " * (size // 5) + "gold.")))


@bad("huge-key", "yaml.scalar yaml.syntax", None, weight=0.3)
def _(g):
    "a key of megabytes"
    return f"? {AT}{'k' * (2 << 20)}\n: v\n"


@bad("huge-file", "file.size", "split", place=False, whole=False, weight=0.1)
def _(g):
    "a file beyond the limit"
    return "# " + "x" * (9 << 20) + "\n"


@bad("many-values", "yaml.nodes", "split", place=None, weight=0.05)
def _(g):
    "more values than a file may have"
    return "[" + "0," * g.pick(300000, 1100000, 4000000) + "0]\n"
