"""The small course is published once for each module; a practice with people of several roles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from courses.people.models import Membership, Practice, User
from tests.actors import person
from tests.learning.small_course import _fresh_caches, small

__all__ = ["_fresh_caches", "small"]

Join = Callable[..., Membership]


@pytest.fixture
def join(practice: Practice) -> Join:
    """Somebody comes into the practice: `join("Bea Rees", role="gp")`."""

    def come(name: str, *, role: str = "practice-nurse", **more: Any) -> Membership:
        where = more.pop("practice", practice)
        user = person(f"{name.split()[0].lower()}.{Membership.objects.count()}@elm.example", name, job_role=role)
        more.setdefault("started", date(2020, 1, 1))
        return Membership.objects.create(user=user, practice=where, job_role=role, **more)

    return come


@pytest.fixture
def lead(as_user: Callable[[User], Client], manager: User) -> Client:
    """The manager, signed in."""
    return as_user(manager)
