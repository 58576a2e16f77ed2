"""Random companies for coaching: workbooks with 坐席, 质检记录 and 辅导记录, and what the oracle judges.

`company(seed)` is repeatable and holds two months in order, each `Month.sheets` one workbook: sheet name -> rows, a
row a dict of header -> cell text ("" = blank cell); header in row 1, so index i of a list is row i + 2.
`Month.history` is what `oracle.findings` takes; `source` of a finding is "质检记录!A<row>", to be preceded by the
file name and "!". A sheet that is absent is not in `sheets` (质检记录: `history` is None, the part is off; 辅导记录:
nobody was coached). The second workbook's sheets hold the first one's rows too, for they are histories. No errors,
only what gives notes: people without a row, rows dated after the month, a column `complaints` that differs.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from tests.parts.agents import STRANGER, Workbook, agent, first_day, last_day, month_after, sheet
from tests.parts.coaching.oracle import FIGURES, KINDS, POSITIVE, Coaching, Finding, History, months_before
from tests.parts.pay.generate import COACHINGS, FINDINGS, Row

MONTHS = ["2023-08", "2024-02", "2024-08", "2025-03", "2025-08", "2025-12"]  # February 2024 has 29 days
WORDS = {
    "shirking": "推诿",
    "wrong_information": "信息错误",
    "attitude": "态度不当",
    "procedure": "流程不规范",
    "customer_care": "主动关怀",
    "problem_solved": "妥善解决",
}
SLIPS = [kind for kind, sign in KINDS.items() if sign != POSITIVE]
PRAISE = [kind for kind, sign in KINDS.items() if sign == POSITIVE]
ONE = timedelta(days=1)
YES, NO = ["是", "Y"], ["否", "N", ""]
Case = tuple[list[tuple[date, str]], list[tuple[date, str]]]  # dated findings and coachings of one person
Rows = tuple[list[Finding], list[Coaching]]


@dataclass
class Month:
    """One month of a company: a workbook, and what the oracle needs (None without the sheet 质检记录)."""

    month: str
    sheets: Workbook
    history: History | None


def company(seed: int, size: int = 14) -> list[Month]:
    """Two months of a company in order."""
    rng = random.Random(seed)
    last = rng.choice(MONTHS)
    rows = history_rows(rng, last, [f"C{place:03}" for place in range(1, size + 1)])
    absent = rng.choice([None, None, None, None, None, FINDINGS, COACHINGS])
    return [month_of(rng, month, rows, size, absent) for month in (month_after(last, -1), last)]


def month_of(
    rng: random.Random, month: str, rows: tuple[list[Finding], list[Coaching]], size: int, absent: str | None
) -> Month:
    """The workbook of one month; one in three leaves one of its people out."""
    away = rng.choice([1, None, None])
    ids = [f"C{place:03}" for place in range(1, size + 1) if place != away]
    agents = [agent(rng, agent_id, month) for agent_id in ids]
    known = last_day(month) + timedelta(days=rng.choice([0, 3, 40]))  # exported some days after the month
    findings = addressed([row for row in rows[0] if row.day <= known])
    coachings = [row for row in rows[1] if row.day <= known]
    parts = {
        FINDINGS: [finding_row(rng, row) for row in findings],
        COACHINGS: [coaching_row(row) for row in coachings],
    }
    sheets = sheet(agents) | {name: part for name, part in parts.items() if part and name != absent}
    spoken = coachings if COACHINGS in sheets else []
    return Month(month, sheets, History(last_day(month), ids, findings, spoken) if FINDINGS in sheets else None)


def history_rows(rng: random.Random, last: str, ids: list[str]) -> Rows:
    """The rows of all people, a case each, in a random order."""
    findings: list[Finding] = []
    coachings: list[Coaching] = []
    for agent_id in [*ids, STRANGER]:
        slips, talks = rng.choice(cases(rng, last))
        findings += [Finding(day, agent_id, kind, complained(rng, kind)) for day, kind in slips]
        coachings += [Coaching(day, agent_id, kind) for day, kind in talks]
    rng.shuffle(findings)
    rng.shuffle(coachings)
    return findings, coachings


def complained(rng: random.Random, kind: str) -> bool:
    """Whether a finding is a valid complaint; praise never is."""
    return kind in SLIPS and rng.random() < 0.3


def cases(rng: random.Random, month: str) -> list[Case]:
    """What one person may have: findings and coachings on and beside every boundary of the month."""
    return [*states(rng, month), *repeats(rng, month), *others(rng, month)]


def states(rng: random.Random, month: str) -> list[Case]:
    """Open, overdue and coached, a day each side."""
    kind, end, due = rng.choice(SLIPS), last_day(month), timedelta(days=FIGURES["due_days"])
    return [
        ([(end - due, kind)], []),  # 7 days: open
        ([(end - due - ONE, kind)], []),  # 8 days: overdue
        ([(end, kind)], [(end, kind)]),  # coached on the day
        ([(end - due - ONE, kind)], [(end - due - 2 * ONE, kind)]),  # coached the day before: overdue
        ([(end - ONE, kind)], [(end + ONE, kind)]),  # coached after the as-of day: open
        ([(end - 20 * ONE, kind), (end - 2 * ONE, kind)], [(end - 10 * ONE, kind)]),  # the second is open and repeats
        ([(end - 20 * ONE, kind), (end - 2 * ONE, kind)], [(end - 10 * ONE, kind), (end, kind)]),  # coached again
        ([(end + ONE, kind)], []),  # dated after the month
    ]


def repeats(rng: random.Random, month: str) -> list[Case]:
    """Around the six months by date, also where they are clipped to the end of a month."""
    kind, other = rng.sample(SLIPS, 2)
    day = rng.choice([last_day(month), last_day(month) - ONE, first_day(month) + rng.randrange(28) * ONE])
    edge = months_before(day, FIGURES["repeat_months"])
    long_ago = edge - 40 * ONE
    return [
        ([(edge, kind), (day, kind)], [(edge, kind)]),  # exactly six months: no repeat
        ([(edge, kind), (day, kind)], [(edge + ONE, kind)]),  # a day less: repeat
        ([(edge + ONE, kind), (day, kind)], [(edge + ONE, kind)]),  # coached on the day of the first slip: repeat
        ([(edge + 2 * ONE, kind), (day, kind)], [(edge + ONE, kind)]),  # preventive: no repeat
        ([(long_ago, kind), (day, kind)], [(edge + ONE, kind)]),  # the slip may be as old as it likes
        ([(long_ago, kind), (day, kind)], [(long_ago, kind), (day - ONE, kind)]),
        ([(long_ago, kind), (day, kind)], [(long_ago, kind), (day, kind)]),  # coached on the day itself
        ([(day, kind), (day, kind)], [(day - ONE, kind)]),  # two on one day after preventive coaching
        ([(day, kind), (day, kind)], [(day, kind)]),
        ([(edge + ONE, kind), (day, kind), (day, kind)], [(edge + 2 * ONE, kind)]),  # both repeat
        ([(edge + 9 * ONE, other), (day, kind)], [(edge + 9 * ONE, kind)]),  # another kind slipped
        ([(edge + 9 * ONE, kind), (day, kind)], [(edge + 9 * ONE, other)]),  # another kind was coached
        ([(edge + 9 * ONE, kind), (day, kind)], [(edge + 8 * ONE, kind), (edge + 10 * ONE, kind)]),  # preventive first
    ]


def others(rng: random.Random, month: str) -> list[Case]:
    """Praise, several kinds on one day, a repeat of the month before, nothing."""
    kind, other = rng.sample(SLIPS, 2)
    first, praise = first_day(month), rng.choice(PRAISE)
    return [
        ([], []),
        ([(first, praise), (first - ONE, praise)], []),
        ([(first, kind), (first, other), (first, praise)], [(first, kind)]),
        ([(first - 40 * ONE, kind), (first - ONE, kind)], [(first - 30 * ONE, kind)]),
        ([], [(first, kind)]),
    ]


def addressed(rows: list[Finding]) -> list[Finding]:
    """The findings with the address of the cell that their date stands in."""
    return [
        Finding(row.day, row.agent_id, row.kind, row.valid_complaint, f"{FINDINGS}!A{place}")
        for place, row in enumerate(rows, start=2)
    ]


def finding_row(rng: random.Random, row: Finding) -> Row:
    """A row of 质检记录, its date in column A."""
    return {
        "日期": row.day.isoformat(),
        "工号": row.agent_id,
        "类别": WORDS[row.kind],
        "事实": "演示通话中的表述",
        "时间": rng.choice(["", "09:05", "16:40"]),
        "有效投诉": rng.choice(YES if row.valid_complaint else NO),
    }


def coaching_row(row: Coaching) -> Row:
    """A row of 辅导记录."""
    return {"日期": row.day.isoformat(), "工号": row.agent_id, "类别": WORDS[row.kind], "辅导人": "演示辅导人"}
