"""Where our page and markdown-it-py's differ over the texts of `cases`, each with its reason."""

from __future__ import annotations

from tests.core.github.cases import MARKERS

DIFFERENCES: dict[str, frozenset[str]] = {
    "GitHub, and so we, read a list before a table; markdown-it-py takes a point for the head of a table without "
    "outer pipes": frozenset(
        name
        for marker in MARKERS
        if marker != "10."
        for name in (f"bare table in {marker}", f"bare table in quoted {marker}")
    ),
    "GitHub, and so we, strike out between one or two tildes and let more stand; markdown-it-py takes four for two "
    "pairs": frozenset({"struck, '', struck", "struck in ~~{}~~", "struck in ~~{}~~ in a word"}),
    "a link cannot stand in a link: ours is one link, markdown-it-py nests them and each browser mends that "
    "in its own way": frozenset(
        f"{phrase} in [{{}}](#a){place}" for phrase in ("address", "mail") for place in ("", " in a word")
    ),
}
EXPLAINED = {name: reason for reason, names in DIFFERENCES.items() for name in names}
