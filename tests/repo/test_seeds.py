"""The corpus that comes with Beleg is the user's document, byte for byte."""

from __future__ import annotations

import hashlib

from tests.conftest import ARTICLE

SHA256 = "e3f4a55b6e78f5476293c79d01e1f745fb8b5098dc04294b6fb74e0ca658c9a5"


def test_the_article_is_untouched() -> None:
    assert hashlib.sha256(ARTICLE.read_bytes()).hexdigest() == SHA256
