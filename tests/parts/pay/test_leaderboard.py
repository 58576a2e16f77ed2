"""A real export with a bonus table of its own (rules in ``leaderboard/``): every bonus comes out of its figure."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ccmotivate.engine.months import score_months
from ccmotivate.model.period import Month
from ccmotivate.pipeline.scheme import load_rules
from tests.support import ROOT, read

FILE = ROOT.parent / "shared/data/leaderboard/坐席绩效业绩排行榜.xlsx"


@pytest.mark.skipif(not FILE.exists(), reason="the shared exports are not here")
def test_every_bonus_of_the_table_comes_out_exactly() -> None:
    rules, problems = load_rules(Path(__file__).parent / "leaderboard")
    assert rules is not None, problems
    outcome = read(FILE, rules, Month(2025, 1))
    assert not outcome.errors, outcome.errors
    (month,), _notes = score_months(outcome.dataset, rules)
    (pay,) = month.parts["pay"].pays
    paid = dict(zip(month.agents["agent_id"].tolist(), pay.amount.to_list(), strict=True))
    sheet = openpyxl.load_workbook(FILE)["坐席绩效业绩排行榜"]
    written = {str(row[0]): row[7] for row in sheet.iter_rows(min_row=2, values_only=True) if row[0] is not None}
    assert len(written) == 335
    assert {agent_id: f"{amount}+" for agent_id, amount in paid.items()} == written
