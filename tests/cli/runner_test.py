#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Shows that the transcript runner fails when it should: wrong output, exit, requests, crash, leaked secret.

    runner_test.py [CRASHER]    CRASHER: a program built with sanitizers (tests/cli/crasher.c)"""

import contextlib
import io
import pathlib
import sys
import tempfile
import textwrap
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import runner  # noqa: E402

CRASHER = None
STUB = '''\
#!{python}
# Answers as the control endpoints of cxone-sandbox do; every other request is logged as 200.
import http.server, json, signal, sys
log, state = [], {{}}
class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self):
        global state
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        out = {{}}
        if self.path == "/sandbox/requests":
            out = {{"items": list(log)}}
            if self.command == "DELETE":
                log.clear()
        elif self.path == "/sandbox/state":
            state = json.loads(body) if self.command == "PUT" else state
            out = state
        else:
            route = "token" if self.path.endswith("token") else "api"
            log.append({{"route": route, "method": self.command, "path": self.path, "status": 200}})
        text = json.dumps(out).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
    do_GET = do_PUT = do_POST = do_DELETE = answer
    def log_message(self, *_):
        pass
signal.signal(signal.SIGTERM, lambda *_: sys.exit({exit}))
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(f"cxone-sandbox listening on http://127.0.0.1:{{server.server_port}}", flush=True)
server.serve_forever()
'''
ASK = """\
import sys, urllib.request
for method, path in zip(sys.argv[2::2], sys.argv[3::2]):
    urllib.request.urlopen(urllib.request.Request(sys.argv[1] + path, method=method)).read()
"""


class Runner(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.bin = pathlib.Path(self.folder.name)
        self.make_sandbox(0)
        (self.bin / "ask.py").write_text(ASK, encoding="utf-8")

    def tearDown(self):
        self.folder.cleanup()

    def make_sandbox(self, status):
        stub = self.bin / "cxone-sandbox"
        stub.write_text(STUB.format(python=sys.executable, exit=status), encoding="utf-8")
        stub.chmod(0o755)

    def run_text(self, text, *options, name="a.t"):
        path = self.bin / name
        text = textwrap.dedent(text).replace("ASK", f"{sys.executable} {self.bin}/ask.py {{URL}}")
        path.write_text(text.replace("CRASHER", str(CRASHER)), encoding="utf-8")
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            status = runner.main(["--bin-dir", str(self.bin), *options, str(path)])
        return status, output.getvalue()

    def passes(self, text, **more):
        self.assertEqual((0, ""), self.run_text(text, **more))

    def fails(self, text, message, **more):
        status, output = self.run_text(text, **more)
        self.assertEqual(1, status, output)
        self.assertIn(message, output)

    def test_output_when_equal_then_passes(self):
        self.passes("""\
            # Prose.

            -- file a/b.txt
              one

              two
            $ cat a/b.txt
              one

              two
            $ echo wrong >&2; exit 3
              [stderr]
              wrong
              [exit 3]
            $ true
            $ cat <<E
            > x
            > E
              x
            """)

    def test_output_when_it_differs_then_fails(self):
        self.fails("$ echo b\n  a\n", "- a\n  + b")
        self.fails("$ echo a\n", "+ a")
        self.fails("$ true\n  a\n", "- a")
        self.fails("$ printf a\n  a\n", "no newline at the end")
        self.fails("$ echo a >&2\n  a\n", "[stderr]")
        self.fails("$ printf 'a\\n\\n'\n  a\n", "+ ")
        self.fails("$ printf 'a \\n'\n  a\n", "+ a ")

    def test_exit_when_it_differs_then_fails(self):
        self.fails("$ exit 2\n", "+ [exit 2]")
        self.fails("$ exit 2\n  [exit 1]\n", "+ [exit 2]")
        self.fails("$ true\n  [exit 1]\n", "- [exit 1]")

    def test_program_when_it_crashes_then_no_expectation_helps(self):
        self.fails("$ kill -SEGV $$\n  [SIGSEGV]\n", "crashed with SIGSEGV")
        self.fails("$ sh -c 'kill -ABRT $$'\n  [exit 134]\n", "crashed with SIGABRT")
        self.passes("$ kill -KILL $$\n  [killed]\n")

    def test_sanitizer_when_it_reports_then_no_expectation_helps(self):
        if not CRASHER:
            self.skipTest("no program with sanitizers is at hand")
        for how in ("null", "overflow", "leak", "abort", "use-after-free"):
            self.fails(f"$ CRASHER {how} >/dev/null 2>&1 || true\n", "sanitizer report")
            self.fails(f"$ CRASHER {how} 2>&1 | cat >/dev/null\n", "sanitizer report")
        self.passes("$ CRASHER nothing\n")

    def test_program_when_background_job_leaks_a_secret_then_fails(self):
        self.fails("-- secret KEY\n$ echo $KEY\n  {ANY}\n", "the value of KEY is in the output")
        self.fails("-- secret KEY\n$ echo $KEY >file\n", "the value of KEY is in repo/file")
        self.fails("-- secret KEY\n$ echo $KEY >f; git add f; git rm -qf f\n", "the value of KEY is in a git object")
        self.passes("-- secret KEY\n$ echo ${#KEY}\n  {N}\n")

    def test_requests_when_equal_then_passes(self):
        self.passes("""\
            -- tenant
              {"audiences": []}
            $ ASK GET /b POST /oauth/token GET /a PUT /c GET /a
            -- requests
              GET /a 200 x2
              GET /b 200
              PUT /c 200
            -- requests
            $ ASK GET /a PUT /c
            -- writes
              PUT /c 200
            $ ASK POST /oauth/token GET /a
            -- requests ordered token
              POST /oauth/token 200
              GET /a 200
            -- get /sandbox/state
              {
                "audiences": []
              }
            """)

    def test_requests_when_they_differ_then_fails(self):
        self.fails("$ ASK GET /a\n-- requests\n  GET /b 200\n", "+ GET /a 200")
        self.fails("$ ASK GET /a\n-- requests\n", "+ GET /a 200")
        self.fails("$ ASK GET /a\n-- requests\n  GET /a 200 x2\n", "not as expected")
        self.fails("$ ASK GET /a GET /a\n-- requests\n  GET /a 200\n", "+ GET /a 200 x2")
        self.fails("$ ASK GET /a\n-- requests\n  GET /a 404\n", "- GET /a 404")
        self.fails("$ ASK GET /a PUT /a\n-- requests ordered\n  PUT /a 200\n  GET /a 200\n", "not as expected")
        self.fails("$ ASK PUT /a\n-- writes\n", "+ PUT /a 200")

    def test_sandbox_when_it_ends_badly_then_fails(self):
        self.make_sandbox(9)
        self.fails("-- sandbox\n$ true\n", "the sandbox ended with 9")
        (self.bin / "cxone-sandbox").write_text("#!/bin/sh\necho hello\n", encoding="utf-8")
        self.fails("-- sandbox\n$ true\n", "the sandbox said 'hello")

    def test_wildcard_when_named_then_holds_and_is_reused(self):
        self.passes("""\
            -- commit first
            $ git rev-parse HEAD
              {COMMIT:a}
            $ git log --format=%H
              {COMMIT:a}
            $ test {COMMIT:a} = $(git rev-parse HEAD)
            $ printf 'a\\nb\\nc\\n12 ms\\n'
              a
              ...
              {MS} ms
            """)
        self.fails("$ echo 1\n  {N:a}\n$ echo 2\n  {N:a}\n", "+ 2")
        self.fails("$ echo x\n  {N}\n", "+ x")
        self.fails("$ printf 'a\\nb\\n'\n  a\n  ...\n  c\n", "- c")

    def test_transcript_when_malformed_then_fails(self):
        self.fails("$ true\nstray\n", "line 2: neither")
        self.fails("-- file a.txt\n$ true\n", "needs lines indented")
        self.fails("-- what\n$ true\n", "no directive is called 'what'")
        self.fails("# only prose\n", "no command in it")
        self.fails("-- commit x\n  y\n$ true\n", "takes no indented lines")

    def test_update_when_output_differs_then_file_is_rewritten(self):
        status, output = self.run_text("# A.\n$ echo b; echo 7 ms\n  a\n  {MS} ms\n\n# B.\n$ exit 2\n", "--update")
        self.assertEqual((0, True), (status, "2 blocks" in output), output)
        self.assertEqual("# A.\n$ echo b; echo 7 ms\n  b\n  {MS} ms\n\n# B.\n$ exit 2\n  [exit 2]\n",
                         (self.bin / "a.t").read_text(encoding="utf-8"))

    def test_markdown_when_blocks_are_marked_then_they_run(self):
        page = """\
            # Title

            <!-- t
            -- secret KEY
            -->
            ```yaml file=a.yaml
            a: 1
            ```
            ```console
            $ cat a.yaml
            a: %s
            $ echo b
            b
            ```
            ```sh
            not run
            ```
            """
        self.passes(page % 1, name="a.md")
        self.fails(page % 2, "- a: 2", name="a.md")

    def test_markdown_when_values_differ_then_any_but_the_same(self):
        page = """\
            ```console
            $ git commit -q --allow-empty -m a; git rev-parse HEAD
            0123456789012345678901234567890123456789
            $ git log --format='%%H took 3 ms at %%aI'
            %s took 12 ms at 2026-01-01T00:00:00Z
            $ git cat-file -t 0123456789012345678901234567890123456789
            commit
            ```
            """
        self.passes(page % "0123456789012345678901234567890123456789", name="a.md")
        status, output = self.run_text(page % "1111111111222222222233333333334444444444", name="a.md")
        self.assertEqual((0, ""), (status, output))  # another name for the same commit is not wrong
        self.fails("```console\n$ echo abcdefa; echo abcdefb\nabcdef1\nabcdef1\n```\n", "not as expected", name="a.md")

    def test_long_when_not_all_then_skipped(self):
        self.assertEqual(77, self.run_text("-- long\n$ false\n")[0])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        CRASHER = pathlib.Path(sys.argv.pop()).resolve()
    unittest.main()
