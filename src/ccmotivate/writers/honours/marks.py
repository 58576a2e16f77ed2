"""The marks by which a honour roll, a newsletter or certificates are known as ours again."""

from __future__ import annotations

import re

HONOUR_ROLL, CERTIFICATES, NEWSLETTER = "honour-roll", "certificates", "newsletter"
GENERATOR = f"ccmotivate {HONOUR_ROLL}"  # the page's <meta name="generator">
COMMENT = f"<!-- ccmotivate {NEWSLETTER} -->"  # the first line of the newsletter
HEAD = 1024  # bytes that hold the mark of a text file

_HTML = re.compile(
    rb'\A<!DOCTYPE html>\s*<html[^<>]*>\s*<head>\s*<meta charset="utf-8">\s*<meta name="generator" content="'
)


def text_kind(head: bytes) -> str | None:
    """``honour-roll`` or ``newsletter`` for the first ``HEAD`` bytes of a file of ours, else None."""
    found = _HTML.match(head)
    if found and head.startswith(f'{GENERATOR}"'.encode(), found.end()):
        return HONOUR_ROLL
    return NEWSLETTER if head.startswith(COMMENT.encode()) else None
