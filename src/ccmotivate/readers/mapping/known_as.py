"""Files that name the people of a roster by other columns of it than that of its ids: ``known_as``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.locale import N_
from ccmotivate.model.mapping import Line, Remark
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal
from ccmotivate.readers.identity import id_form
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.lexicon import field_of
from ccmotivate.readers.mapping.pools import Pool
from ccmotivate.readers.mapping.roster_months import covers_months, months_of_rows, times_of
from ccmotivate.readers.mapping.service import spans_of
from ccmotivate.readers.mapping.when import when_column
from ccmotivate.readers.mapping.who import Roster, enough_of, first_id, overlap, possible, texts_of_people

_OWN = N_("the ids of {file}, which says who is who")
_EVIDENCE = N_("{some} of {all} agents of {file} stand under {column}")


class _Match(Struct, frozen=True):
    """A data pool whose agents stand in a column of the roster: its column, and what stands before their words."""

    pool: Pool
    column: SeenColumn
    prefix: str
    of: str

    @property
    def words(self) -> list[str]:
        """What the agents are called."""
        return [text.removeprefix(self.prefix) for text in dict.fromkeys(self.column.texts) if text]


_Found = tuple[float, _Match]  # and which share of the agents stand there


class _People(Struct, frozen=True):
    """A list of people: the texts by which they may be told apart, by column, and which of these holds their ids.

    ``spans`` are the first and the last month of each row's service.
    """

    pool: Pool
    texts: Mapping[str, Sequence[str]]
    of: str
    spans: Sequence[tuple[int, int]]

    @property
    def ids(self) -> Sequence[str]:
        return self.texts[self.of]

    @property
    def names(self) -> frozenset[str]:
        """The columns of names, and first and last names together."""
        headers = {one.header for one in self.pool.columns.values()}
        return frozenset(of for of in self.texts if field_of(of) == "name" or of not in headers)

    def form(self, of: str) -> Callable[[str], str]:
        """How texts of a column are compared: zeros in front matter but in ids."""
        return id_form if of == self.of else normal

    def forms(self, of: str) -> frozenset[str]:
        """What stands in a column, in compared form."""
        return frozenset(map(self.form(of), filter(None, self.texts[of])))

    def best(self, found: Sequence[_Found]) -> _Match | None:
        """The column in which most agents of a data pool stand, that of the ids before others; None in doubt."""
        sure = bool(found) and self.are_sure([one for _share, one in found])
        return max(found, key=lambda one: (one[0], one[1].of == self.of))[1] if sure else None

    def matches(self, data: Pool) -> list[_Found]:
        """The columns in which enough agents of a data pool stand, each with how many do, of 1."""
        found: list[_Found] = []
        for of in self.texts:
            known = self.forms(of)
            for share, column, prefix in (overlap(one, known, self.form(of)) for one in possible(data)):
                one, enough = _Match(data, column, prefix, of), enough_of(self.pool, of)
                covers = share >= enough and covers_months(
                    self.pool, self.texts[of], data, column.texts, prefix, enough
                )
                if covers and (of == self.of or self.are_sure([one])):
                    found.append((share, one))
        return found

    def is_clear(self, of: str) -> bool:
        """True for ids and names, which are those of the person whose row it is."""
        return of == self.of or of in self.names

    def are_sure(self, matches: Sequence[_Match]) -> bool:
        """True where no agent of these may be two people, by an id, a name or the columns that all of them need.

        Of several people it is the one who was there in each month of its rows, where only one was.
        """
        owners: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        times, own = times_of(self.pool), defaultdict[str, set[str]](set)
        for who in self.ids:
            own[id_form(who)].add(who)
        for of in {*self.names, *(one.of for one in matches)} - {self.of}:
            for text, who, time in zip(self.texts[of], self.ids, times, strict=True):
                owners[normal(text)][time].add(who)
        words = {word for one in matches for word in one.words}
        people = [(word, some | own[id_form(word)]) for word in words for some in owners[normal(word)].values()]
        several = [(word, ids) for word, ids in people if len(ids) > 1]
        months = _months_of(matches, {word for word, _ids in several})
        return all(ids for _word, ids in people) and all(self._is_one(ids, months[word]) for word, ids in several)

    def _is_one(self, ids: Collection[str], months: Collection[int]) -> bool:
        """Whether exactly one of some people was there in each of these months."""
        spans = [(who, *span) for who, span in zip(self.ids, self.spans, strict=True) if who in ids]
        there = [{who for who, since, until in spans if since <= month <= until} for month in months if month]
        return len(there) == len(months) and all(len(some) == 1 for some in there)

    def why(self, one: _Match) -> Remark:
        """How many agents of a data pool stand there."""
        known, words = self.forms(one.of), list(map(self.form(one.of), one.words))
        facts = {"some": sum(word in known for word in words), "all": len(words), "file": one.pool.name}
        return Remark(_EVIDENCE, {**facts, "column": one.of.replace("{", "").replace("}", "")})


def _months_of(matches: Sequence[_Match], words: Collection[str]) -> Mapping[str, Collection[int]]:
    """The months in which some agents have rows, with 0 where these are not known for certain."""
    found: dict[str, set[int]] = defaultdict(set)
    for one in matches if words else ():
        column = when_column(one.pool)
        is_clear = one.pool.across or column is None or column.order is not None
        months = months_of_rows(one.pool) if is_clear else [0] * one.pool.rows
        for text, month in set(zip(one.column.texts, months, strict=True)):
            found[text.removeprefix(one.prefix)].add(month)
    return found


def with_known_as(
    roster: Roster | None, data: Sequence[Pool], rules: RuleSet, no_data: Collection[str]
) -> Roster | None:
    """The roster with what else files call its people, where some data pools do; as it is where these may be two.

    ``rules`` lend their words for who is still there, ``no_data`` are more words for nothing.
    """
    if roster is None:
        return None
    people = _People(
        roster.pool,
        texts_of_people(roster.pool),
        first_id(roster.pool, roster.of),
        spans_of(roster.pool, rules, no_data),
    )
    if _is_whole(roster, data) and people.is_clear(roster.of):
        return roster
    matches = {pool.place: people.matches(pool) for pool in data}
    best = {place: people.best(some) for place, some in matches.items()}
    agents = {place: one for place, one in roster.agents.items() if best[place] is not None or not matches[place]}
    if not agents:
        return None
    roster, found = replace(roster, agents=agents), [one for one in best.values() if one is not None]
    if _is_whole(roster, data):
        return roster
    others = [one for one in found if one.of != people.of]
    if not others or not people.are_sure(found) or not roster.agents.keys() <= {one.pool.place for one in found}:
        return roster
    headers = list(dict.fromkeys(one.of for one in others))
    line = Line("known_as", headers[0] if len(headers) == 1 else headers, tuple(map(people.why, others)))
    own = [people.why(one) for one in found if one.of == people.of] or [Remark(_OWN, {"file": roster.pool.name})]
    return replace(
        roster,
        of=people.of,
        ids=people.forms(people.of),
        why=own[0],
        agents={one.pool.place: (one.column, one.prefix) for one in found},
        known_as=(line,),
    )


def _is_whole(roster: Roster, data: Sequence[Pool]) -> bool:
    """True where every data pool names people as the roster does, to the letter: ids in another case are an error."""
    written = {*texts_of_people(roster.pool)[roster.of]}
    found = (roster.agents.get(pool.place) for pool in data)
    return all(
        one is not None
        and all(text in written or id_form(text) not in roster.ids for text in _Match(data[0], *one, roster.of).words)
        for one in found
    )
