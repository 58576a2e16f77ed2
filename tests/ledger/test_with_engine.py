"""The example year through engine and ledger: computed from the ledger, a period is what it was from the files."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from ccmotivate.engine.months import score_months
from ccmotivate.engine.periods import award_period
from ccmotivate.ledger.history import history, totals
from ccmotivate.ledger.opening import open_ledger
from ccmotivate.ledger.publishing import publish
from ccmotivate.ledger.remembered import known_months, known_period
from ccmotivate.ledger.verify import verify
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.period import Month
from ccmotivate.model.recorded import Published, Unchanged
from ccmotivate.model.results import MonthFacts
from tests.ledger.builders import AT, BY, YEAR, same, same_month
from tests.samples import sample, sampled
from tests.support import ROOT, read, shipped_rules


@functools.cache
def months() -> tuple[MonthFacts, ...]:
    """The twelve months of the example year, scored."""
    rules = shipped_rules()
    paths = [ROOT / "examples" / "2025" / f"{Month(2025, number)}.xlsx" for number in range(1, 13)]
    return tuple(one for path in paths for one in score_months(read(path).dataset, rules)[0])


def of(period: Period) -> list[MonthFacts]:
    """The months of a period, from the files."""
    return [one for one in months() if one.month in period.months]


QUARTERS = [Period.of(PeriodKind.QUARTER, 2025, number) for number in range(1, 5)]


@sampled
@pytest.mark.parametrize("ledgered", sample([QUARTERS], [list(map(Period.of_month, YEAR.months)), QUARTERS]))
def test_the_year_from_the_ledger_is_the_year_from_the_files(ledgered: list[Period], tmp_path: Path) -> None:
    rules = shipped_rules()
    ledger = open_ledger(str(tmp_path / "ccmotivate.db"), create=True)
    for period in ledgered:
        assert isinstance(publish(ledger, award_period(period, of(period), rules), BY, AT), Published)
    known = [one.facts for one in known_months(ledger, YEAR.months)]
    for one, its in zip(known, months(), strict=True):
        same_month(one, its)
    year = award_period(YEAR, months(), rules)
    again = award_period(YEAR, known, rules)
    same(again, year)
    parts = [award_period(period, of(period), rules) for period in ledgered]
    assert isinstance(publish(ledger, again, BY, AT, parts), Published)
    assert isinstance(publish(ledger, year, BY, AT), Unchanged)
    back = known_period(ledger, YEAR, lambda _texts: rules)
    assert back is not None
    same(back.result, again)
    assert verify(ledger).findings == ()
    assert sum(one.awards for one in totals(history(ledger, period=YEAR))) == len(history(ledger))
