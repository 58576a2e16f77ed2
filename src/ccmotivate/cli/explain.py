"""``ccmotivate explain``: a page for the person it is about: what was measured, asked, won and missed, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import (
    EncodingOption,
    Files,
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
from ccmotivate.cli.run import Talk, chosen_scheme, look_at, progress_line, say_rules
from ccmotivate.cli.saying import echo, json_stream
from ccmotivate.model.calendar import Period
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.publishing import Opened

if TYPE_CHECKING:  # pandas comes with the engine; `--help` pays for neither
    from ccmotivate.pipeline.explaining import Explained, Question


def explain(
    files: Files,
    agent: Annotated[str, typer.Option("--agent", metavar="AGENT", help=_("The agent, by id or name."))],
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
    """Explain what was decided about one agent."""
    from ccmotivate.pipeline.explaining import Question, write_page

    options = Options(lang=lang or LANG, month=month, year=year, encoding=encoding, only=only, force=force, write=False)
    talk = Talk(json=json, quiet=quiet)
    opened = look_at(ledger, left_out=no_ledger, wait=options.wait)
    explained = _explained(Question(agent.strip(), award, period), files, rules, options, talk, opened)
    if html is not None:
        explained = write_page(explained, html, options, names=names)
    _report(explained, options, talk, names=names)
    raise typer.Exit(explained.exit_code)


def _explained(
    question: Question, files: list[str], folder: Path | None, options: Options, talk: Talk, opened: Opened
) -> Explained:
    from ccmotivate.pipeline.explaining import Explained
    from ccmotivate.pipeline.explaining import explain as run

    scheme = chosen_scheme(folder)
    if not talk.quiet and not talk.json:
        say_rules(scheme.source)
    if scheme.rules is None or opened.problems:
        return Explained(problems=(*scheme.problems, *opened.problems), rules=scheme.rules)
    with progress_line(options.lang, talk) as progress:
        explained = run(question, files, scheme.rules, options, progress, opened.memory)
    return Explained(explained.told, (*scheme.problems, *explained.problems), scheme.rules)


def _report(explained: Explained, options: Options, talk: Talk, *, names: bool) -> None:
    """JSON, or the page as text unless it was written; problems on stderr."""
    from ccmotivate.writers import terminal
    from ccmotivate.writers.explain.words import Voice

    voice = None if explained.told is None else Voice(explained.told, options.lang, names)
    if talk.json:
        from ccmotivate.writers.explain.json import write_explanation_json

        write_explanation_json(json_stream(), voice, explained.rules, explained.problems, options.lang)
        return
    if voice is not None and not explained.written and not talk.quiet:
        from ccmotivate.writers.explain.terminal import show_explanation

        show_explanation(terminal.console(), voice)
    for path in explained.written if not talk.quiet else ():
        echo(_("written: {files}").format(files=path))
    shown = [one for one in explained.problems if voice is None or one.is_error or one.kind.always]
    terminal.show_problems(terminal.console(stderr=True), shown, explained.rules, options.lang, notes=voice is None)
