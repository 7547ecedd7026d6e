#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How much of a tenant's rate an apply uses, counted at the tenant, and that it is never exceeded.

Usage: tests/bench/rate_200.py BUILD_DIR [COUNT] [LATENCY_MS]

Starts a cxone-sandbox that answers 429 above 200 requests a second, each answer LATENCY_MS (20) late, creates COUNT (2,000)
audiences by one `cxctl apply`, then changes all of them by another. Prints requests a second from the first to the last
request of each apply's steps, the most that any window of a second held, and the 429s. Ends with 1 if less than 95 % was
used, or the rate was exceeded.
"""

import bisect
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request

RATE = 200
SECRET = "bench-secret-0123456789abcdef0123456789"
PROJECT = """apiVersion: cxctl/v1
kind: Project
definitions: [audiences]
safety: {{max_update_percent: 100}}
tenants:
  prod:
    base_url: {url}
    limits: {{requests_per_second: {rate}, concurrency: 16}}
    auth:
      token_url: {url}/oauth/token
      client_id: bench
      client_secret: {{env: BENCH_SECRET}}
"""
DEFINITION = """apiVersion: cxctl/v1
kind: Audience
metadata: {{name: audience-{n:05d}, id: 5eed0000-0000-4000-8000-{n:012d}}}
spec:
  name: Audience{n:05d}
  criteria: {{operator: AND, conditions: [{{field: spend, operator: greater_than, value: {value}}}]}}
"""


def ask(url, method="GET", body=None):
    request = urllib.request.Request(url, method=method, data=body and json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


def write_all(folder, count, value):
    os.makedirs(f"{folder}/audiences", exist_ok=True)
    for n in range(count):
        with open(f"{folder}/audiences/a{n:05d}.yaml", "w", encoding="utf-8") as file:
            file.write(DEFINITION.format(n=n, value=value + n))
    git = ["git", "-C", folder, "-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    subprocess.run(git + ["add", "-A"], check=True)
    subprocess.run(git + ["commit", "-q", "-m", f"worth {value}"], check=True)


def measure(build, folder, url, environment, name):
    """One apply; whether the rate was used and kept."""
    ask(f"{url}/sandbox/requests", "DELETE")
    began = time.monotonic()
    done = subprocess.run([f"{build}/cxctl", "--project", folder, "apply", "--yes", "--quiet"], env=environment,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    seconds = time.monotonic() - began
    if done.returncode:
        sys.exit(f"{name}: exit {done.returncode}: {done.stderr}")
    seen = [item for item in ask(f"{url}/sandbox/requests")["items"] if item["route"] == "api"]
    times = sorted(item["at_ms"] for item in seen)
    throttled = sum(1 for item in seen if item["status"] == 429)
    steps = sorted(item["at_ms"] for item in seen if "limit=" not in item["path"])
    most = max(bisect.bisect_left(times, at + 1000) - i for i, at in enumerate(times))
    # The first second's burst is not the rate: from 1 s on.
    steady = [at for at in steps if at >= steps[0] + 1000]
    used = (len(steady) - 1) * 1000 / (steady[-1] - steady[0]) / RATE
    print(f"{name}: {len(seen)} requests in {seconds:.1f} s; {100 * used:.1f} % of {RATE} requests a second used, "
          f"at most {most} in any second, {throttled} times 429")
    return used >= 0.95 and most <= RATE and throttled == 0


def main():
    build = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    latency = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    environment = {**os.environ, "BENCH_SECRET": SECRET, "CXONE_SANDBOX_CLIENT_SECRET": SECRET}
    command = [f"{build}/cxone-sandbox", "--port", "0", "--quiet", "--exit-with-parent", "--rate", str(RATE), "--client-id",
               "bench", "--customers", "10"]
    with tempfile.TemporaryDirectory() as folder:
        sandbox = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
        try:
            url = sandbox.stdout.readline().strip().split()[-1]
            subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
            with open(f"{folder}/cxctl.yaml", "w", encoding="utf-8") as file:
                file.write(PROJECT.format(url=url, rate=RATE))
            if latency:
                ask(f"{url}/sandbox/faults", "POST", {"route": "* /api/*", "kind": "delay", "ms": latency})
            kept = True
            for name, value in (("create", 1), ("update", 1000)):
                write_all(folder, count, value)
                kept &= measure(build, folder, url, environment, f"{name} {count}")
        finally:
            sandbox.terminate()
            sandbox.wait()
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
