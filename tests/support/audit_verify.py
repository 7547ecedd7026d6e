#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Verifies ledgers with git and hashlib alone: an independent reading of DESIGN.md 8.

usage: audit_verify.py [--head HASH] REPOSITORY REF...      prints a verdict and a reason per ref
       audit_verify.py [--head HASH] --log FILE...          prints a verdict and a record's number per file
"""
import hashlib
import json
import re
import subprocess
import sys

GENESIS = "80183fb99c1224cc8e94452b351eb1df9821f9de"
ZEROS = "0" * 64
AUDIT = re.compile(r"audit/(\d{4})-(\d\d)/((\d{4})(\d\d)\d\dT\d{6}\.\d{3}Z-[0-9a-f]{8})\.jsonl")
RESOURCE = re.compile(r"resources/[^/]+/[^/]+\.json")


class Altered(Exception):
    pass


class Torn(Altered):
    pass


class Objects:
    def __init__(self, repository):
        self.cat = subprocess.Popen(["git", "-C", repository, "cat-file", "--batch"],
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def read(self, name):
        self.cat.stdin.write(name.encode() + b"\n")
        self.cat.stdin.flush()
        header = self.cat.stdout.readline().split()
        if len(header) != 3:
            raise Altered(f"{name} is missing")
        data = self.cat.stdout.read(int(header[2]))
        self.cat.stdout.read(1)
        return header[0].decode(), data

    def tree(self, oid, prefix=""):
        """Every file below a tree as path -> (mode, oid)."""
        data, files = self.read(oid)[1], {}
        while data:
            head, _, rest = data.partition(b"\0")
            mode, _, name = head.partition(b" ")
            child, path = rest[:20].hex(), prefix + name.decode()
            data = rest[20:]
            files.update(self.tree(child, path + "/") if mode == b"40000" else {path: (mode, child)})
        return files

    def commit(self, name):
        oid, data = self.read(name)
        lines = data.decode(errors="replace").split("\n\n")[0].split("\n")
        parents = [line[7:] for line in lines if line.startswith("parent ")]
        return oid, parents, lines[0][5:]


def chain(data):
    """Every record of a log; raises Altered with the number of the first that is not as it was written."""
    previous, lines = ZEROS, data.split(b"\n")
    for number, line in enumerate(lines[:-1], 1):
        text, tab, digest = line.rpartition(b"\t")
        try:
            record = json.loads(text)
            canonical = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
            good = tab and hashlib.sha256(text).hexdigest().encode() == digest and canonical == text
            good = good and record["seq"] == number and record["prev"] == previous
        except (ValueError, KeyError, TypeError, RecursionError):
            good = False
        if not good:
            raise Altered(f"record {number} is not as it was written", number)
        previous = digest.decode()
        yield record, previous
    if lines[-1]:
        raise Torn(f"record {len(lines)} is torn", len(lines))


def records(run, data):
    """The records of an audit file and the hash of the last one."""
    found, last = [], ZEROS
    for record, last in chain(data):
        if record["run"] != run or (record["type"] == "run_start") != (not found):
            raise Altered(f"{run}: a record is of another run, or run_start is not first")
        found.append(record)
    if not found:
        raise Altered(f"{run}: no records")
    return found, last


def verify_log(path, expected):
    hashes, verdict, where = [ZEROS], "intact", 0
    try:
        with open(path, "rb") as file:
            hashes += [digest for _, digest in chain(file.read())]
    except Torn as torn:
        verdict, where = "torn tail", torn.args[1]
    if expected and expected not in hashes:
        return "truncated", where
    return ("empty", 0) if verdict == "intact" and len(hashes) == 1 else (verdict, where)


def seal(objects, before, commit, applied):
    """What one commit adds: the run, its records, its last hash and its head.json."""
    added = None
    for path in before.keys() | commit.keys():
        if before.get(path) == commit.get(path):
            continue
        if path in commit and commit[path][0] != b"100644":
            raise Altered(f"{path} is no plain file")
        match = AUDIT.fullmatch(path)
        if match and path not in before and not added and match.group(1, 2) == match.group(4, 5):
            added = match.group(3), path
        elif path not in ("head.json", "pending.json") and not RESOURCE.fullmatch(path):
            raise Altered(f"{path} was changed")
    if not added or before.get("head.json") == commit.get("head.json"):
        raise Altered("a commit is no seal")
    found, last = records(added[0], objects.read(commit[added[1]][1])[1])
    if found[0].get("commit", applied) != applied:
        raise Altered(f"{added[0]}: another commit was applied")
    return added[0], found, last, json.loads(objects.read(commit["head.json"][1])[1])


def verify(objects, ref, expected):
    try:
        oid, parents, tree = objects.commit(ref)
    except Altered:
        return "truncated" if expected else "empty", "no such ref"
    commits = [(oid, parents, tree)]
    while parents:
        commits.append(objects.commit(parents[0]))
        parents = commits[-1][1]
    if commits[-1][0] != GENESIS:
        raise Altered("the history does not begin with the genesis")
    head, heads, doubts, before = ZEROS, [ZEROS], set(), {}
    for number, (_, parents, tree) in enumerate(reversed(commits[:-1]), 1):
        if len(parents) != 2:
            raise Altered("a commit has not two parents")
        files = objects.tree(tree)
        run, found, last, told = seal(objects, before, files, parents[1])
        head = hashlib.sha256(f"{head}\n{run}\n{last}".encode()).hexdigest()
        if told["runs"] != number or told["hash"] != head or not isinstance(told["project"], str):
            raise Altered(f"{run}: head.json does not follow")
        heads.append(head)
        before = files
        for record in found:
            if record["type"] == "intent" or record.get("result") == "unknown":
                doubts.add(record.get("address"))
            elif record["type"] in ("outcome", "resolved"):
                doubts.discard(record.get("address"))
    if expected and expected not in heads:
        return "truncated", "the expected head is not among the runs"
    return ("in doubt", str(sorted(doubts))) if doubts else ("intact", head)


def main(arguments):
    expected = None
    if arguments[0] == "--head":
        expected, arguments = arguments[1], arguments[2:]
    objects = None if arguments[0] == "--log" else Objects(arguments[0])
    for name in arguments[1:]:
        try:
            verdict, reason = verify(objects, name, expected) if objects else verify_log(name, expected)
        except (Altered, KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
            verdict, reason = "altered", error.args[-1]
        print(f"{verdict}\t{reason}")


if __name__ == "__main__":
    main(sys.argv[1:])
