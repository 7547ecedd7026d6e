#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two laws over generated tenants.

Adopt: what is adopted is valid, formatted, and its plan is empty; an apply notes it without a write, and then there is
nothing left to adopt. Absorb: after changes by hand, all that absorb says it placed is what the tenant has, an apply
of it writes nothing, and every comment is still there."""

import argparse
import json
import os
import pathlib
import random
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli")]
import generate  # noqa: E402
from world import PROJECT, Broken, World  # noqa: E402

QUICK, ALL = 2, 300
ROUNDS = 2  # of changes by hand, a seed


class Failed(Exception):
    """A law that was not kept."""


class Tenant(World):
    """A repository, and a tenant in a state that comes from a seed."""

    def __init__(self, options, seed):
        super().__init__(options.bin_dir)
        self.random = random.Random(seed)
        self.write("cxctl.yaml", PROJECT.replace("{DEFINITIONS}", "audiences, webhooks").splitlines())
        for folder in ("audiences", "webhooks"):
            self.write(f"{folder}/.gitkeep", [])
        self.ask("PUT", "/sandbox/state", json.dumps(generate.tenant(self.random)))
        self.commit("nothing yet")

    def cx(self, words, expected=(0,)):
        process = subprocess.run(["cxctl", *words.split()], cwd=self.folder, env=self.environment, check=False,
                                 stdin=subprocess.DEVNULL, capture_output=True, timeout=300, encoding="utf-8")
        self.check_crash(-process.returncode, f"cxctl {words}\n{process.stderr}")
        if process.returncode not in expected:
            raise Failed(f"cxctl {words}: exit {process.returncode}\n{process.stdout}{process.stderr}")
        return process.stdout

    def read(self, words, expected=(0,)):
        return json.loads(self.cx(f"{words} -o json --quiet", expected))

    def must_be_equal(self, when):
        plan = self.read("plan")
        if plan["changes"]:
            raise Failed(f"{when}: the plan is not empty: {json.dumps(plan['changes'], indent=1)}")

    def apply_without_a_write(self, when):
        self.requests()
        self.cx("apply --yes --quiet")
        writes = [line for line in self.requests() if not line.startswith("GET")]
        if writes:
            raise Failed(f"{when}: {writes}")
        self.must_be_equal(when)

    def definitions(self):
        return sorted(path for path in self.folder.rglob("*.yaml") if path.name != "cxctl.yaml")


def adopt(tenant):
    told = tenant.read("adopt")
    if told["summary"]["impossible"] or not told["plan"]["empty"]:
        raise Failed(f"adopt: {json.dumps(told, indent=1)}")
    tenant.cx("validate")
    tenant.cx("fmt --check")
    for path in tenant.definitions():
        if "value " in "".join(re.findall("(?i)(?:authorization|api-key): .*", path.read_text(encoding="utf-8"))):
            raise Failed(f"{path} holds a credential")
    tenant.commit("adopt")
    tenant.apply_without_a_write("after adopt")
    if tenant.read("adopt")["adopted"]:
        raise Failed("there was still something to adopt")


def comment(tenant):
    """A comment before each member of metadata and spec, and before each first condition; none is like another."""
    count = 0
    for path in tenant.definitions():
        lines = []
        for line in path.read_text(encoding="utf-8").split("\n"):
            found = re.match(r"^(  (?=[a-z_]+:)|      (?=- ))", line)
            # Not within a block of text.
            block = next((old for old in reversed(lines) if re.match(r"^  [a-z]", old)), "").endswith(("|", "|-", "|+"))
            if found and not (block and line.startswith("   ")):
                lines.append(f"{found.group(1)}# note {count}.")
                count += 1
            lines.append(line)
        path.write_text("\n".join(lines), encoding="utf-8")
    tenant.cx("validate")
    tenant.commit("comments")
    tenant.apply_without_a_write("after comments")
    return count


def change(tenant):
    state = tenant.ask("GET", "/sandbox/state")
    kinds = (("Audience", "audiences"), ("Webhook", "webhooks"), ("CrmWebhook", "crm_webhooks"))
    for kind, name in kinds:
        for live in state[name]:
            if tenant.random.random() < 0.4:
                continue
            patch = (generate.change_audience(tenant.random, live, len(state[name])) if kind == "Audience"
                     else generate.change_webhook(tenant.random, live))
            tenant.ask("POST", "/sandbox/edit", json.dumps({"kind": kind, "id": live["id"], "patch": patch}))


def absorb(tenant, notes):
    change(tenant)
    told = tenant.read("drift --absorb", (0, 6))
    if told["summary"]["drift"] and not told["absorb"]["complete"]:
        raise Failed(f"absorb left something: {json.dumps([told['absorb'], told['diagnostics']], indent=1)}")
    texts = "".join(path.read_text(encoding="utf-8") for path in tenant.definitions())
    lost = [number for number in range(notes) if f"# note {number}.\n" not in texts]
    if lost:
        raise Failed(f"lost comments: {lost}")
    tenant.cx("validate")
    tenant.commit("absorb")
    tenant.apply_without_a_write("after absorb")


def run(options, seed):
    tenant = Tenant(options, seed)
    try:
        adopt(tenant)
        notes = comment(tenant)
        for _ in range(ROUNDS):
            absorb(tenant, notes)
        return True
    except (Failed, Broken) as wrong:
        print(f"seed {seed}: {wrong}", flush=True)
        if options.keep:
            print(f"kept: {tenant.folder}")
        return False
    finally:
        tenant.keep = options.keep
        tenant.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin-dir", required=True)
    parser.add_argument("--seed", type=int, help="only this one")
    parser.add_argument("--seeds", type=int, default=ALL if os.environ.get("CX_ALL") else QUICK)
    parser.add_argument("--keep", action="store_true", help="leave the folder of a failure")
    options = parser.parse_args()
    options.bin_dir = str(pathlib.Path(options.bin_dir).resolve())
    seeds = range(options.seeds) if options.seed is None else [options.seed]
    passed = sum(run(options, seed) for seed in seeds)
    print(f"cases: adopt {passed} ok, {len(seeds) - passed} failed", flush=True)
    return 0 if passed == len(seeds) else 1


if __name__ == "__main__":
    sys.exit(main())
