"""Advice over the example year: with it the award is won, with one smallest step less it is not."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest

from ccmotivate.pipeline.gathering import gather
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options, silent
from ccmotivate.readers.together import together
from tests.engine.least import Verdict, judge
from tests.engine.test_enough import some
from tests.engine.test_trace import Decided, decided, of_year
from tests.engine.year_cases import make_year
from tests.prove.record import record
from tests.support import ROOT, shipped_rules

_EACH, _SEEDS = 12, range(6)


def _example() -> Decided:
    files = sorted(str(file) for file in (ROOT / "examples" / "2025").glob("2025-??.xlsx"))
    entries = list(Inputs(files).read(shipped_rules(), Options(), silent))
    return decided(together(gather(entries, shipped_rules(), None).parts, shipped_rules()).dataset)


@pytest.mark.prove
def test_advice_is_the_least() -> None:
    """The example year and random half-years: every award, every reason."""
    start = time.monotonic()
    years = {"the example year": (_example(), _EACH)}
    years |= {f"random half-year {seed}": (of_year(make_year(random.Random(seed).choice, 14, 6)), 2) for seed in _SEEDS}
    found: Counter[Verdict] = Counter()
    for name, (whole, each) in years.items():
        choose = random.Random(name)
        found.update(judge(whole, *one) for one in some(whole, choose, each))
    record(
        "What would have been enough, from both sides",
        [
            f"{found.total()} non-winners of the example year and {len(_SEEDS)} random half-years, of every award and "
            "every reason: all decided again from the data with the advice, and with one smallest step less.",
            *(f"{count}: {verdict.value}." for verdict, count in found.most_common()),
            f"Time: {time.monotonic() - start:.0f} s on one processor.",
        ],
    )
    assert not found[Verdict.MORE]
    assert not found[Verdict.SILENT]
    assert found[Verdict.LEAST] >= 150
