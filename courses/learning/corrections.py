"""What a published correction sets off: marking again, batch by batch, then telling those it concerns.

A batch is a transaction and leaves behind the event that starts the next one, so a worker that dies in the middle is
followed by one that goes on; every batch may be called twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction

from courses.authoring.models import Correction
from courses.learning.enrolments import ensure_enrolment
from courses.learning.models import Answer, Attempt, Enrolment, ExerciseAnswer, Grade
from courses.learning.notices import notify
from courses.learning.queries import current_release
from courses.learning.remarking import (
    Renames,
    cached_keys,
    holds,
    may_rise,
    of_older_releases,
    remark,
    renames,
    whole,
    with_detail,
)
from courses.learning.services import Locked, open_attempt
from courses.operations import outbox
from courses.people.models import User

SCANNED = 1000  # attempts looked at in one batch; those that hold a corrected question are read whole
TOLD = 200  # enrolments in one batch


def begin(*, course_id: int) -> None:
    """After a release: start the work of its correction, if it is one. What has been started is not started again."""
    with transaction.atomic():
        for pk in Correction.objects.filter(release__course=course_id).values_list("pk", flat=True):
            _go_on("correction.published", pk, 0)


def _go_on(event: str, correction_id: int, after: int) -> None:
    outbox.emit(event, key=f"{correction_id}:{after}", ids={"correction_id": correction_id, "after": after})


def remark_batch(*, correction_id: int, after: int) -> None:
    """Mark the next attempts again, those with ids above `after`; then the next batch, or the telling.

    An attempt that is being graded at this moment is waited for: either its grader sees this correction, or this does.
    """
    with transaction.atomic():
        correction = Correction.objects.select_related("release").get(pk=correction_id)
        release = correction.release
        names, keys = renames(release.course_id, release.number), cached_keys()
        rows = of_older_releases(release.course_id, release.number).filter(pk__gt=after)
        scanned = list(with_detail(rows)[:SCANNED])
        found = [pk for pk, *known in scanned if may_rise(*known, names, correction.questions)]
        for attempt in whole(Attempt.objects.filter(pk__in=found).order_by("pk")).select_for_update(of=("self",)):
            remark(attempt, correction, names, keys)
        if scanned:
            _go_on("correction.published", correction_id, scanned[-1][0])
        else:
            _go_on("correction.remarked", correction_id, 0)


def notify_batch(*, correction_id: int, after: int) -> None:
    """Tell the next people whom the correction concerns, by enrolments with ids above `after`; then the next batch."""
    with transaction.atomic():
        correction = Correction.objects.select_related("release").get(pk=correction_id)
        rows = Enrolment.objects.filter(
            course=correction.release.course_id, pk__gt=after, started_at__lte=correction.at
        ).order_by("pk")
        batch = list(rows.select_related("person", "completed_release")[:TOLD])
        concerned = _concerned(correction, batch)
        up = Grade.objects.filter(attempt__enrolment__in=batch, key_release=correction.release, revision__gt=1)
        raised = set(up.values_list("attempt__enrolment__person", flat=True))
        notify(correction, [one.person for one in batch if one.pk in concerned], raised=raised)
        if batch:
            _go_on("correction.remarked", correction_id, batch[-1].pk)


def _concerned(correction: Correction, batch: list[Enrolment]) -> set[int]:
    """Enrolments of those who answered a corrected question or completed with it; of all, when it is about the text."""
    if not correction.questions:
        return {enrolment.pk for enrolment in batch}
    release = correction.release
    names, keys = renames(release.course_id, release.number), cached_keys()
    corrected = set(correction.questions)
    found = {
        enrolment.pk
        for enrolment in batch
        if enrolment.completed_release is not None
        and enrolment.completed_release.number < release.number
        and {names.now(one, enrolment.completed_release.number) for one in keys(enrolment.completed_release_id)}
        & corrected
    }
    return found | _answered_in_quizzes(correction, batch, names) | _answered_in_units(correction, batch, names)


def _answered_in_quizzes(correction: Correction, batch: list[Enrolment], names: Renames) -> set[int]:
    rows = Answer.objects.filter(
        attempt__enrolment__in=batch,
        attempt__kind="quiz",
        attempt__release__number__lt=correction.release.number,
        response__isnull=False,
    ).values_list("attempt__enrolment_id", "attempt__layout", "attempt__release__number", "slot")
    return {
        enrolment
        for enrolment, layout, number, slot in rows
        if names.now(layout[slot]["question"], number) in correction.questions
    }


def _answered_in_units(correction: Correction, batch: list[Enrolment], names: Renames) -> set[int]:
    people = defaultdict(set)
    for enrolment in batch:
        people[enrolment.person_id].add(enrolment.pk)
    rows = ExerciseAnswer.objects.filter(
        person__in=people, course=correction.release.course_id, release__number__lt=correction.release.number
    ).values_list("person_id", "question_id", "release__number")
    return {
        enrolment
        for person, question, number in rows
        if names.now(question, number) in correction.questions
        for enrolment in people[person]
    }


class NotRestarted(Exception):
    """The attempt goes on as it is: it is not open any more, or nothing in it was corrected."""


@transaction.atomic
def restart(*, person: User, attempt_id: int) -> Attempt | Locked:
    """Put an open attempt aside and open another on the newest release, without using one up.

    Only where a question of it was corrected since. Raises Attempt.DoesNotExist for a foreign attempt and NotRestarted
    where it may not be, as after a second click.
    """
    attempt = Attempt.objects.select_related("release", "enrolment__course").get(
        pk=attempt_id, enrolment__person=person, kind="quiz"
    )
    if not may_restart(attempt):
        raise NotRestarted
    if not Attempt.objects.filter(pk=attempt.pk, state=Attempt.State.OPEN).update(state=Attempt.State.VOID):
        raise NotRestarted
    release = current_release(attempt.enrolment.course.slug)
    assert release is not None
    ensure_enrolment(person=person, release=release)
    opened = open_attempt(person=person, release=release, quiz_id=attempt.item_id)
    if isinstance(opened, Locked):  # then it is better to have the old one
        transaction.set_rollback(True)
    return opened


def may_restart(attempt: Attempt) -> bool:
    """Whether an open attempt holds a question that was corrected since, in a quiz that still exists.

    No query while its release is the newest, else 1 small one, a few more where something of the course was corrected.
    """
    release = attempt.release
    if attempt.state != Attempt.State.OPEN or attempt.enrolment.course.current_id == release.pk:
        return False
    corrected = Correction.objects.filter(release__course=release.course_id, release__number__gt=release.number)
    later = list(corrected.values_list("release__number", "questions"))
    if not any(
        holds(attempt.layout, release.number, renames(release.course_id, number), questions)
        for number, questions in later
    ):
        return False
    newest = current_release(release.structure["id"])
    return newest is not None and attempt.item_id in [quiz["id"] for quiz in newest.structure["quizzes"]]


def restartable(person: User, attempts: Collection[int]) -> list[int]:
    """Those of a person's attempts that may be begun anew."""
    rows = Attempt.objects.filter(pk__in=attempts, enrolment__person=person, kind="quiz").select_related("release")
    return [attempt.pk for attempt in rows if may_restart(attempt)] if attempts else []
