"""Terminal output: a summary of the month, the awards, the problems, the files written.

Results go to stdout; problems and progress go to stderr. Everything must be readable on an ASCII or GBK console, in a
narrow window and in a pipe: rich may leave out colour and box lines, so meaning never depends on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

from msgspec import Struct
from rich.box import ASCII, SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table

from ccmotivate.locale import counted, translator
from ccmotivate.model.exact import fixed_text
from ccmotivate.model.outcomes import Awarded, Scored
from ccmotivate.model.results import MonthResult, PeriodResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem
from ccmotivate.writers.terminal.prose import Text, tell
from ccmotivate.writers.words.award_notes import decision_notes, left_out_notes, not_given_notes, not_given_text
from ccmotivate.writers.words.award_sentences import award_reason, names_of
from ccmotivate.writers.words.figures import FIGURE_NAMES, money_text, ranking_text
from ccmotivate.writers.words.groups import group_of, groups_by
from ccmotivate.writers.words.ledger_notes import pending_notes, published_notes, settlement_notes, settlement_title
from ccmotivate.writers.words.row_order import BY_RANK, row_order
from ccmotivate.writers.words.sentences import (
    counted_text,
    listed,
    listed_files,
    month_name,
    month_text,
    months_text,
    nobody_text,
    partial_text,
    period_text,
    person_text,
    place_text,
    winner_text,
)
from ccmotivate.writers.words.sources_read import source_lines
from ccmotivate.writers.words.text import visible, visible_lines

MOST_AWARDS, MOST_STANDINGS, MOST_PROJECTS = 40, 30, 30
MOST_MONTHS, _MOST_IN_TITLE = 12, 3
_FIRST, _MOST_MONTHS = 3, 3  # places shown of each project; months that fit beside them
_AWARD_WIDTH = 22


def console(*, stderr: bool = False) -> Console:
    """A console that draws with ASCII where the stream cannot encode box lines."""
    return _Console(stderr=stderr)


class Look(Struct, frozen=True):
    """What decides how a console prints, so that another process can print for it."""

    width: int
    encoding: str
    is_terminal: bool
    colors: Any
    is_plain: bool


def look_of(out: Console) -> Look | None:
    """How a console prints; None where it calls the system instead of writing text, as old ones of Windows do."""
    if out.legacy_windows:
        return None
    return Look(out.width, out.encoding, out.is_terminal, out.color_system, out.no_color)


def printed(look: Look, show: Callable[[Console], None]) -> str:
    """What ``show`` prints on such a console."""
    page = _Page(look.encoding)
    terminal = {"color_system": look.colors, "force_terminal": look.is_terminal, "no_color": look.is_plain}
    show(_Console(file=page, width=look.width, legacy_windows=False, **terminal))
    return page.getvalue()


class _Page(StringIO):
    """Text for a stream of a certain encoding."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]  # read-only in every stream of the library too
        return self._encoding


class _Console(Console):
    """Prints texts as they are, without markup, and control characters in them as what they are."""

    def __init__(self, **how: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **how)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            plain = segment.control is not None or segment.text.isprintable() or segment.text == "\n"
            yield segment if plain else Segment(visible_lines(segment.text), segment.style)


def table_for(out: Console, headers: Sequence[tuple[str, str]]) -> Table:
    """An empty table with these headers, each with its side (``left`` or ``right``)."""
    plain = not out.encoding.lower().startswith("utf")
    table = Table(box=ASCII if plain else SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for header, side in headers:
        table.add_column(
            header, justify="right" if side == "right" else "left", overflow="fold", no_wrap=side == "right"
        )
    return table


def show_month(out: Console, result: MonthResult, title: str, lang: str) -> None:
    """One month: counts by project, then the awards."""
    _ = translator(lang)
    out.print(Text(f"{month_text(result.month, lang)}  {title}".rstrip(), style="bold"))
    numbers = [(_("Agents"), "right"), (_("Qualified"), "right"), (_("Eligible"), "right"), (_("Mean score"), "right")]
    table = table_for(out, [(_("Project"), "left"), *numbers, (_("Best score"), "right")])
    groups = groups_by(result.agents, "project")
    for group in [*groups[:MOST_PROJECTS], *([group_of(_("All"), result.agents)] if len(groups) > 1 else [])]:
        counts = (group.agents, group.qualified, group.eligible)
        scores = ("" if score is None else fixed_text(score, 2) for score in (group.mean, group.best))
        table.add_row(Text(visible(group.name)), *(str(count) for count in counts), *scores)
    out.print(table)
    if len(groups) > MOST_PROJECTS:
        rest = _("… and {count} more projects in the sheet “{sheet}”")
        tell(out, counted(rest, count=len(groups) - MOST_PROJECTS, sheet=_("Summary")))
    _show_awards(out, result, lang)
    for name, decided in result.parts.items():
        facet = result.rules.parts[name].facet("terminal")
        for line in facet.lines(decided, lang) if facet is not None else ():
            tell(out, line)


def _show_awards(out: Console, result: MonthResult, lang: str) -> None:
    _ = translator(lang)
    rules = result.rules
    headers = [(_("Award"), "left"), (_("Group"), "left"), (_("Place"), "right"), (_("Winner"), "left")]
    table = table_for(out, [*headers, (_("Decided by"), "right"), (_("Prize"), "right")])
    before = ("", "")
    for given in result.awards[:MOST_AWARDS]:
        award = rules.awards[given.award].label.text(lang)
        group = visible(given.within[0][1]) if given.within else ""
        place = place_text(given.rank, lang, tied=given.tied)
        prize = "" if given.prize is None else money_text(given.prize, rules.currency, lang)
        figure = "" if given.score is None else _short(given.figure, given.score, rules, lang)
        same = award == before[0]
        texts = ("" if same else award, "" if same and group == before[1] else group, place, winner_text(given))
        table.add_row(*(Text(text) for text in (*texts, figure, prize)))
        before = (award, group)
    if result.awards:
        out.print(table)
    rest = len(result.awards) - MOST_AWARDS
    if rest > 0:
        out.print(counted(_("… and {count} more awards in the award list"), count=rest))
    for note in (*decision_notes(result, lang), *published_notes([result], lang)):
        tell(out, note)
    for lost in result.not_given:
        facts = {"sentence": rules.awards[lost.award].label.text(lang), "details": not_given_text(lost, rules, lang)}
        out.print(Text(_("{sentence}: {details}").format(**facts)))


def _short(figure: str, value: Fraction, rules: RuleSet, lang: str) -> str:
    """A ranking figure for a narrow column: computed ones without their unit."""
    return fixed_text(value, 2) if figure in FIGURE_NAMES else ranking_text(figure, value, rules, lang)


def show_scored(out: Console, scored: Scored, written: Sequence[Path], lang: str) -> None:
    """A job: its months, and where its files are."""
    _ = translator(lang)
    for result in scored.months[:MOST_MONTHS]:
        show_month(out, result, listed_files([visible(one.file) for one in result.inputs], _, _MOST_IN_TITLE), lang)
    if len(scored.months) > MOST_MONTHS:
        out.print(Text(counted(_("… and {count} more months"), count=len(scored.months) - MOST_MONTHS)))
    if len(scored.months) > 1:
        when = months_text([result.month for result in scored.months], lang)
        out.print(Text(_("{month}: {counted}").format(month=when, counted=counted_text(scored.months, lang))))
    if scored.unscored:
        out.print(Text(_("not scored, for errors in their rows: {agents}").format(agents=_some(scored.unscored))))
    for path in written:
        tell(out, _("written: {path}").format(path=path))


def show_awarded(out: Console, awarded: Awarded, written: Sequence[Path], lang: str) -> None:
    """The awards of a period with their reasons, the best of each project, and where the file is."""
    _ = translator(lang)
    result = awarded.result
    if result is not None:
        out.print(Text(_("{month}: awards").format(month=period_text(str(awarded.period), lang)), style="bold"))
        if result.partial:
            out.print(Text(partial_text(result.period, result.missing, lang), style="bold yellow"))
        show_reasons(out, result, lang)
        for note in (*decision_notes(result, lang), *published_notes([result], lang)):
            tell(out, note)
        show_ledger(out, result, lang)
        for note in (*not_given_notes(result, lang), *left_out_notes(result, lang)):
            tell(out, note)
        _show_standings(out, result, lang)
    if awarded.payroll is not None:
        from ccmotivate.writers.words.payroll import totals_text  # here: a month's scores have none

        tell(out, totals_text(awarded.payroll, lang))
    if awarded.unscored:
        out.print(Text(_("not scored, for errors in their rows: {agents}").format(agents=_some(awarded.unscored))))
    for path in written:
        tell(out, _("written: {path}").format(path=path))


def show_ledger(out: Console, result: PeriodResult, lang: str) -> None:
    """Decisions that are not published yet, and who gains and gives back what after a correction."""
    _ = translator(lang)
    settlement = result.ledger.settlement if result.ledger else None
    parts = [(_("Decided, not yet published"), pending_notes(result, lang))]
    parts += [(settlement_title(settlement, lang), settlement_notes(result, lang))] if settlement else []
    for title, notes in parts:
        if notes:
            tell(out, title, style="bold")
        for note in notes:
            tell(out, note)


def show_reasons(out: Console, result: PeriodResult, lang: str) -> None:
    """The awards of a period: award and group, winner with the reason under the name, prize."""
    _ = translator(lang)
    rules, names = result.rules, names_of(result)
    table = table_for(out, [(_("Award"), "left"), (_("Winner and reason"), "left"), (_("Prize"), "right")])
    table.columns[0].max_width = _AWARD_WIDTH
    before = ""
    for given in result.awards[:MOST_AWARDS]:
        label = rules.awards[given.award].label.text(lang)
        label += "".join(f" · {visible(name)}" for _kind, name in given.within)
        prize = "" if given.prize is None else money_text(given.prize, rules.currency, lang)
        winner = Text.assemble((winner_text(given), "bold"), "\n")
        table.add_row(
            Text("" if label == before else label), winner + Text(award_reason(given, rules, lang, names)), Text(prize)
        )
        before = label
    if result.awards:
        out.print(table)
    else:
        out.print(nobody_text(rules, result.period.kind, lang))
    rest = len(result.awards) - MOST_AWARDS
    if rest > 0:
        out.print(counted(_("… and {count} more awards in the award list"), count=rest))


def _show_standings(out: Console, result: PeriodResult, lang: str) -> None:
    """The first of each project."""
    _ = translator(lang)
    ranked = result.agents[(result.agents["rank"] > 0) & (result.agents["rank"] <= _FIRST)]
    if not len(ranked):
        return
    months = result.months if len(result.months) <= _MOST_MONTHS else ()
    headers = [(_("Project"), "left"), (_("Place"), "right"), (_("Name"), "left")]
    headers += [(month_name(month, lang), "right") for month in months]
    table = table_for(out, [*headers, (_("Score"), "right")])
    ordered = ranked.iloc[row_order(ranked, BY_RANK)]
    before = ""
    tied = set(ordered[ordered.duplicated(["project", "rank"], keep=False)]["agent_id"])
    known = dict(zip(result.agents["agent_id"].tolist(), result.scores.tolist(), strict=True))
    for row in ordered.head(MOST_STANDINGS).to_dict("records"):
        scores = [fixed_text(Fraction(score, 100), 2) for score in known[row["agent_id"]][: len(months)]]
        project, person = visible(row["project"]), person_text(visible(row["name"]), visible(row["agent_id"]))
        mean = fixed_text(Fraction(int(row["score"]), 100), 2)
        place = place_text(row["rank"], lang, tied=row["agent_id"] in tied)
        texts = ("" if project == before else project, place, person, *scores, mean)
        table.add_row(*(Text(text) for text in texts))
        before = project
    out.print(table)
    if len(ordered) > MOST_STANDINGS:
        out.print(_("… and {count} more in the sheet “Standings”").format(count=len(ordered) - MOST_STANDINGS))


def _some(texts: Sequence[str]) -> str:
    return ", ".join(visible(text) for text in texts[:10]) + (" …" if len(texts) > 10 else "")


def show_checked(out: Console, scored: Scored, lang: str) -> None:
    """The verdict on a workbook that was only checked."""
    _ = translator(lang)
    files = listed_files([visible(one.file) for one in scored.inputs], _)
    errors = sum(found.count for found in scored.problems if found.is_error)
    if errors:
        tell(out, _("{files}: errors: {count}").format(files=files, count=errors))
        return
    months = listed([month_text(result.month, lang) for result in scored.months], _)
    line = _("{files}: no errors; {counted} in {months}")
    counted = counted_text(scored.months, lang)
    for said in (line.format(files=files, counted=counted, months=months), *source_lines(scored, lang)):
        tell(out, said)


def show_queries(out: Console, scored: Scored) -> None:
    """What databases were asked, word for word."""
    for one in scored.interpretations:
        if one.what == "query":
            out.file.write(f"-- {visible(one.file)}\n{one.meaning}\n")


def show_summary(err: Console, jobs: Sequence[Scored], failed: int, lang: str, *, checked: bool = False) -> None:
    """One line over all files, when there were several; ``checked`` when they were not to be scored."""
    _ = translator(lang)
    wrong = sum(1 for job in jobs if any(found.is_error for found in job.problems))
    good = len(jobs) - wrong
    line = _("{good} scored, {wrong} with errors in the data, {failed} not scored")
    if checked:
        line = _("{good} without errors, {wrong} with errors in the data, {failed} not read")
    err.print(line.format(good=good, wrong=wrong, failed=failed))


def show_rules_check(out: Console, folder: Path, rules: RuleSet | None, problems: Sequence[Problem], lang: str) -> None:
    """The verdict on a rules folder; its problems are shown by ``problem_lines``."""
    _ = translator(lang)
    if rules is None:
        errors = sum(1 for found in problems if found.is_error)
        tell(out, _("{folder}: errors: {count}").format(folder=folder, count=errors))
        return
    counts = _("{folder}: no errors; {roles} roles, {metrics} metrics, {awards} awards")
    facts = {"roles": len(rules.roles), "metrics": len(rules.metrics), "awards": len(rules.awards)}
    tell(out, counted(counts, folder=folder, **facts))
