"""``simulate`` on the example year: what it says equals the difference of two full runs, and it leaves no trace."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.commands import ROOT, ccmotivate
from tests.samples import sample, sampled
from tests.support import RULES, sheets_in, workbook

EXAMPLES = ROOT / "examples/2025"
QUARTER = [str(EXAMPLES / f"2025-0{month}.xlsx") for month in (1, 2, 3)]
SOME = sample(QUARTER[:1], QUARTER)


def run(*arguments: str | Path, code: int = 0, lang: str = "en") -> str:
    """What it prints on stdout."""
    ran = ccmotivate("simulate", *arguments, "--lang", lang, environment={"COLUMNS": "80"})
    assert ran.code == code, (ran.out + ran.err)[-2000:]
    return ran.out


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


@sampled
def test_the_same_rules_change_nothing() -> None:
    found = document(*SOME, "--rules", RULES, "--against", RULES)
    assert (found["people"], found["awards"]) == ([], [])
    assert found["totals"]["old"] == found["totals"]["new"]
    assert found["periods"] == sample([], ["2025-Q1"])
    assert "Nothing changes." in run(*SOME, "--rules", RULES, "--against", RULES)


@sampled
@pytest.mark.parametrize("how", sample(["set"], ["folder", "set"]))
def test_one_threshold_gives_the_difference_of_two_full_runs(how: str, tmp_path: Path) -> None:
    other = changed_rules(tmp_path, "roles/inbound.yaml", "75%", "92%")  # the standard and its curve
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
    (happy,) = found["people"]  # who stands as before, but is paid by satisfaction
    assert (happy["agent_id"], happy["old"] == happy["new"]) == ("0001", True)
    assert [(one["part"], one["field"]) for one in happy["parts"]] == [("pay", "performance_bonus")]


@sampled
def test_a_range_is_drawn(tmp_path: Path) -> None:
    arguments = (*SOME, "--against", RULES, "--sweep", "roles.inbound.productivity=70%..95%:5%")
    found = document(*arguments)["sweep"]
    assert (found["path"], found["current"]) == ("roles.inbound.productivity", "75%")
    assert [one["value"] for one in found["values"]] == ["70%", "75%", "80%", "85%", "90%", "95%"]
    alone = [
        document(*SOME, "--against", RULES, "--set", f"roles.inbound.productivity={one}") for one in ("75%", "95%")
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


# -- a standard and the scorecard line that stands on it --------------------------------------------------------------

PRODUCTIVITY, CURVE = "roles.inbound.productivity", "roles.inbound.scorecard.productivity.curve"


def test_what_goes_along_is_in_the_document() -> None:
    found = document(
        QUARTER[0], "--against", RULES, "--set", f"{PRODUCTIVITY}=92%", "--set", "roles.qa.typing_speed=65"
    )
    assert found["set"] == [
        {"path": PRODUCTIVITY, "value": "92%"},
        {"path": "roles.qa.typing_speed", "value": "65"},
    ]
    assert found["moved"] == [
        {
            "role": "inbound",
            "metric": "productivity",
            "method": "curve",
            "path": CURVE,
            "standard": {"old": "75%", "new": "92%"},
            "value": {"old": "{0%: 0, 75%: 100, 100%: 120}", "new": "{0%: 0, 92%: 100, 100%: 120}"},
            "from": None,
        },
        {
            "role": "qa",
            "metric": "typing_speed",
            "method": "ratio",
            "path": "roles.qa.scorecard.typing_speed.ratio",
            "standard": {"old": "70", "new": "65"},
            "value": {"old": "70", "new": "65"},
            "from": None,
        },
    ]
    assert document(QUARTER[0], "--against", RULES)["moved"] == []


@pytest.mark.parametrize(
    ("setting", "lang", "said"),
    [
        ("productivity=92%", "en", "The scorecard goes along – Inbound, Productivity: 100 points at 75% → 92%"),
        ("productivity=92%", "zh", "评分卡随之调整——呼入，工作效率：得100分的水平由75%改为92%"),
        ("typing_speed=62", "en", "The scorecard goes along – Inbound, Typing speed: target 60 → 62"),
        ("typing_speed=62", "zh", "评分卡随之调整——呼入，五笔字数：目标值由60改为62"),
        (
            "project_knowledge=proficient",
            "en",
            "The scorecard goes along – Inbound, Project knowledge: 100 points at Fluent → Proficient "
            "(None 0, Basic 90, Proficient 100, Fluent 100)",
        ),
        (
            "project_knowledge=proficient",
            "zh",
            "评分卡随之调整——呼入，项目知识：得100分的水平由灵活运用改为熟悉掌握"
            "（未掌握0分、基本了解90分、熟悉掌握100分、灵活运用100分）",
        ),
    ],
)
def test_what_goes_along_is_said(setting: str, lang: str, said: str, tmp_path: Path) -> None:
    out = tmp_path / "x.xlsx"
    shown = run(QUARTER[0], "--against", RULES, "--set", f"roles.inbound.{setting}", "--out", out, lang=lang)
    assert said.replace(" ", "") in "".join(shown.split())
    table, *_others = sheets_in(out).values()
    assert said in [row[0] for row in table]


@sampled
def test_a_line_alone_is_only_that_line(tmp_path: Path) -> None:
    """As with a folder in which only the line is changed: nobody qualifies otherwise."""
    other = changed_rules(tmp_path, "roles/inbound.yaml", "75%: 100", "92%: 100")
    found = document(*SOME, "--against", RULES, "--set", f"{CURVE}={{0%: 0, 92%: 100, 100%: 120}}")
    folder = document(*SOME, "--against", RULES, "--rules", other)
    assert found["moved"] == []
    assert {name: found[name] for name in ("totals", "people", "awards")} == {
        name: folder[name] for name in ("totals", "people", "awards")
    }
    assert found["totals"]["old"]["qualified"] == found["totals"]["new"]["qualified"]


@sampled
@pytest.mark.parametrize("first", [0, 1])
def test_the_line_that_was_set_counts(first: int, tmp_path: Path) -> None:
    """A standard and its line in one run: both as they were set, in either order."""
    other = changed_rules(tmp_path, "roles/inbound.yaml", "{at_least: 75%}", "{at_least: 100%}")
    text = (other / "roles/inbound.yaml").read_text(encoding="utf-8").replace("75%: 100", "80%: 100")
    (other / "roles/inbound.yaml").write_text(text, encoding="utf-8")
    settings = [f"{PRODUCTIVITY}=100%", f"{CURVE}={{0%: 0, 80%: 100, 100%: 120}}"]
    found = document(*SOME, "--against", RULES, "--set", settings[first], "--set", settings[1 - first])
    folder = document(*SOME, "--against", RULES, "--rules", other)
    assert (found["moved"], found["people"], found["awards"]) == ([], folder["people"], folder["awards"])


@sampled
def test_a_range_moves_the_line_at_each_value(tmp_path: Path) -> None:
    out = tmp_path / "x.xlsx"
    arguments = (*SOME, "--against", RULES, "--sweep", f"{PRODUCTIVITY}=75%..95%:10%")
    values = document(*arguments)["sweep"]["values"]
    assert [[one["value"]["new"] for one in value["moved"]] for value in values] == [
        [],  # what the rules have
        ["{0%: 0, 85%: 100, 100%: 120}"],
        ["{0%: 0, 95%: 100, 100%: 120}"],
    ]
    alone = document(*SOME, "--against", RULES, "--set", f"{PRODUCTIVITY}=95%")["totals"]["new"]
    assert {name: values[2][name] for name in alone} == alone
    said = {
        "en": "At each value the scorecard line goes along, so that it earns 100 points there: Inbound, Productivity",
        "zh": "每个取值下，评分卡中的相应项目随之调整，达到该值得100分：呼入的工作效率",
    }
    for lang, text in said.items():
        shown = run(*arguments, "--out", out, "--force", lang=lang)
        assert text.replace(" ", "") in "".join(shown.split())
        _first, table, *_others = sheets_in(out).values()
        assert text in [row[0] for row in table]


def test_a_range_does_not_move_a_line_that_was_set() -> None:
    line = f"{CURVE}={{0%: 0, 80%: 100, 100%: 120}}"
    found = document(QUARTER[0], "--against", RULES, "--set", line, "--sweep", f"{PRODUCTIVITY}=90%..100%:5%")
    assert [value["moved"] for value in found["sweep"]["values"]] == [[], [], []]


def test_a_range_that_a_curve_cannot_follow_is_refused_before_anything_is_read() -> None:
    """All its values are named at once, and a file that is not there is not looked for."""
    found = document("no-such.xlsx", "--against", RULES, "--sweep", f"{PRODUCTIVITY}=90%..110%:10%", code=2)
    (refused,) = found["problems"]
    assert (refused["code"], refused["value"]) == ("set-line-order", "100%, 110%")
    assert refused["message"] == (
        f"{CURVE} cannot go along with the standard 100%, 110%: its values {{0%: 0, 75%: 100, 100%: 120}} "
        "would no longer ascend"
    )
    assert refused["hint"] == f"set a standard > 0%, < 100%, or set the line too: --set '{CURVE}=…'"


@sampled
@pytest.mark.parametrize(("lang", "lower"), [("en", "points lower"), ("zh", "个百分点")])
def test_a_share_moves_by_points(lang: str, lower: str, tmp_path: Path) -> None:
    """Never by a negative percent: on screen, and in the cell, which stays a number."""
    out = tmp_path / "x.xlsx"
    arguments = ("--against", RULES, "--set", f"{PRODUCTIVITY}=92%")
    totals = document(*SOME, *arguments)["totals"]
    apart = Fraction(totals["new"]["qualified_share"]) - Fraction(totals["old"]["qualified_share"])
    assert apart < 0
    shown = run(*SOME, *arguments, "--out", out, lang=lang)
    text = f"{float(-apart):.2f}"
    assert (f"{text} {lower}" if lang == "en" else f"低{text}{lower}") in shown
    sheet = openpyxl.load_workbook(out).worksheets[0]
    (row,) = [row for row in sheet.iter_rows() if row[0].value in ("Qualified %", "达标率")]
    assert row[3].value == pytest.approx(float(apart))
    higher, below, nothing = row[3].number_format.split(";")
    assert (lower in below, "-" in below, "%" in higher + below, nothing) == (True, False, False, "0")


def test_a_period_alone() -> None:
    files = [EXAMPLES / f"2025-0{month}.xlsx" for month in (3, 4, 5, 6)]
    setting = ("--set", "awards.monthly_project.prize=[300,150,100]")
    found = document(*files, "--against", RULES, "--period", "2025-Q2", *setting)
    assert found["months"] == ["2025-04", "2025-05", "2025-06"]
    assert found["periods"] == ["2025-Q2"]
    assert all(one["period"] in found["months"] for one in found["awards"])
    lacking = document(*QUARTER, "--against", RULES, "--period", "2025-H1", code=2)
    assert {one["code"] for one in lacking["problems"] if one["severity"] == "error"} == {"month-missing"}


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    for name in QUARTER[:2]:
        shutil.copy(name, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    run(tmp_path, "--against", RULES, "--set", "roles.inbound.productivity=90%")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    run(tmp_path, "--against", RULES, "--set", "roles.inbound.productivity=90%", "--out", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["simulation.xlsx"]
    shutil.copy(tmp_path / "out/simulation.xlsx", tmp_path)
    assert len(document(tmp_path, "--against", RULES)["inputs"]) == 2  # our own workbook is no input


def test_the_same_question_gives_the_same_bytes(tmp_path: Path) -> None:
    arguments = ("--against", RULES, "--set", "roles.inbound.productivity=90%")
    files = QUARTER[:2]
    run(*files, *arguments, "--out", tmp_path / "a.xlsx")
    files.reverse()
    run(*files, *arguments, "--out", tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert document(*files, *arguments) == document(*QUARTER[:2], *arguments)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--set", "roles.inbound.productivty=9%"], "set-unknown-path"),
        (["--set", "nonsense"], "set-unreadable"),
        (["--sweep", "roles.inbound.productivity=9"], "sweep-unreadable"),
        (["--sweep", "roles.inbund.productivity=1%..2%"], "set-unknown-path"),
        (["--rules", "no-such-folder"], "rules-no-folder"),
        (["--set", "roles.inbound.scorecard.productivity.weight=40"], "rule-weights"),
        (["--set", "roles.inbound.complaints=1"], "set-line-order"),
        (["--set", "roles.inbound.typing_speed=0"], "set-line-zero"),
        (["--sweep", "roles.inbound.scorecard.productivity.weight=40..60:10"], "rule-weights"),
    ],
)
def test_what_cannot_be_tried(arguments: list[str], code: str) -> None:
    found = document(QUARTER[0], "--against", RULES, *arguments, code=2)
    assert code in {one["code"] for one in found["problems"]}
    assert "people" not in found


def test_files_that_cannot_be_scored() -> None:
    found = document("no-such.xlsx", "--against", RULES, code=2)
    assert [one["code"] for one in found["problems"]] == ["no-such-file"]
