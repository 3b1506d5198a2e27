"""Sign-in by email; every request loads the person and their roles in one query."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import OuterRef, Subquery

from courses.people.models import Membership, User


class PeopleBackend(AuthenticationBackend):
    """allauth's backend, with the roles that every page needs attached to the user."""

    def get_user(self, user_id: int) -> User | None:
        open_membership = Membership.objects.filter(user=OuterRef("pk"), ended__isnull=True)
        managed = open_membership.filter(is_manager=True).order_by("started", "pk")
        own = open_membership.order_by("started", "pk")
        user = (
            User.objects.filter(pk=user_id)
            .annotate(
                managed_slug=Subquery(managed.values("practice__slug")[:1]),
                practice_name=Subquery(own.values("practice__name")[:1]),
            )
            .first()
        )
        return user if user is not None and self.user_can_authenticate(user) else None
