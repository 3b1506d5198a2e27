"""The course without its text: what the catalogue, the course home and the rules need."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from courses.core.compiler.book import Book
from courses.core.compiler.roles import REGIONS, ROLES
from courses.core.document import (
    LabSummary,
    LabView,
    Narrowed,
    Question,
    QuizSummary,
    QuizView,
    Source,
    Step,
    StepSummary,
    Structure,
    Term,
    UnitSummary,
    UnitView,
)
from courses.core.labs import LABS
from courses.core.labs.source import LabSource
from courses.core.quiz import asks

WORDS_A_MINUTE = 200


def structure(
    book: Book, welcome: str, units: list[UnitView], quizzes: list[QuizView], glossary: list[Term],
    sources: list[Source],
) -> Structure:  # fmt: skip
    meta = book.meta
    requires = {tree.meta.id: [id for id, _ in tree.meta.requires] for tree in book.files}
    made = Structure(
        format=1, id=meta.id, title=meta.title, summary=meta.summary, language=meta.language,
        audience=meta.audience, region=meta.region, minutes=meta.minutes or 0, cpd_hours=meta.cpd_hours,
        competencies=_competencies(book, units, quizzes), objectives=meta.objectives,
        prerequisites=[id for id, _ in meta.prerequisites], order=meta.order,
        valid_for_months=meta.valid_for_months, review_by=meta.review_by, authors=meta.authors,
        reviewers=meta.reviewers, licence=meta.licence, contact=meta.contact, welcome=welcome, sources=sources,
        units=[_unit(view, requires) for view in units], quizzes=[_quiz(view) for view in quizzes], glossary=glossary,
    )  # fmt: skip
    if labs := [_lab(lab, unit["id"]) for unit in units for lab in _labs(unit)]:
        made["labs"] = labs
    if marked := _marked(units, quizzes):
        made["marked"] = marked
    return made


def was(book: Book) -> dict[str, str]:
    """New id → the id it had before, of questions and labs."""
    found: dict[str, str] = {}
    for tree in book.trees():
        found |= {question.id: question.setting("was") for question in tree.questions()}
        found |= {lab.id: lab.setting("was") for lab in tree.labs()}
    return {id: old for id, old in found.items() if old}


def lab_minutes(lab: LabSource) -> int:
    """Reading the introduction and one run, in whole minutes, at least one."""
    words = sum(len(line.text.split()) for line in lab.intro.lines)
    return max(math.ceil(words / WORDS_A_MINUTE + LABS[lab.kind].minutes(lab)), 1)


def lab_pairs(book: Book) -> dict[str, str]:
    """Lab id → the lab it is compared with, both ways; either half may have said so."""
    pairs = {lab.id: lab.setting("pair") for tree in book.files for lab in tree.labs() if lab.setting("pair")}
    return {**{other: id for id, other in pairs.items()}, **pairs}


def _competencies(book: Book, units: list[UnitView], quizzes: list[QuizView]) -> dict[str, str]:
    """The course's own, then those of the site that its questions name."""
    known = book.meta.all_competencies()
    used = [question["competency"] for unit in units for question in _questions(unit)]
    used += [
        question["competency"] for quiz in quizzes for section in quiz["sections"] for question in section["questions"]
    ]
    used += [lab["competency"] for unit in units for lab in _labs(unit)]
    return {id: known[id] for id in (*book.meta.competencies, *sorted({id for id in used if id}))}


def _questions(unit: UnitView) -> Iterator[Question]:
    for step in unit["steps"]:
        for block in step["blocks"]:
            if block["type"] == "question":
                yield block["question"]


def _labs(unit: UnitView) -> Iterator[LabView]:
    for step in unit["steps"]:
        for block in step["blocks"]:
            if block["type"] == "lab":
                yield block["lab"]


def _marked(units: list[UnitView], quizzes: list[QuizView]) -> list[str]:
    """Reflections that an educator marks."""
    asked = [question for unit in units for question in _questions(unit)]
    asked += [question for quiz in quizzes for section in quiz["sections"] for question in section["questions"]]
    return [question["id"] for question in asked if question.get("marked_by") == "educator"]


def _unit(view: UnitView, requires: Mapping[str, list[str]]) -> UnitSummary:
    summary = UnitSummary(
        id=view["id"], title=view["title"], summary=view["summary"], minutes=view["minutes"],
        required=view["required"], audience=view["audience"], region=view["region"], objectives=view["objectives"],
        steps=[_step(step) for step in view["steps"]],
        exercises=[question["id"] for question in _questions(view)],
    )  # fmt: skip
    if narrowed := {question["id"]: said for question in _questions(view) if (said := _narrowed(question))}:
        summary["narrowed"] = narrowed
    if labs := [lab["id"] for lab in _labs(view)]:
        summary["labs"] = labs
    if requires[view["id"]]:
        summary["requires"] = requires[view["id"]]
    return summary


def _narrowed(question: Question) -> Narrowed:
    """Empty where the question is for everybody."""
    found = Narrowed()
    if roles := question.get("audience"):
        found["audience"] = roles
    if (region := question.get("region", "any")) != "any":
        found["region"] = region
    return found


def _step(step: Step) -> StepSummary:
    asked = [block["question"]["id"] for block in step["blocks"] if block["type"] == "question"]
    return StepSummary(id=step["id"], title=step["title"], questions=asked)


def _lab(view: LabView, unit: str) -> LabSummary:
    summary = LabSummary(
        id=view["id"], kind=view["kind"], unit=unit, graded=view["graded"], pass_mark=view["pass_mark"],
        attempts=view["attempts"], minutes=view["minutes"],
    )  # fmt: skip
    if title := view.get("title"):
        summary["title"] = title
    return summary


def _quiz(view: QuizView) -> QuizSummary:
    draws, points = asks(view)
    summary = QuizSummary(
        id=view["id"], title=view["title"], unit=view["unit"], graded=view["graded"], pass_mark=view["pass_mark"],
        attempts=view["attempts"], wait_hours=view["wait_hours"], draws=draws, points=points, minutes=view["minutes"],
    )  # fmt: skip
    if others := _draws_for(view, [draws, points]):
        summary["draws_for"] = others
    return summary


def _draws_for(view: QuizView, general: list[int]) -> dict[str, dict[str, list[int]]]:
    """What each role, and who has none, is asked in each region, where that is not what is said in general."""
    found: dict[str, dict[str, list[int]]] = {}
    for role in ("", *ROLES):
        each = {region: list(asks(view, audience=role or None, region=region)) for region in REGIONS}
        if others := {region: said for region, said in each.items() if said != general}:
            found[role] = others
    return found
