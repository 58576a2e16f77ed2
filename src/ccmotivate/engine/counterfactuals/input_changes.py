"""How far one input of an agent must be moved for a criterion to be met, or a score to be reached.

An input moves by its smallest step (a whole complaint, a hundredth of a percent, finer where its column is written
finer) in its good direction, within its plausible range. What is tried here is only a proposal: the engine decides on
it again (``counterfactual.py``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial

import numpy as np
from msgspec import Struct, field

from ccmotivate.engine.criteria import meets
from ccmotivate.engine.metrics import compute_metrics
from ccmotivate.model.award_rules import Figure
from ccmotivate.model.dataset import Dataset
from ccmotivate.model.exact import Exact, half_up
from ccmotivate.model.metrics import Metric
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult
from ccmotivate.model.scorecards import Criterion, Role, ScoreLine

Changes = tuple[tuple[Month, str, Fraction], ...]
"""Inputs that are otherwise: the value of a metric in a month, sorted, each once."""

Goal = Callable[[Changes], bool]
ChangedInput = tuple[Month, str]

_FAR, _MOST_PLACES = 10_000, 4


class InputChanges(Struct, frozen=True):
    """The inputs of one agent in some months."""

    months: Mapping[Month, MonthResult]
    agent_id: str
    rows: dict[Month, int | None] = field(default_factory=dict)
    known: dict[tuple[Month, Changes], Mapping[str, Fraction | None]] = field(default_factory=dict)
    points: dict[tuple[ScoreLine, Fraction | None, Fraction | None], Fraction] = field(default_factory=dict)
    roles: dict[Month, Role] = field(default_factory=dict)
    steps: dict[ChangedInput, Fraction] = field(default_factory=dict)

    # -- what is ------------------------------------------------------------------------------------------------------

    def row(self, month: Month) -> int | None:
        """The agent's row in a month, None where he is absent."""
        if month not in self.rows:
            ids = self.months[month].agents["agent_id"].to_numpy(dtype=object)
            found = np.flatnonzero(ids == self.agent_id)
            self.rows[month] = int(found[0]) if len(found) else None
        return self.rows[month]

    def before(self, month: Month, metric: str) -> Fraction | None:
        """An input as it is."""
        at, columns = self.row(month), self.months[month].metrics
        return None if at is None or metric not in columns else columns[metric][at]

    def inputs(self, metric: str) -> tuple[str, ...]:
        """What is read of a metric: itself, or what its formula is made of."""
        formula = self._rule(metric).formula
        if formula is None:
            return (metric,)
        return tuple(dict.fromkeys(inner for name in formula.names for inner in self.inputs(name)))

    def _rule(self, metric: str) -> Metric:
        return next(iter(self.months.values())).rules.metrics[metric]

    def weighed(self, month: Month) -> tuple[str, ...]:
        """The inputs that only ever raise the score, the heaviest first."""
        at = self.row(month)
        if at is None:
            return ()
        lines = sorted(self.months[month].roles.at(at).scorecard, key=lambda line: -line.weight)
        rising = [line for line in lines if line.method.rises(self._rule(line.metric).good)]
        return tuple(dict.fromkeys(name for line in rising for name in self.inputs(line.metric)))

    # -- what would be ------------------------------------------------------------------------------------------------

    def values(self, month: Month, changes: Changes) -> Mapping[str, Fraction | None]:
        """The agent's metrics in a month, with changes; formulas over changed inputs are computed again."""
        own = tuple(one for one in changes if one[0] == month)
        if (month, own) not in self.known:
            self.known[month, own] = self._values(month, own)
        return self.known[month, own]

    def _values(self, month: Month, own: Changes) -> Mapping[str, Fraction | None]:
        result, at = self.months[month], self.row(month)
        if at is None:
            return {}
        if not own:
            return {name: column[at] for name, column in result.metrics.items()}
        values = {**self.values(month, ()), **{name: value for _month, name, value in own}}
        moved = {name for _month, name, _value in own}
        rules = result.rules.metrics
        if not any(metric.formula and moved & set(self.inputs(name)) for name, metric in rules.items()):
            return values
        read = {name: Exact.from_fractions([value]) for name, value in values.items() if rules[name].formula is None}
        alone = Dataset((), result.agents.iloc[[at]].reset_index(drop=True), read, {}, ())
        return {name: column[0] for name, column in compute_metrics(alone, result.rules).metrics.items()}

    def score(self, month: Month, changes: Changes) -> Fraction:
        """The agent's score in a month, with changes."""
        at, values = self.row(month), self.values(month, changes)
        if at is None:
            return Fraction(0)
        if month not in self.roles:
            self.roles[month] = self.months[month].roles.at(at)
        role = self.roles[month].reckoned(lambda metric: values.get(metric) is not None)
        if any(self._fails(criterion, values) for criterion in role.must if criterion.critical):
            return Fraction(0)
        lines = role.scorecard
        total = sum((line.weight * self._points(month, at, line, values) for line in lines), Fraction(0))
        return max(half_up(total / 100, 2), Fraction(0))

    @staticmethod
    def _fails(criterion: Criterion, values: Mapping[str, Fraction | None]) -> bool:
        """A figure that does not meet its standard; no data is none."""
        value = values.get(criterion.metric)
        return value is not None and not meets(Exact.from_fractions([value]), criterion)[0]

    def _points(self, month: Month, at: int, line: ScoreLine, values: Mapping[str, Fraction | None]) -> Fraction:
        """The points of a line, kept for the next time."""
        target = self.months[month].target(line.metric, at)
        key = (line, values.get(line.metric), target)
        if key not in self.points:
            method = line.method.for_target(target)
            earned = method.points(Exact.from_fractions([key[1]])).rounded(2).filled(0)
            self.points[key] = earned[0] or Fraction(0)
        return self.points[key]

    def mean_score(self, months: Sequence[Month], changes: Changes) -> Fraction:
        """The score of a period, as it decides."""
        scores = [self.score(month, changes) for month in months]
        return half_up(sum(scores, Fraction(0)) / len(scores), 2)

    def figure(self, figure: Figure, months: Sequence[Month], changes: Changes) -> Fraction | None:
        """A metric's figure over the months; None where one has no data."""
        found = [self.values(month, changes).get(figure.name) for month in months]
        values = [figure.blank if value is None else value for value in found]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return None
        total = sum(known, Fraction(0))
        taken = {"sum": total, "mean": half_up(total / len(known), 2), "min": min(known), "max": max(known)}
        return taken.get(figure.take or "", known[0])

    # -- moving -------------------------------------------------------------------------------------------------------

    def meeting(self, month: Month, changes: Changes, *, eligible: bool) -> Changes | None:
        """Every criterion of a month met (and those of eligibility)."""
        at = self.row(month)
        if at is None:
            return None
        result = self.months[month]
        row = result.agents.iloc[at]
        wanted = list(result.roles.at(at).must)
        if eligible:
            words = (str(row["team"]), str(row["project"]), str(row.get("site", "")))
            wanted += [line for line in result.rules.eligible if line.scope.holds(*words)]
        for criterion in wanted:
            if not self._met(month, criterion, changes):
                more = self._criterion(month, criterion, changes)
                if more is None:
                    return None
                changes = more
        return changes

    def critical_met(self, month: Month, changes: Changes) -> Changes:
        """The critical standards of a month met where they can be: while one is failed the score is 0."""
        at = self.row(month)
        for criterion in () if at is None else self.months[month].roles.at(at).must:
            if criterion.critical and self._fails(criterion, self.values(month, changes)):
                changes = self._criterion(month, criterion, changes) or changes
        return changes

    def _met(self, month: Month, criterion: Criterion, changes: Changes) -> bool:
        value = self.values(month, changes).get(criterion.metric)
        return bool(meets(Exact.from_fractions([value]), criterion)[0])

    def _criterion(self, month: Month, criterion: Criterion, changes: Changes) -> Changes | None:
        """A criterion met: by the inputs' own steps, or on one of its figures."""

        def reached(now: Changes) -> bool:
            return self._met(month, criterion, now)

        found = self.reach([(month, name) for name in self.inputs(criterion.metric)], reached, changes)
        if found is not None or self._rule(criterion.metric).formula is not None:
            return found
        exact = (put(changes, month, criterion.metric, figure) for figure in criterion.figures)
        return next((one for one in exact if reached(one)), None)

    def filled(self, month: Month, metric: str, changes: Changes) -> Changes | None:
        """Data where there was none: the best of what others have."""
        result = self.months[month]
        known = [value for value in result.metrics.get(metric, Exact.empty(0)).to_list() if value is not None]
        if not known or self._rule(metric).formula is not None or self.row(month) is None:
            return None
        return put(changes, month, metric, min(known) if self._rule(metric).good == "low" else max(known))

    def multiplied(self, metric: str, factor: Fraction, months: Sequence[Month], changes: Changes) -> Changes | None:
        """So much more of an input in every month, in whole steps."""
        high = self._rule(metric).plausible.high
        for month in months:
            value = self.before(month, metric) if month in self.months else None
            if value is None or self._rule(metric).formula is not None:
                return None
            step = self._step((month, metric))
            more = math.ceil(value * factor / step) * step
            changes = put(changes, month, metric, more if high is None else min(more, high))
        return changes

    def reach(self, input_changes: Sequence[ChangedInput], goal: Goal, changes: Changes) -> Changes | None:
        """Reach the goal by the first single input that is enough, else by several."""
        for changed_input in input_changes:
            found = self._least(changed_input, goal, changes)
            if found is not None:
                return found
        found = self._one_after_another(input_changes, goal, changes)
        return self._together(input_changes, goal, changes) if found is None else found

    def _one_after_another(self, input_changes: Sequence[ChangedInput], goal: Goal, changes: Changes) -> Changes | None:
        """Those that raise the score moved, the one that raises it most first, until the goal is met."""
        gains = sorted(
            ((self._gain(changed_input, changes), -at) for at, changed_input in enumerate(input_changes)), reverse=True
        )
        for gain, at in gains:
            if gain <= 0:
                return None
            changed_input = input_changes[-at]
            best = self.score(changed_input[0], put(changes, *changed_input, self._end(changed_input)))
            found = self._least(changed_input, goal, changes)
            if found is not None:
                return found
            moved = self._least(changed_input, partial(self._scores, changed_input[0], best), changes)
            changes = moved or changes
        return None

    def _together(self, input_changes: Sequence[ChangedInput], goal: Goal, changes: Changes) -> Changes | None:
        """All of them moved where none gains anything alone, as of ``min(a, b)``: each no further than needed."""
        before = {one[:2]: one for one in changes}
        moved = changes
        for one in input_changes:
            moved = put(moved, *one, self._end(one))
        if not goal(moved):
            return None
        for one in input_changes:
            bare = without(moved, one) if one not in before else put(moved, *before[one])
            moved = bare if goal(bare) else self._least(one, goal, bare) or moved
        return moved

    def _gain(self, changed_input: ChangedInput, changes: Changes) -> Fraction:
        """The gain of the month's score when an input is moved to its best value."""
        month = changed_input[0]
        return self.score(month, put(changes, *changed_input, self._end(changed_input))) - self.score(month, changes)

    def _scores(self, month: Month, least: Fraction, changes: Changes) -> bool:
        return self.score(month, changes) >= least

    def _step(self, changed_input: ChangedInput) -> Fraction:
        """The smallest step of an input: that of its kind, finer where its column is written finer."""
        if changed_input not in self.steps:
            kind = self._rule(changed_input[1]).step
            column = self.months[changed_input[0]].metrics.get(changed_input[1])
            self.steps[changed_input] = kind if column is None else min(kind, _written(column))
        return self.steps[changed_input]

    def _falls(self, changed_input: ChangedInput) -> bool:
        """True where less is better."""
        return self._rule(changed_input[1]).good == "low"

    def _sign(self, changed_input: ChangedInput) -> int:
        """The good direction."""
        return -1 if self._falls(changed_input) else 1

    def _end(self, changed_input: ChangedInput) -> Fraction:
        """The best value of an input, in its good direction."""
        return self._lowest(changed_input) if self._falls(changed_input) else self._highest(changed_input)

    def _worst(self, changed_input: ChangedInput) -> Fraction:
        """The start value of an input that has no data yet."""
        return self._highest(changed_input) if self._falls(changed_input) else self._lowest(changed_input)

    def _lowest(self, changed_input: ChangedInput) -> Fraction:
        return self._rule(changed_input[1]).reach(len(self.months[changed_input[0]].rules.levels)).low or Fraction(0)

    def _highest(self, changed_input: ChangedInput) -> Fraction:
        high = self._rule(changed_input[1]).reach(len(self.months[changed_input[0]].rules.levels)).high
        return max(10 * (self.before(*changed_input) or Fraction(0)), Fraction(_FAR)) if high is None else high

    def _least(self, changed_input: ChangedInput, goal: Goal, changes: Changes) -> Changes | None:
        """The smallest move with which the goal is met, None when not even the largest does it."""
        end, step, sign = self._end(changed_input), self._step(changed_input), self._sign(changed_input)
        now = next(
            (value for month, name, value in changes if (month, name) == changed_input), self.before(*changed_input)
        )
        start = self._worst(changed_input) if now is None else now
        if sign * (end - start) < 0 or not goal(put(changes, *changed_input, end)):
            return None
        low, high = math.floor(sign * start / step), math.ceil(sign * end / step)
        if now is None:
            low -= 1

        def value(steps: int) -> Fraction:
            return sign * min(steps * step, sign * end)

        while high - low > 1:
            middle = (low + high) // 2
            if goal(put(changes, *changed_input, value(middle))):
                high = middle
            else:
                low = middle
        return put(changes, *changed_input, value(high))

    def less(self, changed_input: ChangedInput, changes: Changes, steps: int = 1) -> Changes | None:
        """The changes with so many steps less of one of them; None where nothing is left between it and what is."""
        value = next(value for month, name, value in changes if (month, name) == changed_input)
        now, step, sign = self.before(*changed_input), self._step(changed_input), self._sign(changed_input)
        if now is not None:
            sign = 1 if value > now else -1
        wanted = sign * (math.ceil(sign * value / step) - steps) * step
        left = sign * (wanted - (self._worst(changed_input) if now is None else now))
        return put(changes, *changed_input, wanted) if left > 0 or (left == 0 and now is None) else None


def _written(values: Exact) -> Fraction:
    """The finest decimal step of a column; what has more than four decimals is a quotient, and was never written."""
    below = {value.denominator for value in values.to_list() if value is not None}
    places = [
        n for one in below for n in range(_MOST_PLACES + 1) if 10**n % one == 0 and (n == 0 or 10 ** (n - 1) % one)
    ]
    return Fraction(1, 10 ** max(places, default=0))


def put(changes: Changes, month: Month, metric: str, value: Fraction) -> Changes:
    """The changes with one more, or another value for one of them."""
    return tuple(sorted([*(one for one in changes if one[:2] != (month, metric)), (month, metric, value)]))


def without(changes: Changes, changed_input: ChangedInput) -> Changes:
    """The changes but for one input."""
    return tuple(one for one in changes if one[:2] != changed_input)
