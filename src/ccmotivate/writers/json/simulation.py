"""``ccmotivate/simulate@1``: what rules would change, exactly, for other programs; ``diff`` shares its parts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TextIO

from ccmotivate.model.award_changes import AwardChange
from ccmotivate.model.comparison import Comparison, MovedLine, PersonChange, Simulation, Swept, Totals
from ccmotivate.model.decided import Change, Standing
from ccmotivate.model.exact import fixed_text, plain_text
from ccmotivate.model.results import AwardGiven
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem
from ccmotivate.writers.json.scores import award_object, figure_word, input_objects, problem_object, rules_object
from ccmotivate.writers.json.text import indented

_WHO = ("award", "period", "within", "agent_id", "name", "team")


def write_simulation_json(
    stream: TextIO, simulation: Simulation | None, problems: tuple[Problem, ...], rules: RuleSet | None, lang: str
) -> None:
    """Write the document of a run; without a simulation only its problems."""
    document: dict[str, Any] = {"schema": "ccmotivate/simulate@1"}
    if simulation is None:
        document |= {"rules": {"old": None, "new": rules_object(rules)}, "inputs": []}
    else:
        old, new = simulation.comparison.old.rules, simulation.comparison.new.rules
        document |= {
            "rules": {"old": rules_object(old), "new": rules_object(new)},
            "set": [{"path": one.path, "value": one.value} for one in simulation.tried],
            "moved": [moved_object(line) for line in simulation.moved],
            "inputs": input_objects(simulation.inputs),
            **comparison_object(simulation.comparison),
            "sweep": None if simulation.swept is None else sweep_object(simulation.swept, new),
        }
    document["problems"] = [problem_object(one, rules, lang) for one in problems]
    stream.write(indented(document))


def comparison_object(comparison: Comparison) -> dict[str, Any]:
    """Months, periods, totals, groups, people and awards; ``old`` and ``new`` side by side."""
    old, new = comparison.old.rules, comparison.new.rules
    return {
        "months": [str(result.month) for result in comparison.new.months],
        "periods": [str(result.period) for result in comparison.new.periods],
        "totals": {side: totals_object(one, rules) for side, one, rules in _sides(comparison.totals, old, new)},
        "groups": [
            {
                "by": group.by,
                "key": group.key,
                **{s: totals_object(one, rules) for s, one, rules in _sides((group.old, group.new), old, new)},
            }
            for group in comparison.groups
        ],
        "people": [person_object(one, parts=comparison.has_parts) for one in comparison.people],
        "awards": [award_change_object(one, comparison) for one in comparison.awards],
    }


def _sides(pair: tuple[Totals, Totals], old: RuleSet, new: RuleSet) -> list[tuple[str, Totals, RuleSet]]:
    return [("old", pair[0], old), ("new", pair[1], new)]


def totals_object(totals: Totals, rules: RuleSet) -> dict[str, Any]:
    """Counts, the share qualified in percent, and money with its currency."""
    share = totals.share_qualified
    return {
        "agents": totals.agents,
        "qualified": totals.qualified,
        "qualified_share": None if share is None else fixed_text(share, 2),
        "eligible": totals.eligible,
        "awards": totals.awards,
        "winners": totals.winners,
        "money": {"amount": plain_text(totals.money), "currency": rules.currency},
    }


def person_object(change: PersonChange, *, parts: bool = False) -> dict[str, Any]:
    """An agent whose standing differs; null for a side without the agent; ``parts`` where any part is on."""
    who = {name: getattr(change, name) for name in ("period", "agent_id", "name", "role", "project", "team")}
    return {
        **who,
        "old": _standing_object(change.old),
        "new": _standing_object(change.new),
        "criteria": [{"metric": metric, "old": old, "new": new} for metric, old, new in change.criteria],
        "points": [{"metric": metric, "old": _fixed(old), "new": _fixed(new)} for metric, old, new in change.points],
        **({"parts": [_part_object(one) for one in change.parts]} if parts else {}),
        **({"lacking": [_lacking_object(one) for one in change.lacking]} if change.lacking else {}),
    }


def _lacking_object(change: Change) -> dict[str, Any]:
    old, new = change.texts
    return {"metric": change.field.key, "old": old, "new": new}


def _part_object(change: Change) -> dict[str, Any]:
    part, _space, field = change.field.id.partition(" ")
    old, new = change.texts
    return {"part": part, "field": field, "old": old, "new": new}


def _standing_object(standing: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    return {
        "qualified": standing.qualified,
        "eligible": standing.eligible,
        "score": _fixed(standing.score),
        "rank": standing.rank,
    }


def _fixed(number: Fraction | None) -> str | None:
    return None if number is None else fixed_text(number, 2)


def award_change_object(change: AwardChange, comparison: Comparison) -> dict[str, Any]:
    """``won``, ``lost`` or ``kept``: whose award it is, and what it was and is worth."""
    shown = award_object(change.given, comparison.old.rules if change.new is None else comparison.new.rules)
    return {
        "change": change.kind,
        **{name: shown[name] for name in _WHO if name in shown},
        "old": _worth_object(change.old, comparison.old.rules),
        "new": _worth_object(change.new, comparison.new.rules),
    }


def _worth_object(given: AwardGiven | None, rules: RuleSet) -> dict[str, Any] | None:
    if given is None:
        return None
    prize = None if given.prize is None else {"amount": plain_text(given.prize), "currency": rules.currency}
    score = figure_word(given.figure, given.score, rules)
    return {"rank": given.rank, "score": score, "tied": given.tied, "via": given.via, "prize": prize}


def moved_object(line: MovedLine) -> dict[str, Any]:
    """A scorecard line that goes along with its standard: both before and after, as written."""
    return {
        **{name: getattr(line, name) for name in ("role", "metric", "method", "path")},
        "standard": dict(zip(("old", "new"), line.standards, strict=True)),
        "value": dict(zip(("old", "new"), line.values, strict=True)),
        "from": None if line.since is None else str(line.since),
    }


def sweep_object(swept: Swept, rules: RuleSet) -> dict[str, Any]:
    """The values in the order given, each with its totals."""
    points = [
        {
            "value": point.value,
            **totals_object(point.totals, rules),
            "moved": [moved_object(line) for line in point.moved],
        }
        for point in swept.points
    ]
    return {"path": swept.path, "current": swept.current, "values": points}
