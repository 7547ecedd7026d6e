#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Shows that check_floors.py finds each broken rule, and nothing in a house that keeps them."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import check_floors  # noqa: E402

HEAD = "/* SPDX-License-Identifier: Apache-2.0 */\n/* What it is for. */\n"


def header(path, body=""):
    guard = "CX_" + path.upper().replace("/", "_").replace(".", "_")
    return f"{HEAD}#ifndef {guard}\n#define {guard}\n{body}#endif\n"


class CheckFloors(unittest.TestCase):
    def rules_of(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
            return sorted(message.split("[")[-1].rstrip("]") for _, _, message in check_floors.check(root).errors)

    def test_clean_house_when_rules_are_kept_then_nothing(self):
        self.assertEqual([], self.rules_of({
            "src/base/buf.h": header("base/buf.h"),
            "src/base/buf.c": HEAD + '#include "base/buf.h"\n#include <string.h>\n',
            "src/port/http.c": HEAD + '#include "base/buf.h"\n#include <curl/curl.h>\n',
            "src/engine/apply_step.c": HEAD + '#include "remote/write.h"\n',
            "src/sandbox/store.c": HEAD + '#include "doc/doc.h"\n#include <sqlite3.h>\n'}))

    def test_include_when_it_points_up_then_floor(self):
        self.assertEqual(["floor"], self.rules_of({"src/base/a.c": HEAD + '#include "doc/doc.h"\n'}))
        self.assertEqual(["floor"], self.rules_of({"src/engine/a.c": HEAD + '#include "report/text.h"\n'}))
        self.assertEqual(["floor"], self.rules_of({"src/engine/a.c": HEAD + '#include "sandbox/store.h"\n'}))
        self.assertEqual(["floor"], self.rules_of({"src/sandbox/a.c": HEAD + '#include "engine/plan.h"\n'}))
        self.assertEqual(["floor"], self.rules_of({"src/attic/a.c": HEAD}))

    def test_foreign_header_when_outside_port_then_found(self):
        for floor, name in (("doc", "yaml.h"), ("cli", "curl/curl.h"), ("sandbox", "git2.h"), ("port", "sqlite3.h")):
            self.assertEqual(["foreign-header"], self.rules_of({f"src/{floor}/a.c": f"{HEAD}#include <{name}>\n"}))

    def test_write_header_when_in_plan_then_read_only(self):
        for name in ("plan.c", "drift.c", "live.c", "plan.h"):
            text = '#include "remote/write.h"\n'
            files = {f"src/engine/{name}": header(f"engine/{name}", text) if name.endswith(".h") else HEAD + text}
            self.assertEqual(["read-only"], self.rules_of(files))

    def test_own_header_when_not_first_then_found(self):
        self.assertEqual(["own-header"], self.rules_of({
            "src/base/a.h": header("base/a.h"), "src/base/a.c": HEAD + '#include <stdio.h>\n#include "base/a.h"\n'}))

    def test_head_when_missing_then_found(self):
        self.assertEqual(["head"], self.rules_of({"src/base/a.c": "/* no licence */\n"}))
        self.assertEqual(["head"], self.rules_of({"src/base/a.c": HEAD.splitlines()[0] + "\nint a;\n"}))
        self.assertEqual(["head"], self.rules_of({"tests/a.sh": "#!/bin/sh\n# What it is for.\n"}))

    def test_word_when_open_end_then_found(self):
        self.assertEqual(["word"], self.rules_of({"src/base/a.c": HEAD + "/* " + "TO" + "DO: later */\n"}))

    def test_header_when_guard_is_wrong_then_found(self):
        self.assertEqual(["guard"], self.rules_of({"src/base/a.h": HEAD + "#ifndef A_H\n#define A_H\n#endif\n"}))

    def test_include_when_floor_is_not_spelt_then_found(self):
        self.assertEqual(["include-line"], self.rules_of({"src/base/a.c": HEAD + '#include "buf.h"\n'}))

    def test_file_when_very_long_then_found(self):
        self.assertEqual(["length"], self.rules_of({"src/base/a.c": HEAD + "int a;\n" * 900}))


if __name__ == "__main__":
    unittest.main()
