"""Drawings of “Privacy when AI is in the room”."""

from __future__ import annotations

from tests.content.figures import kit

ISLANDERS, FAMILY = 400, (189, 190, 209)  # places in the grid of 20: two side by side, and one below


def _island() -> str:
    kinds = ["filled" if at in FAMILY else "pale" for at in range(ISLANDERS)]
    x, y, step = 62, 84, 27
    left, top = x + (FAMILY[0] % 20) * step, y + (FAMILY[0] // 20) * step
    ring = (
        f'<ellipse cx="{kit.number(left + step * 0.5)}" cy="{kit.number(top + step * 0.5)}" rx="40" ry="40" '
        f'fill="none" stroke="{kit.ERR}" stroke-width="5"/>'
    )
    return kit.picture(
        636, "Three people among about 400",
        f"{ISLANDERS} dots stand for the people of the island. Three of them, ringed together, are the baby and her "
        "parents.",
        kit.heading("An island of about 400 people"),
        kit.array(x, y, kinds, columns=20, step=step, r=9),
        ring,
    )  # fmt: skip


def _three_facts() -> str:
    alone = 87
    kinds = ["filled"] * alone + ["pale"] * (100 - alone)
    return kit.picture(
        480, "Three dull facts, and 87 of 100 stand alone",
        f"{alone} of 100 dots are filled: people who were probably the only ones with their ZIP code, sex and date of "
        "birth. The others shared all three.",
        kit.heading("Of 100 people in the US of 1990"),
        kit.array(52, 84, kinds, columns=10, step=37, r=15),
        kit.text(440, 118, str(alone), size=64, bold=True, fill=kit.PRIMARY),
        kit.paragraph(
            440, 156, "were probably the only one with their ZIP code, sex and date of birth", width=17, size=20
        ),
        kit.mark("pale", 454, 384, 15),
        kit.text(480, 391, "13 shared", size=20),
        kit.text(480, 417, "all three", size=20),
    )  # fmt: skip


def _more_general() -> str:
    steps = (
        ("Head teacher, village school", "1", 5), ("Head teacher in the district", "40", 14),
        ("Teacher in the district", "900", 27), ("Works in education", "60,000", 44),
    )  # fmt: skip
    parts = []
    for at, (words, fits, r) in enumerate(steps):
        y = 116 + at * 92
        parts.append(kit.text(30, y + 7, words, size=22, bold=at == 3))
        parts.append(f'<circle cx="400" cy="{y}" r="{r}" fill="{kit.ERR if at == 0 else kit.PRIMARY}"/>')
        parts.append(kit.text(464, y + 8, fits, size=24, bold=True))
        if at < 3:
            parts.append(kit.arrow(52, y + 24, 52, y + 66))
    return kit.picture(
        460, "Two words more general, and one person has become thousands",
        "Four steps and how many people each fits: " + "; ".join(f"{one}, {fits}" for one, fits, _ in steps) + ".",
        kit.heading("How many people does it fit?"), *parts,
    )  # fmt: skip


def _two_roads() -> str:
    return kit.picture(
        430, "The letter is the same; what binds the company is different",
        "A letter with two arrows. One goes through her own account to a company with its own terms. The other goes "
        "through the approved tool to a company bound by contract: training, retention, helpers, log.",
        kit.heading("One letter, two roads"),
        kit.labelled_box(14, 158, 118, 120, "The letter", width=8, size=22, bold=True),
        kit.arrow(136, 190, 178, 138, stroke=kit.ERR),
        kit.arrow(136, 246, 178, 296, stroke=kit.PRIMARY),
        kit.labelled_box(182, 80, 172, 92, "Her own account", width=10, size=22, stroke=kit.ERR),
        kit.labelled_box(182, 258, 172, 92, "The approved tool", width=12, size=22, stroke=kit.PRIMARY, fill=kit.PALE),
        kit.arrow(358, 126, 408, 126, stroke=kit.ERR, dashed=True),
        kit.arrow(358, 304, 408, 304, stroke=kit.PRIMARY),
        kit.box(412, 80, 212, 92, stroke=kit.ERR, dashed=True),
        kit.text(518, 120, "The company:", size=22, anchor="middle"),
        kit.text(518, 150, "its own terms", size=22, bold=True, fill=kit.ERR, anchor="middle"),
        kit.box(412, 258, 212, 92, stroke=kit.PRIMARY, fill=kit.PALE),
        kit.text(518, 298, "The company:", size=22, anchor="middle"),
        kit.text(518, 328, "under contract", size=22, bold=True, fill=kit.PRIMARY, anchor="middle"),
        kit.text(624, 388, "training · retention · helpers · log", size=20, anchor="end"),
    )  # fmt: skip


def _what_is_kept() -> str:
    kept = (("Sound", 7, "day 7"), ("Transcript", 30, "day 30"), ("Backup of sound", 35, "day 35"))
    left, day, asked = 206, 9.6, 20
    parts = []
    for at, (name, days, said) in enumerate(kept):
        top = 86 + at * 66
        parts.append(kit.text(194, top + 28, name, size=20, anchor="end"))
        parts.append(f'<rect x="{left}" y="{top}" width="{kit.number(days * day)}" height="40" fill="{kit.PRIMARY}"/>')
        inside = days > 20
        parts.append(
            kit.text(left + days * day + (-8 if inside else 10), top + 28, said, size=20, bold=True,
                     anchor="end" if inside else "start", fill=kit.PAPER if inside else kit.INK)
        )  # fmt: skip
    parts.append(kit.text(194, 86 + 3 * 66 + 28, "Signed note", size=20, anchor="end"))
    parts.append(kit.arrow(left, 304, 626, 304, stroke=kit.INK))
    parts.append(kit.text(left + 40 * day, 338, "the record", size=20, anchor="end"))
    x = left + asked * day
    return kit.picture(
        400, "The note is signed on day 0, and three copies live on",
        "Bars from day 0: " + ", ".join(f"{name} to {said}" for name, _, said in kept) + "; the signed note goes on. "
        f"A broken line marks day {asked}.",
        kit.heading("What is left of one visit?"), *parts,
        f'<line x1="{kit.number(x)}" y1="60" x2="{kit.number(x)}" y2="352" stroke="{kit.ERR}" stroke-width="4" '
        'stroke-dasharray="7 6"/>',
        kit.text(x, 382, f"day {asked}", size=22, bold=True, fill=kit.ERR, anchor="middle"),
    )  # fmt: skip


def _clocks() -> str:
    stops = (
        (50, "Now", "You", "know", ""), (210, "1 hour", "Saved, called,", "written down", "everywhere"),
        (400, "72 hours", "Authority", "told", "UK and EU"), (590, "60 days", "Person told,", "at the latest", "US"),
    )  # fmt: skip
    parts = []
    for at, (x, when, first, second, where) in enumerate(stops):
        place = {0: "start", 3: "end"}.get(at, "middle")
        edge = {0: x - 20, 3: x + 34}.get(at, x)
        parts.append(kit.mark("filled" if at < 2 else "ringed", x, 150, 15))
        parts.append(kit.text(edge, 112, when, size=26, bold=True, anchor=place))
        parts.append(kit.text(edge, 204, first, size=20, anchor=place))
        parts.append(kit.text(edge, 230, second, size=20, anchor=place))
        parts.append(kit.text(edge, 270, where, size=20, bold=True, fill=kit.PRIMARY, anchor=place))
    return kit.picture(
        296, "The first hour is the same everywhere; the clocks after it differ",
        "A line in time, not to scale. Now: you become aware. 1 hour: saved, called, written down, everywhere. "
        "72 hours: authority told, UK and EU. 60 days: person told, at the latest, US.",
        kit.heading("From the knock at the door"),
        kit.rule(50, 150, 590, 150, stroke=kit.INK, width=4), *parts,
    )  # fmt: skip


def _person(kind: str, x: float, y: float, name: str) -> str:
    """A mark with its name below, or beside it where a line leads down to children of an only parent shown."""
    beside = name == "Uncle"
    named = kit.text(
        x + 34 if beside else x, y + 7 if beside else y + 52, name, size=20, bold=kind == "filled",
        anchor="start" if beside else "middle",
    )  # fmt: skip
    return f"{kit.mark(kind, x, y, 24)}\n{named}"


def _family() -> str:
    above, older, middle, younger = 74, 124, 264, 414
    lines = (
        (60, above, 200, above), (60, above, 60, older), (200, above, 200, older),  # brothers
        (350, above, 490, above), (350, above, 350, older), (490, above, 490, older),  # sisters
        (200, older, 350, older), (275, older, 275, 196), (205, 196, 345, 196), (205, 196, 205, middle),
        (345, 196, 345, middle), (345, middle, 475, middle),  # parents to sister and Bryn; Bryn to his wife
        (410, middle, 410, 346), (360, 346, 460, 346), (360, 346, 360, younger), (460, 346, 460, younger),
        (60, older, 60, 210), (45, 210, 125, 210), (45, 210, 45, middle), (125, 210, 125, middle),
    )  # fmt: skip
    people = (
        ("striped", 60, older, "Uncle"), ("striped", 200, older, "Father"), ("striped", 350, older, "Mother"),
        ("striped", 490, older, "Aunt"), ("striped", 45, middle, ""), ("striped", 125, middle, ""),
        ("striped", 205, middle, "Sister"), ("filled", 345, middle, "Bryn"), ("pale", 475, middle, "Wife"),
        ("striped", 360, younger, ""), ("striped", 460, younger, ""),
    )  # fmt: skip
    return kit.picture(
        546, "One person was tested, nine others were told about",
        "A family tree. Bryn is filled: tested. Striped, told about and never asked: mother, father, uncle, aunt, "
        "sister, two cousins, two children. Pale: his wife.",
        kit.heading("Whose genes are in the file?"),
        *(kit.rule(*line, width=3) for line in lines),
        *(_person(*one) for one in people),
        kit.text(85, middle + 52, "Cousins", size=20, anchor="middle"),
        kit.text(410, younger + 52, "Children", size=20, anchor="middle"),
        kit.mark("filled", 44, 514, 14), kit.text(68, 521, "tested", size=20, bold=True),
        kit.mark("striped", 200, 514, 14), kit.text(224, 521, "told about", size=20, bold=True),
        kit.mark("pale", 400, 514, 14), kit.text(424, 521, "not in it", size=20, bold=True),
    )  # fmt: skip


def _zip() -> str:
    rows = (
        ("03699", 5, "must go", kit.ERR), ("036", 3, "if over 20,000 live there", kit.PRIMARY),
        ("000", 3, "if fewer do, as here", kit.PRIMARY),
    )  # fmt: skip
    parts = []
    for at, (digits, shown, said, colour) in enumerate(rows):
        top = 74 + at * 96
        for place in range(5):
            x = 30 + place * 56
            filled = place < shown
            parts.append(kit.box(x, top, 50, 64, stroke=colour if filled else kit.LINE, dashed=not filled))
            if filled:
                parts.append(kit.text(x + 25, top + 44, digits[place], size=32, bold=True, anchor="middle"))
        if at == 0:
            parts.append(kit.rule(24, top + 32, 310, top + 32, stroke=colour, width=5))
        parts.append(kit.text(330, top + 40, said, size=22, bold=True, fill=colour))
    return kit.picture(
        364, "How much of a ZIP code may stay depends on how many live there",
        "Three rows of five boxes. 03699: must go. 036 and two blanks: may stay if over 20,000 people live there. 000 "
        "and two blanks: if fewer do.",
        kit.heading("What may stay of ZIP 03699?"), *parts,
    )  # fmt: skip


FIGURES: dict[str, str] = {
    "island.svg": _island(),
    "three-facts.svg": _three_facts(),
    "more-general.svg": _more_general(),
    "two-roads.svg": _two_roads(),
    "what-is-kept.svg": _what_is_kept(),
    "clocks.svg": _clocks(),
    "family.svg": _family(),
    "zip.svg": _zip(),
}
