# SPDX-License-Identifier: Apache-2.0
"""Definitions that are wrong in two to five ways, which have nothing to do with each other: each is told once, in the
order of the lines."""

from good import AT, Gen, Raw, block

MARKS = [chr(ord(AT) + 1 + i) for i in range(8)]


def condition(key, value):
    def put(document, mark):
        items = document["spec"]["criteria"]["conditions"]
        item = {"field": "tier", "operator": "equals", "value": 1}
        items.append({(mark + "feild" if k == key else k): (Raw(mark + value) if k == key and value else v) for k, v in item.items()}
                     if not value else {k: Raw(mark + value) if k == key else v for k, v in item.items()})
    return put


def value(where, key, text):
    def put(document, mark):
        document[where][key] = Raw(mark + text)
    return put


def key(where, name, text="x"):
    def put(document, mark):
        document[where][mark + name] = Raw(text)
    return put


def top(document, mark):
    document["apiVersion"] = Raw(mark + "cxctl/v2")


def joined(document, mark):
    document["spec"]["criteria"]["operator"] = Raw(mark + "and")


# What may be wrong, each with the place that it takes and its code; no two of one place.
WAYS = {
    "Audience": [
        ("apiVersion", top, "schema.const"),
        ("id", value("metadata", "id", "no-uuid"), "schema.format"),
        ("protect", value("metadata", "protect", "yes"), "yaml.plain"),
        ("protect", value("metadata", "protect", '"true"'), "schema.type"),
        ("labels", key("metadata", "labels"), "schema.unknown"),
        ("name", value("spec", "name", "17"), "schema.type"),
        ("name", value("spec", "name", '""'), "schema.minLength"),
        ("description", value("spec", "description", "*none"), "yaml.alias"),
        ("description", value("spec", "description", "!Ref x"), "yaml.tag"),
        ("description", value("spec", "description", "x" * 501), "schema.maxLength"),
        ("source", value("spec", "data_source", "crm_sink"), "schema.enum"),
        ("operator", joined, "schema.enum"),
        ("condition", condition("field", None), "schema.unknown"),
        ("condition", condition("operator", "17"), "schema.type"),
        ("condition", condition("value", "012"), "yaml.plain"),
        ("exclusions", value("spec", "exclusions", "[{ref: zzzz.qqqq}]"), "ref.unknown"),
        ("version", value("spec", "version", "0"), "schema.minimum"),
        ("size", value("spec", "size", "10"), "schema.not"),
        ("double", key("spec", '"criteria"'), "yaml.duplicate"),
    ],
    "Webhook": [
        ("apiVersion", top, "schema.const"),
        ("labels", key("metadata", "labels"), "schema.unknown"),
        ("name", value("spec", "name", "012"), "yaml.plain"),
        ("url", value("spec", "url", "http://example.com/"), "schema.pattern"),
        ("url", value("spec", "url", "/hooks"), "schema.format"),
        ("events", value("spec", "events", "[]"), "schema.minItems"),
        ("enabled", value("spec", "enabled", "on"), "yaml.plain"),
        ("enabled", value("spec", "enabled", "1"), "schema.type"),
        ("headers", value("spec", "headers", "17"), "schema.type"),
        ("secret", value("spec", "secret", "canary-4711-canary"), "schema.type"),
        ("urll", key("spec", "retries"), "schema.unknown"),
        ("double", key("spec", '"name"'), "yaml.duplicate"),
    ],
}
INSIDE = {"ref.unknown": len("[{ref: ")}
# A file that is no good YAML may lose definitions: then nothing is said of names that are not there.
APART = {"ref.unknown"}


class Mixed:
    """The file of one case, and the errors that it must get: file, line, column, code."""

    def __init__(self, number):
        g = Gen(f"mixed {number}")
        document = g.audience() if number % 2 else g.webhook()
        document["metadata"]["id"] = g.uuid()
        ways, taken = [], set()
        for way in g.rng.sample(WAYS[g.kind], len(WAYS[g.kind])):
            codes = {code for _, _, code in ways} | {way[2]}
            if codes & APART and any(code.startswith("yaml.") for code in codes):
                continue
            if way[0] not in taken and len(ways) < 2 + number % 4:
                taken.add(way[0])
                ways.append(way)
        for mark, (_, put, _) in zip(MARKS, ways):
            put(document, mark)
        codes = {mark: code for mark, (_, _, code) in zip(MARKS, ways)}
        path = "audiences/case.yaml" if g.kind == "Audience" else "webhooks/case.yaml"
        lines, self.expected = block(document, g.rng, 0), []
        for number_of, line in enumerate(lines, 1):
            for mark in MARKS:
                at = line.find(mark)
                if at >= 0:
                    line = line.replace(mark, "")
                    self.expected.append((path, number_of, at + 1 + INSIDE.get(codes[mark], 0), codes[mark]))
            lines[number_of - 1] = line
        self.files = {path: ("\n".join(lines) + "\n").encode()}
        self.name = f"mixed {number}"

    def judge(self, errors):
        said = [(e.get("file"), e.get("line"), e.get("column"), e["code"]) for e in errors]
        if said == self.expected:
            return None
        missing = [e for e in self.expected if e not in said]
        more = [e for e in said if e not in self.expected]
        return f"not said: {missing}; said besides: {more}" if missing or more else f"in another order: {said}"
