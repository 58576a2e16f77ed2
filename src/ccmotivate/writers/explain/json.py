"""An explanation for other programs: ``ccmotivate/explain@1``. Figures are those of ``score`` and ``awards``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from ccmotivate.model.exact import fixed_text, plain_text
from ccmotivate.model.explanation import (
    AwardExplanation,
    Counterfactual,
    Explanation,
    Judged,
    MonthExplanation,
    PeriodExplanation,
    Placing,
)
from ccmotivate.model.reasons import Missed
from ccmotivate.model.recorded import Difference, LedgerView
from ccmotivate.model.results import STATUS_WORDS
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem
from ccmotivate.writers.explain.context import RenderContext
from ccmotivate.writers.explain.counterfactuals import counterfactual_text
from ccmotivate.writers.explain.words import apart_text, missed_text, sum_text, taken_text, won_text
from ccmotivate.writers.json.scores import (
    award_object,
    decision_object,
    difference_object,
    few_rows,
    figure_word,
    input_objects,
    problem_object,
    publication_object,
    reweighed,
    rules_object,
    value_word,
)
from ccmotivate.writers.json.text import indented
from ccmotivate.writers.words.rules import made_words

SCHEMA, TEAM_SCHEMA = "ccmotivate/explain@1", "ccmotivate/explain-team@1"


def write_explanation_json(
    stream: TextIO, render: RenderContext | None, rules: RuleSet | None, problems: Sequence[Problem], lang: str
) -> None:
    """Write the document of a call; without an explanation only the problems."""
    document: dict[str, Any] = {"schema": SCHEMA, "rules": rules_object(rules), "agent_id": None, "name": None}
    document |= {"inputs": [], "months": [], "absent": [], "periods": [], "awards": []}
    if render is not None:
        document |= explanation_object(render)
    document["problems"] = [problem_object(one, rules, lang) for one in problems]
    stream.write(indented(document))


def write_team_json(
    stream: TextIO,
    team: str,
    contexts: Sequence[RenderContext],
    rules: RuleSet | None,
    problems: Sequence[Problem],
    lang: str,
    written: Sequence[Path],
) -> None:
    """Write the document of a team: an explanation an agent, in the order of the ids, and the files written."""
    document: dict[str, Any] = {"schema": TEAM_SCHEMA, "rules": rules_object(rules), "team": team}
    document["agents"] = [explanation_object(render) for render in contexts]
    document["written"] = [path.as_posix() for path in written]  # one spelling on every system
    document["problems"] = [problem_object(one, rules, lang) for one in problems]
    stream.write(indented(document))


def explanation_object(render: RenderContext) -> dict[str, Any]:
    """The whole explanation."""
    explanation: Explanation = render.explanation
    return {
        "agent_id": explanation.agent_id,
        "name": explanation.name,
        "inputs": input_objects(explanation.inputs),
        "months": [_month(one, render) for one in explanation.months],
        "absent": [str(month) for month in explanation.absent],
        "periods": [_period(one, render) for one in explanation.periods],
        "awards": [_award(one, render) for one in explanation.awards],
        "published": {
            str(one.period): publication_object(one.publication) for one in explanation.ledger if one.publication
        },
        "differs": [
            difference_object(one, explanation.rules)
            for view in explanation.ledger
            for one in _own(view, explanation.agent_id)
        ],
    }


def _own(view: LedgerView, agent_id: str) -> list[Difference]:
    """What differs for the agent alone: an explanation goes to the person it is about."""
    return [one for one in view.differences if one.agent_id == agent_id]


def _month(month: MonthExplanation, render: RenderContext) -> dict[str, Any]:
    return {
        "period": str(month.month),
        "role": month.role,
        "project": month.project,
        "team": month.team,
        "row": month.place,
        "qualified": month.qualified,
        "eligible": month.eligible,
        "score": fixed_text(month.score, 2),
        "sum": sum_text(month),
        **_standing(month.standing, month.score, render),
        "criteria": [_judged(one, month.rules, render.lang) for one in month.criteria],
        "eligibility": [_judged(one, month.rules, render.lang) for one in month.eligibility],
        "points": [
            {
                "metric": one.line.metric,
                "value": value_word(month.rules.metrics[one.line.metric], one.value, month.rules),
                "source": one.source or None,
                "weight": plain_text(one.line.weight),
                "points": fixed_text(one.points, 2),
                "share": plain_text(one.share),
                "rule": str(one.line.source),
                "since": str(one.line.since) if one.line.since else None,
                **_made(one.line.metric, month.rules, render.lang),
                **reweighed(one.line),
                **few_rows(one.few),
            }
            for one in month.points
        ],
        **_of_parts(month),
    }


def _of_parts(month: MonthExplanation) -> dict[str, Any]:
    """What the parts decided, as ``score`` has it."""
    found: dict[str, Any] = {}
    for part, decided, at in month.parts:
        keys = getattr(part.facet("json"), "agents", None)
        found |= next(keys(decided, np.array([at]))) if keys is not None else {}
    return found


def _judged(one: Judged, rules: RuleSet, lang: str) -> dict[str, Any]:
    return {
        "metric": one.criterion.metric,
        "status": STATUS_WORDS[one.status],
        "value": value_word(rules.metrics[one.criterion.metric], one.value, rules),
        "standard": one.criterion.standard,
        "source": one.source or None,
        "rule": str(one.criterion.source),
        "since": str(one.criterion.since) if one.criterion.since else None,
        **_made(one.criterion.metric, rules, lang),
        **few_rows(one.few),
    }


def _made(metric: str, rules: RuleSet, lang: str) -> dict[str, Any]:
    """How a fold of rows is made of its cells, where these alone do not tell it."""
    made = made_words(rules.metrics[metric], rules, lang)
    return {"made": made} if made else {}


def _standing(standing: Placing | None, score: Fraction | None, render: RenderContext) -> dict[str, Any]:
    if standing is None:
        return {"rank": None, "ranked": None, "tied": False, "to_next": None, "next": None}
    above = None if standing.above is None or score is None else fixed_text(standing.above - score, 2)
    who = standing.above_id if render.names else None
    tied = standing.shared > 1
    return {"rank": standing.rank, "ranked": standing.ranked, "tied": tied, "to_next": above, "next": who}


def _period(one: PeriodExplanation, render: RenderContext) -> dict[str, Any]:
    return {
        "period": str(one.period),
        "project": one.project or None,
        "scores": {str(month): None if score is None else fixed_text(score, 2) for month, score in one.scores},
        "score": None if one.score is None else fixed_text(one.score, 2),
        "months_qualified": one.months_qualified,
        **_standing(one.standing, one.score, render),
    }


def _award(entry: AwardExplanation, render: RenderContext) -> dict[str, Any]:
    found: dict[str, Any] = {"award": entry.award, "period": str(entry.period), "team": entry.team}
    found |= {"within": dict(entry.group), "won": entry.given is not None}
    found["withheld"] = None if entry.withheld is None else decision_object(entry.withheld.decision)
    if entry.given is not None:
        given = award_object(entry.given, entry.rules)
        via: dict[str, Any] = {} if entry.given.via is None else {"via": entry.given.via}
        via |= {} if entry.given.decision is None else {"decision": decision_object(entry.given.decision)}
        won = {"given": given | via, "reason": won_text(entry, render), "apart": apart_text(entry, render)}
        return found | won | {"missed": None, "enough": None}
    missed, counterfactual = entry.missed, entry.counterfactual
    return found | {
        "given": None,
        "reason": missed_text(entry, render),
        "apart": apart_text(entry, render),
        "missed": None if missed is None else _missed(missed, entry.rules, render),
        "enough": None if counterfactual is None else _counterfactual(counterfactual, entry, render),
        "taken": [_taken(entry, at, render) for at in range(len(entry.taken))],
        "taken_text": taken_text(entry, render),
        "margin": None
        if entry.margin is None or missed is None
        else figure_word(missed.figure, entry.margin, entry.rules),
    }


def _taken(entry: AwardExplanation, at: int, render: RenderContext) -> dict[str, Any]:
    given = award_object(entry.taken[at], entry.rules)
    return given if render.names else {key: given[key] for key in ("rank", "score", "tied", "prize")}


def _missed(missed: Missed, rules: RuleSet, render: RenderContext) -> dict[str, Any]:
    return {
        "why": missed.why,
        "period": missed.period,
        "month": missed.month,
        "metric": missed.metric,
        "figure": missed.figure or None,
        "value": figure_word(missed.figure, missed.value, rules),
        "needed": figure_word(missed.figure, missed.needed, rules),
        "rank": missed.rank,
        "tied": missed.tied,
        "candidates": missed.candidates,
        "breaker": missed.breaker,
        "breaker_value": figure_word(missed.breaker or "", missed.breaker_value, rules),
        "breaker_needed": figure_word(missed.breaker or "", missed.breaker_needed, rules),
        "rival": missed.rival if render.names else None,
        "met": list(missed.met),
        "times": missed.times,
        "award": missed.other,
        "ways": [_missed(part, rules, render) for part in missed.parts],
    }


def _counterfactual(counterfactual: Counterfactual, entry: AwardExplanation, render: RenderContext) -> dict[str, Any]:
    metrics = entry.rules.metrics
    return {
        "wins": counterfactual.wins,
        "changes": [
            {
                "month": str(edit.month),
                "metric": edit.metric,
                "before": value_word(metrics[edit.metric], edit.before, entry.rules),
                "after": value_word(metrics[edit.metric], edit.after, entry.rules),
            }
            for edit in counterfactual.edits
        ],
        "score": None if counterfactual.reached is None else fixed_text(counterfactual.reached, 2),
        "more": None if counterfactual.gain is None else fixed_text(counterfactual.gain, 2),
        "text": counterfactual_text(entry, render),
    }
