"""When a standard is changed, adjust the scorecard lines that depend on it.

A line depends on a standard of its own metric when the standard is its target (``ratio``), the value of its point of
100 (``curve``), the level that earns 100 (``levels``) or the boundary of a step of 100 (``bands``); any other line
is unchanged. Of a curve or of bands only that value moves. Levels move by their distance from the standard: one below
the new standard earns what one below the old one did, beyond the ends of the table its end values apply, and the lowest
level keeps its points. Dated values are adjusted in each rule version by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from msgspec import Struct

from ccmotivate.model.comparison import MovedLine, Setting
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Criterion, ScoreLine
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.ruleset.dates import in_force
from ccmotivate.ruleset.yaml_text import YamlPath, read_yaml

_EARLIEST = "1900-01"  # in a table of months: before the first of them
_PLAIN_WORD = re.compile(r"[\w.%‰-]+")


class Following(Struct, frozen=True):
    """What follows: the lines that move, the settings that move them, and errors where one cannot."""

    lines: tuple[MovedLine, ...] = ()
    settings: tuple[Setting, ...] = ()
    problems: tuple[Problem, ...] = ()


def follow(base: RuleSet, tried: RuleSet, explicit: Sequence[str], option: str = "--set") -> Following:
    """The scorecard lines that go along with the standards that ``tried`` has and ``base`` has not.

    Args:
        base: The rules before.
        tried: The same with values set.
        explicit: The paths that were set: what stands there stays.
        option: How the settings are called in problems.
    """
    versions = [
        (start, before, after)
        for start, month in _months(base, tried)
        if (before := _then(base, month)) is not None and (after := _then(tried, month)) is not None
    ]
    lines: list[MovedLine] = []
    settings: list[Setting] = []
    problems: list[Problem] = []
    for role, metric in dict.fromkeys(one for _start, *sides in versions for one in _changed(*sides)):
        for path, steps in _steps(versions, role, metric).items():
            if any(_covers(one, path) for one in explicit) or not any(step.moves for step in steps):
                continue
            found = list(dict.fromkeys(one for step in steps for one in step.problems(path, option)))
            problems += found
            if not found:
                settings.append(Setting(path, _flow(_over_time(steps))))
                lines += _moved(steps, role, metric, path, always=len(steps) == len(versions))
    return Following(tuple(lines), tuple(settings), tuple(problems))


# -- rule versions ----------------------------------------------------------------------------------------------------


def _months(base: RuleSet, tried: RuleSet) -> list[tuple[Month | None, Month | None]]:
    """The start of each rule version of either, and a month of it; None where nothing is dated."""
    starts = sorted({*base.boundaries, *tried.boundaries})
    if not starts:
        return [(None, None)]
    return [(None, Month.from_ordinal(starts[0].ordinal - 1)), *((one, one) for one in starts)]


class _Written(Struct, frozen=True):
    """A line of a role with what is written of it: ``data`` is what counts then, ``path`` where it stands."""

    line: ScoreLine
    data: Any
    path: str


class _Then(Struct, frozen=True):
    """The rules of one rule version."""

    rules: RuleSet
    month: Month | None

    def standards(self, role: str, metric: str) -> list[tuple[Criterion, str]]:
        """The standards of a metric with the words of their figures, the first that holds for an agent is his."""
        lines = [line for line in self.rules.roles[role].must if line.metric == metric]
        items = [item for item, _path in self._items(role, "must", metric)]
        return [(line, _word(item, line)) for line, item in zip(lines, items, strict=True)]

    def scored(self, role: str, metric: str) -> list[_Written]:
        """The scorecard lines of a metric that have a value to move."""
        lines = [line for line in self.rules.roles[role].scorecard if line.metric == metric]
        written = zip(lines, self._items(role, "scorecard", metric), strict=True)
        return [_Written(line, item.get(key := line.method.figure_key), self._place(role, (*path, key)))
                for line, (item, path) in written]  # fmt: skip

    def _items(self, role: str, section: str, metric: str) -> Iterator[tuple[Any, YamlPath]]:
        """The alternatives of a line, one where it has none, each with its path in this rule version."""
        lines = self._in_force(role)[0].get(section)
        whole = lines.get(metric, []) if isinstance(lines, dict) else []  # under ``must:`` there may be nothing
        if not isinstance(whole, list):
            yield whole, (section, metric)
            return
        yield from ((item, (section, metric, at)) for at, item in enumerate(whole))

    def _place(self, role: str, path: YamlPath) -> str:
        """The path as ``--set`` takes it, through dates and lines that are not active."""
        places = self._in_force(role)[1]
        words = (str(one + 1) if isinstance(one, int) else one for one in places.get(path, path))
        return ".".join(("roles", role, *words))

    def _in_force(self, role: str) -> tuple[dict[str, Any], Mapping[YamlPath, YamlPath]]:
        for name, text in self.rules.texts.items():
            tree = read_yaml("", text)[0] if name.startswith("roles/") else None
            if tree is not None and tree.data.get("role") == role:
                there = in_force(tree, self.month)
                return there.text.data, there.places
        raise KeyError(role)


def _then(rules: RuleSet, month: Month | None) -> _Then | None:
    """The rules of a rule version, None where a dated value has no figure yet."""
    there = rules if month is None else rules.version(month).rules
    return None if there is None else _Then(there, month)


def _word(item: Any, line: Criterion) -> str:
    """The figure of a standard as it is written."""
    words = item if isinstance(item, str) else item[line.comparison]
    return str(words[0] if isinstance(words, list) else words)


def _changed(before: _Then, after: _Then) -> Iterator[tuple[str, str]]:
    """Roles and scored metrics whose standard is another."""
    for role in after.rules.roles.values():
        old = before.rules.roles.get(role.id)
        for metric in dict.fromkeys(line.metric for line in role.scorecard) if old else ():
            sides = [[(c.figures, c.scope) for c in one.must if c.metric == metric] for one in (old, role) if one]
            if sides[0] != sides[1]:
                yield role.id, metric


# -- what moves -------------------------------------------------------------------------------------------------------


class _Step(Struct, frozen=True):
    """A line in one rule version: the standard it depends on, and the new standards for its agents."""

    start: Month | None
    written: _Written
    old: tuple[Fraction, str] | None  # figure and word; None where the line stands on no standard
    new: tuple[tuple[Fraction, str], ...] = ()

    @property
    def moves(self) -> bool:
        return self.old is not None and any(figure != self.old[0] for figure, _word in self.new)

    @property
    def data(self) -> Any:
        """What the line says then."""
        if self.old is None or not self.moves:
            return self.written.data
        return self.written.line.method.moved(self.written.data, self.old[0], *self.new[0])

    def problems(self, path: str, option: str) -> Iterator[Problem]:
        """Why it cannot move: agents of another standard share it, or its value would pass a neighbour or be 0."""
        if self.old is None or not self.moves:
            return
        (figure, word), (low, high) = self.new[0], _neighbours(self.written, self.old[0])
        if len(self.new) > 1:
            yield problem("set-line-shared", SourceRef(option), self.old[1], path=path)
        elif self.written.line.method.above_zero and figure <= 0:
            yield problem("set-line-zero", SourceRef(option), word, path=path)
        elif (low and figure <= low[0]) or (high and figure >= high[0]):
            within = [f"> {low[1]}"] if low else []
            within += [f"< {high[1]}"] if high else []
            facts = {"path": path, "within": within, "line": _flow(self.written.data)}
            yield problem("set-line-order", SourceRef(option), word, **facts)


_Version = tuple[Month | None, _Then, _Then]


def _steps(versions: Sequence[_Version], role: str, metric: str) -> dict[str, list[_Step]]:
    """The lines of a metric by their path, each in every rule version that has it at that path."""
    found: dict[str, list[_Step]] = {}
    for start, before, after in versions:
        if role not in before.rules.roles or role not in after.rules.roles:
            continue
        old, new, lines = before.standards(role, metric), after.standards(role, metric), after.scored(role, metric)
        for at, step in enumerate(_step(start, old, new, lines, at) for at in range(len(lines))):
            found.setdefault(lines[at].path, []).append(step)
    return found


def _step(
    start: Month | None,
    old: Sequence[tuple[Criterion, str]],
    new: Sequence[tuple[Criterion, str]],
    lines: Sequence[_Written],
    at: int,
) -> _Step:
    """One line: the standards before and after of all kinds of agents whose line it is and who stood on it."""
    scopes = [line.scope for line, _word in (*old, *new)] + [one.line.scope for one in lines]
    names = [sorted({name for scope in scopes for name in getattr(scope, what)} | {""}) for what in _SCOPES]
    on: tuple[Fraction, str] | None = None
    becomes: dict[Fraction, str] = {}
    for kind in product(*names):
        mine = next((place for place, one in enumerate(lines) if one.line.scope.holds(*kind)), None)
        was, will = (_first(side, kind) for side in (old, new))
        if mine == at and was and will and lines[at].line.method.stands_on(was[0]):
            on = was
            becomes.setdefault(*will)
    return _Step(start, lines[at], on, tuple(becomes.items()))


_SCOPES = ("teams", "projects", "sites")


def _first(side: Iterable[tuple[Criterion, str]], kind: tuple[str, ...]) -> tuple[Fraction, str] | None:
    """The figure and word of a kind of agent, None without a single one."""
    found = next(((line, word) for line, word in side if line.scope.holds(*kind)), None)
    return None if found is None or len(found[0].figures) > 1 else (found[0].figures[0], found[1])


def _neighbours(written: _Written, figure: Fraction) -> tuple[tuple[Fraction, str] | None, tuple[Fraction, str] | None]:
    """The values before and after one that must stay in order with it, with their words."""
    values = written.line.method.ordered(written.data)
    below = [one for one in values if one[0] < figure]
    above = [one for one in values if one[0] > figure]
    return (below[-1] if below else None), (above[0] if above else None)


# -- what it says then ------------------------------------------------------------------------------------------------


def _over_time(steps: Sequence[_Step]) -> Any:
    """What stands at the path: one value, or a table of months where it is not always the same."""
    told: dict[str, Any] = {}
    for step in steps:
        if not told or step.data != list(told.values())[-1]:
            told[str(step.start or _EARLIEST)] = step.data
    return told if len(told) > 1 else next(iter(told.values()))


def _moved(steps: Sequence[_Step], role: str, metric: str, path: str, *, always: bool) -> Iterator[MovedLine]:
    """The notes on a moved line: one, or one for each time with another change; ``always``: in every rule version."""
    told = {_flow(step.data): step for step in reversed(steps) if step.moves}
    for step in reversed(told.values()):
        assert step.old is not None
        data = step.data
        yield MovedLine(
            role,
            metric,
            step.written.line.method.key,
            path,
            standards=(step.old[1], step.new[0][1]),
            values=(_flow(step.written.data), _flow(data)),
            levels=tuple(data.items()) if MetricKind.LEVEL in step.written.line.method.kinds else (),
            since=None if always and len(told) == 1 and all(one.moves for one in steps) else step.start,
        )


def _covers(explicit: str, path: str) -> bool:
    """True where what was set is the value at a path, a part of it, or has it as a part."""
    return f"{explicit}.".startswith(f"{path}.") or f"{path}.".startswith(f"{explicit}.")


def _flow(data: Any) -> str:
    """A value as it is written on one line: ``{0%: 0, 78%: 100, 100%: 120}``."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(_flow, data)) + "]"
    return data if _PLAIN_WORD.fullmatch(data) else json.dumps(data, ensure_ascii=False)
