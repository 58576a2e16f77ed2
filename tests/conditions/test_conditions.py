"""Every condition kind, in awards that a company might invent, over months told as small tables."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from msgspec.structs import replace

from ccmotivate.engine.periods import award_period
from ccmotivate.model.calendar import Period, parse_period
from ccmotivate.model.exact import Exact
from ccmotivate.model.period import Month
from ccmotivate.model.results import AwardGiven, Decision, PeriodResult, PublishedMonth
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.scheme import load_rules
from tests.support import RULES, text_table

Table = str
"""One month: ``id project score status``, status E (eligible), Q (qualified) or – (neither); the rest are metrics."""


def rules_with(folder: Path, awards: str) -> RuleSet:
    """The shipped rules, with these awards beside the shipped ones."""
    shutil.copytree(RULES, folder / "rules")
    with (folder / "rules/awards.yaml").open("a", encoding="utf-8") as file:
        file.write("\n" + awards)
    rules, problems = load_rules(folder / "rules")
    assert rules is not None, [(str(one.source), one.code) for one in problems]
    return rules


def month(number: int, table: Table, awards: Sequence[AwardGiven] = ()) -> PublishedMonth:
    """A month of 2025 from its table; ranks by score among the qualified of the project."""
    head, *rows = text_table(table)
    cells = [dict(zip(head, row, strict=True)) for row in rows]
    frame = pd.DataFrame(
        {
            "agent_id": pd.Series([str(row["id"]) for row in cells], dtype=object),
            "name": pd.Series([f"Agent {row['id']}" for row in cells], dtype=object),
            "role": pd.Series([str(row.get("role") or "inbound") for row in cells], dtype=object),
            "project": pd.Series([str(row["project"]) for row in cells], dtype=object),
            "team": pd.Series([str(row.get("team") or "") for row in cells], dtype=object),
            "qualified": [row["status"] in ("E", "Q") for row in cells],
            "eligible": [row["status"] == "E" for row in cells],
            "score": [int(Fraction(str(row["score"])) * 100) for row in cells],
            "rank": [0 for _row in cells],
        }
    )
    known = [name for name in head if name not in ("id", "project", "team", "role", "score", "status")]
    metrics = {
        name: Exact.from_fractions([None if row[name] is None else Fraction(str(row[name])) for row in cells])
        for name in known
    }
    return PublishedMonth(Month(2025, number), (), frame, metrics, tuple(awards), None)


def won(at: str, agent: str, project: str = "A", rank: int = 1, award: str = "monthly_project") -> AwardGiven:
    """A monthly award that was given."""
    return AwardGiven(
        award=award, period=at, within=(("project", project),), rank=rank, agent_id=agent, name="", project=project,
        team="", score=Fraction(100), figure="score", candidates=1, tied=False, tie=None, next_figure=None, prize=None,
    )  # fmt: skip


def winners(result: PeriodResult, award: str) -> list[tuple[str, str, int | None, str | None]]:
    """Group, winner, place and via of an award's winners."""
    return [
        (given.within[0][1] if given.within else "", given.agent_id or given.team, given.rank, given.via)
        for given in result.awards
        if given.award == award
    ]


def the(text: str) -> Period:
    period = parse_period(text)
    assert period is not None
    return period


def decided(
    tmp_path: Path,
    award: str,
    months: Mapping[int, Table],
    period: str = "2025-Q1",
    given: Mapping[int, Sequence[AwardGiven]] | None = None,
) -> PeriodResult:
    rules = rules_with(tmp_path, award)
    return award_period(the(period), [month(n, table, (given or {}).get(n, ())) for n, table in months.items()], rules)


LEADERS = {
    1: "id | project | score | status\n a | A | 90 | E\n b | A | 95 | E\n c | B | 80 | E\n d | B | 80 | Q",
    2: "id | project | score | status\n a | A | 90 | E\n b | A | 95 | E\n c | B | 80 | E\n d | B | 80 | E",
    3: "id | project | score | status\n a | A | 90 | E\n b | A | 95 | Q\n c | B | 80 | E\n d | B | 80 | E",
}
NAMED = "crown:\n  name: {zh: 冠, en: Crown}\n  every: quarter\n"


def test_lead_every_shares_the_lead_and_asks_for_eligibility_in_every_month(tmp_path: Path) -> None:
    result = decided(tmp_path, NAMED + "  within: project\n  lead_every: month\n", LEADERS)
    assert winners(result, "crown") == [("B", "c", None, "lead_every")]
    close = {one.agent_id: (one.why, one.period) for one in result.close if one.award == "crown"}
    assert close == {"b": ("not_eligible", "2025-03"), "d": ("not_eligible", "2025-01")}


def test_lead_every_may_ask_for_less(tmp_path: Path) -> None:
    award = NAMED + "  within: project\n  lead_every: {each: month, who: qualified}\n"
    result = decided(tmp_path, award, LEADERS)
    assert winners(result, "crown") == [(p, a, None, "lead_every") for p, a in (("A", "b"), ("B", "c"), ("B", "d"))]


def test_lead_every_among_the_eligible_alone(tmp_path: Path) -> None:
    """b is not eligible in March, so that a leads then; nobody leads A in all three months."""
    award = NAMED + "  within: project\n  lead_every: {each: month, among: eligible}\n"
    assert winners(decided(tmp_path, award, LEADERS), "crown") == [("B", "c", None, "lead_every")]


def test_lead_every_across_the_department_does_not_mind_a_move(tmp_path: Path) -> None:
    months = {
        1: "id | project | score | status\n a | A | 99 | E\n b | B | 95 | E",
        2: "id | project | score | status\n a | B | 99 | E\n b | B | 95 | E",
        3: "id | project | score | status\n a | A | 99 | E\n b | B | 95 | E",
    }
    assert winners(decided(tmp_path, NAMED + "  lead_every: month\n", months), "crown") == [
        ("", "a", None, "lead_every")
    ]
    other = decided(tmp_path / "2", NAMED + "  within: project\n  lead_every: month\n", months)
    assert winners(other, "crown") == []
    assert ("a", "moved", "2025-02") in [(one.agent_id, one.why, one.period) for one in other.close]
    assert [one.reason for one in other.not_given if one.award == "crown"] == ["not-met"]


def test_consecutive_counts_places_if_asked(tmp_path: Path) -> None:
    given = {
        1: [won("2025-01", "a"), won("2025-01", "b", rank=2)],
        2: [won("2025-02", "a", rank=3), won("2025-02", "b", rank=1)],
        3: [won("2025-03", "b", rank=1)],
    }
    any_place = decided(
        tmp_path, NAMED + "  within: project\n  consecutive: {award: monthly_project, times: 2}\n", LEADERS, given=given
    )
    assert [one[1] for one in winners(any_place, "crown")] == ["a", "b"]
    first = decided(
        tmp_path / "2",
        NAMED + "  within: project\n  consecutive: {award: monthly_project, times: 2, places: 1}\n",
        LEADERS,
        given=given,
    )
    assert winners(first, "crown") == [("A", "b", None, "consecutive")]
    behind = next(one for one in first.awards if one.award == "crown").behind
    assert [(one.period, one.rank) for one in behind] == [("2025-02", 1), ("2025-03", 1)]


def test_consecutive_months_must_follow_each_other_in_one_project(tmp_path: Path) -> None:
    award = NAMED + "  within: project\n  consecutive: {award: monthly_project, times: 2}\n"
    given = {
        1: [won("2025-01", "a"), won("2025-01", "c", "B")],
        2: [won("2025-02", "c", "A")],
        3: [won("2025-03", "a")],
    }
    result = decided(tmp_path, award, LEADERS, given=given)
    assert winners(result, "crown") == []
    apart = [one for one in result.close if one.award == "crown"]
    assert {(one.agent_id, one.met) for one in apart if one.agent_id == "a"} == {("a", ("2025-01", "2025-03"))}


def test_all_wants_every_condition_and_keeps_the_place(tmp_path: Path) -> None:
    award = NAMED + (
        "  within: project\n  all:\n    - rank: {by: score, places: 2}\n"
        "    - consecutive: {award: monthly_project, times: 2}\n"
    )
    given = {1: [won("2025-01", "a")], 2: [won("2025-02", "a"), won("2025-02", "c", "B")]}
    result = decided(tmp_path, award, LEADERS, given=given)
    assert winners(result, "crown") == [("A", "a", 2, "consecutive")]


def test_any_names_the_first_condition_that_holds(tmp_path: Path) -> None:
    award = NAMED + (
        "  within: project\n  any:\n    - consecutive: {award: monthly_project, times: 2}\n    - lead_every: month\n"
    )
    given = {1: [won("2025-01", "c", "B")], 2: [won("2025-02", "c", "B")]}
    assert winners(decided(tmp_path, award, LEADERS, given=given), "crown") == [("B", "c", None, "consecutive")]


def test_not_looks_at_everybody_who_may_win(tmp_path: Path) -> None:
    """A newcomers' prize: first by score among those who do not lead every month."""
    award = NAMED + (
        "  who: qualified\n  within: project\n  all:\n    - not: {lead_every: month}\n"
        "    - rank: {by: score, places: 2}\n"
    )
    result = decided(tmp_path, award, LEADERS)
    assert winners(result, "crown") == [("A", "b", 1, None), ("A", "a", 2, None), ("B", "d", 1, None)]


def test_an_index_takes_shares_of_the_best_candidate_and_of_percents(tmp_path: Path) -> None:
    months = {
        n: f"id | project | score | status | role | qa_checks | qc_accuracy\n a | A | 90 | E | qa | 900 | {q}\n"
        " b | A | 90 | E | qa | 1000 | 90\n c | A | 90 | Q | qa | 5000 | 100"
        for n, q in ((1, 99), (2, 98), (3, 97))
    }
    result = decided(tmp_path, "", months)
    (given,) = (one for one in result.awards if one.award == "woodpecker")
    # a: 100 * (2700/3000 + 0.98) / 2 = 94; b: 100 * (1 + 0.90) / 2 = 95; c is not eligible.
    assert (given.agent_id, given.score, given.next_figure) == ("b", Fraction(95), Fraction(94))
    assert dict(given.parts) == {"sum qa_checks": Fraction(1), "mean qc_accuracy": Fraction(9, 10)}


def test_an_index_of_nothing_is_nothing(tmp_path: Path) -> None:
    """The best candidate has no document: the shares are 0, not an error."""
    table = "id | project | score | status | role | qa_checks | qc_accuracy\n a | A | 90 | E | qa | 0 | 90"
    result = decided(tmp_path, "", dict.fromkeys((1, 2, 3), table))
    (given,) = (one for one in result.awards if one.award == "woodpecker")
    assert given.score == Fraction(45)


def test_a_team_of_the_quarter_counts_each_month_with_the_members_of_then(tmp_path: Path) -> None:
    head = "id | project | score | status | team\n"
    teams = {1: "XXYY", 2: "XYYX", 3: "XXYY"}
    months = {
        n: head + f"a | A | 90 | Q | {a}\n b | A | 80 | – | {b}\n c | A | 70 | Q | {c}\n d | A | 99 | Q | {d}"
        for n, (a, b, c, d) in teams.items()
    }
    award = NAMED + "  for: team\n  members: 2\n  rank: {by: mean_score, places: 2, then: [{share_qualified: high}]}\n"
    result = decided(tmp_path, award, months)
    assert winners(result, "crown") == [("", "X", 1, None), ("", "Y", 2, None)]
    # X: 90 80 90 99 90 80 = 529/6 = 88.1666…; Y: 70 99 80 70 70 99 = 488/6 = 81.3333…
    assert [given.score for given in result.awards if given.award == "crown"] == [Fraction("88.17"), Fraction("81.33")]
    three = decided(tmp_path / "2", award.replace("members: 2", "members: 3"), months)
    assert winners(three, "crown") == []
    assert [one.reason for one in three.not_given if one.award == "crown"] == ["no-candidates"]


def test_a_half_year_and_a_year_award_look_at_quarters(tmp_path: Path) -> None:
    award = "crown:\n  name: {zh: 冠, en: Crown}\n  every: half\n  within: project\n  lead_every: quarter\n"
    result = decided(tmp_path, award, {n: LEADERS[(n - 1) % 2 + 1] for n in range(1, 7)}, "2025-H1")
    assert winners(result, "crown") == [("A", "b", None, "lead_every"), ("B", "c", None, "lead_every")]
    assert [one.period for one in result.awards[0].behind] == ["2025-Q1", "2025-Q2"]


def test_who_lacks_a_month_has_no_period_score_and_does_not_rank(tmp_path: Path) -> None:
    months = dict(LEADERS)
    months[2] = "id | project | score | status\n a | A | 90 | E\n c | B | 80 | E\n d | B | 80 | E"
    result = decided(tmp_path, NAMED + "  within: project\n  rank: {by: score}\n", months)
    standing = result.agents.set_index("agent_id")
    assert standing.loc["b", ["score", "rank", "months", "months_qualified"]].tolist() == [-1, 0, 2, 2]
    assert result.scores[1].tolist() == [9500, -1, 9500]
    assert winners(result, "crown")[0] == ("A", "a", 1, None)


def test_a_period_that_is_not_over_says_which_months_are_missing(tmp_path: Path) -> None:
    result = decided(tmp_path, NAMED + "  within: project\n  lead_every: month\n", {n: LEADERS[n] for n in (1, 2)})
    assert result.partial
    assert result.missing == (Month(2025, 3),)
    assert winners(result, "crown") == [("A", "b", None, "lead_every"), ("B", "c", None, "lead_every")]


def test_months_that_do_not_make_up_the_period_are_refused(tmp_path: Path) -> None:
    rules = rules_with(tmp_path, "")
    one = month(1, LEADERS[1])
    for months in ([], [one, one], [one, month(4, LEADERS[1])]):
        with pytest.raises(ValueError, match="do not make up"):
            award_period(the("2025-Q1"), months, rules)


def _decision(verdict: str, agent: str, award: str = "crown", place: int | None = None) -> Decision:
    return Decision("2025-Q1", award, agent, None, verdict, "a reason", "Manager One", "2025-04-02T08:00:00Z", place)


def test_people_grant_and_withhold_and_it_says_so(tmp_path: Path) -> None:
    rules = rules_with(tmp_path, NAMED + "  within: project\n  lead_every: month\n  prize: 50\n")
    months = [month(n, table) for n, table in LEADERS.items()]
    decisions = [_decision("withhold", "c"), _decision("grant", "b"), _decision("grant", "zz", "best_leader")]
    result = award_period(the("2025-Q1"), months, rules, decisions)
    assert winners(result, "crown") == [("A", "b", None, "decision")]
    (granted,) = (one for one in result.awards if one.award == "crown")
    assert (granted.prize, granted.score, granted.decision) == (Fraction(50), Fraction(95), decisions[1])
    assert [(one.given.agent_id, one.decision) for one in result.withheld] == [("c", decisions[0])]
    other_period = [replace(one, period="2025-Q2") for one in decisions]
    assert winners(award_period(the("2025-Q1"), months, rules, other_period), "crown") == [
        ("B", "c", None, "lead_every")
    ]


def test_a_granted_monthly_award_counts_for_the_quarter(tmp_path: Path) -> None:
    """The award of January as people decided it, not as the rules had it, is what March can follow."""
    rules = rules_with(tmp_path, NAMED + "  within: project\n  consecutive: {award: monthly_project, times: 2}\n")
    months = [
        month(1, LEADERS[1], [won("2025-01", "a")]),
        month(2, LEADERS[2], [won("2025-02", "a"), won("2025-02", "b", rank=2)]),
        month(3, LEADERS[3]),
    ]
    plain = award_period(the("2025-Q1"), months, rules)
    assert [one[1] for one in winners(plain, "crown")] == ["a"]
    decisions = [
        replace(_decision("withhold", "a", "monthly_project"), period="2025-01"),
        replace(_decision("grant", "b", "monthly_project", 1), period="2025-01"),
    ]
    assert [one[1] for one in winners(award_period(the("2025-Q1"), months, rules, decisions), "crown")] == ["b"]
    published = [replace(months[0], published="2025-02-03 · Manager One"), *months[1:]]
    closed = award_period(the("2025-Q1"), published, rules, decisions)
    assert [one[1] for one in winners(closed, "crown")] == ["a"]
