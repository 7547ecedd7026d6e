#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Transcripts as text: reading a .t or .md file into steps, and comparing output that holds wildcards.

The format is described in tests/cli/README.md."""

import dataclasses
import re

INDENT = "  "
WILDCARDS = {
    "ANY": r".*?",
    "COMMIT": r"[0-9a-f]{7,40}",
    "HOST": r"[^ ]+",
    "HASH": r"[0-9a-f]{64}",
    "MS": r"[0-9]+",
    "N": r"[0-9]+",
    "PORT": r"[0-9]{1,5}",
    "RUN": r"[0-9A-Za-z][0-9A-Za-z._-]{5,63}",
    "S": r"[0-9]+(?:\.[0-9]+)?",
    "TIME": r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z| ?[+-][0-9]{2}:?[0-9]{2})?",
    "UUID": r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
}
# In a Markdown page the reader sees values of one run; each stands for whatever comes in its place.
SHOWN = re.compile("|".join((
    rf"(?P<UUID>(?:\b|(?<=_)){WILDCARDS['UUID']}\b)",
    r"(?P<RUN>\b[0-9]{8}T[0-9]{6}(?:\.[0-9]+)?Z-[0-9a-f]+\b)",
    rf"(?P<TIME>\b{WILDCARDS['TIME']})",
    r"(?P<HASH>(?<![-\w])[0-9a-f]{64}(?![-\w]))",
    r"(?P<COMMIT>(?<![-\w])(?:[0-9a-f]{40}|[0-9a-f]{12}|[0-9a-f]{7})(?![-\w]))",
    r"(?P<MS>\b[0-9]+(?= ms\b)|(?<=\"latency_ms\": )[0-9]+)",
    r"(?P<N>(?<=[( ]process )[0-9]+(?=\)|$))",
    r"(?P<PORT>(?<=Listening on http://127\.0\.0\.1:)[0-9]+)",
    r"(?P<S>\b[0-9]+\.[0-9](?= s\b)|\b[0-9]+(?= s ago\b))",
    r"(?<= on )(?P<HOST>[a-z][a-z0-9.-]*(?=$|, | \(process ))")))
SAME_EVERYWHERE = ("UUID", "RUN", "HASH", "COMMIT")
TOKEN = re.compile(r"\{(" + "|".join(WILDCARDS) + r")(?::([a-z0-9]+))?\}")
ANY_LINES = "..."


class Malformed(Exception):
    """The transcript itself is wrong."""


@dataclasses.dataclass
class Step:
    """One command or one directive. start and end are the lines of its verbatim block: lines[start:end]."""
    line: int
    kind: str  # "$" or the directive's word
    text: str  # the command, or what stands behind the word
    block: list
    start: int
    end: int


def trim(lines):
    """Without blank lines at both ends; returns also how many were cut in front."""
    first, last = 0, len(lines)
    while first < last and not lines[first].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    return lines[first:last], first


def parse_t(text):
    """A .t file: unindented lines are prose (#), commands ($, >) and directives (--); indented ones belong to them."""
    lines = text.split("\n")
    steps = []
    at = 0
    while at < len(lines):
        line = lines[at]
        number = at + 1
        at += 1
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("$ "):
            kind, rest = "$", line[2:]
            while at < len(lines) and (lines[at].startswith("> ") or lines[at] == ">"):
                rest += "\n" + lines[at][2:]
                at += 1
        elif line.startswith("-- "):
            kind, _, rest = line[3:].strip().partition(" ")
        else:
            raise Malformed(f"line {number}: neither prose (#), command ($), directive (--) nor indented: {line!r}")
        start = at
        while at < len(lines) and (lines[at].startswith(INDENT) or not lines[at].strip()):
            at += 1
        end = at
        while end > start and not lines[end - 1].strip():
            end -= 1
        block = [verbatim[len(INDENT):] if verbatim.strip() else "" for verbatim in lines[start:end]]
        steps.append(Step(number, kind, rest.strip(), block, start, end))
    return steps


def parse_md(text):
    """A Markdown page: ```console blocks are commands, ```LANGUAGE file=NAME blocks are files, and
    <!-- t ... --> comments hold directives as in a .t file."""
    lines = text.split("\n")
    steps = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        start = at
        if line == "<!-- t":
            while at < len(lines) and lines[at] != "-->":
                at += 1
            for step in parse_t("\n".join(lines[start:at])):
                steps.append(dataclasses.replace(step, line=step.line + start))
        elif line.startswith("```") and line != "```":
            while at < len(lines) and lines[at] != "```":
                at += 1
            if at == len(lines):
                raise Malformed(f"line {start}: the block does not end")
            language, _, rest = line[3:].partition(" ")
            if language == "console":
                steps += parse_console(lines, start, at)
            elif rest.startswith("file="):
                steps.append(Step(start, "file", rest[len("file="):], lines[start:at], start, at))
            at += 1
    return steps


def parse_console(lines, start, end):
    steps = []
    at = start
    while at < end:
        if not lines[at].startswith("$ "):
            raise Malformed(f"line {at + 1}: a console block begins with a command: {lines[at]!r}")
        number, command = at + 1, lines[at][2:]
        at += 1
        while at < end and lines[at].startswith("> "):
            command += "\n" + lines[at][2:]
            at += 1
        first = at
        while at < end and not lines[at].startswith("$ "):
            at += 1
        last = at
        while last > first and not lines[last - 1].strip():
            last -= 1
        steps.append(Step(number, "$", command.strip(), lines[first:last], first, last))
    return steps


def match_line(expected, actual, bound):
    """The names bound after a match (a new dictionary), or None."""
    pattern, names = "", {}
    at = 0
    for token in TOKEN.finditer(expected):
        pattern += re.escape(expected[at:token.start()])
        kind, name = token.group(1), token.group(2)
        key = f"{kind}:{name}"
        if name is None:
            pattern += f"(?:{WILDCARDS[kind]})"
        elif key in bound:
            pattern += re.escape(bound[key])
        elif key in names:
            pattern += f"(?P={names[key]})"
        else:
            names[key] = f"g{len(names)}"
            pattern += f"(?P<{names[key]}>{WILDCARDS[kind]})"
        at = token.end()
    pattern += re.escape(expected[at:])
    found = re.fullmatch(pattern, actual)
    if not found:
        return None
    return {**bound, **{key: found.group(group) for key, group in names.items()}}


def match_lines(expected, actual, bound):
    """As match_line, for a whole output; a line "..." stands for any number of lines."""
    if not expected:
        return bound if not actual else None
    if expected[0] == ANY_LINES:
        for skipped in range(len(actual) + 1):
            after = match_lines(expected[1:], actual[skipped:], bound)
            if after is not None:
                return after
        return None
    for at, wanted in enumerate(expected):
        if wanted == ANY_LINES:
            return match_lines(expected[at:], actual[at:], bound)
        if at >= len(actual):
            return None
        bound = match_line(wanted, actual[at], bound)
        if bound is None:
            return None
    return bound if len(expected) == len(actual) else None


def loosen(line):
    """A line of a page as a pattern: its run ids, commits, hashes, times and durations become wildcards."""
    def wildcard(found):
        kind = found.lastgroup
        return "{" + (shown_key(found) if kind in SAME_EVERYWHERE else kind) + "}"
    return SHOWN.sub(wildcard, line)


def shown_key(found):
    return found.lastgroup + ":" + re.sub(r"[^a-z0-9]", "", found.group(0).lower())


def fill_shown(text, bound):
    """As fill, for a page: what was shown before is replaced by what came in its place."""
    return SHOWN.sub(lambda found: bound.get(shown_key(found), found.group(0)), text)


def fill(text, bound):
    """Replaces the names that are bound, for use in a command or a file."""
    return TOKEN.sub(lambda token: bound.get(f"{token.group(1)}:{token.group(2)}", token.group(0)), text)


def align(expected, actual, bound):
    """Pairs (expected or None, actual or None) along a longest common subsequence."""
    rows, columns = len(expected), len(actual)
    same = [[match_line(wanted, got, bound) is not None for got in actual] for wanted in expected]
    length = [[0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            length[row][column] = (length[row + 1][column + 1] + 1 if same[row][column]
                                   else max(length[row + 1][column], length[row][column + 1]))
    pairs = []
    row = column = 0
    while row < rows or column < columns:
        if row < rows and column < columns and same[row][column]:
            pairs.append((expected[row], actual[column]))
            row, column = row + 1, column + 1
        elif column == columns or (row < rows and length[row + 1][column] >= length[row][column + 1]):
            pairs.append((expected[row], None))
            row += 1
        else:
            pairs.append((None, actual[column]))
            column += 1
    return pairs


def difference(expected, actual, bound):
    """The lines of a diff: what was expected and did not come (-), what came (+)."""
    lines = []
    for wanted, got in align(expected, actual, bound):
        if got is None:
            lines.append("- " + wanted)
        elif wanted is None:
            lines.append("+ " + got)
        else:
            lines.append("  " + got)
    return lines


def match_set(expected, actual):
    """Whether the lines are the same but for their order; "..." allows others. A line may end in " xN"."""
    wanted = []
    for line in expected:
        times = re.fullmatch(r"(.*) x([0-9]+)", line)
        wanted += [times.group(1)] * int(times.group(2)) if times else [line]
    others = ANY_LINES in wanted
    left = list(actual)
    for line in sorted((line for line in wanted if line != ANY_LINES), key=lambda line: len(TOKEN.findall(line))):
        hit = next((got for got in left if match_line(line, got, {}) is not None), None)
        if hit is None:
            return False
        left.remove(hit)
    return others or not left


def generalise(line):
    """Replaces what differs from run to run by wildcards, for --update."""
    line = re.sub(r"\b[0-9]{8}T[0-9]{6}\.[0-9]{3}Z-[0-9a-f]{8}\b", "{RUN}", line)
    line = re.sub(WILDCARDS["TIME"], "{TIME}", line)
    line = re.sub(r"\b[0-9a-f]{64}\b", "{HASH}", line)
    line = re.sub(r"\b[0-9a-f]{40}\b", "{COMMIT}", line)
    line = re.sub(rf"\b((?:correlation id|uid),? ){WILDCARDS['UUID']}", r"\1{UUID}", line)
    line = re.sub(rf"(/webhooks/){WILDCARDS['UUID']}", r"\1{UUID}", line)
    line = re.sub(r"\baudit/[0-9]{4}-[0-9]{2}/", "audit/{N}-{N}/", line)
    line = re.sub(r"\b(commit|as|what|that) [0-9a-f]{12}\b", r"\1 {COMMIT}", line)
    line = re.sub(r"^( *)(?=[0-9a-f]*[0-9])[0-9a-f]{12}\b", r"\1{COMMIT}", line)
    line = re.sub(r"\b[0-9]+( ?)ms\b", r"{MS}\1ms", line)
    line = re.sub(r"\bin [0-9]+\.[0-9] s\b", "in {N}.{N} s", line)
    line = re.sub(r"\b[0-9]+ s ago\b", "{N} s ago", line)
    line = re.sub(r"\b(Listening on http://127\.0\.0\.1:)[0-9]+", r"\1{PORT}", line)
    line = re.sub(r"; [0-9]+\.[0-9] s$", "; {N}.{N} s", line)
    return line


def updated(expected, actual, bound):
    """The output to write into the file: old lines where they still fit, else what came, made general."""
    if match_lines(expected, actual, bound) is not None:
        return expected
    return [wanted if wanted is not None else generalise(got)
            for wanted, got in align([line for line in expected if line != ANY_LINES], actual, bound) if got is not None]


def counted(lines):
    """Equal lines as one with " xN", in order of first appearance."""
    counts = {}
    for line in lines:
        counts[line] = counts.get(line, 0) + 1
    return [line if count == 1 else f"{line} x{count}" for line, count in counts.items()]
