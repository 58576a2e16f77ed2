"""What a part hands in is compared and recorded everywhere without code of its own: tried with a made-up part."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from rich.console import Console

from ccmotivate.engine.comparing import compare
from ccmotivate.engine.months import score_months
from ccmotivate.ledger.bodies import StandingRecord
from ccmotivate.ledger.difference import differences
from ccmotivate.ledger.opening import open_ledger
from ccmotivate.ledger.part_bodies import part_bodies
from ccmotivate.ledger.publishing import publish
from ccmotivate.ledger.remembered import known_period
from ccmotivate.model.comparison import Comparison, Scenario, Simulation
from ccmotivate.model.decided import MONTH_COLUMNS
from ccmotivate.model.kinds import Kind
from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import ComparedPart, PartRules, PartValue
from ccmotivate.model.period import Month
from ccmotivate.model.recorded import LedgerView, Refused
from ccmotivate.model.results import MonthFacts, MonthResult
from ccmotivate.pipeline.counting import differing
from ccmotivate.problems import SourceRef
from ccmotivate.writers.json.simulation import write_simulation_json
from ccmotivate.writers.terminal.ledger import show_differences
from ccmotivate.writers.terminal.simulation import show_changes
from ccmotivate.writers.workbooks.simulation_book import write_simulation
from tests.ledger.builders import AT, BY, facts, month_result
from tests.support import dataset, sentences, sheets_in, shipped_rules

RULES = shipped_rules()
MARCH = Month(2025, 3)


LABELS = {"bonus": Label("奖金", "Bonus"), "talks": Label("谈话", "Talks")}
Values = Mapping[str, Mapping[str, PartValue]]
OLD: Values = {
    "0000": {"bonus": Fraction(1000, 3), "talks": ("overdue", Fraction(2))},
    "0001": {"bonus": Fraction(5)},
}
NEW: Values = {
    "0000": {"bonus": Fraction("340.5"), "talks": ("overdue", Fraction(2))},
    "0002": {"bonus": Fraction(7)},
}


class MadeUp:
    """A part whose result is the table that is compared; it is its own facet."""

    id, file, label = "pay", "pay.yaml", Label("绩效奖金", "Pay")

    def facet(self, name: str) -> Any:
        return self if name == "compare" else None

    def values(self, result: Values, ids: Sequence[str]) -> Values:
        return {one: result[one] for one in ids if one in result}

    def labels(self, _result: Values) -> Mapping[str, Label]:
        return LABELS


CHANGED = {("0000", "1000/3", "340.5"), ("0001", "5", None), ("0002", None, "7")}


def scored() -> MonthResult:
    rows = [{"agent_id": f"{at:04d}", "role": "inbound", "project": "信用卡", "team": "一组"} for at in range(3)]
    (month,), _notes = score_months(dataset(rows, {}), RULES)
    return month


def compared() -> Comparison:
    """The same month twice, but for the part."""
    month = scored()
    rules = replace(RULES, parts={"pay": PartRules(MadeUp(), None, SourceRef(), ())})
    months = [replace(month, rules=rules, parts={"pay": values}) for values in (OLD, NEW)]
    old, new = (Scenario(rules, (one,)) for one in months)
    return compare(old, new)


def test_simulate_shows_what_differs_in_a_part() -> None:
    comparison = compared()
    assert not comparison.awards
    assert {(one.old == one.new, len(one.parts)) for one in comparison.people} == {(True, 1)}
    shown = io.StringIO()
    show_changes(Console(file=shown, width=200), comparison, "en")
    assert "Bonus: 1000/3 → 340.5" in shown.getvalue()
    assert "Bonus: 5 → –" in shown.getvalue()
    assert "Talks" not in shown.getvalue()


def test_simulate_writes_what_differs_in_a_part(tmp_path: Path) -> None:
    comparison = compared()
    simulation = Simulation((), (), comparison)
    with (tmp_path / "book.xlsx").open("wb") as stream:
        write_simulation(stream, simulation, "zh")
    cells = [str(cell) for rows in sheets_in(tmp_path / "book.xlsx").values() for row in rows for cell in row]
    assert any("奖金" in cell and "1000/3 → 340.5" in cell for cell in cells)
    stream_ = io.StringIO()
    write_simulation_json(stream_, simulation, (), RULES, "en")
    parts = [part for one in json.loads(stream_.getvalue())["people"] for part in one["parts"]]
    assert {(one["part"], one["field"], one["old"], one["new"]) for one in parts} == {
        ("pay", "bonus", old, new) for _agent, old, new in CHANGED
    }


def test_publish_records_a_part_and_refuses_another(tmp_path: Path) -> None:
    ledger = open_ledger(str(tmp_path / "ledger.db"), create=True)
    was, now = (month_result(MARCH, months=with_part(part)) for part in (OLD, NEW))
    publish(ledger, was, BY, AT)
    known = known_period(ledger, was.period, lambda _texts: was.rules)
    assert known is not None
    assert known.result.facts[0].compared["pay"].values == OLD
    assert differences(known.result, was) == ()
    outcome = publish(ledger, now, BY, AT)
    assert isinstance(outcome, Refused)
    found = outcome.differences
    assert {(one.agent_id, one.was, one.now) for one in found} == CHANGED
    assert {(one.field, one.kind) for one in found} == {("pay bonus", Kind.PART)}
    shown = io.StringIO()
    show_differences(Console(file=shown, width=200), found, RULES, "zh")
    assert "奖金" in shown.getvalue()
    view = LedgerView(now.period, known.publication, found)
    (differs,) = differing(replace(now, ledger=view), "en")
    assert differs.code == "published-differs"
    assert "Bonus 1000/3 → 340.5" in sentences(differs)


def with_part(values: Values) -> MonthFacts:
    return replace(facts(MARCH), compared={"pay": ComparedPart(values, LABELS)})


def test_a_part_that_the_month_was_published_without_is_no_difference() -> None:
    was, now = month_result(MARCH), month_result(MARCH, months=with_part(NEW))
    assert differences(was, now) == ()
    assert {one.was for one in differences(now, was)} == {"340.5", "7", "overdue · 2"}


def test_a_value_that_no_part_may_have_is_not_recorded() -> None:
    for value in (0.5, True, ("late", 0.5)):
        wrong = ComparedPart({"0000": {"bonus": value}})  # type: ignore[dict-item]
        with pytest.raises(TypeError, match=r"(float|bool) is no value of a part"):
            part_bodies({"pay": wrong})


def test_the_ledger_records_the_columns_that_are_compared() -> None:
    assert list(StandingRecord.__struct_fields__) == list(MONTH_COLUMNS)


def test_what_is_compared_of_pay_is_each_amount_paid() -> None:
    month = scored()
    (bonus, *_others) = month.parts["pay"].pays
    paid = {one: values.get(bonus.pay.id) for one, values in month.compared["pay"].values.items()}
    ids = month.agents["agent_id"].tolist()
    assert paid == {ids[at]: bonus.amount[at] for at in range(len(ids)) if bonus.paid[at]}
    assert len(paid) == len(ids)
    assert month.compared["pay"].labels[bonus.pay.id].text("zh") == "绩效奖金"
