"""Frozen values exchanged between the packages: periods, exact numbers, rules, datasets and results."""
