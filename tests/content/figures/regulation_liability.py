"""The drawings of "Rules and responsibility". Counts and dates are those of the cited sources; tools are invented."""

from __future__ import annotations

from tests.content.figures import kit

RADIOLOGY = 75  # of 100 AI devices on the US list, roughly (source g9)
GATES = (
    ("1", "Reads no image", "or signal"),
    ("2", "Uses medical", "information"),
    ("3", "Supports, and", "does not direct"),
    ("4", "Its basis can", "be checked"),
)
LEAFLET = ("Cleared.", "Smart.", "Loved by 40,000.")
SHEET = (
    ("Purpose", "diabetic eye disease"),
    ("Place", "10 US primary-care sites"),
    ("Number", "finds 87 of 100"),  # sensitivity 87.2% (source d11)
)
QUESTIONS = (
    "What is in use?",
    "Who looks after it?",
    "Who can overrule it?",
    "Where do problems go?",
    "Who has been told and taught?",
)
PILLARS = (("UK", "safety case"), ("US", "fairness, privacy"), ("EU", "AI Act, data law"))
REGISTER = (
    ("Tool and version", "ScribeRoom 3.1"),
    ("For", "drafting notes of visits"),
    ("Not for", "children under 12"),
    ("Looked after by", "Gethin, with Dr Holt"),
    ("Last check", "4 May, 20 drafts"),
)
JURORS = (("AI had flagged the bleed", 73), ("No AI was used", 56), ("AI had missed it too", 50))  # of 100 (source g22)
ASKED = (
    ("The clinician", "Reasonable", "care here?"),
    ("The practice", "Chosen, taught,", "watched well?"),
    ("The maker", "A defective", "product?"),
)
NOTE = (
    ("1", "MoleCheck 4.2:", "tool and version"),
    ("2", "low risk.", "what it said"),
    ("3", "Changed over 3 months, edge uneven.", "what you found"),
    ("4", "Referred because of the change.", "decision and reason"),
    ("5", "Told her why, and when to ring.", "what she was told"),
)
DOORS = (
    ("The patient", "told plainly"),
    ("Your own log", "so that you learn"),
    ("The supplier", "so that it is repaired"),
    ("The national route", "so that others are warned"),
)
SCRIBES = (("Made something up", 9), ("Wrote another drug", 12), ("Missed mental-health details", 17))  # of 20 (l2)
SAMPLES = (("1 week", 20), ("5 weeks", 100), ("13 weeks", 260))  # cases read without a miss
DATES = (
    ("2 Feb 2025", "AI literacy", True),
    ("2 Aug 2026", "openness to people", True),
    ("2 Dec 2027", "stand-alone high-risk AI", False),
    ("2 Aug 2028", "AI in medical devices", False),
)
STAGES = (("Proposed", "comment"), ("Agreed", "read it"), ("In force", "plan"), ("Applies", "do it"))


def _radiology_75() -> str:
    return kit.picture(
        320, "About three in four AI devices on the US list are for radiology",
        f"Five rows of 20 dots. {RADIOLOGY} are filled: radiology. {100 - RADIOLOGY} are pale: everything else.",
        kit.heading("100 of the AI devices on the US list"),
        kit.array(44, 80, ["filled"] * RADIOLOGY + ["pale"] * (100 - RADIOLOGY), columns=20, step=29, r=11),
        kit.mark("filled", 44, 252, 13), kit.text(68, 260, "75 radiology", size=24, bold=True),
        kit.mark("pale", 44, 290, 13), kit.text(68, 298, "25 everything else", size=24),
    )  # fmt: skip


def _four_gates() -> str:
    parts = [kit.heading("Software for decisions, in the US")]
    for at, (number, first, second) in enumerate(GATES):
        top = 66 + at * 92
        parts.append(kit.box(96, top, 320, 72, fill=kit.PALE, stroke=kit.PRIMARY))
        parts.append(kit.text(120, top + 46, number, size=30, bold=True, fill=kit.PRIMARY))
        parts.append(kit.text(164, top + 32, first, size=22))
        parts.append(kit.text(164, top + 58, second, size=22))
        if at:
            parts.append(kit.arrow(60, top - 84, 60, top + 4))
        parts.append(kit.text(436, top + 32, "no?", size=20, fill=kit.ERR))
        parts.append(kit.arrow(436, top + 46, 500, top + 46, stroke=kit.ERR))
    parts.append(kit.arrow(60, 66 + 3 * 92 + 8, 60, 440))
    parts.append(kit.text(30, 472, "Past all four: outside them", size=24, bold=True, fill=kit.PRIMARY))
    parts.append(kit.box(512, 66, 104, 348, fill=kit.PAPER, stroke=kit.ERR))
    parts.append(kit.text(564, 232, "device", size=24, bold=True, fill=kit.ERR, anchor="middle"))
    parts.append(kit.text(564, 262, "rules", size=24, bold=True, fill=kit.ERR, anchor="middle"))
    return kit.picture(
        496, "One closed gate brings a decision tool under the device rules",
        "Four gates one below the other: reads no image or signal; uses medical information; supports and does not "
        "direct; its basis can be checked. From each a side way leads to the device rules. Past all four: outside "
        "them.",
        *parts,
    )  # fmt: skip


def _two_labels() -> str:
    parts = [
        kit.text(30, 40, "The leaflet", size=24, bold=True, fill=kit.WARN),
        kit.box(24, 58, 250, 236, stroke=kit.WARN, dashed=True),
        kit.text(300, 40, "The data sheet", size=24, bold=True, fill=kit.PRIMARY),
        kit.box(294, 58, 322, 236, fill=kit.PALE, stroke=kit.PRIMARY),
    ]
    parts += [kit.text(44, 110 + at * 66, words, size=25) for at, words in enumerate(LEAFLET)]
    for at, (name, words) in enumerate(SHEET):
        parts.append(kit.text(314, 96 + at * 74, name, size=22, bold=True, fill=kit.PRIMARY))
        parts.append(kit.text(314, 126 + at * 74, words, size=23))
    return kit.picture(
        314, "The right-hand label lets you decide",
        "Left, the leaflet: cleared, smart, loved by 40,000. Right, the data sheet: "
        + "; ".join(f"{name}: {words}" for name, words in SHEET) + ".",
        *parts,
    )  # fmt: skip


def _one_base() -> str:
    parts = [kit.heading("What each law builds on")]
    for at, (place, words) in enumerate(PILLARS):
        x = 30 + at * 197
        parts.append(kit.box(x, 62, 186, 112, stroke=kit.PRIMARY))
        parts.append(kit.text(x + 93, 108, place, size=30, bold=True, fill=kit.PRIMARY, anchor="middle"))
        parts.append(kit.text(x + 93, 146, words, size=20, anchor="middle"))
    parts.append(kit.box(20, 186, 600, 250, fill=kit.PALE, stroke=kit.PRIMARY))
    parts.append(kit.text(44, 224, "Everywhere the same", size=24, bold=True))
    for at, words in enumerate(QUESTIONS):
        parts.append(kit.mark("filled", 56, 252 + at * 38, 8))
        parts.append(kit.text(78, 260 + at * 38, words, size=24))
    return kit.picture(
        456, "The laws differ; the questions underneath are the same",
        "Three pillars, " + ", ".join(f"{place}: {words}" for place, words in PILLARS) + ", on one base: "
        + " ".join(QUESTIONS),
        *parts,
    )  # fmt: skip


def _register_line() -> str:
    parts = [kit.heading("One tool, five cells")]
    for at, (name, words) in enumerate(REGISTER):
        top = 62 + at * 66
        parts.append(kit.box(24, top, 224, 60, fill=kit.PALE, stroke=kit.PRIMARY))
        parts.append(kit.text(36, top + 38, name, size=22, bold=True, fill=kit.PRIMARY))
        parts.append(kit.box(254, top, 362, 60))
        parts.append(kit.text(268, top + 38, words, size=23))
    return kit.picture(
        406,
        "Five cells are enough for a start",
        "; ".join(f"{name}: {words}" for name, words in REGISTER) + ".",
        *parts,
    )


def _jurors() -> str:
    parts = [kit.heading("Of 100 mock jurors, how many blamed him?")]
    for at, (name, blamed) in enumerate(JURORS):
        top = 78 + at * 138
        parts.append(kit.text(30, top, name, size=22))
        parts.append(kit.text(610, top + 66, str(blamed), size=40, bold=True, fill=kit.PRIMARY, anchor="end"))
        kinds = ["filled"] * blamed + ["pale"] * (100 - blamed)
        parts.append(kit.array(42, top + 24, kinds, columns=25, step=20.5, r=8.5))
    return kit.picture(
        476, "The same miss, judged by what the machine had said",
        "; ".join(f"{name}: {blamed} of 100" for name, blamed in JURORS) + ".", *parts,
    )  # fmt: skip


def _three_answer() -> str:
    parts = [
        kit.box(180, 22, 280, 64, fill=kit.INK, stroke=kit.INK),
        kit.text(320, 62, "One missed result", size=24, bold=True, fill=kit.PAPER, anchor="middle"),
    ]
    for at, (who, first, second) in enumerate(ASKED):
        x = 20 + at * 205
        parts.append(kit.arrow(260 + at * 60, 90, x + 95, 146))
        parts.append(kit.box(x, 150, 190, 150, fill=kit.PALE, stroke=kit.PRIMARY))
        parts.append(kit.text(x + 95, 190, who, size=24, bold=True, fill=kit.PRIMARY, anchor="middle"))
        parts.append(kit.text(x + 95, 236, first, size=22, anchor="middle"))
        parts.append(kit.text(x + 95, 264, second, size=22, anchor="middle"))
    return kit.picture(
        322, "Three may answer, each for something else",
        "From “One missed result” arrows lead to " + "; ".join(f"{who}: {a} {b}" for who, a, b in ASKED), *parts,
    )  # fmt: skip


def _two_lines() -> str:
    parts = [kit.heading("A note of two lines, taken apart")]
    for at, (number, words, what) in enumerate(NOTE):
        top = 58 + at * 78
        parts.append(kit.mark("filled", 48, top + 34, 20))
        parts.append(kit.text(48, top + 42, number, size=24, bold=True, fill=kit.PAPER, anchor="middle"))
        parts.append(kit.text(84, top + 30, words, size=26))
        parts.append(kit.text(84, top + 58, what, size=20, fill=kit.QUIET))
    return kit.picture(
        456, "Five facts fit into two lines",
        " ".join(f"{number}: “{words}”, {what}." for number, words, what in NOTE), *parts,
    )  # fmt: skip


def _four_doors() -> str:
    parts = [
        kit.box(12, 128, 216, 150, fill=kit.PALE, stroke=kit.PRIMARY),
        kit.text(120, 172, "What happened", size=21, bold=True, anchor="middle"),
        kit.text(120, 206, "when", size=22, anchor="middle"),
        kit.text(120, 240, "which version", size=22, anchor="middle"),
    ]
    for at, (door, why) in enumerate(DOORS):
        top = 20 + at * 94
        parts.append(kit.arrow(232, 203, 306, top + 38))
        parts.append(kit.box(312, top, 308, 78, stroke=kit.PRIMARY))
        parts.append(kit.text(330, top + 34, door, size=24, bold=True, fill=kit.PRIMARY))
        parts.append(kit.text(330, top + 62, why, size=21))
    return kit.picture(
        402, "One event, four doors",
        "From one card arrows lead to four doors. " + " ".join(f"{door}: {why}." for door, why in DOORS), *parts,
    )  # fmt: skip


def _twenty_scribes() -> str:
    parts = [kit.heading("20 approved scribes, in at least one test")]
    for at, (name, count) in enumerate(SCRIBES):
        top = 84 + at * 96
        parts.append(kit.text(30, top, name, size=23))
        parts.append(kit.array(42, top + 32, ["ringed"] * count + ["pale"] * (20 - count), columns=20, step=26, r=10))
        parts.append(kit.text(610, top + 44, str(count), size=36, bold=True, fill=kit.ERR, anchor="end"))
    return kit.picture(
        346, "All 20 had been approved", "; ".join(f"{name}: {count} of 20" for name, count in SCRIBES) + ".", *parts
    )


def _rule_of_three() -> str:
    parts = [kit.heading("Not one miss so far. It may still be …")]
    for at, (weeks, cases) in enumerate(SAMPLES):
        top, most = 66 + at * 100, 300 / cases  # in 100: the rule of three
        parts.append(kit.text(30, top + 32, weeks, size=24, bold=True))
        parts.append(kit.text(30, top + 60, f"{cases} cases", size=22))
        parts.append(f'<rect x="190" y="{top + 8}" width="{kit.number(most * 18)}" height="56" fill="{kit.PRIMARY}"/>')
        said = f"up to {most:.0f} in 100" if most > 2 else "about 1 in 100"
        inside = most > 10
        x, fill = (204, kit.PAPER) if inside else (204 + most * 18, kit.INK)
        parts.append(kit.text(x, top + 45, said, size=26, bold=True, fill=fill))
    return kit.picture(
        370, "Each quiet week tells you more",
        "; ".join(f"after {cases} cases without a miss: up to {300 / cases:.0f} in 100" for _, cases in SAMPLES) + ".",
        *parts,
    )  # fmt: skip


def _dates_moved() -> str:
    parts = [kit.heading("EU AI Act, as known by mid-2026"), kit.rule(70, 76, 70, 420, stroke=kit.INK, width=4)]
    for at, (day, words, kept) in enumerate(DATES):
        y = 100 + at * 92
        parts.append(kit.mark("filled" if kept else "striped", 70, y, 16))
        parts.append(kit.text(110, y - 4, day, size=26, bold=True))
        parts.append(kit.text(110, y + 28, words, size=23))
        colour = kit.PRIMARY if kept else kit.WARN
        parts.append(kit.box(500, y - 30, 110, 44, stroke=colour, dashed=not kept))
        parts.append(kit.text(555, y, "kept" if kept else "moved", size=24, bold=True, fill=colour, anchor="middle"))
    return kit.picture(
        440, "Two dates kept, two moved",
        "; ".join(f"{day}, {words}: {'kept' if kept else 'moved'}" for day, words, kept in DATES) + ".", *parts,
    )  # fmt: skip


def _stages() -> str:
    parts = [kit.heading("The four stairs of a rule")]
    for at, (name, do) in enumerate(STAGES):
        x, top, last = 24 + at * 150, 290 - at * 66, at == len(STAGES) - 1
        parts.append(kit.box(x, top, 146, 370 - top, fill=kit.PRIMARY if last else kit.PALE, stroke=kit.PRIMARY))
        fill = kit.PAPER if last else kit.INK
        parts.append(kit.text(x + 73, top + 36, name, size=23, bold=True, fill=fill, anchor="middle"))
        parts.append(kit.text(x + 73, top + 66, do, size=22, fill=fill, anchor="middle"))
    return kit.picture(
        390, "Ask which step a headline stands on",
        "Four stairs upwards. " + " ".join(f"{name}: {do}." for name, do in STAGES), *parts,
    )  # fmt: skip


FIGURES: dict[str, str] = {
    "radiology-75.svg": _radiology_75(),
    "four-gates.svg": _four_gates(),
    "two-labels.svg": _two_labels(),
    "one-base.svg": _one_base(),
    "register-line.svg": _register_line(),
    "jurors.svg": _jurors(),
    "three-answer.svg": _three_answer(),
    "two-lines.svg": _two_lines(),
    "four-doors.svg": _four_doors(),
    "twenty-scribes.svg": _twenty_scribes(),
    "rule-of-three.svg": _rule_of_three(),
    "dates-moved.svg": _dates_moved(),
    "stages.svg": _stages(),
}
