"""Every part keeps the contract: each facet is there or declined, and what is declared works."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
import typer
from msgspec.structs import replace

from ccmotivate.cli.app import COMMANDS
from ccmotivate.engine.rule_changes import differences
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts import PARTS
from ccmotivate.parts.contract import FACETS, Part
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.writers.handbook.content import Chapter
from ccmotivate.writers.words.rules import condition_words
from tests.cli.commands import ROOT, ccmotivate
from tests.parts.books import MONTH, SAMPLES, with_sheets
from tests.samples import sample, sampled
from tests.support import sheets_in, shipped_rules

Rows = Sequence[Sequence[object]]
FUNCTIONS = {
    "rules": ("SCHEMA", "DESCRIPTION", "resolve"),
    "starter": ("fewer",),
    "sheets": ("kinds", "NEEDED", "check"),
    "metrics": ("NAMES", "metrics", "cells"),
    "scores": ("scores",),
    "decide": ("decide",),
    "compare": ("values", "labels"),
    "cases": ("checks", "got", "about_text", "wanted", "reached", "branch_text"),
    "explain": ("blocks",),
    "handbook": ("chapter",),
    "workbook": ("sheets",),
    "terminal": ("lines",),
    "json": ("agents",),
    "payments": ("payments", "labels"),
    "commands": ("register",),
}

each_part = pytest.mark.parametrize("part", PARTS, ids=lambda part: part.id)
_FIGURE = re.compile(r"(?<=[ :{])(\d+(?:\.\d+)?)(%?)(?=[,}\]\s])")


def without(part: Part) -> RuleSet:
    return _without(part.file)


@functools.cache
def _without(file: str) -> RuleSet:
    rules, problems = rules_of({name: text for name, text in shipped_rules().texts.items() if name != file}, "rules")
    assert rules is not None, problems
    return rules


def written(rules: RuleSet, folder: Path) -> Path:
    """The rules as a folder."""
    for name, text in rules.texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_test_knows_every_facet() -> None:
    assert set(FUNCTIONS) == set(FACETS)


@each_part
@pytest.mark.parametrize("facet", FACETS)
def test_a_facet_is_there_or_declined_with_a_reason(part: Part, facet: str) -> None:
    assert (facet in part.facets) != (facet in part.declines), f"{part.id} forgot {facet}"
    if facet in part.declines:
        assert part.facet(facet) is None
        assert part.declines[facet]
    else:
        found = part.facet(facet)
        assert [name for name in FUNCTIONS[facet] if not hasattr(found, name)] == []


@each_part
def test_its_commands_are_those_that_the_command_line_lists(part: Part) -> None:
    app = typer.Typer()
    if part.facet("commands") is not None:
        part.facet("commands").register(app)
    registered = [command.name for command in app.registered_commands]
    assert registered == [one.name for one in COMMANDS if one.of_part and one.module == part.id]


@each_part
def test_a_facet_that_is_neither_is_named(part: Part) -> None:
    forgetful = replace(part, facets=part.facets[1:])
    with pytest.raises(LookupError, match=part.facets[0]):
        forgetful.facet(part.facets[0])


@sampled
@each_part
def test_every_figure_of_its_file_is_a_fact(part: Part) -> None:
    """One figure after the other made another one: the rules differ, in this figure alone; of many figures a third."""
    rules = shipped_rules()
    text = rules.texts[part.file]
    body = [
        (found, line)
        for line in _lines(text)
        for found in _FIGURE.finditer(text, *line)
        if not text[: found.start()].endswith("weight: ")  # weights sum to 100, so one alone cannot change
    ]
    if not body:
        pytest.skip(f"{part.file} has names alone, no figure")
    body = body[:: sample(3, 1) if len(body) > 9 else 1]
    tried = 0
    for found, _line in body:
        figures = [
            f"{float(found[1]) + by:.4f}".rstrip("0").rstrip(".") + found[2] for by in (0.001, 1)
        ]  # 1: of a count
        texts = [text[: found.start()] + other + text[found.end() :] for other in figures]
        tries = (rules_of({**rules.texts, part.file: other}, "rules")[0] for other in texts)
        changed = next((made for made in tries if made is not None), None)
        if changed is None:
            continue  # a curve that no longer ascends
        tried += 1
        assert differences(rules, changed), f"{part.file}: {found[0]} -> {figures} is no fact"
    assert tried > 0.9 * len(body)


def _lines(text: str) -> list[tuple[int, int]]:
    """Where the lines that are no comments begin and end."""
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        if not line.lstrip().startswith("#"):
            found.append((at, at + len(line)))
        at += len(line)
    return found


@each_part
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_its_chapter_stands_in_both_languages(part: Part, lang: str) -> None:
    rules = shipped_rules()
    if part.facet("handbook") is None:
        return
    chapter: Chapter = part.facet("handbook").chapter(rules.parts[part.id].settings, rules, lang)
    assert chapter.title
    blocks = (*chapter.blocks, *(block for section in chapter.sections for block in section.blocks))
    texts = "\n".join(text for block in blocks for text in _texts(block))
    assert texts
    assert (re.search("[a-z]{4,}", texts) is None) == (lang == "zh"), texts


def _texts(block: object) -> Iterator[str]:
    """The sentences of a block of a chapter."""
    yield from getattr(block, "items", ())
    yield from (text for _name, sentences in getattr(block, "rows", ()) for text in sentences)


@dataclass(frozen=True)
class Results:
    """What ``score`` makes of a month: the rows of the scored workbook by sheet, and the document."""

    sheets: Mapping[str, Rows]
    document: str


OnAndOff = Callable[[Part], tuple[Results, Results]]


def results(folder: Path, month: Path, rules: Path) -> Results:
    words = ("score", month, "--out", folder, "--rules", rules, "--json", "--lang", "en", "--no-ledger")
    ran = ccmotivate(*words)
    assert ran.code == 0, ran.err
    return Results(sheets_in(folder / "2025-03.scored.xlsx"), ran.out)


@pytest.fixture(scope="module")
def on_and_off(tmp_path_factory: pytest.TempPathFactory) -> OnAndOff:
    """The results with a part and without it; those of the example as it is, with every part, are made once."""
    example = functools.cache(lambda: results(tmp_path_factory.mktemp("example"), MONTH, ROOT / "rules"))

    @functools.cache
    def both(of: str) -> tuple[Results, Results]:
        folder, month = tmp_path_factory.mktemp("part"), MONTH
        (part,) = [one for one in PARTS if one.id == of]
        if part.id in SAMPLES:  # what the example has none of
            month = with_sheets(folder / "month", SAMPLES[part.id])
        on = results(folder / "on", month, ROOT / "rules") if part.id in SAMPLES else example()
        return on, results(folder / "off", month, written(without(part), folder / "rules"))

    return lambda part: both(part.id)


@each_part
def test_without_its_file_every_other_sheet_stays(part: Part, on_and_off: OnAndOff) -> None:
    """Switched off: the same cells on every other sheet, but in columns of its own."""
    whole, rest = (one.sheets for one in on_and_off(part))
    own = set(whole) - set(rest)
    assert set(rest) <= set(whole)
    given = shipped_rules().parts[part.id].awards
    apart = {"Rules", "Summary", "How it was read", *_of_those_who_need(part), *(["Awards"] if given else [])}
    for name in set(rest) - apart if not part.changes else ():
        columns = _columns(rest[name])
        if given:
            columns.pop(("Awards", 0), None)  # of each agent, its own among them
        assert columns == {head: cells for head, cells in _columns(whole[name]).items() if head in columns}, name
    assert bool(own) == (part.facet("workbook") is not None)


@each_part
def test_without_its_file_every_other_key_of_the_document_stays(part: Part, on_and_off: OnAndOff) -> None:
    """Gone are its keys and awards; other are scores that it changes, and what is decided by it elsewhere."""
    whole, rest = (json.loads(one.document) for one in on_and_off(part))
    assert {key for key in whole if whole[key] != rest[key]} <= {"rules", "months", "problems", "how_it_was_read"}
    (with_it,), (other,) = whole["months"], rest["months"]
    own = {award.id for award in shipped_rules().parts[part.id].awards}
    with_it["awards"] = [one for one in with_it["awards"] if one["award"] not in own]
    gone = set(with_it) - set(other)
    assert {key for key in other if key != "agents" and with_it[key] != other[key]} == set()
    needs = {one.id for one in PARTS if part.id in one.needs}
    may = needs | ({"score", "rank", "rank_everyone", "rank_department", "pay"} if part.changes else set())
    for one, same in zip(with_it["agents"], other["agents"], strict=True):
        gone |= set(one) - set(same)
        assert {key for key in same if one[key] != same[key]} <= may
    assert bool(gone) == (part.facet("json") is not None)


@pytest.mark.parametrize("part", [part for part in PARTS if part.changes], ids=lambda part: part.id)
def test_who_is_qualified_and_points_stay_where_scores_change(part: Part, on_and_off: OnAndOff) -> None:
    on, off = (json.loads(one.document)["months"][0] for one in on_and_off(part))
    kept = ("agent_id", "role", "project", "team", "qualified", "eligible", "criteria", "points")
    assert [[one[key] for key in kept] for one in on["agents"]] == [[one[key] for key in kept] for one in off["agents"]]
    assert [Fraction(one["own_score"]) for one in on["agents"]] == [Fraction(one["score"]) for one in off["agents"]]
    assert on["agents"] != off["agents"]


def _of_those_who_need(part: Part) -> set[str]:
    """The sheets of parts that read what this one decides."""
    pages = {"pay": ("Pay", "Pay in sum")}
    return {page for one in PARTS if part.id in one.needs for page in pages[one.id]}


def _columns(rows: Rows) -> dict[tuple[object, int], list[object]]:
    """The cells of each column by its header and the columns of that name before it."""
    found: dict[tuple[object, int], list[object]] = {}
    for cells in zip(*rows, strict=True):
        before = sum(head == cells[0] for head, _place in found)
        found[cells[0], before] = list(cells[1:])
    return found


@each_part
def test_the_awards_that_it_gives_are_awards_of_the_rules(part: Part) -> None:
    rules = shipped_rules()
    given = rules.parts[part.id].awards
    assert [rules.awards[award.id] for award in given] == list(given)
    assert not {award.id for award in given} & set(without(part).awards)
    assert {(award.part, award.every) for award in given} <= {(part.id, PeriodKind.MONTH)}
    for award, lang in product(given, ("zh", "en")):
        words = condition_words(award.condition, rules, lang, award.every)
        assert (re.search("[a-z]{4,}", words) is None) == (lang == "zh"), words


@each_part
def test_the_part_is_off_without_its_file(part: Part) -> None:
    assert part.id in shipped_rules().parts
    assert part.id not in without(part).parts


def test_nothing_of_the_core_imports_a_part() -> None:
    core = ("engine", "readers", "writers", "ledger", "model", "formats", "ruleset", "points", "conditions")
    found = [
        path.name
        for room in core
        for path in (ROOT / "src/ccmotivate" / room).rglob("*.py")
        if "ccmotivate.parts" in path.read_text(encoding="utf-8")
    ]
    assert found == []
