"""Rows folded by a database: the folds of a source as one query that gives one row an agent and month."""

from ccmotivate.arrow import let_in

let_in()
