"""The awards that live by the sheets of parts, in all that an award goes through: a title, a team's, a quarter's."""

from __future__ import annotations

import functools
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import ROOT, ccmotivate
from tests.parts.books import SAMPLES, Sheets, with_sheets
from tests.parts.coaching.test_coach import text_of
from tests.support import sheets_in

QUARTER = ("2025-01", "2025-02", "2025-03")


@dataclass(frozen=True)
class Sample:
    """An award with a winner: the period, its files, what is given, a setting under which the winner has it no more.

    ``who`` has it, as an option of ``decide``; ``person`` is that agent, or one of the team. ``changed`` is a figure of
    the rules: its file, what is there and what is put in its place. ``other`` changes a sheet so that somebody else
    wins, None where ``diff``, which compares months, knows no such award.
    """

    award: str
    names: dict[str, str]
    period: str
    who: tuple[str, str]
    person: str
    prize: str | None
    certificate: bool
    without: str
    changed: tuple[str, str, str]
    sheets: Sheets
    months: tuple[str, ...] = ("2025-03",)
    other: Sheets | None = None

    def files(self, folder: Path) -> list[Path]:
        """The workbooks of the period."""
        months = [ROOT / f"examples/2025/{month}.xlsx" for month in self.months]
        return [with_sheets(folder, self.sheets, one, few=True) for one in months] if self.sheets else months


_CONTEST = SAMPLES["contests"]
_TEAM = "会员一组"
CONTEST = Sample(
    "contest:product_expert", {"zh": "产品专家", "en": "Product expert"}, "2025-03", ("--agent", "0018"),
    "0018", "200", True,
    "contests.preliminary=90", ("contests.yaml", "prize: 200", "prize: 300"), _CONTEST,
    other={"竞赛": [("称号", "工号", "初赛", "决赛"), ("产品专家", "0015", 92, 95), ("产品专家", "0018", 85, 94.5)]},
)  # fmt: skip
TEAM = Sample(
    "best_collaboration", {"zh": "最佳团队协作奖", "en": "Best collaboration"}, "2025-03", ("--team", _TEAM),
    "0066", None, False,
    "teams.awards.best_collaboration.members=9", ("teams.yaml", "members: 3", "members: 4"), SAMPLES["teams"],
    other={"团队目标": [("组别", "指标", "目标"), (_TEAM, "帮助同事", 99), ("会员二组", "出错率", 0.2)]},
)  # fmt: skip
LEARNING = Sample(
    "learning_star", {"zh": "学习之星", "en": "Learning star"}, "2025-Q1", ("--agent", "0030"), "0030", None, False,
    "awards.learning_star.rank.above=20", ("awards.yaml", "above: 0,", "above: 5,"), {}, QUARTER,
)  # fmt: skip
SAMPLES_OF = (CONTEST, TEAM, LEARNING)
Files = Callable[[Sample], list[Path]]
each = pytest.mark.parametrize("sample", SAMPLES_OF, ids=lambda sample: sample.award)
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])


@pytest.fixture(scope="module")
def files_of(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The workbooks of a sample, which stay as they are."""
    made = {one.award: one.files(tmp_path_factory.mktemp("sample")) for one in SAMPLES_OF}
    return lambda sample: made[sample.award]


@functools.cache
def handbook(lang: str) -> str:
    """The rules in words."""
    return ran("rules", "show", ROOT / "rules", "--lang", lang)


def ran(*words: str | Path, code: int = 0) -> str:
    """What a command says, in one line."""
    done = ccmotivate(*words)
    assert done.code == code, done.err
    return " ".join(done.out.split())


def given(sample: Sample, document: dict[str, Any], key: str = "awards") -> list[dict[str, Any]]:
    """The award in a document."""
    return [one for one in document[key] if one["award"] == sample.award]


def awarded(sample: Sample, files: list[Path], out: Path, *words: str | Path) -> dict[str, Any]:
    """The document of ``awards``."""
    done = ccmotivate("awards", sample.period, *files, "--out", out, "--force", "--json", "--lang", "en", *words)
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def cells_of(path: Path) -> list[list[object]]:
    """The rows of every sheet."""
    return [[cell for cell in row if cell is not None] for rows in sheets_in(path).values() for row in rows]


def winner_of(sample: Sample, one: dict[str, Any]) -> str:
    """Who has it."""
    return str(one["team" if sample.who[0] == "--team" else "agent_id"])


# -- where it is written ----------------------------------------------------------------------------------------------


@each
@LANGUAGES
@pytest.mark.filterwarnings("ignore:Sparkline Group extension")
def test_list_explanation_and_handbook_say_it(sample: Sample, lang: str, files_of: Files, tmp_path: Path) -> None:
    files = files_of(sample)
    words = ("--lang", lang, "--no-ledger")
    done = ccmotivate("awards", sample.period, *files, "--out", tmp_path, "--json", *words)
    (one,) = given(sample, json.loads(done.out))
    assert winner_of(sample, one) == sample.who[1]
    rows = cells_of(tmp_path / f"{sample.period}.awards.xlsx")
    assert any(row[0] == sample.names[lang] for row in rows if row)
    why = re.split("[;；]", one["reason"])[0]  # of a quarter the months stand beside it
    assert any(sample.who[1] in row and any(str(cell).startswith(why) for cell in row) for row in rows)
    period = ("--period", sample.period) if len(sample.months) > 1 else ()
    told = ran("explain", *files, *period, "--agent", sample.person, "--award", sample.award, *words)
    assert re.sub(r"\s", "", one["reason"]) in re.sub(r"\s", "", told)
    assert sample.names[lang] in handbook(lang)


@each
def test_the_money_table_has_the_prize_as_it_is_given(sample: Sample, files_of: Files, tmp_path: Path) -> None:
    files = files_of(sample)
    document = awarded(sample, files, tmp_path, "--money")
    assert [one["prize"] and one["prize"]["amount"] for one in given(sample, document)] == [sample.prize]
    own = [row for row in _money(tmp_path, sample) if row["Award"] == sample.names["en"]]
    assert [(row["Agent ID"], row["Gift worth"]) for row in own] == [
        (sample.person, float(amount)) for amount in (sample.prize,) if amount
    ]
    (whole,) = (row for row in _money(tmp_path, sample, 1) if row["Agent ID"] == sample.person)
    won = [one["prize"]["amount"] for one in document["awards"] if one["prize"] and one["agent_id"] == sample.person]
    assert len(sample.months) > 1 or whole["Gift worth"] == sum(map(float, won))


def test_a_title_in_money_is_paid_and_no_gift(files_of: Files, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    file = tmp_path / "rules/contests.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("prize_as: gift", "prize_as: money"), encoding="utf-8")
    awarded(CONTEST, files_of(CONTEST), tmp_path, "--money", "--rules", tmp_path / "rules")
    (own,) = (row for row in _money(tmp_path, CONTEST) if row["Award"] == "Product expert")
    assert (own["Amount"], own["Gift worth"]) == (200, None)


def _money(folder: Path, sample: Sample, sheet: int = 0) -> list[dict[object, object]]:
    """The rows of a sheet of the money table, by their headers."""
    rows = list(sheets_in(folder / f"{sample.period}.money.xlsx").values())[sheet]
    at = next(at for at, row in enumerate(rows) if row[0] == "Agent ID")
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :]]


@each
def test_honours_have_it_and_certificates_where_it_says_so(sample: Sample, files_of: Files, tmp_path: Path) -> None:
    files = files_of(sample)
    ran("honours", sample.period, *files, "--out", tmp_path, "--lang", "en", "--no-ledger")
    assert sample.names["en"] in (tmp_path / "honour-roll.html").read_text(encoding="utf-8")
    certificates = tmp_path / "certificates.docx"  # none where no award of the period has one
    text = text_of(certificates) if certificates.exists() else ""
    assert (sample.names["en"] in text) == sample.certificate


# -- what is decided about it -----------------------------------------------------------------------------------------


def published(
    sample: Sample, files: list[Path], folder: Path, before: Callable[[list[Path], Path], None]
) -> tuple[str, str]:
    """What ``publish`` and ``history`` say, of a ledger in which something was done before."""
    ledger = folder / "ledger.db"
    before(files, ledger)
    by = ("--by", "甲", "--ledger", ledger, "--lang", "en")
    said = ran("publish", sample.period, *files, "--yes", *by)
    return said, ran("history", "--award", sample.award, "--ledger", ledger, "--lang", "en")


@each
def test_publishing_records_it(sample: Sample, files_of: Files, tmp_path: Path) -> None:
    _said, history = published(sample, files_of(sample), tmp_path, lambda _files, _ledger: None)
    assert sample.names["en"] in history
    assert sample.who[1] in history
    assert "withheld" not in history
    again = awarded(sample, [], tmp_path / "out", "--ledger", tmp_path / "ledger.db")
    assert [winner_of(sample, one) for one in given(sample, again)] == [sample.who[1]]


@each
def test_what_is_withheld_is_not_published(sample: Sample, files_of: Files, tmp_path: Path) -> None:
    def withhold(files: list[Path], ledger: Path) -> None:
        first = ("2025-01", ROOT / "examples/2025/2025-01.xlsx", "--by", "甲", "--yes", "--ledger", ledger)
        ran("publish", *first)
        decision = ("--award", sample.award, *sample.who, "--by", "甲", "--reason", "核实", "--ledger", ledger)
        ran("decide", sample.period, "withhold", *files, *decision)

    _said, history = published(sample, files_of(sample), tmp_path, withhold)
    assert "withheld by 甲" in history
    again = awarded(sample, [], tmp_path / "out", "--ledger", tmp_path / "ledger.db")
    assert given(sample, again) == []
    assert [winner_of(sample, one) for one in given(sample, again, "withheld")] == [sample.who[1]]


# -- how it changes ---------------------------------------------------------------------------------------------------


@each
def test_trying_other_rules_says_who_loses_it(sample: Sample, files_of: Files, tmp_path: Path) -> None:
    period = ("--period", sample.period) if len(sample.months) > 1 else ()
    words = (*files_of(sample), *period, "--set", sample.without, "--json", "--lang", "en", "--no-ledger")
    found = ran("simulate", *words)
    shown = json.loads(found)
    changes = [one for one in _every(shown) if one.get("award") == sample.award]
    assert "lost" in {one.get("change", one.get("outcome")) for one in changes}, changes


@pytest.mark.parametrize("sample", [CONTEST, TEAM], ids=lambda sample: sample.award)
def test_a_correction_says_who_loses_it(sample: Sample, files_of: Files, tmp_path: Path) -> None:
    (old,) = files_of(sample)
    new = with_sheets(tmp_path / "new", {**sample.sheets, **(sample.other or {})}, few=True)
    found = ran("diff", old, new, "--lang", "en")
    assert re.search(rf"{re.escape(sample.names['en'])} \S*( ?\({sample.who[1]}\))? lost", found), found


@each
@LANGUAGES
def test_other_figures_of_its_rules_are_told(sample: Sample, lang: str, tmp_path: Path) -> None:
    file, old, new = sample.changed
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    text = (tmp_path / "rules" / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / "rules" / file).write_text(text.replace(old, new), encoding="utf-8")
    found = ran("rules", "diff", ROOT / "rules", tmp_path / "rules", "--lang", lang)
    assert f"{file}:" in found
    assert {"zh": "变化：1处", "en": "Changes: 1"}[lang] in found


@each
def test_fairness_counts_it_with_the_others(sample: Sample, files_of: Files, tmp_path: Path) -> None:
    """An award to a person is one more award; that of a team is nobody's."""
    files = files_of(sample)
    sheets: Sheets = dict.fromkeys(sample.sheets or ["培训"])
    plain = [with_sheets(tmp_path / "plain", sheets, file) for file in files]
    counts = [
        int(re.findall(r"(\d+) awards to people in all", ran("fairness", *some, "--lang", "en", "--no-ledger"))[0])
        for some in (files, plain)
    ]
    assert counts[0] - counts[1] == (sample.who[0] == "--agent")


def _every(value: Any) -> list[dict[str, Any]]:
    """Every object of a document."""
    if isinstance(value, dict):
        return [value, *(one for inner in value.values() for one in _every(inner))]
    return [one for inner in value for one in _every(inner)] if isinstance(value, list) else []
