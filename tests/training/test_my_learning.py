"""My learning: what is open, and the record of what is done."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.certificates.models import Certificate, CertificateEvent
from courses.training.state import Word
from tests.learning.small_course import release_of, small_folder
from tests.training.reading import section, states, words
from tests.training.situations import ask, bring, complete

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def page(client: Client) -> str:
    reply = client.get("/me/learning/")
    assert reply.status_code == 200
    return reply.content.decode()


def test_an_empty_record_says_how_it_fills(as_user, clinician, small):
    text = page(as_user(clinician))
    assert "You have no course open." in text
    assert "Finished courses appear here by themselves." in text


@pytest.mark.parametrize("word", [Word.NOT_STARTED, Word.IN_PROGRESS, Word.DUE_SOON, Word.OVERDUE, Word.EXPIRED])
def test_what_is_open_stands_under_current(as_user, clinician, small, word):
    bring(clinician, small, word)
    assert len(states(section(page(as_user(clinician)), "Current"))) == 1


@pytest.mark.parametrize("word", [Word.NOT_ASSIGNED, Word.COMPLETE])
def test_what_is_done_or_nobodys_business_is_not_current(as_user, clinician, small, word):
    bring(clinician, small, word)
    assert "You have no course open." in page(as_user(clinician))


def test_a_finished_course_stands_in_the_record(as_user, clinician, small):
    complete(clinician, small)
    certificate = Certificate.objects.get()
    record = section(page(as_user(clinician)), "Record")
    done, ends = certificate.completed_on, certificate.valid_until
    text = words(record)
    assert f"Finished {done.day} {done:%B %Y} · 11 minutes" in text
    assert f"valid to {ends.day} {ends:%B %Y}" in text
    assert "Certificate" in text
    assert "/certificates/" in record


def test_minutes_are_added_up(as_user, clinician, small):
    complete(clinician, small)
    complete(clinician, release_of(small_folder(slug="other")))
    assert "2 courses finished, 22 minutes of learning." in page(as_user(clinician))


def test_a_replaced_certificate_is_listed_once(as_user, clinician, small):
    enrolment = complete(clinician, small)
    first = Certificate.objects.get()
    second = Certificate.objects.get()
    second.pk, second.issue, second.code = None, 2, "2" * 26
    second.save()
    CertificateEvent.objects.create(certificate=first, kind="replaced", at=timezone.now())
    assert enrolment.certificates.count() == 2
    assert section(page(as_user(clinician)), "Record").count("<li>") == 1


def test_the_record_is_ones_own(as_user, clinician, stranger, manager, small):
    complete(clinician, small)
    for other in (stranger, manager):
        assert "Finished courses appear here by themselves." in page(as_user(other))


def test_the_record_stays_after_leaving_the_practice(as_user, clinician, small):
    complete(clinician, small)
    clinician.memberships.update(ended=timezone.localdate())
    assert "1 course finished, 11 minutes of learning." in page(as_user(clinician))


def test_a_visitor_is_asked_to_sign_in(small):
    assert Client().get("/me/learning/").status_code == 302


def test_the_number_of_queries_does_not_grow(as_user, clinician, small):
    client = as_user(clinician)
    complete(clinician, small)
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    for n in range(3):
        release = release_of(small_folder(slug=f"other-{n}"))
        complete(clinician, release) if n else ask(clinician, release, days=3)
    page(client)
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(many) == len(few)
