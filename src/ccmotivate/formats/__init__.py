"""Files to cells: xlsx, xls, xlsb, ods, csv and pages, behind the guard that looks at a file before any parser does."""
