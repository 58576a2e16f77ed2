"""An explanation in the terminal: at 80 columns, without colour if need be."""

from __future__ import annotations

from fractions import Fraction

from rich.console import Console
from rich.padding import Padding

from ccmotivate.locale import translator
from ccmotivate.model.explanation import AwardExplanation, MonthExplanation
from ccmotivate.writers.explain.blocks import Block
from ccmotivate.writers.explain.context import RenderContext
from ccmotivate.writers.explain.counterfactuals import counterfactual_label, counterfactual_text
from ccmotivate.writers.explain.lines import MetricLine, ledger_texts, metric_lines, month_facts, overview, part_blocks
from ccmotivate.writers.explain.words import (
    apart_text,
    award_title,
    missed_text,
    month_title,
    outcome_text,
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
_LONGEST = 1_000  # characters of a line of a part: facts are written by people


def show_explanation(out: Console, render: RenderContext) -> None:
    """The whole explanation: overview, the months, the longer periods, each with its awards."""
    _, explanation, lang = translator(render.lang), render.explanation, render.lang
    person = person_text(visible(explanation.name), visible(explanation.agent_id))
    out.print(Text(f"{person} · {span_text(explanation, lang)}", style="bold"))
    for line in (*overview(render), *ledger_texts(render)):
        out.print(Text(line))
    for month in explanation.months:
        out.print()
        _show_month(out, month, render)
    if explanation.absent:
        months = _(", ").join(month_text(month, lang) for month in explanation.absent)
        out.print()
        out.print(Text(_("There is no entry for: {months}").format(months=months), style="bold"))
    for period in explanation.periods:
        entries = [one for one in explanation.awards if one.period == period.period]
        out.print()
        out.print(Text(period_text(str(period.period), lang), style="bold"))
        out.print(Text(_("; ").join(month_facts(period, render))))
        for entry in entries:
            _show_award(out, entry, render)
    out.print()
    out.print(Text(rules_line(explanation.rules, lang), style="dim"))
    out.print(Text(inputs_line(explanation.inputs, lang), style="dim"))


def _show_month(out: Console, month: MonthExplanation, render: RenderContext) -> None:
    _ = translator(render.lang)
    out.print(Text(month_title(month, render.lang), style="bold"))
    out.print(Text(_("; ").join(month_facts(month, render))))
    headers = [(_("Metric"), "left"), (_("Value"), "right"), (_("Standard"), "left"), (_("Result"), "left")]
    table = table_for(out, [*headers, (_("Points × weight"), "right")])
    for line in metric_lines(month, render.lang):
        table.add_row(Text(line.name), Text(line.value), Text(line.standard), _result(line), Text(line.earned))
    out.print(table)
    out.print(Padding(Text(_("Score: {sum}").format(sum=sum_text(month))), (0, 0, 0, _INDENT)))
    if month.score == 0 != month.total:
        out.print(Padding(Text(outcome_text(month, render.lang)), (0, 0, 0, _INDENT)))
    for line in metric_lines(month, render.lang):
        out.print(Padding(Text(line.origin(render.lang), style="dim"), (0, 0, 0, _INDENT)))
    for entry in render.explanation.awards:
        if entry.period.months == (month.month,):
            _show_award(out, entry, render)
    for block in part_blocks(month, render):
        _show_block(out, block, render.lang)


def _show_block(out: Console, block: Block, lang: str) -> None:
    """What a part decided: its result, and each step under it."""
    _ = translator(lang)
    out.print(Text(_("{name}: {text}").format(name=block.title, text=block.result), style="bold"))
    for line in block.lines:
        shown = _("{name}: {value} ({text})") if line.text else _("{name}: {value}")
        text = shown.format(name=line.name, value=line.value, text=line.text)
        out.print(Padding(Text(visible(text, _LONGEST)), (0, 0, 0, _INDENT)))


def _result(line: MetricLine) -> Text:
    style = {"met": "green", "missed": "red", "lacking": "yellow"}.get(line.look, "")
    return Text(f"{line.mark} {line.result}".strip() if line.result else "", style=style)


def _show_award(out: Console, entry: AwardExplanation, render: RenderContext) -> None:
    _ = translator(render.lang)
    title = award_title(entry, render.lang)
    if entry.team:
        title = _("{award} (team {team})").format(award=title, team=visible(entry.team))
    if entry.given is not None:
        prize: Fraction | None = entry.given.prize
        money = "" if prize is None else " · " + money_text(prize, entry.rules.currency, render.lang)
        out.print(Text.assemble(("★ ", "bold"), (title, "bold green"), money))
        for text in (won_text(entry, render), apart_text(entry, render)):
            if text:
                out.print(Padding(Text(text), (0, 0, 0, _INDENT)))
        return
    out.print(Text.assemble("– ", (title, "bold")))
    counterfactual = counterfactual_text(entry, render)
    if counterfactual:
        counterfactual = _("{label}: {text}.").format(
            label=counterfactual_label(entry, render.lang), text=counterfactual
        )
    texts = [missed_text(entry, render), apart_text(entry, render), counterfactual, taken_text(entry, render)]
    for text in texts:
        if text:
            out.print(Padding(Text(text), (0, 0, 0, _INDENT)))
