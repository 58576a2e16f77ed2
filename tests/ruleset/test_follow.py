"""The scorecard line that goes along with a standard: by method, over time, for whom; and where it does not."""

from __future__ import annotations

import pytest

from ccmotivate.model.comparison import Setting
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.ruleset.follow import Following, follow
from ccmotivate.ruleset.paths import set_values
from tests.support import shipped_rules

_LINES = {
    "project_knowledge": ("{at_least: fluent}", "levels: {none: 0, basic: 60, proficient: 90, fluent: 100}"),
    "productivity": ("{at_least: 75%}", "curve: {0%: 0, 75%: 100, 100%: 120}"),
    "typing_speed": ("{at_least: 60}", "ratio: 60, cap: 100"),
}
CURVE = "roles.inbound.scorecard.productivity.curve"


def rules(metric: str = "productivity", must: str = "", line: str = "") -> RuleSet:
    """The shipped rules, of inbound one standard and one scorecard line (its method, or the whole of it) replaced."""
    texts = dict(shipped_rules().texts)
    text = texts["roles/inbound.yaml"]
    standard, method = _LINES[metric]
    old = next(one for one in text.splitlines() if one.startswith(f"  {metric}:") and method in one)
    whole = line if line.startswith(("[", "{")) else old.partition(":")[2].strip().replace(method, line or method)
    text = text.replace(old, f"  {metric}: {whole}")
    asked = next(one for one in text.splitlines() if one.startswith(f"  {metric}:") and standard in one)
    texts["roles/inbound.yaml"] = text.replace(asked, f"  {metric}: {must or standard}")
    made, problems = rules_of(texts, "rules")
    assert made is not None, problems
    return made


def following(base: RuleSet, *settings: str) -> Following:
    """What follows from values set."""
    set_ = [Setting(*one.split("=", 1)) for one in settings]
    texts, problems = set_values(base.texts, set_)
    assert problems == ()
    tried, problems = rules_of(texts, "rules")
    assert tried is not None, problems
    found = follow(base, tried, [one.path for one in set_])
    texts, problems = set_values(texts, found.settings)
    made, wrong = rules_of(texts, "rules")
    assert (problems, made is not None) == ((), True), wrong  # what follows can be set
    return found


def set_of(found: Following) -> dict[str, str]:
    assert found.problems == ()
    return {one.path: one.value for one in found.settings}


@pytest.mark.parametrize(
    ("metric", "must", "line", "word", "key", "value"),
    [
        ("typing_speed", "", "", "62.5", "ratio", "62.5"),
        ("productivity", "", "", "78%", "curve", "{0%: 0, 78%: 100, 100%: 120}"),
        ("productivity", "{more_than: 75%}", "", "80%", "curve", "{0%: 0, 80%: 100, 100%: 120}"),
        ("productivity", "", "bands: [{below: 75%, points: 0}, {points: 100}]", "80%", "bands",
         "[{below: 80%, points: 0}, {points: 100}]"),
        ("productivity", "{at_most: 75%}", "bands: [{up_to: 75%, points: 100}, {up_to: 90%, points: 50}, {points: 0}]",
         "80%", "bands", "[{up_to: 80%, points: 100}, {up_to: 90%, points: 50}, {points: 0}]"),
        # a level earns what the level at the same distance from the standard earned; the lowest keeps its points
        ("project_knowledge", "", "", "proficient", "levels", "{none: 0, basic: 90, proficient: 100, fluent: 100}"),
        ("project_knowledge", "", "", "basic", "levels", "{none: 0, basic: 100, proficient: 100, fluent: 100}"),
        ("project_knowledge", "", "", "none", "levels", "{none: 100, basic: 100, proficient: 100, fluent: 100}"),
        ("project_knowledge", "{at_least: basic}", "levels: {none: 30, basic: 100, proficient: 110, fluent: 120}",
         "fluent", "levels", "{none: 30, basic: 30, proficient: 30, fluent: 100}"),
        ("project_knowledge", "{at_least: proficient}", "levels: {none: 0, basic: 60, proficient: 100, fluent: 110}",
         "basic", "levels", "{none: 0, basic: 100, proficient: 110, fluent: 110}"),
    ],
)  # fmt: skip
def test_the_value_that_earns_100_moves(metric: str, must: str, line: str, word: str, key: str, value: str) -> None:
    found = following(rules(metric, must, line), f"roles.inbound.{metric}={word}")
    assert set_of(found) == {f"roles.inbound.scorecard.{metric}.{key}": value}
    (moved,) = found.lines
    assert (moved.role, moved.metric, moved.method, moved.since) == ("inbound", metric, key, None)
    assert (moved.standards[1], moved.values[1]) == (word, value)


@pytest.mark.parametrize(
    "setting",
    [
        "roles.inbound.must.productivity=78%",
        "roles.inbound.productivity.at_least=78%",
        "roles.inbound.productivity={at_least: 78%}",
        "roles.inbound.productivity=[{at_least: 78%}]",
        "roles.inbound.must={productivity: {at_least: 78%}, typing_speed: {at_least: 60}}",
    ],
)
def test_however_the_standard_is_addressed(setting: str) -> None:
    assert set_of(following(rules(), setting)) == {CURVE: "{0%: 0, 78%: 100, 100%: 120}"}


@pytest.mark.parametrize(
    ("must", "line", "setting"),
    [
        ("{at_least: 70%}", "", "roles.inbound.productivity=78%"),  # 75 earns 100, and 70 was asked for
        ("", "ratio: 80%, cap: 120", "roles.inbound.productivity=78%"),
        ("", "curve: {0%: 0, 75%: 99, 100%: 120}", "roles.inbound.productivity=78%"),
        ("", "bands: [{below: 75%, points: 0}, {below: 90%, points: 90}, {points: 100}]",
         "roles.inbound.productivity=78%"),
        ("", "", "roles.inbound.productivity={more_than: 75%}"),  # the figure is the same
        ("", "", "roles.inbound.productivity=75.0%"),
        ("", "", "roles.inbound.scorecard.productivity.weight=50"),
        ("", "", "roles.inbound.scorecard.productivity.curve={0%: 0, 78%: 100, 100%: 120}"),
        ("", "", "roles.inbound.csat={at_least: 80%}"),  # has no line
    ],
)  # fmt: skip
def test_any_other_line_stays(must: str, line: str, setting: str) -> None:
    assert following(rules("productivity", must, line), setting) == Following()


@pytest.mark.parametrize(
    "line",
    [
        f"{CURVE}={{0%: 0, 80%: 100, 100%: 110}}",
        f"{CURVE}.100%=125",
        "roles.inbound.scorecard.productivity={weight: 50, ratio: 80%, cap: 120}",
    ],
)
def test_a_line_that_was_set_itself_stays_in_any_order(line: str) -> None:
    assert following(rules(), "roles.inbound.productivity=78%", line) == Following()
    assert following(rules(), line, "roles.inbound.productivity=78%") == Following()


def test_a_weight_that_was_set_does_not_hold_the_curve() -> None:
    settings = ("roles.inbound.scorecard.productivity.weight=40", "roles.inbound.scorecard.error_rate.weight=30")
    found = following(rules(), *settings, "roles.inbound.productivity=78%")
    assert set_of(found) == {CURVE: "{0%: 0, 78%: 100, 100%: 120}"}


@pytest.mark.parametrize(
    ("line", "word", "within"),
    [
        ("", "100%", "> 0%, < 100%"),
        ("", "0%", "> 0%, < 100%"),
        ("", "150%", "> 0%, < 100%"),
        ("curve: {75%: 100, 90%: 120}", "90%", "< 90%"),
        ("curve: {40%: 0, 75%: 100}", "40%", "> 40%"),
        ("bands: [{below: 60%, points: 0}, {below: 75%, points: 50}, {points: 100}]", "60%", "> 60%"),
    ],
)
def test_a_value_that_would_pass_a_neighbour_is_refused(line: str, word: str, within: str) -> None:
    found = following(rules(line=line), f"roles.inbound.productivity={word}")
    (problem,) = found.problems
    assert (problem.code, problem.is_error, problem.value) == ("set-line-order", True, word)
    assert problem.fields["within"] == within
    assert (found.lines, found.settings) == ((), ())


def test_a_role_without_standards_has_none_to_follow() -> None:
    texts = dict(shipped_rules().texts)
    head, _must, rest = texts["roles/inbound.yaml"].partition("must:\n")
    texts["roles/inbound.yaml"] = head + "must:\n" + rest[rest.index("scorecard:") :]
    base, problems = rules_of(texts, "rules")
    assert base is not None, problems
    assert following(base, "roles.inbound.must={productivity: {at_least: 75%}}") == Following()


def test_a_target_of_nothing_is_refused() -> None:
    found = following(rules("typing_speed"), "roles.inbound.typing_speed=0")
    assert [(one.code, one.value) for one in found.problems] == [("set-line-zero", "0")]


# -- dated values -----------------------------------------------------------------------------------------------------

DATED = "{at_least: {2025-01: 75%, 2025-07: 78%}}"
CURVES = "curve: {2025-01: {0%: 0, 75%: 100, 100%: 120}, 2025-07: {0%: 0, 78%: 100, 100%: 120}}"


def test_one_date_moves_its_own_value() -> None:
    found = following(rules(must=DATED, line=CURVES), "roles.inbound.productivity.at_least.2025-07=80%")
    assert set_of(found) == {f"{CURVE}.2025-07": "{0%: 0, 80%: 100, 100%: 120}"}
    assert [str(one.since) for one in found.lines] == ["2025-07"]


def test_one_figure_for_all_time_moves_every_date() -> None:
    found = following(rules(must=DATED, line=CURVES), "roles.inbound.productivity=80%")
    assert set_of(found) == {
        f"{CURVE}.{month}": "{0%: 0, 80%: 100, 100%: 120}" for month in ("2025-01", "2025-07")
    }  # fmt: skip
    assert [(str(one.since), one.standards) for one in found.lines] == [
        ("2025-01", ("75%", "80%")),
        ("2025-07", ("78%", "80%")),
    ]


def test_a_dated_standard_dates_its_line() -> None:
    found = following(rules(), f"roles.inbound.productivity={DATED}")
    first, then = "{0%: 0, 75%: 100, 100%: 120}", "{0%: 0, 78%: 100, 100%: 120}"
    assert set_of(found) == {CURVE: f"{{2025-01: {first}, 2025-07: {then}}}"}
    assert [(str(one.since), one.standards) for one in found.lines] == [("2025-07", ("75%", "78%"))]


def test_dates_of_something_else_do_not_matter() -> None:
    base = rules(line="curve: {0%: 0, 75%: 100, 100%: 120}", must="{at_least: 75%}")
    texts = dict(base.texts)
    texts["awards.yaml"] = texts["awards.yaml"].replace("[200, 150, 100]", "{2025-01: [200, 150, 100]}")
    dated, problems = rules_of(texts, "rules")
    assert dated is not None, problems
    found = following(dated, "roles.inbound.productivity=78%")
    assert set_of(found) == {CURVE: "{0%: 0, 78%: 100, 100%: 120}"}
    assert [one.since for one in found.lines] == [None]


# -- for some ---------------------------------------------------------------------------------------------------------

PILOT = "{at_least: 80%, active: {teams: [Pilot A]}}"
LINES = (
    "[{weight: 50, curve: {0%: 0, 80%: 100, 100%: 120}, active: {teams: [Pilot A]}},"
    " {weight: 50, curve: {0%: 0, 75%: 100, 100%: 120}}]"
)


@pytest.mark.parametrize(("item", "word"), [("1", "85%"), ("2", "78%")])
def test_alternatives_move_their_own_line(item: str, word: str) -> None:
    base = rules(must=f"[{PILOT}, {{at_least: 75%}}]", line=LINES)
    found = following(base, f"roles.inbound.productivity.{item}={word}")
    path = f"roles.inbound.scorecard.productivity.{item}.curve"
    assert set_of(found) == {path: f"{{0%: 0, {word}: 100, 100%: 120}}"}


def test_an_alternative_that_begins_later_is_found_where_it_stands() -> None:
    later = PILOT.replace("teams", "from: 2025-07, teams")
    base = rules(must=f"[{later}, {{at_least: 75%}}]", line=LINES.replace("teams", "from: 2025-07, teams"))
    found = following(base, "roles.inbound.productivity.2=78%")
    assert set_of(found) == {"roles.inbound.scorecard.productivity.2.curve": "{0%: 0, 78%: 100, 100%: 120}"}
    found = following(base, "roles.inbound.productivity.1=85%")
    assert set_of(found) == {"roles.inbound.scorecard.productivity.1.curve": "{0%: 0, 85%: 100, 100%: 120}"}


def test_a_line_moves_with_the_standard_that_it_stands_on() -> None:
    """One line for all stands on the standard of all, not on that of the pilot."""
    base = rules(must=f"[{PILOT}, {{at_least: 75%}}]")
    assert set_of(following(base, "roles.inbound.productivity.2=78%")) == {CURVE: "{0%: 0, 78%: 100, 100%: 120}"}
    assert following(base, "roles.inbound.productivity.1=85%") == Following()


def test_a_line_that_others_stand_on_stays_and_says_so() -> None:
    base = rules(must=f"[{PILOT.replace('80%', '75%')}, {{at_least: 75%}}]")
    found = following(base, "roles.inbound.productivity.1=78%")
    assert [(one.code, one.is_error, one.value) for one in found.problems] == [("set-line-shared", False, "75%")]
    assert (found.lines, found.settings) == ((), ())
