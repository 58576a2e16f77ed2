"""``ccmotivate decide`` and ``ccmotivate reopen``: what people decide about a period, with name and reason."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccmotivate.cli.award_run import Wanted, compute
from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.ledger_run import in_words, with_ledger
from ccmotivate.cli.options import (
    EncodingOption,
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
from ccmotivate.cli.publish import now
from ccmotivate.cli.run import Talk, chosen_scheme
from ccmotivate.cli.saying import echo
from ccmotivate.locale import counted
from ccmotivate.pipeline.choosing import award_named, every_award
from ccmotivate.pipeline.deciding import Whom, person_meant
from ccmotivate.pipeline.options import Options
from ccmotivate.problems import Problem

if TYPE_CHECKING:  # the rules and the ledger are loaded when the command runs
    from ccmotivate.model.award_rules import Award
    from ccmotivate.model.calendar import Period
    from ccmotivate.model.results import Decision, PeriodResult
    from ccmotivate.model.rules import RuleSet

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
    award: Annotated[
        str, typer.Option("--award", metavar="ID|NAME", help=_("Which award: its id in awards.yaml, or its name."))
    ],
    by: SignedBy,
    reason: Reason,
    files: SomeFiles = None,
    agent: Annotated[
        str | None,
        typer.Option("--agent", metavar="ID|NAME", help=_("Whose: the agent's id, name, or what a roster calls them.")),
    ] = None,
    team: Annotated[str | None, typer.Option("--team", metavar="NAME", help=_("Whose, for a team award."))] = None,
    place: Annotated[
        int | None, typer.Option("--place", min=1, help=_("The place granted, where places count."))
    ] = None,
    rules: RulesFolder = None,
    month: MonthOption = None,
    year: YearOption = None,
    encoding: EncodingOption = None,
    ledger: LedgerOption = None,
    wait: WaitOption = 30.0,
    lang: LangOption = None,
    quiet: QuietFlag = False,
) -> None:
    """Exit 0 when the decision stands, 1 when it was refused."""
    from ccmotivate.ledger.deciding import decide as record
    from ccmotivate.model.results import Decision
    from ccmotivate.writers.words.award_sentences import names_of

    about, whom = _award(award, rules, lang or LANG), Whom(agent, team)
    _check(period, verdict, about, agent, team, place)
    options = Options(lang=lang or LANG, month=month, year=year, encoding=encoding, write=False, wait=wait)
    result, who = _person(Wanted(period, files or [], rules, ledger), whom, about, verdict, options, quiet=quiet)
    id_, name = (who, None) if about.winner == "agent" else (None, who)
    called = names_of(result).get(who, "") if id_ else ""
    decision = Decision(str(period), about.id, id_, name, verdict.value, reason, by, now(), place, called)
    new = with_ledger(ledger, wait, in_words(options.lang), lambda book: record(book, decision), create=True)
    if not quiet:
        _say(decision, result, options.lang, new=new)


def _award(name: str, rules: Path | None, lang: str) -> Award:
    """The award of the rules with this id, or this name in either language."""
    scheme = chosen_scheme(rules)
    if scheme.rules is None:
        raise typer.BadParameter(_("the rules cannot be used; see ccmotivate rules check"), param_hint="--rules")
    found = award_named(name, scheme.rules)
    if isinstance(found, Problem):
        _refuse((found,), scheme.rules, lang)
        raise typer.Exit(2)
    return every_award(scheme.rules)[found]


def _refuse(problems: Sequence[Problem], rules: RuleSet | None, lang: str) -> None:
    """Say why nothing is decided."""
    from ccmotivate.writers.terminal import problem_lines, screens

    problem_lines.show_problems(screens.console(stderr=True), problems, rules, lang, notes=False, json=False)


def _person(
    wanted: Wanted, whom: Whom, award: Award, verdict: Verdict, options: Options, *, quiet: bool
) -> tuple[PeriodResult, str]:
    """The period's current result, and the id of the agent (or the name of the team) that is meant.

    Raises:
        typer.Exit: the period cannot be decided, no agent or team matches, or there is nothing to decide.
    """
    outcome = compute(wanted, options, Talk(quiet=quiet))
    result = outcome.awarded.result if outcome.awarded else None
    code, problems, who = outcome.exit_code, outcome.all_problems, ""
    if result is not None and code == 0:
        granted = [one.decision for one in result.awards if one.decision is not None]
        standing = [*granted, *(one.decision for one in result.withheld)]
        who, problems = person_meant(whom, award, verdict.value, result, standing, outcome.known_as)
        code = 2 if any(one.is_fatal for one in problems) else int(bool(problems))
    if code or result is None:
        _refuse(problems, outcome.rules, options.lang)
        raise typer.Exit(code or 1)
    return result, who


def _say(decision: Decision, result: PeriodResult, lang: str, *, new: bool) -> None:
    """What was decided, with names."""
    from ccmotivate.writers.words.award_sentences import names_of
    from ccmotivate.writers.words.ledger_notes import pending_text

    said = _("decided and recorded") if new else _("decided so before: nothing was recorded")
    details = pending_text(decision, result.rules, names_of(result), lang)
    echo(_("{sentence}: {details}").format(sentence=said, details=details))


def _check(
    period: Period, verdict: Verdict, award: Award, agent: str | None, team: str | None, place: int | None
) -> None:
    """Refuse an award of another period, a decision without agent or team, or a place that the award does not have."""
    if award.every is not period.kind:
        wrong = _("this award is given every {every}, and {period} is none").format(every=award.every, period=period)
        raise typer.BadParameter(wrong, param_hint="PERIOD")
    if award.winner == "team" and not team:
        raise typer.BadParameter(_("this is an award for teams: give --team"), param_hint="--team")
    if award.winner == "agent" and not agent:
        raise typer.BadParameter(_("this is an award for agents: give --agent"), param_hint="--agent")
    if agent and team:
        raise typer.BadParameter(_("give --agent or --team, not both"), param_hint="--team")
    places = award.places or 0
    if verdict is Verdict.GRANT and place is None and places > 1:
        raise typer.BadParameter(
            _("say which place with --place (1 to {most})").format(most=places), param_hint="--place"
        )
    if place is not None and place > places:
        raise typer.BadParameter(counted(_("this award has {most} places"), most=places), param_hint="--place")


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
        echo(text.format(period=period, by=was.by, at=was.at))
