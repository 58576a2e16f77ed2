"""Findings and coachings judged from section 2 of people.md alone, to check the program against.

In: the rows of 质检记录 (`Finding`) and 辅导记录 (`Coaching`) in the order of the sheet, the ids that have a row
among the agents of the month, and the as-of day (last day of the month). Rows dated after it and rows of other people
stand in the lists as they stand on the sheets; the functions leave them out.

Out:
    findings()   agent id -> the list of the JSON key "findings": every agent has one, `[]` without findings
    repeats()    agent id -> whether a finding dated in the month of the as-of day repeats (what halves pay)
    complaints() agent id -> number of valid complaints among the findings dated in that month
    strangers(), later()  who gets a note for having no row; how many rows are dated after the as-of day

Kinds and figures are data (`KINDS`, `FIGURES`) that a test can replace.
"""

import calendar
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

POSITIVE, NEGATIVE = "positive", "negative"
KINDS: Mapping[str, str] = {
    "shirking": NEGATIVE,
    "wrong_information": NEGATIVE,
    "attitude": NEGATIVE,
    "procedure": NEGATIVE,
    "customer_care": POSITIVE,
    "problem_solved": POSITIVE,
}
FIGURES: Mapping[str, int] = {"due_days": 7, "repeat_months": 6}


@dataclass(frozen=True)
class Finding:
    """A row of 质检记录; kind is an id, source the address of the date's cell as the JSON has it."""

    day: date
    agent_id: str
    kind: str
    valid_complaint: bool = False
    source: str = ""


@dataclass(frozen=True)
class Coaching:
    """A row of 辅导记录; kind is the id of a negative kind."""

    day: date
    agent_id: str
    kind: str


@dataclass(frozen=True)
class History:
    """The two sheets of one workbook, the people and the as-of day of the month, and the figures."""

    as_of: date
    agents: Collection[str]
    findings: Sequence[Finding]
    coachings: Sequence[Coaching] = ()  # also where the workbook has no such sheet: nobody was coached
    kinds: Mapping[str, str] = field(default_factory=lambda: KINDS)
    figures: Mapping[str, int] = field(default_factory=lambda: FIGURES)


def findings(history: History) -> dict[str, list[dict[str, Any]]]:
    """The JSON of every agent: all findings known up to the as-of day, by date, kind id and row."""
    known = sorted(known_findings(history), key=lambda finding: (finding.day, finding.kind))  # stable: then by row
    told: dict[str, list[dict[str, Any]]] = {agent_id: [] for agent_id in sorted(history.agents)}
    for finding in known:
        told[finding.agent_id].append(entry(history, finding))
    return told


def entry(history: History, finding: Finding) -> dict[str, Any]:
    """One finding as the JSON has it."""
    return {
        "date": finding.day.isoformat(),
        "kind": finding.kind,
        "sign": history.kinds[finding.kind],
        "valid_complaint": finding.valid_complaint,
        "state": state(history, finding),
        "repeat": is_repeat(history, finding),
        "source": finding.source,
    }


def state(history: History, finding: Finding) -> str | None:
    """Coached by a talk on or after its day; else overdue when more than due_days have gone by; praise has none."""
    if history.kinds[finding.kind] == POSITIVE:
        return None
    if any(finding.day <= day <= history.as_of for day in coached_on(history, finding)):
        return "coached"
    return "overdue" if (history.as_of - finding.day).days > history.figures["due_days"] else "open"


def is_repeat(history: History, finding: Finding) -> bool:
    """A talk before it, less than repeat_months before, which followed an earlier finding of the kind."""
    if history.kinds[finding.kind] == POSITIVE:
        return False
    edge = months_before(finding.day, history.figures["repeat_months"])
    slips = [
        other.day
        for other in known_findings(history)
        if (other.agent_id, other.kind) == (finding.agent_id, finding.kind) and other.day < finding.day
    ]
    talks = [day for day in coached_on(history, finding) if edge < day < finding.day]
    return any(slip <= talk for talk in talks for slip in slips)


def coached_on(history: History, finding: Finding) -> list[date]:
    """The days of all coachings of the finding's person and kind."""
    same = (finding.agent_id, finding.kind)
    return [coaching.day for coaching in history.coachings if (coaching.agent_id, coaching.kind) == same]


def known_findings(history: History) -> list[Finding]:
    """The findings of the month's agents up to the as-of day, in the order of the sheet."""
    return [row for row in history.findings if row.day <= history.as_of and row.agent_id in history.agents]


def repeats(history: History) -> dict[str, bool]:
    """Whether a finding dated in the month of the as-of day repeats, by agent."""
    return {
        agent_id: any(is_repeat(history, row) for row in of_month(history, agent_id))
        for agent_id in sorted(history.agents)
    }


def complaints(history: History) -> dict[str, int]:
    """The valid complaints among the findings of the month, by agent; a differing column gets a note."""
    return {
        agent_id: sum(row.valid_complaint for row in of_month(history, agent_id)) for agent_id in sorted(history.agents)
    }


def of_month(history: History, agent_id: str) -> list[Finding]:
    """The findings of a person dated in the month of the as-of day."""
    first = history.as_of.replace(day=1)
    return [row for row in known_findings(history) if row.agent_id == agent_id and row.day >= first]


def strangers(history: History) -> list[str]:
    """Who is on one of the sheets but has no row among the agents of the month."""
    named = {row.agent_id for row in history.findings} | {row.agent_id for row in history.coachings}
    return sorted(named - set(history.agents))


def later(history: History) -> dict[str, int]:
    """How many rows of each sheet are dated after the as-of day and ignored; one note a sheet where not 0."""
    days = {
        "质检记录": [row.day for row in history.findings],
        "辅导记录": [row.day for row in history.coachings],
    }
    return {name: sum(day > history.as_of for day in held) for name, held in days.items()}


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, clipped to the end of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
