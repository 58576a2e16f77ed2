"""What to look at where nothing is seen of a measure, and what came with it in the rules, in words."""

from __future__ import annotations

from ccmotivate.locale import N_, counted
from ccmotivate.model.period import Month
from ccmotivate.parts.measures.advice import Advice
from ccmotivate.parts.measures.report import Report
from ccmotivate.parts.measures.results import Evaluated
from ccmotivate.parts.measures.words import Words
from ccmotivate.writers.fairness.sentences import sentence
from ccmotivate.writers.fairness.words import RenderContext
from ccmotivate.writers.words.rule_changes import change_sentence
from ccmotivate.writers.words.sentences import listed, month_text
from ccmotivate.writers.words.text import visible

_NEVER = N_("{never} of {people} people were qualified in none of these months: no award was within their reach.")
_MOST_FILES = 200
_ANY_FILES = "FILES…"


def advice_lines(advice: Advice, words: Words) -> list[str]:
    """What to look at, a sentence each."""
    context = RenderContext(advice.fairness, words.lang)
    never = [counted(words.say(_NEVER), never=advice.never, people=advice.people)] if advice.never else []
    return [*never, *(sentence(finding, part, context) for part, finding in advice.found)]


def trial_command(advice: Advice, report: Report) -> str | None:
    """The call that tries another standard on the same months."""
    if advice.trial is None:
        return None
    files = report.files if 0 < len(report.files) <= _MOST_FILES else _ANY_FILES
    return f"ccmotivate simulate {files} --sweep {advice.trial}"


def introduced_lines(one: Evaluated, report: Report, words: Words) -> list[str]:
    """What the measure brought into the rules, and what is different in them since its start; nothing for neither."""
    _ = words.say
    lines = []
    if one.measure.introduces:
        paths = listed([visible(path) for path in one.measure.introduces], _)
        lines.append(_("Introduced: {paths}.").format(paths=paths))
    changes = report.changes.get(one.measure.id, ())
    before, after = (month_text(month, words.lang) for month in (_month_before(one), one.measure.start))
    if changes:
        lines.append(_("The rules of {after} against those of {before}:").format(after=after, before=before))
        lines += [f"~ {visible(change_sentence(change, words.lang), 2_000)}" for change in changes]
    elif one.measure.introduces:
        lines.append(_("The rules of {after} say the same as those of {before}.").format(after=after, before=before))
    return lines


def _month_before(one: Evaluated) -> Month:
    return Month.from_ordinal(one.measure.start.ordinal - 1)
