"""The cases of a scheme in the terminal: failures with their trace, what no case reaches, and a last line."""

from __future__ import annotations

from fractions import Fraction

from rich.console import Console

from ccmotivate.locale import N_, translator
from ccmotivate.model.cases import CaseOutcome, Coverage, TestRun
from ccmotivate.model.exact import fixed_text, plain_text
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.terminal.prose import Text, tell
from ccmotivate.writers.words.case_report import branch_text, failure_texts
from ccmotivate.writers.words.text import visible

_TOO_LITTLE = N_("less than the {percent}% asked for with --fail-under")
MOST_FAILURES, MOST_TRACE, MOST_MISSING = 20, 16, 60


def show_test(out: Console, run: TestRun, lang: str) -> None:
    """The failures with their places, and how many cases and checks there were."""
    _ = translator(lang)
    shown = 0
    for outcome in run.outcomes:
        if outcome.failures and shown < MOST_FAILURES:
            _show_case(out, outcome, MOST_FAILURES - shown, lang)
            shown += len(outcome.failures)
    if run.failures > MOST_FAILURES:
        out.print(_("… and {count} more; all are in --json").format(count=run.failures - MOST_FAILURES))
    failed = sum(1 for outcome in run.outcomes if outcome.failures)
    line = _("cases: {cases}, expectations: {checks}; all hold")
    if failed:
        line = _("cases: {cases}, expectations: {checks}; failed: {failures}, in {failed} of the cases")
    facts = {"cases": len(run.outcomes), "checks": run.checks, "failures": run.failures, "failed": failed}
    tell(out, line.format(**facts), style="bold red" if failed else "bold")


def _show_case(out: Console, outcome: CaseOutcome, most: int, lang: str) -> None:
    _ = translator(lang)
    tell(out, f"{outcome.case.source}: {visible(outcome.case.name, 200)}", style="bold")
    for failure in outcome.failures[:most]:
        about, versus, trace = failure_texts(failure, outcome, lang)
        place = Text(f"  {visible(str(failure.check.source), 200)}: ", style="red")
        tell(out, place + Text(_("{sentence}: {details}").format(sentence=about, details=versus)))
        for line in trace[:MOST_TRACE]:
            tell(out, f"      {line}")


def show_coverage(out: Console, coverage: Coverage, rules: RuleSet, lang: str) -> None:
    """What no case reaches, each with its line, and the percentage."""
    _ = translator(lang)
    for branch, source in coverage.missing[:MOST_MISSING]:
        tell(out, f"{visible(str(source), 200)}: {branch_text(branch, rules, lang)}")
    rest = len(coverage.missing) - MOST_MISSING
    if rest > 0:
        out.print(_("… and {count} more; all are in --json").format(count=rest))
    reached = len(coverage.wanted) - len(coverage.missing)
    line = _("the cases reach {reached} of {wanted} ways that the rules can go: {percent}%")
    facts = {"reached": reached, "wanted": len(coverage.wanted), "percent": percent_text(coverage)}
    tell(out, line.format(**facts), style="bold")


def show_too_little(out: Console, least: Fraction, lang: str) -> None:
    """What was asked for and not reached."""
    line = translator(lang)(_TOO_LITTLE)
    tell(out, line.format(percent=plain_text(least)), style="bold red")


def percent_text(coverage: Coverage) -> str:
    """The percentage, cut off (never rounded up to 100) after two decimals."""
    percent = coverage.percent
    return fixed_text(Fraction(percent * 100 // 1, 100), 2) if percent.denominator > 1 else plain_text(percent)
