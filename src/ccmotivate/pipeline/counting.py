"""What counts: decisions and publications of the ledger put in the place of what files give, and that they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.pipeline.service import with_published_days
from ccmotivate.pipeline.written_apart import written_apart
from ccmotivate.problems import Problem, SourceRef, problem

if TYPE_CHECKING:  # SQLAlchemy and pandas are loaded where there is a ledger
    from ccmotivate.model.award_rules import Award
    from ccmotivate.model.calendar import Period
    from ccmotivate.model.known import KnownMonth, KnownPeriod
    from ccmotivate.model.period import Month
    from ccmotivate.model.recorded import Difference, Settlement, Tip, WithdrawnPeriod
    from ccmotivate.model.results import Decision, MonthFacts, MonthResult, PeriodResult, PublishedMonth
    from ccmotivate.model.rules import RuleSet


T = TypeVar("T")


class Memory(Protocol):
    """What a command may need of the ledger: publications, withdrawals and decisions."""

    def months(self, months: Sequence[Month]) -> tuple[KnownMonth, ...]:
        """Those of these months that are in the ledger."""
        ...

    def ids(self, year: int) -> Mapping[Month, frozenset[str]]:
        """The months of a year that are in the ledger, each with the ids of its agents or more."""
        ...

    def decisions(self, period: Period) -> tuple[Decision, ...]:
        """What was decided in the period and in the shorter ones within it."""
        ...

    def pending(self, period: Period) -> tuple[Decision, ...]:
        """Those of them that no publication holds yet."""
        ...

    def check_awards(self, known: KnownMonth, awards: Iterable[str]) -> None:
        """Check that every award in a published month is one of these."""
        ...

    def tip(self) -> Tip | None:
        """The last record that there is."""
        ...

    def published(self, period: Period) -> KnownPeriod | None:
        """The publication of the period in force, under its own rules."""
        ...

    def withdrawn(self, period: Period) -> WithdrawnPeriod | None:
        """The version of the period that was reopened last."""
        ...

    def agents_since(self, month: Month) -> tuple[Month, frozenset[str]] | None:
        """The latest published month after this one, and the ids of its agents."""
        ...


def or_refused(memory: Memory | None, do: Callable[[], T], say: Callable[[Problem], T]) -> T:
    """What ``do`` makes of it, or what ``say`` makes of the problem of a ledger that cannot be read."""
    if memory is None:
        return do()
    from ccmotivate.ledger.refused import LedgerRefused

    try:
        return do()
    except LedgerRefused as why:
        return say(why.problem)


class Counted(Struct, frozen=True):
    """Months as they count, with the problems found."""

    months: tuple[MonthResult, ...]
    problems: tuple[Problem, ...] = ()


def count_months(months: Sequence[MonthResult], memory: Memory | None, lang: str) -> Counted:
    """Months of files as they count: awards as published, else with recorded decisions applied.

    Figures stay those of the files; where the files give another result than was published, the month has the
    differences (``ledger.differences``) and a problem is added.

    Raises:
        LedgerRefused: the ledger cannot be read.
    """
    if memory is None:
        return Counted(tuple(months))
    counted = tuple(_by_awards(_month(one, memory), memory.decisions) for one in months)
    apart = otherwise_in_year(counted, memory)
    return Counted(counted, (*(found for one in counted for found in differing(one, lang)), *apart))


def _month(result: MonthResult, memory: Memory) -> MonthResult:
    from ccmotivate.engine.decisions import as_published, decisions_here, with_decisions
    from ccmotivate.model.recorded import LedgerView

    period = result.period
    view = LedgerView(period, pending=memory.pending(period), tip=memory.tip())
    decided = decisions_here(result, memory.decisions(period))
    (known,) = memory.months(period.months) or (None,)
    if known is None:
        return replace(with_decisions(result, decided), ledger=view)
    view = replace(view, publication=known.publication, differences=month_changes(known, result))
    awards = _awards_of(known, result.rules, memory)
    memory.check_awards(known, {*result.rules.awards, *awards})
    shown = as_published(result, known.facts, awards)
    if known.facts.published is None:  # part of a published longer period, as the rules gave it
        shown = with_decisions(shown, decided)
    return replace(shown, ledger=view)


def _by_awards(result: MonthResult, decisions: Callable[[Period], Sequence[Decision]]) -> MonthResult:
    """A month whose parts go by the awards of it and of earlier months as people decided on them."""
    from ccmotivate.engine.decisions import decisions_here, with_decisions
    from ccmotivate.engine.parts import decide_by_awards
    from ccmotivate.model.results import MonthResult

    given = {award.id for part in result.rules.parts.values() for award in part.awards}
    earlier = tuple(
        with_decisions(one, decisions_here(one, decisions(one.period)))
        if isinstance(one, MonthResult) and any(award.award in given for award in one.awards)
        else one
        for one in result.earlier
    )
    return decide_by_awards(replace(result, earlier=earlier)) if given else result


def published_months(
    months: Sequence[Month], fresh: Mapping[Month, MonthResult], memory: Memory | None, lang: str
) -> tuple[dict[Month, PublishedMonth], list[Problem]]:
    """What was published of months, and a problem for each of which files now give another result (``fresh``).

    Raises:
        LedgerRefused: the ledger cannot be read.
    """
    from ccmotivate.model.recorded import LedgerView

    known = {one.facts.month: one for one in memory.months(months)} if memory else {}
    views = [
        replace(fresh[one], ledger=LedgerView(fresh[one].period, was.publication, month_changes(was, fresh[one])))
        for one, was in known.items()
        if one in fresh
    ]
    return {one: was.facts for one, was in known.items()}, [found for one in views for found in differing(one, lang)]


def month_changes(known: KnownMonth, result: MonthResult) -> tuple[Difference, ...]:
    """In what a month of files differs from that of the ledger; of a part of its agents, in what is theirs alone."""
    from ccmotivate.ledger.difference import month_differences
    from ccmotivate.model.kinds import Kind

    found = month_differences(known.facts, known.ruled, result)
    if not set(known.facts.agents["agent_id"]) - set(result.agents["agent_id"]):
        return found
    here = set(result.agents["agent_id"])
    own = ("score", "qualified", "eligible", "agent")
    figures = (Kind.HIRED, Kind.METRIC, Kind.LACKING, Kind.PART)
    return tuple(one for one in found if one.agent_id in here and (one.field in own or one.kind in figures))


def _awards_of(known: KnownMonth, rules: RuleSet, memory: Memory) -> Mapping[str, Award]:
    """The awards of the rules of then, where they are others."""
    if known.publication.rules == rules.sha256:
        return {}
    standing = memory.published(_period_of(known.publication.period))
    return {} if standing is None else standing.result.rules.awards


def _period_of(text: str) -> Period:
    from ccmotivate.model.calendar import parse_period

    period = parse_period(text)
    assert period is not None
    return period


def decide_months(months: Sequence[MonthResult], decisions: Sequence[Decision]) -> tuple[MonthResult, ...]:
    """Months of files with what people decided about those who are in them."""
    from ccmotivate.engine.decisions import decisions_here, with_decisions

    def of_period(_period: Period) -> Sequence[Decision]:
        return decisions

    decided = (with_decisions(one, decisions_here(one, decisions)) for one in months)
    return tuple(_by_awards(one, of_period) for one in decided) if decisions else tuple(months)


def decisions_of(months: Iterable[Month], memory: Memory | None) -> tuple[Decision, ...]:
    """What was decided in the years of these months."""
    from ccmotivate.model.calendar import Period, PeriodKind

    years = sorted({month.year for month in months}) if memory else ()
    return tuple(one for year in years if memory for one in memory.decisions(Period.of(PeriodKind.YEAR, year)))


def compared(results: Iterable[MonthResult | PeriodResult], memory: Memory | None, lang: str) -> list[Problem]:
    """A problem for each period that is compared as its files give it though it was published otherwise.

    ``results`` have the decisions in them.
    """
    from ccmotivate.model.recorded import LedgerView

    found: list[Problem] = []
    for result in results if memory else ():
        known = memory.published(result.period) if memory else None
        if known is not None:
            view = LedgerView(result.period, known.publication, _changes(known, result))
            then = replace(result, ledger=view, rules=known.result.rules)  # for the names of its awards
            found += differing(then, lang, "published-compared")
    return found


def _changes(known: KnownPeriod, result: MonthResult | PeriodResult) -> tuple[Difference, ...]:
    from ccmotivate.engine.periods import award_period
    from ccmotivate.ledger.difference import differences
    from ccmotivate.model.results import MonthResult

    if isinstance(result, MonthResult):
        result = award_period(result.period, [result], result.rules)
    return differences(known.result, result)


def count_period(result: PeriodResult, memory: Memory | None) -> PeriodResult:
    """A longer period of files whose awards are shown as they were published, where they were."""
    known = None if memory is None else memory.published(result.period)
    if memory is None or known is None:
        return result
    from ccmotivate.engine.decisions import as_published
    from ccmotivate.ledger.difference import differences
    from ccmotivate.model.recorded import LedgerView

    view = LedgerView(result.period, known.publication, differences(known.result, result))
    return replace(as_published(result, known.result, known.result.rules.awards), ledger=view)


def files_differ(
    was: PeriodResult, fresh: Mapping[Month, MonthResult], rules: RuleSet, memory: Memory
) -> tuple[Difference, ...]:
    """In what months of files would give another result than was published; those without a file stay as they are."""
    from ccmotivate.engine.periods import award_period
    from ccmotivate.ledger.difference import differences

    here = [one for month, one in fresh.items() if month in was.period.months]
    if not here:
        return ()
    months = {
        **{one.month: one for one in was.facts},
        **{one.month: one for one in with_published_days(here, was.facts)},
    }
    now = award_period(was.period, list(months.values()), rules, memory.decisions(was.period))
    return differences(was, now)


def standing_within(period: Period, memory: Memory) -> list[PeriodResult]:
    """What was published of the quarters and half-years within a period."""
    from ccmotivate.model.calendar import PeriodKind

    kinds = [kind for kind in (PeriodKind.QUARTER, PeriodKind.HALF) if kind.months < len(period.months)]
    known = [memory.published(part) for kind in kinds for part in period.parts(kind)]
    return [one.result for one in known if one is not None]


def differing_within(
    period: Period, months: Sequence[MonthResult], rules: RuleSet, memory: Memory
) -> list[PeriodResult]:
    """The published quarters and half-years within a period that months of files would give otherwise.

    Each has the differences that no month has.
    """
    from ccmotivate.model.recorded import LedgerView

    told = {change for one in months if one.ledger for change in one.ledger.differences}
    fresh = {one.month: one for one in months}
    found = []
    for one in standing_within(period, memory):
        known = memory.published(one.period)
        differs = tuple(change for change in files_differ(one, fresh, rules, memory) if change not in told)
        told.update(differs)
        if known is not None and differs:
            found.append(replace(one, ledger=LedgerView(one.period, known.publication, differs)))
    return found


def settlement_of(result: PeriodResult, memory: Memory) -> Settlement | None:
    """Who gains and who must give back against the version that was withdrawn last."""
    from ccmotivate.engine.decisions import settled
    from ccmotivate.model.recorded import Settlement

    was = memory.withdrawn(result.period)
    return None if was is None else Settlement(was.publication, was.reopening, settled(was.awards, result.awards))


# -- problems ---------------------------------------------------------------------------------------------------------


def differing(
    result: MonthResult | PeriodResult, lang: str, code: str = "published-differs", about: str | None = None
) -> list[Problem]:
    """A problem where the files of a published period would give another result, with the differences in words.

    With ``about`` only that agent's differences are named; of others, only that there are some.
    """
    view = result.ledger
    if view is None or view.publication is None:
        return []
    from ccmotivate.writers.words.ledger_sentences import change_texts, others_text

    own = [one for one in view.differences if about in (None, one.agent_id)]
    changes = change_texts(own, result.rules, lang)
    if about is not None and not changes and change_texts(view.differences, result.rules, lang):
        changes = (others_text(lang),)
    if not changes:
        return []
    return [problem(code, SourceRef(), period=str(view.period), published=view.publication.text, changes=changes)]


def otherwise_in_year(months: Sequence[MonthFacts], memory: Memory | None) -> list[Problem]:
    """A note on each id that another published month of the year writes otherwise: awards of both will be refused."""
    if memory is None:
        return []
    from ccmotivate.readers.identity import id_form

    own = {one.month: set(one.agents["agent_id"].tolist()) for one in months}
    ids = {agent_id for some in own.values() for agent_id in some}
    forms = {id_form(agent_id) for agent_id in ids}
    others = [
        month
        for year in sorted({month.year for month in own})
        for month, there in memory.ids(year).items()
        if month not in own and any(one not in ids and id_form(one) in forms for one in there)
    ]
    known = [(one.facts.month, one.facts.agents) for one in memory.months(others)] if others else []
    found = written_apart([*known, *((one.month, one.agents) for one in months)], {})
    told = [{"value": one.value, **dict(one.facts)} for one, texts in found if not texts.isdisjoint(ids)]
    return [problem("id-alike-ledger", SourceRef(), **facts) for facts in told]


def gone(result: PeriodResult, latest: tuple[Month, frozenset[str]] | None) -> list[Problem]:
    """A note on winners who are not among the agents of the latest month that is known."""
    from ccmotivate.writers.words.sentences import winner_text

    if latest is None:
        return []
    month, ids = latest
    lost = [one for one in result.awards if one.agent_id is not None and one.agent_id not in ids]
    winners = tuple(dict.fromkeys(winner_text(one) for one in lost))
    return [problem("winner-gone", SourceRef(), month=month, winners=winners)] if winners else []


def latest_agents(
    result: PeriodResult, read: tuple[Month, frozenset[str]] | None, memory: Memory | None
) -> tuple[Month, frozenset[str]]:
    """The agents of the latest month at hand: of the period, of the files that were read, or of the ledger."""
    last = result.facts[-1]
    found = [(last.month, frozenset(last.agents["agent_id"].tolist()))]
    found += [one for one in (read, memory.agents_since(last.month) if memory else None) if one is not None]
    return max(found, key=lambda one: one[0])
