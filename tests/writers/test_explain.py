"""The page of an explanation: complete in itself, harmless whatever people are called, nobody else in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace

from ccmotivate.engine.counterfactuals.counterfactual import WhatIf
from ccmotivate.engine.months import score_months
from ccmotivate.engine.trace import Wanted, trace_agent
from ccmotivate.model.explanation import Edit, Explanation
from ccmotivate.model.period import Month
from ccmotivate.writers.explain.context import RenderContext
from ccmotivate.writers.explain.counterfactuals import counterfactual_text, edits_text
from ccmotivate.writers.explain.lines import metric_lines
from ccmotivate.writers.explain.page import explanation_page
from ccmotivate.writers.explain.team import page_names, write_index
from ccmotivate.writers.explain.words import missed_text, sum_text
from tests.support import Row, dataset, shipped_rules

HOSTILE = "<script>alert(1)</script>\u202e\"'&{{ 7*7 }}"


class Page(HTMLParser):
    """Tags with their attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Mapping[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def _row(agent_id: str, name: str, **figures: object) -> Row:
    whole = {"typing_speed": 60, "project_knowledge": 3, "productivity": 90, "attitude": 1, "error_rate": 0,
             "complaints": 0, "proposals_adopted": 1, "colleague_assists": 0}  # fmt: skip
    return {
        "agent_id": agent_id,
        "name": name,
        "role": "inbound",
        "project": "信用卡",
        "team": "一组",
        **whole,
        **figures,
    }


def told_of(rows: list[Row], agent_id: str) -> Explanation:
    """The explanation of one agent of a month, with what would have been enough."""
    data, rules = dataset(rows), shipped_rules()
    months, _notes = score_months(data, rules)
    explanation = trace_agent(Wanted(agent_id), months, (), rules)
    assert explanation is not None
    what_if = WhatIf(data, rules, {one.month: one for one in months}, agent_id)
    stories = tuple(replace(one, counterfactual=what_if.counterfactual(one)) for one in explanation.awards)
    return replace(explanation, awards=stories)


ROWS = [
    _row("X1", "测试一", productivity=100),
    _row("X2", HOSTILE, error_rate=Fraction(1, 2)),
    _row("X3", "测试三", typing_speed=None),
    _row("X4", "测试四", productivity=Fraction("79.123")),
]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("agent_id", ["X1", "X2", "X3", "X4"])
def test_the_page_is_whole_and_fetches_nothing(lang: str, agent_id: str) -> None:
    text = explanation_page(RenderContext(told_of(ROWS, agent_id), lang))
    page = Page(text)
    names = [tag for tag, _ in page.tags]
    assert not {"script", "img", "iframe", "link", "object", "form"} & set(names)
    assert not re.search(r"(?:src|srcset|action|data|poster)\s*=\s*[\"']", re.sub(r"data-name=", "", text))
    assert all((attrs.get("href") or "#").startswith("#") for _, attrs in page.tags)
    assert "url(" not in text and "@import" not in text
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(attrs["href"][1:] in ids for tag, attrs in page.tags if tag == "a" and attrs.get("href"))
    policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert next(attrs for tag, attrs in page.tags if tag == "html")["lang"] == {"zh": "zh-CN", "en": "en"}[lang]
    assert names.count("h1") == names.count("main") == 1
    assert explanation_page(RenderContext(told_of(ROWS, agent_id), lang)) == text


def test_a_hostile_name_is_only_a_name() -> None:
    text = explanation_page(RenderContext(told_of(ROWS, "X2"), "en"))
    assert "<script>" not in text
    assert "\u202e" not in text
    assert "49" not in Page(text).text.split("X2")[0]
    assert "<script>alert(1)</script>" in Page(text).text
    named = explanation_page(RenderContext(told_of(ROWS, "X4"), "en", names=True))
    assert "<script>" not in named


def test_nobody_else_is_in_it_unless_wanted() -> None:
    explanation = told_of(ROWS, "X4")
    text = explanation_page(RenderContext(explanation, "en"))
    assert "another agent" in text
    assert not any(other in text for other in ("X1", "X3", "测试一", "测试三"))
    assert "测试一 (X1)" in explanation_page(RenderContext(explanation, "en", names=True))


def test_what_is_said_of_a_month() -> None:
    explanation = told_of(ROWS, "X4")
    lines = {line.name: line for line in metric_lines(explanation.months[0], "en")}
    productivity = lines["Productivity"]
    assert (productivity.value, productivity.standard, productivity.result) == ("79.12%", "at least 75%", "met")
    assert productivity.source == "march.xlsx!坐席!K5"
    assert productivity.rule.endswith("inbound.yaml:12")
    assert productivity.earned == "103.30 × 50%"
    assert sum_text(explanation.months[0]) == (
        "(50×103.30 + 20×100.00 + 10×100.00 + 10×100.00 + 10×100.00) / 100 = 101.65"
    )


def test_a_figure_that_would_have_been_enough_stands_beside_one_without_end() -> None:
    render = RenderContext(told_of(ROWS, "X2"), "en")
    entry = render.explanation.awards[0]
    edits = [Edit(Month(2025, 3), "productivity", Fraction(3300, 43), Fraction("76.75"))]
    assert edits_text(edits, entry, "en") == "Productivity 76.75% instead of 76.74%"


def test_what_is_said_of_awards() -> None:
    render = RenderContext(told_of(ROWS, "X4"), "en")
    stories = {entry.award: entry for entry in render.explanation.awards}
    best = stories["best_agent"]
    assert missed_text(best, render) == (
        "No. 2 of 2 by score: 101.65 points. "
        "The last place that wins has 110.00 points, 8.35 points away (another agent)."
    )
    assert stories["csat_star"].missed is not None
    assert missed_text(stories["csat_star"], render) == "Nobody received it: there is no data for CSAT."
    assert counterfactual_text(stories["csat_star"], render) == ""
    failed = RenderContext(told_of(ROWS, "X2"), "en")
    entry = next(one for one in failed.explanation.awards if one.award == "monthly_project")
    assert missed_text(entry, failed) == "Not eligible in March: Error rate 0.5‰ > 0‰."
    assert counterfactual_text(entry, failed) == "Error rate 0‰ instead of 0.5‰"
    missing = RenderContext(told_of(ROWS, "X3"), "en")
    entry = next(one for one in missing.explanation.awards if one.award == "monthly_project")
    assert missed_text(entry, missing) == "Not eligible in March: Typing speed no data."
    assert counterfactual_text(entry, missing) == "Typing speed 60 (there was no data)"


def test_pages_of_a_team_have_safe_names_of_their_own() -> None:
    explanation = told_of(ROWS, "X1")
    people = [
        ("0012", "示安然"),
        ("a/../b", "x"),
        ("A_B", "x"),
        ("a_b", "X"),
        ("index", ""),
        ("7", HOSTILE),
        ("9", "长" * 99),
    ]
    names = page_names([replace(explanation, agent_id=agent_id, name=name) for agent_id, name in people])
    assert names[:5] == ["0012-示安然.html", "a_b-x.html", "A_B-x~2.html", "a_b-X~3.html", "index~2.html"]
    assert all(re.fullmatch(r"[\w~-]+\.html", name) for name in names)
    assert len({name.casefold() for name in names}) == len(people)
    assert max(len(name.encode()) for name in names) < 255


def test_an_index_of_hostile_names_fetches_nothing(tmp_path: Path) -> None:
    voices = [RenderContext(told_of(ROWS, agent_id), "zh") for agent_id in ("X1", "X2")]
    write_index(tmp_path / "index.html", HOSTILE, voices, page_names([one.explanation for one in voices]))
    page = Page((tmp_path / "index.html").read_text(encoding="utf-8"))
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    assert links[0] == "X1-%E6%B5%8B%E8%AF%95%E4%B8%80.html"
    assert len(links) == 2
    assert not {"script", "img", "iframe", "link", "object", "form"} & {tag for tag, _ in page.tags}
    assert "达标月数" in page.text
