"""From finished units and passed quizzes to a completed course."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from courses.learning.models import Enrolment, Grade, Mark, UnitProgress
from courses.learning.queries import reader_of, rules_of
from courses.learning.rules import is_complete, units_carry_over
from courses.operations import outbox


def complete_enrolment(*, enrolment_id: int) -> None:
    """Complete the enrolment if everything its rules ask is done. Once completed it stays so; again does nothing."""
    with transaction.atomic():
        rows = Enrolment.objects.select_for_update(of=("self",), no_key=True)  # no skip is taken back while it counts
        enrolment = rows.select_related("person", "rules_release", "course__current").get(pk=enrolment_id)
        if enrolment.completed_at is not None:
            return
        release, newest = rules_of(enrolment), enrolment.course.current
        if not is_complete(
            release.structure,
            reader_of(enrolment.person),
            finished=finished_units(enrolment),
            passed=passed_quizzes(enrolment),
            marked=marked_reflections(enrolment) if "marked" in release.structure else (),
            newest=newest.structure if newest else None,
        ):
            return
        changed = Enrolment.objects.filter(pk=enrolment.pk, completed_at=None).update(
            completed_at=timezone.now(), completed_release=release
        )
        if changed:
            outbox.emit("course.completed", key=enrolment.pk, ids={"enrolment_id": enrolment.pk})


def complete_enrolments_of(*, person_id: int) -> None:
    """After a person's role or region changed: complete what asks nothing more of them now."""
    _complete_all(Enrolment.objects.filter(person=person_id))


def complete_enrolments_in(*, course_id: int) -> None:
    """After a release: complete what it asks nothing more of, where it already decides."""
    _complete_all(Enrolment.objects.filter(course=course_id))


def _complete_all(enrolments: QuerySet[Enrolment]) -> None:
    for enrolment_id in enrolments.filter(completed_at=None).values_list("pk", flat=True):
        complete_enrolment(enrolment_id=enrolment_id)


def finished_units(enrolment: Enrolment) -> set[str]:
    """Units that count as finished: done in any cycle, where the quiz of a renewal covers them, or skipped in this one.

    1 query; up to 3 more in a renewal.
    """
    done = Q(finished_at__isnull=False)
    if enrolment.cycle > 1 and not _carried_over(enrolment):
        done &= Q(enrolment=enrolment)
    counts = done | Q(enrolment=enrolment, skipped_at__isnull=False)
    return set(_progress_of(enrolment).filter(counts).values_list("unit_id", flat=True))


def _carried_over(enrolment: Enrolment) -> bool:
    newest = enrolment.course.current
    rules, reader = rules_of(enrolment).structure, reader_of(enrolment.person)
    return units_carry_over(rules, reader, newest.structure if newest else None)


def units_done(enrolment: Enrolment) -> set[str]:
    """Units this person has really finished in the course, in whichever cycle. 1 query."""
    return set(_progress_of(enrolment).filter(finished_at__isnull=False).values_list("unit_id", flat=True))


def units_skipped(enrolment: Enrolment) -> set[str]:
    """Units that this cycle passed over after a start check, and that were done in none. 1 query, 2 if there are."""
    skipped = UnitProgress.objects.filter(enrolment=enrolment, skipped_at__isnull=False)
    units = set(skipped.values_list("unit_id", flat=True))
    return units - units_done(enrolment) if units else units


def _progress_of(enrolment: Enrolment) -> QuerySet[UnitProgress]:
    return UnitProgress.objects.filter(enrolment__person=enrolment.person_id, enrolment__course=enrolment.course_id)


def passed_quizzes(enrolment: Enrolment) -> set[str]:
    """Graded quizzes and labs passed: they share one set of ids. A lab belongs to a unit, so earlier cycles count."""
    same_course = Q(
        attempt__kind="lab",
        attempt__enrolment__person=enrolment.person_id,
        attempt__enrolment__course=enrolment.course_id,
    )
    passed = Grade.objects.filter(Q(attempt__enrolment=enrolment) | same_course, passed=True)
    return set(passed.values_list("attempt__item_id", flat=True))


def was_tested(enrolment: Enrolment) -> bool:
    """Whether a graded quiz or lab was passed in this enrolment: complete without one, it was not tested. 1 query."""
    return Grade.objects.filter(attempt__enrolment=enrolment, passed=True).exists()


def marked_reflections(enrolment: Enrolment) -> set[str]:
    """Exercises of the course that an educator has marked for this person, in whichever of their texts. 1 query."""
    marks = Mark.objects.filter(exercise__person=enrolment.person_id, exercise__course=enrolment.course_id)
    return set(marks.values_list("exercise__question_id", flat=True))
