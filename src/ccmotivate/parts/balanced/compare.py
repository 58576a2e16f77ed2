"""What is compared of balanced scorecards: the balanced score, that of each perspective, and the points of measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ccmotivate.locale import N_, translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartValue
from ccmotivate.parts.balanced.decide import BalancedResult

SCORE, MEASURES = "score", "measures"
_SCORE, _OF, _MEASURES = N_("balanced score"), N_("balanced score: {name}"), N_("points of the measures")


def values(result: BalancedResult, ids: Sequence[str]) -> Mapping[str, Mapping[str, PartValue]]:
    """By agent, measures by name; who has no card is not named."""
    found: dict[str, dict[str, PartValue]] = {}
    for at, card in result.cards.items():
        own = found[ids[at]] = {SCORE: card.score, **{one.id: one.score for one in card.perspectives}}
        own[MEASURES] = tuple(sorted(f"{one.row.measure} {plain_text(one.points)}" for one in card.measures))
    return found


def labels(result: BalancedResult) -> Mapping[str, Label]:
    """The names of the fields."""
    of = {name: _label(_OF, label) for name, label in result.settings.perspectives.items()}
    return {SCORE: _label(_SCORE), MEASURES: _label(_MEASURES), **of}


def _label(template: str, name: Label | None = None) -> Label:
    zh, en = (translator(lang)(template).format(name=name.text(lang) if name else "") for lang in ("zh", "en"))
    return Label(zh, en)
