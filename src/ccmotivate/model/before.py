"""What is known from before the months that are scored."""

from __future__ import annotations

from msgspec import Struct, field

from ccmotivate.model.results import Decision, MonthFacts, Past, PeriodResult


class Before(Struct, frozen=True):
    """What parts and awards of the months that are scored may look at.

    Attributes:
        months: Earlier months, each once; a month that is scored too counts as it is here.
        decisions: What people granted or withheld at any time.
        published: Longer periods that were published.
        stated: Awards of periods that nothing else is known of.
    """

    months: tuple[MonthFacts, ...] = ()
    decisions: tuple[Decision, ...] = ()
    published: tuple[PeriodResult, ...] = ()
    stated: Past = field(default_factory=dict)


NOTHING_BEFORE = Before()
