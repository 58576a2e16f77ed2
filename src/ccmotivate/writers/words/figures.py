"""Figures in words: values with their units, standards, and as many digits as a fair look needs.

A value is shown with two decimals, but with more where two would make it look like the other side of its standard:
79.999 % against at least 80 % stays 79.999 %.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from ccmotivate.locale import N_, translator
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.durations import clock_text
from ccmotivate.model.exact import fixed_text, half_up, plain_text
from ccmotivate.model.lacking import parts_of
from ccmotivate.model.metrics import Label, Metric, MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Comparison, Criterion

PLACES = 2
_MOST_PLACES = 30
_UNITS = {MetricKind.PERCENT: "%", MetricKind.PERMILLE: "‰"}
_IN_A_CELL = {MetricKind.PERCENT: 100, MetricKind.DURATION: 86_400}
_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
_UNITS_ZH = {"CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑"}
_IN_WORDS = {
    Comparison.AT_LEAST: N_("at least {figure}"),
    Comparison.AT_MOST: N_("at most {figure}"),
    Comparison.MORE_THAN: N_("more than {figure}"),
    Comparison.LESS_THAN: N_("less than {figure}"),
    Comparison.EQUALS: N_("exactly {figure}"),
    Comparison.ONE_OF: N_("one of {figure}"),
}
_MISSED = {
    Comparison.AT_LEAST: "<",
    Comparison.AT_MOST: ">",
    Comparison.MORE_THAN: "≤",
    Comparison.LESS_THAN: "≥",
    Comparison.EQUALS: "≠",
    Comparison.ONE_OF: "≠",
}
_CRITICAL = N_(" (critical: the score is 0)")
FIGURE_NAMES = {
    "score": N_("score"),
    "mean_score": N_("mean score"),
    "share_qualified": N_("share qualified"),
    "index": N_("index"),
}
_PERIOD_SCORES = {
    PeriodKind.QUARTER: N_("quarter score"),
    PeriodKind.HALF: N_("half-year score"),
    PeriodKind.YEAR: N_("year score"),
}
_TAKEN = {
    "sum": N_("total of {metric}"),
    "mean": N_("mean of {metric}"),
    "min": N_("lowest {metric}"),
    "max": N_("highest {metric}"),
}


def is_word(metric: Metric) -> bool:
    """True when the metric's values are words (levels, pass and fail), not numbers."""
    return metric.kind in (MetricKind.LEVEL, MetricKind.PASS)


def places_needed(value: Fraction, figures: Sequence[Fraction], start: int = PLACES) -> int:
    """Decimals after which the rounded value stands to every figure as the exact value does; -1 if never.

    A figure that is the value itself wants every digit, if these have an end.
    """
    if 10**start % value.denominator == 0:
        return start  # shown exactly
    if 10**_MOST_PLACES % value.denominator:
        figures = [figure for figure in figures if figure != value]
    for places in range(start, _MOST_PLACES):
        shown = half_up(value, places)
        if all(_sign(shown - figure) == _sign(value - figure) for figure in figures):
            return places
    return -1


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)


Few = tuple[int, int] | None
"""How many rows there are of how many wanted, where there is no data for that."""


def number_text(value: Fraction, figures: Sequence[Fraction] = ()) -> str:
    """The number without trailing zeros, rounded half-up to as many decimals as ``figures`` need."""
    places = places_needed(value, figures)
    return plain_text(value if places < 0 else half_up(value, places))


def value_text(
    metric: Metric, value: Fraction | None, rules: RuleSet, lang: str, figures: Sequence[Fraction] = ()
) -> str:
    """A value with its unit, a level by its label, pass and fail as words; ``no data`` for None."""
    _ = translator(lang)
    if value is None:
        return _("no data")
    if metric.kind is MetricKind.LEVEL:
        return level_text(value, rules, lang)
    if metric.kind is MetricKind.PASS:
        return _("pass") if value else _("fail")
    if metric.kind is MetricKind.DURATION:
        return _clock(value, figures)
    if metric.kind is MetricKind.MONEY:
        return money_text(value, rules.currency, lang)
    return number_text(value, figures) + _UNITS.get(metric.kind, "")


def no_data_text(few: Few, lang: str) -> str:
    """``no data``, and where that is for too few rows, how many of how many there are."""
    _ = translator(lang)
    if few is None:
        return _("no data")
    rows, least = few
    return _("no data ({rows} of {least} rows)").format(rows=rows, least=least)


def lacking_text(text: str, lang: str) -> str:
    """What a ledger says of a figure that is not there, and of its line (``model/lacking.py``)."""
    _ = translator(lang)
    few, is_out = parts_of(text)
    words = [no_data_text(few, lang)] + ([_("its line left out")] if is_out else [])
    return _(", ").join(words)


def level_text(value: Fraction, rules: RuleSet, lang: str) -> str:
    """The label of a level, given as its place in the list of levels."""
    labels = list(rules.levels.values())
    known = value.denominator == 1 and 0 <= value < len(labels)
    return labels[int(value)].text(lang) if known else plain_text(value)


def level_id(value: Fraction, rules: RuleSet) -> str:
    """The id of a level, given as its place in the list of levels."""
    ids = rules.level_ids()
    known = value.denominator == 1 and 0 <= value < len(ids)
    return ids[int(value)] if known else plain_text(value)


def _clock(seconds: Fraction, figures: Sequence[Fraction]) -> str:
    """``h:mm:ss``, with decimals of a second only where the standard has them."""
    return clock_text(seconds, max(places_needed(seconds, figures, start=0), 0))


def money_text(amount: Fraction, currency: str, lang: str) -> str:
    """``¥1,200`` in English, ``1,200元`` in Chinese; cents only where there are any; ``1,200 CHF`` in both."""
    whole, _dot, cents = fixed_text(amount, 2).partition(".")
    figure = f"{int(whole):,}" + (f".{cents}" if cents.strip("0") else "")
    if lang == "zh" and currency in _UNITS_ZH:
        return figure + _UNITS_ZH[currency]
    return _SIGNS[currency] + figure if currency in _SIGNS else f"{figure} {currency}"


def figure_text(criterion: Criterion, rules: RuleSet, lang: str) -> str:
    """The criterion's figure or figures with their unit."""
    metric = rules.metrics[criterion.metric]
    return " / ".join(value_text(metric, f, rules, lang, criterion.figures) for f in criterion.figures)


def standard_text(criterion: Criterion, rules: RuleSet, lang: str) -> str:
    """The standard in words: ``at least 75%``, ``pass (critical)``."""
    _, text = translator(lang), _standard(criterion, rules, lang)
    return _("{text} ({details})").format(text=text, details=_("critical")) if criterion.critical else text


def _standard(criterion: Criterion, rules: RuleSet, lang: str) -> str:
    _ = translator(lang)
    figure, kind = figure_text(criterion, rules, lang), rules.metrics[criterion.metric].kind
    if criterion.comparison is Comparison.EQUALS and kind is MetricKind.PASS:
        return figure
    own = _own_words(criterion, rules)
    if own is not None:
        return own.text(lang).replace("{figure}", figure)
    if criterion.comparison is Comparison.AT_MOST and not any(criterion.figures):
        return _("at most {nothing}").format(nothing=figure)
    if criterion.comparison is Comparison.AT_LEAST and kind is MetricKind.LEVEL:
        return _("at least {level}").format(level=figure)
    if criterion.comparison is Comparison.AT_LEAST and kind in (MetricKind.COUNT, MetricKind.NUMBER):
        return _("at least {count}").format(count=figure)
    return _(_IN_WORDS[criterion.comparison]).format(figure=figure)


def _own_words(criterion: Criterion, rules: RuleSet) -> Label | None:
    """How the rules say a standard of this metric, None for the usual words."""
    words = rules.metrics[criterion.metric].words
    nothing = criterion.comparison is Comparison.AT_MOST and not any(criterion.figures)
    return words.get("zero" if nothing and "zero" in words else criterion.comparison.value)


def shortfall_text(criterion: Criterion, value: Fraction | None, rules: RuleSet, lang: str, few: Few = None) -> str:
    """What is missing, after the metric's name: ``Productivity 74.5% < 75%``, ``Error rate no data``."""
    return shortfall_texts(criterion, rules, lang)(value, few)


def shortfall_texts(criterion: Criterion, rules: RuleSet, lang: str) -> Callable[[Fraction | None, Few], str]:
    """As ``shortfall_text``, for many values."""
    metric = rules.metrics[criterion.metric]
    name = metric.label.text(lang)
    missed = "" if metric.kind is MetricKind.PASS else f" {_MISSED[criterion.comparison]} "
    critical = translator(lang)(_CRITICAL) if criterion.critical else ""
    standard = missed and missed + figure_text(criterion, rules, lang)

    def text(value: Fraction | None, few: Few) -> str:
        if value is None:
            return f"{name} {no_data_text(few, lang)}"
        return f"{name} {value_text(metric, value, rules, lang, criterion.figures)}{standard}{critical}"

    return text


def metric_behind(figure: str, rules: RuleSet) -> tuple[str | None, Metric | None]:
    """The metric of a figure and how it is taken over the months: ``sum contributions``, or ``csat`` as it is."""
    take, _space, name = figure.rpartition(" ")
    return take or None, rules.metrics.get(name)


def is_exact(figure: str, rules: RuleSet) -> bool:
    """True for what a part reads from its sheet, as the score of a final: it decides, and is shown, as it stands."""
    return figure not in ("", *FIGURE_NAMES) and metric_behind(figure, rules) == (None, None)


def figure_name(figure: str, rules: RuleSet, lang: str, every: PeriodKind = PeriodKind.MONTH) -> str:
    """The name of a ranking figure: the score of a period, mean score, share qualified, index, or a metric's label."""
    _ = translator(lang)
    if figure == "score" and every in _PERIOD_SCORES:
        return _(_PERIOD_SCORES[every])
    if figure in FIGURE_NAMES:
        return _(FIGURE_NAMES[figure])
    take, metric = metric_behind(figure, rules)
    if metric is None:
        return figure
    label = metric.label.text(lang)
    return label if take is None else _(_TAKEN.get(take, "{metric}")).format(metric=label)


def ranking_text(figure: str, value: Fraction | None, rules: RuleSet, lang: str) -> str:
    """A ranking figure with its unit: ``108.35 points``, ``66.67%``, or a metric's value."""
    _ = translator(lang)
    if value is None:
        return _("no data")
    if figure in ("score", "mean_score"):
        return _("{score} points").format(score=fixed_text(value, 2))
    if figure == "index":
        return fixed_text(value, 2)
    if figure == "share_qualified":
        return number_text(value) + "%"
    if is_exact(figure, rules):
        return plain_text(value)
    take, metric = metric_behind(figure, rules)
    if metric is None or (take in ("sum", "mean") and is_word(metric)):
        return number_text(value)
    return value_text(metric, value, rules, lang)


def points_text(gap: Fraction, lang: str) -> str:
    """A difference of percents, which is in points: ``8.8 percentage points``."""
    _ = translator(lang)
    return _("{gap} percentage points").format(gap=number_text(gap, (Fraction(0),)))


def points_format(decimals: int, lang: str) -> str:
    """The spreadsheet number format of a difference of percents: ``8.8 points lower``, never a negative percent."""
    _ = translator(lang)
    digits = f"0{_fraction(decimals)}"
    texts = (_("{gap} points higher"), _("{gap} points lower"))
    quoted = (
        (before and f'"{before}"', after and f'"{after}"')
        for before, _gap, after in (t.partition("{gap}") for t in texts)
    )
    return ";".join([*(before + digits + after for before, after in quoted), "0"])


def number_format(metric: Metric, decimals: int, currency: str, lang: str) -> str:
    """The spreadsheet number format of a metric with this many decimals, for a number divided by ``cell_divisor``."""
    fraction = _fraction(decimals)
    if metric.kind is MetricKind.DURATION:
        return "[h]:mm:ss" + fraction
    if metric.kind is MetricKind.MONEY:
        return money_format(currency, lang)
    if metric.kind is MetricKind.PERCENT:
        return percent_format(decimals)
    if metric.kind is MetricKind.PERMILLE:
        return f'0{fraction}"‰"'
    return f"#,##0{fraction}"


def cell_divisor(metric: Metric) -> int:
    """A percent is hundredths of one and a duration, in seconds, parts of a day in a spreadsheet."""
    return _IN_A_CELL.get(metric.kind, 1)


def percent_format(decimals: int) -> str:
    """The spreadsheet number format of a percent, of which the number is a fraction of 1."""
    return f"0{_fraction(decimals)}%"


def ranking_cell(figure: str, value: Fraction | None, rules: RuleSet, lang: str) -> tuple[Fraction, str] | str:
    """As ``ranking_text``, for a cell: the number with its number format; words stay a text."""
    _ = translator(lang)
    if value is None:
        return _("no data")
    if figure in ("score", "mean_score"):
        return value, score_format(lang)
    if figure == "index":
        return value, "0.00"
    text = (plain_text if is_exact(figure, rules) else number_text)(value)
    places = len(text.partition(".")[2])
    if figure == "share_qualified":
        return value / 100, percent_format(places)
    take, metric = metric_behind(figure, rules)
    if metric is None or (take in ("sum", "mean") and is_word(metric)):
        return value, f"0{_fraction(places)}"
    return value_text(metric, value, rules, lang) if is_word(metric) else metric_cell(metric, value, rules, lang)


def score_format(lang: str) -> str:
    """The spreadsheet number format of a score with its unit."""
    _ = translator(lang)
    unit = _("{score} points").replace("{score}", "")
    return f'0.00"{unit}"'


def metric_cell(metric: Metric, value: Fraction, rules: RuleSet, lang: str) -> tuple[Fraction, str]:
    """A value of a metric that is no word, as ``value_text`` shows it, for a cell: the number and its number format."""
    start = 0 if metric.kind is MetricKind.DURATION else PLACES
    places = len(plain_text(half_up(value, start)).partition(".")[2])
    return value / cell_divisor(metric), number_format(metric, places, rules.currency, lang)


def _fraction(decimals: int) -> str:
    return "." + "0" * decimals if decimals else ""


def money_format(currency: str, lang: str) -> str:
    """The spreadsheet number format of money, as ``money_text`` says it: ``¥1,200.00``, ``1,200.00元``."""
    if lang == "zh" and currency in _UNITS_ZH:
        return f'#,##0.00"{_UNITS_ZH[currency]}"'
    sign = _SIGNS.get(currency)
    return f'"{sign}"#,##0.00' if sign else f'#,##0.00" {currency}"'.replace('" "', "")
