"""``ccmotivate evaluate``: whether what was done to motivate worked, by the months before and after."""

from __future__ import annotations

import shlex
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import (
    EncodingOption,
    FilesBesideTables,
    ForceFlag,
    JsonFlag,
    LangOption,
    MonthOption,
    OnlyOption,
    QuietFlag,
    RestFlag,
    RulesFolder,
    YearOption,
)
from ccmotivate.cli.report_format import Format, FormatOption, format_of, target_of
from ccmotivate.cli.run import Talk, chosen_scheme, needed_files, progress_line, say_problems, say_rules
from ccmotivate.cli.saying import echo, json_stream
from ccmotivate.parts.measures.commands.beside import Own, parted, with_measures
from ccmotivate.parts.measures.commands.evaluating import evaluate as evaluated
from ccmotivate.parts.measures.commands.evaluating import plan as planned
from ccmotivate.parts.measures.commands.evaluating import write
from ccmotivate.parts.measures.report import Report
from ccmotivate.pipeline.exit_codes import exit_code
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options


def register(app: typer.Typer) -> None:
    """The one command."""
    app.command("evaluate")(evaluate)


def evaluate(
    files: FilesBesideTables = None,
    measure: Annotated[
        str | None, typer.Option("--measure", metavar="ID", help=_("Only this measure of measures.yaml."))
    ] = None,
    plan: Annotated[
        str | None,
        typer.Option("--plan", metavar="ID", help=_("What this measure could show, by the months before its start.")),
    ] = None,
    rules: RulesFolder = None,
    shown: FormatOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help=_("Where to write; else evaluation.html or evaluation.xlsx here.")),
    ] = None,
    month: MonthOption = None,
    only: OnlyOption = None,
    year: YearOption = None,
    encoding: EncodingOption = None,
    keep_going: RestFlag = False,
    force: ForceFlag = False,
    lang: LangOption = None,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Tell whether the measures of measures.yaml worked; exit 0 whatever that shows."""
    if measure and plan:
        raise typer.BadParameter(_("give --measure or --plan, not both"), param_hint="--plan")
    options = Options(
        lang=lang or LANG, month=month, year=year, encoding=encoding, only=only, keep_going=keep_going, force=force,
        write=False,
    )  # fmt: skip
    form = format_of(shown, out, json=json)
    talk = Talk(json=form is Format.JSON and out is None, quiet=quiet)
    given = parted(files or [])
    with closing(Inputs(given.months)) as inputs:  # the first file is parsed while the rules are loaded
        scheme = chosen_scheme(rules)
        needed_files(given.months, scheme.rules)
        own = Own(None) if scheme.rules is None else with_measures(scheme.rules, given)
        report = Report(rules=own.rules)
        if own.rules is not None:
            with progress_line(options.lang, talk) as progress:
                report = (
                    planned(inputs, own.rules, plan, options, progress)
                    if plan
                    else evaluated(inputs, own.rules, measure, options, progress)
                )
        problems = (*scheme.problems, *own.problems, *report.problems)
        report = replace(
            report, inputs=(*report.inputs, *own.inputs), problems=problems, files=shlex.join(given.months)
        )
    target = target_of(form, out, "evaluation")
    if report.is_there and target is not None:
        done = write(report, target, form.value, options)
        report = replace(report, problems=(*report.problems, *done.problems), written=done.paths)
    _report(report, options, talk, scheme.source)
    raise typer.Exit(exit_code(report.problems, ran=report.rules is not None))


def _report(report: Report, options: Options, talk: Talk, source: str) -> None:
    """JSON; or the report, or what was written, on stdout, problems and where the rules come from on stderr."""
    if talk.json:
        from ccmotivate.parts.measures.document import write_evaluation_json

        write_evaluation_json(json_stream(), report, options.lang)
        return
    if report.written and not talk.quiet:
        echo(_("written: {files}").format(files=", ".join(map(str, report.written))))
    elif report.is_there and not talk.quiet:
        from ccmotivate.parts.measures.screen import show_report
        from ccmotivate.writers.terminal import screens

        show_report(screens.console(), report, options.lang)
    say_problems(report.problems, report.rules, options, talk, worked=report.is_there)
    if report.rules is not None and not talk.quiet:
        say_rules(source)
