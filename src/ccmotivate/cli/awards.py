"""``ccmotivate awards``: the awards of a month, a quarter, a half-year or a year, as a list to sign."""

from __future__ import annotations

from typing import Annotated

import typer

from ccmotivate.cli.award_run import Wanted, compute, report
from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import (
    EncodingOption,
    ForceFlag,
    JobsOption,
    JsonFlag,
    KeepGoingFlag,
    LangOption,
    LedgerOption,
    MonthOption,
    NoLedgerFlag,
    OutFolder,
    PeriodArgument,
    QuietFlag,
    RulesFolder,
    SomeFiles,
    WaitOption,
    YearOption,
)
from ccmotivate.cli.run import Talk
from ccmotivate.pipeline.options import Options


def awards(
    period: PeriodArgument,
    files: SomeFiles = None,
    rules: RulesFolder = None,
    out: OutFolder = None,
    month: MonthOption = None,
    year: YearOption = None,
    encoding: EncodingOption = None,
    partial: Annotated[
        bool, typer.Option("--partial", help=_("The period is not over: award on the months so far, marked as such."))
    ] = False,
    money: Annotated[
        bool,
        typer.Option("--money", help=_("Also a money table: each person's prizes, shorter periods included.")),
    ] = False,
    keep_going: KeepGoingFlag = False,
    ledger: LedgerOption = None,
    no_ledger: NoLedgerFlag = False,
    force: ForceFlag = False,
    wait: WaitOption = 30.0,
    jobs: JobsOption = None,
    lang: LangOption = None,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Award a period and leave with the exit code of what was found."""
    options = Options(
        lang=lang or LANG,
        out=out,
        month=month,
        year=year,
        encoding=encoding,
        keep_going=keep_going,
        money=money,
        force=force,
        wait=wait,
        jobs=jobs,
    )
    talk = Talk(json=json, quiet=quiet)
    outcome = compute(Wanted(period, files or [], rules, ledger, partial, no_ledger), options, talk)
    report(outcome, options, talk)
    raise typer.Exit(outcome.exit_code)
