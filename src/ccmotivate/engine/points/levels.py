"""``levels``: a table level → points.

In a rule file: ``project_knowledge: {weight: 10, levels: {none: 0, basic: 60, proficient: 90, fluent: 100}}``.
"""

from __future__ import annotations

from ccmotivate.model.exact import Exact
from ccmotivate.model.scorecards import Levels


def points(values: Exact, method: Levels) -> Exact:
    """The points of each level."""
    made = Exact.empty(len(values))
    for level, earned in method.table:
        made = Exact.full(len(values), earned).where(values.equals(level), made)
    return made
