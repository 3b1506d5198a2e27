"""The drawings of “Interpreting AI output”. Counts are worked out from the numbers of the cited sources or invented."""

from __future__ import annotations

from tests.content.figures import kit
from tests.content.figures.interpreting_ai_texts import TEXTS
from tests.content.figures.kit import ERR, INK, LINE, PALE, PAPER, PRIMARY, QUIET, WARN

# Share of 1,000, and of those the share rated major: Asgari and others 2025 (source l1).
SLIPS = (("Invented, of 1,000 sentences", 14.7, 44), ("Left out, of 1,000 things said", 34.5, 17))
DRAFT = (  # an invented draft; the number is the place to look
    ("Naproxen 500 mg daily", 1, "Drug and dose"),
    ("Allergies: none known", 2, "Allergies"),
    ("No fever, denies a fall", 3, "Every “no”"),
    ("Knee: full movement", 4, "Examination"),
    ("X-ray of the left knee", 5, "Side, site"),
    ("Review in six weeks", 6, "Plan"),
)
KINDS = (
    ("Chatbot", "your question", "likely text"),
    ("Scribe", "a visit, heard", "a draft note"),
    ("Classifier", "a picture", "one of a few names"),
    ("Score", "facts in a record", "a number"),
    ("Rule-based alert", "two entries", "a fixed warning"),
)
LABEL = (
    ("For", "one mole at a time, adults"),
    ("Picture", "through a dermatoscope, focused"),
    ("Gives", "“refer” or “no sign”"),
    ("Not for", "nails, scalp, scars, under 18s"),
    ("Read by", "a clinician trained in its use"),
)
PEOPLE, SENSITIVITY, SPECIFICITY = 1000, 90, 90  # the tool of unit 3, per cent
PLACES = (("Everybody: 1 in 100 ill", 1), ("A symptom: 5 in 100 ill", 5), ("A clinic: 30 in 100 ill", 30))
CLINIC, CLINIC_ILL, FOUND = 400, 2, 85  # people a month, per cent ill, per cent of them flagged
SETTINGS = (("Early", 80), ("Middle", 90), ("Late", 95))  # specificity, per cent
OVERRIDDEN, FITTING = (46, 96), (29, 100)  # of 100: Poly and others 2020 (source a6)
# Of 100 cancers that the AI had missed, found by the readers: Taib and others (source r12).
UNMARKED = (("On their own", 71), ("With the AI", 39))
PREDICTED = (5, 10, 20, 30, 40)  # per cent, an invented tool
HAPPENED = (3, 5, 10, 16, 21)  # per cent, the same invented tool at another practice
RIGHT_LOW, RIGHT_HIGH = 13, 26  # of 100 alerts, the four systems of source p11


def flags(ill_of_hundred: int) -> tuple[int, int]:
    """Right flags and all flags among 1,000 people, in whole people."""
    ill = PEOPLE * ill_of_hundred // 100
    right = ill * SENSITIVITY // 100
    return right, right + (PEOPLE - ill) * (100 - SPECIFICITY) // 100


def alerts(specificity: int) -> tuple[int, int]:
    """Right alerts and all alerts in a month at the small clinic, rounded."""
    ill = CLINIC * CLINIC_ILL / 100
    right = ill * FOUND / 100
    return round(right), round(right + (CLINIC - ill) * (100 - specificity) / 100)


def _ring(x: float, y: float, number: int) -> str:
    disc = f'<circle cx="{kit.number(x)}" cy="{kit.number(y)}" r="17" fill="{PRIMARY}"/>'
    return f"{disc}\n{kit.text(x, y + 8, str(number), size=22, bold=True, fill=PAPER, anchor='middle')}"


def _bar(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{kit.number(x)}" y="{kit.number(y)}" width="{kit.number(width)}" '
        f'height="{kit.number(height)}" fill="{fill}" stroke="{INK}" stroke-width="2"/>'
    )


def _invented_left_out() -> str:
    parts = []
    for at, (name, thousandth, major) in enumerate(SLIPS):
        top = 24 + at * 148
        length = thousandth * 13
        parts += [
            kit.text(30, top + 20, name, size=24, bold=True),
            _bar(30, top + 38, length, 46, PALE),
            _bar(30, top + 38, length * major / 100, 46, ERR),
            kit.text(44 + length, top + 70, f"about {thousandth + 0.4:.0f}", size=26, bold=True),
            kit.text(30, top + 116, f"red: {major} in 100 of them major", size=22, fill=ERR),
        ]
    return kit.picture(
        300,
        "More was left out; more of what was invented was major",
        "; ".join(f"{name}: {value}, of which {major}% major" for name, value, major in SLIPS),
        *parts,
    )


def _six_places() -> str:
    parts = [kit.box(20, 16, 344, 440, stroke=LINE), kit.text(40, 54, "Draft, not signed", size=22, fill=QUIET)]
    for at, (line, number, name) in enumerate(DRAFT):
        y = 104 + at * 62
        parts += [
            kit.text(40, y, line, size=23),
            kit.rule(40, y + 12, 344, y + 12, stroke=PALE, width=3),
            _ring(394, y - 8, number),
            kit.text(420, y, name, size=23, bold=True),
        ]
    return kit.picture(
        472,
        "Six places to look before you sign",
        " ".join(f"{number} {name}: “{line}”." for line, number, name in DRAFT),
        *parts,
    )


def _five_kinds() -> str:
    parts = [
        kit.text(30, 36, "Takes in", size=22, fill=QUIET),
        kit.text(390, 36, "Gives out", size=22, fill=QUIET),
    ]
    for at, (kind, taken, given) in enumerate(KINDS):
        top = 52 + at * 98
        makes_text = at < 2
        fill = PALE if makes_text else PAPER
        parts += [
            kit.text(30, top + 22, kind, size=24, bold=True, fill=PRIMARY),
            kit.labelled_box(30, top + 32, 250, 46, taken, size=22, width=24),
            kit.arrow(288, top + 55, 352, top + 55),
            kit.labelled_box(360, top + 32, 260, 46, given, size=22, width=24, fill=fill, stroke=PRIMARY, bold=True),
        ]
    return kit.picture(
        546,
        "Five kinds of tool, told apart by what comes out",
        "; ".join(f"{kind}: {taken} goes in, {given} comes out" for kind, taken, given in KINDS),
        *parts,
    )


def _tool_label() -> str:
    parts = [
        kit.box(20, 16, 600, 372, fill=PAPER, stroke=PRIMARY),
        kit.text(44, 62, "MoleLens: what it is for", size=28, bold=True),
    ]
    for at, (name, words) in enumerate(LABEL):
        top = 86 + at * 60
        beyond = name == "Not for"
        if beyond:
            parts.append(kit.box(30, top + 4, 580, 52, fill=PALE, stroke=ERR))
        parts += [
            kit.text(44, top + 38, name, size=23, bold=True, fill=ERR if beyond else PRIMARY),
            kit.text(170, top + 38, words, size=24, bold=beyond),
        ]
    return kit.picture(
        404, "The line to read first is the one that says not for", " ".join(f"{a}: {b}." for a, b in LABEL), *parts
    )


def _node(x: float, y: float, count: int, words: str, *, fill: str = PAPER, stroke: str = LINE) -> str:
    ink = PAPER if fill == PRIMARY else INK
    return "\n".join(
        (
            kit.box(x, y, 148, 84, fill=fill, stroke=stroke),
            kit.text(x + 74, y + 38, f"{count:,}", size=28, bold=True, fill=ink, anchor="middle"),
            kit.text(x + 74, y + 68, words, size=21, fill=ink, anchor="middle"),
        )
    )


def _a_thousand_people() -> str:
    ill = PEOPLE // 100
    right, flagged = flags(1)
    well, false = PEOPLE - ill, flagged - right
    joins = (
        (320, 100, 162, 138), (320, 100, 478, 138), (162, 222, 84, 260),
        (162, 222, 240, 260), (478, 222, 400, 260), (478, 222, 556, 260),
    )  # fmt: skip
    return kit.picture(
        472,
        "Nine right flags and ninety-nine wrong ones",
        f"{PEOPLE} people: {ill} have a cancer, {right} flagged and {ill - right} missed; {well} do not, {false} "
        f"flagged and {well - false} left alone.",
        *(kit.rule(*join, width=3) for join in joins),
        _node(246, 16, PEOPLE, "people"),
        _node(88, 138, ill, "with cancer"),
        _node(404, 138, well, "without"),
        _node(10, 260, right, "flagged", fill=PRIMARY, stroke=PRIMARY),
        _node(166, 260, ill - right, "missed"),
        _node(326, 260, false, "flagged", fill=PALE, stroke=WARN),
        _node(482, 260, well - false, "left alone"),
        kit.rule(84, 350, 84, 372, stroke=INK, width=3),
        kit.rule(400, 350, 400, 372, stroke=INK, width=3),
        kit.rule(84, 372, 400, 372, stroke=INK, width=3),
        kit.text(242, 412, f"{flagged} flagged: {right} of them right", size=26, bold=True, anchor="middle"),
        kit.text(242, 448, f"about {100 * right / flagged:.0f} in 100", size=24, anchor="middle"),
    )


def _same_tool() -> str:
    parts, said = [kit.text(24, 38, "100 flags from the same tool", size=25, bold=True)], []
    for at, (place, ill) in enumerate(PLACES):
        right, flagged = flags(ill)
        share = round(100 * right / flagged)
        top = 60 + at * 182
        kinds = ["filled"] * share + ["striped"] * (100 - share)
        parts += [
            kit.text(24, top + 24, place, size=23),
            kit.array(34, top + 50, kinds, columns=25, step=24, r=9),
            kit.text(24, top + 160, f"{share} right", size=25, bold=True, fill=PRIMARY),
            kit.text(150, top + 160, f"{100 - share} wrong", size=25),
        ]
        said.append(f"{place}: {share} of 100 flags right")
    return kit.picture(622, "One tool, three places: 8, 32 and 79 of 100 flags are right", "; ".join(said), *parts)


def _month_of_alerts() -> str:
    parts, said, top = [kit.text(24, 38, "400 people, one month", size=25, bold=True)], [], 56
    for name, specificity in SETTINGS:
        right, every = alerts(specificity)
        rows = -(-every // 24)
        parts += [
            kit.text(24, top + 26, f"{name}: {every} alerts, {right} right", size=24, bold=True),
            kit.array(36, top + 52, ["filled"] * right + ["striped"] * (every - right), columns=24, step=25, r=9),
        ]
        said.append(f"{name}: {every} alerts, {right} right")
        top += 66 + rows * 25
    return kit.picture(
        top + 10, "The later the tool speaks up, the fewer false alarms to read", "; ".join(said), *parts
    )


def _overrides() -> str:
    def x(share: float) -> float:
        return 40 + share * 5.5

    parts = []
    for at, (name, (low, high)) in enumerate((("Alerts overridden", OVERRIDDEN), ("Overrides judged right", FITTING))):
        y = 90 + at * 128
        parts += [
            kit.text(40, y - 44, f"{name}, of 100", size=24, bold=True),
            kit.rule(x(0), y, x(100), y, stroke=LINE, width=3),
            kit.rule(x(low), y, x(high), y, stroke=PRIMARY, width=16),
            kit.text(x(low), y + 38, str(low), size=26, bold=True, anchor="middle"),
            kit.text(x(high), y + 38, str(high), size=26, bold=True, anchor="middle"),
        ]
    return kit.picture(
        282,
        "From study to study, half to nearly all alerts were overridden, often rightly",
        f"Overridden: from {OVERRIDDEN[0]} to {OVERRIDDEN[1]} of 100. Overrides judged appropriate: from "
        f"{FITTING[0]} to {FITTING[1]} of 100.",
        *parts,
    )


def _film(x: float, glow: tuple[float, float]) -> str:
    """A schematic chest film with the letter L in its corner and three rings of warmth round `glow`."""
    lungs = "".join(
        f'<ellipse cx="{kit.number(x + dx)}" cy="180" rx="50" ry="84" fill="{PAPER}" stroke="{LINE}" stroke-width="2"/>'
        for dx in (82, 198)
    )
    warm = "".join(
        f'<circle cx="{kit.number(x + glow[0])}" cy="{kit.number(glow[1])}" r="{r}" fill="{ERR}" '
        f'fill-opacity="{strength}"/>'
        for r, strength in ((44, "0.2"), (30, "0.3"), (16, "0.45"))
    )
    return "\n".join(
        (
            kit.box(x, 62, 280, 226, fill=PALE, stroke=QUIET),
            lungs,
            kit.text(x + 246, 102, "L", size=30, bold=True, fill=QUIET),
            warm,
        )
    )


def _two_maps() -> str:
    return kit.picture(
        374,
        "A map says where, and leaves open whether it is right",
        "Two drawn chest films. In film A the warm patch lies on the letter L in the corner, in film B on one lung.",
        kit.text(24, 42, "Film A", size=25, bold=True),
        kit.text(336, 42, "Film B", size=25, bold=True),
        _film(20, (254, 92)),
        _film(332, (88, 216)),
        kit.text(24, 324, "On the letter:", size=23, bold=True, fill=ERR),
        kit.text(24, 354, "something is wrong", size=23),
        kit.text(336, 324, "On the lung:", size=23, bold=True),
        kit.text(336, 354, "may be right or wrong", size=23),
    )


def _unmarked() -> str:
    parts = [kit.text(24, 38, "Of 100 cancers that the AI missed", size=25, bold=True)]
    for at, (who, found) in enumerate(UNMARKED):
        top = 66 + at * 116
        parts += [
            kit.text(24, top + 24, who, size=24),
            _bar(24, top + 38, 450, 46, PAPER),
            _bar(24, top + 38, found * 4.5, 46, PRIMARY),
            kit.text(490, top + 71, f"{found} found", size=25, bold=True),
        ]
    return kit.picture(
        300,
        "Where the AI marked nothing, the readers found fewer cancers",
        "; ".join(f"{who}: {found} of 100 found" for who, found in UNMARKED),
        *parts,
    )


def _calibration() -> str:
    def x(share: float) -> float:
        return 110 + share * 11

    def y(share: float) -> float:
        return 420 - share * 7.6

    parts = [
        kit.text(24, 36, "Of 100 such patients, it happened to", size=23, bold=True),
        kit.rule(x(0), y(0), x(45), y(0), stroke=INK),
        kit.rule(x(0), y(0), x(0), y(48), stroke=INK),
        f'<line x1="{kit.number(x(0))}" y1="{kit.number(y(0))}" x2="{kit.number(x(45))}" y2="{kit.number(y(45))}" '
        f'stroke="{QUIET}" stroke-width="3" stroke-dasharray="8 7"/>',
        kit.text(x(35) - 16, y(36), "as promised", size=23, fill=QUIET, anchor="end"),
        kit.text(x(33), y(8), "as it happened", size=23, bold=True, fill=PRIMARY, anchor="middle"),
        kit.text(360, 486, "The tool said (in 100)", size=23, bold=True, anchor="middle"),
    ]
    for share in (0, 10, 20, 30, 40):
        parts.append(kit.text(x(share), y(0) + 30, str(share), size=22, anchor="middle"))
        parts.append(kit.text(x(0) - 14, y(share) + 8, str(share), size=22, anchor="end"))
    dots = list(zip(PREDICTED, HAPPENED, strict=True))
    parts += [
        kit.rule(x(a), y(b), x(c), y(d), stroke=PRIMARY, width=4)
        for (a, b), (c, d) in zip(dots, dots[1:], strict=False)
    ]
    parts += [kit.mark("filled", x(said), y(seen), 11) for said, seen in dots]
    return kit.picture(
        504,
        "The tool promised about twice what happened",
        "; ".join(f"said {said}, happened {seen} in 100" for said, seen in dots),
        *parts,
    )


def _alerts_right() -> str:
    kinds = ["filled"] * RIGHT_LOW + ["ringed"] * (RIGHT_HIGH - RIGHT_LOW) + ["striped"] * (100 - RIGHT_HIGH)
    return kit.picture(
        356,
        "A fine AUROC, and at best 26 of 100 alerts right",
        f"{RIGHT_LOW} filled circles, {RIGHT_HIGH - RIGHT_LOW} ringed, {100 - RIGHT_HIGH} struck through.",
        kit.text(24, 38, "AUROC 0.82 to 0.92, and of 100 alerts:", size=24, bold=True),
        kit.array(44, 76, kinds, columns=20, step=29, r=11),
        kit.mark("filled", 44, 244, 13),
        kit.text(70, 252, f"{RIGHT_LOW} right in each system", size=23),
        kit.mark("ringed", 44, 284, 13),
        kit.text(70, 292, f"{RIGHT_HIGH - RIGHT_LOW} more in the best system", size=23),
        kit.mark("striped", 44, 324, 13),
        kit.text(70, 332, "false in every system", size=23),
    )


FIGURES: dict[str, str] = {
    **TEXTS,
    "invented-left-out.svg": _invented_left_out(),
    "six-places.svg": _six_places(),
    "five-kinds.svg": _five_kinds(),
    "tool-label.svg": _tool_label(),
    "a-thousand-people.svg": _a_thousand_people(),
    "same-tool.svg": _same_tool(),
    "month-of-alerts.svg": _month_of_alerts(),
    "overrides.svg": _overrides(),
    "two-maps.svg": _two_maps(),
    "unmarked.svg": _unmarked(),
    "calibration.svg": _calibration(),
    "alerts-right.svg": _alerts_right(),
}
