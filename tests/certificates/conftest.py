"""One holder of a certificate for each module: the small course, finished two days ago."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from courses.authoring.models import Release
from courses.certificates.models import Certificate
from courses.people.models import Membership, Practice, User
from tests.actors import person
from tests.learning.small_course import _fresh_caches, for_module, small
from tests.training.situations import complete

__all__ = ["_fresh_caches", "small"]


@pytest.fixture(scope="module")
def issued(small: Release, django_db_blocker: Any) -> Iterator[Certificate]:
    """Dr Amara Efua Osei's certificate of the small course; no file is made yet."""

    def build() -> Certificate:
        practice = Practice.objects.create(name="Ash Lane Surgery", slug="ash-lane")
        holder = person("holder@ash.example", "Dr Amara Efua Osei", job_role="gp")
        Membership.objects.create(user=holder, practice=practice, started=date(2020, 1, 1))
        complete(holder, small, days_ago=2)
        return Certificate.objects.select_related("enrolment__person").get()

    yield from for_module(django_db_blocker, build)


@pytest.fixture
def certificate(db: None, issued: Certificate) -> Certificate:
    return Certificate.objects.select_related("enrolment__person").get(pk=issued.pk)


@pytest.fixture
def holder(certificate: Certificate) -> User:
    return certificate.enrolment.person


def another_issue(certificate: Certificate, **changes: Any) -> Certificate:
    """The next issue for the same enrolment, as a change of name would make it."""
    values = {
        field.attname: getattr(certificate, field.attname) for field in Certificate._meta.fields if field.name != "id"
    }
    issue = {"issue": certificate.issue + 1, "code": "2" * 26, "issued_at": certificate.issued_at + timedelta(hours=1)}
    return Certificate.objects.create(**{**values, **issue, **changes})
