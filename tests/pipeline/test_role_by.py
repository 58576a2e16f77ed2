"""Roles by the words of another column, where an export has no column of roles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ccmotivate.engine.rule_changes import differences
from ccmotivate.model.rule_changes import Aspect
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.pipeline.scoring import Outcome, score
from tests.pipeline.calls import FILES
from tests.support import sentences, workbook

BY = "role: {by: team, is: {Sales: seller, Help Desk: helper}}\n"
ROLE = "role: {id}\nname: {name}\nscorecard: {{extra: {{weight: 100, ratio: 5, cap: 100}}}}\n"


def rules(by: str = BY) -> RuleSet:
    columns = FILES["columns.yaml"].replace(", default: agent", "").replace("    KEY\n", "")
    roles = {f"roles/{one}.yaml": ROLE.format(id=one, name=one.title()) for one in ("seller", "helper")}
    files = {name: text for name, text in FILES.items() if not name.startswith(("roles/", "awards"))}
    files |= {"scheme.yaml": FILES["scheme.yaml"] + by, "columns.yaml": columns, **roles}
    files |= {"metrics.yaml": "extra: {name: 附加, kind: number}\n"}
    found, problems = rules_of(files, "rules")
    assert found is not None, problems
    return found


def scored(folder: Path, agents: list[list[Any]], roster: list[list[Any]] | None = None) -> Outcome:
    sheets = {"agents": agents} | ({"people": roster} if roster else {})
    path = workbook(folder / "2025-03.xlsx", sheets)
    return score([str(path)], rules(), Options(lang="en"))


def roles_of(outcome: Outcome) -> list[str]:
    (month,) = outcome.jobs[0].scored.months
    found: list[str] = month.agents["role"].tolist()
    return found


HEAD = ["月份", "工号", "姓名", "附加"]


def test_the_team_says_the_role(tmp_path: Path) -> None:
    rows = [["2025-03", "A1", "示甲", 5, "sales"], ["2025-03", "B1", "示乙", 4, "Ｈelpdesk"]]
    outcome = scored(tmp_path, [[*HEAD, "组别"], *rows])
    assert outcome.exit_code == 0, outcome.all_problems
    assert roles_of(outcome) == ["seller", "helper"]
    assert ("role-by", "team") in {(one.what, one.meaning) for one in outcome.jobs[0].scored.interpretations}


def test_a_team_of_the_roster_does_too(tmp_path: Path) -> None:
    people = [["工号", "组别"], ["A1", "Help Desk"], ["B1", "Sales"]]
    outcome = scored(tmp_path, [HEAD, ["2025-03", "A1", "示甲", 5], ["2025-03", "B1", "示乙", 4]], people)
    assert roles_of(outcome) == ["helper", "seller"]


def test_a_column_of_roles_comes_first(tmp_path: Path) -> None:
    outcome = scored(tmp_path, [[*HEAD, "组别", "岗位"], ["2025-03", "A1", "示甲", 5, "Sales", "Helper"]])
    assert roles_of(outcome) == ["helper"]


@pytest.mark.parametrize(("team", "code", "cell"), [("Sale", "role-by-unknown", "E2"), (None, "role-by-blank", "E2")])
def test_an_unknown_word_is_an_error_at_its_cell(tmp_path: Path, team: str | None, code: str, cell: str) -> None:
    rows = [["2025-03", "A1", "示甲", 5, team], ["2025-03", "B1", "示乙", 4, "Sales"]]
    outcome = scored(tmp_path, [[*HEAD, "组别"], *rows])
    assert outcome.exit_code != 0
    (found,) = [one for one in outcome.all_problems if one.code == code]
    assert found.source.cell == cell
    assert code == "role-by-blank" or "Sales" in sentences(found)


def test_rules_say_what_changed() -> None:
    more = rules(BY.replace("Sales: seller", "Sales: seller, Shop: seller"))
    (found,) = [one for one in differences(rules(), more) if one.place.aspect is Aspect.ROLE_BY]
    assert found.new is not None
    assert found.new.value == ("team", "Sales: seller", "Shop: seller", "Help Desk: helper")


def test_a_default_role_beside_the_rule_is_refused() -> None:
    texts = rules().texts
    columns = texts["columns.yaml"].replace("en: Role}", "en: Role}, default: seller")
    found, problems = rules_of({**texts, "columns.yaml": columns}, "rules")
    assert found is None
    assert [(one.code, one.source.line) for one in problems] == [("rule-role-default", 3)]


@pytest.mark.parametrize(
    ("by", "says"),
    [
        ("role: {by: team, is: {Sales: saler}}\n", "seller"),
        ("role: {by: team, is: {Sales: seller, sales: helper}}\n", "sales"),
        ("role: {by: grade, is: {Sales: seller}}\n", "team"),
        ("role: {by: team, is: {}}\n", "scheme.yaml"),
    ],
)
def test_wrong_rules_are_refused(by: str, says: str) -> None:
    texts = rules().texts
    found, problems = rules_of({**texts, "scheme.yaml": FILES["scheme.yaml"] + by}, "rules")
    assert found is None
    assert any(says in f"{one.source} {sentences(one)}" for one in problems)
