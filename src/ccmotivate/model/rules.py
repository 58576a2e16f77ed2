"""The rules as the engine uses them: checked, resolved, frozen.

``schema.py`` is how a manager writes them; ``ruleset/files.py`` turns the one into the other. All figures here
are exact and in the metric's own unit: percent metrics in percent (80.5), per mille metrics in per mille, levels as
their place in the list of levels, pass as 1 and fail as 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from msgspec import Struct, field

from ccmotivate.model.award_rules import Award
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.metrics import DetailFold, DetailSheet, IdentityColumn, Label, Metric
from ccmotivate.model.parts import PartRules
from ccmotivate.model.period import Month
from ccmotivate.model.roster import RosterColumn
from ccmotivate.model.scorecards import Criterion, Role
from ccmotivate.model.sheets import SheetKind
from ccmotivate.model.words import normal
from ccmotivate.problems import SourceRef


class Words(Struct, frozen=True):
    """Words of cells: passes, fails, placeholders for no data, first cells of total rows."""

    passes: tuple[str, ...]
    fails: tuple[str, ...]
    no_data: tuple[str, ...]
    totals: tuple[str, ...]


class ReadingRules(Struct, frozen=True):
    """How cells and text files are read.

    Attributes:
        decimal: The decimal mark of numbers written as text, ``.`` or ``,``.
        dates: The order of the parts of a date like ``03/04/2025``.
        zone: The time zone in which a stamp with a zone of its own is dated; None leaves it as written.
        written_in: The time zone of stamps without one, of the rows of a source that says so; None as ``zone``.
        encoding, separator: Of text files; None finds them out.
        hidden_rows: ``read``, ``leave_out`` or ``error``.
        exclude: Identity column to the texts of rows that are left out; ``*`` stands for anything.
        same_rows: Of 1, the share of a month's rows that stand in another file too from which a file is a copy.
        same_people: Of 1, the share of a roster's people that one of a later month must list to stand in its place.
        least_beside_units: Bare numbers below it are doubtful beside numbers in 万 or 亿.
    """

    decimal: str = "."
    dates: str = "year-month-day"
    zone: str | None = None
    written_in: str | None = None
    encoding: str | None = None
    separator: str | None = None
    hidden_rows: str = "read"
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    same_rows: Fraction = Fraction(3, 4)  # a correction leaves more rows as they were, and by chance fewer are alike
    same_people: Fraction = Fraction(1, 2)
    least_beside_units: Fraction = Fraction(100)  # 1.2万 is more than 10,000, and 0.9 beside it hardly 0.9


class RuleVersion(Struct, frozen=True):
    """The rules from a month on, until the next rule version.

    ``start`` is None for the time before the first boundary. ``rules`` is None where a dated value has none yet;
    ``lacking`` is then the line that says so.
    """

    start: Month | None
    rules: RuleSet | None
    lacking: SourceRef = SourceRef()


class Letterhead(Struct, frozen=True):
    """Whose certificates they are: company, who signs, and a picture.

    ``logo`` is its path within the rules folder, ``""`` without one; ``source`` is the line that names it.
    """

    company: Label | None = None
    signatory: Label | None = None
    logo: str = ""
    source: SourceRef = SourceRef()


class RoleBy(Struct, frozen=True):
    """The role of an agent where an export has no column of roles: ``is_`` has the id of a role for words of ``by``."""

    by: str
    is_: Mapping[str, str]

    def of(self, word: str) -> str:
        """The id of the role that a word says, ``""`` for none."""
        return {normal(one): role for one, role in self.is_.items()}.get(normal(word), "")


class RuleSet(Struct, frozen=True):
    """A whole scheme. ``sha256`` is over the text of its files; ``texts`` keeps them, by file name.

    Where values are dated or lines limited in time, ``versions`` has all rule versions, ascending, and the other
    fields are those of the last one; ``at`` gives the rules in force in a month.
    """

    name: Label
    currency: str
    folder: str
    sha256: str
    texts: Mapping[str, str]
    columns: Mapping[str, IdentityColumn]
    details: Mapping[str, DetailSheet]
    units: tuple[str, ...]
    words: Words
    reading: ReadingRules
    levels: Mapping[str, Label]
    metrics: Mapping[str, Metric]
    roles: Mapping[str, Role]
    eligible: tuple[Criterion, ...]
    awards: Mapping[str, Award]
    versions: tuple[RuleVersion, ...] = ()
    letterhead: Letterhead = Letterhead()
    roster: Mapping[str, RosterColumn] = field(default_factory=dict)
    parts: Mapping[str, PartRules] = field(default_factory=dict)  # those that are on, in the order in which they decide
    rosters: Mapping[str, DetailSheet] = field(default_factory=dict)  # the sources without columns
    role_by: RoleBy | None = None
    placeholder_targets: bool = False  # medians that map wrote, no standards
    shipped: bool = False  # with the program: to be changed in a copy only
    sheets_off: Callable[[], Mapping[str, SheetKind]] = field(default=dict)  # of parts that are off

    def __eq__(self, other: object) -> bool:
        """By all but what is asked of parts that are off."""
        compared = [name for name in self.__struct_fields__ if name != "sheets_off"]
        return isinstance(other, RuleSet) and all(getattr(self, name) == getattr(other, name) for name in compared)

    __hash__ = None  # type: ignore[assignment]  # it holds mappings

    @property
    def people_columns(self) -> Mapping[str, IdentityColumn | RosterColumn]:
        """Every column about a person that is no metric: identity and roster."""
        return {**self.columns, **self.roster}

    @property
    def sheets(self) -> Mapping[str, SheetKind]:
        """Every kind of sheet that the parts read, at any time."""
        times = (*self.version_rules, self)
        return {kind.id: kind for then in times for part in then.parts.values() for kind in part.sheets}

    @property
    def sources(self) -> Mapping[str, DetailSheet]:
        """The sources that say which files or headers they are made of."""
        return {name: one for name, one in (*self.details.items(), *self.rosters.items()) if one.layout.is_mapped}

    @property
    def has_known_as(self) -> bool:
        """Whether a roster says by which of its columns other files name its people."""
        return any(one.layout.known_as for one in self.rosters.values())

    @property
    def tables(self) -> tuple[DetailSheet, ...]:
        """The sources that are tables of databases."""
        return tuple(one for one in self.sources.values() if one.layout.table is not None)

    def written_as(self, *paths: str) -> tuple[str | None, str | None]:
        """The encoding and the separator of a text file, by the sources that are about it, else as ``reading`` says."""
        own = [one.layout for one in self.sources.values() if one.layout.files and one.layout.fits_file(*paths)]
        encoding = next((one.encoding for one in own if one.encoding), self.reading.encoding)
        return encoding, next((one.separator for one in own if one.separator), self.reading.separator)

    @property
    def full_marks(self) -> Fraction:
        """The highest score that a scorecard can give."""
        return max((role.full_marks for role in self.roles.values()), default=Fraction(0))

    @property
    def awards_window(self) -> int:
        """How many months awards look back: all months of the periods that they look at, from their own last month."""
        looked = ((award.every, one) for award in self._awards_of_any_time for one in award.looks_back)
        return max((one.months + one.kind.months - 1 + every.months - 1 for every, one in looked), default=0)

    @property
    def past_kinds(self) -> frozenset[PeriodKind]:
        """The kinds of periods that awards look at after they are over."""
        return frozenset(one.kind for award in self._awards_of_any_time for one in award.looks_back)

    @property
    def asks_service(self) -> bool:
        """Whether an award asks for months of service, of whatever period or time."""
        return any(award.asks_service for award in self._awards_of_any_time)

    @property
    def _awards_of_any_time(self) -> tuple[Award, ...]:
        return tuple(award for then in (*self.version_rules, self) for award in then.awards.values())

    @property
    def looks_back(self) -> int:
        """How many months before a month some part looks at where they are at hand."""
        return max((part.looks_back for then in (*self.version_rules, self) for part in then.parts.values()), default=0)

    @property
    def boundaries(self) -> tuple[Month, ...]:
        """The months from which on something is different."""
        return tuple(version.start for version in self.versions if version.start is not None)

    @property
    def version_rules(self) -> tuple[RuleSet, ...]:
        """The rules of each rule version that has any, ascending; only this rule set where nothing is dated."""
        return tuple(version.rules for version in self.versions if version.rules is not None) or (self,)

    def version(self, month: Month) -> RuleVersion:
        """The rule version in force in a month."""
        if not self.versions:
            return RuleVersion(None, self)
        return [version for version in self.versions if version.start is None or version.start <= month][-1]

    def at(self, month: Month) -> RuleSet:
        """The rules in force in a month.

        Raises:
            ValueError: a dated value has no figure for it yet; check ``version`` first.
        """
        rules = self.version(month).rules
        if rules is None:
            raise ValueError(f"no rules are in force in {month}")
        return rules

    def folds_of(self, sheet: str) -> tuple[DetailFold, ...]:
        """How a detail sheet is folded at any time."""
        times = (self, *(version.rules for version in self.versions if version.rules is not None))
        folds = [metric.detail for then in times for metric in then.metrics.values() if metric.detail is not None]
        return tuple(fold for fold in folds if fold.sheet == sheet)

    def awards_of(self, kind: PeriodKind) -> tuple[Award, ...]:
        """The awards that are given every month, quarter, half-year or year, in the order of the file."""
        return tuple(award for award in self.awards.values() if award.every is kind)

    def level_ids(self) -> tuple[str, ...]:
        """Levels, lowest first; a level's number is its place here."""
        return tuple(self.levels)
