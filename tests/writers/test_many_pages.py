"""Thousands of pages put together from one of each kind: the same document as when each page is filled in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import unescape
from pathlib import Path

import pytest
from docx import Document

from ccmotivate.model.period import Month
from ccmotivate.parts.careers.document import LISTS, PLACEHOLDERS
from ccmotivate.writers.files.refusals import UnfitTemplateError
from ccmotivate.writers.honours import many_pages
from ccmotivate.writers.honours.many_pages import save_pages
from ccmotivate.writers.honours.template_file import Template
from ccmotivate.writers.honours.template_fill import Filled, filled
from ccmotivate.writers.honours.word_document import Described, save_document

DESCRIBED = Described("Plans", "development", Month(2025, 6))
SHIPPED = Path(many_pages.__file__).parents[2] / "parts/careers/templates/development.en.docx"


def page(number: int, met: int, missing: int, **texts: str) -> Filled:
    lists = {
        name: [{word: f"{word} {number} & <{at}>" for word in LISTS[name].words} for at in range(count)]
        for name, count in (("met", met), ("missing", missing))
    }
    return {**dict.fromkeys(PLACEHOLDERS, f"it's {number}"), **texts, **lists}


PAGES = [page(at, at % 3, at % 4, **({"target": ""} if at % 5 == 0 else {})) for at in range(40)]


def body(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        return unescape(package.read("word/document.xml").decode())


def both(folder: Path, data: bytes, pages: Sequence[Filled]) -> tuple[str, str]:
    """The document as it is put together, and with each page filled in."""
    template = Template("own.docx", data)
    save_pages(folder / "quick.docx", template, pages, DESCRIBED)
    save_document(folder / "slow.docx", filled("own.docx", data, pages), "own.docx", DESCRIBED)
    return body(folder / "quick.docx"), body(folder / "slow.docx")


def own(*lines: str) -> bytes:
    document, stream = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("count", [1, 2, 40])
def test_it_is_the_same_document(count: int, tmp_path: Path) -> None:
    quick, slow = both(tmp_path, SHIPPED.read_bytes(), PAGES[:count])
    assert quick == slow
    Document(str(tmp_path / "quick.docx"))


@pytest.mark.parametrize("line", ["{{ name }}", "{{ name }} {% if target %}→ {{ target }}{% endif %} {{ role }}"])
def test_so_it_is_of_other_templates(line: str, tmp_path: Path) -> None:
    quick, slow = both(tmp_path, own(line, "{%p for need in missing %}", "{{ need.step }}", "{%p endfor %}"), PAGES)
    assert quick == slow


def test_few_pages_are_filled_in_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand people of a few kinds: as many pages are filled in as there are kinds, and the last."""
    counts: list[int] = []
    monkeypatch.setattr(many_pages, "filled", lambda *words: counts.append(len(words[2])) or filled(*words))
    save_pages(tmp_path / "a.docx", Template("a.docx", SHIPPED.read_bytes()), PAGES * 3, DESCRIBED)
    assert set(counts) == {len({(at % 3, at % 4, at % 5 == 0) for at in range(40)}) + 1}


def test_where_every_page_is_another_each_is_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_pages, "_MOST_KINDS", 3)
    quick, slow = both(tmp_path, SHIPPED.read_bytes(), PAGES)
    assert quick == slow


def test_a_template_that_cannot_be_filled_in_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnfitTemplateError):
        save_pages(tmp_path / "a.docx", Template("a.docx", own("{{ nothing.at_all }}")), PAGES, DESCRIBED)
