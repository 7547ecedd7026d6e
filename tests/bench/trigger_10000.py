#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""trigger_10000.py BIN_DIR [--triggers N] [--kills N] [--rate N] [--memory MIB]: that many journeys are started, each once.

The sandbox resets 5 % of the connections to triggers, three of these behind the start, and answers 5 % with 429. Prints
seconds, memory, how many requests arrived for each, and the ratio to the time that as many take without faults; then
runs again, which must send nothing. Each trigger must have been started exactly once, by the sandbox's own count. With
--kills cxctl is killed so often at random times, and run until it ends by itself. Fails if anything was started never
or twice."""

import argparse
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

SECRET = "sandbox-secret-0123456789abcdef0123456789abcdef"
PROJECT = """\
apiVersion: cxctl/v1
kind: Project
definitions: [audiences]
tenants:
  prod:
    base_url: {url}
    auth:
      token_url: {url}/oauth/token
      client_id: sandbox
      client_secret: {{env: CXONE_CLIENT_SECRET}}
    limits: {{requests_per_second: {rate}, concurrency: 64}}
"""
FAULTS = [{"route": "POST /api/v1/journeys/*", "kind": "reset-before", "percent": 2, "seed": 1},
          {"route": "POST /api/v1/journeys/*", "kind": "reset-after", "percent": 3, "seed": 2},
          {"route": "POST /api/v1/journeys/*", "kind": "status", "status": 429, "percent": 5, "seed": 3}]


def request(url, body=None, method=None, token=None, form=False):
    headers = {"Accept": "application/json"}
    if body is not None and not form:
        headers["Content-Type"] = "application/json"
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=300) as answer:
        return json.loads(answer.read() or b"null")


def contacts_of(url, want):
    """Ids of contacts that may be contacted, as many as the sandbox has of them."""
    token = request(f"{url}/oauth/token", f"grant_type=client_credentials&client_id=sandbox&client_secret={SECRET}".encode(),
                    form=True)["access_token"]
    request(f"{url}/sandbox/state", {"audiences": [{
        "id": "00000000-0000-4000-8000-00000000000a", "name": "Willing", "data_source": "customer_360",
        "criteria": {"operator": "AND", "conditions": [{"field": "opted_in", "operator": "equals", "value": True}]}}]}, "PUT")
    ids, cursor = [], None
    while len(ids) < want:
        address = f"{url}/api/v2/audiences/00000000-0000-4000-8000-00000000000a/members?limit=1000"
        page = request(address + (f"&cursor={urllib.request.quote(cursor, safe='')}" if cursor else ""), token=token)
        ids += [item["id"] for item in page["items"]]
        cursor = page["nextPageToken"]
        if not cursor:
            break
    return ids


def write_triggers(path, count, contacts, name):
    with open(path, "w", encoding="utf-8") as file:
        for i in range(count):
            file.write(json.dumps({"contactId": contacts[i % len(contacts)], "event": "cart_left",
                                   "deduplicationId": f"{name}-{i}",
                                   "attributes": {"email": f"person{i}@example.com", "external_id": f"crm-{i}"}}) + "\n")


def run(command, environment, folder, kill_after=None):
    """Exit status, seconds, memory in KiB; the rows are in the file rows."""
    began = time.monotonic()
    with open(folder / "rows", "wb") as file:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=file, stderr=subprocess.PIPE)
        if kill_after is not None:
            time.sleep(kill_after)
            process.send_signal(signal.SIGKILL)
        said = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
    return os.waitstatus_to_exitcode(status), time.monotonic() - began, usage.ru_maxrss, said


def statuses(folder):
    counts = {}
    with open(folder / "rows", encoding="utf-8") as file:
        for line in file:
            status = json.loads(line)["status"]
            counts[status] = counts.get(status, 0) + 1
    return counts


def until_done(command, environment, folder, kills):
    """Kills at random times, then lets it end; 3 and 1 say that something is left for another run."""
    dice = random.Random(7)
    for _ in range(kills):
        run(command, environment, folder, kill_after=dice.uniform(0.05, 1.5))
    for _ in range(5):
        status, seconds, memory, said = run(command, environment, folder)
        print(f"exit {status}, {seconds:.1f} s, {memory / 1024:.1f} MiB: {said.strip()}", flush=True)
        if status == 0:
            return seconds, memory, said
    sys.exit(f"cxctl ended with {status}:\n{said}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bin_dir", type=pathlib.Path)
    parser.add_argument("--triggers", type=int, default=10000)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--rate", type=int, default=2000)
    parser.add_argument("--memory", type=int, default=64, help="most that it may take; 0: any, for a build with sanitizers")
    arguments = parser.parse_args()
    bin_dir = arguments.bin_dir.resolve()
    count = arguments.triggers
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        sandbox = subprocess.Popen([bin_dir / "cxone-sandbox", "--port", "0", "--quiet", "--exit-with-parent", "--rate", "0",
                                    "--customers", str(count * 2)], stdout=subprocess.PIPE, text=True)
        url = sandbox.stdout.readline().split()[-1].rstrip("/")
        try:
            contacts = contacts_of(url, count)
            write_triggers(folder / "clean.ndjson", count, contacts, "clean")
            write_triggers(folder / "triggers.ndjson", count, contacts, "faulty")
            (folder / "cxctl.yaml").write_text(PROJECT.format(url=url, rate=arguments.rate))
            command = [bin_dir / "cxctl", "trigger", "--journey", "onboarding", "--audit-log", "audit.jsonl"]
            environment = {**os.environ, "CXONE_CLIENT_SECRET": SECRET, "HOME": name}
            clean, _, _ = until_done([*command, "clean.ndjson"], environment, folder, 0)
            request(f"{url}/sandbox/triggers", method="DELETE")
            command.append("triggers.ndjson")
            for fault in FAULTS:
                request(f"{url}/sandbox/faults", fault)
            seconds, memory, _ = until_done(command, environment, folder, arguments.kills)
            counts = statuses(folder)
            before = request(f"{url}/sandbox/triggers")
            again, _, _, _ = run(command, environment, folder)
            second = statuses(folder)
            after = request(f"{url}/sandbox/triggers")
            intact = subprocess.run([bin_dir / "cxctl", "audit", "verify", "--log", "audit.jsonl", "-q"], cwd=folder,
                                    env=environment, check=False, stdout=subprocess.DEVNULL).returncode
        finally:
            sandbox.terminate()
    once = sum(1 for item in after["items"] if item["starts"] == 1)
    print(f"cxctl trigger: {count} in {seconds:.1f} s, {memory / 1024:.1f} MiB; {counts}; arrivals for each "
          f"{after['arrivals'] / count:.3f}; ratio {seconds / clean:.2f}; started once: {once}; killed {arguments.kills} times")
    good = (once == count == len(after["items"]) == after["starts"] and again == 0 and second == {"duplicate": count}
            and before["arrivals"] == after["arrivals"] and intact == 0 and (not arguments.memory or memory < arguments.memory << 10))
    sys.exit(0 if good else f"not as it should be: second run {again} {second}, audit {intact}, "
                            f"{after['starts']} starts, {after['arrivals'] - before['arrivals']} more arrivals")


main()
