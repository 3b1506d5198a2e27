"""The drawings of "Talking with patients and the team". Survey and study figures are those of the cited sources."""

from __future__ import annotations

from tests.content.figures import kit

# Share of 12,153 Canadian adults, per cent (source t1).
SURVEY = (
    ("Had heard of scribes", 28.3),
    ("Comfortable with one", 39.3),
    ("Would trust checked notes", 57.4),
    ("Reluctant about future use", 61.8),
)
OPEN_2024, OPEN_2026 = 52, 42  # per cent of US adults (source t4)
FLAGGED_RIGHT = 12  # of 100 flagged patients (source p9: 843 of 6,971)
DISCLAIMERS = (("2022", 26), ("2025", 1))  # of 100 answers, rounded from 26.3% and 0.97% (source l10)
EFFECT, EFFECT_LOW, EFFECT_HIGH = -0.23, -0.39, -0.07  # g with its 95% interval (source r16)
CARD = (
    ("What it does", "It listens and writes a first draft of the note."),
    ("What it does not do", "It decides nothing about your care."),
    ("Who checks", "Your clinician reads and corrects every note."),
    ("Where the words go", "The sound is deleted after 7 days. The note stays in your record."),
    ("How to say no", "Tell us at any time. Your care stays the same."),
)
CARD_WIDTH = 38  # characters of a line on the card
LAYERS = (
    ("10 seconds, spoken", "“A tool listens and drafts my notes. All right?”", 350, 30),
    ("1 minute, a card", "The five lines", 390, 40),
    ("5 minutes, a page", "Storage, companies, your rights", 430, 40),
)
STOPS = (
    ("Somebody comes in", "Ask them too"),
    ("A private matter", "Pause"),
    ("Another tool or use", "Explain, ask again"),
)
VISIT = ((0, 4, "on", "pills, pressure"), (4, 7, "paused", "home"), (7, 10, "on", "the plan"))  # minutes, invented


def _one_survey() -> str:
    parts = [kit.heading("12,153 Canadian adults, 2025: of every 100")]
    for at, (name, share) in enumerate(SURVEY):
        top = 66 + at * 76
        parts.append(kit.text(30, top + 16, name, size=22))
        length = share * 4.8
        parts.append(
            f'<rect x="30" y="{kit.number(top + 26)}" width="{kit.number(length)}" height="28" fill="{kit.PRIMARY}"/>'
        )
        parts.append(kit.text(42 + length, top + 49, str(round(share)), size=24, bold=True))
    return kit.picture(
        380,
        "More people would trust a checked note than feel comfortable with a scribe",
        "; ".join(f"{name}: {share} of 100" for name, share in SURVEY),
        *parts,
    )


def _openness() -> str:
    def y(share: float) -> float:
        return 310 - share * 4.2  # from zero

    parts = [
        kit.heading("US adults open to AI in their care"),
        kit.rule(110, 310, 510, 310),
        kit.text(100, 316, "0", size=20, anchor="end"),
        kit.rule(140, 70, 140, 310),
        kit.rule(480, 70, 480, 310),
        kit.arrow(140, y(OPEN_2024), 474, y(OPEN_2026), stroke=kit.PRIMARY),
        kit.mark("filled", 140, y(OPEN_2024), 12),
        kit.mark("filled", 480, y(OPEN_2026), 12),
        kit.text(116, y(OPEN_2024) + 8, str(OPEN_2024), size=28, bold=True, anchor="end"),
        kit.text(504, y(OPEN_2026) + 8, str(OPEN_2026), size=28, bold=True),
        kit.text(504, y(OPEN_2026) + 36, "of 100", size=20),
        kit.text(116, y(OPEN_2024) + 36, "of 100", size=20, anchor="end"),
        kit.text(140, 340, "2024", size=22, anchor="middle"),
        kit.text(480, 340, "2026", size=22, anchor="middle"),
    ]
    return kit.picture(
        360, "Openness fell from 52 to 42 of 100", "A falling line from 52 of 100 in 2024 to 42 of 100 in 2026.", *parts
    )


def _five_lines() -> str:
    parts = [
        kit.box(20, 20, 600, 652, fill=kit.PAPER, stroke=kit.PRIMARY),
        kit.text(44, 64, "A tool that drafts our notes", size=28, bold=True),
    ]
    top = 86.0
    for at, (label, line) in enumerate(CARD):
        rows = 2 if len(line) > CARD_WIDTH else 1
        parts.append(kit.rule(44, top, 596, top))
        parts.append(kit.mark("filled", 66, top + 46, 20))
        parts.append(kit.text(66, top + 54, str(at + 1), size=24, bold=True, fill=kit.PAPER, anchor="middle"))
        parts.append(kit.text(106, top + 36, label, size=23, bold=True, fill=kit.PRIMARY))
        parts.append(kit.paragraph(106, top + 68, line, width=CARD_WIDTH, size=24, gap=1.25))
        top += 92 + 30 * (rows - 1)
    return kit.picture(
        690, "Five lines that explain a tool", " ".join(f"{label}: {line}" for label, line in CARD), *parts
    )


def _twelve_of_hundred() -> str:
    kinds = ["filled"] * FLAGGED_RIGHT + ["striped"] * (100 - FLAGGED_RIGHT)
    return kit.picture(
        300,
        "Of 100 people this tool flagged, 12 had the problem",
        "Twelve filled circles and 88 struck ones.",
        kit.heading("100 people whom the tool flagged"),
        kit.array(44, 76, kinds, columns=20, step=29, r=11),
        kit.mark("filled", 44, 240, 13),
        kit.text(68, 248, f"{FLAGGED_RIGHT} had sepsis", size=24, bold=True),
        kit.mark("striped", 44, 278, 13),
        kit.text(68, 286, f"{100 - FLAGGED_RIGHT} did not", size=24),
    )


def _three_layers() -> str:
    parts = [kit.heading("As deep as each person wants")]
    for at, (name, words, width, wrap) in enumerate(LAYERS):
        top = 66 + at * 120
        parts.append(kit.box(30, top, width, 104, fill=kit.PALE, stroke=kit.PRIMARY))
        parts.append(kit.text(46, top + 34, name, size=23, bold=True))
        parts.append(kit.paragraph(46, top + 64, words, width=wrap, size=22, gap=1.2))
        parts.append(kit.arrow(36 + width, top + 52, 504, top + 52))
    parts.append(kit.box(510, 66, 110, 344, stroke=kit.WARN))
    for at, word in enumerate(("“No,", "thank", "you.”")):
        parts.append(kit.text(565, 214 + at * 34, word, size=26, bold=True, anchor="middle"))
    return kit.picture(
        430, "A way to say no belongs on every layer", "Three boxes, each wider, each with an arrow to: no thank you.",
        *parts,
    )  # fmt: skip


def _ask_again() -> str:
    parts = [
        kit.heading("One visit, one yes, three reasons to stop"),
        kit.labelled_box(30, 66, 580, 54, "“Yes, that’s fine”", size=22, width=40, fill=kit.PALE, bold=True),
    ]
    for at, (reason, act) in enumerate(STOPS):
        top = 160 + at * 92
        parts.append(kit.arrow(60, 122 if at == 0 else top - 40, 60, top - 2))
        parts.append(kit.labelled_box(30, top, 290, 52, reason, size=21, width=30))
        parts.append(kit.arrow(326, top + 26, 372, top + 26))
        parts.append(kit.labelled_box(378, top, 232, 52, act, size=21, width=24, stroke=kit.WARN, bold=True))
    parts.append(kit.arrow(60, 396, 60, 432))
    parts.append(kit.text(30, 458, "End of the visit", size=21))
    return kit.picture(
        476,
        "When to ask again",
        " ".join(f"{reason}: {act}." for reason, act in STOPS),
        *parts,
    )


def _person(x: float, y: float, name: str) -> str:
    return f"{kit.mark('pale', x, y, 26)}\n{kit.text(x, y + 54, name, size=19, anchor='middle')}"


def _two_rooms() -> str:
    screen = f'fill="{kit.INK}" rx="4"'
    return kit.picture(
        400,
        "Two ways to sit",
        "Left: the screen stands between clinician and patient. Right: it stands at the side, and both can see it.",
        kit.text(30, 38, "Screen between", size=25, bold=True),
        kit.text(340, 38, "Screen at the side", size=25, bold=True),
        kit.box(30, 56, 270, 326),
        kit.box(340, 56, 270, 326),
        _person(165, 110, "Clinician"),
        f'<rect x="115" y="202" width="100" height="16" {screen}/>',
        kit.text(222, 218, "screen", size=22),
        kit.arrow(150, 170, 150, 198, stroke=kit.WARN),
        _person(165, 300, "Patient"),
        kit.arrow(165, 270, 165, 224, stroke=kit.QUIET, dashed=True),
        _person(405, 130, "Clinician"),
        _person(405, 300, "Patient"),
        kit.rule(405, 192, 405, 270, stroke=kit.PRIMARY, width=5),
        f'<rect x="560" y="165" width="16" height="100" {screen}/>',
        kit.text(568, 292, "screen", size=22, anchor="middle"),
        kit.arrow(436, 138, 552, 196, stroke=kit.QUIET, dashed=True),
        kit.arrow(434, 284, 552, 238, stroke=kit.QUIET, dashed=True),
    )


def _a_visit() -> str:
    parts = [kit.heading("Ten minutes with Tess")]
    for start, end, state, topic in VISIT:
        x, width = 40 + start * 56, (end - start) * 56
        on = state == "on"
        parts.append(
            kit.box(x, 70, width, 74, fill=kit.PRIMARY if on else kit.PAPER, stroke=kit.PRIMARY if on else kit.WARN)
        )
        ink = kit.PAPER if on else kit.INK
        parts.append(
            kit.text(
                x + width / 2, 102, f"tool {state}" if on else state, size=21, bold=True, fill=ink, anchor="middle"
            )
        )
        parts.append(kit.text(x + width / 2, 130, topic, size=22, fill=ink, anchor="middle"))
    for minute in (0, 4, 7, 10):
        x = 40 + minute * 56
        parts.append(kit.rule(x, 144, x, 160))
        parts.append(kit.text(x, 184, str(minute), size=22, anchor="middle"))
    parts.append(kit.text(320, 214, "minutes", size=20, anchor="middle"))
    return kit.picture(
        230, "Paused for three minutes", "On from 0 to 4, paused from 4 to 7, on from 7 to 10 minutes.", *parts
    )


def _disclaimers() -> str:
    parts = [kit.heading("Of 100 medical answers, with a disclaimer")]
    for at, (year, found) in enumerate(DISCLAIMERS):
        x = 52 + at * 310
        kinds = ["filled"] * found + ["pale"] * (100 - found)
        parts.append(kit.array(x, 80, kinds, columns=10, step=25, r=10))
        parts.append(kit.text(x - 10, 358, year, size=24))
        parts.append(kit.text(x + 236, 358, str(found), size=30, bold=True, anchor="end"))
    return kit.picture(
        376,
        "Answers with a disclaimer: 26 in 100 in 2022, 1 in 100 in 2025",
        "Two grids of 100 circles: 26 filled in the first, one in the second.",
        *parts,
    )


def _together() -> str:
    def x(effect: float) -> float:
        return 320 + effect * 560

    return kit.picture(
        330,
        "Together: a loss in deciding, a gain in making",
        "On a scale round zero, deciding lies to the left, making content to the right; the average of all is -0.23.",
        kit.text(320, 40, "Same as the better one alone", size=22, bold=True, anchor="middle"),
        kit.rule(320, 54, 320, 268, stroke=kit.QUIET, width=3),
        kit.arrow(308, 150, 40, 150, stroke=kit.ERR),
        kit.arrow(332, 150, 600, 150, stroke=kit.PRIMARY),
        kit.text(300, 92, "Deciding", size=24, bold=True, anchor="end"),
        kit.text(300, 124, "worse together", size=21, anchor="end"),
        kit.text(340, 92, "Making", size=24, bold=True),
        kit.text(340, 124, "better together", size=21),
        kit.rule(x(EFFECT_LOW), 210, x(EFFECT_HIGH), 210, stroke=kit.INK, width=4),
        kit.rule(x(EFFECT_LOW), 200, x(EFFECT_LOW), 220, stroke=kit.INK, width=4),
        kit.rule(x(EFFECT_HIGH), 200, x(EFFECT_HIGH), 220, stroke=kit.INK, width=4),
        kit.mark("filled", x(EFFECT), 210, 12),
        kit.text(x(EFFECT), 250, f"−{abs(EFFECT)}", size=22, bold=True, anchor="middle"),
        kit.text(340, 217, "average, 106 experiments", size=20),
        kit.text(320, 306, "0", size=22, anchor="middle"),
    )


FIGURES: dict[str, str] = {
    "one-survey.svg": _one_survey(),
    "openness.svg": _openness(),
    "five-lines.svg": _five_lines(),
    "twelve-of-hundred.svg": _twelve_of_hundred(),
    "three-layers.svg": _three_layers(),
    "ask-again.svg": _ask_again(),
    "two-rooms.svg": _two_rooms(),
    "a-visit.svg": _a_visit(),
    "disclaimers.svg": _disclaimers(),
    "together.svg": _together(),
}
