# SPDX-License-Identifier: Apache-2.0
"""Headless Chromium by its DevTools protocol over two pipes: messages are JSON that ends in NUL, on descriptors 3 and 4."""

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 60


def find():
    """The program's path, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="cx-browser-")
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        self.read, self.write, self.rest, self.next = ours_in, ours_out, b"", 0
        self.events = []

        def plug():
            # Not 3 and 4 yet, whatever they are now.
            low, high = os.dup2(theirs_in, 100), os.dup2(theirs_out, 101)
            os.dup2(low, 3)
            os.dup2(high, 4)

        arguments = [find(), "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={self.home}", "--disable-gpu",
                     "--no-first-run", "--disable-extensions", "--disable-background-networking", "--disable-dev-shm-usage",
                     "--host-resolver-rules=MAP * ~NOTFOUND", "--hide-scrollbars", "about:blank"]
        if os.geteuid() == 0:
            arguments.insert(1, "--no-sandbox")
        self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, preexec_fn=plug,
                                        stderr=subprocess.DEVNULL, close_fds=False, start_new_session=True,
                                        env={**os.environ, "HOME": self.home})
        os.close(theirs_in)
        os.close(theirs_out)
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def _message(self, until):
        while b"\0" not in self.rest:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.read], [], [], left)[0]:
                raise TimeoutError("the browser does not answer")
            part = os.read(self.read, 1 << 20)
            if not part:
                raise EOFError("the browser ended")
            self.rest += part
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def ask(self, method, **params):
        self.next += 1
        message = {"id": self.next, "method": method, "params": params}
        if getattr(self, "session", None):
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.write, data):]
        until = time.monotonic() + SECONDS
        while True:
            answer = self._message(until)
            if answer.get("id") == self.next:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def wait(self, method):
        """The first event of that name since the last call of forget."""
        until = time.monotonic() + SECONDS
        while True:
            for event in self.events:
                if event["method"] == method:
                    return event
            message = self._message(until)
            if "method" in message:
                self.events.append(message)

    def forget(self):
        self.events = []

    def open(self, url):
        """Loads a page; returns the seconds until its load event."""
        self.forget()
        begin = time.monotonic()
        self.ask("Page.navigate", url=url)
        self.wait("Page.loadEventFired")
        return time.monotonic() - begin

    def run(self, expression):
        """The value of an expression of JavaScript, promises awaited."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def key(self, key, code=None, text=None, modifiers=0):
        fields = {"key": key, "code": code or key, "modifiers": modifiers,
                  "windowsVirtualKeyCode": {"Tab": 9, "Enter": 13, " ": 32}.get(key, ord(key[0]))}
        self.ask("Input.dispatchKeyEvent", type="keyDown", **fields, **({"text": text} if text else {}))
        self.ask("Input.dispatchKeyEvent", type="keyUp", **fields)

    def type(self, text):
        self.ask("Input.insertText", text=text)

    def click(self, selector):
        """A click of the mouse into the middle of the first element that fits."""
        place = self.run(f"(()=>{{const e=document.querySelector({json.dumps(selector)});e.scrollIntoView({{block:'center'}});"
                         "const r=e.getBoundingClientRect();return [r.x+r.width/2,r.y+r.height/2]})()")
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def show(self, width, height=900, scheme="light", scale=1):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False)
        self.ask("Emulation.setEmulatedMedia", media="screen", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def scripts(self, enabled):
        self.ask("Emulation.setScriptExecutionDisabled", value=not enabled)

    def photograph(self, path):
        data = self.ask("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def print(self, path):
        data = self.ask("Page.printToPDF", printBackground=False)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def complaints(self):
        """What the page logged, threw, or asked of the network since it was opened."""
        found = []
        for event in self.events:
            params = event["params"]
            if event["method"] == "Log.entryAdded":
                found.append(params["entry"]["text"])
            elif event["method"] == "Runtime.exceptionThrown":
                found.append(json.dumps(params["exceptionDetails"]))
            elif event["method"] == "Network.requestWillBeSent" and not params["documentURL"] == params["request"]["url"]:
                found.append("request: " + params["request"]["url"])
        return found

    def close(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        os.close(self.read)
        os.close(self.write)
        shutil.rmtree(self.home, ignore_errors=True)
