#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The wall clock jumps in the middle of an apply (libfaketime): it ends right, in the time that it takes, and is recorded.

CX_BIN_DIR names a build without sanitizers.
"""

import glob
import os
import signal
import subprocess
import sys
import time

from tenant import Failed, Tenant, definitions_10, options_read, run_cases, tell_cases

LIBRARIES = "/usr/lib/*/faketime/libfaketimeMT.so.1"
# What `date` adds to or takes from the time: libfaketime's offsets in seconds.
JUMPS = {"a second forward": "+1", "16 minutes forward": "+960", "a year forward": "+31536000", "20 years forward": "+630720000",
         "a second back": "-1", "an hour back": "-3600", "a year back": "-31536000"}
QUICK = ("a year forward", "an hour back")
SLOW_MS = 60
MAX_SECONDS = 20


class Clock:
    """A clock for one program, that the test turns while it runs. The monotonic one stays as it is, as in a real jump."""

    def __init__(self, tenant):
        self.path = tenant.top / "clock"
        self.set("+0")
        self.environment = {
            "LD_PRELOAD": glob.glob(LIBRARIES)[0], "FAKETIME_TIMESTAMP_FILE": str(self.path), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_RESET": "1",
            "ASAN_OPTIONS": tenant.environment["ASAN_OPTIONS"] + ":verify_asan_link_order=0"}

    def set(self, offset):
        beside = self.path.with_suffix(".new")
        beside.write_text(offset + "\n", encoding="utf-8")
        beside.rename(self.path)


def why_not(options):
    found = glob.glob(LIBRARIES)
    if not found:
        return "libfaketime is not installed"
    tried = subprocess.run([f"{options.bin_dir}/cxctl", "--version"], check=False, capture_output=True, text=True,
                           env={**os.environ, "LD_PRELOAD": found[0], "FAKETIME": "+0",
                                "ASAN_OPTIONS": "verify_asan_link_order=0"})
    return None if tried.returncode == 0 else tried.stderr.strip() or f"cxctl ends with {tried.returncode}"


def begin(tenant, clock, offset, moment):
    """An apply whose clock jumps at that part of its way: 0 is its first write, 1 about its last."""
    tenant.fault("* /api/*", "delay", ms=SLOW_MS)
    tenant.forget()
    process = tenant.start(*tenant.apply_arguments(), **clock.environment)
    while process.poll() is None and not tenant.journals():
        time.sleep(0.002)
    time.sleep(moment * 6 * SLOW_MS / 1000)
    clock.set(offset)
    return process


def jumped(offset, how):
    def case(options, randomness):
        tenant = Tenant(options, definitions_10(), sandbox_options="--token-ttl 2" if how == "short tokens" else "")
        try:
            tenant.settle()
            tenant.choose(1)
            clock = Clock(tenant)
            process = begin(tenant, clock, offset, randomness.random())
            if how == "killed":
                process.kill()
            result = tenant.finish(process, time.monotonic())
            tenant.no_faults()
            if how == "killed" and result.status == -signal.SIGKILL:
                settle_turned(tenant, clock)
            elif result.status != 0:
                raise Failed(f"the apply: {result}")
            if result.seconds > MAX_SECONDS:
                raise Failed(f"it took {result.seconds:.0f} s: {result}")
            tenant.check_intents()
            tenant.check_rest()
            tenant.check_end()
        finally:
            tenant.close()
    return case


def settle_turned(tenant, clock):
    """The next apply has the jumped clock, or the right one."""
    if tenant.ask("GET", "/sandbox/intents")["checked"] % 2:
        tenant.settle()
        return
    result = tenant.cxctl(*tenant.apply_arguments(), **clock.environment)
    if result.status != 0:
        raise Failed(f"the next apply, with the jumped clock: {result}")


def check_turns(options):
    """The clock of the tests does turn: else all of them would show nothing."""
    tenant = Tenant(options, definitions_10())
    try:
        clock = Clock(tenant)
        clock.set("+31536000")
        tenant.choose(0)
        result = tenant.cxctl(*tenant.apply_arguments(), **clock.environment)
        record = tenant.records()[0]
        if result.status != 0 or int(record["time"][:4]) <= time.gmtime().tm_year:
            raise Failed(f"the clock did not jump: {record}")
        tenant.check_rest()
        tenant.check_end()
    finally:
        tenant.close()


def main():
    options = options_read(__doc__)
    options.bin_dir = options.quick_bin_dir
    why = why_not(options)
    if why:
        print(f"the clock cannot be turned here ({why}): left out")
        tell_cases(0, 0)
        return 0
    names = list(JUMPS) if options.all or options.only else QUICK
    cases = [("the clock turns", lambda opts, _r: check_turns(opts))]
    cases += [(f"{name}, {how}", jumped(JUMPS[name], how)) for name in names for how in ("running", "killed", "short tokens")
              if options.all or options.only or (how == "running") == (name == QUICK[0]) and how != "short tokens"]
    return run_cases(options, cases)


if __name__ == "__main__":
    sys.exit(main())
