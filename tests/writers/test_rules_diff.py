"""Changes of the rules in words: every change of a shipped figure is said, with its name, old and new."""

from __future__ import annotations

import io
import itertools
import json

import pytest
from msgspec.structs import replace
from rich.console import Console

from ccmotivate.engine.rule_changes import differences
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.writers.terminal.rules_diff import Compared, show_rules_diff, write_rules_diff
from ccmotivate.writers.words.rule_changes import change_group, change_sentence, change_text, side_text
from tests.engine.test_rule_changes import MUTANTS
from tests.samples import sample, sampled
from tests.support import shipped_rules

RULES = shipped_rules()
SOURCE = str(next(line.source for line in RULES.roles["inbound"].must if line.metric == "productivity"))


def edited(name: str, old: str, new: str) -> RuleSet:
    """The shipped rules with one piece of text replaced."""
    assert old in RULES.texts[name]
    rules, problems = rules_of({**RULES.texts, name: RULES.texts[name].replace(old, new, 1)}, "new")
    assert rules is not None, problems
    return rules


def said(new: RuleSet, old: RuleSet = RULES) -> list[str]:
    return [change_sentence(change, "en") for change in differences(old, new)]


@sampled
def test_every_mutant_is_said_with_its_name_and_two_different_sides() -> None:
    for (name, place, rules), lang in itertools.product(sample(MUTANTS[::5], MUTANTS), ("en", "zh")):
        (change,) = differences(RULES, rules)
        text = change_sentence(change, lang)
        assert text, name
        tables = {**RULES.roles, **RULES.awards, **RULES.metrics}
        if place.owner:
            assert tables[place.owner].label.text(lang) in text, name
        if place.item:
            assert RULES.metrics[place.item].label.text(lang) in text, name
        sides = [side_text(change, side, lang) for side in (change.old, change.new)]
        assert sides[0] != sides[1], name
        assert "_" not in text.replace("honour_roll", ""), text


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("roles/inbound.yaml", "{at_least: 75%}", "{at_least: 78%}",
         "Inbound · Productivity · standard: at least 75% → 78%"),
        ("roles/inbound.yaml", "{at_least: 75%}", "{more_than: 75%}",
         "Inbound · Productivity · standard: at least 75% → more than 75%"),
        ("roles/inbound.yaml", "{at_least: 75%}", "{at_least: {2024-01: 75%, 2025-07: 78%}}",
         "Inbound · Productivity · standard: at least 75% → 78%, from July 2025"),
        ("roles/inbound.yaml", "ratio: 60, cap: 100", "ratio: 65, cap: 110",
         "Inbound · Typing speed · points: 60 or more → 100; less in proportion → "
         "65 → 100; more and less in proportion, at most 110"),
        ("awards.yaml", "[200, 150, 100]", "[300, 150, 100]",
         "Monthly project award · prize: ¥200 / ¥150 / ¥100 → "
         "¥300 / ¥150 / ¥100"),
        ("awards.yaml", "{error_rate: low}, ", "",
         "Monthly project award · tie-breakers: Error rate (lowest first), then Outstanding contributions "
         "(highest first) → Outstanding contributions (highest first)"),
        ("awards.yaml", "who: eligible", "who: qualified",
         "Monthly project award · who may win: who is eligible → who is qualified"),
        ("awards.yaml", "award: monthly_project, times: 2", "award: monthly_project, times: 3, places: 1",
         "Quarterly project award · decided by: no. 1 by score in every month among the qualified of the group, and "
         "eligible in every month; or winning the Monthly project award in 2 months running, whatever the place → "
         "no. 1 by score in every month among the qualified of the group, and eligible in every month; or winning the "
         "Monthly project award in 3 months running, among the first 1"),
        ("metrics.yaml", "purchase_records / 600", "purchase_records / 500",
         "Workload · formula: Questionnaires ÷ 300 + Membership forms ÷ 300 + Purchase records ÷ 600 → "
         "Questionnaires ÷ 300 + Membership forms ÷ 300 + Purchase records ÷ 500"),
        ("metrics.yaml", "to: 400", "to: 300", "Typing speed · plausible range: 0–400 → 0–300"),
        ("columns.yaml", 'no_data: ["-"', 'no_data: [none yet, "-"', "words for no data: new: none yet"),
        ("columns.yaml", "[班组, 小组, 所属组别]", "[班组, Crew]",
         "Team · other words for it: new: Crew; no longer: 小组, 所属组别"),
        ("columns.yaml", "name: {zh: 地区, en: Region}", "name: {zh: 地区, en: Area}",
         "Meetings · Area · its name: Region / 地区 → Area / 地区"),
        ("scheme.yaml", "{at_least: 1}", "{at_least: 2}",
         "to be eligible · Outstanding contributions: at least 1 → 2"),
        ("scheme.yaml", "currency: CNY", "currency: EUR", "currency: CNY → EUR"),
    ],
)  # fmt: skip
def test_a_change_in_words(name: str, old: str, new: str, sentence: str) -> None:
    assert sentence in said(edited(name, old, new))


def test_what_a_clock_begins_with_in_words() -> None:
    def begins(clock: str) -> RuleSet:
        columns = f"columns: {{talk: {{name: Talk, kind: duration{clock}}}}}"
        rules, _problems = rules_of({**RULES.texts, "sources.yaml": f"calls:\n  agent_id: Agent\n  {columns}\n"}, "new")
        assert rules is not None
        return rules

    (change,) = differences(begins(""), begins(", clock: hours"))
    assert change_text(change, "en").endswith("times of two parts begin with: minutes → hours")
    assert change_text(change, "zh").endswith("两段式时长的第一段是：分钟 → 小时")
    assert differences(begins(""), begins(", clock: minutes")) == ()


def test_a_line_and_an_award_that_are_gone() -> None:
    awards = {name: award for name, award in RULES.awards.items() if name != "csat_star"}
    (change,) = differences(RULES, replace(RULES, awards=awards))
    assert change_group(change, "en") == "Award: Satisfaction star"
    assert change_text(change, "en").startswith("no longer: every month; no. 1 by CSAT (highest first)")


def show(old: Compared, new: Compared, width: int = 80) -> str:
    """What the terminal shows."""
    assert old.rules is not None
    assert new.rules is not None
    stream = io.StringIO()
    show_rules_diff(Console(file=stream, width=width), old, new, differences(old.rules, new.rules), "en")
    return stream.getvalue()


def test_the_terminal_groups_changes_and_gives_both_lines() -> None:
    text = show(Compared(RULES, "old"), Compared(edited("roles/inbound.yaml", "75%}", "78%}"), "new"))
    assert "Role: Inbound\n~ Productivity · standard: at least 75% → 78%" in text
    assert f"{SOURCE} → {SOURCE.replace('rules/', 'new/', 1)}" in text
    assert "Changes: 1" in text


def test_the_terminal_says_that_nothing_has_changed() -> None:
    assert "Nothing has changed" in show(Compared(RULES, "old"), Compared(RULES, "new"))


def test_json_has_both_sides_exactly() -> None:
    stream = io.StringIO()
    new = edited("roles/inbound.yaml", "75%}", "78%}")
    write_rules_diff(stream, Compared(RULES, "a"), Compared(new, "b"), differences(RULES, new), (), "en")
    document = json.loads(stream.getvalue())
    assert document["schema"] == "ccmotivate/rules-diff@1"
    (change,) = document["changes"]
    assert (change["part"], change["id"], change["metric"], change["aspect"]) == (
        "role", "inbound", "productivity", "standard",
    )  # fmt: skip
    assert (change["old"]["exact"], change["new"]["exact"]) == ("at_least 75", "at_least 78")
    assert change["new"]["source"] == SOURCE.replace("rules/", "new/", 1)
    assert (change["since"], change["until"]) == (None, None)


def test_the_key_of_a_detail_sheet_is_said_by_its_headers() -> None:
    columns = "    columns:\n      region:"
    keyed = edited("columns.yaml", columns, f"    key: [region, required]\n{columns}")
    assert said(keyed) == ["Meetings · columns that tell a row: none → Region, Required"]
    assert said(RULES, keyed) == ["Meetings · columns that tell a row: Region, Required → none"]
