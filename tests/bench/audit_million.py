#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How much memory and time `cxctl audit verify` takes, as the record grows.

Usage: tests/bench/audit_million.py BUILD_DIR [RECORDS]

Makes two ledgers, of RECORDS / 100 and of RECORDS (1,000,000) records in runs of 1,000, with hashlib and git fast-import,
and a log of as many records, and verifies each. Prints seconds, and peak memory in MiB. It asserts that all are intact,
and that the memory for all of them is not more than one and a half times that for a hundredth.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time

PER_RUN = 1000
ZEROS = "0" * 64
PROJECT = """apiVersion: cxctl/v1
kind: Project
definitions: [audiences]
tenants:
  prod:
    base_url: https://cxone.example
    auth: {token_url: https://cxone.example/oauth/token, client_id: bench, client_secret: {env: BENCH_SECRET}}
"""


def git(folder, *args, data=None):
    env = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    for who in "AUTHOR", "COMMITTER":
        env |= {f"GIT_{who}_NAME": "cxctl", f"GIT_{who}_EMAIL": "cxctl@localhost", f"GIT_{who}_DATE": "@0 +0000"}
    return subprocess.run(["git", *args], cwd=folder, env=env, input=data, check=True, capture_output=True).stdout.decode().strip()


def line(record):
    text = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    return text + b"\t" + hashlib.sha256(text).hexdigest().encode() + b"\n"


def run_text(run, commit):
    """The records of a run and the hash of the last one."""
    previous, out = ZEROS, []
    for seq in range(1, PER_RUN + 1):
        kind = "run_start" if seq == 1 else "run_end" if seq == PER_RUN else "intent" if seq % 2 == 0 else "outcome"
        record = {"type": kind, "run": run, "seq": seq, "prev": previous, "time": "2026-11-21T09:30:00.123Z"}
        if kind == "run_start":
            record |= {"actor": "bench", "commit": commit}
        elif kind != "run_end":
            record |= {"address": f"Audience/a{seq // 2:04d}", "action": "update", "result": "applied"}
        out.append(line(record))
        previous = out[-1][-65:-1].decode()
    return b"".join(out), previous


def ledger_make(folder, runs):
    os.makedirs(f"{folder}/audiences")
    git(folder, "init", "-q")
    with open(f"{folder}/cxctl.yaml", "w", encoding="utf-8") as file:
        file.write(PROJECT)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "begin")
    commit = git(folder, "rev-parse", "HEAD")
    tree = git(folder, "hash-object", "-w", "-t", "tree", "--stdin", data=b"")
    parent = git(folder, "commit-tree", tree, "-m", "cxctl: begin the ledger")
    head, stream = ZEROS, subprocess.Popen(["git", "fast-import", "--quiet"], cwd=folder, stdin=subprocess.PIPE)
    for n in range(1, runs + 1):
        run = f"20261121T{n // 3600 % 24:02d}{n // 60 % 60:02d}{n % 60:02d}.000Z-{n:08x}"
        text, last = run_text(run, commit)
        head = hashlib.sha256(f"{head}\n{run}\n{last}".encode()).hexdigest()
        told = json.dumps({"hash": head, "project": "cxctl.yaml", "runs": n}, separators=(",", ":")).encode()
        message = f"commit refs/cxctl/prod\nmark :{n}\ncommitter cxctl <cxctl@localhost> {n} +0000\ndata 0\n"
        message += f"from {parent if n == 1 else f':{n - 1}'}\nmerge {commit}\n"
        stream.stdin.write(message.encode())
        for path, data in (f"audit/2026-11/{run}.jsonl", text), ("head.json", told + b"\n"):
            stream.stdin.write(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
    stream.stdin.close()
    if stream.wait():
        sys.exit("git fast-import failed")


def log_make(path, count):
    previous = ZEROS
    with open(path, "wb") as file:
        for seq in range(1, count + 1):
            text = line({"type": "outcome", "seq": seq, "prev": previous, "time": "2026-11-21T09:30:00.123Z"})
            previous = text[-65:-1].decode()
            file.write(text)


def verify(program, folder, *args):
    """Seconds, peak memory in MiB, and the document."""
    begun = time.monotonic()
    with open(f"{folder}/verify.json", "w", encoding="utf-8") as file:
        child = subprocess.Popen([program, "audit", "verify", "-o", "json", *args], cwd=folder, stdout=file)
        _, status, usage = os.wait4(child.pid, 0)
    with open(f"{folder}/verify.json", encoding="utf-8") as file:
        document = json.load(file)
    if os.waitstatus_to_exitcode(status) or document["verify"]["verdict"] != "intact":
        sys.exit(f"not intact: {document}")
    return time.monotonic() - begun, usage.ru_maxrss / 1024, document["verify"]["records"]


def main():
    program = os.path.abspath(f"{sys.argv[1]}/cxctl")
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
    with tempfile.TemporaryDirectory() as folder:
        peaks = {}
        for records in count // 100, count:
            place = f"{folder}/{records}"
            ledger_make(place, records // PER_RUN)
            log_make(f"{place}/log.jsonl", records)
            for what, args in ("ledger", []), ("log", ["--log", "log.jsonl"]):
                seconds, peak, found = verify(program, place, *args)
                if found != records:
                    sys.exit(f"{what}: {found} records instead of {records}")
                peaks.setdefault(what, []).append(peak)
                print(f"{what:6} {records:9,} records {seconds:7.2f} s {peak:6.1f} MiB", flush=True)
    for what, (small, large) in peaks.items():
        if large > 1.5 * small:
            sys.exit(f"{what}: {large:.1f} MiB for all, {small:.1f} MiB for a hundredth")


if __name__ == "__main__":
    main()
