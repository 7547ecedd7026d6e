#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a transcript runs in: a fresh folder with a git repository, a scrubbed environment, a tenant."""

import json
import os
import pathlib
import re
import select
import shlex
import shutil
import signal
import ssl
import subprocess
import tempfile
import urllib.error
import urllib.request

COMMAND_SECONDS = 120
START_SECONDS = 20
LISTENING = re.compile(r"^cxone-sandbox listening on (https?://127\.0\.0\.1:[0-9]+)$")
# Signals that mean that a program is broken. SIGKILL is what tests send, SIGTERM and SIGINT what users send.
CRASHES = {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGTRAP, signal.SIGSYS,
           signal.SIGPIPE}
PROJECT = """\
apiVersion: cxctl/v1
kind: Project
definitions: [{DEFINITIONS}]
default_tenant: prod
tenants:
  prod:
    base_url: {URL}
    profile: cxone
    auth:
      token_url: {URL}/oauth/token
      client_id: {env: CXONE_CLIENT_ID}
      client_secret: {env: CXONE_CLIENT_SECRET}
"""
GIT_CONFIG = """\
[user]
	name = Ana Ops
	email = ana@example.com
[init]
	defaultBranch = main
"""


# Straight to the sandbox, whatever certificate it was told to show.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                     urllib.request.HTTPSHandler(context=ssl._create_unverified_context()))


class Broken(Exception):
    """Something that no transcript may expect: a crash, a hang, a leaked secret, a dead sandbox."""


class World:
    def __init__(self, bin_dir, keep=False):
        self.bin_dir = bin_dir
        self.keep = keep
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="cx-transcript-"))
        self.folder = self.top / "repo"
        self.reports = self.top / "reports"
        for folder in (self.folder, self.reports, self.top / "home", self.top / "tmp"):
            folder.mkdir()
        self.sandbox = None
        self.url = None
        self.shown_url = "{URL}"
        self.secrets = {"CXONE_CLIENT_SECRET": "sandbox-secret-5b0f0f6f54c44d1e9a"}
        report_path = f"log_path={self.reports}/report"
        self.environment = {
            "PATH": f"{bin_dir}:{os.environ.get('PATH', '/usr/bin:/bin')}", "HOME": str(self.top / "home"),
            "TMPDIR": str(self.top / "tmp"), "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb",
            "GIT_CONFIG_NOSYSTEM": "1", "CX_SOURCE_DIR": str(pathlib.Path(__file__).resolve().parents[2]),
            "CXONE_CLIENT_ID": "sandbox", **self.secrets,
            "CXONE_SANDBOX_CLIENT_SECRET": self.secrets["CXONE_CLIENT_SECRET"],
            "ASAN_OPTIONS": f"{report_path}:detect_leaks=1:handle_abort=1", "UBSAN_OPTIONS": f"{report_path}:print_stacktrace=1",
            "LSAN_OPTIONS": report_path}
        (self.top / "home" / ".gitconfig").write_text(GIT_CONFIG, encoding="utf-8")
        self.git("init", "-q")

    def git(self, *arguments, **more):
        environment = {**self.environment, **more}
        subprocess.run(["git", *arguments], cwd=self.folder, env=environment, check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL)

    def commit(self, message):
        """Commits everything, with a date that is always the same: the commit's id is too."""
        date = "2026-01-02T03:04:05Z"
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)

    def write(self, name, lines):
        path = (self.folder / name).resolve()
        if self.folder.resolve() not in path.parents:
            raise Broken(f"{name} is outside the test's folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.to_real("\n".join(lines) + "\n"), encoding="utf-8")

    def to_real(self, text):
        """Text of the transcript as the programs need it."""
        for shown in {self.shown_url, "{URL}"}:
            if shown in text:
                text = text.replace(shown, self.need_sandbox())
        return text.replace("{DIR}", str(self.folder))

    def to_shown(self, text):
        """What the programs printed, as the transcript says it."""
        if self.url:
            text = text.replace(self.url, self.shown_url)
        return text.replace(str(self.folder), "{DIR}").replace(str(self.top), "{TOP}")

    def run(self, command, together=False):
        """Runs a shell command; returns (stdout, stderr, status), status negative for a signal. together: both streams
        as stdout, as a terminal shows them."""
        process = subprocess.Popen(["/bin/sh", "-c", self.to_real(command)], cwd=self.folder, env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT if together else subprocess.PIPE,
                                   start_new_session=True)
        try:
            out, err = process.communicate(timeout=COMMAND_SECONDS)
        except subprocess.TimeoutExpired as late:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise Broken(f"still running after {COMMAND_SECONDS} s: {command}") from late
        status = process.returncode if process.returncode <= 128 else 128 - process.returncode
        self.check_crash(-status, f"{command}\n{(err or out).decode('utf-8', 'replace')}")
        try:
            texts = [self.to_shown(text.decode("utf-8")) for text in (out, err or b"")]
        except UnicodeDecodeError as wrong:
            raise Broken(f"printed what is not UTF-8: {command}: {wrong}") from wrong
        for text in texts:
            self.check_secrets(text, f"the output of: {command}")
        return texts[0], texts[1], status

    def check_crash(self, number, what):
        reports = sorted(self.reports.iterdir())
        if reports:
            text = "\n".join(path.read_text(encoding="utf-8", errors="replace")[:8000] for path in reports)
            raise Broken(f"sanitizer report: {what}\n{text}")
        if number in set(map(int, CRASHES)):
            raise Broken(f"crashed with {signal.Signals(number).name}: {what}")

    def check_secrets(self, text, where):
        for name, value in self.secrets.items():
            if value in text:
                raise Broken(f"the value of {name} is in {where}")

    def need_sandbox(self, options=""):
        if self.sandbox:
            if options:
                raise Broken("the sandbox runs already: give its options before the first use of the tenant")
            return self.url
        command = [str(pathlib.Path(self.bin_dir) / "cxone-sandbox"), "--port", "0", "--exit-with-parent", *shlex.split(options)]
        with open(self.top / "sandbox.log", "wb") as log:
            self.sandbox = subprocess.Popen(command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                            stdout=subprocess.PIPE, stderr=log)
        ready, _, _ = select.select([self.sandbox.stdout], [], [], START_SECONDS)
        line = self.sandbox.stdout.readline().decode() if ready else ""
        found = LISTENING.match(line.strip())
        if not found:
            raise Broken(f"the sandbox said {line!r}\n{self.sandbox_log()}")
        self.url = found.group(1)
        return self.url

    def sandbox_log(self):
        path = self.top / "sandbox.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def ask(self, method, path, body=None):
        """One request to the sandbox; the parsed JSON of the answer, None if it has no body."""
        request = urllib.request.Request(self.need_sandbox() + path, method=method,
                                         data=None if body is None else body.encode("utf-8"))
        request.add_header("Content-Type", "application/json")
        try:
            with OPENER.open(request, timeout=30) as answer:
                text = answer.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            raise Broken(f"{method} {path}: {error.code} {error.read().decode('utf-8', 'replace')}") from error
        except OSError as error:
            raise Broken(f"{method} {path}: {error}\n{self.sandbox_log()}") from error
        return json.loads(text) if text.strip() else None

    def requests(self, also=()):
        """What the tenant saw since the last call; also: of "token", "callback"."""
        items = self.ask("GET", "/sandbox/requests")["items"]
        self.ask("DELETE", "/sandbox/requests")
        return [" ".join([item["method"], item["path"], str(item["status"]), item.get("fault") or ""]).strip()
                for item in items if item["route"] in ("api", *also)]

    def stop_sandbox(self):
        if not self.sandbox:
            return
        sandbox, self.sandbox = self.sandbox, None
        died = sandbox.poll()
        if died is None:
            sandbox.terminate()
            try:
                sandbox.wait(timeout=START_SECONDS)
            except subprocess.TimeoutExpired as late:
                sandbox.kill()
                sandbox.wait()
                raise Broken("the sandbox does not end on SIGTERM") from late
        sandbox.stdout.close()
        self.check_crash(-sandbox.returncode, f"cxone-sandbox\n{self.sandbox_log()}")
        if died is not None or sandbox.returncode != 0:
            raise Broken(f"the sandbox ended with {sandbox.returncode}\n{self.sandbox_log()}")

    def check_end(self):
        """What holds after every transcript: no crash, no secret in any file or git object."""
        self.stop_sandbox()
        self.check_crash(0, "a program in the background")
        for path in sorted(self.top.rglob("*")):
            if path.is_file() and not path.is_symlink():
                self.check_secrets(path.read_bytes().decode("utf-8", "replace"), str(path.relative_to(self.top)))
        if (self.folder / ".git").exists():
            objects = subprocess.run(["git", "cat-file", "--batch", "--batch-all-objects"], cwd=self.folder, check=False,
                                     env=self.environment, stdin=subprocess.DEVNULL, capture_output=True).stdout
            self.check_secrets(objects.decode("utf-8", "replace"), "a git object")

    def close(self):
        if self.sandbox:
            self.sandbox.kill()
            self.sandbox.wait()
            self.sandbox.stdout.close()
            self.sandbox = None
        if self.keep:
            print(f"kept: {self.folder}")
        else:
            shutil.rmtree(self.top, ignore_errors=True)
