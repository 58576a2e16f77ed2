"""What the ledger says, for commands and writers to show: publications, differences, history, findings."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from ccmotivate.model.calendar import Period
from ccmotivate.model.given import AwardGiven, Decision, InputFile
from ccmotivate.model.kinds import Kind
from ccmotivate.model.metrics import Label
from ccmotivate.problems import Problem


class Publication(Struct, frozen=True):
    """One publication of a period: number of its record, when (UTC), by whom, from which files, under which rules.

    ``agents`` and ``awards`` are how many were recorded; ``version`` counts the publications of this period from 1.
    ``approved_by`` is the second name, ``""`` where there is none.
    """

    period: str
    seq: int
    version: int
    at: str
    by: str
    inputs: tuple[InputFile, ...]
    rules: str  # sha256
    agents: int
    awards: int
    approved_by: str = ""

    @property
    def text(self) -> str:
        """When and by whom, as results carry it in ``published``."""
        return " · ".join(one for one in (self.at, self.by, self.approved_by) if one)


class Reopening(Struct, frozen=True):
    """A publication that no longer counts: when, by whom, why."""

    at: str
    by: str
    reason: str


class Difference(Struct, frozen=True):
    """One thing that is not as it was published.

    ``field`` is ``award`` (won or not; ``was`` and ``now`` are the places won, ``""`` for an award without places),
    another field of an award, ``agent`` (there or not), a column of the standings, ``score`` and ``rank`` among them,
    ``metric ID``, ``PART ID``, or ``ties close not_given left_out`` of an award; ``kind`` says which of these,
    ``label`` is the name of a part's field. ``period`` is the month or period that it is about. None stands for what
    is not there. Money is filled for awards alone.
    """

    period: str
    agent_id: str | None
    name: str
    team: str
    award: str | None
    field: str
    was: str | None
    now: str | None
    prize_was: Fraction | None = None
    prize_now: Fraction | None = None
    kind: Kind = Kind.AWARD
    label: Label | None = None

    @property
    def is_of_nobody(self) -> bool:
        """Whether it is about no agent and no team: a list of notes on an award."""
        return self.agent_id is None and not self.team


class Settled(Struct, frozen=True):
    """One award of one winner that a corrected period gives otherwise than the withdrawn version of it did.

    ``was`` and ``now`` are the award as it was given then and is given now, None where it was not; ``amount`` is what
    the winner still gets (above 0) or must give back (below 0).
    """

    was: AwardGiven | None
    now: AwardGiven | None

    @property
    def given(self) -> AwardGiven:
        """The award on the side that has it."""
        found = self.now or self.was
        assert found is not None
        return found

    @property
    def amount(self) -> Fraction:
        """Money now less money then."""
        now, was = (Fraction(0) if one is None or one.prize is None else one.prize for one in (self.now, self.was))
        return now - was


class Settlement(Struct, frozen=True):
    """What a corrected period changes against the version that was withdrawn last, winner by winner."""

    withdrawn: Publication
    reopening: Reopening
    lines: tuple[Settled, ...]


class WithdrawnPeriod(Struct, frozen=True):
    """The version of a period that was withdrawn last: its awards, the publication, who reopened it and why."""

    awards: tuple[AwardGiven, ...]
    publication: Publication
    reopening: Reopening


class Tip(Struct, frozen=True):
    """The last record of a ledger: its number and its hash, by which it shows later whether the ledger was cut."""

    seq: int
    hash: str


class LedgerView(Struct, frozen=True):
    """What the ledger says of a period that is shown.

    Attributes:
        period: Which one.
        publication: The publication that counts, None while nothing is published of it.
        differences: In what the files at hand would give another result than was published of it or of its months.
        pending: Decisions that no publication holds yet, of the period and the shorter ones within it.
        settlement: What changes against the version that was withdrawn, None where none was.
        tip: The last record of the ledger when it was looked at, None in an empty one.
    """

    period: Period
    publication: Publication | None = None
    differences: tuple[Difference, ...] = ()
    pending: tuple[Decision, ...] = ()
    settlement: Settlement | None = None
    tip: Tip | None = None


class Published(Struct, frozen=True):
    """The period was recorded."""

    publication: Publication


class Unchanged(Struct, frozen=True):
    """The period was published before with the same results, and nothing was written.

    ``other_inputs`` are the files of now that were not among those published; ``rules`` is the hash of the rules of now
    where it is another.
    """

    publication: Publication
    other_inputs: tuple[InputFile, ...] = ()
    rules: str | None = None


class Refused(Struct, frozen=True):
    """Nothing was written, and why; with the differences where results differ."""

    problem: Problem
    differences: tuple[Difference, ...] = ()


PublishOutcome = Published | Unchanged | Refused


class HistoryRow(Struct, frozen=True):
    """One published award: winner, prize, period, input files, rules and publisher.

    ``reopened`` marks a version that no longer counts, ``withheld`` an award withheld by a decision.
    """

    publication: Publication
    reopened: Reopening | None
    period: str
    award: str
    within: tuple[tuple[str, str], ...]
    rank: int | None
    agent_id: str | None
    name: str
    project: str
    team: str
    prize: Fraction | None
    currency: str
    via: str | None
    granted: Decision | None
    withheld: Decision | None
    tied: bool = False

    @property
    def counts(self) -> bool:
        """True for an award that was given and is still in force."""
        return self.reopened is None and self.withheld is None


class Total(Struct, frozen=True):
    """What one winner was given in a year: ``agent_id`` None for a team."""

    year: int
    agent_id: str | None
    name: str  # the latest one
    team: str  # of a team award, "" for an agent
    awards: int
    amount: Fraction
    currency: str


class Expected(Struct, frozen=True):
    """A hash that was the last one of the ledger, or its first digits; of which record, and which award list says so.

    Both are None and ``""`` where only the hash was written down.
    """

    hash: str
    seq: int | None = None
    source: str = ""


class Finding(Struct, frozen=True):
    """A record that is not as it was written: which one, what it was about, what is wrong with it.

    ``seq`` is 0 where it is about no single record: the table, its triggers, a hash that is gone.
    """

    seq: int
    kind: str
    period: str
    agent_id: str | None
    problem: Problem


class Verified(Struct, frozen=True):
    """How many records were looked at, the hash of the last one (to be kept elsewhere), and every broken one."""

    records: int
    last_hash: str
    findings: tuple[Finding, ...]
