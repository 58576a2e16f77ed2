"""What texts of numbers and of durations mean: a grammar of its own, with the value of each text as a Fraction.

A text is *sure* (this value), *wrong* (an error), or of a form that is not specified (*open*): then its only
natural value is allowed, and an error is too. Anything else is a misreading.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

Text = st.SearchStrategy["Meant"]


@dataclass(frozen=True)
class Meant:
    """A text, the value that it may have (None: none) and whether it may be an error."""

    text: str
    value: Fraction | None
    error: bool = False

    def allows(self, value: Fraction | None, *, error: bool) -> bool:
        """Whether this outcome is right."""
        return self.error if error else self.value is not None and value == self.value


def wrong(text: str) -> Meant:
    return Meant(text, None, error=True)


# -- numbers, with a point for a decimal mark -------------------------------------------------------------------------

_digits = st.integers(0, 9).map(str)
_decimals = st.one_of(st.just(""), st.text("0123456789", min_size=1, max_size=4).map(lambda digits: "." + digits))
_whole = st.integers(0, 99_999).map(str)
_grouped = st.one_of(st.integers(1_000, 999_999), st.integers(1_000_000, 999_999_999)).map("{:,}".format)
_MARKS = (" ", "  ", "\n", "\r\n", "\u00a0", "\u3000", "\t", "/", ";", "_", "'", "~", ":", "·", "、")
_FULL_WIDTH = str.maketrans("0123456789.,-+%", "０１２３４５６７８９．，－＋％")


def _valued(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


@st.composite
def sure_numbers(draw: st.DrawFn, *, whole: bool = False, signed: bool = True) -> Meant:
    """Digits or groups of three, perhaps decimals, perhaps a minus, perhaps space around."""
    text = draw(st.one_of(_whole, _grouped)) + ("" if whole else draw(_decimals))
    if signed and draw(st.integers(0, 4)) == 0:
        text = "-" + text
    around = draw(st.sampled_from(("", "", "", " ", "\u00a0")))
    return Meant(around + text + around, _valued(text))


@st.composite
def open_numbers(draw: st.DrawFn, *, whole: bool = False) -> Meant:
    """Forms that are not specified: full width, a plus, other minus signs, bare points, leading zeros, powers."""
    one = draw(sure_numbers(whole=whole))
    bare = one.text.strip()
    texts = {
        bare.translate(_FULL_WIDTH): one.value,
        "+" + bare.lstrip("-"): abs(one.value or 0),
        "−" + bare.lstrip("-"): -abs(one.value or 0),
        "00" + draw(_whole): None,
        f"({bare.lstrip('-')})": -abs(one.value or 0),
        f"{bare.lstrip('-')}-": -abs(one.value or 0),
        f"{draw(st.integers(1, 9))}e{draw(st.integers(0, 3))}": None,
        "." + draw(_digits): None,
        draw(_whole) + ".": None,
    }
    text = draw(st.sampled_from(sorted(texts)))
    value = texts[text] if texts[text] is not None else Fraction(text.rstrip("."))
    return Meant(text, value, error=True)


@st.composite
def parted_numbers(draw: st.DrawFn) -> Meant:
    """Digits with something between them: a space, a line break, another mark, two points."""
    head, tail = draw(_whole), draw(_whole)
    mark = draw(st.sampled_from((*_MARKS, "..")))
    text = f"{head}{mark}{tail}"
    return wrong(text.translate(_FULL_WIDTH) if draw(st.integers(0, 5)) == 0 else text)


words = st.sampled_from(
    ("abc", "many", "一百二十", "12abc", "x12", "1O2", "#", "?", "12 (est.)", "5 or 6", "n.a. 3")
).map(wrong)


@st.composite
def misplaced_commas(draw: st.DrawFn) -> Meant:
    """A comma that does not stand before exactly three digits, or that makes no groups of three."""
    texts = (
        f"0,{draw(st.integers(0, 999)):03}",
        f"{draw(_whole)},{draw(st.text('0123456789', min_size=1, max_size=2))}",
        f"{draw(st.integers(1, 999))},{draw(st.integers(1_000, 99_999))}",
        f"{draw(st.integers(1, 99))},{draw(st.integers(10, 99))},{draw(st.integers(100, 999))}",
        f"{draw(st.integers(1, 99))},,{draw(st.integers(100, 999))}",
        f"{draw(_whole)}.{draw(st.integers(100, 999))},{draw(st.integers(0, 99))}",
        f"{draw(_whole)},",
    )
    text = draw(st.sampled_from(texts))
    text = "-" + text if draw(st.integers(0, 5)) == 0 else text
    return wrong(text.translate(_FULL_WIDTH) if draw(st.integers(0, 5)) == 0 else text)


def with_commas(one: Meant) -> Meant:
    """The same text in a house that writes commas for points and points for commas."""
    return Meant(one.text.translate(str.maketrans(".,．，", ",.，．")), one.value, one.error)


@st.composite
def signed_numbers(draw: st.DrawFn, scales: dict[str, Fraction]) -> Meant:
    """A number from 0 to 100 with a sign behind it, and what it is in the unit of the column."""
    sign = draw(st.sampled_from(sorted(scales)))
    number = f"{draw(st.integers(0, 99))}{draw(_decimals)}"
    value = Fraction(number) * scales[sign]
    if draw(st.integers(0, 5)) == 0:
        return Meant((number + sign).translate(_FULL_WIDTH), value, error=True)
    return Meant(number + sign, value)


# -- durations, in seconds --------------------------------------------------------------------------------------------

_small = st.integers(0, 59)
_UNITS = {
    "s": 1, "秒": 1, "min": 60, "m": 60, "分": 60, "h": 3600,
}  # fmt: skip
_OTHER_UNITS = {
    "sec": 1, "secs": 1, "seconds": 1, "second": 1, "mins": 60, "minutes": 60, "minute": 60, "分钟": 60, "分鐘": 60,
    "hr": 3600, "hrs": 3600, "hours": 3600, "hour": 3600, "小时": 3600, "时": 3600, "d": 86400, "day": 86400,
    "days": 86400, "天": 86400,
}  # fmt: skip


@st.composite
def clocks(draw: st.DrawFn) -> Meant:
    """``3:25``, ``0:03:25``, ``0 days 00:03:33``."""
    hours, minutes, seconds, days = draw(st.integers(0, 23)), draw(_small), draw(_small), draw(st.integers(0, 3))
    clock = Fraction(hours * 3600 + minutes * 60 + seconds)
    texts = {
        f"{minutes}:{seconds:02}": Fraction(minutes * 60 + seconds),
        f"{hours}:{minutes:02}:{seconds:02}": clock,
        f"{hours:02}:{minutes:02}:{seconds:02}": clock,
        f"{days} days {hours:02}:{minutes:02}:{seconds:02}": clock + days * 86400,
    }
    text = draw(st.sampled_from(sorted(texts)))
    return Meant(text, texts[text])


@st.composite
def spelled(draw: st.DrawFn) -> Meant:
    """``4m 12s``, ``3分25秒``, ``1h 2min``, ``300s``, ``5 min``."""
    hours, minutes, seconds = draw(st.integers(0, 23)), draw(_small), draw(_small)
    texts = {
        f"{minutes}m {seconds}s": minutes * 60 + seconds,
        f"{minutes}分{seconds}秒": minutes * 60 + seconds,
        f"{hours}h {minutes}min": hours * 3600 + minutes * 60,
        f"{60 * minutes + seconds}s": minutes * 60 + seconds,
        f"{minutes} min": minutes * 60,
    }
    text = draw(st.sampled_from(sorted(texts)))
    return Meant(text, Fraction(texts[text]))


@st.composite
def open_durations(draw: st.DrawFn) -> Meant:
    """Other words, parts left out or joined, decimals, clocks past their end."""
    few = draw(st.integers(1, 9))
    hours, minutes, seconds = draw(st.integers(1, 23)), draw(_small), draw(_small)
    unit, factor = draw(st.sampled_from(sorted({**_UNITS, **_OTHER_UNITS}.items())))
    half = draw(st.sampled_from(("0.5", "1.5", "2.25")))
    texts = {
        f"{few}{unit}": Fraction(few * factor),
        f"{few} {unit}": Fraction(few * factor),
        f"{few} {unit.upper()}": None if unit == "m" else Fraction(few * factor),
        f"{half} {unit}": Fraction(half) * factor,
        f"{hours}h{minutes}m{seconds}s": Fraction(hours * 3600 + minutes * 60 + seconds),
        f"{hours}小时{minutes}分钟{seconds}秒": Fraction(hours * 3600 + minutes * 60 + seconds),
        f"{minutes}分 {seconds}秒": Fraction(minutes * 60 + seconds),
        f"{few} day {hours:02}:{minutes:02}:{seconds:02}": Fraction(
            few * 86400 + hours * 3600 + minutes * 60 + seconds
        ),
        f"{minutes}：{seconds:02}": Fraction(minutes * 60 + seconds),
        f"{minutes}:{seconds:02}".translate(_FULL_WIDTH): Fraction(minutes * 60 + seconds),
        f"{60 + minutes}:{seconds:02}": Fraction((60 + minutes) * 60 + seconds),
        f"{hours + 24}:{minutes:02}:{seconds:02}": Fraction((hours + 24) * 3600 + minutes * 60 + seconds),
        f"{hours}:{minutes:02}:{seconds:02}.{few}": Fraction(hours * 3600 + minutes * 60 + seconds) + Fraction(few, 10),
        f"{minutes}:{60 + few}": Fraction(minutes * 60 + 60 + few),
        f"{minutes}:{few}": None,
        f"-{minutes}:{seconds:02}": -Fraction(minutes * 60 + seconds),
        f"{seconds}s {minutes}m": Fraction(minutes * 60 + seconds),
        f"{minutes}m {60 + few}s": Fraction(minutes * 60 + 60 + few),
        f"{few}s {few}s": None,
    }
    text = draw(st.sampled_from(sorted(texts)))
    return Meant(text, texts[text], error=True)


@st.composite
def wrong_durations(draw: st.DrawFn) -> Meant:
    """Two of them in one cell, broken clocks, unknown words, digits with a space between."""
    one, other = draw(st.integers(1, 59)), draw(st.integers(10, 59))
    return wrong(
        draw(
            st.sampled_from(
                (
                    f"{one}:{other} {other}:{one:02}",
                    f"{one}:{other}\n{other}:{one:02}",
                    f"{one}::{other}",
                    f"{one}:{other}:",
                    f":{other}",
                    f"{one}:{other}:{other}:{other}",
                    f"{one} {other}",
                    f"{one}\n{other}",
                    f"{one},{other}",
                    f"{one} apples",
                    f"{one}分{other}元",
                    f"{one}:{other}x",
                    "soon",
                    f"m {one}s",
                )
            )
        )
    )
