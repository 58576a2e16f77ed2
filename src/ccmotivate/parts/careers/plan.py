"""A development sheet as the placeholders of its template: where a person stands, the next step, met and missing."""

from __future__ import annotations

from collections.abc import Sequence

from ccmotivate.locale import translator
from ccmotivate.model.results import PASS
from ccmotivate.model.roster import last_day
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.careers.decide import CareersResult, Condition, Status
from ccmotivate.parts.careers.lacking import lacks
from ccmotivate.parts.careers.words import CONDITIONS, band_text, needed_text, standing_text, step_text, value_text
from ccmotivate.writers.honours.recognised import letterhead_texts
from ccmotivate.writers.honours.template_fill import Filled, Item
from ccmotivate.writers.words.sentences import month_text
from ccmotivate.writers.words.text import visible


def pages(result: CareersResult, people: Sequence[int], rules: RuleSet, lang: str) -> list[Filled]:
    """The page of each of these people, who have a grade."""
    _ = translator(lang)
    end = last_day(result.month)
    common = {
        "period": month_text(result.month, lang),
        "as_of": _("{day} {month}").format(day=end.day, month=month_text(result.month, lang)),
        "scheme": visible(rules.name.text(lang), 200),
        **letterhead_texts(rules, lang),
        "logo": "",  # a picture is put in when the page is filled
    }
    return [{**common, **_who(result, at, rules, lang), **_where(result, at, rules, lang)} for at in people]


def _who(result: CareersResult, at: int, rules: RuleSet, lang: str) -> dict[str, str]:
    agents = result.facts.agents
    agent, name, role, project, team = (
        str(agents[column].iat[at]) for column in ("agent_id", "name", "role", "project", "team")
    )
    return {
        "name": visible(name or agent, 120),
        "agent_id": visible(agent, 40),
        "role": visible(rules.roles[role].label.text(lang) if role in rules.roles else role, 120),
        "project": visible(project),
        "team": visible(team),
    }


def _where(result: CareersResult, at: int, rules: RuleSet, lang: str) -> Filled:
    """The present grade, the next step and its conditions."""
    _, settings = translator(lang), result.settings
    grade = settings.positions[result.position(result.grade, at) or ""]
    target = settings.positions.get(result.position(result.target, at) or "")
    return {
        "grade": visible(grade.label.text(lang), 120),
        "grade_pay": band_text(grade, rules.currency, lang),
        "standing": standing_text(result, at, lang),
        "target": "" if target is None else visible(target.label.text(lang), 120),
        "target_pay": "" if target is None else band_text(target, rules.currency, lang),
        "lateral": _("specialist post") if target is not None and target.lateral else "",
        "met": [_item(result, at, name, rules, lang) for name in _met(result, at)],
        "missing": [
            {**_item(result, at, lack.condition, rules, lang), "step": step_text(lack, result, rules, lang)}
            for lack in lacks(result, at)
        ],
    }


def _met(result: CareersResult, at: int) -> list[Condition]:
    return [name for name, asked in result.asked.items() if asked.status[at] == PASS]


def _item(result: CareersResult, at: int, name: Condition, rules: RuleSet, lang: str) -> Item:
    asked = result.asked[name]
    return {
        "condition": translator(lang)(CONDITIONS[name]),
        "value": value_text(name, asked.value[at], rules, lang),
        "needed": needed_text(name, asked.needed[at], rules, lang),
    }


def with_sheets(result: CareersResult) -> list[int]:
    """Those who have a sheet: everybody with a grade, in the order of the ids."""
    return [at for at in range(len(result.status)) if result.status_of(at) is not Status.NO_GRADE]
