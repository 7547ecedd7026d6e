#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Bad definitions by the thousand: each ends with exit 1, one error at the right place, a hint, and no request.

    run.py --bin-dir build/asan            a third of the classes, once each
    run.py --bin-dir build/release --all   10,000 and more, with the limits of time and memory
    run.py --bin-dir build/asan --show     one of each class, as a user sees it

good.py makes what is good, bad_*.py spoil it: one function a class. A case is its class and its number; the same two
make the same files on every machine. CX_ALL=1 in the environment is --all."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading

import bad_bytes  # noqa: F401
import bad_fields  # noqa: F401
import bad_sets  # noqa: F401
import bad_specs  # noqa: F401
import bad_yaml  # noqa: F401
from good import AT, CLASSES, Gen
from mixed import Mixed

PROJECT = """apiVersion: cxctl/v1
kind: Project
definitions: [audiences, webhooks]
tenants:
  prod:
    base_url: http://127.0.0.1:{port}
    auth: {{token_url: "http://127.0.0.1:{port}/token", client_id: id, client_secret: {{env: CLIENT_SECRET}}}}
vars: {{region: emea, seats: 500}}
"""
CANARY = "canary-4711-canary"
CASES, MIXED = 10400, 400
MS, KIB = 50, 64 << 10  # the limits of one case
QUICK = 0.2  # classes of less weight are large, and wait for --all


class Listener:
    """The tenant that nobody may call: counts who does."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        self.calls = 0
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            self.socket.accept()[0].close()
            self.calls += 1


class Case:
    """The files of one case, and what must be said of them."""

    def __init__(self, row, number):
        self.row, self.number = row, number
        g = Gen(f"{row.name} {number}")
        made = row.make(g)
        spoiled = ("webhooks/case" if g.kind == "Webhook" else "audiences/case") + "." + row.options.get("file", "yaml")
        files = made if isinstance(made, dict) else {spoiled: made}
        if row.whole and not getattr(g, "name_lost", False) and g.rng.random() < 0.3:
            neighbour = g.audience(g.new_name())
            if g.kind == "Audience":
                neighbour["spec"]["exclusions"] = [{"ref": g.name}]
            files["audiences/zz-neighbour.yaml"] = g.write(neighbour)
        ends = b"\r\n" if row.whole and g.rng.random() < 0.1 else b"\n"
        self.files, self.at = {}, (spoiled, 1, 1)
        for path, text in files.items():
            data = text.encode() if isinstance(text, str) else text
            before, found, after = data.partition(AT.encode())
            if found:
                assert row.place and AT.encode() not in after, f"{self}: the place is marked twice, or without need"
                line = before.rpartition(b"\n")[2].decode().removeprefix("\ufeff")
                self.at = (path, before.count(b"\n") + 1, len(line) + 1)
            data = before + after
            self.files[path] = data.replace(b"\n", ends) if b"\r" not in data else data
        assert not row.place or AT.encode() in b"".join(t.encode() if isinstance(t, str) else t for t in files.values()), f"{self}: no place"

    def __str__(self):
        return f"{self.row.name} {self.number}"

    def judge(self, run):
        """What is wrong with what the program did, or None."""
        if run.exit != 1:
            return f"exit {run.exit} instead of 1"
        if CANARY in run.out:
            return "the secret is in the output"
        try:
            said = [json.loads(line) for line in run.out.splitlines()]
        except ValueError:
            return "what it printed is no JSON"
        errors = [d for d in said if d["severity"] == "error"]
        if len(errors) != 1:
            return f"{len(errors)} errors instead of one"
        error = errors[0]
        if error["code"] not in self.row.codes:
            return f"code {error['code']} instead of {' or '.join(self.row.codes)}"
        place = (error.get("file"), error.get("line"), error.get("column"))
        if self.row.place is None:
            if not all(place):
                return "no place"
        elif place != self.at:
            return f"place {place} instead of {self.at}"
        said = f"{error['message']}\n{error.get('hint') or ''}" if self.row.hint != "." else error.get("hint") or ""
        if self.row.hint and not re.search(self.row.hint, said, re.I):
            return f"neither message nor hint says {self.row.hint!r}"
        return None


class Run:
    """One run of the program: what it said, and what it took."""

    def __init__(self, taken, out):
        self.exit, self.ms, self.cpu_ms, self.kib = (taken[k] for k in ("exit", "ms", "cpu_ms", "kib"))
        self.out = out

    def within(self, time):
        return time <= MS and self.kib <= KIB


class Bench:
    """A project that the cases of one worker are put into, one after the other."""

    def __init__(self, folder, program, port):
        self.folder, self.program = str(folder), program
        folder.mkdir()
        (folder / "cxctl.yaml").write_text(PROJECT.format(port=port))
        self.env = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", "NO_COLOR": "1",
                    "CLIENT_SECRET": "s" * 40, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", ""),
                    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
        git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-C", self.folder]
        for command in (["init", "-q"], ["add", "cxctl.yaml"], ["commit", "-qm", "project"]):
            subprocess.run(git + command, check=True, env=self.env, stdout=subprocess.DEVNULL)
        self.meter = subprocess.Popen([sys.executable, pathlib.Path(__file__).with_name("measure.py")],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def put(self, files, link=False):
        for name in ("audiences", "webhooks", "elsewhere"):
            shutil.rmtree(f"{self.folder}/{name}", ignore_errors=True)
            os.mkdir(f"{self.folder}/{name}")
        for path, data in files.items():
            target = f"{self.folder}/{path}"
            if link:
                os.symlink("../elsewhere/" + os.path.basename(path), target)
                target = f"{self.folder}/elsewhere/" + os.path.basename(path)
            with open(target, "wb") as file:
                file.write(data)

    def run(self, *arguments):
        out = self.folder + "/.out"
        job = {"argv": [self.program, *arguments, "--project", self.folder], "env": self.env, "out": out}
        self.meter.stdin.write(json.dumps(job).encode() + b"\n")
        self.meter.stdin.flush()
        taken = json.loads(self.meter.stdout.readline())
        with open(out, "rb") as file:
            return Run(taken, file.read().decode("utf-8", "backslashreplace"))

    def close(self):
        self.meter.stdin.close()
        self.meter.wait()


def plans(bench, listener):
    """plan sends nothing for bad definitions, and the listener would have seen it: it does for good ones."""
    failed = []
    for row in list(CLASSES.values())[::7]:
        case = Case(row, 0)
        bench.put(case.files, row.options.get("link", False))
        before, run = listener.calls, bench.run("plan", "--log-format", "json")
        if listener.calls != before or run.exit != 1:
            failed.append(f"plan of {case}: exit {run.exit}, {listener.calls - before} requests\n{run.out}")
    bench.put({"audiences/good.yaml": Gen("good").write(Gen("good").audience()).encode()})
    before, run = listener.calls, bench.run("plan")
    if listener.calls == before:
        failed.append(f"plan of a good definition sends nothing: the listener proves nothing\n{run.out}")
    return failed


def mixed(bench, count):
    """Several problems in one file: all of them, once, in the order of lines."""
    failed = []
    for number in range(count):
        case = Mixed(number)
        bench.put(case.files)
        run = bench.run("validate", "--log-format", "json")
        errors = [d for d in map(json.loads, run.out.splitlines()) if d["severity"] == "error"]
        why = case.judge(errors) or (f"exit {run.exit}" if run.exit != 1 else None)
        if why or CANARY in run.out:
            failed.append(f"{case.name}: {why}\n{next(iter(case.files.values())).decode()}{run.out}")
    print(f"{count} definitions wrong in two to five ways, {count - len(failed)} told in full")
    return failed


def goods(bench):
    """What the bad ones are made from is good."""
    failed = []
    for number in range(12):
        g = Gen(f"good {number}")
        text = g.write(g.audience() if number % 2 else g.webhook())
        bench.put({"audiences/good.yaml": text.encode()})
        run = bench.run("validate")
        if run.exit:
            failed.append(f"good {number}: exit {run.exit}\n{text}{run.out}")
    return failed


def cases_of(rows, total):
    """The cases in order: class by class, each at least once, as many as its weight says."""
    share = total / sum(row.weight for row in rows)
    for row in rows:
        for number in range(max(1, round(share * row.weight))):
            yield row, number


def show(bench, rows):
    for row in rows:
        case = Case(row, 0)
        bench.put(case.files, row.options.get("link", False))
        print(f"== {row.name}: {row.what}\n{bench.run('validate').out}")


def worst(results, value, unit):
    """The classes that take most, each by its median."""
    classes = {}
    for case, run, _, _ in results:
        classes.setdefault(case.row.name, []).append(value(run))
    medians = sorted(((statistics.median(v), name) for name, v in classes.items()), reverse=True)
    return ", ".join(f"{name} {v:.0f} {unit}" for v, name in medians[:5])


def report(results, listener, limits):
    """Says how many ran, and what they took; the reasons to fail."""
    failed = [f"{case}: {why}\n{out}" for case, _, why, out in results if why]
    n = len(results)
    print(f"{len({c.row.name for c, _, _, _ in results})} classes, {n} cases, {n - len(failed)} as they should be, "
          f"{listener.calls} requests")
    for title, value, unit in (("wall time", lambda r: r.ms, "ms"), ("processor time", lambda r: r.cpu_ms, "ms"),
                               ("peak memory", lambda r: r.kib / 1024, "MiB")):
        values = sorted(value(r) for _, r, _, _ in results)
        print(f"{title}: median {values[n // 2]:.1f} {unit}, 99 % within {values[n * 99 // 100]:.1f} {unit}, "
              f"most {values[-1]:.1f} {unit}; worst classes: {worst(results, value, unit)}")
    wall = sum(r.within(r.ms) for _, r, _, _ in results)
    cpu = sum(r.within(r.cpu_ms) for _, r, _, _ in results)
    print(f"within {MS} ms and {KIB >> 10} MiB: {cpu} of {n} ({100 * cpu / n:.2f} %) by processor time, "
          f"{wall} ({100 * wall / n:.2f} %) by the clock")
    # the clock counts what else the machine does, and is only told
    if limits and cpu < 0.99 * n:
        failed.append("fewer than 99 % are within the limits")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin-dir", required=True, type=pathlib.Path)
    parser.add_argument("--all", action="store_true", default=bool(os.environ.get("CX_ALL")))
    parser.add_argument("--limits", action="store_true", help="time and memory count too: for a release build")
    parser.add_argument("--show", action="store_true", help="print what a user sees, one of each class")
    parser.add_argument("--mixed", type=int, help="only so many definitions that are wrong in several ways")
    parser.add_argument("--class", dest="only", help="a pattern: only these classes")
    parser.add_argument("--cases", type=int)
    parser.add_argument("-j", type=int, default=2)
    options = parser.parse_args()
    rows = [row for row in CLASSES.values() if not options.only or re.search(options.only, row.name)]
    program = str((options.bin_dir / "cxctl").resolve())
    listener, local = Listener(), threading.local()
    with tempfile.TemporaryDirectory(prefix="cx-badinput-") as folder:
        benches = []

        def bench():
            if not hasattr(local, "bench"):
                local.bench = Bench(pathlib.Path(tempfile.mkdtemp(dir=folder)) / "project", program, listener.port)
                benches.append(local.bench)
            return local.bench

        def one(job):
            case = Case(*job)
            bench().put(case.files, case.row.options.get("link", False))
            run = bench().run("validate", "--log-format", "json")
            why = case.judge(run)
            if case.row.options.get("secret") and CANARY in bench().run("validate").out:
                why = why or "the secret is in the text"
            text = "".join(f"--- {p}\n{d[:1500].decode('utf-8', 'backslashreplace')}\n" for p, d in case.files.items()) if why else ""
            text = text + run.out[:3000] if why else ""
            case.files = run.out = None
            return case, run, why, text

        if options.mixed:
            failed = mixed(bench(), options.mixed)
            print("\n".join(failed[:20]))
            return 1 if failed else 0
        if options.show:
            return show(bench(), rows)
        if not (options.all or options.cases or options.only):
            rows = [row for row in rows if row.weight >= QUICK][::3]
        total = options.cases or (CASES if options.all else len(rows))
        with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
            results = list(pool.map(one, cases_of(rows, total)))
        failed = report(results, listener, options.limits)
        if not options.only:
            failed += mixed(bench(), MIXED if options.all else 12) + goods(bench()) + plans(bench(), listener)
        for used in benches:
            used.close()
    for text in failed[:80]:
        print(f"\nFAILED {text}")
    print(f"{len(failed)} failed" if failed else "all as they should be")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
