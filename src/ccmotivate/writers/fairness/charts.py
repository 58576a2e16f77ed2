"""Charts: what is drawn, as bars with a mark beside them, and the same as inline SVG that needs nothing else.

A chart is made once and drawn twice: as SVG in the page, as a native chart in the workbook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from html import escape

from msgspec import Struct

from ccmotivate.model.exact import fixed_text
from ccmotivate.model.fairness import CloseCall, Comparison, CriterionUse, FindingKind, Wins
from ccmotivate.writers.fairness.words import RenderContext
from ccmotivate.writers.words.text import display_width, visible

MOST_BARS = 12
_WIDTH, _ROW, _BAR, _TOP, _GAP = 400, 42, 14, 34, 46  # the last one leaves space for the number after a bar
_LABEL_WIDTH = 54


class Series(Struct, frozen=True):
    """One kind of figure, a value a bar; ``mark`` draws a line at the value instead of a bar."""

    name: str
    values: tuple[Fraction, ...]
    look: str  # the style sheet's class: seen, chance, alone, others, gap
    mark: bool = False


class Chart(Struct, frozen=True):
    """Bars by label: stacked where there are several that are no marks; ``places`` decimals of the numbers."""

    title: str
    text: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    places: int = 0
    unit: str = ""

    @property
    def bars(self) -> tuple[Series, ...]:
        return tuple(one for one in self.series if not one.mark)

    @property
    def marks(self) -> tuple[Series, ...]:
        return tuple(one for one in self.series if one.mark)

    def number(self, value: Fraction) -> str:
        """A value as it is written beside its bar."""
        shown = fixed_text(value, self.places)
        return (shown.rstrip("0").rstrip(".") if "." in shown else shown) + self.unit


def charts(part: FindingKind, words: RenderContext) -> list[Chart]:
    """The charts of a part that have anything to show."""
    make = CHARTS.get(part.kind)
    made = make(part, words) if make else None
    return [made] if made is not None and made.labels else []


# -- what is drawn ----------------------------------------------------------------------------------------------------


def _winners(part: FindingKind, words: RenderContext) -> Chart:
    """Who won the award with most places most often."""
    held = [row for row in part.rows if isinstance(row, Wins)]
    total = Counter[str]()
    for row in held:
        total[row.award] += row.wins
    award = min(total, key=lambda one: (-total[one], one), default="")
    rows = [row for row in held if row.award == award][:MOST_BARS]
    _ = words.say
    return Chart(
        title=_("{award}: places by winner").format(award=words.award(award)),
        text=_("Those who won most: places, and what chance would give in the same decisions."),
        labels=tuple(words.winner(row.winner, row.award) for row in rows),
        series=_against_chance([Fraction(row.wins) for row in rows], [row.expected for row in rows], words),
        places=1,
    )


def _groups(part: FindingKind, words: RenderContext) -> Chart:
    """The groups of the award with most places, those farthest from chance first."""
    compared = [row for row in part.rows if isinstance(row, Comparison) and not row.small]
    total = Counter[str]()
    for row in compared:
        total[row.award] += row.places
    award = min(total, key=lambda one: (-total[one], one), default="")
    rows = [row for row in compared if row.award == award]
    rows = sorted(rows, key=lambda row: (row.p or Fraction(1), row.kind, row.group))[:MOST_BARS]
    _ = words.say
    return Chart(
        title=_("{award}: places by group").format(award=words.award(award)),
        text=_("Teams, roles and projects, those farthest from chance first: places, and what chance would give."),
        labels=tuple(words.group(row.kind, row.group) for row in rows),
        series=_against_chance([Fraction(row.places) for row in rows], [row.expected for row in rows], words),
        places=1,
    )


def _against_chance(seen: Sequence[Fraction], chance: Sequence[Fraction], words: RenderContext) -> tuple[Series, ...]:
    _ = words.say
    return (
        Series(_("Places"), tuple(seen), "seen"),
        Series(_("By chance"), tuple(chance), "chance", mark=True),
    )


def _close(part: FindingKind, words: RenderContext) -> Chart:
    """The closest decisions on a score: the margin against what rounding can do."""
    rows = [row for row in part.rows if isinstance(row, CloseCall) and row.figure in ("score", "mean_score")]
    rows = rows[:MOST_BARS]
    _ = words.say
    return Chart(
        title=_("Margins of close decisions, in points"),
        text=_("The lead of the one ahead, and how far rounding alone can move it."),
        labels=tuple(_decision(row, words) for row in rows),
        series=(
            Series(_("Margin"), tuple(row.margin for row in rows), "seen"),
            Series(_("Rounding moves up to"), tuple(row.effect for row in rows), "chance", mark=True),
        ),
        places=2,
    )


def _decision(row: CloseCall, words: RenderContext) -> str:
    """A decision as short as a label must be."""
    return " · ".join(text for text in (row.period, words.award(row.award), visible(row.group)) if text)


def _criteria(part: FindingKind, words: RenderContext) -> Chart:
    """The criteria that most are stopped by."""
    rows = [row for row in part.rows if isinstance(row, CriterionUse) and row.role is not None and row.met < row.asked]
    rows = sorted(rows, key=lambda row: (Fraction(row.met, row.asked), row.role or "", row.metric))[:MOST_BARS]
    _ = words.say

    def share(of: Callable[[CriterionUse], int]) -> tuple[Fraction, ...]:
        return tuple(Fraction(100 * of(row), row.asked) for row in rows)

    return Chart(
        title=_("Criteria most often not met, by role"),
        text=_("Share of the agent-months asked that failed by this criterion alone, and beside others."),
        labels=tuple(f"{words.role(row.role)} · {words.metric(row.metric)}" for row in rows),
        series=(
            Series(_("By this alone"), share(lambda row: row.alone), "alone"),
            Series(_("Beside others"), share(lambda row: row.asked - row.met - row.alone), "others"),
        ),
        places=1,
        unit="%",
    )


CHARTS: Mapping[str, Callable[[FindingKind, RenderContext], Chart]] = {
    "repeat": _winners,
    "groups": _groups,
    "close_calls": _close,
    "criteria": _criteria,
}


# -- drawn as SVG -----------------------------------------------------------------------------------------------------


def svg(chart: Chart, name: str) -> str:
    """The chart as an inline SVG; ``name`` is unique in the page. Its look is the page's style sheet's."""
    most = max(_reach(chart), default=Fraction(0)) or Fraction(1)
    height = _TOP + _ROW * len(chart.labels)
    parts = [
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="{name}-t {name}-d">',
        f'<title id="{name}-t">{escape(chart.title)}</title>',
        f'<desc id="{name}-d">{escape(_description(chart))}</desc>',
        *_legend(chart),
    ]
    for at, label in enumerate(chart.labels):
        parts += _row(chart, at, label, most)
    return "\n".join([*parts, "</svg>"])


def _reach(chart: Chart) -> list[Fraction]:
    """The right end of each row."""
    ends = [sum((one.values[at] for one in chart.bars), Fraction(0)) for at in range(len(chart.labels))]
    return [max([end, *(one.values[at] for one in chart.marks)]) for at, end in enumerate(ends)]


def _description(chart: Chart) -> str:
    rows = (
        f"{label}: " + ", ".join(f"{one.name} {chart.number(one.values[at])}" for one in chart.series)
        for at, label in enumerate(chart.labels)
    )
    return f"{chart.text} " + "; ".join(rows)


def _legend(chart: Chart) -> list[str]:
    parts, x = [], 0
    for one in chart.series:
        if one.mark:
            parts.append(f'<path class="{one.look}" d="M{x + 6} 3V17"/>')
        else:
            parts.append(f'<rect class="{one.look}" x="{x}" y="4" width="12" height="12"/>')
        parts.append(f'<text class="key" x="{x + 18}" y="15">{escape(one.name)}</text>')
        x += 40 + 8 * display_width(one.name)
    return parts


def _row(chart: Chart, at: int, label: str, most: Fraction) -> list[str]:
    scale = (_WIDTH - _GAP * len(chart.bars)) / float(most)
    y, x = _TOP + _ROW * at, 0.0
    parts = [f'<text x="0" y="{y + 12}">{escape(_cut(label))}</text>']
    for one in chart.bars:
        width = float(one.values[at]) * scale
        parts.append(f'<rect class="{one.look}" x="{x:.1f}" y="{y + 18}" width="{width:.1f}" height="{_BAR}"/>')
        x += width
    ends = [x, *(float(one.values[at]) * scale for one in chart.marks)]
    numbers = " + ".join(chart.number(one.values[at]) for one in chart.bars)
    parts.append(f'<text class="number" x="{max(ends) + 6:.1f}" y="{y + 30}">{escape(numbers)}</text>')
    parts += [
        f'<path class="{one.look}" d="M{end:.1f} {y + 15}v20"/>' for one, end in zip(chart.marks, ends[1:], strict=True)
    ]
    return parts


def _cut(label: str) -> str:
    """The label as far as it fits on its line."""
    if display_width(label) <= _LABEL_WIDTH:
        return label
    cut = label
    while display_width(cut) > _LABEL_WIDTH - 1:
        cut = cut[:-1]
    return cut + "…"
