#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Many appliers on one shared ledger: clones race for its lock, runners vanish, the remote goes away."""

import json
import re
import subprocess
import sys
import time

from tenant import Failed, Tenant, audience, options_read, run_cases

APPLIERS = 20
GENESIS = "80183fb99c1224cc8e94452b351eb1df9821f9de"


class Shared(Tenant):
    """A tenant whose ledger is at a bare remote, and clones of it."""

    def __init__(self, options, clones):
        super().__init__(options, ([audience(n, 1) for n in range(3)], [audience(n, 2) for n in range(3)]), settle=None)
        self.origin, self.clones = self.top / "origin.git", []
        project = self.folder / "cxctl.yaml"
        project.write_text(project.read_text(encoding="utf-8") + "ledger: {remote: origin}\n", encoding="utf-8")
        self.commit("share the ledger")
        self.git("init", "-q", "--bare", str(self.origin))
        self.git("remote", "add", "origin", str(self.origin))
        self.git("push", "-q", "origin", "main")
        for number in range(clones):
            self.clones.append(self.top / f"c{number:02d}")
            self.git("clone", "-q", "--shared", str(self.origin), str(self.clones[-1]))

    def start_in(self, folder, *arguments, **environment):
        return subprocess.Popen([f"{self.bin_dir}/cxctl", *arguments], cwd=folder, env={**self.environment, **environment},
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def cxctl_in(self, folder, *arguments, **environment):
        return self.finish(self.start_in(folder, *arguments, **environment))

    def at_origin(self, *arguments):
        return subprocess.run(["git", *arguments], cwd=self.origin, env=self.environment, check=True, capture_output=True,
                              text=True).stdout.strip()

    def seals(self):
        return [line for line in self.at_origin("log", "--first-parent", "--format=%H", "refs/cxctl/prod").split()
                if line != GENESIS]

    def with_intents(self):
        """The clones whose journals announce a request."""
        return [folder for folder in self.clones
                if any('"intent"' in path.read_text(encoding="utf-8") for path in (folder / ".git" / "cxctl").glob("*/*.jsonl"))]

    def check_idle(self):
        if self.at_origin("for-each-ref", "refs/cxctl-run/"):
            raise Failed("a run is left open at the remote")
        verified = self.cxctl_in(self.clones[0], "audit", "verify")
        if verified.status != 0 or not verified.out.startswith("intact"):
            raise Failed(f"audit verify: {verified}")


def wait_for(what, condition):
    until = time.monotonic() + 120
    while not condition():
        if time.monotonic() > until:
            raise Failed(f"waited in vain for {what}")
        time.sleep(0.05)


def race(options, _randomness):
    """The tenant holds the winner's writes back until all others have ended: they exit 5 and name it."""
    tenant = Shared(options, APPLIERS)
    try:
        tenant.fault("PUT /api/*", "429", retry_after=1)
        processes = [tenant.start_in(folder, "apply", "--yes", "-o", "json") for folder in tenant.clones]
        wait_for("nineteen losers", lambda: sum(process.poll() is not None for process in processes) >= APPLIERS - 1)
        # Whoever wins has its journal before its first request.
        wait_for("the winner's intents", tenant.with_intents)
        writers = tenant.with_intents()
        if len(writers) != 1:
            raise Failed(f"{len(writers)} of {APPLIERS} appliers announced requests")
        tenant.no_faults()
        results = [tenant.finish(process) for process in processes]
        winner = results[tenant.clones.index(writers[0])]
        if winner.status != 0:
            raise Failed(f"the winner: {winner}")
        run = json.loads(winner.out)["run"]
        losers = [result for result in results if result is not winner]
        for loser in losers:
            if loser.status != 5 or "[run.open]" not in loser.err or run not in loser.err or "Ana Ops" not in loser.err:
                raise Failed(f"a loser does not name {run}: {loser}")
        if len(losers) != APPLIERS - 1 or len(tenant.seals()) != 1:
            raise Failed(f"{len(losers)} lost, {len(tenant.seals())} sealed")
        written = [item for item in tenant.writes_seen() if item["status"] in (200, 201)]
        if len(written) != 3:
            raise Failed(f"{len(written)} writes for 3 audiences: {written}")
        tenant.desired = 1
        tenant.check_equal()
        tenant.check_idle()
    finally:
        tenant.close()


def rounds(options, randomness):
    """Nobody is held back: one of each round seals, the others find it open, just ended, or nothing left to do."""
    tenant = Shared(options, 4)
    try:
        for turn in range(20 if options.all else 2):
            value = 100 + turn
            for number in range(3):
                path = tenant.folder / "audiences" / f"a{number:02d}.yaml"
                path.write_text(json.dumps(audience(number, value)) + "\n", encoding="utf-8")
            tenant.commit(f"worth {value}")
            tenant.git("push", "-q", "origin", "main")
            processes = []
            for folder in tenant.clones:
                subprocess.run(["git", "pull", "-q"], cwd=folder, env=tenant.environment, check=True)
            for folder in tenant.clones:
                processes.append(tenant.start_in(folder, "apply", "--yes"))
                time.sleep(randomness.uniform(0, 0.2))
            results = [tenant.finish(process) for process in processes]
            if not any(result.status == 0 for result in results):
                raise Failed(f"nobody applied: {results[0]}")
            for result in results:
                named = re.search(r"\[run\.(open|moved)\]", result.err) and re.search(r"\d{8}T\d{6}\.\d{3}Z-", result.err)
                if result.status != 0 and not (result.status == 5 and named):
                    raise Failed(f"a loser: {result}")
            if len(tenant.seals()) != turn + 1:
                raise Failed(f"{len(tenant.seals())} seals after {turn + 1} rounds")
            tenant.check_idle()
    finally:
        tenant.close()


def expire(tenant):
    """The open run at the remote, as if it had begun an hour before."""
    run = json.loads(tenant.at_origin("show", "refs/cxctl-run/prod:run.json"))
    run["expires"] = "2026-01-01T00:00:00.000Z"
    blob = subprocess.run(["git", "hash-object", "-w", "--stdin"], cwd=tenant.origin, env=tenant.environment, check=True,
                          input=json.dumps(run), capture_output=True, text=True).stdout.strip()
    tree = subprocess.run(["git", "mktree"], cwd=tenant.origin, env=tenant.environment, check=True,
                          input=f"100644 blob {blob}\trun.json\n", capture_output=True, text=True).stdout.strip()
    parent = tenant.at_origin("rev-parse", "refs/cxctl-run/prod^")
    commit = tenant.at_origin("-c", "user.name=A", "-c", "user.email=a@example.com", "commit-tree", "-p", parent, "-m", "open", tree)
    tenant.at_origin("update-ref", "refs/cxctl-run/prod", commit)


def vanished(options, randomness):
    """A runner is killed anywhere, its disk is gone: after the expiry another clone settles and goes on."""
    for point in range(1, 40) if options.all else randomness.sample(range(2, 16), 2):
        tenant = Shared(options, 2)
        try:
            first, second = tenant.clones
            killed = tenant.cxctl_in(first, "apply", "--yes", CX_FAULT=f"kill:{point}")
            if killed.status not in (0, -9):
                raise Failed(f"kill:{point}: {killed}")
            if tenant.at_origin("for-each-ref", "refs/cxctl-run/"):
                early = tenant.cxctl_in(second, "apply", "--yes")
                if early.status != 5 or "[run.open]" not in early.err:
                    raise Failed(f"kill:{point}, not expired: {early}")
                expire(tenant)
            late = tenant.cxctl_in(second, "apply", "--yes")
            if late.status != 0:
                raise Failed(f"kill:{point}, expired: {late}")
            tenant.desired = 1
            tenant.check_equal()
            # The first runner comes back: what it has is known, or in the record by now.
            back = tenant.cxctl_in(first, "apply", "--yes")
            if back.status != 0:
                raise Failed(f"kill:{point}, back again: {back}")
            tenant.check_idle()
            if any(list((folder / ".git" / "cxctl").glob("*/*.jsonl")) for folder in tenant.clones):
                raise Failed(f"kill:{point}: a journal is left")
        finally:
            tenant.close()


CASES = [
    (f"{APPLIERS} appliers", race),
    ("rounds", rounds),
    ("vanished runners", vanished),
]

if __name__ == "__main__":
    arguments = options_read(__doc__)
    sys.exit(run_cases(arguments, CASES))
