"""A practice's own clinical review of a course version: recorded by a manager, withdrawn with a reason, read here.

No review is ever invented: what stands on a certificate was written by somebody of that practice about that release.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from courses.authoring.models import Course, Release
from courses.certificates.models import PracticeReview
from courses.core.names import normalise_name, unprintable_letter
from courses.operations import audit
from courses.operations.models import AuditEntry
from courses.people.models import Membership, Practice, User

RECORDED: Final = "review.recorded"
WITHDRAWN: Final = "review.withdrawn"
LONGEST_PRACTICE: Final = 70  # of a practice's name on a certificate, so that the line keeps reviewer and date


class NewerRelease(Exception):
    """The course has a newer release than the one the reviewer has read."""


class ReviewedOtherwise(Exception):
    """The practice has an open review of this release, and it says something else."""


@dataclass(frozen=True, slots=True)
class Own:
    """One review of a practice. `withdrawn_by` and `reason` are "" while it is open."""

    id: int
    name: str
    role: str
    reviewed_on: date
    note: str
    release_number: int
    at: datetime
    by: str
    withdrawn_at: datetime | None
    withdrawn_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CourseReview:
    """Where the review of a course stands, for one practice.

    `own`: its open review of the newest release. `earlier`: its newest open review of an older one, when there is no
    `own`. `by_site`: who signed it for everybody, as (name, role, date).
    """

    slug: str
    title: str
    release_id: int
    release_number: int
    published_at: datetime
    by_site: tuple[tuple[str, str, date], ...]
    own: Own | None
    earlier: Own | None
    others: tuple[Own, ...]  # older and withdrawn ones, newest first


def course_reviews(practice: Practice) -> list[CourseReview]:
    """Every published course with its reviews, by title. 3 queries."""
    listed = _reviewed(practice, Course.objects.exclude(current=None))
    return sorted(listed, key=lambda one: (one.title.casefold(), one.slug))


def course_review(practice: Practice, slug: str) -> CourseReview | None:
    """One published course with its reviews; None when there is none of this id. 3 queries."""
    return next(iter(_reviewed(practice, Course.objects.exclude(current=None).filter(slug=slug))), None)


def _reviewed(practice: Practice, courses: QuerySet[Course]) -> list[CourseReview]:
    listed = list(courses.select_related("current"))
    rows = PracticeReview.objects.filter(practice=practice, release__course__in=listed)
    rows = rows.select_related("release", "by").defer("release__structure", "release__was").order_by("-at", "-pk")
    why = _withdrawals(practice)
    own: dict[int, list[Own]] = {}
    for row in rows:
        own.setdefault(row.release.course_id, []).append(_own(row, why.get(row.pk)))
    return [_course(course, own.get(course.pk, [])) for course in listed]


def _withdrawals(practice: Practice) -> dict[int, AuditEntry]:
    """Who withdrew which review and why: kept in the practice's log."""
    entries = AuditEntry.objects.filter(practice_id=practice.pk, action=WITHDRAWN).select_related("actor")
    return {entry.detail["review"]: entry for entry in entries}


def _own(row: PracticeReview, withdrawal: AuditEntry | None) -> Own:
    by, reason = "", ""
    if row.withdrawn_at is not None and withdrawal is not None:
        by = withdrawal.actor.display_name if withdrawal.actor else ""
        reason = str(withdrawal.detail.get("reason", ""))
    return Own(
        id=row.pk,
        name=row.name,
        role=row.role,
        reviewed_on=row.reviewed_on,
        note=row.note,
        release_number=row.release.number,
        at=row.at,
        by=row.by.display_name if row.by else "",
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=by,
        reason=reason,
    )


def _course(course: Course, reviews: list[Own]) -> CourseReview:
    release = course.current
    assert release is not None
    still = [one for one in reviews if one.withdrawn_at is None]
    own = next((one for one in still if one.release_number == release.number), None)
    older = sorted((one for one in still if one is not own), key=lambda one: -one.release_number)
    earlier = older[0] if older and own is None else None
    return CourseReview(
        slug=course.slug,
        title=release.structure["title"],
        release_id=release.pk,
        release_number=release.number,
        published_at=release.at,
        by_site=tuple(_signed(one) for one in release.structure["reviewers"]),
        own=own,
        earlier=earlier,
        others=tuple(one for one in reviews if one not in (own, earlier)),
    )


def _signed(one: dict[str, Any]) -> tuple[str, str, date]:
    return one["name"], one["role"], date.fromisoformat(one["date"])


@transaction.atomic
def record_review(
    *, practice: Practice, by: User, release_id: int, name: str, role: str, reviewed_on: date, note: str
) -> PracticeReview:
    """Record that somebody of the practice has reviewed a release. The same again returns what is there.

    Raises NewerRelease when the course has a newer one, and ReviewedOtherwise.
    """
    release = Release.objects.select_related("course").get(pk=release_id)
    if release.course.current_id != release.pk:
        raise NewerRelease
    review, created = PracticeReview.objects.get_or_create(
        practice=practice,
        release=release,
        withdrawn_at=None,
        defaults={"name": name, "role": role, "reviewed_on": reviewed_on, "note": note, "by": by},
    )
    if not created:
        if (review.name, review.role, review.reviewed_on, review.note) != (name, role, reviewed_on, note):
            raise ReviewedOtherwise
        return review
    audit.note(
        actor=by,
        action=RECORDED,
        subject=release.structure["title"],
        practice_id=practice.pk,
        review=review.pk,
        release=release.number,
        name=name,
        role=role,
        on=reviewed_on.isoformat(),
    )
    return review


@transaction.atomic
def withdraw_review(*, review: PracticeReview, by: User, reason: str) -> bool:
    """Take a review back: certificates issued from now on do not print it. False when that had been done."""
    changed = PracticeReview.objects.filter(pk=review.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    if changed:
        audit.note(
            actor=by,
            action=WITHDRAWN,
            subject=review.release.structure["title"],
            practice_id=review.practice_id,
            review=review.pk,
            release=review.release.number,
            reason=reason,
        )
    return bool(changed)


def own_review(practice: Practice, review_id: int) -> PracticeReview | None:
    """A review of this practice that has not been withdrawn."""
    rows = PracticeReview.objects.filter(practice=practice, pk=review_id, withdrawn_at=None)
    return rows.select_related("release__course").first()


def reviews_for(person: User, release: Release) -> list[PracticeReview]:
    """Open reviews of a release by the practices where the person works today, by practice. 1 query."""
    practices = Membership.objects.filter(user=person.pk, ended=None).values("practice")
    rows = PracticeReview.objects.filter(release=release, withdrawn_at=None, practice__in=practices)
    return list(rows.select_related("practice").order_by("practice__name", "pk"))


def printed_name(practice: Practice) -> str:
    """A practice's name as a certificate can print it; words in its place when the fonts cannot set a letter of it."""
    name = normalise_name(practice.name)
    if unprintable_letter(name) is not None:
        return "the holder’s practice"
    return name if len(name) <= LONGEST_PRACTICE else f"{name[: LONGEST_PRACTICE - 1].rstrip()}…"
