"""What a button says is understood when it comes back, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.messages.callbacks import (
    DEEP_LINK_PREFIX,
    HIGHEST_REPLY_ID,
    Callback,
    CastVote,
    ForgetMe,
    OpenParagraph,
    SendAgain,
    Vote,
    decode,
    decode_deep_link,
    encode,
)

permalinks = st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True)
reply_ids = st.integers(min_value=0, max_value=HIGHEST_REPLY_ID)
callbacks = st.one_of(
    st.builds(OpenParagraph, permalinks),
    st.builds(CastVote, reply_ids, st.sampled_from(Vote)),
    st.builds(SendAgain, reply_ids),
    st.just(ForgetMe()),
)


@given(callback=callbacks)
def test_what_a_button_says_comes_back_in_64_bytes(callback: Callback) -> None:
    assert decode(encode(callback)) == callback
    assert 1 <= len(encode(callback).encode()) <= 64


@given(permalink=permalinks)
def test_a_link_to_the_bot_opens_its_paragraph(permalink: str) -> None:
    assert decode_deep_link(f"{DEEP_LINK_PREFIX}{permalink}") == OpenParagraph(permalink)


@given(data=st.one_of(st.text(), st.from_regex(r"(open|up|down|again|forget):?.{0,30}", fullmatch=True)))
def test_any_data_is_a_callback_that_says_the_same_or_none(data: str) -> None:
    callback = decode(data)
    assert callback is None or encode(callback) == data


@pytest.mark.parametrize(
    "data",
    [
        *["", "open:", "open:a b", "open:" + "a" * 41, "up:", "up:-1", "up:01", "up:٣", "up:9" + "9" * 18, "left:1"],
        *["forget:1", "again:1.5", "open:a\n", "up:1" + "0" * 5000],
    ],
)
def test_data_that_the_bot_never_wrote_is_nothing(data: str) -> None:
    assert decode(data) is None


@pytest.mark.parametrize("payload", ["", "c_", "abc", "c_a b", "c_" + "a" * 41, "d_abc", "C_abc"])
def test_payloads_of_others_are_nothing(payload: str) -> None:
    assert decode_deep_link(payload) is None


def test_a_permalink_that_no_button_could_carry_is_refused() -> None:
    with pytest.raises(ValueError, match="permalink"):
        OpenParagraph("a" * 41)
