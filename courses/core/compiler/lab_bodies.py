"""What stands under the heading of a lab or of one of its parts: settings, text, decisions, tables, choices, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from courses.core.compiler.bodies import NEARLY_TASK, TASK, a, read_settings
from courses.core.compiler.fields import report_id, slug
from courses.core.compiler.labels import FIGURE, HOMES, Label, read_label
from courses.core.compiler.tables import row
from courses.core.compiler.tree import Body
from courses.core.kinds.source import ID, Line, Passage, QuestionSource, Report
from courses.core.labs.lab import Lab, PartKind
from courses.core.labs.source import Choice, Decision, LabSource, PartSource, Table

DEBRIEF = "Debrief"
_DECISION = re.compile(r"^ {0,3}[-*+] +`([^`]{1,40})`(?: +|$)(.*)$")
_DELIMITER = re.compile(r"^ {0,3}\|?(?: *:?-+:? *\|)+ *(?::?-+:? *)?$")


@dataclass(slots=True)
class LabHead:
    """What the heading of a lab says, and what has been read below it."""

    id: str
    lab: Lab
    file: str
    line: int
    level: int
    parts: Sequence[PartSource] = ()
    questions: Sequence[QuestionSource] = ()
    sound: bool = True


def read_lab(body: Body, head: LabHead, report: Report) -> LabSource:
    lab = head.lab
    settings, rest = read_settings(body.lines, lab.settings, report)
    reader = _Reader(body, lab.name, (DEBRIEF,), report, tables=lab.tables, decides=lab.decisions)
    reader.run(rest)
    return LabSource(
        id=head.id,
        kind=lab.slug,
        file=head.file,
        line=head.line,
        column=1,
        level=head.level,
        settings=settings,
        intro=Passage.of(reader.text),
        decisions=tuple(draft.decision() for draft in reader.decisions),
        tables=tuple(reader.tables),
        debrief=Passage.of(reader.labelled.get(DEBRIEF, [])),
        parts=tuple(head.parts),
        questions=tuple(head.questions),
        sound=head.sound,
    )


def read_part(body: Body, part: PartKind, id: str, line: int, report: Report) -> PartSource:
    settings, rest = read_settings(body.lines, part.settings, report)
    reader = _Reader(body, part.name, part.labels, report, decides=part.decisions, chooses=part.choices)
    reader.run(rest)
    return PartSource(
        kind=part.kind,
        name=part.name,
        id=id,
        line=line,
        column=1,
        settings=settings,
        text=Passage.of(reader.text),
        decisions=tuple(draft.decision() for draft in reader.decisions),
        choices=tuple(draft.choice() for draft in reader.choices),
        labels={name: Passage.of(lines) for name, lines in reader.labelled.items()},
        sound=reader.sound,
    )


def first_setting(body: Body, name: str) -> str:
    """A setting of a body that has not been read yet; "" when it is not there."""
    for line in body.lines:
        if not line.text.strip():
            break
        if line.text.startswith(f"{name}:"):
            return line.text[len(name) + 1 :].strip()
    return ""


@dataclass(slots=True)
class _Draft:
    """A decision or a choice while its lines are gathered."""

    line: int
    column: int
    key: str = ""
    good: bool = False
    lines: list[Line] = field(default_factory=list)
    told: list[Line] = field(default_factory=list)

    def decision(self) -> Decision:
        return Decision(self.key, self.line, self.column, Passage.of(self.lines))

    def choice(self) -> Choice:
        return Choice(self.line, self.column, self.good, Passage.of(self.lines), Passage.of(self.told))


class _Reader:
    """Sorts the lines of one body. `target` is where plain text goes; None: it belongs to nothing."""

    def __init__(
        self, body: Body, name: str, labels: tuple[str, ...], report: Report, *,
        tables: tuple[str, ...] = (), decides: bool = False, chooses: bool = False,
    ) -> None:  # fmt: skip
        self.opaque, self.name, self.known, self.report = body.opaque, name, labels, report
        self.table_names, self.decides, self.chooses = tables, decides, chooses
        self.text: list[Line] = []
        self.decisions: list[_Draft] = []
        self.choices: list[_Draft] = []
        self.tables: list[Table] = []
        self.labelled: dict[str, list[Line]] = {}
        self.target: list[Line] | None = self.text
        self.item: _Draft | None = None  # the decision or choice whose lines are being read
        self.run_in = False  # the target ends with its paragraph
        self.in_tasks = False
        self.sound = True

    def run(self, lines: list[Line]) -> None:
        index = 0
        while index < len(lines):
            size = self.table(lines, index) if self.table_names else 0
            if not size:
                self.read(lines[index])
            index += size or 1

    def read(self, line: Line) -> None:
        text = line.text
        if line.number in self.opaque:
            self.plain(line)
        elif not text.strip():
            self.blank(line)
        elif (label := read_label(text)) is not None:
            self.label(label, line)
        elif not (self.decision(line) or self.choice(line)):
            self.task(line)
            self.below(line) if self.item else self.plain(line)

    def blank(self, line: Line) -> None:
        if self.run_in:
            self.target, self.run_in = None, False
        elif self.item in self.decisions:
            self.item, self.target = None, self.text
            self.text.append(line)
        elif self.target is not None:
            self.target.append(line)

    def table(self, lines: list[Line], index: int) -> int:
        """Take the table that starts here, if it is one of the lab's; the number of its lines, else 0."""
        if self.target is not self.text or index + 1 >= len(lines) or "|" not in lines[index].text:
            return 0
        if not _DELIMITER.match(lines[index + 1].text) or lines[index].number in self.opaque:
            return 0
        rows = [row(line).cells for line in _rows(lines[index:])]
        table = Table(lines[index].number, lines[index].column, rows[0], tuple(rows[2:]))
        if table.name not in self.table_names or any(table.name == known.name for known in self.tables):
            return 0
        self.tables.append(table)
        return len(rows)

    def decision(self, line: Line) -> bool:
        match = _DECISION.match(line.text) if self.decides else None
        if not match or not (self.target is self.text or self.item):
            return False
        key, start = match[1], match.start(2)
        if not ID.fullmatch(key):
            if DEBRIEF not in self.known:
                return False  # the text of a case may hold a list with code in it
            key = slug(key)
            report_id(self.report, line.number, line.column + match.start(1), match[1], key)
        draft = _Draft(line.number, line.column, key=key, lines=[Line(line.number, line.column + start, match[2])])
        self.decisions.append(draft)
        self.item, self.target = draft, draft.lines
        return True

    def choice(self, line: Line) -> bool:
        text = line.text
        task = TASK.match(text) if self.chooses else None
        if task:
            content = (task[3] or "").rstrip()
            start = task.start(3) if task[3] else len(text)
            self.choose(line, _Draft(line.number, line.column + len(task[1]), good=task[2] in "xX"), content, start)
            return True
        if self.chooses and NEARLY_TASK.match(text):
            indent = len(text) - len(text.lstrip())
            self.report("C121", line.number, line.column + indent)
            self.sound = False
            content = re.sub(r"^[-*+]? *(\[[^\]]{0,3}\]|\([ xX]?\))? *", "", text.strip())
            self.choose(line, _Draft(line.number, line.column + indent, good="x" in text[:7].lower()), content, 0)
            return True
        return False

    def task(self, line: Line) -> None:
        """C125, once a list: boxes to tick mean nothing here."""
        ticks = not self.chooses and TASK.match(line.text) is not None
        if ticks and not self.in_tasks:
            self.report("C125", line.number, line.column + len(line.text) - len(line.text.lstrip()))
        self.in_tasks = ticks

    def choose(self, line: Line, draft: _Draft, content: str, start: int) -> None:
        draft.lines.append(Line(line.number, line.column + start, content))
        self.choices.append(draft)
        self.item, self.target, self.run_in = draft, draft.lines, False

    def below(self, line: Line) -> None:
        """A line under a decision or choice: more of its text, its consequence, or something out of place."""
        assert self.item
        text = line.text
        indent = len(text) - len(text.lstrip(" "))
        if self.chooses and text[indent:].startswith(">"):
            if indent < 2:
                self.report("C122", line.number, line.column)
            offset = indent + (2 if text[indent:].startswith("> ") else 1)
            self.target = self.item.told
            self.target.append(Line(line.number, line.column + offset, text[offset:]))
        elif (indent >= 2 or not self.chooses) and self.target is not None:
            self.target.append(Line(line.number, line.column + indent, text[indent:]))
        else:
            self.item = None
            self.lost(line)

    def plain(self, line: Line) -> None:
        if self.target is None:
            self.lost(line)
        else:
            self.target.append(line)

    def lost(self, line: Line) -> None:
        """C123, said once: the rest of it goes nowhere."""
        self.report("C123", line.number, line.column)
        self.target = []

    def label(self, label: Label, line: Line) -> None:
        if label.name is None:
            self.report("C120", line.number, line.column, label=label.written, known=label.meant)
        if label.name in FIGURE and self.target is not None and not self.item:
            self.target.append(line)  # belongs to a figure of this text; `segments` pairs them
            return
        self.item = None
        if label.meant in self.known:
            self.target = self.labelled.setdefault(label.meant, [])
            if self.target:
                self.target.append(Line(line.number, line.column, ""))
        else:
            if label.name:
                place, home = a(self.name), HOMES[label.name]
                self.report("C126", line.number, line.column, label=label.name, home=home, place=place)
            self.target = []
        self.run_in = bool(label.rest)
        if label.rest:
            self.target.append(Line(line.number, line.column + label.rest_offset, label.rest))


def _rows(lines: list[Line]) -> Iterator[Line]:
    """The lines of a table: up to the first blank one, as on GitHub."""
    for line in lines:
        if not line.text.strip():
            return
        yield line
