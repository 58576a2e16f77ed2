"""Small sheets that were once read wrongly, and variants of them: each format gives the same result or the same error.

A sheet is described once and written in every format that can hold it; csv holds the cells as they are shown.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ccmotivate.model.period import parse_month
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.pipeline.scoring import Outcome, score
from ccmotivate.problems import Problem, plain
from tests.formats.builders import KINDS, LAYOUT_KINDS, Block, Grid, Wrong, build
from tests.support import ROOT, Styled

pytestmark = pytest.mark.usefixtures("in_this_process")

RULES = ROOT / "tests/rules/misread"
HEADER = ("Agent ID", "Name", "Calls", "Talk")
ALPHA = ("A1", "Agent Alpha", 120, 170)
BETA = ("B1", "Agent Beta", 110, 170)
MARCH = Styled(45717, "yyyy-mm-dd")  # 2025-03-01
LOG = ("Agent ID", "Call", "Date", "Minutes")

Row = Sequence[Any]
ASIDE = {"column-absent", "no-candidates", "agents-absent", "homonyms"}
"""Notes that most of these sheets give, for they are small; they too are the same in every format."""


def table(*rows: Row, header: Row = HEADER, above: Sequence[Row] = (), **layout: Any) -> Grid:
    """A sheet with its header."""
    every = [*above, header, *rows]
    width = max(map(len, every))
    return Grid([[*row, *[None] * (width - len(row))] for row in every], **layout)


@dataclass(frozen=True)
class Case:
    """A sheet, or several by the names of their files, and what is right.

    Attributes:
        problems: Every error and note: its code and the cells that it names. With an error nobody is scored.
        wins: Who wins: ``star A1``, ``team T2``.
        qualified: Their ids.
        figures: Some of what was read: ``A1 talk 170``.
        facts: Words that stand in the facts of some problem.
        kinds: The formats that can hold the sheet.
        reading: The section ``reading`` of the rules.
    """

    sheets: Grid | Mapping[str, Grid]
    problems: Mapping[str, str] = field(default_factory=dict)
    wins: str = ""
    qualified: str = ""
    figures: str = ""
    facts: tuple[str, ...] = ()
    kinds: Sequence[str] = KINDS
    reading: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def files(self) -> Mapping[str, Grid]:
        return {"march-2025-03": self.sheets} if isinstance(self.sheets, Grid) else self.sheets


@functools.cache
def rules(reading: str = "") -> RuleSet:
    texts = {path.relative_to(RULES).as_posix(): path.read_text(encoding="utf-8") for path in RULES.rglob("*.yaml")}
    texts["columns.yaml"] += f"reading: {reading}\n" if reading else ""
    found, problems = rules_of(texts, "rules")
    assert found is not None, problems
    return found


@dataclass(frozen=True)
class Told:
    """What a run said, without the names of files and sheets."""

    wins: str
    qualified: str
    figures: tuple[str, ...]
    problems: tuple[tuple[str, str, str, tuple[str, ...]], ...]  # code, cells, values, facts


def run(folder: Path, kind: str, case: Case, **options: Any) -> Outcome:
    """Write the sheets in one format and score them."""
    paths = []
    for stem, grid in case.files.items():
        path = folder / f"{stem}.{kind}"
        path.write_bytes(build(kind, grid))
        paths.append(str(path))
    return score(paths, rules(case.reading), Options(**{"write": False, **case.options, **options}))


def told(outcome: Outcome, kind: str) -> Told:
    months = [month for job in outcome.jobs for month in job.scored.months]
    wins = [f"{won.award} {won.agent_id or won.team}" for month in months for won in month.awards]
    qualified, figures = [], []
    for month in months:
        ids = month.agents["agent_id"].tolist()
        qualified += [one for one, yes in zip(ids, month.agents["qualified"], strict=True) if yes]
        for name, column in month.metrics.items():
            figures += [f"{one} {name} {value}" for one, value in zip(ids, column.to_list(), strict=True)]
        figures += [f"{one} {row.name} {row.team}" for one, row in zip(ids, month.agents.itertuples(), strict=True)]
        figures += [f"{one} {month.month}" for one in ids]
    found = {_said(one, kind) for one in outcome.all_problems}
    return Told(", ".join(wins), " ".join(qualified), tuple(figures), tuple(sorted(found)))


def _said(found: Problem, kind: str) -> tuple[str, str, str, tuple[str, ...]]:
    """A problem without the names of its file and its sheet."""

    def nameless(text: str) -> str:
        return text.replace(f".{kind}", "").replace("!csv!", "!s!")

    facts = {name: nameless(plain(fact)) for name, fact in found.facts if name not in ("sheet", "file")}
    cells = ",".join(found.cells) or found.source.cell or ""
    values = ",".join(map(str, found.values)) or found.value or ""
    return found.code, cells, nameless(values), tuple(f"{name}={fact}" for name, fact in facts.items())


# -- the sheets -------------------------------------------------------------------------------------------------------

TEAMS = ("Agent ID", "Name", "Team", "Calls", "Talk")


def team_rows(*places: int) -> list[Row]:
    """Four agents; the team is filled in these rows only."""
    rows = [("A1", "Alpha", 40), ("B1", "Beta", 50), ("C1", "Gamma", 50), ("D1", "Delta", 110)]
    teams = ["T1", "T1", "T1", "T2"]
    return [(one, name, teams[at] if at in places else None, calls, 170) for at, (one, name, calls) in enumerate(rows)]


def merged(column: int, first: int, last: int) -> Block:
    return (first, column, last, column)


def log(*rows: Row) -> dict[str, Grid]:
    """Two agents and a call log, a file each."""
    return {"agents-2025-03": table(ALPHA, BETA), "log-2025-03": table(*rows, header=LOG)}


CASES: dict[str, Case] = {
    # ids
    "zeros lost over the months": Case(
        {
            "2025-01": table(("0012", "Alpha", 120, 170), BETA),
            "2025-02": table(("12", "Alpha", 120, 170), BETA),
            "2025-03": table(("0012", "Alpha", 121, 170), BETA),
        },
        {"id-alike": "A2"},
        facts=("other=0012", "first=2025-01!s!A2"),
        options={"together": True},
    ),
    "zeros lost, as numbers with and without a format": Case(
        {
            "2025-01": table((Styled(7, "0000"), "Alpha", 120, 170), BETA),
            "2025-02": table((7, "Alpha", 120, 170), BETA),
        },
        {"id-alike": "A2"},
        facts=("other=0007",),
        options={"together": True},
    ),
    "zeros of a number format": Case(
        table((Styled(7, "0000"), "Alpha", 120, 170), BETA), wins="star 0007", qualified="0007 B1"
    ),
    "an id in scientific notation": Case(table(ALPHA, ("1.23E+11", "Beta", 110, 170)), {"id-lost-digits": "A3"}),
    "an id in scientific notation, with a comma": Case(
        table(("4,5E+15", "Beta", 1, 2), ALPHA), {"id-lost-digits": "A2"}
    ),
    "an id of more than 15 digits": Case(
        table(ALPHA, (1234567890123456789, "Beta", 110, 170)), {"id-lost-digits": "A3"}
    ),
    # totals and footnotes
    "totals in the id column": Case(
        table(ALPHA, BETA, ("East Total", None, 230, 170), ("Grand Total", None, 230, 170)),
        {"dropped-total": "A4"},
        "star A1",
        "A1 B1",
        facts=("rows=4, 5",),
    ),
    "totals in Chinese": Case(
        table(
            *(("A1", "示甲", 120, 170), ("B1", "示乙", 110, 170)),
            *(("华东组合计", None, 230, 170), ("平均值", None, 115, 170), ("目标:", None, 300, 100)),
            header=("工号", "姓名", "接听量", "通话时长"),
        ),
        {"dropped-total": "A4"},
        "star A1",
        "A1 B1",
        facts=("rows=4, 5, 6",),
    ),
    "totals in the name column and in front": Case(
        table(
            ("Summary of the team", None, 230, 170), ALPHA, BETA, (None, "Average", 115, 170), (None, "小计", 230, 170)
        ),
        {"dropped-total": "A2"},
        "star A1",
        "A1 B1",
        facts=("rows=2, 5, 6",),
    ),
    "a total word that names a person": Case(
        table(ALPHA, ("Total", "Agent Beta", 230, 170)), {"total-or-person": "A3"}
    ),
    "footnotes": Case(
        table(ALPHA, BETA, ("Exported by the system",), (None, None, None, "Calls without transfers")),
        {"dropped-footnote": "A4"},
        "star A1",
        "A1 B1",
        facts=("rows=4, 5",),
    ),
    # numbers
    "a line break between digits": Case(table(ALPHA, ("B1", "Beta", "60\n70", 170)), {"numbers-apart": "C3"}),
    "a space between digits": Case(
        table(ALPHA, ("B1", "Beta", "13 5", 170), ("C1", "Gamma", "1\u00a0200", 170)), {"numbers-apart": "C3,C4"}
    ),
    "a decimal comma": Case(table(ALPHA, ("B1", "Beta", "0,875", 170)), {"decimal-mark": "C3"}, facts=("other=,",)),
    "decimal commas with thousands": Case(
        table(("A1", "Alpha", "130,5", 170), ("B1", "Beta", "2.345", 170)),
        {"decimal-mark": "C2,C3"},
        facts=("other=,",),
    ),
    "decimal commas that the rules know": Case(
        table(("A1", "Alpha", "130,5", 170), ("B1", "Beta", "2.345", 170)),
        wins="star B1",
        qualified="A1 B1",
        figures="A1 calls 261/2, B1 calls 2345",
        reading='{decimal: ","}',
    ),
    "percent formats": Case(
        table(
            (*ALPHA, Styled(0.8, "0%")),
            (*BETA, Styled(0.955, "0.0%")),
            ("C1", "Gamma", 90, 170, "75%"),
            header=(*HEADER, "CSAT"),
        ),
        wins="star A1",
        qualified="A1 B1 C1",
        figures="A1 csat 80, B1 csat 191/2, C1 csat 75",
    ),
    "a percent format beside bare percents": Case(
        table((*ALPHA, Styled(0.8, "0%")), (*BETA, 95.5), header=(*HEADER, "CSAT")),
        wins="star A1",
        qualified="A1 B1",
        figures="A1 csat 80, B1 csat 191/2",
    ),
    "bare fractions beside bare percents": Case(
        table((*ALPHA, 0.8), (*BETA, 95.5), header=(*HEADER, "CSAT")), {"mixed-scale": "E2"}, facts=("others=E3",)
    ),
    "error cells": Case(
        table(("A1", "Alpha", Wrong("#DIV/0!"), 170), ("B1", "Beta", 110, Wrong("#REF!"))),
        {"cell-error": "C2 D3"},
    ),
    "error cells in the id and the team": Case(
        table((Wrong("#VALUE!"), "Alpha", "T1", 120, 170), ("B1", "Beta", Wrong("#NAME?"), 110, 170), header=TEAMS),
        {"cell-error": "A2 C3"},
    ),
    "an error cell that is a placeholder": Case(
        table(ALPHA, ("B1", "Beta", Wrong("#N/A"), 170)),
        {"placeholder": "C3"},
        "star A1",
        "A1 B1",
    ),
    # durations
    "clock texts": Case(
        table(
            *(("A1", "Alpha", 120, "2:45"), ("B1", "Beta", 115, "0:03:05"), ("C1", "Gamma", 100, "2m 58s")),
            *(("D1", "Delta", 90, "0 days 00:02:10"), ("E1", "Eta", 95, "3分05秒"), ("F1", "Zeta", 80, "3 min")),
        ),
        wins="star A1",
        qualified="A1 C1 D1 F1",
        figures="A1 talk 165, B1 talk 185, C1 talk 178, D1 talk 130, E1 talk 185, F1 talk 180",
    ),
    "a clock that is none": Case(table(ALPHA, ("B1", "Beta", 110, "2:75")), {"not-a-number": "D3"}),
    "minutes in the header, in Chinese": Case(
        table(("A1", "Alpha", 120, 2.5), ("B1", "Beta", 130, 3.5), header=(*HEADER[:3], "AHT (分钟)")),
        wins="star A1",
        qualified="A1",
        figures="A1 talk 150, B1 talk 210",
    ),
    "minutes in the header": Case(
        table(("A1", "Alpha", 120, 0.5), ("B1", "Beta", 130, 4), header=(*HEADER[:3], "Talk(min)")),
        wins="star A1",
        qualified="A1",
        figures="A1 talk 30, B1 talk 240",
    ),
    "hours in the header beside clock texts": Case(
        table(("A1", "Alpha", 120, 0.05), ("B1", "Beta", 130, "3:30"), header=(*HEADER[:3], "AHT [h]")),
        wins="star A1",
        qualified="A1",
        figures="A1 talk 180, B1 talk 210",
    ),
    "day fractions without a time format": Case(
        table(("A1", "Alpha", 120, 0.0025), ("B1", "Beta", 110, 0.00125)),
        {"seconds-or-days": "D2"},
        facts=("seconds=216", "cells=D2, D3"),
    ),
    "time formats": Case(
        table(("A1", "Alpha", 120, Styled(0.0025, "h:mm:ss")), ("B1", "Beta", 110, Styled(0.00125, "mm:ss"))),
        wins="star B1",
        qualified="B1",
        figures="A1 talk 216, B1 talk 108",
    ),
    "time formats over a day": Case(
        table(("A1", "Alpha", 120, Styled(1.25, "[h]:mm")), ("B1", "Beta", 110, Styled(0.002, "[h]:mm:ss"))),
        wins="star B1",
        qualified="B1",
        figures="A1 talk 108000, B1 talk 864/5",
        kinds=LAYOUT_KINDS,
    ),
    "a time format in a column of numbers": Case(
        table(ALPHA, ("B1", "Beta", Styled(0.25, "h:mm:ss"), 170)), {"not-a-number": "C3"}
    ),
    # months
    "a month that is filled once": Case(
        table(
            ("A1", "Alpha", "2025-03", 120, 170),
            ("B1", "Beta", None, 110, 170),
            header=("Agent ID", "Name", "Month", *HEADER[2:]),
        ),
        {"month-blank": "C3"},
    ),
    "months as dates, one of them blank": Case(
        table((MARCH, *ALPHA), (None, *BETA), (MARCH, "C1", "Gamma", 90, 170), header=("月份", *HEADER)),
        {"month-blank": "A3"},
        options={"month": parse_month("2025-03")},
    ),
    "months as dates and as texts": Case(
        table((MARCH, *ALPHA), ("2025年3月", *BETA), header=("月份", *HEADER)), wins="star A1", qualified="A1 B1"
    ),
    "the day of the export in the name": Case({"export 2025-04-02": table(ALPHA, BETA)}, {"no-month": ""}),
    "the day of the export and a month given": Case(
        {"export_20250402": table(ALPHA, BETA)},
        wins="star A1",
        qualified="A1 B1",
        figures="A1 2025-03",
        options={"month": parse_month("2025-03")},
    ),
    "a title above the header": Case(
        {"export 2025-04-02": table(ALPHA, BETA, above=[["Agents in March 2025"], []])},
        wins="star A1",
        qualified="A1 B1",
        figures="A1 2025-03",
    ),
    "a title in Chinese, and the day of the export": Case(
        {"导出": table(ALPHA, BETA, above=[["2025年2月坐席报表"], ["导出日期", "2025-04-02"]])},
        wins="star A1",
        qualified="A1 B1",
        figures="A1 2025-02",
    ),
    # merged cells
    "a merged team": Case(
        table(*team_rows(0, 3), header=TEAMS, merged=[merged(2, 1, 3)]),
        {"merged-identity": "C2:C4"},
        "star D1, team T2",
        "A1 B1 C1 D1",
        figures="B1 Beta T1, C1 Gamma T1",
        kinds=LAYOUT_KINDS,
    ),
    "a merged role, project and month": Case(
        table(
            *(("2025-03", "agent", "East", *ALPHA), (None, None, None, *BETA)),
            header=("Month", "Role", "Project", *HEADER),
            merged=[merged(0, 1, 2), merged(1, 1, 2), merged(2, 1, 2)],
        ),
        {"merged-identity": "A2:A3 B2:B3 C2:C3"},
        "star A1",
        "A1 B1",
        kinds=LAYOUT_KINDS,
    ),
    "a merged month that is a date": Case(
        table((MARCH, *ALPHA), (None, *BETA), header=("月份", *HEADER), merged=[merged(0, 1, 2)]),
        {"merged-identity": "A2:A3"},
        "star A1",
        "A1 B1",
        kinds=LAYOUT_KINDS,
    ),
    "a merged figure": Case(
        table(ALPHA, ("B1", "Beta", None, 170), merged=[merged(2, 1, 2)]),
        {"merged-figure": "C2"},
        facts=("cells=C2:C3",),
        kinds=LAYOUT_KINDS,
    ),
    "a figure merged with its neighbour": Case(
        table(ALPHA, ("B1", "Beta", 110, None), merged=[(2, 2, 2, 3)]),
        {"merged-figure": "C3"},
        kinds=LAYOUT_KINDS,
    ),
    # hidden rows and columns
    "a row hidden by a filter": Case(
        table(ALPHA, ("Z9", "Zeta", 300, 170), BETA, filtered_rows=frozenset({2})),
        {"hidden-rows": "A3", "hidden-winner": "A3"},
        "star Z9",
        "A1 B1 Z9",
        kinds=LAYOUT_KINDS,
    ),
    "rows hidden by hand and by a filter that win nothing": Case(
        table(
            *(ALPHA, BETA, ("C1", "Gamma", 90, 170), ("D1", "Delta", 80, 170)),
            hidden_rows=frozenset({2}),
            filtered_rows=frozenset({4}),
        ),
        {"hidden-rows": "A3"},
        "star A1",
        "A1 B1 C1 D1",
        facts=("rows=3, 5",),
        kinds=LAYOUT_KINDS,
    ),
    "a row hidden by hand that wins": Case(
        table(("Z9", "Zeta", 300, 170), ALPHA, BETA, hidden_rows=frozenset({1})),
        {"hidden-rows": "A2", "hidden-winner": "A2"},
        "star Z9",
        "A1 B1 Z9",
        kinds=LAYOUT_KINDS,
    ),
    "a hidden row left out": Case(
        table(ALPHA, ("Z9", "Zeta", 300, 170), BETA, hidden_rows=frozenset({2})),
        {"dropped-hidden": "A3"},
        "star A1",
        "A1 B1",
        kinds=LAYOUT_KINDS,
        reading="{hidden_rows: leave_out}",
    ),
    "a filtered row refused": Case(
        table(ALPHA, ("Z9", "Zeta", 300, 170), BETA, filtered_rows=frozenset({2})),
        {"hidden-rows-refused": "A3"},
        kinds=LAYOUT_KINDS,
        reading="{hidden_rows: error}",
    ),
    "a hidden column": Case(
        table(ALPHA, BETA, hidden_columns=frozenset({1, 2})),
        {"hidden-columns": "B1"},
        "star A1",
        "A1 B1",
        facts=("columns=B (Name), C (Calls)",),
        kinds=LAYOUT_KINDS,
    ),
    # headers
    "a header of two rows, merged": Case(
        Grid(
            [["Agent ID", "Name", "Inbound", None], [None, None, "Calls", "Talk"], ALPHA, ("B1", "Beta", 130, 200)],
            merged=[(0, 2, 0, 3), (0, 0, 1, 0), (0, 1, 1, 1)],
        ),
        wins="star A1",
        qualified="A1",
        kinds=LAYOUT_KINDS,
    ),
    "a header of two rows, by blanks": Case(
        Grid([["工号", "呼入", None], [None, "接听量", "通话时长"], ["A1", 120, 170], ["B1", 130, 200]]),
        wins="star A1",
        qualified="A1",
    ),
    "an alias beats another column's id": Case(
        table(("A1", 120, 170), ("B1", 130, 170), header=("Agent ID", "Taken", "Talk")),
        wins="star B1",
        qualified="A1 B1",
        figures="A1 calls 120",
    ),
    # rows that the rules leave out
    "a bot that the rules exclude": Case(
        table(("BOT1", "Bot", 900, 10), ALPHA, ("X7", "Send a Template", 800, 10)),
        {"dropped-excluded": "A2"},
        "star A1",
        "A1",
        facts=("rows=2 (BOT1, Bot), 4 (X7, Send a Template)",),
        reading='{exclude: {agent_id: [bot1], name: ["Send * Template"]}}',
    ),
    # details
    "details": Case(
        log(("A1", "k1", MARCH, 3), ("A1", "k2", "2025-03-05", 4.5), ("B1", "k3", "2025/3/7", 2)),
        wins="star A1",
        qualified="A1 B1",
        figures="A1 spoken 15/2, B1 spoken 2",
    ),
    "a detail date that is blank": Case(
        log(("A1", "k1", MARCH, 3), ("A1", "k2", None, 4.5), ("B1", "k3", "2025/3/7", 2)), {"month-blank": "C3"}
    ),
    "detail rows that stand twice": Case(
        log(("A1", "k1", MARCH, 3), ("B1", "k3", MARCH, 2), ("A1", "k1", MARCH, 3)),
        {"detail-repeated": "A4"},
        "star A1",
        "A1 B1",
        figures="A1 spoken 3, B1 spoken 2",
    ),
    "detail rows that contradict each other": Case(
        log(("A1", "k1", MARCH, 3), ("B1", "k3", MARCH, 2), ("A1", "k1", MARCH, 4)), {"detail-contradicts": "D4"}
    ),
    "a merged agent over detail rows": Case(
        {
            "agents-2025-03": table(ALPHA, BETA),
            "log-2025-03": table(
                *(("A1", "k1", MARCH, 3), (None, "k2", MARCH, 4), ("B1", "k3", MARCH, 2)),
                header=LOG,
                merged=[merged(0, 1, 2)],
            ),
        },
        {"merged-identity": "A2:A3"},
        "star A1",
        "A1 B1",
        figures="A1 spoken 7",
        kinds=LAYOUT_KINDS,
    ),
}


def cells_of(found: Told) -> dict[str, str]:
    """The cells of each code, those of several columns with a blank between them."""
    cells: dict[str, list[str]] = {}
    for code, place, *_ in found.problems:
        if code in ASIDE:
            continue
        cells.setdefault(code, []).append(place)
    return {code: " ".join(places) for code, places in cells.items()}


@pytest.mark.parametrize("name", CASES)
def test_every_format_says_what_is_right(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    said = {kind: told(run(tmp_path, kind, case), kind) for kind in case.kinds}
    first = said[case.kinds[0]]
    assert cells_of(first) == case.problems
    assert (first.wins, first.qualified) == (case.wins, case.qualified)
    assert set(case.figures.split(", ")) - {""} <= set(first.figures)
    assert all(any(fact in facts for *_, facts in first.problems) for fact in case.facts), first.problems
    for kind, found in said.items():
        assert found == first, kind


# -- text tables only -------------------------------------------------------------------------------------------------


def test_latin_names_ask_for_their_encoding(tmp_path: Path) -> None:
    names = ("Jörg Beispiel", "Béatrix Exämple")
    path = tmp_path / "march-2025-03.csv"
    rows = [("A1", names[0], 120, 170), ("B1", names[1], 110, 170)]
    path.write_bytes(build("csv", table(*rows)).decode().encode("cp1252"))
    refused = score([str(path)], rules(), Options(write=False))
    assert [one.code for one in refused.all_problems if one.is_error] == ["csv-encoding-doubtful"]
    for named, options in (
        (rules("{encoding: cp1252}"), Options(write=False)),
        (rules(), Options(write=False, encoding="cp1252")),
    ):
        (month,) = score([str(path)], named, options).jobs[0].scored.months
        assert month.agents["name"].tolist() == list(names)


# -- the workbook with the problems -----------------------------------------------------------------------------------

MARKED = {
    "a line break between digits": {"C3": "60\n70"},
    "an id of more than 15 digits": {},
    "error cells": {"C2": "#DIV/0!", "D3": "#REF!"},
    "a merged figure": {"C2": 120},
    "a filtered row refused": {"A3": "Z9"},
    "day fractions without a time format": {},
    "a time format in a column of numbers": {},
    "detail rows that contradict each other": {},
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", MARKED)
def test_the_problems_stand_in_a_copy_of_every_format(tmp_path: Path, kind: str, name: str) -> None:
    case = CASES[name]
    if kind not in case.kinds:
        return
    run(tmp_path, kind, case, write=True, out=tmp_path / "out")
    (code, cells), stem = *case.problems.items(), list(case.files)[-1]
    book = openpyxl.load_workbook(tmp_path / "out" / f"{stem}.problems.xlsx")
    front, sheet = book.worksheets
    assert ("values only" in str(front["A2"].value)) is (kind != "xlsx")
    rows = [[str(cell.value) for cell in row] for row in front.iter_rows(min_row=5)]
    assert any(row[0] == "error" and row[3] == cells.split()[0] for row in rows), code
    for cell in cells.split():
        assert sheet[cell].comment is not None
    for cell, value in MARKED[name].items():
        if not (kind == "xlsx" and str(value).startswith("#")):  # there stands the formula itself
            assert str(sheet[cell].value) == str(value)
