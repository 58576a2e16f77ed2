"""Names of files as text: what Python makes of bytes that are no UTF-8 can be neither printed nor written."""

from __future__ import annotations

import re
import unicodedata

_NO_TEXT = re.compile("[\udc80-\udcff][0-9@-~\udc80-\udcff]*")  # a second byte of GB18030 may be ASCII
_BYTES = re.compile("[\udc80-\udcff]")


def shown_name(name: str) -> str:
    """A name, path or text with names for people: bytes of GB18030 as what they say, others as U+FFFD.

    Names in old Chinese folders are GBK.
    """
    return name if name.isascii() else _NO_TEXT.sub(_decoded, name)


def file_name(name: str) -> str:
    """The name or path of a file as results call it: as ``shown_name``, each letter and its accents as one character.

    macOS takes them apart, so that the same name typed and listed would differ.
    """
    return name if name.isascii() else unicodedata.normalize("NFC", shown_name(name))


def spellings(name: str) -> tuple[str, ...]:
    """A name as it is, and with letters and accents together and apart: a file may be listed under any of them."""
    forms = (name, *(unicodedata.normalize(form, name) for form in ("NFC", "NFD")))
    return (name,) if name.isascii() else tuple(dict.fromkeys(forms))


def same_for_all(name: str) -> str:
    """What two names share that are one name on Windows and macOS: neither case nor accents apart count there."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _decoded(run: re.Match[str]) -> str:
    try:
        return run[0].encode("utf-8", "surrogateescape").decode("gb18030")
    except UnicodeError:
        return _BYTES.sub("\ufffd", run[0])
