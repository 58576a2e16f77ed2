"""The answers to choose from: the words that rules have, with those of the reader's language."""

from __future__ import annotations

from ccmotivate.locale import N_, Translate
from ccmotivate.model.mapping import Question
from ccmotivate.model.words import normal
from ccmotivate.writers.words.text import visible

_WORDS = {
    word: word
    for word in (
        N_("milliseconds"), N_("seconds"), N_("minutes"), N_("hours"), N_("days"), N_("sum"), N_("mean"),
        N_("yes"), N_("no"), N_("day-month-year"), N_("month-day-year"),
    )
}  # fmt: skip


def choice_text(choice: str, _: Translate) -> str:
    """``sum（求和）``; as it is where the reader's language has no other word."""
    word = _word(choice, _)
    return visible(choice) if word == choice else f"{visible(choice)}（{word}）"


def choice_of(question: Question, text: str, _: Translate) -> str:
    """The choice that an answer means, 求和 for ``sum``; the answer itself where there is none."""
    found = (one for one in question.choices if normal(text) in (normal(one), normal(_word(one, _))))
    return text if text in question.choices else next(found, text)


def _word(choice: str, _: Translate) -> str:
    return _(_WORDS[choice]) if choice in _WORDS else choice
