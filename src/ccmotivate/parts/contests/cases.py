"""Contests in cases, ``contests: {product_expert: winner}``, and what no case has reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ccmotivate.locale import N_, translator
from ccmotivate.model.cases import Branch, Want
from ccmotivate.model.metrics import by_word
from ccmotivate.model.parts import PartRules
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult
from ccmotivate.model.roster import last_day
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.contests.contest import Contest, State
from ccmotivate.parts.contests.decide import ContestsResult
from ccmotivate.parts.contests.duties import Duty, DutyState
from ccmotivate.parts.contests.rules import ContestsSettings
from ccmotivate.parts.contests.words import DUTIES, STANDINGS
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.case_resolver import CaseResolver
from ccmotivate.ruleset.yaml_text import YamlPath

_STANDING, _DUTY, _GIVEN = "standing", "duty", "given"
_FIELDS = (_STANDING, _DUTY, _GIVEN)
_WAYS = {
    "line": N_("Contests: no case lies exactly on the line of the preliminary round"),
    "below": N_("Contests: no case lies below the line of the preliminary round"),
    "cut": N_("Contests: no case is too far behind for the final"),
    "tied": N_("Contests: no case ties with the last finalist"),
    "final": N_("Contests: no case is decided by the final alone"),
    "broken": N_("Contests: no case is decided by the preliminary round among equals"),
    "shared": N_("Contests: no case shares a title"),
    "running": N_("Contests: no case waits for the final"),
    "nobody": N_("Contests: no case is without a finalist"),
    "lacking": N_("Contests: no case has a finalist without a final beside others who have one"),
    "open": N_("Contests: no case owes lessons with a month to spare"),
    "last": N_("Contests: no case owes lessons in the last month for them"),
    "overdue": N_("Contests: no case owes lessons in the first month after"),
    "done": N_("Contests: no case has given all lessons in time"),
    "late": N_("Contests: no case has given all lessons after their time"),
    "some": N_("Contests: no case has given some of the lessons"),
    "second": N_("Contests: no case owes lessons for two wins of a title"),
}
_TITLE = N_("Contests: no case is won by a {detail}")


# -- what a case states -----------------------------------------------------------------------------------------------


def checks(
    part: PartRules, resolver: CaseResolver, written: Any, path: YamlPath
) -> Iterator[tuple[str, Want, YamlPath]]:
    """What is expected of an agent by title: a standing, or standing, and by month of the win duty and hours given."""
    settings: ContestsSettings = part.settings
    titles = by_word({title.id: title.label for title in settings.titles.values()})
    for title, name, value, place in resolver.entries("titles", written, path, titles, _STANDING):
        field = resolver.one_of("fields", name, _FIELDS, place)
        if field is not None:
            yield from _check(title, field, value, resolver, place)


def _check(
    title: str, field: str, value: Any, resolver: CaseResolver, place: YamlPath
) -> Iterator[tuple[str, Want, YamlPath]]:
    if field == _STANDING:
        standings = {str(one): label for one, label in STANDINGS.items()}
        yield f"{title} {field}", _word(value, standings, resolver, place), place
        return
    states = {str(one): label for one, label in DUTIES.items()}
    for won, figure in resolver.mapping(value, place).items():
        here = (*place, won)
        want = _word(figure, states, resolver, here) if field == _DUTY else resolver.plain_number(figure, here)
        yield f"{title} {field} {won}", want, here


def _word(value: Any, labels: Mapping[str, Any], resolver: CaseResolver, place: YamlPath) -> str | None:
    return resolver.one_or_none("fields", value, by_word(labels), place)


def got(result: ContestsResult | None, at: int, field: str) -> Want:
    """What came of it; None where there is nothing."""
    title, name, *won = field.split(" ")
    if result is None:
        return None
    if name == _STANDING:
        return next((str(standing) for contest, _one, standing in result.entered(at) if contest.title == title), None)
    duty = next((one for one in result.owed(at) if [one.win.title, str(one.win.won)] == [title, *won]), None)
    if duty is None:
        return None
    return str(duty.state) if name == _DUTY else duty.given


def about_text(part: PartRules, field: str, lang: str) -> str:
    """The title by its name, with the month of the win."""
    title, _name, *won = field.split(" ")
    return " ".join([part.settings.titles[title].label.text(lang), *won])


# -- what contests can do ---------------------------------------------------------------------------------------------


def wanted(part: PartRules, rules: RuleSet) -> dict[Branch, SourceRef]:  # noqa: ARG001 - the contract's
    """Every way that contests and duties can go, and every title."""
    settings: ContestsSettings = part.settings
    titles = {_branch("title", title.id): title.source for title in settings.titles.values()}
    return titles | {_branch(way): settings.source for way in _WAYS}


def reached(part: PartRules, month: MonthResult) -> set[Branch]:
    """The ways that the contests and duties of a month went."""
    result: ContestsResult | None = month.parts.get(part.id)
    if result is None:
        return set()
    found = {_branch("title", one.title) for one in result.contests if one.winners}
    found |= {_branch(way) for one in result.contests for way in (*_of_rounds(one), *_of_end(one))}
    owing = [(one.win.title, one.win.agent_id) for one in result.duties]
    found |= {_branch("second")} if len(set(owing)) < len(owing) else set()
    return found | {_branch(way) for one in result.duties for way in _of_duty(one, result.month)}


def _of_rounds(contest: Contest) -> Iterator[str]:
    scores = [one.preliminary for one in contest.entries]
    line = contest.terms.line
    yield from ["line"] if line in scores else []
    yield from ["below"] if min(scores) < line else []
    yield from ["cut"] if any(line <= score < contest.cut for score in scores) else []
    yield from ["tied"] if len(contest.finalists) > contest.terms.finalists else []


def _of_end(contest: Contest) -> Iterator[str]:
    if contest.state is State.RUNNING:
        yield "running"
    elif not contest.finalists:
        yield "nobody"
    else:
        best = contest.winners[0].final
        equal = sum(one.final == best for one in contest.finalists)
        yield "shared" if len(contest.winners) > 1 else "broken" if equal > 1 else "final"
        yield from ["lacking"] if contest.missing() else []


def _of_duty(duty: Duty, month: Month) -> Iterator[str]:
    if duty.state is DutyState.DONE:
        yield "late" if duty.done_on is not None and duty.done_on > duty.due else "done"
        return
    months = (last_day(month) - duty.due).days
    yield "open" if months < 0 else "last" if months == 0 else "overdue"
    yield from ["some"] if duty.given else []


def _branch(way: str, detail: str = "") -> Branch:
    return Branch("part", "contests", "contests", way, detail)


def branch_text(part: PartRules, branch: Branch, rules: RuleSet, lang: str) -> str:  # noqa: ARG001 - the contract's
    """What no case has reached."""
    _, settings = translator(lang), part.settings
    if branch.way in _WAYS:
        return _(_WAYS[branch.way])
    return _(_TITLE).format(detail=settings.titles[branch.detail].label.text(lang))
