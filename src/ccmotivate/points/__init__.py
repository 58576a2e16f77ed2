"""The points methods, one file each: how a method is written, resolved, computed, compared and said in words.

A new one is a file with a ``Method`` and its place in ``METHODS``.
"""

from __future__ import annotations

from ccmotivate.model.methods import Method
from ccmotivate.points.bands import Bands
from ccmotivate.points.curve import Curve
from ccmotivate.points.levels import Levels
from ccmotivate.points.pass_points import PassPoints
from ccmotivate.points.ratio import Ratio

METHODS: tuple[type[Method], ...] = (Ratio, Curve, Bands, Levels, PassPoints)
