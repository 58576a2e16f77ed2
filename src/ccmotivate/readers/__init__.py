"""Cells to a ``Dataset``: headers, columns, values, identities, months, details and rosters."""
