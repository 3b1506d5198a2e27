"""The drawings of "Deciding with AI". Counts and shares are those of the cited sources; the rest is invented."""

from __future__ import annotations

from tests.content.figures import kit

MISSED_LEAST, MISSED_MOST, PHYSICIANS = 13, 15, 20  # physicians whom each planted error got past (source r23)
# Correct ratings of 100: (experience, suggestion wrong, suggestion right) (source r7).
EXPERIENCE = (
    ("Inexperienced", 19.8, 79.7),
    ("Moderately experienced", 24.8, 81.3),
    ("Very experienced", 45.5, 82.3),
)
IMPROVED, SPOILED = 13, 5  # of 100 prescriptions, rounded from 13.1% and 5.2% (source r2)
ALONE = 73.0  # per cent right without advice (source r8)
ADVICE = (
    ("Sound advice", 2.9),
    ("Sound, with pictures", 4.4),
    ("Faulty advice", -11.3),
    ("Faulty, with pictures", -9.1),
)  # percentage points (source r8)
BEFORE, AFTER = (226, 795), (145, 648)  # unaided colonoscopies with an adenoma, of how many (source r26)
OUTCOMES = (
    ("Good advice used", "filled", "a gain"),
    ("Your right answer lost", "ringed", "over-reliance"),
    ("Good advice unused", "ringed", "under-reliance"),
    ("Your right answer kept", "filled", "a gain"),
)
CHEAP = ("the quoted sentence", "two results with dates", "two photographs")
DEAR = ("a bar chart of factors", "a paragraph of reasons", "a heat-map")
NOTE = (
    ("Right knee, ten days.", "side or site"),
    ("No giving way.", "negatives"),
    ("Paracetamol 1 g.", "drugs, doses"),
    ("Allergic to penicillin.", "allergies"),
    ("Ligaments stable.", "examination"),
    ("Review Thursday.", "plan, follow-up"),
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNAIDED, DRILL = ("Mar", "Jun", "Sep", "Dec"), "Oct"


def _half(x: float, y: float, r: float) -> str:
    """A ring whose left half is filled: missed by some, put right by others."""
    x, top, low = round(x, 1), kit.number(y - r * 0.8), kit.number(y + r * 0.8)
    arc = kit.number(r * 0.8)
    return (
        kit.mark("ringed", x, y, r)
        + f'\n<path d="M{kit.number(x)} {top} A{arc} {arc} 0 0 0 {kit.number(x)} {low} Z" fill="{kit.PRIMARY}"/>'
    )


def _square(x: float, y: float, side: float, kind: str) -> str:
    """A square: filled (improved), crossed (spoiled) or pale (neither)."""
    fill = {"filled": kit.PRIMARY, "crossed": kit.PAPER, "pale": kit.PALE}[kind]
    stroke = {"filled": kit.PRIMARY, "crossed": kit.ERR, "pale": kit.LINE}[kind]
    drawn = (
        f'<rect x="{kit.number(x)}" y="{kit.number(y)}" width="{kit.number(side)}" height="{kit.number(side)}" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="{3 if kind == "crossed" else 1}"/>'
    )
    if kind != "crossed":
        return drawn
    inner = (
        kit.rule(x + 6, y + 6, x + side - 6, y + side - 6, stroke=kit.ERR, width=3),
        kit.rule(x + side - 6, y + 6, x + 6, y + side - 6, stroke=kit.ERR, width=3),
    )
    return "\n".join((drawn, *inner))


def _twenty_physicians() -> str:
    def place(at: int) -> tuple[float, float]:
        return 44 + at % 10 * 61, 44 + at // 10 * 64

    parts = []
    for at in range(PHYSICIANS):
        x, y = place(at)
        if at < MISSED_LEAST:
            parts.append(kit.mark("ringed", x, y, 21))
        elif at < MISSED_MOST:
            parts.append(_half(x, y, 21))
        else:
            parts.append(kit.mark("filled", x, y, 24))
    keys = (
        (kit.mark("ringed", 36, 172, 12), MISSED_LEAST, "did not put the error right"),
        (_half(36, 212, 12), MISSED_MOST - MISSED_LEAST, "more, for some of the errors"),
        (kit.mark("filled", 36, 252, 14), PHYSICIANS - MISSED_MOST, "put the error right"),
    )
    for at, (drawn, count, said) in enumerate(keys):
        y = 180 + at * 40
        parts += [drawn, kit.text(94, y, str(count), size=24, bold=True, anchor="end"), kit.text(108, y, said, size=24)]
    return kit.picture(
        276,
        "Each planted error got past 13 to 15 of 20 physicians",
        "Twenty circles: 13 ringed, 2 half, 5 filled.",
        *parts,
    )


def _experience() -> str:
    def x(share: float) -> float:
        return 30 + share * 5.8

    parts = [
        kit.heading("Correct ratings out of 100"),
        kit.mark("ringed", 42, 68, 10),
        kit.text(64, 76, "suggestion wrong", size=22),
        kit.mark("filled", 332, 68, 12),
        kit.text(354, 76, "suggestion right", size=22),
    ]
    for at, (name, wrong, right) in enumerate(EXPERIENCE):
        y = 150 + at * 104
        parts.append(kit.text(30, y - 24, name, size=22))
        parts.append(kit.rule(x(wrong), y, x(right), y, width=4))
        parts += [kit.mark("ringed", x(wrong), y, 11), kit.mark("filled", x(right), y, 13)]
        parts.append(kit.text(x(wrong), y + 36, str(wrong), size=22, bold=True, anchor="middle"))
        parts.append(kit.text(x(right), y + 36, str(right), size=22, bold=True, anchor="middle"))
    parts.append(kit.rule(30, 412, 610, 412))
    for share in (0, 25, 50, 75, 100):
        anchor = {0: "start", 100: "end"}.get(share, "middle")
        parts += [kit.rule(x(share), 412, x(share), 422), kit.text(x(share), 444, str(share), size=20, anchor=anchor)]
    said = "; ".join(
        f"{name}: {right} with right suggestions, {wrong} with wrong ones" for name, wrong, right in EXPERIENCE
    )
    return kit.picture(456, "Correct ratings with right and with wrong suggestions, by experience", said, *parts)


def _four_outcomes() -> str:
    parts = [
        kit.text(296, 38, "advice right", size=22, bold=True, anchor="middle"),
        kit.text(510, 38, "advice wrong", size=22, bold=True, anchor="middle"),
    ]
    for row, said in enumerate(("You took it", "You kept yours")):
        y = 56 + row * 170
        for line, words in enumerate(said.split(" ", 1)):
            parts.append(kit.text(20, y + 66 + line * 30, words, size=22, bold=True))
        for column in range(2):
            name, kind, outcome = OUTCOMES[row * 2 + column]
            x = 190 + column * 216
            error = kind == "ringed"
            parts.append(
                kit.box(x, y, 206, 156, fill=kit.PAPER if error else kit.PALE, stroke=kit.ERR if error else kit.PRIMARY)
            )
            parts.append(kit.mark(kind, x + 28, y + 32, 11))
            parts.append(kit.paragraph(x + 16, y + 74, name, width=15, size=22, gap=1.25))
            parts.append(
                kit.text(x + 16, y + 138, outcome, size=22, bold=error, fill=kit.ERR if error else kit.PRIMARY)
            )
    return kit.picture(
        400,
        "Two of the four outcomes are errors",
        "; ".join(f"{name}: {outcome}" for name, _kind, outcome in OUTCOMES),
        *parts,
    )


def _hundred_prescriptions() -> str:
    kinds = ["filled"] * IMPROVED + ["crossed"] * SPOILED + ["pale"] * (100 - IMPROVED - SPOILED)
    parts = [_square(6 + at % 20 * 31.6, 8 + at // 20 * 32, 26, kind) for at, kind in enumerate(kinds)]
    keys = (
        ("filled", IMPROVED, "improved by the advice"),
        ("crossed", SPOILED, "changed from right to wrong"),
        ("pale", 100 - IMPROVED - SPOILED, "neither better nor worse"),
    )
    for at, (kind, count, said) in enumerate(keys):
        y = 182 + at * 42
        parts.append(_square(6, y, 26, kind))
        parts.append(kit.text(80, y + 22, str(count), size=24, bold=True, anchor="end"))
        parts.append(kit.text(94, y + 22, said, size=24))
    return kit.picture(
        304, "Of 100 prescriptions, 13 improved and 5 were spoiled", "13 filled, 5 crossed and 82 pale squares.", *parts
    )


def _with_pictures() -> str:
    middle, scale = 390, 30.0
    parts = [
        kit.heading("Change in accuracy, percentage points"),
        kit.rule(middle, 62, middle, 396, stroke=kit.QUIET, width=3),
        kit.text(middle, 424, f"{ALONE:g}% without advice", size=21, anchor="middle"),
    ]
    for at, (name, change) in enumerate(ADVICE):
        y, length = 70 + at * 84, abs(change) * scale
        x = middle if change > 0 else middle - length
        fill = kit.PRIMARY if change > 0 else kit.PAPER
        stroke = kit.PRIMARY if change > 0 else kit.ERR
        if change > 0:
            parts.append(kit.text(middle - 14, y + 28, name, size=22, anchor="end"))
            parts.append(kit.text(x + length + 10, y + 28, f"+{change}", size=24, bold=True))
        else:
            parts.append(kit.text(x + 12, y + 28, name, size=22))
            parts.append(kit.text(middle + 12, y + 28, f"−{abs(change)}", size=24, bold=True))
        bar = (
            f'<rect x="{kit.number(x)}" y="{y}" width="{kit.number(length)}" height="42" fill="{fill}" '
            f'stroke="{stroke}" stroke-width="3"/>'
        )
        parts.insert(1, bar)
    return kit.picture(
        440,
        "Pictures did not bring back what faulty advice cost",
        "; ".join(f"{name}: {change:+} points" for name, change in ADVICE),
        *parts,
    )


def _cost_of_checking() -> str:
    parts = [
        kit.arrow(30, 76, 612, 76),
        kit.text(30, 50, "Seconds to check", size=22, bold=True),
        kit.text(610, 50, "As long as doing it again", size=22, bold=True, anchor="end"),
    ]
    for at, name in enumerate(CHEAP):
        y = 104 + at * 68
        parts.append(kit.labelled_box(30, y, 276, 54, name, size=22, width=26, fill=kit.PALE, stroke=kit.PRIMARY))
    for at, name in enumerate(DEAR):
        y = 104 + at * 68
        parts.append(kit.labelled_box(336, y, 276, 54, name, size=22, width=26, stroke=kit.WARN))
    parts.append(kit.text(30, 340, "leads to a fact", size=22, bold=True, fill=kit.PRIMARY))
    parts.append(kit.text(336, 340, "describes the tool", size=22, bold=True, fill=kit.WARN))
    return kit.picture(
        360, "Explanations by the work of checking them", f"Cheap: {', '.join(CHEAP)}. Dear: {', '.join(DEAR)}.", *parts
    )


def _six_hot_spots() -> str:
    parts = [kit.box(16, 16, 310, 428, stroke=kit.PRIMARY), kit.text(36, 56, "Draft", size=24, bold=True)]
    for at, (line, spot) in enumerate(NOTE):
        y = 104 + at * 60
        parts.append(kit.text(36, y, line, size=24))
        parts.append(kit.rule(36, y + 10, 36 + len(line) * 11, y + 10, stroke=kit.PRIMARY, width=3))
        parts.append(kit.arrow(390, y - 8, 334, y - 8))
        parts.append(kit.mark("filled", 410, y - 8, 18))
        parts.append(kit.text(410, y, str(at + 1), size=22, bold=True, fill=kit.PAPER, anchor="middle"))
        parts.append(kit.text(436, y, spot, size=22, bold=True))
    return kit.picture(
        460,
        "Six places in a draft",
        "; ".join(f"{at}. {spot}: {line}" for at, (line, spot) in enumerate(NOTE, 1)),
        *parts,
    )


def _unaided_colonoscopies() -> str:
    parts = [kit.heading("Unaided colonoscopies that found an adenoma")]
    for at, (name, (found, of)) in enumerate((("before", BEFORE), ("after", AFTER))):
        x, count = 50 + at * 310, round(100 * found / of)
        kinds = ["filled"] * count + ["pale"] * (100 - count)
        parts.append(kit.array(x, 80, kinds, columns=10, step=25, r=10))
        parts.append(kit.text(x - 10, 360, name, size=24))
        parts.append(kit.text(x + 236, 360, f"{count} of 100", size=26, bold=True, anchor="end"))
    return kit.picture(
        380, "Unaided finds: 28 of 100 before, 22 of 100 after", "Two grids of 100 circles, 28 and 22 filled.", *parts
    )


def _a_year() -> str:
    parts = []
    for at, month in enumerate(MONTHS):
        x, y = 20 + at % 6 * 101, 16 + at // 6 * 112
        parts += [kit.box(x, y, 92, 98), kit.text(x + 46, y + 32, month, size=22, anchor="middle")]
        if month in UNAIDED:
            parts.append(kit.mark("filled", x + 46, y + 66, 15))
        elif month == DRILL:
            parts.append(kit.mark("ringed", x + 46, y + 66, 13))
    parts += [
        kit.mark("filled", 38, 266, 14),
        kit.text(62, 274, "unaided hour", size=24),
        kit.mark("ringed", 328, 266, 12),
        kit.text(352, 274, "downtime drill", size=24),
    ]
    return kit.picture(
        296, "Four unaided hours and one drill in a year", f"Unaided: {', '.join(UNAIDED)}. Drill: {DRILL}.", *parts
    )


FIGURES: dict[str, str] = {
    "twenty-physicians.svg": _twenty_physicians(),
    "experience.svg": _experience(),
    "four-outcomes.svg": _four_outcomes(),
    "hundred-prescriptions.svg": _hundred_prescriptions(),
    "with-pictures.svg": _with_pictures(),
    "cost-of-checking.svg": _cost_of_checking(),
    "six-hot-spots.svg": _six_hot_spots(),
    "unaided-colonoscopies.svg": _unaided_colonoscopies(),
    "a-year.svg": _a_year(),
}
