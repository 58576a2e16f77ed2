"""The evaluation as a page and a workbook, in both languages: whole, repeatable, with the figures of the result."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import io
import re
from fractions import Fraction
from html import unescape
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from msgspec.structs import replace

from ccmotivate.model.exact import half_up
from ccmotivate.model.fairness import Fairness
from ccmotivate.model.metrics import Label, MetricKind
from ccmotivate.parts.measures.advice import Advice
from ccmotivate.parts.measures.advice_words import advice_lines, introduced_lines, trial_command
from ccmotivate.parts.measures.book import write_book
from ccmotivate.parts.measures.charts import marks, slopes, strip
from ccmotivate.parts.measures.levels import change_cell, level_cell, level_text
from ccmotivate.parts.measures.lines import MOST_LINES, chart_text, drawn, lines
from ccmotivate.parts.measures.page import page, write_page
from ccmotivate.parts.measures.plan_words import plan_lines, plan_method
from ccmotivate.parts.measures.power import Plan, Planned, plan
from ccmotivate.parts.measures.report import Report
from ccmotivate.parts.measures.results import Found, Verdict
from ccmotivate.parts.measures.rules import ATTRITION_METRIC
from ccmotivate.parts.measures.sections import sections, tone
from ccmotivate.parts.measures.tables import figures_grid, plan_grid, units_grid
from ccmotivate.parts.measures.words import Words, caution_text, figures, headline, method
from ccmotivate.problems import SourceRef
from ccmotivate.writers.files.replacing import verify_workbook
from ccmotivate.writers.files.signature import kind_of
from ccmotivate.writers.words.text import visible
from tests.parts.measures.reports import PILOT, as_kind, company, evaluated, measures, report
from tests.parts.measures.worlds import CSAT, ERRORS, START, expected, measure, panel
from tests.parts.test_hostile_text import FORBIDDEN, HIDDEN, PAYLOADS
from tests.support import sheets_in, shipped_rules

F = Fraction
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])


@pytest.fixture(scope="module")
def made() -> Report:
    return report()


def words(lang: str = "en") -> Words:
    return Words(shipped_rules(), lang)


def csat(of: Report, at: int = 0) -> Found:
    return of.evaluated[at].found[0]


# -- the page ---------------------------------------------------------------------------------------------------------


@LANGUAGES
def test_the_page_opens_with_a_sentence_a_measure(made: Report, lang: str) -> None:
    items = re.findall(r"<li class=\"(\w+)\"><a href=\"#(measure-\d)\"><bdi>(.*?)</bdi>", page(made, lang))
    assert [text for _tone, _id, text in items] == [headline(one, words(lang)) for one in made.evaluated]
    assert [found for found, _id, _text in items] == ["open", "open"]  # the two overlap
    text = page(made, lang)
    assert all(f'<h2 id="{name}">' in text for _tone, name, _text in items)


@LANGUAGES
def test_the_page_has_figures_cautions_and_method(made: Report, lang: str) -> None:
    text = page(made, lang).replace("\u00a0", " ")
    own = words(lang)
    for one in made.evaluated:
        for warned in one.warned:
            assert caution_text(warned, one, made.measures, own) in text
        for found in one.found:
            assert own.change(found.expected, found.effect) in text
    assert all(sentence in text for sentence in method(own))


def test_the_page_is_complete_in_itself(made: Report, tmp_path: Path) -> None:
    target = tmp_path / "evaluation.html"
    write_page(target, made, "en")
    text = target.read_text(encoding="utf-8")
    assert kind_of(target) == "evaluation"
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in text.replace("&#39;", "'")
    assert not re.search(r"https?:|<script|<link|<img|\sstyle=|\son\w+=", text)
    assert text == page(report(), "en")


def test_every_chart_of_the_page_tells_what_it_shows(made: Report) -> None:
    drawings = re.findall(r"<svg.*?</svg>", page(made, "en"), re.DOTALL)
    found = [one for measured in made.evaluated for one in measured.found]
    assert len(drawings) == len(found) + sum(one.interval is not None for one in found)
    names = []
    for drawing in drawings:
        tree = ElementTree.fromstring(drawing)
        title, text = tree.find("title"), tree.find("desc")
        assert title is not None
        assert text is not None
        assert text.text
        assert tree.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}"
        names.append(title.get("id"))
    assert len(set(names)) == len(names)


def test_a_sentence_is_good_news_where_nothing_may_mislead(made: Report) -> None:
    def news(report: Report) -> list[str]:
        return [said.tone for one in sections(report, words()) for said in one.first]

    calm = tuple(replace(one, warned=()) for one in made.evaluated)
    assert news(replace(made, evaluated=calm)) == ["good", "good"]
    first = calm[0]
    worse = replace(first, found=(*first.found, replace(first.found[0], verdict=Verdict.WORSENED)))
    nothing = replace(first, found=(first.found[1], replace(first.found[2], verdict=Verdict.TOO_FEW)))
    assert news(replace(made, evaluated=(worse, nothing))) == ["bad", "open"]
    assert [tone(verdict) for verdict in Verdict] == ["good", "bad", "open", "open", "open"]


def test_a_probability_is_never_shown_as_nothing(made: Report) -> None:
    found = replace(csat(made, 1), p=F(1, 10_000), corrected=F(1, 5_000))
    told = figures(found, made.evaluated[1].measure, words())
    assert any("p < 0.001, corrected < 0.001" in line for line in told)


# -- lines and charts -------------------------------------------------------------------------------------------------


def test_a_line_a_unit_and_the_mean_of_either_side(made: Report) -> None:
    found = csat(made)
    shown = lines(found, words())
    means, units = [one for one in shown if one.mean], [one for one in shown if not one.mean]
    assert [(one.name, one.before, one.after) for one in units] == [
        (one.unit, one.before, one.after) for one in found.changes
    ]
    pilot, rest = means
    assert (pilot.before, pilot.after, pilot.people) == (found.before, found.after, found.people[0])
    assert rest.people == found.people[1]
    assert pilot.change is not None
    assert rest.change is not None
    assert half_up(rest.change, 4) == found.rest_change
    assert half_up(pilot.change - rest.change, 4) == found.effect
    assert [one.mean for one in drawn(shown)] == [False] * len(units) + [True, True]


def test_a_side_of_one_unit_has_no_mean_beside_it() -> None:
    shown = lines(csat(report(made=measures(pilot=("T0",)))), words())
    assert [(one.name, one.pilot) for one in shown if one.mean] == [("Mean of the rest", False)]


def test_everybody_is_one_line(made: Report) -> None:
    found = csat(made, 1)
    (one,) = lines(found, words())
    assert (one.before, one.after, one.change, one.people) == (
        found.before, found.after, found.effect, found.people[0],
    )  # fmt: skip


def test_of_many_units_only_the_means_are_drawn() -> None:
    many = report(company(teams=MOST_LINES + 1, size=3))
    found = csat(many)
    assert len(found.changes) > MOST_LINES
    assert all(one.mean for one in drawn(lines(found, words())))
    assert str(len(found.changes)) in chart_text(found, words())
    grid = units_grid(found, many.evaluated[0], words())
    assert len(grid.rows) == len(found.changes) + 2


def test_labels_beside_the_lines_do_not_overlap(made: Report) -> None:
    tree = ElementTree.fromstring(slopes(csat(made), words(), "x"))
    beside = [float(text.get("y", 0)) for text in tree.findall("text") if "pilot" in (text.get("class") or "")]
    beside += [float(text.get("y", 0)) for text in tree.findall("text") if "rest" in (text.get("class") or "")]
    beside.sort()
    assert len(beside) == len(csat(made).changes) + 2
    assert all(low - high >= 16.9 for high, low in pairwise(beside))
    assert beside[-1] <= float(str(tree.get("viewBox")).split()[3])


def test_places_of_a_drawing_follow_the_figures(made: Report) -> None:
    found = csat(made)
    tree = ElementTree.fromstring(slopes(found, words(), "x"))
    ends = [float(dot.get("cy", 0)) for dot in tree.findall("circle") if dot.get("cx") == "240"]
    values = [one.after for one in drawn(lines(found, words()))]
    assert len(ends) == len(values)
    by_value = [at for _value, at in sorted(zip(values, ends, strict=True))]
    assert by_value == sorted(by_value, reverse=True)


def test_the_marks_of_a_scale_are_round_and_show_small_changes_small(made: Report) -> None:
    found = csat(made)
    shown = drawn(lines(found, words()))
    scale = marks(shown, found.expected)
    values = [end for one in shown for end in (one.before, one.after) if end is not None]
    assert scale[0] <= min(values)
    assert scale[-1] >= max(values)
    wide = marks(shown, replace(found.expected, least=F(20)))
    assert wide[-1] - wide[0] >= 60
    clock = replace(found.expected, metric=as_kind(MetricKind.DURATION))
    assert marks(shown, clock)[1] - marks(shown, clock)[0] in (1, 2, 5, 10, 15, 30)
    alike = [replace(one, before=F(0), after=F(0)) for one in shown]
    assert marks(alike, found.expected)[0] == 0


def test_the_drawing_of_an_interval(made: Report) -> None:
    found = csat(made)
    assert found.interval is not None
    assert found.effect is not None
    tree = ElementTree.fromstring(strip(found, words(), "x"))
    texts = [text.text for text in tree.findall("text")]
    assert texts[:3] == [words().change(found.expected, one) for one in (*found.interval, found.effect)]
    assert strip(replace(found, interval=None), words(), "x") == ""


# -- tables and cells -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "shown", "cell", "change"),
    [
        (MetricKind.PERCENT, "86.5%", (F(173, 200), "0.00%"), '"+"#,##0.00" points"'),
        (MetricKind.PASS, "86.5%", (F(173, 200), "0.00%"), '"+"#,##0.00" points"'),
        (MetricKind.DURATION, "0:01:27", (F(173, 172_800), "[h]:mm:ss"), '"+"#,##0.00" seconds"'),
        (MetricKind.PERMILLE, "86.5‰", (F(173, 2), '0.00"‰"'), '"+"#,##0.00"‰"'),
        (MetricKind.NUMBER, "86.5", (F(173, 2), "#,##0.00"), '"+"#,##0.00'),
        (MetricKind.MONEY, "¥86.50", (F(173, 2), '"¥"#,##0.00'), '"+""¥"#,##0.00'),
    ],
)
def test_values_and_changes_by_kind(kind: MetricKind, shown: str, cell: tuple[Fraction, str], change: str) -> None:
    one = expected(as_kind(kind), up=True)
    assert level_text(one, F(173, 2), words()) == shown
    assert level_cell(one, F(173, 2), words()) == cell
    number, form = change_cell(one, F(-5, 2), words())
    assert number == F(-5, 2)
    assert form.split(";")[0] == change
    assert form.count(";") == 2


def test_a_small_change_keeps_its_digits() -> None:
    one = expected(CSAT, up=True)
    assert change_cell(one, F(3, 1000), words())[1].startswith('"+"#,##0.000"')


@LANGUAGES
def test_the_figures_of_every_metric(made: Report, lang: str) -> None:
    grid = figures_grid(made.evaluated, words(lang))
    found = [one for measured in made.evaluated for one in measured.found]
    assert len(grid.rows) == len(found)
    assert all(len(row) == len(grid.headers) for row in grid.rows)
    assert len(set(grid.headers)) == len(grid.headers)


def test_attrition_has_no_change_beside_what_left(made: Report) -> None:
    one = made.evaluated[0]
    gone, other = (units_grid(found, one, words()) for found in (one.found[2], one.found[0]))
    assert one.found[2].expected.metric is ATTRITION_METRIC
    assert other.headers == (*gone.headers, "Change")
    assert all(len(row) == len(gone.headers) for row in gone.rows)


# -- the workbook -----------------------------------------------------------------------------------------------------


@LANGUAGES
def test_the_workbook(made: Report, lang: str, tmp_path: Path) -> None:
    target, again = tmp_path / "evaluation.xlsx", io.BytesIO()
    verify_workbook(target, write_book(target, made, lang))
    assert kind_of(target) == "evaluation"
    book = openpyxl.load_workbook(target)
    short, figures, compared = book.worksheets
    texts = [str(cell) for row in short.iter_rows(values_only=True) for cell in row if cell]
    own = words(lang)
    heads = [headline(one, own) for one in made.evaluated]
    assert [text for text in texts if text in heads] == heads
    assert all(text in texts for text in method(own))
    found = [one for measured in made.evaluated for one in measured.found]
    assert figures.max_row == len(found) + 1
    assert len(compared._charts) == len(found)
    write_book(again, made, lang)
    assert again.getvalue() == target.read_bytes()


def test_the_workbook_holds_numbers(made: Report, tmp_path: Path) -> None:
    target = tmp_path / "evaluation.xlsx"
    write_book(target, made, "en")
    _short, figures, compared = openpyxl.load_workbook(target).worksheets
    found = csat(made)
    assert found.effect is not None
    assert found.after is not None
    row = {head.value: cell for head, cell in zip(figures[1], figures[2], strict=True)}
    assert row["Effect"].value == pytest.approx(float(found.effect))
    assert row["From the start on"].value == pytest.approx(float(found.after) / 100)
    assert row["From the start on"].number_format == "0.00%"
    table = {cells[0]: cells for cells in compared.iter_rows(min_row=3, max_row=20, values_only=True)}
    unit = found.changes[0]
    assert unit.before is not None
    assert table[unit.unit][2:6] == pytest.approx(
        (unit.people, float(unit.before) / 100, float(unit.after) / 100, float(unit.change))
    )


def test_lines_of_the_chart_are_the_rows_of_the_table(made: Report, tmp_path: Path) -> None:
    target = tmp_path / "evaluation.xlsx"
    write_book(target, made, "en")
    compared = openpyxl.load_workbook(target).worksheets[2]
    series = compared._charts[0].series
    assert len(series) == len(csat(made).changes) + 2
    for one in series:
        row = re.search(r"\$D\$(\d+):\$E\$(\d+)", one.val.numRef.f)
        name = re.search(r"\$A\$(\d+)", one.tx.strRef.f)
        assert row is not None
        assert name is not None
        assert row[1] == row[2] == name[1]


# -- at the edges -----------------------------------------------------------------------------------------------------


@LANGUAGES
@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_names_stay_text(payload: str, lang: str, tmp_path: Path) -> None:
    bad = PAYLOADS[payload] + "\x1b[31m\u202e"
    names = {"T0": bad}
    rows = [dataclasses.replace(row, team=names.get(row.team, row.team)) for row in company()]
    one = replace(
        measure((bad, *PILOT[1:]), expects=[expected(replace(CSAT, label=Label(bad, bad)), up=True)]),
        label=Label(bad, bad),
    )
    found = evaluated(panel(rows), {"pilot": one})
    text, target = page(found, lang), tmp_path / "evaluation.xlsx"
    assert not HIDDEN.search(text)
    assert not re.search(r"<script|<b onclick|<w:p", text)
    for drawing in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        ElementTree.fromstring(drawing)
    verify_workbook(target, write_book(target, found, lang))
    cells = [cell for sheet in openpyxl.load_workbook(target) for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert visible(bad) in {cell.value for cell in cells}
    assert not any(FORBIDDEN.search(str(cell.value)) for cell in cells if cell.value)


@LANGUAGES
def test_too_few_to_tell(lang: str, tmp_path: Path) -> None:
    few = report(company(teams=3, size=2), measures(pilot=("T0",)))
    assert csat(few).verdict is Verdict.TOO_FEW
    assert headline(few.evaluated[0], words(lang)) in page(few, lang)
    target = tmp_path / "evaluation.xlsx"
    verify_workbook(target, write_book(target, few, lang))


def test_a_pilot_that_nobody_is_left_in() -> None:
    gone = [row for row in company() if row.team not in PILOT]
    none = report(gone)
    assert csat(none).effect is None
    assert "measure-2" in page(none, "en")
    assert len(write_book(io.BytesIO(), none, "en").sheets) == 3


def test_no_months_a_window_earlier() -> None:
    late = [row for row in company() if row.month.month >= 4]
    found = report(late)
    attrition = found.evaluated[0].found[2]
    assert all(one.before is None for one in attrition.changes)
    assert slopes(attrition, words(), "x").count("<circle") == len(attrition.changes) + 2
    assert len(write_book(io.BytesIO(), found, "en").sheets) == 3


# -- where to look, what came with it, a plan -------------------------------------------------------------------------


@LANGUAGES
def test_where_to_look_and_what_came_with_it(made: Report, lang: str, tmp_path: Path) -> None:
    own = words(lang)
    advice = Advice(
        61, 4, (), Fairness((), (), (), shipped_rules(), {}, 0, 0, 0, ()), "roles.inbound.productivity=70%..75%:1%"
    )
    measured = {**made.measures, "bonus": replace(made.measures["bonus"], introduces={"awards.csat_star": SourceRef()})}
    again = tuple(replace(one, measure=measured[one.measure.id]) for one in made.evaluated)
    found = replace(made, evaluated=again, measures=measured, advice={"bonus": advice})
    said = [*introduced_lines(again[1], found, own), *advice_lines(advice, own), trial_command(advice, found) or ""]
    assert len(said) == 4
    text = unescape(page(found, lang))
    assert [line for line in said if line not in text] == []
    target = tmp_path / "evaluation.xlsx"
    verify_workbook(target, write_book(target, found, lang))
    cells = "\n".join(str(row[1]) for row in next(iter(sheets_in(target).values())))
    assert [line for line in said if line not in cells] == []


@LANGUAGES
def test_a_plan(lang: str, tmp_path: Path) -> None:
    own = words(lang)
    world = [row for row in company() if row.month < START]
    one = measure(PILOT, expects=[expected(CSAT, up=True), expected(ERRORS, up=False, least=F(1, 10))])
    made = plan(one, panel(world))
    found = Report(plan=made, measures={"pilot": one}, months=panel(world).months, rules=shipped_rules())
    text = unescape(page(found, lang))
    said = [line for planned in made.planned for line in plan_lines(planned, made, own)]
    assert [line for line in (*said, *plan_method(made, own)) if line not in text] == []
    target = tmp_path / "plan.xlsx"
    verify_workbook(target, write_book(target, found, lang))
    short, figures = sheets_in(target).values()
    cells = "\n".join(str(row[1]) for row in short)
    assert [line for line in said if line not in cells] == []
    smallest = [planned.smallest for planned in made.planned]
    assert smallest[0] is not None
    assert smallest[1] is not None
    assert [row[1] for row in figures[1:]] == pytest.approx([smallest[0], -smallest[1]], abs=1e-4)


def test_a_metric_of_which_nothing_can_be_planned() -> None:
    one = measure(PILOT, expects=[expected(CSAT, up=True)])
    nothing = Planned(one.expects[0], (20, 20), (4, 4), None, None, None)
    grid = plan_grid(Plan(one, 3, (nothing, replace(nothing, spread=2.0))), words())
    assert [row[1] for row in grid.rows] == ["–", "–"]
    text = page(Report(plan=Plan(one, 3, (replace(nothing, spread=2.0),)), rules=shipped_rules()), "en")
    assert '<li class="bad">' in text
