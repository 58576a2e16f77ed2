"""Where the month comes from: column, ``--month``, title, sheet's name, file's name; months and dates in a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from ccmotivate.model.period import parse_month
from tests.formats.builders import Grid
from tests.properties.runs import run
from tests.support import Styled

_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
         "December")  # fmt: skip
_FULL_DATES = (
    "export 2025-04-01",
    "export_20250401",
    "2025.04.01 calls",
    "calls 2025年4月1日",
    "2025-4-1",
    "calls_2025_04_01",
    "export 01-Apr-2025",
    "calls 1 April 2025",
)


def month_text(draw: st.DrawFn, month: str, *, named: bool) -> str:
    """A month as people write it in titles, or in names of sheets and files."""
    year, number = month.split("-")
    forms = [f"{year}-{number}", f"{year}年{int(number)}月", f"{_SHORT[int(number) - 1]} {year}"]
    if not named:
        forms += [f"{_LONG[int(number) - 1]} {year}"]
    return draw(st.sampled_from(forms))


@dataclass(frozen=True)
class Sources:
    """What each place says, None: nothing; the column as one month a row, blanks among them."""

    column: tuple[str | None, ...] | None
    option: str | None
    title: str | None
    sheet: str | None
    file: str | None
    rows: tuple[tuple[Any, ...], ...]
    name: str
    tab: str

    @property
    def cells(self) -> set[str]:
        return set(self.column or ()) - {None}  # type: ignore[arg-type]  # None is taken out


@st.composite
def sources(draw: st.DrawFn) -> Sources:
    months = draw(st.sampled_from((("2025-03",), ("2025-03",), ("2025-03", "2025-02"))))
    maybe = st.one_of(st.none(), st.sampled_from(months))
    option, title, sheet, file = draw(maybe), draw(maybe), draw(maybe), draw(maybe)
    column = draw(st.sampled_from(("absent", "absent", "blank", "full", "holes")))
    cells: tuple[str | None, ...] | None = None
    if column != "absent":
        inside = {"blank": st.none(), "full": st.sampled_from(months), "holes": maybe}[column]
        cells = tuple(draw(st.lists(inside, min_size=2, max_size=4)))
    count = len(cells or (0, 0))
    head = ["ID", "Calls", *(["Month"] if cells else [])]
    lines: list[tuple[Any, ...]] = [tuple(head)]
    lines += [(f"A{at + 1}", 100, *([cells[at]] if cells else [])) for at in range(count)]
    if title:
        words = draw(st.sampled_from(("{}", "Report {}", "{} 考核表", "Calls – {}")))
        lines[:0] = [(words.format(month_text(draw, title, named=False)),), *draw(st.sampled_from(((), ((None,),))))]
    tab = month_text(draw, sheet, named=True) if sheet else draw(st.sampled_from(("Calls", "坐席", "Sheet1")))
    stem = f"{month_text(draw, file, named=True)} calls" if file else draw(st.sampled_from(("calls", *_FULL_DATES)))
    return Sources(
        cells, option, title, sheet, file, tuple(lines), f"{stem}.{draw(st.sampled_from(('xlsx', 'ods')))}", tab
    )


def the_month_comes_from_the_first_that_says_it(drawn: Sources) -> None:
    """Column, option, title, sheet, file; what contradicts is an error, or a note for the option."""
    option = parse_month(drawn.option) if drawn.option else None
    ran = run({drawn.name: Grid(drawn.rows, name=drawn.tab)}, month=option)
    names = {said for said in (drawn.title, drawn.sheet, drawn.file) if said}
    if drawn.cells:
        first = len(drawn.rows) - len(drawn.column or ()) + 1
        blanks = [f"C{first + at}" for at, cell in enumerate(drawn.column or ()) if cell is None]
        against = [
            f"C{first + at}"
            for at, cell in enumerate(drawn.column or ())
            if drawn.option and cell not in (None, drawn.option)
        ]
        assert all(ran.names(cell) for cell in (*blanks, *against)), (blanks, against, ran.errors)
        if (
            not blanks and not against and len(names) <= 1
        ):  # names that disagree beside a column: the specification is silent
            assert ran.codes == set()
        if not ran.codes:
            assert ran.months == drawn.cells
        return
    if drawn.option:
        if len(names) <= 1:  # names that disagree beside the option: the specification is silent
            assert ran.codes == set()
        if not ran.codes:
            assert ran.months == {drawn.option}
            assert ("month-option-outranks" in ran.notes) == bool(names - {drawn.option})
        return
    assert ran.outcome.exit_code == (0 if len(names) == 1 else max(ran.outcome.exit_code, 1))
    assert ran.months == (names if len(names) == 1 else set())


# -- months and dates in the column -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dated:
    """Cells of a month column with the month of each, and the rule for days and months; None: an error is due."""

    cells: tuple[Any, ...]
    months: tuple[str, ...] | None
    kind: str
    dates: str | None = None


@st.composite
def plain_dates(draw: st.DrawFn) -> Dated:
    """Months and dates that need no rule."""
    kind = draw(st.sampled_from(("csv", "csv", "xlsx", "ods", "xls")))
    cells, months = [], []
    for _ in range(draw(st.integers(1, 10))):
        year, month, day = draw(st.integers(2020, 2029)), draw(st.integers(1, 12)), draw(st.integers(1, 28))
        forms: list[Any] = [
            f"{year}-{month:02}",
            f"{year}年{month}月",
            f"{_SHORT[month - 1]} {year}",
            f"{_SHORT[month - 1]}-{year}",
            f"{_SHORT[month - 1]}-{year % 100}",
            f"{year}-{month:02}-{day:02}",
            f"{year}/{month}/{day}",
            f"{year}年{month}月{day}日",
            f"{year}-{month:02}-{day:02} 14:05",
            f"{year}-{month:02}-{day:02} 14:05:09",
            f"{year}-{month:02}-{day:02}T14:05:09",
            f"{year}-{month:02}-{day:02}T12:05:09Z",
            f"{year}-{month:02}-{day:02}T12:05:09+08:00",
            f"{year}/{month}/{day} 8:30",
            f"{year}年{month}月{day}日 8:30",
        ]
        forms += [] if kind == "csv" else [Styled(serial(year, month, day) + part, code) for part, code in _STYLES]
        cells.append(draw(st.sampled_from(forms)))
        months.append(f"{year}-{month:02}")
    return Dated(tuple(cells), tuple(months), kind)


_STYLES = ((0, "yyyy-mm-dd"), (0, "yyyy-mm"), (0.5, "yyyy-mm-dd hh:mm"), (0, "mmm-yy"), (0, "d/m/yyyy"))


def serial(year: int, month: int, day: int) -> int:
    """The number of a day in a workbook that counts from 1900."""
    import datetime as dt

    return (dt.date(year, month, day) - dt.date(1899, 12, 30)).days


@st.composite
def slashed_dates(draw: st.DrawFn) -> Dated:
    """``03/04/2025`` and the like: by a day above 12 in the column, by the rule, else an error."""
    day_first = draw(st.booleans())
    most = draw(st.sampled_from((12, 28)))
    wide = draw(st.booleans())
    mark = "{:02}/{:02}/{}" if wide else "{}/{}/{}"
    cells, months, decided, doubtful = [], [], False, False
    for _ in range(draw(st.integers(1, 6))):
        month, day = draw(st.integers(1, 12)), draw(st.integers(1, most))
        pair = (day, month) if day_first else (month, day)
        cells.append(mark.format(*pair, 2025))
        months.append(f"2025-{month:02}")
        decided |= day > 12
        doubtful |= day <= 12 and day != month
    dates = draw(st.sampled_from((None, None, "right")))
    rule = None if dates is None else "day-month-year" if day_first else "month-day-year"
    known = decided or rule is not None or not doubtful
    return Dated(tuple(cells), tuple(months) if known else None, draw(st.sampled_from(("csv", "xlsx"))), rule)


def dates_give_their_month(drawn: Dated) -> None:
    """Each row stands in the month of its cell, or the doubtful cells are named."""
    rows = [[f"A{at}", 100, cell] for at, cell in enumerate(drawn.cells, start=1)]
    reading = f"{{dates: {drawn.dates}}}" if drawn.dates else ""
    ran = run({f"calls.{drawn.kind}": Grid([["ID", "Calls", "Month"], *rows])}, reading)
    if drawn.months is None:
        assert ran.outcome.exit_code == 1
        assert all(ran.names(f"C{at + 2}") for at, cell in enumerate(drawn.cells) if doubtful(cell)), ran.errors
        return
    if ran.codes and all(not doubtful(cell) and drawn.dates is None for cell in drawn.cells):
        assert ran.codes == {"date-ambiguous"}  # 03/03/2025 alone: the same both ways, which is not said
        return
    assert ran.codes == set()
    assert set(ran.figures("calls")) == {(month, f"A{at}") for at, month in enumerate(drawn.months, start=1)}


def doubtful(cell: str) -> bool:
    """A day and a month that may be exchanged and differ."""
    first, second, _ = (int(part) for part in cell.split("/")) if cell.count("/") == 2 else (0, 0, 0)
    return first != second and max(first, second) <= 12 and min(first, second) > 0


def days_give_the_month_of_their_rows(drawn: Dated) -> None:
    """The rows of a detail file count in the month of their day; a doubtful day is named."""
    months = sorted(set(drawn.months or ("2025-03",)))
    agents = Grid([["ID", "Calls", "Month"], *([f"A{at}", 100, month] for month in months for at in (1, 2))])
    visits = Grid([["ID", "Day", "Seen"], *(["A1", cell, 2**at] for at, cell in enumerate(drawn.cells))])
    reading = f"{{dates: {drawn.dates}}}" if drawn.dates else ""
    ran = run({"agents.csv": agents, f"visits.{drawn.kind}": visits}, reading)
    if drawn.months is None:
        assert ran.outcome.exit_code == 1
        assert any(ran.names(f"B{at + 2}", "visits") for at, cell in enumerate(drawn.cells) if doubtful(cell))
        return
    if ran.codes and all(not doubtful(cell) and drawn.dates is None for cell in drawn.cells):
        assert ran.codes == {"date-ambiguous"}
        return
    assert ran.codes == set()
    seen = {month: sum(2**at for at, own in enumerate(drawn.months) if own == month) for month in months}
    assert {month: value for (month, agent), value in ran.figures("visits").items() if agent == "A1"} == seen


@st.composite
def plain_days(draw: st.DrawFn) -> Dated:
    """Days only: a month is no day."""
    drawn = draw(plain_dates())
    kept = [
        at for at, cell in enumerate(drawn.cells) if isinstance(cell, Styled) or len(cell) > 8 or cell.count("/") == 2
    ]
    cells = [drawn.cells[at] for at in kept] or ["2025-03-07"]
    months = [(drawn.months or ())[at] for at in kept] or ["2025-03"]
    return Dated(tuple(cells), tuple(months), drawn.kind)


PROPERTIES = (
    (sources(), the_month_comes_from_the_first_that_says_it),
    (plain_dates(), dates_give_their_month),
    (slashed_dates(), dates_give_their_month),
    (plain_days(), days_give_the_month_of_their_rows),
    (slashed_dates(), days_give_the_month_of_their_rows),
)
