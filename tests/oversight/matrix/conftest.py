"""Somebody new in the practice of the tests, and the small course."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from courses.people.models import Membership, User
from tests.actors import person
from tests.learning.small_course import _fresh_caches, small

__all__ = ["_fresh_caches", "join", "small"]
Join = Callable[..., User]


@pytest.fixture
def join(practice) -> Join:
    def add(name: str, **membership: object) -> User:
        user = person(f"person{User.objects.count()}@elm.example", name, job_role="gp")
        fields = {"started": timezone.localdate() - timedelta(days=100), "practice": practice, **membership}
        Membership.objects.create(user=user, **fields)
        return user

    return add
