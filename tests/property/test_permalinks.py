"""Permalinks against any text and any place of an insertion."""

from __future__ import annotations

import functools
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Engine, NotFoundError, Snapshot

PARAGRAPHS = [f"Absatz {n} handelt von Sache {n * n} und sonst von nichts." for n in range(1, 30)]


def view_of(paragraphs: list[str]) -> Snapshot:
    with TemporaryDirectory() as folder:
        seeds = Path(folder) / "seeds"
        seeds.mkdir()
        (seeds / "a.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
        return Engine.open(seeds, Path(folder) / "index").snapshot


@functools.cache
def before() -> Snapshot:
    return view_of(PARAGRAPHS)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 29), st.integers(1, 3))
def test_an_insertion_anywhere_moves_no_link(place: int, count: int) -> None:
    after = view_of([*PARAGRAPHS[:place], *["Neu ist das."] * count, *PARAGRAPHS[place:]])
    opened = [after.follow(before().permalink("a.txt", n)).found.text for n in range(1, 30)]
    assert opened == PARAGRAPHS


@given(st.text(max_size=60))
def test_no_text_makes_following_fail_otherwise(text: str) -> None:
    try:
        before().follow(text)
    except NotFoundError:
        return
    raise AssertionError(f"{text!r} was followed")
