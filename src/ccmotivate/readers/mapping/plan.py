"""Books that nobody described → a plan of a scheme: sources, metrics and what only a person can say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from ccmotivate.formats.book import Book
from ccmotivate.locale import N_
from ccmotivate.model.mapping import OPEN, Line, MappedMetric, MappedSource, MapPlan, Question, Remark
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.mapping.by_evaluation import metrics_by_evaluation, metrics_of_shares, with_scores_as_they_are
from ccmotivate.readers.mapping.by_words import metrics_by_word
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.counted import NOT_KNOWN
from ccmotivate.readers.mapping.dialects import Dialect, dialect_lines
from ccmotivate.readers.mapping.grain import Grain, grain_of
from ccmotivate.readers.mapping.ids import DIGITS, beginning_of, column_id, source_name
from ccmotivate.readers.mapping.known_as import with_known_as
from ccmotivate.readers.mapping.measures import Used, metrics_of, used_columns
from ccmotivate.readers.mapping.no_figures import left_out_remarks, no_figures
from ccmotivate.readers.mapping.nothing import nobody_in, nothing_in
from ccmotivate.readers.mapping.only_rows import rows_counted, used_for_rows
from ccmotivate.readers.mapping.other_ids import with_other_ids
from ccmotivate.readers.mapping.people import people_lines
from ccmotivate.readers.mapping.pool_remarks import like_sums, mixed, not_read, not_taken, size
from ccmotivate.readers.mapping.pools import Pool, pools_of
from ccmotivate.readers.mapping.ratings import metrics_of_ratings
from ccmotivate.readers.mapping.roster_months import month_lines, of_months
from ccmotivate.readers.mapping.service import Service, service_of
from ccmotivate.readers.mapping.tables import heads_of, tables_of
from ccmotivate.readers.mapping.two_in_one import ids_in
from ccmotivate.readers.mapping.unused import unused
from ccmotivate.readers.mapping.when import when_column, when_lines, zone_line
from ccmotivate.readers.mapping.who import (
    Roster,
    agent_lines,
    holds_figures,
    is_people,
    lasts,
    roster_of,
    says_how_employed,
)
from ccmotivate.readers.mapping.withdrawn import of_those_that_stand, standings
from ccmotivate.readers.row_kinds import TotalWords

_NONE_TOLD: Mapping[str, str] = MappingProxyType({})
_YEAR_AND_MONTH = re.compile(r"(?<!\d)(19|20)\d\d[-_.]?(0[1-9]|1[0-2])")


def map_plan(
    books: Sequence[Book], rules: RuleSet, dialects: Mapping[Path, Dialect], agents: Mapping[str, str] = _NONE_TOLD
) -> MapPlan:
    """Look at books; the shipped ``rules`` lend their words for no data and totals.

    ``dialects`` are those of the text files among them, by path; ``agents`` the headers of the columns of agents where
    somebody has told them, by their questions.
    """
    totals = TotalWords.of(rules)
    tables = [table for book in books for table in tables_of(book, totals)]
    no_data = (*nobody_in(tables), *nothing_in(tables))
    words = replace(rules.words, no_data=(*rules.words.no_data, *no_data))
    pools = pools_of(tables, words, dialects)
    data = [pool for pool in pools if not is_people(pool)]
    data = data or [pool for pool in pools if holds_figures(pool) or says_how_employed(pool)]
    people = [pool for pool in pools if not any(pool is one for one in data)]
    roster = with_known_as(_roster_of(people, data), data, rules, no_data) if data else None
    data = [pool for pool in data if roster is None or pool.place in roster.agents] or data
    ids = _ids([*data, *([roster.pool] if roster else [])])
    told = {pool.place: agents.get(f"{ids[id(pool)]}.agent_id", "") for pool in data}
    parts = [_source(pool, ids[id(pool)], roster, pools, told) for pool in data]
    if any(source.columns for source, _metrics, _when in parts):  # without any a source is a roster
        data = [pool for pool, (source, *_rest) in zip(data, parts, strict=True) if source.columns]
        parts = [part for part in parts if part[0].columns]
    sources = [source for source, _metrics, _when in parts]
    service = service_of(roster.pool, ids[id(roster.pool)], rules, no_data) if roster else Service()
    sources += [_roster(roster, ids[id(roster.pool)], pools, service)] if roster else []
    metrics = with_other_ids([one for _source, metrics, _when in parts for one in metrics])
    taken = [*data, *([roster.pool] if roster else [])]
    used = {id(pool) for pool in taken}
    return MapPlan(
        tuple(sources),
        tuple(metrics),
        zone_line([when for _source, _metrics, when in parts if when is not None]),
        headers=frozenset(form for table in tables for form in table.forms),
        roles=_roles(sources, taken),
        notes=(
            *(note for pool in pools if id(pool) not in used for note in unused(pool, data, roster)),
            *_no_good_side(metrics, data),
            *(() if roster else _agents_apart(sources, data)),
        ),
        used=_used(books, taken, totals),
        no_data=no_data,
        service=service.lines,
    )


def _used(books: Sequence[Book], taken: Sequence[Pool], totals: TotalWords) -> frozenset[str]:
    """The files of these pools, and those without rows that have the headers of one of their tables."""
    tables = [table for pool in taken for table in pool.tables]
    files, forms = frozenset(str(table.book.path) for table in tables), {table.forms for table in tables}
    others = [book for book in books if str(book.path) not in files]
    return files | {str(book.path) for book in others if any(head.forms in forms for head in heads_of(book, totals))}


def _roster_of(people: Sequence[Pool], data: Sequence[Pool]) -> Roster | None:
    """The people of the data; a plan of shifts by day is only theirs where nothing else is and it says who they are."""
    by_day = [pool for pool in people if any(table.is_of_days for table in pool.tables)]
    others = [pool for pool in people if not any(pool is one for one in by_day)]
    return roster_of(others, data) or roster_of([one for one in by_day if people_lines(one, [])], data)


def _agents_apart(sources: Sequence[MappedSource], data: Sequence[Pool]) -> Iterator[Problem]:
    """A note on each source none of whose agents stands in any other, as where one has names and the others ids."""
    found: list[tuple[Pool, SeenColumn, frozenset[str]]] = []
    for source, pool in zip(sources, data, strict=True):
        value = next((line.value for line in source.lines if line.key == "agent_id"), None)
        header = value.get("of") if isinstance(value, dict) else value
        columns = [one for one in pool.columns.values() if one.header == header]
        found += [(pool, one, ids_in(one, is_parted=header != value)) for one in columns]
    for pool, column, ids in found:
        others = [(other.name, theirs) for other, _column, theirs in found if other is not pool]
        if others and not any(ids & theirs for _name, theirs in others):
            text = next(filter(None, column.texts), "")
            here = SourceRef(pool.tables[0].book.name, pool.tables[0].sheet.name)
            yield problem("map-agents-apart", here, text, header=column.header, file=others[0][0])


def _roles(sources: Sequence[MappedSource], pools: Sequence[Pool]) -> tuple[str, ...]:
    """The words of the columns of roles."""
    headers = [line.value for one in sources for line in one.lines if line.key == "role"]
    columns = [one for pool in pools for one in pool.columns.values() if one.header in headers]
    return tuple(dict.fromkeys(text for one in columns for text in one.texts if text))


def _no_good_side(metrics: Sequence[MappedMetric], data: Sequence[Pool]) -> list[Problem]:
    """A note that nothing says of any metric which side is good, as of the time in states."""
    is_in_doubt = bool(metrics) and all(NOT_KNOWN in one.why for one in metrics)
    return [problem("map-no-good-side", SourceRef(data[0].name))] if is_in_doubt else []


def _ids(pools: Sequence[Pool]) -> dict[int, str]:
    """An id for each source, of its file's name without figures."""
    made: dict[int, str] = {}
    for pool in pools:
        name = source_name(pool.tables[0].book.path)
        if name in made.values() and len({table.book.name for other in pools for table in other.tables}) < len(pools):
            name = f"{name}_{column_id(pool.tables[0].sheet.name, 'x', set())}"
        others = (f"{name}_{at}" for at in count(2))
        made[id(pool)] = name if name not in made.values() else next(one for one in others if one not in made.values())
    return made


def _source(
    pool: Pool, source: str, roster: Roster | None, pools: Sequence[Pool], agents: Mapping[tuple[str, str], str]
) -> tuple[MappedSource, list[MappedMetric], SeenColumn | None]:
    who, agent = agent_lines(pool, source, roster, agents, pools)
    when = None if pool.across else when_column(pool)
    grain = grain_of(pool, agent, when, is_open=any(line.question for line in who))
    nothing = no_figures(pool, grain, when)
    left = [header for headers in nothing.values() for header in headers]
    stand = standings(pool, grain, agent, when)
    said = [one.column.header for one in stand]
    used = used_columns(pool, source, grain, agent, when, left, said)
    own = [] if roster or agent is None else _steady(pool, agent, [line.key for line in who])
    known = [one.column for one in used if one.column.header not in said or "values" in one.line.value]
    are_apart = _apart(pool, agent, known)
    key = _key(used, grain, agent, is_open=any(line.question for line in who), apart=are_apart)
    may_lack = grain.is_single or nobody_in(pool.tables) or (grain.what == "many" and _is_untaken(pool, agent))
    whose = _only(pool, agent if may_lack else None, when)
    written = [*_filled(pool, who), *_written(pool), *_decimal(pool, source)]
    months = when_lines(pool, source)
    is_of_these = any(line.question and line.question.id.endswith(".month.value") for line in months)
    lines = [*_where(pool, pools, is_of_these=is_of_these), *who, *own, *months, *whose, *key, *written]
    if not (used or pool.across or lasts(pool)):
        used = used_for_rows(pool, agent, when)
    taken = [one for one in (agent, when) if one is not None]
    rest = not_read(pool, [*taken, *(one.column for one in used), *mixed(pool)], left, lines)
    told = [one.column for one in used]
    remarks = (size(pool), grain.why, *like_sums(pool), *not_taken(pool, told), *left_out_remarks(nothing), *rest)
    mapped = MappedSource(source, tuple(lines), tuple(one.line for one in used), remarks)
    if grain.parts is None:
        shares, shared = metrics_of_shares(source, pool, grain, used)
        words, parted = metrics_by_word(source, grain, used)
        apart, parted = [*shares, *words], [*shared, *parted]
    else:
        apart, parted = metrics_by_evaluation(source, grain.parts, used)
    others = [one for one in used if not any(one is other for other in parted)]
    ratings = [] if grain.parts else metrics_of_ratings(source, used)
    metrics = [*metrics_of(source, grain, others, agent), *ratings, *apart]
    metrics = metrics if grain.parts else with_scores_as_they_are(metrics, pool)
    counted = [] if metrics or not used else [rows_counted(source, pool)]
    return mapped, of_those_that_stand(source, [*metrics, *counted], stand, used), when


def _apart(pool: Pool, agent: SeenColumn | None, used: Sequence[SeenColumn]) -> bool:
    """True where other columns than those ``used`` tell an agent's rows apart, like that of a client."""
    if agent is None or pool.across:
        return False
    others = [one for one in pool.columns.values() if one is not agent and not any(one is other for other in used)]
    return not all(_is_steady(one, agent) for one in others if one.kind in ("text", "count"))


def _key(used: Sequence[Used], grain: Grain, agent: SeenColumn | None, *, is_open: bool, apart: bool) -> list[Line]:
    """``key``: what tells things, or an agent's days or months; not these while it ``is_open`` who the agents are.

    No days where rows may be told ``apart`` by what is not read: one with the same figures would count as a copy.
    """
    days = [one for one in used if one.column is grain.day]
    has_figures = any(one.kind not in ("text", "date") for one in used)  # events may come twice
    if days and has_figures and apart:
        return []
    if days and has_figures:
        text = N_("no two of {rows} rows have the same agent and day: one that stands again is a copy or an error")
        why = (Remark(text, {"rows": len(days[0].column.cells)}),)
        return [Line("key", ["agent_id", days[0].id], why)]
    if grain.parts is not None:
        keys = [one.id for one in used if one.column is grain.parts.id or one.column is grain.parts.criterion]
        return [Line("key", keys)] if len(keys) > 1 else []
    keys = [one.id for one in used if one.column is grain.key or one.column is agent]
    keys = ["agent_id", "month"] if has_figures and grain.what == "month" and not is_open else keys
    return [Line("key", keys[0] if len(keys) == 1 else keys)] if keys else []


def _filled(pool: Pool, who: Sequence[Line]) -> list[Line]:
    """``fill_down`` where only the first row of an agent says who it is of."""
    headers = [one.header for one in pool.columns.values() if one.is_sparse]
    sparse = [line.key for line in who if line.value in headers]
    why = Remark(N_("each stands once, above blank cells: these are of the same agent"))
    return [Line("fill_down", sparse, (why,))] if sparse else []


def _is_untaken(pool: Pool, agent: SeenColumn | None) -> bool:
    """True where nobody talked in the rows without an agent: of calls that nobody took, whatever tells the calls."""
    talks = [
        one for one in pool.columns.values() if one.kind == "duration" and one.measure and one.measure.id == "talk"
    ]
    places = [] if agent is None else [at for at, text in enumerate(agent.texts) if not text]
    return bool(talks) and not any(one.values[at] for one in talks for at in places)


def _only(pool: Pool, agent: SeenColumn | None, when: SeenColumn | None) -> list[Line]:
    """``only`` where rows name no agent or day, as calls do that nobody took, rows below a table, and agents above."""
    lacking = {one.header: one.texts.count("") for one in (agent, when) if one is not None and "" in one.texts}
    whole = (one for one in (when, *pool.columns.values()) if one is not None and not one.is_sparse and all(one.texts))
    above = sum(table.rows_above for table in pool.tables)
    if above and (one := next(whole, None)) is not None:
        lacking[one.header] = lacking.get(one.header, 0) + above
    text = N_("rows with nothing under {header}, left out: {rows}")
    why = tuple(Remark(text, {"header": header, "rows": rows}) for header, rows in lacking.items())
    return [Line("only", dict.fromkeys(lacking, "*"), why)] if lacking else []


def _steady(pool: Pool, agent: SeenColumn, given: Sequence[str]) -> list[Line]:
    """Names, teams and sites that are the same in all rows of an agent and month."""
    lines = []
    for line in people_lines(pool, [agent.header]):
        columns = [one for one in pool.columns.values() if one.header in str(line.value)]
        if line.key not in given and all(_is_steady(one, agent) for one in columns):
            lines.append(line)
    return lines


def _is_steady(column: SeenColumn, agent: SeenColumn) -> bool:
    pairs = {(who, text) for who, text in zip(agent.texts, column.texts, strict=True) if text}
    return len(pairs) == len({who for who, _text in pairs})


def _written(pool: Pool) -> Iterator[Line]:
    """How its files are written, where that is not what is usual."""
    yield from dialect_lines(pool.dialects, source_name(pool.tables[0].book.path))
    if pool.tables[0].header_rows == 2:
        yield Line("header", {"rows": 2}, (Remark(N_("two rows of headers")),))
    totals = list(dict.fromkeys(word for table in pool.tables for word in table.totals))
    if totals:
        sums = tuple(dict.fromkeys(word for table in pool.tables for word in table.sums))
        text = N_("rows whose figures are the sums of those beside them: {words}")
        yield Line("totals", totals, (Remark(text, {"words": sums}),) if sums else ())


def _decimal(pool: Pool, source: str) -> list[Line]:
    """The decimal mark where it is no point, or where nothing tells it from one of thousands."""
    numbers = [one for one in pool.columns.values() if one.is_number or one.kind in ("percent", "permille")]
    if any(one.decimal == "," for one in numbers):
        return [Line("decimal", ",", (Remark(N_("numbers are written with decimal commas")),))]
    unsure = next((one for one in numbers if one.decimal is None), None)
    if unsure is None:
        return []
    facts = {"header": unsure.header, "text": next(text for text in unsure.texts if "." in text)}
    text = Remark(
        N_("What is the decimal mark? {text} in {header} may be thousands, or have three decimal places."), facts
    )
    return [Line("decimal", OPEN, (), Question(f"{source}.decimal", text, (",", "."), ","))]


def _roster(roster: Roster, source: str, pools: Sequence[Pool], service: Service) -> MappedSource:
    lines = [*_where(roster.pool, pools), Line("agent_id", roster.of, (roster.why,)), *roster.known_as]
    people = people_lines(roster.pool, [roster.of])
    written = (*month_lines(roster.pool), *_written(roster.pool))
    why = (size(roster.pool), *of_months(roster.pool), *not_taken(roster.pool), *service.remarks)
    return MappedSource(source, (*lines, *people, *written), (), why)


# -- which files and sheets -------------------------------------------------------------------------------------------


def _where(pool: Pool, pools: Sequence[Pool], *, is_of_these: bool = False) -> list[Line]:
    """Patterns of its files, and of its sheets where these files have others.

    ``is_of_these`` where a person says the month of these files: the next month's must not be taken for theirs.
    """
    names = list(dict.fromkeys(table.book.path.name for table in pool.tables))
    others = {table.book.path.name for other in pools if other is not pool for table in other.tables}
    patterns = _patterns_of_these(names) if is_of_these else list(dict.fromkeys(map(_pattern, names)))
    if any(_fits(name, pattern) for name in others - set(names) for pattern in patterns):
        patterns = names
    lines = [Line("files", patterns[0] if len(patterns) == 1 else patterns)]
    sheets = list(dict.fromkeys(table.sheet.name for table in pool.tables))
    every = {sheet.name for table in pool.tables for sheet in table.book.sheets if sheet.visible}
    if every - set(sheets):
        lines.append(Line("sheet", sheets[0] if len(sheets) == 1 else sheets))
    return lines


def _pattern(name: str) -> str:
    """A file's name with ``*`` for its figures, so that the next month's is meant too."""
    stem, dot, suffix = name.rpartition(".")
    return f"{DIGITS.sub('*', _without_marks(stem))}{dot}{suffix}"


def _patterns_of_these(names: Sequence[str]) -> list[str]:
    """Files' names, or what they begin with where that holds the year and the month: no other month's file fits it."""
    first, suffixes = beginning_of(names), {Path(name).suffix for name in names}
    if len(names) > 1 and len(suffixes) == 1 and _YEAR_AND_MONTH.search(first):
        return [_without_marks(f"{first}*{suffixes.pop()}")]
    return list(map(_without_marks, names))


def _without_marks(name: str) -> str:
    """A name with ``*`` for the signs that mean something in patterns."""
    return re.sub(r"[\[\]?]", "*", name)


def _fits(name: str, pattern: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), name, re.I) is not None
