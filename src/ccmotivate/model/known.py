"""Results as the ledger holds them, with the publication that holds each."""

from __future__ import annotations

from dataclasses import dataclass

from ccmotivate.model.recorded import Publication
from ccmotivate.model.results import AwardGiven, PeriodResult, PublishedMonth


@dataclass(frozen=True, slots=True)
class KnownMonth:
    """A month as the ledger holds it, its awards as the rules gave them, and the publication that holds it."""

    facts: PublishedMonth
    ruled: tuple[AwardGiven, ...]
    publication: Publication


@dataclass(frozen=True, slots=True)
class KnownPeriod:
    """A period as it was published, under the rules of then, and the publication that holds it."""

    result: PeriodResult
    publication: Publication
