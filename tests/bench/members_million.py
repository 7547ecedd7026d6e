#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""members_million.py BIN_DIR [--customers N]: a whole audience as NDJSON, against curl that fetches the same pages.

Prints members, seconds and the most memory that cxctl took, and the ratio to curl's time in the same run. Fails if
cxctl needs 32 MiB or more, prints another number of members than were counted, or takes more than twice curl's time."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

LIMIT_KIB = 32 << 10
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
"""
EVERYBODY = {"id": "00000000-0000-4000-8000-00000000000a", "name": "Everybody", "data_source": "customer_360",
             "criteria": {"operator": "AND", "conditions": [{"field": "engagement_score", "operator": "greater_than",
                                                             "value": -1}]}}
SECRET = "sandbox-secret-0123456789abcdef0123456789abcdef"


def sandbox_start(bin_dir, customers):
    sandbox = subprocess.Popen([bin_dir / "cxone-sandbox", "--port", "0", "--quiet", "--exit-with-parent",
                                "--customers", str(customers)], stdout=subprocess.PIPE, text=True)
    return sandbox, sandbox.stdout.readline().split()[-1].rstrip("/")


def request(url, body=None, method=None, token=None, form=False):
    headers = {"Accept": "application/json"}
    if body is not None and not form:
        headers["Content-Type"] = "application/json"
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=300) as answer:
        return json.loads(answer.read() or b"null")


def run_measured(command, environment, folder, out):
    """Seconds, and the most memory in KiB."""
    began = time.monotonic()
    with open(out, "wb") as file:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=file)
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[0]} ended with {status}")
    return time.monotonic() - began, usage.ru_maxrss


def curl_pages(url, token, folder):
    """The same pages one after the other by curl, over one connection each."""
    began, cursor, pages = time.monotonic(), None, 0
    while True:
        address = f"{url}/api/v2/audiences/{EVERYBODY['id']}/members?limit=1000"
        if cursor:
            address += "&cursor=" + urllib.request.quote(cursor, safe="")
        subprocess.run(["curl", "-sf", "-o", folder / "page", "-H", "Accept: application/json", "-H",
                        f"Authorization: Bearer {token}", address], check=True)
        with open(folder / "page", "rb") as file:
            file.seek(-200, 2)
            end = file.read()
        pages += 1
        cursor = json.loads(b"{" + end[end.rindex(b'"nextPageToken"'):])["nextPageToken"]
        if not cursor:
            return time.monotonic() - began, pages


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bin_dir", type=pathlib.Path)
    parser.add_argument("--customers", type=int, default=1000000)
    arguments = parser.parse_args()
    bin_dir = arguments.bin_dir.resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        sandbox, url = sandbox_start(bin_dir, arguments.customers)
        try:
            token = request(f"{url}/oauth/token", f"grant_type=client_credentials&client_id=sandbox&client_secret={SECRET}"
                            .encode(), form=True)["access_token"]
            request(f"{url}/sandbox/state", {"audiences": [EVERYBODY]}, "PUT")
            (folder / "cxctl.yaml").write_text(PROJECT.format(url=url))
            environment = {**os.environ, "CXONE_CLIENT_SECRET": SECRET, "HOME": name}
            seconds, memory = run_measured([bin_dir / "cxctl", "members", EVERYBODY["id"], "--audit-log", "audit.jsonl",
                                            "-q"], environment, folder, folder / "members.ndjson")
            with open(folder / "members.ndjson", "rb") as file:
                members = sum(1 for _ in file)
            curl, pages = curl_pages(url, token, folder)
        finally:
            sandbox.terminate()
    print(f"cxctl members: {members} in {seconds:.1f} s, {memory / 1024:.1f} MiB; curl, {pages} pages: {curl:.1f} s; "
          f"ratio {seconds / curl:.2f}")
    good = members == arguments.customers and memory < LIMIT_KIB and seconds < 2 * curl
    sys.exit(0 if good else 1)


main()
