#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""cxctl under strace: what it calls, and what happens where a call kills it or fails."""

import codecs
import json
import re
import shutil
import subprocess

# A call by its name, of a process or a thread: "123  openat(AT_FDCWD, ...) = 3".
CALL = re.compile(r"^(?P<pid>[0-9]+) +(?P<name>[a-z0-9_]+)\((?P<rest>.*)$")
FD = re.compile(r"^(?P<number>[0-9]+)<(?P<path>[^>]*)>")
TEXT = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"')


def why_not():
    """None where strace can trace here, else what it said."""
    if not shutil.which("strace"):
        return "strace is not installed"
    tried = subprocess.run(["strace", "-f", "-o", "/dev/null", "-e", "inject=getpriority:error=EIO", "true"], check=False,
                           capture_output=True, text=True)
    return None if tried.returncode == 0 else tried.stderr.strip() or f"strace ends with {tried.returncode}"


def run_traced(tenant, *options):
    """The tenant's apply under strace."""
    tenant.wrapper = ["strace", "-f", "-q", *options]
    sanitizer = {"ASAN_OPTIONS": tenant.environment["ASAN_OPTIONS"].replace("detect_leaks=1", "detect_leaks=0")}
    try:
        return tenant.apply(**sanitizer)
    finally:
        tenant.wrapper = []


def run_injected(tenant, call, what, when):
    """what: "signal=KILL" or "error=EIO"; when: "7", or "7+" for that and all later ones."""
    return run_traced(tenant, "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{what}:when={when}")


class Trace:
    """What a clean apply called, in order: (name, rest of the line) of the thread that began."""

    def __init__(self, tenant, calls, *options):
        path = tenant.top / "trace"
        self.result = run_traced(tenant, "-o", str(path), "-e", f"trace={','.join(calls)}", *options)
        self.calls = []
        main = None
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            found = CALL.match(line)
            if found and (main or found["pid"]) == found["pid"]:
                main = found["pid"]
                self.calls.append((found["name"], found["rest"]))
        path.unlink()  # what was traced holds the login

    def count(self, name):
        return sum(1 for called, _rest in self.calls if called == name)

    def first_since(self, name, text):
        """The number, from 1, of the first call of that name behind the first line that holds that text."""
        begins = next(place for place, (_called, rest) in enumerate(self.calls) if text in rest)
        return 1 + sum(1 for called, _rest in self.calls[:begins] if called == name)


def texts_of(rest):
    return "".join(codecs.decode(found["text"], "unicode_escape") for found in TEXT.finditer(rest))


def writes_before_sync(tenant):
    """Promise 2 as the kernel saw it: each write of the API left after a sync of the journal that held its intent.
    Returns (result, writes that left, those whose intent was not synced, how often space was reserved)."""
    trace = Trace(tenant, ["write", "fdatasync", "fsync", "sendto", "writev", "sendmsg", "fallocate"], "-y", "-s", "1000000")
    written, synced, sent, early = "", [], 0, []
    for name, rest in trace.calls:
        found = FD.match(rest)
        path = found["path"] if found else ""
        if name == "write" and path.endswith(".jsonl"):
            written += texts_of(rest)
        elif name in ("fdatasync", "fsync") and path.endswith(".jsonl") and rest.endswith("= 0"):
            synced = [json.loads(line.split("\t")[0]) for line in written.splitlines() if "\t" in line]
        elif name in ("sendto", "writev", "sendmsg", "write") and path.startswith(("socket:", "TCP:")):
            line = texts_of(rest).split("\r\n")[0]
            method, _, target = line.removesuffix(" HTTP/1.1").partition(" ")
            if method in ("PUT", "POST", "DELETE") and target.startswith("/api/"):
                sent += 1
                if not any((r.get("method"), r.get("path")) == (method, target) for r in synced):
                    early.append(line)
    return trace.result, sent, early, trace.count("fallocate")
