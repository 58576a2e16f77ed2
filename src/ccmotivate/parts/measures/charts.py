"""Charts of an evaluation as inline SVG: lines from before to after, and the effect with its interval.

Their look is the page's style sheet's. Numbers are floats here alone, as places on the drawing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from html import escape

from ccmotivate.model.metrics import MetricKind
from ccmotivate.parts.measures.levels import level_text, mark_text
from ccmotivate.parts.measures.lines import Line, chart_text, drawn, ends, lines, side_text
from ccmotivate.parts.measures.results import Found
from ccmotivate.parts.measures.rules import Expected
from ccmotivate.parts.measures.words import Words
from ccmotivate.writers.words.text import display_width

_WIDTH, _LEFT, _RIGHT, _LABELS = 480, 58, 240, 254
_TOP, _BOTTOM, _HEIGHT = 58, 14, 230
_STEP = 17  # from label to label
_LABELLED = 24  # of more units only the means have a label
_COLUMNS = 27  # of a label
_MARKS = 4
_SPAN = 3
_CLOCK_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_SIDE, _STRIP = 110, 74  # of the drawing of an interval: what its ends need beside it, and its height
_APART = 64


def slopes(found: Found, words: Words, name: str) -> str:
    """Lines from before to after; ``name`` is unique in the page. Empty where there is nothing to draw."""
    shown = drawn(lines(found, words))
    if not shown:
        return ""
    labelled = shown if len(shown) <= _LABELLED + 2 else [one for one in shown if one.mean]
    height = max(_HEIGHT if len(shown) > 1 else _HEIGHT // 2, _STEP * len(labelled)) + _TOP + _BOTTOM
    scale = marks(shown, found.expected)
    place = _scale(float(scale[0]), float(scale[-1]), height - _BOTTOM, _TOP)
    return "\n".join(
        [
            *_head(name, words.metric(found.expected), _described(found, shown, words), height),
            *_legend(shown, words),
            *_axes(found, scale, place, words, height),
            *(_line(one, place) for one in shown),
            *_labels(found, labelled, place, words, height - _BOTTOM),
            "</svg>",
        ]
    )


def _head(name: str, title: str, text: str, height: int) -> list[str]:
    return [
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="{name}-t {name}-d">',
        f'<title id="{name}-t">{escape(title)}</title>',
        f'<desc id="{name}-d">{escape(text)}</desc>',
    ]


def _described(found: Found, shown: Sequence[Line], words: Words) -> str:
    """The same for those who cannot see it."""
    each = [f"{one.name}: {_from_to(found, one, words)}" for one in shown]
    return f"{chart_text(found, words)} " + "; ".join(each)


def _from_to(found: Found, one: Line, words: Words) -> str:
    ends = [level_text(found.expected, end, words) for end in (one.before, one.after) if end is not None]
    return " → ".join(ends)


def _scale(low: float, high: float, bottom: float, top: float) -> Callable[[float], float]:
    """Values → places, ``low`` at the bottom and ``high`` at the top (or left and right)."""
    return lambda value: bottom + (top - bottom) * (value - low) / (high - low)


def marks(shown: Sequence[Line], expected: Expected) -> list[Fraction]:
    """Round values from below the lowest to above the highest.

    They span no less than a few of the smallest changes worth having, so that less than that does not look like much.
    """
    ends = [float(end) for one in shown for end in (one.before, one.after) if end is not None]
    low, high = min(ends), max(ends)
    spare = max(_SPAN * float(expected.least) - (high - low), 0) / 2
    low, high = (max(low - spare, 0) if low >= 0 else low - spare), high + spare
    step = _round_step((high - low) / _MARKS, expected.metric.kind)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [Fraction(str(round(at * step, 9))) for at in range(first, last + 1)]


def _round_step(least: float, kind: MetricKind) -> float:
    """The smallest round step that is not below ``least``; of times one that a clock shows."""
    if kind is MetricKind.DURATION:
        return next((step for step in _CLOCK_STEPS if step >= least), 3600 * math.ceil(least / 3600))
    power = 10.0 ** math.floor(math.log10(least))
    return power * next(step for step in (1, 2, 2.5, 5, 10) if power * step >= least * (1 - 1e-9))


def _legend(shown: Sequence[Line], words: Words) -> Iterator[str]:
    x = 0
    for pilot in (True, False) if any(not one.pilot for one in shown) else ():
        text = side_text(words, pilot=pilot)
        yield f'<path class="{_look(pilot=pilot)} mean" d="M{x} 10h22"/>'
        yield f'<text class="key" x="{x + 28}" y="15">{escape(text)}</text>'
        x += 60 + 8 * display_width(text)


def _axes(
    found: Found, scale: Sequence[Fraction], place: Callable[[float], float], words: Words, height: int
) -> Iterator[str]:
    for x, text in zip((_LEFT, _RIGHT), ends(words), strict=True):
        yield f'<text class="end" x="{x}" y="{_TOP - 16}">{escape(text)}</text>'
        yield f'<path class="axis" d="M{x} {_TOP - 8}V{height - _BOTTOM + 8}"/>'
    for mark in scale:
        y, text = place(float(mark)), mark_text(found.expected, mark, words)
        yield f'<path class="grid" d="M{_LEFT} {y:.1f}H{_RIGHT}"/>'
        yield f'<text class="tick" x="{_LEFT - 8}" y="{y + 4:.1f}">{escape(text)}</text>'


def _look(*, pilot: bool) -> str:
    return "pilot" if pilot else "rest"


def _line(one: Line, place: Callable[[float], float]) -> str:
    look, y = _look(pilot=one.pilot) + (" mean" if one.mean else ""), place(float(one.after))
    dot = f'<circle class="{look}" cx="{_RIGHT}" cy="{y:.1f}" r="{4 if one.mean else 2.5}"/>'
    if one.before is None:
        return dot
    start = place(float(one.before))
    first = f'<circle class="{look}" cx="{_LEFT}" cy="{start:.1f}" r="{4 if one.mean else 2.5}"/>'
    return f'<path class="{look}" d="M{_LEFT} {start:.1f}L{_RIGHT} {y:.1f}"/>{first}{dot}'


def _labels(
    found: Found, labelled: Sequence[Line], place: Callable[[float], float], words: Words, bottom: float
) -> Iterator[str]:
    """Names and values beside the right ends, moved apart where they would overlap."""
    ordered = sorted(labelled, key=lambda one: (place(float(one.after)), one.name))
    wanted = [place(float(one.after)) for one in ordered]
    for one, y, at in zip(ordered, wanted, _apart(wanted, _TOP, bottom), strict=True):
        value = _from_to(found, one, words) if one.mean else level_text(found.expected, one.after, words)
        name = side_text(words, pilot=one.pilot) if one.mean and found.units else one.name
        text = f"{_cut(name, _COLUMNS - display_width(value))} {value}"
        yield f'<path class="leader" d="M{_RIGHT + 5} {y:.1f}L{_LABELS - 4} {at:.1f}"/>'
        look = _look(pilot=one.pilot) + (" mean" if one.mean else "")
        yield f'<text class="{look}" x="{_LABELS}" y="{at + 4:.1f}">{escape(text)}</text>'


def _apart(wanted: Sequence[float], top: float, bottom: float) -> list[float]:
    """Ascending places at least a step from each other, as near as can be to those wanted, none below ``bottom``."""
    moved: list[float] = []
    for at in wanted:
        moved.append(max(at, moved[-1] + _STEP if moved else top))
    for at in reversed(range(len(moved))):
        moved[at] = min(moved[at], bottom - _STEP * (len(moved) - 1 - at))
    return moved


def _cut(text: str, columns: int) -> str:
    """The text as far as it fits."""
    if display_width(text) <= columns:
        return text
    while text and display_width(text) > columns - 1:
        text = text[:-1]
    return text + "…"


# -- the effect with its interval -------------------------------------------------------------------------------------


def strip(found: Found, words: Words, name: str) -> str:
    """The effect and its interval against 0 and the smallest change worth having; empty where there is no interval."""
    if found.interval is None or found.effect is None:
        return ""
    low, high = map(float, found.interval)
    least, effect = float(found.expected.least), float(found.effect)
    place = _scale(min(low, -least), max(high, least), _SIDE, _WIDTH - _SIDE)
    change = [words.change(found.expected, one) for one in (found.interval[0], found.effect, found.interval[1])]
    start, end = place(low), place(high)
    return "\n".join(
        [
            *_head(name, strip_text(found, words), " … ".join(change), _STRIP),
            f'<path class="least" d="M{place(-least):.1f} 24H{place(least):.1f}v26H{place(-least):.1f}z"/>',
            f'<path class="zero" d="M{place(0):.1f} 22V54"/>',
            f'<path class="pilot mean" d="M{start:.1f} 37H{end:.1f}M{start:.1f} 31v12M{end:.1f} 31v12"/>',
            f'<circle class="pilot mean" cx="{place(effect):.1f}" cy="37" r="5"/>',
            f'<text class="last" x="{start - 8:.1f}" y="41">{escape(change[0])}</text>',
            f'<text x="{end + 8:.1f}" y="41">{escape(change[2])}</text>',
            f'<text class="middle effect" x="{place(effect):.1f}" y="15">{escape(change[1])}</text>',
            *_marks(found, place, words),
            "</svg>",
        ]
    )


def strip_text(found: Found, words: Words) -> str:
    """What the drawing of an interval shows."""
    _ = words.say
    text = _("The effect and its interval (95%); shaded: less than the smallest change worth having ({least}).")
    return text.format(least=words.size(found.expected, found.expected.least))


def _marks(found: Found, place: Callable[[float], float], words: Words) -> Iterator[str]:
    """What is under the drawing: 0, and the smallest change worth having where there is room."""
    yield f'<text class="middle key" x="{place(0):.1f}" y="69">0</text>'
    least = found.expected.least
    if place(float(least)) - place(0) >= _APART:
        for end in (-least, least):
            text = escape(words.change(found.expected, end))
            yield f'<text class="middle key" x="{place(float(end)):.1f}" y="69">{text}</text>'
