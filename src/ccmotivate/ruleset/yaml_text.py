"""Read YAML safely: scalars as plain text, a line for every key, and limits on size and nesting.

Rule files may be hostile. An alias bomb loads quickly and hangs any later traversal, 2,000 nested brackets overflow the
stack, and a duplicate key silently wins. So the events are checked before they become a tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import yaml
from msgspec import Struct, field
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from yaml.nodes import Node

from ccmotivate.model.period import Month
from ccmotivate.model.words import composed
from ccmotivate.problems import Problem, SourceRef, problem

MAX_CHARACTERS = 500_000
MAX_DEPTH = 20
MAX_EVENTS = 20_000
_HALVES = re.compile("[\ud800-\udfff]")

YamlPath = tuple[str | int, ...]


# Scalars stay text. Parsing in C takes a twentieth of the time; a build of the library may lack it.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def composed_tree(text: str) -> Node | None:
    """The nodes of a text with their places, None for an empty one."""
    tree: Node | None = yaml.compose(text, Loader=_LOADER)
    return tree


class YamlText(Struct, frozen=True):
    """A file's content: ``data`` of dicts, lists and str, and the 1-based line of every key and item by its path.

    ``since`` are the months from which on dated values and lines count, by path (``rule_dates.py``).
    """

    file: str
    data: Any
    lines: Mapping[YamlPath, int]
    since: Mapping[YamlPath, Month] = field(default_factory=dict)

    def at(self, *path: str | int) -> SourceRef:
        """The place of a key or item; of its nearest known parent where it does not exist."""
        while path and path not in self.lines:
            path = path[:-1]
        return SourceRef(self.file, line=self.lines.get(path, 1))

    def started(self, *path: str | int) -> Month | None:
        """Since when what stands here counts: the latest of its dates, None without any."""
        dates = [month for place, month in self.since.items() if place[: len(path)] == path]
        return max(dates, default=None)


@lru_cache(maxsize=64)  # a sweep reads the same files again and again, of which one has changed
def read_yaml(file: str, text: str) -> tuple[YamlText | None, tuple[Problem, ...]]:
    """Parse one file; None with an error when it is not YAML or goes past a limit.

    Duplicate keys are errors too, each named with both lines; the first one is kept. The tree is cached by text and
    must not be changed.
    """
    if len(text) > MAX_CHARACTERS:
        return None, (problem("yaml-too-large", SourceRef(file, line=1), limit=MAX_CHARACTERS),)
    lines: dict[YamlPath, int] = {}
    problems: list[Problem] = []
    try:
        data = _Builder(file, lines, problems).document(iter(yaml.parse(text, Loader=_LOADER)))
    except _Refused as refusal:
        return None, (refusal.problem,)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        line = min(line, max(len(text.splitlines()), 1))  # what is missing at the end is missing on the last line
        why = str(error.problem or error.context or "").split("\n")[0]
        return None, (problem("yaml-syntax", SourceRef(file, line=line), why=why),)
    except (YAMLError, ValueError) as error:
        why = str(error).split("\n")[0]
        return None, (problem("yaml-syntax", SourceRef(file, line=1), why=why),)
    return YamlText(file, {} if data is None else data, {(): 1} | lines), tuple(problems)


def _line(event: Event) -> int:
    """The 1-based line on which an event begins."""
    return event.start_mark.line + 1 if event.start_mark else 1


class _Refused(Exception):  # noqa: N818 - never leaves this module
    """A file past a limit."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class _Builder:
    """Plain data from the parser's events, one pass, stopping at the first event that goes past a limit."""

    def __init__(self, file: str, lines: dict[YamlPath, int], problems: list[Problem]) -> None:
        self._file, self._lines, self._problems = file, lines, problems
        self._seen = 0
        self._depth = 0

    def document(self, events: Iterator[Event]) -> Any:
        """The content of the first document; None for an empty file."""
        data: Any = None
        for event in self._counted(events):
            if isinstance(event, NodeEvent):
                data = self._node(event, events, ())
                break
        for event in self._counted(events):
            if isinstance(event, DocumentStartEvent):
                raise _Refused(problem("yaml-syntax", self._here(event), why="a second document starts here"))
        return data

    def _here(self, event: Event) -> SourceRef:
        return SourceRef(self._file, line=_line(event))

    def _counted(self, events: Iterator[Event]) -> Iterator[Event]:
        for event in events:
            self._seen += 1
            if self._seen > MAX_EVENTS:
                raise _Refused(problem("yaml-too-large", self._here(event), limit=MAX_EVENTS))
            if isinstance(event, AliasEvent):
                raise _Refused(problem("yaml-alias", self._here(event), value=f"*{event.anchor}"))
            yield event

    def _node(self, event: Event, events: Iterator[Event], path: YamlPath) -> Any:
        self._lines.setdefault(path, _line(event))
        if isinstance(event, ScalarEvent):
            return self._text(event)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Refused(problem("yaml-too-deep", self._here(event), limit=MAX_DEPTH))
        sequence = isinstance(event, SequenceStartEvent)
        data = self._sequence(events, path) if sequence else self._mapping(events, path)
        self._depth -= 1
        return data

    def _text(self, event: ScalarEvent) -> str:
        """A scalar as composed text; half of a character that YAML can write (``"\\ud83d"``) is refused."""
        text: str = event.value
        if not text.isascii() and _HALVES.search(text):
            raise _Refused(problem("yaml-syntax", self._here(event), why="half of a character (U+D800 to U+DFFF)"))
        return composed(text)

    def _sequence(self, events: Iterator[Event], path: YamlPath) -> list[Any]:
        items: list[Any] = []
        for event in self._counted(events):
            if isinstance(event, CollectionEndEvent):
                break
            items.append(self._node(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Event], path: YamlPath) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for event in self._counted(events):
            if isinstance(event, CollectionEndEvent):
                break
            key = self._text(event) if isinstance(event, ScalarEvent) else "?"
            if not isinstance(event, ScalarEvent):
                self._node(event, events, (*path, "?"))
            value_event = next(self._counted(events))
            if key in plain:
                first = self._lines[(*path, key)]
                self._problems.append(problem("yaml-duplicate-key", self._here(event), key, first=first))
                self._node(value_event, events, ("?",))
                continue
            self._lines[(*path, key)] = _line(event)
            plain[key] = self._node(value_event, events, (*path, key))
        return plain
