"""Fixtures of the tests of exports."""

from tests.exports.made import mapped

__all__ = ["mapped"]
