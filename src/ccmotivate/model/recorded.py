"""What the ledger says, for commands and writers to show: publications, differences, history, findings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ccmotivate.model.results import Decision, InputFile
from ccmotivate.problems import Problem


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication of a period: number of its record, when (UTC), by whom, from which files, under which rules.

    ``agents`` and ``awards`` are how many were recorded; ``version`` counts the publications of this period from 1.
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

    @property
    def text(self) -> str:
        """When and by whom, as results carry it in ``published``."""
        return f"{self.at} · {self.by}"


@dataclass(frozen=True, slots=True)
class Reopening:
    """A publication that no longer counts: when, by whom, why."""

    at: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was published.

    ``field`` is ``award`` (won or not; ``was`` and ``now`` are the places won, ``""`` for an award without places),
    another field of an award, ``agent`` (there or not), a column of the standings, ``score`` and ``rank`` among them,
    ``metric ID``, or ``ties close not_given left_out`` of an award. ``period`` is the month or period that it is about.
    None stands for what is not there. Money is filled for awards alone.
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


@dataclass(frozen=True, slots=True)
class Published:
    """The period was recorded."""

    publication: Publication


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The period was published before with the same results, and nothing was written.

    ``other_inputs`` are the files of now that were not among those published; ``rules`` is the hash of the rules of now
    where it is another.
    """

    publication: Publication
    other_inputs: tuple[InputFile, ...] = ()
    rules: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was written, and why; with the differences where results differ."""

    problem: Problem
    differences: tuple[Difference, ...] = ()


PublishOutcome = Published | Unchanged | Refused


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One award that was published: who won what and when, from which files, under which rules, who signed.

    ``reopened`` marks a version that no longer counts, ``withheld`` an award that the rules gave and a human did not.
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

    @property
    def counts(self) -> bool:
        """True for an award that was given and still stands."""
        return self.reopened is None and self.withheld is None


@dataclass(frozen=True, slots=True)
class Total:
    """What one winner was given in a year: ``agent_id`` None for a team."""

    year: int
    agent_id: str | None
    name: str  # the latest one
    team: str  # of a team award, "" for an agent
    awards: int
    amount: Fraction
    currency: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that is not as it was written: which one, what it was about, what is wrong with it."""

    seq: int
    kind: str
    period: str
    agent_id: str | None
    problem: Problem


@dataclass(frozen=True, slots=True)
class Verified:
    """How many records were looked at, the hash of the last one (to be kept elsewhere), and every broken one."""

    records: int
    last_hash: str
    findings: tuple[Finding, ...]
