"""What is kept for how long: the cases of a lab run for 90 days, then its counts; answers to exercises for 24 months,
then only that they were tried. Once a day (courses/tasks.py), in batches, each its own transaction; again changes
nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from courses.authoring.models import Release
from courses.learning.models import Answer, Attempt, ExerciseAnswer, LabRecord, Mark

CASES_KEPT = timedelta(days=90)
EXERCISES_KEPT = 24  # months
AT_ONCE = 500
OVER = (Attempt.State.GRADED, Attempt.State.VOID)  # nobody needs the answers of such a run for its grade any more
THINNED = {"thinned": True}
"""Stands for an answer to an exercise that is kept no longer: the fact that there was one."""


def keep_house() -> None:
    """The daily job."""
    now = timezone.now()
    thin_runs(now)
    thin_exercises(now)


def empty_runs(attempt_ids: Collection[int]) -> None:
    """Take the answers and the layouts out of runs; the runs themselves and their grades stay. Within a transaction."""
    Answer.objects.filter(attempt__in=attempt_ids).delete()
    Attempt.objects.filter(pk__in=attempt_ids, kind="lab").update(layout={})


def thin_runs(now: datetime) -> int:
    """Thin runs finished more than 90 days ago to their counts. Returns how many.

    A run that its owner deleted before it was graded is emptied with them, as soon as it has its grade.
    """
    due = LabRecord.objects.filter(attempt__state__in=OVER).filter(
        Q(thinned_at=None, finished_at__lt=now - CASES_KEPT) | Q(thinned_at=None, erased_at__isnull=False)
    )
    count = 0
    while batch := dict(due.order_by("pk").values_list("pk", "attempt_id")[:AT_ONCE]):
        with transaction.atomic():
            empty_runs(batch.values())
            LabRecord.objects.filter(pk__in=batch).update(thinned_at=now)
        count += len(batch)
    return count


def thin_exercises(now: datetime) -> int:
    """Thin answers to exercises from more than 24 months ago. Returns how many are gone or emptied.

    Of each person and exercise the newest answer stays as a bare fact (a unit asks whether it was tried), and so does
    one that an educator has marked. A reflection that counts and waits for its mark is not touched.
    """
    old = ExerciseAnswer.objects.filter(at__lt=months_before(now, EXERCISES_KEPT)).exclude(response=THINNED)
    last, count = 0, 0
    while batch := list(old.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = batch[-1].pk
        count += _thin(batch)
    return count


@transaction.atomic
def _thin(batch: list[ExerciseAnswer]) -> int:
    ids = {row.pk for row in batch}
    marked = set(Mark.objects.filter(exercise__in=ids).values_list("exercise", flat=True))
    counting = dict(
        Release.objects.filter(pk__in={row.release_id for row in batch}, structure__has_key="marked").values_list(
            "pk", "structure__marked"
        )
    )
    waiting = {row.pk for row in batch if row.question_id in counting.get(row.release_id, ())} - marked
    newest = _newest(batch)
    stays = {row.pk for row in batch if row.pk in marked or newest[_whose(row)] == row.pk} - waiting
    ExerciseAnswer.objects.filter(pk__in=ids - stays - waiting).delete()
    ExerciseAnswer.objects.filter(pk__in=stays).update(response=THINNED, correct=None, sure="")
    return len(ids - waiting)


def _whose(row: ExerciseAnswer) -> tuple[int, int, str]:
    return row.person_id, row.course_id, row.question_id


def _newest(batch: list[ExerciseAnswer]) -> dict[tuple[int, int, str], int]:
    """The id of the newest answer of each person to each exercise in the batch."""
    rows = ExerciseAnswer.objects.filter(
        person__in={row.person_id for row in batch}, question_id__in={row.question_id for row in batch}
    )
    named = rows.order_by("pk").values_list("person_id", "course_id", "question_id", "pk")
    return {(person, course, question): pk for person, course, question, pk in named}


def months_before(moment: datetime, months: int) -> datetime:
    """The same day of an earlier month, or the last one that month has."""
    index = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(index, 12)
    first = moment.replace(year=year, month=month + 1, day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first.replace(day=min(moment.day, (following - timedelta(days=1)).day))
