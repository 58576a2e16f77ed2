"""``survey.yaml``: the items, from how many answers on they are shown, and the name of the sheet → settings."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Struct
from pydantic import Field

from ccmotivate.locale import N_
from ccmotivate.model.metrics import Label, Range
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import Id, Labelled, OneName, SheetRule, Written
from ccmotivate.model.sheets import CellKind, SheetColumn, SheetKind
from ccmotivate.parts.survey.problems import ITEMS, SCALE
from ccmotivate.ruleset.part_file import sheet_kind
from ccmotivate.ruleset.resolver import Resolver, label_of

FILE, SHEET, TEAM = "survey.yaml", "survey", "team"
_UNNAMED = Label("", "")
_PROMISED = 5  # people.md §10: what staff were told before they answered


# -- as written -------------------------------------------------------------------------------------------------------


class AnswersRule(Written):
    """The scale of answers."""

    lowest: Annotated[int, Field(ge=0, le=10)] = Field(description=N_("The lowest answer."))
    highest: Annotated[int, Field(ge=1, le=100)] = Field(description=N_("The highest answer."))
    favourable: Annotated[int, Field(ge=1, le=100)] = Field(description=N_("From which answer on one is favourable."))


class ItemRule(Labelled):
    """An item: its name heads its column."""

    asks: OneName = Field(
        description=N_("The statement that is answered, in both languages; it is known as a header too.")
    )


class SurveyFile(Written):
    """``survey.yaml``."""

    hidden_below: Annotated[int, Field(ge=_PROMISED, le=1000)] = Field(
        description=N_("A cell of fewer answers is hidden; may be raised, never lowered.")
    )
    answers: AnswersRule = Field(description=N_("The scale of answers."))
    least_items: Annotated[int, Field(ge=1, le=100)] = Field(
        description=N_("How many items a sheet has at least to be a survey.")
    )
    trend_months: Annotated[int, Field(ge=0, le=120)] = Field(
        description=N_("How many months back the trend looks, of the months given.")
    )
    items: dict[Id, ItemRule] = Field(description=N_("The items by id, in the order of the report."))
    sheets: dict[Literal["survey"], SheetRule] = Field(description=N_("The names of the sheet and of its column team."))


SCHEMA = SurveyFile
DESCRIPTION = N_("The staff survey: its items, and from how many answers on they are shown.")


# -- as it is used ----------------------------------------------------------------------------------------------------


class Item(Struct, frozen=True):
    """An item: its name and its statement."""

    id: str
    label: Label
    asks: Label


class SurveySettings(Struct, frozen=True):
    """What ``survey.yaml`` says."""

    hidden_below: int
    answers: Range
    favourable: int
    items: tuple[Item, ...]
    kind: SheetKind
    looks_back: int


def resolve(written: SurveyFile, resolver: Resolver, core: RuleSet) -> SurveySettings:  # noqa: ARG001 - the contract's
    """The items as columns of the sheet; a scale that contradicts itself is said with its line."""
    scale, here = written.answers, resolver.at(FILE, "answers")
    if not scale.lowest < scale.favourable <= scale.highest:
        resolver.say(SCALE, here, lowest=scale.lowest, highest=scale.highest, favourable=scale.favourable)
    if len(written.items) < written.least_items:
        resolver.say(ITEMS, resolver.at(FILE, "least_items"), len(written.items), least=written.least_items)
    answers = Range(Fraction(scale.lowest), Fraction(scale.highest))
    items = tuple(Item(name, label_of(rule), Label(rule.asks.zh, rule.asks.en)) for name, rule in written.items.items())
    kind = _kind(written, resolver, answers)
    return SurveySettings(
        written.hidden_below,
        answers,
        scale.favourable,
        items,
        kind,
        written.trend_months,
    )


def _kind(written: SurveyFile, resolver: Resolver, answers: Range) -> SheetKind:
    rule = written.sheets["survey"]
    named: Mapping[str, Labelled] = {name: _column(item) for name, item in written.items.items()}
    whole = rule.model_copy(update={"columns": {**named, **rule.columns}})
    columns = [SheetColumn(TEAM, _UNNAMED, CellKind.TEXT, required=True)]
    columns += [
        SheetColumn(name, _UNNAMED, CellKind.ANSWER, plausible=answers, about=Label(item.asks.zh, item.asks.en))
        for name, item in written.items.items()
    ]
    made = sheet_kind(resolver, FILE, SHEET, whole, columns)
    return SheetKind(
        made.id, made.label, made.columns, some=frozenset(named), least=written.least_items, anonymous=True
    )


def _column(item: ItemRule) -> Labelled:
    """An item as a column, its statement among the words by which it is known."""
    return Labelled(name=item.name, aliases=[*item.aliases, *dict.fromkeys((item.asks.zh, item.asks.en))])
