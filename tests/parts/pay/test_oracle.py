"""The oracle of pay against examples worked out by hand from the text, both sides of every boundary."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tests.parts.pay.generate import ROLES
from tests.parts.pay.oracle import (
    FLOATING_PAY,
    AgentMonth,
    Pay,
    floating_pay,
    half_up,
    in_band,
    json_text,
    on_curve,
    performance_bonus,
    tenure,
)

F = Fraction
PLAIN = AgentMonth(
    "email",
    score=F(100),
    qualified=True,
    csat=F(90),
    days=F(21),
    working=F(21),
    calls_taken=F(0),
    complaints_solved=F(0),
    repeat=False,
)


def bonus(**changes: object) -> Pay:
    """The bonus of an agent who is plain but for some fields: email, 100 points, factor 1 everywhere."""
    return performance_bonus(replace(PLAIN, **changes))  # type: ignore[arg-type]


def after(pay: Pay, step: str) -> F:
    """The running amount after a step."""
    return next(amount for name, amount, _ in pay.steps if name == step)


def notes(pay: Pay) -> dict[str, str]:
    """The kinds of notes by step."""
    return {name: note for name, _, note in pay.steps if note}


def test_a_plain_agent_gets_the_base_and_every_step_stands_there() -> None:
    pay = bonus()
    assert [name for name, _, _ in pay.steps] == [
        "base", "score", "csat", "qualified", "days", "calls", "solved", "cap", "repeat",
    ]  # fmt: skip
    assert {amount for _, amount, _ in pay.steps} == {F(1000)}
    assert notes(pay) == {}


@pytest.mark.parametrize(
    ("role", "money", "most"),
    [
        ("data_entry", 1000, 1400),
        ("email", 1000, 1400),
        ("qa", 1200, 1700),
        ("inbound", 1200, 2000),
        ("outbound", 1400, 1950),
        ("team_leader", 2000, 2800),
    ],
)
def test_base_and_cap_by_role(role: str, money: int, most: int) -> None:
    # The best of a role: base x 1.2 x 1.1, + 300 for calls (inbound), + 200 for complaints. All of them exceed the cap:
    # 1000 -> 1520 > 1400; 1200 -> 1784 > 1700, inbound 2084 > 2000; 1400 -> 2048 > 1950; 2000 -> 2840 > 2800.
    best = bonus(role=role, score=F(110), csat=F(95), calls_taken=F(2300), complaints_solved=F(40))
    assert after(best, "base") == money
    assert after(best, "solved") == money * F("1.32") + (300 if role == "inbound" else 0) + 200
    assert best.amount == most


def test_a_whole_month_step_by_step() -> None:
    # inbound, 105 points: 1 + 5/10 x 0.2 = 1.1; csat 95: 1.1; unqualified: 0.9; 20 of 21 days; 1200 calls, norm
    # 800 x 20/21 = 761 19/21, above it 438 2/21, x 0.20 = 87 13/21 = 1840/21; 3 complaints: 15; repeated: half.
    pay = bonus(
        role="inbound", score=F(105), csat=F(95), qualified=False, days=F(20), calls_taken=F(1200),
        complaints_solved=F(3), repeat=True,
    )  # fmt: skip
    assert [amount for _, amount, _ in pay.steps] == [
        1200,
        1320,
        1452,
        F("1306.8"),
        F(26136, 21),  # 1306.8 x 20/21
        F(27976, 21),  # + 1840/21
        F(28291, 21),  # + 15 = 315/21; 1347.19, below the cap of 2000
        F(28291, 21),
        F(28291, 42),
    ]
    assert pay.amount == F("673.60")  # 673.595...


@pytest.mark.parametrize(
    ("points", "factor"),
    [
        ("0", "0"),
        ("59.98", "0"),
        ("59.99", "0"),
        ("60", "0.5"),
        ("60.01", "0.500125"),  # 0.5 + 0.01/40 x 0.5
        ("80", "0.75"),
        ("99.99", "0.999875"),
        ("100", "1"),
        ("100.01", "1.0002"),  # 1 + 0.01/10 x 0.2
        ("109.99", "1.1998"),
        ("110", "1.2"),
        ("110.01", "1.2"),
        ("120", "1.2"),
    ],
)
def test_factor_of_the_score(points: str, factor: str) -> None:
    assert after(bonus(score=F(points)), "score") == 1000 * F(factor)


@pytest.mark.parametrize(
    ("csat", "money"),
    [
        ("0", 900),
        ("79.99", 900),
        ("79.9999", 900),  # exact, not as shown
        ("80", 1000),
        ("80.01", 1000),
        ("94.99", 1000),
        ("94.9999", 1000),
        ("95", 1100),
        ("95.01", 1100),
        ("100", 1100),
    ],
)
def test_bands_of_satisfaction(csat: str, money: int) -> None:
    assert bonus(csat=F(csat)).amount == money


def test_unqualified_loses_a_tenth() -> None:
    assert bonus(qualified=False).amount == 900


@pytest.mark.parametrize(
    ("days", "working", "money"),
    [("0", "21", "0"), ("1", "21", "47.62"), ("10.5", "21", "500"), ("20", "21", "952.38"), ("21", "21", "1000")],
)  # 1000/21 = 47.619..., 20000/21 = 952.380...
def test_days_in_post(days: str, working: str, money: str) -> None:
    assert bonus(days=F(days), working=F(working)).amount == F(money)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"days": None}, "no_days"),
        ({"working": None}, "no_days"),
        ({"days": None, "working": None}, "no_days"),
        ({"roster": False}, "no_roster"),
    ],
)
def test_days_unknown_count_as_all_and_say_so(changes: dict[str, object], kind: str) -> None:
    # The norm of calls then is 800 too: 1000 calls are 200 above it, 40.
    pay = bonus(role="inbound", calls_taken=F(1000), **changes)
    assert (pay.amount, notes(pay)) == (1240, {"days": kind})


@pytest.mark.parametrize("days", [("0", "0"), (None, "0"), ("22", "21"), ("-1", "21")])
def test_days_that_no_month_has_are_an_error(days: tuple[str | None, str]) -> None:
    present, working = days
    with pytest.raises(ValueError, match="days"):
        bonus(days=present and F(present), working=F(working))


@pytest.mark.parametrize(
    ("calls_taken", "money"),
    [
        (0, "0"),
        (799, "0"),
        (800, "0"),
        (801, "0.2"),
        (1100, "60"),  # 300 calls above the norm
        (2299, "299.8"),
        (2300, "300"),  # 1500 x 0.20
        (2301, "300"),
        (9000, "300"),
    ],
)
def test_calls_above_the_norm(calls_taken: int, money: str) -> None:
    pay = bonus(role="inbound", calls_taken=F(calls_taken))
    assert after(pay, "calls") - after(pay, "days") == F(money)


@pytest.mark.parametrize(("calls_taken", "money"), [(761, F(0)), (762, F(2, 105)), (763, F(23, 105))])
def test_the_norm_follows_the_days_with_fractions_of_a_call(calls_taken: int, money: F) -> None:
    # 800 x 20/21 = 16000/21 = 761.904...; 762 - that = 2/21, x 1/5 = 2/105; one more call: + 21/105.
    pay = bonus(role="inbound", days=F(20), calls_taken=F(calls_taken))
    assert after(pay, "calls") - after(pay, "days") == money


def test_nobody_in_post_has_no_norm() -> None:
    assert bonus(role="inbound", days=F(0), calls_taken=F(10)).amount == 2


@pytest.mark.parametrize("role", [role for role in ROLES if role != "inbound"])
def test_calls_pay_only_inbound(role: str) -> None:
    pay = bonus(role=role, calls_taken=None)
    assert bonus(role=role, calls_taken=F(5000)) == pay
    assert notes(pay) == {}


@pytest.mark.parametrize(("count", "money"), [(0, 0), (1, 5), (39, 195), (40, 200), (41, 200), (200, 200)])
def test_complaints_solved(count: int, money: int) -> None:
    assert bonus(complaints_solved=F(count)).amount == 1000 + money


def test_missing_figures_count_nothing_and_say_so() -> None:
    pay = bonus(role="inbound", csat=None, calls_taken=None, complaints_solved=None, repeat=None)
    assert pay.amount == 1200
    assert notes(pay) == {"csat": "no_csat", "calls": "no_calls", "solved": "no_solved", "repeat": "no_findings"}


@pytest.mark.parametrize(("points", "money"), [("59.99", 0), ("60", 1100)])  # 60: 1200 x 0.5 + 300 + 200
def test_volume_pays_nothing_where_the_score_pays_nothing(points: str, money: int) -> None:
    assert bonus(role="inbound", score=F(points), calls_taken=F(2300), complaints_solved=F(40)).amount == money


def test_volume_still_pays_where_another_factor_is_nothing() -> None:
    assert bonus(days=F(0), complaints_solved=F(2)).amount == 10


def test_without_a_score_nothing_is_paid() -> None:
    pay = bonus(score=None, complaints_solved=F(2))
    assert (pay.amount, notes(pay)) == (0, {"score": "no_score"})


@pytest.mark.parametrize(("count", "money"), [(15, 1395), (16, 1400), (17, 1400)])
def test_on_the_cap_and_one_complaint_beside(count: int, money: int) -> None:
    # 1000 x 1.2 x 1.1 = 1320; + 5 x 15 = 1395, + 5 x 16 = 1400, + 5 x 17 = 1405.
    assert bonus(score=F(110), csat=F(95), complaints_solved=F(count)).amount == money


def test_a_repeat_halves_after_the_cap() -> None:
    assert bonus(score=F(110), csat=F(95), complaints_solved=F(40), repeat=True).amount == 700


def test_a_role_of_the_company_has_neither_base_nor_cap() -> None:
    pay = bonus(role="manager", complaints_solved=F(41))
    assert (pay.amount, notes(pay)) == (200, {"base": "no_base"})


def test_rounding_happens_once_and_half_up() -> None:
    # 99.99 points: 1000 x 0.999875 = 999.875 -> 999.88; halved 499.9375 -> 499.94, as 999.88 / 2 would be too;
    # 60.01 points: 1000 x 0.500125 = 500.125 -> 500.13; halved 250.0625 -> 250.06, where 500.13 / 2 -> 250.07.
    assert bonus(score=F("99.99")).amount == F("999.88")
    assert bonus(score=F("60.01")).amount == F("500.13")
    assert bonus(score=F("60.01"), repeat=True).amount == F("250.06")
    assert [half_up(F(text)) for text in ("0.004999", "0.005", "1.115")] == [0, F("0.01"), F("1.12")]


def test_other_figures_and_steps() -> None:
    other = {
        "base": F(500),
        "csat": {"curve": [(F(50), F(0)), (F(100), F(2))], "blank": F(1, 3)},
        "score": {"bands": [(F(60), F(0)), (None, F(1))], "blank": F(0)},
        "solved": {"each": F(1, 3), "most": F(10)},
        "cap": {"email": F(600)},
    }
    # csat 75: 1, + 7/3; blank: 500/3 + 7/3 = 169; csat 100: 1000, cut to 600; 59 points: 0, and no volume.
    held = replace(PLAIN, csat=F(75), complaints_solved=F(7))
    assert performance_bonus(held, other).amount == F("502.33")
    assert performance_bonus(replace(held, csat=None), other).amount == 169
    assert performance_bonus(replace(held, csat=F(100)), other).amount == 600
    assert performance_bonus(replace(held, score=F(59)), other).amount == 0
    assert [step.step for step in performance_bonus(held, other).steps] == list(other)


@pytest.mark.parametrize(
    ("balanced", "money"),
    [("0", "0"), ("59.99", "0"), ("60", "900"), ("60.01", "900.15"), ("100", "1500"), ("120", "1800")],
)
def test_floating_pay(balanced: str, money: str) -> None:
    pay = floating_pay(replace(PLAIN, balanced=F(balanced)))
    assert pay is not None
    assert (pay.amount, list(FLOATING_PAY)) == (F(money), [step.step for step in pay.steps])


def test_floating_pay_by_days_and_only_with_a_balanced_scorecard() -> None:
    pay = floating_pay(replace(PLAIN, balanced=F("99.99"), days=F(7)))  # 1500 x 0.9999 = 1499.85, / 3 = 499.95
    assert pay is not None
    assert pay.amount == F("499.95")
    assert floating_pay(PLAIN) is None


def test_curves_and_bands() -> None:
    line = [(F(0), F(1)), (F(3), F(2))]
    assert [on_curve(F(x), line) for x in (-1, 0, 1, 3, 4)] == [1, 1, F(4, 3), 2, 2]
    steps = [(F(10), F(1)), (None, F(2))]
    assert [in_band(F(x), steps) for x in (9, 10, 11)] == [1, 2, 2]


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (F(1320), "1320"),
        (F(0), "0"),
        (F("1320.50"), "1320.5"),
        (F(1, 8), "0.125"),
        (F("-0.05"), "-0.05"),
        (F(1, 3), "1/3"),
        (F(-28291, 42), "-28291/42"),
        (F(3, 75), "0.04"),  # 3/75 = 1/25 ends, though 75 has a 3
        (F(1, 10**20), "0." + "0" * 19 + "1"),
    ],
)
def test_exact_amounts_in_json(amount: F, text: str) -> None:
    assert json_text(amount) == text


@pytest.mark.parametrize(
    ("hired", "months"),
    [
        (date(2025, 3, 1), 1),
        (date(2025, 3, 2), 0),
        (date(2025, 3, 31), 0),
        (date(2025, 2, 28), 1),
        (date(2025, 2, 1), 2),
        (date(2024, 12, 31), 3),
        (date(2024, 3, 1), 13),
        (None, None),
    ],
)
def test_tenure(hired: date | None, months: int | None) -> None:
    assert tenure(hired, 2025, 3) == months


def test_hired_after_the_month_is_an_error() -> None:
    with pytest.raises(ValueError, match="2025-04-01"):
        tenure(date(2025, 4, 1), 2025, 3)
