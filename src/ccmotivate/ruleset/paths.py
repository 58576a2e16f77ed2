"""``PATH=VALUE``: one value of the rules set in the texts of its files, in memory, before they are checked.

A path is what a person would say: ``roles.inbound.productivity`` (the standard), ``roles.inbound.scorecard.
productivity.weight``, ``awards.monthly_project.prize``, ``awards.monthly_project.prize.1`` (items count from 1),
``eligible.contributions``, ``metrics.workload.formula``. The value is spliced in where the old one stood, so that
every other line keeps its number, and is checked with the rest.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from ccmotivate.model.comparison import Setting
from ccmotivate.model.durations import unit_of_word
from ccmotivate.model.exact import plain_text
from ccmotivate.model.scorecards import Comparison
from ccmotivate.model.words import nearest
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.ruleset.yaml_text import composed_tree, read_yaml

MOST_VALUES = 200
_END = ".yaml"
_SECTIONS = ("must", "scorecard", "eligible")
_COMPARISONS = frozenset(Comparison)
_RANGE = re.compile(r"(?P<low>[^:]+?)\.\.(?P<high>[^:]+?)(?::(?P<step>.+))?")
_FIGURE = re.compile(r"(?P<number>\d{1,12}(?:\.\d{1,12})?)\s*(?P<unit>[%‰]|[^\W\d_]*)")
_SHOWN = 160


class Sweep(Struct, frozen=True):
    """A path and the values that it takes, as they are written."""

    path: str
    values: tuple[str, ...]


class _Place(Struct, frozen=True):
    """Where a path leads: the node there, or the mapping in which its last key is missing."""

    file: str
    node: Node
    missing: str | None = None
    is_line: bool = False  # what is missing is an award, a metric, a criterion or a line of a scorecard
    whole: Node | None = None  # where ``node`` is the figure of a standard: the standard
    key: Node | None = None  # where nothing stands at ``node``: its key


def parse_setting(text: str) -> tuple[Setting | None, tuple[Problem, ...]]:
    """``PATH=VALUE`` as typed."""
    path, equals, value = text.partition("=")
    if not equals or not path.strip() or not value.strip():
        return None, (problem("set-unreadable", SourceRef("--set"), text),)
    return Setting(path.strip(), value.strip()), ()


def parse_sweep(text: str) -> tuple[Sweep | None, tuple[Problem, ...]]:
    """``PATH=70%..85%:1%`` as typed: from the first figure to the second, both included, in steps (of 1)."""
    here = SourceRef("--sweep")
    path, _equals, span = text.partition("=")
    found = _RANGE.fullmatch(span.strip())
    figures = [_FIGURE.fullmatch(word.strip()) for word in found.groups("1")] if found else []
    units = {one["unit"] for one in figures if one and one["unit"]}
    known = all(unit in "%‰" or unit_of_word(unit) for unit in units)
    if not path.strip() or not figures or not all(figures) or len(units) > 1 or not known:
        return None, (problem("sweep-unreadable", here, text),)
    low, high, step = (Fraction(one["number"]) for one in figures if one)
    if step <= 0 or high < low or (high - low) / step >= MOST_VALUES:
        return None, (problem("sweep-unending", here, text, limit=MOST_VALUES),)
    unit = units.pop() if units else ""
    count = int((high - low) / step) + 1
    return Sweep(path.strip(), tuple(plain_text(low + at * step) + unit for at in range(count))), ()


def set_values(
    texts: Mapping[str, str], settings: Sequence[Setting], option: str = "--set"
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The texts of a rules folder with these values in place of the old ones.

    Args:
        texts: The text of each file by its name; files that are not YAML are left unchanged.
        settings: What to set, in order.
        option: The name of the settings in problems.

    Returns:
        The texts, and an error for each path that leads nowhere or value that is no YAML.
    """
    new = dict(texts)
    problems: list[Problem] = []
    for one in settings:
        place = _Folder.of(new).find(one.path)
        value = _value_text(one.value)
        if place is None or (place.is_line and value is not None and not value.startswith("{")):
            near = nearest(one.path, known_paths(new), cutoff=0.3) or "–"
            problems.append(problem("set-unknown-path", SourceRef(option), one.path, nearest=near))
        elif value is None:
            problems.append(problem("set-unreadable", SourceRef(option), str(one)))
        else:
            whole = place.whole if _is_standard(json.loads(value)) else None
            new[place.file] = _spliced(new[place.file], replace(place, node=whole or place.node), value)
    return new, tuple(problems)


def current_value(texts: Mapping[str, str], path: str) -> str | None:
    """What stands at a path, in one line; None where it leads nowhere or nothing stands."""
    place = _Folder.of(texts).find(path)
    if place is None or place.missing is not None:
        return None
    plain = _plain(place.node)
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)[:_SHOWN]


def known_paths(texts: Mapping[str, str]) -> list[str]:
    """Every path that leads to a value, in the short form where there is one."""
    folder = _Folder.of(texts)
    paths = [
        path
        for name in folder.names
        for path in _paths(folder.trees[name + _END], "eligible" if name == "scheme" else name, name)
    ]
    for role, file in folder.roles.items():
        paths += _paths(folder.trees[file], f"roles.{role}", "role")
    return paths


def _paths(tree: Node, prefix: str, kind: str) -> Iterator[str]:
    """The paths under a file's root."""
    for key, node in _entries(tree):
        if kind == "role" and key == "must":
            yield from (f"{prefix}.{metric}" for metric, _standard in _entries(node))
        elif kind == "scheme":
            named = "eligible" if key == "eligible" else f"scheme.{key}"
            yield from _below(node, named, standards=key == "eligible")
        else:
            yield from _below(node, f"{prefix}.{key}")


def _below(node: Node, path: str, *, standards: bool = False) -> Iterator[str]:
    yield path
    for key, inner in _entries(node):
        if standards:
            yield f"{path}.{key}"
        else:
            yield from _below(inner, f"{path}.{key}")


# -- where a path leads -----------------------------------------------------------------------------------------------


class _Folder(Struct, frozen=True):
    """The trees of the files that can be read, and the file of each role."""

    trees: Mapping[str, Node]
    roles: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> _Folder:
        read = {name: _tree(text) for name, text in texts.items()}
        trees = {name: tree for name, tree in read.items() if tree is not None}
        roles = {
            entry.value: name
            for name, tree in trees.items()
            if name.startswith("roles/") and isinstance(entry := dict(_entries(tree)).get("role"), ScalarNode)
        }
        return cls(trees, roles)

    @property
    def names(self) -> list[str]:
        """The files at the top, those of parts too, by the word that begins their paths."""
        return [name.removesuffix(_END) for name in self.trees if "/" not in name and name.endswith(_END)]

    def find(self, path: str) -> _Place | None:
        """The place of a path, None where it leads nowhere."""
        words = path.split(".")
        if any(not word for word in words):
            return None
        head, rest = words[0], words[1:]
        if head == "eligible":
            head, rest = "scheme", words
        file: str | None = head + _END
        if head == "roles" and rest:
            file, rest = self.roles.get(rest[0]), rest[1:]
        if file is None or file not in self.trees or not rest:
            return None
        root = self.trees[file]
        entries = dict(_entries(root))
        if head == "roles" and rest[0] not in entries and "must" in entries:
            rest = ["must", *rest]
        place = _walk(file, root, rest)
        in_section = rest[0] in _SECTIONS and (len(rest) == 2 or (len(rest) == 3 and rest[2].isdigit()))
        if place is not None and place.missing is not None:
            return replace(place, is_line=in_section or (len(rest) == 1 and head in ("awards", "metrics")))
        if place is None or not in_section or rest[0] == "scorecard":
            return place
        return replace(place, node=_standard_of(place.node), whole=place.node)


@functools.lru_cache(maxsize=64)
def _tree(text: str) -> MappingNode | None:
    """The tree of a file, None when it is no mapping or past a limit of ``read_yaml``, which guards the walk here."""
    if read_yaml("", text)[0] is None:
        return None
    tree = composed_tree(text)
    return tree if isinstance(tree, MappingNode) else None


def _walk(file: str, node: Node, words: Sequence[str]) -> _Place | None:
    """Down the tree by keys and, in lists, by numbers from 1; a key may have dots of its own."""
    if not words:
        return _Place(file, node)
    entries = dict(_entries(node))
    for taken in range(len(words), 0, -1):
        key = ".".join(words[:taken])
        if key in entries:
            place = _walk(file, entries[key], words[taken:])
            return replace(place, key=_key_of(node, key)) if place and place.node is entries[key] else place
    may_be_new = isinstance(node, MappingNode) and len(words) == 1
    return _Place(file, node, words[0]) if may_be_new else None


def _key_of(node: Node, key: str) -> Node | None:
    """The key in a mapping under which nothing stands, or only comments."""
    pairs = node.value if isinstance(node, MappingNode) else []
    return next(
        (one for one, value in pairs if one.value == key and value.start_mark.index == value.end_mark.index), None
    )


def _standard_of(node: Node) -> Node:
    """Of a standard with a single comparison the figure, so that ``productivity=78%`` keeps its ``at_least``."""
    entries = dict(_entries(node))
    compared = [entries[key] for key in entries if key in _COMPARISONS]
    return compared[0] if isinstance(node, MappingNode) and len(compared) == 1 else node


def _is_standard(data: Any) -> bool:
    """True for a value that brings its own comparison, or alternatives that do."""
    one = data[0] if isinstance(data, list) else data
    return isinstance(one, dict) and not _COMPARISONS.isdisjoint(one)


def _entries(node: Node) -> Iterator[tuple[str, Node]]:
    """The children of a mapping by key, of a list by number from 1."""
    if isinstance(node, MappingNode):
        yield from ((key.value, value) for key, value in node.value if isinstance(key, ScalarNode))
    elif isinstance(node, SequenceNode):
        yield from ((str(at), item) for at, item in enumerate(node.value, start=1))


def _plain(node: Node) -> Any:
    if isinstance(node, MappingNode):
        return {key: _plain(value) for key, value in _entries(node)}
    return [_plain(item) for item in node.value] if isinstance(node, SequenceNode) else node.value


# -- the new text -----------------------------------------------------------------------------------------------------


def _value_text(value: str) -> str | None:
    """A value as YAML that fits anywhere on a line; None when it is none."""
    tree, problems = read_yaml("", value)
    if tree is None or problems or tree.data in ("", {}, []):
        return None
    return json.dumps(tree.data, ensure_ascii=False)


def _spliced(text: str, place: _Place, value: str) -> str:
    """The text with a value at a place; what follows keeps its line."""
    node = place.node
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    if place.missing is not None:
        return _with_key(text, node, f"{json.dumps(place.missing, ensure_ascii=False)}: {value}")
    if place.key is not None:  # the parser finds what is blank at the next key
        after = text.index(":", int(place.key.end_mark.index)) + 1
        return f"{text[:after]} {value}{text[after:]}"
    old = text[start:end]
    end = start + len(old.rstrip())
    return text[:start] + value + "\n" * text[start:end].count("\n") + text[end:]


def _with_key(text: str, node: Node, entry: str) -> str:
    """The text with one more entry at the beginning of a mapping."""
    start, column = int(node.start_mark.index), int(node.start_mark.column)
    if isinstance(node, CollectionNode) and node.flow_style:
        comma = ", " if node.value else ""
        return text[: start + 1] + entry + comma + text[start + 1 :]
    return text[:start] + entry + "\n" + " " * column + text[start:]
