"""What a bare number is: by the vote of its column, by a unit in the header, by the format of the cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from tests.formats.builders import LAYOUT_KINDS
from tests.properties.runs import column, said
from tests.support import Styled

_EDGE = Fraction(3, 2)  # the largest number that a column of fractions may hold
_SECONDS = {"s": 1, "秒": 1, "min": 60, "分钟": 60, "h": 3600}
_BRACKETS = ("({})", " ({})", "（{}）", " （ {} ）", "\n({})")


@dataclass(frozen=True)
class Column:
    """A column as it is written: its header, its cells, and what each must be."""

    header: str
    cells: Sequence[Any]
    kind: str
    meant: Sequence[Fraction]


def decimal(value: Fraction) -> str:
    """A finite decimal as text, without a float."""
    whole, digits = divmod(abs(value) * 10**6, 10**6)
    assert digits.denominator == 1
    return f"{'-' * (value < 0)}{int(whole)}.{int(digits):06}".rstrip("0").rstrip(".")


def written(draw: st.DrawFn, value: Fraction, kind: str) -> Any:
    """A bare number as a text or, in a workbook, as a number."""
    text = decimal(value)
    return text if kind == "csv" or draw(st.booleans()) else float(text)


_hundredths = st.integers(0, 200).map(lambda number: Fraction(number, 100))
_small = st.integers(1, 150).map(lambda number: Fraction(number, 100))
_large = st.integers(151, 10_000).map(lambda number: Fraction(number, 100))
_kinds = st.sampled_from(("csv", "csv", "csv", "xlsx", "ods"))


@st.composite
def votes(draw: st.DrawFn) -> tuple[list[Fraction], list[Any], str]:
    """Bare numbers of a percent column, the cells that hold them, and the kind of file."""
    kind = draw(_kinds)
    numbers = st.one_of(*draw(st.sampled_from(((_small,), (_large,), (_small, _large)))), st.just(Fraction(0)))
    values = draw(st.lists(numbers, min_size=1, max_size=12))
    return values, [written(draw, value, kind) for value in values], kind


def bare_percents_vote(drawn: tuple[list[Fraction], list[Any], str]) -> None:
    """All up to 1.5: fractions; all above: percents; both: an error that names cells of both; zeros do not vote."""
    values, cells, kind = drawn
    low = [at for at, value in enumerate(values) if 0 < value <= _EDGE]
    high = [at for at, value in enumerate(values) if value > _EDGE]
    signs = ["80%", "0.5%"] if kind == "csv" else ["80%", Styled(0.005, "0.0%")]
    ran = column([*cells, *signs], "Quality", kind)
    if low and high:
        assert ran.codes == {"mixed-scale"}
        assert all(any(ran.names(f"C{at + 2}") for at in group) for group in (low, high))
        return
    assert ran.codes == set()
    factor = 100 if low else 1
    assert list(ran.of("quality").values()) == [*(value * factor for value in values), 80, Fraction(1, 2)]


@st.composite
def scaled(draw: st.DrawFn) -> Column:
    """Bare numbers of a percent or per mille column under a sign in the header, and cells that say their own."""
    kind, (name, own) = draw(_kinds), draw(st.sampled_from((("Quality", "%"), ("Slips", "‰"), ("准确率", "%"))))
    sign = draw(st.sampled_from("%‰"))
    header = name + draw(st.sampled_from(_BRACKETS)).format(sign)
    most = 200 if own == "%" else 1000
    factor = {"%%": Fraction(1), "%‰": Fraction(1, 10), "‰‰": Fraction(1), "‰%": Fraction(10)}[own + sign]
    numbers = st.integers(0, int(most / factor)).map(Fraction) | _hundredths
    values = [one for one in draw(st.lists(numbers, min_size=1, max_size=10)) if one * factor <= most] or [Fraction(1)]
    cells = [written(draw, value, kind) for value in values]
    signed: list[tuple[Any, Fraction]] = [("80%", Fraction(80)), ("0.25%", Fraction(1, 4))]
    if kind != "csv":
        signed.append((Styled(0.5, "0%"), Fraction(50)))
    one, percent = draw(st.sampled_from(signed))
    meant = [*(value * factor for value in values), percent * (1 if own == "%" else 10)]
    return Column(header, [*cells, one], kind, meant)


@st.composite
def timed(draw: st.DrawFn) -> Column:
    """Bare numbers of a duration column under a unit in the header, and texts that say their own."""
    kind, unit = draw(_kinds), draw(st.sampled_from(sorted(_SECONDS)))
    header = draw(st.sampled_from(("Talk", "Pause", "通话时长"))) + draw(st.sampled_from(_BRACKETS)).format(unit)
    values = draw(st.lists(st.integers(0, 40_000).map(lambda number: Fraction(number, 100)), min_size=1, max_size=10))
    values.append(Fraction(draw(st.integers(1, 50))))
    cells = [written(draw, value, kind) for value in values]
    said = {"3:25": 205, "0:03:25": 205, "5 min": 300, "300s": 300, "1h 2min": 3720, "3分25秒": 205}
    own = draw(st.lists(st.sampled_from(sorted(said)), max_size=3))
    meant = [*(value * _SECONDS[unit] for value in values), *(Fraction(said[text]) for text in own)]
    return Column(header, [*cells, *own], kind, meant)


@st.composite
def clocked(draw: st.DrawFn) -> Column:
    """Cells with a time format, of 30 hours and more too, whatever the header says of bare numbers."""
    kind = draw(st.sampled_from(LAYOUT_KINDS))
    header = draw(st.sampled_from(("Talk", "Pause", "Talk (min)", "Talk (h)", "通话时长（秒）")))
    seconds = draw(st.lists(st.integers(0, 200_000), min_size=1, max_size=8))
    codes = [draw(st.sampled_from(("h:mm:ss", "[h]:mm:ss", "[h]:mm", "[mm]:ss", "hh:mm"))) for _ in seconds]
    cells = [Styled(number / 86_400, code) for number, code in zip(seconds, codes, strict=True)]
    return Column(header, cells, kind, [Fraction(number) for number in seconds])


def metric_of(header: str) -> str:
    """The metric that a header stands for."""
    names = {"Quality": "quality", "准确率": "quality", "Slips": "slips", "Talk": "talk", "通话时长": "talk"}
    return next((metric for name, metric in names.items() if header.startswith(name)), "pause")


def reads_like_base_units(drawn: Column) -> None:
    """The column gives what its clean form in the unit of the metric gives."""
    ran = column(drawn.cells, drawn.header, drawn.kind)
    assert ran.codes == set()
    assert list(ran.of(metric_of(drawn.header)).values()) == list(drawn.meant)


@st.composite
def days_or_seconds(draw: st.DrawFn) -> tuple[list[Any], str]:
    """Bare numbers of a duration, all below 1, one of them above 0."""
    kind = draw(_kinds)
    values = draw(st.lists(st.integers(0, 9_999).map(lambda number: Fraction(number, 10_000)), min_size=1, max_size=8))
    values.append(Fraction(draw(st.integers(1, 9_999)), 10_000))
    return [written(draw, value, kind) for value in values], kind


def fractions_of_seconds_are_asked(drawn: tuple[list[Any], str]) -> None:
    """Where the unit says seconds, a column all below 1 may be days: an error that names both readings."""
    cells, kind = drawn
    ran = column(cells, "Talk", kind)
    assert any(ran.names(f"C{at}") for at in range(2, len(cells) + 2))
    assert all("days" in said(found) and "seconds" in said(found) for found in ran.errors)
    assert column(cells, "Talk (min)", kind).codes == set()


PROPERTIES = (
    (votes(), bare_percents_vote),
    (scaled(), reads_like_base_units),
    (timed(), reads_like_base_units),
    (clocked(), reads_like_base_units),
    (days_or_seconds(), fractions_of_seconds_are_asked),
)
