"""Check a requested decision against the period's result: who is meant, and whether they won the award."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from ccmotivate.pipeline.choosing import named_agent, named_team
from ccmotivate.problems import Problem, SourceRef, problem

if TYPE_CHECKING:
    from ccmotivate.model.award_rules import Award
    from ccmotivate.model.results import AwardGiven, Decision, PeriodResult
    from ccmotivate.readers.known_as import KnownAs

GRANT, WITHHOLD, AS_RULED = "grant", "withhold", "as-ruled"
_NOTHING_NEAR = "–"


class Whom(Struct, frozen=True):
    """Whom a decision is about, as it was typed: an agent by id, name or what a roster calls them, or a team."""

    agent: str | None = None
    team: str | None = None


def person_meant(
    whom: Whom,
    award: Award,
    verdict: str,
    result: PeriodResult,
    standing: Sequence[Decision],
    known_as: KnownAs | None = None,
) -> tuple[str, tuple[Problem, ...]]:
    """The agent's id, or the team's name, that a valid decision concerns; else the problem.

    Args:
        whom: The agent or team as named by the user.
        award: The award that is decided on.
        verdict: ``grant``, ``withhold`` or ``as-ruled``.
        result: The period with what was decided so far.
        standing: The decisions in force, needed to revoke one about an agent who has left since.
        known_as: What the rosters of the files call people.
    """
    known = _known(whom, award, result, standing)
    if whom.agent is None:
        who = named_team(whom.team or "", known)
    else:
        who = named_agent(whom.agent, known, known_as, result.months)
    if isinstance(who, Problem):
        return "", (who,)
    return who, tuple(_senseless(who, known[who], award, verdict, result))


def _known(whom: Whom, award: Award, result: PeriodResult, standing: Sequence[Decision]) -> Mapping[str, str]:
    """The agents of the period with their names, or its teams, which have no other name."""
    about = [one for one in standing if one.award == award.id and one.period == str(result.period)]
    if whom.agent is None:
        teams = {team for facts in result.facts for team in facts.agents["team"].tolist() if team}
        return dict.fromkeys(sorted({*teams, *(one.team for one in about if one.team)}), "")
    names = zip(result.agents["agent_id"].tolist(), result.agents["name"].tolist(), strict=True)
    return {one.agent_id: "" for one in about if one.agent_id} | dict(names)


def _senseless(who: str, name: str, award: Award, verdict: str, result: PeriodResult) -> list[Problem]:
    """A problem where the award is withheld from an agent who did not win it, or granted to one who wins it anyway."""
    from ccmotivate.writers.words.ledger_sentences import name_text

    ruled = [one for one in result.awards if one.decision is None and one.award == award.id]
    stopped = [one.given for one in result.withheld if one.given.award == award.id]
    won = {_winner(one) for one in (*ruled, *stopped)}
    facts = {"award": award.id, "period": str(result.period)}
    shown = name_text(who, name, "")
    if verdict == WITHHOLD and who not in won:
        winners = tuple(name_text(one.agent_id, one.name, one.team) for one in (*ruled, *stopped)) or (_NOTHING_NEAR,)
        return [problem("decide-not-won", SourceRef(), shown, **facts, winners=winners)]
    if verdict == GRANT and who in {_winner(one) for one in ruled}:
        return [problem("decide-won", SourceRef(), shown, **facts)]
    return []


def _winner(given: AwardGiven) -> str:
    return given.team if given.agent_id is None else given.agent_id
