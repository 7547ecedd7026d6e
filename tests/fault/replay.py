#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tenant does what it is asked and closes before the first byte of its answer: each write once, each verdict right."""

import json
import random
import sys

from tenant import WRITES, Failed, Tenant, definitions_10, options_read, tell_cases

# What comes before decides on what connection a PUT goes: kept alive, or not. POST and DELETE never reuse one.
CONNECTIONS = {"reused": None, "fresh": "close"}
ENDS = ("reset-after", "status-after", "truncate")
LONG_WRITES, QUICK_APPLIES = 1000, 2
# action of a step -> whether the tenant has the object once it is applied
THERE = {"create": True, "update": True, "delete": False}


def strike(tenant, randomness, connection):
    """Lays the faults of one apply; the first rule whose turn it is strikes."""
    for method in WRITES:
        percent = 100 if method == "POST" else randomness.choice((30, 60, 100))
        end = "reset-after" if randomness.random() < 0.7 else randomness.choice(ENDS)
        tenant.fault(f"{method} /api/*", end, percent=percent)
    if CONNECTIONS[connection]:
        tenant.fault("* /api/*", CONNECTIONS[connection])


def check_once(tenant):
    """No write that was done reached the tenant twice; how many lost their answer."""
    seen, struck = set(), 0
    for item in tenant.writes_seen():
        what = (item["method"], item["path"], item["idempotency_key"])
        if what in seen:
            raise Failed(f"sent twice: {what}")
        seen.add(what)
        struck += item["fault"] in ENDS
    posts = [what for what in seen if what[0] == "POST"]
    if any(key is None for _, _, key in posts):
        raise Failed(f"a POST without a key: {posts}")
    return struck


def check_verdicts(tenant, result):
    """Each step says what the tenant shows."""
    report = json.loads(result.out)
    state = tenant.state()
    live = {item["id"] for item in state["audiences"]} | {item["id"] for item in state["webhooks"]}
    if result.status != 0 or not report["steps"]:
        raise Failed(f"not all applied: {result}")
    for step in report["steps"]:
        if step["result"] != "applied" or (step["id"].lower() in live) != THERE[step["action"]]:
            raise Failed(f"a wrong verdict: {step}")


def one_apply(tenant, randomness, connection):
    tenant.choose(1 - tenant.desired)
    arguments = [*tenant.apply_arguments(), "-o", "json", "--quiet"]
    strike(tenant, randomness, connection)
    tenant.forget()
    result = tenant.cxctl(*arguments)
    tenant.no_faults()
    check_verdicts(tenant, result)
    struck = check_once(tenant)
    tenant.check_intents()
    tenant.check_equal()
    return struck


def main():
    options = options_read(__doc__)
    applies = struck = 0
    tenant = Tenant(options, definitions_10())
    try:
        tenant.settle()
        while struck < LONG_WRITES if options.all else applies < QUICK_APPLIES:
            connection = sorted(CONNECTIONS)[applies % 2]
            try:
                struck += one_apply(tenant, random.Random(f"{options.seed} {applies}"), connection)
            except Failed as error:
                print(f"FAILED apply {applies}, {connection} connections (--seed {options.seed}): {error}")
                tell_cases(struck, 1)
                return 1
            applies += 1
        tenant.check_rest()
        tenant.check_end()
    finally:
        tenant.close()
    print(f"writes lost their answer in {applies} applies, each sent once and settled; seed {options.seed}")
    tell_cases(struck, 0)
    return 0 if struck else 1


if __name__ == "__main__":
    sys.exit(main())
