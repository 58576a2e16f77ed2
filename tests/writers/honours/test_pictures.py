"""Pictures: told by content, whole or not at all, and without what the camera wrote into them."""

from __future__ import annotations

import struct
import zlib

import pytest

from ccmotivate.writers.honours.pictures import clean_picture

SECRET = b"39.9042N 116.4074E"


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 200, height: int = 180, *, more: bytes = SECRET) -> bytes:
    """A PNG by its parts, with a text in it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"tEXt", b"place\0" + more), chunk(b"IDAT", b"pixels"), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def moving(data: bytes) -> bytes:
    """A PNG that tells of more pictures than one."""
    at = data.index(b"IDAT") - 4
    return data[:at] + chunk(b"acTL", struct.pack(">II", 2, 0)) + data[at:]


def segment(marker: int, data: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def exif(order: str, orientation: int) -> bytes:
    """An EXIF segment with a place and an orientation."""
    place = struct.pack(f"{order}HHII", 0x8825, 2, len(SECRET), 50)
    turned = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(f"{order}IH", 8, 2)
    return segment(0xE1, b"Exif\0\0" + head + place + turned + b"\0" * 20 + SECRET)


def jpeg(width: int = 200, height: int = 180, *, first: bytes = b"", kept: bool = False) -> bytes:
    """A progressive JPEG by its parts; ``kept`` is what is left of it: no comment, no filler, nothing after its end."""
    frame = segment(0xC2, struct.pack(">BHH", 8, height, width) + b"\0" * 10)
    scan = segment(0xDA, b"\x01") + b"pixels\xff\x00\xff\xd0more"
    start = b"\xff\xd8" + segment(0xE0, b"JFIF\0") + first
    if kept:
        return start + frame + scan + segment(0xC4, b"\xff\xd9") + scan + b"\xff\xd9"
    comment = segment(0xFE, SECRET) + b"\xff" + segment(0xED, SECRET) + segment(0xE2, b"MPF\0" + SECRET)
    return start + comment + frame + scan + segment(0xC4, b"\xff\xd9") + scan + b"\xff\xd9" + SECRET


def webp(form: bytes = b"VP8X", flags: int = 0x1C) -> bytes:
    """A WebP of one of its three forms, 100 × 90, with a place."""
    body = {
        b"VP8X": bytes([flags]) + b"\0" * 3 + (99).to_bytes(3, "little") + (89).to_bytes(3, "little"),
        b"VP8L": b"\x2f" + struct.pack("<I", 99 | 89 << 14) + b"\0",
        b"VP8 ": b"\0" * 3 + b"\x9d\x01\x2a" + struct.pack("<HH", 100, 90),
    }[form]
    parts = ((form, body), (b"EXIF", SECRET), (b"XMP ", SECRET + b"!"))
    chunks = b"".join(kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for kind, data in parts)
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


@pytest.mark.parametrize(
    ("data", "kind", "size"),
    [
        (png(), "png", (200, 180)),
        (jpeg(), "jpeg", (200, 180)),
        (webp(b"VP8X"), "webp", (100, 90)),
        (webp(b"VP8L"), "webp", (100, 90)),
        (webp(b"VP8 "), "webp", (100, 90)),
    ],
)
def test_pictures_are_told_by_content_and_lose_what_is_beside_them(
    data: bytes, kind: str, size: tuple[int, int]
) -> None:
    assert SECRET in data
    found = clean_picture(data)
    assert found is not None
    assert (found.kind, found.width, found.height) == (kind, *size)
    assert SECRET not in found.data
    assert clean_picture(found.data) == found


def test_a_jpeg_keeps_its_segments_and_scans() -> None:
    found = clean_picture(jpeg())
    assert found is not None
    assert found.data == jpeg(kept=True)


def test_a_webp_says_no_longer_that_it_has_metadata() -> None:
    found = clean_picture(webp(flags=0x1C))
    assert found is not None
    assert found.data[20] == 0x10  # transparency only
    assert struct.unpack_from("<I", found.data, 4)[0] == len(found.data) - 8


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8, 9])
def test_a_jpeg_stays_the_right_way_up(order: str, orientation: int) -> None:
    found = clean_picture(jpeg(first=exif(order, orientation)))
    assert found is not None
    assert SECRET not in found.data
    told = struct.pack(">HHIH", 0x0112, 3, 1, orientation)
    assert (told in found.data) == (1 < orientation <= 8)
    assert clean_picture(found.data) == found


@pytest.mark.parametrize("tiff", [b"", b"XX*\0", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08\xff\xff"])
def test_broken_exif_does_not_matter(tiff: bytes) -> None:
    found = clean_picture(jpeg(first=segment(0xE1, b"Exif\0\0" + tiff)))
    assert found is not None
    assert b"Exif" not in found.data


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<svg onload=alert(1)>", b"GIF89a" + b"\0" * 50, png()[:30], png()[:-8], png().replace(b"IHDR", b"XXXX"),
        jpeg()[:12], jpeg(kept=True)[:-2], b"\xff\xd8\xff", b"\xff\xd8\xff\xd9", b"\xff\xd8\xff\xda" + b"\0" * 30,
        b"\xff\xd8abc", webp()[:22], b"RIFF\0\0\0\0WEBPXXXX" + b"\0" * 30, webp(b"VP8 ").replace(b"\x9d", b"\0"),
        b"RIFF\0\0\0\0WAVE" + b"\0" * 30,
    ],
)  # fmt: skip
def test_what_is_no_whole_picture_is_none(data: bytes) -> None:
    assert clean_picture(data) is None


@pytest.mark.parametrize("kind", [b"prVW", b"vpAg", b"eXIf", b"zTXt", b"caBX", b"fdAT"])
def test_a_png_keeps_what_makes_the_picture_and_nothing_else(kind: bytes) -> None:
    at = png().index(b"IDAT") - 4
    found = clean_picture(png()[:at] + chunk(kind, SECRET) + png()[at:] + SECRET)
    assert found is not None
    assert SECRET not in found.data
    assert found.moves == (kind == b"fdAT")


@pytest.mark.parametrize("marker", [0xE0, 0xE1, 0xE2, 0xE3, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xFD, 0xFE])
def test_a_jpeg_keeps_colours_and_nothing_else(marker: int) -> None:
    found = clean_picture(jpeg(first=segment(marker, b"payload" + SECRET)))
    assert found is not None
    assert SECRET not in found.data


def test_a_small_picture_within_a_jpeg_is_left_out() -> None:
    found = clean_picture(jpeg(first=segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\x10\x10" + SECRET)))
    assert found is not None
    assert SECRET not in found.data
    assert found.data.count(b"JFIF\0\1\2\0\0\1\0\1\0\0") == 1


def test_a_webp_that_moves_is_told() -> None:
    body = webp()[12:] + b"ANIM" + struct.pack("<I", 6) + b"\0" * 6
    found = clean_picture(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body)
    assert found is not None
    assert found.moves
    assert b"ANIM" not in found.data
