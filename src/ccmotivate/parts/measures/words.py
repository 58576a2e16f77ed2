"""What came of a measure in words: one sentence a manager can act on, the figures, and what to be careful about."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from ccmotivate.locale import N_, Translate, counted, translator
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.measures.results import Caution, Evaluated, Found, Verdict, Warned
from ccmotivate.parts.measures.rules import Expected, Measure
from ccmotivate.writers.words.figures import money_text, number_text
from ccmotivate.writers.words.sentences import listed, months_text
from ccmotivate.writers.words.text import visible

VERDICTS: Mapping[Verdict, str] = {
    Verdict.IMPROVED: N_("improved"),
    Verdict.WORSENED: N_("worsened"),
    Verdict.NO_SIGN: N_("no sign of a change"),
    Verdict.CANNOT_TELL: N_("cannot be told"),
    Verdict.TOO_FEW: N_("too few to tell"),
}
_CLAUSES: Mapping[Verdict, str] = {
    Verdict.IMPROVED: N_("{metric} is better by {size}"),
    Verdict.WORSENED: N_("{metric} is worse by {size}"),
    Verdict.NO_SIGN: N_("{metric} shows no change worth having"),
    Verdict.CANNOT_TELL: N_("of {metric} it cannot be told"),
    Verdict.TOO_FEW: N_("for {metric} there are too few to compare"),
}
_WORKED = N_("{name} worked: {found}. Keep it, and extend it to the others.")
_SEEMS = N_("{name} seems to have worked: {found}. Before you extend it, look at what may mislead here.")
_LITTLE = N_("{name} worked, but less than was worth having: {found}. Weigh that against what it costs.")
_CAME_BETTER = N_("Since {name} things are better: {found}. Whether it did that or the season, only a pilot can show.")
_HARMED = N_("{name} did harm: {found}. Stop it, or change it.")
_CAME_WORSE = N_("Since {name} things are worse: {found}. Look at it again before you keep it.")
_MIXED = N_("{name} did good and harm: {found}. Decide which of the two counts for more, or change it.")
_NOTHING = N_("{name} shows no effect: {found}. Change it, or spend the money on something else.")
_UNCERTAIN = N_("Whether {name} worked cannot be told yet: {found}. Give it more months, or try it with more units.")
_UNCERTAIN_OF_ALL = N_("Whether {name} worked cannot be told yet: {found}. Give it more months.")
_FEW = N_("{name} is too small to judge: {found}. Take more units or people into it.")
_MAY_MISLEAD = (Caution.PRE_TREND, Caution.WORST, Caution.OVERLAP)
_UNITS: Mapping[str, str] = {
    "team": N_("{count} teams"),
    "project": N_("{count} projects"),
    "site": N_("{count} sites"),
}
_ONE_UNIT: Mapping[str, str] = {"team": N_("one team"), "project": N_("one project"), "site": N_("one site")}
_CAUTIONS: Mapping[Caution, str] = {
    Caution.SEASON: N_("It began for everybody at once: without a comparison a season cannot be told from an effect."),
    Caution.PRE_TREND: N_(
        "{metric}: one window earlier the difference was {pre_trend} already, so {effect} may be a trend that went on."
    ),
    Caution.WORST: N_(
        "{metric}: the pilot was among the worst before ({share} of all choices of units are as bad); the worst come "
        "back towards the mean by themselves."
    ),
    Caution.LEAVERS: N_("Many left: {pilot} of the pilot, {rest} of the rest; those compared are those who stayed."),
    Caution.OVERLAP: N_("{measure} began in {start} among the same people: the two cannot be told apart."),
    Caution.INCOMPLETE: N_("Of the months compared these are not among those given: {months}."),
    Caution.SMALL: N_("{metric}: {effect} is sure, but less than the smallest change worth having ({least})."),
}
_LEFT_OF_ALL = N_("Many left: {pilot}; those compared are those who stayed.")
METHOD = (
    N_("A person counts with the mean over the months of each window that have data, if there is one in both windows."),
    N_(
        "Pilot against rest: a unit’s change is the mean change of its people, as of the last month before; the effect "
        "is the mean of the pilot’s unit changes less that of the rest’s. Attrition is the share that was there in the "
        "last month before and is gone in the last month after."
    ),
    N_(
        "p is the share of all ways to choose the pilot’s units that give a difference at least as large; of more than "
        "{units} units {draws} ways are drawn at random, with the seed {seed}. For everybody p is that of the paired t "
        "test."
    ),
    N_(
        "The interval holds the true effect in 95 of 100 such studies (Welch, on unit changes; paired for everybody). "
        "improved and worsened: p, corrected for several metrics by Holm’s method, is at most 0.05, and the interval "
        "excludes 0. No sign: the interval lies within the smallest change worth having."
    ),
)


class Words(Struct, frozen=True):
    """How this report says things."""

    rules: RuleSet
    lang: str

    @property
    def say(self) -> Translate:
        """The translator."""
        return translator(self.lang)

    def metric(self, expected: Expected) -> str:
        """The metric's name."""
        return visible(expected.metric.label.text(self.lang))

    def measure(self, measure: Measure) -> str:
        """The measure's name."""
        return visible(measure.label.text(self.lang))

    def size(self, expected: Expected, value: Fraction) -> str:
        """How much, without a sign: ``2.6 points`` of a percentage."""
        number, kind = number_text(abs(value), (Fraction(0),)), expected.metric.kind
        if kind in (MetricKind.PERCENT, MetricKind.PASS):
            return counted(self.say(N_("{share} points")), share=number)
        if kind is MetricKind.DURATION:
            return counted(self.say(N_("{seconds} seconds")), seconds=number)
        if kind is MetricKind.MONEY:
            return money_text(abs(value), self.rules.currency, self.lang)
        return number + ("‰" if kind is MetricKind.PERMILLE else "")

    def change(self, expected: Expected, value: Fraction | None) -> str:
        """As ``size``, with its sign; a dash for none."""
        if value is None:
            return "–"
        return ("+" if value > 0 else "−" if value < 0 else "") + self.size(expected, value)

    def units(self, dimension: str, count: int) -> str:
        """So many teams, projects or sites."""
        return self.say(_ONE_UNIT[dimension]) if count == 1 else self.say(_UNITS[dimension]).format(count=count)

    def span(self, months: tuple[Month, ...]) -> str:
        """The months of a window."""
        return months_text(list(months), self.lang)

    def p(self, value: Fraction) -> str:
        """``p = 0.012``, ``p < 0.001``."""
        return "p < 0.001" if value < Fraction(1, 1000) else f"p = {float(value):.3f}"


def headline(one: Evaluated, words: Words) -> str:
    """The one sentence to act on."""
    _ = words.say
    verdicts = {found.verdict for found in one.found}
    clauses = listed([_clause(found, words) for found in one.found], _)
    template = _template(verdicts, pilot=one.measure.dimension is not None)
    return _(_tempered(template, one)).format(name=words.measure(one.measure), found=clauses)


def _tempered(template: str, one: Evaluated) -> str:
    """Of a pilot that worked: less surely where a caution says that it may not have, or by little."""
    if template != _WORKED:
        return template
    if any(warned.caution in _MAY_MISLEAD for warned in one.warned):
        return _SEEMS
    better = [found.expected.id for found in one.found if found.verdict is Verdict.IMPROVED]
    small = [warned.metric for warned in one.warned if warned.caution is Caution.SMALL]
    return _LITTLE if set(better) <= set(small) else template


def _template(verdicts: set[Verdict], *, pilot: bool) -> str:
    better, worse = Verdict.IMPROVED in verdicts, Verdict.WORSENED in verdicts
    if better and worse:
        return _MIXED
    if better:
        return _WORKED if pilot else _CAME_BETTER
    if worse:
        return _HARMED if pilot else _CAME_WORSE
    if verdicts == {Verdict.NO_SIGN}:
        return _NOTHING
    if verdicts == {Verdict.TOO_FEW}:
        return _FEW
    return _UNCERTAIN if pilot else _UNCERTAIN_OF_ALL


def _clause(found: Found, words: Words) -> str:
    size = words.size(found.expected, found.effect or Fraction(0))
    return words.say(_CLAUSES[found.verdict]).format(metric=words.metric(found.expected), size=size)


def compared_text(one: Evaluated, words: Words) -> str:
    """What is compared with what."""
    _ = words.say
    template = (
        N_("Everybody, {after} against {before}")
        if one.measure.dimension is None
        else N_("Pilot: {units}; {after} against {before}")
    )
    units = listed([visible(name) for name in one.measure.units], _)
    return _(template).format(units=units, after=words.span(one.after), before=words.span(one.before))


def figures(found: Found, measure: Measure, words: Words) -> list[str]:
    """The verdict on a metric, and the figures behind it, a sentence each."""
    _, expected = words.say, found.expected
    verdict = _("{metric}: {verdict}.").format(metric=words.metric(expected), verdict=_(VERDICTS[found.verdict]))
    lines = [verdict, _compared(found, measure, words)]
    if found.interval is not None and found.p is not None and found.corrected is not None:
        low, high = (words.change(expected, end) for end in found.interval)
        told = _("Interval (95%): {low} to {high}; {p}, corrected {corrected}.")
        corrected = words.p(found.corrected).removeprefix("p = ").removeprefix("p ")
        lines.append(told.format(low=low, high=high, p=words.p(found.p), corrected=corrected))
    direction = _("up by at least {size}") if expected.up else _("down by at least {size}")
    worth = direction.format(size=words.size(expected, expected.least))
    lines.append(_("Expected: {worth}.").format(worth=worth))
    if found.pre_trend is not None:
        told = _("One window earlier the difference was {change}.")
        lines.append(told.format(change=words.change(expected, found.pre_trend)))
    return lines


def _compared(found: Found, measure: Measure, words: Words) -> str:
    _, effect = words.say, words.change(found.expected, found.effect)
    if measure.dimension is None or found.units is None:
        return counted(_("Change of {people} people: {effect}."), people=found.people[0], effect=effect)
    pilot, rest = (words.units(measure.dimension, count) for count in found.units)
    told = _(
        "Pilot ({pilot}, {people} people) against rest ({rest}, {others} people): {effect}; the rest alone {change}."
    )
    return counted(
        told,
        pilot=pilot,
        people=found.people[0],
        rest=rest,
        others=found.people[1],
        effect=effect,
        change=words.change(found.expected, found.rest_change),
    )


def caution_text(warned: Warned, one: Evaluated, others: Mapping[str, Measure], words: Words) -> str:
    """What to be careful about."""
    _ = words.say
    expected = next((found.expected for found in one.found if found.expected.id == warned.metric), None)
    facts: dict[str, str] = {"metric": words.metric(expected)} if expected else {}
    for name, fact in warned.facts.items():
        facts[name] = _fact(warned.caution, name, fact, expected, others, words)
    left = warned.caution is Caution.LEAVERS and one.measure.dimension is None
    return _(_LEFT_OF_ALL if left else _CAUTIONS[warned.caution]).format(**facts)


def _fact(
    caution: Caution,
    name: str,
    fact: object,
    expected: Expected | None,
    others: Mapping[str, Measure],
    words: Words,
) -> str:
    if isinstance(fact, tuple):
        return listed([str(one) for one in fact], words.say)
    if name == "measure":
        return words.measure(others[str(fact)])
    if isinstance(fact, Fraction) and caution in (Caution.WORST, Caution.LEAVERS):
        return f"{number_text(100 * fact)}%"
    if isinstance(fact, Fraction) and expected is not None:
        return words.size(expected, fact) if name == "least" else words.change(expected, fact)
    return str(fact)


def method(words: Words) -> list[str]:
    """How all this is found, in plain words."""
    from ccmotivate.parts.measures.assignments import DRAWS, MOST_COUNTED_UNITS, SEED

    facts = {"units": MOST_COUNTED_UNITS, "draws": f"{DRAWS:,}", "seed": SEED}
    return [words.say(text).format(**facts) for text in METHOD]
