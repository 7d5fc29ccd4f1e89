"""Provokes every fault and prints a table; ``make faults``. Names of rows as arguments choose among them."""

from __future__ import annotations

import sys
import time

from tests.faults import damage, following, injection, leaks, power_cut, processes, space
from tests.faults.outcome import NotHereError, Row, workplace

ROWS: dict[str, Row] = {
    "kill": injection.everywhere,
    "power": power_cut.at_every_call,
    "full-disk": space.disk_full,
    "read-only": space.read_only,
    "damage": damage.every_damage,
    "readers": processes.readers_while_publishing,
    "rivals": processes.rival_builders,
    "endings": processes.ended_builds,
    "moving": following.moving_documents,
    "times": following.lying_times,
    "model": following.exchanged_model,
    "leaks": leaks.long_service,
}


def main(names: list[str]) -> int:
    """Run the rows; the number of those that failed comes back."""
    failed = 0
    print(f"{'row':10} {'points':>7} {'failed':>7} {'seconds':>8}  notes", flush=True)
    for name in names or ROWS:
        begun = time.monotonic()
        try:
            with workplace() as folder:
                outcome = ROWS[name](folder)
        except NotHereError as error:
            print(f"{name:10} skipped: {error}", flush=True)
            continue
        seconds = time.monotonic() - begun
        print(f"{name:10} {outcome.points:7} {len(outcome.failures):7} {seconds:8.0f}  {outcome.notes}", flush=True)
        for failure in outcome.failures:
            print(f"    {failure}", flush=True)
        failed += bool(outcome.failures)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
