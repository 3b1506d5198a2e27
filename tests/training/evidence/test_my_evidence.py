"""Handing in a certificate from elsewhere: once, for one's own practice, taken back while it waits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.operations.models import Mail
from courses.people.models import Membership
from courses.training.models import Credit
from tests.actors import person
from tests.training.reading import words

pytestmark = [pytest.mark.web, pytest.mark.django_db]
MINE = "/me/evidence/"


def form(release, **changes):
    return {
        "course": release.course_id,
        "kind": "outside",
        "title": "Safe use of AI",
        "provider": "A college",
        "completed_on": "2026-03-02",
        "valid_until": "",
        "note": "",
    } | changes


def page(client: Client, url: str = MINE) -> str:
    reply = client.get(url)
    assert reply.status_code == 200
    return words(reply.content.decode())


def test_what_is_handed_in_waits_and_says_who_can_accept_it(as_user, clinician, manager, small, photograph):
    client = as_user(clinician)
    assert "You have handed in nothing yet." in page(client)
    reply = client.post(MINE, form(small) | {"file": photograph()}, follow=True)
    assert "Handed in. Sam Lee can accept it." in words(reply.content.decode())
    credit = Credit.objects.get()
    assert (credit.membership.user, credit.accepted, credit.kind) == (clinician, None, "outside")
    text = page(client)
    assert "Safe use of AI" in text
    assert "Waiting" in text
    assert client.get(reverse("my-evidence-file", args=[credit.pk])).content.startswith(b"\xff\xd8\xff")


def test_the_same_sent_twice_is_kept_once(as_user, clinician, manager, small):
    client = as_user(clinician)
    client.post(MINE, form(small))
    client.post(MINE, form(small))
    assert Credit.objects.count() == 1


def test_managers_get_one_mail_a_day(as_user, clinician, manager, small):
    client = as_user(clinician)
    client.post(MINE, form(small))
    client.post(MINE, form(small, title="Another course"))
    assert Credit.objects.count() == 2
    mail = Mail.objects.get(purpose="evidence-waiting")
    assert mail.to == manager.email
    assert "Elm Street Surgery" in mail.subject
    assert "Safe use" not in mail.text


@pytest.mark.parametrize(
    ("changes", "words_of_it"),
    [
        ({"course": ""}, "Choose a course."),
        ({"kind": ""}, "Choose what it is."),
        ({"title": ""}, "Write what it was called."),
        ({"provider": ""}, "Write who held it"),
        ({"completed_on": ""}, "Write the day it was completed."),
        ({"completed_on": "soon"}, "Write a day"),
        ({"completed_on": "1900-01-01"}, "long past"),
        ({"valid_until": "2026-01-01"}, "cannot run out before"),
    ],
)
def test_what_is_wrong_is_said_at_the_top_and_nothing_is_kept(as_user, clinician, small, changes, words_of_it):
    reply = as_user(clinician).post(MINE, form(small, **changes))
    assert reply.status_code == 422
    text = reply.content.decode()
    assert "There is a problem" in text
    assert words_of_it in words(text)
    assert not Credit.objects.exists()


def test_a_day_to_come_is_refused(as_user, clinician, small):
    day = timezone.localdate() + timedelta(days=2)
    assert as_user(clinician).post(MINE, form(small, completed_on=day.isoformat())).status_code == 422


def test_a_file_that_is_no_picture_or_pdf_is_refused_by_its_bytes(as_user, clinician, small):
    liar = SimpleUploadedFile("certificate.pdf", b"MZ not a certificate", "application/pdf")
    reply = as_user(clinician).post(MINE, form(small) | {"file": liar})
    assert reply.status_code == 422
    assert "Only PDF, PNG and JPEG files can be kept." in words(reply.content.decode())
    assert not Credit.objects.exists()


def test_prior_learning_needs_no_provider(as_user, clinician, small):
    assert as_user(clinician).post(MINE, form(small, kind="prior", provider="")).status_code == 302
    assert Credit.objects.get().kind == "prior"


def test_it_can_be_taken_back_while_it_waits_and_not_afterwards(as_user, clinician, small):
    client = as_user(clinician)
    client.post(MINE, form(small))
    credit = Credit.objects.get()
    client.post(MINE, {"back": credit.pk})
    credit.refresh_from_db()
    assert credit.withdrawn_at is not None
    assert "Taken back" in page(client)
    Credit.objects.update(withdrawn_at=None, accepted=True, decided_at=timezone.now())
    reply = client.post(MINE, {"back": credit.pk}, follow=True)
    assert "cannot be taken back" in words(reply.content.decode())
    credit.refresh_from_db()
    assert credit.withdrawn_at is None


def test_somebody_elses_evidence_does_not_exist(as_user, clinician, manager, stranger, small, photograph):
    as_user(clinician).post(MINE, form(small) | {"file": photograph()})
    credit = Credit.objects.get()
    for other in (stranger, manager):
        client = as_user(other)
        assert client.get(reverse("my-evidence-file", args=[credit.pk])).status_code == 404
        assert client.post(MINE, {"back": credit.pk}).status_code == 404
        assert "Safe use of AI" not in page(client)
    assert as_user(clinician).post(MINE, {"back": "x"}).status_code == 404


def test_without_a_practice_the_page_says_why_there_is_no_form(as_user, small):
    loner = person("lone@home.example", "Lou Alone")
    client = as_user(loner)
    assert "you are in none" in page(client)
    assert client.post(MINE, form(small)).status_code == 404


def test_who_works_in_two_practices_says_for_which(as_user, clinician, stranger, small):
    other = stranger.memberships.get().practice
    second = Membership.objects.create(user=clinician, practice=other, started=date(2021, 1, 1))
    client = as_user(clinician)
    assert "Which practice is it for?" in page(client)
    assert client.post(MINE, form(small)).status_code == 422
    assert client.post(MINE, form(small, membership=second.pk)).status_code == 302
    assert Credit.objects.get().membership == second
    foreign = Membership.objects.get(user=stranger)
    assert client.post(MINE, form(small, membership=foreign.pk)).status_code == 422


def test_who_has_left_sees_what_was_but_hands_in_no_more(as_user, clinician, small):
    client = as_user(clinician)
    client.post(MINE, form(small))
    Membership.objects.filter(user=clinician).update(ended=date(2026, 6, 1))
    text = page(client)
    assert "Safe use of AI" in text
    assert "you are in none" in text
