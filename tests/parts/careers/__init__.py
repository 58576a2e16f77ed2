"""Careers, on small companies of six months."""
