"""What a number format says of a number: a share, an id of so many digits, a time."""

from __future__ import annotations

import re
from enum import IntEnum

# Patterns as texts, which ``re`` compiles when one is needed: the isolated process reads most formats.
_LITERAL = r'(?s)"[^"]*"|\\.|_.|\*.'
_BRACKETS = r"\[[^\]]*\]"
_ELAPSED = r"(?i)\[(?:h+|m+|s+)\]"
_ZERO_ONLY = r"(?:\s|\[[^\]=]*\])*\[=\s*0+(?:\.0+)?\]"
_FRACTION = r"(?<=[sS\]])[.,]0+"
_PADDED = r"0[0-]*0"
_FIGURE = r"(?:[0#?.,% ()+\-;@$¥€_]|\\[ \-]|\[(?:Red|Black|Blue)\]|E\+)*|General"
_MARKS = r'[-/:. ,年月日时分秒]|\\[-/ .,:]|"[年月日时分秒 -]+"'
_MOMENT = rf"(?i)(?:\[\$-[0-9A-F]+\])?(?:y{{4}}|yy|m{{1,4}}|dd?|hh?|ss?|{_MARKS})+(?:;@)?"
_CLOCK_ONLY = r"(?i)hh?:mm(?::ss(?:\.0{1,3})?)?(?: AM/PM)?(?:;@)?|mm:ss(?:\.0)?(?:;@)?"
_ELAPSED_ONLY = r"(?i)\[hh?\]:mm(?::ss)?(?:;@)?"

BUILT_IN = {
    9: "0%",
    10: "0.00%",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    32: 'h"时"mm"分"',  # 34, 35, 55 and 56 are times in Chinese and dates in Japanese
    33: 'h"时"mm"分"ss"秒"',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
}
"""Built-in formats, by number, that change the meaning of a value."""

NAMED = {
    "general date": "yyyy/m/d h:mm",
    "long date": "yyyy/m/d",
    "medium date": "d-mmm-yy",
    "short date": "yyyy/m/d",
    "long time": "h:mm:ss",
    "medium time": "h:mm AM/PM",
    "short time": "h:mm",
    "percent": "0.00%",
}
"""Formats by the names, in small letters, that XML spreadsheets and pages give them; the others tell nothing."""

_FIGURES, _CLOCKS, _DAYS = (
    frozenset([*range(9), 11, 12, 13, *range(37, 45), 48, 49]),
    (18, 19, 20, 21, 45, 47),
    (14, 15, 16, 17, 22),
)

BUILT_IN_DATES = frozenset({14, 15, 16, 17, 22, *range(27, 32), 34, 35, 36, *range(50, 59)})
"""The numbers of Excel's own date formats."""


def _sections(code: str) -> list[str]:
    return re.sub(_LITERAL, "", code).split(";")


def _shown(code: str) -> str:
    """The section of a format that shows a positive number, without literal text: zero may have one before it."""
    sections = _sections(code)
    return next((section for section in sections if not re.match(_ZERO_ONLY, section)), sections[0])


def zero_padding(code: str) -> int:
    """The digits that a number format shows at least: 4 for ``0000``, also as ``[$-804]0000_ ;-0000``; else 0."""
    digits = re.sub(_BRACKETS, "", _shown(code)).strip()
    return digits.count("0") if re.fullmatch(_PADDED, digits) else 0


def is_time(code: str) -> bool:
    """True for times of day and durations (``h:mm AM/PM``, ``[h]:mm``, ``mm:ss.0``), false for any with a date."""
    return _is_time(_shown(code))


def is_date(code: str) -> bool:
    """True for dates, with or without a time: ``yyyy-mm-dd``, ``mmm-yy``, ``yyyy"年"m"月"``."""
    section = _shown(code)
    letters = re.sub(_BRACKETS, "", re.sub(_FRACTION, "", section)).lower()
    return not _is_time(section) and not set(letters) & set("0#?@l") and bool(set(letters) & set("ymde"))


def hides_time(code: str) -> bool:
    """True for a time format behind a section for zero, ``[=0]"-";h:mm``, which parsers take for a plain number's."""
    return is_time(code) and not _is_time(_sections(code)[0])


def _is_time(section: str) -> bool:
    letters = re.sub(_BRACKETS, "", re.sub(_FRACTION, "", section)).lower()
    if set(letters) & set("ydegb0#?"):  # years and eras, days, digits
        return False
    return bool(re.search(_ELAPSED, section)) or "h" in letters or "s" in letters


def tells(code: str) -> bool:
    """True for formats that parsers do not report fully: percents (``0.0%``), zero-padding (``0000``), times of day.

    Elapsed time, ``[h]:mm``, is a duration of any length to every parser.
    """
    if is_time(code):
        return not re.search(_ELAPSED, _sections(code)[0])
    return "%" in re.sub(_BRACKETS, "", _shown(code)) or zero_padding(code) > 0


class Effect(IntEnum):
    """What a number format makes of a number, where everybody agrees on it."""

    NONE = 0
    TELLING = 1
    DATE = 2
    CLOCK = 3
    ELAPSED = 4
    UNSURE = 5


def effect_of(number: int, code: str | None) -> Effect:
    """The effect of a built-in format, without a code, or of a custom one; ``UNSURE`` for all but the common ones."""
    if code is None:
        known = {9: Effect.TELLING, 10: Effect.TELLING, 46: Effect.ELAPSED}
        known |= dict.fromkeys(_FIGURES, Effect.NONE) | dict.fromkeys(_CLOCKS, Effect.CLOCK)
        return (known | dict.fromkeys(_DAYS, Effect.DATE)).get(number, Effect.UNSURE)
    if re.fullmatch(_FIGURE, code):
        return Effect.TELLING if tells(code) else Effect.NONE
    if re.fullmatch(_ELAPSED_ONLY, code):
        return Effect.ELAPSED
    if re.fullmatch(_CLOCK_ONLY, code):
        return Effect.CLOCK
    return Effect.DATE if re.fullmatch(_MOMENT, code) and set(code.lower()) & set("yd") else Effect.UNSURE
