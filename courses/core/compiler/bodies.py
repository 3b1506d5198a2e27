"""What stands under a block heading: settings until the first blank line, then stem, options and labels."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from courses.core.compiler.labels import FIGURE, HOMES, Label, read_label
from courses.core.compiler.reporting import closest, guess, replace_fix
from courses.core.compiler.tables import take_table
from courses.core.compiler.tree import Body
from courses.core.kinds import KINDS
from courses.core.kinds.settings import POOL, QUIZ, rules
from courses.core.kinds.source import ID, Item, Line, Passage, QuestionSource, Report, Row, Setting, Table

TASK = re.compile(r"^( {0,3})[-*+] \[([ xX])\](?: +(.*))?$")
NEARLY_TASK = re.compile(r"^ *[-*+] *(?:\[[^\]]{0,3}\](?![(\[])|\([ xX]?\))|^\[[ xX]?\] ")
_POINT = re.compile(r"^( {0,3})([0-9]{1,9})[.)](?: +(.*))?$")
_BULLET = re.compile(r"^[-*+] ")
_FEEDBACK = re.compile(r"^ {2,3}>")
_KEY = re.compile(r"^`([^`]{1,40})`(?: +|$)(.*)$")
_SETTING = re.compile(r"^([a-z][a-z-]*):(?: +(.*))?$")
_NEARLY_SETTING = re.compile(r"^([A-Za-z][A-Za-z _-]{0,30}?) ?[:=](?: |$)")


def read_body(body: Body, role: str, report: Report) -> tuple[dict[str, Setting], Passage]:
    """Settings and the text after them, for a quiz or a pool."""
    known = QUIZ if role == "quiz" else POOL
    settings, rest = read_settings(body.lines, known, report)
    passage = Passage.of(rest)
    if role == "pool" and passage:
        report("C123", passage.line, passage.column)
    return settings, passage


def read_question(body: Body, kind: str, id: str, file: str, line: int, report: Report) -> QuestionSource:
    settings, rest = read_settings(body.lines, rules(KINDS[kind]), report)
    reader = _QuestionReader(body, KINDS[kind].name, KINDS[kind].answers, report)
    for text in rest:
        reader.read(text)
    reader.end()
    return QuestionSource(
        id=id,
        kind=kind,
        file=file,
        line=line,
        column=1,
        settings=settings,
        stem=Passage.of(reader.stem),
        items=tuple(draft.item() for draft in reader.items),
        hints=tuple(Passage.of(hint) for hint in reader.hints),
        explanation=Passage.of(reader.explanation),
        sound=reader.sound,
        table=reader.table,
        model_answer=Passage.of(reader.model_answer),
        rubric=reader.rubric,
    )


def read_settings(
    lines: list[Line], known: Mapping[str, object] | Collection[str], report: Report
) -> tuple[dict[str, Setting], list[Line]]:
    """The `known` settings at the head of a block, and the lines after them."""
    found: dict[str, Setting] = {}
    for index, line in enumerate(lines):
        match = _SETTING.match(line.text.rstrip())
        if not line.text.strip():
            return found, lines[index:]
        if not match:
            nearly = _NEARLY_SETTING.match(line.text)
            if nearly and closest(nearly.group(1), known):
                _unknown_setting(nearly.group(1), line, known, report)
                continue
            report("C110", line.number, line.column)
            return found, lines[index:]
        name, value = match.group(1), match.group(2) or ""
        if name not in known:
            _unknown_setting(name, line, known, report)
        elif name in found:
            report("C112", line.number, line.column, name=name)
        elif not value:
            report("C113", line.number, line.column, name=name)
        else:
            column = line.column + match.start(2)
            found[name] = Setting(name, value, line.number, line.column, column)
    return found, []


def _unknown_setting(name: str, line: Line, known: Mapping[str, object] | Collection[str], report: Report) -> None:
    fix = replace_fix(name, known, "Remove it, or insert a blank line before the text")
    report("C111", line.number, line.column, name=name, guess=guess(name, known), fix=fix)


class _Draft:
    """An option while its lines are gathered."""

    def __init__(self, line: Line, indent: int, ticked: bool, content: str, offset: int, keyed: bool) -> None:
        self.line, self.column, self.indent = line.number, line.column + indent, indent
        self.ticked = ticked
        self.key: str | None = None
        self.lines: list[Line] = []
        self.feedback: list[Line] = []
        match = _KEY.match(content) if keyed else None
        if match and ID.fullmatch(match.group(1)):
            self.key = match.group(1)
            content, offset = match.group(2), offset + match.start(2)
        self.lines.append(Line(line.number, line.column + offset, content.rstrip()))

    def item(self) -> Item:
        return Item(self.line, self.column, self.ticked, self.key, Passage.of(self.lines), Passage.of(self.feedback))


class _QuestionReader:
    """Sorts the lines of a question into stem, options, table, hints, explanation, model answer and rubric."""

    def __init__(self, body: Body, name: str, answers: str, report: Report) -> None:
        self.opaque = body.opaque
        self.name = name
        self.answers = answers
        self.report = report
        self.stem: list[Line] = []
        self.items: list[_Draft] = []
        self.hints: list[list[Line]] = []
        self.explanation: list[Line] = []
        self.model_answer: list[Line] = []
        self.rubric_label: Line | None = None
        self.rubric_lines: list[Line] = []
        self.table: Table | None = None
        self.rubric: Table | None = None
        self.boxes = False  # check boxes were found where none belong
        self.target: list[Line] | None = self.stem  # where plain text goes; None: it belongs to nothing
        self.item: _Draft | None = None  # the option whose lines are being read
        self.run_in = False  # the target ends with its paragraph
        self.blank = True
        self.early = False  # feedback was found above the first option
        self.sound = True

    def end(self) -> None:
        """What can only be said when all has been read."""
        bullets = [line for line in self.stem if _BULLET.match(line.text) and line.number not in self.opaque]
        if not self.items and bullets and self.answers in ("tasks", "points"):
            # Options written as a plain list are still options that lack their boxes or numbers.
            self.sound = False
            if self.answers == "tasks":
                self.report("C121", bullets[0].number, bullets[0].column)
            else:
                self.report("C151", bullets[0].number, bullets[0].column, name=self.name, what="bullets")
        if self.answers == "table":
            self.take_pairs()
        if self.rubric_label:
            self.take_rubric(self.rubric_label)

    def take_pairs(self) -> None:
        """The table of a matching: cut out of the question's text."""
        self.stem, self.table, after = take_table(self.stem, self.opaque)
        self.nothing_but_a_table(after)
        if self.table is None:
            piped = [line for line in self.stem if line.text.count("|") > 1 and line.number not in self.opaque]
            if piped:
                dashes = "Add a row of dashes under the first row, such as `| --- | --- |`"
                self.report("C153", piped[0].number, piped[0].column, fix=dashes)
            if piped or self.boxes:
                self.sound = False

    def take_rubric(self, label: Line) -> None:
        before, self.rubric, after = take_table(self.rubric_lines, self.opaque)
        if self.rubric is None:  # a rubric without a cell, at the place of its label: the kind says what is missing
            nothing = Row(label.number, label.column, ())
            self.rubric = Table(nothing, nothing, ())
            return
        self.nothing_but_a_table(before)
        self.nothing_but_a_table(after)

    def nothing_but_a_table(self, lines: list[Line]) -> None:
        loose = Passage.of(lines)
        if loose:
            self.report("C123", loose.line, loose.column)

    def read(self, line: Line) -> None:
        text = line.text
        if line.number in self.opaque:
            self.plain(line)
        elif not text.strip():
            if self.run_in:
                self.target, self.run_in = None, False
            elif self.target is not None:
                self.target.append(line)
        elif (label := read_label(text)) is not None:
            self.label(label, line)
        elif not self.option(line):
            if self.item:
                self.below_option(line)
            elif self.is_early_feedback(line):
                self.early = True
                self.report("C123", line.number, line.column)
            else:
                self.plain(line)
        self.blank = not text.strip()

    def is_early_feedback(self, line: Line) -> bool:
        """Whether the line is written as feedback, but stands above the first option. Said once."""
        listed = any(_BULLET.match(one.text.lstrip()) or _POINT.match(one.text) for one in self.stem)
        return self.answers == "tasks" and not (self.early or listed) and _FEEDBACK.match(line.text) is not None

    def option(self, line: Line) -> bool:
        """Start an option if the line is one, or nearly one."""
        text = line.text
        if self.answers == "points":
            return self.point(line)
        if self.answers != "tasks":
            if TASK.match(text) and not self.boxes:
                self.boxes = True
                self.report("C159", line.number, line.column, name=a(self.name).capitalize())
            return False
        task = TASK.match(text)
        if task and not (self.item and len(task.group(1)) != self.item.indent):
            content = task.group(3) or ""
            offset = task.start(3) if task.group(3) else len(text)
            ticked = task.group(2) in "xX"
            self.start(_Draft(line, len(task.group(1)), ticked, content, offset, True))
            return True
        if NEARLY_TASK.match(text) or (self.item and _BULLET.match(text)):
            self.report("C121", line.number, line.column + len(text) - len(text.lstrip()))
            self.sound = False
            content = re.sub(r"^[-*+]? *(\[[^\]]{0,3}\]|\([ xX]?\))? *", "", text.strip())
            # Read as an option all the same, so that one fault gives one problem.
            self.start(_Draft(line, self.item.indent if self.item else 0, "x" in text[:7].lower(), content, 0, True))
            return True
        return False

    def point(self, line: Line) -> bool:
        """Start a step or point of a numbered list. Written with check boxes, it is one that lacks its number."""
        text = line.text
        if not self.item and self.target is not self.stem:
            return False
        match = _POINT.match(text)
        # As on GitHub, only a list that starts at 1 may follow a line of text directly.
        if match and (self.blank or self.item or match.group(2) == "1"):
            indent = len(match.group(1))
            if self.item and indent != self.item.indent:
                return False
            content = match.group(3) or ""
            offset = match.start(3) if match.group(3) else len(text)
            self.start(_Draft(line, indent, False, content, offset, False))
            return True
        task = TASK.match(text)
        if not task:
            return False
        if not self.boxes:
            self.boxes = True
            self.report("C151", line.number, line.column + len(task.group(1)), name=self.name, what="check boxes")
        offset = task.start(3) if task.group(3) else len(text)
        self.start(_Draft(line, len(task.group(1)), False, task.group(3) or "", offset, False))
        return True

    def start(self, draft: _Draft) -> None:
        self.items.append(draft)
        self.item = draft
        self.target, self.run_in = draft.lines, False

    def below_option(self, line: Line) -> None:
        """A line under an option: its feedback, more of its text, or something that is out of place."""
        assert self.item
        text = line.text
        indent = len(text) - len(text.lstrip(" "))
        bare = text[indent:]
        quoted = bare.startswith(">")
        if quoted:
            if indent < 2:
                self.report("C122", line.number, line.column)
            offset = indent + (2 if bare.startswith("> ") else 1)
            self.item.feedback.append(Line(line.number, line.column + offset, text[offset:]))
            self.target = self.item.feedback
        elif indent >= 2 and self.target is not None:
            self.target.append(Line(line.number, line.column + indent, bare))
        elif self.target is not None:
            self.report("C123", line.number, line.column)
            self.item, self.target = None, []
        else:
            self.plain(line)

    def plain(self, line: Line) -> None:
        if self.target is None:
            self.report("C123", line.number, line.column)
            self.target = []  # said once: the rest of it goes nowhere
            return
        self.target.append(line)

    def label(self, label: Label, line: Line) -> None:
        if label.name is None:
            self.report("C120", line.number, line.column, label=label.written, known=label.meant)
        if label.name in FIGURE and self.target is not None and not self.item:
            self.target.append(line)  # belongs to a figure of this text; `segments` pairs them
            return
        self.item = None
        if label.meant == "Hint":
            self.hints.append([])
            self.target = self.hints[-1]
        elif label.meant == "Explanation":
            self.target = self.explanation
        elif label.meant == "Model answer" and self.answers == "text":
            self.target = self.model_answer
        elif label.meant == "Rubric" and self.answers == "text":
            self.rubric_label = self.rubric_label or line
            self.target = self.rubric_lines
        else:
            if label.name:
                self.report(
                    "C126", line.number, line.column, label=label.name, home=HOMES[label.name], place=a(self.name)
                )  # fmt: skip
            self.target = []
        self.run_in = bool(label.rest)
        if label.rest:
            self.target.append(Line(line.number, line.column + label.rest_offset, label.rest))


def a(name: str) -> str:
    """The name with its article."""
    return ("an " if name[:1].lower() in "aeiou" else "a ") + name
