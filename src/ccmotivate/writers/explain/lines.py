"""The lines of an explanation: a metric with value, standard, result and points; a month and a period in short."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from ccmotivate.locale import counted, translator
from ccmotivate.model.exact import fixed_text, plain_text
from ccmotivate.model.explanation import Earned, Judged, MonthExplanation, PeriodExplanation
from ccmotivate.model.metrics import Metric
from ccmotivate.model.results import FAIL, PASS
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.explain.blocks import Block
from ccmotivate.writers.explain.context import RenderContext
from ccmotivate.writers.explain.standards import gap_text, standing_texts, status_text, unranked_text
from ccmotivate.writers.words.figures import no_data_text, standard_text, value_text
from ccmotivate.writers.words.ledger_notes import published_text
from ccmotivate.writers.words.ledger_sentences import change_texts
from ccmotivate.writers.words.rules import made_words
from ccmotivate.writers.words.sentences import month_text
from ccmotivate.writers.words.text import visible

_LOOKS = {PASS: "met", FAIL: "missed"}
_MARKS = {"met": "✓", "missed": "✗", "lacking": "–", "": ""}


class MetricLine(Struct, frozen=True):
    """One metric of a month, in words; ``look`` is ``met``, ``missed``, ``lacking`` or ``""`` without a standard."""

    name: str
    value: str
    source: str
    standard: str
    rule: str
    since: str
    look: str
    result: str
    gap: str
    points: str
    weight: str
    share: str
    points_rule: str
    made: str = ""

    @property
    def mark(self) -> str:
        return _MARKS[self.look]

    @property
    def earned(self) -> str:
        """``106.67 × 50%``."""
        return f"{self.points} × {self.weight}%" if self.points else ""

    def origin(self, lang: str) -> str:
        """The sources of the value and the standard, cell and line, and how a fold of rows is made of its cells."""
        _ = translator(lang)
        rule = self.rule or self.points_rule
        facts = {"metric": self.name, "cell": self.source or _("no cell"), "rule": rule, "since": self.since}
        text = _("{metric}: {cell}; {rule}, since {since}") if self.since else _("{metric}: {cell}; {rule}")
        return _("; ").join(filter(None, (text.format(**facts), self.made)))


def metric_lines(month: MonthExplanation, lang: str) -> list[MetricLine]:
    """Every metric of the month: criteria first, then metrics only weighed, then those required for eligibility."""
    earned = {one.line.metric: one for one in month.points}
    judged = {one.criterion.metric: one for one in (*month.criteria, *month.eligibility)}
    names = list(dict.fromkeys([*(j.criterion.metric for j in month.criteria), *earned, *judged]))
    return [_line(name, judged.get(name), earned.get(name), month, lang) for name in names]


def _line(name: str, judged: Judged | None, earned: Earned | None, month: MonthExplanation, lang: str) -> MetricLine:
    metric = month.rules.metrics[name]
    value = judged.value if judged is not None else earned.value if earned is not None else None
    few = judged.few if judged is not None else earned.few if earned is not None else None
    figures = judged.criterion.figures if judged is not None else ()
    rules = month.rules
    left_out = earned is not None and earned.line.left_out
    since = judged.criterion.since if judged is not None else earned.line.since if earned is not None else None
    return MetricLine(
        name=metric.label.text(lang),
        value=no_data_text(few, lang) if value is None else value_text(metric, value, rules, lang, figures),
        source=visible(judged.source if judged is not None else earned.source if earned is not None else "", 200),
        standard=_standard(metric, judged, earned, rules, lang),
        rule="" if judged is None else visible(str(judged.criterion.source), 200),
        since=month_text(since, lang) if since else "",
        look="" if judged is None else _LOOKS.get(judged.status, "lacking"),
        result="" if judged is None else status_text(judged, lang),
        gap="" if judged is None else gap_text(judged, rules, lang),
        points="" if earned is None or left_out else fixed_text(earned.points, 2),
        weight="" if earned is None or left_out else plain_text(earned.line.weight),
        share="" if earned is None or left_out else plain_text(earned.share),
        points_rule="" if earned is None else visible(str(earned.line.source), 200),
        made=made_words(metric, rules, lang),
    )


def _standard(metric: Metric, judged: Judged | None, earned: Earned | None, rules: RuleSet, lang: str) -> str:
    """What is asked for, the own goal that the points go by, and weights of 0 or changed as lines are left out."""
    _ = translator(lang)
    texts = [] if judged is None else [standard_text(judged.criterion, rules, lang)]
    if earned is not None and earned.target is not None:
        goal = value_text(metric, earned.target, rules, lang, (earned.target,))
        texts.append(_("points by the own goal of {target}").format(target=goal))
    if earned is not None and earned.line.written is not None:
        weights = {"weight": plain_text(earned.line.weight), "written": plain_text(earned.line.written)}
        text = _("left out of the scorecard for lack of data, weight {written} goes to the others")
        other = _("weight {weight} in place of {written}")
        texts.append((text if earned.line.left_out else other).format(**weights))
    if earned is not None and not (earned.line.weight or earned.line.written):
        texts.append(_("weight 0: for information, counts nothing in the score"))
    return _("; ").join(texts)


def month_facts(entry: MonthExplanation | PeriodExplanation, render: RenderContext) -> list[str]:
    """A month or a longer period in short: who and where, qualified, eligible, score, rank and distance."""
    _ = translator(render.lang)
    if isinstance(entry, PeriodExplanation):
        count = len(entry.scores)
        found = [_("qualified in {count} of {months} months").format(count=entry.months_qualified, months=count)]
    else:
        role = entry.rules.roles[entry.role].label.text(render.lang)
        found = [" · ".join(visible(text) for text in (role, entry.project, entry.team) if text)]
        found.append(_("qualified") if entry.qualified else _("not qualified"))
        found.append(_("eligible for awards") if entry.eligible else _("not eligible for awards"))
    score = _("no score, for a month is lacking") if entry.score is None else None
    found.append(score or _("score {score}").format(score=fixed_text(entry.score or Fraction(0), 2)))
    standing = standing_texts(entry.standing, entry.score, render)
    return [*found, *(standing or [_("not ranked: {reason}").format(reason=unranked_text(entry, render.lang))])]


def part_blocks(entry: MonthExplanation, render: RenderContext) -> list[Block]:
    """What the parts decided of the person in a month."""
    facets = [(part, decided, at, part.facet("explain")) for part, decided, at in entry.parts]
    return [
        block
        for _part, decided, at, facet in facets
        if facet is not None
        for block in facet.blocks(decided, at, entry.rules, render.lang)
    ]


def ledger_texts(render: RenderContext) -> list[str]:
    """Which of the periods are published, and what the files would give this person instead."""
    _, explanation = translator(render.lang), render.explanation
    lines = []
    for view in explanation.ledger:
        own = tuple(one for one in view.differences if one.agent_id == explanation.agent_id)
        changes = _("; ").join(change_texts(own, explanation.rules, render.lang)) if view.publication else ""
        differs = _("the files at hand would give another result: {changes}").format(changes=changes) if changes else ""
        lines.append(_("; ").join(text for text in (published_text(view, render.lang), differs) if text))
    return [line for line in lines if line]


def overview(render: RenderContext) -> list[str]:
    """The whole in a few lines: months qualified and eligible, awards won."""
    _, explanation = translator(render.lang), render.explanation
    count = len(explanation.months)
    text = _("{months} months: qualified in {qualified}, eligible for awards in {eligible}; awards won: {won}")
    facts = {
        "months": count,
        "qualified": sum(one.qualified for one in explanation.months),
        "eligible": sum(one.eligible for one in explanation.months),
        "won": sum(one.given is not None for one in explanation.awards),
    }
    return [counted(text, **facts)]
