"""Tables with stamps of another zone, months as words, rows twice, wrong cells, rosters that are tables too."""

from __future__ import annotations

from pathlib import Path

from tests.exports.shapes import SCHEME, scheme, scored
from tests.warehouse.test_tables import Place, of_table, place

__all__ = ["place"]
METRICS = "talk: {name: Talk, kind: number, detail: {from: calls, of: talk, take: sum}}\n"
CALLS = "call_id bigint, agent text, started timestamp, talk bigint, period text"


def rules(folder: Path, place: Place, month: str, more: str = "", people: str = "") -> Path:
    columns = "\n  columns: {call_id: {name: call_id, kind: text}, talk: {name: talk, kind: number" + more + "}}\n"
    text = f"calls:\n  {of_table(place)}\n  agent_id: agent\n  month: {month}\n  key: call_id{columns}{people}"
    return scheme(folder / "rules", text, METRICS, scheme=SCHEME + "zone: Asia/Shanghai\n")


def test_stamps_of_another_zone_and_rows_that_stand_twice(place: Place, tmp_path: Path) -> None:
    row = [1, "A", "2025-02-28 16:00:00", 5]
    rows = [row, row, [2, "A", "2025-02-28 15:59:59", 7], [3, "B", "2025-03-31 15:59:59", 9]]
    place.table([*rows, [4, "B", "2025-03-31 16:00:00", 11]], columns=CALLS)
    found = scored(rules(tmp_path, place, "{of: started, written_in: UTC}"), "--month", "2025-03")
    assert found.code == 0, found.said
    assert found.values("talk") == {("2025-03", "A"): 5, ("2025-03", "B"): 9}
    assert found.problems("table-repeated")


def test_months_as_words_and_rows_that_contradict_each_other(place: Place, tmp_path: Path) -> None:
    rows = [[1, "A", "", 5, "2025-03"], [2, "B", "", 7, "March 2025"], [3, "A", "", 9, "2025-02"]]
    place.table(rows, columns=CALLS)
    found = scored(rules(tmp_path, place, "period"), "--only", "2025-03")
    assert found.code == 0, found.said
    assert found.values("talk") == {("2025-03", "A"): 5, ("2025-03", "B"): 7}
    place.raw(f"INSERT INTO {place.named()} VALUES (1, 'A', NULL, 6, '2025-03')")
    assert scored(tmp_path / "rules", "--only", "2025-03").problems("table-key-differs")


def test_a_wrong_cell_is_an_error_of_its_agent(place: Place, tmp_path: Path) -> None:
    place.table([[1, "A", "2025-03-01", 5], [2, "B", "2025-03-01", 700]], columns=CALLS)
    made = rules(tmp_path, place, "started", ", plausible: {from: 0, to: 100}")
    found = scored(made, "--month", "2025-03", "--keep-going", "--out", tmp_path)
    assert found.code == 1
    assert [one["value"] for one in found.problems("out-of-range")] == ["700"]
    assert set(found.values("talk")) == {("2025-03", "A")}


def test_a_roster_that_is_a_table(place: Place, tmp_path: Path) -> None:
    place.table([[1, "A", "2025-03-01", 5], [2, "Z", "2025-03-01", 7]], columns=CALLS)
    place.table([["A", "Ann Example", "North"]], "people", "who text, called text, team text")
    people = f"people:\n  {of_table(place, 'people')}\n  agent_id: who\n  name: called\n  team: team\n"
    found = scored(rules(tmp_path, place, "started", people=people), "--month", "2025-03")
    assert found.code == 0, found.said
    assert found.agents()[("2025-03", "A")]["name"] == "Ann Example"
    assert set(found.values("talk")) == {("2025-03", "A")}
    assert found.problems("source-strangers")
