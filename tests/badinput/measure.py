# SPDX-License-Identifier: Apache-2.0
"""Runs programs for run.py, and measures them: a process of its own, because a child's peak of memory begins with
that of the process that started it, and run.py holds thousands of cases.

A line of JSON comes in: argv, env, and the file for both streams. A line goes out: exit, wall and processor time in
ms, peak memory in KiB."""

import json
import os
import sys
import time


def run(argv, env, out):
    fd = os.open(out, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    start = time.monotonic()
    pid = os.posix_spawn(argv[0], argv, env, file_actions=[(os.POSIX_SPAWN_DUP2, fd, 1), (os.POSIX_SPAWN_DUP2, fd, 2)])
    _, status, usage = os.wait4(pid, 0)
    wall = (time.monotonic() - start) * 1000
    os.close(fd)
    return {"exit": os.waitstatus_to_exitcode(status), "ms": wall, "cpu_ms": (usage.ru_utime + usage.ru_stime) * 1000,
            "kib": usage.ru_maxrss}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(run(**json.loads(line))), flush=True)
