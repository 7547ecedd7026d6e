#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Disks that are full, read-only or locked: a message that says what, where and what to do, and nothing sent that is not recorded.

A small file system is mounted in a name space of our own. Where that is refused, a limit on the size of files takes its place,
and that is said.
"""

import fcntl
import os
import re
import subprocess
import sys

from tenant import Failed, Tenant, definitions_10, definitions_40, options_read, run_cases

INSIDE = "CX_TEST_MOUNTS"
QUICK_FREE = (0, 24, 72)
LONG_FREE = range(0, 300, 4)
QUICK_LIMITS = (4, 64)
LONG_LIMITS = (1, 2, 4, 8, 16, 32, 48, 64, 80, 96, 128)
# Exit codes of DESIGN.md 10 that fit: done, nothing could be begun, in part or in doubt, the ledger could not be moved.
EXITS = {0, 1, 3, 5}


def enter():
    """Begins again where mounting is allowed; what was said where it is not."""
    said = os.environ.pop(INSIDE, None)
    if said is not None:
        return said
    tried = subprocess.run(["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs none /mnt"], check=False,
                           capture_output=True, text=True)
    os.environ[INSIDE] = tried.stderr.strip() or ("" if tried.returncode == 0 else f"unshare ends with {tried.returncode}")
    if tried.returncode == 0:
        os.execvp("unshare", ["unshare", "--user", "--map-root-user", "--mount", sys.executable, *sys.argv])
    return os.environ.pop(INSIDE)


def mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True, capture_output=True)


def unmount(path):
    subprocess.run(["umount", str(path)], check=True, capture_output=True)


def check_message(result, *parts):
    """What went wrong, where, and what to do: the parts of the message, in any line breaks."""
    said = " ".join(result.err.split())
    for part in ("error: ", *parts):
        if not re.search(part, said):
            raise Failed(f"the message does not say {part!r}: {result}")


def check_nothing_sent(tenant, result):
    if tenant.writes_seen():
        raise Failed(f"something was sent: {tenant.writes_seen()}: {result}")
    if result.status != 1:
        raise Failed(f"exit {result.status}, not 1: {result}")
    if tenant.journals() or tenant.git_text("for-each-ref", "refs/cxctl-run/"):
        raise Failed(f"something is left behind: {result}")


def refused(tenant, *parts):
    """One apply that must not begin; then one that does, once the cause is gone, is the caller's."""
    tenant.forget()
    result = tenant.apply()
    check_message(result, *parts)
    check_nothing_sent(tenant, result)


def next_apply(tenant):
    tenant.settle()
    tenant.check_intents()
    tenant.check_rest()
    tenant.choose(1 - tenant.desired)


def on_tenant(function, sets=definitions_10):
    def case(options, _randomness):
        tenant = Tenant(options, sets())
        try:
            tenant.settle()
            tenant.choose(1)
            function(tenant)
            tenant.check_end()
        finally:
            tenant.close()
    return case


# ---- full ----

def journal_of_64_kb(tenant):
    """40 steps need more; the plan has read the tenant, and nothing was written."""
    folder = tenant.folder / ".git" / "cxctl"
    mount("-t", "tmpfs", "-o", "size=64k", "none", folder)
    try:
        refused(tenant, "cannot make the journal .*/cxctl/prod/.*: No space left on device", "note: nothing was sent", "hint: make room")
    finally:
        unmount(folder)
    next_apply(tenant)


def free_in_all(amounts):
    """The whole repository on a disk with so many KB left."""
    def case(tenant):
        copy = tenant.top / "copy"
        tenant.folder.rename(copy)
        tenant.folder.mkdir()
        mount("-t", "tmpfs", "-o", "size=64m", "none", tenant.folder)
        try:
            subprocess.run(["cp", "-a", f"{copy}/.", tenant.folder], check=True)
            for amount in amounts:
                used = os.statvfs(tenant.folder)
                mount("-o", f"remount,size={(used.f_blocks - used.f_bfree) * used.f_frsize // 1024 + amount}k", tenant.folder)
                one_apply(tenant, f"{amount} KB free", "No space left on device")
                mount("-o", "remount,size=64m", tenant.folder)
                next_apply(tenant)
        finally:
            unmount(tenant.folder)
    return case


def one_apply(tenant, what, error):
    tenant.forget()
    result = tenant.apply()
    if result.status not in EXITS:
        raise Failed(f"{what}: exit {result.status}: {result}")
    if result.status and not re.search(error, result.err):
        raise Failed(f"{what}: the message does not say {error!r}: {result}")
    if result.status == 1 and tenant.writes_seen():
        raise Failed(f"{what}: something was sent, and exit 1 says that nothing was: {result}")
    tenant.check_intents()
    print(f"{what}: exit {result.status}, {len(tenant.writes_seen())} writes")


def limited(amounts):
    def case(tenant):
        for amount in amounts:
            tenant.wrapper = ["prlimit", f"--fsize={amount * 1024}"]
            try:
                one_apply(tenant, f"files of {amount} KB at most", "File too large")
            finally:
                tenant.wrapper = []
            next_apply(tenant)
    return case


# ---- read-only ----

def read_only(part):
    def case(tenant):
        folder = tenant.folder / ".git" / part
        mount("--bind", folder, folder)
        mount("-o", "remount,bind,ro", folder)
        try:
            refused(tenant, f"{re.escape(str(folder.resolve()))}.*Read-only file system", "note: nothing was sent", "hint: ")
        finally:
            unmount(folder)
        next_apply(tenant)
    return case


# ---- locked ----

def lock_left(name):
    def case(tenant):
        path = tenant.folder / ".git" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
        refused(tenant, f"is locked by {re.escape(str(path))}, made [0-9]+ seconds? ago", "note: nothing was sent",
                f"hint: if no git process is at work: rm {re.escape(str(path))}")
        path.unlink()
        next_apply(tenant)
    return case


def lock_held(tenant):
    """Another process of ours that hangs while it moves a ref."""
    path = tenant.folder / ".git" / "cxctl" / ".ref-move"
    with open(path, "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused(tenant, f"cannot lock {re.escape(str(path))} .*: another cxctl holds it", "note: nothing was sent", "hint: wait until")
    next_apply(tenant)


def cases(options, why):
    found = [("lock left: the run's", on_tenant(lock_left("refs/cxctl-run/prod.lock"))),
             ("lock left: the ledger's", on_tenant(lock_left("refs/cxctl/prod.lock"))),
             ("file size limit", on_tenant(limited(LONG_LIMITS if options.all or why else QUICK_LIMITS)))]
    if options.all or options.only:
        found.append(("lock held", on_tenant(lock_held)))
    if why:
        print(f"no file system can be mounted here ({why}): a limit on the size of files takes its place")
        return found
    return found + [
        ("64 KB for the journal", on_tenant(journal_of_64_kb, definitions_40)),
        ("KB free", on_tenant(free_in_all(LONG_FREE if options.all else QUICK_FREE))),
        ("read-only .git", on_tenant(read_only("."))),
        ("read-only journal folder", on_tenant(read_only("cxctl"))),
        ("read-only refs", on_tenant(read_only("refs")))]


if __name__ == "__main__":
    reason = enter()
    arguments = options_read(__doc__)
    sys.exit(run_cases(arguments, cases(arguments, reason)))
