"""The Chinese catalogue: complete, in step with the source, and what is compiled is what was written."""

from __future__ import annotations

import ast
import gettext
import io
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from ccmotivate.locale import LANGUAGES, counted, translator
from ccmotivate.problems import CATALOGUE
from tests.support import ROOT

SOURCE = ROOT / "src" / "ccmotivate"
PO = SOURCE / "locale" / "zh" / "LC_MESSAGES" / "ccmotivate.po"
KEYWORDS = {"_": None, "N_": None}
SHEETS = ("Summary", "Scores", "Why", "Why (failed or no data)", "Awards", "How it was read", "Rules", "Award list",
          "Problems")  # fmt: skip
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def sentences() -> set[str]:
    """Every sentence that is marked in the source, as ``make locale`` finds them."""
    found = extract_from_dir(SOURCE, keywords=KEYWORDS)
    return {text for _file, _line, text, _comments, _context in found if isinstance(text, str)}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file)


def pairs(catalogue: Catalog) -> dict[str, str]:
    return {message.id: message.string for message in catalogue if message.id}


def placeholders(text: str) -> set[str]:
    return {name for _before, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def calls_of_translator(path: Path) -> Iterator[str]:
    """Texts in calls like ``translator(lang)("…")``, which the extraction does not see."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Call) and node.args:
            maker, text = node.func.func, node.args[0]
            if isinstance(maker, ast.Name) and maker.id == "translator" and isinstance(text, ast.Constant):
                yield str(text.value)


def test_every_sentence_has_a_translation_and_none_is_left_over(sentences: set[str], catalogue: Catalog) -> None:
    written = pairs(catalogue)
    assert sorted(sentences - set(written)) == []
    assert sorted(set(written) - sentences) == []
    assert [text for text, chinese in written.items() if not chinese.strip()] == []
    assert not catalogue.obsolete
    assert not [message.id for message in catalogue if message.id and message.fuzzy]


def test_placeholders_are_the_same(catalogue: Catalog) -> None:
    wrong = {text: zh for text, zh in pairs(catalogue).items() if placeholders(text) != placeholders(zh)}
    assert wrong == {}


def test_babel_has_no_complaint(catalogue: Catalog) -> None:
    """``pybabel compile`` refuses a catalogue with such errors."""
    assert [(message.id, errors) for message, errors in catalogue.check()] == []


def test_the_compiled_catalogue_is_the_written_one(catalogue: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    with PO.with_suffix(".mo").open("rb") as file:
        committed = gettext.GNUTranslations(file)
    fresh = gettext.GNUTranslations(compiled)
    assert committed.info() == fresh.info()
    assert {text: committed.gettext(text) for text in pairs(catalogue)} == pairs(catalogue)


def test_the_header_says_chinese_and_no_clock(catalogue: Catalog) -> None:
    headers = dict(catalogue.mime_headers)
    assert headers["Language"] == "zh"
    assert headers["Plural-Forms"] == "nplurals=1; plural=0;"
    assert headers["POT-Creation-Date"] == headers["PO-Revision-Date"] == "2025-01-01 00:00+0000"


def test_sentences_looked_up_without_a_mark_are_in_the_catalogue(sentences: set[str]) -> None:
    looked_up = [text for path in sorted(SOURCE.rglob("*.py")) for text in calls_of_translator(path)]
    assert looked_up
    assert sorted(set(looked_up) - sentences) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_problem_can_be_said(code: str, lang: str) -> None:
    kind = CATALOGUE[code]
    facts = {name: f"<{name}>" for text in (kind.message, kind.hint) for name in placeholders(text)}
    for text in filter(None, (kind.message, kind.hint)):
        said = translator(lang)(text).format(**facts)
        assert all(f"<{name}>" in said for name in placeholders(text))
        assert lang == "en" or said != text.format(**facts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sheet_names_are_ones_that_excel_takes(sentences: set[str], lang: str) -> None:
    assert set(SHEETS) <= sentences
    names = [translator(lang)(name) for name in SHEETS]
    assert len({name.casefold() for name in names}) == len(names)
    assert [name for name in names if len(name) > 31 or re.search(r"[][:*?/\\]", name)] == []


def test_chinese_is_written_with_chinese_punctuation(catalogue: Catalog) -> None:
    assert [zh for zh in pairs(catalogue).values() if HALF_WIDTH.search(zh)] == []


@pytest.mark.parametrize(
    ("template", "facts", "said"),
    [
        ("{agents} agents, {awards} awards", {"agents": 1, "awards": 2}, "1 agent, 2 awards"),
        ("{agents} agents, {rows} agent-months", {"agents": "1", "rows": "1"}, "1 agent, 1 agent-month"),
        ("… and {count} more people; --json", {"count": 1}, "… and 1 more person; --json"),
        ("… and {count} more awards", {"count": 11}, "… and 11 more awards"),
        ("{given} of {count} hours", {"given": "0.5", "count": "1"}, "0.5 of 1 hour"),
        ("{entrants} entrants, {count} finalists", {"entrants": 1, "count": 1}, "1 entrant, 1 finalist"),
        ("{figure} months of service", {"figure": "1"}, "1 month of service"),
        ("equal to {count} others", {"count": 1}, "equal to 1 other"),
        ("the team met {value} of its {needed} goals", {"value": 0, "needed": 1}, "the team met 0 of its 1 goal"),
        ("within {count} days", {"count": 1}, "within 1 day"),
        ("{value} is not a month", {"value": "1"}, "1 is not a month"),
        ("{folder}: {roles} roles", {"folder": "1 roles", "roles": 1}, "1 roles: 1 role"),
        ("另有{count}人", {"count": 1}, "另有1人"),
    ],
)
def test_of_one_there_is_one(template: str, facts: dict[str, object], said: str) -> None:
    assert counted(template, **facts) == said
