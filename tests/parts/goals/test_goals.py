"""Personal goals: met and attainment by hand, broken sheets, where they stand, and text that would be code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from msgspec.structs import replace

from ccmotivate.engine.counterfactuals.input_changes import InputChanges
from ccmotivate.engine.fairness.gaps import at_standard
from ccmotivate.engine.fairness.precision import score_effects
from ccmotivate.engine.months import score_months
from ccmotivate.engine.rescoring import can_rescore, rescore
from ccmotivate.model.dataset import Dataset
from ccmotivate.model.exact import Exact
from ccmotivate.model.goals import attained
from ccmotivate.model.sheets import SheetRows
from tests.cli.commands import ROOT, ccmotivate
from tests.parts.books import MONTH, with_sheets, without_sheet
from tests.parts.broken import errors_in
from tests.points.scoring import inbound, with_texts
from tests.support import sheets_in

F = Fraction
HEADERS = ("工号", "指标", "目标值")
ONE, OTHER = "0015", "0018"


def book(folder: Path, *rows: Sequence[object], headers: Sequence[str] = HEADERS, month: Path = MONTH) -> Path:
    return with_sheets(folder, {"目标": [headers, *rows]}, month, few=True)


def document(*words: str | Path) -> dict[str, Any]:
    ran = ccmotivate(*words, "--json", "--lang", "en")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def scored(path: Path, out: Path, *words: str | Path) -> dict[str, dict[str, Any]]:
    (month,) = document("score", path, "--out", out, *words)["months"]
    return {one["agent_id"]: one for one in month["agents"]}


def told(*words: str | Path, lang: str = "en") -> str:
    ran = ccmotivate(*words, "--lang", lang)
    assert ran.code == 0, ran.err
    return ran.out


@pytest.mark.parametrize(
    ("value", "target", "attainment"),
    [
        (90, 88, F("102.27")),  # 102.2727…
        (F("88.005"), 88, F("100.01")),  # 100.00568…: half-up
        (88, 88, 100),
        (F("87.999"), 88, F("99.99")),  # 99.99886…: 100.00 half-up
        (1, 3, F("33.33")),
        (2, 3, F("66.66")),  # down while not met
        (5, 3, F("166.67")),
        (0, 3, 0),
        (-1, 3, F("-33.34")),
        (3, 0, None),
        (3, -1, None),
        (None, 3, None),
    ],
)
def test_attainment_is_half_up_but_down_while_not_met(
    value: Fraction | None, target: Fraction, attainment: Fraction | None
) -> None:
    values, targets = Exact.from_fractions([value]), Exact.from_fractions([target])
    assert attained(values, targets, np.asarray(values >= targets))[0] == attainment


def test_each_goal_by_metric_id_and_an_empty_list_for_everybody_else(tmp_path: Path) -> None:
    rows = [(ONE, "score", 100), (ONE, "客户满意度", 0.95), (ONE, "CSAT", 95), (OTHER, "complaints", 0.5)]
    found = scored(book(tmp_path, rows[0], rows[2], rows[3]), tmp_path / "out")
    csat, score = found[ONE]["goals"]
    assert csat == {"metric": "csat", "target": "95", "value": "90", "met": False, "attainment": "94.73"}
    assert (score["metric"], score["target"], score["value"]) == ("score", "100", found[ONE]["score"])
    assert score["met"] == (F(found[ONE]["score"]) >= 100)
    assert [(one["target"], one["attainment"]) for one in found[OTHER]["goals"]] == [("0.5", None)]
    assert {json.dumps(one["goals"]) for name, one in found.items() if name not in (ONE, OTHER)} == {"[]"}


def test_without_the_sheet_there_is_no_key_and_nothing_else_changes(tmp_path: Path) -> None:
    plain = scored(without_sheet(tmp_path / "bare", "目标", few=True), tmp_path / "plain")
    found = scored(book(tmp_path, (ONE, "score", 100)), tmp_path / "out")
    assert not any("goals" in one for one in plain.values())
    assert {name: {**one, "goals": []} for name, one in plain.items()} == {
        name: {**one, "goals": []} for name, one in found.items()
    }


def test_a_month_column_says_for_which_month_a_goal_is(tmp_path: Path) -> None:
    rows = [(ONE, "score", 90, "2025-03"), (ONE, "score", 95, "2025-04"), (OTHER, "score", 90, "2025-04")]
    found = scored(book(tmp_path, *rows, headers=(*HEADERS, "月份")), tmp_path / "out")
    assert [one["target"] for one in found[ONE]["goals"]] == ["90"]
    assert found[OTHER]["goals"] == []


@pytest.mark.parametrize(
    ("rows", "code", "cell"),
    [
        ([(ONE, "客户满意", 90)], "sheet-word", "B2"),
        ([(ONE, None, 90)], "blank-field", "B2"),
        ([(ONE, "csat", None)], "blank-field", "C2"),
        ([(ONE, "csat", "高")], "not-a-number", "C2"),
        ([(ONE, "csat", 101)], "out-of-range", "C2"),
        ([(ONE, "complaints", -1)], "out-of-range", "C2"),
        ([(ONE, "score", -1)], "out-of-range", "C2"),
        ([(ONE, "项目知识", "大师")], "unknown-word", "C2"),
        ([(None, "csat", 90)], "blank-id", "A2"),
        ([("15", "csat", 90)], "id-alike", "A2"),
        ([(ONE, "csat", 90), (OTHER, "csat", 90), (ONE, "客户满意度", 91)], "goal-twice", "B4"),
    ],
)
def test_a_broken_row_is_one_problem_with_its_cell(
    rows: Sequence[Sequence[object]], code: str, cell: str, tmp_path: Path
) -> None:
    assert errors_in(book(tmp_path, *rows)) == [(code, "目标", cell)]


def test_the_same_goal_in_two_months_is_sound_and_beside_one_for_all_months_is_not(tmp_path: Path) -> None:
    headers = (*HEADERS, "月份")
    sound = [(ONE, "csat", 90, "2025-03"), (ONE, "csat", 90, "2025-04")]
    assert errors_in(book(tmp_path / "sound", *sound, headers=headers)) == []
    twice = with_sheets(tmp_path / "twice", {"目标": [headers, *sound], "个人目标": [HEADERS, (ONE, "csat", 91)]})
    assert [(code, cell) for code, _sheet, cell in errors_in(twice)] == [("goal-twice", "B2")]


@pytest.mark.parametrize(("lang", "page", "met"), [("zh", "个人目标", "尚未达成"), ("en", "Personal goals", "not yet")])
def test_workbook_screen_explanation_and_handbook(lang: str, page: str, met: str, tmp_path: Path) -> None:
    path = book(tmp_path, (ONE, "csat", 95), (OTHER, "complaints", 9))
    out = told("score", path, "--out", tmp_path / "out", lang=lang)
    assert page in out
    _head, *table = sheets_in(tmp_path / "out/2025-03.scored.xlsx")[page]
    rows = {row[0]: row for row in table}
    assert met in rows[ONE]
    assert rows[ONE][-1] == 94.73
    assert rows[OTHER][-1] is None
    explained = told("explain", path, "--agent", ONE, lang=lang)
    assert "94.73%" in explained
    told("explain", path, "--agent", ONE, "--html", tmp_path / "one.html", lang=lang)
    assert "2025-03.xlsx!目标!C2" in (tmp_path / "one.html").read_text(encoding="utf-8")
    assert page in told("rules", "show", ROOT / "rules", lang=lang)


HOSTILE = ["<b>x</b>", "{{ 7*7 }}", "{% x %}", "a\tb\u202e", "长" * 5000]


def test_text_that_would_be_code_stays_text(tmp_path: Path) -> None:
    """In the metric's column it is an error that names the cell; beside it, it does nothing."""
    for text in HOSTILE:
        assert errors_in(book(tmp_path / "metric", (ONE, text, 90))) == [("sheet-word", "目标", "B2")]
        assert ccmotivate("check", tmp_path / "metric/2025-03.xlsx").code == 1
    rows = [
        (agent, "csat", 90, text) for agent, text in zip(("0012", "0015", "0018", "0021", "0024"), HOSTILE, strict=True)
    ]
    found = scored(book(tmp_path / "beside", *rows, headers=(*HEADERS, "备注")), tmp_path / "out")
    assert [found[row[0]]["goals"][0]["target"] for row in rows] == ["90"] * len(rows)


# -- what a goal changes where a scorecard says so --------------------------------------------------------------------


LINE = ("curve: {0%: 0, 75%: 100, 100%: 120}", "ratio: goal, cap: 120, else: 75%")


@pytest.fixture
def personal(tmp_path: Path) -> Path:
    """The shipped rules with productivity of the inbound role by one's own goal, 75 % for whoever has none."""
    folder = tmp_path / "rules"
    for path in (ROOT / "rules").rglob("*.yaml"):
        target = folder / path.relative_to(ROOT / "rules")
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        target.write_text(text, encoding="utf-8")
    role = folder / "roles/inbound.yaml"
    text = role.read_text(encoding="utf-8")
    assert LINE[0] in text
    role.write_text(text.replace(*LINE), encoding="utf-8")
    for cases in (folder / "cases").glob("*.yaml"):
        cases.unlink()
    (folder / "cases/goal.yaml").write_text(CASES, encoding="utf-8")
    return folder


CASES = """\
given: {like: on_standard, role: inbound}
cases:
  - case: 目标之上、之下、没有
    sheets:
      goals:
        - {agent_id: A, metric: productivity, target: 80%}
        - {agent_id: B, metric: productivity, target: 60%}
        - {agent_id: C, metric: productivity, target: 0%}
        - {agent_id: D, metric: productivity, target: 80%}
    agents:
      A: {productivity: 78%, expect: {points: {productivity: 97.5}, qualified: yes}}
      B: {productivity: 78%, expect: {points: {productivity: 120}}}
      C: {productivity: 78%, expect: {points: {productivity: 104}}}
      D: {productivity: 0%, expect: {points: {productivity: 0}}}
      N: {productivity: 78%, expect: {points: {productivity: 104}}}
"""


def _missing(rules: Path) -> list[str]:
    found = document("rules", "test", rules, "--coverage")
    assert not found["failures"]
    missing = found["coverage"]["missing"]
    where = ("points", "inbound", "productivity")
    return [one["way"] for one in missing if (one["kind"], one["owner"], one["subject"]) == where]


def test_cases_go_by_goals_and_coverage_names_what_is_not_reached(personal: Path) -> None:
    assert _missing(personal) == ["zero", "at cap", "no data"]  # of whoever has no goal
    text = CASES.replace("{agent_id: B, metric: productivity", "{agent_id: B, metric: csat")
    text = text.replace("productivity: 120", "productivity: 104")
    (personal / "cases/goal.yaml").write_text(text, encoding="utf-8")
    assert _missing(personal) == ["zero", "at cap", "goal at cap", "no data"]


def test_points_go_by_the_goal_and_the_explanation_says_so(personal: Path, tmp_path: Path) -> None:
    path, bare = book(tmp_path, (ONE, "productivity", 90)), without_sheet(tmp_path / "bare", "目标", few=True)
    with_goal, without = (scored(one, tmp_path / "out", "--force", "--rules", personal) for one in (path, bare))
    (line,) = [one for one in with_goal[ONE]["points"] if one["metric"] == "productivity"]
    (judged,) = [one for one in with_goal[ONE]["criteria"] if one["metric"] == "productivity"]
    value = F(judged["value"])
    assert F(line["points"]) == round(min(100 * value / 90, F(120)), 2)
    assert with_goal[ONE]["score"] != without[ONE]["score"]
    assert with_goal[ONE]["qualified"] == without[ONE]["qualified"]
    rest = {name: (one["score"], one["points"]) for name, one in with_goal.items() if name != ONE}
    assert rest == {name: (without[name]["score"], without[name]["points"]) for name in rest}
    told("explain", path, "--agent", ONE, "--rules", personal, "--html", tmp_path / "one.html")
    assert "points by the own goal of 90%" in (tmp_path / "one.html").read_text(encoding="utf-8")
    assert "own goal (75% without one) → 100" in " ".join(told("rules", "show", personal).split())


def test_what_would_have_been_enough_is_reckoned_by_the_goal(personal: Path, tmp_path: Path) -> None:
    """The figure that is told wins when it stands in the workbook, and a hundredth less does not."""
    path = book(tmp_path, (ONE, "productivity", 100))
    found = document("explain", path, "--agent", ONE, "--rules", personal, "--award", "monthly_project")
    (award,) = [one for one in found["awards"] if one["award"] == "monthly_project"]
    changes = (award["enough"] or {}).get("changes", [])
    assert [one["metric"] for one in changes] == ["productivity"], award
    needed = F(changes[0]["after"])
    for value, wins in ((needed, True), (needed - F(1, 100), False)):
        tried = openpyxl.load_workbook(path)
        sheet = tried.worksheets[0]
        heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value}
        row = next(cell.row for cells in sheet.iter_rows() for cell in cells if str(cell.value) == ONE)
        cell = sheet.cell(row, heads["工作效率"])
        cell.value = float(value / 100) if "%" in cell.number_format else float(value)
        tried.save(tmp_path / "2025-03.xlsx")
        month = document("score", tmp_path / "2025-03.xlsx", "--rules", personal, "--out", tmp_path / "o", "--force")
        winners = [one["agent_id"] for one in month["months"][0]["awards"] if one["award"] == "monthly_project"]
        assert (ONE in winners) == wins, (value, winners)


def with_goals(data: Dataset, goals: Sequence[tuple[str, str, int]]) -> Dataset:
    agents, metrics, targets = zip(*goals, strict=True)
    file = data.tables[0].file
    frame = pd.DataFrame({"workbook": [file] * len(goals), "month": 0, "table": 0, "row": range(2, len(goals) + 2)})
    texts = {"agent_id": np.array(agents, dtype=object), "metric": np.array(metrics, dtype=object)}
    rows = SheetRows(frame, {"target": Exact.from_fractions(targets)}, texts, ((file, 0),))
    return replace(data, sheets={"goals": rows})


GOALS = [("A1", "productivity", 80), ("A2", "productivity", 60), ("A3", "productivity", 0), ("A1", "csat", 9)]


def test_deciding_again_and_what_if_use_the_same_targets() -> None:
    """Rescoring equals scoring, and the reckoning of what would have been enough the score as decided."""
    error_rate = ("error_rate:        {weight: 20", "error_rate:        {weight: 10")
    rules = with_texts(LINE)
    other = with_texts(LINE, ("else: 75%", "else: 90%"), ("weight: 50", "weight: 60"), error_rate)
    data = with_goals(inbound(*[{"productivity": 72}] * 4), GOALS)
    (month,), _notes = score_months(data, rules)
    assert month.points["productivity"].tolist() == [9000, 12000, 9600, 9600]
    assert can_rescore(rules, other)
    (wanted,), _notes = score_months(data, other)
    again = rescore(month, other)
    assert again.points["productivity"].tolist() == wanted.points["productivity"].tolist() == [9000, 12000, 8000, 8000]
    assert again.agents["score"].tolist() == wanted.agents["score"].tolist()
    for at, agent in enumerate(("A1", "A2", "A3", "A4")):
        changes = InputChanges({month.month: month}, agent)
        assert changes.score(month.month, ()) == F(int(month.agents["score"].iloc[at]), 100)
    scores = [at_standard(month, month.roles.at(at), at, ("productivity",)) for at in range(4)]
    assert scores == [F("96.88"), 110, 100, 100]  # on the standard of 75 %: 93.75, 120, 100 and 100 points of weight 50
    effects = score_effects(month, {"productivity": F(1)})
    assert [one.size if one else None for one in effects] == [F(5, 8), F(5, 6), F(2, 3), F(2, 3)]


def test_a_standard_that_moves_takes_the_figure_of_else_along(personal: Path) -> None:
    tried = document("simulate", MONTH, "--rules", personal, "--set", "roles.inbound.productivity=80%")
    assert "roles.inbound.scorecard.productivity.else" in json.dumps(tried)


def test_other_goals_show_in_diff_and_against_what_was_published(tmp_path: Path) -> None:
    path, other = (book(tmp_path / str(target), (ONE, "csat", target)) for target in (85, 95))
    assert "csat.target" in json.dumps(document("diff", path, other))
    ledger = ("publish", "2025-03", "--by", "A", "--yes", "--ledger", tmp_path / "ccmotivate.db")
    assert ccmotivate(*ledger, path).code == 0
    again = ccmotivate(*ledger, other, "--lang", "en")
    assert again.code != 0
    assert "CSAT: goal" in again.out + again.err
