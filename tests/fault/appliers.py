#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two applies at once, and signals in the middle of one."""

import json
import os
import pathlib
import pty
import shutil
import signal
import subprocess
import sys
import time

from tenant import Failed, Result, Tenant, audience, definitions_40, options_read, run_cases


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
    for _ in range(20 if options.all else 2):
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
    if options.all and not refused:
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


# ---- signals when nothing has been written yet ----

def wait_until_caught(process):
    """Until the program has its handler, which it has as soon as it may ask the tenant."""
    while process.poll() is None:
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        caught = int(next(line.split()[1] for line in status.split("\n") if line.startswith("SigCgt")), 16)
        if caught & 1 << signal.SIGTERM - 1:
            return
        time.sleep(0.002)
    raise Failed("it had ended before it could be stopped")


def check_untouched(tenant, result, words="nothing was written to the tenant"):
    if result.status != 1 or words not in result.err + result.out or "run.interrupted" not in result.err + result.out:
        raise Failed(f"stopped before the first write: {result}")
    if result.seconds > 5:
        raise Failed(f"it took {result.seconds:.1f} s to end")
    if tenant.writes_seen() or tenant.git_text("for-each-ref", "refs/cxctl-run/") or tenant.journals():
        raise Failed(f"stopped before the first write, and something is left: {result}")


def stopped_while_reading(tenant, randomness, options):
    """Whatever is asked for, and whichever signal comes: exit 1 at once, and JSON all the same."""
    tenant.choose(1 - tenant.desired)
    tenant.forget()
    commands = [("plan",), ("drift",), ("plan", "-o", "json"), tuple(tenant.apply_arguments())]
    for command in commands if options.all else randomness.sample(commands, 2):
        tenant.fault(randomness.choice(("GET /api/*", "POST /oauth/token")), "delay", ms=20000)
        process = tenant.start(*command)
        wait_until_caught(process)
        time.sleep(randomness.uniform(0, 0.1))
        process.send_signal(randomness.choice((signal.SIGINT, signal.SIGTERM, signal.SIGHUP)))
        result = tenant.finish(process, time.monotonic())
        tenant.no_faults()
        check_untouched(tenant, result)
        if "json" in command and json.loads(result.out)["exit_code"] != 1:
            raise Failed(f"no document: {result}")
    tenant.settle()
    tenant.check_rest()


def stopped_while_asked(tenant, _randomness, _options):
    """On a terminal, at the question whether to apply."""
    tenant.choose(1 - tenant.desired)
    tenant.forget()
    master, slave = pty.openpty()
    arguments = [argument for argument in tenant.apply_arguments() if argument != "--yes"]
    process = subprocess.Popen([f"{tenant.bin_dir}/cxctl", *arguments], cwd=tenant.folder, env=tenant.environment,
                               stdin=slave, stdout=subprocess.PIPE, stderr=slave)
    os.close(slave)
    shown = b""
    while b"to go on:" not in shown:
        shown += os.read(master, 4096)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    out = process.communicate(timeout=20)[0].decode("utf-8")
    shown += os.read(master, 65536)
    os.close(master)
    result = Result(process.returncode, out, shown.decode("utf-8").replace("\r\n", "\n"), time.monotonic() - began)
    check_untouched(tenant, result, "to go on: \nerror: interrupted; nothing was written to the tenant")
    tenant.settle()
    tenant.check_rest()


def readers_gone(tenant, _randomness, _options):
    """Whoever watched has gone, terminal and pipes with him: what was begun is finished and recorded."""
    tenant.choose(1 - tenant.desired)
    tenant.forget()
    tenant.fault("* /api/*", "delay", ms=100)
    process = tenant.start(*tenant.apply_arguments())
    process.stdout.close()
    process.stderr.close()
    process.stdout = process.stderr = None
    wait_for_intents(tenant, process)
    process.send_signal(signal.SIGHUP)
    if process.wait(20) != 3:
        raise Failed(f"hung up, and nobody to read: exit {process.returncode}")
    tenant.no_faults()
    if tenant.journals() or tenant.git_text("for-each-ref", "refs/cxctl-run/"):
        raise Failed("hung up, and not sealed")
    tenant.check_intents()
    tenant.settle()
    tenant.check_rest()


def twice(first, second):
    """The second signal quits, though it is another one: what a CI machine sends that has no time left."""
    def case(tenant, _randomness, _options):
        tenant.choose(1 - tenant.desired)
        tenant.forget()
        tenant.fault("* /api/*", "delay", ms=2000)
        process = tenant.start(*tenant.apply_arguments())
        wait_for_intents(tenant, process)
        process.send_signal(first)
        time.sleep(0.1)
        process.send_signal(second)
        result = tenant.finish(process, time.monotonic())
        tenant.no_faults()
        if result.status != -second or result.seconds > 1.5:
            raise Failed(f"{first.name}, then {second.name}: {result}")
        tenant.settle()
        tenant.check_intents()
        tenant.check_rest()
    return case


# ---- two clones that know nothing of each other: no shared ledger, no lock ----

RIVALS = 8
SEEDS = 200


def rival_files(folder, value):
    for number in range(RIVALS):
        path = folder / "audiences" / f"a{number:02d}.yaml"
        path.write_text(json.dumps(audience(number, value)) + "\n", encoding="utf-8")


class Rival:
    """One of the two: a folder with its own repository and ledger."""

    def __init__(self, tenant, name):
        self.tenant, self.folder = tenant, tenant.top / name
        shutil.copytree(tenant.folder, self.folder)
        project = self.folder / "cxctl.yaml"
        project.write_text(project.read_text(encoding="utf-8").replace("safety: {", "safety: {on_conflict: overwrite, "),
                           encoding="utf-8")

    def git(self, *arguments):
        return subprocess.run(["git", *arguments], cwd=self.folder, env=self.tenant.environment, check=True,
                              capture_output=True, text=True).stdout

    def start(self, value):
        rival_files(self.folder, value)
        self.git("add", "-A")
        self.git("commit", "-qm", f"worth {value}")
        return subprocess.Popen([f"{self.tenant.bin_dir}/cxctl", "apply", "--yes", "-o", "json"], cwd=self.folder,
                                env=self.tenant.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)

    def outcomes(self, report):
        """By audience: whether it was applied, what was there before it, and the code that was reported."""
        text = self.git("show", f"refs/cxctl/prod:audit/{report['run'][:4]}-{report['run'][4:6]}/{report['run']}.jsonl")
        records = [json.loads(line.split("\t")[0]) for line in text.splitlines()]
        return {r["address"]: (r["result"] == "applied", r["before"], r.get("problem"))
                for r in records if r["type"] == "outcome"}


def rivals(sandbox_options):
    """Two apply at once. With ETags no update is lost; without, each that is lost is told by one of them."""
    def case(options, randomness):
        tenant = Tenant(options, ([audience(n, 1) for n in range(RIVALS)], []), sandbox_options=sandbox_options)
        losses = met = 0
        try:
            tenant.settle()
            two = [Rival(tenant, name) for name in ("ana", "ben")]
            for seed in range(SEEDS):
                if not options.all and met:
                    break
                # A busy machine sets the two apart: the longer a write takes, the surer they meet.
                if options.all:
                    kind, late = randomness.choice(("delay", "delay-before")), randomness.randrange(20, 150)
                else:
                    kind, late = "delay-before", randomness.randrange(800, 1200)
                tenant.fault("PUT /api/*", kind, ms=late)
                processes = []
                for number, rival in enumerate(two):
                    processes.append(rival.start(10 * seed + number + 2))
                    time.sleep(randomness.uniform(0, 0.1))
                results = [tenant.finish(process) for process in processes]
                tenant.no_faults()
                found = rivals_check(two, results, bool(sandbox_options))
                losses, met = losses + found[0], met + found[1]
            tenant.check_end()
        finally:
            tenant.close()
        print(f"two clones{sandbox_options}: {met} writes met, {losses} were lost and told")
        if not met:
            raise Failed("the two never met")
    return case


def rivals_check(two, results, may_lose):
    reports = [json.loads(result.out) for result in results]
    outcomes = [rival.outcomes(report) if report.get("run") else {} for rival, report in zip(two, reports)]
    losses = met = 0
    for address in set(outcomes[0]) & set(outcomes[1]):
        (one, before, word), (other, other_before, other_word) = outcomes[0][address], outcomes[1][address]
        if before != other_before:
            continue
        met += 1
        if one and other:
            losses += 1
            if not may_lose or {word, other_word}.isdisjoint({"apply.overwrote", "apply.lost"}):
                raise Failed(f"{address} was lost without a word ({word}, {other_word}): {results[0]}\n{results[1]}")
    return losses, met


def in_turn(tenant, randomness, options):
    """The quick sample: one tenant for what the long run tries on one each."""
    for function in (two_at_once, open_run_is_named,
                     interrupted_by(randomness.choice((signal.SIGINT, signal.SIGTERM)), 1),
                     randomness.choice((interrupted_by(signal.SIGINT, 2), twice(signal.SIGINT, signal.SIGTERM))),
                     randomness.choice((stopped_while_reading, stopped_while_asked, readers_gone))):
        function(tenant, randomness, options)
        tenant.no_faults()


def rivals_sample(options, randomness):
    rivals(randomness.choice(("", " --no-etags")))(options, randomness)


SAMPLE = [
    ("two clones, a sample", rivals_sample),
    ("one after the other", with_tenant(in_turn)),
]
CASES = [
    ("two clones", rivals("")),
    ("two clones, no ETags", rivals(" --no-etags")),
    ("two at once", with_tenant(two_at_once)),
    ("an open run is named", with_tenant(open_run_is_named)),
    ("SIGINT", with_tenant(interrupted_by(signal.SIGINT, 1))),
    ("SIGTERM", with_tenant(interrupted_by(signal.SIGTERM, 1))),
    ("SIGINT twice", with_tenant(interrupted_by(signal.SIGINT, 2))),
    ("SIGINT, then SIGTERM", with_tenant(twice(signal.SIGINT, signal.SIGTERM))),
    ("stopped while reading", with_tenant(stopped_while_reading)),
    ("stopped at the question", with_tenant(stopped_while_asked)),
    ("readers gone", with_tenant(readers_gone)),
]

if __name__ == "__main__":
    arguments = options_read(__doc__)
    sys.exit(run_cases(arguments, CASES if arguments.all else CASES + SAMPLE if arguments.only else SAMPLE))
