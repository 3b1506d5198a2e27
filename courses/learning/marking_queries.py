"""Reads for those who mark reflections: what waits in the courses they edit, one piece of work, and what was given.

Nobody marks their own work, and nobody who manages the writer's practice reads it: managers see state and date.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from courses.authoring.models import CourseEditor, Release, ReleaseUnit
from courses.core.document import Question, Response
from courses.core.kinds.reflection import criteria
from courses.learning.feedback import keys_of, questions_of
from courses.learning.models import Answer, Attempt, ExerciseAnswer, Mark
from courses.learning.rubrics import most_of
from courses.people.access import edited_courses, managed_practices
from courses.people.models import Membership, User

WORKING_DAYS = 5  # by when a reflection is to be marked
WEEKEND = (5, 6)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue. `due` is the local day by which it should be marked."""

    id: str
    course: str
    title: str  # of the course
    question: str  # its id: the text stands on its own page
    written_at: datetime
    due: date


@dataclass(frozen=True, slots=True)
class Given:
    """A mark in words: (criterion, level) as inline HTML, points of the rubric, who gave it."""

    levels: list[tuple[str, str]]
    score: int
    of: int
    comment: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """One reflection to be marked. `id` is "a" and the id of an attempt's answer, or "e" and that of an exercise's."""

    id: str
    answer_id: int | None
    exercise_id: int | None
    course: str
    title: str
    release_id: int
    person_id: int
    author: str
    question: Question
    response: Response
    written_at: datetime
    due: date
    scores: dict[str, int]  # of the newest mark
    given: list[Given]  # oldest first

    @property
    def stamp(self) -> str:
        return stamp_of(self.response)


def stamp_of(response: Response) -> str:
    """Names a text, so that a mark is stored for the words that were read and for no others."""
    return hashlib.sha256(json.dumps(response, sort_keys=True).encode()).hexdigest()[:16]


def due_on(written: datetime) -> date:
    """The fifth working day after that of the writing; weekends are none."""
    day, left = timezone.localtime(written).date(), WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() not in WEEKEND
    return day


def queue(asker: User, course: str = "") -> list[Waiting]:
    """What waits for the asker, the longest waiting first. 4 queries for any number."""
    found = sorted([*_answers(asker), *_exercises(asker)], key=lambda one: (one.written_at, one.id))
    return [one for one in found if not course or one.course == course]


def by_course(found: Iterable[Waiting]) -> list[tuple[str, str, int]]:
    """(course id, title, how many), by title."""
    counts = Counter((one.course, one.title) for one in found)
    return sorted(
        ((course, title, n) for (course, title), n in counts.items()), key=lambda one: (one[1].casefold(), one[0])
    )


def next_id(asker: User, course: str, after: str) -> str | None:
    """The piece of work that follows in the queue, going round; None when nothing else waits. `after` may be gone."""
    ids = [one.id for one in queue(asker, course)]
    if after in ids:
        place = ids.index(after)
        ids = ids[place + 1 :] + ids[:place]
    return next(iter(ids), None)


def _not_for(asker: User) -> QuerySet[Membership, int]:
    """Ids of people whose work the asker must not read: their own, and that of those they manage."""
    managed = Membership.objects.filter(practice__in=managed_practices(asker), ended__isnull=True)
    return managed.values_list("user", flat=True)


def readable_answers(asker: User) -> QuerySet[Answer]:
    """Answers of handed-in attempts in the asker's courses, but for their own and their staff's."""
    handed_in = Answer.objects.filter(
        edited_courses(asker, "attempt__enrolment__course__"),
        attempt__kind="quiz",
        attempt__state__in=[Attempt.State.WAITING, Attempt.State.GRADED],
        response__isnull=False,
    )
    return handed_in.exclude(attempt__enrolment__person=asker.pk).exclude(
        attempt__enrolment__person__in=_not_for(asker)
    )


def readable_exercises(asker: User) -> QuerySet[ExerciseAnswer]:
    rows = ExerciseAnswer.objects.filter(edited_courses(asker, "course__"))
    return rows.exclude(person=asker.pk).exclude(person__in=_not_for(asker))


def _answers(asker: User) -> list[Waiting]:
    """Unmarked reflections of attempts that wait. 2 queries."""
    rows = list(
        readable_answers(asker)
        .filter(attempt__state=Attempt.State.WAITING, marks=None)
        .filter(response__purged__isnull=True)
        .values_list(
            "pk", "slot", "saved_at", "attempt__layout", "attempt__submitted_at", "attempt__release",
            "attempt__item_id", "attempt__release__structure__id", "attempt__release__structure__title",
        )
    )  # fmt: skip
    marked = _marked_in_quizzes({(row[5], row[6]) for row in rows})
    found = []
    for pk, slot, saved_at, layout, submitted_at, release, item, course, title in rows:
        question, written = layout[slot]["question"], max(saved_at, submitted_at)
        if question in marked.get((release, item), ()):
            found.append(Waiting(f"a{pk}", course, title, question, written, due_on(written)))
    return found


def _marked_in_quizzes(quizzes: set[tuple[int, str]]) -> dict[tuple[int, str], set[str]]:
    """The questions an educator marks, of each (release, quiz). 1 query."""
    pages = ReleaseUnit.objects.filter(
        release__in={release for release, _quiz in quizzes},
        kind=ReleaseUnit.Kind.QUIZ,
        unit_id__in={quiz for _release, quiz in quizzes},
    ).values_list("release", "unit_id", "learner")
    return {(release, quiz): set(marked_questions(learner)) for release, quiz, learner in pages}


def marked_questions(quiz: dict[str, Any]) -> dict[str, Question]:
    """The questions of a graded quiz that an educator marks, by id."""
    return {
        one["id"]: one
        for section in quiz["sections"]
        for one in section["questions"]
        if one.get("marked_by") == "educator"
    }


def _exercises(asker: User) -> list[Waiting]:
    """The newest text of each person and exercise of which none has been marked. 2 queries."""
    releases = Release.objects.filter(edited_courses(asker, "course__"), structure__has_key="marked")
    marked = dict(releases.values_list("pk", "structure__marked"))
    if not marked:
        return []
    asked = {question for questions in marked.values() for question in questions}
    same = {"person": OuterRef("person"), "course": OuterRef("course"), "question_id": OuterRef("question_id")}
    marks = Mark.objects.filter(**{f"exercise__{name}": value for name, value in same.items()})
    rows = (
        readable_exercises(asker)
        .filter(~Exists(ExerciseAnswer.objects.filter(**same, pk__gt=OuterRef("pk"))), ~Exists(marks))
        .filter(release__in=marked, question_id__in=asked)
        .filter(response__purged__isnull=True)
        .values_list("pk", "question_id", "at", "release", "release__structure__id", "release__structure__title")
    )
    return [
        Waiting(f"e{pk}", course, title, question, at, due_on(at))
        for pk, question, at, release, course, title in rows
        if question in marked[release]
    ]


def piece(asker: User, work: str) -> Piece | None:
    """One reflection the asker may mark; None for every other. 4 queries."""
    if not work[1:].isascii() or not work[1:].isdecimal() or len(work) > 18:
        return None
    return _piece_of_attempt(asker, int(work[1:])) if work[0] == "a" else _piece_of_unit(asker, int(work[1:]))


def _piece_of_attempt(asker: User, pk: int) -> Piece | None:
    answer = (
        readable_answers(asker).filter(pk=pk).select_related("attempt__enrolment__person", "attempt__release").first()
    )
    if answer is None:
        return None
    attempt = answer.attempt
    page = ReleaseUnit.objects.get(release=attempt.release, kind=ReleaseUnit.Kind.QUIZ, unit_id=attempt.item_id)
    question = marked_questions(page.learner).get(attempt.layout[answer.slot]["question"])
    if question is None:
        return None
    written = max(answer.saved_at, attempt.submitted_at or answer.saved_at)
    return _piece(answer, attempt.release, attempt.enrolment.person, question, written)


def _piece_of_unit(asker: User, pk: int) -> Piece | None:
    answer = readable_exercises(asker).filter(pk=pk).select_related("person", "release").first()
    if answer is None or answer.question_id not in answer.release.structure.get("marked", []):
        return None
    units = answer.release.structure["units"]
    unit = next(one["id"] for one in units if answer.question_id in one["exercises"])
    page = ReleaseUnit.objects.get(release=answer.release, kind=ReleaseUnit.Kind.UNIT, unit_id=unit)
    question = questions_of(page.learner)[answer.question_id]
    return _piece(answer, answer.release, answer.person, question, answer.at)


def _piece(
    answer: Answer | ExerciseAnswer, release: Release, person: User, question: Question, written: datetime
) -> Piece:
    in_attempt = isinstance(answer, Answer)
    marks = list(answer.marks.select_related("by").order_by("pk"))
    return Piece(
        id=f"{'a' if in_attempt else 'e'}{answer.pk}",
        answer_id=answer.pk if in_attempt else None,
        exercise_id=None if in_attempt else answer.pk,
        course=release.structure["id"],
        title=release.structure["title"],
        release_id=release.pk,
        person_id=person.pk,
        author=person.display_name,
        question=question,
        response=answer.response or {},
        written_at=written,
        due=due_on(written),
        scores=marks[-1].scores if marks else {},
        given=[given_of(mark, question) for mark in marks],
    )


def given_of(mark: Mark, question: Question) -> Given:
    rubric = criteria(question)
    chosen = [
        (criterion["html"], level["html"])
        for criterion in rubric
        for level in criterion["levels"]
        if level["score"] == mark.scores.get(criterion["id"])
    ]
    return Given(
        levels=chosen,
        score=sum(mark.scores.get(criterion["id"], 0) for criterion in rubric),
        of=sum(most_of(criterion) for criterion in rubric),
        comment=mark.comment,
        by=mark.by.display_name if mark.by else "",
        at=mark.at,
    )


def model_answer(found: Piece) -> str:
    """The author's model answer as block HTML, for the educator's eyes; "" when there is none. 1 query."""
    return keys_of(Release(pk=found.release_id))[found.question["id"]].get("model_answer", "")


def removed_on(response: Response | None) -> date | None:
    """The day on which an educator removed a text; None for one that still stands."""
    return date.fromisoformat(response["on"]) if response and "purged" in response else None


def removed_slots(attempt: Attempt) -> dict[int, date]:
    """Answers of an attempt that an educator removed: slot → the day. No query where the answers are read already."""
    days = {answer.slot: removed_on(answer.response) for answer in attempt.answers.all()}
    return {slot: day for slot, day in days.items() if day is not None}


def marks_in_attempt(attempt: Attempt, quiz: dict[str, Any]) -> dict[int, Given]:
    """What the writer is told of the newest mark of each answer: slot → mark. 1 query, none without such questions."""
    questions = marked_questions(quiz)
    if not questions:
        return {}
    rows = Mark.objects.filter(answer__attempt=attempt).select_related("by", "answer").order_by("pk")
    return {row.answer.slot: given_of(row, questions[attempt.layout[row.answer.slot]["question"]]) for row in rows}


def marks_of_exercises(person: User, course_id: int, questions: dict[str, Question]) -> dict[str, Given]:
    """The newest mark of each of these exercises, for its writer: question id → mark. 1 query, none without any."""
    if not questions:
        return {}
    rows = Mark.objects.filter(
        exercise__person=person.pk, exercise__course=course_id, exercise__question_id__in=questions
    ).select_related("by", "exercise")
    return {row.exercise.question_id: given_of(row, questions[row.exercise.question_id]) for row in rows.order_by("pk")}


def marker_of(course_id: int) -> str:
    """Whom a reflection is with: the name of the only educator of the course, "" when there are none or several."""
    names = CourseEditor.objects.filter(course=course_id).values_list("person__display_name", flat=True)[:2]
    return names[0] if len(names) == 1 else ""
