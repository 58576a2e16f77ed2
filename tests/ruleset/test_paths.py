"""``PATH=VALUE`` and ``PATH=LOW..HIGH:STEP``: what they set, that nothing else moves, and what they refuse."""

from __future__ import annotations

from fractions import Fraction

import pytest
from msgspec.structs import replace

from ccmotivate.conditions.rank import Rank
from ccmotivate.model.comparison import Setting
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.points.curve import Curve
from ccmotivate.points.ratio import Ratio
from ccmotivate.problems import Problem
from ccmotivate.ruleset.paths import current_value, known_paths, parse_setting, parse_sweep, set_values
from ccmotivate.ruleset.yaml_text import read_yaml
from tests.support import sentences, shipped_rules

TEXTS = shipped_rules().texts


def tried(*texts: str) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """The shipped rules with ``PATH=VALUE`` set."""
    settings = []
    for text in texts:
        setting, problems = parse_setting(text)
        assert setting is not None, problems
        settings.append(setting)
    new, problems = set_values(TEXTS, settings)
    return (None, problems) if problems else rules_of(new, "rules")


def rules_with(*texts: str) -> RuleSet:
    rules, problems = tried(*texts)
    assert rules is not None, problems
    return rules


def test_a_standard_keeps_its_comparison() -> None:
    rules = rules_with("roles.inbound.productivity=78%")
    assert [line.standard for line in rules.roles["inbound"].must if line.metric == "productivity"] == ["at_least 78"]
    assert rules_with("roles.inbound.must.productivity={more_than: 78%}").roles["inbound"].must[2].standard == (
        "more_than 78"
    )
    assert rules_with("roles.qa.project_knowledge=proficient").roles["qa"].must[1].figures == (Fraction(2),)
    assert rules_with("roles.qa.attitude=fail").roles["qa"].must[5].figures == (Fraction(0),)
    assert rules_with("eligible.contributions=3").eligible[0].figures == (Fraction(3),)


@pytest.mark.parametrize("word", ["3:25", "0:03:25", "205s", "3分25秒", "3m 25s", "205"])
def test_a_duration_is_set_in_any_of_its_forms(word: str) -> None:
    rules = rules_with("roles.inbound.must.handling_time={at_most: 1h}", f"roles.inbound.handling_time={word}")
    assert rules.roles["inbound"].criterion("handling_time") == replace(
        rules.roles["inbound"].must[0], figures=(Fraction(205),), standard="at_most 205"
    )


def test_a_bare_fraction_of_a_percent_is_not_set() -> None:
    rules, problems = tried("roles.inbound.productivity=0.75")
    assert rules is None
    assert [one.code for one in problems] == ["rule-fraction-or-percent"]


def test_any_value_has_a_path() -> None:
    rules = rules_with(
        "roles.inbound.scorecard.productivity.weight=40",
        "roles.inbound.scorecard.typing_speed.weight=20",
        "roles.qa.scorecard.qa_checks.cap=130",
        "roles.inbound.scorecard.productivity.curve.75%=90",
        "awards.monthly_project.prize=[300,200,100]",
        "awards.monthly_project.rank.places=3",
        "awards.quarterly_project.any.2.consecutive.times=3",
        "metrics.workload.formula=questionnaires / 200",
        "scheme.currency=EUR",
    )
    lines = {line.metric: line for line in rules.roles["inbound"].scorecard}
    assert (lines["productivity"].weight, lines["typing_speed"].weight) == (40, 20)
    curve, ratio = lines["productivity"].method, rules.roles["qa"].scorecard[0].method
    assert isinstance(curve, Curve) and (Fraction(75), Fraction(90)) in curve.pairs
    assert isinstance(ratio, Ratio) and ratio.cap == 130
    assert rules.awards["monthly_project"].prizes == (300, 200, 100)
    assert rules.currency == "EUR"
    assert rules.metrics["workload"].formula != shipped_rules().metrics["workload"].formula


def test_keys_that_are_not_there_yet() -> None:
    assert isinstance(rank := rules_with("awards.best_agent.rank.places=2").awards["best_agent"].condition, Rank)
    assert rank.places == 2
    asked = rules_with("roles.inbound.csat={at_least: 90%}").roles["inbound"].must
    assert ("csat", "at_least 90") in {(line.metric, line.standard) for line in asked}
    assert rules_with("awards.best_leader.prize=50").awards["best_leader"].prizes == (50,)


def test_every_other_line_stays_where_it_is() -> None:
    block = "a:\n  - 1   # one\n  - 2\n\n# after\nb: {c: 3, d: [4, 5]}  # tail\n"
    texts = {**TEXTS, "awards.yaml": block}
    new, problems = set_values(texts, [Setting("awards.a", "[7, 8]"), Setting("awards.b.d.2", "6")])
    assert problems == ()
    lines = new["awards.yaml"].splitlines()
    assert lines[1].strip() == '["7", "8"]'
    assert lines[5] == 'b: {c: 3, d: [4, "6"]}  # tail'
    assert [name for name in TEXTS if name != "awards.yaml" and new[name] != TEXTS[name]] == []


def test_the_same_value_gives_the_same_rules() -> None:
    same = rules_with("roles.inbound.productivity=75%")
    old = shipped_rules()
    assert (same.roles, same.awards, same.metrics) == (old.roles, old.awards, old.metrics)
    assert current_value(TEXTS, "roles.inbound.productivity") == "75%"
    assert current_value(TEXTS, "awards.monthly_project.prize") == '["200", "150", "100"]'
    assert current_value(TEXTS, "awards.best_leader.prize") is None


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("roles.inbound.productivty", "roles.inbound.productivity"),
        ("roles.inbund.productivity", "roles.inbound.productivity"),
        ("role.inbound.productivity", "roles.inbound.productivity"),
        ("awards.monthly_projct.prize", "awards.monthly_project.prize"),
        ("awards.monthly_projct", "awards.monthly_project"),
        ("roles.inbound.scorecard.productivty.weight", "roles.inbound.scorecard.productivity.weight"),
        ("awards.monthly_project.prize.4", "awards.monthly_project.prize"),
        ("eligible.contribution", "eligible.contributions"),
        ("nothing", "–"),
        ("roles..productivity", "roles."),
    ],
)
def test_a_wrong_path_names_the_nearest(path: str, near: str) -> None:
    _rules, (found,) = tried(f"{path}=78%")
    assert found.code == "set-unknown-path"
    assert found.is_fatal
    assert near == "–" or found.fields["nearest"].startswith(near)
    assert path in sentences(found)


def test_a_wrong_key_and_a_wrong_value_are_found_by_the_check() -> None:
    rules, (found,) = tried("awards.monthly_project.rank.plces=2")
    assert rules is None
    assert (found.code, found.fields["nearest"]) == ("rule-unknown-key", "places")
    rules, problems = tried("roles.inbound.scorecard.productivity.weight=40")
    assert rules is None
    assert [one.code for one in problems] == ["rule-weights"]
    rules, (found,) = tried("roles.inbound.productivity=many")
    assert rules is None
    assert str(found.source).startswith("rules/roles/inbound.yaml:")


@pytest.mark.parametrize("text", ["", "roles.inbound.productivity", "=78%", "roles.inbound.productivity=", "a.b= "])
def test_what_is_no_setting(text: str) -> None:
    setting, (found,) = parse_setting(text)
    assert setting is None
    assert found.code == "set-unreadable"


@pytest.mark.parametrize("value", ["[1, 2", "{a: 1", "*alias", "{a: 1, a: 2}", "'"])
def test_what_is_no_value(value: str) -> None:
    new, (found,) = set_values(TEXTS, [Setting("awards.monthly_project.prize", value)])
    assert found.code == "set-unreadable"
    assert new == TEXTS


def test_values_cannot_break_out_of_their_place() -> None:
    rules, problems = tried("roles.inbound.name.en=Inbound}, x: {y: 1 # &")
    assert rules is None or rules.roles["inbound"].label.en.startswith("Inbound}")
    assert problems == () or {one.code for one in problems} == {"set-unreadable"}


def test_ranges() -> None:
    sweep, problems = parse_sweep("roles.inbound.productivity=70%..85%:1%")
    assert problems == () and sweep is not None
    assert sweep.path == "roles.inbound.productivity"
    assert (len(sweep.values), sweep.values[0], sweep.values[-1]) == (16, "70%", "85%")
    halves, _ = parse_sweep("x=1..2:0.5")
    assert halves is not None and halves.values == ("1", "1.5", "2")
    short, _ = parse_sweep("x=1‰..3‰:2")
    assert short is not None and short.values == ("1‰", "3‰")
    times, _ = parse_sweep("x=180s..240s:30s")
    assert times is not None and times.values == ("180s", "210s", "240s")
    minutes, _ = parse_sweep("x=1分钟..2:0.5")
    assert minutes is not None and minutes.values == ("1分钟", "1.5分钟", "2分钟")
    plain, _ = parse_sweep("x=1..3")
    assert plain is not None and plain.values == ("1", "2", "3")
    one, _ = parse_sweep("x=0.1..0.1:0.3")
    assert one is not None and one.values == ("0.1",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x", "sweep-unreadable"),
        ("=1..2", "sweep-unreadable"),
        ("x=1", "sweep-unreadable"),
        ("x=a..b", "sweep-unreadable"),
        ("x=1%..2‰", "sweep-unreadable"),
        ("x=1s..2min", "sweep-unreadable"),
        ("x=1x..2x", "sweep-unreadable"),
        ("x=2..1", "sweep-unending"),
        ("x=1..2:0", "sweep-unending"),
        ("x=0..1000000:1", "sweep-unending"),
    ],
)
def test_what_is_no_range(text: str, code: str) -> None:
    sweep, (found,) = parse_sweep(text)
    assert sweep is None
    assert found.code == code
    assert sentences(found)


def test_known_paths_lead_somewhere() -> None:
    paths = known_paths(TEXTS)
    assert {"roles.inbound.productivity", "awards.monthly_project.prize", "eligible.contributions"} <= set(paths)
    assert [path for path in paths if current_value(TEXTS, path) is None] == []


@pytest.mark.parametrize("blank", ["must:\n", "must:  # none yet\n", "must:\n  # calls: {at_least: 1}\n\n"])
def test_a_value_is_set_where_nothing_stands(blank: str) -> None:
    texts = {"roles/agent.yaml": f"role: agent\n{blank}scorecard:\n  calls: {{weight: 100, ratio: 1, cap: 100}}\n"}
    new, problems = set_values(texts, [Setting("roles.agent.must", "{calls: {at_least: 5}}")])
    assert problems == ()
    tree, wrong = read_yaml("", new["roles/agent.yaml"])
    assert wrong == ()
    assert tree is not None
    assert tree.data["must"] == {"calls": {"at_least": "5"}}
    assert list(tree.data) == ["role", "must", "scorecard"]
