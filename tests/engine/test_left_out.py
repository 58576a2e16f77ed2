"""Lines that are left out for lack of data: their weights go to the others, exactly, and every output says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import openpyxl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ccmotivate.engine.counterfactuals.input_changes import InputChanges
from ccmotivate.engine.fairness.gaps import at_standard
from ccmotivate.engine.months import score_months
from ccmotivate.engine.rescoring import rescore
from ccmotivate.engine.trace import month_explanation
from ccmotivate.model.exact import Exact, half_up
from ccmotivate.model.results import UNWEIGHED, MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Role
from tests.cli.commands import ccmotivate
from tests.samples import sample, sampled
from tests.support import MONTH, ROOT, dataset, sheets_in, shipped_rules

F = Fraction
BASE = shipped_rules()
CARD = BASE.roles["inbound"].scorecard
NAMES = [line.metric for line in CARD]
VALUES = {"productivity": F("82.37"), "error_rate": F("0.3"), "complaints": F(1), "typing_speed": F(47)}
VALUES |= {"project_knowledge": F(2)}


def _rules(going: frozenset[str]) -> RuleSet:
    card = tuple(replace(line, may_go=line.metric in going) for line in CARD)
    return replace(BASE, roles={**BASE.roles, "inbound": replace(BASE.roles["inbound"], scorecard=card)})


def _month(rules: RuleSet, blank: list[frozenset[str]]) -> MonthResult:
    rows = [
        {"agent_id": f"A{at}", "role": "inbound", "project": "P", "attitude": 1,
         **{name: None if name in gone else value for name, value in VALUES.items()}}
        for at, gone in enumerate(blank)
    ]  # fmt: skip
    (month,), _notes = score_months(dataset(rows), rules)
    return month


def _points() -> Mapping[str, Fraction]:
    earned = {line.metric: line.method.points(Exact.from_fractions([VALUES[line.metric]]))[0] for line in CARD}
    return {name: half_up(points or F(0)) for name, points in earned.items()}


def _score(going: frozenset[str], gone: frozenset[str]) -> Fraction:
    """By the words of the rules: what stays is weighed by its own weight, out of the weights that stay."""
    points = {name: F(0) if name in gone else earned for name, earned in _points().items()}
    stays = [line for line in CARD if not (line.metric in going and line.metric in gone)]
    stays = stays if sum(line.weight for line in stays) else list(CARD)
    return half_up(
        sum((line.weight * points[line.metric] for line in stays), F(0)) / sum(line.weight for line in stays)
    )


some = st.frozensets(st.sampled_from(NAMES))


@sampled
@settings(max_examples=sample(50, 150))
@given(some, st.lists(some, min_size=1, max_size=4), some)
@example(frozenset(NAMES), [frozenset(NAMES), frozenset(NAMES[1:])], frozenset())
def test_weights_go_to_the_others_in_proportion(
    going: frozenset[str], blank: list[frozenset[str]], other: frozenset[str]
) -> None:
    rules = _rules(going)
    month, before = _month(rules, blank), _month(_rules(other), blank)
    again = rescore(before, rules)
    for at, gone in enumerate(blank):
        expected = _score(going, gone)
        assert F(int(month.agents["score"].iloc[at]), 100) == expected
        assert F(int(again.agents["score"].iloc[at]), 100) == expected
        role = month.roles.at(at)
        assert sum(line.weight for line in role.scorecard) == 100
        left = {line.metric for line in role.scorecard if line.left_out}
        assert left == (set() if gone == frozenset(NAMES) == going & gone else going & gone)
        assert all(month.left_out(name)[at] == (name in left) for name in NAMES)
        told = month_explanation(month, at)
        assert half_up(told.total) == expected
        assert {one.line.metric for one in told.points if one.line.left_out} == left
    assert {name: codes.tolist() for name, codes in month.points.items()} == {
        name: codes.tolist() for name, codes in again.points.items()
    }


def test_data_that_comes_brings_the_line_back() -> None:
    going, gone = frozenset(["error_rate", "complaints"]), frozenset(["error_rate", "complaints"])
    month = _month(_rules(going), [gone])
    inputs = InputChanges({MONTH: month}, "A0")
    assert inputs.score(MONTH, ()) == _score(going, gone)
    changes = ((MONTH, "complaints", VALUES["complaints"]),)
    assert inputs.score(MONTH, changes) == _score(going, gone - {"complaints"})
    known = replace(month, rules=month.rules)
    standing = at_standard(known, month.roles.at(0), 0, ("error_rate",))
    points = {**_points(), "error_rate": F(100)}
    stays = [line for line in CARD if line.metric != "complaints"]
    assert standing == half_up(sum((line.weight * points[line.metric] for line in stays), F(0)) / 90)
    assert int(month.points["error_rate"][0] if "error_rate" in month.points else UNWEIGHED) == UNWEIGHED


def test_full_marks_count_what_may_be_left() -> None:
    role: Role = BASE.roles["inbound"]
    assert role.full_marks == 110
    rest = tuple(replace(line, may_go=line.metric != "productivity") for line in role.scorecard)
    assert replace(role, scorecard=rest).full_marks == 120
    only = tuple(replace(line, may_go=line.metric == "error_rate") for line in role.scorecard)
    assert replace(role, scorecard=only).full_marks == (50 * F(120) + 30 * F(100)) / 80


def test_every_output_says_what_is_left_out(tmp_path: Path) -> None:
    rules, out = tmp_path / "rules", tmp_path / "out"
    for name, text in BASE.texts.items():
        (rules / name).parent.mkdir(parents=True, exist_ok=True)
        (rules / name).write_text(
            text.replace("complaints:        {weight: 10,", "complaints:        {if_no_data: left_out, weight: 10,"),
            "utf-8",
        )
    book = openpyxl.load_workbook(ROOT / "examples" / "2025" / "2025-03.xlsx")
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[2]]
    at = next(
        row
        for row in range(3, sheet.max_row)
        if str(sheet.cell(row, headers.index("岗位") + 1).value).startswith("呼入")
    )
    agent = str(sheet.cell(at, headers.index("工号") + 1).value)
    sheet.cell(at, headers.index("投诉记录") + 1).value = None
    book.save(tmp_path / "2025-03.xlsx")
    words = [tmp_path / "2025-03.xlsx", "--rules", rules, "--no-ledger", "--lang", "en"]
    ran = ccmotivate("score", *words, "--out", out, "--json")
    found = json.loads(ran.out)
    assert any(one["code"] == "line-left-out" for one in found["problems"])
    (mine,) = [one for one in found["months"][0]["agents"] if one["agent_id"] == agent]
    lines = {one["metric"]: one for one in mine["points"]}
    assert lines["complaints"]["left_out"] is True
    assert (lines["complaints"]["weight"], lines["complaints"]["written_weight"]) == ("0", "10")
    assert (lines["productivity"]["weight"], lines["productivity"]["left_out"]) == ("500/9", False)
    told = ccmotivate("explain", *words, "--agent", agent).out
    assert "left out of the" in told
    assert "112.16 × 500/9%" in told
    assert "(500/9×112.16 + 200/9×100.00 + 100/9×100.00 + 100/9×100.00) / 100 = 4804/45 → 106.76" in " ".join(
        told.split()
    )
    screen = ccmotivate("score", *words, "--out", out)
    assert "is left out of the scorecard and its weight goes to the others" in screen.out + screen.err
    books = [sheets_in(path) for path in out.glob("*.xlsx")]
    cells = [str(cell) for book in books for rows in book.values() for row in rows for cell in row]
    assert "left out of the score" in cells
    assert any("without data left out, its weight goes to the others" in cell for cell in cells)
