"""Who is to get what for a period and those within it; which shorter periods there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import SimpleNamespace

from msgspec.structs import replace

from ccmotivate.engine.payroll import payroll
from ccmotivate.engine.periods import award_period, award_shorter_periods
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import ComparedPart
from ccmotivate.model.payroll import Worth
from ccmotivate.model.results import AwardGiven, PeriodResult
from ccmotivate.model.rules import RuleSet
from tests.conditions.test_conditions import LEADERS, month, the, won
from tests.support import shipped_rules

F = Fraction
RULES = shipped_rules()
QUARTER = Period.of(PeriodKind.QUARTER, 2025, 1)


def prize(at: str, agent: str | None, amount: int | None, name: str = "", team: str = "") -> AwardGiven:
    """A monthly award with a prize."""
    given = replace(won(at, agent or ""), name=name, team=team, prize=None if amount is None else F(amount))
    return given if agent else replace(given, agent_id=None)


def results(*months: Sequence[AwardGiven]) -> list[PeriodResult]:
    """Months from January on with these awards."""
    found = []
    for number, awards in enumerate(months, start=1):
        facts = month(number, LEADERS[1], awards)
        found.append(award_period(Period.of_month(facts.month), [facts], RULES))
    return found


def test_people_stand_by_id_then_teams_by_name_each_with_payments_in_time() -> None:
    january = [
        prize("2025-01", "10", 200, "Old"),
        prize("2025-01", None, 50, team="B"),
        prize("2025-01", None, 60, team="A"),
    ]
    february = [prize("2025-02", "9", 100), prize("2025-02", "10", 150, "New"), prize("2025-02", "8", None)]
    for parts in (results(january, february), list(reversed(results(january, february)))):
        found = payroll(parts)
        assert [str(one.period) for one in found.parts] == ["2025-01", "2025-02"]
        assert [one.agent_id or one.name for one in found.payees] == ["9", "10", "A", "B"]
        ten = found.payees[1]
        assert ten.name == "New"
        assert [(one.given.period, one.amount) for one in ten.payments] == [("2025-01", 200), ("2025-02", 150)]


def test_the_kinds_of_amounts_stand_in_order_and_are_those_that_were_won() -> None:
    money = replace(RULES.awards["monthly_project"], prize_as="money")
    written = {name: award for name, award in RULES.awards.items() if not award.part}  # titles of contests are money
    mixed = replace(RULES, awards={**written, "monthly_project": money})
    nobody = [replace(one, rules=mixed) for one in results([])]
    assert payroll(nobody).worths == (Worth("money", "CNY"),)
    both = [
        *results([prize("2025-01", "9", 100)]),
        *(replace(one, rules=mixed) for one in results([], [prize("2025-02", "9", 1)])),
    ]
    assert payroll(both).worths == (Worth("gift", "CNY"), Worth("money", "CNY"))
    assert payroll(results([prize("2025-01", "9", 100)])).worths == (Worth("gift", "CNY"),)
    assert payroll(results([prize("2025-01", "9", None)])).payees == ()


def test_the_shorter_periods_of_which_there_is_a_month_in_the_order_of_their_ends() -> None:
    def within(text: str, *numbers: int) -> list[str]:
        months = [month(number, LEADERS[1]) for number in numbers]
        return [str(one.period) for one in award_shorter_periods(the(text), months, RULES)]

    assert within("2025-Q1", 1, 2, 3) == ["2025-01", "2025-02", "2025-03"]
    assert within("2025-H1", 2, 3, 4) == ["2025-02", "2025-03", "2025-Q1", "2025-04", "2025-Q2"]
    assert within("2025", 1, 12) == ["2025-01", "2025-Q1", "2025-H1", "2025-12", "2025-Q4", "2025-H2"]
    assert within("2025-01", 1) == []


def paying(*labels: str) -> RuleSet:
    """Rules with one part, which pays what it decided."""
    names = {name: Label(name, name) for name in labels}
    facet = SimpleNamespace(labels=lambda _settings: names, payments=lambda values: values)
    part = SimpleNamespace(settings=None, facet=lambda name: facet if name == "payments" else None)
    return replace(RULES, parts={"pay": part})  # type: ignore[dict-item]


def paid_in(number: int, pays: Mapping[str, Mapping[str, int]], table: str, rules: RuleSet) -> PeriodResult:
    """A month with what a part pays to each agent."""
    values = {agent: {pay: F(amount) for pay, amount in those.items()} for agent, those in pays.items()}
    facts = replace(month(number, table), compared={"pay": ComparedPart(values)})  # type: ignore[arg-type]
    return award_period(Period.of_month(facts.month), [facts], rules)


def test_people_are_paid_by_id_and_stand_where_they_were_last() -> None:
    """10 gets fees in all months and one bonus; 9 gets the bonus alone, and nobody the third kind of pay."""
    head, rules = "id | project | score | status | team\n '10 | A | 9 | E | ", paying("fee", "bonus", "other")
    parts = [
        paid_in(2, {"10": {"fee": 7}}, f"{head}Mid", rules),
        paid_in(3, {"10": {"fee": 3, "bonus": 1}, "9": {"bonus": 2}}, f"{head}New\n '9 | A | 9 | E | X", rules),
        paid_in(1, {"10": {"fee": 5}}, f"{head}Old", rules),
    ]
    found = payroll(parts)
    assert [(one.agent_id, one.team, dict(one.pays)) for one in found.paid] == [
        ("9", "X", {"bonus": 2}),
        ("10", "New", {"fee": 15, "bonus": 1}),
    ]
    assert list(found.pays) == ["fee", "bonus"]
