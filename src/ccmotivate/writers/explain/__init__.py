"""A page for the person it is about: what was measured, asked, earned and won, and what was missing."""
