"""What a person may be told about an answer: the only reads of the marking key besides grading.

Exercises tell everything once answered. A graded quiz tells, after submission, the person's own answers, right or wrong
and the feedback of what they chose; the right answers and explanations only once it is passed or no attempt is left.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from courses.authoring.models import Release, ReleaseKey, ReleaseUnit
from courses.authoring.question_view import plain
from courses.core import kinds
from courses.core.document import Key, Question, Response
from courses.core.figures.before_after import before_after
from courses.core.figures.svg import Figure
from courses.learning.models import Attempt, Enrolment, ExerciseAnswer, Grade


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise of the newest release with its key."""

    release: Release
    unit_id: str
    question: Question
    key: Key


def find_exercise(release: Release, question_id: str) -> Exercise | None:
    """The exercise of this id in a release; None for an unknown id or a question of a graded quiz. 2 queries."""
    unit_id = next((unit["id"] for unit in release.structure["units"] if question_id in unit["exercises"]), None)
    if unit_id is None:
        return None
    page = ReleaseUnit.objects.get(release=release, kind=ReleaseUnit.Kind.UNIT, unit_id=unit_id)
    question = questions_of(page.learner)[question_id]
    return Exercise(release, unit_id, question, keys_of(release)[question_id])


def questions_of(unit: dict[str, Any]) -> dict[str, Question]:
    """Every exercise of a unit's learner view by id."""
    return {
        block["question"]["id"]: block["question"]
        for step in unit["steps"]
        for block in step["blocks"]
        if block["type"] == "question"
    }


def keys_of(release: Release) -> dict[str, Key]:
    return ReleaseKey.objects.get(release=release).key


def told(question: Question, key: Key, response: Response) -> dict[str, Any]:
    """Everything about one answered exercise, as the question template takes it."""
    score = kinds.score(key, response)
    return {
        "verdict": verdict(score.fraction, score.correct),
        "correct": score.correct,
        "feedback": list(score.feedback),
        "explanation": key["explanation"],
        "answer": ", ".join(kinds.right_html(question, key)) if score.correct is False else "",
        "right": key.get("right", []),
        "tally": tally(key, response) if score.correct is False else "",
        "places": {step: at for at, step in enumerate(key.get("order", []), start=1)},
        "sequence": kinds.right_html(question, key) if "order" in key and not score.correct else [],
        "pairs": key.get("pairs", {}),
        "model_answer": key.get("model_answer", ""),
    }


def tally(key: Key, response: Response) -> str:
    """How far a partly right answer is right, such as "2 of 3 pairs are right"; "" where there is no such count."""
    return kinds.KINDS[key["kind"]].partly(key, response)


def unfinished(question: Question, response: Response | None) -> str:
    """What is still to be done to a stored answer of a graded quiz, in words; "" when it is whole or there is none."""
    return kinds.KINDS[question["kind"]].unfinished(question, response) if response else ""


def pair_figure(question: Question, before: Response, after: Response) -> Figure | None:
    """The two answers of a rating pair as a drawing; None when either is not on this question's scale."""
    labels = [plain(option["html"]) for option in question.get("options", [])]
    try:
        return before_after(
            labels, before["point"], after["point"], title_id=f"{question['id']}-pair", tags=(_("Before"), _("Now"))
        )
    except (KeyError, IndexError, TypeError):
        return None


def fits(question: Question, response: Response) -> bool:
    """Whether a stored answer still makes sense for this release's question, and is a whole one.

    A text stays the answer even where the release asks for more words than it has.
    """
    kind = kinds.KINDS[question["kind"]]
    return kind.fits(question, response) and ("text" in response or not kind.unfinished(question, response))


def verdict(fraction: Fraction, correct: bool | None) -> str:
    """One of right, partly, wrong, saved (nothing to be right about), as the templates know them."""
    if correct is None:
        return "saved"
    if correct:
        return "right"
    return "partly" if fraction > 0 else "wrong"


def exercise_results(
    release: Release, unit: dict[str, Any], answers: dict[str, ExerciseAnswer]
) -> dict[str, tuple[Question, Response, str, dict[str, Any]]]:
    """For each answered exercise that still fits its question: (question, response, sureness, what is told)."""
    questions, keys = questions_of(unit), keys_of(release)
    return {
        question_id: (
            questions[question_id],
            row.response,
            row.sure,
            told(questions[question_id], keys[question_id], row.response),
        )
        for question_id, row in answers.items()
        if question_id in questions and fits(questions[question_id], row.response)
    }


@dataclass(frozen=True, slots=True)
class Told:
    """One question on the result page."""

    number: int
    question: Question
    chosen: list[str]  # inline HTML of what the person answered; empty when unanswered
    correct: bool | None
    verdict: str
    sure: str
    feedback: list[str]
    right: list[str]  # inline HTML; empty while it is held back
    explanation: str  # empty while it is held back
    competency: str | None
    units: list[dict[str, Any]]  # where its objective is taught


def attempt_results(attempt: Attempt, grade: Grade, quiz: dict[str, Any], *, reveal: bool) -> list[Told]:
    """Every question of a graded attempt, with as much as may be told."""
    questions = {one["id"]: one for section in quiz["sections"] for one in section["questions"]}
    keys = keys_of(attempt.release)
    answers = {answer.slot: answer for answer in attempt.answers.all()}
    units = attempt.release.structure["units"]
    rows = []
    for slot, (place, row) in enumerate(zip(attempt.layout, grade.detail, strict=True)):
        question, key, answer = questions[place["question"]], keys[place["question"]], answers.get(slot)
        response = answer.response if answer else None
        rows.append(
            Told(
                number=slot + 1,
                question=question,
                chosen=kinds.answer_html(question, response) if response else [],
                correct=row["correct"],
                verdict=verdict(Fraction(row["fraction"]), row["correct"]) if response else "unanswered",
                sure=answer.sure if answer else "",
                feedback=_said(key, response, row["correct"]) if response else [],
                right=kinds.right_html(question, key) if reveal and not row["correct"] else [],
                explanation=_explained(key) if reveal else "",
                competency=key["competency"],
                units=[unit for unit in units if key["objective"] in unit["objectives"]],
            )
        )
    return rows


def _explained(key: Key) -> str:
    """Block HTML that is told once nothing can be gained by it: the model answer of a reflection, the explanation."""
    model = key.get("model_answer", "")
    return (format_html("<p><b>{}</b></p>", _("A model answer")) + model if model else "") + key["explanation"]


def _said(key: Key, response: Response, correct: bool | None) -> list[str]:
    """Block HTML for what was answered: how much of it is right, then the feedback of what was chosen."""
    words = "" if correct is not False else tally(key, response)
    return [*([format_html("<p>{}.</p>", words)] if words else []), *kinds.score(key, response).feedback]


@dataclass(frozen=True, slots=True)
class Shown:
    """How the questions of one competency went."""

    sentence: str
    right: int
    of: int


def examined(enrolment: Enrolment) -> set[str]:
    """Ids of the competencies that the passed quizzes of an enrolment asked about. 1 query and 1 for each of them."""
    passed = Attempt.objects.filter(enrolment=enrolment, kind="quiz", grades__passed=True).distinct()
    found = {
        keys_of(attempt.release)[place["question"]]["competency"]
        for attempt in passed.select_related("release")
        for place in attempt.layout
    }
    return {one for one in found if one}


def practised(enrolment: Enrolment, units: Collection[str]) -> set[str]:
    """Ids of the competencies that the exercises of these units are about. 1 query."""
    release = enrolment.completed_release
    assert release is not None
    keys = keys_of(release)
    asked = [one for unit in release.structure["units"] if unit["id"] in units for one in unit["exercises"]]
    return {name for one in asked if (name := keys[one]["competency"])}


def by_competency(rows: list[Told], competencies: dict[str, str]) -> list[Shown]:
    """Right answers per competency, in the order of the course. Questions without one are left out."""
    scored = [row for row in rows if row.correct is not None]
    return [
        Shown(sentence, sum(bool(row.correct) for row in mine), len(mine))
        for name, sentence in competencies.items()
        if (mine := [row for row in scored if row.competency == name])
    ]
