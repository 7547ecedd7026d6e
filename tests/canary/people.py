#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the run-time commands on data of a person that is easily known again, and looks for it in all but the product.

    people.py --bin-dir BUILD          run; CX_ALL=1 with every spelling, fault and command
    people.py --bin-dir BUILD --self   show that each of them would be found

Rows on standard output are what was asked for. Standard error, files, git's objects and the audit log may hold nothing."""

import argparse
import base64
import itertools
import json
import pathlib
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli")]
from needles import Canary, Searcher, forms, spellings  # noqa: E402
from run import ANY, AUDIENCE, LONG, PROJECT, Leak, Stage  # noqa: E402
from world import Broken  # noqa: E402

PACK = 230  # characters that are surely shown of what a tenant says


def person(name, number, make, core=None):
    canary = Canary(name, number)
    canary.core = core or canary.core
    canary.value = make(canary.core)
    canary.forms = dict(forms(canary.core, canary.value))
    return canary


EMAIL = person("e-mail", 0, "{}@example.com".format)
PHONE = person("phone", 1, "+{}".format, "4930918273645546")
NAME = person("name", 2, "Zoë {} O'Neil".format)
EXTERNAL = person("external id", 3, "crm-{}".format)
VALUE = Canary("attribute value", 4)
NOTED = person("held value", 5, "held {} \"so\"".format)
PEOPLE = [EMAIL, PHONE, NAME, EXTERNAL, VALUE, NOTED]
VIP = "7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f"
CONTACT = "64c70b0b-0c5b-4a8f-8167-87272751ecaf"
MARKS = f"note: {json.dumps(VALUE.value)}\nmail: {EMAIL.value}\nphone: {json.dumps(PHONE.value)}\nname: {json.dumps(NAME.value)}\n"
TRIGGER = {"journey": "onboarding", "contactId": CONTACT, "event": "signup",
           "attributes": {"email": EMAIL.value, "external_id": EXTERNAL.value, "name": NAME.value, "phone": PHONE.value,
                          "directives": {"note": VALUE.value}}}


class People(Stage):
    def __init__(self, bin_dir):
        super().__init__(bin_dir)
        self.searcher = Searcher(PEOPLE)
        self.number = 0
        self.told = 0
        self.leaks = []

    def cx(self, *words, stdin="", **more):
        """Runs cxctl, and searches what is not its product; all that is found is told at the end."""
        self.runs += 1
        way = ["-v", "-v", "--log-format", "json"][:2 + 2 * (self.runs % 2)]
        done = subprocess.run([self.cxctl(), *words, *way], cwd=self.folder, env={**self.environment, **more}, check=False,
                              input=stdin.encode(), capture_output=True, timeout=120)
        what = f"cxctl {' '.join(words)[:600]} {more}\n{stdin[:600]}\n{done.stderr.decode('utf-8', 'replace')}"
        try:
            self.search(done.stderr, "standard error of " + what)
        except Leak as leak:
            self.leaks.append(str(leak))
        if not more:
            self.check_crash(-done.returncode, what)
        return done

    def trigger(self, **changes):
        """A trigger that was not sent before."""
        self.number += 1
        return json.dumps({**TRIGGER, "deduplicationId": f"d-{self.number}", **changes}) + "\n"

    def fault(self, **rule):
        self.ask("DELETE", "/sandbox/faults")
        if rule:
            self.ask("POST", "/sandbox/faults", json.dumps(rule))


def set_up(stage):
    stage.put("cxctl.yaml", PROJECT)
    stage.put("audiences/vip.yaml", AUDIENCE)
    stage.put("in/marks.yaml", MARKS, *PEOPLE)
    stage.put(".gitignore", "in/\n")
    (stage.folder / "webhooks").mkdir()
    stage.commit("one audience")
    stage.ask("PUT", "/sandbox/state", json.dumps({"interactions": [{"interactionId": "i-1", "attributes": [
        {"key": "name", "value": NAME.value}, {"key": "held", "value": NOTED.value}]}]}))
    done = stage.cx("apply", "--yes")
    if done.returncode:
        raise Broken(done.stderr.decode())


# Of each command a call that names people, as words and standard input; what is asked for is made anew each time.
CALLS = {
    "members": lambda stage: (["members", "vip", "--filter", f"email={EMAIL.value}", "--filter", f"region={NAME.value}",
                               "--filter", f"phone~{PHONE.value}", "--filter", f"country!={VALUE.value}",
                               "--filter", f"industry={EXTERNAL.value}", "--filter", f"tier={NOTED.value}"], ""),
    "profiles": lambda stage: (["profiles", EXTERNAL.value, EMAIL.value, PHONE.value, NAME.value, VALUE.value, NOTED.value,
                                "--segment", VALUE.value], ""),
    "attributes": lambda stage: (["attributes", "i-1", "-f", "in/marks.yaml", "--set", f"external={EXTERNAL.value}",
                                  "--set", f"other={NOTED.value}"], ""),
    "trigger": lambda stage: (["trigger", "-"], stage.trigger(
        attributes={**TRIGGER["attributes"], "other": NOTED.value})),
}
ROUTES = {"members": "GET /api/v2/audiences/*", "profiles": "GET /api/v2/crm/*", "attributes": "POST /api/v2/interactions/*",
          "trigger": "POST /api/v1/journeys/*"}


def some(items, step, first=0):
    """All of them in the long run; in the quick one every so many."""
    return list(items) if LONG else list(items)[first::step]


def call(stage, name, **more):
    words, stdin = CALLS[name](stage)
    return stage.cx(*words, stdin=stdin, **more)


def do_well(stage):
    """What they do when all is well, with their logs."""
    for name in CALLS:
        done = call(stage, name)
        if done.returncode:
            raise Broken(f"{name}: exit {done.returncode}\n{done.stderr.decode()}")
        call(stage, name)
    for words in (["attributes", "i-1"], ["members", "vip", "--count"], ["attributes", "i-1", "--delete", "note", "-o", "csv"]):
        stage.cx(*words)
    stage.cx("audit", "verify", "--log", ".git/cxctl/prod/runtime.jsonl")
    stage.search_files()


def write_it_wrong(stage):
    """What a person may write wrong in an option or a file."""
    every = [canary.value for canary in PEOPLE]
    for at, value in enumerate(some(every, len(every))):
        for text in some((value, f"spend>{value}", f"opted_in={value}", f"last_purchase_date<{value}", f"email=={value}", f"email>={value}",
                     f"{value}=email", f"={value}", f"email>{value}", f"spend~{value}"), 4, 1):
            stage.cx("members", "vip", "--filter", text, "--count")
        stage.cx("profiles", "--ids-from", "-", stdin=f"{value},\n")
        for text in some((json.dumps({"id": {"x": value}}), f"{{\"id\": \"{value}\", {value}", value * 20), 3):
            stage.cx("profiles", "--ids-from", "-", stdin=text + "\n")
        stage.cx("profiles", f"{value},", f"{value}\n{value}", value * 10, "--segment", f"{value}\n")
        stage.cx("attributes", "i-1", "--set", value, "--set", f"_x={value}", "--set", f"note={value * 100}")
        for text in some((f"note: {value}: {value}\n", f"note: [{value}]\n", f"note: *{value}\n", f"note: !{value} x\n", f"- {value}\n",
                     f"note: '{value}\n", f"{{\"note\": \"{value}\n", f"note: 0{value[1:]}\n", f"note:\n\t{value}\n", value), 5):
            stage.cx("attributes", "i-1", "-f", "-", stdin=text)
            stage.cx("trigger", "-", stdin=text)
        attributes = TRIGGER["attributes"]
        for changes in some(({"attributes": {**attributes, "directives": {"email": value}}}, {"contactId": value}, 
                        {"event": 7, "x": value}, {"timestamp": value}, {"deduplicationId": value}, {"attributes": value},
                        {"attributes": {"email": {"x": value}}}, {"event": value * 20}, {"pad": value * 3000}), 4, at):
            stage.cx("trigger", "-", stdin=stage.trigger(**changes))
    stage.search_files()


def packs(canaries):
    """Every spelling of what is known of a person, in texts that are short enough to be shown whole."""
    pack = []
    for text in itertools.chain.from_iterable(spellings(canary.value) for canary in canaries):
        if pack and len(" ".join([*pack, text])) > PACK:
            yield " ".join(pack)
            pack = []
        pack.append(text)
    yield " ".join(pack)


def be_told(stage):
    """A tenant that repeats the person in any spelling, in each of its shapes of an error."""
    texts = list(packs(PEOPLE))
    shapes = [lambda text: json.dumps({"message": text}), lambda text: text,
              lambda text: json.dumps({"error": "invalid", "error_description": text}),
              lambda text: json.dumps({"code": text, "details": text, "errors": [text]}),
              lambda text: json.dumps({"errors": [{"field": text, "message": text, "errorCode": text}], "uid": text}),
              lambda text: f"<html><h1>{text}</h1></html>"]
    rounds = itertools.product(CALLS, enumerate(texts))
    for number, (name, (at, text)) in enumerate(rounds):
        if not LONG and number % 23:
            continue
        shape = shapes[(number if LONG else number // 23) % len(shapes)]
        stage.fault(route=ROUTES[name], kind="status", status=[400, 422, 403, 409][at % 4], body=shape(f"said: {text}"))
        call(stage, name)
        stage.told += 1
    stage.fault()
    stage.search_files()


def coded(text):
    return base64.b64encode(text.encode()).decode()


def answer_wrong(stage):
    """Answers that are no answer: cut, of another shape, of another place, with the person in them."""
    for canary in some(PEOPLE, len(PEOPLE), 2):
        value = canary.value
        quoted = json.dumps(value)
        bodies = [value, f"{{{quoted}: 1, {quoted}: 2}}", f'{{"items": [{quoted}]}}', f'{{"items": [{{"id": {quoted}}}, {quoted}',
                  f'{{"items": [{{"id": "1", "email": {quoted}}}], "nextPageToken": "https://x.example/{value}"}}',
                  f'{{"items": [{{"id": "1", "email": {quoted}}}], "nextPageUrl": "https://x.example/?q={canary.core}"}}',
                  f'{{"items": {quoted}, "count": {quoted}, "attributes": {quoted}, "state": {quoted}, "suppressionStatus": {quoted}}}',
                  f'{{"attributes": [{{"key": {quoted}, "value": 1}}, {{"key": {quoted}, "value": 1}}], "interactionId": {quoted}}}']
        for at, body in enumerate(bodies):
            for name in some(CALLS, len(CALLS), at % len(CALLS)):
                route = "* /api/*" if name in ("attributes", "trigger") else ROUTES[name]
                stage.fault(route=route, kind="body", base64=coded(body))
                call(stage, name)
        for name in CALLS:
            stage.fault(route=ROUTES[name], kind="redirect", location=f"https://x.example/{canary.core}?q={canary.core}")
            call(stage, name)
            head = (f"HTTP/1.1 400 {canary.core}\r\nContent-Type: text/plain\r\nCorrelationId: {canary.core}\r\n"
                    f"Location: /{canary.core}\r\nContent-Length: 2\r\n\r\n{{}}")
            stage.fault(route=ROUTES[name], kind="raw", base64=coded(head))
            call(stage, name)
            if not LONG:
                break
    stage.fault()
    stage.search_files()


def fail_here(stage):
    """Kills and full disks on this side, and runs that are broken off on the other."""
    for name in CALLS:
        for fault in some(["kill:2", "kill:1", "write:1", "fsync:2", "http:2"], 5):
            call(stage, name, CX_FAULT=fault)
        for kind in some(["reset-after", "truncate", "junk", "html"], 4):
            stage.fault(route=ANY, kind=kind, count=3)
            call(stage, name)
    stage.fault()
    stage.search_files()


def listen_to(stage):
    """Events of a person, good and bad ones, sent straight to cxctl listen."""
    files = [open(stage.top / "tmp" / name, "wb") for name in ("listen.out", "listen.err")]
    stage.allowed[stage.top / "tmp" / "listen.out"] = {canary.name for canary in PEOPLE}
    process = subprocess.Popen([stage.cxctl(), "listen", "--port", "0", "-v", "-v"], cwd=stage.folder, env=stage.environment,
                               stdin=subprocess.DEVNULL, stdout=files[0], stderr=files[1])
    url = None
    for _ in range(200):
        found = re.search(rb"http://[0-9.:]+", (stage.top / "tmp" / "listen.err").read_bytes())
        if found:
            url = found.group(0).decode()
            break
        time.sleep(0.05)
    everything = " ".join(canary.value for canary in PEOPLE)
    good = {"eventType": "interaction.attributes.updated", "interactionId": "i-1", "callbackLatencyMs": 5,
            "attributes": [{"key": "note", "value": everything}]}
    statuses = []
    for body in (json.dumps(good), json.dumps({**good, "eventType": everything}), json.dumps({**good, "attributes": everything}),
                 json.dumps({**good, "callbackLatencyMs": everything}), everything, json.dumps(good)[:-9],
                 f'{{"{EMAIL.value}": 1, "{EMAIL.value}": 2}}'):
        request = urllib.request.Request(f"{url}/{EMAIL.core}?q={EXTERNAL.core}", body.encode(), {
            "Content-Type": "application/json", "webhook-id": f"msg_{len(statuses)}", "webhook-timestamp": str(int(time.time()))})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                statuses.append(answer.status)
        except urllib.error.HTTPError as error:
            statuses.append(error.code)
            stage.search(error.read(), f"the answer of cxctl listen to {body[:200]}")
    process.terminate()
    process.wait(20)
    for file in files:
        file.close()
    if statuses[0] != 200 or statuses.count(200) == len(statuses):
        raise Broken(f"listen answered {statuses}")
    stage.search_files()


def run(stage):
    set_up(stage)
    for step in (do_well, write_it_wrong, be_told, answer_wrong, fail_here, listen_to):
        step(stage)
    stage.stop_sandbox()
    if stage.leaks:
        raise Leak("\n\n".join(stage.leaks))
    print(f"{stage.runs} runs, {stage.told} of them told by the tenant: nothing of a person but in the product")


def run_self(stage):
    """Each in a file, in the audit log, and on standard error."""
    set_up(stage)
    planted = stage.top / "tmp" / "planted"
    fake = stage.top / "tmp" / "bin"
    fake.mkdir()
    real = stage.bin_dir
    for canary in PEOPLE:
        for where, plant in (("a file", lambda: planted.write_bytes(b"- " + canary.core.encode())),
                             ("base64", lambda: planted.write_bytes(base64.b64encode(b"- " + canary.value.encode() + b" --"))),
                             ("standard error", lambda: tell(stage, fake, canary))):
            try:
                plant()
                stage.search_files()
            except Leak:
                planted.unlink(missing_ok=True)
                stage.bin_dir = real
                continue
            raise Broken(f"not found: {canary.name} in {where}")
    stage.stop_sandbox()
    print(f"{len(PEOPLE)} people's data: all found")


def tell(stage, fake, canary):
    (fake / "cxctl").write_text(f"#!/bin/sh\necho '{canary.core}' >&2\n", encoding="utf-8")
    (fake / "cxctl").chmod(0o755)
    stage.allowed[fake / "cxctl"] = {one.name for one in PEOPLE}
    stage.bin_dir = str(fake)
    stage.cx("version")
    if stage.leaks:
        raise Leak(stage.leaks.pop())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin-dir", required=True)
    parser.add_argument("--self", action="store_true", dest="self_check")
    options = parser.parse_args()
    stage = People(str(pathlib.Path(options.bin_dir).resolve()))
    try:
        (run_self if options.self_check else run)(stage)
    except (Broken, Leak) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    finally:
        stage.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
