"""Results as the ledger holds them, with the publication that holds each."""

from __future__ import annotations

from msgspec import Struct

from ccmotivate.model.recorded import Publication
from ccmotivate.model.results import AwardGiven, PeriodResult, PublishedMonth


class KnownMonth(Struct, frozen=True):
    """A month as the ledger holds it, its awards as the rules gave them, and the publication that holds it."""

    facts: PublishedMonth
    ruled: tuple[AwardGiven, ...]
    publication: Publication


class KnownPeriod(Struct, frozen=True):
    """A period as it was published, under the rules of then, and the publication that holds it."""

    result: PeriodResult
    publication: Publication
