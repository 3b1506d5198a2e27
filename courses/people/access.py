"""Role predicates. Nothing else decides who may what."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from courses.people.models import Membership, Practice, User


def is_educator(user: User | AnonymousUser) -> bool:
    return bool(getattr(user, "is_educator", False) or getattr(user, "is_staff", False))


def managed_practices(user: User | AnonymousUser) -> QuerySet[Practice]:
    """Practices whose manager the person is today. Empty for everybody else."""
    if not user.is_authenticated:
        return Practice.objects.none()
    return Practice.objects.filter(
        pk__in=Membership.objects.filter(user_id=user.pk, is_manager=True, ended__isnull=True).values("practice")
    )


def members_on(practice: Practice, day: date) -> QuerySet[Membership]:
    """Memberships that were open on `day` and count for training."""
    return Membership.objects.filter(
        Q(ended__isnull=True) | Q(ended__gte=day), practice=practice, needs_training=True, started__lte=day
    ).select_related("user")
