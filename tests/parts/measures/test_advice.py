"""What to look at is all that ``fairness`` would tell of it, although only some of its kinds are looked at."""

from __future__ import annotations

from msgspec.structs import replace

from ccmotivate.engine.fairness import fairness
from ccmotivate.model.period import Month
from ccmotivate.parts.measures.advice import _TELLING, advise
from ccmotivate.parts.measures.results import Evaluated
from tests.engine.fairness_cases import F, agent, crowd, scored
from tests.parts.measures.simulated import Shape, pilot
from tests.support import shipped_rules


def test_advice_is_what_the_whole_report_would_tell() -> None:
    rows = [row for month in range(1, 7) for row in crowd(month, ["A1", "A2", "A3"], 40)]
    rows += [agent(f"B{at:02}", 80, month, proposals_adopted=F(0)) for month in range(1, 7) for at in range(60)]
    months = scored(rows)
    after = tuple(Month(2025, month) for month in range(1, 7))
    everybody = replace(pilot(1, Shape(4, 0.1)), start=after[0], dimension=None, units={})
    advice = advise(Evaluated(everybody, (), after, ()), months, shipped_rules())
    whole = fairness(months, shipped_rules())
    told = [(part, one) for part in whole.parts for one in part.findings if one.code in _TELLING]
    assert list(advice.found) == told
    assert {one.code for _part, one in told} == set(_TELLING)
    assert all(part in whole.parts for part in advice.fairness.parts)
    assert (advice.people, advice.never) == (103, 18)
