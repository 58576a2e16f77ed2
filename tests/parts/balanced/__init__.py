"""Balanced scorecards of managers."""
