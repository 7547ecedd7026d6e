#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Answers that break off behind each of their bytes: read again or settled, and never believed by half."""

import collections
import json
import socket
import sys
import urllib.parse

from tenant import Failed, Tenant, audience, audience_id, definitions_5, options_read, run_cases, tell_cases, webhook
from world import World

QUICK_CUTS = 4  # of each answer, in the default run
BEYOND = 4      # cuts behind the last byte: the whole answer, and then the connection closes
WHOLE = 1 << 30
LIST, ONE, HOOKS = "/api/v1/audiences", "/api/v1/audiences/", "/api/v2/webhooks"
READS = {"token": ("POST", "/oauth/token"), "list": ("GET", LIST), "list of webhooks": ("GET", HOOKS)}
WRITES = {"GET before a write": ("GET", ONE + "*"), "PUT": ("PUT", ONE + "*"), "POST": ("POST", HOOKS),
          "DELETE": ("DELETE", "/api/*")}
REST_EACH = 40  # applies between two looks at audit and ledger


def raw_answer(tenant, method, path, token="", body=None):
    """The bytes of one answer as they come."""
    host = urllib.parse.urlsplit(tenant.url).netloc
    sort = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"
    text = body or ""
    head = (f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\nContent-Type: {sort}\r\n"
            f"CorrelationId: {audience_id(0)}\r\nConnection: close\r\nContent-Length: {len(text)}\r\n"
            + (f"Authorization: Bearer {token}\r\n" if token else "") + "\r\n")
    got = b""
    with socket.create_connection((host.split(":")[0], int(host.split(":")[1])), timeout=20) as connection:
        connection.sendall((head + text).encode())
        while piece := connection.recv(65536):
            got += piece
    return got


def body_of(answer):
    return json.loads(answer.split(b"\r\n\r\n", 1)[1])


def login(tenant):
    form = urllib.parse.urlencode({"grant_type": "client_credentials", "client_id": "sandbox",
                                   "client_secret": tenant.secrets["CXONE_CLIENT_SECRET"]})
    return raw_answer(tenant, "POST", "/oauth/token", body=form)


def token_of(tenant):
    tenant.ask("POST", "/sandbox/faults", json.dumps({"route": "* *", "kind": "cut", "bytes": WHOLE}))
    return body_of(login(tenant))["access_token"]


def read_length(tenant, name):
    """How long the answer is, its head counted, as the fault writes it."""
    token = token_of(tenant)
    answer = login(tenant) if name == "token" else raw_answer(tenant, "GET", READS[name][1], token)
    tenant.no_faults()
    return len(answer)


def write_lengths(options):
    """The same of each answer around a write; from a tenant of its own, whose writes no intent announces."""
    tenant = World(options.bin_dir)
    tenant.need_sandbox()
    try:
        spec = json.dumps(audience(20, 4000)["spec"] | {"exclusions": []})
        hook = json.dumps(webhook(77, "measure")["spec"] | {"secret": "x" * 40})
        path, token = ONE + audience_id(77), token_of(tenant)
        return {"PUT": len(raw_answer(tenant, "PUT", path, token, spec)),
                "GET before a write": len(raw_answer(tenant, "GET", path, token)),
                "DELETE": len(raw_answer(tenant, "DELETE", path, token)),
                "POST": len(raw_answer(tenant, "POST", HOOKS, token, hook))}
    finally:
        tenant.close()


def places(options, randomness, length):
    """All of them, or a few: the ends, and some between."""
    if options.all:
        return range(length + BEYOND)
    return sorted({0, length - 1, length} | {randomness.randrange(length) for _ in range(QUICK_CUTS - 3)})


def cut_read(name, tenant, told):
    """The plan asks again, and is the plan it would have been."""
    def case(options, randomness):
        method, path = READS[name]
        arguments = ("plan", "--detailed-exitcode", "-o", "json", "--rev", tenant.commits[1 - tenant.desired])
        clean = json.loads(tenant.cxctl(*arguments).out)["fingerprint"]
        length = read_length(tenant, name)
        tenant.forget()
        for at in places(options, randomness, length):
            tenant.fault(f"{method} {path}", "cut", bytes=at, count=1)
            result = tenant.cxctl(*arguments)
            tenant.no_faults()
            if result.status != 2 or json.loads(result.out)["fingerprint"] != clean:
                raise Failed(f"{name} cut at byte {at}: {result}")
            told[name] += 1
        if tenant.writes_seen():
            raise Failed(f"a plan wrote: {tenant.writes_seen()}")
    return case


def check_writes(tenant, at, result):
    """Every step is applied, no write was sent twice, and all of it was announced."""
    report = json.loads(result.out)
    if result.status != 0 or any(step["result"] != "applied" for step in report["steps"]):
        raise Failed(f"cut at byte {at}: {result}")
    seen = [(item["method"], item["path"], item["idempotency_key"]) for item in tenant.writes_seen()]
    if len(set(seen)) < len(seen):
        raise Failed(f"cut at byte {at}, sent twice: {seen}")
    tenant.check_intents()
    tenant.check_equal()


def cut_write(name, length, tenant, told):
    """What was asked is done; the apply finds out and says so."""
    def case(options, randomness):
        method, path = WRITES[name]
        for at in places(options, randomness, length):
            tenant.choose(1 - tenant.desired)
            arguments = [*tenant.apply_arguments(), "-o", "json", "--quiet"]
            tenant.fault(f"{method} {path}", "cut", bytes=at, count=1)
            tenant.forget()
            result = tenant.cxctl(*arguments)
            tenant.no_faults()
            check_writes(tenant, at, result)
            told[name] += 1
            if told[name] % REST_EACH == 0:
                tenant.check_rest()
    return case


def main():
    options = options_read(__doc__)
    told = collections.Counter()
    tenant = Tenant(options, definitions_5())
    try:
        tenant.settle()
        cases = [(name, cut_read(name, tenant, told)) for name in READS]
        cases += [(name, cut_write(name, length, tenant, told)) for name, length in write_lengths(options).items()]
        status = run_cases(options, cases)
        if not status:
            tenant.check_rest()
            tenant.check_end()
    finally:
        tenant.close()
    print("cut at a byte of: " + ", ".join(f"{name} {count}" for name, count in told.items()))
    tell_cases(sum(told.values()), status, "cuts, places")
    return status


if __name__ == "__main__":
    sys.exit(main())
