"""Random companies with skill contests: workbooks with 坐席, 竞赛 and 授课, and what the oracle decides on.

`company(seed)` is repeatable and holds some six months in order, one or two of them in a workbook (`Book`), sometimes
with one missing in between: `Book.sheets` is sheet name -> rows, a row a dict of header -> cell text ("" = blank cell).
`Book.truth` has a `Month` for each month of the workbook, which `oracle.contests`, `oracle.duties` (with the months
before it) and `oracle.awards` take; its entries are None where the workbook has no sheet 竞赛. The sheets have Chinese
or English headers, a name of their kind or another; 竞赛 has a column 月份, and then the rows of earlier months too, or
none. 授课 is a history: that of a workbook has what was entered by then (rows dated some days after it too). No errors,
only what gives notes. `flawed(seed)` is one such workbook with one thing on 竞赛 that the text calls an error.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from tests.parts.agents import STRANGER, Workbook, agent, day_in, first_day, last_day, month_after, sheet
from tests.parts.contests.oracle import FIGURES, Entry, Lesson, Month, errors, finalists, winners
from tests.parts.pay.generate import Row
from tests.parts.pay.oracle import json_text

STARTS = ["2024-10", "2025-01", "2025-08"]
CONTEST, LESSONS = ["竞赛", "Contest", "Sheet3"], ["授课", "Lessons", "Sheet4"]
CONTEST_HEADS = {
    "month": ("月份", "Month"), "title": ("称号", "Title"), "agent_id": ("工号", "Agent ID"),
    "preliminary": ("初赛", "Preliminary"), "final": ("决赛", "Final"),
}  # fmt: skip
LESSON_HEADS = {
    "day": ("日期", "Date"), "agent_id": ("工号", "Agent ID"), "title": ("称号", "Title"), "hours": ("课时", "Hours"),
}  # fmt: skip
WORDS = {
    "product_expert": ("产品专家", "Product expert"), "hard_case_expert": ("疑难问题处理专家", "Hard-case expert"),
    "complaint_expert": ("投诉处理能手", "Complaint expert"),
}  # fmt: skip
TITLES = list(WORDS)
LOW = [Fraction(text) for text in ("0", "35", "59.99", "59.995", "59.999")]
HIGH = [Fraction(text) for text in ("60", "60.01", "75", "80", "80.005", "92.5", "100")]
FINALS = [Fraction(text) for text in ("0", "60", "88", "94.5", "94.505", "94.51", "100")]
HOURS = [Fraction(text) for text in ("0.01", "0.5", "1.5", "2", "2", "2.5", "3.99", "4", "4.01", "5", "8", "9")]
ONE = timedelta(days=1)


@dataclass
class Book:
    """A workbook of one or two months, and what the oracle needs of each."""

    sheets: Workbook
    truth: list[Month]


def company(seed: int, size: int = 9) -> list[Book]:
    """The workbooks of some six months in order."""
    rng = random.Random(seed)
    first = rng.choice(STARTS)
    everybody = [f"K{place:02}" for place in range(1, size + 1)]
    lots = [entered(rng, spans, everybody) for spans in spans_of(rng, first)]
    if rng.random() < 0.2:
        lots.pop(rng.randrange(1, len(lots)))
    months = [month for those in lots for month in those]
    lessons = lessons_of(rng, months, everybody)
    return [book(rng, those, months, lessons) for those in lots]


def spans_of(rng: random.Random, first: str) -> list[list[str]]:
    """Months by workbook: one or two each."""
    months = [month_after(first, later) for later in range(rng.choice([5, 6, 7]))]
    spans = []
    while months:
        count = 2 if rng.random() < 0.2 else 1
        spans.append(months[:count])
        months = months[count:]
    return spans


def entered(rng: random.Random, months: Sequence[str], everybody: list[str]) -> list[Month]:
    """The months of a workbook with their contests: of each its own, or the same ones in all of them."""
    if rng.random() < 0.5:
        people = present(rng, everybody)
        alike = entries_of(rng, people, everybody, None)
        return [Month(month, people, alike) for month in months]
    there = [(month, present(rng, everybody)) for month in months]
    return [Month(month, people, entries_of(rng, people, everybody, month)) for month, people in there]


def present(rng: random.Random, everybody: list[str]) -> list[str]:
    """Who has a row: most."""
    return [held for held in everybody if held == "K01" or rng.random() < 0.92]


def entries_of(rng: random.Random, people: list[str], everybody: list[str], month: str | None) -> list[Entry]:
    """The contests of a month; in one month in six there is none."""
    if rng.random() < 1 / 6:
        return []
    held = [one for title in TITLES if rng.random() < 0.75 for one in entries_in(rng, people, everybody, title)]
    rng.shuffle(held)
    return [replace(one, month=month) for one in held]


def entries_in(rng: random.Random, people: list[str], everybody: list[str], title: str) -> list[Entry]:
    """The entries of one contest: preliminaries of few values, finals of most finalists, of all or of none."""
    those = rng.sample(everybody, rng.choice([1, 3, *range(5, len(everybody) + 1)]))
    pool = rng.sample(LOW, 2) + rng.sample(HIGH, 3) if rng.random() < 0.85 else LOW
    weights = [1 if points in LOW else 3 for points in pool]
    rows = [Entry(title, held, rng.choices(pool, weights)[0]) for held in those]
    rows += [Entry(title, STRANGER, rng.choice(HIGH), rng.choice(FINALS))] if rng.random() < 0.3 else []
    inside = {one.agent_id for one in finalists(Month("2025-01", people, rows), title)}
    share, finals = rng.choice([0.0, 0.75, 1.0, 1.0]), rng.sample(FINALS, 2)
    return [
        replace(one, final=rng.choice(finals)) if one.agent_id in inside and rng.random() < share else one
        for one in rows
    ]


# -- lessons ----------------------------------------------------------------------------------------------------------


def lessons_of(rng: random.Random, months: Sequence[Month], everybody: list[str]) -> list[Lesson]:
    """Lessons of most winners, on and beside the days that decide, and some that serve no duty."""
    held = [
        Lesson(rng.choice(days(rng, month.month)), one.agent_id, title, rng.choice(HOURS))
        for month in months
        for title in TITLES
        for one in winners(month, title)
        for _ in range(rng.choice([0, 1, 2, 3, 4]))
    ]
    idle = [
        Lesson(day_in(rng, month.month), rng.choice([*everybody, STRANGER]), rng.choice(TITLES), rng.choice(HOURS))
        for month in months
    ]
    found = [*held, *idle]
    rng.shuffle(found)
    return found


def days(rng: random.Random, won: str) -> list[date]:
    """The edges of the month of the win and of the time for the duty, the days beside them, and days in between."""
    last = last_day(month_after(won, FIGURES["months"]))
    edges = [first_day(won), last_day(won), last]
    return [
        *(day + step for day in edges for step in (-ONE, timedelta(0), ONE)),
        *(day_in(rng, month_after(won, later)) for later in range(FIGURES["months"] + 3)),
    ]


# -- workbooks --------------------------------------------------------------------------------------------------------


def book(rng: random.Random, those: Sequence[Month], months: Sequence[Month], lessons: list[Lesson]) -> Book:
    """The workbook of some months, with what was known at their end."""
    agents = [agent(rng, held, month.month) for month in those for held in month.people]
    contest, teaching = rng.random() >= 0.08, rng.random() >= 0.12
    until = last_day(those[-1].month) + rng.choice([0, 5]) * ONE
    known = [one for one in lessons if one.day <= until] if teaching else None
    listed = rows_listed(rng, those, months)
    truth = [replace(month, entries=listed if contest else None, lessons=known) for month in those]
    sheets = sheet(agents) | ({rng.choice(CONTEST): contest_rows(rng, listed)} if contest else {})
    return Book(sheets | ({rng.choice(LESSONS): lesson_rows(rng, known)} if known is not None else {}), truth)


def rows_listed(rng: random.Random, those: Sequence[Month], months: Sequence[Month]) -> list[Entry]:
    """The rows of 竞赛: of the workbook's months, with a month column now and then of all months before it too."""
    own = list(dict.fromkeys(one for month in those for one in month.entries or []))
    if any(one.month is None for one in own) or rng.random() < 0.5:
        return own
    earlier = [one for month in months if month.month < those[0].month for one in month.entries or [] if one.month]
    return [*earlier, *own]


def contest_rows(rng: random.Random, entries: Sequence[Entry]) -> list[Row]:
    """The rows of 竞赛, in one language; a blank row where there is none, so that the sheet has its header."""
    absent = {name for name in ("month", "final") if all(getattr(one, name) is None for one in entries)}
    rows = [
        {
            "month": one.month or "",
            "title": rng.choice([*WORDS[one.title], one.title]),
            "agent_id": one.agent_id,
            "preliminary": json_text(one.preliminary),
            "final": rng.choice(["", "-"]) if one.final is None else json_text(one.final),
        }
        for one in entries
    ]
    return in_one_language(rng, CONTEST_HEADS, rows, absent)


def lesson_rows(rng: random.Random, lessons: Sequence[Lesson]) -> list[Row]:
    """The rows of 授课, in one language."""
    rows = [
        {
            "day": one.day.isoformat(),
            "agent_id": one.agent_id,
            "title": rng.choice([*WORDS[one.title], one.title]),
            "hours": json_text(one.hours),
        }
        for one in lessons
    ]
    return in_one_language(rng, LESSON_HEADS, rows, set())


def in_one_language(
    rng: random.Random, heads: dict[str, tuple[str, str]], rows: Sequence[dict[str, str]], absent: set[str]
) -> list[Row]:
    """Rows by the headers of one language, without the absent columns."""
    language = rng.choice([0, 1])
    told = rows or [dict.fromkeys(heads, "")]
    return [{heads[name][language]: text for name, text in row.items() if name not in absent} for row in told]


# -- flaws ------------------------------------------------------------------------------------------------------------


def flawed(seed: int, size: int = 9) -> Book:
    """A workbook of one month with one error on 竞赛."""
    rng = random.Random(seed)
    people = [f"K{place:02}" for place in range(1, size + 1)]
    month = Month(STARTS[0], people, entries_in(rng, people, people, rng.choice(TITLES)))
    while not errors(month):
        month = replace(month, entries=with_flaw(rng, list(month.entries or [])))
    rows = contest_rows(rng, month.entries or [])
    agents = [agent(rng, held, month.month) for held in people]
    return Book(sheet(agents) | {rng.choice(CONTEST): rows}, [month])


def with_flaw(rng: random.Random, entries: list[Entry]) -> list[Entry]:
    """The rows with one of them changed, so that they may be in error."""
    at = rng.randrange(len(entries))
    row = entries[at]
    changes = [
        [replace(row, preliminary=rng.choice([Fraction("-0.01"), Fraction("100.01")]))],
        [replace(row, final=rng.choice([Fraction("-0.01"), Fraction("100.01")]))],
        [row, row],
        [row, replace(row, preliminary=Fraction(99))],
        [replace(row, final=Fraction(90))],
    ]
    return [*entries[:at], *rng.choice(changes), *entries[at + 1 :]]
