"""Counterfactuals: a change of one agent's inputs that would have won an award, found by rule, proved by a new run.

Every change is run through the engine: the agent is scored again in the changed months, everybody in those months is
ranked again, and the award is decided again with the recorded decisions and publications. A change is returned only if
the missed condition is then met or the award won; other agents keep their inputs. It is minimal: with one smallest step
less in any of its figures the engine decides otherwise. One figure is changed alone where that is enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.conditions.rank import Rank
from ccmotivate.engine.counterfactuals.input_changes import ChangedInput, Changes, Goal, InputChanges, without
from ccmotivate.engine.counterfactuals.needed_awards import only, ruled_out
from ccmotivate.engine.decisions import WITHHOLD, decisions_here, with_decisions
from ccmotivate.engine.periods import PeriodCache
from ccmotivate.engine.rescoring import with_agent
from ccmotivate.engine.trace import award_stories
from ccmotivate.model.award_rules import Figure
from ccmotivate.model.calendar import Period, PeriodKind, parse_period
from ccmotivate.model.dataset import Dataset
from ccmotivate.model.exact import Exact
from ccmotivate.model.explanation import AwardExplanation, Counterfactual, Edit
from ccmotivate.model.period import Month
from ccmotivate.model.reasons import Missed, MissedReason
from ccmotivate.model.results import Decision, MonthResult, Past, PeriodResult
from ccmotivate.model.rules import RuleSet

_MOST_STEPS, _MOST_EDITS = 10, 8
_BY_FIGURE = (MissedReason.BEHIND, MissedReason.TIE)
_MOST_BLANKS = 2
_MORE = (Fraction(101, 100), Fraction(21, 20), Fraction(11, 10), Fraction(5, 4), Fraction(3, 2), Fraction(2))
_HUNDREDTH = Fraction(1, 100)


class WhatIf(Struct, frozen=True, dict=True):
    """One agent's inputs, to be changed and decided on again.

    ``data`` is what the months were scored from, sound rows only. ``decisions`` is what people granted or withheld in
    the months and in the periods they make up, ``published`` what was published of those: both count as they are, but
    for what was published of a period in which inputs are changed.
    """

    data: Dataset
    rules: RuleSet
    months: Mapping[Month, MonthResult]
    agent_id: str
    decisions: tuple[Decision, ...] = ()
    published: tuple[PeriodResult, ...] = ()
    scored: dict[tuple[Month, Changes, str], MonthResult] = field(default_factory=dict)
    awarded: dict[tuple[Period, Changes, str], PeriodResult] = field(default_factory=dict)
    narrowed: dict[str, RuleSet] = field(default_factory=dict)

    @cached_property
    def input_changes(self) -> InputChanges:
        """What the agent's inputs are, and with changes in them."""
        return InputChanges(self.months, self.agent_id)

    # -- deciding again -----------------------------------------------------------------------------------------------

    def again(self, entry: AwardExplanation, changes: Changes) -> AwardExplanation:
        """The same award, with these changes in the inputs; everything that it depends on is decided again."""
        found = self.decided(entry.period, changes, entry.award)
        award = found.rules.awards[entry.award]
        return next(award_stories(award, entry.period, found, self.agent_id, entry.team or ""))

    def decided(self, period: Period, changes: Changes, award: str) -> MonthResult | PeriodResult:
        """The period decided with these input changes: only this award and those that it refers to."""
        if period.kind is PeriodKind.MONTH:
            return self._month(period.months[0], changes, award)
        facts = tuple(self._month(month, changes, award) for month in period.months if month in self.months)
        parts = [part for kind in PeriodKind for part in period.parts(kind)]
        keys = {part: (part, _within(changes, part), award) for part in parts}
        known = {one.period: one for one in self.published if one.period != period and not _within(changes, one.period)}
        known |= {part: self.awarded[key] for part, key in keys.items() if key in self.awarded}
        found = PeriodCache(facts, self._rules(award), self.decisions, known).result(period)
        self.awarded.update({key: known[part] for part, key in keys.items() if part in known})
        return found

    def _rules(self, award: str) -> RuleSet:
        """The rules with only an award and those that it refers to."""
        if award not in self.narrowed:
            self.narrowed[award] = only(self.rules, award)
        return self.narrowed[award]

    def _month(self, month: Month, changes: Changes, award: str) -> MonthResult:
        own, at = _within(changes, Period.of_month(month)), self.input_changes.row(month)
        before = self._rules(award).awards_window  # then who wins a month changes who may win later
        changes = tuple(one for one in changes if one[0] <= month) if before else own
        if not changes or at is None:
            return self.months[month]
        if (month, changes, award) not in self.scored:
            was = replace(self.months[month], withheld=(), published=None, past=self._past(month, changes, award))
            again = with_agent(was, at, self._alone(month, own), self._rules(award).at(month))
            self.scored[month, changes, award] = with_decisions(again, decisions_here(again, self.decisions))
        return self.scored[month, changes, award]

    def _past(self, month: Month, changes: Changes, award: str) -> Past:
        """The awards of what was over before a month, those of periods that are changed decided again."""
        past = self.months[month].past
        other = [one for one in past if _within(changes, one) and set(one.months).issubset(self.months)]
        return {**past, **{one: self.decided(one, changes, award).awards for one in other}}

    def _alone(self, month: Month, changes: Changes) -> Dataset:
        """The agent's row of a month, changed."""
        agents = self.data.agents
        here = (agents["month"] == month.ordinal) & (agents["agent_id"] == self.agent_id)
        return changed(self.data.take(np.flatnonzero(here.to_numpy(dtype=bool))), self.agent_id, changes)

    # -- seeking ------------------------------------------------------------------------------------------------------

    def counterfactual(self, entry: AwardExplanation) -> Counterfactual | None:
        """A change that wins the award, or at least meets the condition that was missed first; None if none is known.

        None for team awards, which one member's figures do not decide, for awards withheld by decision, and for who
        won an award before that rules this one out.
        """
        if entry.missed is None or entry.team is not None or self._is_withheld(entry) or self._has_won(entry):
            return None
        found, wins = self._seek(entry)
        first = self._least(entry, found, wins=wins)
        if not first:
            return None
        edits = tuple(
            Edit(month, metric, self.input_changes.before(month, metric), value) for month, metric, value in first
        )
        if sum(edit.before is None for edit in edits) > _MOST_BLANKS:
            return None  # a month on leave is no shortfall to be advised on
        return replace(self._reached(entry, first), edits=edits, wins=wins)

    def _is_withheld(self, entry: AwardExplanation) -> bool:
        """True when a recorded decision withholds the award from the agent, independent of the figures."""
        about = (str(entry.period), entry.award, self.agent_id, WITHHOLD)
        return any((one.period, one.award, one.agent_id, one.verdict) == about for one in self.decisions)

    def _has_won(self, entry: AwardExplanation) -> bool:
        """True when an earlier win keeps the agent out, whatever the figures."""
        award = entry.rules.awards[entry.award]
        if not award.looks_back:
            return False
        past = self.decided(entry.period, (), entry.award).past
        return any(self.agent_id in winners for winners in ruled_out(award, entry.period, past))

    def _least(self, entry: AwardExplanation, changes: Changes, *, wins: bool) -> Changes | None:
        """A change with nothing in it that is not needed; None where one step less of something would do as well."""
        known: dict[Changes, bool] = {(): False}

        def holds(now: Changes) -> bool:
            if now not in known:
                again = self.again(entry, now)
                won = again.given is not None
                known[now] = won if wins or entry.missed is None else _passed(entry.missed, again.missed)
            return known[now]

        input_changes = [(month, metric) for month, metric, _value in changes]
        for changed_input in input_changes:
            changes = self._lowered(changed_input, changes, holds)
        return None if any(self._spare(one[:2], changes, holds) for one in changes) else changes

    def _spare(self, changed_input: ChangedInput, changes: Changes, holds: Goal) -> bool:
        """True when the goal is met with a step less of an input, or without it where there is no such step."""
        less = self.input_changes.less(changed_input, changes)
        return holds(without(changes, changed_input) if less is None else less)

    def _lowered(self, changed_input: ChangedInput, changes: Changes, holds: Goal) -> Changes:
        """The changes with as little of one input as the goal takes, or none of it."""
        if not self._spare(changed_input, changes, holds):
            return changes
        if holds(without(changes, changed_input)):
            return without(changes, changed_input)

        def held(steps: int) -> bool:
            less = self.input_changes.less(changed_input, changes, steps)
            return less is not None and holds(less)

        good, bad = 1, 2
        while held(bad):
            good, bad = bad, 2 * bad
        while bad - good > 1:
            middle = (good + bad) // 2
            good, bad = (middle, bad) if held(middle) else (good, middle)
        return self.input_changes.less(changed_input, changes, good) or changes

    def _seek(self, entry: AwardExplanation, start: Changes = ()) -> tuple[Changes, bool]:
        """A change that wins the award, else one that meets the first missed condition.

        Among alternatives ``consecutive`` is tried first: a place in a shorter period's award needs less than a lead.
        """
        parts = entry.missed.parts if entry.missed else ()
        first: Changes = ()
        for at in sorted(range(max(len(parts), 1)), key=lambda at: bool(parts) and parts[at].why != MissedReason.TIMES):
            changes, wins = self._follow(entry, start, at)
            if wins:
                return changes, True
            first = first or changes
        return first, False

    def _follow(self, entry: AwardExplanation, start: Changes, at: int) -> tuple[Changes, bool]:
        """Add changes, each meeting what is still missed of alternative ``at``, until the award is won.

        An award withheld from the agent by decision counts as not won.
        """
        changes, missed, first, is_won = start, entry.missed, Changes(), entry.given is not None
        for _step in range(_MOST_STEPS):
            if missed is None:
                break
            lacking = _part(missed, at)
            more = self._meet(entry, lacking, changes)
            if more is None or len(more) > _MOST_EDITS:
                break
            again = self.again(entry, more)
            now = again.missed
            passed = now is None or _passed(lacking, _part(now, at))
            if not passed and not _drew_level(lacking, now and _part(now, at)):
                break
            whole = entry.missed is not None and _passed(entry.missed, now)
            changes, missed, first, is_won = more, now, first or (more if whole else ()), again.given is not None
        return (changes, True) if is_won else (first, False)

    def _meet(self, entry: AwardExplanation, missed: Missed, changes: Changes) -> Changes | None:
        """A change that should meet what is missed; None where no change of figures can."""
        month = next((one for one in self.months if str(one) == missed.month), None)
        match missed.why:
            case MissedReason.NOT_QUALIFIED | MissedReason.NOT_ELIGIBLE if month is not None:
                return self.input_changes.meeting(month, changes, eligible=missed.why == MissedReason.NOT_ELIGIBLE)
            case "no_metric" if month is not None and missed.metric is not None:
                return self.input_changes.filled(month, missed.metric, changes)
            case MissedReason.BEHIND | MissedReason.TIE if missed.period is not None:
                return self._score(_period(missed.period), missed.needed, changes)
            case MissedReason.BEHIND | MissedReason.TIE:
                return self._place(entry, missed, changes)
            case "times":  # of another award of a shorter period, so that this comes to an end
                return self._running(entry, missed, changes)
            case _:
                return None

    def _score(self, period: Period, needed: Fraction | None, changes: Changes) -> Changes | None:
        """A score of the period of at least ``needed``."""
        months = [month for month in period.months if month in self.months]
        return None if needed is None else self._mean(months, needed, changes)

    def _mean(self, months: list[Month], needed: Fraction, changes: Changes) -> Changes | None:
        input_changes = self.input_changes
        if any(input_changes.row(month) is None for month in months):
            return None

        def reached(now: Changes) -> bool:
            return input_changes.mean_score(months, now) >= needed

        for month in months:
            changes = input_changes.critical_met(month, changes)
        weighed = [(month, metric) for month in months for metric in input_changes.weighed(month)]
        return changes if reached(changes) else input_changes.reach(weighed, reached, changes)

    def _place(self, entry: AwardExplanation, missed: Missed, changes: Changes) -> Changes | None:
        """A figure better than that of the last place."""
        rank = _rank_by(entry, missed.figure)
        if rank is None or missed.needed is None:
            return None
        months = [month for month in entry.period.months if month in self.months]
        if rank.figure.parts:
            return self._index(entry, missed, rank.figure, changes)
        found = self._better(rank.figure, rank.best, missed.needed, months, changes, level=missed.level)
        breaker = next((one for one in rank.then if one.by == missed.breaker), None)
        if found is None and breaker is not None:
            return self._better(breaker.figure, breaker.best, missed.breaker_needed, months, changes)
        if found is None and rank.by == "score":  # maximum score ahead: reach the same
            return self._score(entry.period, missed.needed, changes) if missed.value != missed.needed else None
        return found

    def _better(
        self,
        figure: Figure,
        best: str,
        needed: Fraction | None,
        months: list[Month],
        changes: Changes,
        *,
        level: bool = False,
    ) -> Changes | None:
        """A figure better than another one, or ``level`` with it."""
        if needed is None or not months:
            return None
        if figure.name == "score":
            return self._mean(months, needed if level else needed + _HUNDREDTH, changes)
        input_changes, low = self.input_changes, best == "low"

        def reached(now: Changes) -> bool:
            value = input_changes.figure(figure, months, now)
            return value is not None and ((value < needed if low else value > needed) or (level and value == needed))

        inputs = [(month, name) for month in months for name in input_changes.inputs(figure.name)]
        return input_changes.reach(inputs, reached, changes)

    def _index(self, entry: AwardExplanation, missed: Missed, figure: Figure, changes: Changes) -> Changes | None:
        """More of the first part of an index, as much as it takes: others' indexes hang on it, so all is run again."""
        for factor in _MORE:
            more = self.input_changes.multiplied(figure.parts[0].metric, factor, entry.period.months, changes)
            if more is None:
                return None
            if _passed(missed, self.again(entry, more).missed):
                return more
        return None

    def _running(self, entry: AwardExplanation, missed: Missed, changes: Changes) -> Changes | None:
        """The other award in the parts that lack for a run: the run of fewest first."""
        other = entry.rules.awards[missed.other or ""]
        parts = entry.period.parts(other.every)
        for run in _runs(parts, missed.times or 2, set(missed.met)):
            made: Changes | None = changes
            for part in run:
                found = self.decided(part, made or (), other.id)
                inner = next(award_stories(other, part, found, self.agent_id, ""))
                seen, won = self._seek(inner, made or ())
                made = seen if won else None
                if made is None:
                    break
            if made is not None:
                return made
        return None

    def _reached(self, entry: AwardExplanation, changes: Changes) -> Counterfactual:
        """The score that a change leads to, where a score was lacking."""
        missed = entry.missed
        if missed is None or missed.why not in _BY_FIGURE or missed.figure != "score" or missed.value is None:
            return Counterfactual((), wins=False)
        period = _period(missed.period) if missed.period else entry.period
        months = [month for month in period.months if month in self.months]
        least = missed.needed or Fraction(0)
        if missed.period is None and not missed.level and self.input_changes.mean_score(months, changes) > least:
            least += _HUNDREDTH  # a place is taken from in front; a lead may be shared
        return Counterfactual((), False, str(period), least, least - missed.value)


def changed(data: Dataset, agent_id: str, changes: Changes) -> Dataset:
    """The dataset with other values for one agent; a column that is not there is made, blank for everybody else."""
    metrics, rows = dict(data.metrics), len(data.agents)
    own = data.agents["agent_id"].to_numpy(dtype=object) == agent_id
    months = data.agents["month"].to_numpy(dtype=np.int64)
    for month, metric, value in changes:
        here = np.asarray(own & (months == month.ordinal), dtype=bool)
        metrics[metric] = metrics.get(metric, Exact.empty(rows)).where(~here, Exact.full(rows, value))
    return replace(data, metrics=metrics)


def _within(changes: Changes, period: Period) -> Changes:
    """The changes in the months of a period."""
    return tuple(one for one in changes if one[0] in period.months)


def _part(missed: Missed, at: int) -> Missed:
    """One of the alternatives that were missed, or what was missed where there are none."""
    return missed.parts[min(at, len(missed.parts) - 1)] if missed.parts else missed


def _passed(before: Missed, now: Missed | None) -> bool:
    """True when what was missed is met: what is missed now, if anything, is another thing."""
    if now is None or before.why == MissedReason.ANY:
        return now is None or (now.why != MissedReason.ANY or len(now.parts) < len(before.parts))
    told = (before.why, before.period, before.metric)
    if now.why == MissedReason.ANY:
        return all((part.why, part.period, part.metric) != told for part in now.parts)
    return (now.why, now.period, now.metric) != told and {before.why, now.why} != set(_BY_FIGURE)


def _drew_level(before: Missed, now: Missed | None) -> bool:
    """True when a figure that was behind is equal now, and a tie-breaker decides."""
    return now is not None and (before.why, now.why) == _BY_FIGURE and before.figure == now.figure


def _rank_by(entry: AwardExplanation, figure: str) -> Rank | None:
    """The ranking of an award by a figure, at any level of its condition."""
    conditions = entry.rules.awards[entry.award].condition.walk()
    return next((one for one in conditions if isinstance(one, Rank) and one.by == figure), None)


def _period(name: str) -> Period:
    found = parse_period(name)
    if found is None:
        raise ValueError(f"{name} is no period")
    return found


def _runs(parts: Sequence[Period], times: int, met: set[str]) -> list[list[Period]]:
    """What lacks for each run of so many parts, the shortest first; only parts that follow each other."""
    windows = [parts[at : at + times] for at in range(len(parts) - times + 1)]
    lacking = [[part for part in window if str(part) not in met] for window in windows]
    return sorted((one for one in lacking if one), key=len)
