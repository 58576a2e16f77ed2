"""From the outside world to values and problems: files, sheets, headers, cells and rules are read here."""
