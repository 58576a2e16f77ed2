"""Pay in the cases of a scheme: ``pay: {performance_bonus: 1320}``, or by step; and what no case has reached."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any, assert_never

import numpy as np

from ccmotivate.locale import N_, translator
from ccmotivate.model.cases import Branch
from ccmotivate.model.exact import Exact
from ccmotivate.model.methods import Interval
from ccmotivate.model.metrics import Metric
from ccmotivate.model.parts import PartRules
from ccmotivate.model.results import MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.pay.decide import (
    NO_DATA,
    NO_DAYS,
    NOTES,
    NOTHING_AT_ZERO,
    PayAmounts,
    PayResult,
    StepResult,
    quantity_of,
)
from ccmotivate.parts.pay.rules import (
    DAYS,
    OF_OWN,
    Add,
    AtMost,
    Base,
    IfRepeat,
    Pay,
    PaySettings,
    Step,
    Times,
    UnlessQualified,
)
from ccmotivate.points.intervals import intervals
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.case_resolver import CaseResolver
from ccmotivate.ruleset.yaml_text import YamlPath

AMOUNT = "amount"
_WAYS = {
    "role": N_("{name}: no case is paid it as {detail}"),
    "all": N_("{name}: no case is paid it"),
    "point": N_("{name}: no case lies exactly on {detail}"),
    "between": N_("{name}: no case lies between {detail}"),
    "before": N_("{name}: no case lies below {detail}"),
    "behind": N_("{name}: no case lies above {detail}"),
    "band": N_("{name}: no case lies in band {detail}"),
    "boundary": N_("{name}: no case lies exactly on the boundary {detail}"),
    "given": N_("{name}: no case gives the figure"),
    NO_DATA: N_("{name}: no case lacks the figure"),
    "holds": N_("{name}: it applies to no case"),
    "not": N_("{name}: it spares no case"),
    "some": N_("{name}: no case is paid some of it"),
    "none": N_("{name}: no case stays below what is paid"),
    "most": N_("{name}: no case reaches the most"),
    "below": N_("{name}: no case stays below the most as {detail}"),
    "capped": N_("{name}: no case is cut to the most as {detail}"),
    NOTHING_AT_ZERO: N_("{name}: no case gets nothing for a factor of 0"),
    "other role": N_("{name}: no case has a role that it is not paid to"),
}


# -- what a case states -----------------------------------------------------------------------------------------------


def checks(
    part: PartRules, resolver: CaseResolver, written: Any, path: YamlPath
) -> Iterator[tuple[str, Fraction | None, YamlPath]]:
    """What is expected of an agent: field (``performance_bonus.amount``), figure, and where it stands."""
    pays = {pay.id: pay for pay in part.settings.pays}
    for pay, word, figure, place in resolver.entries("pays", written, path, list(pays), AMOUNT):
        step = resolver.one_of("steps", word, [AMOUNT, *(one.id for one in pays[pay].steps)], place)
        if step is not None:
            yield f"{pay}.{step}", resolver.plain_number(figure, place), place


def got(result: PayResult | None, at: int, field: str) -> Fraction | None:
    """What came of it; None where nothing is paid."""
    name, _dot, step = field.partition(".")
    pay = next((one for one in result.pays if one.pay.id == name), None) if result else None
    if pay is None or not pay.paid[at]:
        return None
    return pay.amount[at] if step == AMOUNT else next((one.amount[at] for one in pay.steps if one.step == step), None)


# -- what the steps can do --------------------------------------------------------------------------------------------


def wanted(part: PartRules, rules: RuleSet) -> dict[Branch, SourceRef]:
    """Every way of every step that cases can reach; a pay that waits for another part has none without it."""
    return {
        branch: step.source
        for pay in part.settings.pays
        if pay.who == "everyone" or "balanced" in rules.parts
        for step in pay.steps
        for branch in _of_step(pay, step, rules)
    }


def _of_step(pay: Pay, step: Step, rules: RuleSet) -> Iterator[Branch]:
    what = step.what
    match what:
        case Base(amounts):
            ways = [("role" if role else "all", role) for role in amounts]
        case Times():
            ways = [*_intervals(what, rules), *([] if what.quantity in OF_OWN else [(NO_DATA, "")])]
        case UnlessQualified():
            ways = [("holds", ""), ("not", "")]
        case Add():
            ways = [("some", ""), ("none", ""), (NO_DATA, "")]
            ways += [("most", "")] if what.at_most is not None else []
            ways += [("other role", "")] if what.roles else []
            ways += [(NOTHING_AT_ZERO, "")] if what.none_if_zero else []
        case AtMost(amounts):
            ways = [(way, role) for role in amounts for way in ("below", "capped")]
        case IfRepeat():
            ways = [("holds", ""), ("not", "")] if "coaching" in rules.parts else []
        case _:
            assert_never(what)
    for way, detail in ways:
        yield _branch(pay, step.id, way, detail)


def _branch(pay: Pay, step: str, way: str, detail: str = "") -> Branch:
    return Branch("part", "pay", f"{pay.id}.{step}", way, detail)


def _intervals(what: Times, rules: RuleSet) -> list[tuple[str, str]]:
    if what.method is None:
        return [("given", "")]
    found = intervals(what.method, _metric(what, rules))
    if what.quantity in OF_OWN:
        most = rules.full_marks
        found = tuple(
            one for one in found if _has_hundredth(one) and (one.low is None or one.low < most or one.with_low)
        )
    return [(one.way, one.detail) for one in found]


def _has_hundredth(one: Interval) -> bool:
    """False for what lies between two neighbouring scores, which have two decimals."""
    if one.low is None or one.high is None or one.with_low:
        return True
    return ceil(100 * one.high) - floor(100 * one.low) > 1


def _metric(what: Times, rules: RuleSet) -> Metric:
    return OF_OWN.get(what.quantity) or rules.metrics[what.quantity]


def reached(part: PartRules, month: MonthResult) -> set[Branch]:
    """The ways that the agents of a month went."""
    result: PayResult | None = month.parts.get(part.id)
    found: set[Branch] = set()
    for pay in result.pays if result else ():
        before = Exact.from_ints(np.zeros(len(month.agents), dtype=np.int64))
        for step, after in zip(pay.pay.steps, pay.steps, strict=True):
            found |= {_branch(pay.pay, step.id, *way) for way in _gone(step, before, after, month, pay)}
            before = after.amount
    return found


def _gone(
    step: Step, before: Exact, after: StepResult, month: MonthResult, pay: PayAmounts
) -> Iterator[tuple[str, str]]:
    what, roles = step.what, month.agents["role"].to_numpy(dtype=object)
    changed = after.amount.compare(before) != 0
    notes = {NOTES[place] for place in set(after.notes.tolist())}
    match what:
        case Base(amounts) | AtMost(amounts):
            for role in amounts:
                here = pay.paid & ((roles == role) if role else ~np.isin(roles, [one for one in amounts if one]))
                if isinstance(what, Base):
                    yield from [("role" if role else "all", role)] if here.any() else []
                else:
                    yield from [("capped", role)] if (here & changed).any() else []
                    yield from [("below", role)] if (here & ~changed).any() else []
        case Times():
            values = quantity_of(what, month)
            numbers = [one for one in set(values.to_list()) if one is not None]
            if what.quantity == DAYS:
                yield from [("given", "")] if numbers else []
            elif what.method is not None:
                held = intervals(what.method, _metric(what, month.rules))
                yield from ((one.way, one.detail) for one in held if any(map(one.holds, numbers)))
            yield from [(NO_DATA, "")] if notes & {NO_DATA, NO_DAYS} else []
        case UnlessQualified():
            qualified = month.agents["qualified"].to_numpy(dtype=bool)
            yield from [("not", "")] if qualified.any() else []
            yield from [("holds", "")] if (~qualified).any() else []
        case Add():
            added = after.amount - before
            asked = np.isin(roles, what.roles) if what.roles else np.ones(len(roles), dtype=bool)
            plain = asked & (after.notes == 0)
            most = added.equals(what.at_most) if what.at_most is not None else np.zeros(len(roles), dtype=bool)
            yield from [("some", "")] if (changed & ~most).any() else []
            yield from [("none", "")] if (plain & ~changed).any() else []
            yield from [("most", "")] if most.any() else []
            yield from [("other role", "")] if (~asked).any() else []
            yield from ((note, "") for note in sorted(notes & {NO_DATA, NOTHING_AT_ZERO}))
        case IfRepeat():
            yield from [("holds", "")] if changed.any() else []
            yield from [("not", "")] if (~changed).any() else []
        case _:
            assert_never(what)


def branch_text(part: PartRules, branch: Branch, rules: RuleSet, lang: str) -> str:
    """What no case has reached, in words."""
    name, _dot, step = branch.subject.partition(".")
    pay = _pay(part, name)
    label = next(one.label for one in pay.steps if one.id == step)
    role = rules.roles.get(branch.detail)
    detail = role.label.text(lang) if role else branch.detail
    _ = translator(lang)
    named = _("{name}: {text}").format(name=pay.label.text(lang), text=label.text(lang))
    return _(_WAYS[branch.way]).format(name=named, detail=detail)


def about_text(part: PartRules, field: str, lang: str) -> str:
    """What a check is about: the pay, or the amount after one of its steps."""
    name, _dot, step = field.partition(".")
    pay = _pay(part, name)
    _ = translator(lang)
    if step == AMOUNT:
        return pay.label.text(lang)
    label = next(one.label for one in pay.steps if one.id == step)
    after = _("after {step}").format(step=label.text(lang))
    return _("{name}: {text}").format(name=pay.label.text(lang), text=after)


def _pay(part: PartRules, name: str) -> Pay:
    settings: PaySettings = part.settings
    return next(one for one in settings.pays if one.id == name)
