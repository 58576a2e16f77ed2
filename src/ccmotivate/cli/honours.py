"""``ccmotivate honours``: the honour roll, certificates and the newsletter's citations of a period."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from ccmotivate.cli.award_run import Wanted, compute, show_problems
from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import (
    EncodingOption,
    ForceFlag,
    LangOption,
    LedgerOption,
    MonthOption,
    NoLedgerFlag,
    PeriodArgument,
    QuietFlag,
    RulesFolder,
    SomeFiles,
    WaitOption,
    YearOption,
)
from ccmotivate.cli.run import Talk
from ccmotivate.cli.saying import echo
from ccmotivate.pipeline.options import Options

if TYPE_CHECKING:  # pandas and the ledger are loaded when the command runs
    pass


def honours(
    period: PeriodArgument,
    files: SomeFiles = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help=_("Where to write; else a folder named by the period."))
    ] = None,
    photos: Annotated[
        Path | None, typer.Option("--photos", metavar="DIR", help=_("A folder of portraits named by agent id."))
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="FILE.docx", help=_("Your own certificate, with placeholders."))
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help=_("The period is not over: award on the months so far, marked as such."))
    ] = False,
    rules: RulesFolder = None,
    month: MonthOption = None,
    year: YearOption = None,
    encoding: EncodingOption = None,
    ledger: LedgerOption = None,
    no_ledger: NoLedgerFlag = False,
    force: ForceFlag = False,
    wait: WaitOption = 30.0,
    lang: LangOption = None,
    quiet: QuietFlag = False,
) -> None:
    """Honour the winners of a period, as published or as computed from files."""
    from ccmotivate.pipeline.honouring import Recognition, honour

    folder = out or Path(f"{period}.honours")
    options = Options(
        lang=lang or LANG,
        out=folder,
        month=month,
        year=year,
        encoding=encoding,
        force=force,
        write=False,
        wait=wait,
    )
    talk = Talk(quiet=quiet)
    outcome = compute(Wanted(period, files or [], rules, ledger, partial, no_ledger), options, talk)
    result = outcome.awarded.result if outcome.awarded else None
    written: tuple[Path, ...] = ()
    if result is not None and outcome.rules is not None and outcome.exit_code == 0:
        written, found = honour(result, outcome.rules, folder, Recognition(photos, template), options)
        outcome = replace(outcome, problems=(*outcome.problems, *found))
    if written and not quiet:
        echo(_("written: {files}").format(files=", ".join(map(str, written))))
    show_problems(outcome, options, talk, json=False)
    raise typer.Exit(outcome.exit_code)
