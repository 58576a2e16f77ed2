"""Find the award, agent or team named on the command line, or a problem with the nearest known name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ccmotivate.model import choosing
from ccmotivate.model.metrics import Label
from ccmotivate.problems import Problem, SourceRef, problem

if TYPE_CHECKING:  # pydantic comes with the rules
    from ccmotivate.model.award_rules import Award
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.pipeline.inputs import Input

_NOTHING_NEAR = "–"


def every_award(rules: RuleSet | None) -> dict[str, Award]:
    """The awards of all rule versions by id, each from the current version, else from the last that has it."""
    schemes = () if rules is None else (*rules.version_rules, rules)
    return {name: award for one in schemes for name, award in one.awards.items()}


def award_named(word: str, rules: RuleSet | None, others: Iterable[str] = ()) -> str | Problem:
    """The id of an award in any rule version, or of one of ``others``, which have no name."""
    labels = {name: Label(name, name) for name in others}
    labels |= {name: award.label for name, award in every_award(rules).items()}
    found = choosing.labelled(word, labels)
    if isinstance(found, str):
        return found
    return problem("award-unknown", SourceRef(), word, nearest=found.near or tuple(labels))


def named_agent(word: str, names: Mapping[str, str], other: str | None = None) -> str | Problem:
    """The id of one of these agents, whose names these are; ``other`` is whom a roster knows by this word."""
    found = choosing.one_of(word, names)
    if isinstance(found, str):
        return found
    if other is not None and other in names and not found.several:
        return other
    if found.several:
        return problem("agent-ambiguous", SourceRef(), word, agents=found.near)
    return problem("agent-unknown", SourceRef(), word, nearest=found.near or _NOTHING_NEAR)


def whom_rosters_know(word: str | None, entries: Iterable[Input], rules: RuleSet) -> str | None:
    """The id of whom the rosters know by a word in any month; None for nobody and for several."""
    if word is None or not rules.has_known_as:
        return None
    from ccmotivate.readers.known_as import KnownAs

    found = KnownAs.of([entry.read for entry in entries if entry.read is not None], rules).find(word.strip(), 0)
    return None if found is None else found.agent_id


def named_team(word: str, teams: Iterable[str]) -> str | Problem:
    """One of these teams."""
    found = choosing.one_of(word, dict.fromkeys(teams, ""))
    if isinstance(found, str):
        return found
    return problem("team-unknown", SourceRef(), word, nearest=found.near or _NOTHING_NEAR)
