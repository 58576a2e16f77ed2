"""A look at fairness for people: sentences with numbers, tables and charts, as a page, a workbook, text and JSON."""
