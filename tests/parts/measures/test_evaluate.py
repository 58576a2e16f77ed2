"""What a measure did equals a plain recomputation, and scipy called directly (people.md §11)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from ccmotivate.model.exact import half_up
from ccmotivate.model.period import Month
from ccmotivate.parts.measures.evaluate import decide
from ccmotivate.parts.measures.results import Caution, Found, Verdict
from ccmotivate.parts.measures.rules import ATTRITION_METRIC
from tests.parts.measures import plain
from tests.parts.measures.worlds import CSAT, START, Row, expected, measure, panel, rows

PILOT = ("T0", "T1", "T2", "T3")
seeds = pytest.mark.parametrize("seed", range(6))


def of(of_rows: list[Row], teams: tuple[str, ...] = PILOT) -> dict[str, Found]:
    return {one.expected.id: one for one in decide(measure(teams), panel(of_rows)).found}


@seeds
def test_a_pilot_equals_a_plain_recomputation(seed: int) -> None:
    world = rows(seed, effect=seed)
    found = of(world)
    before = Month.from_ordinal(START.ordinal - 3)
    for metric in ("csat", "error_rate", "attrition"):
        whole, then = (
            plain.left(world, PILOT, start, 3)
            if metric == "attrition"
            else plain.compared(world, metric, PILOT, start, 3)
            for start in (START, before)
        )
        own = found[metric]
        assert own.people == tuple(sum(map(len, side.values())) for side in (whole.pilot, whole.rest))
        assert own.units == (len(whole.pilot), len(whole.rest))
        assert own.effect == half_up(whole.effect(), 4)
        assert own.rest_change == half_up(plain.mean(whole.of(whole.rest)), 4)
        assert own.pre_trend == half_up(then.effect(), 4)
        assert own.p == whole.share()


@seeds
def test_p_and_interval_of_a_pilot_equal_scipys(seed: int) -> None:
    world = rows(seed, effect=seed)
    own = of(world)["csat"]
    whole = plain.compared(world, "csat", PILOT, START, 3)
    pilot, rest = (list(map(float, whole.of(side))) for side in (whole.pilot, whole.rest))
    test = stats.permutation_test(
        (pilot, rest),
        lambda one, other, axis: abs(np.mean(one, axis=axis) - np.mean(other, axis=axis)),
        vectorized=True,
        n_resamples=np.inf,
        alternative="greater",
    )
    assert own.p is not None
    assert float(own.p) == pytest.approx(test.pvalue, abs=1e-12)
    interval = stats.ttest_ind(pilot, rest, equal_var=False).confidence_interval(0.95)
    assert own.interval == tuple(half_up(Fraction(float(one)), 4) for one in interval)


@seeds
def test_for_everybody_equals_the_paired_t_test(seed: int) -> None:
    world = rows(seed, effect=seed)
    own = of(world, ())["csat"]
    pairs = list(plain.person_changes(world, "csat", START, 3).values())
    assert own.effect == half_up(plain.mean(after - before for before, after in pairs), 4)
    assert (own.people, own.units, own.rest_change, own.pre_trend) == ((len(pairs), None), None, None, None)
    test = stats.ttest_rel([float(after) for _before, after in pairs], [float(before) for before, _after in pairs])
    assert own.p is not None
    assert float(own.p) == pytest.approx(test.pvalue, abs=1e-12)
    assert own.interval == tuple(half_up(Fraction(float(one)), 4) for one in test.confidence_interval(0.95))


@seeds
def test_attrition_of_everybody_is_the_change_against_the_window_before(seed: int) -> None:
    world = rows(seed)
    own = of(world, ())["attrition"]
    shares = []
    for start in (START, Month.from_ordinal(START.ordinal - 3)):
        there = {row.agent for row in world if row.month == Month.from_ordinal(start.ordinal - 1)}
        later = {row.agent for row in world if row.month == Month.from_ordinal(start.ordinal + 2)}
        shares.append(Fraction(100 * len(there - later), len(there)))
    assert own.effect == half_up(shares[0] - shares[1], 4)
    assert (own.p, own.interval, own.verdict) == (None, None, Verdict.CANNOT_TELL)


def test_holm_is_over_the_metrics_that_were_tested() -> None:
    found = list(of(rows(3, effect=2)).values())
    shares = sorted((one.p or Fraction(0), one.corrected or Fraction(0)) for one in found)
    least = Fraction(0)
    for rank, (share, corrected) in enumerate(shares):
        least = max(least, min(Fraction(1), share * (len(shares) - rank)))
        assert corrected == least


@pytest.mark.parametrize(
    ("effect", "up", "verdict"), [(9, True, "improved"), (9, False, "worsened"), (-9, True, "worsened")]
)
def test_a_large_effect_is_told_in_the_direction_expected(effect: int, up: bool, verdict: str) -> None:
    done = measure(PILOT, expects=[expected(CSAT, up=up)])
    (found,) = decide(done, panel(rows(1, effect=effect))).found
    assert found.verdict == verdict


def test_no_sign_needs_an_interval_within_what_is_worth_having() -> None:
    verdicts = []
    for least in (100, Fraction(1, 100)):
        (found,) = decide(measure(PILOT, expects=[expected(CSAT, up=True, least=least)]), panel(rows(2))).found
        verdicts.append(found.verdict)
    assert verdicts == [Verdict.NO_SIGN, Verdict.CANNOT_TELL]


@pytest.mark.parametrize("teams", [("T0",), ("T0", "T1")])
def test_fewer_than_forty_assignments_are_figures_only(teams: tuple[str, ...]) -> None:
    """9 and 36 of them."""
    found = of(rows(4, effect=9), teams)["csat"]
    assert (found.verdict, found.p, found.interval) == (Verdict.TOO_FEW, None, None)
    assert found.effect is not None


def test_fewer_than_five_people_on_a_side_are_figures_only() -> None:
    world = [row for row in rows(5, size=1, teams=9) if row.team]
    assert of(world)["csat"].verdict == Verdict.TOO_FEW
    assert decide(measure(), panel(world[:40])).found[0].verdict == Verdict.TOO_FEW


def test_too_few_stays_outside_holm() -> None:
    world = [
        Row(row.agent, row.month, row.team, {**row.values, "csat": row.values["csat"] if row.team in PILOT else None})
        for row in rows(6)
    ]
    found = of(world)
    assert found["csat"].verdict == Verdict.TOO_FEW
    assert found["csat"].effect is None
    tested = [one.p for one in found.values() if one.p is not None]
    assert len(tested) == 2
    assert min(one.corrected for one in found.values() if one.corrected is not None) == min(1, 2 * min(tested))


def test_everybody_always_hears_of_the_season_and_a_pilot_does_not() -> None:
    kinds = [{one.caution for one in decide(measure(teams), panel(rows(7))).warned} for teams in ((), PILOT)]
    assert [Caution.SEASON in found for found in kinds] == [True, False]


def test_twice_the_same() -> None:
    world = panel(rows(8, effect=2))
    assert decide(measure(PILOT), world) == decide(measure(PILOT), world)


def test_nobody_changed_is_no_sign_and_everybody_alike_is_one() -> None:
    flat = [Row(row.agent, row.month, row.team, {**row.values, "csat": Fraction(80)}) for row in rows(9)]
    risen = [
        Row(row.agent, row.month, row.team, {**row.values, "csat": Fraction(85 if row.month >= START else 80)})
        for row in rows(9)
    ]
    one = expected(CSAT, up=True)
    told = [decide(measure(expects=[one]), panel(world)).found[0] for world in (flat, risen)]
    assert [(found.verdict, found.interval) for found in told] == [
        (Verdict.NO_SIGN, (0, 0)),
        (Verdict.IMPROVED, (5, 5)),
    ]
    assert decide(measure(PILOT, expects=[one]), panel(risen)).found[0].verdict == Verdict.NO_SIGN


def test_expecting_only_attrition_needs_no_metric() -> None:
    (found,) = decide(measure(PILOT, expects=[expected(ATTRITION_METRIC, up=False)]), panel(rows(10))).found
    assert found.p is not None
