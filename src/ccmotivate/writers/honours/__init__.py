"""Recognition: the honour roll, certificates and the newsletter's citations, from the facts of a period."""
