"""``coaching.yaml``: days, months, kinds of findings, names of the sheets → the settings that findings are held by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from msgspec import Struct
from msgspec.structs import replace
from pydantic import BeforeValidator, Field

from ccmotivate.locale import N_
from ccmotivate.model.metrics import Label
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import Id, Labelled, SheetRule, Written
from ccmotivate.model.sheets import CellKind, SheetColumn, SheetKind
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.metrics import check_words
from ccmotivate.ruleset.part_file import sheet_kind
from ccmotivate.ruleset.resolver import Resolver, label_of

FILE, FINDINGS, COACHINGS = "coaching.yaml", "findings", "coachings"
DATE, AGENT, KIND, FACT, TIME, VALID = "date", "agent_id", "kind", "fact", "time", "valid_complaint"
COACH, AGREED, DONE = "coach", "agreed", "done"
NEGATIVE, POSITIVE = "negative", "positive"
_UNNAMED = Label("", "")
_WHO = (
    SheetColumn(DATE, _UNNAMED, CellKind.DATE, required=True),
    SheetColumn(AGENT, _UNNAMED, CellKind.AGENT, required=True),
    SheetColumn(KIND, _UNNAMED, CellKind.WORD, required=True),
)
_FINDINGS = (
    *_WHO,
    SheetColumn(FACT, _UNNAMED, CellKind.TEXT, required=True),
    SheetColumn(TIME, _UNNAMED, CellKind.TEXT),
    SheetColumn(VALID, _UNNAMED, CellKind.PASS),
)
_COACHINGS = (
    *_WHO,
    SheetColumn(COACH, _UNNAMED, CellKind.TEXT, required=True),
    SheetColumn(AGREED, _UNNAMED, CellKind.TEXT),
    SheetColumn(DONE, _UNNAMED, CellKind.DATE),
)


# -- as written -------------------------------------------------------------------------------------------------------

_Sentences = Annotated[str, Field(min_length=1, max_length=1000)]
_Count = Annotated[int, Field(ge=1, le=1000)]


class SayingRule(Written):
    """Sentences in both languages."""

    zh: _Sentences = Field(description=N_("The sentences in Chinese."))
    en: _Sentences = Field(description=N_("The sentences in English."))


def _saying_shorthand(value: Any) -> Any:
    """One text stands for both languages."""
    return {"zh": value, "en": value} if isinstance(value, str) else value


Saying = Annotated[SayingRule, BeforeValidator(_saying_shorthand)]


class KindRule(Labelled):
    """A kind of finding."""

    sign: Literal["negative", "positive"] = Field(
        description=N_("Whether such a finding is to be corrected (negative) or is praise (positive).")
    )
    impact: Saying = Field(description=N_("What it does to customers and colleagues, as it is said in a talk."))
    better: Saying | None = Field(None, description=N_("The better way, of a negative kind."))
    thanks: Saying | None = Field(None, description=N_("The appreciation, of a positive kind."))


class CoachingSheets(Written):
    """The two sheets."""

    findings: SheetRule = Field(description=N_("The sheet of quality findings, one row a finding."))
    coachings: SheetRule = Field(description=N_("The sheet of talks, one row a person and kind talked about."))


class CoachingFile(Written):
    """``coaching.yaml``."""

    due_days: _Count = Field(description=N_("Within how many days a negative finding is to be coached."))
    repeat_months: _Count = Field(description=N_("For how many months after a coaching the same kind is a repeat."))
    complaints: Id = Field(description=N_("The metric that the valid complaints of a month are held against."))
    kinds: dict[Id, KindRule] = Field(description=N_("The kinds of findings by id."))
    sheets: CoachingSheets = Field(description=N_("The names of the two sheets and of their columns."))


SCHEMA = CoachingFile
DESCRIPTION = N_("Coaching: quality findings, and the talks that follow them.")


# -- as it is used ----------------------------------------------------------------------------------------------------


class FindingKind(Struct, frozen=True):
    """A kind of finding: ``ending`` is the better way of a negative one, the appreciation of praise."""

    id: str
    label: Label
    negative: bool
    impact: Label
    ending: Label
    source: SourceRef

    @property
    def sign(self) -> str:
        """``negative`` or ``positive``."""
        return NEGATIVE if self.negative else POSITIVE


class CoachingSettings(Struct, frozen=True):
    """What ``coaching.yaml`` says; ``source`` is the line of its first figure."""

    due_days: int
    repeat_months: int
    complaints: str
    kinds: Mapping[str, FindingKind]
    findings: SheetKind
    coachings: SheetKind
    source: SourceRef


def resolve(written: CoachingFile, resolver: Resolver, core: RuleSet) -> CoachingSettings:
    """Follow every reference; what is wrong is said with its line."""
    resolver.known("metrics", written.complaints, core.metrics, resolver.at(FILE, "complaints"))
    kinds = {name: _kind(name, rule, resolver) for name, rule in written.kinds.items()}
    check_words(resolver, "kind", [(kind.label, kind.source) for kind in kinds.values()])
    words = {name: kind.label for name, kind in kinds.items()}
    findings = _sheet(FINDINGS, written.sheets.findings, _FINDINGS, words, resolver)
    coachings = _sheet(COACHINGS, written.sheets.coachings, _COACHINGS, words, resolver)
    here = resolver.at(FILE, "due_days")
    return CoachingSettings(
        written.due_days, written.repeat_months, written.complaints, kinds, findings, coachings, here
    )


def _sheet(
    name: str, rule: SheetRule, columns: Iterable[SheetColumn], words: Mapping[str, Label], resolver: Resolver
) -> SheetKind:
    known = [replace(column, words=words) if column.id == KIND else column for column in columns]
    return sheet_kind(resolver, FILE, name, rule, known, history=True)


def _kind(name: str, rule: KindRule, resolver: Resolver) -> FindingKind:
    here = resolver.at(FILE, "kinds", name)
    negative = rule.sign == NEGATIVE
    asked, other = ("better", "thanks") if negative else ("thanks", "better")
    said: SayingRule | None = getattr(rule, asked)
    if said is None:
        resolver.say("rule-missing-key", here, key=asked)
    if getattr(rule, other) is not None:
        resolver.say("rule-unknown-key", resolver.at(FILE, "kinds", name, other), other, allowed=[asked], nearest=asked)
    ending = said or rule.impact
    return FindingKind(
        name, label_of(rule), negative, Label(rule.impact.zh, rule.impact.en), Label(ending.zh, ending.en), here
    )
