# SPDX-License-Identifier: Apache-2.0
"""Runs the jobs of examples/gitops' CI files, step by step, as the services do: the commands are those of the files."""

import os
import pathlib
import re
import shutil
import subprocess

import yaml

from expression import fill_in, is_true


class Failed(Exception):
    pass


def shell(script, folder, environment, log):
    """bash -e, as both services run it; the exit code, and what was printed is added to the log."""
    done = subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=folder, env=environment, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    log.append(done.stdout.decode("utf-8", "replace"))
    return done.returncode


def read_outputs(path):
    """$GITHUB_OUTPUT: NAME=VALUE, or NAME<<DELIMITER, lines, DELIMITER."""
    outputs, lines = {}, path.read_text(encoding="utf-8").splitlines()
    while lines:
        line = lines.pop(0)
        name, delimiter = (line.split("<<", 1) + [None])[:2]
        if delimiter is None or "=" in name:
            name, outputs[line.split("=", 1)[0]] = None, line.split("=", 1)[1]
            continue
        end = lines.index(delimiter)
        outputs[name], lines = "\n".join(lines[:end]), lines[end + 1:]
    return outputs


class GitHub:
    """One run of a workflow. environments: {"prod": {"vars": {...}, "secrets": {...}}}; event: as GITHUB_EVENT_PATH."""

    def __init__(self, top, base, remote, api, environments):
        self.top, self.base, self.remote, self.api, self.environments = top, base, remote, api, environments
        self.runs, self.package, self.summaries, self.log = 0, None, [], []
        self.artifacts, self.tenants = None, []

    def run(self, workflow, event_name, event, commit, token):
        """Runs all jobs; returns {"job (tenant)": "success" | "failure" | "skipped"}."""
        self.runs += 1
        self.artifacts = self.top / f"artifacts-{self.runs}"
        self.summaries, self.log = [], []
        text = subprocess.run(["git", "show", f"{commit}:.github/workflows/{workflow}"], cwd=self.remote, check=True,
                              env=self.base, capture_output=True).stdout
        document, results, states = yaml.safe_load(text), {}, {}
        assert event_name in document["on"], f"{workflow} does not run on {event_name}"
        for name, job in document["jobs"].items():
            github = {"event_name": event_name, "event": event, "repository": "acme/audiences", "token": token,
                      "actor": "ana", "sha": commit, "api_url": self.api}
            needed = [states[other] for other in ([job["needs"]] if "needs" in job else [])]
            condition = "'failure' != 'failure'" if "failure" in needed or "skipped" in needed else job.get("if", "true")
            if not is_true(condition, {"github": github}, {"always": lambda: True}):
                states[name] = results[name] = "skipped"
                continue
            for tenant in [one for one in job["strategy"]["matrix"]["tenant"] if one in self.tenants]:
                state = self.run_job(document, job, github, tenant, job.get("permissions", document["permissions"]))
                results[f"{name} ({tenant})"] = state
                states[name] = "failure" if "failure" in (state, states.get(name)) else state
        return results

    def run_job(self, document, job, github, tenant, permissions):
        place = self.top / f"run-{self.runs}-{tenant}-{len(self.log)}"
        folder, temp = place / "work", place / "temp"
        folder.mkdir(parents=True)
        temp.mkdir()
        environment = self.environments.get(fill_in(job.get("environment", ""), {"matrix": {"tenant": tenant}}, {}), {})
        state = {"failed": False}
        contexts = {"github": github, "matrix": {"tenant": tenant}, "steps": {}, "inputs": github["event"].get("inputs", {}),
                    "vars": environment.get("vars", {}), "secrets": environment.get("secrets", {})}
        functions = {"always": lambda: True}
        variables = dict(document.get("env", {}))
        if self.package:
            variables.update(CXCTL_PACKAGE=self.package[0], CXCTL_PACKAGE_SHA256=self.package[1])
        variables.update({key: fill_in(value, contexts, functions) for key, value in job.get("env", {}).items()})
        path = [self.base["PATH"]]
        for number, step in enumerate(job["steps"]):
            own = {key: fill_in(value, contexts, functions) for key, value in step.get("env", {}).items()}
            contexts["env"] = {**variables, **own}
            condition = step.get("if", "true")
            if (state["failed"] and "always()" not in condition) or not is_true(condition, contexts, functions):
                continue
            if "uses" in step:
                self.use(step["uses"], {key: fill_in(value, contexts, functions) for key, value in
                                        step.get("with", {}).items()}, folder, github, permissions)
                continue
            files = {key: temp / f"{key}-{number}" for key in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")}
            for file in files.values():
                file.touch()
            all_variables = {
                **self.base, **contexts["env"], "PATH": ":".join(reversed(path)), "GITHUB_ACTIONS": "true", "CI": "true",
                "GITHUB_API_URL": github["api_url"], "GITHUB_REPOSITORY": github["repository"], "GITHUB_SHA": github["sha"],
                "GITHUB_SERVER_URL": "https://github.example", "GITHUB_EVENT_NAME": github["event_name"],
                "GITHUB_ACTOR": github["actor"], "GITHUB_RUN_ID": str(self.runs), "RUNNER_TEMP": str(temp),
                "GITHUB_WORKSPACE": str(folder), **{key: str(file) for key, file in files.items()}}
            if shell(step["run"], folder, all_variables, self.log):
                state["failed"] = True
            contexts["steps"][step.get("id", str(number))] = {"outputs": read_outputs(files["GITHUB_OUTPUT"])}
            path += files["GITHUB_PATH"].read_text(encoding="utf-8").split()
            self.summaries.append(files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8"))
        shutil.rmtree(temp)
        return "failure" if state["failed"] else "success"

    def use(self, action, given, folder, github, permissions):
        if action == "actions/checkout@v4":
            assert permissions.get("contents") in ("read", "write"), "a checkout needs contents: read"
            check_out(self.remote, github["sha"], folder, self.base, shallow=given.get("fetch-depth") != "0",
                      may_push=permissions["contents"] == "write")
        elif action == "actions/upload-artifact@v4":
            (self.artifacts / given["name"]).mkdir(parents=True)
            for name in given["path"].split():
                shutil.copy(folder / name, self.artifacts / given["name"])
        elif action == "actions/download-artifact@v4":
            for file in (self.artifacts / given["name"]).iterdir():
                shutil.copy(file, folder)
        else:
            raise Failed(f"{action} is not known to this test")


def check_out(remote, commit, folder, environment, shallow, may_push):
    """A clone of what the service would give; without the right to push, its address for pushes leads nowhere."""
    def git(*words):
        subprocess.run(["git", *words], cwd=folder, env=environment, check=True, stdin=subprocess.DEVNULL)
    git("init", "-q")
    git("remote", "add", "origin", f"file://{remote}")
    if not may_push:
        git("remote", "set-url", "--push", "origin", f"file://{folder}/no-right-to-push")
    if shallow:
        git("fetch", "-q", "--depth", "1", "origin", commit)
    else:
        git("fetch", "-q", "origin", "+refs/heads/*:refs/remotes/origin/*", commit)
    git("checkout", "-q", "--detach", commit)


class GitLab:
    """The jobs of .gitlab-ci.yml that a pipeline has: those whose rule's source fits."""

    def __init__(self, top, base, remote, api, environments):
        self.top, self.base, self.remote, self.api, self.environments = top, base, remote, api, environments
        self.runs, self.log, self.reports, self.tenants = 0, [], {}, []

    def run(self, job_name, commit, may_push, **variables):
        """One job for each tenant of its matrix, or one; returns {tenant: exit code}."""
        self.runs += 1
        document = yaml.safe_load(subprocess.run(["git", "show", f"{commit}:.gitlab-ci.yml"], cwd=self.remote, check=True,
                                                 env=self.base, capture_output=True).stdout)
        job = {**document.get(document[job_name].get("extends"), {}), **document[job_name]}
        results = {}
        matrix = job["parallel"]["matrix"][0]["TENANT"] if "parallel" in job else None
        for tenant in [one for one in matrix if one in self.tenants] if matrix else [""]:
            folder = self.top / f"gitlab-{self.runs}-{tenant}"
            folder.mkdir(parents=True)
            if job.get("variables", {}).get("GIT_STRATEGY") != "none":
                check_out(self.remote, commit, folder, self.base, shallow=False, may_push=may_push)
            for file in self.artifacts_before(job):
                shutil.copy(file, folder)
            name = job.get("environment", {}).get("name", "").replace("$TENANT", tenant)
            environment = {**self.base, **document["variables"], "TENANT": tenant, "GITLAB_CI": "true", "CI": "true",
                           "CI_PROJECT_DIR": str(folder), "CI_PROJECT_ID": "42", "CI_API_V4_URL": self.api,
                           "CI_COMMIT_SHA": commit, "CI_PROJECT_PATH": "acme/audiences",
                           **self.environments.get(name, {}), **variables}
            script = "\n".join([*job.get("before_script", []), *job["script"]])
            results[tenant] = shell(script, folder, environment, self.log)
            self.reports[tenant] = folder
        return results

    def artifacts_before(self, job):
        if "needs" not in job:
            return []
        return [file for folder in self.reports.values() for file in sorted(folder.glob("comment-*.md"))]


def unit_commands(path):
    """ExecStartPre and ExecStart of a systemd unit."""
    text = pathlib.Path(path).read_text(encoding="utf-8")
    return re.findall(r"^ExecStart(?:Pre)?=(.*)$", text, re.MULTILINE)


def cron_container(path):
    document = yaml.safe_load(pathlib.Path(path).read_text(encoding="utf-8"))
    assert document["spec"]["concurrencyPolicy"] == "Forbid"
    return document["spec"]["jobTemplate"]["spec"]["template"]["spec"]


def needs(program):
    return shutil.which(program, path=os.environ.get("PATH"))
