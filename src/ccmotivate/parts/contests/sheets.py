"""The sheets of contests and lessons: a person twice for a title, a final for somebody who did not reach it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
from msgspec.structs import replace

from ccmotivate.model.dataset import Dataset
from ccmotivate.model.exact import plain_text
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetKind, SheetRows
from ccmotivate.parts.contests.columns import AGENT, CONTEST, FINAL, TITLE
from ccmotivate.parts.contests.contest import Contest, contests_of
from ccmotivate.parts.contests.problems import NO_FINALIST, TWICE
from ccmotivate.parts.contests.rules import ContestsSettings

NEEDED = (CONTEST,)
_Wrong = tuple[str, int, str, str, object, Mapping[str, object]]


def kinds(settings: ContestsSettings) -> tuple[SheetKind, ...]:
    """Contest and lessons."""
    return (settings.contest, settings.lessons)


def check(settings: ContestsSettings, rows: Mapping[str, SheetRows], rules: RuleSet) -> Iterator[_Wrong]:  # noqa: ARG001 - the contract's
    """A person twice for a title in a workbook and month; a row without a month is for each of them."""
    if CONTEST not in rows:
        return
    found = rows[CONTEST]
    columns = (found.frame["workbook"], found.frame["month"], found.texts[AGENT], found.texts[TITLE])
    before: dict[tuple[str, str, str], dict[int, int]] = defaultdict(dict)
    for at, (book, month, agent, title) in enumerate(zip(*columns, strict=True)):
        months = before[book, agent, title]
        first = next((place for one, place in months.items() if month in (0, one) or one == 0), None)
        if first is None:
            months[month] = at
        else:
            facts = {"title": _name(settings, title), "first": (CONTEST, first, AGENT)}
            yield CONTEST, at, AGENT, TWICE, agent, facts


def check_among(settings: ContestsSettings, rows: Mapping[str, SheetRows], data: Dataset) -> Iterator[_Wrong]:
    """A final for no finalist among the agents of the month."""
    found = rows.get(CONTEST)
    told: set[int] = set()
    for ordinal in sorted(set(data.agents["month"].tolist())) if found is not None and len(found) else ():
        assert found is not None
        for contest, at in _not_reached(settings, found, data, ordinal):
            entry = contest.entries[at]
            if entry.row not in told:
                told.add(entry.row)
                facts = {
                    "person": found.texts[AGENT][entry.row],
                    "title": _name(settings, contest.title),
                    "month": Month.from_ordinal(ordinal),
                    "cut": plain_text(contest.cut),
                    "preliminary": plain_text(entry.preliminary),
                }
                yield CONTEST, entry.row, FINAL, NO_FINALIST, entry.final and plain_text(entry.final), facts


def _not_reached(
    settings: ContestsSettings, rows: SheetRows, data: Dataset, ordinal: int
) -> Iterator[tuple[Contest, int]]:
    """The contests of a month with the positions of those who have a final and are no finalists."""
    agents = data.agents[(data.agents["month"] == ordinal).to_numpy()]
    files = [data.tables[table].file for table in agents["table"].tolist()]
    of_books = rows.frame["workbook"].isin(set(files)).to_numpy(dtype=bool)
    places = np.flatnonzero(of_books & np.isin(rows.frame["month"].to_numpy(), (0, ordinal)))
    ids = agents["agent_id"].tolist()
    for contest in contests_of(settings.titles, settings.terms, rows.take(places), ids, files):
        for at, entry in enumerate(contest.entries):
            if entry.final is not None and not contest.reached(entry):
                yield _placed(contest, places), at


def _placed(contest: Contest, places: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Contest:
    """The contest with rows as they stand among those of all months."""
    return replace(contest, entries=tuple(replace(one, row=int(places[one.row])) for one in contest.entries))


def _name(settings: ContestsSettings, title: str) -> str:
    return " / ".join(settings.titles[title].label.names)
