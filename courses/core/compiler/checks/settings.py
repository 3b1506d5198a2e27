"""The values of settings, and the ids they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from courses.core.compiler.book import Book
from courses.core.compiler.fields import one_of, percent
from courses.core.compiler.reporting import Reporter, guess
from courses.core.compiler.roles import ROLES
from courses.core.compiler.tree import FileTree, PoolSource, QuizSource
from courses.core.kinds import KINDS
from courses.core.kinds.settings import POOL, QUIZ, Rule, rules
from courses.core.kinds.source import QuestionSource, Report, Setting
from courses.core.labs import LABS
from courses.core.labs.source import LabSource

_WHOLE = re.compile(r"[0-9]{1,6}")


def check(book: Book, reporter: Reporter) -> None:
    for tree in book.trees():
        report = reporter.of(tree.path)
        for settings, known in _blocks(tree):
            for setting in settings.values():
                if setting.name in known:
                    _value(setting, known[setting.name], report)
                _names(setting, book, report)
        blocks: list[QuestionSource | LabSource] = [*tree.questions(), *tree.labs()]
        for block in blocks:
            _history(block, book, report)


def _blocks(tree: FileTree) -> Iterator[tuple[Mapping[str, Setting], Mapping[str, Rule]]]:
    for item in tree.items:
        if isinstance(item, QuizSource):
            yield item.settings, QUIZ
            for part in item.parts:
                if isinstance(part, PoolSource):
                    yield part.settings, POOL
    for question in tree.questions():
        yield question.settings, rules(KINDS[question.kind])
    for lab in tree.labs():
        kind = LABS[lab.kind]
        yield lab.settings, kind.settings
        parts = {part.kind: part.settings for part in kind.parts}
        yield from ((part.settings, parts[part.kind]) for part in lab.parts)


def _value(setting: Setting, rule: Rule, report: Report) -> None:
    line, column, value = setting.line, setting.value_column, setting.value
    number = int(value) if _WHOLE.fullmatch(value) else None
    whole = number is not None and number >= rule.least
    if rule.kind == "choice" and value not in rule.choices:
        report("C114", line, column, name=setting.name, choices=one_of(rule.choices))
    elif rule.kind == "whole" and not whole:
        sample = f"`{max(rule.least, 1)}`"
        report("C007", line, column, field=setting.name, kind="a whole number", value=value, sample=sample)
    elif rule.kind == "whole-or" and value != rule.word and not whole:
        kind, sample = f"a whole number or {rule.word}", f"`3` or `{rule.word}`"
        report("C007", line, column, field=setting.name, kind=kind, value=value, sample=sample)
    elif rule.kind == "percent" and percent(value) is None:
        report("C008", line, column)
    elif rule.most and len(value) > rule.most:
        kind, said = f"at most {rule.most} characters", f"{len(value)} characters"
        report("C007", line, column, field=setting.name, kind=kind, value=said, sample="a shorter one")
    elif rule.kind == "roles":
        for match in re.finditer(r"[^,]+", value):
            role = match.group().strip()
            if role not in ROLES:
                at = column + match.start() + len(match.group()) - len(match.group().lstrip())
                report("C060", line, at, role=role, guess=guess(role, ROLES), known=", ".join(ROLES))


def _names(setting: Setting, book: Book, report: Report) -> None:
    line, column, value = setting.line, setting.value_column, setting.value
    if setting.name == "competency" and book.meta.knows("competencies"):
        known = book.meta.all_competencies()
        if value not in known:
            report("C061", line, column, id=value, guess=guess(value, known))
    elif setting.name == "objective" and book.meta.knows("objectives") and value not in book.meta.objectives:
        report("C062", line, column, id=value, guess=guess(value, book.meta.objectives))


def _history(block: QuestionSource | LabSource, book: Book, report: Report) -> None:
    """C108, C109: a question or lab keeps its kind for good, and `was` names something that was released."""
    was = block.settings.get("was")
    if was and was.value not in book.history.kinds:
        report("C108", was.line, was.value_column, id=was.value)
    for id in (block.id, was.value if was else ""):
        old = book.history.kinds.get(id)
        if old and old != block.kind:
            report("C109", block.line, 1, id=id, old=_kind_name(old), new=_kind_name(block.kind))


def _kind_name(slug: str) -> str:
    if slug in KINDS:
        return KINDS[slug].name
    return LABS[slug].name if slug in LABS else slug.replace("-", " ").capitalize()
