"""The explanation of one agent's results: what was met or missed, by how much, and what would have been enough.

The engine fills it from its decisions; writers only put it into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from msgspec import Struct

from ccmotivate.model.calendar import Period
from ccmotivate.model.parts import PartRules
from ccmotivate.model.period import Month
from ccmotivate.model.reasons import Missed
from ccmotivate.model.recorded import LedgerView
from ccmotivate.model.results import AwardGiven, InputFile, Withheld
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Criterion, ScoreLine


class Edit(Struct, frozen=True):
    """One input that would have been different: a metric of the agent in a month."""

    month: Month
    metric: str
    before: Fraction | None
    after: Fraction


class Counterfactual(Struct, frozen=True):
    """A change of inputs that the engine, run again with it, says would have been enough.

    ``wins`` is True when it gives the award itself, False when it only meets the condition that was missed first.
    ``reached`` is the score of ``period`` from which on it is enough, where one was lacking, ``gain`` how much more
    that is; the edits are one way to it.
    """

    edits: tuple[Edit, ...]
    wins: bool
    period: str | None = None
    reached: Fraction | None = None
    gain: Fraction | None = None


class Judged(Struct, frozen=True):
    """One criterion of a month: ``status`` is PASS, FAIL or NO_DATA, ``source`` the address of the value's cell.

    ``few`` is how many rows there are of how many wanted, where there is no data for that.
    """

    criterion: Criterion
    status: int
    value: Fraction | None
    source: str
    few: tuple[int, int] | None = None


class Earned(Struct, frozen=True):
    """One line of the scorecard of a month: ``points`` and ``share`` (weight x points / 100) are exact.

    ``target`` is the agent's own, where the line goes by it; ``few`` is as in ``Judged``.
    """

    line: ScoreLine
    value: Fraction | None
    points: Fraction
    share: Fraction
    source: str
    target: Fraction | None = None
    few: tuple[int, int] | None = None


class Placing(Struct, frozen=True):
    """A rank within the project: among how many, and the score of the next place up (and of the next behind)."""

    rank: int
    ranked: int
    above: Fraction | None = None
    below: Fraction | None = None
    above_id: str | None = None
    shared: int = 1


class MonthExplanation(Struct, frozen=True):
    """One month of one agent; ``total`` is the sum of the scorecard, which may be below 0, ``score`` what counts.

    ``own`` is the score of the scorecard where a part changed it, else None.
    """

    month: Month
    rules: RuleSet
    role: str
    project: str
    team: str
    qualified: bool
    eligible: bool
    score: Fraction
    total: Fraction
    standing: Placing | None
    criteria: tuple[Judged, ...]
    eligibility: tuple[Judged, ...]
    points: tuple[Earned, ...]
    place: str
    parts: tuple[tuple[PartRules, Any, int], ...] = ()  # what each part decided, with the agent's place in it
    own: Fraction | None = None


class PeriodExplanation(Struct, frozen=True):
    """A quarter, half-year or year of one agent: the months' scores (None where absent), their mean, the rank."""

    period: Period
    scores: tuple[tuple[Month, Fraction | None], ...]
    score: Fraction | None
    months_qualified: int
    standing: Placing | None
    project: str = ""


class AwardExplanation(Struct, frozen=True):
    """One award of one period, from the point of view of one agent (or of the agent's team).

    ``given`` is set for a winner, ``withheld`` for who would be one but for a decision, else ``missed`` says why not.
    ``taken`` are the awards of the group in which the agent stood; ``margin`` how far the last of them was ahead, by
    the figure that ranks.
    """

    award: str
    period: Period
    rules: RuleSet
    team: str | None
    group: tuple[tuple[str, str], ...]
    given: AwardGiven | None = None
    missed: Missed | None = None
    taken: tuple[AwardGiven, ...] = ()
    margin: Fraction | None = None
    counterfactual: Counterfactual | None = None
    withheld: Withheld | None = None


class Explanation(Struct, frozen=True):
    """Everything about one agent; ``absent`` are months of the data without the agent.

    ``names`` are the names of everybody by id: only writers that were asked to name others look at them.
    """

    agent_id: str
    name: str
    rules: RuleSet
    inputs: tuple[InputFile, ...]
    months: tuple[MonthExplanation, ...]
    absent: tuple[Month, ...]
    periods: tuple[PeriodExplanation, ...]
    awards: tuple[AwardExplanation, ...]
    names: Mapping[str, str]
    ledger: tuple[LedgerView, ...] = ()  # ledger facts on the months and periods explained

    def month(self, name: str | None) -> MonthExplanation | None:
        """The explanation of a month (``2025-03``), None where the agent is not in it."""
        return next((one for one in self.months if str(one.month) == name), None)

    def standing(self, period: Period) -> Placing | None:
        """The rank in the project in a month or a longer period, None where there is none."""
        entries = {Period.of_month(one.month): one.standing for one in self.months}
        entries |= {one.period: one.standing for one in self.periods}
        return entries.get(period)
