#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the fault tests share: a repository and a tenant, two sets of definitions, and what must hold at rest."""

import argparse
import hashlib
import json
import os
import pathlib
import random
import re
import shlex
import subprocess
import sys
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from world import Broken, World  # noqa: E402

WRITES = ("PUT", "POST", "DELETE")
RUN_SECONDS = 200
SHOWN_LINES = 40
HOOK_SECRET = "whsec-5d0b6f3a9c7e4b21a8d4f06c1e93b7aa"
PROJECT = """\
apiVersion: cxctl/v1
kind: Project
definitions: [audiences, webhooks]
default_tenant: prod
safety: {{max_update_percent: 100, max_delete_percent: 100}}
tenants:
  prod:
    base_url: {url}
    profile: {profile}
    auth:
      token_url: {url}/oauth/token
      client_id: {{env: CXONE_CLIENT_ID}}
      client_secret: {{env: CXONE_CLIENT_SECRET}}
"""
PROFILE = """\
apiVersion: cxctl/v1
kind: Profile
metadata: {{name: quick}}
extends: cxone
kinds:
  Audience: {{create_settle_s: {settle}}}
  Webhook: {{create_settle_s: {settle}}}
"""


class Failed(Exception):
    """A promise that was not kept."""


class Result:
    """How a command ended."""

    def __init__(self, status, out, err, seconds):
        self.status, self.out, self.err, self.seconds = status, out, err, seconds

    def __str__(self):
        lines = self.out.splitlines(keepends=True)
        cut = "...\n" + "".join(lines[-SHOWN_LINES:]) if len(lines) > SHOWN_LINES else self.out
        return f"exit {self.status} after {self.seconds:.1f} s\n--- stdout\n{cut}--- stderr\n{self.err}---"


def audience_id(number):
    return f"5eed0000-0000-4000-8000-{number:012d}"


def audience(number, value, excludes=()):
    """One audience as kind, name, id and spec."""
    return {"apiVersion": "cxctl/v1", "kind": "Audience",
            "metadata": {"name": f"a{number:02d}", "id": audience_id(number)},
            "spec": {"name": f"Audience {number}", "description": f"worth {value}", "data_source": "customer_360",
                     "criteria": {"operator": "AND", "conditions": [
                         {"field": "annual_revenue", "operator": "greater_than", "value": value}]},
                     "exclusions": [{"ref": f"a{other:02d}"} for other in excludes]}}


def webhook(number, path):
    return {"apiVersion": "cxctl/v1", "kind": "Webhook", "metadata": {"name": f"w{number:02d}"},
            "spec": {"name": f"hook_{number}", "url": f"https://hooks.example.com/{path}", "events": ["profile.updated"],
                     "enabled": True, "secret": {"env": "HOOK_SECRET"}}}


def definitions_40():
    """Two sets; from either to the other are 30 steps of audiences and 10 of webhooks, of all sorts."""
    one, two = [], []
    for number in range(10):  # only in the first: deleted on the way there, created on the way back
        one.append(audience(number, 1000 + number, [number - 1] if number % 3 else []))
    for number in range(10, 20):  # only in the second
        two.append(audience(number, 2000 + number, [number - 1] if number > 10 and number % 4 else []))
    for number in range(20, 30):
        one.append(audience(number, 3000 + number, [number % 10]))
        two.append(audience(number, 4000 + number, [10 + number % 10]))
    for number in range(4):
        one.append(webhook(number, "one"))
        two.append(webhook(10 + number, "two"))
    for number in range(20, 22):
        one.append(webhook(number, "one"))
        two.append(webhook(number, "two"))
    return one, two


def definitions_10():
    """The same with 10 steps: 3 creates, 2 updates, 2 deletes of audiences; one of each of webhooks."""
    one = [audience(0, 1000), audience(1, 1001, [0]), audience(20, 3000, [0]), audience(21, 3001),
           audience(30, 5000), webhook(0, "one"), webhook(20, "one")]
    two = [audience(10, 2000), audience(11, 2001, [10]), audience(12, 2002), audience(20, 4000, [10]), audience(21, 4001),
           audience(30, 5000), webhook(10, "two"), webhook(20, "two")]
    return one, two


def definitions_5():
    """The least with one of each step: 5 of them, from either set to the other."""
    one = [audience(0, 1000), audience(20, 3000), audience(30, 5000), webhook(0, "one")]
    two = [audience(10, 2000), audience(20, 4000), audience(30, 5000), webhook(10, "two")]
    return one, two


class Tenant(World):
    """A world with two commits, `one` and `two`, that the tests take turns to apply."""

    def __init__(self, options, sets, settle=1, sandbox_options=""):
        super().__init__(options.bin_dir, keep=options.keep)
        self.secrets["HOOK_SECRET"] = self.environment["HOOK_SECRET"] = HOOK_SECRET
        journals = self.top / "*" / ".git" / "cxctl" / "*" / "*.jsonl"
        self.need_sandbox(f"--journal {shlex.quote(str(journals))} {sandbox_options}")
        self.sets = sets
        self.was_stopped = False
        self.wrapper = []  # what cxctl is started by, such as strace and its options
        self.commits = []
        profile = "cxone"
        if settle is not None:
            profile = "profiles/quick.yaml"
            (self.folder / "profiles").mkdir()
            (self.folder / profile).write_text(PROFILE.format(settle=settle), encoding="utf-8")
        (self.folder / "cxctl.yaml").write_text(PROJECT.format(url=self.url, profile=profile), encoding="utf-8")
        for number, definitions in enumerate(sets):
            for folder in ("audiences", "webhooks"):
                (self.folder / folder).mkdir(exist_ok=True)
                for path in (self.folder / folder).iterdir():
                    path.unlink()
            for definition in definitions:
                folder = definition["kind"].lower() + "s"
                path = self.folder / folder / (definition["metadata"]["name"] + ".yaml")
                path.write_text(json.dumps(definition, indent=1) + "\n", encoding="utf-8")
            self.commit(f"set {number}")
            self.commits.append(subprocess.run(["git", "rev-parse", "HEAD"], cwd=self.folder, env=self.environment,
                                               check=True, capture_output=True, text=True).stdout.strip())
        self.desired = 0

    def choose(self, number):
        """What is in git from now on. apply takes it with --rev, so that no checkout costs time."""
        self.desired = number

    # ---- programs ----

    def start(self, *arguments, **environment):
        return subprocess.Popen([*self.wrapper, str(pathlib.Path(self.bin_dir) / "cxctl"), *arguments], cwd=self.folder,
                                env={**self.environment, **environment}, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def finish(self, process, began=None):
        """Waits for a started program and checks what always holds: no crash, no hang, no secret."""
        began = began or time.monotonic()
        try:
            out, err = process.communicate(timeout=RUN_SECONDS)
        except subprocess.TimeoutExpired as late:
            process.kill()
            process.communicate()
            raise Failed(f"still running after {RUN_SECONDS} s") from late
        result = Result(process.returncode, out.decode("utf-8"), err.decode("utf-8"), time.monotonic() - began)
        if process.returncode != -9:
            self.check_crash(-process.returncode, str(result))
        for text in (result.out, result.err):
            self.check_secrets(text, "the output")
            if re.search(r"eyJ|Bearer [\w.~+/-]{8}", text):
                raise Failed(f"a token is in the output\n{result}")
        return result

    def cxctl(self, *arguments, **environment):
        return self.finish(self.start(*arguments, **environment), time.monotonic())

    def apply_arguments(self):
        arguments = ["apply", "--yes", "--rev", self.commits[self.desired]]
        deletes = self.deletes_due()
        return arguments + (["--allow-delete", str(deletes)] if deletes else [])

    def apply(self, **environment):
        return self.cxctl(*self.apply_arguments(), **environment)

    # ---- the tenant ----

    def state(self):
        return self.ask("GET", "/sandbox/state")

    def seen(self):
        return [item for item in self.ask("GET", "/sandbox/requests")["items"] if item["route"] == "api"]

    def writes_seen(self):
        return [item for item in self.seen() if item["method"] in WRITES]

    def forget(self):
        self.ask("DELETE", "/sandbox/requests")

    def fault(self, route, kind, **more):
        self.ask("POST", "/sandbox/faults", json.dumps({"route": route, "kind": kind, **more}))

    def no_faults(self):
        self.ask("DELETE", "/sandbox/faults")

    def deletes_due(self):
        """Objects of the other set that the tenant still has: what --allow-delete must say."""
        state = self.state()
        live = {item["id"] for item in state["audiences"]} | {item["name"] for item in state["webhooks"]}
        return len(live & (self.keys_of(self.sets[1 - self.desired]) - self.keys_of(self.sets[self.desired])))

    @staticmethod
    def keys_of(definitions):
        return {d["metadata"].get("id") or d["spec"]["name"] for d in definitions}

    # ---- the record ----

    def git_text(self, *arguments):
        return subprocess.run(["git", *arguments], cwd=self.folder, env=self.environment, check=True,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout

    def journals(self):
        return sorted((self.folder / ".git" / "cxctl").glob("*/*.jsonl"))

    def journal_records(self):
        return [json.loads(line.split("\t")[0]) for path in self.journals()
                for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line]

    def records(self):
        """All records, of sealed runs first."""
        found = []
        if self.git_text("for-each-ref", "refs/cxctl/prod"):
            names = [name for name in self.git_text("ls-tree", "-r", "--name-only", "refs/cxctl/prod").split("\n")
                     if name.startswith("audit/")]
            batch = "".join(f"refs/cxctl/prod:{name}\n" for name in names)
            text = subprocess.run(["git", "cat-file", "--batch"], cwd=self.folder, env=self.environment, check=True,
                                  input=batch, capture_output=True, text=True).stdout
            found = [json.loads(line.split("\t")[0]) for line in text.split("\n") if line.startswith("{")]
        return found + self.journal_records()

    def check_arrivals(self):
        """What the tenant saw for itself, as each write arrived; one that was stopped looks too late."""
        if self.was_stopped:
            return
        seen = self.ask("GET", "/sandbox/intents")
        if seen["missing"]:
            raise Failed(f"{seen['missing']} of {seen['checked']} writes arrived without an intent: {seen['items']}")
        if seen["checked"] < len(self.writes_seen()):
            raise Failed(f"the tenant looked at {seen['checked']} writes only")

    def check_end(self):
        if self.sandbox:
            self.check_arrivals()
        super().check_end()

    def check_intents(self):
        """Promise 2: no write reached the tenant whose intent was not on disk when it arrived, and still is."""
        self.check_arrivals()
        intents = {(r["method"], r["path"], r.get("idempotency_key")) for r in self.records() if r["type"] == "intent"}
        for item in self.writes_seen():
            what = (item["method"], item["path"], item["idempotency_key"])
            if what not in intents:
                raise Failed(f"the tenant saw {what}, which no intent announces")

    # ---- what holds at rest ----

    def check_equal(self):
        """The tenant is what git says, and holds nothing twice."""
        wanted = self.sets[self.desired]
        state = self.state()
        live = {item["id"]: item for item in state["audiences"]}
        names = [item["name"] for item in state["webhooks"]]
        if len(names) != len(set(names)):
            raise Failed(f"a webhook is there twice: {sorted(names)}")
        live.update({item["name"]: item for item in state["webhooks"]})
        if set(live) != self.keys_of(wanted):
            raise Failed(f"missing: {sorted(self.keys_of(wanted) - set(live))}, too much: {sorted(set(live) - self.keys_of(wanted))}")
        for definition in wanted:
            spec = dict(definition["spec"])
            has = live[definition["metadata"].get("id") or spec["name"]]
            if "secret" in spec:
                del spec["secret"]
                spec["secret_sha256"] = hashlib.sha256(HOOK_SECRET.encode()).hexdigest()
            if "exclusions" in spec:
                spec["exclusions"] = [audience_id(int(e["ref"][1:])) for e in spec["exclusions"]]
            for key, value in spec.items():
                if has.get(key) != value:
                    raise Failed(f"{spec['name']}: {key} is {has.get(key)!r}, git says {value!r}")

    def check_rest(self):
        """After an apply that finished: equal, recorded, nothing left to do, nothing left behind."""
        self.check_equal()
        result = self.cxctl("audit", "verify")
        if result.status != 0 or not result.out.startswith("intact"):
            raise Failed(f"audit verify: {result}")
        self.check_seals()
        self.forget()
        result = self.apply()
        if result.status != 0:
            raise Failed(f"the apply that has nothing to do: {result}")
        if self.writes_seen():
            raise Failed(f"the second apply wrote: {self.writes_seen()}")
        if self.git_text("for-each-ref", "refs/cxctl-run/"):
            raise Failed("the run ref is left")
        if self.journals():
            raise Failed(f"journals are left: {[str(path) for path in self.journals()]}")

    def check_seals(self, last=8):
        """Each of the last commits of the ledger adds the record of one run, and changes none."""
        text = self.git_text("log", "--first-parent", f"--max-count={last}", "--format=tformat:commit", "--name-status",
                             "refs/cxctl/prod", "--")
        for commit in text.split("commit\n")[1:]:
            records = [line for line in commit.splitlines() if "\taudit/" in line]
            if "\thead.json" in commit and (len(records) != 1 or not records[0].startswith("A")):
                raise Failed(f"a seal that is not of one run: {commit}")

    def settle(self):
        """The next apply without fault; one more only if the first found a conflict and says why."""
        result = self.apply()
        if result.status == 5 and "error:" in result.err:
            result = self.apply()
        if result.status != 0:
            raise Failed(f"the next apply: {result}")
        return result


def options_read(description, more=None):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--bin-dir", required=True)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    parser.add_argument("--all", action="store_true", default=bool(os.environ.get("CX_ALL")), help="the long version")
    parser.add_argument("--keep", action="store_true", help="keep the test's folder")
    parser.add_argument("--only", help="run cases whose name holds this text")
    if more:
        more(parser)
    options = parser.parse_args()
    options.bin_dir = str(pathlib.Path(options.bin_dir).resolve())
    # For long tests that need no fault points: a build without sanitizers, where there is one.
    options.quick_bin_dir = str(pathlib.Path(os.environ.get("CX_BIN_DIR", options.bin_dir)).resolve())
    return options


def tell_cases(passed, failed, name=None):
    """The line that tests/run.sh gathers into its table; a script with several sets names each."""
    print(f"cases: {name or pathlib.Path(sys.argv[0]).stem} {passed} ok, {failed} failed", flush=True)


def run_cases(options, cases):
    """Runs named cases, each function(options, random); prints every failure with its seed; the exit code."""
    failures = count = 0
    for name, function in cases:
        if options.only and options.only not in name:
            continue
        count += 1
        try:
            function(options, random.Random(f"{options.seed} {name}"))
        except (Failed, Broken, OSError, subprocess.SubprocessError, KeyError, ValueError) as error:
            failures += 1
            print(f"FAILED {name} (--seed {options.seed} --only '{name}'): {error}", flush=True)
            if not isinstance(error, (Failed, Broken)):
                traceback.print_exc(file=sys.stdout)
    print(f"seed {options.seed}")
    tell_cases(count - failures, failures)
    return 1 if failures or not count else 0
