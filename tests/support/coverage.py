#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints which share of the lines of src/ the tests have run: coverage.py BUILD (a build of the preset coverage)."""

import gzip
import json
import pathlib
import subprocess
import sys
import tempfile


def lines_of(build):
    """{file: {line: count}} of all sources below src/."""
    root = pathlib.Path(__file__).resolve().parents[2]
    counts = {}
    data = sorted(str(path.resolve()) for path in pathlib.Path(build).rglob("*.gcda"))
    if not data:
        raise SystemExit(f"{build}: no *.gcda: build the preset coverage and run ctest --preset coverage")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["gcov", "--json-format", "--preserve-paths", *data], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)
        for path in pathlib.Path(folder).glob("*.gcov.json.gz"):
            with gzip.open(path, "rt", encoding="utf-8") as stream:
                report = json.load(stream)
            for file in report["files"]:
                name = (pathlib.Path(report["current_working_directory"]) / file["file"]).resolve()
                if (root / "src") not in name.parents:
                    continue
                lines = counts.setdefault(str(name.relative_to(root)), {})
                for line in file["lines"]:
                    lines[line["line_number"]] = lines.get(line["line_number"], 0) + line["count"]
    return counts


def main():
    counts = lines_of(sys.argv[1] if len(sys.argv) > 1 else "build/coverage")
    total = hit = 0
    for name, lines in sorted(counts.items()):
        run = sum(1 for count in lines.values() if count)
        total, hit = total + len(lines), hit + run
        print(f"{100 * run / len(lines) if lines else 100:6.1f} %  {run:5}/{len(lines):<5}  {name}")
    print(f"{100 * hit / total:6.1f} %  {hit:5}/{total:<5}  all")


if __name__ == "__main__":
    main()
