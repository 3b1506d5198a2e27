"""That a correction concerns somebody: kept once, mailed once where it is about safety, shown until it is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import DecimalField, Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from courses.authoring.models import Correction
from courses.learning.models import CorrectionNotice, Enrolment, Grade
from courses.operations import mail
from courses.operations.mail_text import render_message
from courses.people.models import User


def notify(correction: Correction, people: Collection[User], *, raised: Collection[int] = ()) -> None:
    """Tell people of a correction, each once. `raised`: ids of those whose result went up, now or since they were told.

    2 queries for any number; where it is about safety, a mail for each besides.
    """
    now = timezone.now()
    CorrectionNotice.objects.bulk_create(
        [CorrectionNotice(correction=correction, person=person, at=now) for person in people], ignore_conflicts=True
    )
    mine = CorrectionNotice.objects.filter(correction=correction, person__in=people)
    if raised:
        mine.filter(person__in=raised, raised=False).update(raised=True)
    if correction.safety:
        reachable = {person.pk: person for person in people if person.is_active and person.email}
        for notice in of_notices(mine.filter(person__in=reachable)):
            _mail(notice, reachable[notice.person_id])


def _mail(notice: Notice, person: User) -> None:
    url = settings.PUBLIC_URL + reverse("correction", args=[notice.correction_id])
    message = render_message("correction", {"person": person, "notice": notice, "url": url})
    mail.queue(
        to=person.email, purpose="correction", key=str(notice.correction_id), message=message, person_id=person.pk
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """A correction as one person is told of it. `score` and `out_of` are set when a result of theirs went up."""

    correction_id: int
    person_id: int
    course: str
    title: str
    on: datetime
    text: str
    questions: int
    safety: bool
    passed: bool
    raised: bool
    score: float | None
    out_of: int | None
    seen_at: datetime | None


def of_notices(rows: QuerySet[CorrectionNotice]) -> list[Notice]:
    """1 query."""
    course = OuterRef("correction__release__course")
    mine = Grade.objects.filter(attempt__enrolment__person=OuterRef("person"), attempt__enrolment__course=course)
    up = mine.filter(revision__gt=1, key_release=OuterRef("correction__release")).order_by("-pk")
    done = Enrolment.objects.filter(person=OuterRef("person"), course=course, completed_at__isnull=False)
    rows = rows.select_related("correction__release").annotate(
        passed=Exists(mine.filter(passed=True)),
        completed=Exists(done),
        score=Subquery(up.values("score")[:1], output_field=DecimalField()),
        out_of=Subquery(up.values("out_of")[:1]),
    )
    return [
        Notice(
            correction_id=row.correction_id,
            person_id=row.person_id,
            course=row.correction.release.structure["id"],
            title=row.correction.release.structure["title"],
            on=row.correction.at,
            text=row.correction.notice,
            questions=len(row.correction.questions),
            safety=row.correction.safety,
            passed=row.passed or row.completed,
            raised=row.raised,
            score=None if row.score is None or not row.raised else float(row.score),
            out_of=row.out_of,
            seen_at=row.seen_at,
        )
        for row in rows
    ]


def was_corrected(course_id: int) -> bool:
    """Whether any release of the course was a correction. 1 query."""
    return Correction.objects.filter(release__course=course_id).exists()


def unread(person: User, course: str = "") -> list[Notice]:
    """What a person has not said to have read, oldest first; of one course, or of all. 1 small query, 1 more if any."""
    if not person.is_authenticated:
        return []
    rows = CorrectionNotice.objects.filter(person=person.pk, seen_at=None)
    rows = rows.filter(correction__release__course__slug=course) if course else rows
    ids = list(rows.values_list("pk", flat=True))
    return of_notices(CorrectionNotice.objects.filter(pk__in=ids).order_by("at", "pk")) if ids else []


def own_notice(person: User, correction_id: int) -> Notice | None:
    """A correction that concerns the asker; None for anybody else's. 1 query."""
    return next(iter(of_notices(CorrectionNotice.objects.filter(person=person.pk, correction=correction_id))), None)


def safety_notices_to_read(people: Collection[int]) -> dict[int, set[int]]:
    """Ids of the courses about whose safety each person has a notice to read. State only. 1 query."""
    rows = CorrectionNotice.objects.filter(person__in=people, correction__safety=True, seen_at=None)
    found: dict[int, set[int]] = defaultdict(set)
    for person, course in rows.values_list("person_id", "correction__release__course_id"):
        found[person].add(course)
    return found


@transaction.atomic
def mark_read(*, person: User, correction_id: int) -> bool:
    """Keep when the person said they had read it; the first time counts. False when it does not concern them."""
    mine = CorrectionNotice.objects.filter(person=person, correction=correction_id)
    mine.filter(seen_at=None).update(seen_at=timezone.now())
    return mine.exists()
