"""The drawings of “Choosing and adopting AI in a small practice”. Sums and counts are worked out from the data here."""

from __future__ import annotations

from tests.content.figures import kit
from tests.content.figures.kit import ERR, INK, LINE, PALE, PAPER, PRIMARY, QUIET, WARN

LARGE, SMALL = 49, 22  # of 100 doctors: athenahealth 2025
SHEET = (
    ("Licences", 4 * 80 * 12), ("Link to the record", 1200), ("Microphones", 4 * 80), ("Privacy review", 18 * 40),
    ("Training", 12 * 60 + 3 * 40), ("Days without it", 200), ("Exit", 480),
)  # fmt: skip
MINUTES, DAYS, CLINICIANS, WORTH = 16, 220, 4, 60  # minutes a day: Rotenstein and others 2026; the rest invented
OVERRIDDEN, SOUND = 60, 0.68  # of 100 alerts, of a sample of overrides: Slight and others 2013
# of 20: Ontario 2026
UNTRAINED, USED = 95, 25  # of 100 GPs: Blease and others 2025
LONG_WAY, SHORT_WAY, LOGINS = 14, 3, (1, 2)


def total() -> int:
    """What the first year costs."""
    return sum(cost for _, cost in SHEET)


def hour_price(users: int) -> int:
    """What one hour given back costs, if so many of the four use the tool."""
    return round(total() / (users * MINUTES * DAYS / 60))


def _flag(x: float, y: float, number: int) -> str:
    disc = f'<circle cx="{kit.number(x)}" cy="{kit.number(y)}" r="18" fill="{PRIMARY}"/>'
    return f"{disc}\n{kit.text(x, y + 8, str(number), size=22, bold=True, fill=PAPER, anchor='middle')}"


def _dashed(x1: float, y1: float, x2: float, y2: float, stroke: str) -> str:
    return (
        f'<line x1="{kit.number(x1)}" y1="{kit.number(y1)}" x2="{kit.number(x2)}" y2="{kit.number(y2)}" '
        f'stroke="{stroke}" stroke-width="3" stroke-dasharray="7 6"/>'
    )


def _thousands(value: int) -> str:
    return f"{value:,}"


def two_sizes() -> str:
    parts = []
    for x, name, count in ((30, "Large practices", LARGE), (356, "Small practices", SMALL)):
        parts.append(kit.text(x - 10, 40, name, size=25, bold=True))
        parts.append(kit.array(x + 3, 72, ["filled"] * count + ["pale"] * (100 - count), columns=10, step=27, r=11))
        parts.append(kit.text(x - 10, 372, f"{count} of 100", size=28, bold=True, fill=PRIMARY))
    return kit.picture(
        392, "Doctors who said that their organisation uses AI",
        f"Two squares of 100 dots: in large practices {LARGE} are filled, in small ones {SMALL}.", *parts,
    )  # fmt: skip


def floor_plan() -> str:
    rooms = ((16, 16, 236, 150, "Desk"), (252, 16, 182, 150, "Room 2"), (434, 16, 190, 150, "Room 3"),
             (16, 166, 418, 92, ""), (434, 166, 190, 92, "Office"))  # fmt: skip
    parts = []
    for x, y, w, h, name in rooms:
        parts.append(
            f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{PAPER}" stroke="{LINE}" stroke-width="4"/>'
        )
        if name:
            parts.append(kit.text(x + 14, y + 34, name, size=22, fill=QUIET))
    parts.append(kit.text(30, 200, "Corridor", size=22, fill=QUIET))
    parts += [
        f'<rect x="252" y="186" width="74" height="58" fill="{PALE}" stroke="{LINE}" stroke-width="2"/>',
        kit.rule(122, 232, 212, 232, stroke=INK, width=4),
    ]
    flags = ((289, 215, 1), (529, 110, 2), (134, 110, 3), (167, 212, 4), (572, 226, 5))
    keys = ((1, "Line and wireless"), (2, "Computers, microphones"), (3, "Log-ins, one for each person"),
            (4, "Paper for a day without it"), (5, "The number to ring"))  # fmt: skip
    parts += [_flag(x, y, number) for x, y, number in flags]
    for at, (number, words) in enumerate(keys):
        y = 298 + at * 46
        parts += [_flag(36, y, number), kit.text(68, y + 8, words, size=25)]
    return kit.picture(
        512, "A small practice with five flags",
        "1 by a cupboard: line and wireless. 2 in room 3: computers and microphones. 3 at the desk: log-ins. 4 on a "
        "shelf: paper for a day without it. 5 in the office: the number to ring.",
        *parts,
    )  # fmt: skip


def receipt() -> str:
    top, step = 84, 46
    parts = [
        f'<polygon points="24,10 424,10 424,478 404,464 384,478 364,464 344,478 324,464 304,478 284,464 264,478 '
        f'244,464 224,478 204,464 184,478 164,464 144,478 124,464 104,478 84,464 64,478 44,464 24,478" '
        f'fill="{PAPER}" stroke="{LINE}" stroke-width="2"/>',
        kit.text(224, 46, "First year", size=24, bold=True, anchor="middle"),
    ]
    for at, (name, cost) in enumerate(SHEET):
        y, bold = top + at * step, at == 0
        parts.append(kit.text(44, y, name, size=24, bold=bold, fill=PRIMARY if bold else INK))
        ink = PRIMARY if bold else INK
        parts.append(kit.text(404, y, _thousands(cost), size=24, bold=bold, anchor="end", fill=ink))
    foot = top + len(SHEET) * step
    hidden = total() - SHEET[0][1]
    parts += [
        kit.rule(44, foot - 26, 404, foot - 26, stroke=INK),
        kit.text(44, foot + 8, "Total", size=27, bold=True),
        kit.text(404, foot + 8, _thousands(total()), size=27, bold=True, anchor="end"),
        kit.text(446, top - 8, "in the offer:", size=23, fill=PRIMARY),
        kit.text(446, top + 20, _thousands(SHEET[0][1]), size=25, bold=True, fill=PRIMARY),
        kit.rule(440, top + 40, 440, foot - 38, stroke=WARN, width=5),
        kit.text(458, top + 150, "not in it:", size=23, fill=WARN),
        kit.text(458, top + 180, _thousands(hidden), size=25, bold=True, fill=WARN),
    ]
    listed = ", ".join(f"{name} {_thousands(cost)}" for name, cost in SHEET)
    return kit.picture(
        490, "What the first year costs",
        f"{listed}. Total {_thousands(total())}; of this, {_thousands(hidden)} was not in the offer.", *parts,
    )  # fmt: skip


def hour_prices() -> str:
    left, long, most = 40, 560, 140

    def place(value: float) -> float:
        return left + long * value / most

    parts = [kit.rule(left, 176, left + long, 176, stroke=INK, width=3)]
    for tick in (0, 40, 80, 120):
        parts.append(kit.rule(place(tick), 168, place(tick), 184, stroke=INK, width=3))
        parts.append(kit.text(place(tick), 214, str(tick), size=22, fill=QUIET, anchor="middle"))
    parts += [
        _dashed(place(WORTH), 60, place(WORTH), 250, WARN),
        kit.text(place(WORTH), 40, f"a clinician’s hour: {WORTH}", size=24, bold=True, fill=WARN, anchor="middle"),
    ]
    for users in range(CLINICIANS, 0, -1):
        price = hour_price(users)
        x, dear = place(price), price > WORTH
        parts.append(kit.mark("ringed" if dear else "filled", x, 176, 15))
        words = f"{users} use it" if users != 1 else "1 uses it"
        up = users in (4, 2, 1)
        shift = {4: -22, 3: 6, 2: 46, 1: -6}[users]
        y = 112 if up else 250
        parts.append(kit.text(x + shift, y, words, size=22, anchor="middle"))
        parts.append(kit.text(x + shift, y + 28, str(price), size=26, bold=True, anchor="middle",
                              fill=ERR if dear else PRIMARY))  # fmt: skip
    return kit.picture(
        296, "What one hour given back costs",
        ", ".join(f"{users} users: {hour_price(users)}" for users in (4, 3, 2, 1))
        + f". A line at {WORTH}: a clinician’s hour.",
        *parts,
    )  # fmt: skip


def pilot_line() -> str:
    left, y, week = 190, 150, 34
    end = left + 12 * week
    page = 158
    parts = [
        kit.rule(26, y, 130, y, stroke=QUIET, width=8),
        f'<rect x="{page - 20}" y="{y - 34}" width="40" height="56" rx="4" fill="{PAPER}" stroke="{PRIMARY}" '
        'stroke-width="4"/>',
        *(kit.rule(page - 11, line, page + 11, line, stroke=PRIMARY, width=3) for line in (y - 20, y - 7, y + 6)),
        kit.rule(left, y, left + 8 * week, y, stroke=PRIMARY, width=8),
        f'<rect x="{left + 8 * week}" y="{y - 16}" width="{4 * week}" height="32" fill="{PALE}" stroke="{PRIMARY}" '
        'stroke-width="3"/>',
        kit.text(20, y - 62, "2 weeks", size=24, bold=True), kit.text(20, y - 34, "without", size=24),
        kit.text(page - 8, y + 58, "rules", size=24, bold=True, fill=PRIMARY, anchor="middle"),
        kit.text(left + 4 * week, y - 62, "1 or 2 users", size=24, bold=True, anchor="middle"),
        kit.text(left + 4 * week, y - 34, "20 checks a week", size=24, anchor="middle"),
        kit.text(left + 10 * week, y - 34, "decide", size=24, bold=True, anchor="middle"),
        kit.text(end, y + 96, "stop, improve or extend", size=24, anchor="end"),
    ]  # fmt: skip
    for at in (1, 8, 12):
        parts.append(kit.text(left + (at - 0.5) * week, y + 50, str(at), size=22, fill=QUIET, anchor="middle"))
    parts += [kit.text(left + 4 * week, y + 50, "week", size=22, fill=QUIET, anchor="middle")]
    parts += [kit.mark("filled", left + (at + 0.5) * week, y, 8) for at in range(8)]
    return kit.picture(
        270, "A pilot from two weeks before it to week 12",
        "Two weeks without the tool, then a page of rules. Weeks 1 to 8: one or two users, 20 checks a week. Weeks 8 "
        "to 12: decide to stop, improve or extend.",
        *parts,
    )  # fmt: skip


def clicks() -> str:
    step = 43
    upper = "".join(
        kit.mark("striped" if at in LOGINS else "filled", 36 + at * step, 96, 15) + "\n" for at in range(LONG_WAY)
    )
    lower = "".join(kit.mark("filled", 36 + at * step, 232, 15) + "\n" for at in range(SHORT_WAY))
    return kit.picture(
        292, "The same advice in fourteen steps and in three",
        f"In its own window: {LONG_WAY} steps, two of them log-ins. Inside the record: {SHORT_WAY} steps.",
        kit.text(20, 56, "In its own window", size=26, bold=True), upper,
        kit.text(20, 148, f"{LONG_WAY} steps;", size=25), kit.mark("striped", 164, 140, 13),
        kit.text(188, 148, "is a log-in", size=25),
        kit.text(20, 200, "Inside the record", size=26, bold=True), lower,
        kit.text(20, 280, f"{SHORT_WAY} steps: open, read, accept", size=25),
    )  # fmt: skip


def two_screens() -> str:
    def screen(x: float, *inside: str) -> str:
        return "\n".join([kit.box(x, 20, 294, 270), kit.rule(x, 58, x + 294, 58), *inside])

    advice = ("Change the", "dressing type")
    parts = []
    for x in (16, 330):
        parts.append(screen(x, *(kit.text(x + 22, 96 + at * 32, line, size=26, bold=True)
                                 for at, line in enumerate(advice))))  # fmt: skip
    parts += [
        kit.text(38, 172, "95% sure", size=25, fill=WARN),
        kit.text(38, 250, "and why?", size=23, fill=QUIET),
        kit.box(352, 148, 250, 56, fill=PALE, stroke=PRIMARY),
        kit.text(366, 184, "12 May: wet, photo", size=23),
        kit.box(352, 216, 250, 56, fill=PALE, stroke=PRIMARY),
        kit.text(366, 252, "19 May: wet, photo", size=23),
        kit.text(163, 330, "ask yourself again", size=25, anchor="middle"),
        kit.text(477, 330, "check in one look", size=25, bold=True, fill=PRIMARY, anchor="middle"),
    ]
    return kit.picture(
        352, "One suggestion on two screens",
        "Left: change the dressing type, 95% sure, no reason. Right: the same, with the two entries it rests on: 12 "
        "May wet, photo; 19 May wet, photo.",
        *parts,
    )  # fmt: skip


def hundred_alerts() -> str:
    sound = round(OVERRIDDEN * SOUND)
    taken, wrong = 100 - OVERRIDDEN, OVERRIDDEN - sound
    kinds = ["filled"] * taken + ["pale"] * sound + ["ringed"] * wrong
    keys = (("filled", f"{taken}", "taken up"), ("pale", f"{sound}", "overridden, soundly"),
            ("ringed", f"{wrong}", "overridden, not soundly"))  # fmt: skip
    parts = []
    for at, (kind, count, words) in enumerate(keys):
        y = 226 + at * 46
        parts += [kit.mark(kind, 32, y, 13), kit.text(100, y + 9, count, size=26, bold=True, anchor="end"),
                  kit.text(114, y + 9, words, size=25)]  # fmt: skip
    return kit.picture(
        350, "A hundred interaction alerts in primary care",
        f"{taken} taken up, about {sound} overridden soundly, about {wrong} overridden and not soundly.",
        kit.array(28, 32, kinds, columns=20, step=31, r=12), *parts,
    )  # fmt: skip


def looking() -> str:
    left, step, update = 30, 11.2, 33  # x of week 1, width of a week, the week of an update
    pilot, quarters = range(1, 13), (25, 38, 51)

    def at(week: int) -> float:
        return left + (week - 1) * step

    parts = [
        kit.rule(left - 8, 150, at(52) + 8, 150, stroke=QUIET, width=6),
        *(kit.mark("filled", at(week), 150, 5) for week in pilot),
        *(kit.mark("filled", at(week), 150, 15) for week in quarters),
        kit.arrow(at(update), 66, at(update), 132, stroke=ERR),
        kit.mark("ringed", at(update), 150, 15),
        kit.text(at(1) - 12, 106, "pilot:", size=26, bold=True), kit.text(at(1) - 12, 216, "every week", size=26),
        kit.text(at(update), 48, "an update: at once", size=26, bold=True, fill=ERR, anchor="middle"),
        kit.text(at(38), 216, "then every quarter", size=26, anchor="middle"),
        kit.text(left - 10, 278, "Each time: 20 outputs, drawn by chance", size=26, bold=True),
    ]  # fmt: skip
    return kit.picture(
        304, "When somebody looks, in the first year",
        f"A line of 52 weeks. Small dots in weeks 1 to {pilot[-1]}, the pilot: every week. Large dots in weeks "
        f"{', '.join(map(str, quarters))}: every quarter. A ring in week {update}, after an update: at once. "
        "Each time 20 outputs, drawn by chance.",
        *parts,
    )  # fmt: skip


def stop_page() -> str:
    rules = (
        ("1", "One wrong drug or dose, signed", "stop today"),
        ("2", "Under 1 in 5 flags right, of 60", "stop and repair"),
        ("3", "Over 3 minutes a note, two weeks", "stop and repair"),
    )
    parts = [
        kit.box(14, 12, 612, 424, stroke=INK),
        kit.text(38, 58, "Stop rules", size=30, bold=True),
        kit.text(604, 58, "4 May; start 11 May", size=22, fill=QUIET, anchor="end"),
        kit.rule(38, 76, 602, 76, stroke=INK),
    ]
    for at, (number, words, act) in enumerate(rules):
        y = 122 + at * 78
        parts += [
            _flag(58, y - 8, int(number)),
            kit.text(90, y, words, size=25),
            kit.text(90, y + 32, act, size=25, bold=True, fill=ERR),
        ]
    parts += [
        kit.rule(38, 322, 602, 322, stroke=LINE),
        kit.text(38, 362, "Who stops it: Bea.  Stand-in: Asif", size=25, bold=True),
        kit.text(38, 406, "Then: paper form, shelf 2", size=25),
    ]
    return kit.picture(
        448, "A page of stop rules",
        "Dated 4 May, start 11 May. 1 one wrong drug or dose, signed: stop today. 2 under 1 in 5 flags right, of 60: "
        "stop and repair. 3 over 3 minutes a note, two weeks: stop and repair. Bea stops, stand-in Asif. Then paper.",
        *parts,
    )  # fmt: skip


def untrained() -> str:
    trained = 100 - UNTRAINED
    return kit.picture(
        372, "Training in generative AI at work, and use of it",
        f"Of 100 GPs {UNTRAINED} had no training at work and {trained} had. Of 100, {USED} used it.",
        kit.text(16, 40, "Trained at work", size=26, bold=True),
        kit.text(624, 40, f"{trained} of 100", size=26, bold=True, fill=PRIMARY, anchor="end"),
        kit.array(28, 70, ["filled"] * trained + ["pale"] * UNTRAINED, columns=25, step=24.3, r=9.5),
        kit.text(16, 218, "Used it", size=26, bold=True),
        kit.text(624, 218, f"{USED} of 100", size=26, bold=True, fill=PRIMARY, anchor="end"),
        kit.array(28, 248, ["filled"] * USED + ["pale"] * (100 - USED), columns=25, step=24.3, r=9.5),
    )  # fmt: skip


def spaced() -> str:
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")
    left, width = 24, 98
    parts = []
    for top, title in ((36, "Two hours, once"), (186, "One hour, then ten minutes")):
        parts.append(kit.text(left, top, title, size=26, bold=True))
        parts.append(kit.rule(left, top + 76, left + 6 * width, top + 76, stroke=INK, width=3))
        for at, month in enumerate(months):
            parts.append(kit.text(left + at * width + 4, top + 106, month, size=22, fill=QUIET))
    parts.append(f'<rect x="{left + 14}" y="58" width="64" height="54" fill="{LINE}"/>')
    parts.append(f'<rect x="{left + 14}" y="208" width="32" height="54" fill="{PRIMARY}"/>')
    for at in range(7):
        x = left + 84 + at * 76
        parts.append(f'<rect x="{x}" y="233" width="10" height="29" fill="{PRIMARY}"/>')
    return kit.picture(
        304, "Training in one block, and spread",
        "Upper line: one block of two hours in January. Lower line: one hour in January and seven times ten minutes, "
        "spread to June.",
        *parts,
    )  # fmt: skip


def contract_flags() -> str:
    lines = (("Data", "where, how long, who trains"), ("Change", "notice before a new version"),
             ("Harm", "whom to tell, how fast"), ("Way in", "our record system"),
             ("Price", "whole, with term and rises"), ("End", "export, deletion, help"))  # fmt: skip
    parts = [kit.box(14, 12, 612, 420, stroke=INK)]
    for at, (name, words) in enumerate(lines):
        y = 62 + at * 66
        parts += [
            _flag(50, y - 8, at + 1),
            kit.text(86, y, name, size=27, bold=True, fill=PRIMARY),
            kit.text(216, y, words, size=26),
        ]
        if at:
            parts.append(kit.rule(34, y - 42, 606, y - 42, stroke=PALE))
    return kit.picture(
        444, "A contract with six flags",
        " ".join(f"{at}: {name}, {words}." for at, (name, words) in enumerate(lines, 1)), *parts,
    )  # fmt: skip


def four_doors() -> str:
    doors = (("Buy alone", "quick", "all the work"), ("With neighbours", "shared work", "slower"),
             ("Partner", "help, low price", "you are tied"), ("Wait", "others learn", "hidden use"))  # fmt: skip
    parts = []
    for at, (name, gain, price) in enumerate(doors):
        x, y = 16 + at % 2 * 312, 12 + at // 2 * 196
        parts += [
            kit.box(x, y, 296, 178, stroke=PRIMARY, fill=PAPER),
            f'<rect x="{x}" y="{y}" width="296" height="58" rx="8" fill="{PALE}" stroke="{PRIMARY}" stroke-width="2"/>',
            kit.text(x + 148, y + 39, name, size=26, bold=True, anchor="middle"),
            kit.text(x + 24, y + 104, "+", size=32, bold=True, fill=PRIMARY),
            kit.text(x + 60, y + 102, gain, size=26),
            kit.text(x + 26, y + 152, "−", size=32, bold=True, fill=ERR),
            kit.text(x + 60, y + 150, price, size=26),
        ]
    said = "; ".join(f"{name}: {gain}, but {price}" for name, gain, price in doors)
    return kit.picture(404, "Four ways to a tool", f"{said}.", *parts)


FIGURES: dict[str, str] = {
    "two-sizes.svg": two_sizes(),
    "floor-plan.svg": floor_plan(),
    "receipt.svg": receipt(),
    "hour-price.svg": hour_prices(),
    "pilot-line.svg": pilot_line(),
    "clicks.svg": clicks(),
    "two-screens.svg": two_screens(),
    "hundred-alerts.svg": hundred_alerts(),
    "looking.svg": looking(),
    "stop-page.svg": stop_page(),
    "untrained.svg": untrained(),
    "spaced.svg": spaced(),
    "contract-flags.svg": contract_flags(),
    "four-doors.svg": four_doors(),
}
