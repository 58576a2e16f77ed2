"""Small inputs that were once read wrongly, each with its right outcome: a winner, or an error that names the place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ccmotivate.model.period import parse_month
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scheme import load
from ccmotivate.pipeline.scoring import Outcome, score
from tests.cli.commands import ccmotivate
from tests.pipeline.test_real import needed
from tests.support import sheets_in

Check = Callable[[Outcome], None]


def stars(outcome: Outcome) -> dict[str, list[str]]:
    """Who won what: award → ids or teams."""
    won: dict[str, list[str]] = {}
    for result in (result for job in outcome.jobs for result in job.scored.months):
        for given in result.awards:
            won.setdefault(given.award, []).append(given.agent_id or given.team)
    return won


def codes(outcome: Outcome, *, errors: bool = True) -> dict[str, str]:
    """The errors (or notes): code → first address, without the file."""
    found = [one for one in outcome.all_problems if one.is_error is errors]
    return {one.code: (one.source.cell or "") for one in reversed(found)}


def wins(agent: str, **notes: str) -> Check:
    """The star goes to an agent, without an error; these notes stand at these cells."""

    def check(outcome: Outcome) -> None:
        assert outcome.exit_code == 0
        assert stars(outcome)["star"] == [agent]
        told = codes(outcome, errors=False)
        assert {code.replace("_", "-"): cell for code, cell in notes.items()}.items() <= told.items()

    return check


def refused(code: str, cell: str = "", hint: str = "") -> Check:
    """Nothing is scored; the first error of this code stands at this cell."""

    def check(outcome: Outcome) -> None:
        assert outcome.exit_code in (1, 2)
        assert stars(outcome) == {}
        assert codes(outcome)[code] == cell
        assert hint in next(one.kind.hint for one in outcome.all_problems if one.code == code)

    return check


def qualified(*ids: str) -> Check:
    def check(outcome: Outcome) -> None:
        (result,) = outcome.jobs[0].scored.months
        assert result.agents.loc[result.agents["qualified"], "agent_id"].tolist() == list(ids)

    return check


def both(*checks: Check) -> Check:
    def check(outcome: Outcome) -> None:
        for one in checks:
            one(outcome)

    return check


def teams(outcome: Outcome) -> None:
    """T1 has three members and loses with 46.67, T2 two with 110."""
    assert stars(outcome)["team"] == ["T2"]
    (result,) = outcome.jobs[0].scored.months
    sizes = result.agents.groupby("team")["score"].agg(["size", "sum"])
    assert sizes.loc["T1"].tolist() == [3, 14_000]
    assert sizes.loc["T2"].tolist() == [2, 22_000]


LINES: dict[str, Check] = {
    "total-wins-2025-03.csv": wins("A1", dropped_total="A4"),
    "total-words-2025-03.csv": wins("A1", dropped_total="A4"),
    "line-break-2025-03.csv": refused("numbers-apart", "C3"),
    "spaced-digits-2025-03.csv": refused("numbers-apart", "C3"),
    "decimal-comma-2025-03.csv": refused("decimal-mark", "C3", "decimal"),
    "semicolon-2025-03.csv": refused("decimal-mark", "C2", "decimal"),
    "cp1252-2025-03.csv": refused("csv-encoding-doubtful", "", "--encoding"),
    "month-once-2025-04.csv": refused("month-blank", "C3"),
    "export 2025-04-01.csv": refused("no-month", "", "--month"),
    "export 2025-04-01.xlsx": wins("A1"),
    "clock-2025-03.csv": both(wins("A1"), qualified("A1", "C1", "D1")),
    "day-fraction-2025-03.xlsx": refused("seconds-or-days", "D2"),
    "time-format-2025-03.xlsx": both(wins("B1"), qualified("B1")),
    "merged-team-2025-03.xlsx": both(wins("A1", merged_identity="C2:C4"), teams),
    "hidden-row-2025-03.xlsx": wins("Z9", hidden_rows="A3", hidden_winner="A3"),
    "two-row-header-2025-03.xlsx": both(wins("A1"), qualified("A1")),
}


def misread(name: str, **options: Any) -> Outcome:
    """Score one of the inputs by the rules that go with them."""
    folder = needed("misread")
    rules, problems = load(folder / "rules", "--rules")
    assert rules is not None, problems
    return score([str(folder / name)], rules, Options(**{"lang": "en", "write": False, **options}))


def with_reading(tmp_path: Path, text: str) -> Path:
    """The rules of the inputs with a section ``reading``."""
    import shutil

    folder = tmp_path / "rules"
    shutil.copytree(needed("misread") / "rules", folder)
    columns = folder / "columns.yaml"
    columns.chmod(0o600)
    columns.write_text(columns.read_text(encoding="utf-8") + f"reading: {text}\n", encoding="utf-8")
    return folder


def test_every_line_of_the_manifest_is_here() -> None:
    lines = (needed("misread") / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()[1:]
    names = {line.split("\t")[0] for line in lines} - {""}
    assert {name for name in names if name.endswith((".csv", ".xlsx"))} == set(LINES)
    assert names - set(LINES) == {"zeros/"}


@pytest.mark.parametrize("name", LINES)
def test_a_line_of_the_manifest(name: str) -> None:
    LINES[name](misread(name))


def test_lost_leading_zeros_over_three_months(tmp_path: Path) -> None:
    folder = needed("misread")
    ran = ccmotivate(
        "awards", "2025-Q1", folder / "zeros", "--rules", folder / "rules", "--out", tmp_path, "--lang", "en"
    )
    assert ran.code == 1
    assert "2025-02.csv!csv!A2" in ran.err
    assert "2025-01.csv!csv!A2" in ran.err
    assert not list(tmp_path.glob("*.awards.xlsx"))


def test_the_day_of_the_export_with_a_month_given() -> None:
    outcome = misread("export 2025-04-01.csv", month=parse_month("2025-03"))
    assert stars(outcome)["star"] == ["A1"]
    assert [str(result.month) for job in outcome.jobs for result in job.scored.months] == ["2025-03"]
    titled = misread("export 2025-04-01.xlsx")
    assert [str(result.month) for job in titled.jobs for result in job.scored.months] == ["2025-03"]


def test_latin_names_with_their_encoding(tmp_path: Path) -> None:
    outcome = misread("cp1252-2025-03.csv", encoding="cp1252")
    (result,) = outcome.jobs[0].scored.months
    assert result.agents["name"].tolist() == ["Jürgen Müsterberg", "Béa Exämple"]


def test_decimal_commas_with_the_rules_that_say_so(tmp_path: Path) -> None:
    rules, problems = load(with_reading(tmp_path, '{decimal: ","}'), "--rules")
    assert rules is not None, problems
    outcome = score([str(needed("misread") / "semicolon-2025-03.csv")], rules, Options(write=False))
    (result,) = outcome.jobs[0].scored.months
    assert [str(value) for value in result.metrics["calls"].to_list()] == ["241/2", "1234"]


def test_hidden_rows_left_out_or_refused(tmp_path: Path) -> None:
    rules, _ = load(with_reading(tmp_path / "out", "{hidden_rows: leave_out}"), "--rules")
    path = str(needed("misread") / "hidden-row-2025-03.xlsx")
    assert rules is not None
    wins("A1", dropped_hidden="A3")(score([path], rules, Options(write=False)))
    rules, _ = load(with_reading(tmp_path / "error", "{hidden_rows: error}"), "--rules")
    assert rules is not None
    refused("hidden-rows-refused", "A3")(score([path], rules, Options(write=False)))


def test_the_hidden_winner_stands_on_screen_and_on_the_award_list(tmp_path: Path) -> None:

    source = needed("misread") / "hidden-row-2025-03.xlsx"
    ran = ccmotivate("score", source, "--rules", source.parent / "rules", "--out", tmp_path, "--lang", "en")
    assert "hidden row" in ran.err
    table, *_others = sheets_in(tmp_path / "hidden-row-2025-03.awards.xlsx").values()
    texts = [str(cell) for row in table for cell in row if cell]
    assert any("Z9" in text and "hidden row" in text for text in texts)


def test_rows_that_the_rules_exclude_are_named(tmp_path: Path) -> None:
    text = '{exclude: {agent_id: [BOT1], name: ["Send * Template"], role: []}}'
    rules, problems = load(with_reading(tmp_path, text), "--rules")
    assert rules is not None, problems
    lines = ["ID,Name,Calls,Talk", "bot1,Robo,900,1", "A1,Alpha One,120,170", "S7,Send a mail Template,800,1"]
    path = tmp_path / "export-2025-03.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    outcome = score([str(path)], rules, Options(write=False))
    assert stars(outcome)["star"] == ["A1"]
    (note,) = [one for one in outcome.all_problems if one.code == "dropped-excluded"]
    assert dict(note.facts)["rows"] == ("2 (bot1, Robo)", "4 (S7, Send a mail Template)")
