"""How a text file is written: its encoding and separator, decided by its bytes and headers, else left to a person."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.formats.csv_text import cuts_of, first_rows, separator_of
from ccmotivate.formats.limits import Refusal
from ccmotivate.formats.text_encoding import CHINESE_IN_A_WORD, decode
from ccmotivate.formats.wide_text import utf16_of
from ccmotivate.locale import N_
from ccmotivate.model.mapping import OPEN, Line, Question, Remark
from ccmotivate.readers.mapping.lexicon import field_of, measure_of, tells_rows

_LETTERS = "À-ÖØ-öø-ÿŒœŠšŽžŸ"
_WESTERN_WORD = re.compile(
    rf"(?<=[A-Za-z])[{_LETTERS}]{{1,2}}|[{_LETTERS}]{{1,2}}(?=[A-Za-z])|(?<![^\s;,|\"])[{_LETTERS}](?= )"
)
_WESTERN_SIGN = re.compile("[€£§°–—‘’“”«»¿¡…©®\xa0]")
_CHINESE_SIGN = re.compile("[\u3000-\u303f\uff00-\uffef·—“”‘’…℃×]")
_HAN = re.compile("[\u3400-\u9fff]")
_HANGUL, _KANA = re.compile("[\uac00-\ud7a3]"), re.compile("[\u3041-\u30ff]")
_OTHER = re.compile(r"[^\x00-\x7f]+")
_MOST_COMMON = (0xB0, 0xD7)  # first bytes of the 3,755 common characters in GB 2312
_ENOUGH_COMMON = 0.7
_COMMON_BIG5 = (0xA4, 0xC6)  # first bytes of the 5,401 common characters in Big5, which are nearly all that is written
_ENOUGH_USUAL = 0.95
_WRITTEN = {"\t": "tab"}
_BEFORE = N_("answer this one with --answer {id}=…: the headers are read by it, and map looks again")
UTF_8 = "utf-8"


class Dialect(Struct, frozen=True):
    """How a text file is written; None for an encoding that does not matter (ASCII) and where there is no separator.

    ``open`` are the choices of what is not decided, by ``encoding`` or ``separator``; the file is then read by the
    first. ``needed`` are those of the two that reading does not find out by itself. ``why`` is the evidence.
    ``is_start`` where only its first rows are looked at; ``later`` are then lines from all over it.
    """

    encoding: str | None = None
    separator: str | None = None
    why: tuple[tuple[str, Remark], ...] = ()
    open: tuple[tuple[str, tuple[str, ...]], ...] = ()
    needed: tuple[str, ...] = ()
    is_start: bool = False
    later: str = ""

    def later_cells(self, place: int, width: int) -> list[str]:
        """The cells of a column in the later lines, of rows with so many cells."""
        try:
            rows = list(csv.reader(io.StringIO(self.later, newline=""), delimiter=self.separator or ","))
        except csv.Error:
            return []
        return [row[place] for row in rows if len(row) == width]

    def fits(self, other: Dialect) -> bool:
        """True where files of both can be read as one source."""
        keys = {*self.needed, *other.needed}
        return all(len({getattr(self, key), getattr(other, key)} - {None}) < 2 for key in keys)


def written_separator(separator: str) -> str:
    """A separator as ``sources.yaml`` writes it."""
    return _WRITTEN.get(separator, separator)


def dialect_of(data: bytes, name: str, answer: Callable[[Question], str | None]) -> Dialect:
    """How the bytes of a text file are written; ``answer`` is asked where nothing decides, by the file's ``name``."""
    encodings, why = _encodings(data)
    dialect = _decided(Dialect(), "encoding", encodings, why, name, answer)
    try:
        text = decode(data, dialect.encoding)[0]
    except Refusal:  # a wrong answer; the reader says so
        return dialect
    separators, why = _separators(text)
    dialect = _decided(dialect, "separator", separators, why, name, answer)
    needed = ["encoding"] if dialect.encoding and _found_out(data) != text else []
    needed += ["separator"] if dialect.separator and separator_of(text) != dialect.separator else []
    return replace(dialect, needed=tuple(dict.fromkeys((*needed, *dict(dialect.open)))))


def _found_out(data: bytes) -> str | None:
    """The text as reading decodes it by itself; None where it refuses to."""
    try:
        return decode(data)[0]
    except Refusal:
        return None


def _decided(
    dialect: Dialect,
    key: str,
    choices: Sequence[str],
    why: Remark | None,
    name: str,
    answer: Callable[[Question], str | None],
) -> Dialect:
    chosen, still = next(iter(choices), None), dialect.open
    shown = tuple(map(written_separator, choices))
    if len(choices) > 1:
        told = answer(_question(key, name, shown, why))
        still = still if told else (*still, (key, shown))
        chosen = {"tab": "\t"}.get(told, told) if told else chosen
    whys = dialect.why if why is None else (*dialect.why, (key, why))
    is_encoding = key == "encoding"
    return replace(
        dialect,
        encoding=chosen if is_encoding else dialect.encoding,
        separator=dialect.separator if is_encoding else chosen,
        why=whys,
        open=still,
    )


def _question(key: str, name: str, choices: tuple[str, ...], why: Remark | None) -> Question:
    return Question(f"{name}.{key}", why or Remark(""), choices, choices[0])


def dialect_lines(dialects: Sequence[Dialect], name: str) -> Iterator[Line]:
    """``encoding`` and ``separator`` of a source of such files, where they are not what is usual."""
    for key in ("encoding", "separator"):
        told = [one for one in dialects if getattr(one, key) is not None]
        if len({getattr(one, key) for one in told}) != 1 or (len(told) < len(dialects) and not told[0].needed):
            continue
        value, why = getattr(told[0], key), dict(told[0].why).get(key)
        if key in dict(told[0].open):
            question = _question(key, name, dict(told[0].open)[key], why)
            yield Line(key, OPEN, (Remark(_BEFORE, {"id": question.id}),), question)
        elif value not in (UTF_8, ","):
            yield Line(key, written_separator(value), (why,) if why else ())


# -- encodings --------------------------------------------------------------------------------------------------------


def _encodings(data: bytes) -> tuple[list[str], Remark | None]:
    """The encodings that a file may be written in, one where its bytes decide, and why."""
    if data.isascii() and utf16_of(data) is None:
        return [], None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"], Remark(N_("its first bytes say so"))
    if wide := utf16_of(data):
        return [wide], Remark(N_("nothing but texts, with two bytes for each sign"))
    if _decoded(data, UTF_8) is not None:
        return [UTF_8], None
    names = ("gb18030", "cp1252", "latin-1", "cp949", "cp932", "big5")
    texts = {name: text for name in names if (text := _decoded(data, name)) is not None}
    likely = [name for name, test in (("gb18030", _is_chinese), ("cp1252", _is_western)) if test(texts.get(name, ""))]
    if "cp1252" not in likely:
        likely += [name for name, test in _TESTS.items() if test(texts.get(name, ""), rival=bool(likely))]
    if len(likely) == 1:
        return likely, Remark(
            N_("not UTF-8, and no other reads it sensibly: {text} in line {line}"), _seen(texts[likely[0]])
        )
    choices = likely or [name for name in texts if name not in _TESTS or (name == "cp932" and _of_kana(texts[name]))]
    shown = {"text": ", ".join(f"{name}: {_seen(texts[name])['text']}" for name in choices)}
    return choices, Remark(N_("Which encoding is right? It is not UTF-8, and reads {text}."), shown)


def _decoded(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return None
    return text


def _is_chinese(text: str) -> bool:
    """True for Chinese that is usual: common characters, none inside a Latin word, no other script."""
    han = _HAN.findall(text)
    if not han or CHINESE_IN_A_WORD.search(text):
        return False
    common = sum(_MOST_COMMON[0] <= sign.encode("gb18030")[0] <= _MOST_COMMON[1] for sign in han)
    rest = _OTHER.search(_CHINESE_SIGN.sub("", _HAN.sub("", text)))
    return rest is None and common >= _ENOUGH_COMMON * len(han)


def _is_western(text: str) -> bool:
    """True where every accented letter stands beside a plain one, as in no Chinese or Cyrillic text read so."""
    return bool(text) and not _OTHER.search(_WESTERN_SIGN.sub("", _WESTERN_WORD.sub("", text)))


def _is_korean(text: str, *, rival: bool) -> bool:
    """True for usual Hangul and nothing else; half of the Chinese characters read as Korean are none."""
    del rival  # Korean reads as usual Chinese
    hangul = _HANGUL.findall(text)
    common = sum(len(sign.encode("euc-kr")) == 2 for sign in hangul)  # others are written in parts
    rest = _OTHER.search(_CHINESE_SIGN.sub("", _HANGUL.sub("", text)))
    return bool(hangul) and common >= _ENOUGH_USUAL * len(hangul) and not rest


def _is_japanese(text: str, *, rival: bool) -> bool:
    """True for kana and Chinese characters; anything else that is read as Japanese has narrow katakana."""
    return _of_kana(text) and not (rival or re.search("[\uff61-\uff9f]", text))


def _of_kana(text: str) -> bool:
    """True for kana, narrow or not, and Chinese characters."""
    return bool(text) and not _OTHER.search(_CHINESE_SIGN.sub("", _KANA.sub("", _HAN.sub("", text))))


def _is_traditional(text: str, *, rival: bool) -> bool:
    """True for Chinese in the common characters of Big5."""
    han: list[str] = _HAN.findall(text)
    if rival or not han or _OTHER.search(_CHINESE_SIGN.sub("", _HAN.sub("", text))):
        return False
    common = sum(_COMMON_BIG5[0] <= sign.encode("big5")[0] <= _COMMON_BIG5[1] for sign in han)
    return common >= _ENOUGH_USUAL * len(han)


_TESTS = {"cp949": _is_korean, "cp932": _is_japanese, "big5": _is_traditional}
"""The encodings of East Asia, each with what tells it; ``rival`` where usual Chinese is as likely."""


def _seen(text: str) -> dict[str, object]:
    """The first word that is not ASCII, and its line."""
    found = re.search(r"[^\s,;|]*[^\x00-\x7f][^\s,;|]*", text)
    return {"text": found[0][:20] if found else "", "line": 1 + text.count("\n", 0, found.start() if found else 0)}


# -- separators -------------------------------------------------------------------------------------------------------


def _separators(text: str) -> tuple[list[str], Remark | None]:
    """What may stand between columns: what cuts most lines alike, of several what makes known headers; and why."""
    cuts = cuts_of(text)
    most = max((lines for lines, _width in cuts.values()), default=0)
    best = [one for one, (lines, _width) in cuts.items() if lines == most]
    if len(best) > 1:
        known = {one: _known_headers(text, one) for one in best}
        best = [one for one in best if known[one] == max(known.values())]
    if len(best) > 1:
        shown = " ".join(text.split("\n", 1)[0].split())
        return best, Remark(N_("What stands between the columns? Several signs fit: {text}"), {"text": shown})
    if not best:
        return [], None
    facts = {"lines": most, "columns": cuts[best[0]][1], "rows": len(first_rows(text, best[0]))}
    return best, Remark(N_("it parts {lines} of the first {rows} lines into {columns} columns each"), facts)


def _known_headers(text: str, separator: str) -> int:
    row = next((row for row in first_rows(text, separator) if len(row) > 1), [])
    return sum(bool(field_of(one) or measure_of(one) or tells_rows(one)) for one in row)
