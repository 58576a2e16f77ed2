"""A simulation in the terminal: sums before and after, who is touched, awards won and lost, money, the range."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from rich.console import Console

from ccmotivate.locale import counted, translator
from ccmotivate.model.award_changes import KEPT, AwardChange
from ccmotivate.model.comparison import Comparison, GroupTotals, PersonChange, Simulation, SweepPoint, Swept
from ccmotivate.model.exact import fixed_text, half_up
from ccmotivate.writers.terminal.prose import Text, tell
from ccmotivate.writers.terminal.screens import table_for
from ccmotivate.writers.words.changes import (
    KINDS,
    MONEY_GROUPED,
    award_notes,
    group_name,
    label_of,
    money_apart,
    moved_text,
    person_notes,
    points_apart,
    signed,
    swept_along_text,
)
from ccmotivate.writers.words.figures import money_text
from ccmotivate.writers.words.sentences import counted_text, group_text, months_text, person_text, winner_text
from ccmotivate.writers.words.text import visible, wide
from ccmotivate.writers.workbooks.simulation_book import change_counts, total_labels

MOST_PEOPLE, MOST_AWARDS, MOST_GROUPS = 15, 25, 12
_BAR = 10
_PADDING = 3  # of a column


def show_simulation(out: Console, simulation: Simulation, written: Sequence[Path], lang: str) -> None:
    """What the rules would change."""
    _ = translator(lang)
    comparison = simulation.comparison
    when = months_text([result.month for result in comparison.new.months], lang)
    out.print(Text(_("{month}: what the rules would change").format(month=when), style="bold"))
    out.print(Text(counted_text(comparison.new.months, lang)))
    for one in simulation.tried:
        tell(out, _("Set: {setting}").format(setting=visible(str(one))))
    for line in simulation.moved:
        out.print(Text(moved_text(line, comparison, lang)))
    if comparison.is_empty:
        out.print(Text(_("Nothing changes.")))
    else:
        _show_totals(out, comparison, lang)
        show_changes(out, comparison, lang)
        _show_money(out, comparison, lang)
    if simulation.swept is not None:
        _show_sweep(out, simulation.swept, comparison, lang)
    for path in written:
        tell(out, _("written: {path}").format(path=path))


def _show_totals(out: Console, comparison: Comparison, lang: str) -> None:
    _ = translator(lang)
    sides = [(_("Before"), "right"), (_("After"), "right"), (_("Change"), "right")]
    table = table_for(out, [("", "left"), *sides])
    for label, name in total_labels(comparison, lang):
        old, new = (half_up(Fraction(getattr(one, name) or 0), 2) for one in comparison.totals)
        table.add_row(label, *_three(name, old, new, comparison.new.rules.currency, lang))
    out.print(table)


def _three(name: str, old: Fraction, new: Fraction, currency: str, lang: str) -> list[str]:
    """A sum before, after, and by how much."""
    if name == "money":
        return [*(money_text(one, currency, lang) for one in (old, new)), money_apart(new - old, currency, lang)]
    if name == "share_qualified":
        return [*(f"{fixed_text(one, 2)}%" for one in (old, new)), points_apart(new - old, lang)]
    return [*(fixed_text(one, 0) for one in (old, new)), signed(new - old)]


def show_changes(
    out: Console, comparison: Comparison, lang: str, most: tuple[int, int] = (MOST_PEOPLE, MOST_AWARDS)
) -> None:
    """How many are touched, the first of the people and of the awards; ``most`` of each are shown."""
    _ = translator(lang)
    said = _("{sentence}: {details}")
    counts = [said.format(sentence=name, details=count) for name, count in change_counts(comparison, lang) if count]
    out.print(Text(_("; ").join(counts)))
    _show_people(out, comparison, lang, most[0])
    _show_awards(out, comparison, lang, most[1])


def _weight(change: PersonChange) -> int:
    """The weightier, the lower: qualified, eligible, came or went, score, rank."""
    if change.newly_qualified or change.no_longer_qualified:
        return 0
    if change.newly_eligible or change.no_longer_eligible:
        return 1
    if change.old is None or change.new is None:
        return 2
    return 3 if change.old.score != change.new.score else 4


def _show_people(out: Console, comparison: Comparison, lang: str, most: int) -> None:
    _ = translator(lang)
    people = sorted(comparison.people, key=_weight)
    if not people:
        return
    table = table_for(out, [(_("Period"), "left"), (_("Agent"), "left"), (_("What changed"), "left")])
    for one in people[:most]:
        notes = _("; ").join(person_notes(one, comparison, lang))
        table.add_row(*(Text(text) for text in (one.period, person_text(one.name, one.agent_id), notes)))
    out.print(table)
    if len(people) > most:
        rest = _("… and {count} more people; --out or --json has them all")
        out.print(counted(rest, count=len(people) - most))


def _show_awards(out: Console, comparison: Comparison, lang: str, most: int) -> None:
    _ = translator(lang)
    awards = sorted(comparison.awards, key=lambda one: one.kind == KEPT)
    if not awards:
        return
    headers = [_("Period"), _("Award"), _("Winner"), _("What became of it")]
    table = table_for(out, [(header, "left") for header in headers])
    for one in awards[:most]:
        table.add_row(*(Text(text) for text in _award_row(one, comparison, lang)))
    out.print(table)
    if len(awards) > most:
        rest = _("… and {count} more awards; --out or --json has them all")
        out.print(counted(rest, count=len(awards) - most))


def _award_row(change: AwardChange, comparison: Comparison, lang: str) -> list[str]:
    _ = translator(lang)
    given = change.given
    award = label_of("awards", given.award, comparison, lang)
    if given.within:
        award = _("{award}, {group}").format(award=award, group=group_text(given.within, comparison.new.rules, lang))
    became = _("{sentence}: {details}").format(
        sentence=_(KINDS[change.kind]), details=award_notes(change, comparison, lang)
    )
    return [given.period, visible(award), winner_text(given), became]


def _show_money(out: Console, comparison: Comparison, lang: str) -> None:
    """The groups whose prize money is different."""
    _ = translator(lang)
    currency = comparison.new.rules.currency
    for by, title in MONEY_GROUPED.items():
        moved = [one for one in comparison.groups if one.by == by and one.old.money != one.new.money]
        if not moved:
            continue
        sides = [(_("Before"), "right"), (_("After"), "right"), (_("Change"), "right")]
        table = table_for(out, [(_(title), "left"), *sides])
        for one in moved[:MOST_GROUPS]:
            table.add_row(Text(visible(group_name(one, comparison, lang))), *_amounts(one, currency, lang))
        out.print(table)


def _amounts(group: GroupTotals, currency: str, lang: str) -> list[str]:
    return _three("money", group.old.money, group.new.money, currency, lang)


def _show_sweep(out: Console, swept: Swept, comparison: Comparison, lang: str) -> None:
    """A line a value, with a bar for the share qualified; the value that the rules have is marked."""
    _ = translator(lang)
    out.print(Text(_("{path} over a range").format(path=swept.path), style="bold"))
    if along := swept_along_text(swept, comparison, lang):
        out.print(Text(along))
    numbers = [_("Qualified"), _("Qualified %"), _("Awards"), _("Winners"), _("Prize money")]
    shares = [one.totals.share_qualified or Fraction(0) for one in swept.points]
    rows = [_swept_texts(point, swept, comparison, lang) for point in swept.points]
    names = [_("Value tried"), *numbers]
    widths = [max(map(wide, texts)) + _PADDING for texts in zip(names, *rows, strict=True)]
    room = min(out.width - sum(widths) - _PADDING, _BAR)  # a bar that would wrap is none
    table = table_for(out, [*((name, "right") for name in names), *([("", "left")] if room > 1 else [])])
    for texts, share in zip(rows, shares, strict=True):
        table.add_row(*texts, *([_bar(share, shares, room)] if room > 1 else []))
    out.print(table)
    if swept.current is not None:
        out.print(Text(_("* what the rules have: {value}").format(value=swept.current)))


def _swept_texts(point: SweepPoint, swept: Swept, comparison: Comparison, lang: str) -> list[str]:
    """A value tried and what it comes to."""
    one, mark = point.totals, "*" if point.value == swept.current else ""
    share = fixed_text(one.share_qualified or Fraction(0), 2) + "%"
    money = money_text(one.money, comparison.new.rules.currency, lang)
    return [mark + point.value, str(one.qualified), share, str(one.awards), str(one.winners), money]


def _bar(share: Fraction, shares: Sequence[Fraction], room: int) -> str:
    """A bar from the lowest share to the highest, so that a small difference shows."""
    low, high = min(shares), max(shares)
    return "#" * (1 + int((share - low) * (room - 1) / (high - low))) if high > low else ""
