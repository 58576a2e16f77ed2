"""Pay in an explanation: each factor stands there as it was for the agent."""

from __future__ import annotations

import pytest

from tests.cli.commands import ROOT, ccmotivate


@pytest.mark.parametrize(("lang", "said"), [("en", "here × 0.5"), ("zh", "本次×0.5")])
def test_half_the_days_are_said(lang: str, said: str) -> None:
    """0021 has 10.5 of 21 days in post in March."""
    path = ROOT / "examples/2025/2025-03.xlsx"
    ran = ccmotivate("explain", path, "--agent", "0021", "--no-ledger", "--lang", lang)
    assert ran.code == 0, ran.err
    assert said in "".join(ran.out.split("\n"))
