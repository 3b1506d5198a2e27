"""Role predicates. Nothing else decides who may what."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from courses.people.models import Membership, Practice, User

NOBODY = Q(pk__in=())  # no row at all


def is_educator(user: User | AnonymousUser) -> bool:
    return bool(getattr(user, "is_educator", False) or getattr(user, "is_staff", False))


def is_reviewer(user: User | AnonymousUser) -> bool:
    """Whether the person signs courses as clinically reviewed."""
    return bool(getattr(user, "is_reviewer", False))


def uses_studio(user: User | AnonymousUser) -> bool:
    return is_educator(user) or is_reviewer(user)


def edited_courses(user: User | AnonymousUser, path: str = "") -> Q:
    """Rows whose course the person may edit; `path` leads from the row to its course ("course__", "" for a course).

    Site administrators may edit every course, educators those they began and those shared with them. A person who is
    no educator any more edits nothing, whatever is still shared with them.
    """
    if getattr(user, "is_staff", False):
        return Q()
    if not is_educator(user):
        return NOBODY
    return Q(**{f"{path}editors__person": user.pk})


def managed_practices(user: User | AnonymousUser) -> QuerySet[Practice]:
    """Practices whose manager the person is today. Empty for everybody else."""
    if not user.is_authenticated:
        return Practice.objects.none()
    return Practice.objects.filter(
        pk__in=Membership.objects.filter(user_id=user.pk, is_manager=True, ended__isnull=True).values("practice")
    )


def managed_practice(user: User | AnonymousUser, slug: str) -> Practice | None:
    """The practice of this slug if the person manages it today, else None: to everybody else it does not exist."""
    return managed_practices(user).filter(slug=slug).first()


def members_on(practice: Practice, day: date) -> QuerySet[Membership]:
    """Memberships that were open on `day` and count for training."""
    return Membership.objects.filter(
        Q(ended__isnull=True) | Q(ended__gte=day), practice=practice, needs_training=True, started__lte=day
    ).select_related("user")
