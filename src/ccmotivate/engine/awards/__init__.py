"""Awards: who may win, within what, how chosen; one file per condition kind."""
