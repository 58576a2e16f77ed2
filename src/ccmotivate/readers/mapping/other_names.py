"""Ids and names that no two metrics of a scheme share."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import count

from msgspec.structs import replace

from ccmotivate.model.mapping import Line, MappedMetric


def with_other_names(metrics: Sequence[MappedMetric]) -> list[MappedMetric]:
    """The metrics with ids and names that no other one has; a name that begins with NUL is ours, to be translated.

    A formula stands after the metrics of its source, and names those.
    """
    names: set[str] = set()
    ids: dict[str, str] = {}  # by the id that the source gives it, of the last source that does
    made: list[MappedMetric] = []
    for one in metrics:
        ids[one.id] = _other(one.id, "_", {two.id for two in made})
        name = _other(one.name, " ", names)
        names.add(name.casefold())
        lines = tuple(_renamed(line, ids) for line in one.lines)
        made.append(replace(one, id=ids[one.id], name=name, lines=lines))
    return made


def _renamed(line: Line, ids: Mapping[str, str]) -> Line:
    """A formula with the ids that its metrics have now."""
    if line.key != "formula":
        return line
    return replace(line, value=re.sub(r"[a-z_]\w*", lambda word: ids.get(word[0], word[0]), line.value))


def _other(text: str, mark: str, taken: Collection[str]) -> str:
    """A text, with a number after it where it is taken."""
    numbered = (f"{text}{mark}{at}" for at in count(2))
    return text if text.casefold() not in taken else next(one for one in numbered if one.casefold() not in taken)
