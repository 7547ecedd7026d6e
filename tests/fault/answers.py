#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Answers that are slow, lie about their length, bomb, or are hardly HTTP: on every call that plan and apply make."""

import base64
import collections
import itertools
import random
import re
import sys

from hostile import check_apply, world
from tenant import Failed, options_read, run_cases, tell_cases

QUICK_READS, QUICK_WRITES = 8, 4  # drawn from all, in the default run
MEMORY_MB = 250  # above that of a plan that is answered well: two answers of 64 MB, and growth
READS = {"token": "POST /oauth/token", "list": "GET /api/v1/audiences", "lists": "GET /api/*"}
WRITES = {"read before a write": "GET /api/v1/audiences/*", "PUT": "PUT /api/*", "POST": "POST /api/*", "DELETE": "DELETE /api/*"}


def raw(head, body="{}"):
    """An answer by hand; what its body says is never what was asked for."""
    return {"kind": "raw", "base64": base64.b64encode((head + "\r\n\r\n" + body).encode("latin-1")).decode()}


# Those that are got over without a word.
HARMLESS = {
    "slow head": {"kind": "slow-head", "ms": 1},
    "slow body": {"kind": "slow-body", "ms": 1},
    "1xx before": {"kind": "interim", "times": 5},
    "odd headers": {"kind": "odd-headers"},
    "100 KB of headers": {"kind": "many-headers", "kb": 100},
    "closed after": {"kind": "close"},
}
# Those that are no answer; a read says so with one of these codes.
WRONG = {
    "cut in the head": ({"kind": "cut", "bytes": 30}, "cut"),
    "cut in the body": ({"kind": "cut", "bytes": 250}, "cut"),
    "longer than it says": ({"kind": "length", "bytes": -5}, "json|auth"),
    "shorter than it says": ({"kind": "length", "bytes": 5}, "cut"),
    "gzip bomb": ({"kind": "gzip"}, "json|auth|encoding"),
    "headers for ever": ({"kind": "many-headers"}, "large"),
    "1xx for ever": ({"kind": "interim", "times": 0}, "large"),
    "no head": ({"kind": "raw", "base64": base64.b64encode(b'{"items":[],"total":0}\n').decode()}, "cut"),
    "no bytes": ({"kind": "raw", "base64": ""}, "cut"),
    "status 99": (raw("HTTP/1.1 99 Low"), "cut|status"),
    "status 1000": (raw("HTTP/1.1 1000 High"), "cut|status"),
    "status in words": (raw("HTTP/1.1 OK 200"), "cut|status"),
    "another protocol": (raw("ICY 200 OK"), "cut|json|auth"),
    "HTTP/9": (raw("HTTP/9.9 200 OK"), "cut|json|auth"),
    "101": (raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x"), "cut"),
    "204": (raw("HTTP/1.1 204 No Content", ""), "json|auth"),
    "206": (raw("HTTP/1.1 206 Partial Content\r\nContent-Length: 22\r\nContent-Range: bytes 0-21/5000",
                '{"items":[],"total":0}'), "cut"),
    "304": (raw("HTTP/1.1 304 Not Modified", ""), "status|redirect|auth"),
    "length below zero": (raw("HTTP/1.1 200 OK\r\nContent-Length: -5"), "cut|json|auth"),
    "length of words": (raw("HTTP/1.1 200 OK\r\nContent-Length: ten"), "cut|json|auth"),
    "two lengths": (raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 900"), "cut|json|auth"),
    "bad chunk": (raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n"), "cut"),
    "endless chunk": (raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "ffffffffffffffff\r\n{}"), "cut"),
    "no last chunk": (raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "2\r\n{}\r\n"), "cut"),
    "coding of nobody": (raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: rot13"), "cut|json|auth"),
    "no colon": (raw("HTTP/1.1 200 OK\r\nServer Nobody"), "cut"),
    "NUL in a header": (raw("HTTP/1.1 200 OK\r\nServer: a\0b"), "cut|json|auth"),
}


def check_errors(name, result, codes, most):
    """At most one error a list, the same said once."""
    errors = re.findall(r"^error: (.*)$", result.err, re.M)
    known = all(re.search(rf"\[tenant\.({codes})\]$", error) for error in errors)
    if result.status != 1 or not 1 <= len(errors) <= most or not known or result.out.strip():
        raise Failed(f"{name}: not tenant.({codes}): {result}")


def harmless(tenant, target, name):
    """The plan is the plan that it would have been."""
    arguments = ("plan", "--rev", tenant.commits[1])
    clean = tenant.cxctl(*arguments).out
    tenant.fault(READS[target], **HARMLESS[name])
    result = tenant.cxctl(*arguments)
    tenant.no_faults()
    if result.status != 0 or re.sub(r"\d+ requests?", "", result.out) != re.sub(r"\d+ requests?", "", clean):
        raise Failed(f"{target}, {name}: {result}")


def wrong(tenant, target, name):
    """For ever: an error that tells, and no plan."""
    fault, codes = WRONG[name]
    tenant.forget()
    tenant.fault(READS[target], **fault)
    result = tenant.cxctl("plan", "--rev", tenant.commits[1])
    tenant.no_faults()
    check_errors(f"{target}, {name}", result, codes, 2 if target == "lists" else 1)
    if tenant.writes_seen():
        raise Failed(f"a plan wrote: {tenant.writes_seen()}")


def around_a_write(tenant, target, name):
    """Once: the apply ends well, or says what did not; the next one ends well."""
    fault = HARMLESS[name] if name in HARMLESS else WRONG[name][0]
    tenant.choose(1 - tenant.desired)
    tenant.forget()
    tenant.fault(WRITES[target], count=1, **fault)
    result = tenant.apply()
    if name in HARMLESS and result.status != 0:
        raise Failed(f"{target}, {name}: {result}")
    posts = [item["idempotency_key"] for item in tenant.writes_seen() if item["method"] == "POST"]
    if len(set(posts)) < len(posts):
        raise Failed(f"{target}, {name}: a POST was sent twice")
    check_apply(tenant, f"{target}, {name}", result, {0, 1, 3, 5})


MEASURE = """import resource, subprocess, sys
result = subprocess.run(sys.argv[2:])
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(result.returncode)
"""


def peak_mb(tenant, *arguments):
    """The most memory that a run of cxctl had at one time."""
    told = tenant.top / "peak"
    tenant.wrapper = [sys.executable, "-c", MEASURE, str(told)]
    result = tenant.cxctl(*arguments, ASAN_OPTIONS=tenant.environment["ASAN_OPTIONS"] + ":quarantine_size_mb=8")
    tenant.wrapper = []
    return int(told.read_text(encoding="ascii")) // 1024, result


def memory(options, _randomness):
    """Bombs and bodies without end cost no more than the largest answer that is allowed."""
    with world(options) as tenant:
        clean, _ = peak_mb(tenant, "plan")
        for name, fault in (("gzip bomb", {"kind": "gzip", "mb": 8192}), ("huge", {"kind": "huge"}),
                            ("headers for ever", {"kind": "many-headers"})):
            tenant.fault("GET /api/*", **fault)
            peak, result = peak_mb(tenant, "plan")
            tenant.no_faults()
            print(f"memory: {name} {peak} MB, a good answer {clean} MB")
            if result.status != 1 or peak > clean + MEMORY_MB:
                raise Failed(f"{name}: {peak} MB: {result}")


def cases(options, randomness, told):
    reads = [(harmless, target, name) for target, name in itertools.product(READS, HARMLESS)]
    reads += [(wrong, target, name) for target, name in itertools.product(READS, WRONG)]
    writes = [(around_a_write, target, name) for target, name in itertools.product(WRITES, [*HARMLESS, *WRONG])]
    if not options.all and not options.only:
        reads, writes = randomness.sample(reads, QUICK_READS), randomness.sample(writes, QUICK_WRITES)

    def run(parts):
        def case(with_options, _randomness):
            with world(with_options) as tenant:
                for function, target, name in parts:
                    told[target] += 1
                    function(tenant, target, name)
        return case

    if options.all or options.only:
        return [(f"{part[1]}: {part[2]}", run([part])) for part in reads + writes] + [("memory", memory)]
    return [("reads", run(reads)), ("writes", run(writes)), ("memory", memory)]


def main():
    options = options_read(__doc__)
    told = collections.Counter()
    status = run_cases(options, cases(options, random.Random(options.seed), told))
    print("wrong answers to: " + ", ".join(f"{name} {count}" for name, count in told.items()))
    tell_cases(sum(told.values()), status, "answers, calls")
    return status


if __name__ == "__main__":
    sys.exit(main())
