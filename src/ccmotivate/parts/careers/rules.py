"""``careers.yaml``: the window, what every step asks, positions, the sheet of vacancies → the settings."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Struct
from msgspec.structs import replace
from pydantic import Field

from ccmotivate.locale import N_
from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import Label, Range
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import Id, Labelled, Number, SheetRule, Written
from ccmotivate.model.sheets import CellKind, SheetColumn, SheetKind
from ccmotivate.parts.careers.problems import PAY_BAND, TOO_MANY
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.metrics import check_words
from ccmotivate.ruleset.part_file import sheet_kind
from ccmotivate.ruleset.resolver import Resolver, label_of

FILE, VACANCIES = "careers.yaml", "vacancies"
POSITION, NUMBER = "position", "number"
GRADE, WANTED = "grade", "wanted_position"
_UNNAMED = Label("", "")
_COLUMNS = (
    SheetColumn(POSITION, _UNNAMED, CellKind.WORD, required=True),
    SheetColumn(NUMBER, _UNNAMED, CellKind.COUNT, required=True, plausible=Range(Fraction(0))),
)


# -- as written -------------------------------------------------------------------------------------------------------

_Count = Annotated[int, Field(ge=1, le=1000)]


class PayBandRule(Written):
    """A pay band."""

    low: Number = Field(alias="from", description=N_("The least pay."))
    high: Number = Field(alias="to", description=N_("The most pay."))


class PositionRule(Labelled):
    """A position, and what the step to it asks."""

    lateral: Literal["yes", "no"] = Field("no", description=N_("Whether it is a specialist post beside the ladder."))
    from_: list[Id] = Field([], alias="from", description=N_("The positions from which it is reached."))
    pay: PayBandRule = Field(description=N_("The pay band, which is shown and never paid."))
    tenure: _Count | None = Field(None, description=N_("The least months of service."))
    level_before: Id | None = Field(None, description=N_("The least level before training."))
    mean_score: Number | None = Field(None, description=N_("The least mean score over the window."))


class CareersFile(Written):
    """``careers.yaml``."""

    window: _Count = Field(description=N_("How many months are looked at, the last of them included."))
    at_least: _Count = Field(
        description=N_("How many months of the window must be there, and how many of the person's own for a mean.")
    )
    ability_after: Id = Field(description=N_("The least ability after training, for every step."))
    rotations: _Count = Field(description=N_("The least number of rotations, for every step."))
    qualified_months: _Count = Field(description=N_("The least number of months qualified, for every step."))
    tie_breaker: Id = Field(description=N_("The metric whose sum decides between equal mean scores, high is better."))
    positions: dict[Id, PositionRule] = Field(
        min_length=1, description=N_("The positions by id; those that are not lateral are the ladder, in this order.")
    )
    sheets: dict[Literal["vacancies"], SheetRule] = Field(
        description=N_("The names of the sheet and of its columns: position, number.")
    )


SCHEMA = CareersFile
DESCRIPTION = N_("Careers: positions, what each step asks, and who may go where.")


# -- as it is used ----------------------------------------------------------------------------------------------------


class Position(Struct, frozen=True):
    """A position; ``sources`` are those from which it is reached, ``level_before`` the place of a level.

    None asks for nothing; ``low`` and ``high`` are the pay band.
    """

    id: str
    label: Label
    lateral: bool
    sources: tuple[str, ...]
    low: Fraction
    high: Fraction
    tenure: int | None
    level_before: int | None
    mean_score: Fraction | None
    source: SourceRef


class CareersSettings(Struct, frozen=True):
    """What ``careers.yaml`` says; ``ability_after`` is the place of a level, ``source`` the line of the window."""

    window: int
    at_least: int
    ability_after: int
    rotations: int
    qualified_months: int
    tie_breaker: str
    positions: Mapping[str, Position]
    vacancies: SheetKind
    source: SourceRef

    @property
    def looks_back(self) -> int:
        """How many months before a month are looked at."""
        return self.window - 1

    @property
    def ladder(self) -> tuple[str, ...]:
        """The positions that follow each other, the lowest first."""
        return tuple(name for name, position in self.positions.items() if not position.lateral)

    @property
    def labels(self) -> Mapping[str, Label]:
        """The names of the positions."""
        return {name: position.label for name, position in self.positions.items()}


def resolve(written: CareersFile, resolver: Resolver, core: RuleSet) -> CareersSettings:
    """Follow every reference; what is wrong is said with its line."""
    resolver.known("metrics", written.tie_breaker, core.metrics, resolver.at(FILE, "tie_breaker"))
    for key in ("at_least", "qualified_months"):
        if getattr(written, key) > written.window:
            resolver.say(TOO_MANY, resolver.at(FILE, key), getattr(written, key), window=written.window)
    levels = core.level_ids()
    positions = {name: _position(name, rule, written, resolver, levels) for name, rule in written.positions.items()}
    check_words(resolver, POSITION, [(one.label, one.source) for one in positions.values()])
    words = {name: one.label for name, one in positions.items()}
    columns = [replace(column, words=words) if column.id == POSITION else column for column in _COLUMNS]
    return CareersSettings(
        written.window,
        written.at_least,
        _level(written.ability_after, resolver, levels, ("ability_after",)) or 0,
        written.rotations,
        written.qualified_months,
        written.tie_breaker,
        positions,
        sheet_kind(resolver, FILE, VACANCIES, written.sheets["vacancies"], columns),
        resolver.at(FILE, "window"),
    )


def _position(
    name: str, rule: PositionRule, written: CareersFile, resolver: Resolver, levels: tuple[str, ...]
) -> Position:
    path = ("positions", name)
    for at, source in enumerate(rule.from_):
        resolver.known("positions", source, [one for one in written.positions if one != name],
                       resolver.at(FILE, *path, "from", at))  # fmt: skip
    if rule.pay.low > rule.pay.high:
        low, high = (plain_text(figure) for figure in (rule.pay.low, rule.pay.high))
        resolver.say(PAY_BAND, resolver.at(FILE, *path, "pay"), low, high=high)
    return Position(
        name,
        label_of(rule),
        rule.lateral == "yes",
        tuple(rule.from_),
        rule.pay.low,
        rule.pay.high,
        rule.tenure,
        _level(rule.level_before, resolver, levels, (*path, "level_before")),
        rule.mean_score,
        resolver.at(FILE, *path),
    )


def _level(word: str | None, resolver: Resolver, levels: tuple[str, ...], path: tuple[str, ...]) -> int | None:
    """The place of a level, None for none."""
    if word is None or not resolver.known("levels", word, levels, resolver.at(FILE, *path)):
        return None
    return levels.index(word)
