"""A text that is too long to be asked as a whole: what it asks is found in it.

Pure. Knows sentences by their marks alone.
"""

from __future__ import annotations

import re

LONGEST_QUESTION = 2_000
"""Characters; what the engine reads."""

_END = re.compile(r"(?<=[.!?…\n])")


def gist(text: str) -> str:
    """The questions in a long text, the last ones where there are too many; the text itself where there are none.

    >>> gist("Wer kam?")
    'Wer kam?'
    >>> gist("Es war so. " * 200 + "Wer kam? Und wann?")
    'Wer kam? Und wann?'
    """
    if len(text) <= LONGEST_QUESTION:
        return text
    kept: list[str] = []
    room = LONGEST_QUESTION
    sentences = (sentence.strip() for sentence in reversed(_END.split(text)))
    for question in (sentence for sentence in sentences if sentence.endswith("?") and len(sentence) > 1):
        room -= len(question) + 1
        if room < 0:
            break
        kept.insert(0, question)
    return " ".join(kept) or text
