"""Contests and duties in words."""

from __future__ import annotations

from ccmotivate.locale import counted, translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import Label
from ccmotivate.parts.contests.contest import Contest, Standing, State
from ccmotivate.parts.contests.decide import ContestsResult
from ccmotivate.parts.contests.duties import Duty, DutyState
from ccmotivate.writers.words.sentences import listed, month_text, person_text
from ccmotivate.writers.words.text import visible

STANDINGS = {
    Standing.WINNER: Label("获得称号", "winner"),
    Standing.FINALIST: Label("入围决赛", "finalist"),
    Standing.ENTERED: Label("参加初赛", "entered"),
}
DUTIES = {
    DutyState.OVERDUE: Label("逾期未完成", "overdue"),
    DutyState.OPEN: Label("进行中", "open"),
    DutyState.DONE: Label("已完成", "done"),
}
"""How standings and states are called."""


def title_text(result: ContestsResult, title: str, lang: str) -> str:
    """The name of a title."""
    return result.settings.titles[title].label.text(lang)


def who_text(result: ContestsResult, agent_id: str) -> str:
    """The name with the id."""
    return person_text(visible(result.people[agent_id].name), visible(agent_id))


def outcome_text(result: ContestsResult, contest: Contest, lang: str) -> str:
    """Who won, or why nobody did yet."""
    _ = translator(lang)
    if contest.state is State.RUNNING:
        return _("the final is still to come")
    if not contest.winners:
        return _("no winner, for nobody reached the final")
    people = [who_text(result, agent) for agent in result.named(contest.winners)]
    text = _("won by {people}").format(people=listed(people, _, len(people)))
    return _("{text}, who share it").format(text=text) if len(people) > 1 else text


def size_text(contest: Contest, lang: str) -> str:
    """How many entered, how many reached the final."""
    _ = translator(lang)
    entrants = counted(_("{count} entrants"), count=len(contest.entries))
    finalists = counted(_("{count} finalists"), count=len(contest.finalists))
    return _("{entrants}, {finalists}").format(entrants=entrants, finalists=finalists)


def hours_text(duty: Duty, lang: str) -> str:
    """``2.5 of 4 hours``."""
    _ = translator(lang)
    return counted(_("{given} of {count} hours"), given=plain_text(duty.given), count=plain_text(duty.owed))


def until_text(duty: Duty, lang: str) -> str:
    """By when, or when it was done."""
    _ = translator(lang)
    if duty.done_on is not None:
        return _("done on {day}").format(day=duty.done_on.isoformat())
    return _("due by {day}").format(day=duty.due.isoformat())


def won_text(duty: Duty, lang: str) -> str:
    """``won in March 2025``."""
    _ = translator(lang)
    return _("won in {month}").format(month=month_text(duty.win.won, lang))
