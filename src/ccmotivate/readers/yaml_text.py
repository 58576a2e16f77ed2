"""YAML as a careful reader takes it: plain text scalars, a line for every key, and limits on what a file may do.

Rule files are hostile input. An alias bomb loads in no time and hangs whatever walks it afterwards, a nest of 2,000
brackets overflows the stack, and a duplicate key silently wins. So the events are checked before they become a tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ccmotivate.problems import Problem, SourceRef, problem

MAX_CHARACTERS = 500_000
MAX_DEPTH = 20
MAX_EVENTS = 20_000

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlText:
    """A file's content: ``data`` of dicts, lists and str, and the 1-based line of every key and item by its path."""

    file: str
    data: Any
    lines: Mapping[Path, int]

    def at(self, *path: str | int) -> SourceRef:
        """The place of a key or item; of its nearest known parent where it does not exist."""
        while path and path not in self.lines:
            path = path[:-1]
        return SourceRef(self.file, line=self.lines.get(path, 1))


def read_yaml(file: str, text: str) -> tuple[YamlText | None, tuple[Problem, ...]]:
    """Parse one file; None with an error when it is not YAML or goes past a limit.

    Duplicate keys are errors too, each named with both lines, and leave the first one standing.
    """
    if len(text) > MAX_CHARACTERS:
        return None, (problem("yaml-too-large", SourceRef(file, line=1), limit=MAX_CHARACTERS),)
    try:
        refused = _refused(file, text)
        if refused:
            return None, (refused,)
        node = YAML(pure=True).compose(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        why = str(error.problem or error.context or "").split("\n")[0]
        return None, (problem("yaml-syntax", SourceRef(file, line=line), why=why),)
    except (YAMLError, ValueError) as error:
        why = str(error).split("\n")[0]
        return None, (problem("yaml-syntax", SourceRef(file, line=1), why=why),)
    if node is None:
        return YamlText(file, {}, {(): 1}), ()
    lines: dict[Path, int] = {}
    problems: list[Problem] = []
    data = _plain(node, (), file, lines, problems)
    return YamlText(file, data, lines), tuple(problems)


def _refused(file: str, text: str) -> Problem | None:
    """Walk the events, which costs no memory and no stack, and stop at the first that goes past a limit."""
    depth = 0
    for count, event in enumerate(YAML(pure=True).parse(text)):
        here = SourceRef(file, line=event.start_mark.line + 1)
        if isinstance(event, AliasEvent):
            return problem("yaml-alias", here, value=f"*{event.anchor}")
        if isinstance(event, CollectionStartEvent):
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            return problem("yaml-too-deep", here, limit=MAX_DEPTH)
        if count > MAX_EVENTS:
            return problem("yaml-too-large", here, limit=MAX_EVENTS)
    return None


def _plain(node: Node, path: Path, file: str, lines: dict[Path, int], problems: list[Problem]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, SequenceNode):
        return [_plain(item, (*path, place), file, lines, problems) for place, item in enumerate(node.value)]
    if not isinstance(node, MappingNode):
        return ""
    plain: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = key_node.value if isinstance(key_node, ScalarNode) else "?"
        if key in plain:
            first = lines[(*path, key)]
            problems.append(problem("yaml-duplicate-key", SourceRef(file, line=line), key, first=first))
            continue
        lines[(*path, key)] = line
        plain[key] = _plain(value_node, (*path, key), file, lines, problems)
    return plain
