"""The sheet of team goals and its columns."""

SHEET = "team_goals"
TEAM, METRIC, TARGET = "team", "metric", "target"
