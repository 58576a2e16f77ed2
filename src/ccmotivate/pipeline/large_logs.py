"""Logs too large for Python's rows: their plain rows are folded by DuckDB, a few others are read as any file's are.

What the readers see is a small sheet of the log's own rows: one for whoever stands in it in a month, and every odd row,
each under its own number. So every word, warning and error is theirs. What they make of distinct texts goes to DuckDB.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from ccmotivate.formats import csv_text, large_text
from ccmotivate.formats.book import Book, Sheet
from ccmotivate.formats.columns import CellColumn
from ccmotivate.formats.assembling import plain_sheet
from ccmotivate.formats.large_text import LargeText
from ccmotivate.model.period import Month
from ccmotivate.model.results import Interpretation
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem
from ccmotivate.readers.agents import read_agents
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.month_column import MonthOptions
from ccmotivate.readers.reading import ReadResult, row_ranges
