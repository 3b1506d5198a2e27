"""Marking again after a correction: with the key of the corrected release, upwards only, question by question.

A question is marked again where it is still of the same kind and the stored answer still fits it. What a correction
would take away is kept: per question, in total, and a pass that was reached. Reflections keep their educator's mark.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.authoring.models import Correction, Course, Release
from courses.core import kinds
from courses.core.document import Key, Response
from courses.learning.feedback import keys_of
from courses.learning.models import Answer, Attempt, Grade
from courses.learning.notices import notify
from courses.learning.queries import attempt_rules
from courses.operations import outbox

Detail = list[dict[str, Any]]  # as kept with a grade: {"question", "fraction", "correct"} a slot
Keys = Callable[[int], Mapping[str, Key]]  # release id -> its marking key
AT_ONCE = 500  # attempts read together


@dataclass(frozen=True, slots=True)
class Raised:
    """An attempt whose result would go up. Points are exact; `passes` says that it would pass and did not before."""

    attempt_id: int
    enrolment_id: int
    before: Fraction
    after: Fraction
    out_of: int
    passes: bool


@dataclass(frozen=True, slots=True)
class Renames:
    """How questions of a course were renamed: release number -> {new id: the id before}, up to a corrected release."""

    by_release: Mapping[int, Mapping[str, str]]

    def now(self, question: str, number: int) -> str:
        """What a question of release `number` is called in the corrected one."""
        for release in sorted(self.by_release):
            if release > number:
                forward = {before: after for after, before in self.by_release[release].items()}
                question = forward.get(question, question)
        return question


def renames(course_id: int, upto: int) -> Renames:
    """1 query."""
    rows = Release.objects.filter(course=course_id, number__lte=upto).exclude(was={}).values_list("number", "was")
    return Renames(dict(rows))


def cached_keys() -> Keys:
    """Reads each marking key once."""
    return cache(lambda release_id: keys_of(Release(pk=release_id)))


def holds(layout: Iterable[Mapping[str, Any]], number: int, names: Renames, questions: Collection[str]) -> bool:
    """Whether an attempt drew one of the corrected questions, under the name it had then or now."""
    return any(names.now(slot["question"], number) in questions for slot in layout)


def may_rise(
    layout: Sequence[Mapping[str, Any]], detail: Detail | None, number: int, names: Renames, questions: Collection[str]
) -> bool:
    """Whether a corrected question of an attempt could be worth more than it is; True while it has no grade."""
    if detail is None:
        return holds(layout, number, names, questions)
    left = (slot for slot, row in zip(layout, detail, strict=True) if row["fraction"] != "1")
    return holds(left, number, names, questions)


def better(
    layout: Sequence[Mapping[str, Any]],
    detail: Detail,
    answers: Mapping[int, Response],
    old: Mapping[str, Key],
    new: Mapping[str, Key],
    now: Callable[[str], str],
    questions: Collection[str],
) -> Detail:
    """The detail of a grade with every corrected question at its higher worth. Pure. `answers`: slot -> response."""
    made = []
    for number, (slot, row) in enumerate(zip(layout, detail, strict=True)):
        question = now(slot["question"])
        response, before = answers.get(number), old[slot["question"]]
        after = new.get(question) if question in questions else None
        if after is not None and response is not None and after["kind"] == before["kind"] and fits(after, response):
            score = kinds.score(after, response)
            if score.correct is not None and score.fraction > Fraction(row["fraction"]):
                row = {**row, "fraction": str(score.fraction), "correct": score.correct}
        made.append(row)
    return made


def fits(key: Key, response: Response) -> bool:
    """Whether everything that was chosen still exists in the corrected question.

    Of a matching only its left side counts: a key does not list the choices that are nobody's partner.
    """
    if "pairs" in response:
        return set(response["pairs"]) <= set(key.get("pairs", {}))
    if "order" in response:
        return sorted(response["order"]) == sorted(key.get("order", []))
    chosen = response.get("choices", [response["choice"]] if "choice" in response else [])
    return set(chosen) <= set(key.get("options", chosen))


def points(detail: Detail, layout: Sequence[Mapping[str, Any]], old: Mapping[str, Key]) -> Fraction:
    """What a detail is worth in all, with the points the questions had in the attempt's own release."""
    worth = [
        Fraction(row["fraction"]) * old[slot["question"]]["points"] for slot, row in zip(layout, detail, strict=True)
    ]
    return sum(worth, Fraction(0))


def outcome(
    attempt: Attempt, grade: Grade, key: Mapping[str, Key], questions: Collection[str], names: Renames, keys: Keys
) -> tuple[Detail, Raised] | None:
    """What a correction would make of a graded attempt; None when nothing goes up."""
    old = keys(attempt.release_id)
    answers = {answer.slot: answer.response for answer in attempt.answers.all() if answer.response is not None}
    number = attempt.release.number
    made = better(
        attempt.layout, grade.detail, answers, old, key, lambda question: names.now(question, number), questions
    )
    before, after = (points(detail, attempt.layout, old) for detail in (grade.detail, made))
    if after <= before:
        return None
    share = after / grade.out_of if grade.out_of else Fraction(1)
    reached = share >= Fraction(attempt_rules(attempt)["pass_mark"], 100)
    passes = reached and not grade.passed
    return made, Raised(attempt.pk, attempt.enrolment_id, before, after, grade.out_of, passes)


def of_older_releases(course_id: int, number: int) -> QuerySet[Attempt]:
    """Attempts at quizzes that were handed in, on a release before this one."""
    handed_in = Attempt.objects.filter(enrolment__course=course_id, release__number__lt=number, kind="quiz")
    return handed_in.exclude(state__in=[Attempt.State.OPEN, Attempt.State.VOID])


def with_detail(attempts: QuerySet[Attempt]) -> QuerySet[Attempt, tuple[int, Any, Detail | None, int]]:
    """(id, layout, detail of the newest grade or None, number of the release) of each attempt, by id. 1 query."""
    newest = Grade.objects.filter(attempt=OuterRef("pk")).order_by("-revision")
    attempts = attempts.annotate(detail=Subquery(newest.values("detail")[:1])).order_by("pk")
    return attempts.values_list("pk", "layout", "detail", "release__number")


def whole(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """With everything `outcome` reads. 5 queries for any number; each release is read and decoded once."""
    return attempts.select_related("enrolment").prefetch_related(
        "release",
        "enrolment__rules_release",
        Prefetch("answers", Answer.objects.order_by("slot").only("attempt_id", "slot", "response")),
        Prefetch("grades", Grade.objects.order_by("revision")),
    )


def preview(
    course: Course, key: Mapping[str, Key], ids: Collection[str], was: Mapping[str, str] | None = None
) -> list[Raised]:
    """Whose result would go up if the newest text of the course, with this key, corrected the questions `ids`.

    Reads only. `was` are the renames of the text that is about to be published. For a page: counts, never names.
    """
    if not ids or course.current is None:
        return []
    number = course.current.number + 1
    names, keys = renames(course.pk, number), cached_keys()
    names = Renames({**names.by_release, number: dict(was or {})})
    rows = with_detail(of_older_releases(course.pk, number).filter(state=Attempt.State.GRADED))
    found = [pk for pk, *known in rows.iterator() if may_rise(*known, names, ids)]
    raised = []
    for first in range(0, len(found), AT_ONCE):
        for attempt in whole(Attempt.objects.filter(pk__in=found[first : first + AT_ONCE])):
            made = outcome(attempt, list(attempt.grades.all())[-1], key, ids, names, keys)
            raised += [made[1]] if made else []
    return raised


def remark(attempt: Attempt, correction: Correction, names: Renames, keys: Keys) -> bool:
    """Apply one correction to a graded attempt, which must be locked. Says whether its result went up.

    What went up once cannot go up again by the same key, so a second call does nothing.
    """
    grade = max(attempt.grades.all(), key=lambda one: one.revision, default=None)
    if grade is None:
        return False
    key = keys(correction.release_id)
    made = outcome(attempt, grade, key, correction.questions, names, keys)
    if made is None:
        return False
    detail, raised = made
    reason = _("Correction in release %(number)s") % {"number": correction.release.number}
    add_revision(attempt, grade, detail, raised.after, raised.passes, reason=reason, key_release=correction.release)
    return True


def add_revision(
    attempt: Attempt,
    before: Grade,
    detail: Detail,
    worth: Fraction,
    passes: bool,
    *,
    reason: str,
    key_release: Release,
    by_id: int | None = None,
) -> Grade:
    """The next, higher grade of an attempt, and the event that lets a new pass complete the course."""
    grade = Grade.objects.create(
        attempt=attempt,
        revision=before.revision + 1,
        score=Decimal(worth.numerator) / Decimal(worth.denominator),
        out_of=before.out_of,
        passed=before.passed or passes,
        detail=detail,
        reason=reason,
        by_id=by_id,
        key_release=key_release,
        at=timezone.now(),
    )
    outbox.emit("attempt.graded", key=f"{attempt.pk}:{grade.revision}", ids={"enrolment_id": attempt.enrolment_id})
    return grade


def catch_up(attempt: Attempt) -> None:
    """Apply what was corrected while an attempt on an older release was still under way. For a fresh first grade."""
    corrections = Correction.objects.filter(
        release__course=attempt.enrolment.course_id, release__number__gt=attempt.release.number
    )
    keys = cached_keys()
    for correction in corrections.select_related("release").order_by("release__number"):
        names = renames(attempt.enrolment.course_id, correction.release.number)
        if holds(attempt.layout, attempt.release.number, names, correction.questions):
            raised = remark(attempt, correction, names, keys)
            person = attempt.enrolment.person
            notify(correction, [person], raised=[person.pk] if raised else [])
