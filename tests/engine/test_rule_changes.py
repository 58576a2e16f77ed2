"""What is different between two rule sets: every single change is found and named, and nothing else."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from fractions import Fraction
from unittest import mock

import pytest
from msgspec.structs import replace

from ccmotivate.conditions.rank import Rank
from ccmotivate.engine import rule_changes
from ccmotivate.engine.rule_changes import differences
from ccmotivate.engine.rule_facts import _named, facts_of
from ccmotivate.model.award_rules import Award, Who
from ccmotivate.model.methods import Method
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.period import Month
from ccmotivate.model.rule_changes import Aspect, Place, Subject
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Comparison, Criterion, Role, Scope
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.points.curve import Curve
from ccmotivate.points.levels import Levels
from ccmotivate.points.pass_points import PassPoints
from ccmotivate.points.ratio import Ratio
from tests.samples import sample, sampled
from tests.support import shipped_rules

RULES = shipped_rules()
Mutant = tuple[str, Place, RuleSet]


def other_text(name: str, old: str, new: str) -> RuleSet:
    """The shipped rules with one piece of text replaced."""
    assert old in RULES.texts[name]
    rules, problems = rules_of({**RULES.texts, name: RULES.texts[name].replace(old, new)}, "rules")
    assert rules is not None, problems
    return rules


def with_role(role: Role) -> RuleSet:
    return replace(RULES, roles={**RULES.roles, role.id: role})


def role_mutants() -> Iterator[Mutant]:
    for role in RULES.roles.values():
        for at, line in enumerate(role.must):
            place = Place(Subject.ROLE, Aspect.STANDARD, role.id, line.metric)
            for changed in standards(line):
                must = (*role.must[:at], changed, *role.must[at + 1 :])
                yield f"{role.id} {line.metric} {changed.comparison}", place, with_role(replace(role, must=must))
        for at, score in enumerate(role.scorecard):
            for aspect, other in (
                (Aspect.WEIGHT, replace(score, weight=score.weight + 1)),
                (Aspect.IF_NO_DATA, replace(score, may_go=True)),
                *((Aspect.POINTS, replace(score, method=made)) for made in methods(score.method)),
            ):
                place = Place(Subject.ROLE, aspect, role.id, score.metric)
                card = (*role.scorecard[:at], other, *role.scorecard[at + 1 :])
                yield f"{role.id} {score.metric} {aspect}", place, with_role(replace(role, scorecard=card))


def standards(line: Criterion) -> Iterator[Criterion]:
    """The standard with another figure, and with another comparison."""
    kind = RULES.metrics[line.metric].kind
    step = -1 if kind in (MetricKind.LEVEL, MetricKind.PASS) else 1
    yield replace(line, figures=(line.figures[0] + step,))
    if kind is not MetricKind.PASS:
        yield replace(line, comparison=Comparison.MORE_THAN)


def methods(method: Method) -> Iterator[Method]:
    """The method with each of its figures a little different."""
    match method:
        case Ratio():
            yield replace(method, target=method.target + 1)
            yield replace(method, cap=method.cap + 1)
        case Curve():
            for at, (value, points) in enumerate(method.pairs):
                for pair in ((value + Fraction(1, 100), points), (value, points + 1)):
                    yield Curve((*method.pairs[:at], pair, *method.pairs[at + 1 :]))
        case Levels():
            for at, (level, points) in enumerate(method.table):
                yield Levels((*method.table[:at], (level, points + 1), *method.table[at + 1 :]))
        case PassPoints():
            yield PassPoints(method.points + 1)


def award_mutants() -> Iterator[Mutant]:
    for award in (one for one in RULES.awards.values() if not one.part):
        for aspect, changed in other_awards(award):
            rules = replace(RULES, awards={**RULES.awards, award.id: changed})
            yield f"{award.id} {aspect}", Place(Subject.AWARD, aspect, award.id), rules


def other_awards(award: Award) -> Iterator[tuple[Aspect, Award]]:
    """The award with one thing different."""
    for at, prize in enumerate(award.prizes):
        yield Aspect.PRIZES, replace(award, prizes=(*award.prizes[:at], prize + 1, *award.prizes[at + 1 :]))
    yield Aspect.MEMBERS, replace(award, min_members=award.min_members + 1)
    yield Aspect.RECOGNITION, replace(award, recognition=(*award.recognition, "other"))
    yield Aspect.WITHIN, replace(award, within="team")
    yield Aspect.WHO, replace(award, who=next(who for who in Who if who is not award.who))
    rank = award.condition
    if isinstance(rank, Rank):
        yield Aspect.PLACES, replace(award, condition=replace(rank, places=rank.places + 1))
        yield Aspect.RANKED_BY, replace(award, condition=replace(rank, best="low"))
        for at in range(len(rank.then)):
            then = (*rank.then[:at], *rank.then[at + 1 :])
            yield Aspect.TIES, replace(award, condition=replace(rank, then=then))


def other_mutants() -> Iterator[Mutant]:
    one = RULES.eligible[0]
    yield (
        "eligible",
        Place(Subject.SCHEME, Aspect.STANDARD, "", one.metric),
        replace(RULES, eligible=(replace(one, figures=(Fraction(2),)),)),
    )
    yield "currency", Place(Subject.SCHEME, Aspect.CURRENCY), replace(RULES, currency="EUR")
    for metric in RULES.metrics.values():
        changed = replace(metric, good="low" if metric.good == "high" else "high")
        place = Place(Subject.METRIC, Aspect.GOOD, metric.id)
        yield f"{metric.id} good", place, replace(RULES, metrics={**RULES.metrics, metric.id: changed})
        alias = replace(metric, label=replace(metric.label, aliases=(*metric.label.aliases, "again")))
        place = Place(Subject.METRIC, Aspect.ALIASES, metric.id)
        yield f"{metric.id} alias", place, replace(RULES, metrics={**RULES.metrics, metric.id: alias})


MUTANTS = [*role_mutants(), *award_mutants(), *other_mutants()]


@pytest.fixture(autouse=True, scope="module")
def shipped_facts_once() -> Iterator[None]:
    """The facts of the shipped rules are the same for every mutant."""
    once = functools.cache(lambda: facts_of(RULES))
    with mock.patch.object(rule_changes, "facts_of", lambda rules: once() if rules is RULES else facts_of(rules)):
        yield


def test_there_are_many_mutants() -> None:
    assert len(MUTANTS) > 150


LOOKED_AT = sample(MUTANTS[::4], MUTANTS)


@sampled
@pytest.mark.parametrize(("_name", "place", "rules"), LOOKED_AT, ids=[mutant[0] for mutant in LOOKED_AT])
def test_every_single_change_is_found_and_named(_name: str, place: Place, rules: RuleSet) -> None:
    assert [change.place for change in differences(RULES, rules)] == [place]
    assert [change.place for change in differences(rules, RULES)] == [place]
    assert differences(rules, rules) == ()


def test_the_same_rules_have_no_differences() -> None:
    assert differences(RULES, RULES) == ()


def test_comments_and_order_are_no_difference() -> None:
    name = "roles/inbound.yaml"
    lines = RULES.texts[name].replace("must:", "# a comment\nmust:").splitlines(keepends=True)
    at = next(at for at, line in enumerate(lines) if "typing_speed" in line)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    other, problems = rules_of({**RULES.texts, name: "".join(lines)}, "elsewhere")
    assert other is not None, problems
    assert list(other.roles["inbound"].must) != list(RULES.roles["inbound"].must)
    assert differences(RULES, other) == ()


def test_another_way_to_write_a_figure_is_no_difference() -> None:
    assert differences(RULES, other_text("roles/inbound.yaml", "{at_least: 75%}", "{at_least: 75.0%}")) == ()


def test_a_level_below_moves_no_standard() -> None:
    new = "  fair:       {name: {zh: 一般, en: Fair}}\n  basic:      {name"
    texts = {name: text.replace("{none: 0, basic", "{none: 0, fair: 30, basic") for name, text in RULES.texts.items()}
    texts["columns.yaml"] = texts["columns.yaml"].replace("  basic:      {name", new)
    rules, problems = rules_of(texts, "rules")
    assert rules is not None, problems
    aspects = {change.place.aspect for change in differences(RULES, rules)}
    assert aspects == {Aspect.WHOLE, Aspect.POINTS, Aspect.FIGURE}  # the last of the talent model


def test_what_is_new_or_gone_is_one_difference() -> None:
    awards = {name: award for name, award in RULES.awards.items() if name != "woodpecker"}
    (gone,) = differences(RULES, replace(RULES, awards=awards))
    assert (gone.kind, gone.place) == ("removed", Place(Subject.AWARD, Aspect.WHOLE, "woodpecker"))
    (new,) = differences(replace(RULES, awards=awards), RULES)
    assert (new.kind, new.place) == ("added", Place(Subject.AWARD, Aspect.WHOLE, "woodpecker"))
    role = RULES.roles["qa"]
    (line,) = differences(RULES, with_role(replace(role, scorecard=role.scorecard[1:])))
    assert (line.kind, line.place) == ("removed", Place(Subject.ROLE, Aspect.LINE, "qa", "qa_checks"))


def test_the_key_of_a_detail_sheet_is_one_difference() -> None:
    columns = "    columns:\n      region:"
    keyed = [other_text("columns.yaml", columns, f"    key: {key}\n{columns}") for key in ("region", "[region]")]
    (change,) = differences(RULES, keyed[0])
    assert change.place == Place(Subject.SHEET, Aspect.KEY, "meetings")
    assert differences(*keyed) == ()


def test_another_kind_of_condition_is_one_difference() -> None:
    award = replace(RULES.awards["quarterly_project"], condition=RULES.awards["best_leader"].condition)
    (change,) = differences(RULES, replace(RULES, awards={**RULES.awards, award.id: award}))
    assert change.place == Place(Subject.AWARD, Aspect.CONDITION, "quarterly_project")
    assert change.kind == "changed"


def test_a_change_at_a_date_says_from_when() -> None:
    dated = other_text("roles/inbound.yaml", "{at_least: 75%}", "{at_least: {2025-01: 75%, 2025-07: 78%}}")
    lacking, change = differences(RULES, dated)
    assert (lacking.place.aspect, lacking.since, lacking.until) == (Aspect.IN_FORCE, None, Month(2024, 12))
    assert (change.place.item, change.since, change.until) == ("productivity", Month(2025, 7), None)
    assert change.new is not None
    assert change.new.value.figures == (78,)  # type: ignore[union-attr]  # a criterion, by its aspect
    (between,) = differences(dated.at(Month(2025, 6)), dated.at(Month(2025, 7)))
    assert (between.place.item, between.since) == ("productivity", Month(2025, 7))
    assert differences(dated.at(Month(2025, 7)), dated.at(Month(2026, 1))) == ()


def test_a_pilot_begins_and_ends() -> None:
    pilot = "[{at_most: 0.5‰, active: {teams: [Blue, Green], from: 2025-07, to: 2025-12}}, {at_most: 0‰}]"
    (change,) = differences(RULES, other_text("roles/inbound.yaml", "{at_most: 0‰}", pilot))
    assert (change.kind, change.since, change.until) == ("added", Month(2025, 7), Month(2025, 12))
    assert change.place.scope == Scope(("Blue", "Green"))
    turned = pilot.replace("Blue, Green", "Green, Blue")
    both = (other_text("roles/inbound.yaml", "{at_most: 0‰}", text) for text in (pilot, turned))
    assert differences(*both) == ()


def test_a_place_names_teams_projects_and_sites_in_order() -> None:
    scope = "{teams: [U, T], projects: [Q, P], sites: [Z, Y]}"
    pilot = f"[{{at_most: 0.5‰, active: {scope}}}, {{at_most: 0‰}}]"
    (change,) = differences(RULES, other_text("roles/inbound.yaml", "{at_most: 0‰}", pilot))
    assert change.place.scope == Scope(("T", "U"), ("P", "Q"), ("Y", "Z"))


def test_differences_stand_part_by_part_in_the_order_of_the_files_and_of_time() -> None:
    texts = dict(RULES.texts)
    texts["awards.yaml"] = texts["awards.yaml"].replace("prize: [200, 150, 100]", "prize: [201, 150, 100]")
    texts["roles/inbound.yaml"] = texts["roles/inbound.yaml"].replace(
        "{at_least: 75%}", "{at_least: {2025-01: 75%, 2025-04: 76%, 2025-07: 77%}}"
    )
    texts["roles/email.yaml"] = texts["roles/email.yaml"].replace("{at_most: 1‰}", "{at_most: 2‰}")
    rules, problems = rules_of(texts, "rules")
    assert rules is not None, problems
    changes = [one for one in differences(RULES, rules) if one.place.aspect is not Aspect.IN_FORCE]
    roles = [one.place.owner for one in changes if one.place.part is Subject.ROLE]
    order = [name for name in RULES.roles if name in roles]
    assert list(dict.fromkeys(roles)) == order
    assert len(order) == 2
    parts = [list(Subject).index(one.place.part) for one in changes]
    assert parts == sorted(parts)
    inbound = [(one.since, one.until) for one in changes if one.place.owner == "inbound"]
    assert inbound == [(Month(2025, 4), Month(2025, 6)), (Month(2025, 7), None)]


def test_a_change_of_both_sides_at_one_date_is_told_once() -> None:
    texts = ("{at_least: {2025-01: 75%, 2025-07: 78%}}", "{at_least: {2025-01: 76%, 2025-07: 79%}}")
    first, second = differences(*(other_text("roles/inbound.yaml", "{at_least: 75%}", text) for text in texts))
    assert (first.since, first.until) == (None, Month(2025, 6))  # from the beginning of both
    assert (second.since, second.until) == (Month(2025, 7), None)


def test_which_alternative_comes_first_is_a_difference() -> None:
    texts = (
        "[{at_most: 0.5‰, active: {teams: [Blue]}}, {at_most: 0.7‰, active: {projects: [Alpha]}}, {at_most: 0‰}]",
        "[{at_most: 0.7‰, active: {projects: [Alpha]}}, {at_most: 0.5‰, active: {teams: [Blue]}}, {at_most: 0‰}]",
    )
    (change,) = differences(*(other_text("roles/inbound.yaml", "{at_most: 0‰}", text) for text in texts))
    assert change.place == Place(Subject.ROLE, Aspect.ALTERNATIVES, "inbound", "must error_rate")


def test_a_level_is_named_and_what_is_no_level_is_left_as_it_is() -> None:
    level, percent = RULES.metrics["project_knowledge"], RULES.metrics["productivity"]
    figures = [Fraction(one) for one in (-1, 0, 3, 4)] + [Fraction(1, 2)]
    assert [_named(one, level, RULES) for one in figures] == [-1, "none", "fluent", 4, Fraction(1, 2)]
    assert _named(Fraction(1), percent, RULES) == 1
    assert _named(Fraction(1), None, RULES) == 1
