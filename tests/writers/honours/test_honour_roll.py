"""The honour roll: sound structure, nothing fetched, nothing run, every winner with place, prize and reason."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from pathlib import Path

import pytest
from lxml import html
from msgspec.structs import replace

from ccmotivate.model.metrics import Label
from ccmotivate.model.period import Month
from ccmotivate.writers.files.signature import HONOUR_ROLL, kind_of
from ccmotivate.writers.honours.honour_roll import honour_roll, write_honour_roll
from ccmotivate.writers.honours.recognised import recognised
from ccmotivate.writers.words.text import visible
from tests.writers.honours.cases import HOSTILE, hostile, quarter

PHOTO = "data:image/png;base64,iVBORw0KGgo="
WHOLE = quarter()


def parsed(text: str) -> html.HtmlElement:
    """The page as a tree."""
    return html.document_fromstring(text)


def texts(page: html.HtmlElement, of: str) -> list[str]:
    """The texts of all elements of a class."""
    return [" ".join(one.text_content().split()) for one in page.find_class(of)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_landmarks_headings_and_language(lang: str) -> None:
    page = parsed(honour_roll(WHOLE, lang))
    assert page.get("lang") == {"zh": "zh-CN", "en": "en"}[lang]
    for landmark in ("header", "nav", "main", "footer"):
        assert len(page.findall(f"body/{landmark}")) == 1
    levels = [int(one.tag[1]) for one in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    targets = [link.get("href").lstrip("#") for link in page.iter("a")]
    assert len(targets) == 7
    assert all(len(page.xpath(f"//*[@id='{target}']")) == 1 for target in targets)
    assert "2025" in page.findtext("head/title")


def test_one_card_a_project_and_one_entry_a_winner() -> None:
    page = parsed(honour_roll(WHOLE, "en"))
    groups = recognised(WHOLE, "honour_roll")
    assert len(page.find_class("card")) == len(groups) == 12
    assert len(page.find_class("winner")) == sum(len(group.winners) for group in groups) == 20
    assert "Quiet award" not in page.text_content()  # not for the honour roll
    headings = [heading.text_content() for heading in page.iter("h2")]
    assert headings[:3] == ["Quarterly project award", "Employee of the quarter", "Woodpecker award"]


def test_an_entry_says_who_where_what_and_why() -> None:
    page = parsed(honour_roll(WHOLE, "en"))
    entry = page.xpath("//li[.//p[contains(@class,'name')]//bdi='Agent Beta']")[0]
    said = " ".join(entry.text_content().split())
    for words in (
        "No. 1",
        "Agent Beta",
        "0004",
        "North team",
        "a gift worth ¥200",
        "23 eligible agents",
    ):
        assert words in said
    assert texts(page, "prize").count("a gift worth ¥100.50") == 4


def test_a_decision_shows_as_one() -> None:
    page = parsed(honour_roll(WHOLE, "en"))
    (mark,) = page.find_class("decided")
    entry = mark.xpath("ancestor::li")[0].text_content()
    assert "HR Example" in entry
    assert "项目上线保障" in entry


def test_a_partial_period_says_so_at_the_top_and_at_every_award() -> None:
    text = honour_roll(quarter(missing=(Month(2025, 3),)), "en")
    page = parsed(text)
    assert "provisional" in page.findtext("head/title")
    assert "March 2025" in texts(page, "provisional")[0]
    assert len(page.find_class("unsure")) == len(list(page.iter("h2")))
    whole = parsed(honour_roll(WHOLE, "en"))
    assert not whole.find_class("provisional")
    assert not whole.find_class("unsure")


def test_the_policy_allows_this_style_sheet_and_nothing_else() -> None:
    text = honour_roll(WHOLE, "zh", {"0004": PHOTO})
    page = parsed(text)
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    digest = base64.b64encode(hashlib.sha256(page.findtext("head/style").encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-" + digest)
    assert "unsafe" not in policy
    assert not page.xpath("//script|//link|//iframe|//object|//form|//base|//*[@style]|//@*[starts-with(name(),'on')]")


def test_nothing_is_fetched() -> None:
    page = parsed(honour_roll(hostile(), "en", {"0004": PHOTO}))
    addresses = [*page.xpath("//@src"), *page.xpath("//@href"), *page.xpath("//@srcset")]
    assert addresses
    assert all(address.startswith(("#", "data:image/")) for address in addresses)
    style = page.findtext("head/style")
    assert not re.search(r"url\(|@import|https?:", style)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_names_arrive_as_themselves(lang: str) -> None:
    text = honour_roll(hostile(), lang)
    page = parsed(text)
    assert "<script" not in text
    assert "\u202e" not in text
    names = [one.text_content() for one in page.find_class("name")]
    expected = {visible(name, 400) for name in HOSTILE if name}
    assert expected <= {*names, *(one.text_content() for one in page.iter("bdi"))}
    assert all(one.find("bdi") is not None for one in page.find_class("name"))
    assert "0007" in names  # who has no name goes by the id


def test_long_names_are_set_smaller() -> None:
    page = parsed(honour_roll(hostile(), "en"))
    sizes = {one.text_content(): one.get("class") for one in page.find_class("name")}
    assert sizes["N" * 300] == "name huge"
    assert sizes["=1+1"] == "name"


def test_photos_by_id_and_monograms_for_the_others() -> None:
    page = parsed(honour_roll(WHOLE, "en", {"0004": PHOTO, "9999": PHOTO}))
    (photo,) = page.iter("img")
    assert photo.get("alt") == "Photo of Agent Beta"
    assert photo.get("src") == PHOTO
    monograms = page.find_class("monogram")
    assert len(monograms) == 19
    assert all(one.get("aria-hidden") == "true" for one in monograms)
    assert {"测", "AA", "欧", "北"} <= {one.text_content() for one in monograms}
    stars = parsed(honour_roll(hostile(), "en")).find_class("monogram")
    assert "★" in {one.text_content() for one in stars}  # 🌟🌟 has no letter


def test_a_period_without_winners_says_so() -> None:
    page = parsed(honour_roll(replace(WHOLE, awards=()), "en"))
    assert texts(page, "nobody")
    assert not page.find_class("winner")
    assert page.find("body/nav") is None


def test_a_published_period_says_when_and_by_whom() -> None:
    page = parsed(honour_roll(replace(WHOLE, published="2025-04-07 <HR>"), "en"))
    assert "Published: 2025-04-07 <HR>" in page.find("body/footer").text_content()


def test_the_file_is_small_repeatable_and_known_as_ours(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        write_honour_roll(tmp_path / name, WHOLE, "zh")
    data = (tmp_path / "a.html").read_bytes()
    assert data == (tmp_path / "b.html").read_bytes()
    assert len(data) < 40_000
    assert kind_of(tmp_path / "a.html") == HONOUR_ROLL
    for other in (data.replace(b"ccmotivate", b"another"), b"<p>" + data):
        (tmp_path / "b.html").write_bytes(other)
        assert kind_of(tmp_path / "b.html") is None


def contrast(one: str, other: str) -> float:
    """The contrast of two ``#rrggbb`` colours, as WCAG computes it."""

    def luminance(colour: str) -> float:
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("#f3d486", "#b01c1e"),  # the masthead at its brightest
        ("#f6dfae", "#b01c1e"),
        ("#fff3d1", "#b01c1e"),
        ("#f3d9a6", "#6a0c10"),
        ("#6a5448", "#fffdf8"),
        ("#7a4f0e", "#fffdf8"),
        ("#ffedc2", "#8e1316"),
        ("#4a2f00", "#f2cf73"),
        ("#4d2706", "#e7bd97"),
    ],
)
def test_colours_can_be_read(text: str, ground: str) -> None:
    style = parsed(honour_roll(WHOLE, "en")).findtext("head/style")
    assert text in style
    assert ground in style
    assert contrast(text, ground) >= 4.5


def test_labels_of_the_rules_are_text_too_and_turn_nobody_round() -> None:
    sly = Label("<b>\u202e\x1b[31m\u2066אבג", "<b>\u202e\x1b[31m\u2066אבג")
    awards = {id_: replace(award, label=sly) for id_, award in WHOLE.rules.awards.items()}
    head = replace(WHOLE.rules.letterhead, company=sly)
    rules = replace(WHOLE.rules, name=sly, awards=awards, letterhead=head)
    text = honour_roll(replace(WHOLE, rules=rules), "en")
    assert not re.search("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x1b\x7f-\x9f]", text)
    page = parsed(text)
    assert not [one for one in page.iter("b") if "\\u202e" in (one.text or "")]
    turned = [one for one in page.iter() if isinstance(one.tag, str) and "אבג" in (one.text or "")]
    assert len(turned) > len(awards) / 2
    assert {one.tag for one in turned} == {"bdi"}
