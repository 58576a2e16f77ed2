"""The judge of advice: all is run again from the data, with it and with one smallest step less of each figure."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from msgspec.structs import replace

from ccmotivate.engine.counterfactuals.counterfactual import WhatIf, _passed
from ccmotivate.model.exact import Exact
from ccmotivate.model.explanation import AwardExplanation, Edit
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.period import Month
from tests.engine.test_trace import RULES, Decided, decide, edited, winners

_STEPS = {MetricKind.COUNT: 1, MetricKind.DURATION: 1, MetricKind.LEVEL: 1, MetricKind.PASS: 1}
_MOST_PLACES, _MOST_BLANKS = 4, 2
NOBODY_CAN = {
    "role": "the award is for other roles",
    "scope": "the award is for other teams, projects or sites",
    "no_column": "nobody has the figure",
    "no_team": "the agent has no team",
    "small": "the team is too small",
    "absent": "the agent was away in a month",
    "moved": "the agent changed the project",
    "no_group": "the agent was in no project",
    "kept_out": "the award is for those who do not meet a condition",
}
"""Reasons for which no figure of the agent's own can win: nothing is advised, and rightly."""


class Verdict(StrEnum):
    """What became of advice."""

    LEAST = "it wins, and one step less of any figure does not"
    CONDITION = "it meets what was missed first, and one step less does not; the award takes more"
    NONE = "nothing is advised: no figure of the agent's own decides, or not within the plausible range"
    MORE = "it asks for more than is needed"
    SILENT = "nothing is advised, though the agent's figures at their best would win"


def judge(whole: Decided, agent_id: str, entry: AwardExplanation) -> Verdict:
    """Hold the advice of one non-winner against everything run again from the data."""
    assert entry.missed is not None
    enough = WhatIf(whole.data, RULES, whole.months, agent_id).counterfactual(entry)
    if enough is None:
        return Verdict.SILENT if _could_win(whole, agent_id, entry) else Verdict.NONE
    assert _met(whole, agent_id, entry, enough.edits, wins=enough.wins), (agent_id, entry, enough)
    for edit in enough.edits:
        others = tuple(one for one in enough.edits if one is not edit)
        less = (*others, *_less(whole, edit))
        if less and _met(whole, agent_id, entry, less, wins=enough.wins):
            return Verdict.MORE
    return Verdict.LEAST if enough.wins else Verdict.CONDITION


def _met(whole: Decided, agent_id: str, entry: AwardExplanation, edits: tuple[Edit, ...], *, wins: bool) -> bool:
    again = decide(edited(whole.data, agent_id, edits), entry.period)
    if wins:
        return agent_id in winners(again, entry.award)
    now = again.trace[entry.award](agent_id)
    return now is None or _passed(entry.missed, now)


def _less(whole: Decided, edit: Edit) -> tuple[Edit, ...]:
    """The edit with one smallest step less; none where that is no change, or worse than the worst."""
    metric, column = RULES.metrics[edit.metric], whole.months[edit.month].metrics.get(edit.metric)
    below = 1 if edit.before is None else 0
    up = edit.after > edit.before if edit.before is not None else metric.good != "low"
    after = edit.after + step(metric.kind, column) * (-1 if up else 1)
    if edit.before is not None and (after <= edit.before if up else after >= edit.before):
        return ()
    return (replace(edit, after=after),) if metric.plausible.holds(after) or not below else ()


def step(kind: MetricKind, column: Exact | None) -> Fraction:
    """The smallest step of a kind, finer where the column is written finer; beyond four decimals it is a quotient."""
    whole = Fraction(_STEPS.get(kind, Fraction(1, 100)))
    for value in [] if column is None else column.to_list():
        places = next((n for n in range(_MOST_PLACES + 1) if value is not None and 10**n % value.denominator == 0), 0)
        whole = min(whole, Fraction(1, 10**places))
    return whole


def _could_win(whole: Decided, agent_id: str, entry: AwardExplanation) -> bool:
    """True when the agent wins with everything at its best in every month."""
    assert entry.missed is not None
    if entry.team is not None or entry.missed.why in NOBODY_CAN or _on_leave(whole, agent_id, entry):
        return False
    best: list[Edit] = []
    for month in entry.period.months:
        best += _best(whole, agent_id, month)
    return agent_id in winners(decide(edited(whole.data, agent_id, best), entry.period), entry.award)


def _on_leave(whole: Decided, agent_id: str, entry: AwardExplanation) -> bool:
    """True where the agent is away, or has so little data in a month that it was no working month."""
    blanks = 0
    for month in entry.period.months:
        found = whole.months[month].agents.index[whole.months[month].agents["agent_id"] == agent_id]
        if not len(found):
            return True
        blanks += sum(column[int(found[0])] is None for column in whole.months[month].metrics.values())
    return blanks > _MOST_BLANKS


def _best(whole: Decided, agent_id: str, month: Month) -> list[Edit]:
    """Every figure of the scorecard and the standards at its best."""
    result = whole.months[month]
    at = int(result.agents.index[result.agents["agent_id"] == agent_id][0])
    role = result.roles.at(at)
    edits = []
    for line in (*role.must, *role.scorecard, *RULES.eligible):
        metric = RULES.metrics[line.metric]
        for name in metric.formula.names if metric.formula else (metric.id,):
            one = RULES.metrics[name]
            ends = one.reach(len(RULES.levels))
            after = (ends.low or Fraction(0)) if one.good == "low" else ends.high or Fraction(10_000)
            edits.append(Edit(month, name, None, after))
    return list({edit.metric: edit for edit in edits}.values())
