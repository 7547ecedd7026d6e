# SPDX-License-Identifier: Apache-2.0
"""Texts that a tenant, or whoever writes to it, may hold to deceive a reader or to steer what shows them."""

import random

PARTS = [
    # Terminals: colours, title, cursor, clipboard, hyperlinks, C1, bells, tabs, ends of lines.
    "\x1b[31m", "\x1b]0;owned\x07", "\x1b]52;c;b3duZWQ=\x07", "\x1b]8;;https://evil.example\x07x\x1b]8;;\x07", "\x1b[2J\x1b[H", "\x9b31m",
    "\x1bP$q\x1b\\", "\x08\x08\x08", "\r", "\n", "\t", "\x07", "\x7f", "\x85", "\u2028", "\u2029",
    # What changes direction, and what is not seen.
    "\u202e", "\u202d", "\u2066", "\u2069", "\u200f", "\u061c", "\u200b", "\ufeff", "\u00ad", "\U000e0041", "\u2060",
    # Markdown, and what sites make of words.
    "`", "``", "```\n", "~~~\n", "@admins", "@org/team", "#12", "org/repo#12", "GH-12", "!12", "%3", "https://evil.example/?q=1",
    "www.evil.example", "mail@evil.example", "[x](https://evil.example)", "![x](https://evil.example/p.png)", "[x]: https://evil.example\n",
    "<https://evil.example>", "**x**", "__x__", "~~x~~", "| a | b |\n|---|---|\n", "# x\n", "\n\n- x\n", "\n> x\n", "\n---\n", "1. x", ":tada:", "$x$",
    "&lt;", "&#64;all", "\\", "\\`", "- [ ] x", "[^1]", "[[x]]", "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
    # HTML.
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</details>", "</noscript>", "</code></pre>", "<!--", "-->", "]]>", "<details open>",
    "\" onclick=\"alert(1)", "' x='", "<a href=javascript:alert(1)>x</a>", "<style>*{display:none}</style>", "<svg/onload=alert(1)>", "<!-- cxctl:plan:prod . -->",
    # Logs of CI, and terminals' neighbours.
    "::error::owned", "\n::error file=a,line=1::owned", "::set-output name=x::y", "::add-mask::a", "::stop-commands::x", "##[error]owned", "##vso[task.complete]",
    "\n##[group]x", "section_start:1:x\r\x1b[0K", "${{ secrets.X }}", "$(id)", "`id`", ";id", "%s%n", "=HYPERLINK(\"https://evil.example\")",
    # Plain.
    "Gold", "customers", " ", "é", "漢字", "🙂", "e\u0301",
]


def make(seed, most=12):
    source = random.Random(seed)
    text = "".join(source.choice(PARTS) for _ in range(source.randint(1, most)))
    # JSON cannot hold what UTF-8 cannot, and the tenant's strings have no NUL.
    return text or "x"
