"""Competition ranking against a ranking anybody can check: one more than there are better ones."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ccmotivate.conditions.ranking import competition_ranks, ranks_by_score, sort_keys
from ccmotivate.model.exact import Exact

_rows = st.lists(st.tuples(st.integers(-1, 2), st.integers(0, 3), st.integers(0, 2)), max_size=25)


@settings(max_examples=150)
@given(_rows)
def test_ranks_are_one_more_than_the_better_ones(rows: list[tuple[int, int, int]]) -> None:
    columns = [np.array([row[at] for row in rows], dtype=np.int64) for at in range(3)]
    naive = [
        0 if group < 0 else 1 + sum(other[0] == group and other[1:] < (first, second) for other in rows)
        for group, first, second in rows
    ]
    assert competition_ranks(columns[0], columns[1:]).tolist() == naive


def test_one_two_two_four() -> None:
    scores = Exact.from_fractions([Fraction(90), Fraction(100), None, Fraction(95), Fraction(95)])
    keys = sort_keys(scores.order_keys(), "high")
    assert competition_ranks(np.zeros(5, dtype=np.int64), [keys]).tolist() == [4, 1, 5, 2, 2]
    keys = sort_keys(scores.order_keys(), "low")
    assert competition_ranks(np.zeros(5, dtype=np.int64), [keys]).tolist() == [1, 4, 5, 2, 2]


@given(st.lists(st.one_of(st.none(), st.integers(-3, 3)), min_size=1, max_size=12), st.sampled_from(["high", "low"]))
def test_sort_keys_put_the_best_first_and_no_data_last(values: list[int | None], best: str) -> None:
    keys = sort_keys(Exact.from_fractions(values).order_keys(), best)
    order = sorted(range(len(values)), key=lambda at: int(keys[at]))
    sign = -1 if best == "high" else 1
    wanted = sorted(range(len(values)), key=lambda at: (values[at] is None, sign * (values[at] or 0)))
    assert [values[at] for at in order] == [values[at] for at in wanted]


def test_the_three_ranks_say_among_whom() -> None:
    """Projects 0, 0, 1, 1, 1; the best of all is not qualified, the last has no score of the period."""
    projects, scores = np.array([0, 0, 1, 1, -1]), np.array([9000, 9500, 9500, 9900, -1])
    ranks = ranks_by_score(projects, np.array([True, True, True, False, False]), scores)
    assert {name: column.tolist() for name, column in ranks.items()} == {
        "rank": [2, 1, 1, 0, 0],
        "rank_department": [3, 1, 1, 0, 0],
        "rank_everyone": [4, 2, 2, 1, 0],
    }


def test_a_score_of_nothing_is_a_score() -> None:
    ranks = ranks_by_score(np.array([0, 0]), np.array([True, False]), np.array([0, -1]))
    assert {name: column.tolist() for name, column in ranks.items()} == {
        "rank": [1, 0],
        "rank_department": [1, 0],
        "rank_everyone": [1, 0],
    }
