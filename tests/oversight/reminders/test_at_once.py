"""Two schedulers, or two clicks, at the same moment."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from courses.operations.models import Delivery, Mail
from courses.oversight.reminders import sending
from courses.oversight.reminders.planning import ByHand
from courses.people.models import Membership
from tests.actors import person
from tests.learning.small_course import release_of, small_folder
from tests.oversight.reminders.clock import ASKED, DUE, at, days, settle, told

pytestmark = [pytest.mark.web, pytest.mark.django_db(transaction=True)]

WEEK_BEFORE = DUE - days(7)


def test_two_schedulers_at_once_send_each_mail_once(practice, clinician):
    small = release_of(small_folder())
    crowd = [clinician]
    for number in range(6):
        one = person(f"p{number}@elm.example", f"Person {number}")
        Membership.objects.create(user=one, practice=practice, started=ASKED)
        crowd.append(one)
    for one in crowd:
        told(one, small)
    settle(at(WEEK_BEFORE))
    totals: list[int] = []

    def run() -> None:
        try:
            totals.append(sending.run(at(WEEK_BEFORE), seconds=600))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(totals) == len(crowd)
    assert sorted(Mail.objects.values_list("to", flat=True)) == sorted(one.email for one in crowd)
    assert Delivery.objects.filter(event="mail.queued").count() == len(crowd)


def test_two_clicks_at_once_send_one_mail(practice, clinician, manager):
    small = release_of(small_folder())
    duty = told(clinician, small)
    late = at(DUE + days(2))
    settle(late)
    totals: list[int] = []

    def click() -> None:
        try:
            totals.append(
                sending.send_by_hand(
                    practice=practice, by=manager, members=[duty.membership_id], choice=ByHand(), now=late
                )
            )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(totals) == [0, 1]
    assert Mail.objects.filter(purpose="due").count() == 1
