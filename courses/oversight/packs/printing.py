"""From the words of a pack to its PDF."""

from __future__ import annotations

import logging
from datetime import UTC
from pathlib import Path
from typing import Final

from courses.certificates.pdf import FONTS
from courses.operations.typesetting import NotSet, Printed, typeset_apart
from courses.oversight.packs.letters import only_ascii
from courses.oversight.packs.scope import Scope

log = logging.getLogger("packs")
ROOT: Final = Path(__file__).resolve().parents[2]
TEMPLATE: Final = Path(__file__).resolve().parent / "typst" / "pack.typ"


def printed(page: str, scope: Scope) -> Printed:
    """Set it; should a letter stop it in spite of everything, set it again with all but plain letters as codes.

    Raises courses.operations.typesetting.NotSet when that fails too.
    """
    stamp = scope.made_at.astimezone(UTC).replace(microsecond=0)
    try:
        return typeset_apart(page, template=TEMPLATE, root=ROOT, fonts=FONTS, stamp=stamp)
    except NotSet as error:
        if page.isascii():
            raise
        log.warning("a pack of practice %s is set in plain letters: %s", scope.practice.pk, error)
        return typeset_apart(only_ascii(page), template=TEMPLATE, root=ROOT, fonts=FONTS, stamp=stamp)
