"""Units skipped after a start check: they count for what waits, are never told as done, and can be taken up."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from courses.authoring.models import Course
from courses.certificates.models import Certificate
from courses.certificates.pdf import render_certificate
from courses.certificates.services import facts_of, issue_held_certificates
from courses.learning import renewing, services, skipping
from courses.learning.completion import complete_enrolment, finished_units
from courses.learning.models import Attempt, Enrolment, UnitProgress
from courses.learning.rules import Reader, hours_in, skippable
from courses.management.commands.demo import do_unit
from courses.operations import outbox
from courses.operations.models import Delivery
from courses.people.models import User
from courses.training.facts import standings
from courses.training.models import Standing
from courses.training.standing import refresh_person
from courses.training.starting.models import StartCheck
from tests.actors import answer_all, person
from tests.learning.small_course import release_of, small_folder, without
from tests.training.reading import section, states, words
from tests.training.situations import ask, complete, today_of
from tests.training.starting.small_path import form, skip, take

pytestmark = [pytest.mark.web, pytest.mark.django_db]
PATH, CHECK, SKIP, HOME = "/paths/small-path/", "/paths/small-path/check/", "/paths/small-path/skip/", "/courses/small/"
AFTER_ALL = "/courses/small/units/first/after-all/"


@pytest.fixture
def client(as_user, clinician, small, small_path) -> Client:
    return as_user(clinician)


def row(person, release):
    return standings([person], [release], today_of(person))[person.pk, release.course_id]


def take_course(person, release, *units: str) -> Attempt:
    """Do these units and pass the quiz, with everything that follows."""
    for unit in units:
        do_unit(person, release, unit)
    attempt = services.open_attempt(person=person, release=release, quiz_id="final")
    assert isinstance(attempt, Attempt), attempt
    answer_all(person, attempt)
    services.submit_attempt(person=person, attempt_id=attempt.pk)
    outbox.drain()
    return attempt


def test_ticked_units_are_skipped_and_the_course_begins(client, clinician, small):
    client.post(CHECK, form())
    text = client.post(SKIP, {"skip": ["small/first"]}, follow=True).content.decode()
    assert "1 unit is skipped. The final quiz covers it, and you can do it after all." in text
    assert "The first unit Skipped: known at the start check" in words(section(text, "Start check"))
    found = row(clinician, small)
    assert (set(found.skipped), found.finished, found.begun) == ({"first"}, {"first"}, set())
    assert found.minutes == 4


def test_skipping_twice_does_nothing_twice(client, clinician, small):
    take(clinician)
    assert skip(clinician, "first") == ["small/first"]
    at = UnitProgress.objects.get().skipped_at
    assert skip(clinician, "first") == []
    assert UnitProgress.objects.get().skipped_at == at
    assert Delivery.objects.filter(event="unit.skipped", handler="standing").count() == 1
    reply = client.post(SKIP, {"skip": ["small/first"]}, follow=True)
    assert "Something has changed" not in reply.content.decode()


def test_without_a_tick_nothing_is_skipped(client, clinician):
    take(clinician)
    assert "No unit was ticked: nothing is skipped." in client.post(SKIP, follow=True).content.decode()
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("unit", ["second", "extra", "none"])
def test_what_was_not_known_or_not_asked_cannot_be_skipped(client, clinician, small, unit):
    take(clinician, "qc")
    reply = client.post(SKIP, {"skip": [f"small/{unit}"]}, follow=True)
    assert "Something has changed meanwhile" in reply.content.decode()
    assert not UnitProgress.objects.exists()


def test_nothing_is_skipped_without_a_check_or_for_somebody_elses(as_user, client, clinician, stranger, small):
    take(clinician)
    as_user(stranger).post(SKIP, {"skip": ["small/first"]})
    assert not UnitProgress.objects.exists()


def test_a_unit_that_was_taken_out_meanwhile_is_passed_over(client, clinician, small):
    take(clinician)
    release_of(without(small_folder(("02-second.md", "objectives: [o1]", "objectives: [o1]")), "01-first.md"))
    reply = client.post(SKIP, {"skip": ["small/first", "small/second"]}, follow=True)
    text = reply.content.decode()
    assert "1 unit is skipped." in text
    assert "Something has changed meanwhile" in text
    assert [one.unit_id for one in UnitProgress.objects.all()] == ["second"]


def test_a_course_that_is_published_no_more_keeps_the_check_working(client, clinician, small):
    take(clinician)
    Course.objects.update(current=None)
    assert "3 units are not published here." in client.get(CHECK).content.decode()
    client.post(SKIP, {"skip": ["small/first"]})
    assert not UnitProgress.objects.exists()


def test_a_skipped_unit_opens_the_final_quiz_and_counts_for_completion(client, clinician, small):
    take(clinician)
    skip(clinician, "first")
    take_course(clinician, small, "second")
    assert Enrolment.objects.get().completed_at is not None
    assert row(clinician, small).completed


def test_it_is_shown_as_skipped_with_its_day_and_never_as_done(client, clinician, small):
    take(clinician)
    skip(clinician, "first")
    units = section(client.get(HOME).content.decode(), "Units")
    assert "Skipped: known at the start check" in units
    assert [word for word, _detail in states(units)] == ["Not started"]
    page = client.get("/courses/small/units/first/").content.decode()
    assert "Skipped: known at the start check" in page
    assert "Finished on" not in page
    assert "Finish unit" in page


def test_what_others_see_counts_it_neither_as_done_nor_as_asked(client, clinician, small):
    ask(clinician, small, days=60)
    take(clinician)
    skip(clinician, "first")
    outbox.drain()
    assert row(clinician, small).state.detail.startswith("0 of 1 unit, by")
    assert Standing.objects.get(course=small.course_id).short == "0 of 1"
    do_unit(clinician, small, "second")
    outbox.drain()
    assert Standing.objects.get(course=small.course_id).short == "1 of 1"


def test_the_copy_for_lists_is_what_it_would_be_made_anew(client, clinician, small):
    ask(clinician, small, days=60)
    take(clinician)
    for change in (lambda: skip(clinician, "first"), lambda: client.post(AFTER_ALL)):
        change()
        outbox.drain()
        kept = list(Standing.objects.values_list("word", "detail", "short"))
        refresh_person(person_id=clinician.pk)
        assert list(Standing.objects.values_list("word", "detail", "short")) == kept


def test_it_can_be_done_after_all(client, clinician, small):
    take(clinician)
    skip(clinician, "first")
    reply = client.post(AFTER_ALL)
    assert reply.headers["Location"] == "/courses/small/units/first/"
    found = row(clinician, small)
    assert (found.skipped, found.finished, found.begun) == ({}, set(), set())
    assert "Opens after the units" in client.get(HOME).content.decode()
    assert skip(clinician, "first") == ["small/first"]  # and skipped again


def test_finishing_it_overtakes_the_skip(client, clinician, small):
    take(clinician)
    skip(clinician, "first")
    do_unit(clinician, small, "first")
    found = row(clinician, small)
    assert (found.skipped, found.finished, found.begun) == ({}, {"first"}, {"first"})
    client.post(AFTER_ALL)
    assert row(clinician, small).finished == {"first"}
    assert "Finished on" in client.get("/courses/small/units/first/").content.decode()


def test_after_skip_undo_and_finish_the_course_is_completed_once(client, clinician, small):
    take(clinician)
    skip(clinician, "first")
    client.post(AFTER_ALL)
    take_course(clinician, small, "first", "second")
    assert Enrolment.objects.get().completed_at is not None
    assert Delivery.objects.filter(event="course.completed", handler="issue").count() == 1


def test_what_was_skipped_stays_so_once_the_course_is_complete(client, clinician, small):
    take(clinician)
    skip(clinician, "first")
    take_course(clinician, small, "second")
    text = client.post(AFTER_ALL, follow=True).content.decode()
    assert "the course is complete" in text
    assert "Skipped: known at the start check" in text
    assert "Do it after all" not in text
    assert "Do it after all" not in client.get("/courses/small/units/first/").content.decode()


def test_a_skip_taken_back_in_the_moment_of_completion_does_not_count(client, clinician, small):
    take(clinician)
    skip(clinician, "first")
    do_unit(clinician, small, "second")
    attempt = services.open_attempt(person=clinician, release=small, quiz_id="final")
    answer_all(clinician, attempt)
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    client.post(AFTER_ALL)
    outbox.drain()
    assert Enrolment.objects.get().completed_at is None
    do_unit(clinician, small, "first")
    outbox.drain()
    assert Enrolment.objects.get().completed_at is not None


def test_a_course_that_is_complete_is_skipped_no_more(client, clinician, small):
    take(clinician)
    complete(clinician, small)
    assert skip(clinician, "first") == []
    assert skipping.skip_units(person=clinician, release=small, units=["first"]) == []


def test_certificate_and_record_claim_only_what_was_taken(client, clinician, small):
    take(clinician)
    skip(clinician, "first")
    attempt = take_course(clinician, small, "second")
    certificate = Certificate.objects.get()
    assert (certificate.facts["minutes"], certificate.facts["units"], certificate.facts["skipped"]) == (4, 1, 1)
    assert render_certificate(facts_of(certificate)).startswith(b"%PDF")
    page = client.get(f"/certificates/{certificate.code}/", follow=True).content.decode()
    assert "1 of 2 units; 1 skipped after a start check" in words(page)
    assert "1 of 2 units, 1 skipped after a start check" in words(client.get("/me/learning/").content.decode())
    assert "4 minutes. Add two lines" in words(client.get(f"/attempts/{attempt.pk}/result/").content.decode())


def test_a_certificate_counts_what_was_done_and_the_quiz(clinician, small):
    do_unit(clinician, small, "extra")  # optional for a GP
    complete(clinician, small)
    facts = Certificate.objects.get().facts
    assert facts["minutes"] == small.structure["minutes"] == 5 + 3 + 2 + 1
    assert "skipped" not in facts


def test_cpd_hours_are_whole_quarters_of_the_minutes_and_never_more_than_the_author_says(small):
    structure = {**small.structure, "cpd_hours": 0.5}
    assert [hours_in(structure, minutes) for minutes in (14, 15, 29, 30, 90)] == [None, 0.25, 0.25, 0.5, 0.5]
    assert hours_in({**structure, "cpd_hours": None}, 60) is None


def test_a_renewal_skips_nothing_by_itself_and_may_take_the_check_anew(client, clinician, small):
    take(clinician)
    skip(clinician, "first")
    take_course(clinician, small, "second")
    then = timezone.now() - timedelta(days=330)
    Enrolment.objects.update(completed_at=then, started_at=then)
    outcome = renewing.renew(person=clinician, release=small, on=today_of(clinician))
    assert isinstance(outcome, Enrolment)
    assert finished_units(outcome) == {"second"}
    assert row(clinician, small).skipped == {}
    assert "Skipped:" not in client.get("/courses/small/units/first/").content.decode()
    client.post(CHECK, form())
    assert sorted(StartCheck.objects.values_list("cycle", flat=True)) == [1, 2]
    assert skip(clinician, "first") == ["small/first"]
    complete_enrolment(enrolment_id=outcome.pk)
    outcome.refresh_from_db()
    assert outcome.completed_at is None  # the final quiz stays


def test_renewing_leads_to_the_units_that_were_only_skipped(client, clinician, small):
    take(clinician)
    skip(clinician, "first")
    take_course(clinician, small, "second")
    then = timezone.now() - timedelta(days=330)
    Enrolment.objects.update(completed_at=then, started_at=then)
    assert client.post("/courses/small/renew/").headers["Location"] == HOME


def test_a_state_of_the_past_does_not_know_a_later_skip(client, clinician, small):
    ask(clinician, small, days=60)
    do_unit(clinician, small, "second")
    Enrolment.objects.update(started_at=timezone.now() - timedelta(days=9))
    UnitProgress.objects.update(
        opened_at=timezone.now() - timedelta(days=9), finished_at=timezone.now() - timedelta(days=8)
    )
    take(clinician)
    skip(clinician, "first")
    before = standings([clinician], [small], today_of(clinician) - timedelta(days=5))[clinician.pk, small.course_id]
    assert before.facts.units_done == 1
    assert before.facts.units == 2
    assert row(clinician, small).facts.units == 1


@pytest.mark.parametrize("url", [AFTER_ALL, SKIP])
def test_a_get_changes_nothing(client, clinician, url):
    take(clinician)
    skip(clinician, "first")
    assert client.get(url).status_code == 405
    assert UnitProgress.objects.exclude(skipped_at=None).count() == 1


def test_a_skip_of_an_unknown_course_does_not_exist(client):
    assert client.post("/courses/none/units/first/after-all/").status_code == 404


LAB_OR_MARK = {
    "a quiz that is graded": "quiz",
    "a lab that is graded": "graded-lab",
    "a reliance lab": "reliance",
    "a reflection that counts": "marked",
    "no final quiz": "no-quiz",
    "a graded quiz in another unit only": "elsewhere",
    "a final quiz that asks this role nothing": "for-others",
}


@pytest.mark.parametrize("why", LAB_OR_MARK.values(), ids=LAB_OR_MARK)
def test_what_must_be_done_to_be_worth_anything_cannot_be_skipped(client, clinician, small, why):
    whole = deepcopy(small.structure)
    assert skippable(whole, Reader(role="gp"), "first")
    lab = {"id": "x", "unit": "first", "kind": "checking-lab", "graded": False}
    if why == "quiz":
        whole["quizzes"][0]["unit"] = "first"
    elif why == "graded-lab":
        whole["labs"] = [lab | {"graded": True}]
    elif why == "reliance":
        whole["labs"] = [lab | {"kind": "reliance-lab"}]
    elif why == "marked":
        whole["marked"] = ["how-many"]
    elif why == "elsewhere":
        whole["quizzes"][0]["unit"] = "second"
    elif why == "for-others":
        whole["quizzes"][0]["draws_for"] = {"gp": {"any": [0, 0]}}
    else:
        whole["quizzes"] = []
    assert not skippable(whole, Reader(role="gp"), "first")


def held_back(*units: str) -> User:
    """Somebody who has completed the course with a skip, and whose email is not confirmed."""
    someone = person("late@site.example", "Lee Late", confirmed=False, job_role="gp")
    take(someone)
    skip(someone, *units)
    take_course(someone, Enrolment.objects.get().rules_release, *{"first", "second"}.difference(units))
    assert Enrolment.objects.get().completed_at
    assert not Certificate.objects.exists()
    return someone


def issued_after(someone: User, role: str) -> dict[str, Any]:
    """What the certificate says once the email is confirmed, after a change of role."""
    User.objects.filter(pk=someone.pk).update(job_role=role)
    EmailAddress.objects.filter(user=someone).update(verified=True)
    issue_held_certificates(person_id=someone.pk)
    return Certificate.objects.get().facts


def test_a_certificate_held_back_claims_no_unit_that_only_a_later_role_is_asked(small, small_path):
    facts = issued_after(held_back("first"), "practice-nurse")
    assert (facts["units"], facts["skipped"]) == (1, 1)


def test_a_certificate_held_back_tells_of_a_skip_that_a_later_role_would_not_have_needed(db, small_path):
    release_of(small_folder(("01-first.md", "objectives: [o1]\n", "objectives: [o1]\naudience: [gp]\n")))
    facts = issued_after(held_back("first"), "practice-nurse")
    assert (facts["units"], facts["skipped"]) == (1, 1)
