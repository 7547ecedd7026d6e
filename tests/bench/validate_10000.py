#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long `cxctl validate` of many definitions takes, beside a bare libyaml event loop over the same bytes.

Usage: tests/bench/validate_10000.py BUILD_DIR [--count N] [--rounds N] [--check RATIO] [--make DIR]

Makes N (10,000) definitions of about 1 KB, seven audiences to a webhook, once as a file each and once as 100 to a file. For
each of the two it runs in turn tests/bench/yaml_events.c, which parses the files and deletes the events, and
`cxctl validate`. Prints medians and least values of wall and CPU time, and their ratio; with --check, a ratio of wall medians
above RATIO is exit 1. --make writes the definitions and measures nothing.
BUILD_DIR should be a release build: cmake --preset release && cmake --build --preset release.
"""

import argparse
import os
import random
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
FIELDS = {
    "annual_revenue": lambda rng: rng.randrange(10, 5000) * 1000,
    "employee_count": lambda rng: rng.randrange(10, 20000),
    "engagement_score": lambda rng: rng.randrange(1, 100),
    "open_tickets": lambda rng: rng.randrange(0, 12),
    "discount_rate": lambda rng: f"{rng.randrange(1, 40)}.{rng.randrange(10, 99)}",
}
WORDS = {
    "lifecycle_stage": ("customer", "lead", "prospect", "churned"),
    "region": ("EMEA", "APAC", "LATAM", "North America"),
    "industry": ("retail", "banking", "telecom", "public sector"),
    "preferred_channel": ("email", "voice", "chat"),
}
EVENTS = ("interaction.attributes.updated", "profile.updated", "profile.created")


def condition(rng):
    if rng.random() < 0.5:
        field = rng.choice(sorted(FIELDS))
        operator = rng.choice(("greater_than", "less_than", "greater_than_or_equal"))
        return field, operator, FIELDS[field](rng)
    field = rng.choice(sorted(WORDS))
    if rng.random() < 0.3:
        return field, "in", "[" + ", ".join(rng.sample(WORDS[field], 2)) + "]"
    return field, rng.choice(("equals", "not_equals")), rng.choice(WORDS[field])


def condition_lines(rng, indent):
    field, operator, value = condition(rng)
    if rng.random() < 0.6:
        return [f"{indent}- {{field: {field}, operator: {operator}, value: {value}}}"]
    return [f"{indent}- field: {field}", f"{indent}  operator: {operator}", f"{indent}  value: {value}"]


def audience(rng, n):
    lines = [
        f"# Audience {n}: who belongs to it is decided by marketing operations.",
        "apiVersion: cxctl/v1",
        "kind: Audience",
        "metadata:",
        f"  name: audience-{n:05d}",
        f"  id: {uuid.UUID(int=rng.getrandbits(128), version=4)}",
        "spec:",
        f"  name: Audience{n:05d}",
        f'  description: "Customers of segment {n} that the outreach journey of this quarter may call or write to"',
        f"  data_source: {rng.choice(('customer_360', 'interaction_history', 'crm_sync'))}",
        "  criteria:",
        "    operator: AND",
        "    conditions:"]
    for _ in range(2):
        lines += condition_lines(rng, "      ")
    lines += ["      # any of these is enough", "      - operator: OR", "        conditions:"]
    for _ in range(3):
        lines += condition_lines(rng, "          ")
    lines += ["      - operator: AND", "        conditions:"]
    for _ in range(2):
        lines += condition_lines(rng, "          ")
    if n > 100:
        first, second = rng.sample(range(0, 80, 8), 2)
        lines += ["  exclusions:", f"    - {{ref: audience-{first:05d}}} # asked for by legal",
                  f"    - ref: audience-{second:05d}", f"    - {uuid.UUID(int=rng.getrandbits(128), version=4)}"]
    return lines


def webhook(rng, n):
    lines = [
        f"# Webhook {n}: tells the analytics platform what changed, so that its reports are never older than an hour.",
        "apiVersion: cxctl/v1",
        "kind: Webhook",
        f"metadata: {{name: webhook-{n:05d}, protect: {rng.choice(('true', 'false'))}}}",
        "spec:",
        f"  name: webhook_{n:05d}",
        f"  url: https://hooks-{n % 40}.example.com/cxone/tenants/prod/receive?stream={n}&format=json",
        "  events:"]
    lines += [f"    - {event}" for event in rng.sample(EVENTS, 2)]
    lines += ["  enabled: true", "  headers:", "    X-Webhook-Source: cxone", f"    X-Stream: 'stream {n}'",
              "    X-Team: customer data platform, on call round the clock",
              f"    Authorization: {{env: WEBHOOK_TOKEN_{n % 40}}}",
              f"  secret: {{env: WEBHOOK_SECRET_{n % 40}, version: {rng.randrange(1, 9)}}}"]
    return lines + [f"# {'-' * 70} {k}" for k in range(4)]


def definition(rng, n):
    return "\n".join(webhook(rng, n) if n % 8 == 7 else audience(rng, n)) + "\n"


def make_project(folder, count, per_file):
    rng = random.Random(11)
    os.makedirs(f"{folder}/definitions")
    with open(f"{folder}/cxctl.yaml", "w", encoding="utf-8") as file:
        file.write("apiVersion: cxctl/v1\nkind: Project\ndefinitions: [definitions]\ntenants:\n  prod:\n"
                   "    base_url: https://na1.cxone.example\n    auth: {client_id: bench, client_secret: {env: BENCH_SECRET}}\n")
    paths, size = [], 0
    for start in range(0, count, per_file):
        text = "---\n".join(definition(rng, n) for n in range(start, min(start + per_file, count)))
        path = f"{folder}/definitions/{start:05d}.yaml"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        paths.append(path)
        size += len(text.encode())
    return paths, size


def compile_loop(folder):
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "yaml-0.1"], check=True, capture_output=True, text=True)
    command = [os.environ.get("CC", "cc"), "-O2", "-D_GNU_SOURCE", "-o", f"{folder}/yaml_events", f"{HERE}/yaml_events.c"]
    subprocess.run(command + shlex.split(flags.stdout), check=True)
    return [f"{folder}/yaml_events"]


def timed(command, folder, stdin="", env=None):
    """(wall, CPU) in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    done = subprocess.run(command, cwd=folder, input=stdin, env=env, capture_output=True, text=True, check=False)
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return 1000 * wall, 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def show(name, samples):
    wall, cpu = [s[0] for s in samples], [s[1] for s in samples]
    print(f"  {name:22} {statistics.median(wall):7.0f} ms wall (least {min(wall):.0f}), "
          f"{statistics.median(cpu):7.0f} ms CPU (least {min(cpu):.0f})")


def ratio(name, ours, bare):
    wall = statistics.median(s[0] for s in ours) / statistics.median(s[0] for s in bare)
    cpu = min(s[1] for s in ours) / min(s[1] for s in bare)
    print(f"  {name:22} {wall:7.2f} wall (medians), {cpu:.2f} CPU (least)")
    return wall


def measure(options, per_file, loop, folder):
    paths, size = make_project(folder, options.count, per_file)
    print(f"{options.count} definitions of {size / options.count:.0f} bytes in {len(paths)} files")
    validate = [f"{os.path.abspath(options.build)}/cxctl", "validate"]
    names, bare, ours = "\n".join(paths) + "\n", [], []
    for turn in range(options.rounds + 1):
        samples = timed(loop, folder, names), timed(validate, folder)
        if turn:  # the first warms the page cache
            bare.append(samples[0])
            ours.append(samples[1])
    show("bare event loop", bare)
    show("cxctl validate", ours)
    return ratio("validate / bare", ours, bare)


def main():
    parser = argparse.ArgumentParser(description="validate beside a bare libyaml event loop")
    parser.add_argument("build", metavar="BUILD_DIR")
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--check", type=float, metavar="RATIO")
    parser.add_argument("--make", metavar="DIR")
    options = parser.parse_args()
    if options.make:
        for name, per_file in (("single", 1), ("hundred", 100)):
            make_project(f"{options.make}/{name}", options.count, per_file)
        return
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        loop = compile_loop(folder)
        for name, per_file in (("single", 1), ("hundred", 100)):
            worst = max(worst, measure(options, per_file, loop, f"{folder}/{name}"))
    if options.check and worst > options.check:
        sys.exit(f"validate takes {worst:.2f} times as long as a bare event loop, at most {options.check} is allowed")


if __name__ == "__main__":
    main()
