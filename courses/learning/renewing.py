"""Renewing a completed course: its next cycle, and what has changed since the last one.

Units count as done from earlier cycles, the quiz is taken anew. What was earned before stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from django.db import transaction
from django.utils import timezone

from courses.authoring.models import Release
from courses.authoring.release_pages import ReleaseRow, release_rows
from courses.core.document import UnitSummary
from courses.learning.models import Enrolment
from courses.learning.rules import RULES_LAST, valid_until
from courses.operations import outbox
from courses.people.models import User

RENEW_BEFORE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class TooEarly:
    """It cannot be renewed yet: from `opens_on` it can; None: it never runs out."""

    opens_on: date | None


@dataclass(frozen=True, slots=True)
class Since:
    """What a course looked like when the person last completed it: the day, later releases, units that are new."""

    completed_at: datetime
    releases: Sequence[ReleaseRow]
    new_units: Sequence[UnitSummary]


def opens_on(completed: Enrolment, zone: tzinfo, early: date | None = None) -> date | None:
    """The first day on which a completed enrolment (with its `completed_release`) can be renewed; None: never.

    60 days before it runs out, or before `early`, the day by which a practice wants it done again.
    """
    assert completed.completed_at is not None
    assert completed.completed_release is not None
    months = completed.completed_release.structure["valid_for_months"]
    ends = valid_until(completed.completed_at.astimezone(zone).date(), months)
    soonest = min((day for day in (ends, early) if day is not None), default=None)
    return soonest - RENEW_BEFORE if soonest else None


@transaction.atomic
def renew(*, person: User, release: Release, on: date, early: date | None = None) -> Enrolment | TooEarly | None:
    """Begin the next cycle of a completed course under this release's rules, on the person's local day `on`.

    A double click, or a renewal that is under way, gets the same enrolment. None: it was never begun. `early`: the
    practice's own day for doing it again.
    """
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("completed_release")
    newest = rows.filter(person=person, course=release.course_id).order_by("-cycle").first()
    if newest is None or newest.completed_at is None:
        return newest
    opens = opens_on(newest, person.zone, early)
    if opens is None or on < opens:
        return TooEarly(opens)
    now = timezone.now()
    enrolment, created = Enrolment.objects.get_or_create(
        person=person,
        course_id=release.course_id,
        cycle=newest.cycle + 1,
        defaults={"rules_release": release, "rules_until": now + RULES_LAST, "started_at": now},
    )
    if created:
        outbox.emit("enrolment.started", key=enrolment.pk, ids={"enrolment_id": enrolment.pk})
    return enrolment


def changed_since(person: User, release: Release) -> Since | None:
    """What has changed in the course since the person last completed it; None when they never did. 2 queries."""
    last = (
        Enrolment.objects.filter(person=person, course=release.course_id, completed_release__isnull=False)
        .order_by("-cycle")
        .values_list("completed_at", "completed_release__number", "completed_release__structure")
        .first()
    )
    if last is None or last[0] is None:
        return None
    completed_at, number, structure = last
    known = {unit["id"] for unit in structure["units"]}
    return Since(
        completed_at=completed_at,
        releases=[row for row in release_rows(release.structure["id"]) if row.number > number],
        new_units=[unit for unit in release.structure["units"] if unit["id"] not in known],
    )
