"""The handbook: everything that counts is in it in words, its examples are the engine's, no id and no YAML shows."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console

from ccmotivate.model.handbook import HandbookFacts
from ccmotivate.model.period import Month
from ccmotivate.model.results import NO_DATA, PASS
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.handbook import handbook_facts
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.writers.files.replacing import verify_workbook
from ccmotivate.writers.files.signature import kind_of
from ccmotivate.writers.handbook.build import build
from ccmotivate.writers.handbook.content import Chapter, Handbook, Listing
from ccmotivate.writers.handbook.markdown import handbook_markdown
from ccmotivate.writers.handbook.page import handbook_page
from ccmotivate.writers.handbook.screen import show_handbook
from ccmotivate.writers.handbook.sheets import write_handbook
from ccmotivate.writers.words.figures import figure_name, money_text, standard_text
from tests.support import sheets_in, shipped_rules

RULES = shipped_rules()
LANGUAGES = ("en", "zh")


def facts(rules: RuleSet = RULES, month: Month | None = None) -> HandbookFacts:
    found, problems = handbook_facts(rules, month)
    assert found is not None, problems
    return found


def book(lang: str = "en", rules: RuleSet = RULES, month: Month | None = None) -> Handbook:
    return build(facts(rules, month), lang)


def edited(**texts: tuple[str, str]) -> RuleSet:
    """The shipped rules with a piece of the inbound role or of the awards replaced."""
    names = {"inbound": "roles/inbound.yaml", "awards": "awards.yaml"}
    changed = dict(RULES.texts)
    for key, (old, new) in texts.items():
        assert old in changed[names[key]]
        changed[names[key]] = changed[names[key]].replace(old, new, 1)
    rules, problems = rules_of(changed, "rules")
    assert rules is not None, problems
    return rules


def screen(handbook: Handbook, width: int = 80, encoding: str = "utf-8") -> str:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="replace")
    show_handbook(Console(file=stream, width=width), handbook)
    stream.flush()
    return raw.getvalue().decode(encoding)


# -- the examples -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", RULES.roles)
def test_the_made_up_agents_are_what_the_rules_make_of_them(role: str) -> None:
    examples = facts().examples[role]
    assert (examples.on_standard.score, examples.best.score) == (100, 110)
    assert examples.on_standard.qualified
    assert all(line.status == PASS for line in examples.on_standard.lines if role_asks(role, line.metric))
    assert 100 < examples.worked.score < 110
    assert examples.worked.qualified
    assert examples.worked.eligible
    assert not examples.short.qualified
    assert [line.metric for line in examples.short.lines if line.status == NO_DATA] == [examples.lacking]


def role_asks(role: str, metric: str) -> bool:
    return any(line.metric == metric for line in RULES.roles[role].must)


@pytest.mark.parametrize("role", RULES.roles)
def test_the_sum_of_an_example_is_its_score(role: str) -> None:
    for example in (facts().examples[role].worked, facts().examples[role].short):
        counted = sum(
            (line.points * line.weight / 100 for line in example.lines if line.points and line.weight), Fraction(0)
        )
        assert counted == example.score


def test_the_worked_example_of_inbound() -> None:
    """75 % on the curve to 100 % for 120 points, half-way and in whole percent: 88 % earns 110.4."""
    examples = facts().examples["inbound"]
    (better,) = [line for line in examples.worked.lines if line.metric == examples.better]
    assert (better.metric, better.value, better.points) == ("productivity", 88, Fraction("110.4"))
    assert examples.worked.score == Fraction("105.2")
    assert examples.short.score == Fraction("95.2")


def test_a_strict_standard_is_passed_by_the_example() -> None:
    rules = edited(inbound=("{at_least: 75%}", "{more_than: 75%}"))
    example = facts(rules).examples["inbound"].on_standard
    assert example.qualified
    assert next(line.value for line in example.lines if line.metric == "productivity") == Fraction("75.01")


# -- the content ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_standard_weight_prize_and_name_is_in_it(lang: str) -> None:
    text = handbook_page(book(lang))
    for role in RULES.roles.values():
        assert role.label.text(lang) in text
        for line in role.must:
            assert standard_text(line, RULES, lang) in text
            assert figure_name(line.metric, RULES, lang) in text
    for award in RULES.awards.values():
        assert award.label.text(lang) in text
        assert all(money_text(prize, RULES.currency, lang) in text for prize in award.prizes)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("show", [handbook_page, handbook_markdown, screen])
def test_no_id_and_no_yaml_shows(lang: str, show: object) -> None:
    assert callable(show)
    text = re.sub(r"<style>.*?</style>", "", show(book(lang)), flags=re.S)
    ids = [name for name in (*RULES.roles, *RULES.metrics, *RULES.awards, "at_least", "at_most") if "_" in name]
    assert [name for name in ids if name in text.replace("\\_", "_")] == []
    assert ".yaml" not in text


def test_the_same_rules_make_the_same_handbook(tmp_path: Path) -> None:
    assert handbook_page(book()) == handbook_page(book())
    for name in ("one.xlsx", "two.xlsx"):
        write_handbook(tmp_path / name, book())
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_conditions_ties_and_prizes_of_an_award_in_words() -> None:
    text = screen(book(), width=300)
    assert "The first 3 by score win, the highest first." in text
    assert "Error rate (lowest first), then Outstanding contributions (highest first); who is still equal" in text
    assert "no. 2: ¥150" in text
    assert "winning the Monthly project award in 2 months running, whatever the place" in text
    assert "All of it in one and the same project, and within the period." in text
    assert "teams with at least 3 members" in text


def test_dates_tell_what_changed_and_what_is_to_come() -> None:
    dated = "{at_least: {2025-01: 75%, 2025-07: 78%}}"
    rules = edited(inbound=("{at_least: 75%}", dated), awards=("prize: 300", "prize: {2025-01: 300, 2026-01: 400}"))
    handbook = book(rules=rules, month=Month(2025, 8))
    assert handbook.since == "The rules as they are in August 2025"
    sections = chapter(handbook, "What changes when").sections
    assert [(section.title, section.tag) for section in sections] == [
        ("From July 2025", ""),
        ("From January 2026", "still to come"),
    ]
    assert sections[0].blocks == (Listing(("Inbound · Productivity · standard: at least 75% → 78%",)),)
    assert "at least 78% (from July 2025)" in screen(handbook)
    assert "at least 75% (from January 2025)" in screen(book(rules=rules, month=Month(2025, 6)))
    assert "The rules as they are in January 2026" in screen(book(rules=rules))


def chapter(handbook: Handbook, title: str) -> Chapter:
    return next(one for one in handbook.chapters if one.title == title)


def test_a_month_before_all_dates_has_no_handbook() -> None:
    found, problems = handbook_facts(edited(inbound=("75%}", "{2025-01: 75%}}")), Month(2024, 12))
    assert found is None
    assert [one.code for one in problems] == ["month-before-rules"]


def test_lines_for_some_only_say_for_whom() -> None:
    pilot = "[{at_most: 0.5‰, active: {teams: [Blue]}}, {at_most: 0‰}]"
    text = screen(book(rules=edited(inbound=("{at_most: 0‰}", pilot))))
    assert "Error rate (only for teams Blue)" in text
    assert "The figures and the example are for those whom no “only for” names." in text


def test_a_scheme_without_awards_and_eligibility() -> None:
    handbook = book(rules=replace(RULES, awards={}, eligible=()))
    assert "The awards" not in [one.title for one in handbook.chapters]
    assert "nothing is asked for beyond the standards" in screen(handbook, width=200)


# -- the four ways ----------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Addresses, anchors and tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [known["id"]] if "id" in known else []
        self.links += [known["href"]] if "href" in known else []
        self.loads += [known[name] for name in ("src", "srcset", "action", "onclick", "style") if name in known]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_loads_nothing_and_its_contents_lead_somewhere(lang: str) -> None:
    text = handbook_page(book(lang))
    page = Page(text)
    assert page.loads == []
    assert not {"script", "img", "link", "iframe", "form"} & set(page.tags)
    assert page.tags.count("h1") == 1
    assert len(page.ids) == len(set(page.ids))
    assert page.links
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    style = re.search(r"<style>(.*?)</style>", text, re.S)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src &#39;sha256-{digest}&#39;" in text
    assert "default-src &#39;none&#39;" in text
    assert "url(" not in style[1]


def hostile() -> RuleSet:
    """Rules whose names are anything but names."""
    role = RULES.roles["inbound"]
    name = replace(role.label, en="<b>*x*</b> [a](http://x) | =1+1 \u202e\x1b[31m", zh="<b>")
    return replace(RULES, roles={"inbound": replace(role, label=name)}, awards={})


def test_names_are_nothing_but_text(tmp_path: Path) -> None:
    handbook = book(rules=hostile())
    assert "<b>" not in handbook_page(handbook)
    text = handbook_markdown(handbook)
    assert "\\<b\\>\\*x\\*" in text
    assert "[a](" not in text
    shown = screen(handbook)
    assert "\x1b" not in shown
    assert "\u202e" not in shown + text + handbook_page(handbook)
    write_handbook(tmp_path / "book.xlsx", handbook)
    cells = [cell for sheet in openpyxl.load_workbook(tmp_path / "book.xlsx") for row in sheet for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def test_a_roles_table_row_stays_one_row_in_markdown() -> None:
    rows = [line for line in handbook_markdown(book()).splitlines() if line.lstrip("> ").startswith("|")]
    widths = {line.replace("\\|", "").count("|") for line in rows}
    assert widths <= {3, 4, 5, 8}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_workbook_is_ours_and_reads_back(lang: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    verify_workbook_of(path, lang)
    assert kind_of(path) == "handbook"
    assert any(RULES.roles["inbound"].label.text(lang) in name for name in sheets_in(path))


def verify_workbook_of(path: Path, lang: str) -> None:
    verify_workbook(path, write_handbook(path, book(lang)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_terminal_keeps_to_eighty_columns(lang: str) -> None:
    assert max(cell_len(line) for line in screen(book(lang)).splitlines()) <= 80


def test_the_terminal_draws_with_ascii_where_it_must() -> None:
    text = screen(book(), encoding="ascii")
    assert "+----" in text
    assert "─" not in text


def test_a_role_without_standards_says_so() -> None:
    """Nothing in the section speaks of a standard that was met, and no made-up figure is impossible."""
    text = RULES.texts["roles/inbound.yaml"]
    bare = edited(inbound=(text[text.index("must:") : text.index("scorecard:")], ""))
    told = handbook_markdown(book(rules=bare))
    section = told[told.index("### Inbound") : told.index("### Outbound")]
    assert "The role has no standards to meet: everybody in it is qualified." in section
    assert "Full marks: 110.00 points." in section
    assert "There is no standard to miss: qualified." in section
    assert "every standard" not in section.lower()
    assert "Everybody in a role without standards is qualified: Inbound." in told
    assert "Exactly on every standard" in told[told.index("### Outbound") :]


def test_a_figure_of_an_example_is_one_that_can_be() -> None:
    old = "complaints:        {weight: 10, curve: {0: 100, 1: 40, 2: 0}}"
    new = "complaints: {weight: 10, bands: [{up_to: 0, points: 100}, {points: 0}]}"
    examples = facts(edited(inbound=(old, new))).examples["inbound"]
    for example in (examples.on_standard, examples.best, examples.worked):
        (line,) = [line for line in example.lines if line.metric == "complaints"]
        assert line.value == 0
