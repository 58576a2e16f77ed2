"""What a report says in words, measure by measure, once for the page and the workbook."""

from __future__ import annotations

from msgspec import Struct

from ccmotivate.locale import N_
from ccmotivate.parts.measures.advice_words import advice_lines, introduced_lines, trial_command
from ccmotivate.parts.measures.plan_words import plan_lines, plan_method
from ccmotivate.parts.measures.power import Plan, Planned
from ccmotivate.parts.measures.report import Report
from ccmotivate.parts.measures.results import Evaluated, Verdict
from ccmotivate.parts.measures.words import Words, caution_text, compared_text, headline, method

TRY = N_("To try another standard on these months:")


class Said(Struct, frozen=True):
    """A sentence, and whether it is good or bad news, or neither (``open``)."""

    text: str
    tone: str = "open"


class Section(Struct, frozen=True):
    """A measure: what to do first, what is compared and came with it, cautions, where to look, a command that tries."""

    name: str
    first: tuple[Said, ...]
    about: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    trial: str | None = None


def title(report: Report, words: Words) -> str:
    """What the report is called."""
    if report.plan is None:
        return words.say(N_("Did it work?"))
    return words.say(N_("What {name} could show")).format(name=words.measure(report.plan.measure))


def sections(report: Report, words: Words) -> list[Section]:
    """The measures evaluated, or the one that was planned."""
    if report.plan is not None:
        return [_planned(report.plan, words)]
    return [_section(one, report, words) for one in report.evaluated]


def methods(report: Report, words: Words) -> list[str]:
    """How the figures were found."""
    return method(words) if report.plan is None else plan_method(report.plan, words)


def tone(verdict: Verdict) -> str:
    """Whether a verdict is good or bad news."""
    return {Verdict.IMPROVED: "good", Verdict.WORSENED: "bad"}.get(verdict, "open")


def _news(one: Evaluated) -> str:
    """Bad where anything is worse; good where anything is better and nothing may mislead."""
    tones = {tone(found.verdict) for found in one.found}
    return "bad" if "bad" in tones else "good" if "good" in tones and not one.warned else "open"


def _section(one: Evaluated, report: Report, words: Words) -> Section:
    advice = report.advice.get(one.measure.id)
    return Section(
        name=words.measure(one.measure),
        first=(Said(headline(one, words), _news(one)),),
        about=(compared_text(one, words), *introduced_lines(one, report, words)),
        warnings=tuple(caution_text(warned, one, report.measures, words) for warned in one.warned),
        advice=() if advice is None else tuple(advice_lines(advice, words)),
        trial=None if advice is None else trial_command(advice, report),
    )


def _planned(plan: Plan, words: Words) -> Section:
    said = [Said(plan_lines(one, plan, words)[0], _hope(one)) for one in plan.planned]
    return Section(words.measure(plan.measure), tuple(said))


def _hope(one: Planned) -> str:
    """Bad where even a large change would not be told."""
    return "bad" if one.spread is not None and one.smallest is None else "open"
