"""The ways of awards: places, ties and what decides them, each condition both ways, each reason not to win."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from ccmotivate.conditions.combine import AnyOf
from ccmotivate.conditions.condition import asked
from ccmotivate.conditions.context import MonthAgents, award_context
from ccmotivate.engine.awards.decide import decide_awards
from ccmotivate.engine.case_run import Result, refusals
from ccmotivate.engine.periods import award_period
from ccmotivate.model.award_rules import Award, Condition, Who
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.cases import Branch
from ccmotivate.model.reasons import NotGivenReason
from ccmotivate.model.results import AwardGiven, MonthFacts, MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import SourceRef

HOLDS, FAILS, DECIDES = "holds", "fails", "decides"


def wanted(rules: RuleSet) -> dict[Branch, SourceRef]:
    """What cases can reach in the awards of these rules."""
    written = (award for award in rules.awards.values() if not award.part)  # parts count their own ways
    return {branch: award.source for award in written for branch in _of_award(award)}


def _of_award(award: Award) -> Iterator[Branch]:
    for condition in award.condition.walk():
        yield from asked(condition).branches(award)
    for why in sorted(_refusals(award)):
        yield Branch("refusal", award.id, "", why)
    yield Branch("award", award.id, "", "nobody")
    yield from (Branch("award", award.id, metric, "no column") for metric in award.need)
    for path, _child, parent in _children(award.condition):
        ways = (HOLDS, FAILS, DECIDES) if isinstance(parent, AnyOf) else (HOLDS, FAILS)
        yield from (Branch("condition", award.id, path, way) for way in ways)


def _refusals(award: Award) -> set[str]:
    """Every reason for not winning that is possible for this award."""
    found = {f"not_{award.who}"} if award.who is not Who.EVERYONE and award.winner == "agent" else set[str]()
    found |= {"role"} if award.roles else set()
    found |= {"scope"} if award.scope else set()
    found |= {"no_metric"} if award.need else set()
    found |= {"small"} if award.min_members > 1 else set()
    return found | asked(award.condition).refusals(award)


def _children(condition: Condition, path: str = "") -> Iterator[tuple[str, Condition, Condition]]:
    """The conditions within a condition: name, condition and parent of each."""
    for at, child in enumerate(condition.parts):
        name = f"{path}{asked(condition).word}[{at + 1}]"
        yield name, child, condition
        yield from _children(child, f"{name}.")


# -- what was reached -------------------------------------------------------------------------------------------------


def reached_in(result: Result) -> set[Branch]:
    """What the awards of a month or of a longer period reached."""
    found: set[Branch] = set()
    for given in result.awards:
        if given.rank is not None:
            found.add(Branch("place", given.award, "", "given", str(given.rank)))
        if given.tied:
            found.add(Branch("tie", given.award, "", "shared"))
        found |= {Branch("index", given.award, name.rpartition(" ")[2], "counted") for name, _share in given.parts}
    for name, notes in result.ties.items():
        found |= {Branch("tie", name, note.decided_by, "decided") for note in notes if note.decided_by}
    for missing in result.not_given:
        column = missing.reason == NotGivenReason.NO_COLUMN
        found.add(Branch("award", missing.award, missing.metric or "", "no column" if column else "nobody"))
    if not isinstance(result, MonthResult):
        found |= {Branch("index", one.award, one.metric, "left out") for one in result.left_out}
    for award in result.rules.awards_of(period_of(result).kind):
        whys = {why for name in _names(award, result) for why in refusals(award.id, result, name)}
        found |= {Branch("refusal", award.id, "", why) for why in whys}
    return found


def months_of(result: Result) -> tuple[MonthFacts, ...]:
    """The months of a result: itself, or those it is made of."""
    return (result,) if isinstance(result, MonthResult) else result.facts


def period_of(result: Result) -> Period:
    """The period of a result."""
    return Period.of_month(result.month) if isinstance(result, MonthResult) else result.period


def _names(award: Award, result: Result) -> set[str]:
    """Who could have won: all teams, or all agents."""
    column = "team" if award.winner == "team" else "agent_id"
    return {name for month in months_of(result) for name in month.agents[column].tolist() if name}


def conditions_reached(result: Result, months: Sequence[MonthResult]) -> set[Branch]:
    """Which conditions within the conditions of awards held and which did not: each decided by itself."""
    found: set[Branch] = set()
    for award in result.rules.awards_of(period_of(result).kind):
        children = list(_children(award.condition))
        won = {path: _alone(award, child, result, months) for path, child, _parent in children}
        for path, _child, parent in children:
            everybody = _names(award, result)
            earlier = _earlier(path, won) if isinstance(parent, AnyOf) else set()
            found |= {Branch("condition", award.id, path, HOLDS)} if won[path] else set()
            found |= {Branch("condition", award.id, path, FAILS)} if everybody - won[path] else set()
            decides = isinstance(parent, AnyOf) and won[path] - earlier
            found |= {Branch("condition", award.id, path, DECIDES)} if decides else set()
    return found


def _earlier(path: str, won: dict[str, set[str]]) -> set[str]:
    """Who meets one of the conditions listed before this one."""
    stem, _bracket, number = path.rpartition("[")
    before = [f"{stem}[{at}]" for at in range(1, int(number.rstrip("]")))]
    return set().union(*(won[one] for one in before)) if before else set()


def _alone(award: Award, child: Condition, result: Result, months: Sequence[MonthResult]) -> set[str]:
    """Who would win if this condition alone decided."""
    prizes = award.prizes[:1] * (child.winning_places or 1)
    rules = _with(result.rules, replace(award, condition=child, prizes=prizes))
    return {one.agent_id or one.team for one in _awards(rules, result, months) if one.award == award.id}


def _with(rules: RuleSet, award: Award) -> RuleSet:
    """The rules with this award and with those that its conditions look at, no others."""
    wanted, ahead = {award.id: award}, [award]
    while ahead:
        for name in (other for one in ahead.pop().condition.walk() for other in one.others):
            if name in rules.awards and name not in wanted:
                wanted[name] = rules.awards[name]
                ahead.append(wanted[name])
    return replace(rules, awards=wanted, versions=())


def _awards(rules: RuleSet, result: Result, months: Sequence[MonthResult]) -> Iterable[AwardGiven]:
    """The awards of the same period under other rules."""
    if not isinstance(result, MonthResult):
        inside = [month for month in months if month.month in result.period.months]
        return award_period(result.period, inside, rules).awards
    alone = [MonthAgents(result.month, result.agents, result.metrics)]
    context = award_context(result.period, alone, past=result.past)
    return decide_awards(rules.awards_of(PeriodKind.MONTH), context, result.agents, rules).given
