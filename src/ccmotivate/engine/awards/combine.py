"""``all``, ``any`` and ``not``: conditions made of conditions.

In a rule file: ``any: [{lead_every: month}, {consecutive: {award: monthly_project, times: 2}}]``. Of ``any`` the first
that holds is named as what decided; ``all`` keeps the facts of each; ``not`` looks at everybody who may win and was in
the group in some month.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import groupby, islice

import numpy as np

from ccmotivate.engine.awards.condition_result import MOST_CLOSE, Held, Key, Verdict, Why
from ccmotivate.engine.awards.context import ABSENT, Ground
from ccmotivate.model.award_rules import AllOf, AnyOf, Award, Condition, Not
from ccmotivate.model.explanation import Missed
from ccmotivate.model.results import Close
from ccmotivate.model.rules import RuleSet

Decide = Callable[[Condition, Award, Ground, RuleSet], Verdict]


def decide_any(condition: AnyOf, award: Award, ground: Ground, rules: RuleSet, decide: Decide) -> Verdict:
    """Who meets at least one; the first listed is the one that decided."""
    verdicts = [decide(one, award, ground, rules) for one in condition.conditions]
    held: dict[Key, Held] = {}
    for verdict in verdicts:
        held = {**verdict.held, **held}
    return replace(
        _made(verdicts, held, max(verdict.runners for verdict in verdicts)),
        why=partial(_none_met, [verdict.why for verdict in verdicts]),
    )


def decide_all(condition: AllOf, award: Award, ground: Ground, rules: RuleSet, decide: Decide) -> Verdict:
    """Who meets every one."""
    verdicts = [decide(one, award, ground, rules) for one in condition.conditions]
    keys = [key for key in verdicts[0].held if all(key in verdict.held for verdict in verdicts)]
    held = {key: _joined([verdict.held[key] for verdict in verdicts]) for key in keys}
    return replace(
        _made(verdicts, held, min(verdict.runners for verdict in verdicts)),
        why=partial(_first_not_met, [verdict.why for verdict in verdicts]),
    )


def _none_met(whys: list[Why], at: int) -> Missed | None:
    """What was missed of each condition, None as soon as one was met."""
    parts = [why(at) for why in whys]
    missed = tuple(dict.fromkeys(part for part in parts if part is not None))
    if len([part for part in parts if part is not None]) < len(whys):
        return None
    return missed[0] if len(missed) == 1 else Missed("any", group=missed[0].group, parts=missed)


def _first_not_met(whys: list[Why], at: int) -> Missed | None:
    return next((missed for why in whys if (missed := why(at)) is not None), None)


def decide_not(condition: Not, award: Award, ground: Ground, rules: RuleSet, decide: Decide) -> Verdict:
    """Everybody who may win, was in the group in some month, and does not meet it."""
    verdict = decide(condition.condition, award, ground, rules)
    universe = _universe(award, ground)
    whole = ground.score()
    held = {key: Held(score=whole[key[0]]) for key in universe if key not in verdict.held}
    close = tuple((key, _kept_out(award, ground, key)) for key in sorted(set(universe).intersection(verdict.held)))
    kept_out = {at for at, _group in verdict.held}

    def why(at: int) -> Missed | None:
        return Missed("kept_out", group=ground.latest(award.within, at)) if at in kept_out else None

    return Verdict(held, len(universe), close=close[:MOST_CLOSE], left_out=verdict.left_out, why=why)


def _universe(award: Award, ground: Ground) -> list[Key]:
    may = np.flatnonzero(ground.may(award)).tolist()
    if award.within is None:
        return [(at, "") for at in may]
    codes, names = ground.codes(award.within)
    return [(at, names[code]) for at in may for code in set(codes[at].tolist()) - {ABSENT}]


def _kept_out(award: Award, ground: Ground, key: Key) -> Close:
    within = ((award.within, key[1]),) if award.within else ()
    return Close(award.id, within, ground.ids[key[0]], "", "", "condition", "score")


def _made(verdicts: list[Verdict], held: dict[Key, Held], runners: int) -> Verdict:
    """The verdicts as one; who came close is told once, by the first condition that names him."""
    close: dict[Key, Close] = {}
    for verdict in verdicts:
        for key, one in verdict.close:
            if key not in held:
                close.setdefault(key, one)
    kept: list[tuple[Key, Close]] = []
    for _name, near in groupby(sorted(close.items(), key=_group_of), key=_group_of):
        kept += islice(near, MOST_CLOSE)
    return Verdict(
        held=held,
        runners=runners,
        ties=tuple(dict.fromkeys(tie for verdict in verdicts for tie in verdict.ties)),
        close=tuple(kept),
        left_out=tuple(one for verdict in verdicts for one in verdict.left_out),
    )


def _group_of(item: tuple[Key, Close]) -> str:
    return item[0][1]


def _joined(facts: list[Held]) -> Held:
    """Several conditions met by one: the rank of the first that ranks, the first that names itself, all parts."""
    ranked = next((one for one in facts if one.rank is not None), facts[0])
    via = next((one.via for one in facts if one.via), None)
    behind = tuple(dict.fromkeys(part for one in facts for part in one.behind))
    return Held(
        via=via,
        rank=ranked.rank,
        figure=ranked.figure,
        score=ranked.score,
        candidates=ranked.candidates,
        tied=ranked.tied,
        tie=ranked.tie,
        next_figure=ranked.next_figure,
        behind=behind,
        parts=ranked.parts,
    )
