"""UTF-16 without a byte order mark, told by nothing but its bytes."""

from __future__ import annotations

import codecs
import re

_JUNK = "[\x00-\x08\x0e-\x19\x1b-\x1f\ufffe\uffff]"
_BETWEEN = ",;\t|"


def utf16_of(data: bytes) -> str | None:
    """``utf-16-le`` or ``utf-16-be`` of the first bytes, or all, of a text table; None for anything else."""
    if b"\0" not in data:
        return None
    return next((name for name in ("utf-16-le", "utf-16-be") if _is_table(data, name)), None)


def wide_of(data: bytes) -> str | None:
    """The same of a text table or of text with tags."""
    tags = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
    return tags.get(data[:2]) or utf16_of(data)


def _is_table(data: bytes, encoding: str) -> bool:
    """True where bytes are lines of text in an encoding, with something between columns."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return False
    return "\n" in text and any(sign in text for sign in _BETWEEN) and not re.search(_JUNK, text)
