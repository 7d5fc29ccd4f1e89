"""Markup of hostile files: nothing is fetched, nothing grows, and nothing is lost in silence."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from retrieval.documents.loading.blocks.blocks import ConversionError
from retrieval.documents.loading.containers.markup import (
    attribute,
    child,
    iterate_xml,
    local_name,
    parse_html,
    parse_xml,
)
from retrieval.documents.skipped import SkipReason


def reason(data: bytes) -> SkipReason:
    with pytest.raises(ConversionError) as caught:
        parse_xml(data)
    return caught.value.reason


def test_nothing_is_fetched_from_the_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        place = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        parse_html(f'<!DOCTYPE html SYSTEM "{place}"><base href="{place}"><link href="x"><img src="{place}">'.encode())
        for data in outside_of(place):
            parse_xml(data)
            list(iterate_xml(data, ["{*}b"]))
        with pytest.raises(BlockingIOError):
            server.accept()


def test_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim, and no XML at all")
    for data in outside_of(secret.as_uri()):
        assert "geheim" not in "".join(parse_xml(data).itertext())
        assert not any(element.text for element in iterate_xml(data, ["{*}b"]))


def outside_of(place: str) -> list[bytes]:
    """XML that refers to a place in the three ways there are."""
    body = "<a><b>{}</b></a>"
    return [
        f'<!DOCTYPE a SYSTEM "{place}">{body.format("")}'.encode(),
        f'<!DOCTYPE a PUBLIC "-//X//EN" "{place}">{body.format("")}'.encode(),
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "{place}">]>{body.format("&x;")}'.encode(),
        f'<!DOCTYPE a [<!ENTITY % x SYSTEM "{place}"> %x;]>{body.format("")}'.encode(),
    ]


def test_entities_do_not_multiply() -> None:
    levels = "".join(f'<!ENTITY e{level + 1} "{f"&e{level};" * 10}">' for level in range(12))
    bomb = f'<!DOCTYPE a [<!ENTITY e0 "0123456789">{levels}]><a>&e12;</a>'.encode()
    assert reason(bomb) is SkipReason.DAMAGED


def test_entities_of_the_file_itself_stay_unread() -> None:
    root = parse_xml(b'<!DOCTYPE a [<!ENTITY x "0123456789">]><a>vor &x; nach</a>')
    assert root.text == "vor "


def test_xml_that_is_broken_or_too_deep_is_refused() -> None:
    assert reason(b"") is SkipReason.DAMAGED
    assert reason(b"<a><b></a>") is SkipReason.DAMAGED
    assert reason(b"<a>" * 10_000 + b"</a>" * 10_000) is SkipReason.DAMAGED
    with pytest.raises(ConversionError):
        list(iterate_xml(b"<a><b/><c></a>", ["{*}b"]))


def test_elements_are_found_whatever_their_namespace() -> None:
    root = parse_xml(b'<x:a xmlns:x="urn:x"><x:b x:id="r1" id="1"/><x:b x:key="k"/></x:a>')
    assert local_name(root) == "a"
    assert attribute(child(root, "b"), "id") == "1"
    assert attribute(root[1], "key") == "k"
    assert attribute(child(root, "b", "c"), "id") == ""


def test_elements_of_a_long_file_come_one_by_one() -> None:
    data = b"<s>" + b"<r><c>1</c></r>" * 20_000 + b"</s>"
    largest = max(len(element.getparent()) for element in iterate_xml(data, ["{*}r"]))  # type: ignore[arg-type]
    assert largest < 5_000
