"""The sheet of rules: every figure that was used, in words, with the line of the rule file it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ccmotivate.locale import N_, translator
from ccmotivate.model.award_rules import Award
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Criterion, Role, Scope, ScoreLine
from ccmotivate.writers.words.figures import figure_name, money_text, standard_text
from ccmotivate.writers.words.made import made_rows
from ccmotivate.writers.words.rules import condition_text, line_words
from ccmotivate.writers.words.sentences import pool_text, recognition_text, scope_text
from ccmotivate.writers.words.text import wrapped_lines
from ccmotivate.writers.workbooks.pages import Page
from ccmotivate.writers.workbooks.styles import FAIL_TEXT

_WIDTHS = (18, 20, 22, 10, 46, 26)
_LINE = 15
_HEADINGS = {
    PeriodKind.MONTH: N_("Awards of the month"),
    PeriodKind.QUARTER: N_("Awards of the quarter"),
    PeriodKind.HALF: N_("Awards of the half-year"),
    PeriodKind.YEAR: N_("Awards of the year"),
}


def write_rules(page: Page, rules: RuleSet, lang: str, warning: str = "") -> None:
    """Fill the page: roles with standards and scorecards, eligibility, awards by period; above them a ``warning``."""
    _ = translator(lang)
    for col, width in enumerate(_WIDTHS):
        page.sheet.set_column(col, col, width)
    page.text(0, 0, rules.name.text(lang), page.formats.title)
    page.sheet.set_row(0, 28)
    if warning:
        page.text(2, 0, warning, page.formats.get(bold=True, font_color=FAIL_TEXT))
    page.row = 3
    _section(page, _("Standards and scorecards"))
    headers = [_("Role"), _("Metric"), _("Standard"), _("Weight"), _("Points"), _("Rule")]
    rows = [row for role in rules.roles.values() for row in _role_rows(role, rules, lang)]
    rows += [
        [_("to be eligible"), _label(c.metric, rules, lang), standard_text(c, rules, lang), "", "", str(c.source)]
        for c in rules.eligible
    ]
    _table(page, headers, rows)
    page.row += 1
    headers = [_("Award"), _("Who may win"), _("Decided by"), _("Places"), _("Prizes and recognition"), _("Rule")]
    for kind, heading in _HEADINGS.items():
        awards = rules.awards_of(kind)
        if awards:
            _section(page, _(heading))
            _table(page, headers, [_award_row(award, rules, lang) for award in awards])
            page.row += 1
    made_rows(page, [f"SHA-256 {rules.sha256}"], lang, len(_WIDTHS) - 1, sum(_WIDTHS))


def _section(page: Page, text: str) -> None:
    for col in range(len(_WIDTHS)):
        page.text(page.row, col, text if col == 0 else "", page.formats.section)
    page.row += 1


def _table(page: Page, headers: Sequence[str], rows: Sequence[Sequence[str | Fraction]]) -> None:
    page.headers(page.row, headers)
    page.row += 1
    look = page.formats.get(text_wrap=True, valign="top", bottom=1, bottom_color="#D9D9D9")
    for row in rows:
        for col, cell in enumerate(row):
            if isinstance(cell, Fraction):
                page.number(page.row, col, float(cell), look)
            else:
                page.text(page.row, col, cell, look)
        lines = max(wrapped_lines(str(cell), width) for cell, width in zip(row, _WIDTHS, strict=True))
        page.sheet.set_row(page.row, _LINE * lines + 3)
        page.row += 1


def _label(metric: str, rules: RuleSet, lang: str) -> str:
    return figure_name(metric, rules, lang)


def _role_rows(role: Role, rules: RuleSet, lang: str) -> list[list[str | Fraction]]:
    """A row for each metric and, where lines differ between agents, for whom."""
    pairs = dict.fromkeys((line.metric, line.scope) for lines in (role.must, role.scorecard) for line in lines)
    musts = {(line.metric, line.scope): line for line in role.must}
    scores = {(line.metric, line.scope): line for line in role.scorecard}
    return [_metric_row(role, pair, musts.get(pair), scores.get(pair), rules, lang) for pair in pairs]


def _metric_row(
    role: Role,
    pair: tuple[str, Scope],
    criterion: Criterion | None,
    line: ScoreLine | None,
    rules: RuleSet,
    lang: str,
) -> list[str | Fraction]:
    metric, scope = pair
    sources = [_place(part, lang) for part in (criterion, line) if part is not None and str(part.source)]
    return [
        role.label.text(lang),
        "\n".join(text for text in (_label(metric, rules, lang), scope_text(scope, lang)) if text),
        "" if criterion is None else standard_text(criterion, rules, lang),
        "" if line is None else line.weight,
        "" if line is None else line_words(line, rules.metrics[metric], rules, lang),
        "\n".join(dict.fromkeys(sources)),
    ]


def _place(line: Criterion | ScoreLine | Award, lang: str) -> str:
    """Where a line stands, and since when it counts."""
    _ = translator(lang)
    if line.since is None:
        return str(line.source)
    return _("{source} (since {month})").format(source=line.source, month=line.since)


def _award_row(award: Award, rules: RuleSet, lang: str) -> list[str | Fraction]:
    _ = translator(lang)
    within = {
        None: _("the department"), "project": _("each project"), "team": _("each team"), "role": _("each role"),
    }  # fmt: skip
    prizes = " / ".join(money_text(prize, rules.currency, lang) for prize in award.prizes)
    group = within.get(award.within, award.within or "")
    who = _("{pool}, within {group}").format(pool=pool_text(award, rules, lang), group=group)
    return [
        award.label.text(lang),
        "\n".join(text for text in (who, scope_text(award.scope, lang)) if text),
        condition_text(award.condition, rules, lang, award.every),
        "" if award.places is None else Fraction(award.places),
        _("; ").join(part for part in (prizes, recognition_text(award, lang)) if part),
        _place(award, lang),
    ]
