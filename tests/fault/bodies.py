#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Answers whose bodies are not what they should be, with the status and headers of good ones: none is believed."""

import base64
import collections
import json
import os
import pathlib
import re
import sys

from tenant import Failed, Tenant, audience_id, definitions_5, options_read, run_cases, tell_cases

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("CX_SHARED", ROOT.parent / "shared")) / "conformance" / "json"
LIST, ONE, HOOKS = "GET /api/v1/audiences", "/api/v1/audiences/*", "POST /api/v2/webhooks"
QUICK = 3        # bodies of each sort in the default run
REST_EACH = 40   # applies between two looks at audit and ledger
A, B = audience_id(20), audience_id(30)

# Near to a list, and none; and some that are JSON only to a reader who looks away.
NO_LISTS = [b"", b"{}", b"[]", b"null", b'"items"', b'{"items":null}', b'{"items":{}}', b'{"items":"[]"}', b'{"items":[1]}',
            b'{"items":[null]}', b'{"items":[[]]}', b'{"items":[{}]}', b'{"items":[{"id":null}]}', b'{"items":[{"id":""}]}',
            b'{"items":[{"id":[]}]}', b'{"items":[{"id":{"id":1}}]}', b'{"items":[{"id":true}]}', b'{"Items":[],"total":0}',
            b'{"items":[],"total":1}', b'{"items":[],"total":"0"}', b'{"items":[],"total":-1}', b'{"items":[],"total":0.5}',
            b'{"items":[],"total":1e400}', b'{"items":[],"total":[]}', b'{"items":[],"nextPageToken":{}}',
            b'{"items":[],"nextPageToken":true}', b'{"items":[],"nextPageToken":"again"}',
            b'{"items":[],"nextPageToken":"http://192.0.2.1/api/v1/audiences"}', b'{"items":[],"nextPageToken":"a\\u0000b"}',
            f'{{"items":[{{"id":"{A}"}},{{"id":"{A}"}}]}}'.encode(), f'{{"items":[{{"id":"{A}","id":"{B}"}}]}}'.encode(),
            b'{"items":[],"items":[]}', b'{"items":[]}{"items":[]}', b'{"items":[]}\0', b'{"items":[]', b'{"items":[],}',
            b'\xef\xbb\xbf{"items":[],"total":1}', '{"items":[]}'.encode("utf-16"), b'\x1f\x8b\x08\0\0\0\0\0\0\3',
            b"<html>{}</html>", b")]}',\n{\"items\":[]}"]
NO_TOKENS = [b"", b"{}", b"[]", b'{"access_token":null,"token_type":"bearer"}', b'{"access_token":"","token_type":"bearer"}',
             b'{"access_token":5,"token_type":"bearer"}', b'{"access_token":["x"],"token_type":"bearer"}',
             b'{"access_token":"a\\r\\nX-Evil: 1","token_type":"bearer"}', b'{"access_token":"a b","token_type":"bearer"}',
             b'{"access_token":"a\\u0000b","token_type":"bearer"}', b'{"access_token":"\xc3\xa9","token_type":"bearer"}',
             b'{"access_token":"x","token_type":"mac","expires_in":60}', b'{"access_token":"x"', b"access_token=x&token_type=bearer",
             b'{"access_token":"' + b"x" * 70000 + b'","token_type":"bearer"}']
# Objects that are none, or another: the whole of the object that was meant has an id and a name.
NO_OBJECTS = [b"", b"{}", b"[]", b"[{}]", b"null", b"true", b'{"id":null}', f'{{"id":"{B}"}}'.encode(),
              f'{{"id":"{B}","name":"Audience 30","criteria":{{}}}}'.encode(), b'{"id":5,"name":[]}', b'{"error":"later"}',
              b'{"id":"x","id":"y"}', b'\x1f\x8b\x08\0\0\0\0\0\0\3', b"<html>OK</html>", b"{" * 70, b"[" * 100000]


def bodies(options, randomness, own):
    """Names and bytes: those of our own, and all files of the JSON test data; a few of both in the default run."""
    files = sorted(DATA.glob("*.json"))
    if not files:
        print(f"no JSON test data at {DATA}: only bodies of our own")
    if not options.all:
        own = randomness.sample(own, QUICK)
        files = randomness.sample(files, QUICK) if files else []
    return [(repr(body[:60]), body) for body in own] + [(path.name, path.read_bytes()) for path in files]


def lay(tenant, route, body, **more):
    tenant.fault(route, "body", base64=base64.b64encode(body).decode(), **more)


def check_refused(tenant, name, result):
    """Exit 1 with one error that has a code and a place to look, no plan, nothing written."""
    errors = re.findall(r"^error: (.*)$", result.err, re.M)
    if result.status != 1 or len(errors) != 1 or not re.search(r"\[tenant\.[a-z]+\]$", errors[0]) or result.out.strip():
        raise Failed(f"{name}: {result}")
    if tenant.writes_seen():
        raise Failed(f"{name}: written all the same: {tenant.writes_seen()}")


def wrong_reads(route, own, tenant, told):
    """A list or a token that is none ends the plan."""
    def case(options, randomness):
        tenant.forget()
        for name, body in bodies(options, randomness, own):
            lay(tenant, route, body)
            try:
                result = tenant.cxctl("plan", "--rev", tenant.commits[1 - tenant.desired])
            finally:
                tenant.no_faults()
            check_refused(tenant, f"{route} {name}", result)
            told[route] += 1
    return case


def applied(tenant, arguments, told, route):
    """An apply whose fault is laid; True each time that the ledger should be looked at too."""
    tenant.forget()
    try:
        result = tenant.cxctl(*arguments, "-o", "json", "--quiet")
    finally:
        tenant.no_faults()
    tenant.check_intents()
    told[route] += 1
    return result


def wrong_echoes(route, tenant, told):
    """What a write answers is not believed: it is read, and found done."""
    def case(options, randomness):
        for name, body in bodies(options, randomness, NO_OBJECTS):
            tenant.choose(1 - tenant.desired)
            arguments = tenant.apply_arguments()
            lay(tenant, route, body)
            result = applied(tenant, arguments, told, route)
            steps = json.loads(result.out)["steps"]
            if result.status != 0 or any(step["result"] != "applied" for step in steps):
                raise Failed(f"{route} {name}: {result}")
            posts = [item for item in tenant.writes_seen() if item["method"] == "POST"]
            if len(posts) != 1:
                raise Failed(f"{route} {name}: {len(posts)} POSTs")
            tenant.check_equal()
            if told[route] % REST_EACH == 0:
                tenant.check_rest()
    return case


def wrong_guards(tenant, told):
    """The read before a write shows no such object: that object is not written, and the rest goes on."""
    route = "GET " + ONE

    def case(options, randomness):
        for name, body in bodies(options, randomness, NO_OBJECTS):
            tenant.choose(1 - tenant.desired)
            arguments = tenant.apply_arguments()
            lay(tenant, f"GET /api/v1/audiences/{A}", body)
            result = applied(tenant, arguments, told, route)
            if result.status not in (1, 3, 5) or any(A in item["path"] for item in tenant.writes_seen()):
                raise Failed(f"{route} {name}: {result} {tenant.writes_seen()}")
            tenant.settle()
            tenant.check_equal()
            if told[route] % REST_EACH == 0:
                tenant.check_rest()
    return case


def main():
    options = options_read(__doc__)
    told = collections.Counter()
    tenant = Tenant(options, definitions_5())
    try:
        tenant.settle()
        status = run_cases(options, [
            ("list", wrong_reads(LIST, NO_LISTS, tenant, told)), ("token", wrong_reads("POST /oauth/token", NO_TOKENS, tenant, told)),
            ("answer of a PUT", wrong_echoes("PUT " + ONE, tenant, told)), ("answer of a POST", wrong_echoes(HOOKS, tenant, told)),
            ("read before a write", wrong_guards(tenant, told))])
        if not status:
            tenant.check_rest()
            tenant.check_end()
    finally:
        tenant.close()
    print("a wrong body for: " + ", ".join(f"{name} {count}" for name, count in told.items()))
    tell_cases(sum(told.values()), status, "bodies, answers")
    return status


if __name__ == "__main__":
    sys.exit(main())
