"""Check an input file before parsing: detect its kind by content and enforce limits.

Nothing here parses cells. A file is read once into memory, its kind detected by its first bytes, and, when it is
a zip, checked against the limits of ``limits.py``: number and size of the members, their real unpacked size,
and what XML may contain. The grid limits are applied by the scan of each format, before its parser is called.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ccmotivate.formats.limits import (
    HARMLESS_CLAIM,
    MAX_ENTRIES,
    MAX_FILE,
    MAX_INDEX_PART,
    MAX_PART,
    MAX_UNPACKED,
    MIB,
    MIN_RATIO,
    RATIO_GRACE,
    Refusal,
)
from ccmotivate.formats.other_kinds import refusal_of_parts, refusal_of_streams, refuse_other
from ccmotivate.formats.wide_text import wide_of
from ccmotivate.locale import N_
from ccmotivate.regular import NotRegularError, opened

_CHUNK = 8 * MIB
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROLOG = re.compile(rb"(?>\s+|<!--.*?-->|<\?.*?\?>)*+", re.S)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|meta|title|link|body|table|frameset|form|center|style|script|div)\b", re.I
)
_TAG, _TABLE = re.compile(rb"<[a-z]\w*[\s/>]", re.I), re.compile(rb"<table\b", re.I)
_TABLE_BELOW_TEXT = re.compile(
    rb"""(?:[^<,;|\t"]++|</?(?:br|hr|b|p|h\d|center|font|span|strong)\b[^<>]*+>)++<table\b[^<>]*+>\s*+"""
    rb"<(?:caption|col|colgroup|thead|tbody|tr)\b",
    re.I,
)
_MIME = re.compile(rb"\s*(?:MIME-Version|Content-Type):", re.I)
_MIME_BELOW = re.compile(rb"(?>[\w-]+:[^\n]*\n|[ \t][^\n]*\n)*?MIME-Version:", re.I)
_XML = re.compile(rb"\s*<\?xml", re.I)
_WORKBOOK = re.compile(rb"<(?:\w+:)?Workbook\s[^>]*urn:schemas-microsoft-com:office:spreadsheet")
_XML_ENCODING = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_DECLARATION = re.compile(rb"<!(?!--|\[CDATA\[)")
_CLAIM = re.compile(rb"""uniqueCount(?:=(?:"(\d{1,10})"|'(\d{1,10})')|[\s=])""")
_SMALLEST_STRING = 5  # bytes of ``<si/>``
_TAIL = 64  # bytes: longer than any usual claim
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_JUNK = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")


class Upload(Struct, frozen=True):
    """An input file: its bytes, read once, and their kind."""

    path: Path
    name: str
    data: bytes
    sha256: str
    kind: str


def receive(path: Path, name: str) -> Upload:
    """Read the file once and detect its kind.

    That is ``xlsx``, ``xlsm``, ``xlsb``, ``ods``, ``xls``, ``csv``, ``html``, ``mhtml`` or ``spreadsheetml``.

    Raises:
        Refusal: the file is missing, no file, empty, too large, encrypted, disguised or of no known kind.
    """
    data = _bytes_of(path)
    return Upload(path, name, data, hashlib.sha256(data).hexdigest(), kind_of(data))


def _bytes_of(path: Path) -> bytes:
    try:
        with opened(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > MAX_FILE:
                raise Refusal("file-too-large", size=size // MIB, limit=MAX_FILE // MIB)
            data = file.read(size + 1)
        if len(data) != size:
            raise Refusal("unreadable-file", reason=N_("it changed while it was read"))
    except FileNotFoundError:
        raise Refusal("no-such-file") from None
    except NotRegularError as failure:
        raise Refusal("not-a-file", reason=failure.strerror) from None
    except (OSError, ValueError) as failure:  # ValueError: a NUL in the path
        raise Refusal("unreadable-file", reason=getattr(failure, "strerror", None) or failure) from None
    if not data:
        raise Refusal("empty-file")
    return data


def kind_of(data: bytes) -> str:
    """The kind of a file by its content; its extension is never asked.

    Raises:
        Refusal: encrypted, disguised or unknown.
    """
    if data.startswith(_ZIP):
        return Package(data).kind
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refusal("encrypted")
        if any(stream.encode("utf-16-le") in data for stream in ("Workbook", "WORKBOOK", "Book", "BOOK")):
            return "xls"
        raise refusal_of_streams(data)
    if data[:2] == b"\x09\x08" and data[2:3] in b"\x08\x10":  # a bare BIFF stream without the OLE2 container
        return "xls"
    return _kind_of_text(data)


def _kind_of_text(data: bytes) -> str:
    head = data[: 64 * 1024]
    if head.startswith(_BOMS[1:]) or wide_of(head):
        head = head.decode(wide_of(head) or "utf-16", "replace").encode()
    head = head.removeprefix(_BOMS[0])
    refuse_other(head)
    found = _PROLOG.match(head)
    start = found.end() if found else 0
    if _WORKBOOK.match(head, start):
        return "spreadsheetml"
    is_page = _HTML.match(head, start) or (_TAG.match(head, start) and _TABLE.search(head, start))
    if is_page or _TABLE_BELOW_TEXT.match(head, start):
        return "html"
    if _MIME.match(head) or _MIME_BELOW.match(head):
        return "mhtml"
    if _XML.match(head):
        if b"<html" in head.lower():
            return "html"
        raise Refusal("xml-not-excel")
    if _JUNK.search(head):
        raise Refusal("not-a-workbook")
    return "csv"


class Package:
    """A zip checked against the limits; its members are read only through ``chunks``, which checks them again.

    Raises:
        Refusal: on construction, for a broken, encrypted or oversized zip, or one that is no workbook.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        if data.count(b"PK\x01\x02") > MAX_ENTRIES:  # before zipfile makes an object of each
            raise Refusal("zip-bomb", part="", reason=f"> {MAX_ENTRIES} members")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, struct.error):
            raise Refusal("broken-zip") from None
        _check_directory(members)
        self._members = {member.filename: member for member in members if not member.is_dir()}
        self._by_folded = {_folded(name): name for name in self._members}
        self.kind = self._kind()
        for member in self._members.values():
            if member.flag_bits & 0x1:
                raise Refusal("encrypted")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._members)

    def find(self, name: str) -> str | None:
        """The member of that name, ignoring case, kind of slashes and a leading slash, as Excel does."""
        return self._by_folded.get(_folded(name))

    def read(self, name: str) -> bytes:
        """A whole member; for the small ones."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str, size: int = _CHUNK) -> Iterator[bytes]:
        """The unpacked bytes of a member, at most ``size`` at a time, never more than it declared.

        Raises:
            Refusal: it unpacks to more than it declared, or is broken.
        """
        member = self._members[name]
        seen, tail = 0, b""
        try:
            for chunk in _inflate(self._data, member, size):
                seen += len(chunk)
                if seen > member.file_size:
                    raise Refusal("zip-bomb", part=name, reason=f"> {member.file_size} bytes declared")
                window = tail + chunk
                _check_claims(window, len(window) - _TAIL, member)
                tail = window[-_TAIL:]
                yield chunk
        except (zlib.error, struct.error):
            raise Refusal("broken-zip", name) from None
        _check_claims(tail, len(tail), member)
        if seen != member.file_size:
            raise Refusal("broken-zip", name)

    def xml(self, name: str, size: int = _CHUNK) -> Iterator[bytes]:
        """The chunks of an XML member.

        Raises:
            Refusal: it declares a document type, an entity or another encoding than UTF-8.
        """
        tail = b""
        for number, chunk in enumerate(self.chunks(name, size)):
            if number == 0:
                _check_encoding(chunk, name)
            if (b"!" in chunk or tail == b"<!") and _DECLARATION.search(tail + chunk):
                raise Refusal("xml-entities", part=name)
            tail = chunk[-1:] if not chunk.endswith(b"<!") else b"<!"
            yield chunk

    def index(self, name: str) -> Iterator[bytes]:
        """The chunks of an XML member that describes other members; such a one is small.

        Raises:
            Refusal: as ``xml``, or it is too large.
        """
        if self._members[name].file_size > MAX_INDEX_PART:
            raise Refusal("zip-bomb", part=name, reason=f"> {MAX_INDEX_PART // MIB} MiB")
        return self.xml(name)

    def is_xml(self, name: str) -> bool:
        """True when the member starts like XML, in any encoding and under any name."""
        head = next(self.chunks(name, 256), b"")
        return head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")

    def _kind(self) -> str:
        odf = self.find("mimetype")
        types = self.find("[content_types].xml")
        if odf is not None or (types is None and self.find("content.xml") and self.find("meta-inf/manifest.xml")):
            return self._kind_of_odf(odf)
        if types is None:
            raise refusal_of_parts(self._by_folded, is_package=False)
        if self.find("content.xml") is not None:  # two formats in one: a parser might take the other one
            raise Refusal("malformed-workbook", reason="content.xml")
        text = b"".join(self.index(types)).lower()
        if b"sheet.binary" in text or self.find("xl/workbook.bin"):
            return "xlsb"
        if b"sheet.macroenabled.main" in text or b"template.macroenabled.main" in text:
            return "xlsm"
        if b"sheet.main+xml" in text or b"spreadsheetml.template.main" in text or self.find("xl/workbook.xml"):
            return "xlsx"
        raise refusal_of_parts(self._by_folded, is_package=True)

    def _kind_of_odf(self, mimetype: str | None) -> str:
        if mimetype is not None and b"opendocument.spreadsheet" not in self.read(mimetype)[:200]:
            raise Refusal("not-a-workbook")
        manifest = self.find("meta-inf/manifest.xml")
        if manifest is not None and b"encryption-data" in self.read(manifest):
            raise Refusal("encrypted")
        return "ods"


def _folded(name: str) -> str:
    """The name of a member as those are compared."""
    return name.replace("\\", "/").lstrip("/").lower()


def _check_directory(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_ENTRIES:
        raise Refusal("zip-bomb", part="", reason=f"{len(members)} > {MAX_ENTRIES} members")
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise Refusal("zip-bomb", part="", reason=f"> {MAX_UNPACKED // MIB} MiB")
    seen: set[str] = set()
    for member in members:
        folded = _folded(member.filename)
        if not folded:  # zipfile itself stumbles over a member without a name
            raise Refusal("broken-zip")
        if folded in seen:
            raise Refusal("zip-duplicate", part=member.filename)
        seen.add(folded)
        if ".." in folded.split("/") or "\0" in folded:
            raise Refusal("malformed-workbook", reason=member.filename)
        if member.file_size > MAX_PART:
            raise Refusal("zip-bomb", part=member.filename, reason=f"> {MAX_PART // MIB} MiB")
        if member.file_size > RATIO_GRACE and member.compress_size < member.file_size * MIN_RATIO:
            ratio = member.file_size / max(1, member.compress_size)
            raise Refusal("zip-bomb", part=member.filename, reason=f"{ratio:.0f} : 1")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            how = f"{member.filename}: compression {member.compress_type}"
            raise Refusal("malformed-workbook", reason=how)


def _inflate(data: bytes, member: zipfile.ZipInfo, size: int) -> Iterator[bytes]:
    """The member's bytes as they really are: zipfile would stop at the declared size and hide a lie."""
    signature, name_length, extra_length = struct.unpack_from("<4s22xHH", data, member.header_offset)
    if signature != _ZIP:
        raise Refusal("broken-zip", member.filename)
    start = member.header_offset + 30 + name_length + extra_length
    packed = memoryview(data)[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        for at in range(0, len(packed), size):
            yield bytes(packed[at : at + size])
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), MIB):
        rest: bytes | memoryview = packed[at : at + MIB]
        while rest:
            chunk = inflater.decompress(rest, size)
            rest = inflater.unconsumed_tail
            if chunk:
                yield chunk
        if inflater.eof:
            break
    if last := inflater.flush():
        yield last


def _check_claims(window: bytes, end: int, member: zipfile.ZipInfo) -> None:
    """Refuse a false ``uniqueCount``: parsers allocate memory for that many texts, which could end the process.

    Checked in every member of any kind; any spelling but the usual one is refused.
    """
    if b"uniqueCount" not in window:
        return
    limit = max(HARMLESS_CLAIM, member.file_size // _SMALLEST_STRING)
    for found in _CLAIM.finditer(window):
        if found.start() < end and int(found[1] or found[2] or limit + 1) > limit:
            raise Refusal("malformed-workbook", reason=f"{member.filename}: {found[0].decode()}")


def _check_encoding(head: bytes, part: str) -> None:
    declared = _XML_ENCODING.match(head.removeprefix(_BOMS[0])[:400].lstrip())
    named = declared is None or declared[1].lower() in (b"utf-8", b"utf8", b"us-ascii", b"ascii")
    if head.startswith(_BOMS[1:]) or b"\0" in head[:64] or not named:
        raise Refusal("xml-encoding", part=part)
