"""File signatures: recognise files written by ccmotivate, and whether they were changed since.

A signature names the kind of file and has a hash of everything else in it: in a package (xlsx, docx) it is a document
property, in a page or text it is in the first lines. Editors keep document properties without updating the hash, so a
saved file no longer matches. A signature without a hash is from a version before hashes.
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

from ccmotivate.regular import opened

if TYPE_CHECKING:  # it comes with numpy
    from ccmotivate.model.recorded import Tip

PROPERTY, CUSTOM = "ccmotivate", "docProps/custom.xml"
LEDGER_PROPERTY = "ccmotivate-ledger"  # the number and the hash of the last record of the ledger
HONOUR_ROLL, CERTIFICATES, NEWSLETTER, HANDBOOK = "honour-roll", "certificates", "newsletter", "handbook"
FAIRNESS, EXPLANATION, SCHEMA, TEMPLATE = "fairness", "explanation", "rules-schema", "template"
COACHING, EVALUATION = "coaching", "evaluation"
CAREERS, DEVELOPMENT = "careers", "development"
HEAD = 1024  # bytes that hold the mark of a text file

_PACKAGES = (
    "scored", "awards", "money", "problems", "history", "simulation", "difference", CERTIFICATES, HANDBOOK, FAIRNESS,
    TEMPLATE, COACHING, CAREERS, DEVELOPMENT, EVALUATION,
)  # fmt: skip
_TEXTS = (HONOUR_ROLL, NEWSLETTER, HANDBOOK, FAIRNESS, EXPLANATION, SCHEMA, EVALUATION)
_WORDS = rb"([a-z-]+)(?: ([0-9a-f]{64}))?"
_IN_PACKAGE = re.compile(rb'name="ccmotivate"[^>]*>\s*<(?:\w+:)?lpwstr\b[^>]*>' + _WORDS + rb"(?=<)")
_TIP = rb'name="ccmotivate-ledger"[^>]*>\s*<(?:\w+:)?lpwstr\b[^>]*>([0-9]{1,10}) ([0-9a-f]{64})(?=<)'
_IN_TEXT = (
    rb"\A(?:\xef\xbb\xbf)?(?:"  # some editors put a byte order mark in front
    rb'<!DOCTYPE html>\s*<html[^<>]*>\s*<head>\s*<meta charset="utf-8">\s*<meta name="generator" content="'
    rb"|<!-- "
    rb'|\{\s*"\$?schema": "[^"]*",\s*"(?:\$comment|written_by)": "'
    rb")ccmotivate " + _WORDS + rb'(?="| -->)'
)
_MOST_ENTRIES = 2_000
_MOST_DIRECTORY = 1 << 20
_MOST_PROPERTIES = 1 << 16
_END = struct.Struct("<4s4H2LH")
_NOT_A_PACKAGE = (
    OSError, KeyError, ValueError, RuntimeError, NotImplementedError, EOFError, zlib.error, struct.error,
    zipfile.BadZipFile,
)  # fmt: skip


class Mark(Struct, frozen=True):
    """The kind of a signed file, and the hash it was written with; None in files of earlier versions."""

    kind: str
    digest: str | None


def kind_of(path: Path) -> str | None:
    """What an output of ours is (``scored``, ``awards``, ``honour-roll`` …); None for others, and for blank months."""
    mark = mark_of(path)
    return None if mark is None or mark.kind == TEMPLATE else mark.kind


def is_input(path: Path) -> bool:
    """True for files of others and for months that were filled in; our outputs and blank months hold no input."""
    mark = mark_of(path)
    return mark is None or (mark.kind == TEMPLATE and (mark.digest is None or is_changed(path)))


def mark_of(path: Path) -> Mark | None:
    """The signature of a file with any name; None for foreign files. Reads a few kilobytes, safe on any file."""
    try:
        with opened(path) as file:
            head = file.read(HEAD)
            if not head.startswith(b"PK"):
                return _mark(re.match(_IN_TEXT, head), _TEXTS)
            return _mark(_IN_PACKAGE.search(_properties(file)), _PACKAGES)
    except _NOT_A_PACKAGE:
        return None  # not one that we could have written


def tip_in(path: Path) -> Tip | None:
    """The last record of the ledger that an award list of ours was written with; None in any other file."""
    try:
        with opened(path) as file:
            found = re.search(_TIP, _properties(file))
    except _NOT_A_PACKAGE:
        return None
    if found is None:
        return None
    from ccmotivate.model.recorded import Tip

    return Tip(int(found[1]), found[2].decode())


def _properties(file: BinaryIO) -> bytes:
    """The custom properties of a package, ``b""`` of one that is too large to be ours."""
    if not _small_directory(file):
        return b""
    with zipfile.ZipFile(file) as package, package.open(CUSTOM) as part:
        return part.read(_MOST_PROPERTIES)


def is_changed(path: Path) -> bool:
    """True for a signed file changed since it was written; False without a hash."""
    mark = mark_of(path)
    return mark is not None and differs(path, mark)


def differs(path: Path, mark: Mark) -> bool:
    """As ``is_changed``, of a file whose mark is known."""
    if mark.digest is None:
        return False
    with opened(path) as file:
        if file.read(2) == b"PK":
            with zipfile.ZipFile(file) as package:
                return content_digest(package) != mark.digest
        file.seek(0)
        return _text_digest(file.read()) != mark.digest


def content_digest(package: zipfile.ZipFile) -> str:
    """The hash of a package's content: names, checksums and sizes of its parts, but for the one with the mark."""
    parts = sorted((one.filename, one.CRC, one.file_size) for one in package.infolist() if one.filename != CUSTOM)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def marked_properties(properties: bytes, digest: str) -> bytes:
    """The custom properties of a package, their mark given the hash of its other parts."""
    found = _IN_PACKAGE.search(properties)
    return properties if found is None else _given(properties, found, digest)


def marked_text(text: str) -> str:
    """The text with the hash of the rest filled into its signature.

    Raises:
        ValueError: it has no mark.
    """
    data = text.encode()
    found = re.match(_IN_TEXT, data)
    if found is None:
        raise ValueError("a text without a mark")
    return _given(data, found, _text_digest(data)).decode()


def _mark(found: re.Match[bytes] | None, kinds: tuple[str, ...]) -> Mark | None:
    kind = found[1].decode() if found else ""
    return Mark(kind, found[2].decode() if found[2] else None) if found and kind in kinds else None


def _given(data: bytes, found: re.Match[bytes], digest: str) -> bytes:
    return data[: found.end(1)] + b" " + digest.encode() + data[found.end() :]


def _text_digest(data: bytes) -> str:
    """The hash of a text without the hash in its signature."""
    found = re.match(_IN_TEXT, data)
    return hashlib.sha256(data[: found.end(1)] + data[found.end() :] if found else data).hexdigest()


def _small_directory(file: BinaryIO) -> bool:
    """True when the file ends as a zip whose directory is small enough to be one of ours."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - (1 << 16)))
    tail = file.read(1 << 16)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return False
    fields = _END.unpack_from(tail, at)
    entries, directory = fields[4], fields[5]
    return int(entries) <= _MOST_ENTRIES and int(directory) <= _MOST_DIRECTORY
