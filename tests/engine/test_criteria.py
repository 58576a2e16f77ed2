"""Pass, fail and no data for each comparison; qualified means every line passed."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from ccmotivate.engine.criteria import all_met, judge, meets
from ccmotivate.model.exact import Exact
from ccmotivate.model.results import FAIL, NO_DATA, NOT_ASKED, PASS
from ccmotivate.model.scorecards import Comparison, Criterion
from ccmotivate.model.variants import Variants
from tests.support import fractions, shipped_rules

_VALUES = Exact.from_fractions(fractions("79.999999999", 80, "80.000000001", None))


@pytest.mark.parametrize(
    ("comparison", "wanted"),
    [
        (Comparison.AT_LEAST, [0, 1, 1, 0]),
        (Comparison.AT_MOST, [1, 1, 0, 0]),
        (Comparison.MORE_THAN, [0, 0, 1, 0]),
        (Comparison.LESS_THAN, [1, 0, 0, 0]),
        (Comparison.EQUALS, [0, 1, 0, 0]),
    ],
)
def test_comparisons(comparison: Comparison, wanted: list[int]) -> None:
    met = meets(_VALUES, Criterion("x", comparison, (Fraction(80),), ""))
    assert met.astype(int).tolist() == wanted


def test_one_of() -> None:
    criterion = Criterion("x", Comparison.ONE_OF, (Fraction(1), Fraction(3)), "")
    assert meets(Exact.from_fractions([1, 2, 3, None]), criterion).tolist() == [True, False, True, False]


def test_an_absent_column_is_no_data_and_another_roles_metric_is_not_asked() -> None:
    roles = shipped_rules().roles
    role_of = np.array(["inbound", "email", "nobody"], dtype=object)
    status = judge({"emails": Exact.from_fractions([1, 80, 80])}, Variants(role_of, roles))
    assert status["emails"].tolist() == [NOT_ASKED, PASS, NOT_ASKED]
    assert status["typing_speed"].tolist() == [NO_DATA, NO_DATA, NOT_ASKED]
    assert "qa_checks" not in status
    assert all_met(status, 3).tolist() == [False, False, True]


def test_a_fail_is_a_fail() -> None:
    variants = Variants(np.array(["qa", "qa"], dtype=object), shipped_rules().roles)
    status = judge({"complaints": Exact.from_fractions([0, 1])}, variants)
    assert status["complaints"].tolist() == [PASS, FAIL]
