"""Findings: states and repeats by hand, what they do to pay, broken rows, where they stand, hostile text."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from ccmotivate.parts.coaching.decide import months_before
from ccmotivate.parts.coaching.rules import CoachingSettings
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.pipeline.testing import run_cases
from ccmotivate.ruleset.cases import load_cases
from tests.cli.commands import ccmotivate
from tests.parts.books import with_sheets, without_sheet
from tests.parts.broken import errors_in
from tests.parts.coaching.books import SHEETS
from tests.support import RULES, sheets_in, shipped_rules

FINDINGS = ("日期", "工号", "类别", "事实", "时间", "有效投诉")
COACHINGS = ("日期", "工号", "类别", "辅导人", "约定", "完成日期")
ONE, OTHER = "0018", "0021"
Rows = Sequence[Sequence[object]]


def book(folder: Path, findings: Rows, coachings: Rows | None = None) -> Path:
    talks = None if coachings is None else [COACHINGS, *coachings]
    return with_sheets(folder, {"质检记录": [FINDINGS, *findings], "辅导记录": talks}, few=True)


def document(*words: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ccmotivate(*words, "--json", "--lang", "en").out)
    return found


def agents(path: Path) -> dict[str, dict[str, Any]]:
    (month,) = document("score", path, "--out", path.parent / "out")["months"]
    return {one["agent_id"]: one for one in month["agents"]}


def amount(agent: dict[str, Any]) -> Fraction:
    return Fraction(agent["pay"][0]["amount"])


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("plain")
    path = without_sheet(folder / "in", "质检记录", few=True)
    (month,) = document("score", path, "--out", folder)["months"]
    return {one["agent_id"]: one for one in month["agents"]}


@pytest.mark.parametrize(
    ("found", "talks", "state", "repeat"),
    [
        (["2025-03-24"], [], "open", False),
        (["2025-03-23"], [], "overdue", False),
        (["2025-03-23"], ["2025-03-22"], "overdue", False),
        (["2025-03-23"], ["2025-03-23"], "coached", False),
        (["2025-03-23"], ["2025-04-01"], "overdue", False),
        (["2025-02-01", "2025-03-30"], ["2025-02-01"], "open", True),
        (["2025-02-02", "2025-03-30"], ["2025-02-01"], "open", False),
        (["2025-02-02", "2025-03-30"], ["2025-03-30"], "coached", False),
        (["2024-09-01", "2025-03-30"], ["2024-10-01"], "open", True),
        (["2024-09-01", "2025-03-30"], ["2024-09-30"], "open", False),
        (["2024-09-01", "2025-03-31"], ["2024-09-30"], "open", False),
        (["2024-01-01", "2025-03-31"], ["2024-02-01", "2025-01-01"], "open", True),
    ],
)
def test_states_and_repeats_by_hand(
    found: Sequence[str], talks: Sequence[str], state: str, *, repeat: bool, plain: dict[str, Any], tmp_path: Path
) -> None:
    rows = [(day, ONE, "推诿", "推给二线", None, None) for day in found]
    all_ = agents(book(tmp_path, rows, [(day, ONE, "Shirking", "顾言", None, None) for day in talks]))
    last = all_[ONE]["findings"][-1]
    assert (last["date"], last["state"], last["repeat"]) == (found[-1], state, repeat)
    assert last["source"] == f"2025-03.xlsx!质检记录!A{len(found) + 1}"
    assert amount(all_[ONE]) == amount(plain[ONE]) * (Fraction(1, 2) if repeat else 1)
    rest = {one: entry["score"] for one, entry in all_.items()}
    assert rest == {one: entry["score"] for one, entry in plain.items()}
    assert all_[OTHER]["findings"] == []
    assert amount(all_[OTHER]) == amount(plain[OTHER])


def test_without_findings_there_is_no_key_and_pay_says_so(plain: dict[str, dict[str, Any]]) -> None:
    assert not any("findings" in one for one in plain.values())
    assert {one["pay"][0]["steps"][-1]["note"] for one in plain.values()} == {"without_findings"}


def test_a_repeat_of_an_earlier_month_costs_nothing_now(plain: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    rows = [(day, ONE, "推诿", "推给二线", None, None) for day in ("2025-01-10", "2025-02-20")]
    found = agents(book(tmp_path, rows, [("2025-01-11", ONE, "推诿", "顾言", None, None)]))[ONE]
    assert [one["repeat"] for one in found["findings"]] == [False, True]
    assert amount(found) == amount(plain[ONE])


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        (dt.date(2025, 3, 31), 6, dt.date(2024, 9, 30)),
        (dt.date(2025, 8, 31), 6, dt.date(2025, 2, 28)),
        (dt.date(2024, 8, 29), 6, dt.date(2024, 2, 29)),
        (dt.date(2025, 1, 15), 12, dt.date(2024, 1, 15)),
        (dt.date(2025, 12, 1), 12, dt.date(2024, 12, 1)),
    ],
)
def test_months_before_are_cut_to_the_end_of_the_month(day: dt.date, months: int, wanted: dt.date) -> None:
    assert months_before(day, months) == wanted


@pytest.mark.parametrize(
    ("findings", "coachings", "code", "place"),
    [
        ([("soon", ONE, "推诿", "a", None, None)], None, "not-a-date", "质检记录!A2"),
        ([(None, ONE, "推诿", "a", None, None)], None, "blank-field", "质检记录!A2"),
        ([("2025-03-01", None, "推诿", "a", None, None)], None, "blank-id", "质检记录!B2"),
        ([("2025-03-01", "18", "推诿", "a", None, None)], None, "id-alike", "质检记录!B2"),
        ([("2025-03-01", ONE, "推委", "a", None, None)], None, "sheet-word", "质检记录!C2"),
        ([("2025-03-01", ONE, None, "a", None, None)], None, "blank-field", "质检记录!C2"),
        ([("2025-03-01", ONE, "推诿", None, None, None)], None, "blank-field", "质检记录!D2"),
        ([("2025-03-01", ONE, "推诿", "a", None, "或许")], None, "unknown-word", "质检记录!F2"),
        ([("2025-03-01", ONE, "主动关怀", "a", None, "是")], None, "coaching-praise-complaint", "质检记录!F2"),
        ([], [("2025-03-01", ONE, "主动关怀", "顾言", None, None)], "coaching-of-praise", "辅导记录!C2"),
        ([], [("2025-03-01", ONE, "推诿", None, None, None)], "blank-field", "辅导记录!D2"),
        ([], [("2025-03-01", ONE, "推诿", "顾言", None, "later")], "not-a-date", "辅导记录!F2"),
    ],
)
def test_a_broken_row_is_one_problem_with_its_cell(
    findings: Rows, coachings: Rows | None, code: str, place: str, tmp_path: Path
) -> None:
    assert errors_in(book(tmp_path, findings, coachings)) == [(code, *place.split("!"))]


def test_the_column_and_the_valid_complaints_are_both_named(plain: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    path = book(
        tmp_path, [("2025-03-01", ONE, "推诿", "a", None, "是"), ("2025-02-01", OTHER, "推诿", "a", None, "是")]
    )
    (one,) = [one for one in document("score", path, "--out", tmp_path)["problems"] if "complaints" in one["code"]]
    named = {who.split()[0]: who for who in one["facts"]["agents"]}
    assert named[ONE] == f"{ONE} (0 / 1)"
    assert OTHER not in named
    assert one["severity"] == "note"
    assert agents(path)[ONE]["qualified"] == plain[ONE]["qualified"]


@pytest.mark.parametrize(("lang", "page", "words"), [("zh", "质检记录", "辅导逾期"), ("en", "Findings", "overdue")])
def test_it_stands_in_both_languages(lang: str, page: str, words: str, tmp_path: Path) -> None:
    path = with_sheets(tmp_path, SHEETS)
    ran = ccmotivate("score", path, "--out", tmp_path / "out", "--lang", lang)
    assert ran.code == 0, ran.err
    assert f"{words} 1" in ran.out
    rows = sheets_in(tmp_path / "out/2025-03.scored.xlsx")[page]
    states = [row[0] for row in rows[1:]]
    assert states[0] == words
    assert len(states) == len(set(range(len(states)))) == len(SHEETS["质检记录"]) - 1
    coached = next(row for row in rows if "2024-11-22" in row)
    assert {ONE, "顾言", "2024-12-06"} <= set(coached)
    told = ccmotivate("explain", path, "--agent", ONE, "--lang", lang).out
    assert words in told
    assert "2025-03-04 14:32" in told


def _mutants() -> Iterator[tuple[str, CoachingSettings]]:
    """Settings with one figure or sign otherwise."""
    settings: CoachingSettings = shipped_rules().parts["coaching"].settings
    for change in (1, -1):
        yield f"due_days {change:+}", replace(settings, due_days=settings.due_days + change)
        yield f"repeat_months {change:+}", replace(settings, repeat_months=settings.repeat_months + change)
    for name, kind in settings.kinds.items():
        turned = {**settings.kinds, name: replace(kind, negative=not kind.negative)}
        yield f"sign of {name}", replace(settings, kinds=turned)


@pytest.mark.parametrize(("name", "settings"), [pytest.param(*one, id=one[0]) for one in _mutants()])
def test_the_cases_notice_every_slip(name: str, settings: CoachingSettings) -> None:
    rules = shipped_rules()
    part = rules.parts["coaching"]
    cases, _problems = load_cases(RULES, rules, "rules")
    own = [case for case in cases if case.source.file.endswith("coaching.yaml")]
    assert own
    other = replace(rules, parts={**rules.parts, "coaching": replace(part, settings=settings)})
    assert any(one.failures for one in run_cases(own, other)), name


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("due_days: 7", "due_days: 0", "rule-not-a-count"),
        ("due_days: 7", "due_days: often", "rule-not-a-count"),
        ("complaints: complaints", "complaints: complaint", "rule-unknown-word"),
        ("sign: negative", "sign: bad", "rule-not-allowed"),
        ("    better:\n", "    thanks:\n", "rule-missing-key"),
        ("Passing the buck", "信息有误", "rule-word-twice"),
        ("  coachings:\n", "  talks:\n", "rule-unknown-key"),
        ("      coach:", "      teacher:", "rule-missing-key"),
    ],
)
def test_a_slip_in_its_file_is_told_with_its_line(old: str, new: str, code: str) -> None:
    texts = shipped_rules().texts
    broken = texts["coaching.yaml"].replace(old, new, 1)
    assert broken != texts["coaching.yaml"]
    rules, problems = rules_of({**texts, "coaching.yaml": broken}, "rules")
    assert rules is None
    assert code in {one.code for one in problems}
    assert all(one.source.line for one in problems)


def test_one_text_stands_for_both_languages() -> None:
    texts = dict(shipped_rules().texts)
    before, _key, rest = texts["coaching.yaml"].partition("    impact:\n")
    both, better, after = rest.partition("    better:")
    assert "zh:" in both
    changed = f"{before}    impact: Said once.\n{better}{after}"
    rules, problems = rules_of({**texts, "coaching.yaml": changed}, "rules")
    assert rules is not None, problems
    said = [kind.impact for kind in rules.parts["coaching"].settings.kinds.values()]
    assert [(one.zh, one.en) for one in said if one.zh == one.en] == [("Said once.", "Said once.")]
