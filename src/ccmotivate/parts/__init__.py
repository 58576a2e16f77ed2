"""Subjects with a rules file of their own, one folder each: ``PARTS`` lists them, in the order in which they decide."""

from __future__ import annotations

from ccmotivate.parts.coaching import PART as COACHING
from ccmotivate.parts.contract import Part
from ccmotivate.parts.mentoring import PART as MENTORING
from ccmotivate.parts.pay import PART as PAY
from ccmotivate.parts.talent import PART as TALENT

PARTS: tuple[Part, ...] = (MENTORING, COACHING, PAY, TALENT)
