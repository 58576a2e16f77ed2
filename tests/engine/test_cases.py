"""The cases of a scheme: what is checked, what a failure says, what is counted as reached."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from ccmotivate.engine.case_run import dataset_of
from ccmotivate.engine.coverage import coverage
from ccmotivate.engine.coverage.roles import _folded
from ccmotivate.model.calendar import Period
from ccmotivate.model.cases import Branch, Case, CaseOutcome, Coverage, DetailGiven, GivenRow
from ccmotivate.model.methods import Interval
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.scheme import load_rules, rules_of
from ccmotivate.pipeline.testing import run_cases, test_scheme
from ccmotivate.points.curve import Curve
from ccmotivate.points.intervals import intervals
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.cases import cases_of, load_cases
from ccmotivate.writers.words.case_report import branch_text, failure_texts
from tests.mutants import mutants
from tests.support import RULES, shipped_rules

_EXPLAINED = (  # mutants that no case can notice, for they decide the same; tests/prove/test_mutants.py says why
    "woodpecker: mean for sum qa_checks",
    "woodpecker: sum qa_checks optional True",
)


def _changed(changes: Mapping[str, tuple[str, str]]) -> RuleSet:
    """The shipped rules with one piece of text replaced in each of these files."""
    texts = dict(shipped_rules().texts)
    for name, (old, new) in changes.items():
        assert texts[name].count(old) == 1, old
        texts[name] = texts[name].replace(old, new)
    rules, problems = rules_of(texts, "rules")
    assert rules is not None, problems
    return rules


def _run(text: str, rules: RuleSet | None = None) -> tuple[CaseOutcome, ...]:
    rules = rules or shipped_rules()
    cases, problems = cases_of(text, rules, "rules/cases/x.yaml")
    assert problems == ()
    return run_cases(cases, rules)


def _failures(outcomes: tuple[CaseOutcome, ...]) -> list[tuple[str, object, object]]:
    found = [failure for outcome in outcomes for failure in outcome.failures]
    return [(str(one.check.what), one.check.want, one.got) for one in found]


_GIVEN = "given: {like: on_standard, role: inbound, project: 热线, colleague_assists: 1}\ncases:\n  - case: one\n"


# -- the shipped scheme -----------------------------------------------------------------------------------------------


def test_every_case_of_the_shipped_scheme_holds_and_together_they_reach_all_of_it() -> None:
    tested = test_scheme(shipped_rules(), RULES, "rules", fail_under=Fraction(100))
    assert tested.problems == ()
    assert [failure for outcome in tested.run.outcomes for failure in outcome.failures] == []
    covered = tested.run.coverage
    assert covered is not None
    assert covered.missing == ()
    assert covered.percent == 100
    assert len(covered.wanted) > 350
    assert tested.run.checks > 1000
    assert tested.passed


@functools.cache
def _sample() -> tuple[tuple[str, bool], ...]:
    """Every 43rd mutant: its name, and whether a case notices it."""
    rules = shipped_rules()
    cases, _problems = load_cases(RULES, rules, "rules")
    some = [one for one in mutants(rules) if one.name not in _EXPLAINED][::43]
    return tuple(
        (one.name, any(outcome.failures for case in one.ordered(cases) for outcome in run_cases([case], one.rules)))
        for one in some
    )


def test_a_sample_of_mutants_of_the_shipped_rules_is_noticed() -> None:
    assert len(_sample()) >= 15
    assert [name for name, noticed in _sample() if not noticed] == []


def test_cases_are_no_part_of_the_rules(tmp_path: Path) -> None:
    for name, text in shipped_rules().texts.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    without, _problems = load_rules(tmp_path)
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "mine.yaml").write_text("cases: [}", encoding="utf-8")
    with_cases, problems = load_rules(tmp_path)
    assert without is not None
    assert with_cases is not None
    assert problems == ()
    assert without.sha256 == with_cases.sha256


# -- what is checked --------------------------------------------------------------------------------------------------


def test_only_what_is_stated_is_checked_and_exactly() -> None:
    outcomes = _run(
        f"{_GIVEN}    agents:\n      A: {{productivity: 80%, expect: {{score: 102, rank: 1, productivity: pass, "
        "points: {productivity: 104}, values: {contributions: 1}, qualified: yes, eligible: yes}}\n"
        "      B: {productivity: 74.999%, expect: {score: 100.01, productivity: pass, qualified: yes, rank: 2}}\n"
    )
    assert _failures(outcomes) == [
        ("score", Fraction(10001, 100), 100),
        ("status", "pass", "fail"),
        ("qualified", True, False),
        ("rank", 2, None),
    ]


def test_what_a_failed_win_entails_is_told_once() -> None:
    outcomes = _run(
        f"{_GIVEN}    agents: {{A: {{productivity: 80%}}, B: {{}}}}\n"
        "    awards: {best_agent: {B: {place: 1, prize: 5, reason: [x]}, A: {prize: 5, place: 2}}}\n"
    )
    assert _failures(outcomes) == [("wins", True, False), ("prize", 5, None), ("place", 2, 1)]


@pytest.mark.parametrize(
    ("written", "failures"),
    [
        ("[A]", []),
        ("[B]", [("winners", ("B",), ("A",))]),
        ("nobody", [("winners", (), ("A",))]),
        ("{A: no}", [("wins", False, True)]),
        ("{B: {refused: behind}}", []),
        ("{B: {refused: not_qualified}}", [("refused", "not_qualified", ("behind",))]),
        ("{A: {shared: yes}}", [("shared", True, False)]),
        ("{A: {tie: contributions}}", [("tie", "contributions", None)]),
        ("{A: {figure: 102, via: none, within: none}}", []),
        ("{A: {reason: [No. 1 by score, 102.00]}}", []),
        (
            "{A: {reason: 'No. 1 by score (102.00 points) among 2 qualified agents in the department; "
            "2.00 points ahead of the best score without a place'}}",
            [],
        ),
    ],
)
def test_awards_are_held_against_what_is_stated(written: str, failures: list[object]) -> None:
    agents = "    agents: {A: {productivity: 80%}, B: {}}\n"
    text = f"language: en\n{_GIVEN}{agents}    awards: {{best_agent: {written}}}\n"
    assert _failures(_run(text)) == failures


def test_a_reason_that_is_a_text_is_the_whole_reason() -> None:
    text = f"language: en\n{_GIVEN}    agents: {{A: {{}}}}\n    awards: {{best_agent: {{A: {{reason: No. 1}}}}}}\n"
    ((what, want, got),) = _failures(_run(text))
    assert (what, want) == ("reason", "No. 1")
    assert str(got).startswith("No. 1 by score (100.00 points)")


def test_a_month_in_which_nobody_is_there_has_nothing_to_check() -> None:
    text = (
        f"{_GIVEN}    when: 2025-Q1\n    agents: {{A: {{}}}}\n    months:\n      2025-02: {{A: absent}}\n"
        "    awards: {2025-02: {best_agent: nobody}}\n"
    )
    assert _failures(_run(text)) == [("winners", (), "absent")]


@pytest.mark.parametrize("role", sorted(shipped_rules().roles))
def test_like_on_standard_meets_every_standard_and_earns_100(role: str) -> None:
    agent = f"{{role: {role}, like: on_standard, expect: {{qualified: yes, score: 100}}}}"
    text = f"cases:\n  - case: one\n    agents: {{A: {agent}}}\n"
    assert _failures(_run(text)) == []


def test_on_standard_does_not_fill_what_is_said() -> None:
    text = (
        "cases:\n  - case: one\n    agents:\n"
        "      A: {role: inbound, like: on_standard, error_rate: '-', expect: {error_rate: no_data, score: 80}}\n"
        "      B: {role: data_entry, like: on_standard, membership_forms: 150, expect: {values: {workload: 50%}}}\n"
    )
    assert _failures(_run(text)) == []


def test_like_on_standard_goes_just_beyond_a_standard_that_does_not_pass_itself() -> None:
    strict = {
        "productivity:      {at_least: 75%}": "productivity:      {more_than: 75%}",
        "typing_speed:      {at_least: 60}  ": "typing_speed:      {more_than: 60}  ",
        "complaints:        {at_most: 0}": "complaints:        {less_than: 2}",
    }
    text = shipped_rules().texts["roles/inbound.yaml"]
    for old, new in strict.items():
        text = text.replace(old, new)
    rules = _changed({"roles/inbound.yaml": (shipped_rules().texts["roles/inbound.yaml"], text)})
    agent = (
        "{role: inbound, like: on_standard, expect: {qualified: yes, values: {productivity: 75.01%, complaints: 1}}}"
    )
    outcomes = _run(f"cases:\n  - case: one\n    agents: {{A: {agent}}}\n", rules)
    assert _failures(outcomes) == []


def test_like_on_standard_leaves_blank_what_a_formula_cannot_be_solved_for() -> None:
    formula = "formula: questionnaires / 300 + membership_forms / 300 + purchase_records / 600"
    rules = _changed({"metrics.yaml": (formula, "formula: max(questionnaires, 200) / 300 + membership_forms * 0")})
    agent = "{role: data_entry, like: on_standard, expect: {workload: no_data}}"
    outcomes = _run(f"cases:\n  - case: one\n    agents: {{A: {agent}}}\n", rules)
    assert _failures(outcomes) == []


def test_phased_lines_are_looked_at_for_those_they_are_for() -> None:
    phased = "productivity:      [{at_least: 80%, active: {teams: [甲组]}}, {at_least: 75%}]"
    rules = _changed({"roles/inbound.yaml": ("productivity:      {at_least: 75%}", phased)})
    text = (
        f"{_GIVEN}    agents:\n      A: {{team: 甲组, productivity: 79%, expect: {{productivity: fail}}}}\n"
        "      B: {productivity: 79%, expect: {productivity: pass}}\n"
        "      C: {team: 甲组, like: on_standard, expect: {values: {productivity: 80%}}}\n"
    )
    outcomes = _run(text, rules)
    assert _failures(outcomes) == []
    found = coverage(rules, outcomes)
    ways = {(one.detail, one.way) for one in found.reached if one.kind == "criterion" and one.subject == "productivity"}
    assert ways == {("at_least 80", "fail"), ("at_least 80", "pass"), ("at_least 75", "pass")}


def test_a_failure_says_place_got_expected_and_the_trace() -> None:
    (outcome,) = _run(f"{_GIVEN}    agents:\n      A: {{productivity: 74.99%, expect: {{productivity: pass}}}}\n")
    (failure,) = outcome.failures
    assert str(failure.check.source) == "rules/cases/x.yaml:5"
    about, versus, trace = failure_texts(failure, outcome, "en")
    assert (about, versus) == ("January 2025: A, Productivity", "expected pass, got fail")
    source = next(line.source for line in shipped_rules().roles["inbound"].must if line.metric == "productivity")
    assert trace[0] == f"Productivity 74.99%; standard at least 75% ({source}): fail"
    assert "99.99 points with weight 50" in trace[1]
    assert trace[2] == "score 100.00, rank none"


def test_the_trace_of_an_award_has_winners_who_came_close_and_where_everybody_stood() -> None:
    (outcome,) = _run(
        f"{_GIVEN}    agents: {{A: {{productivity: 80%}}, B: {{}}, C: {{attitude: fail}}}}\n"
        "    awards: {best_agent: [B], csat_star: [A]}\n"
    )
    best, star = outcome.failures
    about, versus, trace = failure_texts(best, outcome, "en")
    assert (about, versus) == ("January 2025: Best agent, winners", "expected B, got A")
    assert trace[0] == f"decided by {shipped_rules().awards['best_agent'].source}"
    assert trace[1].startswith("A: No. 1 by score (102.00 points) among 2 qualified agents")
    assert "B in the department: next by score with 100.00 points" in trace[2]
    assert trace[3:] == [
        "A, 热线: score 102.00, rank 1, eligible",
        "B, 热线: score 100.00, rank 2, eligible",
        "C, 热线: score 100.00, rank none, not qualified",
    ]
    _about, versus, trace = failure_texts(star, outcome, "en")
    assert versus == "expected A, got nobody"
    assert "there is no data for CSAT" in trace[1]


def test_the_trace_of_a_period_has_its_months() -> None:
    (outcome,) = _run(
        f"{_GIVEN}    when: 2025-Q1\n    agents: {{A: {{expect: {{score: 99}}}}, B: {{}}}}\n"
        "    months: {2025-02: {A: {productivity: 80%}}, 2025-03: {A: absent}}\n"
    )
    (failure,) = outcome.failures
    _about, versus, trace = failure_texts(failure, outcome, "en")
    assert versus == "expected 99, got nothing"
    assert trace == ["scores: 2025-01 100.00, 2025-02 102.00, 2025-03 absent"]


# -- what is reached --------------------------------------------------------------------------------------------------


def _reached(text: str, rules: RuleSet | None = None) -> Coverage:
    rules = rules or shipped_rules()
    return coverage(rules, _run(text, rules))


def _missing_texts(text: str, rules: RuleSet, source: str) -> set[str]:
    return {branch_text(one, rules, "en") for one, place in _reached(text, rules).missing if source in str(place)}


def test_no_case_reaches_nothing_and_a_share_is_counted_exactly() -> None:
    nothing = coverage(shipped_rules(), ())
    assert nothing.percent == 0
    assert len(nothing.missing) == len(nothing.wanted)
    some = _reached(f"{_GIVEN}    agents: {{A: {{}}}}\n")
    assert some.percent == Fraction(100 * (len(some.wanted) - len(some.missing)), len(some.wanted))
    assert 0 < some.percent < 20


def test_each_side_of_a_standard_and_each_interval_of_points_counts_by_itself() -> None:
    text = f"{_GIVEN}    agents: {{A: {{productivity: 74%}}, B: {{productivity: 75%}}, C: {{complaints: 1}}}}\n"
    found = {text for text in _missing_texts(text, shipped_rules(), "inbound.yaml") if "Productivity" in text}
    assert found == {
        "Inbound, Productivity: no case lacks the data",
        "Inbound, points for Productivity: no case lies exactly on 0%",
        "Inbound, points for Productivity: no case lies exactly on 100%",
        "Inbound, points for Productivity: no case lies between 75% – 100%",
        "Inbound, points for Productivity: no case lies above the last point 100%",
        "Inbound, points for Productivity: no case lacks the data",
    }


def test_counts_have_nothing_between_neighbours() -> None:
    wanted = [
        one for one in coverage(shipped_rules(), ()).wanted if one.subject == "complaints" and one.way == "between"
    ]
    assert wanted == []


def test_each_band_and_each_boundary_counts_by_itself() -> None:
    bands = "{weight: 50, bands: [{below: 60%, points: 0}, {up_to: 80%, points: 60}, {points: 100}]}"
    rules = _changed({"roles/inbound.yaml": ("{weight: 50, curve: {0%: 0, 75%: 100, 100%: 120}}", bands)})
    agents = "{A: {productivity: 60%, expect: {points: {productivity: 60}}}, B: {productivity: 81%}}"
    text = f"{_GIVEN}    agents: {agents}\n"
    found = {text for text in _missing_texts(text, rules, "inbound.yaml") if "points for Productivity" in text}
    assert found == {
        "Inbound, points for Productivity: no case lies in band 1",
        "Inbound, points for Productivity: no case lies exactly on the boundary 80%",
        "Inbound, points for Productivity: no case lacks the data",
    }


def test_points_for_a_pass_count_both_ways() -> None:
    line = "project_knowledge: {weight: 10, levels: {none: 0, basic: 60, proficient: 90, fluent: 100}}"
    rules = _changed({"roles/inbound.yaml": (line, "attitude: {weight: 10, pass: 100}")})
    text = f"{_GIVEN}    agents: {{A: {{attitude: fail, expect: {{points: {{attitude: 0}}, score: 90}}}}}}\n"
    assert _failures(_run(text, rules)) == []
    found = {text for text in _missing_texts(text, rules, "inbound.yaml") if "points for Attitude" in text}
    assert found == {
        "Inbound, points for Attitude: no case passes",
        "Inbound, points for Attitude: no case lacks the data",
    }


def test_conditions_joined_by_all_and_not_count_both_ways() -> None:
    rank = "  rank: {by: score, then: [{contributions: high}]}     # then:本项目决定 · ours\n"
    joined = "  all: [{rank: {by: score, places: 2}}, {not: {rank: {by: contributions}}}]\n"
    rules = _changed({"awards.yaml": (rank, joined)})
    text = (
        f"{_GIVEN}    agents: {{A: {{productivity: 80%}}, B: {{productivity: 78%, colleague_assists: 2}}, C: {{}}}}\n"
        "    awards: {best_agent: [A]}\n"
    )
    outcomes = _run(text, rules)
    assert _failures(outcomes) == []
    ways = {(one.subject, one.way) for one in coverage(rules, outcomes).reached if one.kind == "condition"}
    paths = ("all[1]", "all[2]", "all[2].not[1]")
    assert ways == {(path, way) for path in paths for way in ("holds", "fails")}
    none = coverage(rules, _run(f"{_GIVEN}    agents: {{A: {{}}}}\n", rules))
    assert Branch("condition", "best_agent", "all[2]", "holds") not in none.reached
    assert Branch("condition", "best_agent", "all[2]", "holds") in none.wanted


def test_rules_of_every_time_are_to_be_reached() -> None:
    dated = "productivity:      {at_least: {2025-01: 75%, 2025-07: 78%}}"
    rules = _changed({"roles/inbound.yaml": ("productivity:      {at_least: 75%}", dated)})
    case = _GIVEN + "    when: WHEN\n    agents: {A: {productivity: 77.5%, expect: {productivity: STATUS}}}\n"
    early = _run(case.replace("WHEN", "2025-06").replace("STATUS", "pass"), rules)
    late = _run(case.replace("WHEN", "2025-07").replace("STATUS", "fail"), rules)
    assert _failures((*early, *late)) == []
    left = {branch_text(one, rules, "en") for one, _source in coverage(rules, early).missing}
    assert "no case looks at the rules in force from 2025-07" in left
    assert "Inbound, Productivity: no case fails at least 78%" in left
    both = {branch_text(one, rules, "en") for one, _source in coverage(rules, (*early, *late)).missing}
    assert "no case looks at the rules in force from 2025-07" not in both
    assert "Inbound, Productivity: no case fails at least 78%" not in both
    assert "Inbound, Productivity: no case fails at least 75%" in both


def test_a_month_before_the_first_date_is_a_mistake_of_the_case() -> None:
    dated = "productivity:      {at_least: {2025-01: 75%}}"
    rules = _changed({"roles/inbound.yaml": ("productivity:      {at_least: 75%}", dated)})
    cases, problems = cases_of(f"{_GIVEN}    when: 2024-12\n    agents: {{A: {{}}}}\n", rules, "x.yaml")
    assert cases == ()
    assert [(one.code, one.source.line) for one in problems] == [("case-no-rules", 3)]


def test_every_way_has_words_in_english_and_chinese() -> None:
    wanted = coverage(shipped_rules(), ()).wanted
    for lang in ("en", "zh"):
        texts = [branch_text(one, shipped_rules(), lang) for one in wanted]
        assert all(texts)
        assert not any("{" in text for text in texts)


# -- how it is counted ------------------------------------------------------------------------------------------------


def test_conditions_are_called_by_their_number_from_one() -> None:
    named = {one.subject for one in coverage(shipped_rules(), ()).wanted if one.kind == "condition"}
    assert named == {"any[1]", "any[2]"}


def test_an_interval_ends_where_it_says() -> None:
    low, high = Fraction(0), Fraction(10)
    open_ends = Interval("between", "", low, high)
    assert [open_ends.holds(Fraction(one)) for one in (0, 1, 9, 10)] == [False, True, True, False]
    closed = Interval("between", "", low, high, with_low=True, with_high=True)
    assert [closed.holds(Fraction(one)) for one in (-1, 0, 10, 11)] == [False, True, True, False]


def test_intervals_that_only_touch_the_plausible_range_are_left_out() -> None:
    percent = shipped_rules().metrics["productivity"]  # 0 to 200
    curve = Curve(((Fraction(0), Fraction(0)), (Fraction(200), Fraction(100)), (Fraction(300), Fraction(120))))
    ways = [(one.way, one.detail) for one in intervals(curve, percent)]
    assert ways == [("point", "0"), ("point", "200"), ("between", "0 – 200")]


def test_the_rows_of_a_case_are_counted_from_one_and_its_sheets_stand_in_order() -> None:
    detail = DetailGiven({"region": "East", "area": "1"}, {"required": Fraction(1), "attended": Fraction(1)})
    identity = {"name": "Agent A", "role": "outbound", "project": "P", "team": "T", "site": ""}
    march, source = Month(2025, 3), SourceRef("rules/cases/x.yaml")
    rows = tuple(
        GivenRow(march, agent, identity, {}, {"meetings": (detail,), "absences": (detail,)}) for agent in ("A1", "A2")
    )
    data = dataset_of(Case("one", "en", Period.of_month(march), rows, (), source), shipped_rules())
    assert data.agents["row"].tolist() == [1, 2]
    assert [table.sheet for table in data.tables] == ["", "absences", "meetings"]
    assert data.details["meetings"].frame["table"].tolist() == [2, 2]
    assert data.details["meetings"].frame["row"].tolist() == [1, 2]
    assert list(data.details["meetings"].numbers) == ["attended", "required"]
    assert list(data.details["meetings"].frame.columns) == ["month", "agent_id", "table", "row", "area", "region"]
    assert list(data.details) == ["absences", "meetings"]


def test_what_can_be_reached_of_an_award_is_listed_in_order() -> None:
    wanted = [one for one in coverage(shipped_rules(), ()).wanted if one.kind == "refusal"]
    for award in shipped_rules().awards:
        whys = [one.way for one in wanted if one.owner == award]
        assert whys == sorted(whys)
    assert {one.way for one in wanted if one.owner == "monthly_project"} == {"behind", "not_eligible", "tie"}


def test_of_alternatives_what_was_missed_of_each_is_told_in_order() -> None:
    agents = ", ".join(
        f"{name}: {{productivity: {share}%}}" for name, share in zip("ABCD", (90, 89, 88, 80), strict=True)
    )
    text = (
        f"{_GIVEN}    when: 2025-Q1\n    agents: {{{agents}}}\n"
        "    awards: {2025-Q1: {quarterly_project: {D: {refused: role}}}}\n"
    )
    assert _failures(_run(text)) == [("refused", "role", ("behind", "times"))]


def test_rows_of_one_group_are_summed_and_a_row_that_does_not_count_is_left_out() -> None:
    metric = shipped_rules().metrics["meeting_turnout"]
    assert metric.detail is not None
    fold = metric.detail

    def ways(*rows: tuple[str, int]) -> set[str]:
        given = tuple(
            DetailGiven({"region": region}, {"required": Fraction(required), "attended": Fraction(1)})
            for region, required in rows
        )
        return {one.way for one in _folded(metric, fold, given)}

    assert ways(("East", 1), ("West", 2)) == {"folded"}
    assert ways(("East", 1), ("East", 2), ("West", 1)) == {"folded", "summed"}
    assert ways(("East", 1), ("West", 0)) == {"folded", "left out"}
