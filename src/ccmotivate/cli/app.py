"""The command tree; each command stands in its own file, which is loaded when it is called."""

from __future__ import annotations

from typing import Annotated

import typer

from ccmotivate import __version__
from ccmotivate.cli.language import _
from ccmotivate.cli.on_demand import Entry, group_of
from ccmotivate.cli.options import LangOption
from ccmotivate.cli.saying import echo

COMMANDS = (
    Entry("init", "init", _("Start a scheme of your own: DIR/rules, by a few questions or by flags.")),
    Entry("map", "mapping", _("Look at exports of any shape and write a scheme that reads them, with its reasons.")),
    Entry("template", "template", _("Make a blank month workbook from the rules, to be filled in.")),
    Entry("score", "score", _("Score monthly exports: a scored workbook and an award list for each.")),
    Entry("check", "check", _("Read and check monthly exports without scoring them.")),
    Entry(
        "awards", "awards", _("Award a month, quarter, half-year or year: the list to sign, and everybody's standing.")
    ),
    Entry("publish", "publish", _("Close a period: record its results, awards, files and rules in the ledger.")),
    Entry("decide", "decide", _("Grant or withhold an award of a period not yet published, with name and reason.")),
    Entry("reopen", "decide", _("Open a published period again; nothing is deleted.")),
    Entry(
        "explain",
        "explain",
        _("Explain to an agent, or to each of a team, what was measured, asked, won and missed, and why."),
    ),
    Entry("fairness", "fairness", _("Look at how the awards fell: who wins, who never does, what was too close.")),
    Entry("history", "history", _("Look up who won what and when.")),
    Entry(
        "coach",
        "coaching",
        _("Write a sheet for the talk with each person of whom quality found something in a month."),
        of_part=True,
    ),
    Entry(
        "promote",
        "careers",
        _("Propose who may take the next step of the ladder, by the last six months; people decide."),
        of_part=True,
    ),
    Entry(
        "evaluate",
        "measures",
        _("Tell whether what was done to motivate worked, by the months before and after."),
        of_part=True,
    ),
    Entry("honours", "honours", _("Make the honour roll, certificates and newsletter citations of a period.")),
    Entry(
        "simulate", "simulate", _("Try other rules on real months: who and what would change; nothing live is touched.")
    ),
    Entry("diff", "diff", _("Compare an export with its correction: which cells changed, and what follows.")),
    Entry("verify", "ledger", _("Check that every record of the ledger is as it was written.")),
    Entry("ledger", "ledger", _("Take the ledger elsewhere."), is_group=True),
    Entry("rules", "rules", _("Look after the rule files."), is_group=True),
)

app = typer.Typer(
    cls=group_of(COMMANDS),
    name="ccmotivate",
    help=_("Appraise contact-centre agents by YAML rules: Excel exports in, scored workbooks and award lists out."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich cuts Chinese help short, and costs start-up time
)


def _version(wanted: bool) -> None:
    if wanted:
        echo(f"ccmotivate {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    _wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=_("Show the version and exit."))
    ] = False,
    _lang: LangOption = None,  # looked at in language.py, before there is anything to help with
) -> None:
    return
