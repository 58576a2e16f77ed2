"""What one row is: a call or a ticket, an agent's day or month, or one of many."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ccmotivate.locale import N_
from ccmotivate.model.mapping import Remark
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.copies import copied_rows
from ccmotivate.readers.mapping.evaluations import Evaluations, evaluations_of
from ccmotivate.readers.mapping.lexicon import plain, tells_rows
from ccmotivate.readers.mapping.pools import Pool
from ccmotivate.readers.mapping.when import named_months

_MANY_ROWS = 10


class Grain(Struct, frozen=True):
    """What a row is: a thing with a ``key`` of its own, an agent's ``day`` or ``month``, or one of ``many``.

    ``is_shared`` where several agents had some of the things, as of a call that was transferred. ``day`` is the column
    of the days that tell an agent's rows apart, ``parts`` the evaluations of which rows are parts.
    """

    what: str
    why: Remark
    key: SeenColumn | None = None
    is_shared: bool = False
    day: SeenColumn | None = None
    parts: Evaluations | None = None

    @property
    def is_single(self) -> bool:
        """True where a row is one contact, and no sum of several."""
        return self.what == "key"

    @property
    def evaluation(self) -> SeenColumn | None:
        """The id of the evaluations of which rows are parts."""
        return self.parts.id if self.parts else None

    @property
    def has_agent(self) -> bool:
        """True where keys or figures need the agent as a column of texts."""
        return self.is_shared or (self.parts is not None and self.parts.is_uneven)


def grain_of(pool: Pool, agent: SeenColumn | None, when: SeenColumn | None, *, is_open: bool) -> Grain:
    """What one row is, by what never repeats; ``is_open`` where a person must say who the agents are."""
    ids = [one for one in pool.columns.values() if one is not agent and _tells_rows(one, when) and all(one.texts)]
    rows = len(set(zip(*(one.texts for one in pool.columns.values()), strict=True))) if ids else 0
    again = {one.header: _copies(pool, one, agent, when) for one in ids}
    grains = (_by_key(one, agent, rows, again[one.header]) for one in ids if one.kind in ("text", "count"))
    if keyed := sorted(filter(None, grains), key=lambda one: one.is_shared):
        return keyed[0]
    if agent is None:
        return Grain("many", Remark(N_("several rows an agent and month")))
    if is_open:
        return Grain("month", Remark(N_("nearly nobody stands twice: a row is an agent's month")))
    if parts := None if pool.across else evaluations_of(pool, agent):
        text = N_("several rows have the same {header}, one a criterion: a row is a part of an evaluation")
        if parts.criterion is None:
            text = N_("several rows have the same {header}: a row is a part of an evaluation")
        return Grain("many", Remark(text, {"header": parts.id.header}), parts=parts)
    return _by_agent(pool, agent, when)


def _copies(pool: Pool, column: SeenColumn, agent: SeenColumn | None, when: SeenColumn | None) -> int:
    """How many rows are those of another file of which theirs is a copy, by the id, the agent and the time.

    0 where nothing says when rows were: a file may begin their numbers anew.
    """
    if pool.across or agent is None or when is None:
        return 0
    keys = list(zip(column.texts, agent.texts, when.texts, strict=True))
    return copied_rows(pool, keys, (column.header, agent.header, when.header))


def _by_key(column: SeenColumn, agent: SeenColumn | None, unlike: int, copies: int) -> Grain | None:
    """Rows told apart by an id, or by an id and who had it where several agents had one; None where they are not.

    ``unlike`` is how many rows differ from one another in any column, ``copies`` how many are copies of others.
    """
    rows, different = len(column.texts), len(set(column.texts))
    pairs = different if agent is None else len(set(zip(column.texts, agent.texts, strict=True)))
    facts = {"header": column.header, "again": rows - different}
    if pairs > different and pairs == unlike and different * 2 >= rows:
        shared = N_("{header} stands again in {again} rows, with another agent: it counts for each of them")
        return Grain("key", Remark(shared, facts), column, is_shared=True)
    if not _nearly(different, rows - copies):
        return None
    again = N_("{header} tells a row; {again} rows stand again")
    once = N_("{header} never repeats: one row is one of them")
    return Grain("key", Remark(again if rows > different else once, facts), column)


def _nearly(some: int, every: int) -> bool:
    return some * 20 >= every * 19


def _tells_rows(column: SeenColumn, when: SeenColumn | None) -> bool:
    """True for the id of a thing; a bare ``Id`` is one where rows have a time of the day, as things do that happen.

    A bare ``Number`` is one too where letters tell it from those of phones: ``INC0012``.
    """
    words, is_timed = plain(column.header).casefold(), when is not None and when.kind == "moment"
    is_bare = words == "id" or (words == "number" and all(text[:1].isalpha() for text in column.texts))
    return (is_bare and is_timed) or tells_rows(column.header)


def _by_agent(pool: Pool, agent: SeenColumn, when: SeenColumn | None) -> Grain:
    many = Grain("many", Remark(N_("agents stand several times in a month: rows are put together")))
    if when is None or when.kind == "month":
        months = named_months(pool) if when is None else when.texts
        return _monthly() if _never_twice(pool, agent, when, months) else many
    days = [when.day(cell) for cell in when.cells]
    if when.kind != "date" or not _never_twice(pool, agent, when, days):
        return many
    if _never_twice(pool, agent, when, [day and (day.year, day.month) for day in days]):
        return _monthly()
    told = when if _is_dense(agent, days) and not any(one.is_start for one in pool.dialects) else None
    return Grain("day", Remark(N_("no agent stands twice on a day: a row is an agent's day")), day=told)


def _is_dense(agent: SeenColumn, days: Sequence[object]) -> bool:
    """True where agents stand on so many of the days that none of them twice is no chance."""
    return len(days) >= _MANY_ROWS and 2 * len(days) >= len(set(agent.texts)) * len(set(days))


def _monthly() -> Grain:
    return Grain("month", Remark(N_("no agent stands twice in a month: a row is an agent's month")))


def _never_twice(pool: Pool, agent: SeenColumn, when: SeenColumn | None, times: Sequence[object]) -> bool:
    """True where no agent stands twice at a time but in files of which one is a copy or a correction of the other."""
    keys = list(zip(agent.texts, times, strict=True))
    again = len(keys) - len(set(keys))
    if not again or pool.across or when is None:  # a row holds several months, or only names tell its day
        return not again
    return again == copied_rows(pool, keys, (agent.header, when.header))
