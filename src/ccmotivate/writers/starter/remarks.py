"""What the files of a first scheme share: comments, texts as YAML, the words of the shipped scheme."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from ccmotivate.locale import Translate
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.words.text import display_width

_WIDTH = 100
_TOKENS = re.compile(
    r"--answer (?:\"[^\"]*\"|\S+)\s*|`[^`]*`\s*|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|[\u3000-\u9fff\uff00-\uffef]\s*|\s+"
)
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_BARE = re.compile(r"[^\W\d_](?:\w|[ .](?=\w))*")
_CUT = re.compile(r"(?m)^(\w+):")
_SHARED = ("units", "words")  # sections of columns.yaml that are not about anybody's metrics


def remark(text: str, indent: int = 0) -> str:
    """A comment; lines that begin with two spaces are examples and stay as they are.

    Signs that YAML refuses even here, as in a name read by a wrong encoding, are written as escapes.
    """
    start = " " * indent + "# "
    lines: list[str] = []
    for line in text.split("\n"):
        lines += [line] if line.startswith("  ") else _wrapped(line, _WIDTH - indent)
    lines = [_REFUSED.sub(lambda sign: _escape(sign[0]), line) for line in lines]
    return "".join(f"{start}{line}".rstrip() + "\n" for line in lines)


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for token in _TOKENS.findall(text):
        if lines[-1] and display_width(lines[-1] + token.rstrip()) > width and token.rstrip() not in "，。；：、）":
            lines.append("")
        lines[-1] += token
    return lines


def quoted(text: str) -> str:
    """A text as a YAML scalar: bare where it is a plain word, else in double quotes with nothing hidden in it."""
    if text.isprintable() and _BARE.fullmatch(text):
        return text
    body = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else _escape(sign) for sign in body)


def _escape(sign: str) -> str:
    code = ord(sign)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def listed(texts: Iterable[str]) -> str:
    """A list on one line."""
    return "[" + ", ".join(map(quoted, texts)) + "]"


def modeline(kind: str, folder: str = "") -> str:
    """By which schema an editor checks the file."""
    return f"# yaml-language-server: $schema={folder}schema/{kind}.json\n"


def shared_words(rules: RuleSet, _: Translate) -> str:
    """The units and cell words of the shipped scheme, without its comments."""
    text = "".join(line for line in rules.texts["columns.yaml"].splitlines(True) if not line.lstrip().startswith("#"))
    starts = [found.start() for found in _CUT.finditer(text)] + [len(text)]
    sections: Mapping[str, str] = {
        text[at:end].partition(":")[0]: text[at:end].rstrip() + "\n" for at, end in pairwise(starts)
    }
    remarks = {
        "units": _("Units that may stand in brackets at the end of a header, as in: Calls (a day)"),
        "words": _("Words in cells: for pass and fail, for no data, and in the first cell of a row of totals."),
    }
    return "\n".join(remark(remarks[name]) + sections[name] for name in _SHARED)
