# SPDX-License-Identifier: Apache-2.0
"""Good definitions by chance, the table of ways to spoil them, and the writer that knows the place of the spoiled spot.

A class of bad definitions is a function with the decorator `bad`. It takes a Gen, and returns the text of one file,
or a dict of files by path. The character AT stands once, in front of what the diagnostic must point to; it is taken
out before the file is written."""

import json
import random
import re
import string

AT = "\ue000"
AMBIGUOUS = {"yes", "no", "on", "off", "y", "n", "true", "false", "null", "~"}
FIELDS = ["annual_revenue", "industry", "employee_count", "engagement_score", "lifecycle_stage", "region", "country",
          "spend", "tier", "email", "phone", "opted_in", "last_purchase_date", "created_date"]
OPERATORS = ["equals", "not_equals", "greater_than", "greater_than_or_equal", "less_than", "less_than_or_equal",
             "contains", "not_contains", "starts_with", "ends_with", "in", "not_in", "is_null", "is_not_null"]
EVENTS = ["interaction.attributes.updated", "profile.updated", "profile.created"]
WORDS = "gold silver vip lapsed churn emea apac loyal trial fresh dormant büro naïve 東京 west north".split()
SOURCES = ["customer_360", "interaction_history", "crm_sync"]


class Raw(str):
    """Text that is written as it is."""


class Flow:
    """A collection in brackets."""

    def __init__(self, value):
        self.value = value


class At:
    """The value that the diagnostic must point to."""

    def __init__(self, value):
        self.value = value


class Class:
    """One row: what is wrong, which codes it may have, and what the hint must say (a pattern; None: no mend is due)."""

    def __init__(self, name, make, codes, hint, options):
        self.name, self.make, self.what = name, make, make.__doc__ or ""
        self.codes, self.hint = codes.split(), hint
        self.weight = options.pop("weight", 1.0)  # how many of it, against the others
        self.place = options.pop("place", True)  # whether AT stands in the files; else 1:1 of the spoiled file
        self.whole = options.pop("whole", True)  # may get a neighbour that refers to it, and other line ends
        self.options = options


CLASSES = {}


def bad(name, codes, hint=".", **options):
    def enter(make):
        assert name not in CLASSES, name
        assert make.__doc__, name
        CLASSES[name] = Class(name, make, codes, hint, options)
        return make
    return enter


def scalar(value, rng):
    if isinstance(value, Raw):
        return str(value)
    if not isinstance(value, str):
        return json.dumps(value)
    plain = re.fullmatch(r"[A-Za-zÀ-ÿ東京][\w./-]*( [\w./-]+)*", value) and value.lower() not in AMBIGUOUS
    if plain and rng.random() < 0.8:
        return value
    if rng.random() < 0.3 and "\\" not in value and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=rng.random() < 0.2 and all(ord(c) < 0x10000 for c in value))


def flow(value, rng):
    if isinstance(value, At):
        return AT + flow(value.value, rng)
    if isinstance(value, Flow):
        return flow(value.value, rng)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {flow(v, rng)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(v, rng) for v in value) + "]"
    return scalar(value, rng)


def block(value, rng, indent, first=""):
    """Lines of a collection at an indentation; first stands in front of its first key or item."""
    lines = []
    pairs = value.items() if isinstance(value, dict) else [(None, v) for v in value]
    for key, item in pairs:
        head = " " * indent + first + (f"{key}:" if key is not None else "-")
        first = ""
        mark = AT if isinstance(item, At) else ""
        item = item.value if mark else item
        if not isinstance(item, (dict, list)) or not item:
            lines.append(f"{head} {mark}{flow(item, rng)}")
        elif key is None and isinstance(item, dict):
            below = block(item, rng, indent + 2)
            lines += [head + " " + mark + below[0].lstrip(" ")] + below[1:]
        elif key is None:
            lines.append(f"{head} {mark}{flow(item, rng)}")
        else:
            lines.append(head)
            lines += block(item, rng, indent + 2, mark)
    return lines


class Gen:
    """The chance and the names of one case."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.count = 0
        self.name = self.new_name()
        self.kind = "Audience"

    def new_name(self):
        self.count += 1
        letters = "".join(self.rng.choices(string.ascii_lowercase, k=5))
        return f"{self.rng.choice(WORDS[:8])}-{letters}{self.count}"

    def uuid(self):
        text = f"{self.rng.getrandbits(128):032x}"
        # no uuid that is a number to YAML: 1e5... and the like have dashes, and are text
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def pick(self, *items):
        return self.rng.choice(items)

    def text(self):
        return " ".join(self.rng.choices(WORDS, k=self.rng.randint(1, 4)))

    def value(self):
        return self.rng.choice([self.rng.randint(0, 10 ** 6), self.rng.choice(WORDS), True, None, 12.5, self.text(),
                                ["EMEA", "APAC"]])

    def condition(self):
        return {"field": self.rng.choice(FIELDS), "operator": self.rng.choice(OPERATORS), "value": self.value()}

    def group(self, depth=2):
        items = [self.condition() for _ in range(self.rng.randint(2, 4))]
        if depth and self.rng.random() < 0.6:
            items.insert(self.rng.randrange(len(items)), self.group(depth - 1))
        return {"operator": self.rng.choice(["AND", "OR"]), "conditions": items}

    def audience(self, name=None):
        spec = {"name": self.text().title(), "criteria": self.group()}
        if self.rng.random() < 0.5:
            spec["description"] = self.text()
        if self.rng.random() < 0.5:
            spec["data_source"] = self.rng.choice(SOURCES)
        if self.rng.random() < 0.4:
            spec["exclusions"] = [self.uuid() for _ in range(self.rng.randint(1, 3))]
        if self.rng.random() < 0.2:
            spec["recalculate_on_update"] = False
        return {"apiVersion": "cxctl/v1", "kind": "Audience",
                "metadata": {"name": name or self.name, "id": self.uuid()}, "spec": spec}

    def webhook(self, name=None):
        self.kind = "Webhook"
        events = self.rng.sample(EVENTS, self.rng.randint(1, 3))
        spec = {"name": self.text(), "url": f"https://hooks.example.com/{self.rng.randint(1, 999)}", "events": events}
        if self.rng.random() < 0.5:
            spec["enabled"] = self.rng.random() < 0.5
        if self.rng.random() < 0.4:
            spec["headers"] = {"X-Webhook-Source": "cxone"}
        if self.rng.random() < 0.4:
            spec["secret"] = {"env": "HOOK_SECRET"}
        return {"apiVersion": "cxctl/v1", "kind": "Webhook", "metadata": {"name": name or self.name}, "spec": spec}

    def any(self):
        return self.audience() if self.rng.random() < 0.6 else self.webhook()

    def write(self, document):
        """The document as YAML: now and then in brackets in parts, or as a whole, with comments."""
        rng = self.rng
        if isinstance(document, At):
            return AT + flow(document.value, rng) + "\n"
        if rng.random() < 0.1:
            return flow(document, rng) + "\n"
        copy = dict(document)
        for key in copy:
            if isinstance(copy[key], dict) and rng.random() < 0.25:
                copy[key] = Flow(copy[key])
        lines = block(copy, rng, 0)
        if rng.random() < 0.3:
            lines.insert(0, "# " + self.text())
        if rng.random() < 0.2:
            lines.insert(0, "---")
        return "\n".join(lines) + "\n"

    def misspelt(self, word, others=()):
        """One slip of a finger away from the word, and from no other."""
        while True:
            at = self.rng.randrange(len(word))
            slip = self.rng.randrange(4)
            letter = self.rng.choice(string.ascii_lowercase)
            bad_word = (word[:at] + word[at + 1:] if slip == 0 else word[:at] + letter + word[at:] if slip == 1 else
                        word[:at] + letter + word[at + 1:] if slip == 2 else
                        word[:at] + word[at + 1:at + 2] + word[at] + word[at + 2:])
            if (len(bad_word) > 1 and bad_word != word and bad_word not in others and bad_word[0].isalpha() and
                    bad_word.lower() not in AMBIGUOUS):
                return bad_word

    def conditions(self, document):
        """All conditions of an audience, with the group that holds them."""
        found, todo = [], [document["spec"]["criteria"]]
        while todo:
            group = todo.pop()
            for item in group["conditions"]:
                if "conditions" in item:
                    todo.append(item)
                else:
                    found.append((group, item))
        return found

    def groups(self, document):
        found, todo = [], [document["spec"]["criteria"]]
        while todo:
            found.append(todo.pop())
            todo += [i for i in found[-1]["conditions"] if "conditions" in i]
        return found


def with_spec(g, **members):
    document = g.audience()
    document["spec"].update(members)
    return g.write(document)
