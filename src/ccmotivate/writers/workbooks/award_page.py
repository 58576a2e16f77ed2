"""The pages that HR prints, signs and pays: awards with reasons, prize money, signatures; then notes and sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.locale import translator
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.ids import in_order, natural_key
from ccmotivate.model.results import AwardGiven
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.words.award_sentences import award_reason, behind_texts
from ccmotivate.writers.words.figures import money_format
from ccmotivate.writers.words.sentences import nobody_text, place_text, recognition_text
from ccmotivate.writers.words.text import visible, wrapped_lines
from ccmotivate.writers.workbooks.page_breaks import page_breaks
from ccmotivate.writers.workbooks.pages import Page
from ccmotivate.writers.workbooks.styles import ACCENT, ACCENT_LIGHT, FAIL_FILL, FAIL_TEXT, GAP_FILL, GREY, LINE

_WIDTHS = (11, 16, 10, 13, 13, 100, 12, 22)
_WIDTHS_WITH_MONTHS = (11, 16, 10, 13, 13, 62, 32, 12, 22)
_SIZE, _SMALL, _TALLEST = 10, 9, 409.0
_LEADING = {"en": 1.3, "zh": 1.6}  # height of a line to the size of its print, in the fonts of the workbooks
_TO_SIGN = 22.0  # points that a signature needs
_SIGNATURES, _ROWS_EACH = 3, 2  # beside the last rows
_REASON = 5  # its column; what comes behind it, too, is set smaller
_FEW = 4  # so many months stand one under the other
_BODY = {"bottom": 1, "bottom_color": LINE, "valign": "top", "text_wrap": True}


class _Looks(Struct, frozen=True):
    """The formats of a winner's cells."""

    text: object
    small: object
    money: object
    signature: object


class AwardPage(Struct, frozen=True, dict=True):
    """An award list in the making, from top to bottom, of months or of a longer period."""

    page: Page
    rules: RuleSet
    lang: str
    kind: PeriodKind = PeriodKind.MONTH
    blocks: list[int] = field(default_factory=list)  # the first row of each award and project, and of what follows them

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
        page.tall(0, 28)
        page.wide(1, 0, self.last, self.rules.name.text(self.lang), page.formats.subtitle)
        page.row = 2
        for warning in warnings:
            look = page.formats.get(bold=True, font_color=FAIL_TEXT, bg_color=FAIL_FILL, text_wrap=True)
            page.wide(page.row, 0, self.last, warning, look)
            page.tall(page.row, self._height(warning, sum(self.widths)))
            page.row += 1
        self._header()

    def _header(self) -> None:
        """The header of the list, which every page repeats."""
        _, page = translator(self.lang), self.page
        behind = [_("Behind it")] if self.months else []
        headers = [_("Place"), _("Winner"), _("Agent ID"), _("Project"), _("Team"), _("Reason"), *behind]
        page.headers(page.row, [*headers, _("Prize"), _("Received by")])
        page.sheet.repeat_rows(page.row)
        page.tall(page.row, 20)
        page.row += 1

    def awards(self, awards: Sequence[AwardGiven], names: Mapping[str, str], heading: str = "") -> None:
        """The awards, each under its own line; ``heading`` stands before the name of each."""
        page = self.page
        for (award_id, within), found in groupby(awards, key=lambda given: (given.award, given.within)):
            label = self.rules.awards[award_id].label.text(self.lang)
            parts = [heading] * bool(heading) + [label] + [visible(name) for _kind, name in within]
            look = page.formats.get(bold=True, font_color=ACCENT, bg_color=ACCENT_LIGHT)
            self.blocks.append(page.row)
            page.wide(page.row, 0, self.last - 2, " · ".join(parts), look)
            honours = page.formats.get(font_color=GREY, bg_color=ACCENT_LIGHT, indent=1)
            recognition = recognition_text(self.rules.awards[award_id], self.lang)
            page.wide(page.row, self.last - 1, self.last, recognition, honours)
            page.tall(page.row, 16)
            page.row += 1
            for given in found:
                self._winner(given, names)
        if not awards:
            self.blocks.append(page.row)
            page.wide(page.row, 0, self.last, nobody_text(self.rules, self.kind, self.lang), page.formats.get())
            page.row += 1
        page.tall(page.row, 8)
        page.row += 1

    def _winner(self, given: AwardGiven, names: Mapping[str, str]) -> None:
        page, lang = self.page, self.lang
        looks = self._looks if given.decision is None else self._decided
        plain = replace(given, tie=None)  # ties appear in the notes, once
        reason = award_reason(plain, self.rules, lang, names, months=not self.months)
        who = (given.name, given.agent_id) if given.agent_id is not None else (given.team, "")
        texts = [
            place_text(given.rank, lang, tied=given.tied),
            *map(visible, (*who, given.project, given.team)),
            reason,
        ]
        texts += [self._behind(given)] if self.months else []
        sizes = [_SIZE] * _REASON + [_SMALL] * (len(texts) - _REASON)
        for col, (text, size) in enumerate(zip(texts, sizes, strict=True)):
            page.text(page.row, col, text, looks.text if size == _SIZE else looks.small)
        if given.prize is None:
            page.text(page.row, len(texts), "", looks.text)
        else:
            page.number(page.row, len(texts), float(given.prize), looks.money)
        page.text(page.row, self.last, "", looks.signature)
        cells = zip(texts, self.widths, sizes, strict=False)
        page.tall(page.row, max(_TO_SIGN, *(self._height(*cell) for cell in cells)))
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
            formats.get(**body, font_size=_SIZE),
            formats.get(**body, font_size=_SMALL),
            formats.get(**body, **money),
            formats.get(**{**body, "left": 1, "left_color": LINE}),
        )

    def _behind(self, given: AwardGiven) -> str:
        """The months, one under the other where they are few."""
        texts = behind_texts(given, self.rules, self.lang)
        return ("\n" if len(texts) <= _FEW else translator(self.lang)(", ")).join(texts)

    def _height(self, text: str, width: float, size: int = _SIZE) -> float:
        lines = wrapped_lines(text, width * _SIZE / size)
        return min(lines * size * _LEADING[self.lang] + 2, _TALLEST)

    def remarks(self, heading: str, texts: Sequence[str]) -> None:
        """What must be known before anybody signs, under a heading; without any, nothing at all."""
        if not texts:
            return
        page = self.page
        self._heading(heading)
        for text in texts:
            page.wide(page.row, 0, self.last, text, page.formats.get(text_wrap=True, valign="top", font_size=_SMALL))
            page.tall(page.row, self._height(text, sum(self.widths), _SMALL))
            page.row += 1
        page.row += 1

    def _heading(self, text: str) -> None:
        """The heading of a part of the page, which begins a block."""
        self.blocks.append(self.page.row)
        self.page.wide(self.page.row, 0, 4, text, self.page.formats.section)
        self.page.tall(self.page.row, 20)
        self.page.row += 1

    def end(self, awards: Iterable[AwardGiven], *, signed: bool) -> None:
        """The prize money, the signatures, where anything is to be signed, and the page breaks."""
        totals = prize_totals(awards)
        if totals:
            self._totals(totals)
        rows = self._signatures(beside=bool(totals)) if signed else 1
        self._turn_pages(kept=rows)

    def _totals(self, totals: Mapping[tuple[str, str], Fraction]) -> None:
        """Prize money: a row for each award and project, then each award, then all."""
        _ = translator(self.lang)
        self._heading(_("Prize money by award and project"))
        formats = self.page.formats
        money = money_format(self.rules.currency, self.lang)
        row = (formats.get(), formats.get(num_format=money))
        total = (formats.get(bold=True, top=1), formats.get(num_format=money, bold=True, top=1))
        several = len({award for award, _project in totals}) > 1
        for award_id, group in groupby(
            sorted(totals, key=lambda key: (key[0], natural_key(key[1]))), key=lambda key: key[0]
        ):
            keys = list(group)
            name = self.rules.awards[award_id].label.text(self.lang)
            for key in keys:
                self._total(name, visible(key[1]) or "–", totals[key], row)
            if several and len(keys) > 1:
                self._total(name, _("Total"), sum((totals[key] for key in keys), Fraction(0)), total)
        if several:
            whole: dict[str, Fraction] = {}
            for (_award, project), amount in totals.items():
                whole[project] = whole.get(project, Fraction(0)) + amount
            for project in in_order(whole):
                self._total(_("All awards"), visible(project) or "–", whole[project], row)
        self._total(_("All awards"), _("Total"), sum(totals.values(), Fraction(0)), total)

    def _total(self, name: str, project: str, amount: Fraction, looks: tuple[object, object]) -> None:
        page = self.page
        page.wide(page.row, 0, 1, name, looks[0])
        page.wide(page.row, 2, 3, project, looks[0])
        page.number(page.row, 4, float(amount), looks[1])
        page.row += 1

    def _signatures(self, *, beside: bool) -> int:
        """Signatures with their dates, ``beside`` the last rows as far as these reach; returns how many rows."""
        _ = translator(self.lang)
        page, rows = self.page, _SIGNATURES * _ROWS_EACH
        page.row = max(page.row, self.blocks[-1] + rows) if beside else page.row + rows
        row = page.row - rows
        who = page.formats.get(font_color=GREY, align="right", valign="bottom", indent=1)
        line = page.formats.get(bottom=1, font_color=GREY, font_size=8, valign="bottom")
        for words in (_("Prepared by"), _("Checked by"), _("Approved by")):
            end = row + _ROWS_EACH - 1
            page.text(end, self.last - 2, words, who)
            page.sheet.merge_range(row, self.last - 1, end, self.last, "", line)
            page.text(row, self.last - 1, _("Signature, date"), line)
            row = end + 1
        return rows

    def _turn_pages(self, *, kept: int) -> None:
        """Choose where the pages of paper end: between awards and projects; the signatures stay with what they sign."""
        page, header = self.page, self.blocks[0] - 1
        room = page.room(self.widths) - sum(page.heights(header, header + 1))
        ends = [*self.blocks[1:], page.row]
        blocks = [page.heights(first, end) for first, end in zip(self.blocks, ends, strict=True)]
        blocks[-1][-kept:] = [sum(blocks[-1][-kept:])]
        breaks = page_breaks(blocks, room, sum(page.heights(0, header)))
        page.sheet.set_h_pagebreaks([self.blocks[0] + row for row in breaks])


def prize_totals(awards: Iterable[AwardGiven]) -> dict[tuple[str, str], Fraction]:
    """Prize money by (award, project), exact; ``""`` for what goes to no project."""
    totals: dict[tuple[str, str], Fraction] = {}
    for given in awards:
        if given.prize is not None:
            key = (given.award, given.project)
            totals[key] = totals.get(key, Fraction(0)) + given.prize
    return totals
