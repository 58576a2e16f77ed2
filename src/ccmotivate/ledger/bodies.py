"""What a record of each kind holds: the one schema that every record passes as it is read.

A record says the main things of itself in columns, by which it is found, and all of it in its body. The bodies are
written by ``records.py`` as JSON with the names of these fields.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from typing import Annotated, Any, TypeVar, cast

from msgspec import Struct, field

from ccmotivate.ledger.chain import UNFIT, Record
from ccmotivate.ledger.codec import NUMBER, decode, parsed
from ccmotivate.model.calendar import Period, parse_period
from ccmotivate.model.lacking import LACK
from ccmotivate.model.period import Month
from ccmotivate.model.results import AwardGiven, Close, Decision, InputFile, LeftOut, NotGiven, TieNote
from ccmotivate.model.roster import last_day

RULES, PUBLICATION, RESULT, AWARD, DECISION, REOPENING = (
    "rules", "publication", "result", "award", "decision", "reopening",
)  # fmt: skip
AS_RULED = "as-ruled"
VERDICTS = ("grant", "withhold", AS_RULED)
UTC = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?Z")
_MOST = 2**31  # a column of a database holds no larger number
_LONGEST = 1 << 28  # characters of a body

Count = Annotated[int, range(_MOST)]
Exact = Annotated[str, NUMBER]
Score = Annotated[str, re.compile(r"-?[0-9]{1,15}\.[0-9]{2}")]
Lack = Annotated[str, LACK]
MonthText = Annotated[str, re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")]
Sha256 = re.compile(r"[0-9a-f]{64}")
Ties = tuple[tuple[str, tuple[TieNote, ...]], ...]


class RulesBody(Struct, frozen=True):
    """A scheme: the name of its folder, the texts of its files by name."""

    folder: str
    texts: dict[str, str]


class MonthEntry(Struct, frozen=True, kw_only=True):
    """A month behind a publication: the publication that has its figures, or the names of the figures stored here.

    Its decisions are stored here too, except for a month published by itself: those are in its head.
    """

    month: MonthText
    publication: Count | None = None
    metrics: tuple[str, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    awards: tuple[AwardGiven, ...] = ()
    ties: Ties = ()
    not_given: tuple[NotGiven, ...] = ()
    close: tuple[Close, ...] = ()


class PublicationBody(Struct, frozen=True, kw_only=True):
    """The head of a publication: what belongs to no single agent or award."""

    version: Count
    inputs: tuple[InputFile, ...]
    currency: str
    agents: Count
    awards: Count
    withheld: Count
    ties: Ties
    close: tuple[Close, ...]
    not_given: tuple[NotGiven, ...]
    left_out: tuple[LeftOut, ...]
    months: tuple[MonthEntry, ...]
    approved_by: str = ""


class StandingRecord(Struct, frozen=True, kw_only=True):
    """The standing of an agent in a month or a longer period."""

    name: str
    role: str
    project: str
    team: str
    qualified: bool
    eligible: bool
    score: Score | None
    rank: Count


class PartAtom(Struct, frozen=True):
    """A number or a text of a part, or neither."""

    number: Exact | None = None
    text: str | None = None


class PartBody(Struct, frozen=True):
    """A value of a part: a number, a text, or several of these."""

    number: Exact | None = None
    text: str | None = None
    items: tuple[PartAtom, ...] | None = None


class MonthRow(StandingRecord, frozen=True, kw_only=True):
    """An agent's month, with the figures that there are, and what parts decided: part → field → value.

    ``hired`` is the day of hiring, where it was known and asked for. ``lacking`` says of figures that are not there how
    many rows of how many they have (``12/20``), and whether their lines are left out.
    """

    metrics: dict[str, Exact]
    hired: dt.date | None = None
    lacking: dict[str, Lack] = field(default_factory=dict)
    parts: dict[str, dict[str, PartBody]] = field(default_factory=dict)


class ResultBody(StandingRecord, frozen=True, kw_only=True):
    """An agent's period: scores by month, and the months whose figures are stored here."""

    months: Count
    months_qualified: Count
    scores: dict[MonthText, Score | None]
    facts: dict[MonthText, MonthRow]


class AwardBody(Struct, frozen=True):
    """An award, and the decision that withheld it."""

    given: AwardGiven
    withheld: Decision | None = None


class ReopeningBody(Struct, frozen=True):
    """Why a publication no longer counts."""

    reason: str


T = TypeVar("T")
_KINDS: dict[str, type] = {
    RULES: RulesBody, PUBLICATION: PublicationBody, RESULT: ResultBody, AWARD: AwardBody, DECISION: Decision,
    REOPENING: ReopeningBody,
}  # fmt: skip
_NUMBERS = ("seq", "head", "rank")
_TEXTS = ("kind", "period", "agent_id", "team", "award", "prize", "currency", "rules", "at", "by", "previous", "hash")
_ALWAYS = ("seq", "kind", "at", "by", "body", "previous", "hash")
_FILLED = {
    RULES: ("rules",), PUBLICATION: ("period", "rules"), RESULT: ("period", "agent_id", "head"),
    AWARD: ("period", "award", "head"), DECISION: ("period", "award"), REOPENING: ("period", "head"),
}  # fmt: skip


def read(kind: type[T], record: Record) -> T:
    """The body of a record of a kind.

    Raises:
        ValueError: it is none.
    """
    return cast(T, _decoded(cast(Any, kind), record.body))


@functools.lru_cache(4096)
def _decoded(kind: type, text: str) -> object:
    """A body of frozen values: whoever finds a record reads it once to check it and once for what it says."""
    return decode(kind, parsed(text))


def whole(record: Record) -> object:
    """The body of a record, all of which is as in those that we write.

    Raises:
        ValueError: something is not, and what.
    """
    check_columns(record)
    if record.kind not in _KINDS:
        raise ValueError(f"{record.kind!r} is no kind of record")
    _check_filled(record)
    body: object = read(_KINDS[record.kind], record)
    _check_agrees(record, body)
    return body


def period_of(record: Record) -> Period:
    """The period of a record.

    Raises:
        ValueError: it names none.
    """
    period = parse_period(record.period or "")
    if period is None:
        raise ValueError(f"{record.period!r} is no period")
    return period


def month_of(text: str) -> Month:
    """The month of a text such as bodies hold it."""
    year, month = text.split("-")
    return Month(int(year), int(month))


def check_columns(record: Record) -> None:
    """The columns hold numbers and texts that a database can hold.

    Raises:
        ValueError: one does not, and which.
    """
    for name in _NUMBERS:
        number = getattr(record, name)
        if number is not None and not (type(number) is int and 0 <= number < _MOST):
            raise ValueError(f"{name} is no number of a record")
    for name in (*_TEXTS, "body"):
        text = getattr(record, name)
        if text is not None and not (isinstance(text, str) and len(text) <= _LONGEST):
            raise ValueError(f"{name} is no text of a record")
        if text and UNFIT.search(text):
            raise ValueError(f"{name} holds a character that cannot be recorded")
    for name in _ALWAYS:
        if getattr(record, name) is None:
            raise ValueError(f"{name} is empty")


def _check_filled(record: Record) -> None:
    """What a record of its kind needs is there, and its period, time and scheme are some."""
    for name in _FILLED[record.kind]:
        if getattr(record, name) is None:
            raise ValueError(f"{name} is empty")
    if record.period is not None and str(parse_period(record.period)) != record.period:
        raise ValueError("period is none")
    if not UTC.fullmatch(record.at):
        raise ValueError("at is no time in UTC")
    if record.rules is not None and not Sha256.fullmatch(record.rules):
        raise ValueError("rules is no hash")


def _check_agrees(record: Record, body: object) -> None:
    """The columns by which an award or a decision is found say what its body says; nobody was hired after a month."""
    if isinstance(body, ResultBody):
        for month, row in body.facts.items():
            if row.hired is not None and row.hired > last_day(month_of(month)):
                raise ValueError(f"hired on {row.hired} is after {month}")
    if not isinstance(body, AwardBody | Decision):
        return
    one = body.given if isinstance(body, AwardBody) else body
    said = (one.agent_id, one.team, one.award, one.rank if isinstance(one, AwardGiven) else one.place)
    if said != (record.agent_id, record.team, record.award, record.rank):
        raise ValueError("agent_id, team, award or rank is not that of the body")
    if isinstance(body, Decision):
        if (body.period, body.by, body.at) != (record.period, record.by, record.at) or body.verdict not in VERDICTS:
            raise ValueError("period, by, at or verdict is not that of a decision")
    elif not _within(body.given.period, period_of(record)) or not body.given.figure.isprintable():
        raise ValueError("the period or the figure is not that of an award")


def _within(text: str, period: Period) -> bool:
    """The text names this period, or a shorter one within it."""
    one = parse_period(text)
    return one is not None and str(one) == text and (one == period or period.holds(one))
