"""A practice's own clinical review: recorded, asked again for a newer version, withdrawn, printed on certificates."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader

from courses.authoring.models import Course, Release
from courses.certificates import practice_reviews, services
from courses.certificates.codes import grouped
from courses.certificates.integrity import report
from courses.certificates.models import Certificate, PracticeReview
from courses.certificates.pdf import render_certificate
from courses.learning.models import Enrolment
from courses.operations.models import AuditEntry, Delivery, Mail
from courses.people.models import Membership, Practice, User
from tests.actors import person
from tests.learning.small_course import release_of, small_folder
from tests.training.situations import complete

pytestmark = [pytest.mark.web, pytest.mark.django_db]
REVIEWERS = "reviewers:\n  - name: Dr Sample Reviewer\n    role: invented\n    date: 2026-06-12\n"
LIST = "/practice/elm-street/reviews/"
URL = f"{LIST}plain/"


@pytest.fixture
def plain(db: None) -> Release:
    """A course that nobody has reviewed."""
    return release_of(small_folder(("course.md", REVIEWERS, ""), slug="plain"))


def fields(release: Release, **other: object) -> dict[str, object]:
    day = timezone.localdate(timezone=Practice(timezone="Europe/London").zone).isoformat()
    given = {"release": release.pk, "name": "Dr Bethan Rees", "role": "GP partner", "reviewed_on": day, "read": "on"}
    return {**given, **other}


def reviewed(practice: Practice, by: User, release: Release, **other: object) -> PracticeReview:
    given = {"name": "Dr Bethan Rees", "role": "GP partner", "reviewed_on": date(2026, 11, 3), "note": "", **other}
    return practice_reviews.record_review(practice=practice, by=by, release_id=release.pk, **given)


def next_release(*changes: tuple[str, str, str]) -> Release:
    return release_of(small_folder(("course.md", REVIEWERS, ""), *changes, slug="plain"))


def test_nothing_is_prefilled_but_the_name_of_who_is_signed_in(as_user, manager, plain):
    reply = as_user(manager).get(URL)
    form = reply.context["form"]
    assert {field.name: field.value() for field in form if field.value()} == {"name": "Sam Lee"}
    text = reply.content.decode()
    assert 'href="/courses/plain/"' in text
    assert 'href="/courses/plain/releases/"' in text
    assert not PracticeReview.objects.exists()


def test_a_review_is_recorded_noted_and_shown(as_user, manager, plain):
    client = as_user(manager)
    assert "Not yet clinically reviewed" in client.get(LIST).content.decode()
    assert client.post(URL, fields(plain, note="Checked the figures.")).url == URL
    row = PracticeReview.objects.get()
    assert (row.name, row.role, row.release, row.by) == ("Dr Bethan Rees", "GP partner", plain, manager)
    assert AuditEntry.objects.get(action="review.recorded").practice_id == row.practice_id
    for url in (LIST, URL):
        text = client.get(url).content.decode()
        assert "Dr Bethan Rees" in text
        assert "GP partner" in text
    assert "Checked the figures." in client.get(URL).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Write who has reviewed it."),
        ({"name": "Dr \ua000"}, "We cannot print"),
        ({"role": ""}, "Write the reviewer’s role."),
        ({"role": "GP \ua000"}, "We cannot print"),
        ({"read": ""}, "every unit has been read"),
        ({"reviewed_on": ""}, "Write the day of the review."),
        ({"reviewed_on": "soon"}, "Write a date"),
        ({"reviewed_on": (timezone.now() + timedelta(days=3)).date().isoformat()}, "This day is still to come."),
        ({"reviewed_on": "2020-01-01"}, "it cannot have been reviewed before"),
    ],
)
def test_what_cannot_be_is_refused(as_user, manager, plain, changes, words):
    reply = as_user(manager).post(URL, fields(plain, **changes))
    assert reply.status_code == 422
    assert words in reply.content.decode()
    assert not PracticeReview.objects.exists()


def test_a_double_click_records_once_and_another_review_needs_the_first_withdrawn(as_user, manager, plain):
    client = as_user(manager)
    assert [client.post(URL, fields(plain)).status_code for _ in range(2)] == [302, 302]
    assert AuditEntry.objects.filter(action="review.recorded").count() == 1
    reply = client.post(URL, fields(plain, name="Dr Other"))
    assert "This version has a review already." in reply.content.decode()
    assert PracticeReview.objects.get().name == "Dr Bethan Rees"


def test_the_database_keeps_one_open_review_of_a_release(manager, practice, plain):
    reviewed(practice, manager, plain)
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeReview.objects.create(
            practice=practice, release=plain, name="x", role="y", reviewed_on=date(2026, 11, 3), by=manager
        )


def test_a_review_of_the_release_before_is_not_taken_for_the_newest(as_user, manager, plain):
    next_release(("course.md", "title: A small course", "title: A changed course"))
    reply = as_user(manager).post(URL, fields(plain))
    assert "A newer version was published meanwhile." in reply.content.decode()
    assert not PracticeReview.objects.exists()


def test_a_newer_version_asks_again_and_the_earlier_review_is_named(as_user, manager, practice, plain):
    reviewed(practice, manager, plain)
    newest = next_release(("course.md", "title: A small course", "title: A changed course"))
    client = as_user(manager)
    assert "New version to review" in client.get(LIST).content.decode()
    text = client.get(URL).content.decode()
    assert "This version is newer than your review" in text
    assert "reviewed release 1" in text
    assert client.post(URL, fields(newest)).status_code == 302
    assert "Reviewed here" in client.get(LIST).content.decode()
    assert PracticeReview.objects.filter(withdrawn_at=None).count() == 2


def test_withdrawing_needs_a_reason_happens_once_and_is_kept(as_user, manager, practice, plain):
    review = reviewed(practice, manager, plain)
    client, url = as_user(manager), f"{LIST}withdraw/{review.pk}/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": " "}).status_code == 422
    assert PracticeReview.objects.get().withdrawn_at is None
    assert client.post(url, {"reason": "A figure is out of date."}).status_code == 302
    assert client.post(url, {"reason": "Again"}).status_code == 404
    entry = AuditEntry.objects.get(action="review.withdrawn")
    assert entry.detail["reason"] == "A figure is out of date."
    text = client.get(URL).content.decode()
    assert "A figure is out of date." in text
    assert "Record a review of this version" in text
    assert practice_reviews.withdraw_review(review=review, by=manager, reason="x") is False


@pytest.mark.parametrize("who", ["clinician", "stranger", "educator"])
def test_for_everybody_but_its_managers_the_pages_do_not_exist(request, as_user, practice, manager, plain, who):
    review = reviewed(practice, manager, plain)
    client = as_user(request.getfixturevalue(who))
    for url in (LIST, URL, f"{LIST}withdraw/{review.pk}/"):
        assert client.get(url).status_code == 404
        assert client.post(url, {**fields(plain), "reason": "x"}).status_code in (404, 405)
    assert PracticeReview.objects.get().withdrawn_at is None


def test_the_manager_of_another_practice_cannot_withdraw_it_under_their_own_address(
    as_user, practice, manager, stranger, plain
):
    review = reviewed(practice, manager, plain)
    reply = as_user(stranger).post(f"/practice/oak-lane/reviews/withdraw/{review.pk}/", {"reason": "x"})
    assert reply.status_code == 404
    assert PracticeReview.objects.get().withdrawn_at is None


def test_a_course_that_is_not_published_has_no_page(as_user, manager, plain):
    Course.objects.update(current=None)
    assert as_user(manager).get(URL).status_code == 404
    assert "No course is published yet." in as_user(manager).get(LIST).content.decode()


def test_the_list_costs_as_much_for_many_courses_as_for_one(
    as_user, manager, practice, plain, django_assert_num_queries
):
    client = as_user(manager)
    reviewed(practice, manager, plain)
    client.get(LIST)  # the first request of a session reads more
    with django_assert_num_queries(12, exact=False) as one:
        client.get(LIST)
    for number in range(4):
        release = release_of(small_folder(("course.md", REVIEWERS, ""), slug=f"plain-{number}"))
        review = reviewed(practice, manager, release)
        practice_reviews.withdraw_review(review=review, by=manager, reason="x")
    with django_assert_num_queries(len(one)):
        client.get(LIST)


LINE = "Elm Street Surgery by Dr Bethan Rees, GP partner, 3 November 2026"


def certificate_of(somebody: User) -> Certificate:
    return Certificate.objects.get(enrolment__person=somebody)


def test_a_review_makes_a_certificate_of_a_record_and_stands_on_it(
    as_user, clinician, manager, practice, plain, client
):
    reviewed(practice, manager, plain)
    complete(clinician, plain)
    certificate = certificate_of(clinician)
    assert certificate.kind == "certificate"
    assert certificate.facts["practice_reviews"] == [LINE]
    assert certificate.facts["reviewers"] == []
    text = PdfReader(io.BytesIO(render_certificate(services.facts_of(certificate)))).pages[0].extract_text()
    assert "Reviewed for" in text
    assert LINE in " ".join(text.split())
    assert "not clinically reviewed" not in text
    code = grouped(certificate.code)
    for page in (as_user(clinician).get(f"/certificates/{code}/"), client.get(f"/verify/{code}/")):
        assert LINE in page.content.decode()
        assert "not clinically reviewed" not in page.content.decode()


def test_beside_a_review_for_everybody_both_stand_there(clinician, manager, practice, small):
    reviewed(practice, manager, small)
    complete(clinician, small)
    facts = certificate_of(clinician).facts
    assert facts["reviewers"] == ["Dr Sample Reviewer, invented, 12 June 2026"]
    assert facts["practice_reviews"] == [LINE]


@pytest.mark.parametrize("why", ["no member", "has left", "withdrawn", "another release"])
def test_without_an_open_review_of_that_release_by_the_own_practice_it_is_a_record(
    clinician, manager, practice, plain, stranger, why
):
    review = reviewed(practice, manager, plain)
    holder = stranger if why == "no member" else clinician
    if why == "has left":
        Membership.objects.filter(user=clinician).update(ended=date(2026, 1, 1))
    if why == "withdrawn":
        practice_reviews.withdraw_review(review=review, by=manager, reason="x")
    if why == "another release":
        plain = next_release(("course.md", "title: A small course", "title: A changed course"))
    complete(holder, plain)
    certificate = certificate_of(holder)
    assert certificate.kind == "record"
    assert certificate.facts["practice_reviews"] == []


def test_certificates_issued_earlier_stay_as_they_are_whatever_is_recorded_or_withdrawn(
    clinician, manager, practice, plain
):
    complete(clinician, plain)
    before = Certificate.objects.values().get()
    review = reviewed(practice, manager, plain)
    complete(manager, plain)
    with_review = Certificate.objects.values().get(enrolment__person=manager)
    practice_reviews.withdraw_review(review=review, by=manager, reason="x")
    practice.name = "Renamed"
    practice.save()
    for held in (before, with_review):
        services.issue_certificate(enrolment_id=held["enrolment_id"])
        assert Certificate.objects.values().get(pk=held["id"]) == held
    assert (before["kind"], with_review["kind"]) == ("record", "certificate")


def test_each_practice_of_the_holder_that_reviewed_it_is_named(clinician, manager, stranger, practice, plain):
    oak = stranger.memberships.get().practice
    Membership.objects.create(user=clinician, practice=oak, started=date(2020, 1, 1))
    reviewed(practice, manager, plain)
    reviewed(oak, stranger, plain, name="Pat Stranger", role="pharmacist")
    complete(clinician, plain)
    assert certificate_of(clinician).facts["practice_reviews"] == [
        LINE,
        "Oak Lane by Pat Stranger, pharmacist, 3 November 2026",
    ]


@pytest.mark.parametrize("name", ["\ua000\ua001 Surgery", "Surgery " * 15, "🏥 Surgery"])
def test_no_name_of_a_practice_keeps_a_certificate_from_being_printed(clinician, manager, practice, plain, name):
    Practice.objects.filter(pk=practice.pk).update(name=name.strip())
    reviewed(practice, manager, plain, name="N" * 80, role="r" * 60)
    complete(clinician, plain)
    certificate = certificate_of(clinician)
    assert len(certificate.facts["practice_reviews"][0]) <= 240
    assert render_certificate(services.facts_of(certificate)).startswith(b"%PDF")


def test_a_certificate_from_before_practices_could_review_can_still_be_printed(certificate):
    facts = {name: value for name, value in certificate.facts.items() if name != "practice_reviews"}
    Certificate.objects.filter(pk=certificate.pk).update(facts=facts)
    certificate.refresh_from_db()
    assert services.facts_of(certificate).practice_reviews == ()


@pytest.fixture
def vouched(practice: Practice) -> User:
    """Somebody without an email whose practice made the account."""
    somebody = person("soon-none@elm.example", "Nia Bell", confirmed=False, job_role="gp")
    somebody.emailaddress_set.all().delete()
    somebody.email, somebody.user_name = None, "nia.bell"
    somebody.save()
    Membership.objects.create(user=somebody, practice=practice, started=date(2020, 1, 1))
    return somebody


def test_an_account_that_its_practice_vouches_for_gets_its_certificate_and_no_mail(as_user, vouched, small):
    enrolment = complete(vouched, small)
    certificate = certificate_of(vouched)
    assert certificate.holder == "Nia Bell"
    services.mail_certificate(certificate_id=certificate.pk)
    assert not Mail.objects.filter(purpose="complete").exists()
    url = f"/certificates/{grouped(certificate.code)}/"
    assert as_user(vouched).get("/courses/small/certificate/").url == url
    assert Enrolment.objects.get(pk=enrolment.pk).certificates.count() == 1


def test_it_is_not_asked_to_confirm_an_email_it_does_not_have(as_user, vouched, small):
    complete(vouched, small, certificate=False)
    text = as_user(vouched).get("/courses/small/certificate/").content.decode()
    assert "is being made" in text
    assert "email address" not in text
    Delivery.objects.all().delete()  # nothing is on its way
    faults = [fault.rule for fault in report().faults]
    assert "completed, but without a certificate" in faults
