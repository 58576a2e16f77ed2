"""The evaluation in the terminal: for each measure what to do first, then the figures, what to be careful about."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding

from ccmotivate.parts.measures.advice import Advice
from ccmotivate.parts.measures.advice_words import advice_lines, introduced_lines, trial_command
from ccmotivate.parts.measures.plan_words import plan_lines, plan_method
from ccmotivate.parts.measures.power import Plan
from ccmotivate.parts.measures.report import Report
from ccmotivate.parts.measures.results import Evaluated
from ccmotivate.parts.measures.words import Words, caution_text, compared_text, figures, headline, method
from ccmotivate.writers.terminal.prose import Text


def show_report(out: Console, report: Report, lang: str) -> None:
    """Print the report."""
    assert report.rules is not None
    words = Words(report.rules, lang)
    _ = words.say
    if report.plan is not None:
        _show_plan(out, report.plan, words)
        return
    out.print(Text(_("Did it work?") + "  " + words.span(report.months), style="bold"))
    for one in report.evaluated:
        out.print()
        _show_measure(out, one, report, words)
    out.print()
    out.print(Text(_("How this was found"), style="bold"))
    for text in method(words):
        out.print(Padding(Text("- " + text), (0, 0, 0, 2)))


def _show_plan(out: Console, plan: Plan, words: Words) -> None:
    _ = words.say
    title = _("What {name} could show").format(name=words.measure(plan.measure))
    out.print(Text(title, style="bold"))
    for planned in plan.planned:
        out.print()
        first, *rest = plan_lines(planned, plan, words)
        out.print(Text(first, style="bold"))
        for line in rest:
            out.print(Padding(Text(line), (0, 0, 0, 2)))
    out.print()
    out.print(Text(_("How this was found"), style="bold"))
    for text in plan_method(plan, words):
        out.print(Padding(Text("- " + text), (0, 0, 0, 2)))


def _show_measure(out: Console, one: Evaluated, report: Report, words: Words) -> None:
    out.print(Text(headline(one, words), style="bold"))
    out.print(Padding(Text(compared_text(one, words)), (0, 0, 0, 2)))
    for line in introduced_lines(one, report, words):
        out.print(Padding(Text(line), (0, 0, 0, 2)))
    for found in one.found:
        first, *rest = figures(found, one.measure, words)
        out.print(Padding(Text("- " + first), (0, 0, 0, 2)))
        for line in rest:
            out.print(Padding(Text(line), (0, 0, 0, 4)))
    for warned in one.warned:
        mark = Text("! ", style="bold yellow")
        out.print(Padding(mark + Text(caution_text(warned, one, report.measures, words)), (0, 0, 0, 2)))
    advice = report.advice.get(one.measure.id)
    if advice is not None:
        _show_advice(out, advice, report, words)


def _show_advice(out: Console, advice: Advice, report: Report, words: Words) -> None:
    _ = words.say
    lines, command = advice_lines(advice, words), trial_command(advice, report)
    if not lines and command is None:
        return
    out.print(Padding(Text(_("What to look at next:")), (0, 0, 0, 2)))
    for line in lines:
        out.print(Padding(Text("- " + line), (0, 0, 0, 4)))
    if command is not None:
        out.print(Padding(Text("- " + _("To try another standard on these months:")), (0, 0, 0, 4)))
        out.print(Padding(Text(command), (0, 0, 0, 6)))
