"""``map`` knows the usual words of German headers."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from ccmotivate.readers.mapping.lexicon import field_of, measure_of
from tests.exports.made import Map
from tests.exports.shapes import lines


@pytest.mark.parametrize(
    ("header", "measure"),
    [
        ("Anrufe", "answered"),
        ("Angenommene Anrufe", "answered"),
        ("Nicht angenommen", "not_answered"),
        ("Verpasste Anrufe", "not_answered"),
        ("Eingehende Anrufe", "offered"),
        ("Ausgehende Anrufe", "outbound"),
        ("Gesprächszeit", "talk"),
        ("Durchschn. Gespraechsdauer", "talk"),
        ("Nachbearbeitungszeit", "acw"),
        ("Ø Bearbeitungszeit", "aht"),
        ("Haltezeit", "hold"),
        ("Wartezeit", "asa"),
        ("Dauer", "duration"),
        ("Pausenzeit", "aux"),
        ("Kundenbewertung", "csat"),
        ("Zufriedenheit", "csat"),
        ("Gelöst", "fcr"),
        ("Erledigt", "fcr"),
        ("Annahmequote", "answer_rate"),
        ("Summer sales", "collected"),
    ],
)
def test_what_german_headers_measure(header: str, measure: str) -> None:
    found = measure_of(header)
    assert found is not None
    assert found.id == measure


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Mitarbeiter", "agent_id"),
        ("Bearbeiter", "agent_id"),
        ("Mitarbeiter-Nr.", "agent_id"),
        ("Personalnummer", "agent_id"),
        ("Bearbeitet von", "agent_id"),
        ("Mitarbeitername", "name"),
        ("Vorname", "first"),
        ("Nachname", "last"),
        ("Gruppe", "team"),
        ("Standort", "site"),
        ("Vorgangsnummer", ""),
    ],
)
def test_who_german_headers_name(header: str, field: str) -> None:
    assert field_of(header) == field


def test_an_export_with_german_headers(tmp_path: Path, mapped: Map) -> None:
    header = (
        "Vorgangsnummer",
        "Bearbeiter",
        "Gruppe",
        "Datum",
        "Uhrzeit",
        "Gesprächszeit (Sek.)",
        "Bewertung",
        "Gelöst",
    )
    rows = [(f"V{at}", "A1", "Nord", f"{at:02}.03.2025", "09:15", 180 + at, "4,5", "Ja") for at in range(11, 15)]
    rows += [(f"V{at}", "B2", "Süd", f"{at:02}.03.2025", "10:20", 240, "3,5", "Nein") for at in range(15, 17)]
    made = mapped(lines(tmp_path / "vorgänge.csv", header, *rows, ("Gesamt", "", "", "", "", 1210, "", "")))
    assert made.code == 0, made.said
    assert made.values("contacts") == {("2025-03", "A1"): 4, ("2025-03", "B2"): 2}
    assert made.values("talk") == {("2025-03", "A1"): Fraction(385, 2), ("2025-03", "B2"): 240}
    assert made.values("fcr") == {("2025-03", "A1"): 100, ("2025-03", "B2"): 0}
    assert "key: vorgangsnummer" in made.text("sources")
    assert "team: Gruppe" in made.text("sources")
    assert "unit: seconds" in made.text("sources")


def test_a_german_report_by_day(tmp_path: Path, mapped: Map) -> None:
    header = (
        "Mitarbeiter",
        "Eintrittsdatum",
        "Datum",
        "Anrufe",
        "Durchschn. Gesprächszeit",
        "Gesamte Nachbearbeitungszeit (Std.)",
    )
    days = [(who, "2020-01-01", f"2025-03-{day:02}", 40, "3:25", "1:10") for who in ("A1", "B2") for day in (1, 2)]
    made = mapped(lines(tmp_path / "tage.csv", header, *days))
    assert made.code == 0, made.said
    assert made.values("talk") == {("2025-03", "A1"): 205, ("2025-03", "B2"): 205}
    assert made.values("gesamte_nachbearbeitungszeit_std")["2025-03", "A1"] == 2 * 4200


def _of_days(folder: Path, *days: str) -> list[Path]:
    return [
        lines(folder / f"Anrufe {day}.csv", ("Mitarbeiter", "Angenommen"), *((who, 10 + at) for who in ("A1", "A2")))
        for at, day in enumerate(days)
    ]


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (("31.01.2025", "01.02.2025", "12.02.2025", "13.02.2025"), "day-month-year"),
        (("01-31-2025", "02-01-2025", "02-12-2025", "02-13-2025"), "month-day-year"),
    ],
)
def test_days_in_names_are_read_in_the_order_that_they_decide(
    tmp_path: Path, mapped: Map, days: tuple[str, ...], order: str
) -> None:
    made = mapped(*_of_days(tmp_path, *days), answers={"anrufe.month.days_in_names": "yes"})
    assert made.code == 0, made.said
    assert f'month: {{days_in_names: yes, dates: "{order}"}}' in made.text("sources")
    values = made.values(next(iter(yaml.safe_load(made.text("metrics")))))
    assert values == {
        (month, who): count for month, count in (("2025-01", 10), ("2025-02", 36)) for who in ("A1", "A2")
    }


def test_two_days_in_names_with_the_same_rows_are_no_copies(tmp_path: Path, mapped: Map) -> None:
    files = _of_days(tmp_path, "30.01.2025", "31.01.2025", "01.02.2025")
    files[1].write_bytes(files[0].read_bytes())
    made = mapped(*files, answers={"anrufe.month.days_in_names": "yes"})
    assert made.values(next(iter(yaml.safe_load(made.text("metrics")))))["2025-01", "A1"] == 20


@pytest.mark.parametrize(
    "ranges",
    [
        ("01.02.2025-28.02.2025", "01.03.2025-31.03.2025"),
        ("01.02.2025 - 28.02.2025", "01.03.2025 - 31.03.2025"),
        ("02-01-2025 to 02-28-2025", "03-01-2025 to 03-31-2025"),
    ],
)
def test_the_first_and_the_last_day_of_a_month_in_a_name_are_that_month(
    tmp_path: Path, mapped: Map, ranges: tuple[str, str]
) -> None:
    made = mapped(*_of_days(tmp_path, *ranges))
    assert made.code == 0, made.said
    values = made.values(next(iter(yaml.safe_load(made.text("metrics")))))
    assert values == {(f"2025-0{2 + at}", who): 10 + at for at in (0, 1) for who in ("A1", "A2")}


@pytest.mark.parametrize(
    "name",
    [
        "Anrufe 01.02.2025 (Export 14.02.2025)",
        "Anrufe_2025-02-01_exportiert_2025-03-02",
        "通话 2025-02-01 导出 2025-03-02",
        "话务 2025年2月1日 制表：2025年3月2日",
        "Calls 2025-02-01_2025-02-07, printed 2025-03-02",
        "Call Report 2025-02-01, exported on 2025-03-02",
        "查询时间 2025-02-01至2025-02-28 导出时间 2025-03-02",
    ],
)
def test_a_day_before_that_of_the_export_is_of_the_month_of_the_rows(tmp_path: Path, mapped: Map, name: str) -> None:
    file = lines(tmp_path / f"{name}.csv", ("Mitarbeiter", "Angenommen"), ("A1", 10), ("A2", 11))
    made = mapped(file)
    assert made.code == 0, made.said
    (values,) = (made.values(one) for one in yaml.safe_load(made.text("metrics")))
    assert values == {("2025-02", "A1"): 10, ("2025-02", "A2"): 11}


_LABELS = (
    *(
        "填报日期",
        "查询时间",
        "取数",
        "审核日期",
        "发布",
        "提交",
        "同步",
        "归档",
        "编制",
        "抽取时间",
        "结算日",
        "日期",
        "上传工单",
    ),
    *("extracted", "run", "Abgerufen", "Report date", "Date", "uploaded calls", "Letzte Auswertung", "Calls as of"),
)


@pytest.mark.parametrize(
    "name",
    [
        "Anrufe 01.02.2025",
        "Anrufe 01.02.2025 Export",
        "Anrufe 01.02.2025 (Export 03.02.2025)",
        "Export 2025-02-28 - 2025-03-06",
        "Export 2025-02-01 gedruckt 2025-03-02",
        "Anrufe 2025-01-28_2025-02-03 Export 2025-03-02",
        "Anrufe 2025-02-01 Export 2025-02-01",
        "Anrufe 2025-02-01 Export 2025-03-02 für 2025-01-01",
        "Calls 2025-02-01 lead generation 2025-03-02",
        "data until 2025-04-01 exported 2025-04-02",
        "data Stand 01.04.2025 (Export 14.04.2025)",
        "Stichtag 2025-04-01 gedruckt 2025-04-02",
        "Umsatz per 2025-04-01 Export 2025-04-02",
        "Last updated 2025-04-01, exported 2025-04-02",
        "上传2025-04-01 下载2025-04-02",
        "录入日期2025-04-01 打印日期2025-05-02",
        "合同生效2024-01-01 导出2025-04-02",
        "更新时间 2025-04-01  导出时间 2025-04-02",
        *(f"{label}2025-04-01 导出2025-04-02" for label in _LABELS),
        *(f"{label} 2025-04-01 exported 2025-04-02" for label in _LABELS),
        "data received 2025-04-01 downloaded 2025-04-02",
        "Calls 2025-04-01 received, exported 2025-04-02",
        "Anrufe, Datei 01.04.2025 (Export 02.04.2025)",
        "2025-04-01 exported 2025-04-02",
        "Calls 2025-04-01, 2025-04-02, exported 2025-05-02",
    ],
)
def test_where_no_day_is_told_from_that_of_the_export_the_month_is_asked_for(
    tmp_path: Path, mapped: Map, name: str
) -> None:
    made = mapped(lines(tmp_path / f"{name}.csv", ("Mitarbeiter", "Angenommen"), ("A1", 10), ("A2", 11)))
    assert made.code == 1
    assert "Which month is" in made.said
