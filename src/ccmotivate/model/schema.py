"""The rule files as a manager writes them: the pydantic schema of every file under ``rules/``.

Scalars arrive as the text that stands in the file, so that YAML never turns ``no`` into False or ``12:30`` into 750;
each field says here what its text must be. ``ruleset/resolve.py`` makes the engine's rules of it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from ccmotivate.locale import N_
from ccmotivate.model.bounds import MOST_POINTS
from ccmotivate.model.rule_figures import parse_figure

_MAX_TEXT = 200


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
    if abs(number) > MOST_POINTS:
        raise PydanticCustomError("rule-many-points", "more than a score can hold")
    return number


def _signed_points(number: Fraction) -> Fraction:
    return _within_points(number)


def as_list(value: Any) -> Any:
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


def blank_section(value: Any) -> Any:
    """A section under which nothing stands, or only comments."""
    return {} if value in ("", "~", "null") else value


Text = Annotated[str, Field(min_length=1, max_length=_MAX_TEXT)]
Texts = Annotated[list[Text], BeforeValidator(as_list)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
FigureText = Annotated[Any, AfterValidator(parse_figure)]
Number = Annotated[Any, AfterValidator(_plain_number), AfterValidator(_not_negative)]
Points = Annotated[Any, AfterValidator(_plain_number), AfterValidator(_signed_points)]
"""Points, below 0 too."""
Cap = Annotated[Number, AfterValidator(_within_points)]
"""Points, at least 0."""
DateOrder = Literal["year-month-day", "day-month-year", "month-day-year"]
DurationUnit = Literal["milliseconds", "seconds", "minutes", "hours", "days"]
IdentityText = Literal["agent_id", "name", "role", "project", "team", "site"]
RosterText = Literal[
    "hired", "left", "grade", "days_in_post", "working_days", "motivation", "confidence", "commitment", "character",
    "fit", "level_before", "ability_after", "rotations", "wants_promotion", "wanted_position",
]  # fmt: skip
Places = Annotated[int, Field(ge=1, le=1000)]
Rows = Annotated[int, Field(ge=1, le=1_000_000)]


class Written(BaseModel):
    """A mapping of a rule file: no key but the documented ones."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False, defer_build=True)


class Name(Written):
    """A name in both languages."""

    zh: Text = Field(description=N_("The name in Chinese."))
    en: Text = Field(description=N_("The name in English."))


OneName = Annotated[Name, BeforeValidator(_name_shorthand)]
"""A name in both languages, or one text that stands for both."""


class Labelled(Written):
    """Something with a name, and other words for it."""

    name: OneName = Field(description=N_("The name, one text, or one for each language: {zh: …, en: …}."))
    aliases: list[Text] = Field(
        [], description=N_("Other words by which exports call it. Case, spaces and full-width forms do not matter.")
    )


class ColumnRule(Labelled):
    """An identity column."""

    default: Text | None = Field(None, description=N_("What stands in where an export lacks this column."))


class RangeRule(Written):
    """A plausible range, either end open."""

    low: FigureText | None = Field(None, alias="from", description=N_("The lowest plausible value."))
    high: FigureText | None = Field(None, alias="to", description=N_("The highest plausible value."))


class RosterColumnRule(Labelled):
    """A column of the roster that is no identity column; what its cells hold is given by its id."""

    plausible: RangeRule | None = Field(
        None, description=N_("The plausible range of a number; a value outside is an error.")
    )
    no_data: Texts = Field([], description=N_("Cells of a day that say none, like Active under the day of leaving."))
    dates: DateOrder | None = Field(None, description=N_("The order of day, month and year in dates like 03/04/2025."))


class DetailColumnRule(Labelled):
    """A column of a detail sheet."""

    kind: Literal[
        "text", "date", "time", "moment",
        "number", "percent", "permille", "count", "duration", "level", "pass", "yes_no", "money",
    ] = Field(
        description=N_(
            "What the cells hold: text, date, time (of the day), moment (both), yes_no or a kind of a metric. In "
            "formulas yes and a pass are 1, no and a fail 0."
        )
    )  # fmt: skip
    plausible: RangeRule | None = Field(None, description=N_("The plausible range; a value outside is an error."))
    unit: DurationUnit | None = Field(
        None, description=N_("What bare numbers of a duration are: milliseconds, seconds, minutes, hours or days.")
    )
    clock: Literal["minutes", "hours"] | None = Field(
        None, description=N_("What durations of two parts, like 7:44, begin with: minutes (without it) or hours.")
    )
    values: list[Text] = Field([], description=N_("The words that a text may be; another one is an error."))
    no_data: Texts = Field([], description=N_("Cells that mean no data, like 0 where nothing was answered."))


class SheetRule(Labelled):
    """The names of a sheet that a part reads."""

    columns: dict[Id, Labelled] = Field(
        {}, description=N_("The names of its columns by id; what their cells hold is given by the id.")
    )


class DetailSheetRule(Labelled):
    """A sheet with several rows an agent."""

    columns: dict[Id, DetailColumnRule] = Field(
        description=N_("The columns of the sheet by id; a sheet that has them all is this one.")
    )
    key: Annotated[list[Id], BeforeValidator(as_list)] = Field(
        [], description=N_("The columns that tell a row; the same row twice counts once.")
    )


class WordsRule(Written):
    """Words of cells."""

    passes: list[Text] = Field(alias="pass", description=N_("Words for a pass."))
    fails: list[Text] = Field(alias="fail", description=N_("Words for a fail."))
    no_data: list[Text] = Field(description=N_("Placeholders that mean: no data."))
    totals: list[Text] = Field(
        description=N_("More words that begin or end the first cell of a row of totals, which is left out.")
    )


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


ZoneName = Annotated[Text, AfterValidator(_zone)]
EncodingName = Annotated[Text, AfterValidator(_encoding)]
Separator = Literal[",", ";", "tab", "|"]


class ReadingRule(Written):
    """How cells and text files are read."""

    decimal: Literal[".", ","] = Field(
        default=".", description=N_("The decimal mark of numbers written as text: a point or a comma.")
    )
    dates: DateOrder = Field(
        default="year-month-day", description=N_("The order of day, month and year in dates like 03/04/2025.")
    )
    zone: ZoneName | None = Field(
        default=None,
        description=N_("The time zone, like Asia/Shanghai, in which stamps with a zone of their own are dated."),
    )
    encoding: EncodingName | None = Field(
        default=None, description=N_("The encoding of text files, like cp1252; UTF-8 or GB18030 without it.")
    )
    separator: Separator | None = Field(
        default=None, description=N_("What stands between the columns of text files; found out without it.")
    )
    hidden_rows: Literal["read", "leave_out", "error"] = Field(
        default="read", description=N_("Whether hidden and filtered rows are read, left out, or an error.")
    )
    exclude: dict[IdentityText, list[Text]] = Field(
        default={}, description=N_("Rows to leave out: a column and its texts, where * stands for anything.")
    )
    same_rows: FigureText = Field(
        default="75%",
        validate_default=True,
        description=N_("From which share of a month's rows that stand in another file too a file is named as a copy."),
    )
    same_people: FigureText = Field(
        default="50%",
        validate_default=True,
        description=N_("Which share of a roster's people one of a later month must list to stand in its place."),
    )
    least_beside_units: Number = Field(
        default="100",
        validate_default=True,
        description=N_("Below which size bare numbers beside numbers in 万 or 亿 are doubtful; 0: none are."),
    )


class ColumnsFile(Written):
    """``columns.yaml``."""

    columns: dict[Literal["month", IdentityText], ColumnRule] = Field(
        description=N_("The columns that say who and when: month, agent_id, name, role, project, team, site.")
    )
    roster: Annotated[dict[RosterText, RosterColumnRule], BeforeValidator(blank_section)] = Field(
        {}, description=N_("What a roster says beside who is who: the day of hiring, grade, days, ratings.")
    )
    detail_sheets: Annotated[dict[Id, DetailSheetRule], BeforeValidator(blank_section)] = Field(
        {}, description=N_("Sheets with several rows an agent, by id.")
    )
    units: list[Text] = Field([], description=N_("Units that may stand in brackets at the end of a header."))
    words: WordsRule = Field(description=N_("Words in cells."))
    reading: ReadingRule = Field(ReadingRule(), description=N_("How cells and text files are read."))
    levels: Annotated[dict[Id, Labelled], BeforeValidator(blank_section)] = Field(
        {}, description=N_("The levels of level metrics by id, lowest first.")
    )


MonthText = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]


class ActiveRule(Written):
    """When a line is there, from one month to another, both included, and for whom."""

    from_: MonthText | None = Field(
        None, alias="from", description=N_("The first month in which this counts, like 2025-07.")
    )
    to: MonthText | None = Field(None, description=N_("The last month in which this counts, like 2025-12."))
    teams: list[Text] = Field([], description=N_("Only for agents of these teams."))
    projects: list[Text] = Field([], description=N_("Only for agents of these projects."))
    sites: list[Text] = Field([], description=N_("Only for agents of these sites."))


class CriterionRule(Written):
    """A standard: exactly one comparison."""

    at_least: Text | None = Field(None, description=N_("The value must be this or more."))
    at_most: Text | None = Field(None, description=N_("The value must be this or less."))
    more_than: Text | None = Field(None, description=N_("The value must be more than this."))
    less_than: Text | None = Field(None, description=N_("The value must be less than this."))
    equals: Text | None = Field(
        None, description=N_("The value must be exactly this; pass or fail where that is what the metric holds.")
    )
    one_of: list[Text] | None = Field(None, description=N_("The value must be one of these."))
    active: ActiveRule | None = Field(
        None, description=N_("When this standard counts, and for whom; always and for everybody without it.")
    )

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
Standards = Annotated[list[Standard], BeforeValidator(as_list), Field(min_length=1)]
"""A standard, or alternatives of which the first that is active for an agent applies."""


class RoleByRule(Written):
    """The roles of agents whose export has no column of roles."""

    by: Literal["team", "project", "site", "name", "agent_id"] = Field(
        description=N_("The column whose words say the role: team, project, site, name or agent_id.")
    )
    is_: Annotated[dict[Text, Id], Field(min_length=1)] = Field(
        alias="is", description=N_("Each word of that column and the id of its role, like {Sales: outbound}.")
    )


class SchemeFile(Written):
    """``scheme.yaml``."""

    name: OneName = Field(description=N_("The name of the scheme, one text, or one for each language: {zh: …, en: …}."))
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = Field(
        description=N_("The currency of the prizes: three capital letters, like CNY.")
    )
    zone: ZoneName | None = Field(
        None, description=N_("The time zone, like Asia/Shanghai, in which the centre counts its days.")
    )
    placeholder_targets: Literal["yes", "no"] = Field(
        "no",
        description=N_("yes while the targets are medians that map wrote and no standards: every output says so."),
    )
    company: OneName | None = Field(
        None, description=N_("The company that gives the certificates, one text, or one for each language.")
    )
    logo: Text | None = Field(
        None, description=N_("The company's logo on certificates: a PNG or JPEG file, its path within this folder.")
    )
    signatory: OneName | None = Field(
        None, description=N_("Who signs the certificates: a name or a title, one text, or one for each language.")
    )
    role: RoleByRule | None = Field(
        None, description=N_("The role by another column, where an export has no column of roles.")
    )
    eligible: Annotated[dict[Id, Standard], BeforeValidator(blank_section)] = Field(
        {}, description=N_("What an agent needs beyond qualification to be eligible: metric and standard.")
    )


Whoever = Literal["eligible", "qualified", "everyone"]
"""Who may win, or whom ranks are among."""
