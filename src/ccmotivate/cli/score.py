"""``ccmotivate score``: monthly exports in, scored workbooks and award lists out."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import (
    EncodingOption,
    FilesBesideTables,
    ForceFlag,
    JobsOption,
    JsonFlag,
    KeepGoingFlag,
    LangOption,
    LedgerOption,
    MonthOption,
    NoLedgerFlag,
    OnlyOption,
    OutFolder,
    QuietFlag,
    RulesFolder,
    WaitOption,
    YearOption,
)
from ccmotivate.cli.run import Talk, look_at, run


class Sort(StrEnum):
    """How the rows of a scored workbook are sorted."""

    ID = "id"
    RANK = "rank"
    SCORE = "score"


def score(
    files: FilesBesideTables = None,
    rules: RulesFolder = None,
    out: OutFolder = None,
    month: MonthOption = None,
    only: OnlyOption = None,
    year: YearOption = None,
    encoding: EncodingOption = None,
    together: Annotated[
        bool, typer.Option("--together", help=_("Pool all files of a month: ranks and awards across them."))
    ] = False,
    sort: Annotated[
        Sort, typer.Option("--sort", help=_("The rows of the scores: by id, by project and rank, or by score."))
    ] = Sort.ID,
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
    """Score files and leave with the exit code of what was found."""
    from ccmotivate.pipeline.options import Options

    options = Options(
        lang=lang or LANG,
        out=out,
        month=month,
        year=year,
        encoding=encoding,
        only=only,
        sort=sort.value,
        together=together,
        keep_going=keep_going,
        force=force,
        later=() if json or quiet else ("ccmotivate.writers.terminal.screens",),
        wait=wait,
        jobs=jobs,
    )
    opened = look_at(ledger, left_out=no_ledger, wait=wait)
    raise typer.Exit(run(files or (), rules, options, Talk(json=json, quiet=quiet), opened))
