"""Issuing: once for each finished course, held until the address is confirmed, frozen for good."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as outgoing
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.certificates import services
from courses.certificates.models import Certificate
from courses.learning.enrolments import ensure_enrolment
from courses.learning.models import Enrolment
from courses.operations import outbox
from courses.operations.models import Delivery, Mail
from courses.people.services import note_confirmed
from tests.actors import person
from tests.certificates.conftest import another_issue
from tests.learning.small_course import quiz_with, release_of, small_folder
from tests.training.situations import complete

pytestmark = [pytest.mark.web, pytest.mark.django_db]
REVIEWERS = "reviewers:\n  - name: Dr Sample Reviewer\n    role: invented\n    date: 2026-06-12\n"


@pytest.fixture
def newcomer(small):
    """Has finished the small course; the address is not confirmed."""
    newcomer = person("new@elm.example", "Nia Bell", confirmed=False, job_role="gp", region="us")
    complete(newcomer, small, certificate=False)
    return newcomer


def enrolment_of(person) -> Enrolment:
    return Enrolment.objects.get(person=person)


def test_a_course_with_a_review_gives_a_certificate(certificate):
    assert certificate.kind == "certificate"
    assert certificate.facts["reviewers"] == ["Dr Sample Reviewer, invented, 12 June 2026"]


def test_a_course_that_nobody_reviewed_gives_a_record(clinician, db):
    complete(clinician, release_of(small_folder(("course.md", REVIEWERS, ""), slug="plain")))
    certificate = Certificate.objects.get(enrolment__person=clinician)
    assert certificate.kind == "record"
    assert certificate.facts["reviewers"] == []


def test_issuing_twice_issues_once(certificate):
    services.issue_certificate(enrolment_id=certificate.enrolment_id)
    services.issue_held_certificates(person_id=certificate.enrolment.person_id)
    assert Certificate.objects.filter(enrolment=certificate.enrolment_id).count() == 1
    assert Delivery.objects.filter(event="certificate.issued", handler="mail").count() == 1


def test_the_database_keeps_a_second_first_issue_out(certificate):
    with pytest.raises(IntegrityError), transaction.atomic():
        another_issue(certificate, issue=1)


def test_an_unfinished_course_gives_nothing(clinician, small):
    enrolment = ensure_enrolment(person=clinician, release=small)
    services.issue_certificate(enrolment_id=enrolment.pk)
    assert not Certificate.objects.filter(enrolment=enrolment).exists()


MORE_TAUGHT = (
    "course.md",
    "  check-advice: Check advice before acting on it\n",
    "  check-advice: Check advice before acting on it\n  read-studies: Read a study before buying\n",
)


def test_everything_printed_is_taken_from_that_day(certificate, small):
    completed = certificate.enrolment.completed_at.astimezone(certificate.enrolment.person.zone).date()
    assert (certificate.holder, certificate.course_title) == ("Dr Amara Efua Osei", "A small course")
    assert (certificate.release_number, certificate.release_sha256) == (1, small.sha256)
    assert certificate.completed_on == completed
    assert certificate.valid_until == completed.replace(year=completed.year + 1)
    assert (certificate.facts["minutes"], certificate.facts["region"]) == (11, "uk")
    assert certificate.facts["competencies"] == ["Check advice before acting on it"]


def test_it_covers_what_the_quiz_asked_about_and_not_all_that_the_course_teaches(clinician):
    release = release_of(small_folder(MORE_TAUGHT, slug="wide"))
    assert len(release.structure["competencies"]) == 2
    enrolment = complete(clinician, release)
    issued = Certificate.objects.get(enrolment=enrolment)
    assert issued.facts["competencies"] == ["Check advice before acting on it"]


def test_later_edits_of_course_and_person_change_nothing(certificate, holder):
    before = Certificate.objects.values().get(pk=certificate.pk)
    printed = services.facts_of(certificate)
    release_of(
        small_folder(
            ("course.md", "title: A small course", "title: Another title"),
            ("course.md", "valid-for-months: 12", "valid-for-months: 1"),
            ("course.md", REVIEWERS, ""),
            *quiz_with(pass_mark=100),
        )
    )
    holder.display_name, holder.certificate_name, holder.region = "Someone Else", "Else", "us"
    holder.timezone = "Pacific/Auckland"
    holder.save()
    services.issue_certificate(enrolment_id=certificate.enrolment_id)
    assert Certificate.objects.values().get(pk=certificate.pk) == before
    assert services.facts_of(Certificate.objects.get(pk=certificate.pk)) == printed


def test_the_name_on_certificates_is_used_when_there_is_one(small):
    somebody = person("name@elm.example", "Amy", certificate_name="Dr Amara Osei", job_role="gp")
    complete(somebody, small)
    assert Certificate.objects.get(enrolment__person=somebody).holder == "Dr Amara Osei"


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Auckland", date(2026, 3, 2)), ("America/New_York", date(2026, 3, 1))]
)
def test_the_day_of_completion_is_the_holders_own(small, zone, day):
    somebody = person("zone@elm.example", "Zoe Zone", job_role="gp", timezone=zone)
    enrolment = complete(somebody, small, certificate=False)
    moment = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=moment)
    services.issue_certificate(enrolment_id=enrolment.pk)
    certificate = Certificate.objects.get(enrolment=enrolment)
    assert certificate.completed_on == day
    assert certificate.valid_until == day.replace(year=2027)


def test_nothing_is_issued_before_the_address_is_confirmed(newcomer):
    services.issue_certificate(enrolment_id=enrolment_of(newcomer).pk)
    assert not Certificate.objects.filter(enrolment__person=newcomer).exists()
    assert not Mail.objects.filter(person=newcomer, purpose="complete").exists()


def test_what_was_held_is_issued_once_the_address_is_confirmed(newcomer):
    services.issue_certificate(enrolment_id=enrolment_of(newcomer).pk)
    EmailAddress.objects.filter(user=newcomer).update(verified=True)
    note_confirmed(person=newcomer, email=newcomer.email)
    outbox.drain()
    certificate = Certificate.objects.get(enrolment__person=newcomer)
    assert certificate.holder == "Nia Bell"
    assert certificate.facts["region"] == "us"
    assert Mail.objects.filter(person=newcomer, purpose="complete").count() == 1


def test_all_held_courses_are_issued_and_others_left_alone(newcomer, certificate):
    complete(newcomer, release_of(small_folder(slug="second")), certificate=False)
    EmailAddress.objects.filter(user=newcomer).update(verified=True)
    services.issue_held_certificates(person_id=newcomer.pk)
    services.issue_held_certificates(person_id=newcomer.pk)
    assert Certificate.objects.filter(enrolment__person=newcomer).count() == 2
    assert Certificate.objects.count() == 3


def test_the_mail_has_the_link_and_the_code_and_goes_out_once(certificate, settings):
    for _ in range(2):
        services.mail_certificate(certificate_id=certificate.pk)
    outbox.drain()
    message = next(one for one in outgoing.outbox if one.to == ["holder@ash.example"])
    code = services.grouped(certificate.code)
    assert message.subject == "Done: A small course"
    for body in (message.body, message.alternatives[0][0]):
        assert f"{settings.PUBLIC_URL}/certificates/{code}/" in body
        assert code in body
    assert "Your certificate is ready." in message.body
    assert "11 minutes are in your record." in message.body
    assert [one.to for one in outgoing.outbox].count(["holder@ash.example"]) == 1


def test_a_record_is_called_a_record_in_its_mail(clinician, db):
    complete(clinician, release_of(small_folder(("course.md", REVIEWERS, ""), slug="plain")))
    services.mail_certificate(certificate_id=Certificate.objects.get(enrolment__person=clinician).pk)
    text = Mail.objects.get(person=clinician).text
    assert "Your record of completion is ready." in text
    assert "Your certificate is ready." not in text


def test_an_inactive_person_gets_no_mail(certificate, holder):
    holder.is_active = False
    holder.save()
    services.mail_certificate(certificate_id=certificate.pk)
    assert not Mail.objects.filter(person=holder).exists()


def test_a_mail_holds_no_score_and_no_answer(certificate):
    services.mail_certificate(certificate_id=certificate.pk)
    text = Mail.objects.get(person=certificate.enrolment.person).text
    assert "%" not in text
    assert "2 of 2" not in text


def test_a_hostile_title_and_name_are_escaped_in_the_mail(certificate):
    Certificate.objects.filter(pk=certificate.pk).update(course_title="<b>Big</b>\nBcc: all@elm.example")
    services.mail_certificate(certificate_id=certificate.pk)
    row = Mail.objects.get(person=certificate.enrolment.person)
    assert "<b>Big" not in row.html
    assert "\n" not in row.subject


def test_the_chain_from_quiz_to_mail_runs_by_itself(clinician, small):
    from_quiz = complete(clinician, small, certificate=False)
    Enrolment.objects.filter(pk=from_quiz.pk).update(completed_at=timezone.now() - timedelta(seconds=1))
    outbox.drain()
    assert Certificate.objects.filter(enrolment=from_quiz).count() == 1
    assert Mail.objects.filter(person=clinician, purpose="complete", sent_at__isnull=False).count() == 1
