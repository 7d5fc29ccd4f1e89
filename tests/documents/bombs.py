"""Office files, web pages and books that explode, nest or call out, each a few bytes to a few megabytes.

Knows the layout of zip archives and of the XML inside; nothing of how it is read.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

GIBIBYTE = 1024**3
_BLOCK = b"a" * 1024**2
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_PACKAGE = (
    f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONSHIPS}"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)


@dataclass(frozen=True, slots=True)
class Bomb:
    """A file below the seeds, and text that must never come out of it."""

    name: str
    content: bytes
    forbidden: str = ""


def bombs(address: str, outside: str) -> Iterator[Bomb]:
    """Every bomb; those that call out call a web address and a file that the test watches.

    Parameters
    ----------
    address
        Of a server that must never be called, as in ``http://127.0.0.1:8000``.
    outside
        The URL of a file outside the seeds that has the word Schwefel in it.

    Yields
    ------
    Bomb
        In no order that matters.
    """
    yield Bomb("bombe.docx", docx_bomb(10 * GIBIBYTE), "a" * 1_000)
    yield Bomb("schachteln.docx", nested_zip(levels=6, copies=10))
    yield Bomb("schachteln.zip", nested_zip(levels=6, copies=10))
    yield Bomb("lachen.docx", docx(_laughs("w:document")), "lol" * 100)
    yield Bomb("lachen.epub", epub(_laughs("package")), "lol" * 100)
    yield Bomb("lachen.html", _laughs("html").encode(), "lol" * 100)
    yield Bomb("lachen.svg", _laughs("svg").encode(), "lol" * 100)
    yield Bomb("fremd.docx", docx(_word_text("Text &fremd;", _entity(outside)), (address, outside)), "Schwefel")
    yield Bomb("fremd.html", _calling_page(address, outside).encode(), "Schwefel")
    yield Bomb("tief.html", b"<div>" * 100_000 + b"tief" + b"</div>" * 100_000)
    yield Bomb("tief.docx", docx(_word_text("<w:r>" * 50_000 + "</w:r>" * 50_000)))
    yield Bomb("pfade.docx", _climbing_zip(), "Schwefel")
    yield Bomb("kein.docx", b"PK\x03\x04" + bytes(1_000))
    yield Bomb("kein.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40)
    yield Bomb("kein.html", bytes(range(256)) * 40)
    yield Bomb("kein.xlsx", b"")


def docx(document: str, targets: tuple[str, ...] = ()) -> bytes:
    """A minimal word file, with references to what lies outside of it."""
    references = "".join(
        f'<Relationship Id="x{number}" Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
        for number, (target, kind) in enumerate((t, k) for t in targets for k in ("image", "attachedTemplate", "frame"))
    )
    return _zip(
        {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _PACKAGE,
            "word/document.xml": document,
            "word/_rels/document.xml.rels": (
                f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONSHIPS}">{references}</Relationships>'
            ),
        }
    )


def epub(package: str) -> bytes:
    """A book whose package file is as given."""
    container = (
        '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<rootfiles><rootfile full-path="content.opf" media-type="application/oebps-package+xml"/></rootfiles>'
        "</container>"
    )
    return _zip({"mimetype": "application/epub+zip", "META-INF/container.xml": container, "content.opf": package})


def docx_bomb(expanded_bytes: int) -> bytes:
    """A word file with one paragraph of so many bytes, packed about a thousand to one.

    A block that is deflated once and ends at a byte may be repeated as often as one likes.
    """
    before, after = _word_text("\0").split("\0")
    blocks = expanded_bytes // len(_BLOCK)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = deflate.compress(before.encode()) + deflate.flush(zlib.Z_FULL_FLUSH)
    block = deflate.compress(_BLOCK) + deflate.flush(zlib.Z_FULL_FLUSH)
    tail = deflate.compress(after.encode()) + deflate.flush()
    checksum = zlib.crc32(after.encode(), _checksum_of_blocks(zlib.crc32(before.encode()), blocks))
    size = len(before.encode()) + blocks * len(_BLOCK) + len(after.encode())
    small = {"[Content_Types].xml": _CONTENT_TYPES, "_rels/.rels": _PACKAGE}
    return _zip_with(small, "word/document.xml", head + block * blocks + tail, size, checksum)


def _checksum_of_blocks(checksum: int, blocks: int) -> int:
    """CRC-32 is affine in its start value, so that a block of 1 MiB need be read 33 times and not 10,000 times."""
    constant = zlib.crc32(_BLOCK, 0)
    columns = [zlib.crc32(_BLOCK, 1 << bit) ^ constant for bit in range(32)]
    for _ in range(blocks):
        following = constant
        for bit, column in enumerate(columns):
            if checksum >> bit & 1:
                following ^= column
        checksum = following
    return checksum


def _zip_with(small: dict[str, str], name: str, deflated: bytes, size: int, checksum: int) -> bytes:
    """A zip archive with one more member that is deflated already and may be larger than 4 GiB."""
    data = bytearray(_zip(small))
    end = data.rindex(b"PK\x05\x06")
    count, directory_size, directory_at = struct.unpack_from("<HII", data, end + 10)
    directory = bytes(data[directory_at : directory_at + directory_size])
    del data[directory_at:]
    at = len(data)
    sizes = struct.pack("<HHQQ", 1, 16, size, len(deflated))
    common = struct.pack("<HHHHHIIIHH", 45, 0, 8, 0, 33, checksum, 0xFFFFFFFF, 0xFFFFFFFF, len(name), len(sizes))
    data += b"PK\x03\x04" + common + name.encode() + sizes + deflated
    directory += b"PK\x01\x02" + struct.pack("<H", 45) + common + struct.pack("<HHHII", 0, 0, 0, 0, at)
    directory += name.encode() + sizes
    directory_at = len(data)
    data += directory + b"PK\x05\x06"
    return bytes(data + struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, len(directory), directory_at, 0))


def nested_zip(levels: int, copies: int) -> bytes:
    """Archives in archives: so many copies on every level, a mebibyte of zeros in each of the last."""
    inner = _zip({"null.xml": "\0" * 1024**2})
    for _ in range(levels):
        inner = _zip({f"{number}.zip": inner for number in range(copies)})
    return inner


def _laughs(root: str) -> str:
    """The billion laughs: ten entities, each of ten of the one before."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    names = f' xmlns:w="{_WORD}"' if root.startswith("w:") else ""
    return (
        f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY l0 "lollollol">{entities}]><{root}{names}>'
        f"<w:body xmlns:w='{_WORD}'><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></{root}>"
    )


def _entity(target: str) -> str:
    return f'<!DOCTYPE x [<!ENTITY fremd SYSTEM "{target}">]>'


def _word_text(text: str, before: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{before}<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p>'
        "</w:body></w:document>"
    )


def _calling_page(address: str, outside: str) -> str:
    called = "".join(
        f"<img src='{target}'><link rel=stylesheet href='{target}'><script src='{target}'></script>"
        f"<iframe src='{target}'></iframe><object data='{target}'></object><embed src='{target}'>"
        f"<meta http-equiv=refresh content='0;url={target}'><base href='{target}'>"
        for target in (address, outside)
    )
    return f"{_entity(outside)}<html><body>{called}<p>Der Turm ist hoch. &fremd;</p></body></html>"


def _climbing_zip() -> bytes:
    climbing = {f"{'../' * depth}outside/geheim.txt": "überschrieben" for depth in range(1, 6)}
    return _zip({"[Content_Types].xml": _CONTENT_TYPES, "_rels/.rels": _PACKAGE, **climbing})


def _zip(members: dict[str, str] | dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
