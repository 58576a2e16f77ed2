"""Team goals: figures of teams by hand, broken sheets, the award, where they stand, and text that would be code."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from ccmotivate.model.exact import Exact
from ccmotivate.model.sheets import SheetRows
from ccmotivate.parts.teams.values import Members, TeamFigures, teams_of
from tests.cli.commands import ROOT, ccmotivate
from tests.parts.books import SAMPLES, with_sheets, without_sheet
from tests.parts.broken import errors_in, notes_in
from tests.support import sheets_in, shipped_rules

F = Fraction
SHEET = "团队目标"
HEADERS = ("组别", "指标", "目标")
ONE, OTHER = "信用卡一组", "会员一组"
AWARD = "best_collaboration"


def book(folder: Path, *rows: Sequence[object], headers: Sequence[str] = HEADERS) -> Path:
    return with_sheets(folder, {SHEET: [headers, *rows]}, few=True, formulas=False)


def document(*words: str | Path) -> dict[str, Any]:
    ran = ccmotivate(*words, "--json", "--lang", "en")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def scored(path: Path, out: Path, *words: str | Path) -> dict[str, Any]:
    (month,) = document("score", path, "--out", out, "--force", *words)["months"]
    found: dict[str, Any] = month
    return found


def teams(month: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {one["team"]: one["goals"] for one in month["teams"]}


def told(*words: str | Path, lang: str = "en") -> str:
    ran = ccmotivate(*words, "--lang", lang)
    assert ran.code == 0, ran.err
    return ran.out


# -- a team's figure --------------------------------------------------------------------------------------------------

_ZERO = frozenset({"colleague_assists"})


def figure(
    values: Sequence[object], metric: str = "csat", weights: Sequence[object] = (), target: object = 0
) -> tuple[Fraction | None, int, bool | None]:
    """The figure of one team whose members have these values, how many count, and whether the target is met."""
    columns = {metric: Exact.from_fractions([None if one is None else F(str(one)) for one in values])}
    if weights:
        columns["calls_taken"] = Exact.from_fractions([None if one is None else F(str(one)) for one in weights])
    agents = pd.DataFrame({"team": ["A"] * len(values), "score": 10000})
    if metric == "score":
        agents["score"] = [int(F(str(one)) * 100) for one in values]
    rows = SheetRows(
        pd.DataFrame({"workbook": ["m.xlsx"], "month": 0, "table": 0, "row": 2}),
        {"target": Exact.from_fractions([F(str(target))])},
        {"team": np.array(["A"], dtype=object), "metric": np.array([metric], dtype=object)},
        (("m.xlsx", 0),),
    )
    weighed = ((metric, "calls_taken"),) if weights else ()
    (team,) = teams_of(Members.of(agents, columns, shipped_rules()), rows, TeamFigures(_ZERO, weighed))
    (goal,) = team.goals
    return goal.goal.value, goal.counted, goal.goal.met


@pytest.mark.parametrize(
    ("metric", "values", "weights", "wanted", "counted"),
    [
        ("csat", [90, 80], (), 85, 2),
        ("csat", [90, None, 81], (), F("85.5"), 2),
        ("csat", [1, 1, 2], (), F("1.33"), 3),
        ("csat", [89.99, 90], (), F("90"), 2),  # 89.995: half-up
        ("csat", [None, None], (), None, 0),
        ("attitude", [1, 1, 0], (), F("66.67"), 3),
        ("attitude", [0, None], (), 0, 1),
        ("colleague_assists", [1, None, None], (), F("0.33"), 3),
        ("colleague_assists", [None], (), 0, 1),
        ("score", [100, 99.99], (), F("100"), 2),
        ("csat", [90, 80], [3, 1], F("87.5"), 2),
        ("csat", [90, 80, 10], [3, 1, None], F("87.5"), 2),
        ("csat", [90, 80], [0, 0], None, 2),
    ],
)
def test_the_figure_of_a_team(
    metric: str, values: Sequence[object], weights: Sequence[object], wanted: Fraction | None, counted: int
) -> None:
    assert figure(values, metric, weights)[:2] == (wanted, counted)


@pytest.mark.parametrize(
    ("metric", "values", "target", "met"),
    [
        ("csat", [89.99, 90], 90, True),  # as shown: 90.00
        ("csat", [89.989, 90], 90, False),  # 89.99
        ("complaints", [1, 0], 0.5, True),
        ("complaints", [1, 1], 0.5, False),
        ("csat", [None], 90, None),
    ],
)
def test_a_goal_is_held_against_the_figure_as_shown(
    metric: str, values: Sequence[object], target: object, met: bool | None
) -> None:
    assert figure(values, metric, target=target)[2] is met


# -- where they stand -------------------------------------------------------------------------------------------------


def test_teams_by_name_and_goals_by_metric(tmp_path: Path) -> None:
    month = scored(with_sheets(tmp_path, SAMPLES["teams"]), tmp_path / "out")
    found = teams(month)
    assert list(found) == sorted({one["team"] for one in month["agents"]})
    assert [one["metric"] for one in found[ONE]] == ["complaints", "csat", "score"]
    complaints, csat, score = found[ONE]
    assert (complaints["target"], complaints["met"], complaints["attainment"]) == ("0", True, None)
    assert (csat["target"], csat["met"], csat["counted"]) == ("93", False, 6)
    scores = [F(one["own_score"]) for one in month["agents"] if one["team"] == ONE]
    assert F(score["value"]) == round(sum(scores) / len(scores), 2)
    attitude, assists = sorted(found[OTHER], key=lambda one: one["metric"])
    assert (attitude["target"], attitude["value"], attitude["attainment"]) == ("95", "100", "105.26")
    assert (assists["target"], assists["met"]) == ("0.5", True)
    sizes = {one["team"]: one["members"] for one in month["teams"]}
    assert sizes[ONE] == len(scores)


def test_without_the_sheet_there_is_no_key_and_no_such_award(tmp_path: Path) -> None:
    month = scored(without_sheet(tmp_path / "in", SHEET), tmp_path / "out")
    assert "teams" not in month
    assert AWARD not in json.dumps(month)


def test_the_award_goes_to_a_team_that_met_its_goals_and_changes_no_other(tmp_path: Path) -> None:
    path = with_sheets(tmp_path / "with", SAMPLES["teams"])
    plain = scored(without_sheet(tmp_path / "in", SHEET), tmp_path / "plain")
    month = scored(path, tmp_path / "out")
    (award,) = [one for one in month["awards"] if one["award"] == AWARD]
    assert (award["team"], award["rank"], award["prize"]) == (OTHER, 1, None)
    assists = next(one["value"] for one in teams(month)[OTHER] if one["metric"] != "attitude")
    assert award["score"] == assists
    assert [one for one in month["awards"] if one["award"] != AWARD] == plain["awards"]
    assert month["agents"] == plain["agents"]


def test_where_no_team_met_its_goals_the_award_is_listed_as_not_given(tmp_path: Path) -> None:
    path = book(tmp_path, (ONE, "csat", "100%"))
    listed = document("awards", "2025-03", path, "--out", tmp_path / "out", "--no-ledger")["not_given"]
    assert [(one["award"], one["reason"]) for one in listed] == [(AWARD, "not-met")]
    sheets = sheets_in(tmp_path / "out/2025-03.awards.xlsx")
    texts = [str(value) for rows in sheets.values() for row in rows for value in row]
    assert any("Best collaboration: not given: nobody met it: all team goals met" in text for text in texts)


def test_a_month_column_says_for_which_month_a_goal_is(tmp_path: Path) -> None:
    rows = [(ONE, "score", 90, "2025-03"), (ONE, "score", 95, "2025-04"), (OTHER, "score", 90, "2025-04")]
    found = teams(scored(book(tmp_path, *rows, headers=(*HEADERS, "月份")), tmp_path / "out"))
    assert ([one["target"] for one in found[ONE]], found[OTHER]) == (["90"], [])


@pytest.mark.parametrize(
    ("rows", "code", "cell"),
    [
        ([(ONE, "客户满意", 90)], "sheet-word", "B2"),
        ([(ONE, None, 90)], "blank-field", "B2"),
        ([(ONE, "csat", None)], "blank-field", "C2"),
        ([(None, "csat", 90)], "blank-field", "A2"),
        ([(ONE, "csat", "高")], "not-a-number", "C2"),
        ([(ONE, "csat", 101)], "out-of-range", "C2"),
        ([(ONE, "attitude", 101)], "out-of-range", "C2"),
        ([(ONE, "attitude", "合格")], "not-a-number", "C2"),
        ([(ONE, "complaints", -1)], "out-of-range", "C2"),
        ([(ONE, "score", -1)], "out-of-range", "C2"),
        ([(ONE, "项目知识", "灵活运用")], "team-goal-level", "B2"),
        ([(ONE, "项目知识", 3)], "team-goal-level", "B2"),
        ([(ONE, "csat", 90), (OTHER, "csat", 90), (ONE, "客户满意度", 91)], "team-goal-twice", "B4"),
    ],
)
def test_a_broken_row_is_one_problem_with_its_cell(
    rows: Sequence[Sequence[object]], code: str, cell: str, tmp_path: Path
) -> None:
    assert errors_in(book(tmp_path, *rows)) == [(code, SHEET, cell)]


def test_a_team_that_nobody_is_in_is_noted_with_its_cell(tmp_path: Path) -> None:
    path = book(tmp_path, (ONE, "csat", 80), ("火星组", "csat", 80))
    assert errors_in(path) == []
    assert ("team-goal-unknown", SHEET, "A3") in notes_in(path, "team-goal-unknown")
    assert "火星组" not in teams(scored(path, tmp_path / "out"))


def test_of_two_workbooks_with_different_goals_the_first_counts_and_it_is_noted(tmp_path: Path) -> None:
    """The month is in two workbooks, a half of the agents in each, both with a goal of the same team."""
    for name, target in (("a", 80), ("b", 90)):
        whole = openpyxl.load_workbook(book(tmp_path / name, (ONE, "csat", target)))
        agents = whole.worksheets[0]
        for at in range(agents.max_row, 2, -1):
            if (at % 2 == 0) == (name == "a"):
                agents.delete_rows(at)
        whole.remove(whole["人员"])
        whole.save(tmp_path / f"{name}.xlsx")
    paths = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    month = document("score", *paths, "--together", "--out", tmp_path / "out", "--force")
    (noted,) = [one for one in month["problems"] if one["code"] == "team-goal-elsewhere"]
    assert (noted["file"], noted["cell"]) == ("b.xlsx", "C2")
    assert [one["target"] for one in teams(month["months"][0])[ONE]] == ["80"]


@pytest.mark.parametrize(
    ("lang", "page", "not_met", "line"),
    [("zh", "团队", "尚未达成", "信用卡一组的团队目标"), ("en", "Teams", "not yet", "Goals of the team 信用卡一组")],
)
def test_workbook_screen_explanation_and_handbook(
    lang: str, page: str, not_met: str, line: str, tmp_path: Path
) -> None:
    path = with_sheets(tmp_path, SAMPLES["teams"])
    out = told("score", path, "--out", tmp_path / "out", lang=lang)
    assert {"zh": "团队目标：7 项中达成 6 项", "en": "Team goals: 6 of 7 met"}[lang] in out
    _head, *table = sheets_in(tmp_path / "out/2025-03.scored.xlsx")[page]
    rows = {(row[0], row[2]): row for row in table}
    assert len(rows) == len(SAMPLES["teams"][SHEET]) - 1
    assert sum(not_met in row for row in rows.values()) == 1
    explained = told("explain", path, "--agent", "0015", "--award", AWARD, lang=lang)
    assert line in explained
    assert {"zh": "团队的 3 项目标中达成 2 项", "en": "The team met 2 of its 3 goals"}[lang] in explained
    told("explain", path, "--agent", "0015", "--html", tmp_path / "one.html", lang=lang)
    assert f"2025-03.xlsx!{SHEET}!C2" in (tmp_path / "one.html").read_text(encoding="utf-8")
    assert {"zh": "最佳团队协作奖", "en": "Best collaboration"}[lang] in told(
        "rules", "show", ROOT / "rules", lang=lang
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_team_without_a_goal_reads_so(lang: str, tmp_path: Path) -> None:
    path = book(tmp_path, (ONE, "csat", 80))
    explained = told("explain", path, "--agent", "0069", "--award", AWARD, lang=lang)
    assert {"zh": "该团队没有目标", "en": "The team has no goal"}[lang] in explained


@pytest.mark.parametrize("command", ["fairness", "simulate"])
def test_every_command_that_decides_again_takes_the_award(command: str, tmp_path: Path) -> None:
    path = with_sheets(tmp_path, SAMPLES["teams"])
    more = ("--set", "teams.awards.best_collaboration.members=9") if command == "simulate" else ()
    out = told(command, path, *more)
    assert ("Best collaboration" in out and "lost" in out) == (command == "simulate")


def test_other_goals_show_in_diff_and_against_what_was_published(tmp_path: Path) -> None:
    path, other = (book(tmp_path / str(target), (ONE, "score", target)) for target in (85, 95))
    assert "/95" in json.dumps(document("diff", path, other))
    ledger = ("publish", "2025-03", "--by", "A", "--yes", "--ledger", tmp_path / "ccmotivate.db")
    assert ccmotivate(*ledger, path).code == 0
    again = ccmotivate(*ledger, other, "--lang", "en")
    assert again.code != 0
    assert all(text in again.out for text in ("of the team", "/85 ✓", "/95 ✓"))


HOSTILE = ["<b>x</b>", "=1+1", "{{ 7*7 }}", "{% x %}", "a\tb\u202e", "长" * 5000]


def test_text_that_would_be_code_stays_text(tmp_path: Path) -> None:
    """As a metric it is an error that names the cell; as a team nobody is in it, unless somebody is."""
    for text in HOSTILE:
        assert errors_in(book(tmp_path / "metric", (ONE, text, 90))) == [("sheet-word", SHEET, "B2")]
    path = book(tmp_path / "team", *[(text, "score", 90) for text in HOSTILE])
    whole = openpyxl.load_workbook(path)
    members = list(whole.worksheets[0].iter_rows(min_row=3))
    for cells, text in zip(members, HOSTILE, strict=False):
        cells[5].value, cells[5].data_type = text, "s"
    for cells in whole[SHEET].iter_rows(min_row=2, max_col=1):
        cells[0].data_type = "s"
    whole.save(path)
    found = teams(scored(path, tmp_path / "out"))
    assert [[one["metric"] for one in found[text.strip()]] for text in HOSTILE] == [["score"]] * len(HOSTILE)
    lines = openpyxl.load_workbook(tmp_path / "out/2025-03.scored.xlsx")["Teams"].iter_rows(min_row=2)
    assert [cells[0].data_type for cells in lines] == ["s"] * len(HOSTILE)
    for cells in members[: len(HOSTILE)]:
        words = ("--agent", str(cells[1].value), "--html", tmp_path / "one.html", "--force")
        assert ccmotivate("explain", path, *words).code == 0
        page = (tmp_path / "one.html").read_text(encoding="utf-8")
        assert "<b>x</b>" not in page
        assert ">49<" not in page


# -- rules of one's own -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("figures: {}", "figures: {csat: {weigh: calls}}", "rule-unknown-word"),
        ("figures: {}", "figures: {attitude: {weigh: calls_taken}}", "rule-unknown-word"),
        ("by: colleague_assists", "by: project_knowledge", "rule-unknown-word"),
        ("best_collaboration:", "best_team:", "rule-word-twice"),
    ],
)
def test_a_slip_in_the_file_is_said_with_its_line(old: str, new: str, code: str, tmp_path: Path) -> None:
    rules = copied(tmp_path, old, new)
    found = [one for one in document("rules", "check", rules)["problems"] if one["severity"] == "error"]
    assert [one["code"] for one in found] == [code], found
    assert "teams.yaml" in found[0]["file"]


def test_figures_weighed_by_another_metric(tmp_path: Path) -> None:
    rules = copied(tmp_path, "figures: {}", "figures: {csat: {weigh: calls_taken}}")
    path = book(tmp_path / "month", (ONE, "csat", 90))
    plain, weighed = (teams(scored(path, tmp_path / "out", "--rules", one))[ONE][0] for one in (ROOT / "rules", rules))
    assert plain["value"] != weighed["value"]
    _title, heads, *people = next(iter(sheets_in(path).values()))
    pairs = [
        (F(str(row[heads.index("客户满意度")])) * 100, row[heads.index("接听量")])
        for row in people
        if row[5] == ONE and row[heads.index("客户满意度")] is not None and row[heads.index("接听量")] is not None
    ]
    mean = sum(csat * calls for csat, calls in pairs) / sum(calls for _csat, calls in pairs)
    assert F(weighed["value"]) == F(round(mean * 100 + F(1, 1000)), 100)
    assert weighed["counted"] == len(pairs)


def copied(folder: Path, old: str, new: str) -> Path:
    """The shipped rules with one text of ``teams.yaml`` changed, without cases."""
    target = folder / "rules"
    for path in (ROOT / "rules").rglob("*.yaml"):
        if path.parent.name == "cases":
            continue
        text = path.read_text(encoding="utf-8")
        assert path.name != "teams.yaml" or old in text
        made = target / path.relative_to(ROOT / "rules")
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(text.replace(old, new) if path.name == "teams.yaml" else text, encoding="utf-8")
    return target
