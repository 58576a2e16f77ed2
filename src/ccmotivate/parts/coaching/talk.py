"""What is said in a talk: the sheets of a month, a page a person, as the placeholders of their template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ccmotivate.locale import N_, translator
from ccmotivate.model.exact import fixed_text, plain_text
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult
from ccmotivate.parts.coaching.decide import CoachingResult, Finding
from ccmotivate.parts.coaching.rules import AGREED, COACHINGS, FACT, FINDINGS
from ccmotivate.parts.coaching.talks import Discussed, TalkSheet
from ccmotivate.parts.coaching.trial import COACHING, Standing, Without
from ccmotivate.parts.coaching.words import state_text
from ccmotivate.writers.honours.recognised import letterhead_texts
from ccmotivate.writers.honours.template_fill import Filled
from ccmotivate.writers.words.figures import money_text
from ccmotivate.writers.words.sentences import month_text, place_text
from ccmotivate.writers.words.text import visible

_MOST = 1500  # characters of what was written about one finding


def pages(month: MonthResult, sheets: Sequence[TalkSheet], lang: str) -> list[Filled]:
    """The page of each of these sheets."""
    return [_page(month, sheet, lang) for sheet in sheets]


def _page(month: MonthResult, sheet: TalkSheet, lang: str) -> Filled:
    row, rules, result = month.agents.iloc[sheet.agent], month.rules, month.parts[COACHING]
    role = rules.roles[row["role"]].label.text(lang) if row["role"] in rules.roles else str(row["role"])
    return {
        "name": visible(str(row["name"] or row["agent_id"]), 120),
        "agent_id": visible(str(row["agent_id"]), 40),
        "role": visible(role, 120),
        "project": visible(str(row["project"])),
        "team": visible(str(row["team"])),
        "period": month_text(month.month, lang),
        "as_of": day_text(result.as_of, lang),
        "standing": standing_text(sheet.now, rules.currency, lang),
        "scheme": visible(rules.name.text(lang), 200),
        **letterhead_texts(rules, lang),
        "logo": "",  # a picture is put in when the page is filled
        "findings": [
            _item(month, one.finding, number, lang) | _more(month, sheet, one, lang)
            for number, one in enumerate(sheet.wrong, start=1)
        ],
        "praises": [
            _item(month, one, number, lang) | {"thanks": visible(one.kind.ending.text(lang), _MOST)}
            for number, one in enumerate(sheet.praise, start=len(sheet.wrong) + 1)
        ],
    }


def _item(month: MonthResult, one: Finding, number: int, lang: str) -> dict[str, str]:
    """What findings and praise have in common."""
    return {
        "number": str(number),
        "kind": visible(one.kind.label.text(lang), 120),
        "date": day_text(one.day, lang),
        "time": visible(one.time, 40),
        "fact": _cut_text(month, one.fact, (FINDINGS, one.row, FACT), lang),
        "impact": visible(one.kind.impact.text(lang), _MOST),
    }


def _cut_text(month: MonthResult, text: str, place: tuple[str, int, str], lang: str) -> str:
    """What was written; where it is too long for a sheet, its beginning and the cell that holds all of it."""
    short = visible(text, _MOST)
    if len(text) <= _MOST:
        return short
    cell = visible(str(month.sheets.cell(*place)), 200)
    return translator(lang)(N_("{text} (cut here; all of it stands in {cell})")).format(text=short, cell=cell)


def _more(month: MonthResult, sheet: TalkSheet, discussed: Discussed, lang: str) -> dict[str, str]:
    """What a finding has beside: its state, what would be without it, what a repeat costs, the better way."""
    _, one, currency = translator(lang), discussed.finding, month.rules.currency
    return {
        "state": state_text(one, lang),
        "complaint": _("valid complaint") if one.valid else "",
        "repeat": repeat_text(month, one, lang),
        "effect": effect_text(sheet, discussed.without, currency, lang),
        "centre": centre_text(month.parts[COACHING], one, lang),
        "cost": cost_text(sheet, currency, lang),
        "better": visible(one.kind.ending.text(lang), _MOST),
    }


# -- sentences --------------------------------------------------------------------------------------------------------


def day_text(day: dt.date, lang: str) -> str:
    """A date as it is said: ``4 March 2025``."""
    _ = translator(lang)
    return _("{day} {month}").format(day=day.day, month=month_text(Month(day.year, day.month), lang))


def standing_text(now: Standing, currency: str, lang: str) -> str:
    """Where the month stands: score, standards, rank, pay."""
    _ = translator(lang)
    figures = _figures(now, currency, lang)
    return _("; ").join(_("{name}: {text}").format(name=name, text=text) for name, text in figures)


def _figures(one: Standing, currency: str, lang: str) -> list[tuple[str, str]]:
    """What a standing is made of, by name."""
    _ = translator(lang)
    return [
        (_("score"), fixed_text(one.score, 2)),
        (_("standards of the role"), _("all met") if one.qualified else _("not all met")),
        (_("rank in the project"), place_text(one.rank, lang) if one.rank else _("not ranked")),
        *([] if one.pay is None else [(_("pay of the month"), money_text(one.pay, currency, lang))]),
    ]


_DIFFERS = N_("This cannot be told: the files no longer give what was published of this person.")


def effect_text(sheet: TalkSheet, without: Without | None, currency: str, lang: str) -> str:
    """What would be otherwise without the finding, each figure against what it is; and what would not."""
    _, now = translator(lang), sheet.now
    if without is None:
        return _(_DIFFERS)
    pairs = list(zip(_figures(without.standing, currency, lang), _figures(now, currency, lang), strict=True))
    changed = [
        _("{name} {other} instead of {now}").format(name=name, other=other, now=text)
        for (_name, other), (name, text) in pairs
        if other != text
    ]
    if not without.whole:
        return _partly_text(changed, lang)
    same = _(", ").join(name for (_name, other), (name, text) in pairs if other == text)
    told = [_("Without it: {figures}.").format(figures=_("; ").join(changed))] if changed else []
    rest = [_("Unchanged without it: {names}.").format(names=same)] if same else []
    return (" " if lang == "en" else "").join([*told, *rest])


def _partly_text(changed: Sequence[str], lang: str) -> str:
    """What would be otherwise with as many complaints as now, where a complaint less cannot be tried."""
    _ = translator(lang)
    why = _("What one complaint less would change cannot be told: the complaints are computed; no cell could be lower.")
    if not changed:
        return why
    rest = _("With as many complaints, but without it: {figures}.").format(figures=_("; ").join(changed))
    return (" " if lang == "en" else "").join([why, rest])


def centre_text(result: CoachingResult, one: Finding, lang: str) -> str:
    """How many valid complaints the whole centre has in the month, and whether this is the only one."""
    _, count = translator(lang), plain_text(result.complaints)
    if not (one.valid and result.in_month(one)):
        return _("Valid complaints of the centre this month, without this: {count}.").format(count=count)
    if result.complaints == 1:
        return _("It is the only valid complaint of the centre this month.")
    return _("Valid complaints of the centre this month: {count}; this is one of them.").format(count=count)


def cost_text(sheet: TalkSheet, currency: str, lang: str) -> str:
    """This month's pay without a repeat against with one; ``""`` where nothing is paid."""
    _, cost = translator(lang), sheet.cost
    if cost is None:
        return _(_DIFFERS) if sheet.differs else ""
    none, one, less = (money_text(amount, currency, lang) for amount in (cost.none, cost.one, cost.none - cost.one))
    return _("This month's pay is {none} without a repeat and {one} with one: {less} less.").format(
        none=none, one=one, less=less
    )


def repeat_text(month: MonthResult, one: Finding, lang: str) -> str:
    """That it was talked about before, when, with whom and what was agreed; ``""`` for no repeat."""
    if not one.repeat or one.before is None:
        return ""
    _ = translator(lang)
    talk = one.before
    agreed = _cut_text(month, talk.agreed, (COACHINGS, talk.row, AGREED), lang)
    facts = {"day": day_text(talk.day, lang), "coach": visible(talk.coach, 120), "agreed": agreed}
    if talk.agreed:
        return _("Talked about with {coach} on {day}, agreed: “{agreed}”. It happened again after that.").format(
            **facts
        )
    return _("Talked about with {coach} on {day}. It happened again after that.").format(**facts)
