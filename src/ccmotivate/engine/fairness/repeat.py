"""Repeat winners: who holds how many places, how few hold most of them, against chance.

Chance means: in each decision every candidate is equally likely to get one of the places that were given. The test of
a winner is the exact probability of so many places or more, adjusted by Holm over all awards and everybody who was ever
a candidate for one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from ccmotivate.engine.fairness.chance import at_least, draws, expected, holm, together
from ccmotivate.engine.fairness.material import Contest, Material, winner_id
from ccmotivate.model.fairness import SIGNIFICANT, SMALL, Concentration, Finding, FindingKind, Row, Wins
from ccmotivate.model.ids import natural_key

KIND = "repeat"
TOP = 3
HALF = Fraction(1, 2)  # of the money in the hands of the three who hold most
FEW = Fraction(2, 3)  # of the different winners that chance gives
ENOUGH = 6  # places, before anything is said of how they spread
ENOUGH_PAID = 12  # the same for money
_REPEATED = 2


def look(material: Material) -> FindingKind:
    """Winners and concentration of every ranked award, and of all awards together."""
    by_award: dict[str, list[Contest]] = {}
    for contest in material.contests:
        by_award.setdefault(contest.award.id, []).append(contest)
    held = _adjusted([one for award in sorted(by_award) for one in _held(award, by_award[award])], by_award)
    spread = [_spread(award, by_award[award]) for award in sorted(by_award)]
    whole = _whole(material)
    rows: tuple[Row, ...] = (*whole, *spread, *held)
    return FindingKind(KIND, rows, _findings(whole, spread, held), len(material.contests))


def _findings(
    whole: Sequence[Concentration], spread: Sequence[Concentration], held: Sequence[Wins]
) -> tuple[Finding, ...]:
    found = [Finding("all-places", (one,)) for one in whole]
    found += [Finding("money-in-few-hands", (one,)) for one in whole if _money_in_few_hands(one)]
    found += [Finding("places-in-few-hands", (one,)) for one in spread if _in_few_hands(one)]
    strong = [one for one in held if one.adjusted is not None and one.adjusted <= SIGNIFICANT]
    found += [Finding("repeat-winner", (one,)) for one in strong]
    if held and not strong:
        found.append(Finding("no-repeat-winner", ()))
    return tuple(found)


def _money_in_few_hands(one: Concentration) -> bool:
    """Half of it with three, where three are less than a fifth of everybody."""
    enough = one.paid >= ENOUGH_PAID and one.candidates > SMALL * TOP
    return enough and one.top_money is not None and one.top_money >= HALF


def _in_few_hands(one: Concentration) -> bool:
    """Clearly fewer winners than chance gives."""
    return one.by_chance is not None and one.places >= ENOUGH and one.winners <= FEW * one.by_chance


def _held(award: str, contests: Sequence[Contest]) -> list[Wins]:
    """Everybody who won an award, those with most first."""
    wins = Counter(winner for contest in contests for winner in contest.won)
    rows: list[Wins] = []
    for winner, count in sorted(wins.items(), key=lambda item: (-item[1], natural_key(item[0]))):
        mine = [one for one in contests if winner in one.figures]
        weights = together(draws(len(one.winners), 1, len(one.figures)) for one in mine)
        p = at_least(weights, count) if count >= _REPEATED else None
        rows.append(Wins(award, winner, count, len(mine), expected(weights), p=p))
    return rows


def _adjusted(held: Sequence[Wins], by_award: Mapping[str, Sequence[Contest]]) -> list[Wins]:
    """The probabilities adjusted for everybody who could have won again and again, won or not."""
    compared = sum(len({one for contest in some for one in contest.figures}) for some in by_award.values())
    adjusted = iter(holm([one.p for one in held if one.p is not None], compared))
    return [replace(one, compared=compared, adjusted=None if one.p is None else next(adjusted)) for one in held]


def _spread(award: str, contests: Sequence[Contest]) -> Concentration:
    wins = Counter(winner for contest in contests for winner in contest.won)
    chances: dict[str, list[Contest]] = {}
    for contest in contests:
        for candidate in contest.figures:
            chances.setdefault(candidate, []).append(contest)
    places = sum(wins.values())
    return Concentration(
        award=award,
        places=places,
        winners=len(wins),
        candidates=len(chances),
        by_chance=_different(chances),
        top=Fraction(sum(sorted(wins.values())[-TOP:]), places),
        gini=gini([wins[one] for one in chances]),
        paid=sum(bool(given.prize) for one in contests for given in one.winners),
        money=sum((given.prize or Fraction(0) for one in contests for given in one.winners), Fraction(0)),
    )


def _different(chances: Mapping[str, Sequence[Contest]]) -> Fraction:
    """How many different winners chance gives on average: the sum of everybody's probability to win at all.

    Candidates with the same decisions before them have the same probability; whole decisions are what is grouped.
    """
    kinds = Counter(tuple((len(one.winners), len(one.figures)) for one in contests) for contests in chances.values())
    never = {kind: Fraction(math.prod(n - k for k, n in kind), math.prod(n for _k, n in kind)) for kind in kinds}
    return sum((count * (1 - never[kind]) for kind, count in kinds.items()), Fraction(0))


def _whole(material: Material) -> tuple[Concentration, ...]:
    """All awards together, those by condition and those of teams too: places, and money if there is any."""
    given = [one for result in material.results for one in result.awards if one.agent_id is not None]
    if not given:
        return ()
    wins = Counter(winner_id(one) for one in given)
    money = dict.fromkeys(material.names, Fraction(0))
    for one in given:
        money[winner_id(one)] += one.prize or Fraction(0)
    total = sum(money.values(), Fraction(0))
    held: Sequence[Fraction | int] = list(money.values()) if total else [wins[one] for one in material.names]
    return (
        Concentration(
            award=None,
            places=len(given),
            winners=len(wins),
            candidates=len(material.names),
            by_chance=None,
            top=Fraction(sum(sorted(wins.values())[-TOP:]), len(given)),
            gini=gini(held),
            paid=sum(bool(one.prize) for one in given),
            money=total,
            top_money=sum(sorted(money.values())[-TOP:], Fraction(0)) / total if total else None,
        ),
    )


def gini(held: Iterable[Fraction | int]) -> Fraction:
    """The Gini coefficient: 0 when everybody holds the same, ``1 - 1/n`` when one of ``n`` holds everything."""
    ordered = sorted(held)
    total = Fraction(sum(ordered))
    if not total:
        return Fraction(0)
    count = len(ordered)
    weighted = sum(place * value for place, value in enumerate(ordered, start=1) if value)
    return 2 * weighted / (count * total) - Fraction(count + 1, count)
