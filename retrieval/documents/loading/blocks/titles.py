"""Titles in the properties of files, of which programs write as many as people do.

Knows text only.
"""

from __future__ import annotations

import re

from retrieval.documents.loading.blocks.blocks import normalised

_PROGRAM_TITLE = re.compile(
    r"Microsoft (?:Word|PowerPoint|Excel) - |(?:PowerPoint[- ](?:Präsentation|Presentation)|Präsentation|Presentation"
    r"|Untitled|Unbenannt|Ohne Titel|Dokument|Document|Layout|Folie|Slide)\W?\d*\Z|\W*\Z",
    re.IGNORECASE,
)
_FILE_NAME_END = re.compile(r"\.(?:docx?|pptx?|xlsx?|odt|rtf|html?|indd|tex|dvi|pdf|qxd|txt)\Z", re.IGNORECASE)


def cleaned_title(title: str) -> str:
    """A title of the metadata, empty if a program and no person wrote it.

    Parameters
    ----------
    title
        As the file has it.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> cleaned_title("Microsoft Word - Satzung.doc"), cleaned_title("Satzung  2024")
    ('', 'Satzung 2024')
    """
    text = normalised(title).replace("\n", " ")
    return "" if _PROGRAM_TITLE.match(text) or _FILE_NAME_END.search(text) else text
