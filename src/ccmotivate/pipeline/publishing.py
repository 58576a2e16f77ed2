"""A period's awards ↔ the ledger: load, publish, decide, reopen, look up.

Every function takes an open ledger; a ledger that cannot be used is a problem like any other.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.outputs import Written, deliver
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.regular import is_there

# SQLAlchemy and pandas are loaded by the command that needs them.
if TYPE_CHECKING:
    from ccmotivate.ledger.store import Ledger
    from ccmotivate.model.calendar import Period
    from ccmotivate.model.known import KnownMonth, KnownPeriod
    from ccmotivate.model.period import Month
    from ccmotivate.model.recorded import Expected, HistoryRow, PublishOutcome, Tip, Total, WithdrawnPeriod
    from ccmotivate.model.results import Decision, PeriodResult
    from ccmotivate.model.rules import RuleSet

LEDGER_FILE = "ccmotivate.db"


def choose_ledger(given: str | None, environment: Mapping[str, str]) -> tuple[str, bool]:
    """Where the ledger is, and whether the user named it: ``--ledger``, ``CCMOTIVATE_LEDGER``, ``./ccmotivate.db``."""
    named = given or environment.get("CCMOTIVATE_LEDGER")
    return (named, True) if named else (LEDGER_FILE, False)


class Opened(Struct, frozen=True):
    """A ledger, or why it cannot be opened; neither when none was named and there is none here."""

    ledger: Ledger | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def memory(self) -> Remembered | None:
        """The ledger's memory, None without a ledger."""
        return None if self.ledger is None else Remembered(self.ledger)


NO_LEDGER = Opened()


def open_ledger(
    given: str | None, environment: Mapping[str, str], *, wait: float, create: bool = False, unsound: bool = False
) -> Opened:
    """The ledger to write (``create``) or to read from, where there is one.

    One that is not as it was written is a problem, but for those who look for that (``unsound``).
    """
    address, named = choose_ledger(given, environment)
    if not create and not named and not os.path.lexists(address):
        return Opened()
    from ccmotivate.ledger import opening, soundness
    from ccmotivate.ledger.refused import LedgerRefused

    try:
        ledger = opening.open_ledger(address, create=create, wait=wait)
        if not unsound:
            soundness.check(ledger)
        return Opened(ledger)
    except LedgerRefused as why:
        return Opened(problems=(why.problem,))


class Remembered(Struct, frozen=True):
    """What other commands may need of a ledger (``counting.Memory``)."""

    ledger: Ledger
    _published: dict[Period, KnownPeriod | None] = field(default_factory=dict)  # each is read once, as the months are
    _months: dict[Month, KnownMonth | None] = field(default_factory=dict)
    _ids: dict[int, Mapping[Month, frozenset[str]]] = field(default_factory=dict)

    def months(self, months: Sequence[Month]) -> tuple[KnownMonth, ...]:
        """Those of these months that are in the ledger."""
        from ccmotivate.ledger.remembered import known_months

        if new := [month for month in months if month not in self._months]:
            self._months.update(dict.fromkeys(new))
            self._months.update({one.facts.month: one for one in known_months(self.ledger, new)})
        return tuple(one for month in months if (one := self._months[month]) is not None)

    def ids(self, year: int) -> Mapping[Month, frozenset[str]]:
        """The months of a year that are in the ledger, each with the ids of its agents or more."""
        from ccmotivate.ledger.remembered import ids_known

        if year not in self._ids:
            self._ids[year] = ids_known(self.ledger, year)
        return self._ids[year]

    def decisions(self, period: Period) -> tuple[Decision, ...]:
        """What was decided in the period and in the shorter ones within it."""
        from ccmotivate.ledger.deciding import decisions

        return decisions(self.ledger, period)

    def pending(self, period: Period) -> tuple[Decision, ...]:
        """Those of them that no publication holds yet."""
        from ccmotivate.ledger.deciding import pending

        return pending(self.ledger, period)

    def check_awards(self, known: KnownMonth, awards: Iterable[str]) -> None:
        """Check that every award in a published month is one of these."""
        from ccmotivate.ledger.remembered import check_awards

        check_awards(self.ledger, known.facts, awards)

    def tip(self) -> Tip | None:
        """The last record that there is."""
        from ccmotivate.ledger.remembered import last_record

        return last_record(self.ledger)

    def published(self, period: Period) -> KnownPeriod | None:
        """The publication of the period in force, with every rank by score."""
        from ccmotivate.engine.periods import with_ranks
        from ccmotivate.ledger.remembered import known_period

        if period not in self._published:
            known = known_period(self.ledger, period, partial(self._rules, period))
            self._published[period] = known and replace(known, result=with_ranks(known.result))
        return self._published[period]

    def withdrawn(self, period: Period) -> WithdrawnPeriod | None:
        """The version of the period that was reopened last."""
        from ccmotivate.ledger.remembered import withdrawn

        return withdrawn(self.ledger, period)

    def agents_since(self, month: Month) -> tuple[Month, frozenset[str]] | None:
        """The latest published month after this one, and the ids of its agents."""
        from ccmotivate.ledger.remembered import agents_since

        return agents_since(self.ledger, month)

    def _rules(self, period: Period, texts: Mapping[str, str]) -> RuleSet:
        """The scheme of recorded texts, as it was in force in the period."""
        from ccmotivate.ledger.refused import refused
        from ccmotivate.pipeline.scheme import rules_of
        from ccmotivate.ruleset.files import QUESTIONABLE

        rules, problems = rules_of(texts, "rules", taken=QUESTIONABLE)
        if rules is None:
            raise refused("ledger-rules", self.ledger.name, period, reason=f"{problems[0].source} {problems[0].code}")
        return rules.at(period.months[-1])


# -- publishing -------------------------------------------------------------------------------------------------------


def publish(ledger: Ledger, result: PeriodResult, by: str, at: str, approved_by: str = "") -> PublishOutcome:
    """Record a period's result with everything behind it, in one transaction.

    Raises:
        LedgerRefused: the ledger cannot be read or written.
    """
    from ccmotivate.ledger.publishing import publish as record

    return record(ledger, result, by, at, _quarters_behind(ledger, result), approved_by)


def _quarters_behind(ledger: Ledger, result: PeriodResult) -> list[PeriodResult]:
    """The quarters and half-years that a longer period was decided on."""
    from ccmotivate.engine.periods import award_shorter_periods
    from ccmotivate.model.calendar import PeriodKind

    decided = Remembered(ledger).decisions(result.period)
    again = award_shorter_periods(result.period, result.facts, result.rules, decided, (), result.past)
    return [one for one in again if one.period.kind is not PeriodKind.MONTH]


# -- looking back -----------------------------------------------------------------------------------------------------


def export_ledger(ledger: Ledger, target: Path, *, force: bool = False) -> int:
    """Every record as a line of JSON, into a file of its own or to the standard output (``-``); how many there are.

    Raises:
        LedgerRefused: the ledger cannot be read, or the file exists or cannot be written.
    """
    from ccmotivate.ledger.refused import LedgerRefused
    from ccmotivate.ledger.transfer import export
    from ccmotivate.writers.files.replacing import replace_files

    if str(target) == "-":
        return _write_lines(sys.stdout.buffer, export(ledger))
    if is_there(target) and not force:
        raise LedgerRefused(problem("export-exists", SourceRef(str(target))))
    written: list[int] = []

    def fill(path: Path) -> None:
        with path.open("wb") as stream:
            written.append(_write_lines(stream, export(ledger)))

    try:
        replace_files({target: fill}, force=True)
    except OSError as error:
        raise LedgerRefused(problem("cannot-write", SourceRef(str(target)), error.strerror or str(error))) from None
    return written[0]


def on_lists(lists: Sequence[Path]) -> list[Expected]:
    """The last hashes printed on award lists.

    Raises:
        LedgerRefused: a file is no award list, or was written without a ledger.
    """
    from ccmotivate.ledger.refused import refused
    from ccmotivate.model.recorded import Expected
    from ccmotivate.writers.files.signature import tip_in

    found = {path: tip_in(path) for path in lists}
    for path, tip in found.items():
        if tip is None:
            raise refused("list-without-hash" if path.exists() else "no-such-file", str(path))
    return [Expected(tip.hash, tip.seq, str(path)) for path, tip in found.items() if tip]


def _write_lines(stream: BinaryIO, lines: Iterable[str]) -> int:
    """Write the lines; how many records they are (the first says what the rest is, the last where it ends)."""
    count = -2
    for line in lines:
        stream.write(line.encode() + b"\n")
        count += 1
    return count


def write_history(
    target: Path, rows: Sequence[HistoryRow], totals: Sequence[Total], rules: RuleSet | None, options: Options
) -> Written:
    """Write the history as a workbook."""
    from ccmotivate.writers.workbooks.history_book import write_history as write

    return deliver({target: lambda path: write(path, rows, totals, rules, options.lang)}, options)
