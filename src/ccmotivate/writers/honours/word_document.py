"""A filled Word document written: with a title and the mark by which it is known as ours, checked before it is."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from msgspec import Struct

from ccmotivate.model.period import Month
from ccmotivate.writers.files.refusals import UnfitTemplateError
from ccmotivate.writers.honours.word_package import BODY, active_content
from ccmotivate.writers.workbooks.package import restamp

_MARK = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="ccmotivate">'
    "<vt:lpwstr>{kind}</vt:lpwstr></property></Properties>"
)


class Described(Struct, frozen=True):
    """What a document says of itself: its title, its kind of file (``files/signature.py``), its month."""

    title: str
    kind: str
    month: Month


def save_document(path: Path, document: Any, template: str, described: Described, body: bytes | None = None) -> None:
    """Write a document that was filled in; ``template`` is the file name that problems give.

    ``body`` takes the place of what the document says, where that is a sample of its pages (``many_pages.py``).

    Raises:
        UnfitTemplateError: it holds what could run or fetch something.
    """
    _describe(document, described)
    draft = io.BytesIO()
    document.save(draft)
    came_out = active_content(draft.getvalue(), template)
    if came_out is not None:
        raise UnfitTemplateError(came_out)
    restamp(path, draft, stamps=False, others={} if body is None else {BODY: body})


def _describe(document: Any, described: Described) -> None:
    """Title, the first day of the month, and the mark."""
    core = document.core_properties
    core.title = described.title
    core.last_modified_by = "ccmotivate"
    core.created = core.modified = datetime.datetime(described.month.year, described.month.month, 1)
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.CUSTOM_PROPERTIES:
            del package.rels[key]
    blob = _MARK.format(kind=described.kind).encode()
    part = Part(PackURI("/docProps/custom.xml"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, blob, package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
