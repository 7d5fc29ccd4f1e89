"""Records that cannot be in a wrong state."""

from __future__ import annotations

import pytest

from retrieval.answering.records import Answer, Citation, Hit, QueryParameters, Reading, Stage
from retrieval.documents.records import Heading, Paragraph, Passage
from retrieval.documents.skipped import Limits
from retrieval.index.records import Changes
from retrieval.text.spans import Span

CITATION = Citation(1, "a.txt", "a", 1, None, Span(0, 5), "Hallo")
PASSAGE = Passage("a.txt", Span(0, 5), 1, 1)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 3)])
def test_a_span_is_never_empty_or_reversed(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="span"):
        Span(start, end)


def test_a_span_cuts_contains_and_moves() -> None:
    assert Span(1, 3).slice("abcd") == "bc"
    assert Span(1, 5).contains(Span(1, 2))
    assert not Span(1, 5).contains(Span(0, 2))
    assert Span(1, 3).shifted(10) == Span(11, 13)
    assert len(Span(1, 3)) == 2


def test_there_is_no_answer_without_a_citation() -> None:
    with pytest.raises(ValueError, match="citation"):
        Answer("Wer?", "Niemand.", (), ())


def test_a_quote_is_as_long_as_its_span() -> None:
    with pytest.raises(ValueError, match="quote"):
        Citation(1, "a.txt", "a", 1, None, Span(0, 5), "Hallo!")


def test_numbers_for_people_start_at_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        Paragraph("a.txt", 0, Span(0, 1))
    with pytest.raises(ValueError, match="from 1"):
        Hit(PASSAGE, 0, 0.5, Stage.DENSE)
    with pytest.raises(ValueError, match="from 1"):
        Heading(Span(0, 1), 0)
    with pytest.raises(ValueError, match="from 1"):
        Citation(0, "a.txt", "a", 1, None, Span(0, 5), "Hallo")


def test_shares_lie_between_zero_and_one() -> None:
    with pytest.raises(ValueError, match="support"):
        Reading((), 1.5)
    with pytest.raises(ValueError, match="threshold"):
        QueryParameters(threshold=-0.1)
    with pytest.raises(ValueError, match="at least 1"):
        QueryParameters(top_k=0)


def test_no_change_is_falsy() -> None:
    assert not Changes()
    assert Changes(added=("a.txt",))
    assert Changes(config_changed=True)


def test_a_passage_is_identified_by_its_place() -> None:
    assert PASSAGE.id == "a.txt:0-5"
    assert CITATION.span == PASSAGE.span


def test_a_limit_of_nothing_is_none() -> None:
    with pytest.raises(ValueError, match="maximum_pages"):
        Limits(maximum_pages=0)
