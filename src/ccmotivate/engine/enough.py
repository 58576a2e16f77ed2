"""What would have been enough: a change of one agent's inputs, sought by rule and then proved by deciding again.

Nothing is stated that was not run: the months that a change touches are scored again with everybody in them, the
period is awarded again, and only a change after which the missed condition is met, or the award is won, is told. Others
stay as they were. The change is small, not the smallest of all: one figure alone where one is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from ccmotivate.engine.levers import Changes, Levers
from ccmotivate.engine.months import score_month
from ccmotivate.engine.periods import award_period
from ccmotivate.engine.trace import award_stories
from ccmotivate.model.award_rules import Figure, Rank
from ccmotivate.model.calendar import Period, PeriodKind, parse_period
from ccmotivate.model.dataset import Dataset
from ccmotivate.model.exact import Exact
from ccmotivate.model.explanation import AwardStory, Edit, Enough, Missed
from ccmotivate.model.ids import natural_order
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult, PeriodResult
from ccmotivate.model.rules import RuleSet

_MOST_STEPS, _MOST_EDITS, _DEEPEST = 5, 8, 2
_MOST_BLANKS = 2
_MORE = (Fraction(101, 100), Fraction(21, 20), Fraction(11, 10), Fraction(5, 4), Fraction(3, 2), Fraction(2))
_HUNDREDTH = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One agent's inputs, to be changed and decided on again.

    ``data`` is what the months were scored from, sound rows only.
    """

    data: Dataset
    rules: RuleSet
    months: Mapping[Month, MonthResult]
    agent_id: str
    levers: Levers = field(init=False)
    scored: dict[tuple[Month, Changes], MonthResult] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "levers", Levers(self.data, self.months, self.agent_id))

    # -- deciding again -----------------------------------------------------------------------------------------------

    def again(self, story: AwardStory, changes: Changes) -> AwardStory:
        """The same award, with these changes in the inputs; everything is decided anew."""
        found = self.decided(story.period, changes)
        award = found.rules.awards[story.award]
        return next(award_stories(award, story.period, found, self.agent_id, story.team or ""))

    def decided(self, period: Period, changes: Changes) -> MonthResult | PeriodResult:
        """A period with these changes in the inputs."""
        if period.kind is PeriodKind.MONTH:
            return self._month(period.months[0], changes)
        facts = [self._month(month, changes) for month in period.months if month in self.months]
        return award_period(period, facts, self.rules)

    def _month(self, month: Month, changes: Changes) -> MonthResult:
        own = tuple(one for one in changes if one[0] == month)
        if not own:
            return self.months[month]
        if (month, own) not in self.scored:
            rows = np.flatnonzero(self.data.agents["month"].to_numpy(dtype=np.int64) == month.ordinal)
            ids = self.data.agents["agent_id"].to_numpy()[rows].tolist()
            part = self.data.take(rows[natural_order(ids)])
            self.scored[month, own] = score_month(changed(part, self.agent_id, own), self.rules.at(month), month)
        return self.scored[month, own]

    # -- seeking ------------------------------------------------------------------------------------------------------

    def enough(self, story: AwardStory) -> Enough | None:
        """A change that wins the award, or at least meets the condition that was missed first; None if none is known.

        A team's award is not turned on a single member: nothing is told for it.
        """
        if story.missed is None or story.team is not None:
            return None
        first, wins = self._seek(story, 0)
        if not first:
            return None
        edits = tuple(
            Edit(month, metric, self.levers.before(month, metric), value) for month, metric, value in sorted(first)
        )
        if sum(edit.before is None for edit in edits) > _MOST_BLANKS:
            return None  # a month on leave is no shortfall to be advised on
        return replace(self._reached(story, first), edits=edits, wins=wins)

    def _seek(self, story: AwardStory, depth: int, start: Changes = ()) -> tuple[Changes, bool]:
        """Change by change until the award is won; else the first one that meets what was missed first."""
        changes, missed, first = start, story.missed, Changes()
        for _step in range(_MOST_STEPS):
            if missed is None:
                return changes, True
            more = self._meet(story, missed, changes, depth)
            if more is None or len(more) > _MOST_EDITS:
                break
            now = self.again(story, more).missed
            passed = _passed(missed, now)
            if not passed and not _drew_level(missed, now):
                break
            changes, missed, first = more, now, first or (more if passed else ())
        return (changes, True) if missed is None else (first, False)

    def _meet(self, story: AwardStory, missed: Missed, changes: Changes, depth: int) -> Changes | None:
        """A change that should meet what is missed; None where no change of figures can."""
        month = next((one for one in self.months if str(one) == missed.month), None)
        match missed.why:
            case "not_qualified" | "not_eligible" if month is not None:
                return self.levers.meeting(month, changes, eligible=missed.why == "not_eligible")
            case "no_metric" if month is not None and missed.metric is not None:
                return self.levers.filled(month, missed.metric, changes)
            case "behind" | "tie" if missed.period is not None:
                return self._score(_period(missed.period), missed.needed, changes)
            case "behind" | "tie":
                return self._place(story, missed, changes)
            case "times" if depth < _DEEPEST:
                return self._running(story, missed, changes, depth)
            case "any":
                found = [self._meet(story, part, changes, depth) for part in missed.parts]
                return min((one for one in found if one is not None), key=len, default=None)
            case _:
                return None

    def _score(self, period: Period, needed: Fraction | None, changes: Changes) -> Changes | None:
        """A score of the period of at least ``needed``."""
        months = [month for month in period.months if month in self.months]
        return None if needed is None else self._mean(months, needed, changes)

    def _mean(self, months: list[Month], needed: Fraction, changes: Changes) -> Changes | None:
        levers = self.levers
        if any(levers.row(month) is None for month in months):
            return None

        def reached(now: Changes) -> bool:
            return levers.mean_score(months, now) >= needed

        return levers.reach([(month, metric) for month in months for metric in levers.weighed(month)], reached, changes)

    def _place(self, story: AwardStory, missed: Missed, changes: Changes) -> Changes | None:
        """A figure better than that of the last place."""
        rank = _rank_by(story, missed.figure)
        if rank is None or missed.needed is None:
            return None
        months = [month for month in story.period.months if month in self.months]
        if rank.figure.parts:
            return self._index(story, missed, rank.figure, changes)
        found = self._better(rank.figure, rank.best, missed.needed, months, changes)
        breaker = next((one for one in rank.then if one.by == missed.breaker), None)
        if found is None and breaker is not None:
            return self._better(breaker.figure, breaker.best, missed.breaker_needed, months, changes)
        if found is None and rank.by == "score":  # full marks ahead: draw level, and let the tie-breakers speak
            return self._score(story.period, missed.needed, changes) if missed.value != missed.needed else None
        return found

    def _better(
        self, figure: Figure, best: str, needed: Fraction | None, months: list[Month], changes: Changes
    ) -> Changes | None:
        """A figure better than another one."""
        if needed is None or not months:
            return None
        if figure.name == "score":
            return self._mean(months, needed + _HUNDREDTH, changes)
        levers, low = self.levers, best == "low"

        def reached(now: Changes) -> bool:
            value = levers.figure(figure, months, now)
            return value is not None and (value < needed if low else value > needed)

        inputs = [(month, name) for month in months for name in levers.inputs(figure.name)]
        return levers.reach(inputs, reached, changes)

    def _index(self, story: AwardStory, missed: Missed, figure: Figure, changes: Changes) -> Changes | None:
        """More of the first part of an index, as much as it takes: others' indexes hang on it, so all is run again."""
        for factor in _MORE:
            more = self.levers.multiplied(figure.parts[0].metric, factor, story.period.months, changes)
            if more is None:
                return None
            if _passed(missed, self.again(story, more).missed):
                return more
        return None

    def _running(self, story: AwardStory, missed: Missed, changes: Changes, depth: int) -> Changes | None:
        """The other award in the parts that lack for a run: the run of fewest first."""
        rules = self.decided(story.period, changes).rules
        other = rules.awards[missed.other or ""]
        parts = story.period.parts(other.every)
        for run in _runs(parts, missed.times or 2, set(missed.met)):
            made: Changes | None = changes
            for part in run:
                found = self.decided(part, made or ())
                inner = next(award_stories(other, part, found, self.agent_id, ""))
                seen, won = self._seek(inner, depth + 1, made or ())
                made = seen if won else None
                if made is None:
                    break
            if made is not None:
                return made
        return None

    def _reached(self, story: AwardStory, changes: Changes) -> Enough:
        """The score that a change leads to, where a score was lacking."""
        missed = story.missed
        if missed is None or missed.why not in ("behind", "tie") or missed.figure != "score" or missed.value is None:
            return Enough((), wins=False)
        period = _period(missed.period) if missed.period else story.period
        months = [month for month in period.months if month in self.months]
        least = missed.needed or Fraction(0)
        if missed.period is None and self.levers.mean_score(months, changes) > least:
            least += _HUNDREDTH  # a place is taken from in front; a lead may be shared
        return Enough((), False, "score", str(period), least, least - missed.value)


def changed(data: Dataset, agent_id: str, changes: Changes) -> Dataset:
    """The dataset with other values for one agent; a column that is not there is made, blank for everybody else."""
    metrics, rows = dict(data.metrics), len(data.agents)
    own = data.agents["agent_id"].to_numpy(dtype=object) == agent_id
    months = data.agents["month"].to_numpy(dtype=np.int64)
    for month, metric, value in changes:
        here = np.asarray(own & (months == month.ordinal), dtype=bool)
        metrics[metric] = metrics.get(metric, Exact.empty(rows)).where(~here, Exact.full(rows, value))
    return replace(data, metrics=metrics)


def _passed(before: Missed, now: Missed | None) -> bool:
    """True when what was missed is met: what is missed now, if anything, is another thing."""
    if now is None or before.why == "any":
        return now is None or (now.why != "any" or len(now.parts) < len(before.parts))
    told = (before.why, before.period, before.metric)
    if now.why == "any":
        return all((part.why, part.period, part.metric) != told for part in now.parts)
    return (now.why, now.period, now.metric) != told and {before.why, now.why} != {"behind", "tie"}


def _drew_level(before: Missed, now: Missed | None) -> bool:
    """True when a figure that was behind is equal now, and a tie-breaker decides."""
    return now is not None and (before.why, now.why) == ("behind", "tie") and before.figure == now.figure


def _rank_by(story: AwardStory, figure: str) -> Rank | None:
    """The ranking of an award by a figure, wherever in its condition it stands."""
    condition = story.rules.awards[story.award].condition
    return next((one for one in _ranks(condition) if one.by == figure), None)


def _ranks(condition: object) -> Iterator[Rank]:
    if isinstance(condition, Rank):
        yield condition
    for part in getattr(condition, "conditions", ()):
        yield from _ranks(part)


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
