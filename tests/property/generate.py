# SPDX-License-Identifier: Apache-2.0
"""Tenants by chance, and changes of them by hand: all that the API takes, with odd names and texts among it."""

import copy

OPERATORS = {"number": ["greater_than", "less_than", "equals", "in", "is_null"],
             "text": ["equals", "contains", "not_in", "starts_with"], "flag": ["equals", "not_equals"]}
FIELDS = [("spend", "number"), ("annual_revenue", "number"), ("tier", "text"), ("region", "text"), ("email", "text"),
          ("lifecycle_stage", "text"), ("opted_in", "flag")]
TEXTS = ["gold", "EMEA", "no", "null", "~", "012", "1e3", "0x1F", "1:30", "2026-01-01", "- a", "a: b", "# no", "it's",
         '"quoted"', "${var.x}", "$${x}", "a\\b", "two\nlines\n", "  indented", "tab\there", "trailing ", "{a}", "[b", "&c",
         "*d", "!e", "%f", "@g", "`h`", "a, b", "?", "é ö 顧客", "\u202ebidi", "\u0001", "\ufeffbom", "-", "--- x", "...", ""]
NAMES = ["VIP", "vip", "Do not contact", "../../etc/passwd", "顧客", "no", "true", "a.b", "Köln & Ruhr", "x" * 100, "-rf",
         "CON", ".hidden", "tab\tname", "new\nline", "# note", "{braces}", "${var.x}", "it's", "1e3"]
EVENTS = ["interaction.attributes.updated", "profile.updated", "profile.created"]
NUMBERS = [0, 1, -1, 5000, 0.1, -0.25, 9007199254740993, 1e3, 123456789.125]


def value(random, sort):
    if sort == "number":
        return random.choice(NUMBERS)
    return random.choice([True, False]) if sort == "flag" else random.choice(TEXTS)


def condition(random):
    field, sort = random.choice(FIELDS)
    operator = random.choice(OPERATORS[sort])
    if operator in ("in", "not_in"):
        return {"field": field, "operator": operator, "value": [value(random, sort) for _ in range(random.randint(1, 4))]}
    return {"field": field, "operator": operator, "value": None if operator == "is_null" else value(random, sort)}


def group(random, depth=0):
    items = [group(random, depth + 1) if depth < 3 and random.random() < 0.25 else condition(random)
             for _ in range(random.randint(1, 4))]
    return {"operator": random.choice(["AND", "OR"]), "conditions": items}


def description(random):
    return random.choice(["", "plain words", " ".join(random.choices(TEXTS, k=3)), "long " * 60, "line\n\n  more\n", "end\n\n"])


def audience_id(number):
    return f"5eed0000-0000-4000-8000-{number:012x}"


def audience(random, number, count):
    others = [other for other in range(count) if other != number]
    made = {"id": audience_id(number), "name": random.choice(NAMES), "criteria": group(random)}
    if random.random() < 0.6:
        made["description"] = description(random)
    if random.random() < 0.6:
        made["data_source"] = random.choice(["customer_360", "interaction_history", "crm_sync"])
    if random.random() < 0.6:
        made["exclusions"] = [audience_id(other) for other in random.sample(others, min(len(others), random.randint(0, 3)))]
        made["exclusions"] += ["99999999-0000-4000-8000-000000000000"] * (random.random() < 0.2)
    return made


def headers(random):
    names = random.sample(["X-Source", "X-Region", "Authorization", "x-api-key", "X-Note"], random.randint(0, 4))
    return {name: f"value {random.randint(0, 99)} of {name.lower()}" for name in names}


def webhook(random, number):
    return {"id": f"{number:08x}-0000-4000-8000-5eed00000000", "name": random.choice(NAMES),
            "url": f"https://hooks.example.com/{number}", "events": random.sample(EVENTS, random.randint(1, 3)),
            "enabled": random.random() < 0.7, "headers": headers(random)}


def tenant(random):
    """State of a sandbox."""
    count = random.randint(1, 12)
    return {"audiences": [audience(random, number, count) for number in range(count)],
            "webhooks": [webhook(random, number) for number in range(random.randint(0, 5))],
            "crm_webhooks": [{name: made[name] for name in ("id", "name", "url", "events")}
                             for made in (webhook(random, 100 + number) for number in range(random.randint(0, 2)))]}


def groups_of(criteria):
    found = [criteria]
    for item in criteria["conditions"]:
        if "conditions" in item:
            found += groups_of(item)
    return found


def change_criteria(random, criteria):
    """Another tree: conditions changed, taken out, put in, moved; an operator turned."""
    changed = copy.deepcopy(criteria)
    for _ in range(random.randint(1, 3)):
        place = random.choice(groups_of(changed))
        items, index = place["conditions"], random.randrange(len(place["conditions"]))
        kind = random.random()
        if kind < 0.4 and "field" in items[index]:
            items[index] = {**condition(random), "field": items[index]["field"]} if kind < 0.1 else condition(random)
        elif kind < 0.6:
            items.insert(index, group(random, 3) if kind < 0.45 else condition(random))
        elif kind < 0.8 and len(items) > 1:
            del items[index]
        elif kind < 0.9:
            random.shuffle(items)
        else:
            place["operator"] = "OR" if place["operator"] == "AND" else "AND"
    return changed


def change_audience(random, live, count):
    patch = {}
    if random.random() < 0.7:
        patch["criteria"] = change_criteria(random, live["criteria"])
    for name in ("description", "data_source", "exclusions", "name"):
        if random.random() < 0.3:
            made = audience(random, int(live["id"][-12:], 16), count)
            if name in made:
                patch[name] = made[name]
    return patch


def change_webhook(random, live):
    made = webhook(random, int(live["id"][:8], 16))
    names = ["name", "events"] + (["enabled", "headers"] if "headers" in live else [])
    return {name: made[name] for name in names if random.random() < 0.5}
