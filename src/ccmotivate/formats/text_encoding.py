"""The encoding of a text.

Encodings are tried strictly and in order, never guessed by statistics: a byte order mark, UTF-16 without one, the one
that was named, else UTF-8, else GB18030 unless that makes Chinese of accented Latin letters.
"""

from __future__ import annotations

import re

from ccmotivate.formats.limits import Refusal
from ccmotivate.formats.wide_text import utf16_of

CHINESE_IN_A_WORD = re.compile("[A-Za-z][\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+[A-Za-z]")


def decode(data: bytes, named: str | None = None) -> tuple[str, str]:
    """Text and encoding: byte order mark, UTF-16 without one, the ``named`` one, strict UTF-8, strict GB18030.

    Raises:
        Refusal: none of them fits, or GB18030 puts a Chinese character between Latin letters.
    """
    tried = candidates(data, named)
    for encoding in tried:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding == "gb18030" and not named:
            refuse_doubtful(text)
        return text, encoding
    raise Refusal("csv-encoding", tried=tried)


def candidates(start: bytes, named: str | None) -> list[str]:
    """The encodings that a text may have, by its beginning."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if start.startswith(b"\xef\xbb\xbf"):
        return ["utf-8-sig"]
    if wide := utf16_of(start):
        return [wide]
    return [named] if named else ["utf-8", "gb18030"]


def refuse_doubtful(text: str) -> None:
    """Refuse what GB18030 has made of other letters.

    Raises:
        Refusal: a Chinese character stands between Latin letters.
    """
    doubtful = CHINESE_IN_A_WORD.search(text)
    if doubtful:
        raise Refusal("csv-encoding-doubtful", word_around(text, doubtful))


def word_around(text: str, found: re.Match[str]) -> str:
    """The cell or word in which something was found, as it was decoded."""
    start = max(text.rfind(mark, 0, found.start()) for mark in "\n,;\t>") + 1
    return text[max(start, found.start() - 20) : found.end() + 20].splitlines()[0].partition("<")[0]
