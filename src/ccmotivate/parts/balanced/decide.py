"""The balanced score of whoever has a balanced scorecard (people.md §8).

Points of a measure: 100 × actual ÷ target; where lower is better 100 × (2 − actual ÷ target), of a target of 0 100 if
the actual figure is 0, else 0; from 0 to the cap, half-up to 2 decimals, 0 for a blank. Balanced score: Σ weight ×
points ÷ 100; of a perspective Σ weight × points ÷ Σ weight; half-up to 2 decimals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.model.exact import Exact, half_up, plain_text
from ccmotivate.model.ids import in_order
from ccmotivate.model.results import MonthResult
from ccmotivate.model.sheets import MonthSheets
from ccmotivate.parts.balanced.problems import BLANK, NO_ACTION
from ccmotivate.parts.balanced.rules import ACTUAL, SHEET, BalancedSettings
from ccmotivate.parts.balanced.sheets import WHOLE, Row, rows_of
from ccmotivate.problems import Problem, SourceRef, problem

ON_TARGET = 100
_PLACES = 2


class Measure(Struct, frozen=True):
    """A measure with its points; ``lacks_action`` where it is below the points that ask for one and has none."""

    row: Row
    points: Fraction
    lacks_action: bool


class Perspective(Struct, frozen=True):
    """A perspective of a card: its id, the weight and the score of its measures."""

    id: str
    weight: Fraction
    score: Fraction
    measures: tuple[Measure, ...]


class Card(Struct, frozen=True):
    """The balanced scorecard of an agent (``agent``: position in the month): measures as on the sheet."""

    agent: int
    score: Fraction
    perspectives: tuple[Perspective, ...]
    measures: tuple[Measure, ...]


class BalancedResult(Struct, frozen=True):
    """The cards of a month in the order of its agents; ``score`` is aligned with these, missing without a card."""

    settings: BalancedSettings
    cards: dict[int, Card]
    score: Exact
    sheets: MonthSheets

    def cell(self, measure: Measure) -> SourceRef:
        """The cell of a measure's actual figure."""
        return self.sheets.cell(SHEET, measure.row.at, ACTUAL)


def decide(settings: BalancedSettings, month: MonthResult) -> BalancedResult:
    """The cards of the month's agents."""
    ids, files = (month.agents[name].tolist() for name in ("agent_id", "file"))
    place = {agent: at for at, agent in enumerate(ids)}
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows_of(month.sheets.rows[SHEET]):
        if row.agent in place:
            found[place[row.agent]].append(row)
    cards = {at: _card(settings, at, _known_to(files[at], found[at])) for at in sorted(found)}
    scores = Exact.from_fractions([cards[at].score if at in cards else None for at in range(len(ids))])
    return BalancedResult(settings, cards, scores, month.sheets)


def _known_to(file: str, rows: Sequence[Row]) -> list[Row]:
    """The rows of one workbook: of the agent's own, else of the first that has any."""
    books = [row.book for row in rows]
    book = file if file in books else books[0]
    return [row for row in rows if row.book == book]


def _card(settings: BalancedSettings, agent: int, rows: Sequence[Row]) -> Card:
    measures = tuple(_measure(settings, row) for row in rows)
    of = {name: tuple(one for one in measures if one.row.perspective == name) for name in settings.perspectives}
    perspectives = tuple(_perspective(name, those) for name, those in of.items() if those)
    return Card(agent, half_up(_weighed(measures) / WHOLE, _PLACES), perspectives, measures)


def _measure(settings: BalancedSettings, row: Row) -> Measure:
    points = points_of(row, settings.cap)
    return Measure(row, points, points < settings.action_below and not row.action)


def points_of(row: Row, cap: Fraction) -> Fraction:
    """The points of a measure."""
    return half_up(min(max(unbounded(row), Fraction(0)), cap), _PLACES)


def unbounded(row: Row) -> Fraction:
    """The points of a measure before they are held between 0 and the cap."""
    if row.actual is None:
        return Fraction(0)
    if row.target == 0:  # lower is better
        return Fraction(ON_TARGET if row.actual == 0 else 0)
    share = row.actual / row.target
    return ON_TARGET * (2 - share if row.lower else share)


def _perspective(name: str, measures: tuple[Measure, ...]) -> Perspective:
    weight = sum((one.row.weight for one in measures), Fraction(0))
    return Perspective(name, weight, half_up(_weighed(measures) / weight, _PLACES), measures)


def _weighed(measures: Sequence[Measure]) -> Fraction:
    return sum((one.row.weight * one.points for one in measures), Fraction(0))


# -- notes ------------------------------------------------------------------------------------------------------------


def notes(result: BalancedResult, month: MonthResult) -> Iterator[Problem]:
    """Measures without an actual figure, and those that ask for an action plan and have none."""
    blank = list(_named(result, month, lambda one: one.row.actual is None))
    lacking = list(_named(result, month, lambda one: one.lacks_action))
    here = _sheet(result)
    if blank:
        yield problem(BLANK, here, month=month.month, measures=blank)
    if lacking:
        points = plain_text(result.settings.action_below)
        yield problem(NO_ACTION, here, month=month.month, points=points, measures=lacking)


def _named(result: BalancedResult, month: MonthResult, which: Callable[[Measure], bool]) -> Iterator[str]:
    """Those measures, each with whose it is, in the order of the ids."""
    of = {str(month.agents["agent_id"].iloc[at]): card for at, card in result.cards.items()}
    for agent in in_order(of):
        yield from (f"{agent} {one.row.measure}" for one in of[agent].measures if which(one))


def _sheet(result: BalancedResult) -> SourceRef:
    """The sheet of the first card."""
    card = next(iter(result.cards.values()), None)
    return SourceRef("") if card is None else replace(result.cell(card.measures[0]), cell=None)
