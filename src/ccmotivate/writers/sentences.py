"""Sentences for people: problems and their fixes, why somebody won, how a tie was decided."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ccmotivate.locale import N_, Translate, translator
from ccmotivate.model.period import Month
from ccmotivate.model.results import AwardGiven, InputFile, MonthResult, NotGiven, TieNote
from ccmotivate.model.rules import Award, IdentityColumn, Metric, MetricKind, Role, RuleSet, Who
from ccmotivate.problems import Problem
from ccmotivate.writers.figures import figure_name, number_text, ranking_text, value_text
from ccmotivate.writers.text import visible

_MOST_MEMBERS = 20
_MOST_VALUE, _MOST_FACT = 80, 600
_ID_FACTS = ("metric", "metrics", "field", "fields", "roles", "award")
_NOTHING_NEAR = "–"  # the readers' word for "nothing resembles it"
_ONE_LISTED = N_("use one of the words listed")
_ONE_LISTED_OR_ALIAS = N_("use one of the words listed, or add an alias in the rules")
_POOLS = {
    Who.ELIGIBLE: N_("eligible agents"),
    Who.QUALIFIED: N_("qualified agents"),
    Who.EVERYONE: N_("agents"),
}
_GROUPS = {
    "project": N_("project “{name}”"),
    "team": N_("team “{name}”"),
    "role": N_("role “{name}”"),
}
_RECOGNITION = {
    "honour_roll": N_("honour roll"),
    "certificate": N_("certificate"),
    "newsletter": N_("newsletter citation"),
}
_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


class _Facts(dict[str, str]):
    """Facts for a template; one that is not there reads as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def problem_message(problem: Problem, lang: str, rules: RuleSet | None = None) -> str:
    """What is wrong, in one sentence; with ``rules``, metrics, roles and awards go by their labels."""
    return _filled(problem.kind.message, problem, lang, rules)


def problem_hint(problem: Problem, lang: str, rules: RuleSet | None = None) -> str:
    """How to put it right, ``""`` where there is nothing to do."""
    hint = problem.kind.hint
    if "{nearest}" in hint and problem.fields.get("nearest") == _NOTHING_NEAR:
        hint = _ONE_LISTED if problem.is_fatal else _ONE_LISTED_OR_ALIAS
    return _filled(hint, problem, lang, rules) if hint else ""


def _filled(template: str, problem: Problem, lang: str, rules: RuleSet | None) -> str:
    fields = problem.fields
    ids = {*_ID_FACTS, *(("old", "new") if fields.get("field") == "role" else ())}
    facts = {name: _labels(fact, rules, lang) if name in ids else fact for name, fact in fields.items()}
    limits = {name: _MOST_VALUE if name == "value" else _MOST_FACT for name in facts}
    shown = _Facts({name: visible(fact, limits[name]) for name, fact in facts.items()})
    return translator(lang)(template).format_map(shown)


def _labels(fact: str, rules: RuleSet | None, lang: str) -> str:
    """The labels of a fact that holds ids (``a|b``)."""
    if rules is None:
        return fact
    known: Mapping[str, Metric | IdentityColumn | Role | Award]
    known = {**rules.columns, **rules.metrics, **rules.roles, **rules.awards}
    words = [known[word].label.text(lang) if word in known else word for word in fact.split("|")]
    return translator(lang)(", ").join(words)


def severity_word(problem: Problem, lang: str) -> str:
    """``error`` or ``note``, in the language."""
    _ = translator(lang)
    return _("error") if problem.is_error else _("note")


def month_text(month: Month, lang: str) -> str:
    """``March 2025``."""
    _ = translator(lang)
    return _("{month_name} {year}").format(month_name=_(_MONTHS[month.month - 1]), year=month.year)


def months_text(months: list[Month], lang: str) -> str:
    """One month, or the first and the last."""
    if not months:
        return ""
    ends = [month_text(month, lang) for month in (months[0], months[-1])]
    return ends[0] if len(months) == 1 else " – ".join(ends)


def person_text(name: str, agent_id: str) -> str:
    """``Agent Alpha (0012)``; the id alone where there is no name."""
    return f"{name} ({agent_id})" if name else agent_id


def winner_text(given: AwardGiven) -> str:
    """The winner: a person with the id, or a team."""
    return given.team if given.agent_id is None else person_text(given.name, given.agent_id)


def place_text(rank: int | None, lang: str) -> str:
    """``no. 1``; ``""`` for an award without ranks."""
    _ = translator(lang)
    return "" if rank is None else _("no. {rank}").format(rank=rank)


def recognition_text(award: Award, lang: str) -> str:
    """What the award gives beside money."""
    _ = translator(lang)
    return _(", ").join(_(_RECOGNITION.get(word, word)) for word in award.recognition)


def group_text(within: tuple[tuple[str, str], ...], rules: RuleSet, lang: str) -> str:
    """The group in which an award is decided: a project, a team, a role or the department."""
    _ = translator(lang)
    if not within:
        return _("the department")
    kind, name = within[0]
    if kind == "role" and name in rules.roles:
        name = rules.roles[name].label.text(lang)
    return _(_GROUPS.get(kind, "“{name}”")).format(name=visible(name))


def pool_text(award: Award, rules: RuleSet, lang: str) -> str:
    """Who may win: eligible agents, of some roles, with data for some metrics; or teams."""
    _ = translator(lang)
    if award.winner == "team":
        return _("teams with at least {count} members").format(count=award.min_members)
    pool = _(_POOLS[award.who])
    if award.roles:
        names = _(", ").join(rules.roles[role].label.text(lang) for role in award.roles if role in rules.roles)
        pool = _("{pool} of role {roles}").format(pool=pool, roles=names)
    if award.need:
        names = _(", ").join(figure_name(metric, rules, lang) for metric in award.need)
        pool = _("{pool} with data for {metrics}").format(pool=pool, metrics=names)
    return pool


def award_reason(given: AwardGiven, rules: RuleSet, lang: str, names: Mapping[str, str] | None = None) -> str:
    """Why this winner, in one sentence: rank, figure, among how many, how far ahead, how a tie was decided.

    ``names`` are the agents' names by id, for those who were tied.
    """
    _ = translator(lang)
    award = rules.awards[given.award]
    value = _figure_beside(given.figure, given.score, given.next_figure, rules, lang)
    facts = {
        "rank": given.rank,
        "figure": figure_name(given.figure, rules, lang),
        "value": value,
        "count": given.candidates,
        "pool": pool_text(award, rules, lang),
        "group": group_text(given.within, rules, lang),
    }
    if given.rank is None:
        text = _("Met the conditions of the award in {group}, {figure} {value}")
    elif award.winner == "team":
        text = _("No. {rank} by {figure} ({value}) of {count} {pool} in {group}")
    else:
        text = _("No. {rank} by {figure} ({value}) among {count} {pool} in {group}")
    parts = [text.format(**facts)]
    if given.members is not None:
        parts.append(_("{count} members").format(count=given.members))
    parts += _lead(given, rules, _, lang)
    if given.tie is not None:
        parts.append(_("tie: {sentence}").format(sentence=tie_sentence(given.tie, award, rules, lang, names)))
    return _("; ").join(parts)


def _figure_beside(figure: str, value: Fraction, beside: Fraction | None, rules: RuleSet, lang: str) -> str:
    """A ranking figure with the digits that tell it from the one beside it."""
    if figure in rules.metrics and beside is not None:
        return value_text(rules.metrics[figure], value, rules, lang, (beside,))
    return ranking_text(figure, value, rules, lang)


def _lead(given: AwardGiven, rules: RuleSet, _: Translate, lang: str) -> list[str]:
    """How far ahead of the first who gets none."""
    if given.next_figure is None or given.next_figure == given.score:
        return []
    gap = abs(given.score - given.next_figure)
    metric = rules.metrics.get(given.figure)
    if given.figure == "share_qualified" or (metric is not None and metric.kind is MetricKind.PERCENT):
        shown = _("{gap} percentage points").format(gap=number_text(gap))
    else:
        shown = ranking_text(given.figure, gap, rules, lang)
    return [_("{gap} ahead of the first without a place").format(gap=shown)]


def tie_sentence(tie: TieNote, award: Award, rules: RuleSet, lang: str, names: Mapping[str, str] | None = None) -> str:
    """Who was equal at which figure, which tie-breaker told them apart, who still shares a place."""
    _ = translator(lang)
    known = names or {}
    people = [person_text(visible(known.get(one, "")), visible(one)) for one in tie.members]
    facts = {
        "members": _listed(people, _),
        "figure": figure_name(award.rank.by, rules, lang),
        "value": ranking_text(award.rank.by, tie.figure, rules, lang),
    }
    parts = [_("{members} were equal by {figure} at {value}").format(**facts)]
    if tie.decided_by is not None:
        parts.append(_decided(tie, people, rules, _, lang))
    parts += _shared(tie, people, _)
    return _("; ").join(parts)


def _decided(tie: TieNote, people: list[str], rules: RuleSet, _: Translate, lang: str) -> str:
    by = tie.decided_by or ""
    others = tuple({figure for figure in tie.figures if figure is not None})
    rows = [
        _("{member} {value} (no. {place})").format(
            member=member, value=_breaker_text(by, figure, others, rules, lang), place=place
        )
        for member, figure, place in zip(people[:_MOST_MEMBERS], tie.figures, tie.places, strict=False)
    ]
    members = _listed(rows, _, len(people))
    return _("{breaker} decided: {members}").format(breaker=figure_name(by, rules, lang), members=members)


def _breaker_text(by: str, figure: Fraction | None, others: tuple[Fraction, ...], rules: RuleSet, lang: str) -> str:
    if by in rules.metrics:
        return value_text(rules.metrics[by], figure, rules, lang, others)
    return ranking_text(by, figure, rules, lang)


def _shared(tie: TieNote, people: list[str], _: Translate) -> list[str]:
    sentences = []
    for place in sorted(set(tie.places)):
        sharing = [one for one, at in zip(people, tie.places, strict=True) if at == place]
        if len(sharing) > 1:
            template = _("{members} share no. {place}, each with what that place gives")
            sentences.append(template.format(members=_listed(sharing, _), place=place))
    return sentences


def _listed(texts: list[str], _: Translate, total: int | None = None) -> str:
    """The first texts, and how many of ``total`` (else of the texts) there are more."""
    shown = _(", ").join(texts[:_MOST_MEMBERS])
    rest = (len(texts) if total is None else total) - _MOST_MEMBERS
    return shown if rest <= 0 else _("{members} and {count} more").format(members=shown, count=rest)


def not_given_text(missing: NotGiven, rules: RuleSet, lang: str) -> str:
    """Why an award went to nobody."""
    _ = translator(lang)
    if missing.reason == "no-column":
        figure = figure_name(missing.metric or "", rules, lang)
        return _("not given: there is no data for {metric}").format(metric=figure)
    pool = pool_text(rules.awards[missing.award], rules, lang)
    return _("not given: there are no {pool}").format(pool=pool)


def rules_line(rules: RuleSet, lang: str) -> str:
    """The rules by name, with the beginning of their hash."""
    _ = translator(lang)
    return _("Rules: {name} (SHA-256 {sha256}…)").format(name=rules.name.text(lang), sha256=rules.sha256[:12])


def inputs_line(inputs: tuple[InputFile, ...], lang: str) -> str:
    """The input files by name, with the beginnings of their hashes."""
    _ = translator(lang)
    template = _("{file} (SHA-256 {sha256}…)")
    files = [template.format(file=visible(one.file), sha256=one.sha256[:12]) for one in inputs]
    return _("Data: {files}").format(files=_listed(files, _))


def names_of(result: MonthResult) -> dict[str, str]:
    """The names of the month's agents by id."""
    return dict(zip(result.agents["agent_id"].tolist(), result.agents["name"].tolist(), strict=True))


def award_notes(result: MonthResult, lang: str) -> list[str]:
    """The notes of a month's awards: ties first, then what was not given and why."""
    rules = result.rules
    names = names_of(result)
    notes = []
    for award_id in sorted(result.ties):
        award = rules.awards[award_id]
        known = {} if award.winner == "team" else names
        for tie in result.ties[award_id]:
            notes.append(_about(award, tie_sentence(tie, award, rules, lang, known), lang))
    notes += [_about(rules.awards[one.award], not_given_text(one, rules, lang), lang) for one in result.not_given]
    return notes


def _about(award: Award, sentence: str, lang: str) -> str:
    _ = translator(lang)
    return _("{award}: {sentence}").format(award=award.label.text(lang), sentence=sentence)
