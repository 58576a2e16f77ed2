"""The grammar of numbers that are written as text: one number or none, never two glued together.

With ``decimal`` ``.`` a number is ``1,200.5``, with ``,`` it is ``1.200,5``: the other mark groups thousands, always by
three digits. An apostrophe or a space that does not break groups them with either mark (``1'200``), and Indian commas
part lakhs and crores (``1,23,456``). 万 and 亿 count ten thousands and hundred millions. A trailing ``%`` or ``‰`` is
its sign; full-width forms and the minus sign U+2212 are read.
"""

from __future__ import annotations

import re
from fractions import Fraction

from ccmotivate.model.words import half_width

BARE, PERCENT, PERMILLE = 0, 1, 2
"""The sign after a number."""

_SIGNS = {"%": PERCENT, "‰": PERMILLE}
_MAX_DIGITS = 40
_ENDS = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\u200e\u200f\u2060\ufeff"
_NUMBERS = {
    ".": re.compile(r"[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+", re.ASCII),
    ",": re.compile(r"[+-]?(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?|[+-]?,\d+", re.ASCII),
}
_LAKHS = re.compile(r"[+-]?[1-9]\d?(?:,\d\d)+,\d{3}(?:\.\d+)?", re.ASCII)
_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(?P<mark>['’\u00a0\u2009\u202f])\d{3}(?:(?P=mark)\d{3})*(?:[.,]\d+)?", re.ASCII)
_MANY = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_APART = re.compile(r"[+-]?\d[\d.,]*(?:[^\d.,+-]+\d[\d.,]*)+[%‰]?", re.ASCII)
_WORD = re.compile(r"[^\W\d_]")


def parse_number(text: str, decimal: str = ".") -> tuple[Fraction, int] | None:
    """``０９５％``, ``1,200``, ``−5``, ``0.8‰`` → its number and sign (BARE, PERCENT, PERMILLE); None for no number."""
    if len(text) > _MAX_DIGITS:
        return None
    plain = bare_text(text)
    sign = _SIGNS.get(plain[-1:], BARE)
    digits = plain[:-1].rstrip(_ENDS) if sign else plain
    times = _MANY.get(digits[-1:], 1)
    found = _number(digits if times == 1 else digits[:-1].rstrip(_ENDS), decimal)
    return None if found is None else (found * times, sign)


def _number(digits: str, decimal: str) -> Fraction | None:
    groups = "," if decimal == "." else "."
    if grouped := _GROUPS.fullmatch(digits):
        digits = digits.replace(grouped["mark"], "")
    elif decimal == "." and _LAKHS.fullmatch(digits):
        digits = digits.replace(",", "")
    if not _NUMBERS[decimal].fullmatch(digits):
        return None
    return Fraction(digits.replace(groups, "").replace(decimal, "."))


def counts_in_many(text: str) -> bool:
    """True for ``1.2万``."""
    plain = bare_text(text)
    return plain[-1:] in _MANY and parse_number(text) is not None


def fits_other_mark(text: str, decimal: str) -> bool:
    """True for a text that is a number only with the other decimal mark: ``305,5``, ``0,950``, ``1.234,5``."""
    other = "," if decimal == "." else "."
    return other in text and parse_number(text, decimal) is None and parse_number(text, other) is not None


def holds_numbers_apart(text: str) -> bool:
    """True for digits with a space, a line break or another mark between them: ``12 5``, ``1'20``, ``50/60``."""
    plain = bare_text(text)
    return len(text) <= _MAX_DIGITS and _APART.fullmatch(plain) is not None and not _WORD.search(plain)


def bare_text(text: str) -> str:
    """The half-width form without blanks at its ends, where the enumeration comma stays what it is."""
    return half_width(text).strip(_ENDS) if "、" not in text else text.strip(_ENDS)
