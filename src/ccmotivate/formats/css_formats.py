"""The number formats in the styles of a page, as Excel writes them: ``.xl65 {mso-number-format:"0\\.00%"}``."""

from __future__ import annotations

import re

from ccmotivate.formats.number_formats import NAMED

_FORMAT = re.compile(
    r"""mso-number-format\s*:\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|((?:\\.|[^;\\])*))""", re.I | re.S
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{4}|[0-9a-fA-F]{2,6}(?=\s))\s?|(.))", re.S)  # Excel writes four digits


def format_of(style: str) -> str | None:
    """The number format in the declarations of a style, None where there is none: ``0\\.0%`` is ``0.0%``."""
    found = _FORMAT.search(style)
    if found is None:
        return None
    code = _ESCAPE.sub(_unescaped, next(part for part in found.groups() if part is not None)).strip()
    return NAMED.get(code.lower(), code)


def class_formats(sheet: str) -> dict[str, str]:
    """The number format of each class in a style sheet."""
    formats: dict[str, str] = {}
    for rule in sheet.split("}"):
        selectors, _, style = rule.rpartition("{")
        code = format_of(style)
        if code is not None:
            formats |= {one.rpartition(".")[2].strip(): code for one in selectors.split(",") if "." in one}
    return formats


def _unescaped(found: re.Match[str]) -> str:
    return chr(min(int(found[1], 16), 0x10FFFF)) if found[1] else found[2]
