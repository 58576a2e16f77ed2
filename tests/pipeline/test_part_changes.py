"""What a part hands in is compared and recorded everywhere without code of its own: tried with a made-up part."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
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
from ccmotivate.model.decided import MONTH_COLUMNS, Kind
from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartValue
from ccmotivate.model.period import Month
from ccmotivate.model.recorded import LedgerView, Refused
from ccmotivate.model.results import MonthFacts, MonthResult
from ccmotivate.pipeline.counting import differing
from ccmotivate.writers.json.simulation import write_simulation_json
from ccmotivate.writers.terminal.ledger import show_differences
from ccmotivate.writers.terminal.simulation import show_changes
from ccmotivate.writers.workbooks.simulation_book import write_simulation
from tests.ledger.builders import AT, BY, facts, month_result
from tests.support import dataset, sentences, shipped_rules

RULES = shipped_rules()
MARCH = Month(2025, 3)


@dataclass(frozen=True)
class MadeUp:
    """A part that decides by a table."""

    values: Mapping[str, Mapping[str, PartValue]]

    def comparable(self) -> Mapping[str, Mapping[str, PartValue]]:
        return self.values

    def labels(self) -> Mapping[str, Label]:
        return {"bonus": Label("奖金", "Bonus"), "talks": Label("谈话", "Talks")}


OLD = MadeUp({"0000": {"bonus": Fraction(1000, 3), "talks": ("overdue", Fraction(2))}, "0001": {"bonus": Fraction(5)}})
NEW = MadeUp({"0000": {"bonus": Fraction("340.5"), "talks": ("overdue", Fraction(2))}, "0002": {"bonus": Fraction(7)}})
CHANGED = {("0000", "1000/3", "340.5"), ("0001", "5", None), ("0002", None, "7")}


def scored() -> MonthResult:
    rows = [{"agent_id": f"{at:04d}", "role": "inbound", "project": "信用卡", "team": "一组"} for at in range(3)]
    (month,), _notes = score_months(dataset(rows, {}), RULES)
    return month


def compared() -> Comparison:
    """The same month twice, but for the part."""
    month = scored()
    old, new = (Scenario(RULES, (replace(month, parts={"pay": part}),)) for part in (OLD, NEW))
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
    cells = [
        str(cell.value) for sheet in openpyxl.load_workbook(tmp_path / "book.xlsx") for row in sheet for cell in row
    ]
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
    assert known.result.facts[0].parts["pay"].comparable() == OLD.values
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


def with_part(part: MadeUp) -> MonthFacts:
    return replace(facts(MARCH), parts={"pay": part})


def test_a_value_that_no_part_may_have_is_not_recorded() -> None:
    for value in (0.5, True, ("late", 0.5)):
        wrong = MadeUp({"0000": {"bonus": value}})  # type: ignore[dict-item]
        with pytest.raises(TypeError, match=r"(float|bool) is no value of a part"):
            part_bodies({"pay": wrong})


def test_the_ledger_records_the_columns_that_are_compared() -> None:
    assert [one.name for one in fields(StandingRecord)] == list(MONTH_COLUMNS)
