#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the rules of the house that no compiler checks: floors, headers, file heads, words.

Prints one line per broken rule as FILE:LINE: message [rule] and exits 1, or nothing and exits 0.
Warnings (long files) are printed and do not fail."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

# From the top. An include may point to its own floor or to a lower one.
FLOORS = ["cli", "report", "engine", "query", "ledger", "remote", "model", "schema", "doc", "port", "base"]
# The sandbox is a program of its own beside the house.
SANDBOX_MAY = {"sandbox", "base", "port", "doc", "schema", "model"}
# Third-party headers, and who may include them.
FOREIGN = re.compile(r"^(yaml\.h|cjson/.*|cJSON\.h|curl/.*|git2\.h|git2/.*|openssl/.*|pcre2\.h)$")
SANDBOX_FOREIGN = re.compile(r"^(microhttpd\.h|sqlite3\.h)$")
# plan, drift and whatever else the engine does hold an object that can only read.
WRITE_HEADER = "remote/write.h"
WRITERS = re.compile(r"^(apply|recover|notify)[a-z0-9_]*\.[ch]$")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
BANNED_WORDS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
LONG_FILE = 400
VERY_LONG_FILE = 800


class Report:
    def __init__(self, root):
        self.root = root
        self.errors = []
        self.warnings = []

    def error(self, path, line, message, rule):
        self.errors.append((str(path.relative_to(self.root)), line, f"{message} [{rule}]"))

    def warn(self, path, line, message, rule):
        self.warnings.append((str(path.relative_to(self.root)), line, f"warning: {message} [{rule}]"))


def floor_of(path, root):
    parts = path.relative_to(root / "src").parts
    return parts[0] if len(parts) > 1 else None


def check_include(report, path, number, floor, bracket, target):
    if bracket == "<":
        if SANDBOX_FOREIGN.match(target) and floor != "sandbox":
            report.error(path, number, f"only sandbox/ may include <{target}>", "foreign-header")
        elif FOREIGN.match(target) and floor != "port":
            report.error(path, number, f"only port/ may include <{target}>", "foreign-header")
        return
    if "/" not in target:
        report.error(path, number, f'"{target}" does not spell its floor', "include-line")
        return
    aim = target.split("/")[0]
    if floor == "sandbox":
        if aim not in SANDBOX_MAY:
            report.error(path, number, f"sandbox/ may not include {aim}/", "floor")
        return
    if aim not in FLOORS:
        report.error(path, number, f'"{target}" is on no floor', "floor")
    elif FLOORS.index(aim) < FLOORS.index(floor):
        report.error(path, number, f"{floor}/ includes {aim}/, which is above it", "floor")
    if target == WRITE_HEADER and floor == "engine" and not WRITERS.match(path.name):
        report.error(path, number, "only apply*, recover* and notify* may write to a tenant", "read-only")


def check_source(report, path, root):
    floor = floor_of(path, root)
    if floor is None or (floor not in FLOORS and floor != "sandbox"):
        report.error(path, 1, "stands on no floor", "floor")
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    first_own = None
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if match:
            if first_own is None:
                first_own = (number, match.group(2))
            check_include(report, path, number, floor, *match.groups())
    own = path.with_suffix(".h")
    if path.suffix == ".c" and own.exists():
        wanted = str(own.relative_to(root / "src"))
        if first_own is None or first_own[1] != wanted:
            report.error(path, first_own[0] if first_own else 1, f'the first include is not "{wanted}"', "own-header")
    if path.suffix == ".h":
        check_guard(report, path, lines, root)
    check_length(report, path, len(lines))


def check_guard(report, path, lines, root):
    wanted = "CX_" + re.sub(r"[^A-Z0-9]", "_", str(path.relative_to(root / "src")).upper())
    if not any(line == f"#ifndef {wanted}" for line in lines):
        report.error(path, 1, f"the include guard is not {wanted}", "guard")


def check_length(report, path, length):
    if length > VERY_LONG_FILE:
        report.error(path, length, f"{length} lines, at most {VERY_LONG_FILE} are allowed", "length")
    elif length > LONG_FILE:
        report.warn(path, length, f"{length} lines: is this still one noun?", "length")


def check_head(report, path):
    """An SPDX line first, then one line that says what the file is for."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        report.error(path, 1, "is not UTF-8", "utf8")
        return
    start = 1 if lines and lines[0].startswith("#!") else 0
    if len(lines) <= start or "SPDX-License-Identifier: Apache-2.0" not in lines[start]:
        report.error(path, start + 1, "no SPDX line at the head", "head")
    elif len(lines) <= start + 1 or not re.match(r'\s*(/\*|//|#|""")\s*\S', lines[start + 1]):
        report.error(path, start + 2, "no line that says what the file is for", "head")
    for number, line in enumerate(lines, 1):
        if BANNED_WORDS.search(line) and "BANNED_WORDS" not in line:
            report.error(path, number, "an open end: finish it, or write an issue", "word")


def compile_flags(compile_commands):
    """The compiler and its -I, -D, -f and -std flags, as the build uses them for one of our files."""
    for entry in json.loads(pathlib.Path(compile_commands).read_text(encoding="utf-8")):
        if "/src/" not in entry["file"]:
            continue
        words = entry.get("arguments") or shlex.split(entry["command"])
        if os.path.basename(words[0]) == "ccache":
            words = words[1:]
        keep = [words[0]]
        for at, word in enumerate(words[1:], 1):
            if word.startswith(("-I", "-D", "-U", "-std", "-W", "-O")):
                keep.append(word)
            elif word == "-isystem":
                keep += [word, words[at + 1]]
        return [word for word in keep if word != "-DCX_INSIDE_BASE"]
    raise SystemExit(f"{compile_commands}: no entry of src/")


def check_headers_alone(report, headers, flags):
    def compile_alone(path):
        return path, subprocess.run(flags + ["-Wno-pedantic", "-fsyntax-only", "-x", "c", "-include", str(path), os.devnull],
                                    capture_output=True, text=True, check=False)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for path, done in pool.map(compile_alone, headers):
            if done.returncode != 0:
                text = next((line for line in done.stderr.splitlines() if "error:" in line), done.stderr)
                report.error(path, 1, f"does not compile alone: {text.strip()}", "alone")


def check(root, compile_commands=None):
    report = Report(root)
    sources = sorted(path for path in (root / "src").rglob("*") if path.suffix in (".c", ".h"))
    for path in sources:
        check_source(report, path, root)
    heads = list(sources)
    for folder, patterns in (("tests", ("*.c", "*.h", "*.py", "*.sh")), ("examples", ("*.sh",)), ("cmake", ("*.cmake",))):
        for pattern in patterns:
            heads += sorted((root / folder).rglob(pattern))
    for path in heads:
        check_head(report, path)
    if compile_commands:
        check_headers_alone(report, [path for path in sources if path.suffix == ".h"], compile_flags(compile_commands))
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--compile-commands", help="compile every header alone, with the flags found there")
    parser.add_argument("root", type=pathlib.Path)
    options = parser.parse_args()
    report = check(options.root.resolve(), options.compile_commands)
    for file, line, message in report.warnings + sorted(report.errors):
        print(f"{file}:{line}: {message}")
    return 1 if report.errors else 0


if __name__ == "__main__":
    sys.exit(main())
