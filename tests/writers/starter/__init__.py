"""Tests of the honour roll, the certificates and the newsletter."""
