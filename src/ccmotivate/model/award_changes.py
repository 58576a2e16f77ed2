"""Awards and notes on them that differ between two results of one period (agents: ``decided.py``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from ccmotivate.model.decided import Change, Field, Subject
from ccmotivate.model.kinds import Kind
from ccmotivate.model.results import AwardGiven, PeriodResult

WON, LOST, KEPT = "won", "lost", "kept"
_KEY = ("award", "period", "within", "agent_id")  # with the team of a team award: which award it is
_AWARD_FIELDS = tuple(Field(name, Kind.AWARD) for name in AwardGiven.__struct_fields__ if name not in _KEY)
WORTH = ("rank", "prize", "figure", "score", "tied", "via")  # what an award comes to, of its fields
Winner = tuple[str, str, tuple[tuple[str, str], ...], str | None, str]


class AwardChange(Struct, frozen=True):
    """An award won, lost, or kept at another place, prize or figure."""

    old: AwardGiven | None
    new: AwardGiven | None

    @property
    def kind(self) -> str:
        """``won``, ``lost`` or ``kept``."""
        return WON if self.old is None else LOST if self.new is None else KEPT

    @property
    def given(self) -> AwardGiven:
        """The award as it is now, as it was where it is lost."""
        given = self.new or self.old
        assert given is not None, "an award on neither side"
        return given

    def fields(self) -> tuple[Change, ...]:
        """The fields of a kept award that differ."""
        if self.old is None or self.new is None:
            return ()
        subject = award_subject(self.given)
        pairs = ((field, getattr(self.old, field.id), getattr(self.new, field.id)) for field in _AWARD_FIELDS)
        return tuple(Change(subject, field, old, new) for field, old, new in pairs if old != new)

    @property
    def worth_differs(self) -> bool:
        """True when it is given on one side only, or comes to something else."""
        return self.kind != KEPT or any(change.field.id in WORTH for change in self.fields())


def award_subject(given: AwardGiven) -> Subject:
    """The winner of an award."""
    return Subject(given.period, given.agent_id, given.name, project=given.project, team=given.team, award=given.award)


def winner_of(given: AwardGiven) -> Winner:
    """Which award of whom it is, by which it is found in another result."""
    return given.award, given.period, given.within, given.agent_id, given.team if given.agent_id is None else ""


def award_pairs(old: Iterable[AwardGiven], new: Iterable[AwardGiven]) -> list[AwardChange]:
    """Every award of two results, each beside itself, the old ones first; those that are the same are among them."""
    before, after = ({winner_of(given): given for given in side} for side in (old, new))
    return [AwardChange(before.get(key), after.get(key)) for key in {**before, **after}]


# -- notes ------------------------------------------------------------------------------------------------------------

_NOTES = tuple(Field(name, Kind.NOTE) for name in ("ties", "close", "not_given", "left_out"))


def note_changes(old: PeriodResult, new: PeriodResult) -> Iterator[Change]:
    """Ties, who came close, what was not given or left out, award by award."""
    for field in _NOTES:
        before, after = _by_award(getattr(old, field.id)), _by_award(getattr(new, field.id))
        for award in sorted({*before, *after}):
            if before.get(award) != after.get(award):
                yield Change(Subject(str(old.period), award=award), field, before.get(award), after.get(award))


def _by_award(notes: Any) -> Mapping[str, tuple[Any, ...]]:
    if isinstance(notes, Mapping):
        return notes
    return {award: tuple(one for one in notes if one.award == award) for award in {one.award for one in notes}}
