"""Reads of other evidence: what a person has handed in, what a practice has accepted, who took part in a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from courses.learning.queries import published
from courses.people.models import Membership, Practice, User
from courses.training.models import Credit, GroupSession

TITLE = KeyTextTransform("title", "course__current__structure")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was handed in or logged. `state`: waiting, accepted, declined, withdrawn, or back (taken back)."""

    id: int
    person: str
    practice: str
    kind: str
    course_title: str
    title: str
    provider: str
    completed_on: date
    valid_until: date | None
    note: str
    has_file: bool
    state: str
    decided_by: str
    decided_at: datetime | None
    by_themselves: bool
    words: str
    handed_in: datetime
    is_own: bool  # of the person who asks


@dataclass(frozen=True, slots=True)
class Session:
    """A group session in a list. `people`: how many took part, not counting those taken out."""

    id: int
    course_title: str
    held_on: date
    led_by: str
    people: int
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attendee:
    member_id: int
    name: str


def _rows() -> QuerySet[Credit]:
    return (
        Credit.objects.exclude(kind=Credit.Kind.SESSION)
        .select_related("membership__user", "membership__practice", "decided_by")
        .annotate(course_title=TITLE)
    )


def evidence(row: Credit, asker: User) -> Evidence:
    return Evidence(
        id=row.pk,
        person=row.membership.user.display_name,
        practice=row.membership.practice.name,
        kind=row.kind,
        course_title=row.course_title or "",
        title=row.title,
        provider=row.provider,
        completed_on=row.completed_on,
        valid_until=row.valid_until,
        note=row.note,
        has_file=bool(row.file),
        state=state_of(row),
        decided_by=row.decided_by.display_name if row.decided_by else "",
        decided_at=row.decided_at,
        by_themselves=row.decided_by_id is not None and row.decided_by_id == row.membership.user_id,
        words=row.decision_note,
        handed_in=row.created_at,
        is_own=row.membership.user_id == asker.pk,
    )


def state_of(row: Credit) -> str:
    if row.accepted is None:
        return "waiting" if row.withdrawn_at is None else "back"
    if row.accepted is False:
        return "declined"
    return "accepted" if row.withdrawn_at is None else "withdrawn"


def mine(person: User) -> list[Evidence]:
    """What a person has handed in or had logged, in every practice, newest first. 1 query."""
    rows = _rows().filter(membership__user=person).order_by("-created_at", "-pk")
    return [evidence(row, person) for row in rows]


def own_credit(person: User, credit_id: int) -> Credit | None:
    return _rows().filter(pk=credit_id, membership__user=person).first()


def credit_in(practice: Practice, credit_id: int) -> Credit | None:
    """What a manager may see: everything of their practice, but what its owner has taken back. 1 query."""
    return _of(practice).filter(pk=credit_id).first()


def waiting(practice: Practice) -> QuerySet[Credit]:
    """What a manager has to decide, oldest first."""
    return _of(practice).filter(accepted=None).order_by("created_at", "pk")


def decided(practice: Practice) -> QuerySet[Credit]:
    """What was decided, newest first."""
    return _of(practice).filter(accepted__isnull=False).order_by("-decided_at", "-pk")


def _of(practice: Practice) -> QuerySet[Credit]:
    return _rows().filter(membership__practice=practice).exclude(accepted=None, withdrawn_at__isnull=False)


def other_managers(practice: Practice, person: User) -> list[str]:
    """Names of those who manage a practice besides this person. 1 query."""
    rows = Membership.objects.filter(practice=practice, is_manager=True, ended=None, user__is_active=True)
    return list(
        rows.exclude(user=person).order_by("user__display_name", "user").values_list("user__display_name", flat=True)
    )


def own_memberships(person: User) -> list[Membership]:
    """Where a person works now. 1 query."""
    return list(
        Membership.objects.filter(user=person, ended=None).select_related("practice").order_by("practice__name", "pk")
    )


def course_choices() -> list[tuple[int, str]]:
    """(course id, title) of what is published."""
    return [(release.course_id, release.structure["title"]) for release in published()]


def member_choices(practice: Practice) -> list[tuple[int, str]]:
    """(membership id, name) of everybody who works there now. 1 query."""
    return _names(Membership.objects.filter(practice=practice, ended=None))


def there_on(practice: Practice, day: date) -> list[tuple[int, str]]:
    """(membership id, name) of everybody who worked there on a day, or will if it is to come. 1 query."""
    open_then = Q(ended__isnull=True) | Q(ended__gte=day)
    return _names(Membership.objects.filter(open_then, practice=practice, started__lte=day))


def _names(rows: QuerySet[Membership]) -> list[tuple[int, str]]:
    return list(rows.order_by("user__display_name", "pk").values_list("pk", "user__display_name"))


def sessions(practice: Practice) -> list[Session]:
    """Group sessions, newest first. 1 query."""
    rows = (
        GroupSession.objects.filter(practice=practice)
        .annotate(course_title=TITLE, people=Count("credits", filter=Q(credits__withdrawn_at=None)))
        .order_by("-held_on", "-pk")
    )
    return [
        Session(row.pk, row.course_title or "", row.held_on, row.led_by, row.people, row.withdrawn_at) for row in rows
    ]


def session_in(practice: Practice, session_id: int) -> GroupSession | None:
    rows = GroupSession.objects.select_related("by").annotate(course_title=TITLE)
    return rows.filter(practice=practice, pk=session_id).first()


def attendees(session: GroupSession) -> list[Attendee]:
    """Who took part, by name. 1 query."""
    rows = Credit.objects.filter(session=session, withdrawn_at=None).order_by(
        "membership__user__display_name", "membership"
    )
    return [Attendee(*row) for row in rows.values_list("membership", "membership__user__display_name")]
