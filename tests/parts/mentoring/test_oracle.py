"""The oracle of mentoring against examples worked out by hand from the text."""

from datetime import date
from fractions import Fraction

import pytest

from tests.parts.mentoring.oracle import Month, Pairing, blended, later, mentoring, not_counted, strangers

F = Fraction
MARCH = date(2025, 3, 1)


def score(month: str, scores: dict[str, str | None], *pairings: Pairing, **figures: F) -> str:
    """The blended score of M, as text."""
    held = {agent_id: None if text is None else F(text) for agent_id, text in scores.items()}
    plain = {"share": F(1, 10), "standard": F(100)} | figures
    return str(float(blended(Month(month, held, pairings, plain), "M")))


@pytest.mark.parametrize(
    ("own", "mentee", "told"),
    [
        ("104", "100", "104.0"),  # on standard: nothing
        ("104", "110", "105.0"),
        ("104", "98.5", "103.85"),
        ("104", "0", "94.0"),
        ("3", "0", "0.0"),  # never below 0
        ("110", "100.10", "110.01"),
        ("100", "100.05", "100.01"),  # 100.005, half-up
        ("100", "99.95", "100.0"),  # 99.995, half-up
        ("100", "99.94", "99.99"),  # 99.994
    ],
)
def test_a_mentee_all_month(own: str, mentee: str, told: str) -> None:
    assert score("2025-03", {"M": own, "a": mentee}, Pairing("M", "a", MARCH)) == told


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (date(2025, 3, 17), None, "105.48"),  # 15 of 31 days: 10 % x 15/31 x 10 = 0.4838...
        (date(2025, 3, 31), None, "105.03"),  # 1/31 = 0.0322...
        (date(2025, 1, 1), date(2025, 3, 1), "105.03"),
        (date(2025, 3, 2), date(2025, 3, 30), "105.94"),  # 29/31 = 0.9354...
        (date(2025, 3, 1), date(2025, 3, 31), "106.0"),
        (date(2025, 1, 1), date(2025, 2, 28), "105.0"),
        (date(2025, 4, 1), None, "105.0"),
    ],
)
def test_days(since: date, until: date | None, told: str) -> None:
    assert score("2025-03", {"M": "105", "a": "110"}, Pairing("M", "a", since, until)) == told


@pytest.mark.parametrize(
    ("month", "told"), [("2025-02", "105.5"), ("2024-02", "105.48"), ("2025-04", "105.47"), ("2025-03", "105.45")]
)
def test_14_days_in_months_of_28_to_31(month: str, told: str) -> None:
    since = date.fromisoformat(f"{month}-01")  # 14/28 = 0.5; 14/29 = 0.4827...; 14/30 = 0.4666...; 14/31 = 0.4516...
    assert score(month, {"M": "105", "a": "110"}, Pairing("M", "a", since, since.replace(day=14))) == told


def test_several_mentees_weigh_by_days_and_share_the_days() -> None:
    # a: 31 days on 110; b: 10 days on 80. M = (3410 + 800) / 41 = 102.682..., d = 31: 104 + 0.2682... = 104.27.
    whole, part = Pairing("M", "a", MARCH), Pairing("M", "b", date(2025, 3, 22))
    scores: dict[str, str | None] = {"M": "104", "a": "110", "b": "80"}
    assert score("2025-03", scores, whole, part) == "104.27"
    # a only from the 1st to the 10th, b from the 6th to the 15th: d = 15, M = 95: 104 - 15/31 x 0.5 = 103.758...
    first, second = Pairing("M", "a", MARCH, date(2025, 3, 10)), Pairing("M", "b", date(2025, 3, 6), date(2025, 3, 15))
    assert score("2025-03", scores, first, second) == "103.76"
    # the same pair twice: 5 + 5 days, M = 110: 104 + 10/31 = 104.322...
    again = [Pairing("M", "a", MARCH, date(2025, 3, 5)), Pairing("M", "a", date(2025, 3, 27))]
    assert score("2025-03", scores, *again) == "104.32"


def test_mentees_without_row_or_data_do_not_count_even_in_days() -> None:
    half, whole = Pairing("M", "a", MARCH, date(2025, 3, 15)), Pairing("M", "b", MARCH)
    assert score("2025-03", {"M": "104", "a": "110"}, half, whole) == "104.48"  # 15/31
    assert score("2025-03", {"M": "104", "a": "110", "b": None}, half, whole) == "104.48"
    assert score("2025-03", {"M": "104", "b": None}, whole) == "104.0"
    held = Month("2025-03", {"M": F(104), "a": F(110), "b": None}, [half, whole, Pairing("M", "c", MARCH)])
    assert not_counted(held) == {"M": ["b", "c"]}
    assert strangers(held) == ["c"]


def test_a_chain_goes_by_own_scores() -> None:
    pairings = [Pairing("M", "a", MARCH), Pairing("a", "b", MARCH)]
    held = Month("2025-03", {"M": F(100), "a": F(100), "b": F(50)}, pairings)
    assert mentoring(held) == {
        "M": {"score": "100", "own_score": "100", "mentees": [{"agent_id": "a", "days": 31, "score": "100"}]},
        "a": {"score": "95", "own_score": "100", "mentees": [{"agent_id": "b", "days": 31, "score": "50"}]},
        "b": {"score": "50", "own_score": "50", "mentees": []},
    }


def test_mentees_stand_by_id_and_only_those_of_the_month() -> None:
    held = Month(
        "2025-03",
        {"M": F("104.5"), "a": F("98.5"), "b": F(90), "c": F(1), "d": None},
        [
            Pairing("M", "b", date(2025, 3, 30)),
            Pairing("M", "a", MARCH, MARCH),
            Pairing("M", "c", date(2025, 4, 1)),
            Pairing("M", "d", MARCH),
        ],
    )
    assert mentoring(held)["M"]["mentees"] == [
        {"agent_id": "a", "days": 1, "score": "98.5"},
        {"agent_id": "b", "days": 2, "score": "90"},
    ]
    assert mentoring(held)["d"] == {"score": "0", "own_score": "0", "mentees": []}
    assert later(held) == 1


def test_other_figures() -> None:
    whole = Pairing("M", "a", MARCH)
    assert score("2025-03", {"M": "100", "a": "100"}, whole, share=F(1, 4), standard=F(90)) == "102.5"
