"""``ccmotivate publish``: close a period, with everything behind it recorded in the ledger."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from ccmotivate.cli.asking import agreed
from ccmotivate.cli.award_run import Wanted, compute, show_problems
from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import (
    EncodingOption,
    JsonFlag,
    LangOption,
    LedgerOption,
    MonthOption,
    PeriodArgument,
    QuietFlag,
    RulesFolder,
    SignedBy,
    SomeFiles,
    WaitOption,
    YearOption,
)
from ccmotivate.cli.run import Talk
from ccmotivate.cli.saying import echo, json_stream
from ccmotivate.model.words import normal
from ccmotivate.pipeline.options import Options

if TYPE_CHECKING:  # the ledger and pandas are loaded when the command runs
    from ccmotivate.ledger.store import Ledger
    from ccmotivate.model.recorded import PublishOutcome
    from ccmotivate.model.results import PeriodResult
    from ccmotivate.pipeline.awarding import AwardsOutcome


def now() -> str:
    """The time of signing, UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def publish(
    period: PeriodArgument,
    by: SignedBy,
    files: SomeFiles = None,
    approved_by: Annotated[
        str | None, typer.Option("--approved-by", metavar="NAME", help=_("Who approved it: somebody else than --by."))
    ] = None,
    rules: RulesFolder = None,
    month: MonthOption = None,
    year: YearOption = None,
    encoding: EncodingOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Publish without asking."))] = False,
    ledger: LedgerOption = None,
    wait: WaitOption = 30.0,
    lang: LangOption = None,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Exit 0 when the period stands published as computed, 1 when it was refused or declined."""
    from ccmotivate.pipeline.publishing import open_ledger

    options = Options(lang=lang or LANG, month=month, year=year, encoding=encoding, write=False, wait=wait)
    talk = Talk(json=json, quiet=quiet)
    opened = open_ledger(ledger, os.environ, wait=wait, create=True)
    if approved_by is not None and normal(approved_by) == normal(by):
        raise typer.BadParameter(_("who publishes and who approves may not be the same"), param_hint="--approved-by")
    outcome = compute(Wanted(period, files or [], rules, ledger, anew=True), options, talk, opened)
    result = outcome.awarded.result if outcome.awarded else None
    said: PublishOutcome | None = None
    if result is not None and opened.ledger is not None and outcome.exit_code == 0:
        if not yes and not _agreed(result, outcome, options, talk):
            raise typer.Exit(1)
        outcome, said = _publish(opened.ledger, result, (by, (approved_by or "").strip()), outcome)
    _report(outcome, said, options, talk)
    raise typer.Exit(outcome.exit_code)


def _agreed(result: PeriodResult, outcome: AwardsOutcome, options: Options, talk: Talk) -> bool:
    """Show what will be published and ask for confirmation, which needs a terminal."""
    from ccmotivate.writers.terminal import ledger as ledger_screens
    from ccmotivate.writers.terminal import problem_lines, screens

    if talk.json or not sys.stdin.isatty():
        raise typer.BadParameter(_("nobody can be asked here: give --yes"), param_hint="--yes")
    err = screens.console(stderr=True)
    ledger_screens.show_publication(err, result, options.lang)
    problem_lines.show_problems(err, outcome.all_problems, outcome.rules, options.lang, notes=False)
    if agreed(_("Publish {period} like this?").format(period=result.period)):
        return True
    echo(_("nothing was published"), err=True)
    return False


def _publish(
    ledger: Ledger, result: PeriodResult, names: tuple[str, str], outcome: AwardsOutcome
) -> tuple[AwardsOutcome, PublishOutcome | None]:
    from ccmotivate.ledger.refused import LedgerRefused
    from ccmotivate.model.recorded import Refused
    from ccmotivate.pipeline.publishing import publish as record

    try:
        by, approved_by = names
        said = record(ledger, result, by, now(), approved_by)
    except LedgerRefused as why:
        return replace(outcome, problems=(*outcome.problems, why.problem)), None
    if isinstance(said, Refused):
        outcome = replace(outcome, problems=(*outcome.problems, said.problem))
    return outcome, said


def _report(outcome: AwardsOutcome, said: PublishOutcome | None, options: Options, talk: Talk) -> None:
    result = outcome.awarded.result if outcome.awarded else None
    if talk.json:
        from ccmotivate.writers.json.ledger import write_publish_json

        write_publish_json(json_stream(), said, outcome.rules, outcome.all_problems, options.lang, result)
        return
    from ccmotivate.writers.terminal import ledger as ledger_screens
    from ccmotivate.writers.terminal import screens

    if said is not None and not talk.quiet:
        ledger_screens.show_published(screens.console(), said, outcome.rules, options.lang, result)
    show_problems(outcome, options, talk)
