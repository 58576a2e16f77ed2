"""``ccmotivate explain``: a page for the person it is about: what was measured, asked, won and missed, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import (
    EncodingOption,
    FilesBesideTables,
    ForceFlag,
    JsonFlag,
    LangOption,
    LedgerOption,
    MonthOption,
    NoLedgerFlag,
    OnlyOption,
    QuietFlag,
    RulesFolder,
    YearOption,
    period_of,
)
from ccmotivate.cli.run import Talk, chosen_scheme, look_at, needed_files, progress_line, say_problems, say_rules
from ccmotivate.cli.saying import echo, json_stream
from ccmotivate.model.calendar import Period
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.publishing import Opened

if TYPE_CHECKING:  # pandas comes with the engine; `--help` pays for neither
    from ccmotivate.pipeline.explaining import Explained, Question
    from ccmotivate.writers.explain.context import RenderContext


def explain(
    files: FilesBesideTables = None,
    agent: Annotated[
        str | None,
        typer.Option("--agent", metavar="AGENT", help=_("The agent, by id, name, or what a roster calls them.")),
    ] = None,
    team: Annotated[
        str | None, typer.Option("--team", metavar="NAME", help=_("Everybody of this team, a page each, into --out."))
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help=_("Where the pages of a team and their index go."))
    ] = None,
    award: Annotated[
        str | None, typer.Option("--award", metavar="AWARD", help=_("Only this award, by id or name."))
    ] = None,
    period: Annotated[
        Period | None,
        typer.Option(
            "--period",
            metavar="PERIOD",
            parser=period_of,
            help=_("Only this month, quarter, half-year or year; else every month and whole period of the files."),
        ),
    ] = None,
    names: Annotated[bool, typer.Option("--names", help=_("Name the others; else they are “another agent”."))] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help=_("Write the page to this file, to print or send."))
    ] = None,
    rules: RulesFolder = None,
    month: MonthOption = None,
    only: OnlyOption = None,
    year: YearOption = None,
    encoding: EncodingOption = None,
    ledger: LedgerOption = None,
    no_ledger: NoLedgerFlag = False,
    force: ForceFlag = False,
    lang: LangOption = None,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Explain what was decided about one agent, or about each of a team."""
    from ccmotivate.pipeline.explaining import Question, write_page, write_pages

    _check(agent, team, html, out, json=json)
    options = Options(lang=lang or LANG, month=month, year=year, encoding=encoding, only=only, force=force, write=False)
    talk = Talk(json=json, quiet=quiet)
    opened = look_at(ledger, left_out=no_ledger, wait=options.wait)
    explained = _explained(Question(agent, team, award, period), files or [], rules, options, talk, opened)
    if html is not None:
        explained = write_page(explained, html, options, names=names)
    if out is not None:
        explained = write_pages(explained, out, options, names=names)
    _report(explained, options, talk, names=names, of_team=team is not None)
    raise typer.Exit(explained.exit_code)


def _check(agent: str | None, team: str | None, html: Path | None, out: Path | None, *, json: bool) -> None:
    """Refuse what does not go together: one agent goes to the screen or to --html, a team to --out.

    Raises:
        typer.BadParameter: the options contradict each other.
    """
    if (agent is None) == (team is None):
        raise typer.BadParameter(_("give --agent or --team"), param_hint="--agent")
    if team is not None and html is not None:
        raise typer.BadParameter(_("a team has a page for each agent: give --out"), param_hint="--html")
    if team is not None and out is None and not json:
        raise typer.BadParameter(_("say where the pages go with --out"), param_hint="--team")
    if agent is not None and out is not None:
        raise typer.BadParameter(_("the page of one agent goes to --html"), param_hint="--out")


def _explained(
    question: Question, files: list[str], folder: Path | None, options: Options, talk: Talk, opened: Opened
) -> Explained:
    from ccmotivate.pipeline.explaining import Explained
    from ccmotivate.pipeline.explaining import explain as run

    scheme = chosen_scheme(folder)
    needed_files(files, scheme.rules)
    if not talk.quiet and not talk.json:
        say_rules(scheme.source)
    if scheme.rules is None or opened.problems:
        return Explained(problems=(*scheme.problems, *opened.problems), rules=scheme.rules)
    with progress_line(options.lang, talk) as progress:
        explained = run(question, files, scheme.rules, options, progress, opened.memory)
    return replace(explained, problems=(*scheme.problems, *explained.problems), rules=scheme.rules)


def _report(explained: Explained, options: Options, talk: Talk, *, names: bool, of_team: bool) -> None:
    """JSON, or the page as text unless it was written; problems on stderr."""
    from ccmotivate.writers.explain.context import RenderContext
    from ccmotivate.writers.terminal import screens

    contexts = [RenderContext(one, options.lang, names) for one in explained.explanation]
    if talk.json:
        _report_json(explained, contexts, options, of_team=of_team)
        return
    if contexts and not explained.written and not of_team and not talk.quiet:
        from ccmotivate.writers.explain.terminal import show_explanation

        show_explanation(screens.console(), contexts[0])
    if explained.written and not talk.quiet:
        pages = _("{file} and a page for each of {count} agents")
        first = explained.written[0]
        echo(_("written: {files}").format(files=pages.format(file=first, count=len(contexts)) if of_team else first))
    say_problems(explained.problems, explained.rules, options, talk, worked=bool(contexts))


def _report_json(explained: Explained, contexts: list[RenderContext], options: Options, *, of_team: bool) -> None:
    from ccmotivate.writers.explain.json import write_explanation_json, write_team_json

    if of_team:
        write_team_json(
            json_stream(),
            explained.team,
            contexts,
            explained.rules,
            explained.problems,
            options.lang,
            explained.written,
        )
    else:
        context = contexts[0] if contexts else None
        write_explanation_json(json_stream(), context, explained.rules, explained.problems, options.lang)
