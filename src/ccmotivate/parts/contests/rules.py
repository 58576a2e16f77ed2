"""``contests.yaml``: titles, who reaches the final, prize, what winners owe → settings and the awards of winners."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Struct
from msgspec.structs import replace
from pydantic import Field

from ccmotivate.locale import N_
from ccmotivate.model.award_rules import Award, Who
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.metrics import Label, Range
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import Id, Labelled, Number, SheetRule, Written
from ccmotivate.model.sheets import CellKind, SheetColumn, SheetKind
from ccmotivate.parts.contests.columns import AGENT, CONTEST, DATE, FINAL, HOURS, LESSONS, PRELIMINARY, TITLE, Terms
from ccmotivate.parts.contests.condition import ContestWon
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.metrics import check_words
from ccmotivate.ruleset.part_file import sheet_kind
from ccmotivate.ruleset.resolver import Resolver, label_of

FILE = "contests.yaml"
_UNNAMED = Label("", "")


# -- as written -------------------------------------------------------------------------------------------------------

_Count = Annotated[int, Field(ge=1, le=1000)]


class DutyRule(Written):
    """What a winner owes."""

    hours: Number = Field(description=N_("How many hours of lessons a winner owes."))
    months: _Count = Field(description=N_("By the end of which month after that of the win: 3 is the third."))


class ContestSheets(Written):
    """The two sheets."""

    contest: SheetRule = Field(description=N_("The sheet of a contest, one row a person and title."))
    lessons: SheetRule = Field(description=N_("The sheet of lessons given by winners, one row a lesson."))


class ContestsFile(Written):
    """``contests.yaml``."""

    titles: dict[Id, Labelled] = Field(description=N_("The titles that can be won, by id."))
    most: Number = Field(description=N_("The highest score of a round; the lowest is 0."))
    preliminary: Number = Field(description=N_("At least this score in the preliminary round leads to the final."))
    finalists: _Count = Field(description=N_("How many reach the final; whoever ties with the last of them does too."))
    prize: Number = Field(description=N_("What each winner's prize is worth, in the scheme's currency."))
    prize_as: Literal["gift", "money"] = Field(
        "gift", description=N_("What winners get: a gift of that worth, or the amount in money.")
    )
    recognition: list[Literal["honour_roll", "certificate", "newsletter"]] = Field(
        [], description=N_("How winners are recognised: honour_roll, certificate, newsletter.")
    )
    duty: DutyRule = Field(description=N_("The lessons that winners owe."))
    sheets: ContestSheets = Field(description=N_("The names of the two sheets and of their columns."))


SCHEMA = ContestsFile
DESCRIPTION = N_("Skill contests: titles won in a final, and the lessons that winners give.")


# -- as it is used ----------------------------------------------------------------------------------------------------


class Title(Struct, frozen=True):
    """A title that can be won."""

    id: str
    label: Label
    source: SourceRef

    @property
    def award(self) -> str:
        """The id of its award: ``contest:product_expert``."""
        return f"contest:{self.id}"


class ContestsSettings(Struct, frozen=True):
    """What ``contests.yaml`` says; ``months`` are those after the win in which ``hours`` of lessons are owed."""

    titles: Mapping[str, Title]
    terms: Terms
    prize: Fraction
    prize_as: str
    recognition: tuple[str, ...]
    hours: Fraction
    months: int
    contest: SheetKind
    lessons: SheetKind
    source: SourceRef  # of the line of the preliminary round
    duty: SourceRef


def resolve(written: ContestsFile, resolver: Resolver, core: RuleSet) -> ContestsSettings:  # noqa: ARG001 - the contract's
    """The settings; what is wrong is said with its line."""
    titles = {
        name: Title(name, label_of(rule), resolver.at(FILE, "titles", name)) for name, rule in written.titles.items()
    }
    check_words(resolver, "title", [(title.label, title.source) for title in titles.values()])
    words = {name: title.label for name, title in titles.items()}
    scores = Range(Fraction(0), written.most)
    return ContestsSettings(
        titles=titles,
        terms=Terms(written.preliminary, written.finalists),
        prize=written.prize,
        prize_as=written.prize_as,
        recognition=tuple(written.recognition),
        hours=written.duty.hours,
        months=written.duty.months,
        contest=_sheet(CONTEST, written.sheets.contest, _contest(scores), words, resolver),
        lessons=_sheet(LESSONS, written.sheets.lessons, _LESSONS, words, resolver),
        source=resolver.at(FILE, "preliminary"),
        duty=resolver.at(FILE, "duty"),
    )


def _contest(scores: Range) -> tuple[SheetColumn, ...]:
    return (
        SheetColumn(TITLE, _UNNAMED, CellKind.WORD, required=True),
        SheetColumn(AGENT, _UNNAMED, CellKind.AGENT, required=True),
        SheetColumn(PRELIMINARY, _UNNAMED, CellKind.NUMBER, required=True, plausible=scores),
        SheetColumn(FINAL, _UNNAMED, CellKind.NUMBER, plausible=scores),
    )


_LESSONS = (
    SheetColumn(DATE, _UNNAMED, CellKind.DATE, required=True),
    SheetColumn(AGENT, _UNNAMED, CellKind.AGENT, required=True),
    SheetColumn(TITLE, _UNNAMED, CellKind.WORD, required=True),
    SheetColumn(HOURS, _UNNAMED, CellKind.NUMBER, required=True, plausible=Range(Fraction(0))),
)


def _sheet(
    name: str, rule: SheetRule, columns: Iterable[SheetColumn], words: Mapping[str, Label], resolver: Resolver
) -> SheetKind:
    known = [replace(column, words=words) if column.kind is CellKind.WORD else column for column in columns]
    return sheet_kind(resolver, FILE, name, rule, known, history=name == LESSONS)


def awards(settings: ContestsSettings) -> tuple[Award, ...]:
    """One a title: whoever won it gets the prize."""
    return tuple(
        Award(
            id=title.award,
            label=title.label,
            every=PeriodKind.MONTH,
            who=Who.EVERYONE,
            within=None,
            condition=ContestWon(title.id, settings.terms),
            prizes=(settings.prize,),
            recognition=settings.recognition,
            prize_as=settings.prize_as,
            source=title.source,
            part="contests",
        )
        for title in settings.titles.values()
    )
