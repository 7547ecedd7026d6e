#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A tenant that answers wrongly, late or not at all: one clear message, the right exit code, no token elsewhere."""

import contextlib
import http.server
import json
import os
import re
import signal
import socket
import sys
import threading
import time

from tenant import Failed, Tenant, definitions_5, definitions_10, definitions_40, options_read, run_cases

MESSAGES = []
# What git holds while the tenant is read wrongly: nothing may be taken for absent.
READS = "GET /api/*"


class Listener:
    """Another host: keeps what arrives; answers everything with 200, or not at all."""

    def __init__(self, silent=False):
        self.got = got = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                got.append((self.command, self.path, dict(self.headers)))
                body = b'{"items": [], "nextPageToken": null, "total": 0, "access_token": "x", "token_type": "bearer", "expires_in": 60}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, *_):
                pass

        self.socket = None
        if silent:  # the kernel accepts, nobody reads
            self.socket = socket.create_server(("127.0.0.1", 0))
            self.port = self.socket.getsockname()[1]
            return
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        if self.socket:
            self.socket.close()
        else:
            self.server.shutdown()
            self.server.server_close()


@contextlib.contextmanager
def world(options, settle=1):
    tenant = Tenant(options, definitions_10(), settle=settle)
    try:
        tenant.settle()
        yield tenant
        tenant.no_faults()
        tenant.check_end()
    finally:
        tenant.close()


def errors_of(result):
    return re.findall(r"^(?:\S+: )?error: (.*)$", result.err, re.M)


def remember(name, result):
    text = "\n".join(line for line in result.err.splitlines() if not line.startswith("["))
    lines = result.out.splitlines()
    last = max((number for number, line in enumerate(lines) if line.startswith("[")), default=len(lines))
    report = "\n".join(line for line in lines[last + 1:] if "members, evaluation" not in line)
    MESSAGES.append(f"== {name}: exit {result.status} after {result.seconds:.1f} s\n{text}\n{report}".rstrip())


def check_plan(tenant, name, result, code):
    """A tenant that cannot be read: exit 1, one error with that code, and nothing was written."""
    remember(name, result)
    errors = errors_of(result)
    if result.status != 1 or len(errors) != 1:
        raise Failed(f"{name}: {len(errors)} errors: {result}")
    if not re.search(rf"\[({code})\]", errors[0]):
        raise Failed(f"{name}: not {code}: {errors[0]}")
    if result.out.strip():
        raise Failed(f"{name}: a plan was printed all the same: {result}")
    if tenant and tenant.writes_seen():
        raise Failed(f"{name}: something was written: {tenant.writes_seen()}")


def check_apply(tenant, name, result, exits):
    remember(name, result)
    if result.status not in exits:
        raise Failed(f"{name}: exit {result.status} is none of {exits}: {result}")
    if result.status and not re.search(r"\[(tenant|apply)\.[a-z]+\]", result.err + result.out):
        raise Failed(f"{name}: no message: {result}")
    tenant.check_intents()
    tenant.no_faults()
    tenant.settle()
    tenant.check_intents()
    tenant.check_rest()


# ---- reads that go wrong: plan and apply say so, and nothing is sent ----

# name: (fault, code of the message, only in the long version)
WRONG_READS = {
    "500 for ever": ({"kind": "status", "status": 500}, "tenant.status", False),
    "503 for ever": ({"kind": "status", "status": 503}, "tenant.status", True),
    "403": ({"kind": "status", "status": 403}, "tenant.(scope|status)", True),
    "404": ({"kind": "status", "status": 404}, "tenant.*", True),
    "401 for ever": ({"kind": "status", "status": 401}, "tenant.*", True),
    "HTML with 200": ({"kind": "html"}, "tenant.*", False),
    "truncated": ({"kind": "truncate", "bytes": 10}, "tenant.cut", False),
    "junk JSON": ({"kind": "junk"}, "tenant.*|list.*", False),
    "huge": ({"kind": "huge"}, "tenant.large", False),
    "huge, 80 MB": ({"kind": "huge", "mb": 80}, "tenant.large", True),
    "reset": ({"kind": "reset-before"}, "tenant.*", False),
    "no answer": ({"kind": "delay-before", "ms": 100000}, "tenant.timeout", True),
}


def wrong_read(name, fault, code):
    def case(options, _randomness):
        with world(options) as tenant:
            tenant.choose(1)
            for command in ("plan", "apply"):
                arguments = ["plan", "--rev", tenant.commits[1]] if command == "plan" else tenant.apply_arguments()
                tenant.fault(READS, **fault)
                tenant.forget()
                check_plan(tenant, f"{command}, reads: {name}", tenant.cxctl(*arguments), code)
                tenant.no_faults()
            tenant.settle()
            tenant.check_rest()
    return case


def wrong_token(name, fault, code):
    def case(options, _randomness):
        with world(options) as tenant:
            tenant.fault("POST /oauth/token", **fault)
            tenant.forget()
            result = tenant.cxctl("plan", "--rev", tenant.commits[1])
            check_plan(tenant, f"plan, login: {name}", result, code)
            if tenant.seen():
                raise Failed(f"requests without a token: {tenant.seen()}")
    return case


def once(name, fault):
    """One wrong answer to a read is got over without a word."""
    def case(options, _randomness):
        with world(options) as tenant:
            tenant.fault(READS, count=1, **fault)
            result = tenant.cxctl("plan", "--detailed-exitcode", "--rev", tenant.commits[1])
            remember(f"plan, one read: {name}", result)
            if result.status != 2 or errors_of(result):
                raise Failed(f"{result}")
    return case


# ---- writes that go wrong ----

WRONG_WRITES = {
    "500": {"kind": "status", "status": 500},
    "503": {"kind": "status", "status": 503},
    "503 with Retry-After": {"kind": "status", "status": 503, "retry_after": 1},
    "429": {"kind": "429", "retry_after": 1},
    "400": {"kind": "status", "status": 400},
    "403": {"kind": "status", "status": 403},
    "HTML with 200": {"kind": "html"},
    "truncated": {"kind": "truncate", "bytes": 10},
    "junk JSON": {"kind": "junk"},
    "huge": {"kind": "huge"},
    "reset before": {"kind": "reset-before"},
    "reset after": {"kind": "reset-after"},
}
QUICK_WRITES = ("HTML with 200", "truncated", "reset before", "reset after")
METHODS = ("PUT", "POST", "DELETE")
# Those that never say no, and did nothing: a POST is looked for 15 s long before it is in doubt.
LONG_FOR_POST = {"500", "503", "503 with Retry-After", "HTML with 200", "junk JSON", "reset before"}


def wrong_write(name, method, fault, count):
    def case(options, _randomness):
        with world(options) as tenant:
            tenant.choose(1)
            tenant.forget()
            tenant.fault(f"{method} /api/*", **fault, **({"count": count} if count else {}))
            result = tenant.apply()
            times = f"{count} time" if count else "for ever"
            if result.status == 0:
                tenant.check_equal()
            check_apply(tenant, f"apply, {method}: {name}, {times}", result, {0, 1, 3, 5})
            posts = [item for item in tenant.seen() if item["method"] == "POST"]
            if len({item["idempotency_key"] for item in posts}) < len(posts) and name not in ("429",):
                raise Failed(f"one POST was sent twice: {posts}")
    return case


def reset_after_post(options, _randomness):
    """The webhook is there, nobody said so: it is found again, and never posted twice."""
    with world(options) as tenant:
        tenant.choose(1)
        tenant.forget()
        tenant.fault("POST /api/v2/webhooks", "reset-after")
        result = tenant.apply()
        remember("apply, POST: reset after, found again", result)
        posts = [item for item in tenant.seen() if item["method"] == "POST"]
        if result.status != 0 or len(posts) != 1:
            raise Failed(f"{len(posts)} POSTs: {result}")
        tenant.check_rest()


def ignored(options, _randomness):
    """PUTs that are answered and not done: told with exit 3, and done by the next apply."""
    with world(options) as tenant:
        tenant.choose(1)
        tenant.fault("PUT /api/v1/audiences/*", "ignore")
        result = tenant.apply()
        if result.status != 3 or "[apply.unseen]" not in result.err:
            raise Failed(f"not told: {result}")
        check_apply(tenant, "apply, PUTs are ignored", result, {3})


def lists_lag(options, _randomness):
    """Lists that are behind: two applies in a row create nothing twice."""
    with world(options) as tenant:
        for route in ("GET /api/v1/audiences", "GET /api/v2/webhooks"):
            tenant.fault(route, "stale", ms=60000)
        tenant.choose(1)
        tenant.forget()
        for _ in range(2):
            result = tenant.apply()
            remember("apply, lists lag behind", result)
            if result.status not in (0, 3, 5):
                raise Failed(f"{result}")
        tenant.check_intents()
        posts = [json.dumps(item["body"]) for item in tenant.writes_seen() if item["method"] == "POST"]
        if len(set(posts)) < len(posts):
            raise Failed(f"created twice: {posts}")
        tenant.no_faults()
        tenant.settle()
        tenant.check_rest()


# ---- 429 ----

def throttled(options, _randomness):
    """Retry-After is kept by all, and a signal ends the wait."""
    with world(options) as tenant:
        tenant.choose(1)
        tenant.forget()
        tenant.fault("* /api/*", "429", retry_after=2, count=1)
        result = tenant.apply()
        times = [item["at_ms"] for item in tenant.seen()]
        limited = [item["at_ms"] for item in tenant.seen() if item["status"] == 429]
        if result.status != 0 or not limited or any(limited[0] + 100 < at < limited[0] + 1900 for at in times):
            raise Failed(f"Retry-After was not kept: {[at - times[0] for at in times]} {result}")
        tenant.check_rest()
        for route in ("GET /api/*", "PUT /api/*"):
            tenant.choose(1 - tenant.desired)
            tenant.fault(route, "429", retry_after=1)
            tenant.forget()
            process = tenant.start(*tenant.apply_arguments())
            time.sleep(4)
            if process.poll() is not None:
                raise Failed(f"429 is no end: {tenant.finish(process)}")
            asked = sum(1 for item in tenant.seen() if item["status"] == 429)
            process.send_signal(signal.SIGTERM)
            result = tenant.finish(process, time.monotonic())
            remember(f"apply, {route}: 429 for ever, then SIGTERM", result)
            if asked > 40 or result.seconds > 8 or result.status not in (-signal.SIGTERM, 3, 1):
                raise Failed(f"{asked} requests in 4 s: {result}")
            tenant.no_faults()
            tenant.settle()
            tenant.check_rest()


def storm(percent):
    """Most answers are 429: the apply ends all the same, and well."""
    def case(options, _randomness):
        with world(options) as tenant:
            tenant.choose(1)
            tenant.forget()
            tenant.fault("* /api/*", "429", retry_after=0, percent=percent)
            result = tenant.apply()
            answers = [item["status"] for item in tenant.seen()]
            remember(f"apply, {percent} % of the answers are 429", result)
            if result.status != 0 or answers.count(429) * 2 < len(answers):
                raise Failed(f"{answers.count(429)} of {len(answers)} answers were 429: {result}")
            tenant.no_faults()
            tenant.check_rest()
    return case


# ---- a tenant that is dead, from the start or in the middle of an apply ----

def dead(name, after, fault):
    def case(options, _randomness):
        with world(options) as tenant:
            tenant.choose(1)
            tenant.forget()
            tenant.fault("* /api/*", after=after, **fault)
            result = tenant.apply()
            remember(f"apply, dead after {after} requests: {name}", result)
            lost = sum(1 for item in tenant.seen() if item["fault"])
            if result.status not in (1, 3) or lost > 20 or result.seconds > 60:
                raise Failed(f"{lost} requests, {result.seconds:.0f} s: {result}")
            tenant.check_intents()
            tenant.no_faults()
            tenant.settle()
            tenant.check_rest()
    return case


def dead_login(name, fault, after=0):
    """The token endpoint is dead, from the start, or when the first token of an apply has run out."""
    def case(options, _randomness):
        tenant = Tenant(options, definitions_10(), sandbox_options="--token-ttl 2")
        try:
            tenant.settle()
            tenant.choose(1)
            tenant.fault("POST /oauth/token", after=after, **fault)
            if after:
                tenant.fault("* /api/*", "delay", ms=1500)
            tenant.forget()
            result = tenant.apply()
            remember(f"apply, dead login after {after} tokens: {name}", result)
            asked = [item for item in tenant.ask("GET", "/sandbox/requests")["items"]
                     if item["route"] != "control" and (item["fault"] not in (None, "delay") or item["status"] == 401)]
            if result.status not in (1, 3) or (not asked and name != "silent") or len(asked) > 20 or result.seconds > 60:
                raise Failed(f"{len(asked)} requests, {result.seconds:.0f} s: {result}")
            tenant.check_intents()
            tenant.no_faults()
            tenant.settle()
            tenant.check_rest()
            tenant.check_end()
        finally:
            tenant.close()
    return case


def short_tokens(options, _randomness):
    """Tokens live two seconds, the apply lives longer: it goes through, with a token now and then."""
    tenant = Tenant(options, definitions_40() if options.all else definitions_10(), sandbox_options="--token-ttl 2")
    try:
        tenant.settle()
        tenant.choose(1)
        tenant.fault("* /api/*", "delay", ms=500)
        tenant.forget()
        result = tenant.apply()
        remember("apply, tokens of two seconds", result)
        items = tenant.ask("GET", "/sandbox/requests")["items"]
        tokens = [item["at_ms"] for item in items if item["route"] == "token"]
        refused = [item for item in items if item["route"] == "api" and item["status"] == 401]
        if result.status != 0 or len(tokens) < 2 or len(tokens) > result.seconds + 2 or len(refused) > len(tokens):
            raise Failed(f"{len(tokens)} tokens, {len(refused)} refused: {result}")
        tenant.no_faults()
        tenant.check_rest()
        tenant.check_end()
    finally:
        tenant.close()


def falls_silent(options, _randomness):
    """The tenant accepts and says nothing, from the middle of an apply on; later it does what it had been asked."""
    with world(options) as tenant:
        tenant.choose(1)
        tenant.fault("* /api/*", "delay", ms=100)
        process = tenant.start(*tenant.apply_arguments())
        while process.poll() is None and not any(r["type"] == "intent" for r in tenant.journal_records()):
            time.sleep(0.002)
        tenant.was_stopped = True
        tenant.sandbox.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        try:
            result = tenant.finish(process, began)
        finally:
            tenant.sandbox.send_signal(signal.SIGCONT)
        remember("apply, the tenant falls silent", result)
        if result.status not in (1, 3) or result.seconds > 60:
            raise Failed(f"{result.seconds:.0f} s: {result}")
        time.sleep(1)
        tenant.no_faults()
        tenant.check_intents()
        tenant.settle()
        tenant.check_rest()


# ---- other hosts ----

def redirected(route):
    def case(options, _randomness):
        other = Listener()
        try:
            with world(options) as tenant:
                tenant.choose(1)
                locations = [f"http://127.0.0.1:{other.port}/moved", f"http://localhost:{other.port}/oauth/token",
                             f"//127.0.0.1:{other.port}/x"]
                for location in locations if options.all else locations[:1]:
                    tenant.forget()
                    tenant.fault(route, "redirect", location=location)
                    result = tenant.apply()
                    if route.startswith(("GET", "POST /oauth")):
                        check_plan(tenant, f"apply, {route}: redirect", result, "tenant.redirect")
                        tenant.no_faults()
                    else:
                        check_apply(tenant, f"apply, {route}: redirect", result, {1, 3})
                        tenant.choose(1 - tenant.desired)
                    if other.got:
                        raise Failed(f"another host was asked: {other.got}")
        finally:
            other.close()
    return case


def moved_tenant(tenant, url):
    tenant.forget()
    path = tenant.folder / "cxctl.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(tenant.url, url), encoding="utf-8")


def elsewhere(name, url, code, commands=("plan",)):
    """A plan of a tenant that is not there, or not what it should be."""
    def case(options, _randomness):
        with world(options) as tenant:
            moved_tenant(tenant, url() if callable(url) else url)
            for command in commands:
                check_plan(tenant, f"{command}: {name}", tenant.cxctl(command), code)
    return case


# kind of certificate: whether it is trusted with its authority in CXCTL_CA_FILE
CERTIFICATES = {"good": True, "expired": False, "early": False, "other-name": False, "unknown": False}
QUICK_CERTIFICATES = ("expired", "other-name")


def certificate(kind):
    """With its authority or without: one that is not right gets not a byte of a request, a token request neither."""
    def case(options, _randomness):
        tenant = Tenant(options, definitions_5(), sandbox_options=f"--tls {kind} --tls-ca ca.pem")
        try:
            for trust, good in (({}, False), ({"CXCTL_CA_FILE": str(tenant.folder / "ca.pem")}, CERTIFICATES[kind])):
                tenant.forget()
                result = tenant.cxctl("plan", **trust)
                if good:
                    tenant.environment |= trust
                    tenant.settle()
                    tenant.check_rest()
                    continue
                check_plan(tenant, f"plan: certificate {kind}, {sorted(trust)}", result, "tenant.tls")
                seen = [item for item in tenant.ask("GET", "/sandbox/requests")["items"] if item["route"] != "control"]
                if seen:
                    raise Failed(f"something was sent all the same: {seen}")
            tenant.check_end()
        finally:
            tenant.close()
    return case


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


def silent(options, _randomness):
    server = Listener(silent=True)
    try:
        elsewhere("accepts, and never answers", f"http://127.0.0.1:{server.port}", "tenant.timeout")(options, None)
    finally:
        server.close()


def cases(long):
    found = []
    for name, (fault, code, slow) in WRONG_READS.items():
        if long or not slow:
            found.append((f"reads: {name}", wrong_read(name, fault, code)))
    for name in ("500 for ever", "HTML with 200", "junk JSON", "truncated", "huge", "reset") if long else ("HTML with 200",):
        found.append((f"login: {name}", wrong_token(name, WRONG_READS[name][0], "tenant.*")))
    for name in ("500", "503", "429", "truncated", "reset before", "reset after") if long else ("500", "reset after"):
        found.append((f"one read: {name}", once(name, WRONG_WRITES[name])))
    found += [(f"redirect of {route}", redirected(route)) for route in
              ("GET /api/*", "POST /oauth/token", "PUT /api/*", "POST /api/*", "DELETE /api/*")]
    found += [("connection refused", elsewhere("connection refused", closed_port, "tenant.connect")),
              ("no such host", elsewhere("no such host", "https://cxone.invalid", "tenant.(dns|connect)")),
              ("429", throttled), ("60 % are 429", storm(60)),
              ("dead from the start: 500", dead("500", 0, {"kind": "status", "status": 500})),
              ("dead in the middle: 500", dead("500", 8, {"kind": "status", "status": 500})),
              ("dead in the middle: reset", dead("reset", 8, {"kind": "reset-before"})),
              ("POST: reset after", reset_after_post), ("tokens of two seconds", short_tokens), ("lists lag", lists_lag),
              ("dead login: 500", dead_login("500", {"kind": "status", "status": 500}))]
    found += [(f"certificate: {kind}", certificate(kind)) for kind in CERTIFICATES if long or kind in QUICK_CERTIFICATES]
    for method in METHODS:
        for name, fault in WRONG_WRITES.items():
            slow = method == "POST" and name in LONG_FOR_POST
            if long or (not slow and name in QUICK_WRITES):
                found.append((f"{method}: {name}, once", wrong_write(name, method, fault, 1)))
            if name != "429" and (long or (method == "PUT" and name == "500")):
                found.append((f"{method}: {name}, for ever", wrong_write(name, method, fault, None)))
    if long:
        found += [("ignored", ignored), ("dead login: reset", dead_login("reset", {"kind": "reset-before"})),
                  ("dead login: silent", dead_login("silent", {"kind": "delay-before", "ms": 100000})),
                  ("dead login in the middle: 500", dead_login("500", {"kind": "status", "status": 500}, after=1)),
                  ("dead login in the middle: silent", dead_login("silent", {"kind": "delay-before", "ms": 100000}, after=1)),
                  ("dead from the start: reset", dead("reset", 0, {"kind": "reset-before"})),
                  ("dead from the start: cut", dead("cut", 0, {"kind": "cut", "bytes": 20})),
                  ("dead from the start: slow", dead("slow", 0, {"kind": "slow-head", "ms": 3000})),
                  ("dead in the middle: slow", dead("slow", 8, {"kind": "slow-head", "ms": 3000})),
                  ("silence", silent), ("falls silent", falls_silent), ("90 % are 429", storm(90))]
    return found


if __name__ == "__main__":
    arguments = options_read(__doc__)
    status = run_cases(arguments, cases(arguments.all))
    if arguments.all or arguments.only:
        print("\n".join(MESSAGES))
    sys.exit(status)
