"""Decided values of agents, and those that differ between two results of one period.

With ``award_changes.py`` this is the one comparison of results. ``simulate`` and ``diff`` (``engine/comparing.py``),
``publish`` and the problem ``published-differs`` (``ledger/difference.py``) show its changes, each the kinds of fields
that it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact, fixed_text, plain_text
from ccmotivate.model.hiring import HIRED, hiring_days
from ccmotivate.model.ids import in_order
from ccmotivate.model.kinds import Kind
from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartValue
from ccmotivate.model.results import (
    NOT_ASKED,
    STATUS_WORDS,
    UNWEIGHED,
    MonthFacts,
    MonthResult,
    PeriodResult,
)

if TYPE_CHECKING:  # ``model/recorded.py`` needs the kinds alone, without pandas
    import pandas as pd

Decided = MonthResult | MonthFacts | PeriodResult


class Field(Struct, frozen=True):
    """Something that two results can decide differently.

    ``id`` is a column of ``agents``, ``metric ID``, ``lacking METRIC``, ``status METRIC``, ``points METRIC``,
    ``PART ID``, a field of an award or a list of notes. ``places`` are the decimals of its numbers, None for exact
    ones; ``label`` is the name of a part's field.
    """

    id: str
    kind: Kind
    places: int | None = None
    label: Label | None = None

    @property
    def key(self) -> str:
        """The metric or the part's field that it is about, else the id."""
        return self.id.partition(" ")[2] or self.id

    def text(self, value: object) -> str | None:
        """A value of an agent as text: exact, ``yes`` or ``no``; None for none."""
        match value:
            case None:
                return None
            case bool():
                return "yes" if value else "no"
            case Fraction() if self.places is not None:
                return fixed_text(value, self.places)
            case Fraction() | int():
                return plain_text(value)
            case tuple():
                return " · ".join(self.text(one) or "–" for one in value)
        return str(value)


class Subject(Struct, frozen=True):
    """Whose value it is in a period: an agent's, a team's (``agent_id`` None), or an award's; ``""`` for no text."""

    period: str
    agent_id: str | None = None
    name: str = ""
    role: str = ""
    project: str = ""
    team: str = ""
    award: str | None = None


class Change(Struct, frozen=True):
    """A value that differs; None for an absent one.

    Values of agents are texts, True and False, whole numbers, Fractions, tuples of these; those of awards and notes are
    as ``results.py`` has them.
    """

    subject: Subject
    field: Field
    old: Any
    new: Any

    @property
    def texts(self) -> tuple[str | None, str | None]:
        """Both values of an agent as text."""
        return self.field.text(self.old), self.field.text(self.new)


class Standing(Struct, frozen=True):
    """The standing of an agent in a month or longer period; no score where a month is missing, no rank if unranked."""

    qualified: bool
    eligible: bool
    score: Fraction | None
    rank: int | None


# -- fields of agents -------------------------------------------------------------------------------------------------


def _flag(code: int) -> bool | None:
    return None if code < 0 else bool(code)


def _score(code: int) -> Fraction | None:
    return None if code < 0 else Fraction(int(code), 100)


def _points(code: int) -> Fraction | None:
    return None if code == UNWEIGHED else Fraction(int(code), 100)


def _rank(code: int) -> int | None:
    return int(code) or None


# field → what its column holds for an agent who is not there, and the value of what it holds
_Read = tuple[Any, Callable[[Any], Any]]
_TEXT: _Read = (None, lambda text: None if text is None else str(text))
_FLAG: _Read = (-1, _flag)
_SCORE: _Read = (-1, _score)
_POINTS: _Read = (UNWEIGHED, _points)
_STATUS: _Read = (NOT_ASKED, lambda code: STATUS_WORDS.get(int(code)))
_COUNT: _Read = (-1, lambda code: None if code < 0 else int(code))
_AGENT_FIELDS: Mapping[Field, _Read] = {
    Field("name", Kind.IDENTITY): _TEXT,
    Field("role", Kind.IDENTITY): _TEXT,
    Field("project", Kind.IDENTITY): _TEXT,
    Field("team", Kind.IDENTITY): _TEXT,
    Field("months", Kind.MONTHS): _COUNT,
    Field("months_qualified", Kind.MONTHS): _COUNT,
    Field("qualified", Kind.STANDING): _FLAG,
    Field("eligible", Kind.STANDING): _FLAG,
    Field("score", Kind.STANDING, 2): _SCORE,
    Field("rank", Kind.STANDING): (0, _rank),
}
PERIOD_COLUMNS = tuple(one.id for one in _AGENT_FIELDS)
MONTH_COLUMNS = tuple(one.id for one in _AGENT_FIELDS if one.kind is not Kind.MONTHS)
IDENTITY = tuple(one.id for one in _AGENT_FIELDS if one.kind is Kind.IDENTITY)
STANDING = {one.id: read for one, read in _AGENT_FIELDS.items() if one.kind is Kind.STANDING}
_PRESENCE = Field("agent", Kind.PRESENCE)


def standings(agents: pd.DataFrame, ids: Collection[str]) -> dict[str, Standing]:
    """The standings of those of these agents that are present."""
    rows = {agent_id: at for at, agent_id in enumerate(agents["agent_id"].tolist())}
    columns = [(agents[name].to_numpy(), value) for name, (_nothing, value) in STANDING.items()]
    return {one: Standing(*(value(codes[rows[one]]) for codes, value in columns)) for one in ids if one in rows}


class _Column(Struct, frozen=True):
    """The values of a field, agent by agent: ``codes`` as the result holds them."""

    field: Field
    codes: NDArray[Any] | Exact
    read: _Read = (None, lambda value: value)


def _agent_columns(one: Decided, kind: Kind) -> Iterator[_Column]:
    for field, read in _AGENT_FIELDS.items():
        if field.kind is kind and field.id in one.agents:
            texts = read is _TEXT
            yield _Column(field, one.agents[field.id].to_numpy(dtype=object if texts else np.int64), read)


def _status_columns(one: Decided, kind: Kind) -> Iterator[_Column]:
    for metric, codes in one.status.items() if isinstance(one, MonthResult) else ():
        yield _Column(Field(f"{kind} {metric}", kind), codes, _STATUS)


def _points_columns(one: Decided, kind: Kind) -> Iterator[_Column]:
    for metric, codes in one.points.items() if isinstance(one, MonthResult) else ():
        yield _Column(Field(f"{kind} {metric}", kind, 2), codes, _POINTS)


def _metric_columns(one: Decided, kind: Kind) -> Iterator[_Column]:
    for metric, values in () if isinstance(one, PeriodResult) else sorted(one.metrics.items()):
        yield _Column(Field(f"{kind} {metric}", kind), values)


def _hired_columns(one: Decided, kind: Kind) -> Iterator[_Column]:
    days = {} if isinstance(one, PeriodResult) else hiring_days(one.agents)
    texts = [str(days[agent_id]) if agent_id in days else None for agent_id in one.agents["agent_id"].tolist()]
    yield _Column(Field(HIRED, kind), np.array(texts, dtype=object), _TEXT)


def _lacking_columns(one: Decided, kind: Kind) -> Iterator[_Column]:
    ids = one.agents["agent_id"].tolist()
    for metric, agents in ({} if isinstance(one, PeriodResult) else one.lacking).items():
        texts = np.array([agents.get(agent_id) for agent_id in ids], dtype=object)
        yield _Column(Field(f"{kind} {metric}", kind), texts, _TEXT)


def _part_columns(one: Decided, kind: Kind) -> Iterator[_Column]:
    ids = one.agents["agent_id"].tolist()
    for name, part in ({} if isinstance(one, PeriodResult) else one.compared).items():
        for key, values in _by_field(part.values, ids).items():
            yield _Column(Field(f"{name} {key}", kind, label=part.labels.get(key)), values)


def _by_field(values: Mapping[str, Mapping[str, PartValue]], ids: Sequence[str]) -> dict[str, NDArray[np.object_]]:
    """A part's values field by field, in the order of the agents."""
    columns: dict[str, NDArray[np.object_]] = {}
    for at, agent_id in enumerate(ids):
        for key, value in values.get(agent_id, {}).items():
            if key not in columns:
                columns[key] = np.full(len(ids), None, dtype=object)
            columns[key][at] = value
    return columns


_COLUMNS: Mapping[Kind, Callable[[Decided, Kind], Iterator[_Column]]] = {
    Kind.IDENTITY: _agent_columns, Kind.MONTHS: _agent_columns, Kind.STANDING: _agent_columns,
    Kind.STATUS: _status_columns, Kind.POINTS: _points_columns, Kind.METRIC: _metric_columns,
    Kind.LACKING: _lacking_columns, Kind.PART: _part_columns, Kind.HIRED: _hired_columns,
}  # fmt: skip


# -- agents -----------------------------------------------------------------------------------------------------------


class _Pairs(Struct, frozen=True):
    """The agents of two results in the order of their ids, and the row of each on either side, -1 for none."""

    ids: tuple[str, ...]
    old: NDArray[np.intp]
    new: NDArray[np.intp]

    @classmethod
    def of(cls, old: Decided | None, new: Decided | None) -> _Pairs:
        rows = [{} if one is None else _rows(one) for one in (old, new)]
        ids = tuple(in_order({**rows[0], **rows[1]}))
        at = [np.array([side.get(one, -1) for one in ids], dtype=np.intp) for side in rows]
        return cls(ids, *at)

    def shared(self) -> _Pairs:
        """Those who are on both sides."""
        both = np.flatnonzero((self.old >= 0) & (self.new >= 0))
        return _Pairs(tuple(self.ids[at] for at in both.tolist()), self.old[both], self.new[both])


def _rows(one: Decided) -> dict[str, int]:
    return {agent_id: at for at, agent_id in enumerate(one.agents["agent_id"].tolist())}


def agent_changes(period: str, old: Decided | None, new: Decided | None, kinds: Sequence[Kind]) -> Iterator[Change]:
    """The values of agents that differ, field by field in the order of ``kinds``, then by id.

    With ``Kind.PRESENCE`` who is on one side only differs by that alone (``""`` against None); without it every value
    that he has is a change.
    """
    pairs = _Pairs.of(old, new)
    subject = _subjects(period, old, new, pairs)
    if Kind.PRESENCE in kinds:
        for lacking, values in ((pairs.new, ("", None)), (pairs.old, (None, ""))):
            for at in np.flatnonzero(lacking < 0).tolist():
                yield Change(subject(pairs.ids[at]), _PRESENCE, *values)
        pairs = pairs.shared()
    for kind in kinds:
        if kind is not Kind.PRESENCE:
            for left, right in _sides(old, new, kind):
                yield from _differing(left, right, pairs, subject)


def _subjects(period: str, old: Decided | None, new: Decided | None, pairs: _Pairs) -> Callable[[str], Subject]:
    """The identity of each agent: from the new result, else from the old one."""
    frames = [None if one is None else one.agents for one in (old, new)]
    texts = [None if one is None else [one[name].to_numpy(dtype=object) for name in IDENTITY] for one in frames]
    places = dict(zip(pairs.ids, zip(pairs.old.tolist(), pairs.new.tolist(), strict=True), strict=True))

    @cache
    def subject(agent_id: str) -> Subject:
        before, after = places[agent_id]
        columns, at = (texts[1], after) if after >= 0 else (texts[0], before)
        return Subject(period, agent_id, *(str(column[at]) for column in columns or ()))

    return subject


def _sides(old: Decided | None, new: Decided | None, kind: Kind) -> list[tuple[_Column | None, _Column | None]]:
    """The columns of a kind on both sides, in the order of the old one; metrics by id."""
    before, after = (
        {} if one is None else {column.field.id: column for column in _COLUMNS[kind](one, kind)} for one in (old, new)
    )
    names = {**before, **after}
    return [(before.get(name), after.get(name)) for name in (sorted(names) if kind is Kind.METRIC else names)]


def _differing(
    old: _Column | None, new: _Column | None, pairs: _Pairs, subject: Callable[[str], Subject]
) -> Iterator[Change]:
    column = new or old
    assert column is not None, "a field of neither side"
    _nothing, value = column.read
    field = column.field if column.field.label or old is None else old.field
    left, right = _spread(old, column, pairs.old), _spread(new, column, pairs.new)
    for at in np.flatnonzero(_unequal(left, right)).tolist():
        yield Change(subject(pairs.ids[at]), field, value(left[at]), value(right[at]))


def _spread(one: _Column | None, like: _Column, at: NDArray[np.intp]) -> NDArray[Any] | Exact:
    """The codes of a side by the agents of both; nothing for who is not there, or where the side has no such column."""
    if isinstance(like.codes, Exact):
        known = one.codes if one is not None and isinstance(one.codes, Exact) else Exact.empty(0)
        return known.take(np.maximum(at, 0)).without(at < 0) if len(known) else Exact.empty(len(at))
    spread = np.full(len(at), like.read[0], dtype=object if like.codes.dtype == object else np.int64)
    if one is not None and not isinstance(one.codes, Exact):
        there = at >= 0
        spread[there] = one.codes[at[there]]
    return spread


def _unequal(left: NDArray[Any] | Exact, right: NDArray[Any] | Exact) -> NDArray[np.bool_]:
    if isinstance(left, Exact) and isinstance(right, Exact):
        return np.asarray((left.compare(right) != 0) | (left.missing != right.missing))
    return np.asarray(left != right, dtype=bool)
