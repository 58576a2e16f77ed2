"""Where earlier wins are known from: files given together, or a ledger, both by command, held against the oracle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.commands import ccmotivate
from tests.parts.against import saved
from tests.parts.contests import oracle
from tests.parts.contests.generate import company


def known_differences(seed: int, folder: Path) -> tuple[int, list[str]]:
    """How many duties the last workbook of the company with this seed has, and where each way differs."""
    *before, last = company(seed)
    earlier = [saved(book.sheets, folder / f"{seed} {book.truth[0].month}.xlsx") for book in before]
    path = saved(last.sheets, folder / f"{seed} {last.truth[0].month}.xlsx")
    truths = [month for book in before for month in book.truth]
    wanted = {
        month.month: oracle.duties(month, [*truths, *(one for one in last.truth if one.month < month.month)])
        for month in last.truth
    }
    ledger = folder / f"{seed}.db"
    for book, file in zip(before, earlier, strict=True):
        for month in book.truth:
            done = ccmotivate("publish", month.month, file, "--by", "A", "--yes", "--ledger", ledger)
            assert done.code == 0, done.err
    ways = {"files": [*earlier, path], "ledger": [path, "--ledger", ledger]}
    told = {way: _duties(words, folder) for way, words in ways.items()}
    return sum(len(each or ()) for each in wanted.values()), [
        f"{path.stem} {month} by {way}: {found.get(month)} for {each}"
        for way, found in told.items()
        for month, each in wanted.items()
        if found.get(month) != each
    ]


def _duties(words: list[Any], folder: Path) -> dict[str, Any]:
    """The duties by month, of a run with these words."""
    done = ccmotivate("score", *words, "--out", folder / "out", "--force", "--json")
    assert done.code == 0, done.err
    return {month["period"]: month.get("duties") for month in json.loads(done.out)["months"]}
