"""Courses to be complete before somebody gets access to records, and the day on which they got it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from courses.learning.queries import published
from courses.operations import audit
from courses.people.models import Membership, Practice, User
from courses.training.assigning.queries import TITLE, exemptions_on
from courses.training.assigning.rules import learners
from courses.training.facts import standings
from courses.training.models import AccessGrant, Duty, Standing
from courses.training.state import Facts


@dataclass(frozen=True, slots=True)
class Gate:
    """A member of whom courses are asked before access. `missing`: titles not complete today; `gap`: those that were
    missing on the day access was given.
    """

    member: int
    name: str
    asked: tuple[str, ...]
    missing: tuple[str, ...]
    given_on: date | None
    gap: tuple[str, ...]


def access_overview(practice: Practice) -> list[Gate]:
    """Everybody with an open rule of that kind, by name. 1 query. Who is exempt from a course is not asked for it."""
    today = timezone.localdate(timezone=practice.zone)
    done = Standing.objects.filter(_valid(today), membership=OuterRef("membership"), course=OuterRef("course"))
    duties = (
        _gates(practice, today)
        .annotate(title=TITLE, valid=Exists(done))
        .select_related("membership__user", "membership__access_grant", "course")
        .order_by("membership__user__display_name", "membership", "title", "course")
    )
    found: dict[Membership, dict[str, bool]] = defaultdict(dict)
    for duty in duties:
        found[duty.membership][duty.title or duty.course.slug] = duty.valid
    return [_gate(member, courses) for member, courses in found.items()]


def _gates(practice: Practice, on: date) -> QuerySet[Duty]:
    exempt = exemptions_on(on).filter(membership=OuterRef("membership"), course=OuterRef("course"))
    return Duty.objects.filter(
        ~Exists(exempt), assignment__before_access=True, ended=None, membership__in=learners(practice)
    )


def _valid(today: date) -> Q:
    return Q(completed_on__isnull=False) & (Q(valid_until=None) | Q(valid_until__gte=today))


def _gate(member: Membership, courses: dict[str, bool]) -> Gate:
    grant = getattr(member, "access_grant", None)
    return Gate(
        member=member.pk,
        name=member.user.display_name,
        asked=tuple(courses),
        missing=tuple(title for title, valid in courses.items() if not valid),
        given_on=grant.given_on if grant else None,
        gap=tuple(grant.missing) if grant else (),
    )


def gate_of(member: Membership, on: date) -> Gate:
    """One member's as it was at the end of a day, from the facts and not from the copy. 11 queries at most."""
    practice = member.practice
    ids = set(_gates(practice, on).filter(membership=member, began__lte=on).values_list("course_id", flat=True))
    releases = [release for release in published() if release.course_id in ids]
    rows = standings([member.user], releases, on, practice=practice) if releases else {}
    courses = {
        release.structure["title"]: _is_valid(rows[member.user_id, release.course_id].facts, on) for release in releases
    }
    return _gate(member, courses)


def _is_valid(facts: Facts, on: date) -> bool:
    return facts.completed_on is not None and (facts.valid_until is None or facts.valid_until >= on)


@transaction.atomic
def record_access(*, member: Membership, given_on: date, by: User) -> AccessGrant | None:
    """Note the day (today or before) and what was missing then. None when one is recorded already: it stays."""
    Membership.objects.select_for_update(no_key=True).get(pk=member.pk)
    if AccessGrant.objects.filter(membership=member).exists():
        return None
    missing = list(gate_of(member, given_on).missing)
    grant = AccessGrant.objects.create(membership=member, given_on=given_on, missing=missing, by=by)
    audit.note(
        actor=by,
        action="access.given",
        subject=member.user.display_name,
        practice_id=member.practice_id,
        on=given_on.isoformat(),
        missing=missing,
    )
    return grant
