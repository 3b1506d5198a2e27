"""The certificate of a course: leads to it, or says why there is none yet."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from courses.certificates.codes import grouped
from courses.certificates.models import CertificateEvent
from courses.training.state import Word
from tests.actors import person
from tests.certificates.conftest import another_issue
from tests.training.situations import bring, complete

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URL = "/courses/small/certificate/"
HTMX = {"HX-Request": "true"}


def page(client: Client) -> str:
    reply = client.get(URL)
    assert reply.status_code == 200
    return reply.content.decode()


def test_the_holder_is_led_to_the_certificate(as_user, holder, certificate):
    assert as_user(holder).get(URL).url == f"/certificates/{grouped(certificate.code)}/"


@pytest.mark.parametrize("word", [Word.NOT_ASSIGNED, Word.NOT_STARTED, Word.IN_PROGRESS, Word.OVERDUE])
def test_before_the_course_is_finished_it_says_what_is_missing(as_user, clinician, small, word):
    bring(clinician, small, word)
    text = page(as_user(clinician))
    assert "No certificate yet" in text
    assert 'href="/courses/small/"' in text


def test_while_it_is_being_made_the_page_says_so_and_polls(as_user, clinician, small):
    complete(clinician, small, certificate=False)
    client = as_user(clinician)
    text = page(client)
    assert "Your certificate is being made" in text
    assert 'hx-get="/courses/small/certificate/"' in text
    assert "Show my certificate" in text  # without a script
    assert client.get(URL, headers=HTMX).status_code == 204


def test_a_polling_page_is_sent_on_once_it_is_there(as_user, holder, certificate):
    reply = as_user(holder).get(URL, headers=HTMX)
    assert reply.headers["HX-Redirect"] == f"/certificates/{grouped(certificate.code)}/"


def test_an_address_that_is_not_confirmed_is_the_one_thing_left(as_user, small):
    newcomer = person("new@elm.example", "Nia Bell", confirmed=False, job_role="gp")
    complete(newcomer, small, certificate=False)
    text = page(as_user(newcomer))
    assert "One thing is left: your email address" in text
    assert "Confirm email address" in text
    assert "hx-get" not in text


def test_the_newest_issue_counts(as_user, holder, certificate):
    newest = another_issue(certificate, holder="Dr Amara Efua Mensah")
    CertificateEvent.objects.create(certificate=certificate, kind="replaced", at=timezone.now())
    assert as_user(holder).get(URL).url == f"/certificates/{grouped(newest.code)}/"


def test_a_withdrawn_certificate_is_shown_as_such_and_not_as_being_made(as_user, holder, certificate):
    CertificateEvent.objects.create(certificate=certificate, kind="revoked", at=timezone.now())
    reply = as_user(holder).get(URL, follow=True)
    text = reply.content.decode()
    assert "It was withdrawn on" in text
    assert "is being made" not in text


def test_somebody_elses_certificate_does_not_show(as_user, stranger, certificate):
    assert "No certificate yet" in page(as_user(stranger))


def test_an_unknown_course_is_a_404_and_a_visitor_is_asked_to_sign_in(as_user, clinician, small):
    assert as_user(clinician).get("/courses/nothing/certificate/").status_code == 404
    assert Client().get(URL).status_code == 302
