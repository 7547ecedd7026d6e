#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long a plan of many audiences takes, beside what curl takes for the same pages.

Usage: tests/bench/plan_10000.py BUILD_DIR [COUNT]

Makes COUNT (10,000) audiences in git and in a cxone-sandbox, applies once so that the ledger owns them, then measures in
turn, five times: curl fetching the list's pages one after the other, and `cxctl plan`. Prints the medians, the CPU time of
the plan, and the requests that the tenant saw. It asserts nothing but the requests: machines are noisy.
"""

import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import uuid

ROUNDS = 5
SECRET = "bench-secret-0123456789abcdef0123456789"

DEFINITION = """apiVersion: cxctl/v1
kind: Audience
metadata:
  name: audience-{n:05d}
  id: {id}
spec:
  name: Audience{n:05d}
  description: generated audience number {n} of the benchmark of plan
  data_source: customer_360
  criteria:
    operator: AND
    conditions:
      - {{field: annual_revenue, operator: greater_than, value: {revenue}}}
      - operator: OR
        conditions:
          - {{field: employee_count, operator: greater_than, value: {employees}}}
          - {{field: engagement_score, operator: greater_than, value: {score}}}
"""

PROJECT = """apiVersion: cxctl/v1
kind: Project
definitions: [audiences]
tenants:
  prod:
    base_url: {url}
    auth:
      token_url: {url}/oauth/token
      client_id: bench
      client_secret: {{env: BENCH_SECRET}}
"""


def audience(n, ident):
    return {
        "id": ident, "name": f"Audience{n:05d}", "data_source": "customer_360", "exclusions": [], "size": n,
        "description": f"generated audience number {n} of the benchmark of plan",
        "version": 1, "recalculate_on_update": True, "evaluation_status": "COMPLETED",
        "criteria": {"operator": "AND", "conditions": [
            {"field": "annual_revenue", "operator": "greater_than", "value": 1000 * n},
            {"operator": "OR", "conditions": [
                {"field": "employee_count", "operator": "greater_than", "value": n % 500},
                {"field": "engagement_score", "operator": "greater_than", "value": n % 100}]}]}}


def make_repository(folder, url, count):
    rng = random.Random(7)
    os.makedirs(f"{folder}/audiences")
    items = []
    for n in range(count):
        ident = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        items.append(audience(n, ident))
        text = DEFINITION.format(n=n, id=ident, revenue=1000 * n, employees=n % 500, score=n % 100)
        with open(f"{folder}/audiences/audience-{n:05d}.yaml", "w", encoding="utf-8") as file:
            file.write(text)
    with open(f"{folder}/cxctl.yaml", "w", encoding="utf-8") as file:
        file.write(PROJECT.format(url=url))
    git = ["git", "-C", folder, "-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
    subprocess.run(git + ["add", "-A"], check=True)
    subprocess.run(git + ["commit", "-q", "-m", "definitions"], check=True)
    return items


def call(url, method="GET", body=None, headers=None):
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def token_of(url):
    form = urllib.parse.urlencode({"grant_type": "client_credentials", "client_id": "bench", "client_secret": SECRET})
    return call(f"{url}/oauth/token", "POST", form.encode(), {"Accept": "application/json"})["access_token"]


def curl_pages(url, token, folder):
    """Wall seconds that curl takes; finding the cursor in the page is not counted."""
    cursor, total = None, 0.0
    while True:
        page = f"{url}/api/v1/audiences?include=size,evaluation_status&limit=1000"
        if cursor:
            page += "&cursor=" + urllib.parse.quote(cursor, safe="")
        began = time.monotonic()
        subprocess.run(["curl", "-s", "-H", "Accept: application/json", "-H", f"Authorization: Bearer {token}",
                        "-o", f"{folder}/page.json", page], check=True)
        total += time.monotonic() - began
        with open(f"{folder}/page.json", encoding="utf-8") as file:
            cursor = json.load(file).get("nextPageToken")
        if not cursor:
            return total


def timed(command, folder, env):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}")
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def api_requests(url):
    items = call(f"{url}/sandbox/requests")["items"]
    return [f"{i['method']} {i['path']}" for i in items if i["path"].startswith("/api/")]


def main():
    build = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    with tempfile.TemporaryDirectory() as folder:
        sandbox = subprocess.Popen([f"{build}/cxone-sandbox", "--port", "0", "--client-id", "bench", "--customers", "100",
                                    "--client-secret", SECRET], stdout=subprocess.PIPE, text=True)
        try:
            url = re.search(r"http://\S+", sandbox.stdout.readline()).group(0)
            repository = f"{folder}/repository"
            items = make_repository(repository, url, count)
            state = json.dumps({"audiences": items, "webhooks": []}).encode()
            call(f"{url}/sandbox/state", "PUT", state, {"Content-Type": "application/json"})
            env = dict(os.environ, BENCH_SECRET=SECRET, CXCTL_ACTOR="bench")
            timed([f"{build}/cxctl", "apply", "--yes", "--quiet"], repository, env)
            curl, wall, cpu = [], [], []
            token = token_of(url)
            for _ in range(ROUNDS):
                curl.append(curl_pages(url, token, folder))
                subprocess.run(["curl", "-s", "-X", "DELETE", "-o", f"{folder}/none", f"{url}/sandbox/requests"], check=True)
                one, two = timed([f"{build}/cxctl", "plan"], repository, env)
                wall.append(one)
                cpu.append(two)
            seen = api_requests(url)
        finally:
            sandbox.terminate()
            sandbox.wait()
    c, w, p = statistics.median(curl), statistics.median(wall), statistics.median(cpu)
    print(f"audiences            {count}")
    print(f"curl, all pages      {c:.2f} s")
    print(f"cxctl plan           {w:.2f} s wall, {p:.2f} s CPU")
    print(f"plan / curl          {w / c:.2f}")
    print(f"allowed              {2 * c + 1:.2f} s (twice curl and a second)")
    print(f"requests of a plan   {len(seen)}, {sum(not s.startswith('GET ') for s in seen)} of them a write")
    most = -(-count // 1000) + 2
    if len(seen) > most or any(not s.startswith("GET ") for s in seen):
        sys.exit(f"a plan of {count} may send {most} requests, all GET")


if __name__ == "__main__":
    main()
