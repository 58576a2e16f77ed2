"""The year oracle itself, on small cases worked out by hand; and that the random years hold all that is hard."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.engine.oracle import Agent, Appraisal, appraise
from tests.engine.year_cases import YEAR_COLUMNS, make_year
from tests.engine.year_oracle import decide, months_of, period, quarterly_winners, standings

# An inbound agent on standard (productivity 75) has 100 points; 80 % earn 104 points on half the weight: 102.00;
# 81 % 104.8: 102.40; 100 % 120: 110.00. 74 % earn 98.67 and are not qualified: 99.34 (49.335 + 50, half-up).
_INBOUND: Mapping[str, Any] = {
    "typing_speed": 60, "project_knowledge": 3, "productivity": 75, "attitude": 1, "error_rate": 0, "complaints": 0,
    "proposals_adopted": 1,
}  # fmt: skip
_QA = {**_INBOUND, "typing_speed": 70, "productivity": 80, "qa_checks": 800, "filing": 1}
_LEADER = {**_INBOUND, "productivity": 90, "confirm_rate": 40, "meeting_turnout": 100}
_FIGURES = {"inbound": _INBOUND, "qa": _QA, "team_leader": _LEADER}


def _agent(agent_id: str, role: str = "inbound", project: str = "甲", **changes: Any) -> Agent:
    values = {**_FIGURES[role], **changes}
    known = {name: None if values.get(name) is None else Fraction(str(values[name])) for name in YEAR_COLUMNS}
    return Agent(agent_id, role, project, "", known)


def _months(*months: list[Agent]) -> dict[str, list[Agent]]:
    return {f"2025-{at:02}": agents for at, agents in enumerate(months, start=1)}


def _quarter(*months: list[Agent]) -> list[dict[str, Any]]:
    return period(_months(*months), "2025-Q1")["awards"]


def _brief(awards: list[dict[str, Any]], award: str) -> list[tuple[Any, ...]]:
    keys = ("agent_id", "score", "tied", "via")
    return [tuple(one[key] for key in keys) for one in awards if one["award"] == award]


def test_the_months_of_a_period() -> None:
    assert months_of("2025-03") == ["2025-03"]
    assert months_of("2025-Q4") == ["2025-10", "2025-11", "2025-12"]
    assert months_of("2025-H2") == ["2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12"]
    assert months_of("2025") == [f"2025-{month:02}" for month in range(1, 13)]


def test_a_standing_has_the_mean_of_its_months_half_up() -> None:
    """(110.00 + 102.00 + 102.40) / 3 = 104.8; of two months of 102.40 and one of 110: 104.9333 is 104.93."""
    one = [_agent("1", productivity=p) for p in (100, 80, 81)]
    two = [_agent("2", productivity=p) for p in (100, 81, 81)]
    found = period(_months(*([a, b] for a, b in zip(one, two, strict=True))), "2025-Q1")["standings"]
    assert found == [
        {"agent_id": "1", "project": "甲", "score": "104.80", "rank": 2, "months_qualified": 3,
         "scores": {"2025-01": "110.00", "2025-02": "102.00", "2025-03": "102.40"}},
        {"agent_id": "2", "project": "甲", "score": "104.93", "rank": 1, "months_qualified": 3,
         "scores": {"2025-01": "110.00", "2025-02": "102.40", "2025-03": "102.40"}},
    ]  # fmt: skip


def test_who_misses_moves_or_fails_has_no_rank() -> None:
    """Missing: no score; moved: no project, but a score; failed once: (100 + 100 + 99.34) / 3 = 99.78, two months."""
    months = [[_agent("missing"), _agent("moved", project=p), _agent("failed")] for p in ("甲", "甲", "乙")]
    months[1] = months[1][1:]
    months[2][2] = _agent("failed", productivity=74)
    failed, missing, moved = period(_months(*months), "2025-Q1")["standings"]
    assert [failed[key] for key in ("project", "score", "rank", "months_qualified")] == ["甲", "99.78", None, 2]
    assert [missing[key] for key in ("project", "score", "rank", "months_qualified")] == ["甲", None, None, 2]
    assert missing["scores"]["2025-02"] is None
    assert [moved[key] for key in ("project", "score", "rank", "months_qualified")] == [None, "100.00", None, 3]


def test_leading_every_month_asks_for_eligibility_and_one_project() -> None:
    """The best of each month leads; the others have monthly awards only. Idle in February, nobody led every month."""
    month = [_agent("lead", productivity=80), _agent("2"), _agent("3")]
    awards = _quarter(month, month, month)
    assert [one for one in awards if one["award"] == "quarterly_project"][1] == {
        "award": "quarterly_project", "period": "2025-Q1", "within": {"project": "甲"}, "rank": None, "agent_id": "3",
        "score": "100.00", "tied": False, "prize": {"amount": "300", "currency": "CNY"}, "via": "consecutive",
    }  # fmt: skip
    assert _brief(awards, "quarterly_project")[2] == ("lead", "102.00", False, "lead_every")
    idle = [_agent("lead", productivity=80, proposals_adopted=0), _agent("2"), _agent("3")]
    assert _brief(_quarter(month, idle, month), "quarterly_project") == [
        ("2", "100.00", False, "consecutive"), ("3", "100.00", False, "consecutive"),
    ]  # fmt: skip


def test_a_lead_blocked_by_one_who_is_qualified_but_not_eligible() -> None:
    """The idle one leads every month, so the eligible second never does; the second still has monthly awards."""
    month = [_agent("idle", productivity=100, proposals_adopted=0), _agent("second", productivity=80)]
    assert _brief(_quarter(month, month, month), "quarterly_project") == [("second", "102.00", False, "consecutive")]


def test_a_shared_lead_is_a_lead_even_without_a_place() -> None:
    """Five share the lead; contributions decide the three monthly places, 3 sharing the second; the others lead on."""
    month = [_agent(str(at), proposals_adopted=count) for at, count in enumerate((5, 4, 4, 1, 1))]
    found = _brief(_quarter(month, month, month), "quarterly_project")
    assert found == [(str(at), "100.00", False, "lead_every") for at in range(5)]
    monthly = decide({"2025-01": appraise(month)}, "2025-01")["awards"]
    assert [(one["agent_id"], one["rank"]) for one in monthly if one["award"] == "monthly_project"] == [
        ("0", 1), ("1", 2), ("2", 2),
    ]  # fmt: skip


def test_two_consecutive_awards_ask_for_nothing_else() -> None:
    """Away in March: wins without a score. Moved in March: wins in the old project. January and March: no award."""
    here = [_agent("away"), _agent("moved")]
    march = [_agent("moved", project="乙"), _agent("new")]
    awards = [one for one in _quarter(here, here, march) if one["award"] == "quarterly_project"]
    assert [(one["agent_id"], one["within"], one["score"], one["via"]) for one in awards] == [
        ("away", {"project": "甲"}, None, "consecutive"), ("moved", {"project": "甲"}, "100.00", "consecutive"),
    ]  # fmt: skip
    gap = [_agent("1", complaints=1), _agent("2")]
    assert [one[0] for one in _brief(_quarter([_agent("1")], gap, [_agent("1")]), "quarterly_project")] == []


def test_woodpecker_is_the_mean_of_quantity_and_quality() -> None:
    """A: 2880 of 2880 checks and 90 %: (1 + 0.9) / 2. B: 2400 of 2880 and 99.5 %: (0.8333… + 0.995) / 2 = 0.91416…"""
    month = [_agent("A", "qa", qa_checks=960, qc_accuracy=90), _agent("B", "qa", qc_accuracy="99.5")]
    assert _brief(_quarter(month, month, month), "woodpecker") == [("A", "95.00", False, None)]
    month = [_agent("A", "qa", qa_checks=960, qc_accuracy=70), _agent("B", "qa", qc_accuracy="99.5")]
    assert _brief(_quarter(month, month, month), "woodpecker") == [("B", "91.42", False, None)]


def test_woodpecker_goes_by_quantity_when_one_accuracy_is_missing() -> None:
    """One blank among the candidates' six; a blank of somebody who is no candidate changes nothing."""
    month = [_agent("A", "qa", qa_checks=960, qc_accuracy=70), _agent("B", "qa", qc_accuracy="99.5")]
    blank = [month[0], _agent("B", "qa")]
    assert _brief(_quarter(month, blank, month), "woodpecker") == [("A", "100.00", False, None)]
    other = [*month, _agent("C", "qa", complaints=1)]
    assert _brief(_quarter(month, other, month), "woodpecker") == [("B", "91.42", False, None)]


def test_contribution_counts_and_the_score_breaks_the_tie() -> None:
    """Sums 6, 6, 6: 102.00 before 100.00; alike in both: shared. Change of project does not matter."""
    a, b, c = _agent("a", proposals_adopted=2), _agent("b", proposals_adopted=2, productivity=80), _agent("c")
    assert _brief(_quarter([a, b, c], [a, b, c], [a, b, c]), "contribution") == [("b", "6", False, None)]
    moved = _agent("a", proposals_adopted=2, productivity=80, project="乙")
    early = _agent("a", proposals_adopted=2, productivity=80)
    assert _brief(_quarter([early, b], [early, b], [moved, b]), "contribution") == [
        ("a", "6", True, None), ("b", "6", True, None),
    ]  # fmt: skip


def test_best_leader_is_a_leader_every_month_and_has_no_prize() -> None:
    """On standard everywhere: 100.00; the other was an inbound agent in March."""
    month = [_agent("1", "team_leader"), _agent("2", "team_leader", productivity=100)]
    march = [_agent("1", "team_leader"), _agent("2", productivity=100)]
    (best,) = [one for one in _quarter(month, month, march) if one["award"] == "best_leader"]
    assert (best["agent_id"], best["rank"], best["score"], best["prize"], best["within"]) == (
        "1",
        1,
        "100.00",
        None,
        {},
    )


def _year(*quarters: list[list[Agent]]) -> list[tuple[Any, ...]]:
    months = _months(*(month for quarter in quarters for month in quarter))
    awards = period(months, "2025")["awards"]
    return [(one["agent_id"], one["within"]["project"], one["score"], one["via"]) for one in awards]


def test_the_year_is_decided_on_quarters() -> None:
    """The second has quarterly awards by monthly ones; pairs in two projects are two awards; first and third none."""
    whole = [[_agent("lead", productivity=80), _agent("second")]] * 3
    assert _year(whole, whole, whole, whole) == [
        ("lead", "甲", "102.00", "lead_every"), ("second", "甲", "100.00", "consecutive"),
    ]  # fmt: skip
    first, later = [[_agent("1")]] * 3, [[_agent("1", project="乙")]] * 3
    assert _year(first, first, later, later) == [
        ("1", "乙", "100.00", "consecutive"), ("1", "甲", "100.00", "consecutive"),
    ]  # fmt: skip
    other = [[_agent("2")]] * 3
    assert _year(first, other, first, other) == []
    assert _year(first, first, other, other) == [
        ("1", "甲", None, "consecutive"), ("2", "甲", None, "consecutive"),
    ]  # fmt: skip


def test_leading_every_quarter_goes_by_the_quarter_score() -> None:
    """Up and down: (110 + 110 + 100) / 3 = 106.67 leads over three times 102.00, though March was the other's."""
    strong, weak = _agent("swing", productivity=100), _agent("swing")
    steady = _agent("steady", productivity=80)
    quarter = [[strong, steady], [strong, steady], [weak, steady]]
    assert _year(quarter, quarter, quarter, quarter) == [
        ("steady", "甲", "102.00", "consecutive"), ("swing", "甲", "106.67", "lead_every"),
    ]  # fmt: skip


def test_a_lead_of_every_quarter_without_one_quarterly_award() -> None:
    """Three guests with 110.00 take the monthly places and are gone the next month: the fourth leads what lasts."""
    months = [[_agent("fourth", productivity=80), *(_agent(f"{at % 2} {n}", productivity=100) for n in range(3))]
              for at in range(12)]  # fmt: skip
    assert _brief(period(_months(*months), "2025-Q1")["awards"], "quarterly_project") == []
    assert _year(months[:3], months[3:6], months[6:9], months[9:]) == [("fourth", "甲", "102.00", "lead_every")]


def test_halves_have_standings_and_no_award() -> None:
    found = period(_months(*[[_agent("1")]] * 6), "2025-H1")
    assert found["awards"] == []
    assert [(one["score"], one["rank"], len(one["scores"])) for one in found["standings"]] == [("100.00", 1, 6)]


# -- what the random years hold ---------------------------------------------------------------------------------------


def _occurrences(year: Mapping[str, Appraisal]) -> Counter[str]:
    found: Counter[str] = Counter()
    for quarter in range(1, 5):
        found += _in_quarter({month: year[month] for month in months_of(f"2025-Q{quarter}")}, f"2025-Q{quarter}")
    annual = decide(year, "2025")["awards"]
    found.update(f"year by {one['via']}" for one in annual)
    projects = Counter(one["agent_id"] for one in annual)
    found["year in two projects"] += sum(count > 1 for count in projects.values())
    found["year winner away"] += sum(one["score"] is None for one in annual)
    return found


def _in_quarter(months: dict[str, Appraisal], name: str) -> Counter[str]:
    awards = decide(months, name)["awards"]
    found: Counter[str] = Counter(one["award"] for one in awards)
    standing = standings(months)
    won = [{(g.winner, g.group) for g in month.awards if g.award == "monthly_project"} for month in months.values()]
    leads: Counter[str] = Counter()
    for (agent_id, project), via in quarterly_winners(months).items():
        twice = (agent_id, project) in (won[0] & won[1]) | (won[1] & won[2])
        if via == "lead_every":
            leads[project] += 1
            found["both" if twice else "lead only"] += 1
        else:
            found["consecutive only"] += 1
            found["winner moved"] += standing[agent_id].project is None
            found["winner away"] += standing[agent_id].score is None
    found["shared lead"] += sum(count > 1 for count in leads.values())
    checkers = [one for one in standing.values() if one.always("qa")]
    if checkers:
        lacking = any(v.metrics["qc_accuracy"] is None for one in checkers for v in one.present)
        found["woodpecker by quantity" if lacking else "woodpecker with quality"] += len(checkers) > 1
    givers = [one.total("contributions") for one in standing.values() if one.eligible]
    best = [one for one in awards if one["award"] == "contribution"]
    if best and givers.count(max(givers)) > len(best):
        found["contribution tie broken"] += 1
    found.update(f"{one['award']} shared" for one in awards if one["tied"])
    found["mover"] += sum(one.project is None for one in standing.values())
    found["absentee"] += sum(one.score is None for one in standing.values())
    return found


_WANTED = {
    "both", "lead only", "consecutive only", "shared lead", "winner moved", "winner away",
    "woodpecker with quality", "woodpecker by quantity", "woodpecker shared", "contribution tie broken",
    "contribution shared", "best_leader shared", "mover", "absentee", "year by lead_every", "year by consecutive",
    "year in two projects", "year winner away",
}  # fmt: skip


def test_the_random_years_hold_everything_that_is_hard() -> None:
    """Each case at least twice in a dozen years: the comparison with the engine is worth nothing otherwise."""
    found: Counter[str] = Counter()
    verdicts = []
    for seed in range(12):
        choose = random.Random(seed)
        year = {month: appraise(agents) for month, agents in make_year(choose.choice, 10 + seed * 2).items()}
        found += _occurrences(year)
        verdicts += [one for month in year.values() for one in month.verdicts.values()]
    assert {case for case in _WANTED if found[case] < 2} == set(), found
    assert 0.6 < sum(one.eligible for one in verdicts) / len(verdicts) < 0.95
    assert {status for one in verdicts for status in one.statuses.values()} == {"pass", "fail", "no_data"}
