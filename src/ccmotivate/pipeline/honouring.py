"""A period's winners → the honour roll, certificates and the newsletter's citations."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.outputs import NotWrittenError, archive_outputs, holding, put
from ccmotivate.problems import Problem, has_errors

if TYPE_CHECKING:  # pandas and the writers are loaded when there is something to write
    from ccmotivate.model.results import PeriodResult
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.writers.files.replacing import Fill

HONOUR_ROLL, CERTIFICATES, NEWSLETTER = "honour-roll.html", "certificates.docx", "newsletter.md"


class Recognition(Struct, frozen=True):
    """What HR adds of its own: a folder of portraits, a template for the certificates."""

    photos: Path | None = None
    template: Path | None = None


def honour(
    result: PeriodResult, rules: RuleSet, folder: Path, recognition: Recognition, options: Options
) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Write the files of a period, certificates where an award gives them; what was written, and what was wrong.

    Company, logo and signatory are those of ``rules``, also where the period was published under earlier ones.
    """
    from ccmotivate.writers.honours.certificates import has_certificates, write_certificates
    from ccmotivate.writers.honours.honour_roll import write_honour_roll
    from ccmotivate.writers.honours.letterhead import read_logo
    from ccmotivate.writers.honours.newsletter import write_newsletter
    from ccmotivate.writers.honours.photos import read_photos
    from ccmotivate.writers.honours.template_file import read_template

    ids = [given.agent_id for given in result.awards if given.agent_id is not None]
    photos, problems = read_photos(recognition.photos, ids)
    template, wrong = read_template(recognition.template, options.lang)
    logo, no_logo = read_logo(rules)
    found = (*problems, *wrong, *no_logo)
    if has_errors(found):
        return (), found

    result = replace(result, rules=replace(result.rules, letterhead=rules.letterhead))

    def certificates(path: Path) -> None:
        write_certificates(path, result, options.lang, template, logo)

    fills: dict[Path, Fill] = {
        folder / HONOUR_ROLL: partial(write_honour_roll, result=result, lang=options.lang, photos=photos),
        folder / NEWSLETTER: partial(write_newsletter, result=result, lang=options.lang),
    }
    if has_certificates(result):
        fills[folder / CERTIFICATES] = certificates
    try:
        with holding(folder, options):
            done = put(fills, options)
            aside = [] if folder / CERTIFICATES in fills else archive_outputs(folder, [CERTIFICATES])
    except NotWrittenError as why:
        return (), (*found, *why.problems)
    return done.paths, (*found, *done.problems, *aside)
