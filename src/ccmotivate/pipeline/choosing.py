"""Find the award, agent or team named on the command line, or a problem with the nearest known name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ccmotivate.model import choosing
from ccmotivate.model.metrics import Label
from ccmotivate.problems import Problem, SourceRef, problem

if TYPE_CHECKING:  # pydantic comes with the rules, pandas with the readers
    from ccmotivate.model.award_rules import Award
    from ccmotivate.model.period import Month
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.readers.known_as import KnownAs

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


def named_agent(
    word: str, names: Mapping[str, str], known: KnownAs | None = None, months: Iterable[Month] = ()
) -> str | Problem:
    """The id of one of these agents, by id, name or what a roster calls them.

    Args:
        word: What was given.
        names: The name of each agent by id.
        known: What the rosters at hand call people (no words where none is); None where the rules know no such words.
        months: The months that are asked about: the word is of whom rosters call so in any of them.
    """
    owners = {} if known is None else known.owners(word.strip(), [one.ordinal for one in months])
    found = choosing.one_of(word, names, owners)
    if choosing.is_id(word, owners) and not choosing.is_id(word, names):
        return _not_here(word, owners)
    if isinstance(found, str):
        return found
    if found.several:
        return problem("agent-ambiguous", SourceRef(), word, agents=found.near)
    if owners:
        return _not_here(word, owners)
    code = "agent-unknown" if known is None or known.words else "agent-without-roster"
    return problem(code, SourceRef(), word, nearest=found.near or _NOTHING_NEAR)


def _not_here(word: str, owners: Mapping[str, SourceRef]) -> Problem:
    return problem("agent-not-here", next(iter(owners.values())), word, agents=tuple(owners))


def named_team(word: str, teams: Iterable[str]) -> str | Problem:
    """One of these teams."""
    found = choosing.one_of(word, dict.fromkeys(teams, ""))
    if isinstance(found, str):
        return found
    return problem("team-unknown", SourceRef(), word, nearest=found.near or _NOTHING_NEAR)
