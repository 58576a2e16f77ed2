"""Tests of the parts: each a subject of its own."""
