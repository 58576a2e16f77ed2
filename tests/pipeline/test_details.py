"""Detail sheets in whole runs: true sources, rows that stand twice, rows in error, months from dates."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import openpyxl
import pytest

from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.pipeline.scoring import score
from ccmotivate.writers.json.scores import write_json
from ccmotivate.writers.words.sentences import problem_hint
from tests.pipeline.calls import CALLS, agents, call, call_rules, log, scored, source, values
from tests.pipeline.exports import problems
from tests.support import sheets_in, workbook

KEYED = "key: call"


def test_a_value_names_the_rows_that_counted(tmp_path: Path) -> None:
    outcome = log(tmp_path, call("A1", "1"), call("A1", "2", seconds=0), call("B1", "3"), call("A1", "4"))
    assert outcome.exit_code == 0, outcome.all_problems
    assert source(outcome, "talk") == "calls.xlsx!Log!D2,D5"
    assert source(outcome, "solved") == "calls.xlsx!Log!E2,E3,E5"
    assert source(outcome, "talk", "B1") == "calls.xlsx!Log!D4"


def test_a_count_and_a_formula_name_them_too(tmp_path: Path) -> None:
    rows = [[*CALLS], call("A1", "1"), call("A1", "2", seconds=0)]
    outcome = scored(tmp_path, {"Agents": agents("A1", "B1"), "Log": rows})
    assert source(outcome, "taken") == "calls.xlsx!Log!D2"
    assert source(outcome, "load") == "calls.xlsx!Log!D2"
    assert source(outcome, "both") == "calls.xlsx!Agents!D2; calls.xlsx!Log!D2"
    assert source(outcome, "talk", "B1") == ""
    assert source(outcome, "both", "B1") == "calls.xlsx!Agents!D3"


def test_each_row_on_its_own_sheet(tmp_path: Path) -> None:
    logs = [[*CALLS], call("A1", "1")], [[*CALLS], call("B1", "2"), call("A1", "3")]
    outcome = scored(tmp_path, {"Agents": agents("A1", "B1"), "f": logs[0], "g": logs[1]})
    assert source(outcome, "talk") == "calls.xlsx!f!D2; calls.xlsx!g!D3"
    month = outcome.jobs[0].scored.months[0]
    assert str(month.sources.ref("talk", 0)) == "calls.xlsx!f!D2; calls.xlsx!g!D3"
    assert month.sources.ref("talk", 0).sheet == "f"


def test_each_row_in_its_own_file(tmp_path: Path) -> None:
    workbook(tmp_path / "f.xlsx", {"Agents": agents("A1"), "s": [[*CALLS], call("A1", "1"), call("B1", "2")]})
    workbook(tmp_path / "g.xlsx", {"Agents": agents("B1"), "t": [[*CALLS], call("A1", "3")]})
    names = [str(tmp_path / name) for name in ("f.xlsx", "g.xlsx")]
    outcome = score(names, call_rules(), Options(together=True, write=False))
    assert outcome.exit_code == 0
    assert source(outcome, "talk") == "f.xlsx!s!D2; g.xlsx!t!D2"
    assert source(outcome, "talk", "B1") == "f.xlsx!s!D3"


def test_of_many_rows_the_first_and_how_many(tmp_path: Path) -> None:
    outcome = log(tmp_path, *(call("A1", str(number)) for number in range(1, 31)))
    first = ",".join(f"D{row}" for row in range(2, 14))
    assert source(outcome, "talk") == f"calls.xlsx!Log!{first},… (30)"
    assert source(outcome, "load") == f"calls.xlsx!Log!{first},… (30)"


def test_a_value_out_of_range_marks_its_cells_on_every_sheet(tmp_path: Path) -> None:
    texts = call_rules().texts
    changed = texts["metrics.yaml"].replace("kind: number, detail", "kind: number, plausible: {to: 50}, detail")
    rules, _ = rules_of({**texts, "metrics.yaml": changed}, "rules")
    sheets = {"Agents": agents("A1"), "f": [[*CALLS], call("A1", "1")], "g": [[*CALLS], call("A1", "2")]}
    outcome = scored(tmp_path, sheets, rules, write=True)
    assert problems(outcome, "computed-out-of-range") == [("calls.xlsx!f!D2; calls.xlsx!g!D2", "60")]
    book = openpyxl.load_workbook(tmp_path / "calls.problems.xlsx")
    assert all(book[name]["D2"].comment is not None for name in ("f", "g"))


# -- rows that stand twice --------------------------------------------------------------------------------------------


def test_without_a_key_every_row_counts(tmp_path: Path) -> None:
    outcome = log(tmp_path, call("A1", "1"), call("A1", "1"), call("B1", "1"))
    assert [one[2] for one in values(outcome).values()] == [2, 1]


@pytest.mark.parametrize("key", [KEYED, "key: [call]", "key: [call, day]"])
def test_the_same_row_twice_counts_once(tmp_path: Path, key: str) -> None:
    rows = [call("A1", "1"), call("A1", "2", seconds=90), call("B1", "1", seconds=30)]
    once = log(tmp_path, *rows, rules=call_rules(key))
    twice = log(tmp_path, *rows, rows[0], rows[2], rows[0], rules=call_rules(key))
    assert twice.exit_code == 0
    assert values(twice) == values(once)
    (found,) = [one for one in twice.all_problems if one.code == "detail-repeated"]
    assert (str(found.source), found.fields["count"], found.fields["rows"]) == ("calls.xlsx!Log!A5", "3", "5, 6, 7")


def test_rows_of_overlapping_files_count_once(tmp_path: Path) -> None:
    shared = [call("A1", str(number)) for number in range(4)]
    workbook(tmp_path / "f.xlsx", {"Agents": agents("A1"), "Log": [[*CALLS], *shared[:3]]})
    workbook(tmp_path / "g.xlsx", {"Agents": agents("B1"), "Log": [[*CALLS], *shared[1:]]})
    names = [str(tmp_path / name) for name in ("f.xlsx", "g.xlsx")]
    outcome = score(names, call_rules(KEYED), Options(together=True, write=False))
    assert values(outcome)["2025-03", "A1"][2] == 4
    (found,) = [one for one in outcome.all_problems if one.code == "detail-repeated"]
    assert (found.source.file, found.fields["rows"]) == ("g.xlsx", "2, 3")


@pytest.mark.parametrize(("at", "other"), [(3, 61), (4, 0), (5, 7), (2, "2025-03-05")])
def test_the_same_key_with_other_content_is_an_error(tmp_path: Path, at: int, other: object) -> None:
    second = call("A1", "1")
    second[at] = other
    outcome = log(tmp_path, call("A1", "1"), call("B1", "1"), second, rules=call_rules(KEYED), keep_going=True)
    assert outcome.exit_code == 1
    (found,) = [one for one in outcome.all_problems if one.code == "detail-contradicts"]
    letter = "ABCDEF"[at]
    assert (str(found.source), found.fields["first"]) == (f"calls.xlsx!Log!{letter}4", f"calls.xlsx!Log!{letter}2")
    assert "add to key in columns.yaml the column" in problem_hint(found, "en")
    assert "请在 columns.yaml 的 key 中加上" in problem_hint(found, "zh")
    assert list(values(outcome)) == [("2025-03", "B1")]


def test_a_key_belongs_to_an_agent_and_a_month(tmp_path: Path) -> None:
    both = [*agents("A1"), *agents("A1", month="2025-04")[1:]]
    rows = [call("A1", "1"), call("A1", "1", day="2025-04-02", seconds=90)]
    outcome = scored(tmp_path, {"Agents": both, "Log": [[*CALLS], *rows]}, call_rules(KEYED))
    assert outcome.exit_code == 0
    assert [one[2] for one in values(outcome).values()] == [1, 1]


def test_a_blank_key_is_an_error_of_its_agent(tmp_path: Path) -> None:
    outcome = log(tmp_path, call("A1", ""), call("B1", "1"), rules=call_rules(KEYED), keep_going=True)
    assert problems(outcome, "blank-field") == [("calls.xlsx!Log!B2", None)]
    assert list(values(outcome)) == [("2025-03", "B1")]


# -- rows in error ----------------------------------------------------------------------------------------------------

MONTHS = ("2025-02", "2025-03")
IDS = ("A1", "B1", "C1")


def _sheets(change: dict[int, object] | None = None) -> dict[str, list[list[object]]]:
    """Three agents in two months with two calls each; ``change`` puts cells into the first call of A1 in March."""
    people = [*agents(*IDS, month=MONTHS[0]), *agents(*IDS, month=MONTHS[1])[1:]]
    calls = [call(one, f"{one}{at}", f"{month}-0{at}", 50 + at) for month in MONTHS for at in (1, 2) for one in IDS]
    bad = next(row for row in calls if row[0] == "A1" and row[2] == "2025-03-01")
    for at, cell in (change or {}).items():
        bad[at] = cell
    return {"Agents": people, "Log": [[*CALLS], *calls]}


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ({3: "abc"}, {("2025-03", "A1")}),
        ({4: 0.5}, {("2025-03", "A1")}),
        ({2: "gibberish"}, {("2025-02", "A1"), ("2025-03", "A1")}),
        ({2: None}, {("2025-02", "A1"), ("2025-03", "A1")}),
    ],
)
def test_a_row_in_error_stops_exactly_its_agent(
    tmp_path: Path, change: dict[int, object], lost: set[tuple[str, str]]
) -> None:
    clean = scored(tmp_path, _sheets())
    assert clean.exit_code == 0
    assert len(values(clean)) == 6
    assert scored(tmp_path, _sheets(change)).jobs[0].scored.months == ()
    wrong = scored(tmp_path, _sheets(change), keep_going=True)
    assert wrong.exit_code == 1
    assert values(wrong) == {key: kept for key, kept in values(clean).items() if key not in lost}
    errors = [one for one in wrong.all_problems if one.is_error]
    assert len(errors) == 1
    assert str(errors[0].source) == f"calls.xlsx!Log!{'ABCDEF'[next(iter(change))]}8"
    unscored = {address.split(" ")[0] for address in wrong.jobs[0].scored.unscored}
    assert unscored == {agent for _, agent in lost}


def test_a_row_of_nobody_stops_nobody(tmp_path: Path) -> None:
    outcome = log(tmp_path, call("A1", "1"), call(None, "2"), call("B1", "3"), keep_going=True)
    assert problems(outcome, "blank-id") == [("calls.xlsx!Log!A3", None)]
    assert outcome.exit_code == 1
    assert list(values(outcome)) == [("2025-03", "A1"), ("2025-03", "B1")]


def test_two_columns_of_one_meaning_stop_everybody_in_the_sheet(tmp_path: Path) -> None:
    rows = [[*CALLS, "Seconds"], [*call("A1", "1"), 99]]
    outcome = scored(tmp_path, {"Agents": agents("A1", "B1"), "Log": rows}, keep_going=True)
    assert problems(outcome, "column-twice")
    assert list(values(outcome)) == [("2025-03", "B1")]


# -- months and columns -----------------------------------------------------------------------------------------------


def test_the_days_of_the_calls_say_the_month(tmp_path: Path) -> None:
    outcome = scored(tmp_path, _sheets())
    assert [(key, one[2]) for key, one in values(outcome).items()] == [
        ((month, one), 2) for month in MONTHS for one in IDS
    ]


def test_a_day_merged_over_its_calls_is_the_day_of_each(tmp_path: Path) -> None:
    rows = [[*CALLS], call("A1", "1"), call("A1", "2", day=None), call("A1", "3")]
    path = workbook(tmp_path / "calls.xlsx", {"Agents": agents("A1"), "Log": rows})
    book = openpyxl.load_workbook(path)
    book["Log"].merge_cells("C2:C3")
    book.save(path)
    outcome = score([str(path)], call_rules(), Options(write=False))
    assert outcome.exit_code == 0
    assert values(outcome)["2025-03", "A1"][2] == 3


def test_a_month_column_comes_before_the_days(tmp_path: Path) -> None:
    rows = [[*CALLS, "月份"], [*call("A1", "1", day="2025-02-28"), "2025-03"]]
    outcome = scored(tmp_path, {"Agents": agents("A1"), "Log": rows})
    assert values(outcome)["2025-03", "A1"][2] == 1


def test_a_bad_cell_that_no_fold_reads_is_no_error(tmp_path: Path) -> None:
    rows = [call("A1", "1"), call("B1", "2")]
    rows[0][5] = "nonsense"
    outcome = log(tmp_path, *rows)
    assert outcome.exit_code == 0
    assert values(outcome) == values(log(tmp_path, call("A1", "1"), call("B1", "2")))


def test_json_and_why_show_the_same_source(tmp_path: Path) -> None:
    outcome = log(tmp_path, call("A1", "1"), call("A1", "2", seconds=0), write=True)
    told = StringIO()
    write_json(told, outcome.rules, [job.scored for job in outcome.jobs], (), "en")
    first = json.loads(told.getvalue())["months"][0]["agents"][0]["criteria"]
    wanted = {one["metric"]: one["source"] for one in first}
    assert wanted["load"] == wanted["taken"] == "calls.xlsx!Log!D2"
    why = [row for rows in sheets_in(tmp_path / "calls.scored.xlsx").values() for row in rows]
    assert sum("calls.xlsx!Log!D2" in row for row in why) >= 2
