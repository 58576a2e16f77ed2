"""Tests of pay, and an oracle of it that knows nothing of the program."""
