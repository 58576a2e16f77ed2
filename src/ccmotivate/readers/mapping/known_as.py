"""Files that name the people of a roster by other columns of it than that of its ids: ``known_as``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.locale import N_
from ccmotivate.model.mapping import Line, Remark
from ccmotivate.model.words import normal
from ccmotivate.readers.identity import id_form
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.pools import Pool
from ccmotivate.readers.mapping.roster_months import covers_months, times_of
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


class _People(Struct, frozen=True):
    """A list of people: the texts by which they may be told apart, by column, and which of these holds their ids."""

    pool: Pool
    texts: Mapping[str, Sequence[str]]
    of: str

    @property
    def ids(self) -> Sequence[str]:
        return self.texts[self.of]

    def form(self, of: str) -> Callable[[str], str]:
        """How texts of a column are compared: zeros in front matter but in ids."""
        return id_form if of == self.of else normal

    def forms(self, of: str) -> frozenset[str]:
        """What stands in a column, in compared form."""
        return frozenset(map(self.form(of), filter(None, self.texts[of])))

    def match(self, data: Pool) -> _Match | None:
        """The column in which most agents of a data pool stand, that of the ids before others."""
        found: list[tuple[float, bool, _Match]] = []
        for of in self.texts:
            known, is_own = self.forms(of), of == self.of
            for share, column, prefix in (overlap(one, known, self.form(of)) for one in possible(data)):
                one, enough = _Match(data, column, prefix, of), enough_of(self.pool, of)
                covers = share >= enough and covers_months(
                    self.pool, self.texts[of], data, column.texts, prefix, enough
                )
                if covers and (is_own or self.are_sure([one])):
                    found.append((share, is_own, one))
        return max(found, key=lambda one: one[:2])[2] if found else None

    def are_sure(self, matches: Sequence[_Match]) -> bool:
        """True where no agent of these may be two people, by an id or by the other columns that all of them need."""
        owners: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        times, own = times_of(self.pool), defaultdict[str, set[str]](set)
        for who in self.ids:
            own[id_form(who)].add(who)
        for of in {one.of for one in matches} - {self.of}:
            for text, who, time in zip(self.texts[of], self.ids, times, strict=True):
                owners[normal(text)][time].add(who)
        words = {word for one in matches for word in one.words}
        return all(len(some | own[id_form(word)]) == 1 for word in words for some in owners[normal(word)].values())

    def why(self, one: _Match) -> Remark:
        """How many agents of a data pool stand there."""
        known, words = self.forms(one.of), list(map(self.form(one.of), one.words))
        facts = {"some": sum(word in known for word in words), "all": len(words), "file": one.pool.name}
        return Remark(_EVIDENCE, {**facts, "column": one.of.replace("{", "").replace("}", "")})


def with_known_as(roster: Roster | None, data: Sequence[Pool]) -> Roster | None:
    """The roster with what else files call its people, where some data pools do; as it is where these may be two."""
    if roster is None or _is_whole(roster, data):
        return roster
    people = _People(roster.pool, texts_of_people(roster.pool), first_id(roster.pool, roster.of))
    found = [one for pool in data if (one := people.match(pool)) is not None]
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
