"""Findings of everybody: open, overdue or coached, and whether each repeats one (people.md §2)."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

import numpy as np
from msgspec import Struct

from ccmotivate.model.exact import Bools, plain_text
from ccmotivate.model.ids import in_order
from ccmotivate.model.results import MonthResult
from ccmotivate.model.roster import last_day
from ccmotivate.parts.coaching.problems import COMPLAINTS_DIFFER
from ccmotivate.parts.coaching.rules import (
    AGENT,
    AGREED,
    COACH,
    COACHINGS,
    DATE,
    DONE,
    FACT,
    FINDINGS,
    KIND,
    TIME,
    VALID,
    CoachingSettings,
    FindingKind,
)
from ccmotivate.problems import Problem, SourceRef, problem


class State(StrEnum):
    """Whether a negative finding was talked about."""

    OPEN = "open"
    OVERDUE = "overdue"
    COACHED = "coached"


class Coaching(Struct, frozen=True):
    """A talk: when, by whom, what was agreed, when that was done; ``row`` is its position among those of the month."""

    day: dt.date
    coach: str
    agreed: str
    done: dt.date | None
    row: int


class Finding(Struct, frozen=True):
    """A finding about an agent of the month.

    ``row`` is its position among the rows of the month, ``agent`` that of the agent; ``valid`` tells a valid
    complaint; ``state`` is None of praise; ``coached_by`` the first coaching on its day or later, ``before`` the last
    one before it; ``earliest`` the day of the person's first finding of the kind.
    """

    row: int
    agent: int
    day: dt.date
    kind: FindingKind
    fact: str
    time: str
    valid: bool
    state: State | None
    coached_by: Coaching | None
    before: Coaching | None
    earliest: dt.date
    repeat: bool
    source: SourceRef


class CoachingResult(Struct, frozen=True):
    """``findings`` by agent, date, kind, row; ``repeats`` by agent: whether a finding of the month repeats.

    ``differing`` are agents whose complaints (by the metric) and valid complaints differ; ``complaints`` counts those
    of the month in the whole centre: by the metric where it has data, else by the findings.
    """

    settings: CoachingSettings
    first: dt.date
    as_of: dt.date
    findings: tuple[Finding, ...]
    repeats: Bools
    differing: tuple[tuple[str, Fraction, int], ...]
    complaints: Fraction

    def of(self, agent: int) -> Iterator[Finding]:
        """The findings about the agent at this position."""
        at = bisect_left(self.findings, agent, key=lambda one: one.agent)
        while at < len(self.findings) and self.findings[at].agent == agent:
            yield self.findings[at]
            at += 1

    def in_month(self, finding: Finding) -> bool:
        """True for a finding dated in the month itself."""
        return finding.day >= self.first


def decide(settings: CoachingSettings, month: MonthResult) -> CoachingResult:
    """The findings known at the end of the month."""
    as_of = last_day(month.month)
    first = as_of.replace(day=1)
    findings = _findings(settings, month, as_of)
    repeats = np.zeros(len(month.agents), dtype=bool)
    repeats[[one.agent for one in findings if one.repeat and one.day >= first]] = True
    counted = np.zeros(len(month.agents), dtype=np.int64)
    np.add.at(counted, [one.agent for one in findings if one.valid and one.day >= first], 1)
    differing, complaints = _complaints(settings, month, counted)
    return CoachingResult(settings, first, as_of, findings, repeats, differing, complaints)


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier, the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# -- rows -------------------------------------------------------------------------------------------------------------

_Key = tuple[str, str]  # agent id and kind


class _Talks(Struct, frozen=True):
    """The coachings of a person and kind by date."""

    days: Sequence[dt.date]
    talks: Sequence[Coaching]

    def since(self, day: dt.date) -> Coaching | None:
        """The first on this day or later."""
        at = bisect_left(self.days, day)
        return self.talks[at] if at < len(self.talks) else None

    def before(self, day: dt.date) -> Coaching | None:
        """The last before this day."""
        at = bisect_left(self.days, day)
        return self.talks[at - 1] if at else None


_NO_TALKS = _Talks((), ())


def _findings(settings: CoachingSettings, month: MonthResult, as_of: dt.date) -> tuple[Finding, ...]:
    rows = month.sheets.rows[FINDINGS]
    days = _days(rows.numbers[DATE].to_list())
    keys: list[_Key] = list(zip(rows.texts[AGENT].tolist(), rows.texts[KIND].tolist(), strict=True))
    valid = rows.numbers[VALID].equals(1)
    talks, sources = _talks(month), month.sheets.cells(FINDINGS, DATE)
    earliest: dict[_Key, dt.date] = {}
    for key, day in zip(keys, days, strict=True):
        earliest[key] = min(day, earliest.get(key, day))
    at = {agent: place for place, agent in enumerate(month.agents["agent_id"].tolist())} if keys else {}
    found = []
    for row, (key, day) in enumerate(zip(keys, days, strict=True)):
        kind, agent = settings.kinds[key[1]], at.get(key[0])
        if agent is None:
            continue
        own = talks.get(key, _NO_TALKS) if kind.negative else _NO_TALKS
        coached_by, before = own.since(day), own.before(day)
        found.append(
            Finding(
                row, agent, day, kind, str(rows.texts[FACT][row]), _clock(str(rows.texts[TIME][row])), bool(valid[row]),
                _state(settings, day, coached_by, as_of) if kind.negative else None, coached_by,
                before, earliest[key], _repeats(settings, day, before, earliest[key]),
                sources[row],
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.agent, one.day, one.kind.id, one.row)))


def _clock(text: str) -> str:
    """A time without seconds where they are 0, as a cell with a time has them."""
    return text[: -len(":00")] if re.fullmatch(r"\d{1,2}:\d\d:00", text) else text


def _state(settings: CoachingSettings, day: dt.date, coached_by: Coaching | None, as_of: dt.date) -> State:
    if coached_by is not None:
        return State.COACHED
    return State.OVERDUE if (as_of - day).days > settings.due_days else State.OPEN


def _repeats(settings: CoachingSettings, day: dt.date, before: Coaching | None, earliest: dt.date) -> bool:
    """True where the coaching before is recent enough, and a finding of the kind was there by then."""
    return before is not None and before.day >= earliest and before.day > months_before(day, settings.repeat_months)


def _talks(month: MonthResult) -> Mapping[_Key, _Talks]:
    """The coachings by person and kind; of one day in the order of the rows."""
    rows = month.sheets.rows.get(COACHINGS)
    if rows is None:
        return {}
    found: dict[_Key, list[Coaching]] = defaultdict(list)
    done = [None if one is None else dt.date.fromordinal(int(one)) for one in rows.numbers[DONE].to_list()]
    texts = [rows.texts[name].tolist() for name in (AGENT, KIND, COACH, AGREED)]
    columns = zip(*texts, _days(rows.numbers[DATE].to_list()), done, strict=True)
    for row, (agent, kind, coach, agreed, day, finished) in enumerate(columns):
        found[agent, kind].append(Coaching(day, coach, agreed, finished, row))
    made = {}
    for key, talks in found.items():
        talks.sort(key=lambda one: one.day)
        made[key] = _Talks([one.day for one in talks], talks)
    return made


def _days(numbers: Sequence[Fraction | None]) -> list[dt.date]:
    """Day numbers of a column that has no blanks."""
    return [dt.date.fromordinal(int(one)) for one in numbers if one is not None]


# -- complaints -------------------------------------------------------------------------------------------------------


def _complaints(
    settings: CoachingSettings, month: MonthResult, counted: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> tuple[tuple[tuple[str, Fraction, int], ...], Fraction]:
    """Who has another figure in the column than valid complaints, and how many there are in the centre."""
    column = month.metrics.get(settings.complaints)
    if column is None:
        return (), Fraction(int(counted.sum()))
    ids = month.agents["agent_id"].tolist()
    values = column.to_list()
    pairs = [(agent, value, count) for agent, value, count in zip(ids, values, counted.tolist(), strict=True)]
    differing = {agent: (agent, value, count) for agent, value, count in pairs if value is not None and value != count}
    total = sum((Fraction(count) if value is None else value for _agent, value, count in pairs), Fraction(0))
    return tuple(differing[agent] for agent in in_order(differing)), total


def notes(result: CoachingResult, month: MonthResult) -> Iterator[Problem]:
    """Where the column and the valid complaints of the month differ; both are named."""
    if not result.differing:
        return
    frame = month.sheets.rows[FINDINGS].frame
    file, sheet = next(iter(_places(month, frame["table"].tolist())), (month.inputs[0].file, None))
    agents = [f"{agent} ({plain_text(value)} / {count})" for agent, value, count in result.differing]
    facts = {"metric": result.settings.complaints, "sheet": FINDINGS, "month": month.month, "agents": agents}
    yield problem(COMPLAINTS_DIFFER, SourceRef(file, sheet), **facts)


def _places(month: MonthResult, tables: Sequence[int]) -> Iterator[tuple[str, str]]:
    for table in tables[:1]:
        file, sheet, _letters = month.sheets.addresses[table]
        yield file, sheet
