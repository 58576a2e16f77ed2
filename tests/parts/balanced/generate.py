"""Random companies for balanced scorecards: a workbook with 坐席, 平衡记分卡 and 人员, and what the oracle decides on.

`company(seed)` is repeatable: `Company.sheets` is one workbook of one or two months: sheet name -> rows, a row a dict
of header -> cell text ("" = blank cell). `Company.truth` has a `Month` for each month, or none where the workbook has
no sheet 平衡记分卡 (the part is off, the keys are absent). The sheet has Chinese or English headers, a name of its kind
or another, and a column 月份 or none; with one, each row counts for its month. Days in post stand on 人员, on 坐席 or
nowhere. `flawed(seed)` is such a company with one thing on its scorecards that the text calls an error.
"""

import random
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.parts.agents import STRANGER, Agent, Workbook, agent, month_after, sheet
from tests.parts.balanced.oracle import Days, Measure, Month, errors
from tests.parts.pay.generate import AGENTS, DAY_HEADERS, ROSTER, Row, days_in_post
from tests.parts.pay.oracle import json_text

MONTHS = ["2025-01", "2025-02", "2025-12"]
SHEETS = ["平衡记分卡", "Balanced scorecard", "Sheet3"]
HEADS = {
    "month": ("月份", "Month"), "agent_id": ("工号", "Agent ID"), "perspective": ("维度", "Perspective"),
    "name": ("指标", "Measure"), "weight": ("权重", "Weight"), "target": ("目标", "Target"),
    "actual": ("实际", "Actual"), "lower": ("越低越好", "Lower is better"), "action": ("行动计划", "Action"),
}  # fmt: skip
WORDS = {
    "financial": ("财务", "Financial"), "customer": ("客户", "Customer"), "process": ("内部流程", "Process"),
    "learning": ("学习与成长", "Learning"),
}  # fmt: skip
YES, NO = ["是", "yes", "Y"], ["否", "no", "N", "", "-"]
ACTIONS, NO_ACTION = ["每周跟进演示", "Weekly review"], ["", "-", "无"]
NAMES = [f"演示指标{place}" for place in "甲乙丙丁戊己庚"]
TARGETS = [Fraction(text) for text in ("95", "30", "300000", "12.5", "0.8", "7", "3")]
POINTS = [
    Fraction(text)
    for text in ("0", "0.01", "59.99", "60", "99.99", "99.994", "99.995", "100", "100.01", "119.99", "120", "120.01")
]
BESIDE = [Fraction(text) for text in ("59.98", "59.99", "59.994", "59.995", "60", "60.01", "100", "120")]
HUNDREDTH = Fraction(1, 100)


@dataclass
class Company:
    """A workbook, its scorecards' rows, and what the oracle needs of each of its months."""

    sheets: Workbook
    measures: list[Measure]
    months: list[str]
    truth: list[Month]


def company(seed: int, size: int = 10) -> Company:
    """A workbook of one or two months."""
    return made(random.Random(seed), size, flaw=False)


def flawed(seed: int, size: int = 3) -> Company:
    """A workbook with one error on its scorecards."""
    return made(random.Random(seed), size, flaw=True)


def made(rng: random.Random, size: int, *, flaw: bool) -> Company:
    """A company, whole or with one flaw."""
    first = rng.choice(MONTHS)
    months = [first, month_after(first, 1)][: rng.choice([1, 2])]
    agents = [agent(rng, held, month) for month in months for held in present(rng, size, 1 if flaw else 0.93)]
    days = {f"B{place:02}": Days(*days_in_post(rng)) for place in range(1, size + 1)}
    roster = rng.choice(["sheet", "columns", None])
    sheets = with_days(rng, agents, days, roster)
    if not flaw and rng.random() < 0.08:
        return Company(sheets, [], months, [])
    measures = cards(rng, sorted(days), rng.choice([[None], list(months)]))
    measures = with_flaw(rng, measures, months) if flaw else measures
    truth = [month_of(month, agents, sheets, days, measures, roster) for month in months]
    return Company(sheets | {rng.choice(SHEETS): rows_of(rng, measures)}, measures, months, truth)


def present(rng: random.Random, size: int, share: float) -> list[str]:
    """Who has a row in a month: that share of people, and always the first."""
    return [f"B{place:02}" for place in range(1, size + 1) if place == 1 or rng.random() < share]


def with_days(rng: random.Random, agents: list[Agent], days: dict[str, Days], roster: str | None) -> Workbook:
    """The agents' sheet, with the days on it, on a sheet 人员 (of most people), or nowhere."""
    if roster == "columns":
        return {AGENTS: [held.row | day_cells(days[held.agent_id]) for held in agents]}
    if roster is None:
        return sheet(agents)
    rows = [{"工号": held} | day_cells(each) for held, each in days.items() if held == "B01" or rng.random() < 0.9]
    return sheet(agents) | {ROSTER: rows}


def day_cells(days: Days) -> Row:
    """The two columns of days."""
    both = zip(DAY_HEADERS.values(), (days.in_post, days.working), strict=True)
    return {head: "" if value is None else json_text(value) for head, value in both}


def month_of(
    month: str, agents: list[Agent], sheets: Workbook, days: dict[str, Days], rows: list[Measure], roster: str | None
) -> Month:
    """What the oracle needs of one month."""
    listed = {row["工号"] for row in sheets.get(ROSTER, [])} if roster != "columns" else set(days)
    ids = [held.agent_id for held in agents if held.month == month]
    return Month(month, {held: days[held] if held in listed else Days() for held in ids}, rows, roster is not None)


def cards(rng: random.Random, ids: list[str], months: list[str | None]) -> list[Measure]:
    """The scorecards of about two in three people for each month, with one of somebody else, rows of all mixed."""
    held = [
        one for month in months for agent_id in ids if has_card(rng, agent_id) for one in card(rng, agent_id, month)
    ]
    held += card(rng, STRANGER, months[0]) if rng.random() < 0.3 else []
    if rng.random() < 0.5:
        rng.shuffle(held)
    return held


def has_card(rng: random.Random, agent_id: str) -> bool:
    """The first person has one always."""
    return agent_id == "B01" or rng.random() < 0.65


def card(rng: random.Random, agent_id: str, month: str | None) -> list[Measure]:
    """One to seven measures whose weights sum to 100; four in ten come to a balanced score beside 60."""
    beside = rng.random() < 0.4
    weights = [Fraction(50), Fraction(50)] if beside else weights_of(rng)
    near = rng.choice(BESIDE)
    wanted = [near, near + rng.choice([-1, 0, 1]) * HUNDREDTH] if beside else [rng.choice(POINTS) for _ in weights]
    names = rng.sample(NAMES, len(weights))
    rows = [measure(rng, points) for points in wanted] if beside else [any_measure(rng, points) for points in wanted]
    return [
        replace(row, agent_id=agent_id, name=name, weight=weight, month=month)
        for row, name, weight in zip(rows, names, weights, strict=True)
    ]


def weights_of(rng: random.Random) -> list[Fraction]:
    """Weights that sum to 100, whole, of hundredths, or of thirds of 100 cut to hundredths."""
    if rng.random() < 0.2:
        return [Fraction("33.33"), Fraction("33.33"), Fraction("33.34")]
    step = rng.choice([1, 100])
    cuts = sorted(rng.sample(range(1, 100 * step), rng.randint(0, len(NAMES) - 1)))
    return [Fraction(high - low, step) for low, high in zip([0, *cuts], [*cuts, 100 * step], strict=True)]


def measure(rng: random.Random, points: Fraction) -> Measure:
    """A measure of some perspective that comes to the points (before rounding and bounds)."""
    target, lower = rng.choice(TARGETS), rng.random() < 0.4
    actual = target * (2 - points / 100 if lower else points / 100)
    return Measure("", rng.choice(list(WORDS)), "", Fraction(0), target, actual, lower, rng.random() < 0.6)


def any_measure(rng: random.Random, points: Fraction) -> Measure:
    """A measure that comes to the points, or one of thirds, of a target of 0, blank, below 0 or far above."""
    row = measure(rng, points)
    kind = rng.random()
    if kind < 0.12:
        return replace(row, target=Fraction(0), lower=True, actual=rng.choice([None, *map(Fraction, (0, 0, 1, -1))]))
    if kind < 0.2:
        return replace(row, actual=None)
    if kind < 0.45:
        return replace(
            row, actual=Fraction(rng.choice([-1, 0, 1, 2, 5, 8, 50])), target=Fraction(rng.choice([3, 7, 9]))
        )
    return row


def with_flaw(rng: random.Random, measures: list[Measure], months: list[str]) -> list[Measure]:
    """The rows with one of them, of somebody who has a row, changed so that the text calls it an error."""
    at = rng.choice([place for place, row in enumerate(measures) if row.agent_id != STRANGER])
    row = measures[at]
    changes = [
        [replace(row, weight=row.weight + rng.choice([-1, 1]) * HUNDREDTH)],
        [replace(row, weight=Fraction(0)), replace(row, name="演示指标辛")],
        [replace(row, weight=-row.weight), replace(row, weight=2 * row.weight, name="演示指标辛")],
        [replace(row, target=Fraction(-1))],
        [replace(row, target=Fraction(0), lower=False)],
        twice(rng, row),
        [],  # the row is gone, and what is left does not sum to 100
    ]
    found = [*measures[:at], *rng.choice(changes), *measures[at + 1 :]]
    return found if errors(months, found) else with_flaw(rng, measures, months)


def twice(rng: random.Random, row: Measure) -> list[Measure]:
    """A measure with half its weight, and again, in some perspective, with the other half."""
    half = replace(row, weight=row.weight / 2)
    return [half, replace(half, perspective=rng.choice(list(WORDS)))]


def rows_of(rng: random.Random, measures: list[Measure]) -> list[Row]:
    """The rows of the sheet, in one language; columns that need not be there are left out where nothing is in them."""
    language = rng.choice([0, 1])
    left_out = {name for name in ("month", "lower", "action") if not any(getattr(row, name) for row in measures)}
    return [
        {HEADS[name][language]: text for name, text in cells(rng, row).items() if name not in left_out}
        for row in measures
    ]


def cells(rng: random.Random, row: Measure) -> dict[str, str]:
    """The cells of a row; a perspective by either name or its id, percents with their sign or bare."""
    percent = "%" * (row.target == 95)
    return {
        "month": row.month or "",
        "agent_id": row.agent_id,
        "perspective": rng.choice([*WORDS[row.perspective], row.perspective]),
        "name": row.name,
        "weight": json_text(row.weight) + rng.choice(["%", ""]),
        "target": json_text(row.target) + percent,
        "actual": "" if row.actual is None else json_text(row.actual) + percent,
        "lower": rng.choice(YES if row.lower else NO),
        "action": rng.choice(ACTIONS if row.action else NO_ACTION),
    }
