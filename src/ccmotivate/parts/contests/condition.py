"""The condition of a title's award: the best final of those who reached it."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from msgspec import field

from ccmotivate.conditions.condition import AwardCondition, Wording
from ccmotivate.locale import N_, counted, translator
from ccmotivate.model.award_rules import Award
from ccmotivate.model.exact import plain_text
from ccmotivate.model.given import AwardGiven
from ccmotivate.model.reasons import Missed, MissedReason
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.contests.columns import CONTEST, FINAL, PRELIMINARY, Terms

if TYPE_CHECKING:  # rules are read without paying for pandas
    from ccmotivate.conditions.context import AwardContext
    from ccmotivate.conditions.result import ConditionResult, WinFacts
    from ccmotivate.parts.contests.contest import Contest, Entry

VIA = "contest"
"""What ``via`` of such an award is."""

_WHY_NOT = {
    (MissedReason.NO_FIGURE, PRELIMINARY): N_("did not enter this contest"),
    (MissedReason.NOT_ABOVE, PRELIMINARY): N_("{value} in the preliminary round; the final asks for {needed}"),
    (MissedReason.BEHIND, PRELIMINARY): N_("{value} in the preliminary round; the last finalist had {needed}"),
    (MissedReason.NO_FIGURE, FINAL): N_("finalist; there is no final score yet"),
    (MissedReason.BEHIND, FINAL): N_("finalist with {value} in the final; the best final was {needed}"),
    (MissedReason.TIE, FINAL): N_(
        "finalist with {value} in the final, as much as the best; in the preliminary round {own} against {other}"
    ),
}


class ContestWon(AwardCondition, frozen=True):
    """The best final of a title, held as the sheet of the month says it."""

    title: str
    terms: Terms = field(default_factory=lambda: Terms(Fraction(0), 1))

    word = VIA

    def decide(self, award: Award, context: AwardContext, rules: RuleSet) -> ConditionResult:  # noqa: ARG002 - asked of all
        """Who won the title this month; nothing is held where the sheet has no row of it."""
        from ccmotivate.conditions.result import ConditionResult
        from ccmotivate.parts.contests.contest import contests_of

        rows = context.sheets.rows.get(CONTEST)
        files = context.months[-1].agents["file"].tolist() if rows is not None else []
        held = () if rows is None else contests_of([self.title], self.terms, rows, context.ids, files)
        if not held:
            return ConditionResult({}, 0, held=False)
        wins = {(one.agent, ""): _win(held[0], one) for one in held[0].winners}
        return ConditionResult(wins, len(held[0].finalists), why=partial(_missed, held[0], context.ids))

    def words(self, wording: Wording) -> str:
        _ = translator(wording.lang)
        return counted(
            _(
                "the best final among the best {count} of the preliminary round, with at least {line} in it; among "
                "equals the preliminary round decides, and who is still equal shares the title"
            ),
            count=self.terms.finalists,
            line=plain_text(self.terms.line),
        )

    def brief(self, wording: Wording) -> str:
        return translator(wording.lang)(N_("best final of the contest"))

    def reason(self, given: AwardGiven, wording: Wording) -> str:
        """The final score, how many were in the final, what decided among equals."""
        _ = translator(wording.lang)
        facts = {"score": plain_text(given.score or Fraction(0)), "count": given.candidates}
        text = counted(_("won the final with {score}, of {count} finalists"), **facts)
        text = text[:1].upper() + text[1:]
        if given.tied:
            return _("{text}; {more}").format(text=text, more=_("shared, for both rounds were equal"))
        if given.next_figure is not None and given.next_figure == given.score:
            return _("{text}; {more}").format(text=text, more=_("equal in the final, ahead in the preliminary round"))
        return text

    def why_not(self, missed: Missed, wording: Wording) -> str:
        text = _WHY_NOT.get((missed.why, missed.figure), "")
        names = ("value", "needed", "breaker_value", "breaker_needed")
        value, needed, own, other = (plain_text(getattr(missed, name) or Fraction(0)) for name in names)
        return text and translator(wording.lang)(text).format(value=value, needed=needed, own=own, other=other)

    def is_about(self, missed: Missed) -> bool:
        return (missed.why, missed.figure) != (MissedReason.NO_FIGURE, PRELIMINARY)

    def refusals(self, award: Award) -> set[str]:  # noqa: ARG002 - asked of all conditions
        return {str(why) for why, _figure in _WHY_NOT}


def _win(contest: Contest, entry: Entry) -> WinFacts:
    from ccmotivate.conditions.result import WinFacts

    others = [one.final for one in contest.finalists if one.final is not None and one not in contest.winners]
    return WinFacts(
        via=VIA,
        figure=FINAL,
        score=entry.final,
        candidates=len(contest.finalists),
        tied=len(contest.winners) > 1,
        next_figure=max(others, default=None),
    )


def _missed(contest: Contest, ids: list[str], at: int) -> Missed | None:
    """How far an agent got who did not win."""
    entry = contest.of(at)
    if entry is None:
        return Missed(MissedReason.NO_FIGURE, figure=PRELIMINARY)
    if entry.preliminary < contest.terms.line:
        return Missed(MissedReason.NOT_ABOVE, figure=PRELIMINARY, value=entry.preliminary, needed=contest.terms.line)
    if not contest.reached(entry):
        return Missed(MissedReason.BEHIND, figure=PRELIMINARY, value=entry.preliminary, needed=contest.cut)
    if entry.final is None:
        return Missed(MissedReason.NO_FIGURE, figure=FINAL)
    if entry in contest.winners:
        return None
    return _behind(entry, contest.winners[0], ids)


def _behind(entry: Entry, best: Entry, ids: list[str]) -> Missed:
    equal = entry.final == best.final
    return Missed(
        MissedReason.TIE if equal else MissedReason.BEHIND,
        figure=FINAL,
        value=entry.final,
        needed=best.final,
        breaker=PRELIMINARY if equal else None,
        breaker_value=entry.preliminary if equal else None,
        breaker_needed=best.preliminary if equal else None,
        rival=ids[best.agent],
    )
