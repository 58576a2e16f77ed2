"""What a file is that holds no table: an archive, or a document of another program, by its first bytes or its parts."""

from __future__ import annotations

import re
from collections.abc import Collection

from ccmotivate.formats.limits import Refusal
from ccmotivate.locale import N_

_ARCHIVES = {
    b"\x1f\x8b\x08": "gzip",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "RAR",
    b"\xfd7zXZ\0": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
}
_TAR = re.compile(rb".{257}ustar", re.S)
_BZIP2 = re.compile(rb"BZh[1-9]1AY&SY")
_PDF, _PICTURE, _RICH = N_("a PDF document"), N_("a picture"), N_("a text document (RTF)")
_WORD, _SLIDES, _MAIL = N_("a Word document"), N_("a presentation"), N_("an e-mail message")
_DOCUMENTS = {
    b"%PDF-": _PDF,
    b"\x89PNG\r\n": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"{\\rtf": _RICH,
    b"PAR1": N_("a Parquet file"),
    b"SQLite format 3\0": N_("a database (SQLite)"),
    b"\0\1\0\0Standard ": N_("a database (Access)"),
}
_JSON = re.compile(rb'\s*(?:\[\s*)*\{\s*"(?:[^"\\]|\\.)*"\s*:')
_STREAMS = {"WordDocument": _WORD, "PowerPoint Document": _SLIDES, "__substg1.0_": _MAIL}
_FOLDERS = {"word/": _WORD, "ppt/": _SLIDES, "index/": N_("a Numbers document")}


def refuse_other(head: bytes) -> None:
    """Refuse a file whose first bytes are those of something else.

    Raises:
        Refusal: it is such a file.
    """
    for signature, kind in _ARCHIVES.items():
        if head.startswith(signature):
            raise Refusal("packed-file", kind=kind)
    if _BZIP2.match(head) or _TAR.match(head):
        raise Refusal("packed-file", kind="bzip2" if head.startswith(b"BZ") else "tar")
    for signature, kind in _DOCUMENTS.items():
        if head.startswith(signature):
            raise Refusal("other-kind", kind=kind)
    if _JSON.match(head):
        raise Refusal("other-kind", kind="JSON")


def refusal_of_streams(data: bytes) -> Refusal:
    """Why a file of Microsoft's older container is not read, in which no workbook is."""
    for name, kind in _STREAMS.items():
        if name.encode("utf-16-le") in data:
            return Refusal("other-kind", kind=kind)
    return Refusal("not-a-workbook")


def refusal_of_parts(names: Collection[str], *, is_package: bool) -> Refusal:
    """Why a zip with parts of these names (small letters) is not read, which are not those of a workbook."""
    for folder, kind in _FOLDERS.items():
        if any(name.startswith(folder) for name in names):
            return Refusal("other-kind", kind=kind)
    return Refusal("not-a-workbook") if is_package else Refusal("packed-file", kind="zip")
