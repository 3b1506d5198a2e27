"""Reads about people."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from courses.people.models import User


def email_is_confirmed(person: User) -> bool:
    """Whether the person has shown that the address they sign in with is theirs."""
    return EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True).exists()
