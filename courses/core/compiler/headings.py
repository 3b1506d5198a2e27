"""What a heading means: a block of a known kind, a near miss, or a section."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from courses.core.kinds import KINDS
from courses.core.labs import LABS, PARTS

_QUOTES = "'\"`´‘’“”«»"
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_HASHES = re.compile(r"(#{1,6}) +(?=[^ ])")

QUESTIONS: Mapping[str, str] = {kind.name.casefold(): slug for slug, kind in KINDS.items()}
LAB_NAMES: Mapping[str, str] = {lab.name.casefold(): slug for slug, lab in LABS.items()}
NAMES = (
    *(kind.name for kind in KINDS.values()), "Quiz", "Pool", *(lab.name for lab in LABS.values()),
    *(part.name for part, _ in PARTS.values()),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """`role` is section, question, quiz, pool, lab, part, unknown (C102) or nameless (C103).

    A nameless one keeps in `id` what was meant as its id, where that stands there without backticks.
    The name of a part without an id (`### Summary`) is a section: only inside its lab is it a part whose id is missing.
    """

    role: str
    level: int
    name: str  # what stands before the id, or the whole title of a section
    id: str = ""
    name_column: int = 1
    id_column: int = 1


def read_heading(text: str) -> Heading | None:
    """The heading on this line, or None when it is none."""
    match = _HASHES.match(text)
    if not match:
        return None
    level, column = len(match.group(1)), match.end() + 1
    title = _without_closing(text[match.end() :].rstrip())
    opening = title.rfind("`", 0, -1) if title.endswith("`") else -1
    if opening >= 0:
        name = title[:opening].rstrip()
        role = _role(" ".join(name.casefold().split()))
        return Heading(role, level, name, title[opening + 1 : -1].strip(), column, column + opening + 1)
    role = _role(title.casefold())
    if role in ("unknown", "part"):
        name, said = _id_in_words(title)
        return Heading("nameless" if said else "section", level, name or title, said, column)
    return Heading("nameless", level, title, "", column)


def _id_in_words(title: str) -> tuple[str, str]:
    """(name, id) of `Single choice 'first-look'` or `Single choice first-look`; two empty texts for any other title."""
    name, _space, last = title.rpartition(" ")
    name, bare = name.rstrip(" :"), last.strip(_QUOTES)
    if _role(" ".join(name.casefold().split())) in ("unknown", "part"):
        return "", ""
    is_id = _SLUG.fullmatch(bare) is not None and (bare != last or "-" in bare)
    return (name, bare) if is_id else ("", "")


def _without_closing(title: str) -> str:
    """GitHub lets a heading end in hashes (`## Title ##`)."""
    bare = title.rstrip("#")
    return bare.rstrip() if bare != title and (not bare or bare.endswith(" ")) else title


def _role(name: str) -> str:
    if name in QUESTIONS:
        return "question"
    if name in ("quiz", "pool"):
        return name
    if name in LAB_NAMES:
        return "lab"
    return "part" if name in PARTS else "unknown"
