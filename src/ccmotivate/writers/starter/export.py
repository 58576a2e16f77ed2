"""A plan of what an export holds → the files of a first scheme: its columns as metrics, each with what was seen.

The standards are placeholders, medians of the data, in the scorecard; nothing must be met.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from ccmotivate.locale import N_, Translate, translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.export_plan import Doubt, Plan, Reason, SeenColumn
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.starter.remarks import listed, modeline, quoted, remark, samples, shared_words
from ccmotivate.writers.words.text import visible

MOST_SCORED = 10
_Any = TypeVar("_Any")
_UNITS = {MetricKind.PERCENT: "%", MetricKind.PERMILLE: "‰"}
_WHY: Mapping[Reason, str] = {
    Reason.PERCENT_SIGN: N_("percent, for there are percent signs in the cells, their format or the header"),
    Reason.PERMILLE_SIGN: N_("per mille, for there are per mille signs in the cells or the header"),
    Reason.TIMES: N_("a duration, for the cells hold times"),
    Reason.PASS_WORDS: N_("pass or fail, for the cells hold nothing but such words"),
    Reason.WHOLE: N_("a count, for all its numbers are whole"),
    Reason.NUMBERS: N_("a number"),
    Reason.DATES: N_("dates are no metric"),
    Reason.WORDS: N_(
        "a few words; are they a level? Then write its words under `levels` in columns.yaml, lowest first"
    ),
    Reason.TEXT: N_("text is no metric; does it hold figures?"),
    Reason.BLANK: N_("nothing stands in it; what does it hold?"),
    Reason.TWICE: N_("its header stands twice or is too long; which of the columns is meant?"),
    Reason.TAKEN: N_("another column was taken for the same thing; which of them is meant?"),
    Reason.UNREADABLE: N_("some cells cannot be read as what the others are; what does it hold?"),
    Reason.KNOWN_WORD: N_("known by its header"),
    Reason.BY_CONTENT: N_("guessed from what it holds"),
}
_DOUBTS: Mapping[Doubt, str] = {
    Doubt.SHARE: N_("All are between 0 and 1. A share? Then write: kind: percent"),
    Doubt.TIME: N_("A time? It is scored as a plain number, which does no harm; in what unit is it?"),
}


def export_files(plan: Plan, rules: RuleSet, currency: str, lang: str) -> dict[str, str]:
    """The files by name; the plan has a metric at least. The shipped ``rules`` lend their words for cells."""
    _ = translator(lang)
    scored = plan.metrics[:MOST_SCORED]
    about = _(
        "Made from {file}, sheet {sheet}, {rows} rows. Everything here is a guess until you have read it."
    ).format(file=visible(plan.file), sheet=visible(plan.sheet), rows=plan.rows)
    return {
        "scheme.yaml": modeline("scheme")
        + remark(about)
        + "\nname: "
        + quoted(_("Our scheme"))
        + f"\ncurrency: {currency}\n",
        "columns.yaml": _columns(plan, rules, _, lang),
        "metrics.yaml": _metrics(plan, _),
        "roles/agent.yaml": _role(plan, scored, _),
        "awards.yaml": first_award(_),
        "cases/first.yaml": _cases(scored, _),
    }


def questions(plan: Plan, lang: str) -> tuple[str, ...]:
    """What must be answered before the export can be scored."""
    _ = translator(lang)
    found = []
    if "agent_id" not in plan.identity:
        found.append(_id_question(plan, _))
    if "month" not in plan.identity and not plan.named_month:
        text = _("Which month is it? Neither a column nor a name says so: give --month 2025-03 with every command.")
        found.append(text)
    return tuple(found)


def _id_question(plan: Plan, _: Translate) -> str:
    text = _(
        "Which column tells the agents apart? None has values that never repeat in a month and look like ids. Write "
        "its header into columns.yaml, at agent_id."
    )
    if plan.no_id is None:
        return text
    more = _("{header} ({samples}) looks like names: take it only where no two people share one.")
    return f"{text} {more.format(header=visible(plan.no_id.header), samples=samples(plan.no_id.samples))}"


# -- files ------------------------------------------------------------------------------------------------------------


def _columns(plan: Plan, rules: RuleSet, _: Translate, lang: str) -> str:
    about = _("The columns that say who and when, by their headers in the export.")
    lines = [modeline("columns"), remark(about), "columns:\n"]
    if "agent_id" not in plan.identity:
        lines += [remark(_("QUESTION: {text}").format(text=_id_question(plan, _)), 2), "  # agent_id: {name: …}\n"]
    for name, seen in plan.identity.items():
        lines.append(remark(_seen(seen, _), 2))
        lines.append(f"  {name}: {{name: {quoted(seen.header)}}}\n")
    for name, word in (("role", _("Agent")), ("project", _("All"))):
        if name not in plan.identity:
            lines.append(remark(_("The export has no such column: this stands in for it."), 2))
            lines.append(
                f"  {name}: {{name: {quoted(rules.columns[name].label.text(lang))}, default: {quoted(word)}}}\n"
            )
    return "".join(lines) + "\n" + shared_words(rules, _)


def _seen(seen: SeenColumn, _: Translate) -> str:
    text = _("Column {letters}, seen: {samples}. Taken for: {why}.")
    return text.format(letters=seen.letters, samples=samples(seen.samples), why=_(_WHY[seen.why]))


def _metrics(plan: Plan, _: Translate) -> str:
    about = _(
        "The metrics: every column of figures that was found. Take out what you do not need, here and in the "
        "scorecard. `plausible: {from: 0, to: 100}` under a metric makes an error of a slip."
    )
    blocks = [modeline("metrics") + remark(about)]
    for seen in plan.metrics:
        lines = [remark(_seen(seen, _))]
        if seen.doubt is not None:
            lines.append(remark(_("QUESTION: {text}").format(text=_(_DOUBTS[seen.doubt]))))
        lines.append(f"{seen.id}:\n  name: {quoted(seen.header)}\n  kind: {seen.kind}\n")
        if seen.low_is_good:
            lines.append(
                "  good: low   # " + _("guessed from the header; take the line out where more is better") + "\n"
            )
        blocks.append("".join(lines))
    if plan.others:
        blocks.append(remark(_("Not taken, with the question to answer first:")))
    for seen in plan.others:
        text = _("Column {letters}, seen: {samples}. QUESTION: {why}").format(
            letters=seen.letters, samples=samples(seen.samples), why=_(_WHY[seen.why])
        )
        blocks.append(remark(text) + f"# {seen.id}:\n#   name: {quoted(seen.header)}\n#   kind: number\n")
    return "\n".join(blocks)


def _role(plan: Plan, scored: Sequence[SeenColumn], _: Translate) -> str:
    one = _("One role for everybody. To add one: copy this file under another name, change role and name.")
    many = _(
        "One role for all words of the role column, which are its aliases. To part them: copy this file under another "
        "name, change role and name, and let every word stand in one file only."
    )
    must = _(
        "Nothing must be met: everybody is qualified. Standards go here, for instance:\n  must:\n"
        "    {id}: {{at_least: {figure}}}"
    )
    card = _(
        "PLACEHOLDERS: the figure that earns 100 points is the median of the export, not a standard that anybody has "
        "set. Put your own in its place; the weights add up to 100."
    )
    first = scored[0]
    example = must.format(id=first.id, figure=_figure(first, first.middle or Fraction(0)))
    aliases = f"aliases: {listed(plan.roles)}\n" if plan.roles else ""
    lines = [f"  {seen.id}: {{weight: {weight}, {_method(seen)}}}\n" for seen, weight in weights(scored)]
    lines += [f"  # {seen.id}: {{weight: 0, {_method(seen)}}}\n" for seen in plan.metrics[len(scored) :]]
    return (
        modeline("roles", "../")
        + remark(many if plan.roles else one)
        + "role: agent\nname: "
        + quoted(_("Agent"))
        + f"\n{aliases}\n"
        + remark(example)
        + "\n"
        + remark(card)
        + "scorecard:\n"
        + "".join(lines)
    )


def weights(scored: Sequence[_Any]) -> list[tuple[_Any, int]]:
    """Equal weights; what is left of 100 goes to the first."""
    each, left = divmod(100, len(scored))
    return [(seen, each + (at < left)) for at, seen in enumerate(scored)]


def _method(seen: SeenColumn) -> str:
    return placeholder(seen.kind or MetricKind.NUMBER, seen.middle or Fraction(0), low=seen.low_is_good)


def placeholder(kind: MetricKind, middle: Fraction, *, low: bool) -> str:
    """How a figure earns points: 100 at the median of the data."""
    if kind is MetricKind.PASS:
        return "pass: 100"
    away = max(abs(middle), Fraction(1))
    if low:
        return f"curve: {{{figure(kind, middle)}: 100, {figure(kind, middle + away)}: 0}}"
    if middle > 0:
        return f"ratio: {figure(kind, middle)}, cap: 120"
    return f"curve: {{{figure(kind, middle - away)}: 0, {figure(kind, middle)}: 100}}"


def figure(kind: MetricKind, value: Fraction) -> str:
    """A value in its metric's unit, as rules write it."""
    return "pass" if kind is MetricKind.PASS else plain_text(value) + _UNITS.get(kind, "")


def _figure(seen: SeenColumn, value: Fraction) -> str:
    return figure(seen.kind or MetricKind.NUMBER, value)


def first_award(_: Translate) -> str:
    about = _("An award to begin with: the first by score in the month. A prize is added with `prize: [100, 50]`.")
    return (
        modeline("awards")
        + remark(about)
        + "\nbest_of_month:\n  name: "
        + quoted(_("Best of the month"))
        + "\n  every: month\n  who: qualified\n"
        + "  rank: {by: score}\n"
    )


def _cases(scored: Sequence[SeenColumn], _: Translate) -> str:
    about = _("An agent with the median in everything has 100 points. Change it when you change the scorecard.")
    figures = "".join(f"      {seen.id}: {_median(seen)}\n" for seen in scored)
    return (
        modeline("cases", "../")
        + remark(about)
        + "cases:\n  - case: "
        + quoted(_("Median everywhere"))
        + f"\n    given:\n      role: agent\n{figures}"
        + "    agents:\n      Alpha: {expect: {qualified: yes, score: 100}}\n    awards: {best_of_month: [Alpha]}\n"
    )


def _median(seen: SeenColumn) -> str:
    return _figure(seen, seen.middle or Fraction(0))
