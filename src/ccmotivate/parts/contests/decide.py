"""The contests of a month and the duties of everybody who won one; what is noted of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from msgspec import Struct

from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult
from ccmotivate.model.roster import last_day
from ccmotivate.model.sheets import MonthSheets
from ccmotivate.parts.contests.columns import AGENT, CONTEST, DATE, FINAL, HOURS, LESSONS, TITLE
from ccmotivate.parts.contests.contest import Contest, Entry, Standing, contests_of
from ccmotivate.parts.contests.duties import Duty, Lesson, Win, duties_of
from ccmotivate.parts.contests.problems import FINAL_LACKING
from ccmotivate.parts.contests.rules import ContestsSettings
from ccmotivate.problems import Problem, problem


class Person(Struct, frozen=True):
    """Somebody whom a contest or a duty names."""

    agent_id: str
    name: str
    team: str


class ContestsResult(Struct, frozen=True):
    """``contests`` by title, ``duties`` by title, month of the win, id; ``people`` are all whom they name, by id."""

    settings: ContestsSettings
    month: Month
    contests: tuple[Contest, ...]
    duties: tuple[Duty, ...]
    people: Mapping[str, Person]
    ids: Mapping[int, str]  # of them, by position

    def person(self, entry: Entry) -> Person:
        """Whose entry it is."""
        return self.people[self.ids[entry.agent]]

    def named(self, entries: tuple[Entry, ...]) -> list[str]:
        """The ids of these entries, in the order of the agents."""
        return [self.ids[one.agent] for one in entries]

    def entered(self, agent: int) -> Iterator[tuple[Contest, Entry, Standing]]:
        """What the agent at this position entered, and how far that led."""
        for contest in self.contests:
            entry = contest.of(agent)
            if entry is not None:
                yield contest, entry, contest.standing(entry)

    def owed(self, agent: int) -> Iterator[Duty]:
        """The duties of the agent at this position."""
        own = self.ids.get(agent)
        yield from (duty for duty in self.duties if duty.win.agent_id == own)


def decide(settings: ContestsSettings, month: MonthResult) -> ContestsResult:
    """The contests that were held, and what is owed at the end of the month."""
    agents = month.agents
    ids: list[str] = agents["agent_id"].tolist()
    rows = month.sheets.rows[CONTEST]
    contests = contests_of(settings.titles, settings.terms, rows, ids, agents["file"].tolist())
    duties = _duties(settings, month, set(ids))
    named = {duty.win.agent_id for duty in duties}
    entered = {one.agent for contest in contests for one in contest.entries}
    positions = sorted(entered | ({at for at, one in enumerate(ids) if one in named} if named else set()))
    names, teams = (agents[name].tolist() for name in ("name", "team"))
    people = {ids[at]: Person(ids[at], str(names[at]), str(teams[at])) for at in positions}
    return ContestsResult(settings, month.month, contests, duties, people, {at: ids[at] for at in positions})


def _duties(settings: ContestsSettings, month: MonthResult, there: set[str]) -> tuple[Duty, ...]:
    """Those of the people who are there: titles in the order of the rules, then by month of the win, then by id."""
    wins = [win for win in dict.fromkeys(_wins(settings, month)) if win.agent_id in there]
    lessons = list(_lessons(month.sheets)) if wins else []
    found = duties_of(wins, lessons, settings.hours, settings.months, last_day(month.month))
    place, titles = {agent: at for at, agent in enumerate(month.agents["agent_id"].tolist())}, list(settings.titles)
    order = [
        ((titles.index(duty.win.title), duty.win.won.ordinal, place[duty.win.agent_id]), duty)
        for duty in (found if wins else ())
    ]
    return tuple(duty for _key, duty in sorted(order, key=lambda one: one[0]))


def _wins(settings: ContestsSettings, month: MonthResult) -> Iterator[Win]:
    """Every win that is known: of this month and of those before it, as their awards have it."""
    titles = {title.award: title.id for title in settings.titles.values()}
    for one in (*month.earlier, month):
        for given in one.awards:
            if given.award in titles and given.agent_id is not None:
                yield Win(titles[given.award], given.agent_id, one.month)


def _lessons(sheets: MonthSheets) -> Iterator[Lesson]:
    """The lessons that are known; without the sheet none were given."""
    rows = sheets.rows.get(LESSONS)
    if rows is None:
        return
    days, hours = (rows.numbers[name].to_list() for name in (DATE, HOURS))
    for title, agent, day, taught in zip(rows.texts[TITLE], rows.texts[AGENT], days, hours, strict=True):
        assert day is not None and taught is not None
        yield Lesson(title, agent, dt.date.fromordinal(int(day)), taught)


def notes(result: ContestsResult, month: MonthResult) -> Iterator[Problem]:
    """A finalist without a final beside others who have one."""
    for contest in result.contests:
        for entry in contest.missing():
            here = month.sheets.cell(CONTEST, entry.row, FINAL)
            title = result.settings.titles[contest.title].label.names
            who = result.ids[entry.agent]
            yield problem(FINAL_LACKING, here, who, title=" / ".join(title), month=month.month)
