#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails each write, sync, rename and request of an apply, once and for good; the next apply mends it."""

import random
import sys

from tenant import Failed, Tenant, definitions_10, options_read, tell_cases

POINTS = ("write", "fsync", "rename", "http")
QUICK_PER_POINT = 6
# Exit codes of DESIGN.md 10 that fit: in part or in doubt, could not be read, another run is open.
EXITS = {1, 3, 5}


def count_points(tenant):
    path = tenant.top / "points"
    counts = {point: 0 for point in POINTS}
    for desired in (1, 0):
        tenant.choose(desired)
        result = tenant.apply(CX_FAULT_COUNT=str(path))
        if result.status != 0:
            raise Failed(f"a clean apply: {result}")
        for line in path.read_text(encoding="utf-8").splitlines():
            name, number = line.split(":")
            counts[name] = max(counts.get(name, 0), int(number))
    return counts


def check_last_record(tenant):
    """The record that the disk refused was not acted upon."""
    records = tenant.journal_records()
    if not records or records[-1]["type"] != "intent":
        return
    last = (records[-1]["method"], records[-1]["path"], records[-1].get("idempotency_key"))
    if last in {(item["method"], item["path"], item["idempotency_key"]) for item in tenant.writes_seen()}:
        raise Failed(f"{last} was sent, but its intent was not synced")


def check_faulted(tenant, rule, result):
    if result.status == 0:
        tenant.check_equal()
        return
    if result.status not in EXITS:
        raise Failed(f"exit {result.status} is none of {sorted(EXITS)}: {result}")
    # A program that can write nothing any more can say nothing either.
    mute = rule.startswith("write") and rule.endswith("+")
    if not mute and "error:" not in result.err and "Apply:" not in result.out:
        raise Failed(f"no message says what happened: {result}")
    tenant.check_intents()
    if rule.startswith("fsync"):
        check_last_record(tenant)


def fail_once(tenant, rule, show):
    tenant.choose(1 - tenant.desired)
    tenant.forget()
    result = tenant.apply(CX_FAULT=rule)
    if show:
        wrong = [line for line in (result.out + result.err).splitlines() if "rror" in line or line.startswith("Apply:")]
        print(f"{rule}: exit {result.status}: " + " / ".join(wrong))
    try:
        check_faulted(tenant, rule, result)
        tenant.settle()
        tenant.check_intents()
        tenant.check_rest()
    except Failed as error:
        raise Failed(f"CX_FAULT={rule}: {error}\n--- the failed apply: {result}") from error
    return result.status


def main():
    options = options_read(__doc__)
    failures, exits = 0, {}
    tenant = Tenant(options, definitions_10())
    try:
        tenant.settle()
        counts = count_points(tenant)
        if not all(counts[point] for point in ("write", "fsync", "http")):
            raise Failed(f"points without a passage, {counts}: is this a build with CX_FAULTS?")
        rules = [f"{point}:{number}{more}" for point in POINTS for number in range(1, counts[point] + 1) for more in ("", "+")]
        if not options.all:
            randomness = random.Random(options.seed)
            by_point = [[rule for rule in rules if rule.startswith(point)] for point in POINTS]
            rules = [rule for some in by_point for rule in randomness.sample(some, min(QUICK_PER_POINT, len(some)))]
        if options.only:
            rules = options.only.split(",")
        for rule in rules:
            try:
                status = fail_once(tenant, rule, options.all or options.only)
                exits[status] = exits.get(status, 0) + 1
            except Failed as error:
                failures += 1
                print(f"FAILED (--only {rule}): {error}", flush=True)
                tenant.close()
                tenant = Tenant(options, definitions_10())
                tenant.settle()
        tenant.check_end()
    finally:
        tenant.close()
    print(f"passages {counts}; exits {dict(sorted(exits.items()))}; seed {options.seed}")
    tell_cases(len(rules) - failures, failures)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
