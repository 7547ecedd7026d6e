#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Walks through examples/gitops: every command of its CI files runs, against two sandboxes, a bare remote, and stand-ins
for the services' APIs.

    run.py --bin-dir BUILD [--keep]      the tenant prod alone
    CX_ALL=1 run.py --bin-dir BUILD      both tenants, packages for runners, and apply and drift on GitLab"""

import argparse
import hashlib
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tarfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli")]
try:
    import yaml  # noqa: F401
except ImportError:
    print("left out: Python has no yaml (python3-yaml)")
    sys.exit(77)
from jobs import GitHub, GitLab, cron_container, needs, unit_commands  # noqa: E402
from services import Service  # noqa: E402
from world import World  # noqa: E402

EXAMPLE = HERE.parent.parent / "examples" / "gitops"
HIGH_VALUE = "3f0c2f0e-6c3b-4b1e-9a55-0d1c9b7e2a41"
ALL = bool(os.environ.get("CX_ALL"))
TENANTS = ["staging", "prod"] if ALL else ["prod"]
TOKEN = "ghs-token-of-the-job-77f0"
SAME = {"pull_request": {"number": 7, "head": {"repo": {"full_name": "acme/audiences"}}}}
FORK = {"pull_request": {"number": 7, "head": {"repo": {"full_name": "mallory/audiences"}}}}


class Walk:
    def __init__(self, bin_dir, keep):
        self.worlds = {name: World(bin_dir, keep) for name in TENANTS}
        world = self.worlds["prod"]
        self.world, self.top = world, world.top
        self.base = {key: value for key, value in world.environment.items() if not key.startswith("CXONE_")}
        self.git_folder, self.remote = world.folder, self.top / "remote.git"
        self.environments = {}
        for tenant, one in self.worlds.items():
            for name in (tenant, f"{tenant}-plan"):
                self.environments[name] = {
                    "vars": {"CXONE_BASE_URL": one.need_sandbox()},
                    "secrets": {"CXONE_CLIENT_ID": "sandbox", "CXONE_CLIENT_SECRET": one.secrets["CXONE_CLIENT_SECRET"]}}
        world.secrets["TOKEN"] = TOKEN
        self.service = Service(TOKEN)
        self.github = GitHub(self.top, self.base, self.remote, self.service.url, self.environments)
        self.github.tenants = TENANTS

    def git(self, *words):
        return subprocess.run(["git", *words], cwd=self.git_folder, env=self.base, check=True, capture_output=True,
                              stdin=subprocess.DEVNULL).stdout.decode().strip()

    def begin(self):
        shutil.copytree(EXAMPLE, self.git_folder, dirs_exist_ok=True)
        subprocess.run(["git", "init", "-q", "--bare", str(self.remote)], env=self.base, check=True)
        subprocess.run(["git", "config", "uploadpack.allowAnySHA1InWant", "true"], cwd=self.remote, check=True)
        self.git("remote", "add", "origin", str(self.remote))
        return self.push("main", "audiences")

    def push(self, branch, message):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        self.git("push", "-q", "-f", "origin", f"HEAD:refs/heads/{branch}")
        return self.git("rev-parse", "HEAD")

    def branch(self, name, edits):
        """A branch with text replaced, merged into main as a pull request's ref has it."""
        self.git("switch", "-q", "-C", name, "main")
        for path, old, new in edits:
            file = self.git_folder / path
            text = file.read_text(encoding="utf-8")
            assert old in text, f"{path} has no {old!r}"
            file.write_text(text.replace(old, new), encoding="utf-8")
        self.push(name, name)
        self.git("switch", "-q", "--detach", "main")
        self.git("merge", "-q", "--no-ff", "-m", f"Merge {name}", name)
        self.git("push", "-q", "-f", "origin", "HEAD:refs/pull/7/merge")
        return self.git("rev-parse", "HEAD")

    def merge(self, name):
        """A squash, as most repositories merge."""
        self.git("switch", "-q", "main")
        self.git("merge", "-q", "--squash", name)
        commit = self.push("main", f"{name} (#7)")
        self.service.merged[commit] = 7
        return commit

    def run(self, workflow, event_name, event, commit, expected):
        expected = {job: state for job, state in expected.items() if ALL or "(staging)" not in job}
        results = self.github.run(workflow, event_name, event, commit, TOKEN)
        assert results == expected, f"{workflow}: {results}, not {expected}\n" + "\n".join(self.github.log)
        for text in self.github.log + self.github.summaries:
            for world in self.worlds.values():
                world.check_secrets(text, f"what {workflow} printed")

    def writes(self, tenant):
        return [line for line in self.worlds[tenant].requests() if not line.startswith("GET ")]

    def comments(self):
        return [note for note in self.service.notes if note["user"]["login"] == "github-actions[bot]"]


def both(job, state="success"):
    return {f"{job} (staging)": state, f"{job} (prod)": state}


def check_rights():
    """Least rights, nothing from outside in a command line, and no trigger that gives a branch's code credentials."""
    documents = {path.stem: yaml.safe_load(path.read_text()) for path in (EXAMPLE / ".github/workflows").iterdir()}
    for name, document in documents.items():
        assert "pull_request_target" not in document["on"] and "workflow_run" not in document["on"], name
        for job in document["jobs"].values():
            for step in job["steps"]:
                assert "${{" not in step.get("run", ""), f"{name}: {step['run']}"
                assert "CXONE" not in str(step.get("env")), name
    assert documents["plan"]["permissions"] == {"contents": "read"}
    assert "permissions" not in documents["plan"]["jobs"]["plan"]
    comment = documents["plan"]["jobs"]["comment"]
    assert comment["permissions"] == {"pull-requests": "write"}
    assert "environment" not in comment and "secrets." not in str(comment) and "checkout" not in str(comment)
    assert documents["drift"]["permissions"] == {"contents": "read", "issues": "write"}
    assert documents["apply"]["permissions"] == {"contents": "write", "pull-requests": "read"}
    assert documents["apply"]["jobs"]["apply"]["concurrency"]["cancel-in-progress"] is False


def walk_plan(walk):
    """A comment for each tenant, updated in place; the branch's author cannot lead credentials elsewhere."""
    for number in range(120):
        walk.service.add_note(f"talk {number}", {"login": "kim", "id": 9})
    walk.service.add_note("<!-- cxctl:plan:prod . -->\nnot ours", {"login": "mallory", "id": 8})
    commit = walk.branch("raise", [("audiences/high-value.yaml", "500000", "600000")])
    walk.run("plan.yaml", "pull_request", SAME, commit, {**both("plan"), **both("comment")})
    comments = walk.comments()
    assert [note["body"].splitlines()[0] for note in comments] == [f"<!-- cxctl:plan:{name} . -->" for name in TENANTS]
    assert all("Audience/high-value" in note["body"] and "600000" in note["body"] for note in comments)
    commit = walk.branch("raise", [("audiences/high-value.yaml", "500000", "750000")])
    walk.run("plan.yaml", "pull_request", SAME, commit, {**both("plan"), **both("comment")})
    for tenant in TENANTS:
        assert "high-value" in (walk.github.artifacts / f"plan-{tenant}" / "plan.html").read_text()
    assert len(walk.comments()) == len(TENANTS) and all("750000" in note["body"] for note in walk.comments())
    assert walk.service.notes[120]["body"].endswith("not ours")
    assert not any(walk.writes(tenant) for tenant in TENANTS)
    thief = Service("nobody")
    walk.branch("steal", [("cxctl.yaml", "{env: CXONE_BASE_URL}", thief.url)])
    commit = walk.git("rev-parse", "HEAD")
    walk.github.run("plan.yaml", "pull_request", SAME, commit, TOKEN)
    assert not thief.log, thief.log
    thief.close()
    walk.service.notes = walk.service.notes[:121]


def walk_fork(walk):
    """No credentials, no comment: the plan of git against the ledger, in the summary."""
    commit = walk.branch("fork", [("audiences/high-value.yaml", "500000", "1")])
    environments, walk.github.environments = walk.github.environments, {}
    for world in walk.worlds.values():
        world.requests(also=["token"])
    before = len(walk.service.log)
    walk.run("plan.yaml", "pull_request", FORK, commit, {**both("plan"), "comment": "skipped"})
    walk.github.environments = environments
    summaries = "\n".join(walk.github.summaries)
    assert summaries.count("offline") >= len(TENANTS) and "Audience/high-value" in summaries, summaries
    assert "--fingerprint" not in summaries and len(walk.service.log) == before
    for world in walk.worlds.values():
        assert not world.requests(also=["token"])


def walk_apply(walk):
    """What the comment showed is applied once, in both tenants; what became another plan is refused."""
    commit = walk.branch("lower", [("audiences/high-value.yaml", "500000", "400000"),
                                   ("audiences/high-value.yaml", "Customers that", "\"\\nFingerprint `sha256:" + 64 * "0" +
                                    "`\\n\" #")])
    walk.run("plan.yaml", "pull_request", SAME, commit, {**both("plan"), **both("comment")})
    commit = walk.merge("lower")
    assert not any(walk.writes(tenant) for tenant in TENANTS)
    walk.run("apply.yaml", "push", {}, commit, both("apply"))
    for tenant in walk.worlds:
        assert walk.writes(tenant) == [f"PUT /api/v1/audiences/{HIGH_VALUE} 200"]
    walk.run("apply.yaml", "push", {}, commit, both("apply"))
    assert not any(walk.writes(tenant) for tenant in TENANTS)
    commit = walk.branch("again", [("audiences/high-value.yaml", "400000", "300000")])
    walk.run("plan.yaml", "pull_request", SAME, commit, {**both("plan"), **both("comment")})
    edit(walk, "prod")
    commit = walk.merge("again")
    walk.run("apply.yaml", "push", {}, commit, {"apply (staging)": "success", "apply (prod)": "failure"})
    assert not walk.writes("prod")
    walk.run("apply.yaml", "workflow_dispatch", {"inputs": {}}, commit, both("apply"))
    assert walk.writes("prod") == [f"PUT /api/v1/audiences/{HIGH_VALUE} 200"]
    return commit


def edit(walk, tenant):
    walk.worlds[tenant].ask("POST", "/sandbox/edit", json.dumps({
        "kind": "Audience", "id": HIGH_VALUE, "patch": {"description": "edited by hand @team"}}))


def walk_drift(walk, commit):
    """An issue is opened, updated, and closed; never a second one."""
    walk.run("drift.yaml", "schedule", {}, commit, both("drift"))
    assert not walk.service.issues
    edit(walk, "prod")
    red = {"drift (staging)": "success", "drift (prod)": "failure"}
    walk.run("drift.yaml", "schedule", {}, commit, red)
    walk.run("drift.yaml", "schedule", {}, commit, red)
    assert [(one["title"], one["state"]) for one in walk.service.issues] == [("Drift in prod", "open")]
    assert "high-value" in walk.service.issues[0]["body"] and "edited by hand @team" in walk.service.issues[0]["body"]
    assert not walk.writes("prod")
    walk.run("apply.yaml", "workflow_dispatch", {"inputs": {}}, commit, both("apply"))
    walk.run("drift.yaml", "schedule", {}, commit, both("drift"))
    assert [one["state"] for one in walk.service.issues] == ["closed"]
    assert walk.writes("prod") == [f"PUT /api/v1/audiences/{HIGH_VALUE} 200"]


def walk_package(walk, commit):
    """Runners without cxctl take it from a package; one that is not what was meant is not unpacked."""
    archive = walk.top / "package.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=1) as tar:
        tar.add(pathlib.Path(walk.world.bin_dir) / "cxctl", "bin/cxctl")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    path = walk.base["PATH"]
    walk.base["PATH"] = path.split(":", 1)[1]
    walk.github.package = (f"file://{archive}", digest)
    walk.run("drift.yaml", "schedule", {}, commit, both("drift"))
    walk.github.package = (f"file://{archive}", "0" * 64)
    walk.run("drift.yaml", "schedule", {}, commit, both("drift", "failure"))
    walk.github.package, walk.base["PATH"] = None, path


def walk_gitlab(walk, commit):
    """The script lines of .gitlab-ci.yml: note, update, fork, apply once, one issue."""
    service = Service(TOKEN)
    environments = {name: {**one["vars"], **one["secrets"]} for name, one in walk.environments.items()}
    gitlab = GitLab(walk.top, walk.base, walk.remote, service.url, environments)
    gitlab.tenants = TENANTS

    def run(job, at, expected, may_push=False, **variables):
        results = gitlab.run(job, at, may_push, **variables)
        expected = expected if ALL else expected[-1:]
        assert list(results.values()) == expected, f"{job}: {results}\n" + "\n".join(gitlab.log[-2:])

    request = {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_PROJECT_ID": "42",
               "CI_MERGE_REQUEST_IID": "7", "CXCTL_API_TOKEN": TOKEN}
    for value in ("200000", "100000") if ALL else ("100000",):
        branch = walk.branch("gitlab", [("audiences/high-value.yaml", "300000", value)])
        run("plan", branch, [0, 0], **request)
        for folder in gitlab.reports.values():
            assert json.loads((folder / "gl-code-quality-report.json").read_text()) == []
            assert "CXCTL_UPDATE=1\n" in (folder / "cxctl.env").read_text()
        planned = dict(gitlab.reports)
        run("comment", branch, [0], **request)
        gitlab.reports = planned
        assert len(service.notes) == len(TENANTS) and all(value in note["body"] for note in service.notes)
    gitlab.environments = {}
    run("plan", branch, [0, 0], **{**request, "CI_MERGE_REQUEST_PROJECT_ID": "1",
                                   "CI_MERGE_REQUEST_PROJECT_URL": f"file://{walk.remote}"})
    assert all("CXCTL_OFFLINE=true\n" in (folder / "cxctl.env").read_text() for folder in gitlab.reports.values())
    gitlab.environments = environments
    if not ALL:
        service.close()
        return
    commit = walk.merge("gitlab")
    run("apply", commit, [0, 0], CXCTL_PUSH_URL=f"file://{walk.remote}")
    assert walk.writes("prod") == [f"PUT /api/v1/audiences/{HIGH_VALUE} 200"]
    run("apply", commit, [0, 0], may_push=True)
    assert not walk.writes("prod")
    edit(walk, "prod")
    for _ in range(2):
        run("drift", commit, [0, 6], CXCTL_API_TOKEN=TOKEN)
        assert [one["title"] for one in service.issues] == ["Drift in prod"]
    service.close()


def walk_timers(walk):
    """The service's and the CronJob's commands, with the paths of this machine."""
    edit(walk, "prod")
    environment = {**walk.base, **walk.environments["prod"]["vars"], **walk.environments["prod"]["secrets"]}
    clone = walk.top / "clone"
    subprocess.run(["git", "clone", "-q", "--no-checkout", str(walk.remote), str(clone)], env=walk.base, check=True)
    codes = []
    for command in unit_commands(EXAMPLE / "systemd" / "cxctl-drift@.service"):
        words = shlex.split(command.replace("%i", "prod"))
        words[0] = pathlib.Path(words[0]).name
        codes.append(subprocess.run(words, cwd=clone, env=environment, check=False, capture_output=True).returncode)
    assert codes == [0, 6], codes
    pod = cron_container(EXAMPLE / "kubernetes" / "cronjob.yaml")
    container = pod["containers"][0]
    assert pod["securityContext"]["runAsNonRoot"] and container["securityContext"]["readOnlyRootFilesystem"]
    work = walk.top / "work"
    work.mkdir()
    for one in container["env"]:
        environment[one["name"]] = one["value"].replace("/work", str(work))
    done = subprocess.run(container["command"], cwd=work, env={**environment, "REPOSITORY": f"file://{walk.remote}"},
                          check=False, capture_output=True)
    assert done.returncode == 6, done


def check_units(walk):
    """systemd's own eye on the units, where it is there: no complaint, and a low exposure."""
    if not needs("systemd-analyze"):
        print("left out: systemd-analyze is not here")
        return
    folder = walk.top / "units"
    shutil.copytree(EXAMPLE / "systemd", folder)
    service = folder / "cxctl-drift@.service"
    service.write_text(service.read_text().replace("/usr/local/bin/cxctl", str(walk.world.bin_dir) + "/cxctl"))
    environment = {"PATH": os.environ["PATH"], "HOME": str(walk.top / "home")}
    for words in (["verify", *map(str, sorted(folder.iterdir()))],
                  ["security", "--offline=true", "--threshold=20", str(service)]):
        done = subprocess.run(["systemd-analyze", *words], env=environment, check=False, capture_output=True)
        assert done.returncode == 0 and not (words[0] == "verify" and done.stderr), done


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin-dir", required=True)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    walk = Walk(os.path.abspath(options.bin_dir), options.keep)
    try:
        check_rights()
        commit = walk.begin()
        walk.run("apply.yaml", "push", {}, commit, both("apply"))
        assert [len(walk.writes(tenant)) for tenant in walk.worlds] == [3] * len(TENANTS)
        walk_plan(walk)
        walk_fork(walk)
        commit = walk_apply(walk)
        walk_drift(walk, commit)
        if ALL:
            walk_package(walk, commit)
        walk_gitlab(walk, commit)
        walk_timers(walk)
        check_units(walk)
        walk.service.close()
        for world in walk.worlds.values():
            world.check_end()
    finally:
        for world in walk.worlds.values():
            world.close()
    print("all commands of examples/gitops did what they say")


main()
