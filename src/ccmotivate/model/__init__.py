"""Frozen values that the rooms hand to each other: periods, exact numbers, rules, datasets and results."""
