"""Whatever files are called and hold, each is a document or is skipped, under a name that can be printed."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.documents.loading import SeedFile, read_seeds
from retrieval.documents.skipped import DocumentError
from tests.documents.loading import load_document

_suffixes = st.sampled_from([b".txt", b".md", b".TXT", b".text", b"", b".qqq"])
_stems = st.one_of(
    st.binary(min_size=1, max_size=60),
    st.text(min_size=1, max_size=40).map(lambda text: text.encode("utf-8", "replace")),
)
names = st.builds(lambda stem, suffix: stem.translate(None, b"/\0") + suffix, _stems, _suffixes).filter(
    lambda name: name not in {b"", b".", b".."}
)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(names, st.binary(max_size=300), max_size=6))
def test_each_file_has_one_printable_name_and_is_text_or_has_a_reason(files: dict[bytes, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            with open(os.fsencode(folder) + b"/" + name, "wb") as stream:  # noqa: PTH123  # paths of bytes are no Path
                stream.write(content)
        entries = list(read_seeds(Path(folder)))
    assert len(entries) <= len(files)
    read = [entry.document_id for entry in entries if isinstance(entry, SeedFile)]
    assert len(set(read)) == len(read)
    for entry in entries:
        assert unicodedata.is_normalized("NFC", entry.document_id)
        assert not {"Cc", "Cs"} & {unicodedata.category(character) for character in entry.document_id}
        if isinstance(entry, SeedFile):
            with suppress(DocumentError):
                document = load_document(entry)
                assert document.id == entry.document_id
                assert document.text.strip()
                assert "\0" not in document.text
