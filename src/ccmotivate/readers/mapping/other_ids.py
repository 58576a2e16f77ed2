"""Ids that no two metrics of a scheme share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from ccmotivate.model.mapping import Line, MappedMetric
from ccmotivate.model.words import other_than


def with_other_ids(metrics: Sequence[MappedMetric]) -> list[MappedMetric]:
    """The metrics with ids that no other one has; a formula stands after the metrics of its source, and names those."""
    ids: dict[str, str] = {}  # by the id that the source gives it, of the last source that does
    made: list[MappedMetric] = []
    for one in metrics:
        ids[one.id] = other_than(one.id, "_", {two.id for two in made})
        made.append(replace(one, id=ids[one.id], lines=tuple(_renamed(line, ids) for line in one.lines)))
    return made


def _renamed(line: Line, ids: Mapping[str, str]) -> Line:
    """A formula with the ids that its metrics have now."""
    if line.key != "formula":
        return line
    return replace(line, value=re.sub(r"[a-z_]\w*", lambda word: ids.get(word[0], word[0]), line.value))
