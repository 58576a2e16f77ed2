"""``sources.yaml`` as a manager writes it: how foreign files become agents and rows."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ccmotivate.locale import N_
from ccmotivate.model.schema import (
    DetailColumnRule,
    EncodingName,
    Id,
    OneName,
    Separator,
    Text,
    Texts,
    Written,
    ZoneName,
    as_list,
    blank_section,
)
from ccmotivate.passwords import holds_secret


def _within_the_folder(pattern: str) -> str:
    parts = pattern.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":") or parts[0].startswith("~"):
        raise PydanticCustomError("rule-pattern-outside", "points out of the folder")
    return pattern


def _header_shorthand(value: Any) -> Any:
    """``agent_id: Agent`` is short for ``agent_id: {of: Agent}``."""
    return {"of": value} if isinstance(value, str) else value


Pattern = Annotated[Text, AfterValidator(_within_the_folder)]
Patterns = Annotated[list[Pattern], BeforeValidator(as_list)]


class FieldRule(Written):
    """What a field is made of."""

    of: Text | None = Field(None, description=N_("A header, or a text with headers in braces: {first} {last}."))
    as_: Text | None = Field(
        None, alias="as", description=N_("How the cells read, with this field in braces: {name} ({id}).")
    )
    value: Text | None = Field(
        None, description=N_("The same text for every row; {sheet} in it stands for the name of the sheet.")
    )

    @model_validator(mode="after")
    def _one(self) -> FieldRule:
        if (self.of is None) == (self.value is None) or (self.as_ is not None and self.of is None):
            raise PydanticCustomError("rule-of-or-value", "exactly one of of and value")
        return self


class MonthFromRule(FieldRule):
    """What the month of a row is made of."""

    dates: Literal["year-month-day", "day-month-year", "month-day-year", "unix-seconds", "unix-milliseconds"] | None = (
        Field(
            None,
            description=N_(
                "The order of day, month and year in dates like 03/04/2025; or what stamps count since 1970."
            ),
        )
    )
    written_in: ZoneName | None = Field(
        None,
        description=N_("The time zone of stamps that name none, like UTC; they are dated in the scheme's zone."),
    )
    days_in_names: Literal["yes", "no"] | None = Field(
        None,
        description=N_(
            "In place of a header: whether the days in the title, the sheet's or the file's name are those of the "
            "rows, not of the export."
        ),
    )

    @model_validator(mode="after")
    def _one(self) -> MonthFromRule:
        if sum(one is not None for one in (self.of, self.value, self.days_in_names)) != 1 or (self.as_ and not self.of):
            raise PydanticCustomError("rule-month-from", "exactly one of of, value and days_in_names")
        return self


class HeaderRule(Written):
    """What the header of a source looks like."""

    rows: Annotated[int, Field(ge=1, le=2)] = Field(
        1, description=N_("How many rows it has: 1, or 2 that are read together: upper and lower text.")
    )


class FromEnvironment(Written):
    """A value that stands in an environment variable, not in the rules."""

    env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,99}$")] = Field(
        description=N_("The name of the environment variable.")
    )


class ConnectRule(Written):
    """Where the database of a source is."""

    url: Text | None = Field(None, description=N_("Its address without a password: postgresql://server/database."))
    env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,99}$")] | None = Field(
        None, description=N_("The environment variable that holds the address.")
    )
    user: FromEnvironment | None = Field(
        None, description=N_("The environment variable with the user: {env: CALLS_USER}; PGUSER without it.")
    )
    password: FromEnvironment | None = Field(
        None,
        description=N_("The environment variable with the password: {env: CALLS_PASSWORD}; PGPASSWORD without it."),
    )

    @model_validator(mode="after")
    def _one(self) -> ConnectRule:
        if (self.url is None) == (self.env is None):
            raise PydanticCustomError("rule-url-or-env", "exactly one of url and env")
        return self


def _url_shorthand(value: Any) -> Any:
    """``connect: duckdb://calls.db`` is short for ``connect: {url: …}``; a password in it is refused unseen."""
    value = {"url": value} if isinstance(value, str) else value
    told = value if isinstance(value, dict) else {}
    if holds_secret(told.get("url")) or not isinstance(told.get("password", {}), dict):
        raise PydanticCustomError("rule-password", "a password in the rules")
    return value


def _list_of_headers(value: Any) -> Any:
    """``known_as: E-Mail`` is short for ``known_as: [{of: E-Mail}]``."""
    return [_header_shorthand(one) for one in (value if isinstance(value, list) else [value])]


FieldText = Annotated[FieldRule, BeforeValidator(_header_shorthand)]


class KnownAsRule(Written):
    """What else people are called by, of a roster."""

    value: ClassVar[None] = None
    of: Text = Field(description=N_("A header, or a text with headers in braces: {first} {last}."))
    as_: Text | None = Field(None, alias="as", description=N_("How the cells read, with {id} for what others write."))


class SourceRule(Written):
    """One source of ``sources.yaml``."""

    title: OneName | None = Field(
        None,
        description=N_("What it is called, one text, or one a language: {zh: …, en: …}; its id without it."),
    )
    files: Patterns = Field(
        [], description=N_("Patterns of file names, like calls_*.csv; without them told by the headers.")
    )
    sheet: Texts = Field([], description=N_("Patterns of sheet names, like Calls *."))
    agent_id: FieldText | None = Field(None, description=N_("The id of the agent: a header, a template or a value."))
    name: FieldText | None = Field(None, description=N_("The agent's name: a header, a template or a value."))
    role: FieldText | None = Field(None, description=N_("The role: a header, a template or a value."))
    project: FieldText | None = Field(None, description=N_("The project: a header, a template or a value."))
    team: FieldText | None = Field(None, description=N_("The team: a header, a template or a value."))
    site: FieldText | None = Field(None, description=N_("The site: a header, a template or a value."))
    known_as: Annotated[list[KnownAsRule], BeforeValidator(_list_of_headers)] = Field(
        [],
        description=N_(
            "Of a roster: the columns by which other files name its people, like [E-Mail, Login]; whatever their case, "
            "spaces and width."
        ),
    )
    month: Annotated[MonthFromRule, BeforeValidator(_header_shorthand)] | None = Field(
        None,
        description=N_("The month of a row: a header, dates, or a value; a roster without it is of all months."),
    )
    table: Text | None = Field(
        None, description=N_("A table or view of a database in place of files: calls, or schema.calls.")
    )
    connect: Annotated[ConnectRule, BeforeValidator(_url_shorthand)] | None = Field(
        None, description=N_("Where its database is: postgresql://server/database, or {env: CALLS_DB}.")
    )
    columns: Annotated[dict[Id, DetailColumnRule], BeforeValidator(blank_section)] = Field(
        {}, description=N_("The columns by id, for detail in metrics.yaml; without any it is a roster.")
    )
    key: Annotated[list[Id], BeforeValidator(as_list)] = Field(
        [], description=N_("The columns that tell a row; the same row twice counts once.")
    )
    header: HeaderRule = Field(HeaderRule(rows=1), description=N_("What the header looks like."))
    across: Text | None = Field(
        None, description=N_("How headers with a month in them read, like {month} {column}: months side by side.")
    )
    fill_down: Annotated[list[Id], BeforeValidator(as_list)] = Field(
        [], description=N_("Columns in which a blank cell means what stands above it.")
    )
    only: dict[Text, Texts] = Field(
        {}, description=N_("Which rows count: a header and its texts, where * stands for anything but a blank cell.")
    )
    totals: Texts = Field([], description=N_("More words of rows of totals."))
    decimal: Literal[".", ","] | None = Field(
        None, description=N_("The decimal mark of numbers written as text: a point or a comma.")
    )
    encoding: EncodingName | None = Field(
        None, description=N_("The encoding of its text files, like cp1252; UTF-8 or GB18030 without it.")
    )
    separator: Separator | None = Field(
        None, description=N_("What stands between the columns of its text files; found out without it.")
    )


SOURCES = dict[Id, SourceRule]
"""``sources.yaml``."""
