"""Run a test case through the engine and compare the results with the expected ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd

from ccmotivate.engine.months import score_months
from ccmotivate.engine.on_standard import met_exactly
from ccmotivate.engine.periods import award_period
from ccmotivate.model.before import Before
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.cases import OF_AGENTS, Case, CaseOutcome, Check, Failure, GivenRow, SheetGiven, Want, What
from ccmotivate.model.dataset import Dataset, DetailRows, TableColumns
from ccmotivate.model.exact import Exact
from ccmotivate.model.ids import in_order
from ccmotivate.model.results import (
    STATUS_WORDS,
    UNWEIGHED,
    AwardGiven,
    InputFile,
    MonthResult,
    PeriodResult,
)
from ccmotivate.model.roster import RosterKind, RosterValues
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetKind, SheetRows

Result = MonthResult | PeriodResult
Reason = Callable[[AwardGiven, Result, str], str]
"""The reason of an award as a sentence in a language."""
_IDENTITY = ("name", "role", "project", "team", "site")


def run_case(case: Case, rules: RuleSet, reason: Reason) -> CaseOutcome:
    """Score the case's months, award the periods that it looks at, and check what it states."""
    months, _notes = score_months(dataset_of(case, rules), rules, before=Before(stated=case.won))
    longer = dict.fromkeys(check.period for check in case.checks if check.period.kind is not PeriodKind.MONTH)
    if case.period.kind is not PeriodKind.MONTH:
        longer[case.period] = None
    periods = tuple(award_of(period, months, rules) for period in sorted(longer))
    outcome = CaseOutcome(case, months, tuple(one for one in periods if one), ())
    failures = (_failure(check, outcome, reason) for check in case.checks)
    return CaseOutcome(case, months, outcome.periods, tuple(one for one in failures if one))


def award_of(period: Period, months: Sequence[MonthResult], rules: RuleSet) -> PeriodResult | None:
    """A longer period, from those of its months in which anybody is there."""
    inside = [one for one in months if one.month in period.months]
    return award_period(period, inside, rules) if inside else None


# -- the agents as data -----------------------------------------------------------------------------------------------


def dataset_of(case: Case, rules: RuleSet) -> Dataset:
    """The rows of a case as if they had been read from its file."""
    rows = [met_exactly(row, rules.at(row.month)) for row in case.rows]
    frame: dict[str, object] = {
        "month": np.array([row.month.ordinal for row in rows], dtype=np.int64),
        "agent_id": pd.Series([row.agent_id for row in rows], dtype=object),
        **{name: pd.Series([row.identity[name] for row in rows], dtype=object) for name in _IDENTITY},
        "table": np.zeros(len(rows), dtype=np.int64),
        "row": np.arange(len(rows), dtype=np.int64) + 1,
    }
    names = sorted({name for row in rows for name in row.values})
    metrics = {name: Exact.from_fractions([row.values.get(name) for row in rows]) for name in names}
    sheets = sorted({sheet for row in rows for sheet in row.details})
    details = {sheet: _detail_rows(rows, sheet, table + 1) for table, sheet in enumerate(sheets)}
    file = case.source.file
    tables = [TableColumns(file, "", {}), *(TableColumns(file, sheet, {}) for sheet in (*sheets, *case.sheets))]
    of_parts = {
        kind: _sheet_rows(found, rules.sheets[kind], file, table)
        for table, (kind, found) in enumerate(case.sheets.items(), start=1 + len(sheets))
    }
    if any(row.roster for row in rows):
        frame |= {"roster": [0 if row.roster else -1 for row in rows], "roster_row": frame["row"]}
    roster = _roster(rows, rules)
    return Dataset((InputFile(file, ""),), pd.DataFrame(frame), metrics, details, tuple(tables), roster, of_parts)


def _roster(rows: Sequence[GivenRow], rules: RuleSet) -> RosterValues:
    """The roster columns that any row states."""
    stated = [name for name in rules.roster if any(name in row.roster for row in rows)]
    texts = {name for name in stated if rules.roster[name].kind is RosterKind.TEXT}
    cells = {name: [row.roster.get(name) for row in rows] for name in stated}
    return RosterValues(
        {name: Exact.from_fractions(cells[name]) for name in stated if name not in texts},  # type: ignore[arg-type]  # no texts among them
        {name: np.array([one or "" for one in cells[name]], dtype=object) for name in stated if name in texts},
    )


def _detail_rows(rows: Sequence[GivenRow], sheet: str, table: int) -> DetailRows:
    found = [(row, detail) for row in rows for detail in row.details.get(sheet, ())]
    texts = sorted({name for _, detail in found for name in detail.texts})
    numbers = sorted({name for _, detail in found for name in detail.numbers})
    frame: dict[str, object] = {
        "month": np.array([row.month.ordinal for row, _ in found], dtype=np.int64),
        "agent_id": pd.Series([row.agent_id for row, _ in found], dtype=object),
        "table": np.full(len(found), table, dtype=np.int64),
        "row": np.arange(len(found), dtype=np.int64) + 1,
        **{name: pd.Series([detail.texts[name] for _, detail in found], dtype=object) for name in texts},
    }
    columns = {name: Exact.from_fractions([detail.numbers[name] for _, detail in found]) for name in numbers}
    return DetailRows(pd.DataFrame(frame), columns)


def _sheet_rows(found: Sequence[SheetGiven], kind: SheetKind, file: str, table: int) -> SheetRows:
    frame = pd.DataFrame(
        {
            "workbook": pd.Series([file] * len(found), dtype=object),
            "month": np.array([row.month.ordinal if row.month else 0 for row in found], dtype=np.int64),
            "table": np.full(len(found), table, dtype=np.int64),
            "row": np.arange(len(found), dtype=np.int64) + 1,
        }
    )
    texts = {
        name: np.array([row.texts[name] for row in found], dtype=object)
        for name, column in kind.columns.items()
        if column.has_text
    }
    numbers = {
        name: Exact.from_fractions([row.numbers[name] for row in found])
        for name, column in kind.columns.items()
        if column.is_number
    }
    return SheetRows(frame, numbers, texts, ((file, table),))


# -- what is stated against what came of it ---------------------------------------------------------------------------


def _failure(check: Check, outcome: CaseOutcome, reason: Reason) -> Failure | None:
    """The failure of a check; None when it holds, or when a failed ``wins`` check reports it already."""
    result = outcome.result(check.period)
    if result is None:
        return Failure(check, "absent")
    if check.what in OF_AGENTS:
        got = _of_agent(check, result)
        return None if got == check.want else Failure(check, got)
    return _of_award(check, result, outcome.case.lang, reason)


def _of_agent(check: Check, result: Result) -> Want:
    ids = result.agents["agent_id"].tolist()
    if check.agent not in ids:
        return "absent"
    at = ids.index(check.agent)
    if isinstance(result, MonthResult) and check.what is What.PART:
        part, _space, name = check.subject.partition(" ")
        found: Want = result.rules.parts[part].facet("cases").got(result.parts.get(part), at, name)
        return found
    if isinstance(result, MonthResult) and check.what in (What.STATUS, What.POINTS, What.VALUE):
        return _of_metric(check, result, at)
    row = result.agents.iloc[at]
    match check.what:
        case What.SCORE:
            return None if row["score"] < 0 else Fraction(int(row["score"]), 100)
        case What.RANK:
            return Fraction(int(row["rank"])) if row["rank"] else None
        case _:
            return bool(row[str(check.what)])


def _of_metric(check: Check, result: MonthResult, at: int) -> Want:
    match check.what:
        case What.STATUS:
            status = result.status.get(check.subject)
            return "not_asked" if status is None else STATUS_WORDS.get(int(status[at]), "not_asked")
        case What.POINTS:
            points = result.points.get(check.subject)
            weighed = points is not None and points[at] != UNWEIGHED
            return Fraction(int(points[at]), 100) if points is not None and weighed else None
        case _:
            values = result.metrics.get(check.subject)
            return None if values is None else values[at]


def refusals(award: str, result: Result, name: str) -> frozenset[str]:
    """What an agent (or a team) missed first of an award; of conditions joined by ``any``, what of each."""
    missed = result.trace[award](name) if award in result.trace else None
    if missed is None:
        return frozenset()
    return frozenset(one.why for one in (missed.parts or (missed,)))


def _of_award(check: Check, result: Result, lang: str, reason: Reason) -> Failure | None:
    given = [one for one in result.awards if one.award == check.subject]
    if check.what is What.WINNERS:
        names = tuple(in_order(one.agent_id or one.team for one in given))
        return None if names == check.want else Failure(check, names)
    own = [one for one in given if (one.agent_id or one.team) == check.agent]
    if check.what is What.WINS:
        return None if bool(own) == check.want else Failure(check, bool(own))
    if check.what is What.REFUSED:
        whys = refusals(check.subject, result, check.agent)
        return None if own or check.want in whys else Failure(check, tuple(sorted(whys)))
    if not own:
        return None  # the check of the win has failed
    if check.what is What.REASON:
        text = reason(own[0], result, lang)
        wanted = check.want if isinstance(check.want, tuple) else ()
        holds = all(word in text for word in wanted) if wanted else text == check.want
        return None if holds else Failure(check, text)
    got = _DETAILS[check.what](own[0])
    return None if got == check.want else Failure(check, got)


_DETAILS: Mapping[What, Callable[[AwardGiven], Want]] = {
    What.PLACE: lambda one: None if one.rank is None else Fraction(one.rank),
    What.PRIZE: lambda one: one.prize,
    What.FIGURE: lambda one: one.score,
    What.VIA: lambda one: one.via,
    What.WITHIN: lambda one: one.within[0][1] if one.within else None,
    What.SHARED: lambda one: one.tied,
    What.TIE: lambda one: one.tie.decided_by if one.tie else None,
}
