"""The text of JSON documents, the same for every command."""

from __future__ import annotations

import json

from msgspec.json import format as with_indents


def compact(value: object) -> str:
    """A value on one line."""
    return json.dumps(value, ensure_ascii=False)


def indented(document: object) -> str:
    """A document with a line for each key and entry, one space deeper a level; it ends with a newline."""
    plain = compact(document).encode("utf-8", "surrogatepass")  # names of files may hold half characters
    return with_indents(plain, indent=1).decode("utf-8", "surrogatepass") + "\n"
