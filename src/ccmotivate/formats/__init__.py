"""Files to cells: xlsx, xls, xlsb, ods and csv, behind the guard that looks at a file before any parser does."""
