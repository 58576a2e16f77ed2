"""The next month's file is not as the last one's: a header or the file is called otherwise, a file or all rows lack."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import ccmotivate
from tests.exports.shapes import Scored, lines, scheme, scored
from tests.exports.test_logs_beside import streamed

SOURCES = """
calls:
  files: "calls_*.csv"
  agent_id: Agent
  month: Day
  columns:
    talk:   {name: "Talk time (s)", kind: duration, unit: seconds, aliases: [Talking]}
    solved: {name: Solved, kind: yes_no}
marks:
  files: "marks_*.csv"
  agent_id: Number
  month: Day
  columns:
    mark: {name: Mark, kind: number}
staff:
  files: "staff_*.csv"
  agent_id: Login
  name: Name
  team: Team
"""
METRICS = """
talk:   {name: Talk time, kind: duration, detail: {from: calls, of: talk, take: mean}}
solved: {name: Solved, kind: percent, detail: {from: calls, of: solved == 1, take: share}}
mark:   {name: Mark, kind: number, detail: {from: marks, of: mark, take: mean}}
"""
CALLS = ("Agent", "Day", "Talk time (s)", "Solved")
MARKS = ("Number", "Day", "Mark")
STAFF = ("Login", "Name", "Team")


def month(
    folder: Path, calls: Sequence[str] = CALLS, marks: Sequence[str] = MARKS, staff: Sequence[str] = STAFF
) -> Path:
    """A month's three files with these headers."""
    lines(folder / "calls_2025-03.csv", calls, ("A1", "2025-03-03", 100, "yes"), ("A2", "2025-03-04", 200, "no"))
    lines(folder / "marks_2025-03.csv", marks, ("A1", "2025-03-05", 90), ("A2", "2025-03-06", 80))
    lines(folder / "staff_2025-03.csv", staff, ("A1", "Ada Example", "North"), ("A2", "Ben Muster", "South"))
    return folder


def run(tmp_path: Path, folder: Path, *words: str) -> Scored:
    return scored(scheme(tmp_path / "rules", SOURCES, METRICS), folder, *words)


def only_error(found: Scored) -> dict[str, Any]:
    (one,) = [dict(one) for one in found.document["problems"] if one["severity"] == "error"]
    return one


def test_as_it_was(tmp_path: Path) -> None:
    found = run(tmp_path, month(tmp_path / "in"))
    assert found.code == 0, found.said
    assert found.values("mark") == {("2025-03", "A1"): 90, ("2025-03", "A2"): 80}


@pytest.mark.parametrize(
    ("changed", "missing", "unknown", "line"),
    [
        ({"calls": ("Agent", "Day", "Talk duration (s)", "Solved")}, "Talk time (s)", "Talk duration (s)",
         'calls, talk: aliases: [Talking, "Talk duration (s)"]'),
        ({"calls": ("Agent", "Begun", "Talk time (s)", "Solved")}, "Day", "Begun", None),
        ({"calls": ("Agent", "Day", "Talk time (s)", "Queue")}, "Solved", "Queue", None),
        ({"marks": ("Number", "Day", "Marks")}, "Mark", "Marks", "marks, mark: aliases: [Marks]"),
        ({"staff": ("Login", "Name", "Group")}, "Team", "Group", None),
        ({"staff": ("ID", "Name", "Team")}, "Login", "ID", None),
    ],
)  # fmt: skip
def test_a_header_that_is_called_otherwise_is_one_error(
    tmp_path: Path, changed: dict[str, Any], missing: str, unknown: str, line: str | None
) -> None:
    found = run(tmp_path, month(tmp_path / "in", **changed))
    assert found.code == 2
    one = only_error(found)
    (source,) = changed
    assert (one["code"], one["file"], one["value"]) == ("source-incomplete", f"{source}_2025-03.csv", source)
    assert f"has the headers {missing} of the source {source}; not known: {unknown}" in one["message"]
    assert f"sources.yaml:{SOURCES.splitlines().index(source + ':') + 1}" in one["hint"]
    assert [text for text in one["hint"].splitlines() if "aliases" in text] == ([line] if line else [])
    assert "sheet-left-out" not in found.codes


def test_the_line_of_the_hint_mends_it(tmp_path: Path) -> None:
    folder = month(tmp_path / "in", ("Agent", "Day", "Talk duration (s)", "Solved"))
    mended = SOURCES.replace("[Talking]", '[Talking, "Talk duration (s)"]')
    found = scored(scheme(tmp_path / "rules", mended, METRICS), folder)
    assert found.code == 0, found.said
    assert found.values("talk") == {("2025-03", "A1"): 100, ("2025-03", "A2"): 200}


@pytest.mark.parametrize("source", ["calls", "marks", "staff"])
def test_a_file_that_is_called_otherwise_is_one_error_that_names_its_source(tmp_path: Path, source: str) -> None:
    folder = month(tmp_path / "in")
    (folder / f"{source}_2025-03.csv").rename(folder / "March.csv")
    found = run(tmp_path, folder)
    assert found.code == 2
    one = only_error(found)
    assert (one["code"], one["file"], one["value"]) == ("source-other-name", "March.csv", source)
    assert f"{source}_*.csv" in one["message"]
    assert "sources.yaml" in one["hint"]


@pytest.mark.parametrize(("only", "later"), [((), False), (("--only", "2025-03"), True)])
@pytest.mark.parametrize(("source", "metrics"), [("marks", "Mark"), ("calls", "Talk time, Solved")])
def test_a_source_of_which_nothing_came_is_one_error(
    tmp_path: Path, source: str, metrics: str, only: tuple[str, ...], later: bool
) -> None:
    folder = month(tmp_path / "in")
    file = folder / f"{source}_2025-03.csv"
    if later:
        file.write_text(file.read_text(encoding="utf-8").replace("2025-03-", "2025-04-"), encoding="utf-8")
    else:
        file.unlink()
    found = run(tmp_path, folder, *only)
    assert found.code == 1
    one = only_error(found)
    assert (one["code"], one["value"]) == ("source-missing", source)
    assert one["message"] == (
        f"no row of the source {source} for 2025-03, of which {metrics} is made; roles that need it: Agent"
    )
    assert f"{source}_*.csv" in one["hint"]
    assert one["file"] is None


def test_a_source_that_lacks_marks_no_cell_of_another_file(tmp_path: Path) -> None:
    folder, out = month(tmp_path / "in"), tmp_path / "out"
    (folder / "marks_2025-03.csv").unlink()
    rules = scheme(tmp_path / "rules", SOURCES, METRICS)
    ran = ccmotivate("score", folder, "--rules", rules, "--out", out, "--lang", "en")
    assert ran.code == 1
    assert "no row of the source marks for 2025-03" in ran.err
    assert not out.exists() or not list(out.iterdir())


def test_an_error_of_one_source_does_not_hide_that_another_one_lacks(tmp_path: Path) -> None:
    folder = month(tmp_path / "in")
    (folder / "marks_2025-03.csv").unlink()
    lines(folder / "calls_2025-03.csv", CALLS, ("A1", "2025-03-03", 100, "yes"), ("A2", "2025-03-04", "long", "no"))
    told_by_headers = SOURCES.replace('  files: "calls_*.csv"\n', "").replace('  files: "marks_*.csv"\n', "")
    found = scored(scheme(tmp_path / "rules", told_by_headers, METRICS), folder)
    assert {one["code"] for one in found.document["problems"] if one["severity"] == "error"} == {
        "source-missing",
        "not-a-number",
    }


def test_a_file_without_rows_is_one_error_where_a_role_needs_them(tmp_path: Path) -> None:
    folder = month(tmp_path / "in")
    lines(folder / "marks_2025-03.csv", MARKS)
    found = run(tmp_path, folder)
    assert found.code == 1
    assert only_error(found)["code"] == "source-missing"
    assert [one["file"] for one in found.problems("source-empty")] == ["marks_2025-03.csv"]


@pytest.mark.parametrize("command", ["check", "awards"])
def test_a_file_without_rows_says_that_there_are_none(tmp_path: Path, command: str) -> None:
    folder = month(tmp_path / "in")
    lines(folder / "marks_2025-03.csv", MARKS)
    words = ("--out", tmp_path / "out") if command == "awards" else ()
    rules = doing_without(tmp_path / "rules")
    ran = ccmotivate(command, *(["2025-03"] if command == "awards" else []), folder, "--rules", rules, *words)
    assert ran.code == 0, ran.out + ran.err
    found = scored(rules, folder)
    assert found.values("mark") == {("2025-03", "A1"): 0, ("2025-03", "A2"): 0}
    (folder / "marks_2025-03.csv").unlink()  # which is not to say that there are none
    assert only_error(scored(rules, folder))["code"] == "source-missing"


@pytest.mark.parametrize("staff", [True, False])
def test_the_only_log_without_rows_is_one_error(tmp_path: Path, staff: bool) -> None:
    folder = month(tmp_path / "in")
    (folder / "marks_2025-03.csv").unlink()
    lines(folder / "calls_2025-03.csv", CALLS)
    if not staff:
        (folder / "staff_2025-03.csv").unlink()
    found = run(tmp_path, folder)
    assert found.code == 2
    (one,) = found.document["problems"]
    assert (one["code"], one["file"]) == ("details-empty", "calls_2025-03.csv")


@pytest.mark.parametrize("row", [("Total", "", 90), ("A1", "", "")])
def test_a_file_with_a_total_alone_or_a_note_does_not_say_that_there_are_none(
    tmp_path: Path, row: tuple[Any, ...]
) -> None:
    folder = month(tmp_path / "in")
    lines(folder / "marks_2025-03.csv", MARKS, row)
    found = scored(doing_without(tmp_path / "rules"), folder)
    assert found.code == 2
    assert (only_error(found)["code"], only_error(found)["file"]) == ("no-rows", "marks_2025-03.csv")


@pytest.mark.parametrize("large", [False, True])
def test_a_file_of_which_only_leaves_out_every_row_says_how_many(tmp_path: Path, large: bool) -> None:
    folder = month(tmp_path / "in")
    rows = [("A1", "2025-03-05", 90, "open"), ("A2", "2025-03-06", 80, "closed")]
    lines(folder / "marks_2025-03.csv", (*MARKS, "Status"), *rows)
    rules = doing_without(tmp_path / "rules")
    sources = (rules / "sources.yaml").read_text(encoding="utf-8")
    text = sources.replace("marks:\n", "marks:\n  only: {Status: done}\n")
    (rules / "sources.yaml").write_text(text, encoding="utf-8")
    with streamed("marks_2025-03.csv") if large else nullcontext():
        found = scored(rules, folder)
    assert found.code == 0, found.said
    (one,) = found.problems("source-filtered")
    assert (one["file"], one["value"]) == ("marks_2025-03.csv", "2")
    assert set(found.values("mark").values()) == {0}
    assert "source-empty" not in found.codes


def test_in_chinese(tmp_path: Path) -> None:
    folder = month(tmp_path / "in", ("Agent", "Day", "Talk duration (s)", "Solved"))
    ran = ccmotivate("check", folder, "--rules", scheme(tmp_path / "rules", SOURCES, METRICS), "--lang", "zh")
    assert "没有一行含有来源 calls 的表头 Talk time (s)；无法识别的表头：Talk duration (s)" in ran.err
    assert "或在该来源的 columns 中写明现在的表头：" in ran.err


def test_days_that_cannot_be_read_do_not_make_a_source_missing(tmp_path: Path) -> None:
    folder = month(tmp_path / "in")
    lines(folder / "marks_2025-03.csv", MARKS, ("A1", "03/05/2025", 90), ("A2", "03/06/2025", 80))
    found = run(tmp_path, folder)
    assert found.code == 1
    assert only_error(found)["code"] == "date-ambiguous"


@pytest.mark.parametrize(
    ("mark", "code", "kind"), [("90.5", "not-whole", "kind: number"), ("90%", "sign-on-plain-number", "percent")]
)
def test_figures_of_another_kind_say_what_to_change_in_the_rules(
    tmp_path: Path, mark: str, code: str, kind: str
) -> None:
    folder = month(tmp_path / "in")
    lines(folder / "marks_2025-03.csv", MARKS, ("A1", "2025-03-05", mark), ("A2", "2025-03-06", 80))
    counts = SOURCES.replace("name: Mark, kind: number", "name: Mark, kind: count")
    found = scored(scheme(tmp_path / "rules", counts, METRICS), folder)
    assert only_error(found)["code"] == code
    assert kind in only_error(found)["hint"]


def two_months(folder: Path, marks: Sequence[str]) -> Path:
    """Calls of March and April, and the marks of these days."""
    rows = [(who, f"2025-0{at}-03", 100, "yes") for at in (3, 4) for who in ("A1", "A2")]
    lines(folder / "calls_2025.csv", CALLS, *rows)
    lines(folder / "marks_2025.csv", MARKS, *((who, day, 90) for day in marks for who in ("A1", "A2")))
    lines(folder / "staff_2025.csv", STAFF, ("A1", "Ada Example", "North"), ("A2", "Ben Muster", "South"))
    return folder


def test_a_source_without_a_row_of_one_month_is_an_error_and_not_no_data_of_everybody(tmp_path: Path) -> None:
    folder = two_months(tmp_path / "in", ["2025-03-05"])
    found = run(tmp_path, folder)
    assert found.code == 1
    assert only_error(found)["code"] == "source-missing"
    assert "no row of the source marks for 2025-04, of which Mark is made" in only_error(found)["message"]
    march = scored(tmp_path / "rules", folder, "--only", "2025-03")
    assert march.code == 0, march.said
    words = ("awards", "2025-04", folder, "--rules", tmp_path / "rules", "--out", tmp_path / "out", "--lang", "en")
    ran = ccmotivate(*words)
    assert ran.code == 1
    assert "no row of the source marks for 2025-04" in ran.err
    assert not list((tmp_path / "out").glob("*.awards.xlsx"))


def test_a_row_of_the_next_month_that_makes_the_sources_of_that_month_lack_is_named(tmp_path: Path) -> None:
    folder = month(tmp_path / "in")
    with (folder / "calls_2025-03.csv").open("a", encoding="utf-8") as file:
        file.write("A1,2025-04-01,100,yes\n")
    one = only_error(run(tmp_path, folder))
    assert one["code"] == "source-missing"
    assert "and how many there are: 2025-04: calls_2025-03.csv!csv!A4 (1)\n" in one["hint"]
    march = scored(tmp_path / "rules", folder, "--only", "2025-03")
    assert march.code == 0, march.said


def doing_without(folder: Path) -> Path:
    """Rules in which no marks are 0."""
    marks = 'mark: {name: Marks, kind: number, formula: "coalesce(raw, 0)"}\n'
    rules = scheme(folder, SOURCES, METRICS.replace("mark:   {", "raw:    {") + marks)
    role = rules / "roles" / "agent.yaml"
    role.write_text(role.read_text(encoding="utf-8").replace("  raw: {at_least: 0}\n", ""), encoding="utf-8")
    return rules


def test_nobody_needs_the_rows_of_a_month_where_a_formula_does_without(tmp_path: Path) -> None:
    found = scored(doing_without(tmp_path / "rules"), two_months(tmp_path / "in", ["2025-03-05"]))
    assert found.code == 0, found.said
    assert set(found.values("mark").items()) == {
        ((month, who), mark) for month, mark in (("2025-03", 90), ("2025-04", 0)) for who in ("A1", "A2")
    }


def leaving_out(folder: Path) -> Path:
    """Rules in which who has no marks is judged by the rest."""
    rules = scheme(folder, SOURCES, METRICS)
    role = "role: agent\nname: Agent\nscorecard:\n  talk: {weight: 70, curve: {0: 0, 1000: 100}}\n"
    line = "  mark: {weight: 30, curve: {0: 0, 100: 100}, if_no_data: left_out}\n"
    (rules / "roles" / "agent.yaml").write_text(role + line, encoding="utf-8")
    return rules


def test_nobody_needs_the_rows_of_a_month_where_the_line_is_left_out_without_data(tmp_path: Path) -> None:
    folder = two_months(tmp_path / "in", ["2025-03-05"])
    found = scored(leaving_out(tmp_path / "rules"), folder)
    assert found.code == 0, found.said
    assert found.agents()["2025-04", "A1"]["score"] == found.agents()["2025-04", "A2"]["score"] == "10.00"
    lines(folder / "marks_2025.csv", MARKS)
    found = scored(tmp_path / "rules", folder)
    assert found.code == 0, found.said
    assert [one["file"] for one in found.problems("source-empty")] == ["marks_2025.csv"]
    (folder / "marks_2025.csv").unlink()
    assert only_error(scored(tmp_path / "rules", folder))["code"] == "source-missing"


def test_a_must_needs_the_rows_of_each_month_that_the_scorecard_does_without(tmp_path: Path) -> None:
    rules = leaving_out(tmp_path / "rules")
    role = rules / "roles" / "agent.yaml"
    role.write_text(role.read_text(encoding="utf-8") + "must:\n  mark: {at_least: 0}\n", encoding="utf-8")
    found = scored(rules, two_months(tmp_path / "in", ["2025-03-05"]))
    assert only_error(found)["code"] == "source-missing"


def test_a_source_with_rows_of_nobody_known_lacks(tmp_path: Path) -> None:
    folder = month(tmp_path / "in")
    lines(folder / "marks_2025-03.csv", MARKS, ("X7", "2025-03-05", 90))
    assert only_error(scored(doing_without(tmp_path / "rules"), folder))["code"] == "source-missing"


@pytest.mark.parametrize("rules", [doing_without, leaving_out])
def test_a_source_that_only_one_site_has_rows_of_does_not_lack_for_the_other(
    tmp_path: Path, rules: Callable[[Path], Path]
) -> None:
    folder = month(tmp_path / "in")
    lines(folder / "marks_2025-03.csv", MARKS, ("A1", "2025-03-05", 90))
    one = scored(rules(tmp_path / "rules"), folder)
    assert one.code == 0, one.said
    (folder / "staff_2025-03.csv").unlink()
    lines(folder / "staff_north.csv", STAFF, ("A1", "Ada Example", "North"))
    lines(folder / "staff_south.csv", STAFF, ("A2", "Ben Muster", "South"))
    both = scored(tmp_path / "rules", folder)
    assert both.code == 0, both.said
    assert len(both.document["months"]) == 2
    assert both.values("mark") == one.values("mark")
    scores = [{who: agent["score"] for who, agent in found.agents().items()} for found in (one, both)]
    assert scores[0] == scores[1]


@pytest.mark.parametrize("staff", [True, False])
def test_an_award_list_of_before_goes_when_a_file_cannot_be_read_any_more(tmp_path: Path, staff: bool) -> None:
    folder, out = month(tmp_path / "in"), tmp_path / "out"
    if not staff:
        (folder / "staff_2025-03.csv").unlink()
    stem = "staff_2025-03" if staff else "calls_2025-03"
    words = ("score", folder, "--rules", scheme(tmp_path / "rules", SOURCES, METRICS), "--out", out, "--lang", "en")
    assert ccmotivate(*words).code == 0
    assert {path.name for path in out.iterdir()} == {f"{stem}.scored.xlsx", f"{stem}.awards.xlsx"}
    lines(folder / "marks_2025-03.csv", ("Number", "Day", "Points"), ("A1", "2025-03-05", 90))
    ran = ccmotivate(*words)
    assert ran.code == 2
    assert f"{stem}.awards.xlsx of an earlier run no longer holds" in ran.err
    assert {path.name for path in out.iterdir()} == {f"{stem}.scored.stale.xlsx", f"{stem}.awards.stale.xlsx"}
