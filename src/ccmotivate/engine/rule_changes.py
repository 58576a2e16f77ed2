"""Two rule sets → what is different between them, fact by fact, and from which month until which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from ccmotivate.engine.rule_facts import Fact, facts_of
from ccmotivate.model.metrics import Label
from ccmotivate.model.period import Month
from ccmotivate.model.rule_changes import Aspect, Place, RuleChange, Side, Subject
from ccmotivate.model.rules import RuleSet

_ORDERS = (Aspect.ALTERNATIVES, Aspect.ORDER)  # of the same things; what is added or removed is reported by itself
_RANKING = (Aspect.RANKED_BY, Aspect.PLACES, Aspect.TIES)


_Pair = tuple[Fact | None, Fact | None]


def differences(old: RuleSet, new: RuleSet) -> tuple[RuleChange, ...]:
    """The differences of ``new`` from ``old``, for every rule version of either.

    Comments, the order of unordered lists, and notation of figures are ignored; ``differences(x, x)`` is empty. An
    added or removed role, award or metric is one difference. Where only one of the two has rules in force (a dated
    value has no figure yet), that is the only difference of that time.
    """
    starts: list[Month | None] = [None, *sorted({*old.boundaries, *new.boundaries})]
    running: dict[Place, tuple[_Pair, RuleChange]] = {}
    told: list[RuleChange] = []
    seen: dict[Place, None] = {}
    compared = False
    for start in starts:
        before, after = _in_force(old, start), _in_force(new, start)
        pairs = _pairs(before, after, new.name, seen)
        for place in [place for place in running if place not in pairs or not _same(running[place][0], pairs[place])]:
            told.append(replace(running.pop(place)[1], until=_month_before(start)))
        for place, pair in pairs.items():
            if place not in running:
                since = start if compared or place.aspect is Aspect.IN_FORCE else None
                running[place] = (pair, _change(place, pair, (before or old, after or new), since))
        compared |= before is not None and after is not None
    told += [change for _pair, change in running.values()]
    return tuple(_ordered(told, seen))


def _in_force(rules: RuleSet, start: Month | None) -> RuleSet | None:
    """The rule version that begins with a month, or the one before the first boundary."""
    if start is not None or not rules.versions:
        return rules.version(start).rules if start is not None else rules
    first = rules.versions[0]
    return first.rules if first.start is None else None


def _month_before(start: Month | None) -> Month | None:
    return None if start is None else Month.from_ordinal(start.ordinal - 1)


def _pairs(before: RuleSet | None, after: RuleSet | None, name: Label, seen: dict[Place, None]) -> dict[Place, _Pair]:
    """The facts that differ in one rule version, by place; ``seen`` collects the places in order."""
    if before is None and after is None:
        return {}
    if before is None or after is None:
        place = Place(Subject.SCHEME, Aspect.IN_FORCE)
        seen.setdefault(place)
        fact = Fact(name, True)
        return {place: (None, fact) if before is None else (fact, None)}
    ours, theirs = facts_of(before), facts_of(after)
    places = dict.fromkeys([*theirs, *ours])
    seen.update(places)
    pairs = {place: (ours.get(place), theirs.get(place)) for place in places}
    differing = {place: pair for place, pair in pairs.items() if not _equal(*pair)}
    return {
        place: pair
        for place, pair in _whole_conditions(differing, ours, theirs).items()
        if _told(place, pair, differing)
    }


def _equal(left: Fact | None, right: Fact | None) -> bool:
    return left is not None and right is not None and left.same == right.same


def _same(left: _Pair, right: _Pair) -> bool:
    """True when it is the same difference."""
    return all((one is None and other is None) or _equal(one, other) for one, other in zip(left, right, strict=True))


def _whole_conditions(
    pairs: dict[Place, _Pair], ours: Mapping[Place, Fact], theirs: Mapping[Place, Fact]
) -> dict[Place, _Pair]:
    """An award that is ranked in one and decided by a condition in the other: one difference, of the condition."""
    made = dict(pairs)
    for place, (before, after) in pairs.items():
        if place.aspect is not Aspect.CONDITION or (before is not None and after is not None):
            continue
        ranked = replace(place, aspect=Aspect.RANKED_BY)
        if ranked in ours or ranked in theirs:
            made[place] = (before or ours.get(ranked), after or theirs.get(ranked))
            for aspect in _RANKING:
                made.pop(replace(place, aspect=aspect), None)
    return made


def _told(place: Place, pair: _Pair, pairs: Mapping[Place, _Pair]) -> bool:
    """False for the parts of what is added or removed as a whole, and for the order of different items."""
    if place.aspect in _ORDERS:
        before, after = (frozenset(fact.value) if fact and isinstance(fact.value, tuple) else None for fact in pair)
        return before == after
    wholes = [Place(place.part, Aspect.WHOLE, place.owner)]
    if place.aspect is not Aspect.STANDARD:
        wholes.append(Place(place.part, Aspect.LINE, place.owner, place.item, place.scope))
    return not any(whole != place and whole in pairs for whole in wholes)


def _change(place: Place, pair: _Pair, rules: tuple[RuleSet, RuleSet], start: Month | None) -> RuleChange:
    old, new = (
        None if fact is None else Side(fact.value, fact.source, known, fact.since)
        for fact, known in zip(pair, rules, strict=True)
    )
    if start is None and new is not None and (old is None or old.since != new.since):
        start = new.since
    return RuleChange(place, old, new, start)


def _ordered(changes: Iterable[RuleChange], seen: Iterable[Place]) -> list[RuleChange]:
    """By part, then in the order of the files, then by aspect and time."""
    owners: dict[tuple[Subject, str], int] = {}
    items: dict[tuple[Subject, str, str], int] = {}
    for place in seen:
        owners.setdefault((place.part, place.owner), len(owners))
        items.setdefault((place.part, place.owner, place.item.rpartition(" ")[2]), len(items))
    parts, aspects = list(Subject), list(Aspect)

    def key(change: RuleChange) -> tuple[object, ...]:
        place = change.place
        named = place.item.rpartition(" ")[2]
        return (
            parts.index(place.part),
            owners[place.part, place.owner],
            items[place.part, place.owner, named],
            aspects.index(place.aspect),
            str(place.scope),
            change.since.ordinal if change.since else 0,
        )

    return sorted(changes, key=key)
