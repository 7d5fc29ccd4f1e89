"""The language of a document.

The door to py3langid, which takes about a second to load: documents are told apart when they are indexed, questions by
the faster rule in ``analysis``.
"""

from __future__ import annotations

import re

DEFAULT_LANGUAGE = "de"

_SAMPLE_CHARACTERS = 1_000
_MINIMUM_LETTERS = 20
_LETTER = re.compile(r"[^\W\d_]")


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language a text is written in; German where the text is too short to tell.

    Parameters
    ----------
    text
        Of any length; its beginning is looked at.

    Returns
    -------
    str
        Lower case, two or three letters.

    Examples
    --------
    >>> detect_language("The council meets on the first Monday of every month in the town hall.")
    'en'
    """
    sample = text[:_SAMPLE_CHARACTERS]
    if len(_LETTER.findall(sample)) < _MINIMUM_LETTERS:
        return DEFAULT_LANGUAGE
    from py3langid import classify

    language: str = classify(sample)[0]
    return language
