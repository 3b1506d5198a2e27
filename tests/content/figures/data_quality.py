"""The drawings of “The data behind the answer”. Counts and sums are worked out from the data named here."""

from __future__ import annotations

import random

from tests.content.figures import kit
from tests.content.figures.kit import ERR, INK, LINE, PALE, PAPER, PRIMARY, QUIET, WARN

AGE, CREATININE = 78, 88  # years, µmol/L
WEIGHTS = ((27, "Typed"), (72, "On the scale"))  # kg
FLAGS = (6, 5, 7, 6, 6, 18, 20, 19, 21)  # a week, invented
SEED, TESTS, PEOPLE, TRUE_SHARE = 3, 8, 20, 0.9
NINETY = ((18, 20), (45, 50), (90, 100), (900, 1000))
RECORDS, ONE_IN = 200_000, 10_000
HOME, AWAY = 0.93, 0.82  # AUROC: Zech and others 2018
UNGRADABLE = 21  # of 100 pictures: Beede and others 2020


def clearance(weight: float) -> int:
    """Creatinine clearance of a woman in ml/min, by Cockcroft and Gault, from kg and µmol/L."""
    return round((140 - AGE) * weight * 1.04 / CREATININE)


def interval(found: int, tested: int) -> tuple[float, float]:
    """Wilson's 95% interval of a share, as percentages."""
    z, share = 1.959964, found / tested
    middle = share + z * z / (2 * tested)
    reach = z * (share * (1 - share) / tested + z * z / (4 * tested * tested)) ** 0.5
    whole = 1 + z * z / tested
    return 100 * (middle - reach) / whole, 100 * (middle + reach) / whole


def drawn_lots() -> list[list[bool]]:
    """Eight tests on twenty people each, of a tool that finds nine of ten: True for a person found."""
    lots = random.Random(SEED)  # noqa: S311 -- a picture of chance, no secret
    return [[lots.random() < TRUE_SHARE for _ in range(PEOPLE)] for _ in range(TESTS)]


def _ring(x: float, y: float, number: int) -> str:
    """A numbered flag."""
    disc = f'<circle cx="{kit.number(x)}" cy="{kit.number(y)}" r="17" fill="{PRIMARY}"/>'
    return f"{disc}\n{kit.text(x, y + 8, str(number), size=22, bold=True, fill=PAPER, anchor='middle')}"


def _dot(x: float, y: float) -> str:
    return f'<circle cx="{kit.number(x)}" cy="{kit.number(y)}" r="11" fill="{PRIMARY}"/>'


def _diamond(x: float, y: float) -> str:
    corners = ((x, y - 14), (x + 14, y), (x, y + 14), (x - 14, y))
    points = " ".join(f"{kit.number(a)},{kit.number(b)}" for a, b in corners)
    return f'<polygon points="{points}" fill="{PAPER}" stroke="{ERR}" stroke-width="4"/>'


def two_digits() -> str:
    parts = []
    for row, (weight, how) in enumerate(WEIGHTS):
        top, wrong = 62 + row * 150, row == 0
        edge, said = (ERR, "Reduce the dose") if wrong else (PRIMARY, "No alert")
        parts.append(kit.text(20, top, how, size=22, bold=True, fill=edge))
        for x, words in ((20, f"{weight} kg"), (226, f"{clearance(weight)} ml/min"), (432, said)):
            width = 8 if x == 432 and wrong else 14
            parts.append(
                kit.labelled_box(x, top + 14, 186, 84, words, size=26, width=width + 4, stroke=edge, bold=True)
            )
        for x in (206, 412):
            parts.append(kit.arrow(x, top + 56, x + 20, top + 56, stroke=edge))
    heads = [kit.text(x, 24, said, size=23, fill=QUIET, anchor="middle")
             for x, said in ((113, "weight"), (319, "clearance"), (525, "advice"))]  # fmt: skip
    return kit.picture(
        326, "The same formula with two weights",
        f"Typed as 27 kg: clearance {clearance(27)} ml/min, reduce the dose. On the scale 72 kg: clearance "
        f"{clearance(72)} ml/min, no alert.",
        *heads, *parts,
    )  # fmt: skip


def five_questions() -> str:
    rows = (
        (1, "Maria Silva", "Whose?"),
        (2, "sample of 3 March", "When?"),
        (3, "Glucose 99 mg/dL", "What unit?"),
        (4, "Fasting?  ______", "What is missing?"),
        (5, "Last value: 104", "Does it fit?"),
    )
    sheet = kit.box(8, 20, 284, 396, fill=PAPER)
    parts = []
    for flag, entry, question in rows:
        y = 72 + (flag - 1) * 76
        parts += [
            kit.text(28, y, entry, size=24),
            kit.rule(28, y + 22, 272, y + 22, stroke=PALE),
            kit.rule(292, y - 8, 332, y - 8, stroke=PRIMARY, width=3),
            _ring(350, y - 8, flag),
            kit.text(378, y, question, size=25, bold=True),
        ]
    return kit.picture(
        436, "A result with five flags",
        "Whose: the name. When: the date of the sample. What unit: mg/dL. What is missing: an empty field, Fasting. "
        "Does it fit: the last value beside it.",
        sheet, *parts,
    )  # fmt: skip


def one_number() -> str:
    stops = (
        ("Day 0", "Blood is taken and measured"), ("Day 1", "Quoted in a letter"),
        ("Day 5", "Letter scanned here"), ("Day 6", "Read by a clinician"), ("Day ?", "Typed into a coded field"),
    )  # fmt: skip
    x, first, step = 150, 40, 76
    last = first + step * (len(stops) - 1)
    parts = [
        kit.rule(x, first, x, last - step, stroke=PRIMARY, width=5),
        f'<line x1="{x}" y1="{last - step}" x2="{x}" y2="{last}" stroke="{ERR}" stroke-width="4" '
        'stroke-dasharray="7 8"/>',
    ]
    for at, (day, words) in enumerate(stops):
        y, open_end = first + at * step, at == len(stops) - 1
        parts.append(_diamond(x, y) if open_end else _dot(x, y))
        parts.append(kit.text(x - 32, y + 8, day, size=24, bold=True, anchor="end", fill=ERR if open_end else INK))
        parts.append(kit.text(x + 34, y + 8, words, size=25))
    parts.append(kit.text(x + 34, last + 42, "Only now can a tool use it", size=25, bold=True, fill=ERR))
    return kit.picture(
        last + 66, "The way of one number into a coded field",
        "Day 0 taken and measured, day 1 quoted in a letter, day 5 scanned at the practice, day 6 read. Typed into a "
        "coded field: nobody knows when. Only then can a tool use it.",
        *parts,
    )  # fmt: skip


def four_roads() -> str:
    rows = (
        ("Our laboratory", "a value", True, False), ("Hospital letter", "a picture", True, True),
        ("Telephone call", "a sentence", True, True), ("Supermarket", "nothing", False, False),
    )  # fmt: skip
    parts = [kit.text(20, 32, "From", size=22, fill=QUIET), kit.text(442, 32, "The tool gets", size=22, fill=QUIET)]
    for at, (source, gets, road, dashed) in enumerate(rows):
        y = 52 + at * 88
        parts.append(kit.labelled_box(20, y, 210, 66, source, size=25, width=20, fill=PALE))
        if road:
            stroke = WARN if dashed else PRIMARY
            parts.append(kit.arrow(238, y + 33, 424, y + 33, stroke=stroke, dashed=dashed))
        else:
            parts.append(f'<path d="M318 {y + 20} l26 26 M344 {y + 20} l-26 26" stroke="{ERR}" stroke-width="5"/>')
        parts.append(kit.text(442, y + 42, gets, size=27, bold=True, fill=INK if road else ERR))
    return kit.picture(
        408, "Four roads into a practice",
        "Our laboratory: a value. Hospital letter: a picture. Telephone call: a sentence. Supermarket: nothing.",
        *parts,
    )  # fmt: skip


def copied_forward() -> str:
    years = (2019, 2021, 2024, 2026)
    parts = []
    for at, year in enumerate(years):
        x, copied = 14 + at * 156, at > 0
        parts += [
            kit.text(x + 72, 32, str(year), size=24, bold=True, anchor="middle"),
            kit.box(x, 46, 144, 236, dashed=copied),
            kit.text(x + 14, 88, "right hip", size=24, fill=QUIET if copied else INK),
            kit.text(x + 14, 118, "replaced", size=24, fill=QUIET if copied else INK),
            kit.text(
                x + 14, 152, "copied" if copied else "typed", size=24, bold=True, fill=WARN if copied else PRIMARY
            ),
        ]
    last = 14 + 3 * 156
    parts += [
        kit.rule(last + 14, 176, last + 130, 176),
        kit.text(last + 14, 212, "scar on", size=24, bold=True),
        kit.text(last + 14, 242, "the left", size=24, bold=True),
        kit.text(last + 14, 270, "seen", size=24, bold=True, fill=PRIMARY),
    ]
    return kit.picture(
        300, "One line in four notes",
        "2019: right hip replaced, typed. 2021, 2024, 2026: the same line, copied. 2026 also: scar on the left, seen.",
        *parts,
    )  # fmt: skip


def eight_tests() -> str:
    tests = drawn_lots()
    parts = []
    for row, found in enumerate(tests):
        y = 34 + row * 46
        parts.append(kit.array(24, y, ["filled" if one else "ringed" for one in found], columns=PEOPLE, step=28, r=11))
        parts.append(kit.text(622, y + 9, str(sum(found)), size=26, bold=True, anchor="end"))
    foot = 34 + len(tests) * 46 + 8
    parts += [
        kit.mark("filled", 24, foot, 11), kit.text(44, foot + 8, "found", size=24),
        kit.mark("ringed", 150, foot, 11), kit.text(170, foot + 8, "missed", size=24),
    ]  # fmt: skip
    counts = ", ".join(str(sum(found)) for found in tests)
    return kit.picture(foot + 28, "One tool, eight tests of twenty people", f"Found in each test: {counts}.", *parts)


def same_ninety() -> str:
    low, left, length = 60, 190, 400

    def place(percent: float) -> float:
        return left + (percent - low) / (100 - low) * length

    parts = []
    for at, (found, tested) in enumerate(NINETY):
        y, (bottom, top) = 70 + at * 84, interval(found, tested)
        parts += [
            kit.text(20, y + 9, f"{found} of {tested:,}", size=25, bold=True),
            kit.rule(place(bottom), y, place(top), y, stroke=PRIMARY, width=8),
            _dot(place(90), y),
            kit.text(max(place(bottom) - 8, 230), y - 20, f"{bottom:.0f} to {top:.0f}%", size=22, fill=QUIET),
        ]
    foot = 70 + len(NINETY) * 84 - 24
    parts.append(kit.rule(left, foot, left + length, foot, width=3))
    for percent in (60, 70, 80, 90, 100):
        parts.append(kit.rule(place(percent), foot, place(percent), foot + 10, width=3))
        said = f"{percent}%" if percent == 100 else str(percent)
        parts.append(kit.text(place(percent), foot + 36, said, size=22, anchor="middle"))
    described = " ".join(
        f"{found} of {tested}: {interval(found, tested)[0]:.0f} to {interval(found, tested)[1]:.0f}%."
        for found, tested in NINETY
    )
    return kit.picture(foot + 52, "Four tests that found nine of ten", described, *parts)


def shrinking() -> str:
    ill = RECORDS // ONE_IN
    women = ill // 2
    rows = (
        (620, f"{RECORDS:,} records"),
        (440, f"{ill} have the disease"),
        (290, f"{women} are women"),
        (250, "3 are under 30"),
    )
    parts = []
    for at, (width, words) in enumerate(rows):
        y, last = 14 + at * 92, at == len(rows) - 1
        fill, ink = (PRIMARY, PAPER) if last else (PALE, INK)
        parts.append(kit.box(10 + (620 - width) / 2, y, width, 72, fill=fill))
        parts.append(kit.text(320, y + 46, words, size=27, bold=True, anchor="middle", fill=ink))
        if not last:
            parts.append(kit.arrow(320, y + 72, 320, y + 92, stroke=QUIET))
    return kit.picture(
        374, "From many records to one person",
        f"{RECORDS:,} records, {ill} with the disease, {women} of them women, 3 of these under 30.", *parts,
    )  # fmt: skip


def flags_a_week() -> str:
    left, bottom, step, tall = 56, 330, 66, 12.5
    points = [(left + at * step, bottom - count * tall) for at, count in enumerate(FLAGS)]
    line = " ".join(f"{kit.number(x)},{kit.number(y)}" for x, y in points)
    change = left + 4.5 * step
    parts = [
        kit.rule(left - 30, bottom, 620, bottom, width=3),
        f'<line x1="{change}" y1="60" x2="{change}" y2="{bottom}" stroke="{WARN}" stroke-width="4" '
        'stroke-dasharray="8 8"/>',
        kit.text(change - 14, 36, "New machine", size=25, bold=True, fill=WARN, anchor="end"),
        kit.text(change - 14, 66, "at the laboratory", size=25, bold=True, fill=WARN, anchor="end"),
        f'<polyline points="{line}" fill="none" stroke="{PRIMARY}" stroke-width="4"/>',
    ]
    for at, ((x, y), count) in enumerate(zip(points, FLAGS, strict=True)):
        parts.append(_dot(x, y))
        parts.append(kit.text(x, y - 20, str(count), size=24, bold=True, anchor="middle"))
        parts.append(kit.text(x, bottom + 32, str(at + 1), size=22, fill=QUIET, anchor="middle"))
    parts.append(kit.text(320, bottom + 64, "Week", size=22, fill=QUIET, anchor="middle"))
    counts = ", ".join(str(count) for count in FLAGS)
    return kit.picture(
        410, "Flags a week before and after a change",
        f"Flags in nine weeks: {counts}. Between weeks 5 and 6 the laboratory got a new machine.", *parts,
    )  # fmt: skip


def home_and_away() -> str:
    left, length, y = 40, 560, 130

    def place(score: float) -> float:
        return left + (score - 0.5) / 0.5 * length

    parts = [kit.rule(left, y, left + length, y, stroke=LINE, width=6)]
    for score, words, anchor in ((0.5, "a coin toss", "start"), (1.0, "perfect", "end")):
        x = place(score)
        parts += [
            kit.rule(x, y - 14, x, y + 14, width=4),
            kit.text(left if score == 0.5 else left + length, y + 48, f"{score:g}", size=24, anchor=anchor),
            kit.text(left if score == 0.5 else left + length, y + 78, words, size=22, fill=QUIET, anchor=anchor),
        ]
    parts += [
        _dot(place(HOME), y), _diamond(place(AWAY), y),
        kit.text(place(HOME) + 60, 46, "where it learned", size=25, bold=True, fill=PRIMARY, anchor="end"),
        kit.text(place(HOME), 94, f"{HOME}", size=28, bold=True, fill=PRIMARY, anchor="middle"),
        kit.rule(place(HOME), 54, place(HOME), 66, stroke=PRIMARY, width=3),
        kit.text(place(AWAY), 178, f"{AWAY}", size=28, bold=True, fill=ERR, anchor="middle"),
        kit.text(place(AWAY), 214, "a new hospital", size=25, bold=True, fill=ERR, anchor="middle"),
    ]  # fmt: skip
    return kit.picture(
        234, "One network in two kinds of hospital",
        f"On a scale from 0.5, a coin toss, to 1, perfect: {HOME} where it learned, {AWAY} in a new hospital.", *parts,
    )  # fmt: skip


def hundred_pictures() -> str:
    kinds = ["striped"] * UNGRADABLE + ["filled"] * (100 - UNGRADABLE)
    foot = 262
    return kit.picture(
        290, "A hundred pictures of the retina",
        f"{UNGRADABLE} of 100 pictures could not be graded, {100 - UNGRADABLE} could be.",
        kit.array(26, 34, kinds, columns=20, step=31, r=12),
        kit.mark("striped", 26, foot - 40, 12),
        kit.text(48, foot - 31, f"{UNGRADABLE} could not be graded", size=26, bold=True),
        kit.mark("filled", 26, foot, 12), kit.text(48, foot + 9, f"{100 - UNGRADABLE} could be", size=26),
    )  # fmt: skip


def odd_or_wrong() -> str:
    cells = (
        ("Looks odd", "42 kg at", "age four", ERR), ("Looks odd", "four kilograms", "lost", PRIMARY),
        ("Looks fine", "“up to date”,", "copied", ERR), ("Looks fine", "most of what", "you read", PRIMARY),
    )  # fmt: skip
    parts = [
        kit.text(227, 36, "is wrong", size=27, bold=True, fill=ERR, anchor="middle"),
        kit.text(503, 36, "is true", size=27, bold=True, fill=PRIMARY, anchor="middle"),
    ]
    for at, (look, first, second, edge) in enumerate(cells):
        x, y = 96 + at % 2 * 276, 56 + at // 2 * 150
        if at % 2 == 0:
            parts += [
                kit.text(4, y + 60, look.split()[0], size=25, bold=True),
                kit.text(4, y + 92, look.split()[1], size=25, bold=True),
            ]
        parts += [
            kit.box(x, y, 262, 134, stroke=edge, dashed=edge == ERR),
            kit.text(x + 131, y + 60, first, size=27, anchor="middle"),
            kit.text(x + 131, y + 96, second, size=27, anchor="middle"),
        ]
    return kit.picture(
        352, "How an entry looks, and whether it is true",
        "Looks odd, is wrong: 42 kg at age four. Looks odd, is true: four kilograms lost. Looks fine, is wrong: up to "
        "date, copied. Looks fine, is true: most of what you read.",
        *parts,
    )  # fmt: skip


FIGURES: dict[str, str] = {
    "odd-or-wrong.svg": odd_or_wrong(),
    "two-digits.svg": two_digits(),
    "five-questions.svg": five_questions(),
    "one-number.svg": one_number(),
    "four-roads.svg": four_roads(),
    "copied-forward.svg": copied_forward(),
    "eight-tests.svg": eight_tests(),
    "same-ninety.svg": same_ninety(),
    "shrinking.svg": shrinking(),
    "flags-a-week.svg": flags_a_week(),
    "home-and-away.svg": home_and_away(),
    "hundred-pictures.svg": hundred_pictures(),
}
