#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An apply that rolls back is killed, interrupted or cut off on the way; the next apply makes the tenant what git says, once."""

import random
import signal
import sys
import time

from tenant import Failed, Tenant, audience_id, definitions_10, definitions_5, options_read, tell_cases

QUICK_POINTS, LONG_POINTS = 3, 60
QUICK_KILLS, LONG_KILLS = 2, 60
# The last step of the way from the first set to the second, and of the way back: what the tenant refuses.
REFUSED = (f"DELETE /api/v1/audiences/{audience_id(10)}", f"DELETE /api/v1/audiences/{audience_id(0)}")
TOTALS = {}


def roll_back_arguments(tenant):
    return [*tenant.apply_arguments(), "--on-error", "rollback"]


def prepare(tenant):
    """The other set is chosen, and the tenant refuses the last step towards it."""
    tenant.choose(1 - tenant.desired)
    tenant.fault(REFUSED[tenant.desired], "status", status=422)
    tenant.forget()


def check_rolled_back(tenant, result):
    """Everything is as before: the tenant, the ledger, and an exit as of an apply that did nothing."""
    if result.status != 1 or "rolled back" not in result.out:
        raise Failed(f"a rollback: {result}")
    tenant.no_faults()
    tenant.choose(1 - tenant.desired)
    tenant.check_intents()
    tenant.check_rest()


def count_points(tenant, *more):
    """How often each sort of fault point is passed in a clean run."""
    path = tenant.top / "points"
    prepare(tenant)
    result = tenant.cxctl(*tenant.apply_arguments(), *more, CX_FAULT_COUNT=str(path))
    return dict((line.split(":")[0], int(line.split(":")[1])) for line in path.read_text().splitlines()), result


def settle(tenant, randomness):
    """The next apply: of what failed, or of what was there before."""
    tenant.check_intents()
    tenant.no_faults()
    if randomness.random() < 0.5:
        tenant.choose(1 - tenant.desired)
    result = tenant.settle()
    text = result.out + result.err
    TOTALS["recovered"] = TOTALS.get("recovered", 0) + ("ended without a seal" in text)
    TOTALS["half way"] = TOTALS.get("half way", 0) + ("rolled back" in text)
    tenant.check_intents()
    tenant.check_rest()


def kill_at_point(tenant, number, seed):
    prepare(tenant)
    result = tenant.cxctl(*roll_back_arguments(tenant), CX_FAULT=f"kill:{number}")
    if result.status not in (1, -signal.SIGKILL):
        raise Failed(f"{result}")
    settle(tenant, random.Random(f"{seed} {number}"))


def fail_at_point(tenant, point, number, seed):
    """The disk fails while it rolls back: nothing more is sent, and the next apply settles it."""
    prepare(tenant)
    result = tenant.cxctl(*roll_back_arguments(tenant), CX_FAULT=f"{point}:{number}+")
    if result.status not in (1, 3):
        raise Failed(f"{result}")
    settle(tenant, random.Random(f"{seed} {point} {number}"))


def wait_for_rollback(tenant, process, count=1):
    while process.poll() is None and sum(r["type"] == "rollback" for r in tenant.journal_records()) < count:
        time.sleep(0.002)


def kill_at_random(tenant, randomness):
    prepare(tenant)
    tenant.fault("* /api/*", randomness.choice(("delay", "delay-before")), ms=15)
    process = tenant.start(*roll_back_arguments(tenant))
    wait_for_rollback(tenant, process)
    time.sleep(randomness.uniform(0, 0.3))
    process.kill()
    result = tenant.finish(process)
    time.sleep(0.05)  # what was on the wire arrives
    if result.status not in (1, -signal.SIGKILL):
        raise Failed(f"the killed apply: {result}")
    settle(tenant, randomness)


def interrupt(tenant, randomness):
    """SIGTERM while it rolls back: what is in flight is finished, the rest is told, the run is sealed."""
    prepare(tenant)
    tenant.fault("* /api/*", "delay", ms=60)
    process = tenant.start(*roll_back_arguments(tenant))
    wait_for_rollback(tenant, process, 2)
    process.terminate()
    result = tenant.finish(process)
    if result.status != 3 or "not rolled back: the run was stopped before it" not in " ".join(result.out.split()):
        raise Failed(f"an interrupted rollback: {result}")
    if tenant.journals() or tenant.git_text("for-each-ref", "refs/cxctl-run/"):
        raise Failed(f"an interrupted rollback is not sealed: {result}")
    settle(tenant, randomness)


def tenant_gone(tenant, randomness):
    """The tenant answers no write any more once the rollback begins: all is told, and in doubt or not rolled back."""
    prepare(tenant)
    tenant.fault("* /api/*", "delay", ms=60)
    process = tenant.start(*roll_back_arguments(tenant), "--deadline", "4s")
    wait_for_rollback(tenant, process, 2)
    tenant.no_faults()
    tenant.fault("* /api/*", "reset-before")
    result = tenant.finish(process)
    if result.status != 3 or "not rolled back" not in result.out:
        raise Failed(f"a rollback without a tenant: {result}")
    settle(tenant, randomness)


def chosen(options, first, last, limit):
    numbers = list(range(max(1, first), last + 1))
    return sorted(random.Random(options.seed).sample(numbers, min(limit, len(numbers))))


def run(tenant, options):
    count = 0
    tenant.settle()
    tenant.check_rest()
    stopped, _ = count_points(tenant, "--on-error", "stop")
    tenant.no_faults()
    tenant.settle()
    points, result = count_points(tenant, "--on-error", "rollback")
    check_rolled_back(tenant, result)
    if points["kill"] < stopped["kill"] + 4:
        raise Failed(f"fault points {stopped}, and with a rollback {points}: is this a build with CX_FAULTS?")
    limit = LONG_POINTS if options.all else QUICK_POINTS
    for number in chosen(options, stopped["kill"] - 3, points["kill"], limit):
        try:
            kill_at_point(tenant, number, options.seed)
        except Failed as error:
            raise Failed(f"kill:{number} of {points['kill']}: {error}") from error
        count += 1
    for point in ("write", "fsync"):
        for number in chosen(options, stopped[point] - 3, points[point], limit // 3):
            try:
                fail_at_point(tenant, point, number, options.seed)
            except Failed as error:
                raise Failed(f"{point}:{number} of {points[point]}: {error}") from error
            count += 1
    for number in range(LONG_KILLS if options.all else QUICK_KILLS):
        try:
            kill_at_random(tenant, random.Random(f"{options.seed} kill {number}"))
        except Failed as error:
            raise Failed(f"random kill {number}: {error}") from error
        count += 1
    for case in (interrupt, tenant_gone):
        case(tenant, random.Random(f"{options.seed} {case.__name__}"))
        count += 1
    tenant.check_end()
    return count


def main():
    options = options_read(__doc__)
    tenant = Tenant(options, definitions_10() if options.all else definitions_5())
    try:
        count = run(tenant, options)
    except Failed as error:
        print(f"FAILED (--seed {options.seed}): {error}")
        tell_cases(0, 1)
        return 1
    finally:
        tenant.close()
    print(f"all settled by the next apply; seed {options.seed}")
    tell_cases(count, 0)
    print("left open: " + ", ".join(f"{number} {name}" for name, number in sorted(TOTALS.items())))
    if not TOTALS.get("half way"):
        print("FAILED: no kill came in the middle of a rollback, so the test has not shown anything")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
