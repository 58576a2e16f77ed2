"""Steps of the engine by themselves, at the edges that whole months rarely meet."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import Mock, patch

import numpy as np

from ccmotivate.conditions.rank import Rank
from ccmotivate.engine.counterfactuals.input_changes import InputChanges, put
from ccmotivate.engine.fairness import material
from ccmotivate.engine.folds import folded_before
from ccmotivate.engine.parts import part_metrics
from ccmotivate.engine.periods import PeriodCache
from ccmotivate.model.calendar import Period
from ccmotivate.model.exact import Exact
from ccmotivate.model.period import Month

MARCH = Month(2025, 3)


def test_the_first_of_rows_that_were_folded_before_counts_and_those_without_rows_show_none() -> None:
    values = Exact.from_fractions([Fraction(7), Fraction(9)])
    made = SimpleNamespace(rows=np.array([5, 0]), values=values, counts=np.array([2, 0]))
    rule = SimpleNamespace(sheet="calls")
    detail = SimpleNamespace(folded=_ByIdentity(rule, made))
    data = SimpleNamespace(details={"calls": detail}, owners=lambda _sheet: np.array([0, 1]), agents=[0, 1, 2])
    found, counts, rows = folded_before(cast(Any, data), cast(Any, rule), np.array([True, True, True]))
    assert found.to_list() == [7, 9, None]
    assert counts.tolist() == [2, 0, 0]
    assert [one.tolist() for one in (rows.rows, rows.starts)] == [[0], [0, 1, 1, 1]]


def test_rows_that_were_folded_before_stand_behind_their_own_agents_in_the_order_of_these() -> None:
    """The second agent's two tables come first; the third agent is asked of another column."""
    values = Exact.from_fractions([Fraction(8), Fraction(8), Fraction(7), Fraction(9)])
    made = SimpleNamespace(rows=np.array([3, 1, 5, 4]), values=values, counts=np.array([4, 4, 5, 4]))
    rule = SimpleNamespace(sheet="calls")
    detail = SimpleNamespace(folded=_ByIdentity(rule, made))
    data = SimpleNamespace(details={"calls": detail}, owners=lambda _sheet: np.array([1, 1, 0, 2]), agents=[0, 1, 2])
    found, counts, rows = folded_before(cast(Any, data), cast(Any, rule), np.array([True, True, False]))
    assert found.to_list() == [7, 8, 9]
    assert counts.tolist() == [5, 4, 4]
    assert [rows[agent].tolist() for agent in range(3)] == [[2], [0, 1], []]


class _ByIdentity:
    """A mapping of one rule."""

    def __init__(self, rule: object, made: object) -> None:
        self._rule, self._made = rule, made

    def __getitem__(self, rule: object) -> object:
        assert rule is self._rule
        return self._made


def test_a_part_makes_metrics_where_all_its_sheets_are_there() -> None:
    made = {"points": Exact.full(1, 3)}
    facet = SimpleNamespace(metrics=lambda _settings, _data: made)
    part = SimpleNamespace(facet=lambda _name: facet, needed_sheets=("one", "other"), settings=None)
    rules = cast(Any, SimpleNamespace(parts={"part": part}))
    assert part_metrics(cast(Any, SimpleNamespace(sheets={"one": 1})), rules) == {}
    assert part_metrics(cast(Any, SimpleNamespace(sheets={"one": 1, "other": 2})), rules) == made


def test_what_is_filled_in_is_the_best_of_the_others() -> None:
    column = Exact.from_fractions([Fraction(4), None, Fraction(9)])
    month = SimpleNamespace(metrics={"time": column})
    for good, best in (("low", 4), ("high", 9)):
        rule = SimpleNamespace(good=good, formula=None)
        own = SimpleNamespace(months={MARCH: month}, _rule=lambda _metric, rule=rule: rule, row=lambda _month: 1)
        nothing = cast(Any, ())
        assert InputChanges.filled(cast(Any, own), MARCH, "time", nothing) == put(
            nothing, MARCH, "time", Fraction(best)
        )


def test_the_past_of_a_period_ends_before_its_first_month() -> None:
    february, march = Period.of_month(Month(2025, 2)), Period.of_month(MARCH)
    facts = [SimpleNamespace(month=MARCH, past={february: ("won",), march: ("own",)})]
    own = SimpleNamespace(rules=SimpleNamespace(awards_window=2, past_kinds=()), facts=facts, past={})
    assert PeriodCache._past(cast(Any, own), march) == {february: ("won",)}


def test_an_award_that_alone_was_given_is_a_contest() -> None:
    award = SimpleNamespace(id="star", condition=Mock(spec=Rank), winner="agent")
    given = SimpleNamespace(award="star", decision=None, within=())
    rules = SimpleNamespace(awards_of=lambda _kind: [award])
    result = SimpleNamespace(
        facts=(), period=SimpleNamespace(kind=None), past={}, agents=None, rules=rules, awards=(given,), withheld=()
    )
    with (
        patch.object(material, "award_context"),
        patch.object(material, "_groups", return_value={}),
        patch.object(material, "_candidates", return_value={"": {"A1": Fraction(1)}}),
    ):
        (found,) = material._contests(cast(Any, result))
    assert found.winners == (given,)
