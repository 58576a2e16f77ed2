"""Edits of what comes in by a door: XML by tokens, text by cells and lines, JSON by values, bytes by bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

PART = b"\x1e"  # stands between the parts of an input, each a name, a line end and its bytes
Edit = Callable[[bytes, Random], bytes]

NUMBERS = (
    "0", "-0", "1", "-1", "+1", "0.1", ".5", "1.", "1e3", "1E+3", "1e308", "-1.7e308", "1e309", "1e-400", "5e-324",
    "NaN", "nan", "inf", "-INF", "0x10", "1_000", "1,000", "1 000", "１２", "٣", "1e", "1e5000", "9" * 20, "9" * 400,
    "0." + "0" * 30 + "1", "45292", "60", "2958465", "2958466", "-45292", "1048576", "16384", "4294967296",
    "2147483648", "-2147483649", "18446744073709551616", "12.345678901234567", "0.1000000000000000055",
)  # fmt: skip
WORDS = (
    "", " ", "\t", "\n", "\u00a0", "\u3000", "\ufeff", "\u200b", "\u202e", "\x7f", "\x85", "\u2028", "\ufffd",
    "\U0001f642", "e\u0301", "=1+1", "#DIV/0!", "#N/A", "Err:502", "true", "FALSE", "工号", "姓名", "岗位", "项目",
    "呼入", "90%", "９０％", "60 %", "-5%", "1:30", "25:61:61", "-1:00", "2025-03", "2025-02-30", "0000-00-00",
    "9999-12-31T23:59:59Z", "2025年3月", "45292.5", "a" * 300, "'", '"', "\\", "%s", "{0}", "{}", "[]", "null", "~",
    "合计", "平均", "2025-13",
)  # fmt: skip
XML_ODD = (
    "&#0;", "&#xD800;", "&#65;", "&amp;", "&lt;", "&x;", "<!-- c -->", "<![CDATA[1]]>", "<?p i?>", "<!DOCTYPE x>",
    "]]>", "<v>1</v>", "<v/>", "<is><t>x</t></is>", "<f>1+1</f>", "<f/>", "<t>1</t>", '<c r="B2"><v>7</v></c>',
    "<c><v>8</v></c>", '<row r="3"><c r="A3"><v>1</v></c></row>', "<row/>", '<mergeCell ref="A1:C3"/>',
    '<mergeCell ref="A1:XFD1048576"/>', '<cols><col min="1" max="16384" hidden="1"/></cols>',
    '<c r="XFD1048576"><v>1</v></c>', '<c r="A0"/>', '<c r="1A"/>', '<c r="AAAA1"/>', '<c t="e"><v>#N/A</v></c>',
    '<c t="b"><v>1</v></c>', '<c t="d"><v>2025-03-01</v></c>',
    '<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="C3"><x:v>5</x:v></x:c>',
    '<c r="B2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "<sheetData>", "</sheetData>",
    "<si><t>z</t></si>",
)  # fmt: skip
ATTRIBUTES = (
    "r", "s", "t", "min", "max", "hidden", "ht", "width", "ref", "count", "uniqueCount", "numFmtId", "formatCode",
    "name", "sheetId", "r:id", "state", "xml:space", "spans", "date1904", "applyNumberFormat", "customHeight",
    "x:r",
)  # fmt: skip
VALUES = (
    "A1", "B2", "C3", "$A$1", "a1", "A01", "XFD1048576", "XFE1", "A1048577", "A0", "1", "0", "-1", "99", "n", "s",
    "str", "b", "e", "d", "inlineStr", "true", "veryHidden", "hidden", "rId1", "rId99", "0%", "h:mm", "[h]:mm:ss",
    "yyyy-mm", '"x"0', "General", "@", "0.00_);[Red]\\(0.00\\)", "A1:B2", "B2:A1", "A1:A", "A:A", ";;;",
    "[$-804]yyyy", "0" * 20, "14", "46", "164",
)  # fmt: skip
YAML_ODD = (
    "0." + "0" * 27 + "1", "9" * 30, "0." + "9" * 30, "[[" + "9" * 30 + ", 0], [1, 100]]", " * ".join(["csat"] * 20),
    "csat / 3 / 7 / 11", "1e300 * csat", "csat - " + "9" * 40, "1e-300%", "-" + "9" * 20, "9" * 40 + "%",
    "", "~", "[]", "{}", "[[]]", "{a: b}", "{? [x] : y}", "-1", "0", "1e999", "1/0", "9" * 400, "101%", "１２％", "no",
    "x", "pass", "score", "{2025-01: 1}", "{2025-01: [], 2025-07: {}}", "{2025-13: 1}", "{from: 2025-01}",
    "{2025-01: {2025-02: x}}", "*a", "&a b", "!!int 3", "'", '"', "# c", "- 1", "|", "> x", "\u2028", "\U0001f642",
    "a" * 300, "[honour_roll, honour_roll]", "coalesce(", "a / a", "{active: {from: 2025-07, to: 2025-01}}",
    "csat / 0", "max(csat, 1)", "50%", "0.000000000000000000000000000001", "1e30", "1e308", "{low: 1, high: 1}",
    "[[0, 0], [1, 100]]", "[[1, 0], [1, 100]]", "[agent_id, name]", "all", "true", "1/3", "-0.5",
    "99999999999999999999", "score * score", "score / (score - score)", "csat + workload", "month", "quarter",
    "year", "project", "team", "1", "2", "100", "'\\ud800'", '"\\uD800"', '"\\0"', '"\\x1b"', "? a", "<<: {a: b}",
    "2025-01", "1:30", "0x1F", "0o17", ".inf", ".nan",
)  # fmt: skip


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of an input by name; nonsense between the marks is no part."""
    found = (piece.partition(b"\n") for piece in data.split(PART))
    return {name.decode("utf-8", "replace"): body for name, line_end, body in found if line_end}


def joined(parts: Mapping[str, bytes]) -> bytes:
    """Parts as one input."""
    return PART.join(name.encode() + b"\n" + body for name, body in sorted(parts.items()))


def in_parts(base: Mapping[str, bytes], edit: Edit) -> Edit:
    """An edit of one part of ``base``, or of what the input has in its place; the first part is edited most."""

    def edited(data: bytes, chance: Random) -> bytes:
        parts = {name: body for name, body in parts_of(data).items() if name in base}
        name = chance.choice([*base, *[next(iter(base))] * (len(base) // 2)])
        return joined({**parts, name: edit(parts.get(name, base[name]), chance)})

    return edited


def several(edit: Edit, most: int = 4) -> Edit:
    """A few edits one after the other, mostly one."""

    def edited(data: bytes, chance: Random) -> bytes:
        for _ in range(min(chance.randint(1, most), chance.randint(1, most))):
            data = edit(data, chance)
        return data

    return edited


def raw(data: bytes, chance: Random) -> bytes:
    """Bytes change, go, come, or stand twice."""
    if not data:
        return chance.randbytes(4)
    at = chance.randrange(len(data))
    end = min(len(data), at + chance.choice((1, 1, 2, 8, 64)))
    match chance.randrange(5):
        case 0:
            return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
        case 1:
            return data[:at] + data[end:]
        case 2:
            return data[:at] + chance.randbytes(end - at) + data[end:]
        case 3:
            return data[:end] + data[at:end] + data[end:]
        case _:
            odd = chance.choice(
                (b"\xff\xfe", b"\xef\xbb\xbf", b"\x00", b"\xed\xa0\x80", b"\x81\x30", b"\x1b[31m", b"\r", b"\x1a")
            )
            return data[:at] + odd + data[at:]


_TOKEN = re.compile(r"<[^>]*>|[^<]+", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*("[^"]*"|'[^']*')""")


def xml(data: bytes, chance: Random) -> bytes:
    """Tags, attributes and texts change, go, come, move or stand twice."""
    if chance.random() < 0.05:
        return raw(data, chance)
    tokens = _TOKEN.findall(data.decode("utf-8", "replace")) or [""]
    at = chance.randrange(len(tokens))
    match chance.randrange(8):
        case 0:
            del tokens[at]
        case 1:
            tokens.insert(at, tokens[at])
        case 2:
            tokens.insert(chance.randrange(len(tokens)), tokens.pop(at))
        case 3:
            tokens.insert(at, chance.choice((*XML_ODD, *NUMBERS)))
        case 4 | 5:
            texts = [place for place, token in enumerate(tokens) if not token.startswith("<")]
            tokens[chance.choice(texts or [at])] = chance.choice((*NUMBERS, *WORDS, *XML_ODD))
        case _:
            tags = [place for place, token in enumerate(tokens) if token.startswith("<") and token[1:2].isalpha()]
            place = chance.choice(tags or [at])
            tokens[place] = _other_attribute(tokens[place], chance)
    return "".join(tokens).encode("utf-8", "replace")


def _other_attribute(tag: str, chance: Random) -> str:
    found = list(_ATTRIBUTE.finditer(tag))
    value = chance.choice((*VALUES, *NUMBERS)).replace('"', "&quot;")
    if found and chance.random() < 0.7:
        one = chance.choice(found)
        if chance.random() < 0.15:
            return tag[: one.start()] + tag[one.end() :]
        quote = chance.choice('"""\'')
        return tag[: one.start()] + f"{one[1]}={quote}{value}{quote}" + tag[one.end() :]
    end = tag.rstrip(">/ ")
    return f'{end} {chance.choice(ATTRIBUTES)}="{value}"{tag[len(end) :]}'


def cells(data: bytes, chance: Random) -> bytes:
    """Cells and lines of a text table change, go, move or stand twice; its encoding or separator becomes another."""
    if chance.random() < 0.15:
        return raw(data, chance)
    text = data.decode("utf-8", "replace")
    if chance.random() < 0.1:
        encoding = chance.choice(("utf-8", "gb18030", "utf-16", "utf-8-sig", "latin-1", "big5"))
        return text.replace(",", chance.choice(",,;\t|")).encode(encoding, "replace")
    rows = [line.split(",") for line in text.split("\n")]
    row = chance.randrange(len(rows))
    column = chance.randrange(len(rows[row]))
    match chance.randrange(9):
        case 0:
            rows.insert(chance.randrange(len(rows)), list(rows[row]))
        case 1:
            del rows[row]
        case 2:
            for line in rows:
                line.insert(chance.randrange(len(line)), line.pop(min(column, len(line) - 1)))
        case 3:
            rows[row] = rows[row] * (chance.choice((2, 3, 50)) if len(rows[row]) < 100 else 2)
        case 4:
            rows[row][column] = '"' + rows[row][column]
        case 5:
            odd = chance.choice((*NUMBERS, *WORDS))
            for line in rows[row:]:
                line[min(column, len(line) - 1)] = odd
        case _:
            rows[row][column] = chance.choice((*NUMBERS, *WORDS))
    return "\n".join(map(",".join, rows)).encode("utf-8", "replace")


def yaml(data: bytes, chance: Random) -> bytes:
    """Lines go, move, stand twice or change their depth; what stands behind a colon becomes something else."""
    if chance.random() < 0.02:
        return raw(data, chance)
    lines = data.decode("utf-8", "replace").split("\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(20):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at] = chance.choice(("  ", " ", "\t", "- ", "    ")) + lines[at]
        case 3:
            lines[at] = lines[at].removeprefix(chance.choice(("  ", " ", "    - ")))
        case 4:
            (a, colon, x), (b, comma, y) = lines[at].partition(":"), lines[other].partition(":")
            lines[at], lines[other] = a + colon + y, b + comma + x
        case _:
            lines[at] = _other_value(lines[at], chance)
    return "\n".join(lines).encode("utf-8", "replace")


def _other_value(line: str, chance: Random) -> str:
    start = chance.choice([place for place, sign in enumerate(line) if sign in ":,[{ ("] or [0])
    ends = [place for place, sign in enumerate(line) if sign in ",]} )" and place > start]
    end = chance.choice([*ends, len(line)]) if chance.random() < 0.2 else min(ends, default=len(line))
    return f"{line[: start + 1]} {chance.choice(YAML_ODD)}{line[end:]}"


JSON_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 1.5, 10**30, -(2**63), 2**63, "", "x", "1/0", "1/3", "-0", "9" * 5000, "2025-13",
    "2025-Q5", "2025-03", "2025-Q1", "2025", [], {}, [[]], [None], {"": 0}, [["a", 1]], "\x00", "\x1b", "\u202e",
    "\ud800", float("nan"), float("inf"), "0" * 64, "publication", "award", "result", "rules", "decision",
    "reopening", "2025-02-30T00:00:00Z", "grant", "withhold",
)  # fmt: skip


def json_value(value: Any, chance: Random) -> Any:
    """A value within a value becomes another, goes, or moves."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        name = chance.choice(sorted(value))
        changed = dict(value)
        match chance.randrange(8):
            case 0:
                del changed[name]
            case 1:
                changed[chance.choice((*sorted(value), "x"))] = changed[name]
            case _:
                changed[name] = json_value(value[name], chance)
        return changed
    if isinstance(value, list) and value and chance.random() < 0.85:
        at = chance.randrange(len(value))
        match chance.randrange(6):
            case 0:
                return value[:at] + value[at + 1 :]
            case 1:
                return [*value, value[at]]
            case _:
                return [*value[:at], json_value(value[at], chance), *value[at + 1 :]]
    return chance.choice(JSON_ODD)


def json_lines(reseal: Callable[[list[Any]], list[Any]]) -> Edit:
    """Records of a ledger change, go, move or stand twice; mostly they are sealed again, so that their hashes fit."""

    def edited(data: bytes, chance: Random) -> bytes:
        if chance.random() < 0.1:
            return raw(data, chance)
        lines = data.decode("utf-8", "surrogatepass").split("\n") if _is_text(data) else [""]
        try:
            records = [json.loads(line) for line in lines if line]
        except (ValueError, RecursionError):
            return raw(data, chance)
        if not records:
            return raw(data, chance)
        at = chance.randrange(len(records))
        match chance.randrange(16):
            case 0:
                del records[at]
            case 1:
                records.insert(chance.randrange(len(records)), records[at])
            case 2:
                records.insert(chance.randrange(len(records)), records.pop(at))
            case _:
                records[at] = _other_record(records[at], chance)
        if chance.random() < 0.85:
            records = reseal(records)
        return "\n".join(json.dumps(one, ensure_ascii=chance.random() < 0.5) for one in records).encode(
            "utf-8", "surrogatepass"
        )

    return edited


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _other_record(record: Any, chance: Random) -> Any:
    if isinstance(record, dict) and isinstance(record.get("body"), str) and chance.random() < 0.7:
        try:
            body = json_value(json.loads(record["body"]), chance)
        except (ValueError, RecursionError):
            return json_value(record, chance)
        return {**record, "body": json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))}
    return json_value(record, chance)
