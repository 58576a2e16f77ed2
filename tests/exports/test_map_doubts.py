"""What ``map`` decides by evidence and what it asks: encodings, separators, zones, words, sums, strange cells."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from tests.cli.commands import ccmotivate
from tests.exports.made import Map
from tests.exports.shapes import lines
from tests.support import workbook

HEADER = ("Agent", "Date", "Calls answered")
LATIN = [("Jürgen Muster", "2025-03-01", 10), ("Zoë Example", "2025-03-02", 20), ("Jürgen Muster", "2025-03-03", 5)]
HAN = [("示例甲", "2025-03-01", 10), ("示例乙", "2025-03-02", 20), ("示例甲", "2025-03-03", 5)]


@pytest.mark.parametrize(
    ("encoding", "rows", "written", "why"),
    [
        ("cp1252", LATIN, "encoding: cp1252", "not UTF-8, and no other reads it sensibly: Jürgen in line 2"),
        ("latin-1", LATIN, "encoding: cp1252", "Jürgen in line 2"),
        ("gb18030", HAN, "encoding: gb18030", "not UTF-8, and no other reads it sensibly: 示例甲 in line 2"),
        ("utf-16", HAN, 'encoding: "utf-16"', "its first bytes say so"),
        ("utf-16-le", LATIN, 'encoding: "utf-16-le"', "two bytes for each sign"),
        ("utf-16-be", HAN, 'encoding: "utf-16-be"', "two bytes for each sign"),
        ("utf-8", HAN, "", ""),
        ("utf-8-sig", LATIN, "", ""),
    ],
)
def test_an_encoding_that_its_bytes_tell_is_written_with_the_evidence(
    tmp_path: Path,
    mapped: Map,
    encoding: str,
    rows: list[tuple[str, str, int]],
    written: str,
    why: str,
) -> None:
    made = mapped(lines(tmp_path / "days.csv", HEADER, *rows, encoding=encoding))
    assert made.code == 0, made.said
    assert made.values("calls_answered") == {("2025-03", rows[0][0]): 15, ("2025-03", rows[1][0]): 20}
    assert (written in made.text("sources")) if written else ("encoding" not in made.text("sources"))
    assert why in made.text("sources")


def test_an_encoding_that_nothing_tells_is_asked_for(tmp_path: Path, mapped: Map) -> None:
    rows = [("Иван Пример", "2025-03-01", 10), ("Анна Пример", "2025-03-02", 20)]
    file = lines(tmp_path / "days.csv", HEADER, *rows, encoding="cp1251")
    made = mapped(file)
    assert made.code == 1
    assert "Which encoding is right? It is not UTF-8" in made.said
    assert 'encoding: "?"' in made.text("sources")
    (tmp_path / "out").rename(tmp_path / "before")
    made = mapped(file, answers={"days.encoding": "cp1251"})
    assert made.code == 0, made.said
    assert made.values("calls_answered") == {("2025-03", "Иван Пример"): 10, ("2025-03", "Анна Пример"): 20}
    assert "encoding: cp1251" in made.text("sources")


def test_an_encoding_that_does_not_exist_makes_nothing(tmp_path: Path, mapped: Map) -> None:
    rows = [("Иван Пример", "2025-03-01", 10)]
    file = lines(tmp_path / "days.csv", HEADER, *rows, encoding="cp1251")
    made = mapped(file, answers={"days.encoding": "klingon"})
    assert made.code == 2
    assert "klingon" in made.said
    assert not made.folder.exists()


def test_files_in_two_encodings_are_two_sources(tmp_path: Path, mapped: Map) -> None:
    made = mapped(
        lines(tmp_path / "days_1.csv", HEADER, *LATIN, encoding="cp1252"),
        lines(tmp_path / "days_2.csv", HEADER, ("Zoë Example", "2025-03-09", 7)),
    )
    assert made.code == 0, made.said
    assert made.values("calls_answered") == {("2025-03", "Jürgen Muster"): 15, ("2025-03", "Zoë Example"): 20}
    assert made.values("calls_answered_2") == {("2025-03", "Zoë Example"): 7}


@pytest.mark.parametrize(("separator", "written"), [(";", '";"'), ("\t", "tab"), ("|", '"|"'), (",", "")])
def test_a_separator_is_written_with_the_evidence(
    tmp_path: Path,
    mapped: Map,
    separator: str,
    written: str,
) -> None:
    rows = [("A1", "2025-03-01", 10), ("A2", "2025-03-02", 20)]
    made = mapped(lines(tmp_path / "days.txt", HEADER, *rows, separator=separator))
    assert made.code == 0, made.said
    assert made.values("calls_answered") == {("2025-03", "A1"): 10, ("2025-03", "A2"): 20}
    assert (f"separator: {written}" if written else "files: days.txt") in made.text("sources")
    assert ("it parts 3 of the first 3 lines into 3 columns each" in made.text("sources")) == bool(written)


def test_of_two_separators_the_one_that_makes_known_headers_counts(tmp_path: Path, mapped: Map) -> None:
    rows = [("Agent;Note, more", "Calls answered"), ("A1;yes, no", "10"), ("A2;no, no", "20")]
    file = lines(tmp_path / "2025-03.csv", *rows, separator=";")
    file.write_text(file.read_text(encoding="utf-8").replace('"', ""), encoding="utf-8")
    made = mapped(file)
    assert made.code == 0, made.said
    assert made.values("calls_answered") == {("2025-03", "A1"): 10, ("2025-03", "A2"): 20}


def test_separators_that_both_fit_are_asked_for(tmp_path: Path, mapped: Map) -> None:
    file = tmp_path / "2025-03.csv"
    file.write_text("Wer;Wo,Was;Wann\nA1;x,5;7\nA2;y,6;8\nA3;z,1;2\n", encoding="utf-8")
    made = mapped(file)
    assert made.code == 2
    assert "What stands between the columns? Several signs fit: Wer;Wo,Was;Wann" in made.said


def stamps(path: Path, *when: str) -> Path:
    rows = [(f"T{at}", "A1", stamp, 60) for at, stamp in enumerate(when)]
    return lines(path, ("Ticket ID", "Assignee", "Created at (UTC)", "Handle time (s)"), *rows)


def test_a_zone_is_not_asked_for_where_no_row_lies_near_a_months_edge(tmp_path: Path, mapped: Map) -> None:
    made = mapped(stamps(tmp_path / "tickets.csv", "2025-03-01 12:00:00", "2025-03-31 09:59:59"))
    assert made.code == 0, made.said
    assert made.values("contacts") == {("2025-03", "A1"): 2}
    assert "none of the 2 rows lies so near a month's edge" in " ".join(made.text("sources").split()).replace("# ", "")
    assert "zone:" not in made.text("scheme")


def test_the_question_for_a_zone_says_how_many_rows_it_decides(tmp_path: Path, mapped: Map) -> None:
    near = ("2025-03-31 10:00:00", "2025-04-01 11:59:59", "2025-04-01 12:00:00", "2025-04-02 00:00:00")
    made = mapped(stamps(tmp_path / "tickets.csv", *near))
    assert made.code == 1
    said = " ".join(made.said.split())
    assert "2 of 4 rows lie so near a month's edge that it decides their month, like 2025-03-31 10:00:00" in said


def test_columns_of_few_words_get_a_list(tmp_path: Path, mapped: Map) -> None:
    queues = ("Sales", "Care", "Sales", "Sales", "care", "Sales", "Care", "Sales")
    rows = [(f"C{at}", "A1", "2025-03-01", "0:01:00", queue) for at, queue in enumerate(queues)]
    header = ("Call ID", "Agent", "Date", "Talk time", "Queue")
    file = lines(tmp_path / "calls.csv", header, *rows)
    made = mapped(file)
    assert made.code == 0, made.said
    assert "queue: {name: Queue, kind: text, values: [Sales, Care]}" in made.text("sources")
    assert "a few words in 8 rows: Sales 5, Care 3; another one will be an error" in made.text("sources")
    lines(file, header, *rows, ("C9", "A1", "2025-03-02", "0:01:00", "Salse"))
    ran = ccmotivate("check", file, "--rules", made.folder / "rules", "--lang", "en")
    assert ran.code == 1
    assert "Salse" in ran.out + ran.err


AMOUNTS = [("O1", "A1", "2025-03-01", "100.5"), ("O2", "A1", "2025-03-02", "20"), ("O3", "A2", "2025-03-02", "7")]


@pytest.mark.parametrize(("take", "expected"), [("sum", [Fraction("120.5"), 7]), ("mean", [Fraction("60.25"), 7])])
def test_numbers_of_many_rows_are_summed_or_averaged_as_is_answered(
    tmp_path: Path,
    mapped: Map,
    take: str,
    expected: list[Fraction],
) -> None:
    file = lines(tmp_path / "orders.csv", ("Order ID", "Agent", "Date", "Amount"), *AMOUNTS)
    made = mapped(file)
    assert made.code == 1
    assert 'take: "?"' in made.text("metrics")
    assert "Is Amount, like 100.5, summed or averaged over an agent's rows of a month" in " ".join(made.said.split())
    refused = ccmotivate("rules", "check", made.folder / "rules", "--lang", "en")
    assert refused.code == 1
    assert "summed or averaged" in " ".join((refused.out + refused.err).split())
    (tmp_path / "out").rename(tmp_path / "before")
    made = mapped(file, answers={"orders.amount.take": take})
    assert made.code == 0, made.said
    assert list(made.values("amount").values()) == expected


@pytest.mark.parametrize(("header", "take"), [("Total paid", "sum"), ("Average paid", "mean"), ("平均金额", "mean")])
def test_a_name_decides_between_sum_and_mean(tmp_path: Path, mapped: Map, header: str, take: str) -> None:
    made = mapped(lines(tmp_path / "orders.csv", ("Order ID", "Agent", "Date", header), *AMOUNTS))
    assert made.code == 0, made.said
    assert f"take: {take}, blanks: left_out" in made.text("metrics")


def test_one_row_a_month_asks_for_no_fold(tmp_path: Path, mapped: Map) -> None:
    made = mapped(lines(tmp_path / "2025-03.csv", ("Agent", "Amount"), ("A1", "12.5"), ("A2", "7")))
    assert made.code == 0, made.said
    assert made.values("amount") == {("2025-03", "A1"): Fraction("12.5"), ("2025-03", "A2"): 7}


def test_two_rows_of_headers_with_merged_cells(tmp_path: Path, mapped: Map) -> None:
    import openpyxl

    rows = [["Agent", "Name", "Inbound", None, "Outbound", None], [None, None, "Calls", "AHT (s)", "Calls", "AHT (s)"],
            ["A1", "Ada Example", 10, 200, 3, 90], ["A2", "Ben Muster", 20, 100, 5, 60]]  # fmt: skip
    path = workbook(tmp_path / "kpi 2025-03.xlsx", {"KPI": rows})
    book = openpyxl.load_workbook(path)
    for block in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
        book["KPI"].merge_cells(block)
    book.save(path)
    made = mapped(path)
    assert made.code == 0, made.said
    assert "header: {rows: 2}" in made.text("sources")
    assert made.values("inbound_aht_s") == {("2025-03", "A1"): 200, ("2025-03", "A2"): 100}
    assert made.values("outbound_calls") == {("2025-03", "A1"): 3, ("2025-03", "A2"): 5}


MISREAD = Path(__file__).parents[3] / "shared" / "data" / "misread"


@pytest.mark.skipif(not MISREAD.is_dir(), reason="the shared data are not there")
def test_a_merged_header_over_two_columns(mapped: Map) -> None:
    made = mapped(MISREAD / "two-row-header-2025-03.xlsx")
    assert made.code == 0, made.said
    assert "header: {rows: 2}" in made.text("sources")
    assert made.values("inbound_calls") == {("2025-03", "A1"): 120, ("2025-03", "B1"): 110}
    assert made.values("inbound_talk") == {("2025-03", "A1"): 170, ("2025-03", "B1"): 190}


def test_a_title_above_the_header_says_the_month(tmp_path: Path, mapped: Map) -> None:
    rows = [["Report of March 2025", None], ["Agent", "Calls answered"], ["A1", 12], ["A2", 30]]
    made = mapped(workbook(tmp_path / "export 2025-04-01.xlsx", {"Agents": rows}))
    assert made.code == 0, made.said
    assert made.values("calls_answered") == {("2025-03", "A1"): 12, ("2025-03", "A2"): 30}


def test_a_cell_that_is_no_number_is_named_and_not_passed_over(tmp_path: Path, mapped: Map) -> None:
    rows = [("A1", "120"), ("A2", "12 5"), ("A3", "30")]
    made = mapped(lines(tmp_path / "2025-03.csv", ("Agent", "Calls answered"), *rows))
    assert made.code == 1
    assert "12 5 in B3 is no number" in made.text("sources")
    assert "B3" in made.said


def test_columns_that_nothing_is_made_of_are_named(tmp_path: Path, mapped: Map) -> None:
    rows = [("A1", "12", "5 stars and more"), ("A2", "30", "none")]
    made = mapped(lines(tmp_path / "2025-03.csv", ("Agent", "Calls answered", "Remark"), *rows))
    assert made.code == 0, made.said
    assert "columns that nothing is made of: Remark" in made.text("sources")


def test_a_folder_is_mapped_and_scored_whole(tmp_path: Path, mapped: Map) -> None:
    for name, mark, day in (("a.txt", ";", "01"), ("b.tsv", "\t", "02"), ("c.psv", "|", "03"), ("d.csv", ",", "04")):
        lines(tmp_path / "in" / name, HEADER, ("A1", f"2025-03-{day}", 10), separator=mark)
    (tmp_path / "in" / "letter.txt").write_text("Dear all,\nhere they are.\n", encoding="utf-8")
    made = mapped(tmp_path / "in")
    assert made.code == 0, made.said
    assert "letter.txt" in made.said
    assert made.values("calls_answered") == {("2025-03", "A1"): 40}
    assert "separator:" not in made.text("sources")
    ran = ccmotivate("score", tmp_path / "in", "--rules", made.folder / "rules", "--lang", "en", "--together")
    assert ran.code == 0, ran.err
    assert "files that are no tables were not read (1): letter.txt" in ran.err


def test_names_that_people_may_share_are_asked_for(tmp_path: Path, mapped: Map) -> None:
    rows = [(1, "Ada Example", 10), (2, "Ben Muster", 20), (3, "Ada Example", 5), (4, "Cy Demo", 7)]
    file = lines(tmp_path / "2025-03.csv", ("Row", "Agent name", "Calls answered"), *rows)
    made = mapped(file)
    assert made.code == 1
    assert "In Agent name most names stand once and 1 several times, like Ada Example" in " ".join(made.said.split())
    assert "(Agent name | Row)" in " ".join(made.said.split())
    (tmp_path / "out").rename(tmp_path / "before")
    made = mapped(file, answers={"rows.agent_id": "Row"})
    assert made.code == 0, made.said
    assert made.values("calls_answered") == {("2025-03", str(at)): calls for at, _name, calls in rows}


def test_per_milles_and_passes(tmp_path: Path, mapped: Map) -> None:
    rows = [("A1", "0.5‰", "pass"), ("A2", "2‰", "fail"), ("A3", "1‰", "pass")]
    made = mapped(lines(tmp_path / "2025-03.csv", ("Agent", "Slips", "Training"), *rows))
    assert made.code == 0, made.said
    assert list(made.values("slips").values()) == [Fraction(1, 2), 2, 1]
    assert list(made.values("training").values()) == [100, 0, 100]


@pytest.mark.parametrize("header", ["Hired", "Joined", "入职日期", "Date of birth"])
def test_a_day_of_a_person_is_no_month(tmp_path: Path, mapped: Map, header: str) -> None:
    rows = [("A1", "2020-01-07", 12), ("A2", "2021-05-09", 30)]
    made = mapped(lines(tmp_path / "march.csv", ("Agent", header, "Calls answered"), *rows))
    assert 'month: {value: "?"}' in made.text("sources")


def test_figures_of_a_name_that_nobody_knows_are_figures(tmp_path: Path, mapped: Map) -> None:
    made = mapped(lines(tmp_path / "2025-03.csv", ("Agent", "Widgets"), ("A1", 12), ("A2", 30)))
    assert made.code == 0, made.said
    assert made.values("widgets") == {("2025-03", "A1"): 12, ("2025-03", "A2"): 30}


def test_headers_that_stand_twice_are_named_and_not_taken(tmp_path: Path, mapped: Map) -> None:
    made = mapped(lines(tmp_path / "2025-03.csv", ("Agent", "Calls answered", "AHT", "aht"), ("A1", 12, 200, 210)))
    assert made.code == 0, made.said
    assert "not taken, for the header stands twice or is too long: AHT, aht" in made.text("sources")
    assert "aht:" not in made.text("metrics")
