"""An explanation for other programs: ``ccmotivate/explain@1``. Figures are those of ``score`` and ``awards``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, TextIO

from ccmotivate.model.exact import fixed_text, plain_text
from ccmotivate.model.explanation import (
    AwardStory,
    Enough,
    Explanation,
    Judged,
    Missed,
    MonthStory,
    PeriodStory,
    Standing,
)
from ccmotivate.model.recorded import Difference, LedgerView
from ccmotivate.model.results import STATUS_WORDS
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem
from ccmotivate.writers.explain.words import Voice, apart_text, enough_text, missed_text, sum_text, taken_text, won_text
from ccmotivate.writers.json.scores import (
    award_object,
    decision_object,
    difference_object,
    figure_word,
    input_objects,
    problem_object,
    publication_object,
    rules_object,
    value_word,
)

SCHEMA, TEAM_SCHEMA = "ccmotivate/explain@1", "ccmotivate/explain-team@1"


def write_explanation_json(
    stream: TextIO, voice: Voice | None, rules: RuleSet | None, problems: Sequence[Problem], lang: str
) -> None:
    """Write the document of a call; without an explanation only the problems."""
    document: dict[str, Any] = {"schema": SCHEMA, "rules": rules_object(rules), "agent_id": None, "name": None}
    document |= {"inputs": [], "months": [], "absent": [], "periods": [], "awards": []}
    if voice is not None:
        document |= explanation_object(voice)
    document["problems"] = [problem_object(one, rules, lang) for one in problems]
    json.dump(document, stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def write_team_json(
    stream: TextIO,
    team: str,
    voices: Sequence[Voice],
    rules: RuleSet | None,
    problems: Sequence[Problem],
    lang: str,
    written: Sequence[Path],
) -> None:
    """Write the document of a team: an explanation an agent, in the order of the ids, and the files written."""
    document: dict[str, Any] = {"schema": TEAM_SCHEMA, "rules": rules_object(rules), "team": team}
    document["agents"] = [explanation_object(voice) for voice in voices]
    document["written"] = [str(path) for path in written]
    document["problems"] = [problem_object(one, rules, lang) for one in problems]
    json.dump(document, stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def explanation_object(voice: Voice) -> dict[str, Any]:
    """The whole explanation."""
    told: Explanation = voice.told
    return {
        "agent_id": told.agent_id,
        "name": told.name,
        "inputs": input_objects(told.inputs),
        "months": [_month(one, voice) for one in told.months],
        "absent": [str(month) for month in told.absent],
        "periods": [_period(one, voice) for one in told.periods],
        "awards": [_award(one, voice) for one in told.awards],
        "published": {str(one.period): publication_object(one.publication) for one in told.ledger if one.publication},
        "differs": [difference_object(one, told.rules) for view in told.ledger for one in _own(view, told.agent_id)],
    }


def _own(view: LedgerView, agent_id: str) -> list[Difference]:
    """What differs for the agent alone: an explanation goes to the person it is about."""
    return [one for one in view.differences if one.agent_id == agent_id]


def _month(month: MonthStory, voice: Voice) -> dict[str, Any]:
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
        **_standing(month.standing, month.score, voice),
        "criteria": [_judged(one, month.rules) for one in month.criteria],
        "eligibility": [_judged(one, month.rules) for one in month.eligibility],
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
            }
            for one in month.points
        ],
    }


def _judged(one: Judged, rules: RuleSet) -> dict[str, Any]:
    return {
        "metric": one.criterion.metric,
        "status": STATUS_WORDS[one.status],
        "value": value_word(rules.metrics[one.criterion.metric], one.value, rules),
        "standard": one.criterion.standard,
        "source": one.source or None,
        "rule": str(one.criterion.source),
        "since": str(one.criterion.since) if one.criterion.since else None,
    }


def _standing(standing: Standing | None, score: Fraction | None, voice: Voice) -> dict[str, Any]:
    if standing is None:
        return {"rank": None, "ranked": None, "tied": False, "to_next": None, "next": None}
    above = None if standing.above is None or score is None else fixed_text(standing.above - score, 2)
    who = standing.above_id if voice.names else None
    tied = standing.shared > 1
    return {"rank": standing.rank, "ranked": standing.ranked, "tied": tied, "to_next": above, "next": who}


def _period(one: PeriodStory, voice: Voice) -> dict[str, Any]:
    return {
        "period": str(one.period),
        "project": one.project or None,
        "scores": {str(month): None if score is None else fixed_text(score, 2) for month, score in one.scores},
        "score": None if one.score is None else fixed_text(one.score, 2),
        "months_qualified": one.months_qualified,
        **_standing(one.standing, one.score, voice),
    }


def _award(story: AwardStory, voice: Voice) -> dict[str, Any]:
    found: dict[str, Any] = {"award": story.award, "period": str(story.period), "team": story.team}
    found |= {"within": dict(story.group), "won": story.given is not None}
    found["withheld"] = None if story.withheld is None else decision_object(story.withheld.decision)
    if story.given is not None:
        given = award_object(story.given, story.rules)
        via: dict[str, Any] = {} if story.given.via is None else {"via": story.given.via}
        via |= {} if story.given.decision is None else {"decision": decision_object(story.given.decision)}
        won = {"given": given | via, "reason": won_text(story, voice), "apart": apart_text(story, voice)}
        return found | won | {"missed": None, "enough": None}
    missed, enough = story.missed, story.enough
    return found | {
        "given": None,
        "reason": missed_text(story, voice),
        "apart": apart_text(story, voice),
        "missed": None if missed is None else _missed(missed, story.rules, voice),
        "enough": None if enough is None else _enough(enough, story, voice),
        "taken": [_taken(story, at, voice) for at in range(len(story.taken))],
        "taken_text": taken_text(story, voice),
        "margin": None
        if story.margin is None or missed is None
        else figure_word(missed.figure, story.margin, story.rules),
    }


def _taken(story: AwardStory, at: int, voice: Voice) -> dict[str, Any]:
    given = award_object(story.taken[at], story.rules)
    return given if voice.names else {key: given[key] for key in ("rank", "score", "tied", "prize")}


def _missed(missed: Missed, rules: RuleSet, voice: Voice) -> dict[str, Any]:
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
        "rival": missed.rival if voice.names else None,
        "met": list(missed.met),
        "times": missed.times,
        "award": missed.other,
        "ways": [_missed(part, rules, voice) for part in missed.parts],
    }


def _enough(enough: Enough, story: AwardStory, voice: Voice) -> dict[str, Any]:
    metrics = story.rules.metrics
    return {
        "wins": enough.wins,
        "changes": [
            {
                "month": str(edit.month),
                "metric": edit.metric,
                "before": value_word(metrics[edit.metric], edit.before, story.rules),
                "after": value_word(metrics[edit.metric], edit.after, story.rules),
            }
            for edit in enough.edits
        ],
        "score": None if enough.reached is None else fixed_text(enough.reached, 2),
        "more": None if enough.gain is None else fixed_text(enough.gain, 2),
        "text": enough_text(story, voice),
    }
