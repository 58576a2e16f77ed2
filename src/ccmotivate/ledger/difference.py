"""Two results of one period, person by person: what was published, and what it would be now."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from ccmotivate.ledger.codec import canonical, encode, exact_texts, hundredths_text
from ccmotivate.model.exact import Exact
from ccmotivate.model.recorded import Difference
from ccmotivate.model.results import AwardGiven, Decision, MonthFacts, PeriodResult

_TEXTS = ("name", "role", "project", "team")
_MONTH_COLUMNS = (*_TEXTS, "qualified", "eligible", "score", "rank")
_PERIOD_COLUMNS = (*_TEXTS, "months", "months_qualified", "qualified", "eligible", "score", "rank")
# which award it is, and what is compared by itself
_WHO = frozenset(("award", "period", "within", "agent_id", "rank", "prize", "decision"))

Given = tuple[AwardGiven, Decision | None]  # an award, and the decision that withheld it
Key = tuple[str, str, tuple[tuple[str, str], ...], str | None, str]


def differences(was: PeriodResult, now: PeriodResult) -> tuple[Difference, ...]:
    """Everything in which two results of one period differ, awards first; input and rule hashes are no result."""
    period = str(was.period)
    known = {one.month: one for one in was.facts}
    behind = [
        _frames(str(one.month), known[one.month].agents, one.agents, _MONTH_COLUMNS)
        for one in now.facts
        if one.month in known
    ]
    figures = [_metrics(str(one.month), known[one.month], one) for one in now.facts if one.month in known]
    found = chain(
        _awards(_given(was), _given(now)),
        _frames(period, was.agents, now.agents, _PERIOD_COLUMNS),
        *behind,
        *figures,
        _notes(period, was, now),
    )
    return _once(found)


def month_differences(was: MonthFacts, ruled: Iterable[AwardGiven], now: MonthFacts) -> tuple[Difference, ...]:
    """In what a month that a result is made of differs from the month as it is known.

    ``ruled`` are the known month's awards as the rules gave them, before people decided: a month that was scored just
    now (``published`` None) has no decisions in it.
    """
    before = was.awards if now.published else ruled
    month = str(was.month)
    found = chain(
        _awards([(one, None) for one in before], [(one, None) for one in now.awards]),
        _frames(month, was.agents, now.agents, _MONTH_COLUMNS),
        _metrics(month, was, now),
    )
    return _once(found)


def _once(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Each once: what a period of one month says of an agent, its month says too."""
    kept: dict[tuple[Any, ...], Difference] = {}
    for one in found:
        team = one.team if one.agent_id is None else ""
        kept.setdefault((one.period, one.agent_id, team, one.award, one.field, one.was, one.now), one)
    return tuple(kept.values())


# -- awards -----------------------------------------------------------------------------------------------------------


def _given(result: PeriodResult) -> list[Given]:
    return [*((one, None) for one in result.awards), *((one.given, one.decision) for one in result.withheld)]


def _awards(was: Iterable[Given], now: Iterable[Given]) -> Iterator[Difference]:
    before, after = _by_winner(was), _by_winner(now)
    for key, (one, _stopped) in {**before, **after}.items():
        old, new = before.get(key), after.get(key)
        if (_place(old), _money(old)) != (_place(new), _money(new)):
            yield _of(one, "award", _place(old), _place(new), _money(old), _money(new))
        if old is not None and new is not None:
            yield from (_of(one, *texts) for texts in _reasons(old[0], new[0]))
        if _decision(old) != _decision(new):
            yield _of(one, "decision", _text(_decision(old)), _text(_decision(new)))


def _by_winner(given: Iterable[Given]) -> dict[Key, Given]:
    return {
        (one.award, one.period, one.within, one.agent_id, one.team if one.agent_id is None else ""): (one, stopped)
        for one, stopped in given
    }


def _of(one: AwardGiven, field: str, was: str | None, now: str | None, *prizes: Fraction | None) -> Difference:
    return Difference(one.period, one.agent_id, one.name, one.team, one.award, field, was, now, *prizes)


def _place(given: Given | None) -> str | None:
    """The place won, ``""`` for an award without places, None where it was not won or was withheld."""
    if given is None or given[1] is not None:
        return None
    return "" if given[0].rank is None else str(given[0].rank)


def _money(given: Given | None) -> Fraction | None:
    return None if given is None or given[1] is not None else given[0].prize


def _decision(given: Given | None) -> Decision | None:
    """What a human decided on an award: granted it, or withheld it."""
    return None if given is None else given[1] or given[0].decision


def _reasons(old: AwardGiven, new: AwardGiven) -> Iterator[tuple[str, str | None, str | None]]:
    """Other fields of an award that was won before and is won now."""
    for field in dataclasses.fields(AwardGiven):
        was, now = getattr(old, field.name), getattr(new, field.name)
        if field.name not in _WHO and was != now:
            yield field.name, _text(was), _text(now)


def _text(value: object) -> str | None:
    data = encode(value)
    return data if data is None or isinstance(data, str) else canonical(data)


# -- agents -----------------------------------------------------------------------------------------------------------


def _frames(period: str, was: pd.DataFrame, now: pd.DataFrame, columns: Sequence[str]) -> Iterator[Difference]:
    old_ids, new_ids = was["agent_id"].tolist(), now["agent_id"].tolist()
    for frame, ids, others, there in ((was, old_ids, set(new_ids), 0), (now, new_ids, set(old_ids), 1)):
        for at, agent_id in enumerate(ids):
            if agent_id not in others:
                row = frame.iloc[at]
                texts = (None, "") if there else ("", None)
                yield Difference(period, agent_id, str(row["name"]), str(row["team"]), None, "agent", *texts)
    old_at, new_at = _shared(old_ids, new_ids)
    for column in columns:
        old = was[column].to_numpy(dtype=object)[old_at]
        new = now[column].to_numpy(dtype=object)[new_at]
        shown = _shown(column)
        for at in np.flatnonzero(old != new).tolist():
            yield _agent(period, now.iloc[new_at[at]], column, shown(old[at]), shown(new[at]))


def _shared(old_ids: Sequence[str], new_ids: Sequence[str]) -> tuple[list[int], list[int]]:
    """The positions of the agents that are in both."""
    places = {agent_id: at for at, agent_id in enumerate(new_ids)}
    old_at = [at for at, agent_id in enumerate(old_ids) if agent_id in places]
    return old_at, [places[old_ids[at]] for at in old_at]


def _shown(column: str) -> Callable[[Any], str | None]:
    match column:
        case "score":
            return lambda number: hundredths_text(int(number))
        case "rank":
            return lambda rank: str(rank) if rank else None
        case "qualified" | "eligible":
            return lambda holds: "yes" if holds else "no"
        case _:
            return str


def _agent(period: str, row: pd.Series, field: str, was: str | None, now: str | None) -> Difference:
    return Difference(period, str(row["agent_id"]), str(row["name"]), str(row["team"]), None, field, was, now)


def _metrics(month: str, was: MonthFacts, now: MonthFacts) -> Iterator[Difference]:
    old_at, new_at = _shared(was.agents["agent_id"].tolist(), now.agents["agent_id"].tolist())
    for metric in sorted({*was.metrics, *now.metrics}):
        old = was.metrics.get(metric, Exact.empty(len(was.agents))).take(old_at)
        new = now.metrics.get(metric, Exact.empty(len(now.agents))).take(new_at)
        other = np.flatnonzero((old.compare(new) != 0) | (old.missing != new.missing)).tolist()
        if other:
            before, after = exact_texts(old), exact_texts(new)
        for at in other:
            yield _agent(month, now.agents.iloc[new_at[at]], f"metric {metric}", before[at], after[at])


# -- what belongs to no winner ----------------------------------------------------------------------------------------


def _notes(period: str, was: PeriodResult, now: PeriodResult) -> Iterator[Difference]:
    """Ties, who came close, what was not given or left out, award by award."""
    for field in ("ties", "close", "not_given", "left_out"):
        old, new = _by_award(getattr(was, field)), _by_award(getattr(now, field))
        for award in sorted({*old, *new}):
            if old.get(award) != new.get(award):
                texts = _text(old.get(award)), _text(new.get(award))
                yield Difference(period, None, "", "", award, field, *texts)


def _by_award(notes: Any) -> Mapping[str, tuple[Any, ...]]:
    if isinstance(notes, Mapping):
        return notes
    return {award: tuple(one for one in notes if one.award == award) for award in {one.award for one in notes}}
