#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the Markdown pages: links lead somewhere, code blocks are of a known sort, no open ends.

A block of the language console is run by tests/cli/runner.py; text and sh blocks are only shown; others must be
written to a file (`yaml file=NAME`), so that the commands behind them use what the reader sees."""

import pathlib
import re
import sys

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SHOWN = {"text", "sh", "console", ""}
OPEN_END = re.compile(r"\b(TODO|FIXME|TBD|XXX)\b")  # BANNED_WORDS


def anchors(text):
    """GitHub's: lower case, spaces to dashes, punctuation dropped."""
    heads = re.findall(r"^#+ +(.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def check_page(path, root):
    problems = []
    inside = False
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.split("\n"), 1):
        where = f"{path.relative_to(root)}:{number}"
        if line.startswith("```"):
            inside = not inside
            language, _, rest = line[3:].partition(" ")
            if inside and language not in SHOWN and not rest.startswith("file="):
                problems.append(f"{where}: a block of {language} that no test reads: give it file=NAME, or show it as text")
            continue
        if OPEN_END.search(line):
            problems.append(f"{where}: an open end")
        for target in [] if inside else LINK.findall(line):
            if re.match(r"^[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            aim = (path.parent / name).resolve() if name else path
            if not aim.exists():
                problems.append(f"{where}: the link {target} leads nowhere")
            elif anchor and aim.suffix == ".md" and anchor not in anchors(aim.read_text(encoding="utf-8")):
                problems.append(f"{where}: {name or 'this page'} has no heading #{anchor}")
    if inside:
        problems.append(f"{path.relative_to(root)}: a code block does not end")
    return problems


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    pages = sorted(root.glob("*.md")) + [page for folder in ("docs", "examples", "tests", "src", "schemas")
                                         for page in sorted((root / folder).rglob("*.md"))
                                         if "node_modules" not in page.parts]
    problems = [problem for page in pages for problem in check_page(page, root)]
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
