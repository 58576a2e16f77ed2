"""Awards given, withheld, narrowly missed or not given, with the facts for their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property

from msgspec import Struct

from ccmotivate.model.reasons import CloseReason, MissedReason, NotGivenReason


class InputFile(Struct, frozen=True):
    """A file that was read: its name and the hash of its bytes."""

    file: str
    sha256: str


class TieNote(Struct, frozen=True, dict=True):
    """A tie on the ranking figure: who was equal, and what decided.

    ``members`` are agent ids (team names for a team award) at equal ``figure``, in final order; ``places`` their final
    places. ``decided_by`` is the tie-breaker that separated at least two of them, None when the place stayed shared.
    ``figures`` are the members' values of that tie-breaker.
    """

    members: tuple[str, ...]
    figure: Fraction
    places: tuple[int, ...]
    decided_by: str | None
    figures: tuple[Fraction | None, ...] = ()

    @property
    def shared(self) -> bool:
        """True when two of them still stand on one place."""
        return bool(self.sharing)

    @cached_property
    def sharing(self) -> Mapping[int, tuple[str, ...]]:
        """The members of each place that several have, by place; looked for once, for every winner names it."""
        found: dict[int, list[str]] = {}
        for one, place in zip(self.members, self.places, strict=True):
            found.setdefault(place, []).append(one)
        return {place: tuple(ids) for place, ids in sorted(found.items()) if len(ids) > 1}


class Decision(Struct, frozen=True):
    """A human's word on one award of one period: ``verdict`` is ``grant`` or ``withhold``.

    ``agent_id`` is None for a team award, which names ``team``. ``place`` is the place granted of a ranked award,
    ``name`` the agent's when it was decided, ``""`` in old records.
    """

    period: str
    award: str
    agent_id: str | None
    team: str | None
    verdict: str
    reason: str
    by: str
    at: str
    place: int | None = None
    name: str = ""

    def concerns(self, given: AwardGiven) -> bool:
        """True for the award that it is about."""
        return (self.period, self.award, self.agent_id, self.team) == (
            given.period,
            given.award,
            given.agent_id,
            given.team if given.agent_id is None else None,
        )


class Behind(Struct, frozen=True):
    """One month or quarter behind an award.

    ``value`` is the winner's figure of that part (the score, the month's value of the metric that is summed), ``next``
    the best of the others it was held against, ``award`` and ``rank`` the award of that part where one counts.
    """

    period: str
    value: Fraction | None = None
    next: Fraction | None = None
    award: str | None = None
    rank: int | None = None


class PassedOver(Struct, frozen=True):
    """A candidate ranked ahead who missed a condition of the award; the fields are those of ``Missed``."""

    agent_id: str
    why: MissedReason
    period: str | None = None
    value: Fraction | None = None
    needed: Fraction | None = None
    other: str | None = None


class AwardGiven(Struct, frozen=True):
    """One award to one winner, with the facts that its reason is made of."""

    award: str
    period: str
    within: tuple[tuple[str, str], ...]  # (("project", "信用卡"),), () for department-wide
    rank: int | None
    agent_id: str | None
    name: str
    project: str
    team: str
    score: Fraction | None  # the figure that ranked it; the period's score where a condition decided, None without one
    figure: str  # which figure: "score", a metric's id, "mean_score", "sum contributions", "index"
    candidates: int  # how many could have won
    tied: bool
    tie: TieNote | None
    next_figure: Fraction | None  # the figure of the first one without a place, None if there is none
    prize: Fraction | None
    members: int | None = None  # team awards: how many members
    via: str | None = None  # "lead_every", "consecutive", "decision": what decided, None for a rank
    behind: tuple[Behind, ...] = ()  # the months or quarters behind it, for awards of longer periods
    parts: tuple[tuple[str, Fraction], ...] = ()  # an index: its parts, as shares
    decision: Decision | None = None  # a human granted it
    passed_over: tuple[PassedOver, ...] = ()  # who would have a place of the group but for another condition


class Close(Struct, frozen=True):
    """A candidate who narrowly missed an award, and what was missing.

    ``value`` is compared with ``needed`` where the candidate was behind; ``period`` is where it was lacking. ``met``
    names the parts that were led or won.
    """

    award: str
    within: tuple[tuple[str, str], ...]
    agent_id: str | None
    name: str
    team: str
    why: CloseReason
    figure: str
    value: Fraction | None = None
    needed: Fraction | None = None
    period: str | None = None
    met: tuple[str, ...] = ()


class LeftOut(Struct, frozen=True):
    """An optional part of an index that was left out for everybody: who lacked the metric, and in which months."""

    award: str
    metric: str
    lacking: tuple[tuple[str, str], ...]  # (agent id, month)


class Withheld(Struct, frozen=True):
    """An award that the rules give and a human withheld."""

    given: AwardGiven
    decision: Decision


class NotGiven(Struct, frozen=True):
    """An award not given; ``metric`` is the needed one that has no column."""

    award: str
    reason: NotGivenReason
    metric: str | None = None
