"""A manager accepts evidence in the moment in which its owner takes it back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction

from courses.people.models import Membership
from courses.training.evidence import services
from courses.training.evidence.services import Given
from courses.training.models import Credit
from tests.learning.small_course import release_of, small_folder

pytestmark = [pytest.mark.web, pytest.mark.django_db(transaction=True)]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time anyway")
def test_what_was_accepted_first_is_not_taken_back(practice, manager, clinician):
    member = Membership.objects.get(user=clinician)
    course = release_of(small_folder()).course_id
    given = Given(course, "outside", "AI", "A college", date(2026, 3, 1), date(2027, 3, 1), "", "")
    made = services.hand_in(person=clinician, membership=member, given=given)
    credit = Credit.objects.select_related("membership__user", "membership__practice", "course").get(pk=made.pk)

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        finally:
            connection.close()

    works = (
        lambda: services.accept(by=manager, practice=practice, credit=credit, valid_until=None),
        lambda: services.take_back(person=clinician, credit_id=credit.pk),
    )
    both = [threading.Thread(target=run, args=[work]) for work in works]
    with transaction.atomic():  # both wait behind this lock, the manager first
        Credit.objects.select_for_update().get(pk=credit.pk)
        for one in both:
            one.start()
            time.sleep(0.5)
    for one in both:
        one.join()
    credit.refresh_from_db()
    assert (credit.accepted, credit.withdrawn_at) == (True, None)
