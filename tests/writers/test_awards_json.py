"""The document of a period, key by key."""

from __future__ import annotations

import io
import json
from typing import Any

from msgspec.structs import replace

from ccmotivate.model.outcomes import Awarded
from ccmotivate.problems import SourceRef, problem
from ccmotivate.writers.json.awards import write_awards_json
from tests.writers import builders


def document(awarded: Awarded | None) -> Any:
    """The document of a call, parsed."""
    stream = io.StringIO()
    write_awards_json(stream, awarded, builders.period_rules(), (), "en")
    return json.loads(stream.getvalue())


FOUND = document(builders.awarded())


def given(award: str, at: int = 0) -> Any:
    """One of the awards."""
    return [one for one in FOUND["awards"] if one["award"] == award][at]


def test_the_document_has_the_keys_of_the_contract() -> None:
    assert list(FOUND)[:6] == ["schema", "rules", "period", "inputs", "standings", "awards"]
    assert (FOUND["schema"], FOUND["period"]) == ("ccmotivate/awards@1", "2025-Q1")
    assert FOUND["inputs"] == [{"file": "q1.xlsx", "sha256": builders.SHA}]
    assert (FOUND["partial"], FOUND["missing_months"]) == (False, [])
    assert FOUND["published_months"] == {"2025-01": "2025-02-03T09:00:00Z · Agent Alpha"}
    assert FOUND["problems"] == []


def test_standings_have_exact_scores_and_nulls() -> None:
    result = builders.period_result()
    whole, moved, lacking = (FOUND["standings"][at] for at in (1, 3, 5))
    ranks = ["rank", "rank_department", "rank_everyone"]
    assert list(whole) == ["agent_id", "name", "project", "scores", "score", *ranks, "months_qualified"]
    months = ("2025-01", "2025-02", "2025-03")
    assert whole["scores"] == {
        month: f"{score / 100:.2f}" for month, score in zip(months, result.scores[1].tolist(), strict=True)
    }
    assert whole["score"] == f"{result.agents['score'][1] / 100:.2f}"
    assert whole["rank"] == 2
    assert moved["project"] is None
    assert (lacking["scores"]["2025-03"], lacking["score"], lacking["rank"]) == (None, None, None)
    assert [one["agent_id"] for one in FOUND["standings"]] == result.agents["agent_id"].tolist()


def test_awards_say_what_decided_and_what_stands_behind() -> None:
    led, won, granted = (given("quarterly_project", at) for at in range(3))
    assert (led["via"], led["rank"], led["score"]) == ("lead_every", None, "103.50")
    assert led["behind"][0] == {
        "period": "2025-01", "value": "103.50", "next": "101.00", "award": None, "rank": 1,
    }  # fmt: skip
    assert (won["via"], won["score"]) == ("consecutive", None)
    assert won["behind"][0]["award"] == "monthly_project"
    assert granted["decision"] == {
        "period": "2025-Q1", "award": "quarterly_project", "agent_id": "0008", "verdict": "grant", "place": None,
        "reason": "took two shifts", "by": "Agent Omega", "at": "2025-04-02T10:00:00Z",
    }  # fmt: skip
    assert "Led project" in led["reason"]


def test_a_rank_has_no_via_and_a_total_is_exact() -> None:
    total, index = given("contribution"), given("woodpecker")
    assert "via" not in total
    assert (total["score"], total["rank"], total["figure"]) == ("9", 1, "sum contributions")
    assert (index["score"], index["parts"]) == ("98.75", {"sum typing_speed": "1", "mean csat": "0.975"})
    assert total["prize"] == {"amount": "100", "currency": "CNY"}


def test_what_stands_beside_the_awards() -> None:
    assert [one["agent_id"] for one in FOUND["withheld"]] == ["0009"]
    assert FOUND["ties"] == [
        {
            "award": "contribution", "members": ["0001", "0002"], "figure": "sum contributions", "value": "9",
            "places": [1, 2], "shared": False, "decided_by": "score", "figures": ["104.50", "103.50"],
        }
    ]  # fmt: skip
    first = FOUND["close"][0]
    assert (first["why"], first["value"], first["needed"], first["met"]) == ("behind", "104.28", "107.00", ["2025-03"])
    assert FOUND["not_given"] == [{"award": "best_leader", "reason": "no-candidates", "metric": None}]
    assert FOUND["left_out"][0]["lacking"][0] == {"agent_id": "0004", "month": "2025-01"}


def test_missing_months_are_null_in_a_period_that_is_not_over() -> None:
    found = document(builders.awarded(months=2))
    assert (found["partial"], found["missing_months"]) == (True, ["2025-03"])
    assert found["standings"][0]["scores"]["2025-03"] is None
    assert list(found["standings"][0]["scores"]) == ["2025-01", "2025-02", "2025-03"]


def test_without_a_result_there_are_problems_only() -> None:
    wrong = problem("blank-id", SourceRef("march.xlsx", "坐席", "A2"))
    found = document(replace(builders.awarded(), result=None, problems=(wrong,)))
    assert (found["period"], found["standings"], found["awards"]) == ("2025-Q1", [], [])
    assert [one["code"] for one in found["problems"]] == ["blank-id"]
    assert document(None)["period"] is None
