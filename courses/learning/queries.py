"""Reads of the learning package: fixed numbers of SQL queries, frozen answers, only what the asking person may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from courses.authoring.models import Course, Release, ReleaseUnit
from courses.authoring.page_parts import renderer
from courses.core.document import QuizSummary, Structure
from courses.learning.models import Answer, Attempt, AttemptRequest, Enrolment, ExerciseAnswer, Grade, UnitProgress
from courses.learning.rules import Reader, units_carry_over
from courses.people.models import User

Asker = User | AnonymousUser
rendered = caches["rendered"]


def reader_of(person: Asker) -> Reader:
    if not person.is_authenticated:
        return Reader()
    return Reader(role=person.job_role, region=person.region)


def rules_of(enrolment: Enrolment, current: Release | None = None) -> Release:
    """The release whose rules count: that of the beginning for 90 days, then the newest (`current`, if known)."""
    if timezone.now() <= enrolment.rules_until:
        return enrolment.rules_release
    return current or enrolment.course.current or enrolment.rules_release


def quiz_rules(structure: Structure, quiz_id: str) -> QuizSummary:
    """The summary of one quiz. Raises KeyError when the release has no such quiz."""
    for quiz in structure["quizzes"]:
        if quiz["id"] == quiz_id:
            return quiz
    raise KeyError(quiz_id)


def rules_for(kept: Structure, shown: Structure, quiz_id: str) -> QuizSummary:
    """A quiz of the release `shown` under the rules of the release `kept`: pass mark, attempts and waiting time.

    A quiz that `kept` does not know has its own rules. Raises KeyError when `shown` has no such quiz.
    """
    quiz = quiz_rules(shown, quiz_id)
    own = next((one for one in kept["quizzes"] if one["id"] == quiz_id), quiz)
    return {**quiz, "pass_mark": own["pass_mark"], "attempts": own["attempts"], "wait_hours": own["wait_hours"]}


def attempt_rules(attempt: Attempt) -> QuizSummary:
    """What an attempt is judged by: the rules its learner had when it was opened, whatever is published later."""
    enrolment = attempt.enrolment
    kept = enrolment.rules_release if attempt.opened_at <= enrolment.rules_until else attempt.release
    return rules_for(kept.structure, attempt.release.structure, attempt.item_id)


def published() -> list[Release]:
    """The newest release of every published course, by title."""
    releases = Release.objects.filter(pk__in=Course.objects.exclude(current=None).values("current"))
    return sorted(releases.select_related("course"), key=lambda one: (one.structure["title"].casefold(), one.course_id))


def current_release(slug: str) -> Release | None:
    rows = Release.objects.filter(course__slug=slug, course__current=F("pk")).select_related("course")
    return next(iter(rows), None)  # one at most: `first` would sort it, at a third of the cost


def release_with(asker: Asker, slug: str, holds: Callable[[Structure], bool]) -> Release | None:
    """The newest release; where it no longer `holds` what is asked for, the one whose rules the asker goes by.

    So what somebody's rules require stays within reach after it was taken out of the course.
    """
    release = current_release(slug)
    if release is None or holds(release.structure):
        return release
    enrolment = latest_enrolment(asker, release.course_id)
    kept = rules_of(enrolment, release) if enrolment else release
    return kept if holds(kept.structure) else release


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit as a person sees it now."""

    release: Release
    page: ReleaseUnit
    place: str
    finished_at: datetime | None
    answers: dict[str, ExerciseAnswer]
    skipped_at: datetime | None = None  # passed over after a start check, and not done since
    complete: bool = False  # the course is, so what was skipped stays so


def unit_page(asker: Asker, slug: str, unit_id: str) -> UnitPage | None:
    """A unit of the newest release with the asker's own place and answers; None when there is no such unit.

    A unit that was taken out since is served to those whose rules still ask for it. 3 queries, 1 for a visitor: a page
    that this process has served before is not read again.
    """
    current = Course.objects.filter(slug=slug).values_list("current", "current__sha256").first()
    page = _stored_page(*current, unit_id) if current is not None else None
    if page is None:
        kept = release_with(asker, slug, lambda structure: unit_id in [unit["id"] for unit in structure["units"]])
        page = _stored_page(kept.pk, kept.sha256, unit_id) if kept else None
    if page is None:
        return None
    if not asker.is_authenticated:
        return UnitPage(page.release, page, "", None, {})
    place, finished_at, skipped_at, complete = _progress(asker, page.release, unit_id)
    blocks = [block for step in page.parts for block in step["blocks"] if "question" in block]
    asked = [block["question"] for block in blocks]
    asked += [block["pair"] for block in blocks if "pair" in block and block["pair"] not in asked]  # of another unit
    answers = exercise_answers(asker, page.release.course_id, asked) if asked else {}
    return UnitPage(page.release, page, place, finished_at, answers, skipped_at, complete)


def _progress(asker: Asker, release: Release, unit_id: str) -> tuple[str, datetime | None, datetime | None, bool]:
    """Where the person stopped in a unit, and when they last finished it: what an earlier cycle finished stays so, if a
    quiz covers it, or the newest cycle is complete. Then when this cycle skipped it, and whether that cycle is
    complete.

    1 query; 1 more for what was skipped and not finished, or finished where no quiz asks the person anything.
    """
    course_id = release.course_id
    rows = list(
        UnitProgress.objects.filter(enrolment__person=asker.pk, enrolment__course=course_id, unit_id=unit_id)
        .order_by("-enrolment__cycle")
        .values_list("place", "finished_at", "skipped_at", "enrolment__cycle", "enrolment__completed_at")
    )
    if not rows:
        return "", None, None, False
    place, _finished, skipped, cycle, completed = rows[0]
    finished = next((row[1] for row in rows if row[1] is not None), None)
    carried = finished is None or units_carry_over(release.structure, reader_of(asker))
    if carried and (finished is not None or skipped is None):
        return place, finished, None, False
    newer = Enrolment.objects.filter(person=asker.pk, course=course_id, cycle__gt=cycle).order_by("cycle")
    ends = list(newer.values_list("completed_at", flat=True))
    later = bool(ends)
    if not carried and (ends[-1] if later else completed):
        return place, finished, None, True
    if not carried:
        own = None if later else rows[0][1]
        return place, own, None if own or later else skipped, completed is not None
    return place, None, None if later else skipped, completed is not None


def _stored_page(release_id: int | None, sha256: str | None, unit_id: str) -> ReleaseUnit | None:
    """A unit's stored page with its release. Both never change, but for HTML made by another version of the program:
    that is read each time, until `course rerender` has made it anew.
    """
    if release_id is None:
        return None
    name = f"unit:{release_id}:{sha256}:{renderer()}:{unit_id}"
    page = rendered.get(name)
    if page is None:
        page = (
            ReleaseUnit.objects.filter(release=release_id, kind=ReleaseUnit.Kind.UNIT, unit_id=unit_id)
            .select_related("release")
            .defer("learner")
            .first()
        )
        if page is not None and page.renderer == renderer():
            rendered.set(name, page)
    return page


def exercise_answers(asker: Asker, course_id: int, question_ids: list[str]) -> dict[str, ExerciseAnswer]:
    """The newest answer of a person to each of these questions; none where only the fact is kept. 1 query."""
    rows = ExerciseAnswer.objects.filter(person=asker.pk, course=course_id, question_id__in=question_ids).order_by("pk")
    return {row.question_id: row for row in rows if "thinned" not in row.response}


def latest_enrolment(asker: Asker, course_id: int) -> Enrolment | None:
    if not asker.is_authenticated:
        return None
    return (
        Enrolment.objects.filter(person=asker.pk, course=course_id)
        .select_related("rules_release", "course__current")
        .order_by("-cycle")
        .first()
    )


def own_attempt(asker: Asker, attempt_id: int) -> Attempt | None:
    """An attempt of the asker at a quiz, with its release, course and answers. 2 queries; None for anybody else's."""
    if not asker.is_authenticated:
        return None
    rows = (
        Attempt.objects.filter(pk=attempt_id, enrolment__person=asker.pk, kind="quiz")
        .select_related("enrolment__course", "release")
        .prefetch_related(Prefetch("answers", Answer.objects.order_by("slot")))
    )
    attempt = next(iter(rows), None)
    if attempt is not None and attempt.enrolment.rules_release_id == attempt.release_id:
        attempt.enrolment.rules_release = attempt.release
    return attempt


def quiz_page(release_id: int, quiz_id: str) -> dict[str, Any]:
    """The learner view of a graded quiz (QuizView). Raises ReleaseUnit.DoesNotExist."""
    rows = ReleaseUnit.objects.filter(release=release_id, kind=ReleaseUnit.Kind.QUIZ, unit_id=quiz_id)
    return rows.values_list("learner", flat=True).get()  # the row holds its HTML as well


@dataclass(frozen=True, slots=True)
class Try:
    """One earlier or open attempt and its best grade, without answers."""

    id: int
    number: int
    state: str
    opened_at: datetime
    submitted_at: datetime | None
    receipt: str
    score: float | None
    out_of: int | None
    passed: bool | None
    release_id: int
    questions: tuple[str, ...]  # ids of those it asks


def tries(enrolment: Enrolment | None, quiz_id: str) -> list[Try]:
    """All attempts of an enrolment at a quiz, oldest first, each with its newest grade. 1 query."""
    if enrolment is None:
        return []
    newest = Grade.objects.filter(attempt=OuterRef("pk")).order_by("-revision")
    rows = (
        Attempt.objects.filter(~Q(state=Attempt.State.VOID), enrolment=enrolment, item_id=quiz_id)
        .annotate(
            score=Subquery(newest.values("score")[:1]),
            out_of=Subquery(newest.values("out_of")[:1]),
            passed=Subquery(newest.values("passed")[:1]),
        )
        .order_by("number")
        .values_list(
            "pk",
            "number",
            "state",
            "opened_at",
            "submitted_at",
            "receipt",
            "score",
            "out_of",
            "passed",
            "release_id",
            "layout",
            named=True,
        )
    )
    return [
        Try(
            row.pk,
            row.number,
            row.state,
            row.opened_at,
            row.submitted_at,
            row.receipt,
            None if row.score is None else float(row.score),
            row.out_of,
            row.passed,
            row.release_id,
            tuple(slot["question"] for slot in row.layout),
        )
        for row in rows
    ]


def used_up(attempts: int | None, made: int, enrolment_id: int | None, item_id: str) -> bool:
    """Whether no attempt is left of a quiz or lab that allows `attempts` (None: any number) after `made` ones.

    Each request that was granted is one more. 1 query, none while the rule itself leaves one.
    """
    if attempts is None or made < attempts:
        return False
    granted = AttemptRequest.objects.filter(enrolment=enrolment_id, item_id=item_id, granted=True)
    return made >= attempts + (granted.count() if enrolment_id else 0)


def newest_grade(attempt: Attempt) -> Grade | None:
    return Grade.objects.filter(attempt=attempt).order_by("-revision").first()
