"""What every kind of question must have; the rest is the kind's own business."""

from __future__ import annotations

import re

from courses.core.compiler.book import Book
from courses.core.compiler.reporting import Reporter
from courses.core.compiler.scanner import mask_code
from courses.core.kinds import KINDS
from courses.core.kinds.source import QuestionSource, Report

_SENTENCE = re.compile(r"[^.?!]*[.?!]?")
_NOT = re.compile(r"(?<![\w*])not(?![\w*])", re.I)


def check(book: Book, reporter: Reporter) -> None:
    for tree in book.trees():
        report = reporter.of(tree.path)
        for question in tree.questions():
            if not question.stem:
                report("C130", question.line, question.column)
            _negation(question, report)
            if question.sound:
                KINDS[question.kind].check(question, report)
                _explained(question, report)


def _negation(question: QuestionSource, report: Report) -> None:
    """W147: an unmarked "not" in what is asked is easily overlooked."""
    text = mask_code(question.stem.text)
    for sentence in _SENTENCE.finditer(text):
        if not sentence.group().endswith("?") and question.kind != "true-or-false":
            continue
        match = _NOT.search(text, sentence.start(), sentence.end())
        if match:
            line = question.stem.lines[text.count("\n", 0, match.start())]
            column = line.column + match.start() - (text.rfind("\n", 0, match.start()) + 1)
            report("W147", line.number, column)
            return


def _explained(question: QuestionSource, report: Report) -> None:
    """W161: who answers wrongly must learn why."""
    if not KINDS[question.kind].scored or question.explanation or not question.items:
        return
    wrong = [item for item in question.items if not item.ticked]
    if not wrong or any(not item.feedback for item in wrong):
        report("W161", question.line, question.column)
