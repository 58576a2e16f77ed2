"""Prepare pictures for a page: complete PNG, JPEG or WebP files, without camera metadata.

Pages are passed on, so the place and time at which a portrait was taken are removed. Nothing is decoded: the files are
read segment by segment, which also detects truncated or fake pictures.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable

from msgspec import Struct

_PNG, _JPEG, _WEBP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"RIFF"
_PNG_KEPT = (
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"bKGD", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"pHYs",
)  # fmt: skip
_PNG_MOVING, _WEBP_MOVING = (b"acTL", b"fcTL", b"fdAT"), (b"ANIM", b"ANMF")
_WEBP_KEPT = (b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP")
_WEBP_FLAGS = 0x0C  # of VP8X: there is EXIF, there is XMP
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG segments that hold the size
_ALONE = {0x01, *range(0xD0, 0xD9)}  # JPEG markers without a length
_JPEG_BESIDE = range(0xE0, 0xFF)  # EXIF, XMP, IPTC, comments, and the colours, which are kept:
_JPEG_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_EXIF, _SCAN, _END, _JFIF = 0xE1, 0xDA, 0xD9, 0xE0
_JFIF_LENGTH = 18  # of the segment without a small picture of the picture
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_ORIENTATION = 0x0112


class Picture(Struct, frozen=True):
    """A picture: ``png``, ``jpeg`` or ``webp``, its pixels across and down, its bytes without metadata.

    What ``moves`` is a row of pictures, of which the bytes hold what shows where nothing moves.
    """

    kind: str
    width: int
    height: int
    data: bytes
    moves: bool = False


def clean_picture(data: bytes) -> Picture | None:
    """The picture without its metadata; None for anything but a whole PNG, JPEG or WebP file."""
    readers: tuple[tuple[bytes, Callable[[bytes], Picture | None]], ...] = (
        (_PNG, _png),
        (_JPEG, _jpeg),
        (_WEBP, _webp),
    )
    for magic, read in readers:
        if data.startswith(magic):
            try:
                return read(data)
            except (struct.error, IndexError):
                return None  # cut off
    return None


def _png(data: bytes) -> Picture | None:
    if data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", data, 16)
    kept, at, kinds = [_PNG], len(_PNG), set()
    while b"IEND" not in kinds:
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data) or zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
            return None
        if kind in _PNG_KEPT:
            kept.append(data[at:end])
        kinds.add(kind)
        at = end
    moves = not kinds.isdisjoint(_PNG_MOVING)
    return Picture("png", width, height, b"".join(kept), moves) if b"IDAT" in kinds else None


def _jpeg(data: bytes) -> Picture | None:
    kept, at, size = [_JPEG], 2, None
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == _END:
            return Picture("jpeg", *size, b"".join([*kept, b"\xff\xd9"])) if size else None
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            size = (width, height)
        if marker == _SCAN:
            following = _NEXT_MARKER.search(data, end)
            if following is None:
                return None
            end = following.start()
        kept.append(_segment(marker, data[at:end]))
        at = end
    return None


def _segment(marker: int, segment: bytes) -> bytes:
    """The segment as it is kept; of EXIF only which way up the picture is."""
    if marker == _EXIF and segment[4:10] == b"Exif\0\0":
        turned = _orientation(segment[10:])
        return _turned(turned) if 1 < turned <= 8 else b""
    if marker not in _JPEG_BESIDE:
        return segment
    if marker not in _JPEG_KEPT or not segment.startswith(_JPEG_KEPT[marker], 4):
        return b""
    if marker == _JFIF and len(segment) > _JFIF_LENGTH:
        return b"\xff\xe0" + struct.pack(">H", _JFIF_LENGTH - 2) + segment[4 : _JFIF_LENGTH - 2] + b"\0\0"
    return segment


def _orientation(tiff: bytes) -> int:
    """The EXIF orientation, 1 where none is given."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for at in range(start + 2, start + 2 + 12 * count, 12):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, at)
            if tag == _ORIENTATION:
                return int(value)
    except struct.error:
        pass  # broken EXIF has no orientation
    return 1


def _turned(orientation: int) -> bytes:
    """An EXIF segment with only the orientation."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + b"\0" * 4
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _webp(data: bytes) -> Picture | None:
    if data[8:12] != b"WEBP" or struct.unpack_from("<I", data, 4)[0] + 8 > len(data):
        return None
    size = _webp_size(data)
    end = struct.unpack_from("<I", data, 4)[0] + 8
    kept, at, kinds = [], 12, set()
    while size and at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, at)
        chunk = data[at : at + 8 + length + length % 2]
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:]
        if kind in _WEBP_KEPT:
            kept.append(chunk)
        kinds.add(kind)
        at += len(chunk)
    body = b"WEBP" + b"".join(kept)
    moves = not kinds.isdisjoint(_WEBP_MOVING)
    return Picture("webp", *size, b"RIFF" + struct.pack("<I", len(body)) + body, moves) if size else None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    form = data[12:16]
    if form == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if form == b"VP8L" and data[20] == 0x2F:
        bits = struct.unpack_from("<I", data, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None
