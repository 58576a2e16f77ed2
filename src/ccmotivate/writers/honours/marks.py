"""The marks by which pages, texts and certificates are known as ours again."""

from __future__ import annotations

import re

HONOUR_ROLL, CERTIFICATES, NEWSLETTER = "honour-roll", "certificates", "newsletter"
GENERATOR = f"ccmotivate {HONOUR_ROLL}"  # the page's <meta name="generator">
COMMENT = f"<!-- ccmotivate {NEWSLETTER} -->"  # the first line of the newsletter
HANDBOOK = "handbook"
HANDBOOK_GENERATOR, HANDBOOK_COMMENT = f"ccmotivate {HANDBOOK}", f"<!-- ccmotivate {HANDBOOK} -->"
FAIRNESS = "fairness"
FAIRNESS_GENERATOR = f"ccmotivate {FAIRNESS}"
HEAD = 1024  # bytes that hold the mark of a text file

_HTML = re.compile(
    rb'\A<!DOCTYPE html>\s*<html[^<>]*>\s*<head>\s*<meta charset="utf-8">\s*<meta name="generator" content="'
)


def text_kind(head: bytes) -> str | None:
    """``honour-roll``, ``newsletter``, ``handbook`` … for the first ``HEAD`` bytes of a file of ours, else None."""
    found = _HTML.match(head)
    pages = ((GENERATOR, HONOUR_ROLL), (HANDBOOK_GENERATOR, HANDBOOK), (FAIRNESS_GENERATOR, FAIRNESS))
    for generator, kind in pages if found else ():
        if found and head.startswith(f'{generator}"'.encode(), found.end()):
            return kind
    comments = ((COMMENT, NEWSLETTER), (HANDBOOK_COMMENT, HANDBOOK))
    return next((kind for comment, kind in comments if head.startswith(comment.encode())), None)
