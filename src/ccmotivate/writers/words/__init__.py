"""Figures, names and sentences as all outputs say them."""
