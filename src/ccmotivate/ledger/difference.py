"""Two results of one period, person by person: what was published, and what it would be now (``model/decided.py``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from typing import Any

from ccmotivate.ledger.codec import canonical, encode
from ccmotivate.model.award_changes import AwardChange, award_pairs, award_subject, note_changes, winner_of
from ccmotivate.model.decided import Change, Field, agent_changes
from ccmotivate.model.hiring import HIRED
from ccmotivate.model.kinds import Kind
from ccmotivate.model.recorded import Difference
from ccmotivate.model.results import AwardGiven, Decision, MonthFacts, PeriodResult, Withheld

_STANDINGS = (Kind.PRESENCE, Kind.IDENTITY, Kind.MONTHS, Kind.STANDING)
_FIGURES = (Kind.HIRED, Kind.METRIC, Kind.LACKING, Kind.PART)
_OF_PLACE = ("rank", "prize", "decision")  # reported with the award itself, not as one of its fields
_PLACE, _DECIDED = Field("award", Kind.AWARD), Field("decision", Kind.AWARD)


def differences(was: PeriodResult, now: PeriodResult) -> tuple[Difference, ...]:
    """Everything in which two results of one period differ, awards first; input and rule hashes are no result."""
    known = {one.month: one for one in was.facts}
    pairs = [(str(one.month), known[one.month], one) for one in now.facts if one.month in known]
    found = chain(
        _awards(was.awards, was.withheld, now.awards, now.withheld),
        _agents(str(was.period), was, now, _STANDINGS),
        *(_agents(*pair, _STANDINGS) for pair in pairs),
        *(_shared(*pair, _FIGURES) for pair in pairs),
        map(_note, note_changes(was, now)),
    )
    return _once(found)


def month_differences(was: MonthFacts, ruled: Iterable[AwardGiven], now: MonthFacts) -> tuple[Difference, ...]:
    """In what a month that a result is made of differs from the month as it is known.

    ``ruled`` are the known month's awards as the rules gave them, before people decided: a month that was scored just
    now (``published`` None) has no decisions in it.
    """
    month = str(was.month)
    found = chain(
        _awards(was.awards if now.published else ruled, (), now.awards, ()),
        _agents(month, was, now, _STANDINGS),
        _shared(month, was, now, _FIGURES),
    )
    return _once(found)


def _once(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Each once: what a period of one month says of an agent, its month says too."""
    kept: dict[tuple[Any, ...], Difference] = {}
    for one in found:
        team = one.team if one.agent_id is None else ""
        kept.setdefault((one.period, one.agent_id, team, one.award, one.field, one.was, one.now), one)
    return tuple(kept.values())


# -- agents -----------------------------------------------------------------------------------------------------------


def _agents(
    period: str, was: MonthFacts | PeriodResult, now: MonthFacts | PeriodResult, kinds: tuple[Kind, ...]
) -> Iterator[Difference]:
    return (_of(change, *change.texts) for change in agent_changes(period, was, now, kinds))


def _shared(month: str, was: MonthFacts, now: MonthFacts, kinds: tuple[Kind, ...]) -> Iterator[Difference]:
    """Differences of agents in both results; agents in only one are reported with the standings.

    A part that the month was published without is skipped: the rules of that time did not have it; so are days of
    hiring of a month that was published without any.
    """
    asked = [one for one in kinds if one is not Kind.HIRED or HIRED in was.agents]
    found = _agents(month, was, now, (Kind.PRESENCE, *asked))
    unknown = tuple(f"{name} " for name in now.compared if name not in was.compared)
    told = (one for one in found if one.kind is not Kind.PRESENCE)
    return (one for one in told if one.kind is not Kind.PART or not one.field.startswith(unknown))


def _of(
    change: Change, was: str | None, now: str | None, prizes: tuple[Fraction | None, Fraction | None] = (None, None)
) -> Difference:
    one, field = change.subject, change.field
    return Difference(
        one.period, one.agent_id, one.name, one.team, one.award, field.id, was, now, *prizes, field.kind, field.label
    )


# -- awards -----------------------------------------------------------------------------------------------------------


def _awards(
    was: Iterable[AwardGiven], stopped: Iterable[Withheld], now: Iterable[AwardGiven], stopped_now: Iterable[Withheld]
) -> Iterator[Difference]:
    before, after = ({winner_of(one.given): one.decision for one in side} for side in (stopped, stopped_now))
    old, new = ((*given, *(one.given for one in side)) for given, side in ((was, stopped), (now, stopped_now)))
    for pair in award_pairs(old, new):
        key = winner_of(pair.given)
        yield from _award(pair, (before.get(key), after.get(key)))


def _award(pair: AwardChange, stopped: tuple[Decision | None, Decision | None]) -> Iterator[Difference]:
    sides = list(zip((pair.old, pair.new), stopped, strict=True))
    subject = award_subject(pair.given)
    (was, now), (prize_was, prize_now) = (_place(*side) for side in sides), (_money(*side) for side in sides)
    if (was, prize_was) != (now, prize_now):
        yield _of(Change(subject, _PLACE, was, now), was, now, (prize_was, prize_now))
    for change in pair.fields():
        if change.field.id not in _OF_PLACE:
            yield _of(change, _text(change.old), _text(change.new))
    old, new = (decision or (given.decision if given else None) for given, decision in sides)
    if old != new:
        yield _of(Change(subject, _DECIDED, old, new), _text(old), _text(new))


def _place(given: AwardGiven | None, stopped: Decision | None) -> str | None:
    """The place won, ``""`` for an award without places, None where it was not won or was withheld."""
    if given is None or stopped is not None:
        return None
    return "" if given.rank is None else str(given.rank)


def _money(given: AwardGiven | None, stopped: Decision | None) -> Fraction | None:
    return None if given is None or stopped is not None else given.prize


def _note(change: Change) -> Difference:
    return _of(change, _text(change.old), _text(change.new))


def _text(value: object) -> str | None:
    data = encode(value)
    return data if data is None or isinstance(data, str) else canonical(data)
