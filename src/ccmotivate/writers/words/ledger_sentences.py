"""Words for what the ledger says: what differs, which award of whom, what was done to it, which publication."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ccmotivate.locale import N_, translator
from ccmotivate.model.kinds import Kind
from ccmotivate.model.results import InputFile
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.words.figures import figure_name, lacking_text
from ccmotivate.writers.words.sentences import person_text
from ccmotivate.writers.words.text import visible

if TYPE_CHECKING:  # a score without a ledger loads none of it
    from ccmotivate.model.recorded import Difference, HistoryRow, Publication

_HASH = 12
FIELDS = {
    "award": N_("won"),
    "agent": N_("agent"),
    "score": N_("score"),
    "rank": N_("rank in project"),
    "name": N_("name"),
    "role": N_("role"),
    "project": N_("project"),
    "team": N_("team"),
    "hired": N_("day of hiring"),
    "qualified": N_("qualified"),
    "eligible": N_("eligible"),
    "months": N_("months"),
    "months_qualified": N_("months qualified"),
    "prize": N_("prize"),
    "ties": N_("ties"),
    "close": N_("who came next"),
    "not_given": N_("not given"),
    "left_out": N_("left out"),
    "decision": N_("decision"),
    "next_figure": N_("first without a place"),
    "candidates": N_("candidates"),
    "members": N_("members"),
    "figure": N_("decided by"),
    "via": N_("decided by"),
    "behind": N_("months behind it"),
    "tied": N_("shared place"),
    "tie": N_("tie"),
    "parts": N_("parts of the index"),
}
_WORDS = {
    "yes": N_("yes"),
    "no": N_("no"),
    "lead_every": N_("led every part"),
    "consecutive": N_("awards running"),
}
_ORDER = {"award": 0, "decision": 1, "agent": 2, "score": 3, "qualified": 4, "eligible": 5}
_STRUCTURED = ("{", "[")  # values that only another program can read


def field_text(one: Difference, rules: RuleSet | None, lang: str) -> str:
    """What differs: an award by its name, a metric by its label, a column in words."""
    _ = translator(lang)
    field = _field_name(one, rules, lang)
    if one.award is None:
        return field
    award = rules.awards[one.award].label.text(lang) if rules and one.award in rules.awards else one.award
    return award if one.field == "award" else _("{award}: {sentence}").format(award=award, sentence=field)


def _field_name(one: Difference, rules: RuleSet | None, lang: str) -> str:
    name = one.field.removeprefix("metric ").removeprefix("lacking ")
    if one.label is not None:
        return one.label.text(lang)
    return figure_name(name, rules, lang) if rules and name != one.field else translator(lang)(FIELDS.get(name, name))


def was_and_now(one: Difference, lang: str) -> tuple[str, str]:
    """Both sides in words: of an award the place, ``won`` for one without places, ``–`` for an absent one."""
    _ = translator(lang)
    sides = []
    for value in (one.was, one.now):
        if value is None:
            sides.append("–")
        elif value.startswith(_STRUCTURED):
            sides.append("…" if not sides else _("changed"))
        elif one.kind is Kind.LACKING:
            sides.append(lacking_text(value, lang))
        elif one.field == "award":
            sides.append(_("no. {rank}").format(rank=value) if value else _("won"))
        elif one.field == "agent":
            sides.append(_("on the list"))
        else:
            sides.append(_(_WORDS[value]) if value in _WORDS else visible(value))
    return sides[0], sides[1]


def change_texts(differences: Iterable[Difference], rules: RuleSet | None, lang: str) -> tuple[str, ...]:
    """Changes by agent, a line each: awards first, then scores; changes of no agent or team are left out."""
    _ = translator(lang)
    lines = []
    for one in sorted(differences, key=lambda one: _ORDER.get(one.field, len(_ORDER))):
        if one.is_of_nobody:
            continue
        was, now = was_and_now(one, lang)
        facts = {"who": name_text(one.agent_id, one.name, one.team), "what": field_text(one, rules, lang)}
        lines.append(_("{who}: {what} {was} → {now}").format(**facts, was=was, now=now))
    return tuple(dict.fromkeys(lines))


def others_text(lang: str) -> str:
    """That it is others for whom something would be different."""
    return translator(lang)(N_("for others only"))


def name_text(agent_id: str | None, name: str, team: str) -> str:
    """A person with the id, or a team."""
    return visible(team) if agent_id is None else person_text(visible(name), visible(agent_id))


def award_text(row: HistoryRow, rules: RuleSet | None, lang: str) -> str:
    """The award by its name as the rules of now have it, else by its id, with its group."""
    label = rules.awards[row.award].label.text(lang) if rules and row.award in rules.awards else row.award
    return " · ".join([label, *(visible(name) for _kind, name in row.within)])


def marks_of(row: HistoryRow, lang: str) -> list[str]:
    """The status of a published award: granted or withheld by whom, reopened."""
    _ = translator(lang)
    marks = []
    if row.granted is not None:
        marks.append(_("granted by {by}").format(by=visible(row.granted.by)))
    if row.withheld is not None:
        marks.append(_("withheld by {by}").format(by=visible(row.withheld.by)))
    if row.reopened is not None:
        marks.append(_("reopened by {by}").format(by=visible(row.reopened.by)))
    return marks


def publications_of(rows: Iterable[HistoryRow]) -> list[Publication]:
    """The publications behind the rows, each once, as they were recorded."""
    found = {row.publication.seq: row.publication for row in rows}
    return [found[seq] for seq in sorted(found)]


def publication_text(one: Publication, lang: str) -> str:
    """A publication in a line: record, period, when, by whom, files, rules."""
    _ = translator(lang)
    text = _("{seq}: {period}, published {at} by {by}; {files}; rules SHA-256 {rules}…")
    facts = {"seq": one.seq, "period": one.period, "at": one.at, "by": visible(one.by), "rules": one.rules[:_HASH]}
    line = text.format(**facts, files=files_text(one.inputs, lang))
    approved = _("approved by {name}").format(name=visible(one.approved_by)) if one.approved_by else ""
    return _("; ").join(part for part in (line, approved) if part)


def files_text(inputs: Sequence[InputFile], lang: str) -> str:
    """Files with the beginnings of their hashes."""
    _ = translator(lang)
    text = _("{text} ({details})")
    return _(", ").join(text.format(text=visible(one.file), details=f"{one.sha256[:_HASH]}…") for one in inputs)
