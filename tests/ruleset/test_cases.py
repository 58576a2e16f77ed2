"""Case files: how people may write them, and what is said of what they get wrong."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from ccmotivate.model.cases import Case, What
from ccmotivate.model.period import Month
from ccmotivate.problems import Problem
from ccmotivate.ruleset.cases import cases_of, load_cases
from tests.support import RULES, sentences, shipped_rules

_HEAD = "given: {role: inbound, productivity: 75%}\ncases:\n  - case: one\n"


def _read(text: str) -> tuple[tuple[Case, ...], tuple[Problem, ...]]:
    return cases_of(text, shipped_rules(), "rules/cases/x.yaml")


def _one(text: str) -> Case:
    cases, problems = _read(text)
    assert problems == ()
    (case,) = cases
    return case


# -- conveniences -----------------------------------------------------------------------------------------------------


def test_metrics_roles_levels_and_words_go_by_id_or_by_label_in_both_languages() -> None:
    case = _one(
        "cases:\n  - case: words\n    agents:\n"
        "      A: {岗位: 呼入坐席, 项目: 热线, 组别: 甲组, 工作效率: 75%, 项目知识: 灵活运用,\n"
        "          工作态度: 合格, 投诉记录: '0'}\n"
        "      B: {Role: Inbound Call, Productivity rate: 7.5 %, error_rate: 0.1%,\n"
        "          project_knowledge: none, filing: N}\n"
    )
    first, second = case.rows
    assert (first.identity["role"], first.identity["project"], first.identity["team"]) == ("inbound", "热线", "甲组")
    assert first.values == {"productivity": 75, "project_knowledge": 3, "attitude": 1, "complaints": 0}
    assert second.values == {
        "productivity": Fraction(15, 2),
        "error_rate": 1,
        "project_knowledge": 0,
        "filing": 0,
    }


@pytest.mark.parametrize("word", ['"-"', "无", "N/A", '""', "~", "no data", "no_data"])
def test_no_data_is_written_like_in_a_workbook(word: str) -> None:
    case = _one(f"{_HEAD}    agents:\n      A: {{productivity: {word}}}\n")
    assert case.rows[0].values == {"productivity": None}


def test_what_is_said_nearer_to_an_agent_outranks_what_is_said_further_away() -> None:
    case = _one(
        "when: 2025-Q1\ngiven: {role: inbound, csat: 90%, typing_speed: 60}\ncases:\n  - case: layers\n"
        "    given: {csat: 91%, typing_speed: 61}\n    agents:\n      A: {csat: 92%}\n      B: {}\n"
        "    months:\n      Q1: {B: {typing_speed: 62}}\n      二月: {A: {csat: 93%}, B: {typing_speed: 63}}\n"
        "      March: {A: absent}\n"
    )
    values = {(row.agent_id, row.month.month): row.values for row in case.rows}
    assert values[("A", 1)] == {"csat": 92, "typing_speed": 61}
    assert values[("A", 2)] == {"csat": 93, "typing_speed": 61}
    assert ("A", 3) not in values
    assert values[("B", 1)] == {"csat": 91, "typing_speed": 62}
    assert values[("B", 2)] == {"csat": 91, "typing_speed": 63}


def test_a_case_without_a_period_is_about_one_month_and_one_with_a_year_has_twelve() -> None:
    assert [row.month for row in _one(f"{_HEAD}    agents: {{A: {{}}}}\n").rows] == [Month(2025, 1)]
    assert len(_one(f"{_HEAD}    when: 2024\n    agents: {{A: {{}}}}\n").rows) == 12


def test_every_expectation_has_the_line_that_states_it() -> None:
    case = _one(
        f"{_HEAD}    agents:\n      A:\n        expect:\n          score: 100\n          productivity: pass\n"
        "          points: {productivity: 100}\n    awards:\n      best_agent: [A]\n      最佳客服奖: {A: {place: 1}}\n"
    )
    lines = [(str(check.what), check.source.line) for check in case.checks]
    assert lines == [
        ("score", 7),
        ("status", 8),
        ("points", 9),
        ("winners", 11),
        ("wins", 12),
        ("place", 12),
    ]


@pytest.mark.parametrize(
    ("written", "what", "want"),
    [
        ("nobody", What.WINNERS, ()),
        ("无人", What.WINNERS, ()),
        ("[]", What.WINNERS, ()),
        ("A", What.WINNERS, ("A",)),
        ("[B, A]", What.WINNERS, ("A", "B")),
        ("{A: no}", What.WINS, False),
        ("{A: 2}", What.PLACE, Fraction(2)),
        ("{A: {prize: none}}", What.PRIZE, None),
        ("{A: {shared: 是}}", What.SHARED, True),
        ("{A: {tie: 出错率}}", What.TIE, "error_rate"),
        ("{A: {refused: behind}}", What.REFUSED, "behind"),
        ("{A: {reason: whole sentence}}", What.REASON, "whole sentence"),
        ("{A: {reason: [some, words]}}", What.REASON, ("some", "words")),
    ],
)
def test_what_is_expected_of_an_award_can_be_short(written: str, what: What, want: object) -> None:
    case = _one(f"{_HEAD}    agents: {{A: {{}}, B: {{}}}}\n    awards:\n      monthly_project: {written}\n")
    assert (case.checks[-1].what, case.checks[-1].want) == (what, want)


def test_awards_of_parts_of_the_period_stand_under_their_names() -> None:
    case = _one(
        f"{_HEAD}    when: 2025-H1\n    agents: {{A: {{}}}}\n    awards:\n      Q2: {{contribution: nobody}}\n"
        "      2025-03: {best_agent: [A]}\n      五月: {best_agent: [A]}\n"
    )
    assert [str(check.period) for check in case.checks] == ["2025-Q2", "2025-03", "2025-05"]


def test_detail_rows_are_read_by_column() -> None:
    case = _one(
        f"{_HEAD}    agents:\n      A:\n        meetings:\n"
        "          - {地区: 北区, required: 20, 到会人数: 19}\n          - {region: 南区, required: 5}\n"
    )
    north, south = case.rows[0].details["meetings"]
    assert (north.texts, north.numbers) == ({"region": "北区"}, {"required": 20, "attended": 19})
    assert (south.texts, south.numbers) == ({"region": "南区"}, {"required": 5, "attended": None})


# -- mistakes ---------------------------------------------------------------------------------------------------------

_MISTAKES = [
    ("case: {", "yaml-syntax", None, ""),
    ("cases: [{case: a, agents: {A: {role: qa}}, case: b}]", "yaml-duplicate-key", 1, "case stands twice"),
    ("case: []", "rule-unknown-key", 1, "did you mean cases?"),
    ("given: {role: qa}", "rule-missing-key", 1, "cases"),
    ("cases: [{agents: {A: {role: qa}}}]", "rule-missing-key", 1, "case is missing"),
    ("cases:\n  - case: a\n    agents: {A: {}}", "rule-missing-key", 3, "role is missing"),
    ("language: fr\ncases: []", "rule-unknown-word", 1, "languages"),
    (f"{_HEAD}    when: sometimes\n    agents: {{A: {{}}}}", "case-no-period", 4, "sometimes"),
    (f"{_HEAD}    agent: {{A: {{}}}}", "rule-unknown-key", 4, "did you mean agents?"),
    (f"{_HEAD}    agents:\n      A: {{prodctivity: 75%}}", "rule-unknown-word", 5, "did you mean productivity?"),
    (f"{_HEAD}    agents:\n      A: {{工作效: 75%}}", "rule-unknown-word", 5, "did you mean productivity?"),
    (f"{_HEAD}    agents:\n      A: {{productivity: many}}", "rule-not-a-number", 5, "many"),
    (f"{_HEAD}    agents:\n      A: {{productivity: 201%}}", "out-of-range", 5, "0–200 %"),
    (f"{_HEAD}    agents:\n      A: {{complaints: 1.5}}", "not-whole", 5, "1.5"),
    (f"{_HEAD}    agents:\n      A: {{typing_speed: 60%}}", "rule-wrong-unit", 5, "60%"),
    (f"{_HEAD}    agents:\n      A: {{project_knowledge: fluid}}", "rule-unknown-word", 5, "did you mean fluent?"),
    (f"{_HEAD}    agents:\n      A: {{attitude: maybe}}", "rule-unknown-word", 5, "pass/fail"),
    (f"{_HEAD}    agents:\n      A: {{role: inbond}}", "rule-unknown-word", 5, "did you mean inbound?"),
    (f"{_HEAD}    agents:\n      A: {{like: everybody}}", "rule-unknown-word", 5, "on_standard"),
    (f"{_HEAD}    agents:\n      A: {{productivity: [1]}}", "rule-wrong-shape", 5, "productivity"),
    (f"{_HEAD}    agents:\n      A: {{meetings: 3}}", "rule-wrong-shape", 5, "meetings"),
    (f"{_HEAD}    agents:\n      A: {{meetings: [{{town: X}}]}}", "rule-unknown-word", 5, "region"),
    (f"{_HEAD}    agents: {{A: {{}}}}\n    months: {{2025-01: {{C: {{}}}}}}", "rule-unknown-word", 5, "agents: A"),
    (f"{_HEAD}    agents: {{A: {{}}}}\n    months: {{2025-02: {{A: {{}}}}}}", "case-outside", 5, "2025-01"),
    (f"{_HEAD}    agents:\n      A: {{expect: {{scores: 1}}}}", "rule-unknown-word", 5, "did you mean score?"),
    (f"{_HEAD}    agents:\n      A: {{expect: {{productivity: ok}}}}", "rule-unknown-word", 5, "no_data"),
    (f"{_HEAD}    agents:\n      A: {{expect: {{score: high}}}}", "rule-not-a-number", 5, "high"),
    (f"{_HEAD}    agents:\n      A: {{expect: {{qualified: perhaps}}}}", "rule-unknown-word", 5, "yes/no"),
    (f"{_HEAD}    agents:\n      A: {{expect: {{points: {{speed: 1}}}}}}", "rule-unknown-word", 5, "typing_speed"),
    (
        f"{_HEAD}    when: 2025-Q1\n    agents:\n      A: {{expect: {{productivity: pass}}}}",
        "case-needs-month",
        6,
        "2025-Q1",
    ),
    (f"{_HEAD}    agents: {{A: {{}}}}\n    awards: {{best_agnt: A}}", "rule-unknown-word", 5, "mean best_agent?"),
    (f"{_HEAD}    agents: {{A: {{}}}}\n    awards: {{woodpecker: A}}", "case-award-period", 5, "every quarter"),
    (f"{_HEAD}    agents: {{A: {{}}}}\n    awards: {{2026-01: {{best_agent: A}}}}", "case-outside", 5, "2026-01"),
    (f"{_HEAD}    agents: {{A: {{}}}}\n    awards: {{best_agent: B}}", "rule-unknown-word", 5, "agents: A"),
    (f"{_HEAD}    agents: {{A: {{}}}}\n    awards: {{best_agent: {{A: {{won: 1}}}}}}", "rule-unknown-key", 5, "place"),
    (
        f"{_HEAD}    agents: {{A: {{}}}}\n    awards: {{best_agent: {{A: {{refused: so}}}}}}",
        "rule-unknown-word",
        5,
        "behind",
    ),
    (f"{_HEAD}    agents: {{A: {{team: T}}}}\n    awards: {{best_team: A}}", "rule-unknown-word", 5, "agents: T"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "line", "words"), _MISTAKES)
def test_a_mistake_is_told_with_its_line_and_the_fix(text: str, code: str, line: int | None, words: str) -> None:
    cases, problems = _read(text)
    assert cases == ()
    found = [one for one in problems if one.code == code]
    assert found, problems
    assert found[0].source.file == "rules/cases/x.yaml"
    assert line is None or found[0].source.line == line
    assert words in sentences(found[0])


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    _cases, problems = _read(
        f"{_HEAD}    agents:\n      A: {{csta: 1%, attitude: x}}\n      B: {{expect: {{rank: first}}}}\n"
    )
    assert [(one.code, one.source.line) for one in problems] == [
        ("rule-unknown-word", 5),
        ("rule-unknown-word", 5),
        ("rule-not-a-number", 6),
    ]


def test_a_broken_file_leaves_the_cases_of_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "a.yaml").write_text(f"{_HEAD}    agents: {{A: {{}}}}\n", encoding="utf-8")
    (folder / "b.yaml").write_text("cases: [{\n", encoding="utf-8")
    (folder / "c.yaml").write_bytes(b"\xff\xfe\x00")
    cases, problems = load_cases(tmp_path, shipped_rules(), "mine")
    assert [case.name for case in cases] == ["one"]
    assert {(one.code, one.source.file) for one in problems} == {
        ("yaml-syntax", "mine/cases/b.yaml"),
        ("rules-not-utf8", "mine/cases/c.yaml"),
    }


def test_a_folder_without_cases_is_a_problem(tmp_path: Path) -> None:
    cases, problems = load_cases(tmp_path, shipped_rules(), "mine")
    assert cases == ()
    assert [(one.code, str(one.source)) for one in problems] == [("case-none", "mine/cases/*.yaml")]


def test_the_shipped_cases_are_sound() -> None:
    cases, problems = load_cases(RULES, shipped_rules(), "rules")
    assert problems == ()
    assert {case.source.file for case in cases} >= {f"rules/cases/{role}.yaml" for role in shipped_rules().roles}


def test_case_files_end_in_yaml_too(tmp_path: Path) -> None:
    for name in ("one.yaml", "one.yml", "more/two.YAML"):
        path = tmp_path / "cases" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(_HEAD + "    agents: {A: {}}\n", encoding="utf-8")
    cases, problems = load_cases(tmp_path, shipped_rules(), "rules")
    assert len(cases) == 1
    assert [(found.code, found.source.file) for found in problems] == [
        ("rules-ending", "rules/cases/more/two.YAML"),
        ("rules-ending-ignored", "rules/cases/one.yml"),
    ]


def test_a_duration_is_written_as_in_the_rules_and_bare_in_its_unit() -> None:
    agents = "A: {handling_time: 3:25}, B: {handling_time: 4m 12s}, C: {处理时长: 205}, D: {AHT: 1小时}"
    case = _one(f"{_HEAD}    agents: {{{agents}}}\n")
    assert [row.values["handling_time"] for row in case.rows] == [205, 252, 205, 3600]
    for word, code in (("2h", "out-of-range"), ("3:5", "rule-not-a-number"), ("75%", "rule-wrong-unit")):
        _, problems = _read(f"{_HEAD}    agents: {{A: {{handling_time: {word}}}}}\n")
        assert [found.code for found in problems] == [code]


def test_a_bare_fraction_of_a_percent_is_asked_about() -> None:
    _, problems = _read(f"{_HEAD}    agents: {{A: {{productivity: 0.75}}}}\n")
    assert [(found.code, found.fields["percent"]) for found in problems] == [("rule-fraction-or-percent", "75%")]
