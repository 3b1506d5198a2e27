"""The drawings of “Fair for whom?”. Counts are worked out from the data here; the explorer’s by the platform’s code."""

from __future__ import annotations

from fractions import Fraction

from courses.core.measures.diagnostic_test import GroupRow, Tool, compare_groups
from courses.core.measures.shares import half_up
from tests.content.figures import kit
from tests.content.figures.kit import ERR, INK, LINE, PALE, PAPER, PRIMARY, QUIET, WARN

SPEECH = ((0.0, 2.1), (2.3, 4.6), (4.8, 6.3), (6.5, 8.4), (8.6, 10.0))  # seconds of a speaker with few pauses
SLOW = ((0.0, 0.9), (2.6, 3.2), (6.6, 7.5), (9.1, 9.8))  # seconds of Mr Reyes; both invented
FOUND = (("Under 80", 900, 828), ("80 and over", 100, 70))  # group, people with a weak heart, found: F10

# Points of 20 frail and 20 other people without an interpreter, invented; with one, everybody has SHIFT points fewer.
FRAIL = (38, 47, 51, 52, 54, 55, 56, 58, 61, 63, 64, 66, 68, 70, 72, 75, 78, 81, 86, 90)
WELL = (18, 20, 22, 24, 25, 27, 28, 30, 31, 33, 34, 35, 37, 39, 41, 43, 45, 48, 54, 62)
SHIFT, LINE_AT, LOWERED = 10, 50, 40
GROUPS = (("without interpreter", 0, Fraction(1, 10)), ("with interpreter", SHIFT, Fraction(1, 5)))  # prevalence

HIDDEN = (("White patients", Fraction("3.6")), ("Black patients", Fraction("11.7")))  # of 100: Sjoding and others 2020
SKIN = (("I to II", 0.72), ("V to VI", 0.57))  # AUROC of one tool by skin type: Daneshjou and others 2022
CHOSEN = (("Chosen by cost", Fraction("17.7")), ("With the bias removed", Fraction("46.5")))  # %: Obermeyer 2019
PLACES = 200
KIDNEY = (  # formula, adults, median error in ml/min/1.73 m²: Inker and others 2021
    ("Old formula, with race", "Black adults", 3.7),
    ("New formula, without race", "Black adults", -3.6),
    ("New formula, without race", "other adults", 3.9),
)
WINDOWS = (("Affluent areas", 35), ("Deprived areas", 27))  # of 100 UK GPs: Nuffield Trust and RCGP 2025
SHEET = (("Village", 6, 5), ("Valley", 4, 0), ("Interpreter", 1, 1))  # group, ill, called first; invented


def tool_at(line: int, shift: int, prevalence: Fraction) -> Tool:
    """The frailty score cut at `line`, in a group whose points are lower by `shift`."""
    found = sum(points - shift >= line for points in FRAIL)
    left = sum(points - shift < line for points in WELL)
    return Tool(Fraction(found, len(FRAIL)), Fraction(left, len(WELL)), prevalence)


def group_rows(lines: tuple[int, int]) -> list[GroupRow]:
    """Both groups, each with a line of its own, for 1,000 people: what the explorer of unit 2 shows."""
    named = [(name, tool_at(line, shift, often)) for line, (name, shift, often) in zip(lines, GROUPS, strict=True)]
    return compare_groups(named, 1000)


def _rect(x: float, y: float, w: float, h: float, fill: str, stroke: str = LINE) -> str:
    sized = f'width="{kit.number(w)}" height="{kit.number(h)}"'
    return f'<rect x="{kit.number(x)}" y="{kit.number(y)}" {sized} fill="{fill}" stroke="{stroke}" stroke-width="2"/>'


def _dashed(x1: float, y1: float, x2: float, y2: float, stroke: str) -> str:
    ends = f'x1="{kit.number(x1)}" y1="{kit.number(y1)}" x2="{kit.number(x2)}" y2="{kit.number(y2)}"'
    return f'<line {ends} stroke="{stroke}" stroke-width="4" stroke-dasharray="8 8"/>'


def _ring(x: float, y: float, number: int) -> str:
    """A numbered door."""
    disc = f'<circle cx="{kit.number(x)}" cy="{kit.number(y)}" r="22" fill="{PRIMARY}"/>'
    return f"{disc}\n{kit.text(x, y + 9, str(number), size=27, bold=True, fill=PAPER, anchor='middle')}"


def pauses() -> str:
    left, second = 20, 60
    parts = []
    for y, who, speech in ((34, "A speaker with few pauses", SPEECH), (190, "Mr Reyes", SLOW)):
        parts += [kit.text(left, y, who, size=26, bold=True), _rect(left, y + 16, 600, 56, PAPER)]
        parts += [_rect(left + a * second, y + 16, (b - a) * second, 56, PRIMARY, PRIMARY) for a, b in speech]
    gap = left + (SLOW[1][1] + SLOW[2][0]) / 2 * second
    parts += [
        kit.text(gap, 306, "“a quarrel with his brother”", size=27, bold=True, fill=ERR, anchor="middle"),
        kit.arrow(gap, 280, gap, 244, stroke=ERR),
    ]
    return kit.picture(
        330, "Two strips of speech over ten seconds",
        "The first is nearly full of words. The second has long gaps; into one of them the words “a quarrel with his "
        "brother” are put.",
        *parts,
    )  # fmt: skip


def five_doors() -> str:
    rows = (
        ("People", "Who is in the data?"), ("Measuring", "What does it see badly?"), ("Label", "What does it predict?"),
        ("Line", "When does it speak up?"), ("Use", "Who gets it?"),
    )  # fmt: skip
    parts = []
    for at, (door, question) in enumerate(rows):
        y = 14 + at * 96
        parts += [
            kit.box(74, y, 550, 68, fill=PALE),
            kit.text(98, y + 44, door, size=28, bold=True),
            kit.text(282, y + 44, question, size=26),
            _ring(36, y + 34, at + 1),
        ]
        if at < len(rows) - 1:
            parts.append(kit.arrow(160, y + 70, 160, y + 95))
    return kit.picture(
        480, "Five doors by which bias gets in",
        "1 People: who is in the data. 2 Measuring: what it sees badly. 3 Label: what it predicts. 4 Line: when it "
        "speaks up. 5 Use: who gets it.",
        *parts,
    )  # fmt: skip


def hidden_row() -> str:
    left, top, tall, gap = 20, 60, 280, 10
    everybody = sum(people for _, people, _ in FOUND)
    parts, x, said = [], float(left), []
    for name, people, found in FOUND:
        wide, share = (600 - gap) * people / everybody, found / people
        parts += [
            _rect(x, top, wide, tall, PAPER, ERR),
            _rect(x, top + tall * (1 - share), wide, tall * share, PRIMARY, PRIMARY),
        ]
        end = people < everybody / 2
        at, anchor = (x + wide, "end") if end else (x, "start")
        parts.append(kit.text(at, 36, name, size=26, bold=True, anchor=anchor))
        missed = half_up(Fraction(100 * (people - found), people))
        said.append(f"{name}: {missed} of 100 missed.")
        fill = ERR if end else INK
        words = f"{missed} of 100 missed"
        parts.append(kit.text(at, top + tall + 40, words, size=26, bold=True, fill=fill, anchor=anchor))
        x += wide + gap
    return kit.picture(top + tall + 62, "Found and missed in two groups", " ".join(said), *parts)


def one_line() -> str:
    def place(points: float) -> float:
        return 20 + (points - 24) / 70 * 600

    parts, said = [], []
    for row, (name, shift, _) in enumerate(GROUPS):
        y = 96 + row * 150
        found = sum(points - shift >= LINE_AT for points in FRAIL)
        parts.append(kit.text(20, y - 34, name.capitalize(), size=26, bold=True))
        words = f"{found} of {len(FRAIL)} found"
        parts.append(kit.text(620, y - 34, words, size=26, bold=True, fill=ERR if shift else INK, anchor="end"))
        for at, points in enumerate(FRAIL):
            kind = "filled" if points - shift >= LINE_AT else "ringed"
            parts.append(kit.mark(kind, place(points - shift), y + (0 if at % 2 else 30), 11))
        said.append(f"{name}: {words}.")
    foot, x = 316, place(LINE_AT)
    parts += [
        kit.rule(20, foot, 620, foot, width=3),
        _dashed(x, 76, x, 150, WARN), _dashed(x, 226, x, foot + 12, WARN),
        kit.text(x, foot + 42, f"line at {LINE_AT}", size=25, bold=True, fill=WARN, anchor="middle"),
        kit.text(20, foot + 42, "few points", size=23, fill=QUIET),
        kit.text(620, foot + 42, "more", size=23, fill=QUIET, anchor="end"),
    ]  # fmt: skip
    return kit.picture(378, f"Points of frail people in two groups, with a line at {LINE_AT}", " ".join(said), *parts)


def three_yardsticks() -> str:
    rows = group_rows((LINE_AT, LOWERED))
    right = [half_up(100 * Fraction(row.counts.tp, row.counts.flagged)) for row in rows]
    pairs = (
        ("Missed, of 100 frail people", [row.missed_in_100 for row in rows]),
        ("Visited for nothing, of 100 others", [row.alarms_in_100 for row in rows]),
        ("Right, of 100 flags", right),
    )
    parts, said = [], []
    for at, (name, values) in enumerate(pairs):
        y = 34 + at * 138
        parts.append(kit.text(20, y, name, size=26, bold=True))
        for row, (value, group) in enumerate(zip(values, ("without", "with"), strict=True)):
            top = y + 16 + row * 42
            fill = PRIMARY if row == 0 else WARN
            parts += [
                kit.text(20, top + 26, group, size=24, fill=QUIET),
                _rect(130, top, 5.6 * value, 34, fill, fill),
                kit.text(142 + 5.6 * value, top + 27, str(value), size=27, bold=True),
            ]
        said.append(f"{name}: {values[0]} without and {values[1]} with an interpreter.")
    return kit.picture(412, "Three yardsticks for two groups with two lines", " ".join(said), *parts)


def hidden_low() -> str:
    parts, said = [], []
    for at, (group, share) in enumerate(HIDDEN):
        hidden, x = half_up(share), 20 + at * 320
        kinds = ["ringed"] * hidden + ["pale"] * (100 - hidden)
        parts += [
            kit.text(x, 34, group, size=27, bold=True),
            kit.array(x + 14, 68, kinds, columns=10, step=28, r=10),
            kit.text(x, 376, f"{hidden} of 100", size=32, bold=True, fill=ERR),
        ]
        said.append(f"{group}: {hidden} of 100 readings.")
    return kit.picture(396, "Fingertip readings of 92 to 96% that hid less than 88%", " ".join(said), *parts)


def one_skin_tool() -> str:
    top, bottom, left, right = 60, 330, 170, 470

    def place(score: float) -> float:
        return bottom - (score - 0.5) / 0.5 * (bottom - top)

    (light, first), (dark, second) = SKIN
    parts = [
        kit.rule(left, top, left, bottom, width=3), kit.rule(right, top, right, bottom, width=3),
        _dashed(left - 12, bottom, right + 30, bottom, QUIET),
        kit.text(20, bottom - 10, "coin toss", size=23, fill=QUIET),
        kit.text(20, bottom + 18, "0.5", size=23, fill=QUIET),
        kit.text(20, top - 2, "perfect", size=23, fill=QUIET), kit.text(20, top + 26, "1", size=23, fill=QUIET),
        kit.rule(left, place(first), right, place(second), stroke=ERR, width=6),
    ]  # fmt: skip
    for x, score, anchor, shift in ((left, first, "end", -24), (right, second, "start", 24)):
        parts.append(f'<circle cx="{x}" cy="{kit.number(place(score))}" r="14" fill="{PRIMARY}"/>')
        parts.append(kit.text(x + shift, place(score) + 11, f"{score:.2f}", size=32, bold=True, anchor=anchor))
    for x, tone, types in ((left, "light skin", light), (right, "dark skin", dark)):
        parts.append(kit.text(x, 40, tone, size=27, bold=True, anchor="middle"))
        parts.append(kit.text(x, bottom + 46, f"types {types}", size=24, anchor="middle"))
    return kit.picture(
        394, "One skin tool on light and on dark skin",
        f"AUROC {first} for skin types {light}, {second} for types {dark}; 0.5 is a coin toss and 1 perfect.", *parts,
    )  # fmt: skip


def need_to_bill() -> str:
    steps = (
        (600, "Needs care", "no time off, no bus, no money"), (490, "Can come", "not heard, not understood"),
        (390, "Is sent for tests", "cannot pay, cannot go"), (300, "A bill is written", ""),
    )  # fmt: skip
    parts = []
    for at, (wide, step, why) in enumerate(steps):
        y, last = 12 + at * 112, at == len(steps) - 1
        parts += [
            kit.box(20, y, wide, 62, fill=PRIMARY if last else PALE, stroke=PRIMARY if last else LINE),
            kit.text(40, y + 41, step, size=27, bold=True, fill=PAPER if last else INK),
        ]
        if why:
            parts.append(kit.arrow(34, y + 64, 34, y + 110))
            parts.append(kit.text(58, y + 94, why, size=25, fill=ERR))
    y = 12 + 3 * 112
    parts += [kit.arrow(436, y + 31, 332, y + 31, stroke=PRIMARY),
              kit.text(446, y + 24, "the tool", size=26, bold=True, fill=PRIMARY),
              kit.text(446, y + 54, "learns here", size=26, bold=True, fill=PRIMARY)]  # fmt: skip
    return kit.picture(
        424, "From needing care to a bill",
        "Needs care, can come, is sent for tests, a bill is written: each step is narrower. The tool learns from the "
        "last.",
        *parts,
    )  # fmt: skip


def two_lists() -> str:
    parts, said = [], []
    for at, (name, share) in enumerate(CHOSEN):
        count, top = half_up(share * PLACES / 100), 36 + at * 372
        kinds = ["filled"] * count + ["pale"] * (PLACES - count)
        parts += [
            kit.text(20, top, name, size=28, bold=True),
            kit.text(620, top, f"{count} of {PLACES}", size=30, bold=True, fill=PRIMARY, anchor="end"),
            kit.array(33, top + 36, kinds, columns=20, step=30.2, r=11),
        ]
        said.append(f"{name}: {count} of {PLACES}.")
    return kit.picture(740, "Places for extra help that go to Black patients", " ".join(said), *parts)


def error_moves() -> str:
    left, length = 40, 560

    def place(error: float) -> float:
        return left + (error + 5) / 10 * length

    parts = [_dashed(place(0), 50, place(0), 386, QUIET), kit.text(place(0), 34, "0 = as measured", size=24,
             fill=QUIET, anchor="middle")]  # fmt: skip
    said = []
    for at, (formula, adults, error) in enumerate(KIDNEY):
        y, fill = 118 + at * 118, PRIMARY if "old" in formula.lower() else WARN
        end = "start" if error > 0 else "end"
        size = f"{abs(error)} too {'high' if error > 0 else 'low'}"
        label_x, label_end = (place(0) - 12, "end") if error > 0 else (place(0) + 12, "start")
        parts += [
            _rect(min(place(0), place(error)), y - 17, abs(place(error) - place(0)), 34, fill, fill),
            kit.text(place(0) + (12 if error > 0 else -12), y - 32, size, size=27, bold=True, anchor=end),
            kit.text(label_x, y - 8, formula.split(",")[0], size=24, bold=True, anchor=label_end),
            kit.text(label_x, y + 20, adults, size=24, anchor=label_end),
        ]
        said.append(f"{formula}, {adults}: {size}.")
    return kit.picture(400, "Median error of two formulas for the kidneys", " ".join(said), *parts)


def lit_windows() -> str:
    parts, said = [], []
    for at, (name, lit) in enumerate(WINDOWS):
        x = 20 + at * 320
        parts += [kit.text(x, 34, name, size=26, bold=True), _rect(x, 50, 280, 280, PAPER)]
        for window in range(100):
            here, y = x + 12 + window % 10 * 26, 62 + window // 10 * 26
            fill = PRIMARY if window >= 100 - lit else PALE
            parts.append(_rect(here, y, 20, 20, fill, LINE))
        parts.append(kit.text(x, 370, f"{lit} of 100", size=31, bold=True, fill=PRIMARY))
        said.append(f"{name}: {lit} of 100.")
    return kit.picture(390, "UK GPs who use AI at work", " ".join(said), *parts)


def check_sheet() -> str:
    columns = ((268, "Ill"), (388, "Called"), (524, "Missed"))
    parts = [kit.box(12, 12, 616, 388)]
    parts += [kit.text(x, 54, name, size=26, bold=True, fill=QUIET, anchor="middle") for x, name in columns]
    said = []
    for at, (group, ill, called) in enumerate(SHEET):
        y, act = 110 + at * 70, 2 * (ill - called) >= ill
        parts.append(kit.rule(30, y - 40, 610, y - 40, stroke=LINE, width=1))
        parts.append(kit.text(34, y, group, size=27, bold=True, fill=ERR if act else INK))
        for (x, _), count in zip(columns, (ill, called, ill - called), strict=True):
            parts.append(kit.text(x, y, str(count), size=30, bold=act, fill=ERR if act else INK, anchor="middle"))
        if act:
            parts.append(kit.arrow(612, y - 10, 562, y - 10, stroke=ERR))
        said.append(f"{group}: {ill} ill, {called} called first, {ill - called} missed.")
    parts += [
        kit.rule(30, 286, 610, 286, width=2),
        kit.text(34, 328, "Our rule, written in September:", size=25, fill=QUIET),
        kit.text(34, 368, "act if half of a row or more is missed.", size=25, bold=True),
    ]
    return kit.picture(412, "A check sheet by group", " ".join(said), *parts)


FIGURES: dict[str, str] = {
    "pauses.svg": pauses(),
    "five-doors.svg": five_doors(),
    "hidden-row.svg": hidden_row(),
    "one-line.svg": one_line(),
    "three-yardsticks.svg": three_yardsticks(),
    "hidden-low.svg": hidden_low(),
    "one-skin-tool.svg": one_skin_tool(),
    "need-to-bill.svg": need_to_bill(),
    "two-lists.svg": two_lists(),
    "error-moves.svg": error_moves(),
    "lit-windows.svg": lit_windows(),
    "check-sheet.svg": check_sheet(),
}
