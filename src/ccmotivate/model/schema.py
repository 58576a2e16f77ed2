"""The rule files as a manager writes them: the pydantic schema of every file under ``rules/``.

Scalars arrive as the text that stands in the file, so that YAML never turns ``no`` into False or ``12:30`` into 750;
each field says here what its text must be. ``ruleset/resolve.py`` makes the engine's rules of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from ccmotivate.model.bounds import MOST_POINTS, fits_rules
from ccmotivate.model.durations import UNITS, parse_duration
from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.words import half_width

_FIGURE = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_MAX_FIGURE = 40
_MAX_TEXT = 200
_FACTORS = {
    (MetricKind.PERCENT, ""): Fraction(1),
    (MetricKind.PERCENT, "%"): Fraction(1),
    (MetricKind.PERCENT, "‰"): Fraction(1, 10),
    (MetricKind.PERMILLE, ""): Fraction(1),
    (MetricKind.PERMILLE, "‰"): Fraction(1),
    (MetricKind.PERMILLE, "%"): Fraction(10),
    (MetricKind.DURATION, "s"): Fraction(1),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as written: its value, its unit (``%``, ``‰``, ``s`` for a duration, or none) and its text."""

    value: Fraction
    unit: str
    text: str

    def worth(self, kind: str, unit: str | None = None) -> Fraction | None:
        """The figure as a value of a metric of this kind; None where its unit does not fit.

        ``unit`` is what a bare figure of a duration is in; seconds without it.
        """
        if kind == MetricKind.DURATION and not self.unit:
            return self.value * UNITS[unit or "seconds"]
        factor = _FACTORS.get((MetricKind(kind), self.unit), None if self.unit else Fraction(1))
        return None if factor is None else self.value * factor

    def two_readings(self, kind: str) -> dict[str, str]:
        """What a bare ``0.75`` of a percent metric could mean: ``75%`` or the ``same`` ``0.75%``; else nothing."""
        if kind != MetricKind.PERCENT or self.unit or not 0 < self.value < 1:
            return {}
        return {"percent": f"{plain_text(100 * self.value)}%", "same": f"{self.text}%"}


def parse_figure(text: Any) -> Figure:
    """``75%``, ``1‰``, ``1,200``, ``0.5`` or a duration like ``3:25`` as a figure.

    Raises:
        PydanticCustomError: it is not a number (code ``rule-not-a-number``), or is too large or too fine
            (``rule-figure-size``).
    """
    if isinstance(text, str):
        plain = half_width(text).replace(" ", "")
        unit = plain[-1:] if plain[-1:] in ("%", "‰") else ""
        number = plain.removesuffix(unit) if unit else plain
        if _FIGURE.fullmatch(number):
            return Figure(_fitting(number.replace(",", "")), unit, plain)
        seconds = parse_duration(text)
        if seconds is not None:
            return Figure(_fitting(seconds), "s", text.strip())
    raise PydanticCustomError("rule-not-a-number", "not a number")


def _fitting(written: str | Fraction) -> Fraction:
    """A figure within the limits of rules; text of any length is not read as a number beyond them."""
    if isinstance(written, Fraction) or len(written) <= _MAX_FIGURE:
        value = Fraction(written)
        if fits_rules(value):
            return value
    raise PydanticCustomError("rule-figure-size", "too large or too fine")


def _plain_number(text: Any) -> Fraction:
    figure = parse_figure(text)
    if figure.unit:
        raise PydanticCustomError("rule-not-a-number", "a plain number is wanted here")
    return figure.value


def _not_negative(number: Fraction) -> Fraction:
    if number < 0:
        raise PydanticCustomError("rule-negative", "negative")
    return number


def _within_points(number: Fraction) -> Fraction:
    if number > MOST_POINTS:
        raise PydanticCustomError("rule-many-points", "more than a score can hold")
    return number


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _pass_shorthand(value: Any) -> Any:
    """``attitude: pass`` is short for ``attitude: {equals: pass}``."""
    return {"equals": value} if isinstance(value, str) else value


def _name_shorthand(value: Any) -> Any:
    """``name: Success`` is short for ``name: {zh: Success, en: Success}``."""
    if not isinstance(value, str):
        return value
    if not 0 < len(value) <= _MAX_TEXT:
        raise PydanticCustomError("rule-bad-length", "empty or too long")
    return {"zh": value, "en": value}


def _blank_section(value: Any) -> Any:
    """A section under which nothing stands, or only comments."""
    return {} if value in ("", "~", "null") else value


Text = Annotated[str, Field(min_length=1, max_length=_MAX_TEXT)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
FigureText = Annotated[Any, AfterValidator(parse_figure)]
Number = Annotated[Any, AfterValidator(_plain_number), AfterValidator(_not_negative)]
Points = Annotated[Number, AfterValidator(_within_points)]
DurationUnit = Literal["seconds", "minutes", "hours", "days"]
IdentityText = Literal["agent_id", "name", "role", "project", "team", "site"]
Places = Annotated[int, Field(ge=1, le=1000)]


class Written(BaseModel):
    """A mapping of a rule file: no key but the documented ones."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False, defer_build=True)


class Name(Written):
    """A name in both languages."""

    zh: Text
    en: Text


OneName = Annotated[Name, BeforeValidator(_name_shorthand)]
"""A name in both languages, or one text that stands for both."""


class Labelled(Written):
    """Something with a name, and other words for it."""

    name: OneName
    aliases: list[Text] = []


class ColumnRule(Labelled):
    """An identity column."""

    default: Text | None = None


class RangeRule(Written):
    """A plausible range, either end open."""

    low: FigureText | None = Field(None, alias="from")
    high: FigureText | None = Field(None, alias="to")


class DetailColumnRule(Labelled):
    """A column of a detail sheet."""

    kind: Literal["text", "date", "number", "percent", "permille", "count", "duration", "level", "pass", "money"]
    plausible: RangeRule | None = None
    unit: DurationUnit | None = None


class DetailSheetRule(Labelled):
    """A sheet with several rows an agent."""

    columns: dict[Id, DetailColumnRule]
    key: Annotated[list[Id], BeforeValidator(_as_list)] = []


class WordsRule(Written):
    """Words of cells."""

    passes: list[Text] = Field(alias="pass")
    fails: list[Text] = Field(alias="fail")
    no_data: list[Text]
    totals: list[Text]


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("rule-unknown-zone", "not a time zone") from None
    return text


def _encoding(text: str) -> str:
    try:
        "".encode(text)
    except (LookupError, ValueError):
        raise PydanticCustomError("rule-unknown-encoding", "not an encoding") from None
    return text


class ReadingRule(Written):
    """How cells and text files are read."""

    decimal: Literal[".", ","] = "."
    dates: Literal["year-month-day", "day-month-year", "month-day-year"] = "year-month-day"
    zone: Annotated[Text, AfterValidator(_zone)] | None = None
    encoding: Annotated[Text, AfterValidator(_encoding)] | None = None
    separator: Literal[",", ";", "tab", "|"] | None = None
    hidden_rows: Literal["read", "leave_out", "error"] = "read"
    exclude: dict[IdentityText, list[Text]] = {}


class ColumnsFile(Written):
    """``columns.yaml``."""

    columns: dict[Literal["month", IdentityText], ColumnRule]
    detail_sheets: Annotated[dict[Id, DetailSheetRule], BeforeValidator(_blank_section)] = {}
    units: list[Text] = []
    words: WordsRule
    reading: ReadingRule = ReadingRule()
    levels: Annotated[dict[Id, Labelled], BeforeValidator(_blank_section)] = {}


MonthText = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]


class ActiveRule(Written):
    """When a line is there, from one month to another, both included, and for whom."""

    from_: MonthText | None = Field(None, alias="from")
    to: MonthText | None = None
    teams: list[Text] = []
    projects: list[Text] = []
    sites: list[Text] = []


class CriterionRule(Written):
    """A standard: exactly one comparison."""

    at_least: Text | None = None
    at_most: Text | None = None
    more_than: Text | None = None
    less_than: Text | None = None
    equals: Text | None = None
    one_of: list[Text] | None = None
    active: ActiveRule | None = None

    @model_validator(mode="after")
    def _one(self) -> CriterionRule:
        if len(self.model_fields_set - {"active"}) != 1:
            raise PydanticCustomError("rule-one-comparison", "exactly one comparison")
        return self

    @property
    def comparison(self) -> str:
        return next(iter(self.model_fields_set - {"active"}))

    @property
    def words(self) -> list[str]:
        value = getattr(self, self.comparison)
        return value if isinstance(value, list) else [value]


Standard = Annotated[CriterionRule, BeforeValidator(_pass_shorthand)]
Standards = Annotated[list[Standard], BeforeValidator(_as_list), Field(min_length=1)]
"""A standard, or alternatives of which the first that is active for an agent applies."""


class SchemeFile(Written):
    """``scheme.yaml``."""

    name: OneName
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    company: OneName | None = None
    logo: Text | None = None
    signatory: OneName | None = None
    eligible: Annotated[dict[Id, Standard], BeforeValidator(_blank_section)] = {}


class DetailRule(Written):
    """How a detail sheet becomes one value an agent and month."""

    from_: Id = Field(alias="from")
    take: Literal["sum", "mean", "min", "max", "count", "share"]
    of: Text
    per: Id | None = None
    where: Text | None = None


class MetricWordsRule(Written):
    """How standards of a metric read, where the usual words read badly."""

    zero: OneName | None = None
    at_least: OneName | None = None
    at_most: OneName | None = None

    @model_validator(mode="after")
    def _with_figures(self) -> MetricWordsRule:
        names = [name for name in (self.at_least, self.at_most) if name is not None]
        if any(text.count("{figure}") != 1 for name in names for text in (name.zh, name.en)):
            raise PydanticCustomError("rule-words-figure", "without the figure")
        return self


class MetricRule(Labelled):
    """One metric of ``metrics.yaml``."""

    kind: MetricKind
    plausible: RangeRule | None = None
    good: Literal["high", "low"] = "high"
    scale: Literal["fraction", "percent", "permille"] | None = None
    unit: DurationUnit | None = None
    formula: Text | None = None
    blanks_count: Number | None = None
    detail: DetailRule | None = None
    words: MetricWordsRule | None = None


class BandRule(Written):
    """One step of ``bands``: ``below`` leaves its boundary to the next step, ``up_to`` keeps it."""

    below: FigureText | None = None
    up_to: FigureText | None = None
    points: Points


class ScoreLineRule(Written):
    """One line of a scorecard: a weight and exactly one points method."""

    weight: Number
    ratio: FigureText | None = None
    cap: Points | None = None
    curve: dict[str, Points] | None = None
    bands: list[BandRule] | None = None
    levels: dict[str, Points] | None = None
    pass_: Points | None = Field(None, alias="pass")
    active: ActiveRule | None = None

    @model_validator(mode="after")
    def _one_method(self) -> ScoreLineRule:
        methods = {"ratio", "curve", "bands", "levels", "pass_"} & self.model_fields_set
        if len(methods) != 1:
            raise PydanticCustomError("rule-one-method", "exactly one method")
        if (self.cap is None) != (self.ratio is None):
            raise PydanticCustomError("rule-ratio-cap", "ratio and cap go together")
        return self


class RoleFile(Labelled):
    """``roles/*.yaml``."""

    role: Id
    must: Annotated[dict[Id, Standards], BeforeValidator(_blank_section)] = {}
    scorecard: dict[Id, Annotated[list[ScoreLineRule], BeforeValidator(_as_list), Field(min_length=1)]]


def _figure_shorthand(value: Any) -> Any:
    """``by: score`` is short for ``by: {value: score}``."""
    return {"value": value} if isinstance(value, str) else value


def _tie_shorthand(value: Any) -> Any:
    """``{error_rate: low}`` is short for ``{value: error_rate, best: low}``."""
    if isinstance(value, dict) and len(value) == 1 and next(iter(value)) not in TieRule.model_fields:
        name, best = next(iter(value.items()))
        return {"value": name, "best": best}
    return value


def _lead_shorthand(value: Any) -> Any:
    """``lead_every: month`` is short for ``lead_every: {each: month}``."""
    return {"each": value} if isinstance(value, str) else value


def _exactly_one(rule: BaseModel, keys: tuple[str, ...], code: str) -> None:
    if len(rule.model_fields_set & set(keys)) != 1:
        raise PydanticCustomError(code, "exactly one of these keys")


TAKES = ("sum", "mean", "min", "max")


class PartRule(Written):
    """A part of an index: a metric over the period, as a share."""

    sum: Id | None = None
    mean: Id | None = None
    min: Id | None = None
    max: Id | None = None
    of: Literal["best"] | None = None
    optional: bool = False

    @model_validator(mode="after")
    def _one(self) -> PartRule:
        _exactly_one(self, TAKES, "rule-one-figure")
        return self

    @property
    def take(self) -> str:
        return next(name for name in TAKES if name in self.model_fields_set)


class FigureRule(Written):
    """A figure to rank by: ``score``, a metric, a metric over the period, or an index of such."""

    value: Id | None = None
    sum: Id | None = None
    mean: Id | None = None
    min: Id | None = None
    max: Id | None = None
    index: Annotated[list[PartRule], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _one(self) -> FigureRule:
        _exactly_one(self, ("value", *TAKES, "index"), "rule-one-figure")
        return self

    @property
    def take(self) -> str | None:
        return next((name for name in TAKES if name in self.model_fields_set), None)


class TieRule(FigureRule):
    """A tie-breaker: a figure, and whether its highest or lowest is the best."""

    best: Literal["high", "low"] | None = None


class RankRule(Written):
    """The first places by a figure."""

    by: Annotated[FigureRule, BeforeValidator(_figure_shorthand)]
    best: Literal["high", "low"] | None = None
    places: Places = 1
    then: list[Annotated[TieRule, BeforeValidator(_tie_shorthand)]] = []


Whoever = Literal["eligible", "qualified", "everyone"]


class LeadRule(Written):
    """First by score in every part of the period."""

    each: Literal["month", "quarter", "half"]
    among: Whoever = "qualified"
    who: Whoever = "eligible"


class ConsecutiveRule(Written):
    """Another award, so many times running."""

    award: Id
    times: Annotated[int, Field(ge=2, le=12)]
    places: Places | None = None


class ConditionRule(Written):
    """How winners are found: exactly one kind of condition."""

    rank: RankRule | None = None
    lead_every: Annotated[LeadRule, BeforeValidator(_lead_shorthand)] | None = None
    consecutive: ConsecutiveRule | None = None
    all_: Annotated[list[ConditionRule], Field(alias="all", min_length=1)] = []
    any_: Annotated[list[ConditionRule], Field(alias="any", min_length=1)] = []
    not_: ConditionRule | None = Field(None, alias="not")

    @model_validator(mode="after")
    def _one_condition(self) -> ConditionRule:
        _exactly_one(self, tuple(ConditionRule.model_fields), "rule-one-condition")
        return self


class AwardRule(Labelled, ConditionRule):
    """One award of ``awards.yaml``."""

    every: Literal["month", "quarter", "half", "year"]
    who: Whoever = "everyone"
    within: Literal["project", "team", "role", "department"] = "department"
    winner: Literal["agent", "team"] = Field("agent", alias="for")
    members: Places = 1
    roles: list[Id] = []
    need: list[Id] = []
    prize: Annotated[list[Number], BeforeValidator(_as_list)] = []
    prize_as: Literal["gift", "money"] = "gift"
    recognition: list[Literal["honour_roll", "certificate", "newsletter"]] = []
    active: ActiveRule | None = None
