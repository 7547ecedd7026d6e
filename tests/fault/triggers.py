#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A file of 40 triggers, runs that die or cannot write at any point, and runs until all is done: each starts once.

Every request must find its intent on disk when it arrives, and the log must be intact in the end."""

import contextlib
import json
import signal
import sys
import time

from tenant import Failed, Tenant, options_read, run_cases

COUNT = 40
QUICK_KILLS, LONG_KILLS = 2, 300
QUICK_POINTS, LONG_POINTS = {"kill": 2, "fsync": 1, "write": 1}, {"kill": 60, "fsync": 20, "write": 20}
# The moments count in which a journey has started and nobody knows.
SLOW = [None, ("delay", {"ms": 30}), ("delay-before", {"ms": 30}), ("reset-after", {"percent": 30})]
ROUTE = "POST /api/v1/journeys/*"
# Those of the sandbox's first customers who may be contacted.
WILLING = ["64c70b0b-0c5b-4a8f-8167-87272751ecaf", "38849506-1eb0-4ce1-86c3-537a931e49d7", "d909c315-b21d-4f6c-8e8e-022a79eb517b"]


class Triggers(Tenant):
    """Each round has a file of its own, and a log that grows from round to round."""

    def __init__(self, options):
        super().__init__(options, [[]], settle=None, sandbox_options="--customers 20 --seed 1")
        self.rounds = 0

    def begin(self):
        self.rounds += 1
        self.ask("DELETE", "/sandbox/triggers")
        with open(self.folder / "triggers.ndjson", "w", encoding="utf-8") as file:
            for number in range(COUNT):
                file.write(json.dumps({"contactId": WILLING[number % len(WILLING)], "event": "left",
                                       "deduplicationId": f"round-{self.rounds}-{number}",
                                       "attributes": {"email": f"p{number}@example.com", "external_id": str(number)}}) + "\n")
        return ["trigger", "--journey", "onboarding", "--audit-values", "triggers.ndjson"]

    def until_done(self, arguments):
        """The runs behind the fault: the first that ends well, and one more, which must send nothing."""
        for _ in range(3):
            result = self.cxctl(*arguments)
            if result.status == 0:
                break
        else:
            raise Failed(f"the runs behind it: {result}")
        before = self.ask("GET", "/sandbox/triggers")
        again = self.cxctl(*arguments)
        after = self.ask("GET", "/sandbox/triggers")
        once = [item["key"] for item in after["items"] if item["starts"] == 1]
        if len(once) != COUNT or after["starts"] != COUNT:
            raise Failed(f"{len(once)} of {COUNT} started once, {after['starts']} starts\n{result}")
        if again.status or before["arrivals"] != after["arrivals"]:
            raise Failed(f"a run that had nothing to do sent {after['arrivals'] - before['arrivals']}: {again}")
        self.check_arrivals()
        intact = self.cxctl("audit", "verify", "--log", ".git/cxctl/prod/runtime.jsonl")
        if intact.status:
            raise Failed(f"{intact}")


def random_kills(options, dice):
    with contextlib.closing(Triggers(options)) as tenant:
        arguments = tenant.begin()
        began = time.monotonic()
        tenant.until_done(arguments)
        whole = (time.monotonic() - began) / 2.5
        for _ in range(LONG_KILLS if options.all else QUICK_KILLS):
            arguments = tenant.begin()
            slow = dice.choice(SLOW)
            if slow:
                tenant.fault(ROUTE, slow[0], **slow[1])
            for _ in range(dice.randint(1, 2)):
                process = tenant.start(*arguments)
                time.sleep(dice.uniform(0, whole))
                process.send_signal(signal.SIGKILL)
                tenant.finish(process)
            time.sleep(0.1)  # what was on the wire arrives
            tenant.no_faults()
            tenant.until_done(arguments)


def points(options, dice):
    with contextlib.closing(Triggers(options)) as tenant:
        count_file = tenant.top / "count"
        arguments = tenant.begin()
        tenant.cxctl(*arguments, CX_FAULT_COUNT=str(count_file))
        passed = dict(line.split(":") for line in count_file.read_text(encoding="utf-8").splitlines())
        for point, most in (LONG_POINTS if options.all else QUICK_POINTS).items():
            numbers = range(1, int(passed[point]) + 1)
            for number in sorted(dice.sample(numbers, min(most, len(numbers)))):
                arguments = tenant.begin()
                result = tenant.cxctl(*arguments, CX_FAULT=f"{point}:{number}")
                if point == "fsync" and result.status == 0:
                    raise Failed(f"{point}:{number} went unnoticed: {result}")
                time.sleep(0.1)
                tenant.until_done(arguments)


sys.exit(run_cases(options_read(__doc__), [("random kills", random_kills), ("points", points)]))
