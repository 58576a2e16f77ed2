"""The page that HR prints, signs and pays: awards with reasons, notes, prize money, signatures, sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from ccmotivate.locale import translator
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.ids import in_order, natural_key
from ccmotivate.model.results import AwardGiven
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.award_sentences import award_reason, behind_texts
from ccmotivate.writers.figures import money_format
from ccmotivate.writers.pages import Page
from ccmotivate.writers.sentences import nobody_text, place_text, recognition_text
from ccmotivate.writers.styles import ACCENT, ACCENT_LIGHT, FAIL_FILL, FAIL_TEXT, GAP_FILL, GREY, LINE
from ccmotivate.writers.text import visible, wrapped_lines

_WIDTHS = (10, 14, 10, 13, 13, 88, 12, 14, 18)
_WIDTHS_WITH_MONTHS = (10, 14, 10, 13, 12, 56, 28, 12, 14, 18)
_LINE, _TALLEST = 14.5, 409.0
_TO_SIGN = 22.0  # points that a signature needs
_FEW = 4  # so many months stand one under the other
_BODY = {"bottom": 1, "bottom_color": LINE, "valign": "top", "text_wrap": True}


@dataclass(frozen=True, slots=True)
class _Looks:
    """The formats of a winner's cells."""

    text: object
    money: object
    recognition: object
    signature: object


@dataclass(frozen=True)
class AwardPage:
    """An award list in the making, from top to bottom, of months or of a longer period."""

    page: Page
    rules: RuleSet
    lang: str
    kind: PeriodKind = PeriodKind.MONTH

    @property
    def months(self) -> bool:
        """True where the months behind an award have a column of their own."""
        return self.kind is not PeriodKind.MONTH

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of its columns."""
        return _WIDTHS_WITH_MONTHS if self.months else _WIDTHS

    @property
    def last(self) -> int:
        """Its last column."""
        return len(self.widths) - 1

    def head(self, title: str, warnings: Sequence[str]) -> None:
        """Title, scheme, and what is wrong with the list as a whole."""
        page = self.page
        for col, width in enumerate(self.widths):
            page.sheet.set_column(col, col, width)
        page.wide(0, 0, self.last, title, page.formats.title)
        page.sheet.set_row(0, 32)
        page.wide(1, 0, self.last, self.rules.name.text(self.lang), page.formats.subtitle)
        page.row = 3
        for warning in warnings:
            look = page.formats.get(bold=True, font_color=FAIL_TEXT, bg_color=FAIL_FILL, text_wrap=True)
            page.wide(page.row, 0, self.last, warning, look)
            page.sheet.set_row(page.row, self._height(warning, sum(self.widths)))
            page.row += 1
        page.row += 1 if warnings else 0

    def awards(self, awards: Sequence[AwardGiven], names: Mapping[str, str], heading: str = "") -> None:
        """The awards, each under its own line; ``heading`` stands before the name of each."""
        _ = translator(self.lang)
        page = self.page
        behind = [_("Behind it")] if self.months else []
        headers = [_("Place"), _("Winner"), _("Agent ID"), _("Project"), _("Team"), _("Reason"), *behind]
        page.headers(page.row, [*headers, _("Prize"), _("Recognition"), _("Received by")])
        page.sheet.repeat_rows(page.row)
        page.sheet.set_row(page.row, 20)
        page.row += 1
        for (award_id, within), found in groupby(awards, key=lambda given: (given.award, given.within)):
            label = self.rules.awards[award_id].label.text(self.lang)
            parts = [heading] * bool(heading) + [label] + [visible(name) for _kind, name in within]
            look = page.formats.get(bold=True, font_color=ACCENT, bg_color=ACCENT_LIGHT)
            page.wide(page.row, 0, self.last, " · ".join(parts), look)
            page.sheet.set_row(page.row, 19)
            page.row += 1
            for given in found:
                self._winner(given, names)
        if not awards:
            page.wide(page.row, 0, self.last, nobody_text(self.rules, self.kind, self.lang), page.formats.get())
            page.row += 1
        page.row += 1

    def _winner(self, given: AwardGiven, names: Mapping[str, str]) -> None:
        page, lang = self.page, self.lang
        looks = self._looks if given.decision is None else self._decided
        plain = replace(given, tie=None)  # the ties are told in the notes, once
        reason = award_reason(plain, self.rules, lang, names, months=not self.months)
        who = (given.name, given.agent_id) if given.agent_id is not None else (given.team, "")
        texts = [
            place_text(given.rank, lang, tied=given.tied),
            *map(visible, (*who, given.project, given.team)),
            reason,
        ]
        texts += [self._behind(given)] if self.months else []
        recognition = recognition_text(self.rules.awards[given.award], lang)
        for col, text in enumerate(texts):
            page.text(page.row, col, text, looks.text)
        if given.prize is None:
            page.text(page.row, len(texts), "", looks.text)
        else:
            page.number(page.row, len(texts), float(given.prize), looks.money)
        page.text(page.row, self.last - 1, recognition, looks.recognition)
        page.text(page.row, self.last, "", looks.signature)
        cells = zip([*texts, "", recognition, ""], self.widths, strict=True)
        page.sheet.set_row(page.row, max(_TO_SIGN, *(self._height(text, width) for text, width in cells if text)))
        page.row += 1

    @cached_property
    def _looks(self) -> _Looks:
        return self._looks_of(_BODY)

    @cached_property
    def _decided(self) -> _Looks:
        return self._looks_of({**_BODY, "bg_color": GAP_FILL})

    def _looks_of(self, body: Mapping[str, object]) -> _Looks:
        formats = self.page.formats
        money = {"num_format": money_format(self.rules.currency, self.lang), "align": "right", "indent": 1}
        return _Looks(
            formats.get(**body),
            formats.get(**body, **money),
            formats.get(**body, indent=1),
            formats.get(**body, left=1, left_color=LINE),
        )

    def _behind(self, given: AwardGiven) -> str:
        """The months, one under the other where they are few."""
        texts = behind_texts(given, self.rules, self.lang)
        return ("\n" if len(texts) <= _FEW else translator(self.lang)(", ")).join(texts)

    def _height(self, text: str, width: float) -> float:
        return min(_LINE * wrapped_lines(text, width) + 3, _TALLEST)

    def heading(self, text: str) -> None:
        """The heading of a part of the page."""
        self.page.wide(self.page.row, 0, self.last, text, self.page.formats.section)
        self.page.sheet.set_row(self.page.row, 22)
        self.page.row += 1

    def turn(self) -> None:
        """End the part that is signed: what comes after stands on paper of its own."""
        self.page.sheet.set_h_pagebreaks([self.page.row])

    def notes(self, heading: str, notes: Sequence[str], otherwise: str = "") -> None:
        """Notes in small print under a heading; without any, ``otherwise``, or nothing at all."""
        page = self.page
        if not notes and not otherwise:
            return
        self.heading(heading)
        for note in notes or [otherwise]:
            page.wide(page.row, 0, self.last, note, page.formats.get(text_wrap=True, valign="top", font_size=9))
            page.sheet.set_row(page.row, self._height(note, sum(self.widths) * 1.1))
            page.row += 1
        page.row += 1

    def totals(self, awards: Iterable[AwardGiven]) -> None:
        """Prize money: a row for each award and project, then each award, then all."""
        _ = translator(self.lang)
        totals = prize_totals(awards)
        if not totals:
            return
        self.heading(_("Prize money by award and project"))
        formats = self.page.formats
        money = money_format(self.rules.currency, self.lang)
        row = (formats.get(), formats.get(num_format=money))
        total = (formats.get(bold=True, top=1), formats.get(num_format=money, bold=True, top=1))
        for award_id, group in groupby(
            sorted(totals, key=lambda key: (key[0], natural_key(key[1]))), key=lambda key: key[0]
        ):
            keys = list(group)
            name = self.rules.awards[award_id].label.text(self.lang)
            for key in keys:
                self._total(name, visible(key[1]) or "–", totals[key], row)
            if len(keys) > 1:
                self._total(name, _("Total"), sum((totals[key] for key in keys), Fraction(0)), total)
        if len({award for award, _project in totals}) > 1:
            whole: dict[str, Fraction] = {}
            for (_award, project), amount in totals.items():
                whole[project] = whole.get(project, Fraction(0)) + amount
            for project in in_order(whole):
                self._total(_("All awards"), visible(project) or "–", whole[project], row)
        self._total(_("All awards"), _("Total"), sum(totals.values(), Fraction(0)), total)
        self.page.row += 1

    def _total(self, name: str, project: str, amount: Fraction, looks: tuple[object, object]) -> None:
        page = self.page
        page.wide(page.row, 0, 1, name, looks[0])
        page.wide(page.row, 2, 3, project, looks[0])
        page.number(page.row, 4, float(amount), looks[1])
        page.row += 1

    def signatures(self) -> None:
        """Three signatures with their dates."""
        _ = translator(self.lang)
        page = self.page
        page.row += 1
        line, small = page.formats.get(bottom=1), page.formats.get(font_color=GREY, font_size=8)
        for words, first, last in ((_("Prepared by"), 0, 1), (_("Checked by"), 2, 3), (_("Approved by"), 4, 5)):
            page.wide(page.row, first, last, words, page.formats.get(font_color=GREY))
            page.wide(page.row + 2, first, last, " ", line)
            page.wide(page.row + 3, first, last, _("Signature, date"), small)
        page.row += 5

    def sources(self, lines: Sequence[str]) -> None:
        """The rules and the data, in small print."""
        page = self.page
        for line in lines:
            look = page.formats.get(font_color=GREY, font_size=8, text_wrap=True, valign="top")
            page.wide(page.row, 0, self.last, line, look)
            page.sheet.set_row(page.row, 11 * wrapped_lines(line, sum(self.widths) * 1.2) + 3)
            page.row += 1


def prize_totals(awards: Iterable[AwardGiven]) -> dict[tuple[str, str], Fraction]:
    """Prize money by (award, project), exact; ``""`` for what goes to no project."""
    totals: dict[tuple[str, str], Fraction] = {}
    for given in awards:
        if given.prize is not None:
            key = (given.award, given.project)
            totals[key] = totals.get(key, Fraction(0)) + given.prize
    return totals
