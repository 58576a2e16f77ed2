"""Rules → the content of their handbook: the scheme at a glance, the score, roles, awards, metrics, dates."""

from __future__ import annotations

from ccmotivate.locale import N_, Translate, translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.handbook import HandbookFacts
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.handbook.awards import award_section, awards_table
from ccmotivate.writers.handbook.content import Chapter, Definitions, Handbook, Listing, Paragraph, Section
from ccmotivate.writers.handbook.metrics import metrics_chapter
from ccmotivate.writers.handbook.roles import role_section
from ccmotivate.writers.words.figures import figure_name, money_text, standard_text
from ccmotivate.writers.words.made import made_lines
from ccmotivate.writers.words.rule_changes import change_sentence
from ccmotivate.writers.words.sentences import month_text, scope_text

_STANDARDS = N_("Your role has standards. Who meets all of them in a month is qualified in that month.")
_POINTS = N_("Your figures earn points; together they are your score of the month.")
_ELIGIBLE = N_("Who is qualified and meets this as well is eligible: {conditions}.")
_AWARDS = N_("Awards go to the first among all who may win. This book says how each of them is decided.")
_TRACED = N_("Every figure and every decision can be traced. If one of yours surprises you, ask how it came about.")
_MAKING = (
    N_("Each role has a scorecard: the metrics that count, each with its weight. The weights add up to 100."),
    N_("Each figure earns points, as said beside it; points are rounded to two decimals, halves up."),
    N_("The score is the sum of weight × points ÷ 100 over all metrics, rounded in the same way."),
    N_("A missing figure earns 0 points and is named. Its weight is not spread over the others."),
    N_("Standards are held against the exact figure, never a rounded one. A missing figure meets none."),
)
_RANKED = N_("The qualified of a project are ranked by score. Equals share a rank; the next is left out: 1, 2, 2, 4.")
_LONGER = N_("The score of a longer period is the mean of its months’ scores. Who lacks a month has none.")
_QUALIFIED = N_("Every standard of your role is met in the month. One missed, or without a figure, is one too many.")
_EVERY_MONTH = N_("Awards of longer periods ask for it in every month of the period, unless they say otherwise.")
_EQUALS = (
    N_("Awards do not exclude one another: who is first for several gets them all."),
    N_("Among equals the tie-breakers decide. Who is still equal shares the place, and each gets what it gives."),
)


def build(facts: HandbookFacts, lang: str) -> Handbook:
    """The handbook of rules in force, in ``zh`` or ``en``."""
    _ = translator(lang)
    rules = facts.rules
    since = _("The rules as they are in {month}").format(month=month_text(facts.month, lang)) if facts.month else ""
    roles = tuple(role_section(role, facts, lang) for role in rules.roles.values())
    intro = Paragraph(_("Find your role: its standards, its scorecard, and an example with made-up figures."))
    chapters = [
        _glance(facts, lang, _),
        _score(facts, _),
        Chapter(_("The roles"), (intro,), roles),
        _who(facts, lang, _),
        *_awards(facts, lang, _),
        *_parts(rules, lang),
        metrics_chapter(facts, lang),
        *_dates(facts, lang, _),
    ]
    return Handbook(
        lang,
        rules.name.text(lang),
        _("Handbook for employees"),
        since,
        tuple(chapters),
        tuple(made_lines(rules, (), lang)),
    )


def _glance(facts: HandbookFacts, lang: str, _: Translate) -> Chapter:
    """The way from the month's figures to an award, in steps; the roles and the prizes in a line each."""
    rules = facts.rules
    steps = [_(_STANDARDS), _(_POINTS)] if _any_standards(rules) else [_(_POINTS)]
    if rules.eligible:
        steps.append(_(_ELIGIBLE).format(conditions=_conditions(facts, lang, _)))
    steps += [_(_AWARDS)] if rules.awards else []
    steps.append(_(_TRACED))
    roles = _(", ").join(role.label.text(lang) for role in rules.roles.values())
    rows: list[tuple[str, tuple[str, ...]]] = [(_("Roles"), (roles,)), (_("Full marks"), (_full_marks(facts, _),))]
    if rules.awards:
        rows.append((_("The awards"), (_award_count(facts, lang),)))
    return Chapter(_("The scheme at a glance"), (Listing(tuple(steps), numbered=True), Definitions(tuple(rows))))


def _any_standards(rules: RuleSet) -> bool:
    return any(role.must for role in rules.roles.values())


def _award_count(facts: HandbookFacts, lang: str) -> str:
    _ = translator(lang)
    rules = facts.rules
    prizes = [prize for award in rules.awards.values() for prize in award.prizes]
    if not prizes:
        return str(len(rules.awards))
    text = _("{count}, with prizes up to {amount}")
    return text.format(count=len(rules.awards), amount=money_text(max(prizes), rules.currency, lang))


def _full_marks(facts: HandbookFacts, _: Translate) -> str:
    """Points on standard and maximum points, once where they are the same in every role."""
    marks = {(one.on_standard.score, one.best.score) for one in facts.examples.values()}
    if len(marks) != 1:
        return _("different by role; they stand there")
    standard, full = (plain_text(score) for score in marks.pop())
    if not _any_standards(facts.rules):
        return _("{full} points in every role").format(full=full)
    text = _("{full} points in every role; exactly on every standard it is {standard}")
    return text.format(full=full, standard=standard)


def _score(facts: HandbookFacts, _: Translate) -> Chapter:
    marks = (_("Full marks"), (_full_marks(facts, _),))
    others = ((_("Rank"), (_(_RANKED),)), (_("Longer periods"), (_(_LONGER),)))
    return Chapter(_("How the score is made"), (Listing(tuple(map(_, _MAKING))), Definitions((marks, *others))))


def _conditions(facts: HandbookFacts, lang: str, _: Translate) -> str:
    """The conditions of eligibility in one line: ``Outstanding contributions at least 1``."""
    texts = []
    for criterion in facts.rules.eligible:
        name = figure_name(criterion.metric, facts.rules, lang)
        text = _("{metric}: {standard}").format(metric=name, standard=standard_text(criterion, facts.rules, lang))
        scope = scope_text(criterion.scope, lang)
        texts.append(_("{text} ({details})").format(text=text, details=scope) if scope else text)
    return _(" and ").join(texts)


def _who(facts: HandbookFacts, lang: str, _: Translate) -> Chapter:
    """The requirements for qualified and for eligible."""
    if facts.rules.eligible:
        text = _("Qualified in the month, and: {conditions}.").format(conditions=_conditions(facts, lang, _))
    else:
        text = _("The same as qualified: nothing is asked for beyond the standards.")
    free = _(", ").join(role.label.text(lang) for role in facts.rules.roles.values() if not role.must)
    all_free = _("Everybody in a role without standards is qualified: {roles}.").format(roles=free)
    qualified = [*([_(_QUALIFIED)] if _any_standards(facts.rules) else []), *([all_free] if free else [])]
    rows = ((_("Qualified"), tuple(qualified)), (_("Eligible"), (text,)))
    return Chapter(_("Qualified and eligible"), (Definitions(rows), Paragraph(_(_EVERY_MONTH))))


def _awards(facts: HandbookFacts, lang: str, _: Translate) -> list[Chapter]:
    if not facts.rules.awards:
        return []
    sections = tuple(award_section(award, facts, lang) for award in facts.rules.awards.values())
    equals = Listing(tuple(map(_, _EQUALS)))
    return [Chapter(_("The awards"), (equals, awards_table(facts, lang)), sections)]


def _parts(rules: RuleSet, lang: str) -> list[Chapter]:
    """The chapter of each part that is on."""
    facets = [(part, part.facet("handbook")) for part in rules.parts.values()]
    return [facet.chapter(part.settings, rules, lang) for part, facet in facets if facet is not None]


def _dates(facts: HandbookFacts, lang: str, _: Translate) -> list[Chapter]:
    """What changed or will change, by month."""
    sections = []
    for date in facts.dates:
        coming = facts.month is not None and date.month > facts.month
        texts = tuple(change_sentence(change, lang, dated=False) for change in date.changes)
        title = _("From {month}").format(month=month_text(date.month, lang))
        sections.append(Section(title, (Listing(texts),), _("still to come") if coming else ""))
    intro = Paragraph(
        _("The month that is scored decides which rules count. Something is different from these months on:")
    )
    return [Chapter(_("What changes when"), (intro,), tuple(sections))] if sections else []
