"""The command tree; each command stands in its own file."""

from __future__ import annotations

from typing import Annotated

import typer

from ccmotivate import __version__
from ccmotivate.cli.awards import awards
from ccmotivate.cli.check import check
from ccmotivate.cli.decide import decide, reopen
from ccmotivate.cli.diff import diff
from ccmotivate.cli.explain import explain
from ccmotivate.cli.fairness import fairness
from ccmotivate.cli.history import history
from ccmotivate.cli.honours import honours
from ccmotivate.cli.init import init
from ccmotivate.cli.language import _
from ccmotivate.cli.ledger import ledger_app, verify
from ccmotivate.cli.options import LangOption
from ccmotivate.cli.parser_words import Group
from ccmotivate.cli.publish import publish
from ccmotivate.cli.rules import rules_app
from ccmotivate.cli.saying import echo
from ccmotivate.cli.score import score
from ccmotivate.cli.simulate import simulate
from ccmotivate.cli.template import template

app = typer.Typer(
    cls=Group,
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


app.command("init", help=_("Start a scheme of your own: DIR/rules, by a few questions or by flags."))(init)
app.command("template", help=_("Make a blank month workbook from the rules, to be filled in."))(template)
app.command("score", help=_("Score monthly exports: a scored workbook and an award list for each."))(score)
app.command("check", help=_("Read and check monthly exports without scoring them."))(check)
app.command("awards", help=_("Award a month, quarter, half-year or year: the list to sign, and everybody's standing."))(
    awards
)
app.command("publish", help=_("Close a period: record its results, awards, files and rules in the ledger."))(publish)
app.command("decide", help=_("Grant or withhold an award of a period not yet published, with name and reason."))(decide)
app.command("reopen", help=_("Open a published period again; nothing is deleted."))(reopen)
app.command(
    "explain", help=_("Explain to an agent, or to each of a team, what was measured, asked, won and missed, and why.")
)(explain)
app.command("fairness", help=_("Look at how the awards fell: who wins, who never does, what was too close."))(fairness)
app.command("history", help=_("Look up who won what and when."))(history)
app.command("honours", help=_("Make the honour roll, certificates and newsletter citations of a period."))(honours)
app.command("simulate", help=_("Try other rules on real months: who and what would change; nothing live is touched."))(
    simulate
)
app.command("diff", help=_("Compare an export with its correction: which cells changed, and what follows."))(diff)
app.command("verify", help=_("Check that every record of the ledger is as it was written."))(verify)
app.add_typer(ledger_app, name="ledger", help=_("Take the ledger elsewhere."))
app.add_typer(rules_app, name="rules", help=_("Look after the rule files."))
