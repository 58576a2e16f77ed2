"""Files without agents of their own, joined to those that have some: detail rows by agent and month, rosters by agent.

Each reading with agents takes from every other file the rows of its own agents; what belongs to nobody is said once.
The sheets of parts count for every reading with agents.
Where no file has a sheet of agents, the rosters give them, those that list the same people as one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.model.dataset import DetailRows, pooled
from ccmotivate.model.results import Interpretation
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef, has_errors, problem
from ccmotivate.readers.alike import told_alike
from ccmotivate.readers.detail_sheets import strangers_of
from ccmotivate.readers.files_twice import histories_apart
from ccmotivate.readers.identity import id_form
from ccmotivate.readers.people import of_rows
from ccmotivate.readers.reading import ReadResult, RosterRows, Who
from ccmotivate.readers.roster import stacked_rows, with_agents
from ccmotivate.readers.roster_days import DaysSaid, months_of, said_of_days, with_days
from ccmotivate.readers.roster_months import in_their_months
from ccmotivate.readers.rosters import as_one, by_service, ids_by_month, sharing, together
from ccmotivate.readers.settling import settled

MOST_IDS = 50
_WHO = ["agent_id", "month"]
_PLACE = ("agent_id", "table", "row")
_NOWHERE = np.empty(0, dtype=np.intp)
_NONE = ("source-empty", "table-empty")


class Joined(Struct, frozen=True):
    """``parts`` has the joined reading at the place of each file with agents, None for the others; ``problems`` are
    those of no result: rows of unknown agents, files not needed.
    """

    parts: tuple[ReadResult | None, ...]
    problems: tuple[Problem, ...]


def joined(
    parts: Sequence[ReadResult],
    rules: RuleSet,
    *,
    complete: bool = True,
    every: Sequence[ReadResult] | None = None,
) -> Joined:
    """Join the readings of a run.

    Args:
        parts: One a file; their order decides the order of everything.
        rules: For defaults and names.
        complete: Whether every file could be read; else no roster stands in for agents that may stand in another, and
            nothing is said of files whose agents may.
        every: The readings of all files before they were cut down to some months, and of those without any of these.
    """
    read, share = parts, rules.reading.same_people
    sheets = any(len(part.dataset.agents) for part in read)
    dated, listing = with_days(read), in_their_months(read, share)
    parts = histories_apart(in_their_months(by_service(dated) if sheets else dated, share), rules)
    heads, given = _heads(parts, listing, rules, complete=complete)
    others = [part for at, part in enumerate(parts) if at not in given]
    said = said_of_days(read, listing, heads.values()) if heads and not sheets else DaysSaid()
    heads = _with_days_said(heads, said)
    if not heads:
        bare = any(_is_bare(part) for part in others)
        alone = (_alone(part, beside_bare=bare) if complete else part.problems for part in others)
        return Joined((None,) * len(parts), tuple(found for some in alone for found in some))
    lonely = len(parts) == 1 and parts[0].roster is None
    known = set() if lonely else {agent_id for head in heads.values() for agent_id in head.dataset.agents["agent_id"]}
    made: dict[int, ReadResult] = {}
    needed: set[int] = set()
    for at, head in heads.items():
        cuts = {place: _cut(other, head, known) for place, other in enumerate(others)}
        used = {place: cut for place, cut in cuts.items() if cut is not None}
        needed |= used.keys()
        made[at] = _settled(head, list(used.values()), known, rules)
    made = told_alike(_with_sources(made, parts if every is None else every, rules))
    spare = [found for place, other in enumerate(others) if place not in needed for found in other.problems]
    unknown = list(_detail_strangers(others, list(heads.values()), said, rules))
    told = tuple(_with_unknown(made[at], unknown) if at in made else None for at in range(len(parts)))
    return Joined(told, (*spare, *unknown, *_roster_strangers(parts, heads, known)))


def _heads(
    parts: Sequence[ReadResult], listing: Sequence[ReadResult], rules: RuleSet, *, complete: bool
) -> tuple[dict[int, ReadResult], Collection[int]]:
    """The readings with agents, by place, and the places of all that they are made of.

    ``listing`` are the readings with the months of rosters whatever their days say: these tell whose lists are one.
    Without any sheet of agents those of rosters, where there are details; without any roster whoever has rows.
    """
    own = {at: part for at, part in enumerate(parts) if len(part.dataset.agents)}
    frames = [detail.frame for part in parts for detail in part.dataset.details.values() if len(detail.frame)]
    if own or not frames or not complete:
        return own, own
    rows = [at for at, part in enumerate(parts) if part.people is not None and len(part.people.frame)]
    if rows and not any(part.roster is not None for part in parts):
        return {rows[0]: _with_people([parts[at] for at in rows], rules)}, rows
    months = months_of(frames)
    found = {at: part for at, part in enumerate(parts) if part.roster is not None and len(part.roster.frame)}
    groups = sharing({at: one.roster for at, one in enumerate(listing) if at in found and one.roster}, months)
    by_month = ids_by_month(parts)
    return {group[0]: as_one([found[at] for at in group], months, by_month, rules) for group in groups}, found


def _with_days_said(heads: Mapping[int, ReadResult], said: DaysSaid) -> dict[int, ReadResult]:
    """The readings without rows after the leaving, the first with the notes on days."""
    if not (said.problems or said.late):
        return dict(heads)
    first = min(heads)
    return {
        at: replace(
            head,
            dataset=replace(
                head.dataset,
                details={
                    kind: rows.take(np.flatnonzero(~said.is_late(rows.frame)))
                    for kind, rows in head.dataset.details.items()
                },
            ),
            problems=(*head.problems, *(said.problems if at == first else ())),
        )
        for at, head in heads.items()
    }


def _with_people(parts: Sequence[ReadResult], rules: RuleSet) -> ReadResult:
    """The readings of sources as one, whose agents are those who have rows in them; a note on rosters of the rules."""
    whole, stacked = together(parts, [part.people for part in parts])
    people, found = of_rows(stacked, whole.dataset.tables)
    here = SourceRef(parts[0].dataset.inputs[0].file)
    found += [problem("roster-missing", here, name, files=one.layout.files) for name, one in rules.rosters.items()]
    return with_agents(replace(whole, problems=(*whole.problems, *found), roster=people, people=None), ())


def _settled(head: ReadResult, others: Sequence[ReadResult], known: Collection[str], rules: RuleSet) -> ReadResult:
    """A reading with what the other files give it."""
    whole, rosters = head, [head.roster]
    for other in others:
        if other.roster is not None:
            rosters.append(other.roster.moved(len(whole.dataset.tables)))
        book = head.dataset.inputs[0].file
        sheets = {kind: rows.moved(0, book) for kind, rows in other.dataset.sheets.items()}
        whole = replace(
            whole,
            dataset=pooled([whole.dataset, replace(other.dataset, sheets=sheets)]),
            problems=(*whole.problems, *other.problems),
            interpretations=(*whole.interpretations, *other.interpretations),
            bad_details=whole.bad_details | other.bad_details,
        )
    return settled(whole, stacked_rows([one for one in rosters if one is not None]), known, rules)


def _with_sources(made: Mapping[int, ReadResult], every: Sequence[ReadResult], rules: RuleSet) -> dict[int, ReadResult]:
    """Readings of which each has the sources of the run and the detail sheets that have rows of its agents in any
    month: without rows where none of these is of the months of its agents.
    """
    details = [item for part in (*every, *made.values()) for item in part.dataset.details.items()]
    none = {kind: rows.take(_NOWHERE) for kind, rows in details}
    if not none:
        return dict(made)
    may_lack = _may_lack(every, rules)
    sheets = _whose_sheets(every, none.keys(), rules)

    def whole(part: ReadResult) -> ReadResult:
        own = part.dataset.details
        given = {kind for kind, months in may_lack.items() if months}
        given |= _with_rows_of(part, {kind: whose for kind, whose in sheets.items() if kind not in own}, every)
        rows = {**{kind: none[kind] for kind in sorted(given)}, **own}
        told = {kind: replace(some, may_lack=may_lack.get(kind, frozenset())) for kind, some in rows.items()}
        return replace(part, dataset=replace(part.dataset, details=told))

    return {at: whole(part) for at, part in made.items()}


def _may_lack(every: Sequence[ReadResult], rules: RuleSet) -> dict[str, frozenset[int]]:
    """The months (ordinals, 0 for every one) of which each source of a run may lack: every one where it has a row of an
    agent in any, else those of which its files say that there are none.

    Without sheets of agents a row counts in a month of which another kind has rows too: an export of the last month,
    given by mistake, has nobody's.
    """
    details = [(part, *item) for part in every for item in part.dataset.details.items()]
    sources = [one for one in details if rules.details[one[1]].layout.is_mapped]
    agents = {who for part in every for who in _who(part, "agents")} if sources else set()
    listed = set() if agents or not sources else {agent_id for part in every for agent_id in _listed(part)}
    months: dict[str, set[int]] = {}
    for part, kind, _rows in () if agents or not sources else details:
        months.setdefault(kind, set()).update(month for _, month in _who(part, kind))
    found: dict[str, frozenset[int]] = {}
    for part, kind, rows in sources:
        others = set[int]().union(*(some for other, some in months.items() if other != kind))
        whose = (who for who in _who(part, kind) if not others or who[1] in others)
        is_known = any(who in agents if agents else not listed or who[0] in listed for who in whose)
        found[kind] = found.get(kind, frozenset()) | rows.may_lack | (frozenset({0}) if is_known else frozenset())
    return found


def _whose_sheets(every: Sequence[ReadResult], kinds: Collection[str], rules: RuleSet) -> dict[str, set[Who]]:
    """Whose rows the detail sheets without agents beside them have, but for sources, by their kind."""
    others = [part for part in every if next(_who(part, "agents"), None) is None]
    return {
        kind: {who for part in others if kind in part.dataset.details for who in _who(part, kind)}
        for kind in kinds
        if not rules.details[kind].layout.is_mapped
    }


def _with_rows_of(part: ReadResult, sheets: Mapping[str, set[Who]], every: Sequence[ReadResult]) -> set[str]:
    """The kinds of detail sheets that have rows of a reading's agents in any month."""
    if not sheets:
        return set()
    file = part.dataset.inputs[0].file
    agents = {who for other in every if other.dataset.inputs[0].file == file for who in _who(other, "agents")}
    listed = set() if agents else {*part.dataset.agents["agent_id"]}  # by a roster, which is of every month
    return {
        kind
        for kind, whose in sheets.items()
        if not agents.isdisjoint(whose) or (listed and any(who[0] in listed for who in whose))
    }


def _who(part: ReadResult, kind: str) -> Iterator[Who]:
    """Of whom, and of which month, a kind of sheet has rows that could be read."""
    frame = part.dataset.agents if kind == "agents" else part.dataset.details[kind].frame
    here = dict.fromkeys(zip(frame["agent_id"].tolist(), frame["month"].tolist(), strict=True))
    yield from (who for who in chain(here, part.elsewhere.get(kind, ())) if all(who))


def _listed(part: ReadResult) -> Iterator[str]:
    """Whom rosters list, in whichever months."""
    if part.roster is not None:
        yield from part.roster.frame["agent_id"].unique().tolist()
        yield from part.roster.left_out


# -- whose rows -------------------------------------------------------------------------------------------------------


def _cut(other: ReadResult, head: ReadResult, known: Collection[str]) -> ReadResult | None:
    """Another file with the detail rows of a reading's agents only; None where it has nothing to do with them.

    Rows whose id only resembles one of theirs stay, for that is an error; a row that could not be read may be of any of
    them.
    """
    details: dict[str, DetailRows] = {}
    for kind, detail in other.dataset.details.items():
        foreign = [agent_id for agent_id in detail.frame["agent_id"].unique().tolist() if agent_id not in known]
        forms = _forms(head) if foreign else frozenset()
        alike = [agent_id for agent_id in foreign if id_form(agent_id) in forms]
        keep = _among(detail.frame, head.dataset.agents) | detail.frame["agent_id"].isin(alike).to_numpy()
        if keep.any() or (not len(keep) and detail.is_of(head.dataset.agents["month"].unique())):
            details[kind] = detail.take(np.flatnonzero(keep))
    if not (details or other.dataset.sheets or _of_anybody(other) or _knows(other.roster, head)):
        return None
    return replace(other, dataset=replace(other.dataset, details=details))


def _forms(*heads: ReadResult) -> frozenset[str]:
    return frozenset(id_form(agent_id) for head in heads for agent_id in head.dataset.agents["agent_id"].unique())


def _among(frame: pd.DataFrame, agents: pd.DataFrame) -> NDArray[np.bool_]:
    """True for the rows whose id and month are those of an agent."""
    ids = pd.Index(agents["agent_id"].unique())

    def key(rows: pd.DataFrame) -> NDArray[np.int64]:
        return np.asarray(ids.get_indexer(rows["agent_id"]) + len(ids) * rows["month"].to_numpy(dtype=np.int64))

    return np.isin(key(frame), key(agents)) & frame["agent_id"].isin(ids).to_numpy()


def _of_anybody(other: ReadResult) -> bool:
    """True when a detail row has no id or no month that could be read."""
    frames = [detail.frame for detail in other.dataset.details.values()]
    return any(((frame["agent_id"] == "") | (frame["month"] == 0)).any() for frame in frames)


def _knows(roster: RosterRows | None, head: ReadResult) -> bool:
    """True when a roster has a row of one of the agents, or a column that their sheets lack."""
    if roster is None:
        return False
    tables = set(head.dataset.agents["table"].unique().tolist())
    gives = any((roster.frame[one.field] != "").any() for one in head.lacking if one.table in tables)
    forms = frozenset() if gives else _forms(head)
    return gives or any(id_form(agent_id) in forms for agent_id in roster.frame["agent_id"].unique().tolist())


# -- unmatched rows ---------------------------------------------------------------------------------------------------


def _detail_strangers(
    others: Sequence[ReadResult], heads: Collection[ReadResult], said: DaysSaid, rules: RuleSet
) -> Iterator[Problem]:
    """Detail rows of files without agents whose id no file has: a note on each id, on those of a source in one.

    What is after the leaving was ``said``, and what is in error.
    """
    if not any(other.dataset.details for other in others):
        return
    everybody = pd.concat([head.dataset.agents[_WHO] for head in heads])
    known = set(everybody["agent_id"])
    for other in others:
        for kind, detail in other.dataset.details.items():
            bad = pd.DataFrame(list(other.bad_details), columns=_WHO)
            out = ~(_among(detail.frame, everybody) | _among(detail.frame, bad) | said.is_late(detail.frame))
            frame = detail.frame[out]
            first = frame[(frame["agent_id"] != "") & (frame["month"] != 0)].drop_duplicates("agent_id")
            forms = _forms(*heads) if not known.issuperset(first["agent_id"]) else frozenset()
            if rules.details[kind].layout.is_mapped:
                ids = [one for one in first["agent_id"].tolist() if one in known or id_form(one) not in forms]
                yield from strangers_of(other.dataset, detail, out, ids, known)
                continue
            for agent_id, place, row in zip(*(first[name].tolist() for name in _PLACE), strict=True):
                if agent_id in known or id_form(agent_id) not in forms:
                    table = other.dataset.tables[place]
                    yield problem("detail-stranger", table.ref("agent_id", row), agent_id)


def _with_unknown(part: ReadResult, unknown: Sequence[Problem]) -> ReadResult:
    """A reading that says whose rows in its sources were not used."""
    files = {one.file for one in part.dataset.inputs}
    how = [
        Interpretation(one.source.file, one.source.sheet or "", "strangers", one.source.cell or "", *_whose(one))
        for one in unknown
        if one.code == "source-strangers" and one.source.file in files
    ]
    return replace(part, interpretations=(*part.interpretations, *how))


def _whose(strangers: Problem) -> tuple[str, str]:
    """The first ids of rows that were not used, and how many rows they are."""
    fact = dict(strangers.facts)["agents"]
    ids = [fact] if isinstance(fact, str) else fact
    more = [f"… ({len(ids)})"] if len(ids) > MOST_IDS else []
    return ", ".join([*ids[:MOST_IDS], *more]), strangers.value or ""


def _roster_strangers(
    parts: Sequence[ReadResult], heads: Mapping[int, ReadResult], known: Collection[str]
) -> Iterator[Problem]:
    """Agents who are only in a roster: one note per file."""
    told = [part for at, part in enumerate(parts) if part.roster is not None and not _gives_agents(heads.get(at))]
    forms = {id_form(agent_id) for agent_id in known} if told else set()
    for part in told:
        assert part.roster is not None
        ids = [one for one in part.roster.frame["agent_id"].unique().tolist() if one and id_form(one) not in forms]
        if ids:
            table = part.dataset.tables[int(part.roster.frame["table"].iloc[0])]
            yield problem("roster-stranger", SourceRef(table.file, table.sheet), agents=ids)


def _gives_agents(head: ReadResult | None) -> bool:
    """True for a reading whose roster became its agents."""
    return head is not None and head.roster is None


def _is_bare(part: ReadResult) -> bool:
    """True for a file of detail rows that has none."""
    return bool(part.dataset.details) and not any(len(detail.frame) for detail in part.dataset.details.values())


def _alone(part: ReadResult, *, beside_bare: bool) -> Iterator[Problem]:
    """A run without agents: what a file holds, and what is missing beside it.

    A file of detail rows without one, by itself or beside a roster, is all that is wrong.
    """
    here = SourceRef(part.dataset.inputs[0].file, part.sheet)
    if _is_bare(part):
        yield from (found for found in part.problems if found.code not in _NONE)
        yield problem("details-empty", here, details=tuple(part.dataset.details))
    elif part.dataset.details:
        yield from part.problems
        if part.people is not None and has_errors(part.problems):
            return  # no row of a source says whose it is, for reasons that were named
        yield problem("details-alone", here, details=tuple(part.dataset.details))
    elif part.dataset.sheets and part.roster is None:
        yield from part.problems
        yield problem("sheets-alone", here, sheets=tuple(part.dataset.sheets))
    elif beside_bare:
        yield from part.problems
    else:
        yield from (found for found in part.problems if found.code != "column-unused")  # they are named here
        yield problem("roster-alone", here, unknown=part.unused or "–")
