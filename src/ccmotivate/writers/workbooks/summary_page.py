"""The first sheet: the month at a glance, by project and by role, the spread of scores, the awards, the files."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice

import numpy as np
import pandas as pd

from ccmotivate.locale import counted, translator
from ccmotivate.model.exact import half_up
from ccmotivate.model.outcomes import Scored
from ccmotivate.model.results import AwardGiven, MonthResult
from ccmotivate.writers.words.figures import money_format, percent_format, ranking_cell
from ccmotivate.writers.words.groups import Group, group_of, groups_by
from ccmotivate.writers.words.made import made_lines, made_rows
from ccmotivate.writers.words.sentences import group_text, months_text, place_text, rows_header, winner_text
from ccmotivate.writers.workbooks.pages import Page
from ccmotivate.writers.workbooks.score_table import SCORE_FORMAT, identity_header
from ccmotivate.writers.workbooks.styles import ACCENT, ACCENT_LIGHT, FONTS, GREY, LINE

_WIDTHS = (24, 20, 14, 14, 14, 14, 14)
_LAST = len(_WIDTHS) - 1
_CHART_COL = len(_WIDTHS) + 1
_NARROW_SPAN = 50
_RULED = {"bottom": 1, "bottom_color": LINE}
_FIRST_TABLE_ROW = 7
MOST_AWARDS = 200


def all_agents(months: Sequence[MonthResult]) -> pd.DataFrame:
    """The agents of all months, with their month."""
    return pd.concat([result.agents.assign(month=str(result.month)) for result in months], ignore_index=True)


def write_summary(page: Page, scored: Scored, lang: str) -> None:
    """Fill the page."""
    _ = translator(lang)
    for col, width in enumerate(_WIDTHS):
        page.sheet.set_column(col, col, width)
    page.sheet.set_column(_LAST + 1, _LAST + 1, 3)
    when = months_text([result.month for result in scored.months], lang)
    page.text(0, 0, _("{month}: scores at a glance").format(month=when), page.formats.title)
    page.sheet.set_row(0, 30)
    page.text(1, 0, scored.rules.name.text(lang), page.formats.subtitle)
    page.row = 3
    if scored.months:
        agents = all_agents(scored.months)
        _figures(page, scored.months, agents, lang)
        page.row = _FIRST_TABLE_ROW
        _counts(page, scored, agents, lang)
        _awards(page, scored.months, lang)
    if scored.unscored:
        text = _("{count} rows with errors were not scored; see the sheet “{sheet}”.")
        page.text(page.row, 0, text.format(count=len(scored.unscored), sheet=_("How it was read")))
        page.row += 2
    _inputs(page, scored, lang)


def _figures(page: Page, months: Sequence[MonthResult], agents: pd.DataFrame, lang: str) -> None:
    """Large figures in a row; of several months agents and agent-months, of which the others are counts."""
    _ = translator(lang)
    everybody = group_of("", agents)
    people = [(_("Agents"), agents["agent_id"].nunique(), "#,##0")] if len(months) > 1 else []
    label = page.formats.get(font_color=GREY, bg_color=ACCENT_LIGHT, align="center")
    large = {"font_size": 20, "bold": True, "font_color": ACCENT, "bg_color": ACCENT_LIGHT, "align": "center"}
    figures = [
        *people,
        (rows_header(months, lang), everybody.agents, "#,##0"),
        (_("Qualified"), everybody.qualified, "#,##0"),
        (_("Eligible"), everybody.eligible, "#,##0"),
        (_("Mean score"), None if everybody.mean is None else float(everybody.mean), SCORE_FORMAT),
    ]
    page.sheet.set_row(page.row + 1, 34)
    for col, (name, figure, number) in enumerate(figures):
        page.text(page.row, col, name, label)
        if figure is None:
            page.text(page.row + 1, col, "–", page.formats.get(**large))
        else:
            page.number(page.row + 1, col, figure, page.formats.get(num_format=number, **large))


def _counts(page: Page, scored: Scored, agents: pd.DataFrame, lang: str) -> None:
    _ = translator(lang)
    first = scored.months[0]
    header = rows_header(scored.months, lang)
    if len(scored.months) > 1:
        _group_table(page, _("By month"), (_("Month"), _("Agents")), groups_by(agents, "month"), lang)
    projects = groups_by(agents, "project")
    _group_table(page, _("By project"), (identity_header("project", first, lang), header), projects, lang)
    roles = scored.rules.roles
    order = {role: at for at, role in enumerate(roles)}
    by_role = sorted(groups_by(agents, "role"), key=lambda group: order.get(group.name, len(order)))
    named = [_renamed(g, roles[g.name].label.text(lang) if g.name in roles else g.name) for g in by_role]
    _group_table(page, _("By role"), (identity_header("role", first, lang), header), named, lang)
    _distribution(page, agents, header, lang)


def _renamed(group: Group, name: str) -> Group:
    return Group(name, group.agents, group.qualified, group.eligible, group.mean, group.best)


def _section(page: Page, text: str) -> None:
    for col in range(_LAST + 1):
        page.text(page.row, col, text if col == 0 else "", page.formats.section)
    page.row += 1


def _group_table(page: Page, title: str, first: tuple[str, str], groups: Sequence[Group], lang: str) -> None:
    _ = translator(lang)
    _section(page, title)
    headers = [_("Qualified"), _("Qualified %"), _("Eligible"), _("Mean score"), _("Best score")]
    page.headers(page.row, [*first, *headers])
    page.row += 1
    text = _cell(page)
    count, score = _cell(page, num_format="#,##0"), _cell(page, num_format=SCORE_FORMAT)
    share = _cell(page, num_format=percent_format(1))
    for group in groups:
        page.text(page.row, 0, group.name or "–", text)
        page.number(page.row, 1, group.agents, count)
        page.number(page.row, 2, group.qualified, count)
        page.number(page.row, 3, float(half_up(Fraction(group.qualified, group.agents), 3)), share)
        page.number(page.row, 4, group.eligible, count)
        for col, figure in ((5, group.mean), (6, group.best)):
            if figure is None:
                page.text(page.row, col, "–", _cell(page, align="right"))
            else:
                page.number(page.row, col, float(figure), score)
        page.row += 1
    page.row += 1


def _cell(page: Page, **properties: object) -> object:
    return page.formats.get(**_RULED, **properties)


def score_bins(scores: pd.Series[int]) -> list[tuple[int, int, int]]:
    """(from, below, agents) in steps of 5 points, of 10 where the scores lie far apart; scores in hundredths."""
    if not len(scores):
        return []
    low, high = int(scores.min()) // 100, int(scores.max()) // 100
    step = 5 if high - low <= _NARROW_SPAN else 10
    start = low // step * step
    counts = np.bincount((scores.to_numpy(dtype=np.int64) - start * 100) // (step * 100))
    return [(start + at * step, start + (at + 1) * step, int(count)) for at, count in enumerate(counts)]


def _distribution(page: Page, agents: pd.DataFrame, header: str, lang: str) -> None:
    """The table behind the chart, below the counts, and the chart beside them."""
    _ = translator(lang)
    bins = score_bins(agents["score"])
    if not bins:
        return
    _section(page, _("Distribution of scores"))
    page.headers(page.row, [_("Score from … to below"), header])
    page.row += 1
    first = page.row
    for low, high, count in bins:
        page.text(page.row, 0, f"{low}–{high}", _cell(page))
        page.number(page.row, 1, count, _cell(page, num_format="#,##0"))
        page.row += 1
    _chart(page, first, page.row - 1, header, lang)
    page.row += 1


def _chart(page: Page, first: int, last: int, header: str, lang: str) -> None:
    _ = translator(lang)
    font = {"name": FONTS[lang], "size": 9, "color": GREY}
    name = page.sheet.get_name()
    chart = page.formats.book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": header,
            "categories": [name, first, 0, last, 0],
            "values": [name, first, 1, last, 1],
            "fill": {"color": ACCENT},
            "gap": 30,
            "data_labels": {"value": True, "font": font},
        }
    )
    chart.set_title(
        {"name": _("Distribution of scores"), "name_font": {"name": FONTS[lang], "size": 12, "color": ACCENT}}
    )
    chart.set_legend({"none": True})
    chart.set_x_axis({"name": _("Score"), "name_font": font, "num_font": font, "line": {"color": LINE}})
    chart.set_y_axis(
        {"num_font": font, "major_gridlines": {"visible": True, "line": {"color": LINE}}, "line": {"none": True}}
    )
    chart.set_chartarea({"border": {"color": LINE}})
    chart.set_size({"width": 620, "height": 360})
    page.sheet.insert_chart(3, _CHART_COL, chart, {"object_position": 2})


def _awards(page: Page, months: Sequence[MonthResult], lang: str) -> None:
    """The awards in short: the first of them; all stand on the award list."""
    _ = translator(lang)
    _section(page, _("Awards"))
    headers = [_("Award"), _("Group"), _("Place"), _("Winner"), _("Decided by"), _("Prize")]
    page.headers(page.row, headers[:3])
    page.wide(page.row, 3, 4, headers[3], page.formats.header)
    page.text(page.row, 5, headers[4], page.formats.header)
    page.text(page.row, 6, headers[5], page.formats.header)
    page.row += 1
    several = len(months) > 1
    for result, given in islice(((one, given) for one in months for given in one.awards), MOST_AWARDS):
        _award(page, given, result, lang, several=several)
    rest = sum(len(result.awards) for result in months) - MOST_AWARDS
    if rest > 0:
        page.text(page.row, 0, counted(_("… and {count} more awards in the award list"), count=rest))
        page.row += 1
    page.row += 1


def _award(page: Page, given: AwardGiven, result: MonthResult, lang: str, *, several: bool) -> None:
    """One award; its month before its name where there are ``several``."""
    text, rules = _cell(page), result.rules
    label = rules.awards[given.award].label.text(lang)
    page.text(page.row, 0, f"{result.month} {label}" if several else label, text)
    page.text(page.row, 1, given.within[0][1] if given.within else group_text((), rules, lang), text)
    page.text(page.row, 2, place_text(given.rank, lang, tied=given.tied), text)
    page.wide(page.row, 3, 4, winner_text(given), text)
    page.figure(page.row, 5, ranking_cell(given.figure, given.score, rules, lang), _RULED)
    if given.prize is None:
        page.text(page.row, 6, "", text)
    else:
        page.number(page.row, 6, float(given.prize), _cell(page, num_format=money_format(rules.currency, lang)))
    page.row += 1


def _inputs(page: Page, scored: Scored, lang: str) -> None:
    _ = translator(lang)
    _section(page, _("Files read"))
    page.headers(page.row, [_("File")])
    page.wide(page.row, 1, _LAST, "SHA-256", page.formats.header)
    page.row += 1
    for one in scored.inputs:
        page.text(page.row, 0, one.file, _cell(page))
        page.wide(page.row, 1, _LAST, one.sha256, _cell(page))
        page.row += 1
    page.row += 1
    made_rows(page, made_lines(scored.rules, (), lang, scored.months), lang, _LAST, sum(_WIDTHS))
