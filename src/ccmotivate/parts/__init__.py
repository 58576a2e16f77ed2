"""Subjects with a rules file of their own, one folder each: ``PARTS`` lists them, in the order in which they decide."""

from __future__ import annotations

from ccmotivate.parts.balanced import PART as BALANCED
from ccmotivate.parts.careers import PART as CAREERS
from ccmotivate.parts.coaching import PART as COACHING
from ccmotivate.parts.contests import PART as CONTESTS
from ccmotivate.parts.contract import Part
from ccmotivate.parts.goals import PART as GOALS
from ccmotivate.parts.learning import PART as LEARNING
from ccmotivate.parts.measures import PART as MEASURES
from ccmotivate.parts.mentoring import PART as MENTORING
from ccmotivate.parts.pay import PART as PAY
from ccmotivate.parts.survey import PART as SURVEY
from ccmotivate.parts.talent import PART as TALENT
from ccmotivate.parts.teams import PART as TEAMS

PARTS: tuple[Part, ...] = (
    LEARNING,
    MENTORING,
    GOALS,
    COACHING,
    BALANCED,
    PAY,
    TALENT,
    TEAMS,
    CONTESTS,
    CAREERS,
    SURVEY,
    MEASURES,
)
