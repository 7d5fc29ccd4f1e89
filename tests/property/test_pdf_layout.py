"""What holds for words anywhere on a page: every letter is read once, and the same words give the same blocks."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from retrieval.documents.loading.pdf.layout import Page, PlacedWord, page_of
from retrieval.documents.loading.pdf.paragraphs import blocks_of

PAPER = (0.0, 800.0)

placed_words = st.lists(
    st.builds(
        lambda text, left, width, baseline, size, bold: PlacedWord(text, left, left + width, baseline, size, bold),
        st.sampled_from(["Rat", "der", "Bundes-", "regierung", "1.", "•", "§", "Stadt.", "x" * 30, "(1)", "und", "–"]),
        st.sampled_from([70.0, 84.0, 310.0, 322.0]) | st.floats(-50, 700),
        st.floats(1, 200),
        st.integers(1, 60).map(lambda row: 12.0 * row) | st.floats(-50, 900),
        st.sampled_from([7.0, 10.0, 10.0, 14.0]) | st.floats(0.1, 90),
        st.booleans(),
    ),
    max_size=80,
)


def letters(text: str) -> Counter[str]:
    return Counter(character for character in text if character.isalnum())


def pages_of(pages: list[list[PlacedWord]]) -> list[Page]:
    return [page_of(number, words, PAPER) for number, words in enumerate(pages, start=1)]


@given(st.lists(placed_words, max_size=3))
def test_every_letter_is_read_once(pages: list[list[PlacedWord]]) -> None:
    blocks = blocks_of(pages_of(pages))
    written = "".join(word.text for page in pages for word in page)
    assert letters("".join(block.text for block in blocks)) == letters(written)


@given(st.lists(placed_words, max_size=3))
def test_pages_ascend_and_headings_are_lines(pages: list[list[PlacedWord]]) -> None:
    blocks = blocks_of(pages_of(pages))
    numbers = [block.page or 0 for block in blocks]
    assert numbers == sorted(numbers)
    assert all("\n" not in block.text for block in blocks if block.level)


@given(placed_words)
def test_every_line_has_its_place_inside_the_page(words: list[PlacedWord]) -> None:
    page = page_of(1, words, PAPER)
    for column in page.columns:
        assert [line.baseline for line in column] == sorted((line.baseline for line in column), reverse=True)
