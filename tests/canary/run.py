#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every command with secrets that are easily known again, and looks for them in all that is printed and written.

    run.py --bin-dir BUILD          run; CX_ALL=1 runs every command in every way
    run.py --bin-dir BUILD --self   show that a secret is found in every form and place

The tenant alone may get them, in a request. A command of src/cli/commands.c that is not in COMMANDS fails the test."""

import argparse
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli")]
from needles import Canary, Searcher, spellings  # noqa: E402
from world import Broken, World  # noqa: E402

CLIENT, HOOK, FILE, HEADER, NOTIFY, LEDGER, INLINE, SHOWN_HEADER = (Canary(name, number) for number, name in enumerate(
    ["client secret", "webhook secret", "secret in a file", "header", "notify secret", "ledger key", "inline secret",
     "header that the tenant shows"]))
ENVIRONMENT = {"CXONE_CLIENT_SECRET": CLIENT, "CXONE_SANDBOX_CLIENT_SECRET": CLIENT, "HOOK_SECRET": HOOK,
               "HEADER_SECRET": HEADER, "NOTIFY_SECRET": NOTIFY, "CXCTL_LEDGER_KEY": LEDGER}
PROJECT = """\
apiVersion: cxctl/v1
kind: Project
definitions: [audiences, webhooks]
tenants:
  prod:
    base_url: {URL}
    auth:
      token_url: {URL}/oauth/token
      client_id: {env: CXONE_CLIENT_ID}
      client_secret: {env: CXONE_CLIENT_SECRET}
    notify: {url: "{URL}/callbacks/prod", secret: {env: NOTIFY_SECRET}}
"""
AUDIENCE = """\
apiVersion: cxctl/v1
kind: Audience
metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
spec:
  name: Vip
  data_source: customer_360
  criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
"""
WEBHOOK = """\
apiVersion: cxctl/v1
kind: Webhook
metadata: {name: %s}
spec:
  name: %s
  url: https://%s.example.com/cxone
  events: [profile.updated]
  secret: %s
  headers: {X-Key: {env: HEADER_SECRET}}
"""
# Of every command the ways to call it; RUN is the last run, NEW a name that is new, OUT a fresh folder.
COMMANDS = {
    "init": ["OUT --base-url https://na1.cxone.example --tenant prod"],
    "fmt": ["--check", ""],
    "new": ["audience NEW --file OUT.yaml"],
    "validate": ["--secrets", "--all-tenants --secrets", "--online", "webhooks/file.yaml --secrets"],
    "render": ["--explain", "Webhook/env"],
    "plan": ["", "--rev HEAD", "--offline --out OUT.json", "--project-rev HEAD --out OUT.json"],
    "apply": ["--yes"],
    "notify": ["", "--list"],
    "drift": ["--unmanaged --metrics OUT.prom", "--absorb --patch OUT.patch", "--reconcile --yes"],
    "adopt": ["--dir OUT", "--dry-run"],
    "members": ["vip --count", "vip -v -v -o csv"],
    "trigger": ["--journey onboarding triggers.ndjson", "--journey onboarding -v -v --dry-run triggers.ndjson"],
    "attributes": ["interaction-1 --set note=marked", "interaction-1 -v -v"],
    "profiles": ["--segment 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f --clean", "nobody -v -v -o csv"],
    "listen": ["--secret-env HOOK_SECRET --port 0 --for 1s"],
    "ci": [""],
    "ci show": [""],
    "ci validate": ["--secrets"],
    "ci plan": [""],
    "ci apply": ["--yes"],
    "ci drift": [""],
    "audit": [""],
    "audit log": [""],
    "audit show": ["RUN"],
    "audit verify": [""],
    "audit sign": ["--key OUT.key"],
    "audit export": ["--format jsonl", "--format csv", "--format ocsf"],
    "audit notes": [""],
    "ledger": [""],
    "ledger status": [""],
    "ledger fetch": [""],
    "ledger log": [""],
    "ledger unlock": ["--run 20261121T094500.123Z-3f9c2a1b --yes"],
    "explain": ["webhook.spec.secret", "project"],
    "schema": [""],
    "schema list": [""],
    "schema show": ["Webhook"],
    "schema export": ["--dir OUT"],
    "schema check": ["schema.json webhooks/env.yaml"],
    "help": ["apply"],
    "version": [""],
    "completion": ["bash"],
    "docs": [""],
    "docs man": ["--dir OUT"],
    "docs reference": ["--dir OUT"],
}
# What asks no tenant and resolves no secret: in the long run only.
APART = {"init", "fmt", "new", "explain", "schema", "schema list", "schema show", "schema export", "help", "version",
         "completion", "docs", "docs man", "docs reference", "audit"}
WAYS = ["", "-v -v --color always --log-format json -o json=OUT.json", "-o json", "-o yaml", "-o markdown=OUT.md", "-o html=OUT.html",
        "--quiet"]
ECHO = f"refused: {HOOK.value} {CLIENT.value} {FILE.value}"
TOLD = [CLIENT, HOOK, FILE, HEADER, NOTIFY, LEDGER]
SHOWN = 240  # characters of what a tenant says that are surely shown
ANY, PUT = "* /api/*", "PUT /api/v2/webhooks/*"
TENANT_FAULTS = [{"route": PUT, "kind": "status", "status": 422, "body": json.dumps({"message": ECHO})},
                 {"route": PUT, "kind": "status", "status": 500, "body": ECHO},
                 {"route": ANY, "kind": "junk"}, {"route": ANY, "kind": "html"}, {"route": ANY, "kind": "reset-after"},
                 {"route": ANY, "kind": "truncate", "bytes": 10}]
PROGRAM_FAULTS = ["kill:5", "write:3", "kill:2", "fsync:2", "rename:1", "http:3"]
LONG = bool(os.environ.get("CX_ALL"))
ASK_THE_TENANT = {"validate", "plan", "apply", "drift"}


class Leak(Exception):
    """A secret where it may not be."""


class Stage(World):
    """A world in which nothing that is printed or written holds a canary, but what was put there."""

    def __init__(self, bin_dir):
        super().__init__(bin_dir)
        self.secrets = {}
        self.searcher = Searcher([CLIENT, HOOK, FILE, HEADER, NOTIFY, LEDGER, INLINE, SHOWN_HEADER])
        self.environment.update({name: canary.value for name, canary in ENVIRONMENT.items()})
        self.allowed = {}  # file -> the canaries that the test put there
        self.fresh = 0
        self.runs = 0

    def put(self, path, text, *canaries):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("{URL}", self.need_sandbox()), encoding="utf-8")
        self.allowed[file] = {canary.name for canary in canaries}

    def search(self, text, where, allowed=()):
        found = [(name, form) for name, form in self.searcher.find(text) if name not in allowed]
        if found:
            raise Leak(f"{where}: " + ", ".join(f"{name} ({form})" for name, form in found))

    def filled(self, words):
        self.fresh += 1
        new = f"x{self.fresh}"
        run = self.last_run() if "RUN" in words else ""
        return words.replace("RUN", run).replace("NEW", new).replace("OUT", str(self.top / "tmp" / new))

    def last_run(self):
        text = subprocess.run([self.cxctl(), "audit", "log", "-o", "json"], cwd=self.folder, env=self.environment,
                              check=False, stdin=subprocess.DEVNULL, capture_output=True).stdout
        runs = json.loads(text).get("runs") or []
        return runs[0]["run"] if runs else "none"

    def cxctl(self):
        return str(pathlib.Path(self.bin_dir) / "cxctl")

    def runner(self, words):
        """What a command of ci finds in a job on GitHub; its files are searched as all others are."""
        if not words.startswith("ci "):
            return {}
        files = {name: str(self.top / "tmp" / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        return {"GITHUB_ACTIONS": "true", **files}

    def cx(self, words, **more):
        """Runs cxctl, and searches what it printed; returns its status and both streams."""
        self.runs += 1
        done = subprocess.run([self.cxctl(), *self.filled(words).split()], cwd=self.folder,
                              env={**self.environment, **self.runner(words), **more}, check=False, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=120)
        self.search(done.stdout + b"\n" + done.stderr, f"the output of cxctl {words} {more}")
        if not more:
            self.check_crash(-done.returncode, f"cxctl {words}\n{done.stderr.decode('utf-8', 'replace')}")
        return done.returncode, done.stdout + done.stderr

    def search_files(self):
        """Everything that was written: files, git's objects, refs and messages."""
        for path in sorted(self.top.rglob("*")):
            if path.is_file() and not path.is_symlink():
                self.search(path.read_bytes(), str(path.relative_to(self.top)), self.allowed.get(path, ()))
        objects = subprocess.run(["git", "cat-file", "--batch", "--batch-all-objects"], cwd=self.folder, check=True,
                                 env=self.environment, stdin=subprocess.DEVNULL, capture_output=True).stdout
        self.search(objects, "a git object")


def table_of_commands():
    text = (HERE.parent.parent / "src" / "cli" / "commands.c").read_text(encoding="utf-8")
    return [name.replace("_", " ") for name in re.findall(r"^\t&cx_command_(\w+),", text, re.MULTILINE)]


def set_up(stage):
    stage.put("secrets/hook", FILE.value + "\n", FILE)
    stage.put(".gitignore", "secrets/\n")
    stage.put("cxctl.yaml", PROJECT)
    stage.put("schema.json", '{"type": "object"}')
    stage.put("triggers.ndjson", '{"contactId": "00000000-0000-4000-8000-000000000009", "event": "left", '
              '"attributes": {"email": "ada@example.com", "external_id": "crm-1"}}')
    stage.put("audiences/vip.yaml", AUDIENCE)
    stage.put("webhooks/env.yaml", WEBHOOK % ("env", "env", "env", "{env: HOOK_SECRET}"))
    stage.put("webhooks/file.yaml", WEBHOOK % ("file", "file", "file", "{file: secrets/hook}"))
    stage.commit("one audience, two webhooks")


def run_all(stage, names=None):
    """Every command, or those; in the quick run those that know secrets, once and in the one way that says most."""
    for name, calls in COMMANDS.items():
        if name in names if names is not None else LONG or name not in APART:
            for call, way in itertools.product(calls if LONG else calls[:1], WAYS if LONG else WAYS[1:2]):
                stage.cx(f"{name} {call} {way}")


def apply_and_prove(stage):
    """The secrets really go to the tenant, or nothing would be shown here."""
    status, text = stage.cx("apply --yes -v -v --log-format json -o json=OUT.json")
    if status != 0:
        raise Broken(f"apply: exit {status}\n{text.decode()}")
    held = json.dumps(stage.ask("GET", "/sandbox/state"))
    for canary in (HOOK, FILE):
        if canary.forms["sha256"].decode() not in held:
            raise Broken(f"the {canary.name} did not reach the tenant")


def change_secrets(stage):
    stage.put("webhooks/env.yaml", WEBHOOK % ("env", "env", "env", "{env: HOOK_SECRET, version: 2}"))
    stage.put("audiences/vip.yaml", AUDIENCE.replace("5000", "6000"))
    stage.commit("another version")


def fail_in_every_way(stage):
    """Kills, full disks, a tenant that repeats what it got, breaks off or answers nonsense, refused credentials."""
    change_secrets(stage)
    for rule in TENANT_FAULTS if LONG else TENANT_FAULTS[:3]:
        stage.ask("DELETE", "/sandbox/faults")
        stage.ask("POST", "/sandbox/faults", json.dumps(rule))
        for name in sorted(ASK_THE_TENANT) if LONG else ["apply"]:
            _, text = stage.cx(f"{name} {COMMANDS[name][0]} -v -v")
            if name == "apply" and "message" in rule.get("body", "") and b"refused: " not in text:
                raise Broken(f"what the tenant says of a write is not shown\n{text.decode()}")
    stage.ask("DELETE", "/sandbox/faults")
    for fault in PROGRAM_FAULTS if LONG else PROGRAM_FAULTS[:2]:
        stage.cx("apply --yes -v -v", CX_FAULT=fault)
        stage.search_files()
    stage.environment["CXONE_CLIENT_SECRET"] = HEADER.value
    run_all(stage, ASK_THE_TENANT)
    stage.environment["CXONE_CLIENT_SECRET"] = CLIENT.value
    apply_and_prove(stage)


def packs(told):
    """Texts that a tenant may say, short enough to be shown whole: every spelling of each of the secrets."""
    pack = []
    for text in itertools.chain.from_iterable(spellings(canary.value) for canary in told):
        if pack and len(" ".join([*pack, text])) > SHOWN:
            yield " ".join(pack)
            pack = []
        pack.append(text)
    yield " ".join(pack)


def be_told(stage):
    """A tenant that repeats any secret in any spelling, whatever the request held."""
    raw = [f"{one.value} {two.value}" for one, two in zip(TOLD[::2], TOLD[1::2])]
    for text in raw + list(packs(TOLD if LONG else [HOOK]))[::1 if LONG else 2]:
        for body in (json.dumps({"message": "said: " + text}), "said: " + text)[:2 if LONG else 1]:
            stage.ask("DELETE", "/sandbox/faults")
            stage.ask("POST", "/sandbox/faults", json.dumps({"route": ANY, "kind": "status", "status": 422, "body": body}))
            _, out = stage.cx("validate --online -v -v")
            if b"said: " not in out:
                raise Broken(f"what the tenant says is not shown\n{out.decode()}")
    stage.ask("DELETE", "/sandbox/faults")


def foreign(name, header, canary):
    """A webhook of the tenant's that nobody defined, with a secret among its headers."""
    return {"id": f"30000000-0000-0000-0000-{len(name):012}", "name": name, "url": "https://f.example.com/",
            "events": ["profile.updated"], "headers": {header: canary.value}}


def hold_it(stage):
    """A tenant that holds secrets where none belong: in what plan and drift show of it."""
    state = stage.ask("GET", "/sandbox/state")
    told = json.loads(json.dumps(state))
    for one in told["audiences"]:
        one["description"] = f"it is {HOOK.value}"
    for one in told["webhooks"]:
        one["url"] = f"https://x.example.com/{urllib.parse.quote(LEDGER.value)}"
        one["headers"] = {"X-Key": HEADER.value, "X-Other": NOTIFY.value}
    told["webhooks"] += [foreign("theirs", "Authorization", SHOWN_HEADER), foreign("ours", "X-Other", NOTIFY)]
    stage.ask("PUT", "/sandbox/state", json.dumps(told))
    for words in ("plan", "drift", "drift --absorb --patch OUT.patch", "adopt --dir OUT"):
        for way in WAYS if LONG else ["", *WAYS[1:2]]:
            stage.cx(f"{words} {way}")
    if not any(path.name == "theirs.yaml" for path in (stage.top / "tmp").rglob("*")):
        raise Broken("the webhook with a foreign credential was not adopted")
    stage.search_files()
    stage.ask("PUT", "/sandbox/state", json.dumps(state))


def write_it_inline(stage):
    """A secret that stands in a definition is refused, and not shown: in an excerpt least of all."""
    for form in (json.dumps(INLINE.value), f"{{env: {INLINE.core}-x}}", f"{{file: {json.dumps(INLINE.value)}, x: 1}}",
                 f"|\n    {INLINE.core}\n    {INLINE.core}"):
        stage.put("webhooks/inline.yaml", WEBHOOK % ("inline", "inline", "inline", form), INLINE)
        run_all(stage, {"validate", "plan", "render"} if LONG else {"validate"})
    (stage.folder / "webhooks/inline.yaml").unlink()


def run(stage):
    names = table_of_commands()
    if sorted(names) != sorted(COMMANDS):
        raise Broken(f"src/cli/commands.c and COMMANDS differ: {sorted(set(names) ^ set(COMMANDS))}")
    set_up(stage)
    apply_and_prove(stage)
    run_all(stage)
    stage.search_files()
    fail_in_every_way(stage)
    be_told(stage)
    hold_it(stage)
    write_it_inline(stage)
    stage.stop_sandbox()
    stage.search_files()
    print(f"{stage.runs} runs of {len(names)} commands: no secret in what they printed and wrote")


def must_find(stage, where, plant):
    try:
        plant()
        stage.search_files()
    except Leak:
        return
    raise Broken(f"not found: {where}")


def run_self(stage):
    """Each form in a file; then the value in a git object, in a ref's name, and in what a program prints."""
    set_up(stage)
    stage.search_files()
    planted = stage.top / "tmp" / "planted"
    for form, needle in HOOK.forms.items():
        must_find(stage, form, lambda: planted.write_bytes(b"text before " + needle + b" text behind"))
        planted.unlink()
    stage.search_files()
    fake = stage.top / "tmp" / "bin"
    fake.mkdir()
    (fake / "cxctl").write_text(f"#!/bin/sh\nprintf %s '{HOOK.core}' | base64 >&2\n", encoding="utf-8")
    (fake / "cxctl").chmod(0o755)
    stage.allowed[fake / "cxctl"] = {HOOK.name}
    stage.bin_dir, real = str(fake), stage.bin_dir
    must_find(stage, "what a command prints", lambda: stage.cx("version"))
    stage.bin_dir = real
    must_find(stage, "a commit's message", lambda: stage.commit(f"secret {HOOK.value}"))
    stage.stop_sandbox()
    print(f"{len(HOOK.forms)} forms, and what is printed and committed: all found")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin-dir", required=True)
    parser.add_argument("--self", action="store_true", dest="self_check")
    options = parser.parse_args()
    stage = Stage(options.bin_dir)
    try:
        (run_self if options.self_check else run)(stage)
    except (Broken, Leak) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    finally:
        stage.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
