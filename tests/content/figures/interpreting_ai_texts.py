"""The drawings of “Interpreting AI output” that show words: a leaflet, and numbers that are said aloud."""

from __future__ import annotations

from tests.content.figures import kit
from tests.content.figures.kit import PALE, PRIMARY, QUIET

LEAFLET = (
    ("“Validated in 40,000 patients”", "Where? Like mine?"),
    ("“AUROC 0.91”", "How many alerts are right?"),
    ("“Finds decline early”", "Did anybody do better?"),
    ("“Study by our scientists”", "Who else has tested it?"),
)
ALIKE = ((13, 30), (14, 40), (15, 50))  # numbers that sound alike
DIGITS = {"0": "zero", "1": "one", "3": "three", "4": "four", "5": "five"}


def _leaflet() -> str:
    parts = [
        kit.text(30, 40, "The leaflet", size=23, fill=QUIET),
        kit.text(400, 40, "You ask", size=23, fill=QUIET),
    ]
    for at, (claim, question) in enumerate(LEAFLET):
        top = 58 + at * 96
        parts += [
            kit.labelled_box(20, top, 300, 78, claim, size=22, width=24, fill=PALE),
            kit.arrow(326, top + 39, 374, top + 39),
            kit.labelled_box(380, top, 240, 78, question, size=22, width=16, stroke=PRIMARY, bold=True),
        ]
    return kit.picture(450, "Four claims and what to ask back", " ".join(f"{a} {b}" for a, b in LEAFLET), *parts)


def _spelt(value: int) -> str:
    return ", ".join(DIGITS[digit] for digit in str(value))


def _digit_by_digit() -> str:
    parts, said = [kit.text(24, 38, "Which one was said?", size=25, bold=True)], []
    for at, pair in enumerate(ALIKE):
        top = 62 + at * 106
        for side, value in enumerate(pair):
            x = 24 + side * 316
            parts += [
                kit.box(x, top, 276, 88, fill=PALE, stroke=PRIMARY),
                kit.text(x + 24, top + 58, str(value), size=40, bold=True, fill=PRIMARY),
                kit.text(x + 104, top + 56, _spelt(value), size=25),
            ]
            said.append(f"{value}: {_spelt(value)}")
        parts.append(kit.text(320, top + 54, "or", size=20, fill=QUIET, anchor="middle"))
    return kit.picture(380, "Numbers that sound alike, digit by digit", "; ".join(said), *parts)


TEXTS: dict[str, str] = {
    "leaflet.svg": _leaflet(),
    "digit-by-digit.svg": _digit_by_digit(),
}
