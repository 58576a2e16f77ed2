"""Lists in which nothing is measured but how often something happened, such as complaints without an id."""

from __future__ import annotations

from ccmotivate.locale import N_
from ccmotivate.model.mapping import Line, MappedMetric, Remark
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.counted import NOT_KNOWN
from ccmotivate.readers.mapping.ids import column_id
from ccmotivate.readers.mapping.lexicon import measure_of
from ccmotivate.readers.mapping.measures import Used, detail_line
from ccmotivate.readers.mapping.pools import Pool

_INSTANTS = ("date", "moment")
_WHY = N_("nothing is measured in its columns: its rows are counted; who has none has no data and not 0")


def used_for_rows(pool: Pool, agent: SeenColumn | None, when: SeenColumn | None) -> list[Used]:
    """The column that a source needs to be no roster: that of the days, else any other than the agent's."""
    others = [one for one in (when, *pool.columns.values()) if one is not None and one is not agent]
    for one in [one for one in others if one.kind != "blank"][:1]:
        kind = one.kind if one.kind in _INSTANTS else "text"
        name = column_id(one.header, "day", set())
        return [Used(name, one, kind, Line(name, {"name": one.header, "kind": kind}))]
    return []


def rows_counted(source: str, pool: Pool) -> MappedMetric:
    """How many rows an agent has, called like the file and good or bad as that says, but not to be scored unasked."""
    stem = pool.stem
    measure = measure_of(stem)
    good = (measure.good if measure else "") or "high"
    line = detail_line(source, "count", "1")
    return MappedMetric(f"{source}_rows", stem or source, "count", good, (line,), (NOT_KNOWN, Remark(_WHY)))
