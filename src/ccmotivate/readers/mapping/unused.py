"""What to say of files and sheets that ``map`` makes nothing of: why, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.identity import id_form
from ccmotivate.readers.mapping.candidates import candidates
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.lexicon import tells_rows
from ccmotivate.readers.mapping.pools import Pool
from ccmotivate.readers.mapping.roster_months import fewest
from ccmotivate.readers.mapping.who import Roster, holds_figures, is_of_terms, texts_of_people

DAYS_ACROSS = "map-days-across"
_IDS = ("text", "count")
_FIGURES = ("duration", "percent", "permille", "yes_no")


def unused(pool: Pool, data: Sequence[Pool], roster: Roster | None) -> list[Problem]:
    """A note on each sheet of a pool that nothing is made of: its agents are not those of the roster, or none.

    Or it lists agents of the ``data`` without anything to measure.
    """
    code, text, facts = _of_days(pool) or _of_a_list(pool, data, roster) or _why(pool, roster)
    places = dict.fromkeys((table.book.name, table.sheet.name) for table in pool.tables)
    return [problem(code, SourceRef(*place), text or None, **facts) for place in places]


_Why = tuple[str, str, dict[str, str]]


def _of_days(pool: Pool) -> _Why | None:
    """That a pool has a column for each day of a month, like a sheet of attendance."""
    return (DAYS_ACROSS, "", {}) if any(table.is_of_days for table in pool.tables) else None


def _of_a_list(pool: Pool, data: Sequence[Pool], roster: Roster | None) -> _Why | None:
    """The code and facts of a list of agents that measures nothing: a second roster, or one of some of the agents."""
    columns = pool.columns.values()
    if any(tells_rows(one.header) or one.kind in _FIGURES for one in columns) or holds_figures(pool):
        return None
    agents = frozenset().union(*map(_ids, data)) if roster is None else roster.ids
    agent = candidates(pool)[:1]
    some = fewest(pool, agent[0].texts, agents) if agent else 0
    if roster is not None and 2 * some > len(agents) and not is_of_terms(pool):
        return "map-second-roster", "", {"roster": roster.pool.name}
    return ("map-some-agents", "", {"all": str(len(agents)), "some": str(some)}) if some else None


def _ids(pool: Pool) -> frozenset[str]:
    """Who stands in the first of the columns that may tell agents apart."""
    found = candidates(pool)
    return frozenset(map(id_form, filter(None, found[0].texts))) if found else frozenset()


def _why(pool: Pool, roster: Roster | None) -> _Why:
    """The code of the note, an agent, and facts."""
    other = None if roster is None else _other_ids(pool, roster)
    if roster is not None and other is not None:
        column, of = other
        text = next(filter(None, column.texts))
        facts = {"header": column.header, "column": of, "roster": roster.pool.name, "ids": _plain(roster.of)}
        if of not in _named_by(roster):
            return "map-ids-elsewhere", text, facts
        ids = set(map(id_form, filter(None, column.texts)))
        own = {_plain(one): map(id_form, filter(None, texts)) for one, texts in texts_of_people(roster.pool).items()}
        is_alike = len(ids & (roster.ids | {*own.get(of, ())})) * 2 >= len(ids)
        return "map-people-again" if is_alike else "map-words-turned", text, facts
    agents = candidates(pool)
    if roster is not None and agents:
        text = next(filter(None, agents[0].texts), "")
        facts = {"header": agents[0].header, "column": ", ".join(_named_by(roster)), "roster": roster.pool.name}
        return "map-ids-unknown", text, facts
    return "map-no-figures", "", {}


def _other_ids(pool: Pool, roster: Roster) -> tuple[SeenColumn, str] | None:
    """The column of a pool of which half or more stand in the roster, under another header or with words turned."""
    texts = [one for one in pool.columns.values() if one.kind in _IDS]
    for column in candidates(pool) or texts:
        found = _words(column.texts)
        for of, words in _columns_of(roster.pool):
            if found and len(found & words) * 2 >= len(found):
                return column, of
    return None


def _columns_of(people: Pool) -> Iterator[tuple[str, set[Words]]]:
    """What may tell people apart in a roster, as words: its columns of texts, first and last names together."""
    for one in people.columns.values():
        if one.kind in _IDS:
            yield one.header, _words(one.texts)
    if "first" in people.columns and "last" in people.columns:
        first, last = people.columns["first"], people.columns["last"]
        pairs = zip(first.texts, last.texts, strict=True)
        yield f"{first.header} {last.header}", _words(f"{one} {two}" for one, two in pairs)


def _named_by(roster: Roster) -> list[str]:
    """The columns of a roster by which files name its people: that of the ids, and those of ``known_as``."""
    others = [line.value for line in roster.known_as]
    headers = [one for some in others for one in (some if isinstance(some, list) else [some])]
    return [*map(_plain, [roster.of, *map(str, headers)])]


Words = tuple[str, ...]


def _words(texts: Iterable[str]) -> set[Words]:
    """Each text as its words in one order: ``Example, Ada`` is ``Ada Example``."""
    return {tuple(sorted(map(id_form, re.findall(r"[^\s,]+", text)))) for text in texts if text}


def _plain(of: str) -> str:
    """A column of a roster, or several in braces."""
    return of.replace("{", "").replace("}", "")
