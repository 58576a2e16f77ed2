"""What every command on a period does: rules, ledger, months, awards, and saying what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.cli.run import Talk, chosen_scheme, look_at, progress_line, say_rules
from ccmotivate.cli.saying import json_stream
from ccmotivate.model.calendar import Period
from ccmotivate.pipeline.options import Options

if TYPE_CHECKING:  # loaded when the command runs
    from ccmotivate.pipeline.awarding import AwardsOutcome
    from ccmotivate.pipeline.publishing import Opened


class Wanted(Struct, frozen=True):
    """Which period, from which files, under which rules, with which ledger; ``open_end`` where it is not over.

    ``anew``: decided from the files, ignoring publications.
    """

    period: Period
    files: Sequence[str]
    rules: Path | None = None
    ledger: str | None = None
    open_end: bool = False
    no_ledger: bool = False
    anew: bool = False


def compute(wanted: Wanted, options: Options, talk: Talk, opened: Opened | None = None) -> AwardsOutcome:
    """The awards of the period; ``opened`` is the ledger where the command has it open already."""
    from ccmotivate.pipeline.awarding import AwardsOutcome, awards

    scheme = chosen_scheme(wanted.rules)
    if scheme.rules is None:
        return AwardsOutcome(problems=scheme.problems)
    known = opened or look_at(wanted.ledger, left_out=wanted.no_ledger, wait=options.wait)
    if known.problems:
        return AwardsOutcome(problems=(*scheme.problems, *known.problems), rules=scheme.rules)
    with progress_line(options.lang, talk) as progress:
        outcome = awards(
            wanted.period,
            wanted.files,
            scheme.rules,
            options,
            memory=known.memory,
            open_end=wanted.open_end,
            anew=wanted.anew,
            progress=progress,
        )
    return replace(outcome, problems=(*scheme.problems, *outcome.problems), rules_from=scheme.source)


def report(outcome: AwardsOutcome, options: Options, talk: Talk) -> None:
    """Say what came of it: JSON, or a table and the problems."""
    if talk.json:
        from ccmotivate.writers.json.awards import write_awards_json

        write_awards_json(json_stream(), outcome.awarded, outcome.rules, outcome.problems, options.lang)
        return
    from ccmotivate.writers.terminal import screens

    if outcome.awarded is not None and not talk.quiet:
        screens.show_awarded(screens.console(), outcome.awarded, outcome.written, options.lang)
    show_problems(outcome, options, talk)


def show_problems(outcome: AwardsOutcome, options: Options, talk: Talk, *, json: bool = True) -> None:
    """The problems on stderr, and which rules were used; ``json`` says whether the command has ``--json``."""
    from ccmotivate.writers.terminal import problem_lines, screens

    err = screens.console(stderr=True)
    books = (
        problem_lines.listings(outcome.awarded.inputs, outcome.written) if outcome.awarded else problem_lines.NOWHERE
    )
    found, notes = outcome.all_problems, not talk.quiet
    problem_lines.show_problems(err, found, outcome.rules, options.lang, notes=notes, listed_in=books, json=json)
    if outcome.rules_from and not talk.quiet:
        say_rules(outcome.rules_from)
