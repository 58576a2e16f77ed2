"""A random company through the program and through the oracle: contests, wins, duties month by month, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ccmotivate.model.results import MonthResult
from ccmotivate.problems import Problem
from ccmotivate.writers.json.scores import award_object
from tests.parts import compared
from tests.parts.against import as_numbers, keys_of, months_of, refused, written
from tests.parts.contests import oracle
from tests.parts.contests.generate import CONTEST, LESSONS, company, flawed
from tests.parts.contests.oracle import Month


@dataclass
class Compared(compared.Compared):
    """What was compared, and where the two differ."""

    contests: int = 0
    duties: int = 0


def compare(seed: int, folder: Path) -> Compared:
    """The company with this seed, a workbook after the other, and a workbook with a flaw, which must be refused.

    The sheets of odd seeds have numbers, those of even ones the same as text.
    """
    found, numeric = Compared(), [*CONTEST, *LESSONS] if seed % 2 else ()
    known: list[MonthResult] = []
    truths: list[Month] = []
    for book in company(seed):
        path = folder / f"{seed} {book.truth[0].month}.xlsx"
        months, notes = months_of(as_numbers(book.sheets, numeric), path, known)
        for month, truth in zip(months, book.truth, strict=True):
            _compare(month, notes, truth, truths, found)
            truths.append(truth)
        known += months
    broken = written(as_numbers(flawed(seed).sheets, numeric), folder / f"{seed} flawed.xlsx")
    found.differences += () if refused(broken, CONTEST) else (f"{seed} flawed: {list(map(str, broken.problems))}",)
    return found


def _compare(
    month: MonthResult, notes: Sequence[Problem], truth: Month, before: Sequence[Month], found: Compared
) -> None:
    assert str(month.month) == truth.month
    wanted = {"contests": oracle.contests(truth), "duties": oracle.duties(truth, before)}
    found.people += len(truth.people)
    found.contests += len(wanted["contests"] or ())
    found.duties += len(wanted["duties"] or ())
    told = keys_of(month)
    held = [
        *((name, told.get(name), each) for name, each in wanted.items()),
        ("awards", _awards(month), oracle.awards(truth)),
        ("notes", _notes(truth.month, notes), _wanted_notes(truth)),
    ]
    file = month.inputs[0].file
    found.differences += tuple(
        f"{file} {truth.month} {name}: {one} for {other}" for name, one, other in held if one != other
    )


def _awards(month: MonthResult) -> list[dict[str, Any]]:
    """The wins as the JSON has them, without the names."""
    given = [award_object(one, month.rules) for one in month.awards if one.award.startswith("contest:")]
    return [{name: value for name, value in one.items() if name != "name"} for one in given]


def _notes(month: str, notes: Sequence[Problem]) -> list[tuple[str, str]]:
    """What the notes of a month say of contests: kind and whom."""
    own = [one for one in notes if one.fields.get("month") == month]
    lacking = [("final", one.fields["value"]) for one in own if one.code == "contest-final-lacking"]
    return sorted([*lacking, *(("stranger", one.fields["agents"]) for one in own if _is_of_strangers(one))])


def _is_of_strangers(one: Problem) -> bool:
    return one.code == "sheet-strangers" and one.source.sheet in CONTEST


def _wanted_notes(truth: Month) -> list[tuple[str, str]]:
    lacking = [("final", who) for those in oracle.without_final(truth).values() for who in those]
    gone = oracle.strangers(truth)
    return sorted([*lacking, *([("stranger", ", ".join(gone))] if gone else [])])
