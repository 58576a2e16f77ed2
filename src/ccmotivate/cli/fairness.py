"""``ccmotivate fairness``: who wins, which groups never do, what is too close to call, what the criteria decide."""

from __future__ import annotations

from contextlib import closing
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
    RestFlag,
    RulesFolder,
    YearOption,
    period_of,
)
from ccmotivate.cli.report_format import Format, FormatOption, format_of, target_of
from ccmotivate.cli.run import Talk, chosen_scheme, look_at, needed_files, progress_line, say_rules
from ccmotivate.cli.saying import echo, json_stream
from ccmotivate.model.calendar import Period
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.publishing import Opened

if TYPE_CHECKING:  # loaded when the command runs
    from ccmotivate.pipeline.fairness import FairnessOutcome


def fairness(
    files: FilesBesideTables = None,
    rules: RulesFolder = None,
    shown: FormatOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help=_("Where to write; else fairness.html or fairness.xlsx here.")),
    ] = None,
    period: Annotated[
        Period | None,
        typer.Option("--period", metavar="PERIOD", parser=period_of, help=_("Only this period: 2025-Q1, 2025 …")),
    ] = None,
    no_names: Annotated[bool, typer.Option("--no-names", help=_("Agents by their ids alone."))] = False,
    month: MonthOption = None,
    only: OnlyOption = None,
    year: YearOption = None,
    encoding: EncodingOption = None,
    keep_going: RestFlag = False,
    ledger: LedgerOption = None,
    no_ledger: NoLedgerFlag = False,
    force: ForceFlag = False,
    lang: LangOption = None,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Look at how the awards of all months of the files fell; exit 0 whatever that shows."""
    from ccmotivate.pipeline.fairness import write

    options = Options(
        lang=lang or LANG,
        month=month,
        year=year,
        encoding=encoding,
        only=only,
        keep_going=keep_going,
        force=force,
        write=False,
    )
    form = format_of(shown, out, json=json)
    talk = Talk(json=form is Format.JSON and out is None, quiet=quiet)
    opened = look_at(ledger, left_out=no_ledger, wait=options.wait)
    outcome = _look(files or [], rules, period, options, talk, opened)
    target = target_of(form, out, "fairness")
    if outcome.found is not None and target is not None:
        done = write(outcome.found, target, form.value, options, names=not no_names)
        outcome = replace(outcome, problems=(*outcome.problems, *done.problems), written=done.paths)
    _report(outcome, options, talk, names=not no_names)
    raise typer.Exit(outcome.exit_code)


def _look(
    files: list[str], folder: Path | None, period: Period | None, options: Options, talk: Talk, opened: Opened
) -> FairnessOutcome:
    from ccmotivate.pipeline.fairness import FairnessOutcome, look

    with closing(Inputs(files)) as inputs:  # the first file is parsed while the rules are loaded
        scheme = chosen_scheme(folder)
        needed_files(files, scheme.rules)
        if scheme.rules is None or opened.problems:
            return FairnessOutcome(problems=(*scheme.problems, *opened.problems), rules=scheme.rules)
        with progress_line(options.lang, talk) as progress:
            outcome = look(inputs, scheme.rules, options, progress, opened.memory, period)
    return replace(outcome, problems=(*scheme.problems, *outcome.problems), rules_from=scheme.source)


def _report(outcome: FairnessOutcome, options: Options, talk: Talk, *, names: bool) -> None:
    if talk.json:
        from ccmotivate.writers.fairness.json import write_fairness_json

        write_fairness_json(json_stream(), outcome.found, outcome.rules, outcome.problems, options.lang, names=names)
        return
    from ccmotivate.writers.fairness.terminal import show_fairness
    from ccmotivate.writers.terminal import problem_lines, screens

    if outcome.written and not talk.quiet:
        echo(_("written: {files}").format(files=", ".join(map(str, outcome.written))))
    elif outcome.found is not None and not talk.quiet:
        show_fairness(screens.console(), outcome.found, options.lang, names=names)
    err = screens.console(stderr=True)
    problem_lines.show_problems(err, outcome.problems, outcome.rules, options.lang, notes=not talk.quiet)
    if outcome.rules_from and not talk.quiet:
        say_rules(outcome.rules_from)
