"""A sample of the faults that ``make faults`` provokes at every point."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import damage, following, injection, power_cut, processes, space
from tests.faults.injection import CALLS, Point, every_point
from tests.faults.outcome import NotHereError, Outcome


def failures_of(provoke: Callable[..., Outcome], *arguments: object, **options: object) -> tuple[str, ...]:
    """What went wrong; the test is skipped where this machine cannot provoke the fault."""
    try:
        outcome = provoke(*arguments, **options)
    except NotHereError as error:
        pytest.skip(str(error))
    assert outcome.points
    return outcome.failures


def some_points(calls: Counter[str]) -> list[Point]:
    """One point of each fault among those that write and name, the same every time."""
    chance = random.Random(5)
    points = [point for point in every_point(calls) if point.call in {"write", "fsync", "rename"}]
    return [chance.choice([point for point in points if point.fault == fault]) for fault in CALLS]


def test_a_fault_at_a_system_call_leaves_the_old_index_or_the_new_one(tmp_path: Path) -> None:
    def provoke() -> Outcome:
        bench = injection.make_bench(tmp_path)
        points = some_points(bench.calls)
        return Outcome(len(points), tuple(injection.try_points([bench], points)))

    assert failures_of(provoke) == ()


def test_after_a_success_was_reported_a_power_cut_loses_nothing(tmp_path: Path) -> None:
    assert failures_of(power_cut.cut_power, tmp_path, points=[], acknowledged=1) == ()


def test_a_disk_that_is_too_small_costs_nothing(tmp_path: Path) -> None:
    assert failures_of(space.disk_full, tmp_path, sizes=1) == ()


def test_damage_is_noticed_before_it_is_served(tmp_path: Path) -> None:
    assert failures_of(damage.every_damage, tmp_path, share=0.01) == ()


def test_of_several_builders_one_builds(tmp_path: Path) -> None:
    assert failures_of(processes.rival_builders, tmp_path, rounds=1, rivals=3) == ()


def test_a_document_with_a_time_in_the_future_is_followed(tmp_path: Path) -> None:
    assert failures_of(following.lying_times, tmp_path, moments=("future",), changes=3) == ()
