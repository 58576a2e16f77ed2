"""``ccmotivate simulate``: what other rules would change on real months; nothing live is touched."""

from __future__ import annotations

import os
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
    OutWorkbook,
    QuietFlag,
    SoundRowsFlag,
    WaitOption,
    YearOption,
    period_of,
)
from ccmotivate.cli.run import Talk, look_at, needed_files, progress_line, say_rules, source_text
from ccmotivate.cli.saying import echo, json_stream
from ccmotivate.model.calendar import Period
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options

if TYPE_CHECKING:  # loaded when the command runs
    from ccmotivate.pipeline.simulating import SimulationOutcome


def simulate(
    files: FilesBesideTables = None,
    rules: Annotated[
        Path | None, typer.Option("--rules", metavar="DIR", help=_("The rules to try; else those that count now."))
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="DIR",
            help=_("The rules to hold them against; else CCMOTIVATE_RULES, ./rules, the shipped scheme."),
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="PATH=VALUE", help=_("Set a value in the rules to try: roles.inbound.productivity=78%.")
        ),
    ] = None,
    sweep: Annotated[
        str | None,
        typer.Option(
            "--sweep", metavar="PATH=LOW..HIGH:STEP", help=_("Try a range: roles.inbound.productivity=70%..85%:1%.")
        ),
    ] = None,
    period: Annotated[
        Period | None,
        typer.Option("--period", metavar="PERIOD", parser=period_of, help=_("Only this period: 2025-Q1, 2025 …")),
    ] = None,
    out: OutWorkbook = None,
    month: MonthOption = None,
    only: OnlyOption = None,
    year: YearOption = None,
    encoding: EncodingOption = None,
    keep_going: SoundRowsFlag = False,
    ledger: LedgerOption = None,
    no_ledger: NoLedgerFlag = False,
    force: ForceFlag = False,
    wait: WaitOption = 30.0,
    lang: LangOption = None,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Exit 0 whatever would change; 2 when it cannot be tried."""
    options = Options(
        lang=lang or LANG,
        out=out,
        month=month,
        year=year,
        encoding=encoding,
        only=only,
        keep_going=keep_going,
        force=force,
        wait=wait,
    )
    talk = Talk(json=json, quiet=quiet)
    from ccmotivate.pipeline.simulating import SimulationOutcome
    from ccmotivate.pipeline.simulating import simulate as run_simulation
    from ccmotivate.pipeline.trials import rules_to_try

    opened = look_at(ledger, left_out=no_ledger, wait=wait)
    with closing(Inputs(files or [])) as inputs:  # the first file is parsed while the rules are loaded
        trial, problems = rules_to_try(rules, against, settings or (), sweep, os.environ)
        needed_files(files, None if trial is None else trial.old)
        outcome = SimulationOutcome(problems=problems)
        if trial is not None and opened.problems:
            outcome = SimulationOutcome(problems=(*problems, *opened.problems))
        elif trial is not None:
            with progress_line(options.lang, talk) as progress:
                outcome = run_simulation(inputs, trial, options, period, progress, opened.memory)
            outcome = replace(outcome, problems=tuple(dict.fromkeys((*problems, *outcome.problems))))
    _report(outcome, options, talk)
    raise typer.Exit(outcome.exit_code)


def _report(outcome: SimulationOutcome, options: Options, talk: Talk) -> None:
    if talk.json:
        from ccmotivate.writers.json.simulation import write_simulation_json

        write_simulation_json(json_stream(), outcome.simulation, outcome.problems, outcome.rules, options.lang)
        return
    from ccmotivate.writers.terminal import problem_lines, screens

    if outcome.simulation is not None and not talk.quiet:
        from ccmotivate.writers.terminal.simulation import show_simulation

        show_simulation(screens.console(), outcome.simulation, outcome.written, options.lang)
    err = screens.console(stderr=True)
    problem_lines.show_problems(err, outcome.problems, outcome.rules, options.lang, notes=False)
    if outcome.places and not talk.quiet:
        before, after = (source_text(place, how) for place, how in outcome.places)
        if before == after:
            say_rules(before)
        else:
            echo(_("rules before: {old}; after: {new}").format(old=before, new=after), err=True)
