#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hostile texts, in git and in the tenant, through every output of plan, apply and drift.

    run.py --bin-dir BUILD

10,000 texts with CX_ALL=1, else 150. Markdown is read by cmark-gfm, terminals are tmux: where one of them is missing its
checks are left out, and it says so."""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli")]
import texts  # noqa: E402
from checks import Wrong, check_html, check_markdown, check_text  # noqa: E402
from world import PROJECT, World  # noqa: E402

ALL = os.environ.get("CX_ALL") == "1"
COUNT = 10000 if ALL else 150
NAME_LIMIT = 100
HUGE = 70000


def resource(n, name, value):
    """A definition as JSON, which is YAML: texts need no other quoting."""
    return {"apiVersion": "cxctl/v1", "kind": "Audience", "metadata": {"name": f"a-{n:05d}", "id": f"00000000-0000-0000-0000-{n:012x}"},
            "spec": {"name": name, "criteria": {"operator": "AND", "conditions": [{"field": "tier", "operator": "equals", "value": value}]}}}


PAIR = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})")


def quoted(document):
    """As YAML reads it: no pairs of surrogates, and no reference to a variable."""
    text = json.dumps(document).replace("${", "$${")
    return PAIR.sub(lambda pair: (bytes.fromhex(pair[1]) + bytes.fromhex(pair[2])).decode("utf-16-be"), text)


def write(world, name_of, value_of):
    for n in range(COUNT):
        path = world.folder / "audiences" / f"{n // 1000:02d}" / f"a-{n:05d}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(quoted(resource(n, name_of(n), value_of(n))), encoding="utf-8")


def must(world, command, wanted=0):
    out, err, status = world.run(command)
    if status != wanted:
        raise Wrong(f"{command}: {status}, not {wanted}\n{out[-2000:]}{err[-2000:]}")
    check_text(out, f"the output of: {command}")
    check_text(err, f"the errors of: {command}")
    return out


def tenant_texts(world):
    """Somebody writes hostile texts into the tenant; one is huge."""
    state = world.ask("GET", "/sandbox/state")
    for n, audience in enumerate(state["audiences"]):
        audience["name"] = f"{n} {texts.make(n + 1000000)}"
        audience["description"] = texts.make(n + 2000000) * (HUGE // 4 if n == 3 else 1)
        audience["description"] = audience["description"][:HUGE]
    world.ask("PUT", "/sandbox/state", json.dumps({"audiences": state["audiences"]}))


def render(path):
    program = shutil.which("cmark-gfm")
    if not program:
        return None
    # Raw HTML and autolinks as sites have them: what would become of our text if it could.
    command = [program, "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough", "-e", "footnotes", str(path)]
    done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode:
        command = [part for part in command if part != "footnotes"]
        command = command[:-3] + [str(path)] if command[-2] == "-e" else command
        done = subprocess.run(command, check=True, capture_output=True)
    return done.stdout.decode("utf-8")


def check_outputs(world, what, details):
    top = world.top
    text = (top / "o.txt").read_text(encoding="utf-8")
    check_text(text, f"{what}, text")
    check_text((top / "o.json").read_text(encoding="utf-8"), f"{what}, json")
    json.loads((top / "o.json").read_text(encoding="utf-8"))
    check_text((top / "o.md").read_text(encoding="utf-8"), f"{what}, markdown")
    rendered = render(top / "o.md")
    if rendered is not None:
        check_markdown(rendered, f"{what}, markdown", details)


def check_values(world):
    """Neutral, and still the same: JSON holds the very texts."""
    changes = json.loads((world.top / "o.json").read_text(encoding="utf-8"))["changes"]
    if len(changes) != COUNT:
        raise Wrong(f"{len(changes)} changes, not {COUNT}")
    for change in changes:
        n = int(change["name"][2:])
        before = {field["path"]: field["before"] for field in change["fields"]}
        if before.get("/name") != f"{n} {texts.make(n + 1000000)}":
            raise Wrong(f"another text: {before.get('/name')!r}")


def tmux(world, *arguments):
    socket = str(world.top / "tmux")
    return subprocess.run(["tmux", "-S", socket, "-f", "/dev/null", *arguments], check=True, capture_output=True, timeout=60,
                          env={**world.environment, "TERM": "xterm-256color"}).stdout.decode("utf-8", "replace")


def check_terminal(world, path):
    """What a pane holds after printing is the lines of the file, and nothing else has changed."""
    if not shutil.which("tmux"):
        print("left out: there is no tmux")
        return
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    done = world.top / "printed"
    tmux(world, "new-session", "-d", "-x", "200", "-y", "50", "sleep 1000")
    try:
        tmux(world, "set-option", "-g", "history-limit", str(len(lines) + 1000))
        tmux(world, "set-option", "-g", "remain-on-exit", "on")
        tmux(world, "new-window", "-n", "ours", f"cat '{path}'; echo END > '{done}'; sleep 1000")
        title = tmux(world, "display-message", "-p", "#{pane_title}")
        until = time.monotonic() + 60
        while not done.exists() and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(0.5)
        shown = tmux(world, "capture-pane", "-p", "-e", "-S", "-", "-E", "-").split("\n")
        if tmux(world, "display-message", "-p", "#{pane_title}") != title:
            raise Wrong("the title was changed")
        if tmux(world, "show-buffer") if tmux(world, "list-buffers") else "":
            raise Wrong("the clipboard was written")
    finally:
        tmux(world, "kill-server")
    while shown and not shown[-1].strip():
        shown.pop()
    while lines and not lines[-1].strip():
        lines.pop()
    wrong = [(a, b) for a, b in zip(lines, shown) if a.rstrip() != b.rstrip()]
    if len(shown) != len(lines) or wrong:
        raise Wrong(f"the terminal shows {len(shown)} lines of {len(lines)}; the first that differs: {wrong[:1]}")


def run(world):
    project = PROJECT.replace("{DEFINITIONS}", "audiences") + "safety: {max_update_percent: 100}\n"
    world.write("cxctl.yaml", project.splitlines())
    write(world, lambda n: f"{n} plain", lambda n: "gold")
    world.commit("plain")
    must(world, "cxctl apply --yes -q")
    outputs = "-o text=../o.txt -o json=../o.json -o markdown=../o.md --markdown-limit 100000000"
    tenant_texts(world)
    must(world, f"cxctl drift {outputs}", 6)
    check_outputs(world, "drift", COUNT)
    write(world, lambda n: f"{n} {texts.make(n)}"[:NAME_LIMIT], lambda n: texts.make(n + 3000000))
    world.commit(texts.make(7).replace("\n", " "))
    must(world, f"cxctl plan --on-conflict overwrite {outputs} -o html=../o.html")
    check_outputs(world, "plan", COUNT)
    check_values(world)
    check_html((world.top / "o.html").read_text(encoding="utf-8"), "plan, html", COUNT)
    check_terminal(world, world.top / "o.txt")
    must(world, "cxctl plan --on-conflict overwrite -o markdown=../small.md")
    size = (world.top / "small.md").stat().st_size
    if size > 60000:
        raise Wrong(f"the markdown has {size} bytes")
    must(world, f"cxctl apply --yes --on-conflict overwrite {outputs}")
    check_outputs(world, "apply", 0)
    world.check_end()


def fails(check, *arguments):
    try:
        check(*arguments)
    except Wrong:
        return True
    return False


def check_checks():
    """A check that cannot fail would tell nothing."""
    for text in ("\x1b[31m", "a\u202eb", "\n ::error::x", "a ##[group]b", "\x9b"):
        if not fails(check_text, text, "self"):
            raise Wrong(f"{text!r} is taken for harmless")
    page = "<!-- x --><p>%s</p>"
    if fails(check_markdown, page % "<code>@all</code>", "self", 0):
        raise Wrong("what stands in code is not taken for harmless")
    for text in ("@all", "see #12", "<img>", "<a href='https://evil.example'>x</a>", "www.x.example", "<!-- y -->", "<p onclick='x'>"):
        if not fails(check_markdown, page % text, "self", 0):
            raise Wrong(f"{text!r} is taken for harmless in Markdown")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin-dir", required=True)
    arguments = parser.parse_args()
    check_checks()
    world = World(os.path.abspath(arguments.bin_dir))
    try:
        run(world)
    finally:
        world.close()
    if not shutil.which("cmark-gfm"):
        print("left out: there is no cmark-gfm")
    return 0


if __name__ == "__main__":
    sys.exit(main())
