"""The JSON contract, key by key."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from typing import Any

from ccmotivate.model.outcomes import Scored
from ccmotivate.model.period import Month
from ccmotivate.problems import SourceRef, gathered, problem
from ccmotivate.writers.json.scores import problem_object, write_json
from tests.writers import builders


def document(*jobs: Scored, lang: str = "en") -> Any:
    """The document of these jobs, parsed."""
    stream = io.StringIO()
    write_json(stream, builders.rules(), jobs, (), lang)
    return json.loads(stream.getvalue())


def test_the_document_has_the_keys_of_the_contract() -> None:
    found = document(builders.scored(12))
    assert found["schema"] == "ccmotivate/score@1"
    assert found["rules"]["sha256"] == builders.SHA
    (month,) = found["months"]
    assert month["period"] == "2025-03"
    assert month["inputs"] == [{"file": "march.xlsx", "sha256": builders.SHA}]
    assert [agent["agent_id"] for agent in month["agents"]] == [f"{at:04d}" for at in range(12)]
    assert found["how_it_was_read"][0]["meaning"] == "typing_speed"


def test_agents_have_exact_numbers_as_strings() -> None:
    agent = document(builders.scored(12))["months"][0]["agents"][1]
    assert list(agent)[:11] == [
        "agent_id", "name", "role", "project", "team", "qualified", "eligible", "score", "rank", "rank_department",
        "rank_everyone",
    ]  # fmt: skip
    criteria = {line["metric"]: line for line in agent["criteria"]}
    assert criteria["productivity"] == {
        "metric": "productivity",
        "status": "pass",
        "value": "79.999",
        "standard": "at_least 75",
        "source": "march.xlsx!坐席!H3",
    }
    assert criteria["project_knowledge"]["value"] in ("fluent", "proficient")
    assert criteria["attitude"]["value"] in ("pass", "fail")
    weights = [Fraction(line["weight"]) for line in agent["points"]]
    assert sum(weights) == 100
    assert all(len(line["points"].partition(".")[2]) == 2 for line in agent["points"])


def test_no_data_is_null_and_thirds_stay_exact() -> None:
    agents = document(builders.scored(12))["months"][0]["agents"]
    missing = next(line for line in agents[2]["criteria"] if line["metric"] == "error_rate")
    assert (missing["status"], missing["value"]) == ("no_data", None)
    third = next(line for line in agents[3]["criteria"] if line["metric"] == "productivity")
    assert third["value"] == "230/3"
    assert all(agent["rank"] is None for agent in agents if not agent["qualified"])


def test_awards_name_a_person_or_a_team() -> None:
    awards = document(builders.scored(12))["months"][0]["awards"]
    team = next(one for one in awards if one["award"] == "best_team")
    assert team["team"] == "A组"
    assert "agent_id" not in team and "name" not in team
    assert (team["within"], team["prize"]) == ({}, None)
    person = next(one for one in awards if one["award"] == "monthly_project")
    assert person["within"] == {"project": "信用卡"}
    assert person["prize"] == {"amount": "200", "currency": "CNY"}
    assert (person["score"], person["tied"]) == ("108.35", False)


def test_months_ascend_over_jobs() -> None:
    march, april = builders.scored(3), builders.scored(3, months=2)
    late = Scored(april.inputs, april.rules, april.months[1:], ())
    assert late.months[0].month == Month(2025, 4)
    assert [month["period"] for month in document(late, march)["months"]] == ["2025-03", "2025-04"]


def test_a_job_with_errors_has_problems_and_no_months() -> None:
    wrong = problem("blank-id", SourceRef("march.xlsx", "坐席", "A2"), "\x1b[31m")
    scored = builders.scored(3)
    found = document(Scored(scored.inputs, scored.rules, (), (wrong,)))
    assert found["months"] == []
    (one,) = found["problems"]
    assert {key: one[key] for key in ("severity", "code", "file", "sheet", "cell")} == {
        "severity": "error", "code": "blank-id", "file": "march.xlsx", "sheet": "坐席", "cell": "A2",
    }  # fmt: skip
    assert one["message"] and one["hint"]


def test_lists_are_whole_and_many_cells_stand_in_keys_of_their_own() -> None:
    scored = builders.scored(3)
    cells = [problem("not-a-number", SourceRef("march.xlsx", "坐席", f"E{row}"), f"x{row}") for row in range(2, 32)]
    agents = tuple(f"{number:04d}" for number in range(30))
    note = problem("no-data", SourceRef("march.xlsx"), metric="typing_speed", agents=agents, month="2025-03")
    many, lacking = document(Scored(scored.inputs, scored.rules, (), (*gathered(cells), note)))["problems"]
    assert (many["cell"], many["value"]) == ("E2", "x2")
    assert many["cells"] == [f"E{row}" for row in range(2, 32)]
    assert many["values"] == [f"x{row}" for row in range(2, 32)]
    assert "E31 (x31)" in many["message"]
    assert lacking["facts"] == {"metric": "typing_speed", "agents": list(agents), "month": "2025-03"}
    assert all(agent in lacking["message"] for agent in agents)
    assert "cells" not in lacking and "values" not in lacking


def test_a_long_value_is_whole() -> None:
    wrong = problem("not-a-number", SourceRef("march.xlsx", "坐席", "E2"), "x" * 500)
    scored = builders.scored(3)
    (found,) = document(Scored(scored.inputs, scored.rules, (), (wrong,)))["problems"]
    assert "x" * 500 in found["message"]


def test_a_sentence_with_an_empty_list_is_still_said() -> None:
    wrong = problem(
        "rule-unknown-word", SourceRef("rules/awards.yaml", line=3), "x", what="metrics", allowed=(), nearest="–"
    )
    assert problem_object(wrong, None, "en")["message"] == "x is not one of the metrics: "
