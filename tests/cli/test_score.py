"""``ccmotivate score`` and ``check`` from the outside: exit codes, files, JSON, what is said where."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.commands import ROOT, apart, ccmotivate
from tests.pipeline.exports import HEADER, row
from tests.support import is_private, sheets_in, shipped_rules, workbook

EXAMPLE = ROOT / "examples/2025/2025-03.xlsx"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return workbook(tmp_path / "march.xlsx", {"坐席": [list(HEADER), row("0007"), row("0012", 五笔字数=50)]})


def test_the_example_month(tmp_path: Path) -> None:
    ran = ccmotivate("score", EXAMPLE, "--out", tmp_path, "--lang", "en")
    assert ran.code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2025-03.awards.xlsx", "2025-03.scored.xlsx"]
    assert all(is_private(path) for path in tmp_path.iterdir())
    names = sheets_in(tmp_path / "2025-03.scored.xlsx")
    assert [*names] == [
        "Summary",
        "Scores",
        "Why",
        "Awards",
        "Mentoring",
        "Personal goals",
        "Findings",
        "Balanced scorecards",
        "Scorecard 0012",
        "Scorecard 0084",
        "Pay",
        "Pay in sum",
        "Talent",
        "Talent chart",
        "Teams",
        "Skill contests",
        "How it was read",
        "Rules",
    ]
    assert "Satisfaction star" in ran.out


@pytest.mark.parametrize(("lang", "sheet"), [("zh", "得分"), ("en", "Scores")])
def test_both_languages(tmp_path: Path, export: Path, lang: str, sheet: str) -> None:
    assert ccmotivate("score", export, "--out", tmp_path / "o", "--lang", lang).code == 0
    assert sheet in sheets_in(tmp_path / "o/march.scored.xlsx")
    help_text = ccmotivate("--help", "--lang", lang).out
    assert ("评分" in help_text) == (lang == "zh")


def test_the_environment_gives_the_language(tmp_path: Path, export: Path) -> None:
    ran = ccmotivate("score", export, environment={"LC_ALL": "zh_CN.UTF-8"})
    assert ran.code == 0
    assert "得分" in sheets_in(tmp_path / "march.scored.xlsx")


def test_json_is_the_contract(tmp_path: Path, export: Path) -> None:
    ran = ccmotivate("score", export, "--json", "--lang", "en")
    document = json.loads(ran.out)
    assert document["schema"] == "ccmotivate/score@1"
    assert set(document["rules"]) == {"name", "sha256"}
    (month,) = document["months"]
    assert month["period"] == "2025-03"
    assert month["inputs"][0]["file"] == "march.xlsx"
    first, second = month["agents"]
    assert {key: first[key] for key in list(first)[:12]} == {
        "agent_id": "0007",
        "name": "示一",
        "role": "inbound",
        "project": "信用卡",
        "team": "一组",
        "qualified": True,
        "eligible": True,
        "score": "102.00",
        "rank": 1,
        "rank_department": 1,
        "rank_everyone": 1,
        "criteria": first["criteria"],
    }
    assert second["criteria"][0] == {
        "metric": "typing_speed",
        "status": "fail",
        "value": "50",
        "standard": "at_least 60",
        "source": "march.xlsx!坐席!G3",
    }
    assert (second["qualified"], second["rank"]) == (False, None)
    assert first["points"][0] == {"metric": "productivity", "weight": "50", "points": "104.00"}
    award = next(one for one in month["awards"] if one["award"] == "monthly_project")
    assert award == {
        "award": "monthly_project",
        "period": "2025-03",
        "within": {"project": "信用卡"},
        "rank": 1,
        "agent_id": "0007",
        "name": "示一",
        "score": "102.00",
        "tied": False,
        "prize": {"amount": "200", "currency": "CNY"},
    }
    assert ran.err == ""


def test_errors_leave_no_award_list_behind(tmp_path: Path, export: Path) -> None:
    assert ccmotivate("score", export).code == 0
    workbook(export, {"坐席": [list(HEADER), row("0007", 五笔字数="abc"), row("0012")]})
    ran = ccmotivate("score", export, "--lang", "en", "--json")
    document = json.loads(ran.out)
    assert (ran.code, document["months"]) == (1, [])
    error = next(one for one in document["problems"] if one["severity"] == "error")
    assert (error["code"], error["sheet"], error["cell"], error["value"]) == ("not-a-number", "坐席", "G2", "abc")
    aside = [one["message"] for one in document["problems"] if one["code"] == "set-aside"]
    assert "renamed to march.awards.stale.xlsx" in aside[1]
    assert error["message"] and error["hint"]
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["march.awards.stale.xlsx", "march.problems.xlsx", "march.scored.stale.xlsx", "march.xlsx"]
    book = openpyxl.load_workbook(tmp_path / "march.problems.xlsx")
    assert book.sheetnames == ["Problems", "坐席"]
    cell = book["坐席"]["G2"]
    assert (cell.value, cell.fill.fgColor.rgb[-6:]) == ("abc", "FFEB3B")
    assert "not a number" in cell.comment.text
    workbook(export, {"坐席": [list(HEADER), row("0007")]})
    assert ccmotivate("score", export).code == 0
    assert not (tmp_path / "march.problems.xlsx").exists()


def test_keep_going_scores_the_sound_rows(tmp_path: Path) -> None:
    bad = row("0008", 五笔字数="abc")
    path = workbook(tmp_path / "march.xlsx", {"坐席": [list(HEADER), row("0007"), bad]})
    ran = ccmotivate("score", path, "--keep-going", "--json")
    document = json.loads(ran.out)
    assert ran.code == 1
    assert [agent["agent_id"] for agent in document["months"][0]["agents"]] == ["0007"]
    assert document["unscored"] == ["0008 (march.xlsx!坐席!B3)"]
    table, *_others = sheets_in(tmp_path / "march.awards.xlsx").values()
    assert any("for errors in their rows: 1" in str(value) for line in table for value in line)


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path, export: Path) -> None:
    theirs = tmp_path / "march.scored.xlsx"
    theirs.write_bytes(b"mine")
    ran = ccmotivate("score", export, "--lang", "en")
    assert (ran.code, theirs.read_bytes()) == (2, b"mine")
    assert "was not written by ccmotivate" in ran.err
    assert not (tmp_path / "march.awards.xlsx").exists()
    assert ccmotivate("score", export, "--force").code == 0
    assert theirs.read_bytes() != b"mine"


def test_folders_skip_outputs_and_hidden_files(tmp_path: Path, export: Path) -> None:
    (tmp_path / "~$march.xlsx").write_bytes(b"lock")
    (tmp_path / ".hidden.xlsx").write_bytes(b"x")
    for _ in range(2):
        document = json.loads(ccmotivate("score", tmp_path, "--json").out)
        assert [month["inputs"][0]["file"] for month in document["months"]] == ["march.xlsx"]
    globbed = json.loads(ccmotivate("check", str(tmp_path / "m*.xlsx"), "--json").out)
    assert len(globbed["months"]) == 1


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path, export: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04nonsense")
    ran = ccmotivate("score", tmp_path, "--lang", "en")
    assert ran.code == 2
    assert "broken.xlsx" in ran.err
    assert "1 scored, 0 with errors in the data, 1 not scored" in ran.err
    assert (tmp_path / "march.scored.xlsx").exists()


def test_two_inputs_with_one_output_name(tmp_path: Path, export: Path) -> None:
    other = tmp_path / "b" / "march.xlsx"
    other.parent.mkdir()
    other.write_bytes(export.read_bytes())
    ran = ccmotivate("score", export, other, "--out", tmp_path / "o", "--lang", "en")
    assert ran.code == 2
    assert "would replace the one of" in ran.err


def test_a_header_that_resembles_a_known_one_comes_with_the_line_to_add(tmp_path: Path) -> None:
    path = workbook(tmp_path / "2025-03.xlsx", {"坐席": [[*HEADER, "客户满意程度"], [*row("0001"), 1]]})
    ran = ccmotivate("check", path, "--lang", "en")
    assert "it resembles" in ran.err
    assert ran.err.count("aliases: [客户满意程度]") == 1


def test_every_file_with_errors_is_named(tmp_path: Path) -> None:
    many = [row(f"{at:04d}", 五笔字数="abc") for at in range(40)]
    for name, lines in {"a": many, "b": many, "c": [row("0001", 岗位="呼人")], "d": [row("0001")]}.items():
        workbook(tmp_path / f"{name}.xlsx", {"坐席": [list(HEADER), *lines]})
    ran = ccmotivate("check", tmp_path, "--lang", "en")
    assert ran.code == 1
    said = [line for line in ran.err.splitlines() if line.startswith(("error ", "  also "))]
    assert [line.split("!")[0] for line in said][:3] == ["error a.xlsx", "  also (40): b.xlsx", "error c.xlsx"]
    assert "1 without errors, 3 with errors in the data, 0 not read" in ran.err


def test_together_pools_a_month(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", {"坐席": [list(HEADER), row("0001")]})
    workbook(tmp_path / "b.xlsx", {"坐席": [list(HEADER), row("0002", 工作效率="90%")]})
    ran = ccmotivate("score", tmp_path / "a.xlsx", tmp_path / "b.xlsx", "--together", "--json")
    (month,) = json.loads(ran.out)["months"]
    assert [(agent["agent_id"], agent["rank"]) for agent in month["agents"]] == [("0001", 2), ("0002", 1)]
    assert [one["file"] for one in month["inputs"]] == ["a.xlsx", "b.xlsx"]
    assert sorted(path.name for path in tmp_path.glob("2025*")) == ["2025-03.awards.xlsx", "2025-03.scored.xlsx"]
    workbook(tmp_path / "b.xlsx", {"坐席": [list(HEADER), row("0001")]})
    twice = ccmotivate("score", tmp_path / "a.xlsx", tmp_path / "b.xlsx", "--together", "--json")
    assert twice.code == 1
    assert [one["code"] for one in json.loads(twice.out)["problems"] if one["severity"] == "error"] == ["id-twice"]
    assert sorted(path.name for path in tmp_path.glob("2025*")) == [
        "2025-03.awards.stale.xlsx",
        "2025-03.scored.stale.xlsx",
    ]


def test_several_months_in_one_workbook(tmp_path: Path) -> None:
    sheets = {"数据": [list(HEADER), row("0001", 月份="2025-02"), row("0001", 月份="2025年3月", 项目="家电")]}
    path = workbook(tmp_path / "q.xlsx", sheets)
    document = json.loads(ccmotivate("score", path, "--json").out)
    assert [month["period"] for month in document["months"]] == ["2025-02", "2025-03"]
    assert [one["code"] for one in document["problems"]].count("agent-changed") == 1
    rows = sheets_in(tmp_path / "q.scored.xlsx")["Scores"]
    assert [row[0] for row in rows[1:3]] == ["2025-02", "2025-03"]


def test_check_writes_nothing(tmp_path: Path, export: Path) -> None:
    ran = ccmotivate("check", export, "--lang", "en")
    assert (ran.code, sorted(path.name for path in tmp_path.iterdir())) == (0, ["march.xlsx"])
    assert "no errors; 2 agents in March 2025" in ran.out


def test_usage_and_missing_files(tmp_path: Path) -> None:
    assert ccmotivate("score").code == 2
    assert ccmotivate("score", tmp_path / "none.xlsx").code == 2
    assert ccmotivate("score", tmp_path).code == 2
    assert ccmotivate("score", EXAMPLE, "--month", "soon").code == 2
    ran = ccmotivate("score", EXAMPLE, "--rules", tmp_path / "none", "--lang", "en")
    assert (ran.code, "there is no such rules folder" in ran.err) == (2, True)


def test_quiet_says_nothing_when_all_is_well(tmp_path: Path, export: Path) -> None:
    ran = ccmotivate("score", export, "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_a_console_that_cannot_encode_everything(tmp_path: Path, export: Path, encoding: str) -> None:
    ran = apart("score", export, "--lang", "en", environment={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert (ran.code, "written:" in ran.out) == (0, True)


def test_rules_check(tmp_path: Path) -> None:
    ran = ccmotivate("rules", "check", "rules", "--lang", "en")
    assert (ran.code, f"no errors; 6 roles, 28 metrics, {len(shipped_rules().awards)} awards" in ran.out) == (0, True)
    (tmp_path / "scheme.yaml").write_text("name: {zh: 例}\ncurency: CNY\n", encoding="utf-8")
    wrong = ccmotivate("rules", "check", tmp_path, "--lang", "en", "--json")
    document = json.loads(wrong.out)
    assert (wrong.code, document["schema"], document["rules"]) == (1, "ccmotivate/rules-check@1", None)
    lines = {(one["code"], one.get("line")) for one in document["problems"]}
    assert {("rule-missing-key", 1), ("rule-unknown-key", 2)} <= lines
    scored = ccmotivate("score", EXAMPLE, "--rules", tmp_path, "--out", tmp_path)
    assert scored.code == 2
    said = ccmotivate("rules", "check", tmp_path, "--lang", "en")
    assert "did you mean currency?" in said.err


def test_a_bug_is_one_line_and_a_report(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from ccmotivate import cli

    def broken(**_words: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(cli, "app", broken)
    with pytest.raises(SystemExit) as left:
        cli.main()
    line = capsys.readouterr().err
    assert (left.value.code, line.count("\n")) == (2, 1)
    report = Path(line.rstrip("\n").rsplit(" ", 1)[1])
    assert "RuntimeError: a bug" in report.read_text(encoding="utf-8")
    report.unlink()
