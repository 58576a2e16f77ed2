"""``ccmotivate decide`` and ``ccmotivate reopen``: what people decide about a period, with name and reason."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.ledger_run import in_words, with_ledger
from ccmotivate.cli.options import (
    LangOption,
    LedgerOption,
    PeriodArgument,
    QuietFlag,
    RulesFolder,
    SignedBy,
    WaitOption,
)
from ccmotivate.cli.publish import now
from ccmotivate.cli.run import chosen_scheme, say_rules

if TYPE_CHECKING:  # the rules and the ledger are loaded when the command runs
    from ccmotivate.model.award_rules import Award
    from ccmotivate.model.calendar import Period

Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("Why, in a sentence: it is shown everywhere."))]


class Verdict(StrEnum):
    """What can be decided."""

    GRANT = "grant"
    WITHHOLD = "withhold"
    AS_RULED = "as-ruled"


def decide(
    period: PeriodArgument,
    verdict: Annotated[
        Verdict,
        typer.Argument(
            metavar="VERDICT", help=_("grant or withhold the award, or take an earlier decision back (as-ruled).")
        ),
    ],
    award: Annotated[str, typer.Option("--award", metavar="ID", help=_("Which award, as in awards.yaml."))],
    by: SignedBy,
    reason: Reason,
    agent: Annotated[str | None, typer.Option("--agent", metavar="ID", help=_("Whose: the agent's id."))] = None,
    team: Annotated[str | None, typer.Option("--team", metavar="NAME", help=_("Whose, for a team award."))] = None,
    place: Annotated[
        int | None, typer.Option("--place", min=1, help=_("The place granted, where places count."))
    ] = None,
    rules: RulesFolder = None,
    ledger: LedgerOption = None,
    wait: WaitOption = 30.0,
    lang: LangOption = None,
    quiet: QuietFlag = False,
) -> None:
    """Exit 0 when the decision stands, 1 when it was refused."""
    from ccmotivate.ledger.deciding import decide as record
    from ccmotivate.model.results import Decision

    _check(period, verdict, _award(award, rules, quiet=quiet), agent, team, place)
    decision = Decision(str(period), award, agent, team, verdict.value, reason, by, now(), place)
    new = with_ledger(ledger, wait, in_words(lang or LANG), lambda book: record(book, decision), create=True)
    if not quiet:
        typer.echo(_("decided and recorded") if new else _("decided so before: nothing was recorded"))


def _award(name: str, rules: Path | None, *, quiet: bool) -> Award:
    """The award of the rules with this id."""
    from ccmotivate.model.words import nearest

    scheme = chosen_scheme(rules)
    if not quiet:
        say_rules(scheme.source)
    if scheme.rules is None:
        raise typer.BadParameter(_("the rules cannot be used; see ccmotivate rules check"), param_hint="--rules")
    if name not in scheme.rules.awards:
        known = scheme.rules.awards
        near = nearest(name, known) or ", ".join(known)
        raise typer.BadParameter(_("no such award; did you mean {nearest}?").format(nearest=near), param_hint="--award")
    return scheme.rules.awards[name]


def _check(
    period: Period, verdict: Verdict, award: Award, agent: str | None, team: str | None, place: int | None
) -> None:
    """Refuse what no award can be: of another period, for nobody, on a place that it does not have."""
    if award.every is not period.kind:
        wrong = _("this award is given every {every}, and {period} is none").format(every=award.every, period=period)
        raise typer.BadParameter(wrong, param_hint="PERIOD")
    if award.winner == "team" and not team:
        raise typer.BadParameter(_("this is an award for teams: give --team"), param_hint="--team")
    if award.winner == "agent" and not agent:
        raise typer.BadParameter(_("this is an award for agents: give --agent"), param_hint="--agent")
    if agent and team:
        raise typer.BadParameter(_("give --agent or --team, not both"), param_hint="--team")
    places = award.rank.places if award.rank else 0
    if verdict is Verdict.GRANT and place is None and places > 1:
        raise typer.BadParameter(
            _("say which place with --place (1 to {most})").format(most=places), param_hint="--place"
        )
    if place is not None and place > places:
        raise typer.BadParameter(_("this award has {most} places").format(most=places), param_hint="--place")


def reopen(
    period: PeriodArgument,
    by: SignedBy,
    reason: Reason,
    ledger: LedgerOption = None,
    wait: WaitOption = 30.0,
    lang: LangOption = None,
    quiet: QuietFlag = False,
) -> None:
    """Exit 0 when the period is open again, 1 when it was refused."""
    from ccmotivate.ledger.deciding import reopen as record

    was = with_ledger(ledger, wait, in_words(lang or LANG), lambda book: record(book, period, by, reason, now()))
    if not quiet:
        text = _("{period} is open again; what {by} published on {at} no longer counts")
        typer.echo(text.format(period=period, by=was.by, at=was.at))
