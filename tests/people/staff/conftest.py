"""A practice with one manager, one clinician and whoever a test adds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from courses.people.models import Membership, Practice, User
from tests.actors import person


@pytest.fixture
def elm(practice: Practice, manager: User, clinician: User) -> Practice:
    """Elm Street Surgery with Sam Lee, who manages it, and Dr Amara Osei."""
    return practice


@pytest.fixture
def amara(elm: Practice, clinician: User) -> Membership:
    return Membership.objects.get(user=clinician, practice=elm)


@pytest.fixture
def sam(elm: Practice, manager: User) -> Membership:
    return Membership.objects.get(user=manager, practice=elm)


@pytest.fixture
def add(elm: Practice) -> Callable[..., Membership]:
    """Add somebody to the practice."""

    def make(name: str, **fields: object) -> Membership:
        number = User.objects.count()
        user = person(f"person{number}@elm.example", name)
        return Membership.objects.create(
            **{"user": user, "practice": elm, "started": date(2021, 3, 1), "job_role": "gp", **fields}
        )

    return make


@pytest.fixture
def queries(django_assert_max_num_queries, as_user, manager):
    """How many queries a page takes, sessions and roles included."""

    def count(url: str) -> int:
        client = as_user(manager)
        client.get(url)
        with django_assert_max_num_queries(100) as seen:
            assert client.get(url).status_code == 200
        return len(seen.captured_queries)

    return count
