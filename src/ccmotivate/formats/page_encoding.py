"""The encoding of a page, or of a workbook in XML: what it declares of itself is believed as far as its bytes allow."""

from __future__ import annotations

import codecs
import re

from ccmotivate.formats.limits import Refusal
from ccmotivate.formats.text_encoding import CHINESE_IN_A_WORD, candidates, decode, word_around
from ccmotivate.formats.wide_text import wide_of

_START = 64 * 1024
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\uffef]")
_XML_DECLARATION = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w-]{1,40})""", re.I)
_OF_PAGES = re.compile(r"gb|hz$|big5|shift|euc|iso8859|cp\d|windows|koi8|ascii")
_WESTERN = re.compile(r"iso8859-15?$|cp1252$|ascii$")
_CHINESE_RUN = re.compile("[\u4e00-\u9fff]{2,}")
_CHINESE_AFTER_A_LETTER = re.compile("[A-Za-z][\u4e00-\u9fff]")
_NOT_ASCII = re.compile("[^\\x00-\\x7f]+")
_CONTROL = re.compile(rb"[\x80-\x9f]")
_ACCENTED_ONLY = re.compile("[\\x00-\\x7f\xc0-\u024f]*")


def declared_in_xml(data: bytes) -> str | None:
    """The encoding in an XML declaration at the beginning."""
    found = _XML_DECLARATION.match(data)
    return found[1].decode() if found else None


def decode_page(data: bytes, named: str | None, declared: str | None) -> tuple[str, str]:
    """Text and encoding of a page: as of a text, with what it declares tried where it may be right.

    A page that is UTF-8 and declares something else is UTF-8, and one that declares a Western encoding, as many
    programs do whatever they write, is GB18030 where its bytes are that without doubt.

    Raises:
        Refusal: as ``decode``, or it declares a Western encoding and may be GB18030.
    """
    codec = _codec(declared)
    wide = wide_of(data[:_START])
    if named or wide or codec is None or len(candidates(data, None)) == 1:
        return _decode(data, wide or named)
    text, chinese = _decoded(data, "utf-8"), _decoded(data, "gb2312")
    if text is not None:
        if codec != "gb18030" or chinese is None or _CHINESE.search(text) or text.isascii():
            return text, "utf-8"
        if _ACCENTED_ONLY.fullmatch(text) and _CHINESE_AFTER_A_LETTER.search(chinese):
            return text, "utf-8"
    if _WESTERN.match(codec) and (text := _chinese_of(data, codec)) is not None:
        return text, "gb18030"
    text = _decoded(data, codec)
    return _decode(data, None) if text is None else (text, codec)


def _decode(data: bytes, named: str | None) -> tuple[str, str]:
    """As ``decode``, with a word of its own for a page that breaks off within a character.

    Raises:
        Refusal: as ``decode``, or so.
    """
    try:
        return decode(data, named)
    except Refusal as refusal:
        if refusal.code == "csv-encoding" and any(_ends_early(data, one) for one in candidates(data, named)):
            raise Refusal("page-cut-off") from None
        raise


def _ends_early(data: bytes, encoding: str) -> bool:
    """Whether only the last character is not whole."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(data)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _chinese_of(data: bytes, codec: str) -> str | None:
    """The text of a page that declares a Western encoding and is Chinese, None where it is not.

    It is where all of it is GB2312, or three different characters of that stand together, for no word has six accented
    letters in a row. It may be where one of GB2312 stands beside another, or ISO 8859 would make control characters.

    Raises:
        Refusal: it may be.
    """
    text = _decoded(data, "gb18030")
    if text is None or CHINESE_IN_A_WORD.search(text):
        return None
    if _decoded(data, "gb2312") is not None:
        return text
    runs = list(_CHINESE_RUN.finditer(text))
    if any(len(set(found[0])) > 2 and _is_gb2312(found[0]) for found in runs):
        return text
    doubtful = next((found for found in runs if any(map(_is_gb2312, found[0]))), None)
    if doubtful is None and codec.startswith("iso8859") and _CONTROL.search(data):
        doubtful = _NOT_ASCII.search(text)
    if doubtful:
        raise Refusal("csv-encoding-doubtful", word_around(text, doubtful))
    return None


def _is_gb2312(text: str) -> bool:
    return _decoded(text.encode("gb18030"), "gb2312") is not None


def _codec(declared: str | None) -> str | None:
    """The codec of a declared encoding that pages are written in, GB18030 for the others of its family."""
    try:
        name = codecs.lookup(declared or "").name
    except (LookupError, ValueError):
        return None
    if not _OF_PAGES.match(name):
        return None
    return "gb18030" if name.startswith("gb") else name


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
