"""``simulate`` on the example year: what it says equals the difference of two full runs, and it leaves no trace."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer
from typer.testing import CliRunner

from ccmotivate.cli.simulate import simulate
from tests.cli.commands import ROOT, ccmotivate
from tests.support import RULES, workbook

EXAMPLES = ROOT / "examples/2025"
QUARTER = [str(EXAMPLES / f"2025-0{month}.xlsx") for month in (1, 2, 3)]
APP = typer.Typer()
APP.command("simulate")(simulate)


def run(*arguments: str | Path, code: int = 0, lang: str = "en") -> str:
    """What it prints on stdout."""
    ran = CliRunner().invoke(APP, [*map(str, arguments), "--lang", lang], env={"COLUMNS": "80"})
    assert ran.exit_code == code, ran.output[-2000:]
    return ran.stdout


def document(*arguments: str | Path, code: int = 0) -> dict[str, Any]:
    """The JSON document of a run."""
    found: dict[str, Any] = json.loads(run(*arguments, "--json", code=code))
    assert found["schema"] == "ccmotivate/simulate@1"
    return found


def changed_rules(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the shipped rules with one text replaced."""
    target = folder / "rules"
    shutil.copytree(RULES, target)
    text = (target / file).read_text(encoding="utf-8")
    assert text.count(old) >= 1
    (target / file).write_text("# tried\n\n" + text.replace(old, new), encoding="utf-8")
    return target


def full_run(rules: Path, folder: Path) -> tuple[Mapping[Any, Any], Mapping[Any, Any]]:
    """Standings and awards as ``awards`` gives them: by period and agent, by period, award, group and winner."""
    people: dict[Any, Any] = {}
    awards: dict[Any, Any] = {}
    for period in ("2025-01", "2025-02", "2025-03", "2025-Q1"):
        ran = ccmotivate("awards", period, *QUARTER, "--rules", rules, "--json", "--out", folder, folder=folder)
        found = json.loads(ran.out)
        for one in found["standings"]:
            people[period, one["agent_id"]] = (one["score"], one["rank"])
        for one in found["awards"]:
            key = (period, one["award"], str(one["within"]), one.get("agent_id") or one["team"])
            awards[key] = {name: one.get(name) for name in ("rank", "score", "tied", "prize")}
    return people, awards


def test_the_same_rules_change_nothing() -> None:
    found = document(*QUARTER, "--rules", RULES, "--against", RULES)
    assert (found["people"], found["awards"]) == ([], [])
    assert found["totals"]["old"] == found["totals"]["new"]
    assert found["periods"] == ["2025-Q1"]
    assert "Nothing changes." in run(*QUARTER, "--rules", RULES, "--against", RULES)


@pytest.mark.parametrize("how", ["folder", "set"])
def test_one_threshold_gives_the_difference_of_two_full_runs(how: str, tmp_path: Path) -> None:
    other = changed_rules(tmp_path, "roles/inbound.yaml", "{at_least: 75%}", "{at_least: 92%}")
    tried = ["--rules", other] if how == "folder" else ["--set", "roles.inbound.productivity=92%"]
    found = document(*QUARTER, "--against", RULES, *tried)
    old, new = (full_run(rules, tmp_path) for rules in (RULES, other))
    people = {(one["period"], one["agent_id"]): one for one in found["people"]}
    assert {key for key in new[0] if old[0][key] != new[0][key]} <= set(people)
    for key, one in people.items():
        assert (one["old"]["score"], one["old"]["rank"]) == old[0][key]
        assert (one["new"]["score"], one["new"]["rank"]) == new[0][key]
    awards = {
        (one["period"], one["award"], str(one["within"]), one.get("agent_id") or one["team"]): one
        for one in found["awards"]
    }
    assert set(awards) == {key for key in {*old[1], *new[1]} if old[1].get(key) != new[1].get(key)}
    for key, one in awards.items():
        for side, full in (("old", old[1]), ("new", new[1])):
            assert (one[side] and {name: one[side][name] for name in full[key]}) == full.get(key)
    money = sum(float(one["prize"]["amount"]) for one in new[1].values() if one["prize"])
    assert float(found["totals"]["new"]["money"]["amount"]) == money
    assert [one["change"] for one in found["awards"]].count("won") > 0


def test_rules_that_read_otherwise_read_again(tmp_path: Path) -> None:
    """A column that only the rules to try know by its header: the file is read under both."""
    head = ["月份", "工号", "姓名", "岗位", "项目", "组别", "五笔字数", "项目知识", "工作效率", "工作态度", "出错率"]
    head += ["投诉记录", "采纳建议", "Happy"]
    row = ["2025-03", "0001", "测试一", "呼入", "信用卡", "", 70, "灵活运用", "80%", "合格", 0, 0, 1]
    path = workbook(tmp_path / "m.xlsx", {"坐席": [head, [*row, "96%"], [*row[:1], "0002", *row[2:], "91%"]]})
    rules = changed_rules(tmp_path, "metrics.yaml", "[Customer satisfaction]", "[Customer satisfaction, Happy]")
    found = document(path, "--rules", rules, "--against", RULES)
    assert [(one["change"], one["award"], one["agent_id"]) for one in found["awards"]] == [("won", "csat_star", "0001")]
    assert found["people"] == []


def test_a_range_is_drawn(tmp_path: Path) -> None:
    arguments = (*QUARTER, "--against", RULES, "--sweep", "roles.inbound.productivity=70%..95%:5%")
    found = document(*arguments)["sweep"]
    assert (found["path"], found["current"]) == ("roles.inbound.productivity", "75%")
    assert [one["value"] for one in found["values"]] == ["70%", "75%", "80%", "85%", "90%", "95%"]
    alone = [
        document(*QUARTER, "--against", RULES, "--set", f"roles.inbound.productivity={one}") for one in ("75%", "95%")
    ]
    assert {name: found["values"][1][name] for name in alone[0]["totals"]["new"]} == alone[0]["totals"]["new"]
    assert {name: found["values"][5][name] for name in alone[1]["totals"]["new"]} == alone[1]["totals"]["new"]
    shown = run(*arguments, "--out", tmp_path / "x.xlsx")
    assert "*75%" in shown
    assert max(len(line) for line in shown.splitlines() if not line.startswith("written")) <= 80
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["At a glance", "Range", "People", "Awards"]
    tried = book["Range"]["A"][4:10]
    assert [(cell.value, cell.number_format) for cell in tried] == [
        (share, "0%") for share in (0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
    ]


def test_a_period_alone() -> None:
    found = document(
        EXAMPLES, "--against", RULES, "--period", "2025-Q2", "--set", "awards.monthly_project.prize=[300,150,100]"
    )
    assert found["months"] == ["2025-04", "2025-05", "2025-06"]
    assert found["periods"] == ["2025-Q2"]
    assert all(one["period"] in found["months"] for one in found["awards"])
    lacking = document(*QUARTER, "--against", RULES, "--period", "2025-H1", code=2)
    assert {one["code"] for one in lacking["problems"] if one["severity"] == "error"} == {"month-missing"}


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    for name in QUARTER:
        shutil.copy(name, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    run(tmp_path, "--against", RULES, "--set", "roles.inbound.productivity=90%")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    run(tmp_path, "--against", RULES, "--set", "roles.inbound.productivity=90%", "--out", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["simulation.xlsx"]
    shutil.copy(tmp_path / "out/simulation.xlsx", tmp_path)
    assert len(document(tmp_path, "--against", RULES)["inputs"]) == 3  # our own workbook is no input


def test_the_same_question_gives_the_same_bytes(tmp_path: Path) -> None:
    arguments = ("--against", RULES, "--set", "roles.inbound.productivity=90%")
    files = list(QUARTER)
    run(*files, *arguments, "--out", tmp_path / "a.xlsx")
    random.Random(1).shuffle(files)
    run(*files, *arguments, "--out", tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert document(*files, *arguments) == document(*QUARTER, *arguments)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--set", "roles.inbound.productivty=9%"], "set-unknown-path"),
        (["--set", "nonsense"], "set-unreadable"),
        (["--sweep", "roles.inbound.productivity=9"], "sweep-unreadable"),
        (["--sweep", "roles.inbund.productivity=1%..2%"], "set-unknown-path"),
        (["--rules", "no-such-folder"], "rules-no-folder"),
        (["--set", "roles.inbound.scorecard.productivity.weight=40"], "rule-weights"),
    ],
)
def test_what_cannot_be_tried(arguments: list[str], code: str) -> None:
    found = document(QUARTER[0], "--against", RULES, *arguments, code=2)
    assert code in {one["code"] for one in found["problems"]}
    assert "people" not in found


def test_files_that_cannot_be_scored() -> None:
    found = document("no-such.xlsx", "--against", RULES, code=2)
    assert [one["code"] for one in found["problems"]] == ["no-such-file"]
