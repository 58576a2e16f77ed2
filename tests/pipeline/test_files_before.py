"""How far back the files before a period are read: as far as something that is there looks, no further."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from ccmotivate.model.calendar import Period, parse_period
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options, silent
from ccmotivate.pipeline.pooling import files_before
from tests.parts.books import SAMPLES, with_sheets, without_sheet
from tests.support import ROOT, shipped_rules

YEAR = ROOT / "examples/2025"


def before(text: str, *files: Path, far: bool = False) -> list[str]:
    """The months before a period that are scored for it."""
    period = parse_period(text)
    assert isinstance(period, Period)
    with closing(Inputs([str(one) for one in files])) as inputs:
        entries = list(inputs.read(shipped_rules(), Options(write=False), silent))
    months = files_before(entries, period, shipped_rules(), Options(write=False), None, far=far)
    return [str(one.month) for one in months]


@pytest.fixture
def half_year(tmp_path: Path) -> list[Path]:
    """Six months without a contest."""
    return [without_sheet(tmp_path / "plain", "竞赛", YEAR / f"2025-0{month}.xlsx") for month in range(1, 7)]


def test_a_month_back_for_the_talent_model_where_nobody_holds_a_contest(half_year: list[Path]) -> None:
    assert before("2025-06", *half_year) == ["2025-05"]
    assert before("2025-Q2", *half_year) == ["2025-03"]


def test_the_window_of_careers_for_an_explanation(half_year: list[Path]) -> None:
    assert before("2025-06", *half_year, far=True) == ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05"]


def test_everything_that_is_there_for_the_duties_of_winners(half_year: list[Path], tmp_path: Path) -> None:
    june = with_sheets(tmp_path, SAMPLES["contests"], half_year[-1])
    assert before("2025-06", *half_year[:-1], june) == ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05"]
