#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two applies at once, and signals in the middle of one."""

import signal
import sys
import time

from tenant import Failed, Tenant, definitions_40, options_read, run_cases


def with_tenant(function):
    def case(options, randomness):
        tenant = Tenant(options, definitions_40())
        try:
            tenant.settle()
            tenant.check_rest()
            function(tenant, randomness, options)
            tenant.no_faults()
            tenant.check_end()
        finally:
            tenant.close()
    return case


def wait_for_intents(tenant, process):
    while process.poll() is None and not any(r["type"] == "intent" for r in tenant.journal_records()):
        time.sleep(0.002)


def two_at_once(tenant, randomness, options):
    """One wins, the other says whose run it is, whatever the distance between their starts."""
    refused = 0
    for _ in range(20 if options.all else 4):
        tenant.choose(1 - tenant.desired)
        tenant.forget()
        tenant.fault("* /api/*", "delay", ms=20)
        arguments = tenant.apply_arguments()
        first = tenant.start(*arguments)
        time.sleep(randomness.uniform(0, 0.3))
        second = tenant.start(*arguments)
        results = [tenant.finish(first), tenant.finish(second)]
        tenant.no_faults()
        statuses = sorted(result.status for result in results)
        if statuses not in ([0, 5], [0, 0]):
            raise Failed(f"exits {statuses}: {results[0]}\n{results[1]}")
        if statuses == [0, 0] and not any("Nothing to do" in result.out for result in results):
            raise Failed(f"both applied: {results[0]}\n{results[1]}")
        for result in results:
            if result.status == 5:
                refused += 1
                check_refusal(result)
        tenant.check_intents()
        tenant.check_rest()
    if not refused:
        raise Failed("the two never met")


def check_refusal(result):
    """Whose run is open, or that one has just ended."""
    named = "[run.open]" in result.err and "Ana Ops" in result.err
    if not named and "[run.moved]" not in result.err:
        raise Failed(f"the refusal does not say whose run it is: {result}")


def open_run_is_named(tenant, _randomness, _options):
    """While one applies, another apply names it and plan reports it; neither changes anything."""
    tenant.choose(1 - tenant.desired)
    tenant.fault("PUT /api/*", "delay", ms=1500)
    process = tenant.start(*tenant.apply_arguments())
    wait_for_intents(tenant, process)
    second = tenant.apply()
    if second.status != 5 or "[run.open]" not in second.err or "Ana Ops" not in second.err:
        raise Failed(f"the second apply: {second}")
    plan = tenant.cxctl("plan", "--rev", tenant.commits[tenant.desired])
    if plan.status != 0 or "run.open" not in plan.err:
        raise Failed(f"plan does not report the open run: {plan}")
    tenant.no_faults()
    first = tenant.finish(process)
    if first.status != 0:
        raise Failed(f"the first apply: {first}")
    tenant.check_rest()


def interrupted_by(number, times):
    def case(tenant, randomness, options):
        for _ in range(5 if options.all else 1):
            tenant.choose(1 - tenant.desired)
            tenant.forget()
            tenant.fault("* /api/*", "delay", ms=100)
            process = tenant.start(*tenant.apply_arguments())
            wait_for_intents(tenant, process)
            time.sleep(randomness.uniform(0, 0.15))
            process.send_signal(number)
            if times == 2:
                time.sleep(0.02)
                process.send_signal(number)
            began = time.monotonic()
            result = tenant.finish(process, began)
            tenant.no_faults()
            if times == 1:
                check_interrupted(tenant, result)
            elif result.status != -number:
                raise Failed(f"twice {signal.Signals(number).name}: {result}")
            tenant.check_intents()
            tenant.settle()
            tenant.check_intents()
            tenant.check_rest()
    return case


def check_interrupted(tenant, result):
    """In flight is finished, the rest not begun, the run sealed, exit 3, soon."""
    if result.status != 3:
        raise Failed(f"interrupted: {result}")
    if result.seconds > 10:
        raise Failed(f"it took {result.seconds:.1f} s to end")
    if tenant.journals() or tenant.git_text("for-each-ref", "refs/cxctl-run/"):
        raise Failed(f"interrupted, and not sealed: {result}")
    if "skipped" not in result.out:
        raise Failed(f"interrupted, and nothing was left out: {result}")
    verified = tenant.cxctl("audit", "verify")
    if verified.status != 0:
        raise Failed(f"audit verify: {verified}")
    if sum(1 for item in tenant.writes_seen() if item["status"] in (200, 201, 204)) not in range(1, 40):
        raise Failed(f"{len(tenant.writes_seen())} writes before the end")


CASES = [
    ("two at once", with_tenant(two_at_once)),
    ("an open run is named", with_tenant(open_run_is_named)),
    ("SIGINT", with_tenant(interrupted_by(signal.SIGINT, 1))),
    ("SIGTERM", with_tenant(interrupted_by(signal.SIGTERM, 1))),
    ("SIGINT twice", with_tenant(interrupted_by(signal.SIGINT, 2))),
]

if __name__ == "__main__":
    arguments = options_read(__doc__)
    sys.exit(run_cases(arguments, CASES))
