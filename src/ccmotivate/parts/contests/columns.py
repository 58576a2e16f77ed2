"""The ids of the two sheets and of their columns."""

from __future__ import annotations

CONTEST, LESSONS = "contest", "lessons"
TITLE, AGENT, PRELIMINARY, FINAL = "title", "agent_id", "preliminary", "final"
DATE, HOURS = "date", "hours"
