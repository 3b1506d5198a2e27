"""Beginning a course: once, under the rules of the newest release."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courses.learning.models import Enrolment

pytestmark = [pytest.mark.web, pytest.mark.django_db]
START = "/courses/small/start/"


def test_a_start_leads_to_the_first_unit_and_fixes_the_rules_for_ninety_days(as_user, clinician, small):
    reply = as_user(clinician).post(START)
    enrolment = Enrolment.objects.get()
    assert reply.url == reverse("unit", args=["small", "first"])
    assert (enrolment.person, enrolment.cycle, enrolment.rules_release) == (clinician, 1, small)
    assert enrolment.rules_until - enrolment.started_at == timedelta(days=90)
    assert enrolment.completed_at is None


def test_a_second_start_changes_nothing(as_user, clinician, small):
    client = as_user(clinician)
    client.post(START)
    before = Enrolment.objects.values().get()
    client.post(START)
    assert Enrolment.objects.values().get() == before


def test_two_people_start_for_themselves(as_user, clinician, stranger, small):
    as_user(clinician).post(START)
    as_user(stranger).post(START)
    assert set(Enrolment.objects.values_list("person", flat=True)) == {clinician.pk, stranger.pk}


def test_a_get_starts_nothing(as_user, clinician, small):
    assert as_user(clinician).get(START).status_code == 405
    assert not Enrolment.objects.exists()


def test_a_visitor_is_asked_to_sign_in_first(small):
    assert Client().post(START).url.startswith(reverse("account_login"))
    assert not Enrolment.objects.exists()


def test_an_unknown_course_is_a_404(as_user, clinician, small):
    assert as_user(clinician).post("/courses/nothing/start/").status_code == 404
