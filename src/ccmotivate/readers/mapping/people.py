"""Which columns say who people are besides their id: name, role, project, team and site."""

from __future__ import annotations

from collections.abc import Sequence

from ccmotivate.model.mapping import Line
from ccmotivate.readers.mapping.pools import Pool


def people_lines(pool: Pool, taken: Sequence[str]) -> list[Line]:
    """Name, role, project, team and site of people, of columns that are not taken."""
    columns = {key: one for key, one in pool.columns.items() if one.kind in ("text", "count")}
    lines = []
    if "first" in columns and "last" in columns:
        lines.append(Line("name", f"{{{columns['first'].header}}} {{{columns['last'].header}}}"))
    elif "name" in columns and columns["name"].header not in taken:
        lines.append(Line("name", columns["name"].header))
    for field in ("role", "project", "team", "site"):
        column = columns.get(field)
        if column is not None and column.header not in taken and any(column.texts):
            lines.append(Line(field, column.header))
    return lines
