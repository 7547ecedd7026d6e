#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Clients of cxctl listen that are slow, huge, many or mad, while good events come in: each of these is printed once.

    listen.py --bin-dir BUILD"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import random
import re
import signal
import socket
import subprocess
import tempfile
import time

SEED = 20261121
KEY = b"a secret of thirty-two bytes and more"
PERSON = "ada.canary@example.com"
GOOD, SILENT, MAD = 60, 120, 400
HEAD = b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"


def event(number, key=KEY):
    """A whole request: an event of a person, signed."""
    body = json.dumps({"eventType": "interaction.attributes.updated", "interactionId": f"interaction-{number}",
                       "attributes": [{"key": "email", "value": PERSON}], "callbackLatencyMs": number}).encode()
    name, stamp = f"evt_{number}", str(int(time.time()))
    mac = base64.b64encode(hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()).decode()
    fields = f"webhook-id: {name}\r\nwebhook-timestamp: {stamp}\r\nwebhook-signature: v1,{mac}\r\n"
    return HEAD + f"{fields}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Desk:
    """A cxctl listen, and connections to it."""

    def __init__(self, bin_dir, folder):
        self.out, self.err = f"{folder}/out", f"{folder}/err"
        environment = dict(os.environ, LISTEN_SECRET=KEY.decode())
        command = [os.path.abspath(f"{bin_dir}/cxctl"), *"listen --port 0 --secret-env LISTEN_SECRET -v -v".split()]
        with open(self.out, "wb") as out, open(self.err, "wb") as err:
            self.process = subprocess.Popen(command, stdout=out, stderr=err, env=environment, cwd=folder)
        while not (found := re.search(r"http://127\.0\.0\.1:(\d+)", self.read(self.err))):
            assert self.process.poll() is None, self.read(self.err)
            time.sleep(0.02)
        self.port = int(found.group(1))

    @staticmethod
    def read(path):
        with open(path, encoding="utf-8") as file:
            return file.read()

    def dial(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def ask(self, request):
        """The status of the answer, or None where there is none."""
        with self.dial() as client:
            try:
                client.sendall(request)
                answer = b""
                while piece := client.recv(65536):
                    answer += piece
            except (ConnectionResetError, BrokenPipeError):
                return None
        return int(answer.split(b" ", 2)[1]) if answer else None

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


def mad_requests():
    """What no sender would send, by a fixed seed: requests that are cut, altered, too long, or no requests at all."""
    dice = random.Random(SEED)
    fixed = [HEAD + b"X: " + b"y" * 100000 + b"\r\n\r\n", HEAD + b"X: y\r\n" * 5000 + b"\r\n",
             HEAD + b"Content-Length: 99999999999999999999\r\n\r\n", HEAD + b"Content-Length: 4000000\r\n\r\n" + b"[" * 4000000,
             HEAD + b"Content-Length: 1000000\r\n\r\n" + b"[" * 1000000,
             HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n[\r\n" * 50000, HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
             HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", HEAD + b"Content-Length: 2\r\n\r\n{}" * 500,
             b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x00" * 20000, b"\r\n" * 9000]
    yield from fixed
    for number in range(MAD - len(fixed)):
        request = bytearray(event(10000 + number, b"another key"))
        for _ in range(dice.randrange(1, 6)):
            request[dice.randrange(len(request))] = dice.randrange(256)
        # Nothing stands behind it, so that what seems to be missing is not waited for.
        yield bytes(request[:dice.randrange(1, len(request) + 1)])


def throw(desk, request):
    """Sends it and goes away, as a client does that does not want to know."""
    with desk.dial() as client:
        try:
            client.sendall(request)
            client.shutdown(socket.SHUT_WR)
            client.recv(100)
        except OSError:
            pass


def run(bin_dir, folder):
    desk = Desk(bin_dir, folder)
    silent = [desk.dial() for _ in range(SILENT)]  # they say nothing, or begin and never end
    for number, client in enumerate(silent):
        try:
            client.sendall([b"", b"POST / HT", event(1)[:-1], HEAD + b"Content-Length: 100\r\n\r\n["][number % 4])
        except OSError:
            pass  # it made room already
    assert [desk.ask(event(number)) for number in range(GOOD // 2)] == [200] * (GOOD // 2), "with silent clients"
    for request in mad_requests():
        throw(desk, request)
    assert [desk.ask(event(number)) for number in range(GOOD // 2, GOOD)] == [200] * (GOOD // 2), "after mad clients"
    assert desk.ask(event(0)) == 200, "an event that came again"
    assert desk.ask(event(GOOD, b"another key")) == 401, "a forged event"
    for client in silent:
        client.close()
    status, err = desk.end(), desk.read(desk.err)
    assert status == 0, f"exit code {status}: {err}"
    came = [json.loads(line)["interactionId"] for line in desk.read(desk.out).splitlines()]
    assert came == [f"interaction-{number}" for number in range(GOOD)], came
    assert PERSON not in err and KEY.decode() not in err and "interaction-" not in err, err
    assert f"{GOOD} accepted, 1 duplicate" in err, err
    assert err.count("\n") < 1500, "refusals are told without an end"
    print(f"cases: listen {GOOD + MAD + SILENT} ok, 0 failed")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin-dir", required=True)
    with tempfile.TemporaryDirectory() as folder:
        run(parser.parse_args().bin_dir, folder)


if __name__ == "__main__":
    main()
