"""Which column tells the agents apart, in data and in rosters, by headers and by overlap of ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from ccmotivate.locale import N_
from ccmotivate.model.mapping import OPEN, Line, Question, Remark
from ccmotivate.model.sources import SHEET
from ccmotivate.readers.identity import id_form
from ccmotivate.readers.mapping.candidates import KINDS, by_others, candidates, forms_of, is_address
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.days_in_headers import OWN_DAY
from ccmotivate.readers.mapping.ids import beginning_of
from ccmotivate.readers.mapping.lexicon import (
    OTHER_IDS,
    OTHER_PEOPLE,
    field_of,
    is_of_employment,
    measure_of,
    plain,
    tells_rows,
)
from ccmotivate.readers.mapping.no_agents import (
    above_days,
    has_days_below,
    is_no_agent,
    is_of_rows,
    no_agents,
    of_rows,
    sheet_column,
)
from ccmotivate.readers.mapping.pools import Pool
from ccmotivate.readers.mapping.roster_months import covers_months, dated_column, own_months, times_of
from ccmotivate.readers.mapping.two_in_one import by_shape, ids_in, of_ids, parted

_LABELS = re.compile("行标签|Row Labels", re.IGNORECASE)
"""What a pivot table calls its first column."""
_OWN_OR_TERM = re.compile(rf"{OWN_DAY.pattern}|^(start|end|begin)( date)?$|^(开始|结束)日期$", re.I)
_BY_SHEET = N_("each sheet is called like its agent")
_ENOUGH = 0.5
_FIELDS = frozenset(("agent_id", "name", "role", "project", "team", "site"))
_OF_PEOPLE = ("name", "first", "last", "role", "project", "team", "site")
_DATA = frozenset({"date", "moment", "month", "duration", "percent", "permille", "yes_no"})


class Roster(Struct, frozen=True):
    """The pool that says who is who: what its ids are made of, and the column of each data pool that holds them.

    ``known_as`` is the line with the columns by which some data pools name its people instead.
    """

    pool: Pool
    of: str
    ids: frozenset[str]
    why: Remark
    agents: Mapping[
        tuple[str, str], tuple[SeenColumn, str]
    ]  # by place of the data pool: its column, and what stands before ids
    known_as: tuple[Line, ...] = ()


def is_people(pool: Pool) -> bool:
    """True where a pool has nothing to measure: no days, no durations, nothing known by its header.

    Days are people's own, like ``Hired``, where these say so, and ``Start date`` and ``End date`` in a list of people,
    which may also have a column of months, or one of the day for which it holds.
    """
    columns, dated = pool.columns.values(), dated_column(pool)
    of_people = [dated, *own_months(pool)]
    others = [one for one in columns if one.kind != "date" and not any(one is other for other in of_people)]
    timed = any(one.kind in _DATA and not _is_of_employment(one, pool) for one in others)
    timed |= dated is not None and not _is_list(pool)
    days = [plain(one.header) for one in columns if one.kind == "date" and one is not dated]
    own = all(map(OWN_DAY.search, days)) or (_is_list(pool) and all(map(_OWN_OR_TERM.search, days)))
    return own and not (timed or pool.across or any(map(_measures, columns)))


def _is_of_employment(column: SeenColumn, pool: Pool) -> bool:
    """True for how people are employed, where it is the same of each of them in all rows."""
    found = candidates(pool)
    pairs = set(zip(found[0].texts, column.texts, strict=True)) if found else set()
    is_steady = bool(found) and len({who for who, _text in pairs}) == len(pairs)
    return is_steady and is_of_employment(column.header, column.kind)


def is_of_terms(pool: Pool) -> bool:
    """True where days of a list are not people's own: some of the staff may be on it, with a leave or a contract."""
    dates = [one for one in pool.columns.values() if one.kind == "date" and one is not dated_column(pool)]
    return not all(OWN_DAY.search(plain(one.header)) for one in dates)


def lasts(pool: Pool) -> bool:
    """True where rows have a beginning and an end, as leaves do, of which the days count and not the rows."""
    days = [plain(one.header) for one in pool.columns.values() if one.kind == "date"]
    return bool(days) and all(map(_OWN_OR_TERM.search, days))


def _is_list(pool: Pool) -> bool:
    """True where nothing is counted, no row is a thing's, and nearly nobody stands twice."""
    found = candidates(pool)
    return (
        bool(found)
        and _nearly_alone(found[0], times_of(pool))
        and not holds_figures(pool)
        and not any(tells_rows(one.header) for one in pool.columns.values())
    )


def holds_figures(pool: Pool) -> bool:
    """True where numbers stand under a header that is no field of a person."""
    return any(column.is_number and not field_of(column.header) for column in pool.columns.values())


def says_how_employed(pool: Pool) -> bool:
    """True where a column says how people are employed, which are figures where no file has others."""
    return any(is_of_employment(column.header, column.kind) for column in pool.columns.values())


def _measures(column: SeenColumn) -> bool:
    return column.is_number and measure_of(column.header) is not None


def roster_of(people: Sequence[Pool], data: Sequence[Pool]) -> Roster | None:
    """The people whose ids are most of those in the data, if there are any; of several lists of them the fullest."""
    found = [(share, one) for pool in people for share, one in _rosters(pool, data)]
    return max(found, key=lambda pair: (pair[0], len(_FIELDS & pair[1].pool.columns.keys())))[1] if found else None


def _rosters(pool: Pool, data: Sequence[Pool]) -> Iterator[tuple[float, Roster]]:
    for of, texts in _unique(pool):
        enough, ids = enough_of(pool, of), forms_of(texts)
        agents: dict[tuple[str, str], tuple[SeenColumn, str]] = {}
        shares = []
        for one in data:
            tried = [overlap(column, ids) for column in possible(one)]
            share, column, prefix = max(tried, key=lambda found: found[0], default=(0.0, None, ""))
            shares.append(share)
            if column is not None and share >= enough and covers_months(pool, texts, one, column.texts, prefix, enough):
                agents[one.place] = column, prefix
        if agents:
            header = next(iter(agents.values()))[0].header
            facts = {"share": round(100 * max(shares)), "column": of.strip("{}"), "header": header, "file": pool.name}
            why = Remark(
                N_("{share} per cent of the ids in {header} stand in {column} of {file}: it says who is who"), facts
            )
            yield sum(shares) / len(data), Roster(pool, of, ids, why, agents)


def enough_of(pool: Pool, of: str) -> float:
    """Which share of the agents of data a list of people must have in a column to say who is who."""
    says_more = any(of != pool.columns[key].header for key in _OF_PEOPLE if key in pool.columns)
    return 1 if is_of_terms(pool) or not says_more else _ENOUGH


def possible(pool: Pool) -> list[SeenColumn]:
    """Columns whose values may be agents: those named so, else texts that come again."""
    every = [one for one in pool.columns.values() if one.kind in KINDS and not OTHER_IDS.search(plain(one.header))]
    others = [one for one in every if one.kind == "text" or not measure_of(one.header)]
    named = candidates(pool)
    return [*named, *of_ids(named)] or [*others, *sheet_column(pool)]


def _unique(pool: Pool) -> Iterator[tuple[str, list[str]]]:
    """What tells people apart: columns that never repeat, or ids that nearly never do; ids first, then names."""
    columns, times = _of_people(pool), times_of(pool)
    for one in sorted(columns, key=lambda one: field_of(one.header) != "agent_id"):
        if _is_alone(one, times) or (field_of(one.header) == "agent_id" and _nearly_alone(one, times)):
            yield one.header, one.texts
    for of, whole in _whole_names(pool):
        if _different(whole, times) == len(whole):
            yield of, whole


def _whole_names(pool: Pool) -> Iterator[tuple[str, list[str]]]:
    """First and last names together, where they stand in two columns."""
    if "first" in pool.columns and "last" in pool.columns:
        first, last = pool.columns["first"], pool.columns["last"]
        whole = [f"{one} {two}" for one, two in zip(first.texts, last.texts, strict=True)]
        yield f"{{{first.header}}} {{{last.header}}}", whole


def texts_of_people(pool: Pool) -> dict[str, list[str]]:
    """Every column of a list by which people may be called, and first and last names together."""
    return {one.header: one.texts for one in _of_people(pool)} | dict(_whole_names(pool))


def _of_people(pool: Pool) -> list[SeenColumn]:
    """The columns of a list in which its people may stand; not those of their buddies and supervisors."""
    texts = (one for one in pool.columns.values() if one.kind in KINDS)
    return [one for one in texts if not OTHER_PEOPLE.search(plain(one.header))]


def first_id(pool: Pool, of: str) -> str:
    """What holds the ids of a list of people: ``of`` if its header says so, else the first column whose does."""
    ids = [one for one, _texts in _unique(pool) if field_of(one) == "agent_id" and not is_address(one)]
    return of if of in ids else next(iter(ids), of)


def overlap(
    column: SeenColumn, ids: Collection[str], form: Callable[[str], str] = id_form
) -> tuple[float, SeenColumn, str]:
    """How much of a column stands among ids in this form: as it is, or without what all of it begins with."""
    texts = [text for text in dict.fromkeys(column.texts) if text]
    if not texts:
        return 0.0, column, ""
    share = sum(form(text) in ids for text in texts) / len(texts)
    prefix = beginning_of(texts).rstrip("0123456789")
    if share < _ENOUGH and prefix and len(texts) > 1:
        other = sum(form(text.removeprefix(prefix)) in ids for text in texts) / len(texts)
        if other >= _ENOUGH:
            return other, column, prefix
    return share, column, ""


# -- as lines of a source ---------------------------------------------------------------------------------------------


def agent_lines(
    pool: Pool, source: str, roster: Roster | None, answers: Mapping[tuple[str, str], str], pools: Sequence[Pool]
) -> tuple[list[Line], SeenColumn | None]:
    """The fields of a data pool that say who, and the column of its agents; ``answers`` are such, by place of pool."""
    told = answers.get(pool.place, "")
    if roster is not None and pool.place in roster.agents:
        column, prefix = roster.agents[pool.place]
        if shaped := by_shape(column, pool):
            return [shaped[1]], shaped[0]
        return [_by_roster(column, prefix)], column
    if told == SHEET and (sheets := sheet_column(pool)):
        return [
            Line(key, {"value": SHEET}, why) for key, why in (("agent_id", (Remark(_BY_SHEET),)), ("name", ()))
        ], sheets[0]
    known = [one for one in pool.columns.values() if one.header == told]
    found = [*known, *(one for one in by_others(candidates(pool), pool, pools) if one.header != told)]
    found.sort(key=lambda one: one.header != told and is_of_rows(one, pool))
    if not found:
        labels = _tellers(pool)
        lines = _parted(labels[0], pool, roster, pools, answers) if labels else []
        return (lines, labels[0]) if lines else ([_open(pool, source, no_agents(pool, pools))], None)
    column = found[0]
    if not known and has_days_below(column):
        return [_open(pool, source, above_days(column, pool))], None
    if not known and is_no_agent(column, pool):
        return [_open(pool, source, of_rows(column, pool))], None
    if lines := _parted(column, pool, roster, pools, answers):
        return lines, column
    by_name = field_of(column.header) == "name" or not any(re.search(r"\d|@", text) for text in column.texts)
    if by_name and not known and (shared := _shared(column)):
        return [_people(pool, source, column, shared), Line("name", column.header)], column
    why = (_names_only(column), *_turned(column)) if by_name else (_by_header(column),)
    why = (*why, *_strangers(column, pool, roster, pools, answers))
    lines = [Line("agent_id", column.header, why)]
    others = [one for one in found[1:] if not is_address(one.header)]
    names = sorted(others, key=lambda one: field_of(one.header) != "name")
    lines += [Line("name", names[0].header)] if names and not by_name else []
    lines += [Line("name", column.header)] if by_name else []
    return lines, column


def _parted(
    column: SeenColumn, pool: Pool, roster: Roster | None, pools: Sequence[Pool], answers: Mapping[tuple[str, str], str]
) -> list[Line]:
    """Id and name of cells that hold both, where other files allow it."""
    by_roster = {} if roster is None else {place: one for place, (one, _prefix) in roster.agents.items()}
    others = [other for other in pools if other is not pool and other.place not in by_roster]
    asked = [other for other in others if not (_tellers(other) or answers.get(other.place))]
    return parted(column, [one for other in others for one in _tellers(other)], [*by_roster.values()], others, asked)


def _tellers(pool: Pool) -> list[SeenColumn]:
    """The columns that may tell agents apart by their headers, or the labels of rows of a pivot table."""
    return candidates(pool) or [one for one in pool.columns.values() if _LABELS.fullmatch(one.header)]


def _by_roster(column: SeenColumn, prefix: str) -> Line:
    if column.header == SHEET:
        return Line("agent_id", {"value": SHEET}, (Remark(_BY_SHEET),))
    if not prefix:
        return Line("agent_id", column.header)
    text = next(filter(None, column.texts))
    why = Remark(
        N_("ids in two spellings: {text} here, {id} in the roster"), {"text": text, "id": text.removeprefix(prefix)}
    )
    return Line("agent_id", {"of": column.header, "as": f"{prefix}{{id}}"}, (why,))


def _by_header(column: SeenColumn) -> Remark:
    texts = [text for text in column.texts if text]
    facts = {"different": len(forms_of(texts)), "rows": len(texts)}
    return Remark(N_("by its header; {different} different ids in {rows} rows"), facts)


def _names_only(column: SeenColumn) -> Remark:
    facts = {"different": len(forms_of(column.texts)), "header": column.header}
    return Remark(N_("names only, {different} different ones: right while no two people share one"), facts)


def _turned(column: SeenColumn) -> tuple[Remark, ...]:
    """The first two names that hold the same words: ``Example, Ada`` and ``Ada Example``."""
    seen: dict[tuple[str, ...], str] = {}
    for text in dict.fromkeys(filter(None, column.texts)):
        other = seen.setdefault(tuple(sorted(re.findall(r"\w+", text.casefold()))), text)
        if id_form(other) != id_form(text):
            facts = {"one": other, "other": text}
            return (Remark(N_("{one} and {other} count as two people: write one name in one way"), facts),)
    return ()


def _strangers(
    column: SeenColumn, pool: Pool, roster: Roster | None, pools: Sequence[Pool], answers: Mapping[tuple[str, str], str]
) -> Iterator[Remark]:
    """The first other file none of whose agents is one of these, as where one has names and the other logins."""
    ids = forms_of(column.texts)
    for other in pools:
        found = [] if other is pool else candidates(other)
        is_parted = bool(found) and bool(_parted(found[0], other, roster, pools, answers))
        if found and ids and not ids & ids_in(found[0], is_parted=is_parted):
            text = N_("none of them stands in {header} of {file}: who stands in both needs one id, or counts twice")
            yield Remark(text, {"header": found[0].header, "file": other.name})
            return


def _shared(column: SeenColumn) -> list[str]:
    """The names that stand again where most stand once: of people who share one, or of rows that belong together."""
    often = Counter(map(id_form, filter(None, column.texts)))
    again = [text for text in dict.fromkeys(column.texts) if often[id_form(text)] > 1]
    return again if len(again) * 2 < len(often) else []


def _people(pool: Pool, source: str, column: SeenColumn, shared: Sequence[str]) -> Line:
    facts = {"header": column.header, "count": len(shared), "name": shared[0]}
    text = N_(
        "Which column tells the agents apart? In {header} most names stand once and {count} several times, like "
        "{name}: of one person, or of people who share a name?"
    )
    kinds, once = (one for one in pool.columns.values() if one.kind in KINDS and not one.measure), [""] * pool.rows
    alone = [one.header for one in kinds if _is_alone(one, once)]
    choices = (column.header, *alone)
    return _asked(source, Remark(text, facts), choices, column.header)


def _asked(source: str, text: Remark, choices: tuple[str, ...], guess: str) -> Line:
    """The question which column is the agent's, and that its answer makes ``map`` look again only where it is told."""
    question = Question(f"{source}.agent_id", text, choices, guess)
    why = N_(
        "answer this one with --answer {id}=…: what a row is and how rows become figures goes by it, "
        "and map looks again"
    )
    return Line("agent_id", OPEN, (Remark(why, {"id": question.id}),), question)


def _different(texts: Sequence[str], times: Sequence[str]) -> int:
    """How many different texts there are in all months."""
    return len({(id_form(text), time) for text, time in zip(texts, times, strict=True)})


def _is_alone(column: SeenColumn, times: Sequence[str]) -> bool:
    """True where no value stands twice in a month."""
    return all(column.texts) and _different(column.texts, times) == len(column.texts)


def _nearly_alone(column: SeenColumn, times: Sequence[str]) -> bool:
    """True where few values stand twice in a month, as of people who changed their team: reading says who."""
    return all(column.texts) and _different(column.texts, times) * 4 >= len(column.texts) * 3


def _open(pool: Pool, source: str, text: Remark) -> Line:
    choices = (
        *(one.header for one in pool.columns.values() if one.kind in KINDS),
        *([SHEET] * bool(sheet_column(pool))),
    )
    return _asked(source, text, choices, choices[0] if choices else "")
