"""Names of files as text: what Python makes of bytes that are no UTF-8 can be neither printed nor written."""

from __future__ import annotations

import re

_NO_TEXT = re.compile("[\udc80-\udcff][0-9@-~\udc80-\udcff]*")  # a second byte of GB18030 may be ASCII
_BYTES = re.compile("[\udc80-\udcff]")


def shown_name(name: str) -> str:
    """A name, path or text with names for people: bytes of GB18030 as what they say, others as U+FFFD.

    Names in old Chinese folders are GBK.
    """
    return name if name.isascii() else _NO_TEXT.sub(_decoded, name)


def _decoded(run: re.Match[str]) -> str:
    try:
        return run[0].encode("utf-8", "surrogateescape").decode("gb18030")
    except UnicodeError:
        return _BYTES.sub("\ufffd", run[0])
