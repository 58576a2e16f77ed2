"""``ccmotivate rules show``: the scheme as the handbook that employees get."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import ForceFlag, LangOption, month_of
from ccmotivate.cli.run import say_rules, source_text
from ccmotivate.cli.saying import json_stream
from ccmotivate.model.period import Month
from ccmotivate.pipeline.options import Options
from ccmotivate.problems import Problem, has_errors

if TYPE_CHECKING:  # the writers are loaded when the command runs
    from ccmotivate.model.handbook import HandbookFacts


class Format(StrEnum):
    """How the handbook is shown."""

    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    HTML = "html"
    XLSX = "xlsx"


_BY_SUFFIX = {".md": Format.MARKDOWN, ".html": Format.HTML, ".xlsx": Format.XLSX}


def rules_show(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help=_("The rules folder."))] = None,
    wanted: Annotated[
        Format | None,
        typer.Option("--format", help=_("How to show it; else as --out is named, else here.")),
    ] = None,
    month: Annotated[
        Month | None,
        typer.Option(
            "--month", metavar="2025-07", parser=month_of, help=_("The rules of this month; else the latest.")
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help=_("Where to write it; else to the screen."))
    ] = None,
    force: ForceFlag = False,
    lang: LangOption = None,
) -> None:
    """Exit 0, or 2 when the rules cannot be used or the file not be written."""
    from ccmotivate.pipeline.handbook import handbook_facts
    from ccmotivate.pipeline.scheme import choose_rules, load
    from ccmotivate.writers.terminal import problem_lines, screens

    shape = wanted or _BY_SUFFIX.get(out.suffix.lower() if out else "", Format.TERMINAL)
    if out is None and shape is Format.XLSX:
        raise typer.BadParameter(_("say with --out where to write a workbook"))
    if out is not None and shape is Format.TERMINAL:
        raise typer.BadParameter(_("give --out a name that ends in .html, .md or .xlsx, or say --format"))
    chosen, how = choose_rules(folder, os.environ)
    rules, problems = load(chosen, how)
    if chosen != folder:
        say_rules(source_text(chosen, how))
    facts, found = handbook_facts(rules, month) if rules else (None, ())
    options = Options(lang=lang or LANG, force=force)
    said = _show(facts, shape, out, options) if facts else ()
    problems = (*problems, *found, *said)
    problem_lines.show_problems(screens.console(stderr=True), problems, rules, options.lang, notes=True, json=False)
    raise typer.Exit(2 if facts is None or has_errors(said) else 0)


def _show(facts: HandbookFacts, shape: Format, out: Path | None, options: Options) -> tuple[Problem, ...]:
    """Into a file, or onto the screen."""
    from ccmotivate.pipeline.handbook_files import handbook_text, write_handbook
    from ccmotivate.writers.handbook.build import build

    if out is not None:
        return write_handbook(facts, shape.value, out, options).problems
    if shape is Format.TERMINAL:
        from ccmotivate.writers.handbook.screen import show_handbook
        from ccmotivate.writers.terminal import screens

        show_handbook(screens.console(), build(facts, options.lang))
    else:
        json_stream().write(handbook_text(facts, shape.value, options.lang))
    return ()
