"""Sign-in by email; every request loads the person and their roles in one query."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Subquery

from courses.people.models import Membership, User

MOST_CLAIMS = 5  # accounts that may share one unproved address at sign-in; each costs one hash


class PeopleBackend(AuthenticationBackend):
    """allauth's backend, with the roles that every page needs attached to the user."""

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        """Whoever gave this address and has this password, the one who confirmed it first.

        An account keeps its password even when another one has proved the address since: nobody is locked out of what
        they have learnt because a stranger signed up with their address.
        """
        rows = EmailAddress.objects.filter(email=email.strip().lower()).select_related("user")
        for row in rows.order_by("-verified", "user_id")[:MOST_CLAIMS]:
            if self._check_password(row.user, password):
                return row.user
        return None

    def get_user(self, user_id: int) -> User | None:
        open_membership = Membership.objects.filter(user=OuterRef("pk"), ended__isnull=True)
        managed = open_membership.filter(is_manager=True).order_by("started", "pk")
        own = open_membership.order_by("started", "pk")
        user = (
            User.objects.filter(pk=user_id)
            .annotate(
                managed_slug=Subquery(managed.values("practice__slug")[:1]),
                manages_several=Exists(managed.values("pk")[1:2]),
                practice_name=Subquery(own.values("practice__name")[:1]),
            )
            .first()
        )
        return user if user is not None and self.user_can_authenticate(user) else None
