#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 at any moment of a 40-step apply; the next apply makes the tenant what git says, once."""

import json
import random
import re
import signal
import subprocess
import sys
import time

from tenant import Failed, Tenant, definitions_40, options_read, tell_cases

QUICK_KILLS, QUICK_POINTS = 8, 3
LONG_KILLS = 1000
# Answers that come late make the moments count in which a write has happened and nobody knows.
SLOW = {"none": None, "late answer": ("delay", 25), "late write": ("delay-before", 25)}

# What apply says of the steps that a killed run left in doubt.
RECOVERED = {"applied": re.compile(r"^  \S+: was (?!not )", re.MULTILINE), "not_applied": re.compile(r"^  \S+: was not ", re.MULTILINE),
             "unknown": re.compile(r"^  \S+: may have been ", re.MULTILINE)}
TOTALS = {}


def wait_for_journal(tenant, process, known):
    while process.poll() is None and not set(tenant.journals()) - known:
        time.sleep(0.001)


def clean_apply(tenant):
    """How long an apply takes, whole and from its first record on."""
    tenant.choose(1 - tenant.desired)
    began = time.monotonic()
    process = tenant.start(*tenant.apply_arguments())
    wait_for_journal(tenant, process, set())
    opened = time.monotonic()
    result = tenant.finish(process, began)
    if result.status != 0:
        raise Failed(f"a clean apply: {result}")
    return result.seconds, time.monotonic() - opened


def kill_once(tenant, randomness, whole, rest):
    """One kill; returns whether the process was still there."""
    tenant.choose(1 - tenant.desired)
    slow = SLOW[randomness.choice(sorted(SLOW))]
    if slow:
        tenant.fault("* /api/*", slow[0], ms=slow[1])
        rest, whole = rest + 0.3, whole + 0.3
    tenant.forget()
    arguments = tenant.apply_arguments()
    process = tenant.start(*arguments)
    if randomness.random() < 0.25:
        time.sleep(randomness.uniform(0, whole))
    else:
        wait_for_journal(tenant, process, set())
        time.sleep(randomness.uniform(0, rest))
    process.kill()
    result = tenant.finish(process)
    time.sleep(0.05)  # what was on the wire arrives
    tenant.no_faults()
    if result.status not in (0, -signal.SIGKILL):
        raise Failed(f"the killed apply: {result}")
    tenant.check_intents()
    return result.status != 0


def settle_and_check(tenant):
    result = tenant.settle()
    for name, line in RECOVERED.items():
        TOTALS[name] = TOTALS.get(name, 0) + len(line.findall(result.out + result.err))
    TOTALS["runs"] = TOTALS.get("runs", 0) + ("ended without a seal" in result.out + result.err)
    tenant.check_intents()
    tenant.check_rest()


def random_kills(tenant, count, seed):
    whole, rest = clean_apply(tenant)
    killed = number = 0
    while killed < count:
        number += 1
        randomness = random.Random(f"{seed} {number}")
        try:
            killed += kill_once(tenant, randomness, whole, rest)
            settle_and_check(tenant)
        except Exception as error:
            raise Failed(f"kill number {number} (--seed {seed}): {error}") from error
    return number


def points_in_clean_apply(tenant):
    path = tenant.top / "points"
    tenant.choose(1 - tenant.desired)
    result = tenant.apply(CX_FAULT_COUNT=str(path))
    if result.status != 0:
        raise Failed(f"a clean apply: {result}")
    return dict((line.split(":")[0], int(line.split(":")[1])) for line in path.read_text().splitlines())["kill"]


def point_kills(tenant, numbers):
    """Returns how many struck."""
    struck = 0
    for number in numbers:
        tenant.choose(1 - tenant.desired)
        tenant.forget()
        result = tenant.apply(CX_FAULT=f"kill:{number}")
        if result.status not in (0, -signal.SIGKILL):  # how often the last points are passed depends on timing
            raise Failed(f"CX_FAULT=kill:{number}: {result}")
        struck += result.status != 0
        try:
            tenant.check_intents()
            settle_and_check(tenant)
        except Failed as error:
            raise Failed(f"CX_FAULT=kill:{number}: {error}") from error
    return struck


def kills_in_recovery(tenant, numbers):
    """The apply that settles is killed too, and the one after it settles both."""
    for number in numbers:
        tenant.choose(1 - tenant.desired)
        tenant.forget()
        tenant.apply(CX_FAULT="kill:7")
        tenant.apply(CX_FAULT=f"kill:{number}")
        try:
            tenant.check_intents()
            settle_and_check(tenant)
        except Failed as error:
            raise Failed(f"CX_FAULT=kill:7, then kill:{number}: {error}") from error


def late_create(tenant):
    """A create that arrives after its sender died, and after the next apply began: it must be waited for."""
    tenant.choose(1 - tenant.desired)
    tenant.forget()
    tenant.fault("POST /api/*", "delay-before", ms=3000)
    process = tenant.start(*tenant.apply_arguments())
    wait_for_journal(tenant, process, set())
    until = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < until:
        if sum(1 for r in tenant.journal_records() if r["type"] == "intent" and r["method"] == "POST") > 0:
            break
        time.sleep(0.005)
    time.sleep(0.3)
    process.kill()
    if tenant.finish(process).status != -signal.SIGKILL:
        raise Failed("late create: the apply had ended before it was killed")
    tenant.no_faults()
    before = len(tenant.state()["webhooks"])
    result = tenant.settle()
    if "Waiting" not in result.err + result.out:
        raise Failed(f"late create: nothing was waited for, with {before} webhooks there: {result}")
    tenant.check_intents()
    tenant.check_rest()


def died_elsewhere(tenant):
    """The run died on another machine, with its journal: once it has expired, all its steps are read off the tenant."""
    tenant.choose(1 - tenant.desired)
    tenant.forget()
    tenant.apply(CX_FAULT="kill:7")
    run = json.loads(tenant.git_text("show", "refs/cxctl-run/prod:run.json"))
    run.update(host="elsewhere", boot="elsewhere", expires="2020-01-01T00:00:00.000Z")
    (tenant.top / "run.json").write_text(json.dumps(run), encoding="utf-8")
    blob = tenant.git_text("hash-object", "-w", str(tenant.top / "run.json")).strip()
    (tenant.top / "tree").write_text(f"100644 blob {blob}\trun.json\n", encoding="utf-8")
    with open(tenant.top / "tree", encoding="utf-8") as listing:
        tree = subprocess.run(["git", "mktree"], cwd=tenant.folder, env=tenant.environment, stdin=listing, check=True,
                              capture_output=True, text=True).stdout.strip()
    parent = tenant.git_text("rev-parse", "refs/cxctl-run/prod^").strip()
    commit = tenant.git_text("commit-tree", tree, "-p", parent, "-m", "another machine's run").strip()
    tenant.git("update-ref", "refs/cxctl-run/prod", commit)
    for path in tenant.journals():
        path.unlink()
    result = tenant.settle()
    if "ended without a seal" not in result.out + result.err:
        raise Failed(f"a run that died elsewhere: {result}")
    tenant.check_rest()


def at_random(options, kills):
    """Random kills alone, on a build that needs no fault points: CX_BIN_DIR names one that is faster."""
    options.bin_dir = options.quick_bin_dir
    tenant = Tenant(options, definitions_40())
    try:
        tenant.settle()
        count = random_kills(tenant, kills, options.seed)
        tenant.check_end()
    finally:
        tenant.close()
    return count


def main():
    options = options_read(__doc__, lambda parser: parser.add_argument("--runs", type=int, help="so many random kills, and nothing else"))
    count = 0
    try:
        if options.runs:
            count = at_random(options, options.runs)
            print(f"all settled by the next apply; seed {options.seed}; " + ", ".join(f"{n} {name}" for name, n in sorted(TOTALS.items())))
            tell_cases(count, 0, "random kills")
            return 0
        tenant = Tenant(options, definitions_40())
        try:
            tenant.settle()
            tenant.check_rest()
            points = points_in_clean_apply(tenant)
            if points < 8:
                raise Failed(f"only {points} fault points for kill: is this a build with CX_FAULTS?")
            numbers = list(range(1, points + 1))
            if not options.all:
                numbers = sorted(random.Random(options.seed).sample(numbers, min(QUICK_POINTS, points)))
            count += point_kills(tenant, numbers)
            recovery = range(1, 9) if options.all else [2, 5]
            kills_in_recovery(tenant, recovery)
            count += len(recovery)
            if not options.all:
                count += random_kills(tenant, QUICK_KILLS, options.seed)
            tenant.check_end()
        finally:
            tenant.close()
        if options.all:
            count += at_random(options, LONG_KILLS)
        tenant = Tenant(options, definitions_40(), settle=4)
        try:
            tenant.settle()
            late_create(tenant)
            died_elsewhere(tenant)
            count += 2
            tenant.check_end()
        finally:
            tenant.close()
        if options.all:
            tenant = Tenant(options, definitions_40(), settle=None)
            try:
                tenant.settle()
                count += random_kills(tenant, 3, options.seed + 1)
                tenant.check_end()
            finally:
                tenant.close()
    except Failed as error:
        print(f"FAILED after {count} kills (--seed {options.seed}): {error}")
        tell_cases(count, 1)
        return 1
    print(f"all settled by the next apply; seed {options.seed}")
    tell_cases(count, 0)
    print("left open and recovered: " + ", ".join(f"{number} {name}" for name, number in sorted(TOTALS.items())))
    if not TOTALS.get("runs") or not TOTALS.get("applied"):
        print("FAILED: no kill left a step in doubt, so the test has not shown anything")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
