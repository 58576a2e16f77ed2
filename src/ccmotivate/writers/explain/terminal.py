"""An explanation in the terminal: at 80 columns, without colour if need be."""

from __future__ import annotations

from fractions import Fraction

from rich.console import Console
from rich.padding import Padding

from ccmotivate.locale import translator
from ccmotivate.model.explanation import AwardStory, MonthStory
from ccmotivate.writers.explain.lines import MetricLine, ledger_texts, metric_lines, month_facts, overview
from ccmotivate.writers.explain.words import (
    Voice,
    apart_text,
    award_title,
    enough_label,
    enough_text,
    missed_text,
    month_title,
    span_text,
    sum_text,
    taken_text,
    won_text,
)
from ccmotivate.writers.terminal.prose import Text
from ccmotivate.writers.terminal.screens import table_for
from ccmotivate.writers.words.figures import money_text
from ccmotivate.writers.words.sentences import inputs_line, month_text, period_text, person_text, rules_line
from ccmotivate.writers.words.text import visible

_INDENT = 2


def show_explanation(out: Console, voice: Voice) -> None:
    """The whole explanation: overview, the months, the longer periods, each with its awards."""
    _, told, lang = translator(voice.lang), voice.told, voice.lang
    person = person_text(visible(told.name), visible(told.agent_id))
    out.print(Text(f"{person} · {span_text(told, lang)}", style="bold"))
    for line in (*overview(voice), *ledger_texts(voice)):
        out.print(Text(line))
    for month in told.months:
        out.print()
        _show_month(out, month, voice)
    if told.absent:
        months = _(", ").join(month_text(month, lang) for month in told.absent)
        out.print()
        out.print(Text(_("There is no entry for: {months}").format(months=months), style="bold"))
    for period in told.periods:
        stories = [one for one in told.awards if one.period == period.period]
        out.print()
        out.print(Text(period_text(str(period.period), lang), style="bold"))
        out.print(Text(_("; ").join(month_facts(period, voice))))
        for story in stories:
            _show_award(out, story, voice)
    out.print()
    out.print(Text(rules_line(told.rules, lang), style="dim"))
    out.print(Text(inputs_line(told.inputs, lang), style="dim"))


def _show_month(out: Console, month: MonthStory, voice: Voice) -> None:
    _ = translator(voice.lang)
    out.print(Text(month_title(month, voice.lang), style="bold"))
    out.print(Text(_("; ").join(month_facts(month, voice))))
    headers = [(_("Metric"), "left"), (_("Value"), "right"), (_("Standard"), "left"), (_("Result"), "left")]
    table = table_for(out, [*headers, (_("Points × weight"), "right")])
    for line in metric_lines(month, voice.lang):
        table.add_row(Text(line.name), Text(line.value), Text(line.standard), _result(line), Text(line.earned))
    out.print(table)
    out.print(Padding(Text(_("Score: {sum}").format(sum=sum_text(month))), (0, 0, 0, _INDENT)))
    for line in metric_lines(month, voice.lang):
        out.print(Padding(Text(line.origin(voice.lang), style="dim"), (0, 0, 0, _INDENT)))
    for story in voice.told.awards:
        if story.period.months == (month.month,):
            _show_award(out, story, voice)


def _result(line: MetricLine) -> Text:
    style = {"met": "green", "missed": "red", "lacking": "yellow"}.get(line.look, "")
    return Text(f"{line.mark} {line.result}".strip() if line.result else "", style=style)


def _show_award(out: Console, story: AwardStory, voice: Voice) -> None:
    _ = translator(voice.lang)
    title = award_title(story, voice.lang)
    if story.team:
        title = _("{award} (team {team})").format(award=title, team=visible(story.team))
    if story.given is not None:
        prize: Fraction | None = story.given.prize
        money = "" if prize is None else " · " + money_text(prize, story.rules.currency, voice.lang)
        out.print(Text.assemble(("★ ", "bold"), (title, "bold green"), money))
        for text in (won_text(story, voice), apart_text(story, voice)):
            if text:
                out.print(Padding(Text(text), (0, 0, 0, _INDENT)))
        return
    out.print(Text.assemble("– ", (title, "bold")))
    enough = enough_text(story, voice)
    if enough:
        enough = _("{label}: {text}.").format(label=enough_label(story, voice.lang), text=enough)
    texts = [missed_text(story, voice), apart_text(story, voice), enough, taken_text(story, voice)]
    for text in texts:
        if text:
            out.print(Padding(Text(text), (0, 0, 0, _INDENT)))
