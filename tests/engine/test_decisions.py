"""What people decided and what was published, in the place of what the rules give; who gains by a correction."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from ccmotivate.engine.decisions import as_published, decisions_here, settled, with_decisions
from ccmotivate.engine.trace import award_stories
from ccmotivate.model.period import Month
from ccmotivate.model.recorded import Settled
from ccmotivate.model.results import Decision, PeriodResult, TieNote, Withheld
from tests.engine.fairness_cases import agent, scored
from tests.ledger.builders import award, month_result

MARCH = Month(2025, 3)
RESULT = month_result(MARCH)  # monthly_project: 0000 first, 0002 and 0004 second; best_team: B组
MONTHLY = RESULT.rules.awards["monthly_project"]


def word(verdict: str, who: str | None, award_id: str = "monthly_project", team: str | None = None) -> Decision:
    return Decision("2025-03", award_id, who, team, verdict, "a reason", "Manager One", "2025-04-02T08:00:00Z", None)


def winners(result: PeriodResult, award_id: str = "monthly_project") -> list[str | None]:
    return [one.agent_id or one.team for one in result.awards if one.award == award_id]


def test_a_withheld_place_stays_empty_and_deciding_twice_is_deciding_once() -> None:
    stop = word("withhold", "0000")
    once = with_decisions(RESULT, [stop])
    assert winners(once) == ["0002", "0004"]
    assert [one.rank for one in once.awards if one.award == "monthly_project"] == [2, 2]
    assert with_decisions(once, [stop]).withheld == once.withheld
    assert len(once.withheld) == 1
    assert with_decisions(RESULT, [replace(stop, period="2025-04")]) is RESULT


def test_a_decision_on_an_award_that_other_rules_lack_is_nothing() -> None:
    assert with_decisions(RESULT, [word("grant", "0001", "no_such")]) is RESULT


def test_a_team_is_decided_on_by_its_name() -> None:
    stopped = with_decisions(RESULT, [word("withhold", None, "best_team", "B组")])
    assert winners(stopped, "best_team") == []
    assert winners(with_decisions(RESULT, [word("withhold", None, "best_team", "A组")]), "best_team") == ["B组"]


def test_decisions_about_people_who_are_elsewhere_are_left_out() -> None:
    own, other = word("grant", "0001"), word("grant", "9999")
    teams = [word("withhold", None, "best_team", name) for name in ("A组", "Z组")]
    assert decisions_here(RESULT, [own, other, *teams]) == (own, teams[0])


def test_what_was_published_is_shown_of_those_who_are_there() -> None:
    tie = TieNote(("0001", "9999"), Fraction(1), (1, 1), None)
    far = replace(tie, members=("8888", "9999"))
    was = replace(
        RESULT,
        awards=(award(MARCH, "0001"), award(MARCH, "9999")),
        withheld=(
            Withheld(award(MARCH, "0000"), word("withhold", "0000")),
            Withheld(award(MARCH, "9999"), word("x", "y")),
        ),
        ties={"monthly_project": (tie, far), "best_agent": (far,)},
        published="then",
    )
    shown = as_published(RESULT, was, {"gone": MONTHLY, "monthly_project": RESULT.rules.awards["best_agent"]})
    assert winners(shown) == ["0001"]
    assert [one.given.agent_id for one in shown.withheld] == ["0000"]
    assert shown.ties == {"monthly_project": (tie,)}
    assert shown.published == "then"
    assert shown.agents is RESULT.agents
    assert shown.rules.awards["monthly_project"] is MONTHLY
    assert "gone" in shown.rules.awards
    assert as_published(RESULT, was, {}).rules is RESULT.rules


def test_who_gains_and_who_gives_back() -> None:
    first, second = award(MARCH, "0002"), award(MARCH, "0004", rank=2, prize=Fraction(150))
    moved = award(MARCH, "0004")
    added = award(MARCH, "10", rank=None, prize=None)
    same = award(MARCH, "0000", rank=3, prize=Fraction(100))
    lines = settled([first, second, same], [moved, replace(same, candidates=9), added])
    assert lines == (Settled(first, None), Settled(second, moved), Settled(None, added))
    assert [one.amount for one in lines] == [-200, 50, 0]
    assert [one.given.agent_id for one in lines] == ["0002", "0004", "10"]
    assert settled([same], [same]) == ()


def test_a_withheld_award_is_told_as_that_and_a_published_one_as_published() -> None:
    stopped = with_decisions(RESULT, [word("withhold", "0000")])
    (entry,) = award_stories(MONTHLY, RESULT.period, stopped, "0000", "A组")
    assert (entry.given, entry.missed) == (None, None)
    assert entry.withheld is not None
    assert entry.withheld.decision.reason == "a reason"
    (lost,) = award_stories(MONTHLY, RESULT.period, replace(RESULT, published="then"), "0001", "A组")
    assert lost.missed is not None
    assert lost.missed.why == "published"
    (kept,) = award_stories(MONTHLY, RESULT.period, RESULT, "0001", "A组")
    assert kept.missed is not None
    assert kept.missed.why == "kept_out"


def test_a_place_that_is_held_already_is_not_granted_again() -> None:
    assert winners(with_decisions(RESULT, [word("grant", "0002")])) == ["0000", "0002", "0004"]
    again = with_decisions(RESULT, [word("withhold", "0002"), word("grant", "0002")])
    assert [(one.agent_id, one.via) for one in again.awards if one.agent_id == "0002"] == [("0002", "decision")]


def test_the_winners_of_the_own_group_are_told_to_who_lost() -> None:
    rows = [agent(name, productivity, project=project) for name, productivity, project in (
        ("A1", 99, "Cards"), ("A2", 98, "Cards"), ("A3", 97, "Cards"), ("A4", 80, "Cards"), ("B1", 90, "Loans"),
    )]  # fmt: skip
    (month,) = scored(rows)
    awards = month.rules.awards
    (entry,) = award_stories(awards["monthly_project"], RESULT.period, month, "A4", "One")
    assert [one.agent_id for one in entry.taken] == ["A1", "A2", "A3"]
    assert {one.award for one in entry.taken} == {"monthly_project"}
    (whole,) = award_stories(awards["best_agent"], RESULT.period, month, "A4", "One")
    assert [(one.award, one.agent_id) for one in whole.taken] == [("best_agent", "A1")]
    (won,) = award_stories(awards["monthly_project"], RESULT.period, month, "A2", "One")
    assert won.taken == (won.given,)


def test_a_granted_award_is_told_with_the_score_and_nothing_is_a_score_too() -> None:
    """Only who was away in a month of a longer period has none, which is -1 in its table."""
    agents = RESULT.agents.assign(score=[{"0001": 0, "0002": -1}.get(one, 9000) for one in RESULT.agents["agent_id"]])
    rules = replace(RESULT.rules, awards={"monthly_project": MONTHLY})
    result = replace(RESULT, agents=agents, awards=(), rules=rules)
    granted = with_decisions(result, [word("grant", who) for who in ("0000", "0001", "0002")])
    assert {one.agent_id: one.score for one in granted.awards} == {"0000": 90, "0001": 0, "0002": None}
