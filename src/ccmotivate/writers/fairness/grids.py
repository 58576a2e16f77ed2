"""Everything that was counted, as tables: one shape for the page, the workbook and anything else that shows rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from ccmotivate.model.exact import fixed_text
from ccmotivate.model.fairness import (
    CloseCall,
    Comparison,
    Concentration,
    CriterionUse,
    FindingKind,
    Gap,
    TieCall,
    Wins,
)
from ccmotivate.writers.fairness.words import RenderContext, p_text
from ccmotivate.writers.words.figures import figure_name
from ccmotivate.writers.words.sentences import period_text
from ccmotivate.writers.words.text import visible


class Num(Struct, frozen=True):
    """A number of a cell with its decimals; a share is shown in percent, a probability never as a plain 0."""

    value: Fraction
    places: int = 0
    kind: str = "number"  # number, share, p

    @property
    def text(self) -> str:
        """As text."""
        if self.kind == "share":
            return fixed_text(self.value * 100, 1) + "%"
        if self.kind == "p":
            return p_text(self.value).removeprefix("= ")
        return fixed_text(self.value, self.places)


Cell = str | Num


class Grid(Struct, frozen=True):
    """A table: a title, headers, rows of cells."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def grids(part: FindingKind, words: RenderContext) -> list[Grid]:
    """The tables of a part that have rows."""
    return [grid for make in GRIDS[part.kind] if (grid := make(part, words)).rows]


def _count(value: int) -> Num:
    return Num(Fraction(value))


def _mean(value: Fraction | None) -> Cell:
    return "" if value is None else Num(value, 2)


def _share(value: Fraction | None) -> Cell:
    return "" if value is None else Num(value, 1, "share")


def _p(value: Fraction | None) -> Cell:
    return "" if value is None else Num(value, 4, "p")


def _concentration(part: FindingKind, words: RenderContext) -> Grid:
    _ = words.say
    rows = [
        (
            _("All awards") if row.award is None else words.award(row.award),
            _count(row.places),
            _count(row.winners),
            _count(row.candidates),
            _mean(row.by_chance),
            _share(row.top),
            Num(row.gini, 2),
            Num(row.money, 2) if row.money else "",
            _share(row.top_money),
        )
        for row in part.rows
        if isinstance(row, Concentration)
    ]
    headers = (
        _("Award"), _("Places"), _("Different winners"), _("Candidates"), _("Winners by chance"),
        _("Held by three"), _("Gini"), _("Prize money"), _("Money held by three"),
    )  # fmt: skip
    return Grid(_("How places and money spread"), headers, tuple(rows))


def _held(part: FindingKind, words: RenderContext) -> Grid:
    _ = words.say
    rows = [
        (
            words.award(row.award),
            words.winner(row.winner, row.award),
            _count(row.wins),
            _count(row.chances),
            _mean(row.expected),
            _p(row.p),
            _p(row.adjusted),
        )
        for row in part.rows
        if isinstance(row, Wins)
    ]
    headers = (
        _("Award"), _("Winner"), _("Places"), _("Decisions"), _("By chance"), _("p (so many or more)"), _("p adjusted"),
    )  # fmt: skip
    return Grid(_("Winners of ranked awards"), headers, tuple(rows))


def _groups(part: FindingKind, words: RenderContext) -> Grid:
    _ = words.say
    rows = [
        (
            words.award(row.award),
            words.group(row.kind, row.group),
            _count(row.candidates),
            _count(row.chances),
            _count(row.places),
            _mean(row.expected),
            _("too small to test") if row.small else _p(row.p),
            _p(row.adjusted),
            _count(row.people),
            _p(row.p_people),
        )
        for row in part.rows
        if isinstance(row, Comparison)
    ]
    headers = (
        _("Award"), _("Team, role or project"), _("Candidates"),
        _("Decisions"), _("Places"), _("By chance"), _("p (two-sided)"),
        _("p adjusted"), _("People who won"), _("p, each person once"),
    )  # fmt: skip
    return Grid(_("Places by team, role and project"), headers, tuple(rows))


def _close(part: FindingKind, words: RenderContext) -> Grid:
    _ = words.say
    rows = [
        (
            period_text(row.period, words.lang),
            words.award(row.award),
            visible(row.group),
            words.winner(row.ahead, row.award),
            _count(row.place),
            words.winner(row.behind, row.award),
            _("yes") if row.lost else _("no"),
            words.figure(row.figure, row.margin),
            words.figure(row.figure, row.effect),
            "" if row.metric is None or row.step is None else words.metric(row.metric),
            "" if row.metric is None or row.step is None else words.step(row.metric, row.step),
        )
        for row in part.rows
        if isinstance(row, CloseCall)
    ]
    headers = (
        _("Period"), _("Award"), _("Within"), _("Ahead"), _("Place"), _("Next"), _("Went without"), _("Margin"),
        _("Rounding moves up to"), _("Metric"), _("Step"),
    )  # fmt: skip
    return Grid(_("Decisions closer than the rounding of the data"), headers, tuple(rows))


def _criteria(part: FindingKind, words: RenderContext) -> Grid:
    _ = words.say
    rows = [
        (
            words.role(row.role),
            words.metric(row.metric),
            _count(row.asked),
            _count(row.met),
            _share(Fraction(row.met, row.asked)),
            _count(row.failed),
            _count(row.no_data),
            _count(row.alone),
            _count(row.stopped),
            _count(row.near),
            "" if row.step is None else words.step(row.metric, row.step) if row.role else "",
        )
        for row in part.rows
        if isinstance(row, CriterionUse)
    ]
    headers = (
        _("Role"), _("Criterion"), _("Asked"), _("Met"), _("Share met"), _("Failed"), _("No data"), _("By this alone"),
        _("Stopped in all"), _("Within one step"), _("Step"),
    )  # fmt: skip
    return Grid(_("Criteria by role, in agent-months"), headers, tuple(rows))


def _ties(part: FindingKind, words: RenderContext) -> Grid:
    _ = words.say
    rows = [
        (
            period_text(row.period, words.lang),
            words.award(row.award),
            visible(row.group),
            words.winners(row.members, row.award),
            _("nothing: shared") if row.breaker is None else figure_name(row.breaker, words.rules, words.lang),
            words.winners(row.lost, row.award),
            words.winners(row.lower, row.award),
        )
        for row in part.rows
        if isinstance(row, TieCall)
    ]
    headers = (
        _("Period"), _("Award"), _("Within"), _("Equal"), _("Told apart by"), _("Went without"), _("Lower place"),
    )  # fmt: skip
    return Grid(_("Ties that decided something"), headers, tuple(rows))


def _gaps(part: FindingKind, words: RenderContext) -> Grid:
    _ = words.say
    rows = [
        (
            period_text(row.period, words.lang),
            words.award(row.award),
            visible(row.group),
            words.winner(row.agent, None),
            words.metrics(row.metrics),
            Num(row.score, 2),
            Num(row.at_standard, 2),
            Num(row.needed, 2),
        )
        for row in part.rows
        if isinstance(row, Gap)
    ]
    headers = (
        _("Period"), _("Award"), _("Within"), _("Agent"), _("No data for"), _("Score"), _("Score on standard"),
        _("Last place"),
    )  # fmt: skip
    return Grid(_("Places that missing data may have cost"), headers, tuple(rows))


GRIDS: Mapping[str, Sequence[Callable[[FindingKind, RenderContext], Grid]]] = {
    "repeat": (_concentration, _held),
    "groups": (_groups,),
    "close_calls": (_close,),
    "criteria": (_criteria,),
    "ties": (_ties,),
    "gaps": (_gaps,),
}
