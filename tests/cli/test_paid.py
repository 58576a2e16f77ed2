"""Everything paid and won: the money table against sums made from the months’ own JSON, from files and a ledger."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import ROOT, ccmotivate
from tests.support import sheets_in

FILES = [ROOT / f"examples/2025/2025-0{month}.xlsx" for month in (1, 2, 3)]
BY = ("--by", "Agent Alpha", "--yes")


def document(*words: str | Path) -> dict[str, Any]:
    ran = ccmotivate(*words, "--json", "--lang", "en")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return [
        document("score", path, "--out", tmp_path_factory.mktemp("score"), "--no-ledger")["months"][0] for path in FILES
    ]


def amounts(months: list[dict[str, Any]], *pays: str) -> dict[str, Fraction]:
    """What each person is paid over the months, of these pays or of all, from their scores."""
    found: dict[str, Fraction] = defaultdict(Fraction)
    for month in months:
        for agent in month["agents"]:
            found[agent["agent_id"]] += sum(
                (Fraction(one["amount"]) for one in agent["pay"] if not pays or one["pay"] in pays), Fraction(0)
            )
    return found


def test_everybody_stands_there_with_the_pay_of_the_months_and_the_prizes(
    months: list[dict[str, Any]], tmp_path: Path
) -> None:
    found = document("awards", "2025-Q1", *FILES, "--money", "--out", tmp_path, "--no-ledger")
    paid = {one["agent_id"]: one for one in found["paid"]}
    wanted = amounts(months)
    assert {one: Fraction(entry["all_money"]) for one, entry in paid.items()} == wanted
    assert sum(wanted.values()) > 10_000
    gifts = {one["agent_id"]: sum(Fraction(two["amount"]) for two in one["totals"]) for one in found["money"]}
    assert {one: Fraction(entry["gifts_worth"]) for one, entry in paid.items() if entry["gifts_worth"] != "0"} == gifts


def test_the_sheets_sum_up_to_the_fen(months: list[dict[str, Any]], tmp_path: Path) -> None:
    found = document("awards", "2025-Q1", *FILES, "--money", "--out", tmp_path, "--no-ledger")
    sheets = sheets_in(tmp_path / "2025-Q1.money.xlsx")
    head, *people = sheets["Paid and won by person"]
    assert [row[0] for row in people] == [one["agent_id"] for one in found["paid"]]
    wanted = amounts(months, "performance_bonus")
    for name, pay in (("Performance bonus", "performance_bonus"), ("Floating pay", "floating_pay")):
        at = head.index(name)
        assert {row[0]: round(Fraction(row[at] or 0), 2) for row in people} == amounts(months, pay)
    _head, whole, *groups = sheets["Paid and won in sum"]
    assert (whole[0], whole[2], round(Fraction(whole[3]), 2)) == ("All", len(people), sum(wanted.values()))
    for by in ("Role", "Project", "Team"):
        own = [row for row in groups if row[0] == by]
        assert sum(row[2] for row in own) == len(people)
        assert sum(round(Fraction(row[3]), 2) for row in own) == sum(wanted.values())
    roles = {row[1]: row[2] for row in groups if row[0] == "Role"}
    assert roles["Inbound"] == sum(agent["role"] == "inbound" for agent in months[-1]["agents"])


def test_months_from_the_ledger_count_as_they_were_published(months: list[dict[str, Any]], tmp_path: Path) -> None:
    ledger = ("--ledger", tmp_path / "ledger.db")
    for month, path in enumerate(FILES, start=1):
        document("publish", f"2025-0{month}", path, *BY, *ledger)
    found = document("awards", "2025-Q1", "--money", "--out", tmp_path / "out", *ledger)
    assert {one["agent_id"]: Fraction(one["all_money"]) for one in found["paid"]} == amounts(months)


def test_without_a_part_that_pays_the_table_has_prizes_only(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    (tmp_path / "rules/pay.yaml").unlink()
    (tmp_path / "rules/cases/pay.yaml").unlink()
    words = ("--rules", tmp_path / "rules", "--money", "--out", tmp_path, "--no-ledger")
    assert "paid" not in document("awards", "2025-Q1", *FILES, *words)
    assert len(sheets_in(tmp_path / "2025-Q1.money.xlsx")) == 1
