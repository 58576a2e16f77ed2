"""What a rank goes by: read from the rules by ``rank``, carried out by ``ranked``."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from ccmotivate.model.award_rules import Figure, TieBreaker


class RankTerms(Struct, frozen=True):
    """The figure, the end of it that is ``best`` (``high`` or ``low``), the winning places, the tie-breakers in turn.

    ``ranks`` is ``standard`` (1, 1, 3) or ``dense`` (1, 1, 2). Who has a figure of ``above`` or less is no candidate.
    """

    figure: Figure
    best: str
    places: int
    then: tuple[TieBreaker, ...] = ()
    ranks: str = "standard"
    above: Fraction | None = None

    @property
    def by(self) -> str:
        """The figure's id."""
        return self.figure.id
