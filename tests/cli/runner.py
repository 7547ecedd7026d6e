#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs transcripts: files that hold definitions, commands, what they print, and what the tenant saw.

    runner.py --bin-dir BUILD FILE...             run, print differences, exit 1 if there are any
    runner.py --bin-dir BUILD --update FILE...    write what came into the files, for review

The format is described in tests/cli/README.md."""

import argparse
import json
import os
import pathlib
import re
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import transcript  # noqa: E402
import world as worlds  # noqa: E402

SKIPPED = 77
READING = {"GET", "HEAD", "OPTIONS"}
SANDBOX_COMMAND = re.compile(r"^cxone-sandbox\b(.*)&$")


class Skip(Exception):
    """The transcript is not for this run."""


class Run:
    def __init__(self, steps, world, page=False):
        self.page = page    # a Markdown page: values that change from run to run are shown as they were once
        self.steps = steps
        self.world = world
        self.bound = {}
        self.failures = []  # (line, what, diff lines)
        self.news = {}      # index of a step: its new block

    def run(self):
        for index, step in enumerate(self.steps):
            action = getattr(self, "do_" + step.kind.replace("$", "command").replace("-", "_"), None)
            if action is None:
                raise transcript.Malformed(f"line {step.line}: no directive is called {step.kind!r}")
            action(index, step)

    def compare(self, index, step, actual, what, ordered=True):
        expected = [transcript.loosen(line) for line in step.block] if self.page else step.block
        if ordered:
            if self.page:
                self.news[index] = actual  # of one run, all or none: what is shown twice must be the same
            after = transcript.match_lines(expected, actual, self.bound)
            if after is not None:
                self.bound = after
                return
        elif transcript.match_set(expected, actual):
            return
        if self.page:
            for wanted, got in transcript.align(expected, actual, self.bound):
                if wanted is not None and got is not None:
                    self.bound = transcript.match_line(wanted, got, self.bound) or self.bound
        self.failures.append((step.line, what, transcript.difference(
            expected, actual if ordered else transcript.counted(actual), self.bound)))
        if not ordered:
            self.news[index] = transcript.counted(actual)
        elif not self.page:
            self.news[index] = transcript.updated(expected, actual, self.bound)

    def no_block(self, step):
        if step.block:
            raise transcript.Malformed(f"line {step.line}: -- {step.kind} takes no indented lines")

    def need_block(self, step):
        if not step.block:
            raise transcript.Malformed(f"line {step.line}: -- {step.kind} needs lines indented by two spaces")

    def do_command(self, index, step):
        command = (transcript.fill_shown if self.page else transcript.fill)(step.text, self.bound)
        sandbox = SANDBOX_COMMAND.match(command)
        if sandbox:
            self.world.need_sandbox(re.sub(r"--port +[0-9]+", "", sandbox.group(1)))
            return
        out, err, status = self.world.run(command, together=self.page)
        actual = self.lines(out) if out else []
        if err:
            actual += ["[stderr]"] + self.lines(err)
        if status == -signal.SIGKILL:
            actual.append("[killed]")
        elif status < 0:
            actual.append(f"[{signal.Signals(-status).name}]")
        elif status:
            actual.append(f"[exit {status}]")
        self.compare(index, step, actual, f"$ {step.text}")

    def lines(self, text):
        if text.endswith("\n"):
            return text[:-1].split("\n")
        return text.split("\n") + ([] if self.page else ["[no newline at the end]"])

    def do_file(self, _, step):
        self.need_block(step)
        self.world.write(step.text, [transcript.fill(line, self.bound) for line in step.block])

    def do_project(self, _, step):
        text = worlds.PROJECT.replace("{DEFINITIONS}", ", ".join(step.text.split() or ["audiences", "webhooks"]))
        self.world.write("cxctl.yaml", text.rstrip("\n").split("\n") + step.block)

    def do_commit(self, _, step):
        self.no_block(step)
        self.world.commit(step.text or "definitions")

    def do_env(self, _, step):
        self.no_block(step)
        name, equals, value = step.text.partition("=")
        if equals:
            self.world.environment[name] = self.world.to_real(value)
        else:
            self.world.environment.pop(name, None)

    def do_secret(self, _, step):
        """A variable whose value may be found nowhere afterwards."""
        self.no_block(step)
        name, _, value = step.text.partition("=")
        self.world.secrets[name] = value or f"hush-{len(self.world.secrets)}-9f3c1b7e5d2a48609f3c1b7e5d2a4860"
        self.world.environment[name] = self.world.secrets[name]

    def do_url(self, _, step):
        self.no_block(step)
        self.world.shown_url = step.text

    def do_sandbox(self, _, step):
        self.no_block(step)
        self.world.need_sandbox(step.text)

    def do_stop(self, _, step):
        self.no_block(step)
        self.world.stop_sandbox()

    def do_long(self, _, step):
        self.no_block(step)
        if not os.environ.get("CX_ALL"):
            raise Skip("a long test: set CX_ALL=1")

    def do_needs(self, _, step):
        """Left out where a command fails that has nothing to do with cxctl: mounting, for one."""
        self.no_block(step)
        if self.world.run(step.text)[2]:
            raise Skip(f"this does not work here: {step.text}")

    def do_tenant(self, _, step):
        self.need_block(step)
        self.send("PUT", "/sandbox/state", step)

    def do_put(self, _, step):
        self.send("PUT", step.text, step)

    def do_post(self, _, step):
        self.send("POST", step.text, step)

    def do_delete(self, _, step):
        self.send("DELETE", step.text, step)

    def send(self, method, path, step):
        body = transcript.fill("\n".join(step.block), self.bound)
        if body:
            try:
                json.loads(body)
            except ValueError as wrong:
                raise transcript.Malformed(f"line {step.line}: the block is no JSON: {wrong}") from wrong
        self.world.ask(method, transcript.fill(path, self.bound), self.world.to_real(body) if body else None)

    def do_get(self, index, step):
        answer = self.world.ask("GET", transcript.fill(step.text, self.bound))
        text = self.world.to_shown(json.dumps(answer, indent=2, sort_keys=True, ensure_ascii=False))
        self.world.check_secrets(text, f"GET {step.text}")
        self.compare(index, step, text.split("\n"), f"GET {step.text}")

    def do_requests(self, index, step):
        words = self.words(step, {"ordered", "token", "callback"})
        seen = self.world.requests(words - {"ordered"})
        self.compare(index, step, seen, "the requests that the tenant saw", "ordered" in words)

    def do_writes(self, index, step):
        """Only what may have changed the tenant."""
        words = self.words(step, {"ordered"})
        seen = [line for line in self.world.requests() if line.split()[0] not in READING]
        self.compare(index, step, seen, "the writing requests that the tenant saw", "ordered" in words)

    def words(self, step, known):
        words = set(step.text.split())
        if words - known:
            raise transcript.Malformed(f"line {step.line}: -- {step.kind} takes only the words {', '.join(sorted(known))}")
        return words


def rewrite(path, text, run):
    """Puts the new blocks into the file, from the end so that line numbers stay right."""
    lines = text.split("\n")
    indent = "" if path.suffix == ".md" else transcript.INDENT
    for index in sorted(run.news, reverse=True):
        step = run.steps[index]
        if run.page and step.kind == "$":
            lines[step.line - 1:step.start] = [transcript.fill_shown(line, run.bound)
                                               for line in lines[step.line - 1:step.start]]
        lines[step.start:step.end] = [indent + line if line else "" for line in run.news[index]]
    path.write_text("\n".join(lines), encoding="utf-8")


def run_file(path, options):
    """0 passed, 1 failed, SKIPPED."""
    text = path.read_text(encoding="utf-8")
    world = run = None
    try:
        steps = transcript.parse_md(text) if path.suffix == ".md" else transcript.parse_t(text)
        if not any(step.kind == "$" for step in steps):
            raise transcript.Malformed("no command in it: a test that cannot fail is a defect")
        world = worlds.World(options.bin_dir, options.keep)
        run = Run(steps, world, page=path.suffix == ".md")
        run.run()
        world.check_end()
    except Skip as reason:
        print(f"{path}: skipped: {reason}")
        return SKIPPED
    except (transcript.Malformed, worlds.Broken) as problem:
        if run:
            show(path, run)
        print(f"{path}: BROKEN: {problem}")
        return 1
    finally:
        if world:
            world.close()
    if options.update:
        if run.failures:
            rewrite(path, text, run)
            print(f"{path}: {len(run.news)} blocks rewritten")
        return 0
    show(path, run)
    return 1 if run.failures else 0


def show(path, run):
    for line, what, lines in run.failures:
        print(f"{path}:{line}: not as expected: {what}")
        for text in lines:
            print("  " + text)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin-dir", default=os.environ.get("CX_BIN_DIR"), type=lambda text: str(pathlib.Path(text).resolve()),
                        help="where cxctl and cxone-sandbox are (or CX_BIN_DIR)")
    parser.add_argument("--update", action="store_true", help="write what came into the files")
    parser.add_argument("--keep", action="store_true", help="keep the folder that the transcript ran in")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    options = parser.parse_args(arguments)
    if not options.bin_dir:
        parser.error("--bin-dir is missing")
    results = [run_file(path, options) for path in options.files]
    if 1 in results:
        return 1
    return SKIPPED if all(result == SKIPPED for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
