"""Who is told of a correction, where it stands until it is read, and what a safety notice adds."""

from __future__ import annotations

import pytest
from django.core import mail as django_mail
from django.urls import reverse

from courses.authoring.models import Release
from courses.learning import corrections, services
from courses.learning.models import Attempt, CorrectionNotice
from courses.operations import outbox
from courses.operations.models import Mail
from tests.actors import person
from tests.learning.corrected_course import STRICT, corrected, finish, folder
from tests.learning.marked_course import (
    correct,
    do_units,
)
from tests.learning.small_course import release_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def first(db) -> Release:
    return release_of(folder(*STRICT))


# Who is told


def test_who_only_answered_it_in_a_unit_is_told_and_who_never_met_it_is_not(clinician, stranger, first):
    do_units(clinician, first)
    services.open_attempt(person=clinician, release=first, quiz_id="final")
    person("idle@elm.example", "Idle")
    right = ("01-first.md", "- [x] `clinician` The clinician", "- [ ] `clinician` The clinician")
    other = ("01-first.md", "- [ ] `nobody` Nobody", "- [x] `nobody` Nobody")
    correct(release_of(folder(*STRICT, right, other)), ["who-decides"])
    assert list(CorrectionNotice.objects.values_list("person", flat=True)) == [clinician.pk]


def test_who_completed_with_it_is_told_though_they_never_drew_it(clinician, first):
    finish(clinician, first, first_choice="after")
    Attempt.objects.all().delete()
    clinician.exercise_answers.all().delete()
    corrected()
    assert CorrectionNotice.objects.get().person == clinician


def test_the_notice_stands_on_today_course_home_and_result_until_it_is_read(as_user, clinician, first):
    attempt = finish(clinician, first, first_choice="before")
    second = corrected()
    client = as_user(clinician)
    pages = [reverse("today"), reverse("course-home", args=["small"]), reverse("attempt-result", args=[attempt.pk])]
    for url in pages:
        page = client.get(url).content.decode()
        assert "we corrected the answer to one question of “A small course”." in page, url
        assert "It said after. It says before. Your result went up to 2 of 2." in page
    reply = client.post(reverse("correction", args=[second.correction.pk]), {"next": "/"})
    assert reply.url == "/"
    seen = CorrectionNotice.objects.get().seen_at
    assert seen is not None
    for url in pages:
        assert "we corrected the answer" not in client.get(url).content.decode(), url
    client.post(reverse("correction", args=[second.correction.pk]))
    assert CorrectionNotice.objects.get().seen_at == seen


def test_who_had_passed_reads_that_the_pass_is_not_affected(as_user, clinician, first):
    finish(clinician, first, first_choice="after")
    corrected()
    assert "Your pass is not affected." in as_user(clinician).get("/").content.decode()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "\\\\evil.example", "javascript:alert(1)"]
)
def test_reading_leads_nowhere_else(as_user, clinician, first, target):
    finish(clinician, first, first_choice="after")
    second = corrected()
    reply = as_user(clinician).post(reverse("correction", args=[second.correction.pk]), {"next": target})
    assert reply.url == reverse("course-home", args=["small"])


def test_for_whom_it_does_not_concern_a_correction_does_not_exist(as_user, clinician, stranger, manager, first):
    finish(clinician, first, first_choice="after")
    url = reverse("correction", args=[corrected().correction.pk])
    for other in (stranger, manager):
        assert as_user(other).get(url).status_code == 404
        assert as_user(other).post(url).status_code == 404
    assert as_user(clinician).get(url).status_code == 200


def test_without_a_notice_there_is_no_banner(as_user, clinician, first):
    assert "I have read this" not in as_user(clinician).get("/").content.decode()


# Safety


def test_a_safety_notice_is_mailed_once_to_everybody_concerned(clinician, stranger, first):
    finish(clinician, first, first_choice="before")
    finish(stranger, first, first_choice="after")
    person("idle@elm.example", "Idle")
    second = corrected(safety=True)
    corrections.notify_batch(correction_id=second.correction.pk, after=0)
    outbox.drain()
    sent = [one for one in django_mail.outbox if one.subject == "A correction to a course you took"]
    assert sorted(one.to[0] for one in sent) == [clinician.email, stranger.email]
    body = next(one.body for one in sent if one.to == [clinician.email])
    assert "It said after. It says before. Your result went up to 2 of 2." in body
    assert reverse("correction", args=[second.correction.pk]) in body


def test_an_ordinary_correction_mails_nobody(clinician, first):
    finish(clinician, first, first_choice="before")
    corrected()
    assert not Mail.objects.filter(purpose="correction").exists()


def test_the_manager_sees_that_a_safety_notice_is_to_be_read_and_nothing_more(as_user, clinician, manager, first):
    finish(clinician, first, first_choice="before")
    second = corrected(safety=True)
    page = as_user(manager).get(reverse("practice", args=["elm-street"])).content.decode()
    assert "Has a safety notice to read" in page
    assert "It said after" not in page
    as_user(clinician).post(reverse("correction", args=[second.correction.pk]))
    page = as_user(manager).get(reverse("practice", args=["elm-street"])).content.decode()
    assert "Has a safety notice to read" not in page


def test_the_manager_does_not_see_an_ordinary_correction(as_user, clinician, manager, first):
    finish(clinician, first, first_choice="before")
    corrected()
    page = as_user(manager).get(reverse("practice", args=["elm-street"])).content.decode()
    assert "safety notice" not in page
