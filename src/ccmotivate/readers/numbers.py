"""The grammar of numbers that are written as text: one number or none, never two glued together.

With ``decimal`` ``.`` a number is ``1,200.5``, with ``,`` it is ``1.200,5``: the other mark groups thousands, always by
three digits. A trailing ``%`` or ``‰`` is its sign, ``万`` or ``亿`` behind it multiplies it, unless its header names
such a unit itself. Full-width forms and the minus sign U+2212 are read.
"""

from __future__ import annotations

import re
from fractions import Fraction

from ccmotivate.model.words import half_width

BARE, PERCENT, PERMILLE = 0, 1, 2
"""The sign after a number."""

_SIGNS = {"%": PERCENT, "‰": PERMILLE}
_TIMES = {"万": 10**4, "亿": 10**8}
_TOLD = re.compile(r"[万亿千仟]|(?<![A-Za-z])[kmwKMW](?![A-Za-z])")  # 销售额(万)合计, 销售额(千元), 销售额(w), 销售额K
_MAX_DIGITS = 40
_ENDS = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\u200e\u200f\u2060\ufeff"
_NUMBERS = {
    ".": re.compile(r"[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+", re.ASCII),
    ",": re.compile(r"[+-]?(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?|[+-]?,\d+", re.ASCII),
}
_APART = re.compile(r"[+-]?\d[\d.,]*(?:[^\d.,+-]+\d[\d.,]*)+[%‰]?", re.ASCII)
_WORD = re.compile(r"[^\W\d_]")


def parse_number(text: str, decimal: str = ".", header: str = "") -> tuple[Fraction, int] | None:
    """``０９５％``, ``1,200``, ``−5``, ``1.2万``, ``0.8‰`` → its number and sign (BARE …), else None.

    None too for ``1.2万`` under 销售额(万), where it may be 1.2 or 12,000 of them.
    """
    if len(text) > _MAX_DIGITS:
        return None
    plain = bare_text(text)
    sign = _SIGNS.get(plain[-1:], BARE)
    times = _TIMES.get(plain[-1:], 1)
    digits = plain[:-1].rstrip(_ENDS) if sign or times > 1 else plain
    if not _NUMBERS[decimal].fullmatch(digits) or (times > 1 and _TOLD.search(header)):
        return None
    groups = "," if decimal == "." else "."
    number = Fraction(digits.replace(groups, "").replace(decimal, "."))
    return (number * times if times > 1 else number), sign


def times_of(text: str) -> int:
    """10,000 for a text that ends like ``1.2万``, 100,000,000 for ``0.5亿``, else 1."""
    return _TIMES.get(bare_text(text)[-1:], 1)


def fits_other_mark(text: str, decimal: str) -> bool:
    """True for a text that is a number only with the other decimal mark: ``305,5``, ``0,950``, ``1.234,5``."""
    other = "," if decimal == "." else "."
    return other in text and parse_number(text, decimal) is None and parse_number(text, other) is not None


def holds_numbers_apart(text: str) -> bool:
    """True for digits with a space, a line break or another mark between them: ``12 5``, ``1'200``, ``50/60``."""
    plain = bare_text(text)
    return len(text) <= _MAX_DIGITS and _APART.fullmatch(plain) is not None and not _WORD.search(plain)


def bare_text(text: str) -> str:
    """The half-width form without blanks at its ends, where the enumeration comma stays what it is."""
    return half_width(text).strip(_ENDS) if "、" not in text else text.strip(_ENDS)
