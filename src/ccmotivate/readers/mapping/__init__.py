"""Files that nobody described → what they seem to hold: tables, kinds of columns, sources, metrics."""
