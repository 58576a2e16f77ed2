"""The award or the agent that somebody named on the command line, or the problem that says what it resembles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ccmotivate.model import choosing
from ccmotivate.model.metrics import Label
from ccmotivate.problems import Problem, SourceRef, problem

if TYPE_CHECKING:  # pydantic comes with the rules
    from ccmotivate.model.rules import RuleSet


def award_named(word: str, rules: RuleSet | None, others: Iterable[str] = ()) -> str | Problem:
    """The id of an award that the rules know now or knew at some time, or of one of the others, which have no name."""
    labels = {name: Label(name, name) for name in others}
    schemes = () if rules is None else (*(epoch.rules for epoch in rules.epochs if epoch.rules), rules)
    labels |= {name: award.label for one in schemes for name, award in one.awards.items()}
    found = choosing.labelled(word, labels)
    if isinstance(found, str):
        return found
    return problem("award-unknown", SourceRef(), word, nearest=found.near or tuple(labels))


def named_agent(word: str, names: Mapping[str, str]) -> str | Problem:
    """The id of one of these agents, whose names these are."""
    found = choosing.agent_of(word, names)
    if isinstance(found, str):
        return found
    if found.several:
        return problem("agent-ambiguous", SourceRef(), word, agents=found.near)
    return problem("agent-unknown", SourceRef(), word, nearest=found.near or "–")
