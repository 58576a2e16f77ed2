"""Rules change over time: what a file says in one month, its dated values chosen and its inactive lines left out.

A dated value is a table of months, ``{2025-01: 75%, 2025-07: 78%}``, in place of any value. A line with ``active:
{from: …, to: …}`` is there from the one month to the other, both included. Everything else sees the rules in one month.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from ccmotivate.model.period import Month
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.ruleset.yaml_text import YamlPath, YamlText

MOST_BOUNDARIES = 240
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_PHASED = ("must", "scorecard", "eligible")
"""Sections whose lines may be active for a time; awards may be too."""


class InForce(Struct, frozen=True):
    """A file in one month; ``lacking`` is the line of a dated value that has none yet.

    ``places`` are the paths in the file itself, by those in the month; empty where nothing is dated.
    """

    text: YamlText
    lacking: SourceRef | None = None
    places: Mapping[YamlPath, YamlPath] = field(default_factory=dict)


def boundaries(texts: Iterable[YamlText]) -> tuple[Month, ...]:
    """The months from which on something is different, ascending."""
    found: set[Month] = set()
    for text in texts:
        for node in _nodes(text.data):
            if is_dated(node):
                found |= {month for key in node if (month := _month(key))}
            active = node.get("active")
            if isinstance(active, dict):
                start, end = _month(active.get("from")), _month(active.get("to"))
                found |= {start} if start else set()
                found |= {Month.from_ordinal(end.ordinal + 1)} if end else set()
    return tuple(sorted(found))


def date_problems(text: YamlText) -> list[Problem]:
    """Tables of months that mix months with other keys, and months that are none."""
    problems = []
    for path, node in _places(text.data, ()):
        months = [key for key in node if _MONTH.fullmatch(key)]
        if months and len(months) < len(node):
            other = next(key for key in node if key not in months)
            problems.append(problem("rule-dated-mixed", text.at(*path, other), other))
        problems += [problem("rule-not-a-month", text.at(*path, key), key) for key in months if _month(key) is None]
        active = node.get("active")
        words = active if isinstance(active, dict) else {}
        for key in ("from", "to"):
            word = words.get(key)
            if isinstance(word, str) and _month(word) is None:
                problems.append(problem("rule-not-a-month", text.at(*path, "active", key), word))
        start, end = _month(words.get("from")), _month(words.get("to"))
        if start and end and end < start:
            problems.append(problem("rule-active-backwards", text.at(*path, "active", "to")))
    return problems


def is_dated(node: Any) -> bool:
    """True for a table of months."""
    return isinstance(node, dict) and bool(node) and all(_MONTH.fullmatch(key) for key in node)


def in_force(text: YamlText, month: Month | None) -> InForce:
    """A file as it is in a month; as it stands when ``month`` is None."""
    if month is None:
        return InForce(text)
    chosen = _Chosen(text, month)
    data = chosen.node(text.data, (), ())
    return InForce(YamlText(text.file, data, chosen.lines, chosen.since), chosen.lacking, chosen.places)


class _Chosen(Struct):
    """One file on its way to being what it is in one month."""

    text: YamlText
    month: Month
    lines: dict[YamlPath, int] = field(default_factory=dict)
    since: dict[YamlPath, Month] = field(default_factory=dict)
    lacking: SourceRef | None = None
    places: dict[YamlPath, YamlPath] = field(default_factory=dict)

    def node(self, node: Any, old: YamlPath, new: YamlPath) -> Any:
        """A node as it is then; ``old`` is where it stands in the file, ``new`` where it ends up."""
        self.lines[new] = self.text.lines.get(old, self.lines.get(new, 1))
        self.places[new] = old
        if is_dated(node):
            return self._dated(node, old, new)
        if isinstance(node, dict):
            self._note_start(node, new)
            kept = {key: value for key, value in node.items() if self._is_active(value, (*old, key))}
            return {key: self.node(value, (*old, key), (*new, key)) for key, value in kept.items()}
        if isinstance(node, list):
            items = [(at, item) for at, item in enumerate(node) if self._is_active(item, old)]
            return [self.node(item, (*old, at), (*new, place)) for place, (at, item) in enumerate(items)]
        return node

    def _dated(self, node: Mapping[str, Any], old: YamlPath, new: YamlPath) -> Any:
        months = {month: key for key in node if (month := _month(key)) and month <= self.month}
        if not months:
            self.lacking = self.lacking or self.text.at(*old)
            first = next(iter(node))
            return self.node(node[first], (*old, first), new)
        start = max(months)
        value = self.node(node[months[start]], (*old, months[start]), new)
        self.since[new] = max(start, self.since.get(new, start))
        return value

    def _note_start(self, node: Mapping[str, Any], new: YamlPath) -> None:
        active = node.get("active")
        start = _month(active.get("from")) if isinstance(active, dict) else None
        if start:
            self.since[new] = start

    def _is_active(self, node: Any, path: YamlPath) -> bool:
        """False for a line of must, scorecard or eligible, or an award, that is not there in this month.

        A line that is a list of alternatives goes when none of them is there.
        """
        if not _may_be_phased(self.text.file, path):
            return True
        if isinstance(node, list):
            return any(self._is_active(item, path) for item in node) or not node
        active = node.get("active") if isinstance(node, dict) else None
        if not isinstance(active, dict):
            return True
        start, end = _month(active.get("from")), _month(active.get("to"))
        return (start is None or start <= self.month) and (end is None or self.month <= end)


def _may_be_phased(file: str, path: YamlPath) -> bool:
    """True for the path of a line that ``active`` may stand in."""
    if file.endswith("awards.yaml"):
        return len(path) == 1
    return len(path) == 2 and path[0] in _PHASED


def _month(word: Any) -> Month | None:
    found = _MONTH.fullmatch(word) if isinstance(word, str) else None
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    return Month(int(found[1]), int(found[2]))


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    return (node for _path, node in _places(data, ()))


def _places(data: Any, path: YamlPath) -> Iterator[tuple[YamlPath, dict[str, Any]]]:
    """Every mapping of a tree with its path."""
    if isinstance(data, dict):
        yield path, data
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in parts:
        if isinstance(value, dict | list):
            yield from _places(value, (*path, key))
