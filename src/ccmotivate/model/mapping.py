"""What ``map`` found in files that it never saw: sources, metrics and questions, between looking and writing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.problems import Problem

OPEN = "?"
"""What stands in a file where a person must decide."""


class Remark(Struct, frozen=True):
    """A sentence to be translated, with its facts; several of one kind are a tuple.

    ``is_doubt`` where a metric with it has no weight until somebody has looked at it.
    """

    text: str
    facts: Mapping[str, object] = field(default_factory=dict)
    is_doubt: bool = False


class Question(Struct, frozen=True):
    """What the data cannot decide.

    ``id`` says where the answer stands (``calls.talk.unit``); ``choices`` are the possible answers, none for free text;
    ``guess`` is what placeholder figures are made with until it is answered. ``no`` is the column and the word
    in it, as conditions write it, of the rows that do not count where one of the ``rows`` of a line is answered so.
    """

    id: str
    text: Remark
    choices: tuple[str, ...]
    guess: str
    no: tuple[str, str] | None = None

    @property
    def is_of_the_look(self) -> bool:
        """True where the answer changes what is seen: it must be known before a scheme is written."""
        return self.id.rpartition(".")[2] in ("agent_id", "encoding", "separator")


class Line(Struct, frozen=True):
    """A key of a source with its value (a text, a list, or a mapping), why it is so, and what is open in it.

    ``rows`` asks with yes or no which rows a fold counts: its ``where`` is open until all are answered. ``out`` are by
    columns the words, as conditions write them, of the rows that are known not to count until then.
    """

    key: str
    value: Any
    why: tuple[Remark, ...] = ()
    question: Question | None = None
    rows: tuple[Question, ...] = ()
    out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """The condition of the rows of a fold that count, by all that is known; ``""`` where all do."""
        return both(self.value.get("where"), *(without(column, words) for column, words in self.out.items()))

    @property
    def questions(self) -> tuple[Question, ...]:
        return (*([self.question] if self.question else ()), *self.rows)


class MappedSource(Struct, frozen=True):
    """A source as it will stand in ``sources.yaml``; without ``columns`` a roster."""

    id: str
    lines: tuple[Line, ...]
    columns: tuple[Line, ...] = ()
    why: tuple[Remark, ...] = ()


class MappedMetric(Struct, frozen=True):
    """A metric as it will stand in ``metrics.yaml``: a fold of a source, or a formula."""

    id: str
    name: str
    kind: str
    good: str
    lines: tuple[Line, ...]
    why: tuple[Remark, ...] = ()


class MapPlan(Struct, frozen=True):
    """A whole scheme to be: its sources and metrics, and the zone where stamps need one (``?`` until it is known).

    ``roles`` are the words of the column of roles, if there is one; ``notes`` are on what nothing was made of, ``used``
    the files of which something was, with those that have only the header of such.
    ``no_data`` are the words that stand in place of an agent or a figure, ``service`` the days of hiring and leaving
    that the list of people has.
    """

    sources: tuple[MappedSource, ...]
    metrics: tuple[MappedMetric, ...]
    zone: Line | None = None
    headers: frozenset[str] = frozenset()
    notes: tuple[Problem, ...] = ()
    used: frozenset[str] = frozenset()
    roles: tuple[str, ...] = ()
    no_data: tuple[str, ...] = ()
    service: tuple[Line, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """Everything that is open, in the order of the files; what stands in several places once."""
        zone = [self.zone] if self.zone else []
        sources = (line for one in self.sources for line in (*one.lines, *one.columns))
        lines: Sequence[Line] = [*zone, *self.service, *sources, *(line for one in self.metrics for line in one.lines)]
        return tuple({one.id: one for line in lines for one in line.questions}.values())

    def answered(self, answers: Mapping[str, str]) -> MapPlan:
        """The plan with answers by the ids of their questions; the others stay open."""
        sources = tuple(
            replace(one, lines=_answered(one.lines, answers), columns=_answered(one.columns, answers))
            for one in self.sources
        )
        zone = _answered((self.zone,), answers)[0] if self.zone else None
        metrics = tuple(replace(one, lines=_answered(one.lines, answers)) for one in self.metrics)
        service = _answered(self.service, answers)
        return replace(self, sources=sources, metrics=metrics, zone=zone, service=service)

    def guessed(self) -> MapPlan:
        """The plan with the guess in place of every answer."""
        return self.answered({one.id: one.guess for one in self.questions})


def both(*conditions: str | None) -> str:
    """All conditions that there are in one."""
    given = [one for one in conditions if one]
    return " and ".join(f"({one})" for one in given) if len(given) > 1 else "".join(given)


def without(column: str, words: Iterable[str]) -> str:
    """What holds of rows without some words in a column, blank ones among them; words as conditions write them."""
    different = list(dict.fromkeys(words))
    other = f"!= {different[0]}" if len(different) == 1 else f"not in ({', '.join(different)})"
    return f"not filled({column}) or {column} {other}"


def _answered(lines: Sequence[Line], answers: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple(
        replace(line, value=_filled(line.value, answers[line.question.id]), question=None)
        if line.question and line.question.id in answers
        else line
        for line in (_of_rows(line, answers) if line.rows else line for line in lines)
    )


def _of_rows(line: Line, answers: Mapping[str, str]) -> Line:
    """A fold with the answers of its rows; one that is neither yes nor no stays open."""
    told = {one.id: answers.get(one.id, "").casefold() for one in line.rows}
    out = dict(line.out)
    for one in line.rows:
        if one.no and told[one.id] == "no":
            out[one.no[0]] = (*out.get(one.no[0], ()), one.no[1])
    rows = tuple(one for one in line.rows if told[one.id] not in one.choices)
    line = replace(line, rows=rows, out=out)
    return line if rows else with_where(line)


def with_where(line: Line) -> Line:
    """A fold whose condition says which rows do not count."""
    return replace(line, value={**line.value, "where": line.where} if line.where else line.value, out={})


def _filled(value: Any, answer: str) -> Any:
    """A value with the answer where it was open."""
    if isinstance(value, Mapping):
        return {key: _filled(one, answer) for key, one in value.items()}
    return answer if value == OPEN else value
