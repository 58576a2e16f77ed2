"""Differences in words: of agents, awards and cells; and the labels of what they are summed by."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ccmotivate.locale import N_, translator
from ccmotivate.model.award_changes import KEPT, LOST, WON, AwardChange
from ccmotivate.model.comparison import CellChange, CellText, Comparison, GroupTotals, MovedLine, PersonChange, Swept
from ccmotivate.model.decided import Change
from ccmotivate.model.exact import fixed_text
from ccmotivate.model.results import AwardGiven
from ccmotivate.model.rules import RuleSet
from ccmotivate.points import METHODS
from ccmotivate.writers.words.figures import lacking_text, money_text, ranking_text, value_text
from ccmotivate.writers.words.sentences import month_text, period_text, place_text
from ccmotivate.writers.words.text import visible

KINDS = {WON: N_("won"), LOST: N_("lost"), KEPT: N_("kept")}
GROUPINGS = {
    "award": N_("Award"),
    "role": N_("Role"),
    "project": N_("Project"),
    "team": N_("Team"),
    "period": N_("Period"),
}
GROUPED = {
    "award": N_("By award"),
    "role": N_("By role"),
    "project": N_("By project"),
    "team": N_("By team"),
    "period": N_("By period"),
}
MONEY_GROUPED = {
    "award": N_("Prize money by award"),
    "role": N_("Prize money by role"),
    "project": N_("Prize money by project"),
    "team": N_("Prize money by team"),
    "period": N_("Prize money by period"),
}
_MOVING = {method.key: method.moving for method in METHODS}
_STATUS = {"pass": N_("pass"), "fail": N_("fail"), "no_data": N_("no data"), None: N_("not asked")}


def label_of(kind: str, key: str, comparison: Comparison, lang: str) -> str:
    """The name of a metric, role or award of either rule set."""
    for rules in (comparison.new.rules, comparison.old.rules):
        known: Mapping[str, object] = getattr(rules, kind)
        if key in known:
            return str(known[key].label.text(lang))  # type: ignore[attr-defined] # metrics, roles and awards have labels
    return key


def group_name(group: GroupTotals, comparison: Comparison, lang: str) -> str:
    """What a line of a summary is about; a dash for no role, project or team."""
    if group.by == "period":
        return period_text(group.key, lang)
    if group.by in ("award", "role"):
        return label_of(f"{group.by}s", group.key, comparison, lang) or "–"
    return group.key or "–"


def person_notes(change: PersonChange, comparison: Comparison, lang: str) -> list[str]:
    """The differences of one agent, the most important first."""
    _ = translator(lang)
    if change.old is None or change.new is None:
        return [_("is new") if change.old is None else _("is gone")]
    said = {
        _("newly qualified"): change.newly_qualified,
        _("no longer qualified"): change.no_longer_qualified,
        _("newly eligible"): change.newly_eligible,
        _("no longer eligible"): change.no_longer_eligible,
    }
    notes = [text for text, holds in said.items() if holds]
    arrow = _("{name}: {old} → {new}")
    notes += [
        arrow.format(name=label_of("metrics", metric, comparison, lang), old=_(_STATUS[old]), new=_(_STATUS[new]))
        for metric, old, new in change.criteria
    ]
    notes += [part_note(one, lang) for one in change.parts]
    for one in change.lacking:
        old, new = (lacking_text(text, lang) if text else "–" for text in one.texts)
        notes.append(arrow.format(name=label_of("metrics", one.field.key, comparison, lang), old=old, new=new))
    if change.old.score != change.new.score:
        texts = [score_text(one.score) for one in (change.old, change.new)]
        notes.append(arrow.format(name=_("score"), old=texts[0], new=texts[1]))
    if change.old.rank != change.new.rank:
        texts = ["–" if one.rank is None else str(one.rank) for one in (change.old, change.new)]
        notes.append(arrow.format(name=_("rank"), old=texts[0], new=texts[1]))
    return notes or [_("points moved, the score did not")]


def part_note(change: Change, lang: str) -> str:
    """A field of a part before and after."""
    _ = translator(lang)
    label = change.field.label
    old, new = (visible(one) if one else "–" for one in change.texts)
    name = change.field.id if label is None else label.text(lang)
    return _("{name}: {old} → {new}").format(name=name, old=old, new=new)


def score_text(score: Fraction | None) -> str:
    """A score with its two decimals, a dash for none."""
    return "–" if score is None else fixed_text(score, 2)


def award_notes(change: AwardChange, comparison: Comparison, lang: str) -> str:
    """What became of an award that is kept; of one that is won or lost its place, figure and prize."""
    _ = translator(lang)
    sides = [(change.old, comparison.old.rules), (change.new, comparison.new.rules)]
    texts = [_worth(given, rules, lang) for given, rules in sides if given is not None]
    if len(texts) == 1:
        return _(", ").join(text for text in texts[0] if text)
    arrow = _("{old} → {new}")
    moved = [arrow.format(old=old or "–", new=new or "–") for old, new in zip(*texts, strict=True) if old != new]
    return _(", ").join(moved) or _("on other grounds")


def _worth(given: AwardGiven, rules: RuleSet, lang: str) -> tuple[str, str, str]:
    """Place, figure and prize."""
    place = place_text(given.rank, lang, tied=given.tied)
    figure = "" if given.score is None else ranking_text(given.figure, given.score, rules, lang)
    return place, figure, "" if given.prize is None else money_text(given.prize, rules.currency, lang)


def moved_text(line: MovedLine, comparison: Comparison, lang: str) -> str:
    """The scorecard line that goes along with its standard, and what of it moves."""
    _ = translator(lang)
    names = _names(line, comparison, lang)
    old, new = (_level_text(word, comparison, lang) if line.levels else word for word in line.standards)
    what = _(_MOVING[line.method]).format(old=old, new=new)
    if line.levels:
        text = _("{level} {points}")
        levels = [text.format(level=_level_text(one, comparison, lang), points=points) for one, points in line.levels]
        what = _("{what} ({members})").format(what=what, members=_(", ").join(levels))
    if line.since is not None:
        what = _("{what} from {month} on").format(what=what, month=month_text(line.since, lang))
    return _("The scorecard goes along – {role}, {metric}: {what}").format(**names, what=what)


def swept_along_text(swept: Swept, comparison: Comparison, lang: str) -> str:
    """The scorecard lines that go along with each value of a range; empty where there are none."""
    _ = translator(lang)
    text = _("{role}, {metric}")
    lines = dict.fromkeys(
        text.format(**_names(line, comparison, lang)) for point in swept.points for line in point.moved
    )
    said = _("At each value the scorecard line goes along, so that it earns 100 points there: {lines}")
    return said.format(lines=_("; ").join(lines)) if lines else ""


def _names(line: MovedLine, comparison: Comparison, lang: str) -> dict[str, str]:
    """The role and the metric of a line."""
    pairs = (("role", line.role), ("metric", line.metric))
    return {kind: visible(label_of(f"{kind}s", key, comparison, lang)) for kind, key in pairs}


def _level_text(word: str, comparison: Comparison, lang: str) -> str:
    levels = comparison.new.rules.levels
    return visible(levels[word].text(lang)) if word in levels else word


def cell_text_of(change: CellChange, cell: CellText | None, rules: RuleSet, lang: str) -> str:
    """A cell as people read it: a metric with its unit, else what stands there; a dash for nothing."""
    metric = rules.metrics.get(change.field)
    if cell is None:
        return ""
    if cell.value is not None and metric is not None:
        return value_text(metric, cell.value, rules, lang)
    return cell.text or "–"


def column_name_of(change: CellChange, rules: RuleSet, lang: str) -> str:
    """The name of a changed cell's column: as the rules call it, else its header."""
    kind, _dot, inner = change.field.partition(".")
    if kind in rules.details:
        detail = rules.details[kind]
        named = detail.columns[inner].label.text(lang) if inner in detail.columns else ""
        return f"{detail.label.text(lang)} {named}".strip()
    for known in (rules.metrics, rules.people_columns):
        if change.field in known:
            return str(known[change.field].label.text(lang))
    return change.header


def signed(number: int | Fraction) -> str:
    """``+5``, ``−2``, ``0``: a difference with its sign."""
    text = fixed_text(abs(Fraction(number)), 0)
    return text if number == 0 else ("+" if number > 0 else "−") + text


def money_apart(amount: Fraction, currency: str, lang: str) -> str:
    """``+¥100``, ``−¥50``, ``0``: a difference of money with its sign."""
    sign = "+" if amount > 0 else "−"
    return sign + money_text(abs(amount), currency, lang) if amount else "0"


def points_apart(number: Fraction, lang: str) -> str:
    """``8.77 points lower``: the difference of two percentages."""
    _ = translator(lang)
    text = _("{gap} points higher") if number > 0 else _("{gap} points lower")
    return text.format(gap=fixed_text(abs(number), 2)) if number else "0"
