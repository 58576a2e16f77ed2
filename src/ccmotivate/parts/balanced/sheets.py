"""The sheet of balanced scorecards: rows that contradict themselves or each other, and whose rows are whose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from ccmotivate.model.exact import plain_text
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetKind, SheetRows
from ccmotivate.model.words import normal
from ccmotivate.parts.balanced.problems import SUM, TARGET_BELOW, TWICE, UNITS_DIFFER, WEIGHT_BELOW
from ccmotivate.parts.balanced.rules import (
    ACTION,
    ACTUAL,
    AGENT,
    LOWER,
    MEASURE,
    PERSPECTIVE,
    SHEET,
    TARGET,
    WEIGHT,
    BalancedSettings,
)

NEEDED = (SHEET,)
WHOLE = 100
_Wrong = tuple[str, int, str, str, object, Mapping[str, object]]


class Row(Struct, frozen=True):
    """A row: its position, its workbook and month (ordinal, 0 for every month), and its cells."""

    at: int
    book: str
    month: int
    agent: str
    perspective: str
    measure: str
    weight: Fraction
    target: Fraction
    actual: Fraction | None
    lower: bool
    action: str
    signs: tuple[str, str]  # of the target and of the actual figure

    @property
    def units_differ(self) -> bool:
        """True where one is a percentage and the other is not; 0 is the same in every unit."""
        return bool(self.target and self.actual) and self.signs[0] != self.signs[1]


def kinds(settings: BalancedSettings) -> tuple[SheetKind, ...]:
    """The one sheet."""
    return (settings.kind,)


def rows_of(rows: SheetRows) -> list[Row]:
    """Every row, in order."""
    texts = {name: rows.texts[name].tolist() for name in (AGENT, PERSPECTIVE, MEASURE, ACTION, TARGET, ACTUAL)}
    numbers = {name: rows.numbers[name].to_list() for name in (WEIGHT, TARGET, ACTUAL, LOWER)}
    places = zip(rows.frame["workbook"].tolist(), rows.frame["month"].tolist(), strict=True)
    return [
        Row(
            at=at,
            book=book,
            month=month,
            agent=texts[AGENT][at],
            perspective=texts[PERSPECTIVE][at],
            measure=texts[MEASURE][at],
            weight=numbers[WEIGHT][at] or Fraction(0),
            target=numbers[TARGET][at] or Fraction(0),
            actual=numbers[ACTUAL][at],
            lower=numbers[LOWER][at] == 1,
            action=texts[ACTION][at],
            signs=(texts[TARGET][at], texts[ACTUAL][at]),
        )
        for at, (book, month) in enumerate(places)
    ]


def check(settings: BalancedSettings, rows: Mapping[str, SheetRows], rules: RuleSet) -> Iterator[_Wrong]:  # noqa: ARG001 - the contract's
    """Targets and weights that are none, units that differ, a measure twice, weights that do not sum to 100.

    The rows of a person in a workbook are held against each other, those of each month with those of every month.
    Weights are not summed where a row of the person is in error.
    """
    found = rows[SHEET]
    cards: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows_of(found):
        cards[row.book, row.agent].append(row)
    for (book, agent), card in cards.items():
        wrong = [*_alone(card), *_twice(card)]
        yield from wrong
        if not wrong and (book, agent) not in found.refused:
            yield from _sums(card, short=(book, "") not in found.refused)


def _alone(card: Sequence[Row]) -> Iterator[_Wrong]:
    for row in card:
        facts = {"measure": row.measure}
        if row.target < 0 or (row.target == 0 and not row.lower):
            yield SHEET, row.at, TARGET, TARGET_BELOW, plain_text(row.target), facts
        elif row.weight <= 0:
            yield SHEET, row.at, WEIGHT, WEIGHT_BELOW, plain_text(row.weight), facts
        elif row.units_differ:
            yield SHEET, row.at, ACTUAL, UNITS_DIFFER, _figure(row.actual, row.signs[1]), {
                **facts, "target": _figure(row.target, row.signs[0]),
            }  # fmt: skip


def _figure(value: Fraction | None, sign: str) -> str:
    return "" if value is None else plain_text(value) + sign


def _twice(card: Sequence[Row]) -> Iterator[_Wrong]:
    before: dict[str, dict[int, int]] = defaultdict(dict)
    for row in card:
        months = before[normal(row.measure)]
        first = next((at for month, at in months.items() if 0 in (month, row.month) or month == row.month), None)
        if first is None:
            months[row.month] = row.at
        else:
            yield SHEET, row.at, MEASURE, TWICE, row.measure, {"agent": row.agent, "first": (SHEET, first, MEASURE)}


def _sums(card: Sequence[Row], *, short: bool) -> Iterator[_Wrong]:
    """Weights that do not sum to 100, said at the first of them; ``short`` is whether too little is said too."""
    for month in sorted({row.month for row in card}):
        counted = [row for row in card if row.month in (0, month)]
        total = sum((row.weight for row in counted), Fraction(0))
        if total > WHOLE or (short and total < WHOLE):
            facts = {"agent": counted[0].agent, "count": len(counted)}
            yield SHEET, counted[0].at, WEIGHT, SUM, plain_text(total), facts
            return
