"""The newsletter: full citations first, a line for the others, facts only, names that do nothing in Markdown."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from ccmotivate.model.formula import parse_formula
from ccmotivate.model.metrics import Label
from ccmotivate.model.period import Month
from ccmotivate.model.results import TieNote
from ccmotivate.writers.files.signature import NEWSLETTER, kind_of
from ccmotivate.writers.honours.citation import citation
from ccmotivate.writers.honours.newsletter import markdown, newsletter, write_newsletter
from ccmotivate.writers.honours.recognised import reason_text
from ccmotivate.writers.words.text import visible
from tests.writers.honours.cases import HOSTILE, given, hostile, quarter

F = Fraction
WHOLE = quarter()


def plain(text: str) -> str:
    """The words that a reader of the rendered Markdown sees; HTML in it would be kept as HTML."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    inline = [token for block in tokens for token in (block.children or [block])]
    assert not [token for token in inline if token.type in ("html_inline", "link_open", "image", "code_inline")]
    return "".join("\n" if token.type in ("softbreak", "hardbreak") else token.content for token in inline)


def test_full_citations_come_first_and_the_others_are_short() -> None:
    lines = newsletter(WHOLE, "en").split("\n")
    headings = [line for line in lines if line.startswith("#")]
    assert headings[0] == "# Q1 2025: our award winners"
    assert headings[1:4] == ["## Employee of the quarter", "## Also honoured", "### Quarterly project award"]
    assert len([line for line in lines if line.startswith("- ")]) == 19
    assert not any("Quiet award" in line for line in lines)  # it gives no recognition at all
    (short,) = [line for line in lines if line.startswith("- **Agent Beta**")]
    assert short.startswith("- **Agent Beta** (0004), 信用卡 · a gift worth ¥200: No. 1 by total of Contributions (11)")


def test_a_citation_tells_score_months_standards_contributions_and_other_awards() -> None:
    award = given(WHOLE.agents, 1, "annual_outstanding", "2025-Q1", candidates=86)
    text = citation(award, WHOLE, "en", "Agent Alpha", 0)
    assert text == (
        "The Employee of the quarter for Q1 2025 goes to Agent Alpha. By quarter score it was no. 1 among 86 agents, "
        "with 108.87 points. Month by month: January 108.87, February 108.92, March 108.97. Every standard of the "
        "role was met in all 3 months. Contributions in the period: 6. In the same period: Quarterly project award."
    )


def test_words_differ_by_order_and_never_by_run() -> None:
    award = given(WHOLE.agents, 1, "annual_outstanding", "2025-Q1")
    texts = [citation(award, WHOLE, "en", "Agent Alpha", order) for order in range(4)]
    assert len(set(texts[:3])) == 3
    assert texts[3].split(".")[0] == texts[0].split(".")[0]
    for text in texts:
        assert all(
            fact in text for fact in ("108.87", "Agent Alpha", "Q1 2025", "no. 1", "12 agents", "Month by month")
        )
    assert newsletter(WHOLE, "en") == newsletter(quarter(), "en")


def test_contributions_are_told_apart_where_the_rules_add_them_up() -> None:
    rules = WHOLE.rules
    summed = replace(rules.metrics["contributions"], formula=parse_formula("proposals_adopted + colleague_assists"))
    month = WHOLE.facts[0]
    metrics = {
        **month.metrics,
        "proposals_adopted": month.metrics["contributions"],
        "colleague_assists": month.metrics["qa_checks"] * F(0),
    }
    result = replace(
        WHOLE, facts=(replace(month, metrics=metrics),),  # type: ignore[type-var]  # a dataclass by protocol
        rules=replace(rules, metrics={**rules.metrics, "contributions": summed}),
    )  # fmt: skip
    award = given(WHOLE.agents, 1, "annual_outstanding", "2025-Q1")
    text = citation(award, result, "en", "Agent Alpha", 0)
    assert "Contributions in the period: 1 (Proposals adopted 1)." in text  # a zero is not worth a word


def test_the_only_candidate_is_called_so_and_no_lead_is_made_up() -> None:
    award = given(WHOLE.agents, 1, "annual_outstanding", "2025-Q1", candidates=1, next_figure=None)
    text = citation(award, WHOLE, "en", "Agent Alpha", 1)
    assert "there was no other candidate" in text
    assert not any(word in text for word in ("lead", "next", "behind", "no. 1"))


def test_nothing_is_said_of_those_who_did_not_win() -> None:
    """No name, no figure and no distance of anybody else: the wall is for winners."""
    tie = TieNote(("0000", "0001"), F("108.87"), (2, 1), "error_rate", (F(1), F(0)))
    award = given(WHOLE.agents, 1, "annual_outstanding", "2025-Q1", tie=tie, next_figure=F("108.85"))
    for text in (citation(award, WHOLE, "en", "Agent Alpha", 0), reason_text(award, WHOLE, "en")):
        assert not any(word in text for word in ("测试一", "0000", "108.85", "0.02", "behind", "ahead", "next"))


def test_conditions_and_decisions_are_told_as_what_they_are() -> None:
    led, running, _again, decided = [one for one in WHOLE.awards if one.award == "quarterly_project"]
    text = citation(led, WHOLE, "en", "X", 0)
    assert text.startswith(
        "The Quarterly project award for Q1 2025 in project “信用卡” goes to X: led project “信用卡” in all 3"
    )
    assert "January 108.00, " in text
    assert "In the standings of the project: no. 1 of 5." in text
    text = citation(running, WHOLE, "en", "X", 1)
    assert "Monthly project award in 2 months running" in text
    text = citation(decided, WHOLE, "en", "X", 2)
    assert "granted by HR Example: 项目上线保障" in text
    assert "score" not in text


def test_teams_and_indexes_have_their_own_facts() -> None:
    (team,) = [one for one in WHOLE.awards if one.agent_id is None]
    text = citation(team, WHOLE, "en", "北区一组", 0)
    assert "Members of the team: 14." in text
    assert "Contributions" not in text
    (index,) = [one for one in WHOLE.awards if one.award == "woodpecker"]
    text = citation(index, WHOLE, "en", "X", 0)
    assert "The index is made of total of QC documents 100% of the best candidate's, mean of QC accuracy 96.8%." in text


def test_a_partial_period_says_so() -> None:
    text = newsletter(quarter(missing=(Month(2025, 3),)), "en")
    assert "PROVISIONAL" in text
    assert "March 2025" in text
    assert "PROVISIONAL" not in newsletter(WHOLE, "en")


def test_hostile_names_are_text_in_markdown() -> None:
    text = newsletter(hostile(), "en")
    seen = plain(text)
    for name in HOSTILE:
        assert visible(name, 400) in seen
    assert "\u202e" not in text


@pytest.mark.parametrize(
    "name",
    [
        "**x**", "_x_ *y*", "[a](http://x.example)", "![a](x)", "`code`", "<img src=x>", "&lt;", "a|b", "# x", "1. x",
        "12)", "- x", "+ x", "\\*", "~~x~~", "www.x.example", "https://x.example", "a@b.example", "$x$", "===",
        "---", "^1", "{x}",
    ],
)  # fmt: skip
def test_markdown_shows_a_text_letter_by_letter(name: str) -> None:
    assert plain(markdown(name)) == name
    award = replace(WHOLE.awards[0], name=name)
    for lang in ("zh", "en"):
        text = newsletter(replace(WHOLE, awards=(award,)), lang)
        assert name in plain(text)
        assert "**" not in plain(text).replace(name, "")


def test_a_period_without_awards(tmp_path: Path) -> None:
    write_newsletter(tmp_path / "n.md", replace(WHOLE, awards=()), "en")
    data = (tmp_path / "n.md").read_bytes()
    assert b"No award is given." in data
    assert kind_of(tmp_path / "n.md") == NEWSLETTER
    (tmp_path / "n.md").write_bytes(b"# " + data)
    assert kind_of(tmp_path / "n.md") is None


def test_awards_without_recognition_are_not_said_to_lack() -> None:
    plain_awards = {name: replace(award, recognition=()) for name, award in WHOLE.rules.awards.items()}
    text = newsletter(replace(WHOLE, rules=replace(WHOLE.rules, awards=plain_awards)), "en")
    assert "The awards of this period carry no recognition, so none is told here." in text
    assert "No award is given." not in text


def test_the_year_reads_as_one() -> None:
    award = given(WHOLE.agents, 1, "annual_outstanding", "2025")
    assert "for the year 2025 goes to X." in citation(award, WHOLE, "en", "X", 0)


def test_second_in_the_standings_has_no_lead() -> None:
    award = replace(WHOLE.awards[0], rank=None, agent_id="0004", via="lead_every")
    text = citation(award, WHOLE, "en", "X", 0)
    assert "no. 2 of 5." in text
    assert "ahead" not in text
    assert "standings" not in citation(replace(award, agent_id="0016"), WHOLE, "en", "X", 0)


def test_no_label_hides_or_turns_what_stands_around_it() -> None:
    sly = Label("甲\u202e\x1b[31m\x7f", "A\u202e\x1b[31m\x7f")
    awards = {id_: replace(award, label=sly) for id_, award in WHOLE.rules.awards.items()}
    rules = replace(WHOLE.rules, name=sly, awards=awards)
    for lang in ("zh", "en"):
        text = newsletter(replace(WHOLE, rules=rules), lang)
        assert "u202e" in text
        assert not set(text) & set("\u202e\x1b\x7f")
