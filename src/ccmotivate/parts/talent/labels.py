"""Where names go beside the points of a chart: to the right, left, above or below, so that none covers another.

Who has no room for the name has a number; who has not even that has none. A list on the page says who is who.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from ccmotivate.writers.words.text import display_width

Point = tuple[float, float]
_Box = tuple[float, float, float, float]  # left, right, bottom, top in pixels
PLACES = ("right", "left", "above", "below")
_UNIT, _TALL, _DOT = 6.5, 14.0, 6.0  # pixels: half a Chinese character, a line of text, from a point to its text


class Placed(Struct, frozen=True):
    """The text at a point (``""`` for none) and where it goes."""

    text: str
    place: str = PLACES[0]


def placed(points: Mapping[int, Point], texts: Mapping[int, Sequence[str]], room: Point) -> dict[int, Placed]:
    """A text for each point.

    Args:
        points: Points in pixels from the lower left corner.
        texts: The texts of each, the one to prefer first.
        room: How wide and tall the chart is.
    """
    taken = [(x - _DOT, x + _DOT, y - _DOT, y + _DOT) for x, y in points.values()]
    made: dict[int, Placed] = {}
    for rank in range(max((len(own) for own in texts.values()), default=0)):
        for at, point in points.items():
            if at in made or rank >= len(texts[at]):
                continue
            text = texts[at][rank]
            free = next((way for way in _ways(point, text) if _fits(way[1], taken, room)), None)
            if free is not None:
                made[at] = Placed(text, free[0])
                taken.append(free[1])
    return {at: made.get(at, Placed("")) for at in points}


def _ways(point: Point, text: str) -> Iterator[tuple[str, _Box]]:
    """The places of a text, each with the box that it takes."""
    (x, y), wide = point, display_width(text) * _UNIT
    yield "right", (x + _DOT, x + _DOT + wide, y - _TALL / 2, y + _TALL / 2)
    yield "left", (x - _DOT - wide, x - _DOT, y - _TALL / 2, y + _TALL / 2)
    yield "above", (x - wide / 2, x + wide / 2, y + _DOT, y + _DOT + _TALL)
    yield "below", (x - wide / 2, x + wide / 2, y - _DOT - _TALL, y - _DOT)


def _fits(box: _Box, taken: Sequence[_Box], room: Point) -> bool:
    inside = box[0] >= 0 and box[1] <= room[0] and box[2] >= 0 and box[3] <= room[1]
    return inside and not any(
        box[0] < other[1] and other[0] < box[1] and box[2] < other[3] and other[2] < box[3] for other in taken
    )
