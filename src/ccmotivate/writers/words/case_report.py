"""What came of the cases of a scheme: each failure with its line, expected and got, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ccmotivate.locale import N_, translator
from ccmotivate.model.cases import Branch, CaseOutcome, Check, Failure, Want, What
from ccmotivate.model.exact import fixed_text, half_up, plain_text
from ccmotivate.model.metrics import Metric
from ccmotivate.model.results import UNWEIGHED, MonthResult, PeriodResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.words.award_notes import close_sentence, not_given_text
from ccmotivate.writers.words.award_sentences import award_reason, names_of
from ccmotivate.writers.words.figures import figure_name, no_data_text, standard_text, value_text
from ccmotivate.writers.words.sentences import period_text, winner_text
from ccmotivate.writers.words.text import visible

Result = MonthResult | PeriodResult
MOST_LISTED = 12
_ABOUT = {
    What.STATUS: N_("{agent}, {subject}"),
    What.POINTS: N_("{agent}, points for {subject}"),
    What.VALUE: N_("{agent}, value of {subject}"),
    What.SCORE: N_("{agent}, score"),
    What.RANK: N_("{agent}, rank"),
    What.QUALIFIED: N_("{agent}, qualified"),
    What.ELIGIBLE: N_("{agent}, eligible"),
    What.WINNERS: N_("{subject}, winners"),
    What.WINS: N_("{subject}, won by {agent}"),
    What.WITHIN: N_("{subject}, group of {agent}"),
    What.PLACE: N_("{subject}, place of {agent}"),
    What.PRIZE: N_("{subject}, prize of {agent}"),
    What.FIGURE: N_("{subject}, figure of {agent}"),
    What.VIA: N_("{subject}, condition that {agent} met"),
    What.SHARED: N_("{subject}, place of {agent} shared"),
    What.TIE: N_("{subject}, tie-breaker that decided for {agent}"),
    What.REFUSED: N_("{subject}, why {agent} does not win"),
    What.REASON: N_("{subject}, reason of {agent}"),
    What.PART: N_("{agent}, {subject}"),
}
_KINDS: Mapping[tuple[str, str], str] = {
    ("criterion", "pass"): N_("{owner}, {subject}: no case passes {detail}"),
    ("criterion", "fail"): N_("{owner}, {subject}: no case fails {detail}"),
    ("criterion", "no_data"): N_("{owner}, {subject}: no case lacks the data"),
    ("eligible", "pass"): N_("eligibility, {subject}: no case that is qualified passes {detail}"),
    ("eligible", "fail"): N_("eligibility, {subject}: no case that is qualified fails {detail}"),
    ("points", "zero"): N_("{owner}, points for {subject}: no case has 0"),
    ("points", "below cap"): N_("{owner}, points for {subject}: no case lies below the cap at {detail}"),
    ("points", "goal zero"): N_("{owner}, points for {subject}: no case with a goal is at 0 or below"),
    ("points", "goal below cap"): N_("{owner}, points for {subject}: no case with a goal lies below the cap"),
    ("points", "goal at cap"): N_("{owner}, points for {subject}: no case with a goal reaches the cap"),
    ("points", "at cap"): N_("{owner}, points for {subject}: no case reaches the cap at {detail}"),
    ("points", "before"): N_("{owner}, points for {subject}: no case lies below the first point {detail}"),
    ("points", "point"): N_("{owner}, points for {subject}: no case lies exactly on {detail}"),
    ("points", "between"): N_("{owner}, points for {subject}: no case lies between {detail}"),
    ("points", "behind"): N_("{owner}, points for {subject}: no case lies above the last point {detail}"),
    ("points", "band"): N_("{owner}, points for {subject}: no case lies in band {detail}"),
    ("points", "boundary"): N_("{owner}, points for {subject}: no case lies exactly on the boundary {detail}"),
    ("points", "level"): N_("{owner}, points for {subject}: no case has the level {detail}"),
    ("points", "pass"): N_("{owner}, points for {subject}: no case passes"),
    ("points", "fail"): N_("{owner}, points for {subject}: no case fails"),
    ("points", "no data"): N_("{owner}, points for {subject}: no case lacks the data"),
    ("formula", "filled"): N_("{owner}: no case fills {subject}"),
    ("formula", "blank"): N_("{owner}: no case leaves {subject} blank beside another"),
    ("detail", "folded"): N_("{owner}: no case takes it from the detail sheet {subject}"),
    ("detail", "summed"): N_("{owner}: no case has two rows of {subject} with the same {detail}"),
    ("detail", "blank"): N_("{owner}: no case has a row of {subject} without a value"),
    ("detail", "too few"): N_("{owner}: no case has fewer than {detail} rows of {subject}"),
    ("detail", "left out"): N_("{owner}: no case has a row of {subject} that does not count"),
    ("place", "given"): N_("{owner}: no case gives place {detail}"),
    ("tie", "shared"): N_("{owner}: in no case is a place shared"),
    ("tie", "decided"): N_("{owner}: in no case does {subject} decide a tie"),
    ("index", "counted"): N_("{owner}: in no case does {subject} count"),
    ("index", "left out"): N_("{owner}: in no case is {subject} left out"),
    ("award", "nobody"): N_("{owner}: in no case does nobody win it"),
    ("award", "no column"): N_("{owner}: in no case is there no data at all for {subject}"),
    ("condition", "holds"): N_("{owner}: in no case does anybody meet {subject}"),
    ("condition", "fails"): N_("{owner}: in no case does anybody fail {subject}"),
    ("condition", "decides"): N_("{owner}: in no case does {subject} decide, the conditions before it failing"),
    ("epoch", "reached"): N_("no case looks at the rules in force from {detail}"),
}
_REFUSAL = N_("{owner}: nobody misses it for this reason: {way}")


def branch_text(branch: Branch, rules: RuleSet, lang: str) -> str:
    """What no case has reached, in words."""
    if branch.kind == "part":
        part = rules.parts[branch.owner]
        return str(part.facet("cases").branch_text(part, branch, rules, lang))
    template = _KINDS.get((branch.kind, branch.way), _REFUSAL)
    is_figure = branch.kind == "tie"
    facts = {
        "owner": _label(branch.owner, rules, lang),
        "subject": figure_name(branch.subject, rules, lang) if is_figure else _label(branch.subject, rules, lang),
        "detail": _detail_text(branch, rules, lang),
        "way": branch.way,
    }
    return translator(lang)(template).format(**facts)


def _detail_text(branch: Branch, rules: RuleSet, lang: str) -> str:
    """The figures of a branch: a standard in words, values with their unit."""
    if branch.kind in ("criterion", "eligible"):
        times = rules.version_rules
        asked = (one for at in times for one in (*at.eligible, *(line for r in at.roles.values() for line in r.must)))
        found = next(one for one in asked if (one.metric, one.standard) == (branch.subject, branch.detail))
        return standard_text(found, rules, lang)
    if branch.kind == "points" and branch.way != "band" and branch.detail:
        metric = rules.metrics[branch.subject]
        values = [Fraction(one) for one in branch.detail.split(" – ")]
        return " – ".join(value_text(metric, one, rules, lang, (one,)) for one in values)
    return branch.detail


def _label(word: str, rules: RuleSet, lang: str) -> str:
    """The label of a role, award, metric or detail sheet; other words as they are."""
    for known in (rules.roles, rules.awards, rules.metrics, rules.details):
        if word in known:
            return known[word].label.text(lang)
    return word


def about_text(check: Check, rules: RuleSet, lang: str) -> str:
    """What a check is about: period, agent, metric or award."""
    _ = translator(lang)
    facts = {"agent": visible(check.agent), "subject": _label(check.subject, rules, lang)}
    if check.what is What.PART:
        name, _space, field = check.subject.partition(" ")
        part = rules.parts[name]
        facts["subject"] = part.facet("cases").about_text(part, field, lang)
    about = _(_ABOUT[check.what]).format(**facts)
    return _("{period}: {sentence}").format(period=period_text(str(check.period), lang), sentence=about)


def want_text(check: Check, want: Want, rules: RuleSet, lang: str) -> str:
    """What was expected or found, in words."""
    _ = translator(lang)
    match want:
        case None:
            return _("nothing")
        case bool():
            return _("yes") if want else _("no")
        case tuple():
            return _(", ").join(visible(one, 300) for one in want) or _("nobody")
        case Fraction():
            if check.what is What.VALUE:
                return value_text(rules.metrics[check.subject], want, rules, lang, (want,))
            return plain_text(want)
        case _:
            return visible(want, 600)


def failure_texts(failure: Failure, outcome: CaseOutcome, lang: str) -> tuple[str, str, list[str]]:
    """A failure: what it is about, expected against got, and the trace behind it."""
    _ = translator(lang)
    check = failure.check
    result = outcome.result(check.period)
    rules = outcome.months[0].rules if result is None else result.rules
    want, got = (want_text(check, one, rules, lang) for one in (check.want, failure.got))
    versus = _("expected {want}, got {got}").format(want=want, got=got)
    return about_text(check, rules, lang), versus, [] if result is None else trace_texts(check, result, lang)


# -- how it came about ------------------------------------------------------------------------------------------------


def trace_texts(check: Check, result: Result, lang: str) -> list[str]:
    """The figures behind a check: of an agent the standards and points, of an award who stood where and why."""
    if check.subject in result.rules.awards:
        return _award_trace(check.subject, result, lang)
    ids = result.agents["agent_id"].tolist()
    if check.agent not in ids:
        return []
    at = ids.index(check.agent)
    if not isinstance(result, MonthResult):
        return [_months_text(result, at, lang)]
    return _agent_trace(result, at, check.subject, lang)


def _months_text(result: PeriodResult, at: int, lang: str) -> str:
    """The scores of the months behind a period's."""
    _ = translator(lang)
    scores = zip(result.months, result.scores[at].tolist(), strict=True)
    texts = (f"{month} {_('absent') if score < 0 else fixed_text(Fraction(score, 100), 2)}" for month, score in scores)
    return _("scores: {scores}").format(scores=_(", ").join(texts))


def _agent_trace(result: MonthResult, at: int, subject: str, lang: str) -> list[str]:
    """Every standard with its line, value and status, then the scorecard; of one metric only where that is meant."""
    _, rules = translator(lang), result.rules
    row, role = result.agents.iloc[at], result.roles.at(at)
    lines = []
    for criterion in role.must:
        if subject in ("", criterion.metric):
            metric = rules.metrics[criterion.metric]
            line = _("{metric} {value}; standard {standard} ({source}): {status}")
            status = {1: _("pass"), 0: _("fail")}.get(int(result.status[metric.id][at]), _("no data"))
            facts = {"standard": standard_text(criterion, rules, lang), "source": criterion.source, "status": status}
            lines.append(line.format(metric=metric.label.text(lang), value=_value(result, metric, at, lang), **facts))
    for weighed in role.scorecard:
        if weighed.left_out and subject in ("", weighed.metric):
            line = _("{metric}: left out of the scorecard for lack of data ({source})")
            name = rules.metrics[weighed.metric].label.text(lang)
            lines.append(line.format(metric=name, source=weighed.source))
        points = UNWEIGHED if weighed.left_out else int(result.points[weighed.metric][at])
        if subject in ("", weighed.metric) and points != UNWEIGHED:
            metric = rules.metrics[weighed.metric]
            line = _("{metric} {value}: {points} points with weight {weight} ({source})")
            facts = {"weight": plain_text(weighed.weight), "points": fixed_text(Fraction(points, 100), 2)}
            facts |= {"metric": metric.label.text(lang), "value": _value(result, metric, at, lang)}
            lines.append(line.format(source=weighed.source, **facts))
    line = _("score {score}, rank {rank}")
    rank = row["rank"] or _("none")
    return [*lines, line.format(score=fixed_text(Fraction(int(row["score"]), 100), 2), rank=rank)]


def _value(result: MonthResult, metric: Metric, at: int, lang: str) -> str:
    column = result.metrics.get(metric.id)
    value = None if column is None else column[at]
    if value is None:
        return no_data_text(result.too_few(metric.id, at), lang)
    return value_text(metric, value, result.rules, lang, (value, half_up(value)))  # thirds are never as rounded


def _award_trace(award: str, result: Result, lang: str) -> list[str]:
    """The winners with reasons, narrow misses, or why the award was not given; then all scores and ranks."""
    _, rules, names = translator(lang), result.rules, names_of(result)
    lines = [_("decided by {source}").format(source=rules.awards[award].source)]
    for given in [one for one in result.awards if one.award == award]:
        reason = award_reason(given, rules, lang, names)
        lines.append(_("{winner}: {reason}").format(winner=winner_text(given), reason=reason))
    lines += [close_sentence(one, rules, lang) for one in result.close if one.award == award]
    lines += [not_given_text(one, rules, lang) for one in result.not_given if one.award == award]
    ordered = result.agents.sort_values(["project", "score"], ascending=[True, False], kind="stable")
    for row in ordered.head(MOST_LISTED).to_dict("records"):
        standing = _("eligible") if row["eligible"] else _("qualified") if row["qualified"] else _("not qualified")
        score = _("none") if row["score"] < 0 else fixed_text(Fraction(row["score"], 100), 2)
        facts = {"agent": visible(row["agent_id"]), "project": visible(row["project"]) or "–", "standing": standing}
        line = _("{agent}, {project}: score {score}, rank {rank}, {standing}")
        lines.append(line.format(score=score, rank=row["rank"] or _("none"), **facts))
    return lines
