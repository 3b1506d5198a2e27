"""Rebuild the certificate fonts from the packages that fonts/README.md names.

    python courses/certificates/typst/build_fonts.py SOURCES

SOURCES is a folder that holds the unpacked packages, at any depth. Needs fontTools, which is a test dependency. The
result does not depend on the day or the machine: the same sources, fontTools and Python give the same bytes. Run
build_coverage.py afterwards.
"""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent / "fonts"

# Symbols that course titles use. All other symbols, emoji first of all, stay out: what a font here can set is what a
# name or a title may hold, so the character map of these files is the rule (courses/core/name_coverage.py).
WANTED_SYMBOLS = frozenset("^`©®™°№")
# Letters, marks that do not enclose, numbers, punctuation, currency and mathematics.
WANTED_CATEGORIES = frozenset(
    {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sc", "Sm"}
)
# Space, no-break space, and the two joiners that Persian and Hindi names need.
WANTED_INVISIBLE = frozenset({0x20, 0xA0, 0x200C, 0x200D})

# What East Asian names and titles need; Latin, Greek and Cyrillic come from the other files.
EAST_ASIAN = (
    (0x20, 0x20),
    (0x3001, 0x3011),  # punctuation, the repeat mark 々, 〆, 〇
    (0x3014, 0x301F),
    (0x3041, 0x30FF),  # kana
    (0x3131, 0x318E),  # single hangul letters
    (0x31F0, 0x31FF),  # small kana of Ainu
    (0x3400, 0x4DBF),  # Han, extension A
    (0x4E00, 0x9FFF),  # Han
    (0xAC00, 0xD7A3),  # hangul syllables
    (0xF900, 0xFAFF),  # the twelve Han letters that only look like compatibility forms, such as 﨑
    (0xFF01, 0xFF9F),  # full-width Latin, half-width kana
    (0x20000, 0x323AF),  # Han, extensions B to H, as far as the source has them
)
# Noto Sans brings Devanagari too; here it has a file of its own, and once is enough.
DEVANAGARI = ((0x900, 0x97F), (0x1CD0, 0x1CFF), (0xA830, 0xA839), (0xA8E0, 0xA8FF), (0x11B00, 0x11B09))
# Layout that names need. Small capitals, old-style figures and vertical setting stay out.
FEATURES = frozenset(
    {
        "abvf", "abvm", "abvs", "akhn", "blwf", "blwm", "blws", "calt", "ccmp", "cjct", "dist", "fina",
        "fin2", "fin3", "half", "haln", "init", "isol", "kern", "liga", "locl", "mark", "med2", "medi",
        "mkmk", "mset", "nukt", "pref", "pres", "pstf", "psts", "rclt", "rkrf", "rlig", "rphf", "vatu"
    }
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """One file to make: its name here, the file it comes from, and which face of a collection."""

    target: str
    origin: str
    face: int = -1


SOURCES = (
    Source("NotoSerif-Regular.ttf", "NotoSerif_400Regular.ttf"),
    Source("NotoSans-Regular.ttf", "NotoSans_400Regular.ttf"),
    Source("NotoSans-SemiBold.ttf", "NotoSans_600SemiBold.ttf"),
    # Version 2.005 on purpose: later ones set dots as glyphs of their own, and text copied from the PDF falls apart.
    Source("NotoSansArabic-Regular.ttf", "NotoSansArabic-Regular.ttf"),
    Source("NotoSansHebrew-Regular.ttf", "NotoSansHebrew_400Regular.ttf"),
    Source("NotoSansDevanagari-Regular.ttf", "NotoSansDevanagari_400Regular.ttf"),
    # Face 2 is simplified Chinese; the glyphs of the other regions come with it through `locl`.
    Source("NotoSansCJKsc-Regular.otf", "NotoSansCJK-Regular.ttc", face=2),
)


def wanted(code: int) -> bool:
    """Whether a character belongs in a name or a title, by the Unicode data of the Python that builds."""
    if code in WANTED_INVISIBLE:
        return True
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return False  # variation selectors: names are stored without them
    character = chr(code)
    if unicodedata.normalize("NFC", character) != character:
        return False  # never asked for: names are composed first
    category = unicodedata.category(character)
    return category in WANTED_CATEGORIES or character in WANTED_SYMBOLS


def options(face: int) -> subset.Options:
    chosen = subset.Options()
    chosen.font_number = face
    chosen.hinting = False  # a PDF is printed or zoomed; hints only serve small text on old screens
    chosen.layout_features = sorted(FEATURES)
    chosen.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17]
    chosen.name_languages = [0x409]
    chosen.notdef_outline = True
    chosen.recalc_timestamp = False
    chosen.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "DSIG", "MATH", "STAT", "meta"]
    return chosen


def drop_variation_sequences(font: TTFont) -> None:
    font["cmap"].tables = [table for table in font["cmap"].tables if table.format != 14]


def codes_for(source: Source, font: TTFont) -> list[int]:
    codes = [code for code in font.getBestCmap() if wanted(code)]
    if source.face >= 0:
        return [code for code in codes if within(code, EAST_ASIAN)]
    if source.target.startswith("NotoSans-"):
        return [code for code in codes if not within(code, DEVANAGARI)]
    return codes


def within(code: int, blocks: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in blocks)


def build(source: Source, folder: Path) -> Path:
    """Write one font of `SOURCES` into fonts/. Raises StopIteration when its origin is not under `folder`."""
    origin = next(folder.rglob(source.origin))
    chosen = options(source.face)
    font = subset.load_font(str(origin), chosen)
    drop_variation_sequences(font)
    subsetter = subset.Subsetter(chosen)
    subsetter.populate(unicodes=codes_for(source, font))
    subsetter.subset(font)
    target = FONTS / source.target
    subset.save_font(font, str(target), chosen)
    return target


def main() -> None:
    for source in SOURCES:
        target = build(source, Path(sys.argv[1]))
        data = target.read_bytes()
        print(f"{hashlib.sha256(data).hexdigest()}  {len(data):>9}  {target.name}", flush=True)


if __name__ == "__main__":
    main()
