"""The generator of companies with balanced scorecards: repeatable, on and beside every boundary, every flaw."""

from fractions import Fraction
from functools import cache

from tests.parts.agents import STRANGER
from tests.parts.balanced.generate import HEADS, Company, company, flawed
from tests.parts.balanced.oracle import (
    FIGURES,
    Measure,
    Month,
    balanced,
    blank,
    errors,
    floating_pay,
    held,
    measures_of,
    points,
    score,
    strangers,
    unplanned,
)
from tests.parts.pay.generate import AGENTS, ROSTER
from tests.samples import sample, sampled

F = Fraction
SEEDS = range(60)


@cache
def made(seed: int) -> Company:
    """The company of a seed, made once."""
    return company(seed)


def truths() -> list[Month]:
    """All months that the oracle decides on."""
    return [truth for seed in SEEDS for truth in made(seed).truth]


def measures() -> list[tuple[Month, Measure]]:
    """Every measure of everybody with a row."""
    return [(truth, one) for truth in truths() for _agent, one in held(truth)]


@sampled
def test_repeatable() -> None:
    for seed in sample(SEEDS[::6], SEEDS):
        assert company(seed) == made(seed)


def test_without_errors() -> None:
    for seed in SEEDS:
        assert errors(made(seed).months, made(seed).measures) == set()
        assert bool(made(seed).truth) == bool(set(made(seed).sheets) - {AGENTS, ROSTER})


def test_points_reach_both_sides_of_every_boundary_in_both_directions() -> None:
    for lower in (False, True):
        reached = {points(truth, one) for truth, one in measures() if one.lower == lower}
        assert {F(text) for text in ("0", "0.01", "59.99", "60", "99.99", "100", "100.01", "119.99", "120")} <= reached
        ratios = [one.actual / one.target for _truth, one in measures() if one.actual is not None and one.target]
        assert any(ratio.denominator % 3 == 0 for ratio in ratios)
    zero = {one.actual for _truth, one in measures() if one.target == 0}
    assert zero == {None, F(0), F(1), F(-1)}
    assert any(one.actual is not None and one.actual < 0 < one.target for _truth, one in measures())
    assert any(one.actual is None and one.target > 0 for _truth, one in measures())


def test_scores_stand_beside_60_and_pay_or_not() -> None:
    scores = [score(truth, each) for truth in truths() for each in truth.people if measures_of(truth, each)]
    assert {F("59.99"), F(60), F("60.01")} <= set(scores)
    found = [each for truth in truths() for each in floating_pay(truth).values()]
    assert None in found
    steps = [each["steps"] for each in found if each is not None]
    assert {step[1]["amount"] == "0" for step in steps} == {True, False}
    assert {step[2]["note"] for step in steps} == {True, False}
    assert any("/" in step[2]["amount"] for step in steps)


def test_cards_of_every_shape() -> None:
    cards = [card for truth in truths() for card in balanced(truth).values()]
    assert None in cards
    told = [card for card in cards if card is not None]
    assert {len(card["measures"]) for card in told} >= set(range(1, 7))
    assert {len(card["perspectives"]) for card in told} == {1, 2, 3, 4}
    assert {one.perspective for _truth, one in measures()} == set(FIGURES["perspectives"])
    assert {one.weight.denominator == 1 for _truth, one in measures()} == {True, False}


def test_what_gives_notes_and_both_languages_and_months_occur() -> None:
    assert any(strangers(truth) == [STRANGER] for truth in truths())
    assert any(set(blank(truth)) - set(unplanned(truth)) for truth in truths())
    assert any(set(unplanned(truth)) - set(blank(truth)) for truth in truths())
    assert {one.month is None for _truth, one in measures()} == {True, False}
    assert {len(made(seed).months) for seed in SEEDS} == {1, 2}
    heads = {head for seed in SEEDS for name, rows in made(seed).sheets.items() if name != AGENTS for head in rows[0]}
    assert {head for both in HEADS.values() for head in both} <= heads


def test_flaws_of_every_kind() -> None:
    kinds = [{kind for kind, _agent in errors(one.months, one.measures)} for one in map(flawed, range(80))]
    assert all(kinds)
    assert set().union(*kinds) == {"sum", "twice", "weight", "negative target", "target 0"}
