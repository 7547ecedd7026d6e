#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 in each system call of a 10-step apply, and each one that fails; the next apply makes the tenant what git says.

Without strace, or where the kernel refuses to trace, the fault points of the program take their place, and that is said.
CX_BIN_DIR names a build without sanitizers, which strace does not slow down as much.
"""

import os
import random
import re
import signal
import subprocess
import sys
import time

import traced
from tenant import Broken, Failed, Tenant, audience, definitions_10, options_read, tell_cases, webhook

# Where a kill or an error can tell: what reaches the disk, what leaves and comes by the network, what names files.
KILLED = ("write", "pwrite64", "fsync", "fdatasync", "rename", "renameat", "renameat2", "openat", "unlink", "unlinkat", "sendto",
          "sendmsg", "recvfrom", "recvmsg", "read", "fallocate", "link", "linkat", "ftruncate", "close", "mkdir", "flock", "fchmod",
          "connect", "socket", "mmap")
FAILING = {"write": ("EIO", "ENOSPC"), "pwrite64": ("EIO", "ENOSPC"), "fsync": ("EIO",), "fdatasync": ("EIO", "ENOSPC"),
           "rename": ("EIO", "ENOSPC"), "openat": ("EIO", "ENOSPC", "EMFILE"), "fallocate": ("EIO", "ENOSPC", "EOPNOTSUPP", "ENOSYS"), "mkdir": ("ENOSPC", "EACCES"),
           "unlink": ("EIO",), "link": ("EIO",), "ftruncate": ("EIO",), "flock": ("EINTR", "ENOLCK"), "fchmod": ("EPERM",),
           "close": ("EIO",), "sendto": ("ECONNRESET",), "recvfrom": ("ECONNRESET",), "connect": ("ECONNREFUSED",), "socket": ("EMFILE",)}
# Errors begin where the program is loaded: one before that is the loader's to tell.
LOADED = ".git"
QUICK_KILLS, QUICK_ERRORS = 2, 2
# Exit codes of DESIGN.md 10 that fit: done, wrong or unreadable, refused, in part or in doubt, stale, record not intact.
EXITS = {0, 1, 3, 4, 5, 7}


def settle_and_check(tenant):
    tenant.settle()
    tenant.check_intents()
    tenant.check_rest()


def kill_case(tenant, call, number):
    result = traced.run_injected(tenant, call, "signal=KILL", number)
    if result.status not in (0, -signal.SIGKILL):
        raise Failed(f"the killed apply: {result}")
    tenant.check_intents()
    settle_and_check(tenant)
    return result.status != 0


def remove_lock(tenant):
    """What unlink could not remove stays: the next apply names the lock, and the user does what its hint says."""
    result = tenant.apply()
    found = re.search(r"hint: if no git process is at work: rm (\S+)", " ".join(result.err.split()))
    if result.status and found:
        os.unlink(found[1])


def error_case(tenant, call, error, when):
    result = traced.run_injected(tenant, call, f"error={error}", when)
    # A program that can write nothing any more can say nothing either.
    mute = call == "write" and when.endswith("+")
    if result.status not in EXITS:
        raise Failed(f"exit {result.status} is none of {sorted(EXITS)}: {result}")
    if result.status and not mute and "error" not in result.err and "Apply:" not in result.out:
        raise Failed(f"no message says what happened: {result}")
    if result.status == 0:
        tenant.check_equal()
    tenant.check_intents()
    try:
        if call == "unlink":
            remove_lock(tenant)
        settle_and_check(tenant)
    except Failed as problem:
        raise Failed(f"{problem}\n--- the failed apply: {result}") from problem
    return result.status != 0


def cases_of(trace):
    """(name, function, arguments) of all kills and all errors."""
    kills = [(f"kill at {call} {number}", kill_case, (call, number))
             for call in KILLED for number in range(1, trace.count(call) + 1)]
    errors = []
    for call, names in FAILING.items():
        for number in range(trace.first_since(call, LOADED), trace.count(call) + 1):
            for name in names:
                errors += [(f"{name} from {call} {when}", error_case, (call, name, when)) for when in (f"{number}", f"{number}+")]
    return kills, errors


def points_instead(options, why):
    """The program's own points, where its build has them."""
    print(f"no system call can be traced here ({why}): the program's own fault points take their place")
    tenant = Tenant(options, definitions_10())
    try:
        tenant.settle()
        path = tenant.top / "points"
        tenant.choose(1)
        tenant.apply(CX_FAULT_COUNT=str(path))
        if not path.exists():
            raise Failed("and this build has none (CX_FAULTS)")
        counts = dict(line.split(":") for line in path.read_text(encoding="utf-8").splitlines())
        numbers = list(range(1, int(counts["kill"]) + 1))
        for number in numbers if options.all else random.Random(options.seed).sample(numbers, QUICK_KILLS):
            tenant.choose(1 - tenant.desired)
            tenant.forget()
            tenant.apply(CX_FAULT=f"kill:{number}")
            settle_and_check(tenant)
        tell_cases(len(numbers) if options.all else QUICK_KILLS, 0, "fault points instead of syscalls")
    finally:
        tenant.close()
    return 0


def run_set(options, name, cases, tenant):
    """Runs cases one after the other; returns how many failed, and the tenant in use at the end."""
    failures = struck = 0
    for title, function, arguments in cases:
        try:
            tenant.choose(1 - tenant.desired)
            tenant.forget()
            struck += function(tenant, *arguments)
        except (Failed, Broken, subprocess.SubprocessError) as error:
            failures += 1
            print(f"FAILED {title} (--only '{title}'): {error}", flush=True)
            tenant.close()
            tenant = Tenant(options, definitions_10())
            tenant.settle()
    print(f"{name}: {len(cases)} cases, {struck} struck the apply; seed {options.seed}")
    tell_cases(len(cases) - failures, failures, name)
    return failures, tenant


def check_order(tenant):
    tenant.choose(1 - tenant.desired)
    result, sent, early, reserved = traced.writes_before_sync(tenant)
    if result.status != 0:
        raise Failed(f"a clean apply: {result}")
    if reserved != 1:
        raise Failed(f"space for the journal was reserved {reserved} times: what was held before the first write did not do")
    if early or sent < 10:
        raise Failed(f"of {sent} writes these left before a sync of their intent: {early}")
    tell_cases(sent, 0, "writes behind a synced intent")


def normalised_definitions():
    one, two = [audience(1, 100), webhook(1, "a")], [audience(1, 200), webhook(1, "a")]
    two[0]["spec"]["description"] = "Worth MORE"
    return one, two


def killed_behind_normalised(options):
    """The tenant stores another text than was sent, and the run dies before it can note that. Whose text it is nobody can tell: it is
    a conflict that says so and is never overwritten unasked; once decided, the next apply has nothing to do."""
    tenant = Tenant(options, normalised_definitions())
    try:
        tenant.settle()
        for number in range(1, 40):
            tenant.choose(1)
            tenant.forget()
            tenant.fault("PUT /api/v1/audiences/*", "normalise", member="description")
            traced.run_injected(tenant, "recvfrom", "signal=KILL", number)
            time.sleep(0.1)
            records = tenant.journal_records()
            if records and records[-1]["type"] == "intent" and tenant.writes_seen():
                break
            tenant.no_faults()
            tenant.settle()
            tenant.choose(0)
            tenant.settle()
        else:
            raise Failed("no kill came between the write and its outcome")
        tenant.check_intents()
        tenant.forget()
        result = tenant.apply()
        if result.status != 5 or tenant.writes_seen() or "--on-conflict overwrite" not in result.err:
            raise Failed(f"a text that nobody knows: {result}")
        result = tenant.cxctl(*tenant.apply_arguments(), "--on-conflict", "overwrite")
        if result.status != 0:
            raise Failed(f"the conflict was decided: {result}")
        tenant.forget()
        result = tenant.apply()
        if result.status != 0 or tenant.writes_seen():
            raise Failed(f"nothing is left to do: {result}")
        tenant.check_end()
    finally:
        tenant.close()
    tell_cases(1, 0, "kill behind a normalised write")


def long_names():
    """The longest names that there are make the longest records."""
    one, two = definitions_10()
    for definition in one + two:
        name = definition["metadata"]["name"]
        definition["metadata"]["name"] = name + "x" * (100 - len(name))
        for excluded in definition["spec"].get("exclusions", ()):
            excluded["ref"] += "x" * (100 - len(excluded["ref"]))
    return one, two


def check_long_names(options):
    tenant = Tenant(options, long_names())
    try:
        tenant.settle()
        check_order(tenant)
        tenant.check_end()
    finally:
        tenant.close()


def choose(options, cases):
    if options.only:
        return [case for case in cases if options.only in case[0]]
    if options.slice:
        part, parts = map(int, options.slice.split("/"))
        return cases[part - 1::parts]
    return cases


def sample(options, cases, count):
    return cases if options.all or options.only else random.Random(options.seed).sample(cases, count)


def main():
    options = options_read(__doc__, lambda parser: parser.add_argument("--slice", help="only the part I of N: I/N"))
    options.bin_dir = options.quick_bin_dir
    why = traced.why_not()
    if why:
        return points_instead(options, why)
    failures = 0
    tenant = Tenant(options, definitions_10())
    try:
        tenant.settle()
        check_order(tenant)
        traces = []
        for _way in range(2):
            tenant.choose(1 - tenant.desired)
            traces.append(traced.Trace(tenant, sorted(set(KILLED) | set(FAILING))))
        trace = max(traces, key=lambda one: len(one.calls))
        kills, errors = cases_of(trace)
        for name, cases, quick in (("kill at a system call", kills, QUICK_KILLS), ("error of a system call", errors, QUICK_ERRORS)):
            wrong, tenant = run_set(options, name, sample(options, choose(options, cases), quick), tenant)
            failures += wrong
        tenant.check_end()
        if options.all and not options.slice:
            killed_behind_normalised(options)
            check_long_names(options)
    except Failed as error:
        print(f"FAILED (--seed {options.seed}): {error}")
        return 1
    finally:
        tenant.close()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
