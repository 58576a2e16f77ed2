"""xlsx files: scored workbooks, award lists, period books, money tables, problems, simulations; and their sheets."""
