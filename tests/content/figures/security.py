"""Drawings of “AI and the attacker”."""

from __future__ import annotations

from tests.content.figures import kit

STAFF_LIST, IN_MESSAGE = "The number in your list", "The number in the message"


def _callback() -> str:
    return kit.picture(
        372, "Whose number you ring decides who answers",
        "A request, “I am Tom, read me the code”, and two ways to ring back. The number in the message leads to the "
        "attacker. The number in your list leads to Tom.",
        kit.heading("Ring back, but on which number?"),
        kit.labelled_box(12, 148, 150, 110, "“I am Tom. Read me the code.”", width=12, size=20),
        kit.arrow(166, 186, 204, 130, stroke=kit.ERR),
        kit.arrow(166, 222, 204, 282, stroke=kit.PRIMARY),
        kit.labelled_box(208, 74, 180, 92, IN_MESSAGE, width=13, size=20, stroke=kit.ERR),
        kit.labelled_box(208, 242, 180, 92, STAFF_LIST, width=13, size=20, stroke=kit.PRIMARY, fill=kit.PALE),
        kit.arrow(392, 120, 436, 120, stroke=kit.ERR, dashed=True),
        kit.arrow(392, 288, 436, 288, stroke=kit.PRIMARY),
        kit.labelled_box(440, 74, 184, 92, "The attacker answers", width=12, size=20, stroke=kit.ERR, bold=True),
        kit.labelled_box(
            440, 242, 184, 92, "Tom himself answers", width=12, size=20, stroke=kit.PRIMARY, fill=kit.PALE, bold=True
        ),
    )  # fmt: skip


def _envelope(x: float, y: float, w: float, h: float) -> str:
    middle = f"{kit.number(x + w / 2)},{kit.number(y + h * 0.6)}"
    return (
        f'<rect x="{kit.number(x)}" y="{kit.number(y)}" width="{kit.number(w)}" height="{kit.number(h)}" rx="6" '
        f'fill="{kit.PAPER}" stroke="{kit.ERR}" stroke-width="4"/>\n'
        f'<polyline points="{kit.number(x + 4)},{kit.number(y + 5)} {middle} {kit.number(x + w - 4)},'
        f'{kit.number(y + 5)}" fill="none" stroke="{kit.ERR}" stroke-width="4"/>'
    )


def _one_mailbox() -> str:
    patients, each = 1980, 20
    return kit.picture(
        400, "One mailbox, 1,980 patients",
        f"An envelope, and {patients // each} dots in nine rows of eleven. Each dot is {each} patients: 1,980 in all.",
        kit.heading("One mailbox was phished"),
        _envelope(30, 150, 130, 88),
        kit.text(95, 268, "1 mailbox", size=20, bold=True, anchor="middle"),
        kit.arrow(176, 194, 226, 194),
        kit.array(256, 74, ["filled"] * (patients // each), columns=11, step=34, r=12),
        kit.text(244, 390, "1,980 patients, 20 to a dot", size=20, bold=True),
    )  # fmt: skip


def _ink() -> str:
    parts = []
    for x, name, alarms in ((46, "No ink", 16), (366, "Ink", 54)):
        parts.append(kit.text(x - 10, 88, name, size=20, bold=True))
        parts.append(kit.array(x, 112, ["striped"] * alarms + ["pale"] * (100 - alarms), columns=10, step=26, r=10))
        parts.append(kit.text(x - 10, 388, f"{alarms} false alarms", size=22, bold=True, fill=kit.WARN))
    return kit.picture(
        408, "A pen turned 16 false alarms into 54",
        "Two squares of 100 harmless moles. Without ink 16 are striped: flagged though harmless. With ink 54 are.",
        kit.heading("100 harmless moles, twice"), *parts,
    )  # fmt: skip


def _three_places() -> str:
    return kit.picture(
        430, "Three places on one page where a model can be fooled",
        "A page with a picture, very pale text inside the picture, and a code below it. Arrows: 1 the picture, dots "
        "changed or a spot added; 2 text in the picture, read by the tool, unseen by you; 3 the code, one digit.",
        kit.heading("Three places to fool a model"),
        kit.box(30, 66, 280, 340, fill=kit.PAPER),
        f'<rect x="52" y="88" width="236" height="214" rx="6" fill="{kit.INK}"/>',
        f'<ellipse cx="170" cy="186" rx="88" ry="76" fill="{kit.QUIET}" stroke="{kit.LINE}" stroke-width="3"/>',
        f'<ellipse cx="140" cy="182" rx="26" ry="44" fill="{kit.INK}"/>',
        f'<ellipse cx="202" cy="182" rx="26" ry="44" fill="{kit.INK}"/>',
        f'<circle cx="204" cy="162" r="10" fill="{kit.PALE}"/>',
        kit.text(62, 292, "report as normal", size=16, fill=kit.QUIET),
        kit.text(52, 348, "Code", size=18),
        kit.text(112, 348, "4017", size=24, bold=True),
        kit.rule(52, 376, 288, 376),
        kit.arrow(372, 130, 218, 158, stroke=kit.ERR),
        kit.arrow(372, 256, 196, 286, stroke=kit.ERR),
        kit.arrow(372, 362, 190, 342, stroke=kit.ERR),
        kit.text(384, 122, "1  The picture", size=20, bold=True),
        kit.text(384, 148, "A spot is added", size=18),
        kit.text(384, 248, "2  Text inside it", size=20, bold=True),
        kit.text(384, 274, "You do not see it", size=18),
        kit.text(384, 362, "3  The code", size=20, bold=True),
        kit.text(384, 388, "One digit is changed", size=18),
    )  # fmt: skip


def _sheet(x: float, name: str, extra: str = "") -> str:
    lines = [
        f'<rect x="{kit.number(x + 24)}" y="{132 + at * 34}" width="{width}" height="12" rx="4" fill="{kit.LINE}"/>'
        for at, width in enumerate((212, 190, 216, 170, 204))
    ]
    return "\n".join([
        kit.text(x, 86, name, size=20, bold=True), kit.box(x, 102, 268, 274), *lines, *([extra] if extra else []),
    ])  # fmt: skip


def _two_readers() -> str:
    hidden = f'<rect x="370" y="304" width="232" height="52" rx="6" fill="{kit.ERR}"/>\n' + kit.text(
        486, 337, "“Close the request.”", size=18, bold=True, fill=kit.PAPER, anchor="middle"
    )
    return kit.picture(
        396, "You and the tool read different letters",
        "Two sheets. You see five lines and a blank foot. The tool reads the same five lines and a sixth: “Close the "
        "request.”",
        kit.heading("One letter, two readers"),
        _sheet(24, "What you see"),
        _sheet(352, "What the tool reads", hidden),
    )  # fmt: skip


def _injection_trials() -> str:
    trials, obeyed = 216, 204
    return kit.picture(
        372, "In 204 of 216 simulated trials the model obeyed",
        f"{trials} dots in nine rows of 24. {obeyed} are filled, the model followed the injected order; "
        f"{trials - obeyed} are pale.",
        kit.heading("216 attempts to inject an order"),
        kit.array(40, 78, ["filled"] * obeyed + ["pale"] * (trials - obeyed), columns=24, step=24.4, r=9.5),
        kit.mark("filled", 42, 326, 11), kit.text(62, 333, "204 obeyed", size=22, bold=True),
        kit.mark("pale", 302, 326, 11), kit.text(322, 333, "12 did not", size=22, bold=True),
    )  # fmt: skip


def _poison_scale() -> str:
    left, step = 50, 106
    parts = [kit.rule(left, 200, left + 5 * step, 200, stroke=kit.INK, width=3)]
    for at, name in enumerate(("10", "100", "1,000", "10,000", "100,000", "1 million")):
        x = left + at * step
        parts.append(kit.rule(x, 190, x, 210, stroke=kit.INK, width=3))
        parts.append(kit.text(x, 240, name, size=20, bold=at == 4, anchor="middle"))
    at = left + 4 * step
    return kit.picture(
        300, "One part in 100,000 was enough",
        "A scale from one part in 10 to one part in a million, each step ten times rarer. A mark at one in 100,000: "
        "enough poison to make answers more harmful.",
        kit.heading("How much poison was enough?"),
        kit.text(at, 96, "1 part in 100,000", size=22, bold=True, fill=kit.ERR, anchor="middle"),
        kit.text(at, 124, "made answers more harmful", size=18, anchor="middle"),
        kit.arrow(at, 138, at, 182, stroke=kit.ERR),
        kit.text(left - 20, 276, "One part in …", size=18, fill=kit.QUIET),
        kit.text(left + 5 * step + 30, 276, "ever rarer", size=18, fill=kit.QUIET, anchor="end"),
        *parts,
    )  # fmt: skip


def _week_nine() -> str:
    flags = (12, 11, 13, 12, 11, 12, 13, 12, 4, 3, 4, 3)
    bottom, height, left, step = 330, 11, 74, 47

    def place(at: int) -> tuple[float, float]:
        return left + at * step, bottom - flags[at] * height

    lines, dots = [], []
    for at in range(len(flags)):
        x, y = place(at)
        if at and at != 8:
            before = place(at - 1)
            lines.append(kit.rule(before[0], before[1], x, y, stroke=kit.QUIET))
        dots.append(kit.mark("filled" if at < 8 else "ringed", x, y, 10))
        dots.append(kit.text(x, bottom + 30, str(at + 1), size=18, anchor="middle"))
    between = left + 7.5 * step
    return kit.picture(
        400, "Eight level weeks, then silence",
        "Flags per 100 photographs in weeks 1 to 12: " + ", ".join(map(str, flags)) + ". A broken line stands "
        "between weeks 8 and 9.",
        kit.heading("Flags in 100 photographs, by week"),
        kit.rule(52, bottom, 620, bottom),
        *(
            f"{kit.rule(46, bottom - tick * height, 56, bottom - tick * height)}\n"
            + kit.text(40, bottom - tick * height + 6, str(tick), size=18, anchor="end")
            for tick in (0, 10, 20)
        ),
        f'<line x1="{kit.number(between)}" y1="70" x2="{kit.number(between)}" y2="{bottom}" stroke="{kit.ERR}" '
        'stroke-width="3" stroke-dasharray="6 5"/>',
        kit.text(between - 12, 96, "What happened here?", size=20, bold=True, fill=kit.ERR, anchor="end"),
        *lines, *dots,
        kit.text(336, 388, "Week", size=18, fill=kit.QUIET, anchor="middle"),
    )  # fmt: skip


def _chain() -> str:
    return kit.picture(
        400, "You signed with one link; you rely on all five",
        "Five links: your screen, a browser add-on with a broken border that a colleague installed, the tool you have "
        "a contract with, the model inside it, and the host of the data.",
        kit.heading("Five links, one contract"),
        kit.labelled_box(24, 70, 168, 84, "1 Your screen", width=10, size=20),
        kit.arrow(196, 112, 230, 112),
        kit.box(234, 70, 172, 84, stroke=kit.ERR, dashed=True),
        kit.text(320, 106, "2 Browser", size=20, anchor="middle"),
        kit.text(320, 132, "add-on", size=20, anchor="middle"),
        kit.text(320, 184, "a colleague", size=18, fill=kit.ERR, anchor="middle"),
        kit.text(320, 206, "put it there", size=18, fill=kit.ERR, anchor="middle"),
        kit.arrow(410, 112, 444, 112),
        kit.labelled_box(
            448, 70, 168, 84, "3 The tool", width=10, size=20, stroke=kit.PRIMARY, fill=kit.PALE, bold=True
        ),
        kit.text(484, 190, "your contract", size=18, bold=True, fill=kit.PRIMARY),
        kit.arrow(466, 160, 466, 252),
        kit.labelled_box(392, 256, 224, 92, "4 The model inside", width=12, size=20),
        kit.text(504, 378, "swapped on a Sunday", size=18, fill=kit.QUIET, anchor="middle"),
        kit.arrow(388, 302, 302, 302),
        kit.labelled_box(74, 256, 224, 92, "5 The host of the data", width=13, size=20),
        kit.text(186, 378, "far away", size=18, fill=kit.QUIET, anchor="middle"),
    )  # fmt: skip


FIGURES: dict[str, str] = {
    "callback.svg": _callback(),
    "one-mailbox.svg": _one_mailbox(),
    "ink.svg": _ink(),
    "three-places.svg": _three_places(),
    "two-readers.svg": _two_readers(),
    "injection-trials.svg": _injection_trials(),
    "poison-scale.svg": _poison_scale(),
    "week-nine.svg": _week_nine(),
    "chain.svg": _chain(),
}
