"""What to say of a file that ``map`` makes nothing of: why, and what to do with it."""

from __future__ import annotations

from collections.abc import Sequence

from ccmotivate.locale import N_
from ccmotivate.model.mapping import Remark
from ccmotivate.readers.identity import id_form
from ccmotivate.readers.mapping.pools import Pool
from ccmotivate.readers.mapping.who import Roster, candidates, is_of_terms

_NOTHING = N_(
    "not used: {file}, sheet {sheet}; nothing to measure in it, and its ids are not those of the agents: leave it out "
    "when you score"
)
_SOME = N_(
    "not used: {file}, sheet {sheet}; nothing to measure in it, and no roster, for of {all} agents it names {some}: "
    "leave it out when you score, or write into a column what each row counts, like the days of a leave, and map it "
    "again"
)
_ANOTHER = N_(
    "not used: {file}, sheet {sheet}; its people are those of {roster}, which says who is who: put its columns there, "
    "and leave it out when you score"
)


def unused(pool: Pool, data: Sequence[Pool], roster: Roster | None) -> Remark:
    """Why a pool is not used: a second roster, a list of some of the agents, or of nobody known."""
    facts: dict[str, object] = {"file": pool.name, "sheet": pool.tables[0].sheet.name}
    ids = _ids(pool)
    agents = frozenset().union(*map(_ids, data)) if roster is None else roster.ids
    some = ids & agents
    if roster is not None and 2 * len(some) > len(agents) and not is_of_terms(pool):
        return Remark(_ANOTHER, {**facts, "roster": roster.pool.name})
    return Remark(_SOME, {**facts, "all": len(agents), "some": len(some)}) if some else Remark(_NOTHING, facts)


def _ids(pool: Pool) -> frozenset[str]:
    """Who stands in the first of the columns that may tell agents apart."""
    found = candidates(pool)
    return frozenset(map(id_form, filter(None, found[0].texts))) if found else frozenset()
