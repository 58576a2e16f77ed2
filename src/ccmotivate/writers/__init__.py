"""Results to workbooks, JSON, terminal and reports, in Chinese and English; a folder for each kind of output."""
