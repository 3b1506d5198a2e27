"""A reader whom the final quiz asks nothing: they complete the course by its units, and nobody is told of a test."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from courses.authoring.models import Release
from courses.certificates import services as certificates
from courses.certificates.codes import grouped
from courses.certificates.models import Certificate
from courses.learning import services
from courses.learning.models import Attempt, Enrolment
from courses.learning.rules import Reader, minutes_left, required_units
from courses.management.commands.demo import do_unit
from courses.operations import outbox
from courses.people.models import Membership, User
from courses.training.models import Standing
from tests.actors import answer_all, finish_units, pass_course, person
from tests.learning.labs.scenario_course import scenario_folder, walk
from tests.learning.small_course import release_of, small_folder
from tests.training.reading import primary_actions, words
from tests.training.situations import ask, complete

pytestmark = [pytest.mark.web, pytest.mark.django_db]
HOME = "/courses/small/"
NOTHING = "draw: 2\ndraw-for: reception 0"


@pytest.fixture
def narrowed(db) -> Release:
    """The final quiz asks reception nothing."""
    return release_of(small_folder(("04-final.md", "draw: 2", NOTHING)))


@pytest.fixture
def desk(practice) -> User:
    user = person("desk@elm.example", "Dana Desk", job_role="reception", region="uk")
    Membership.objects.create(user=user, practice=practice, job_role="reception", started=date(2026, 1, 1))
    return user


def shown(as_user, user: User, url: str = HOME) -> str:
    reply = as_user(user).get(url)
    assert reply.status_code == 200
    return words(reply.content.decode())


def certificate_of(user: User) -> Certificate:
    outbox.drain()
    return Certificate.objects.get(enrolment__person=user)


def test_the_units_complete_the_course(desk, narrowed):
    finish_units(desk, narrowed)
    outbox.drain()
    assert Enrolment.objects.get(person=desk).completed_at is not None


def test_the_quiz_is_in_no_count_of_minutes(narrowed):
    minutes = {unit["id"]: unit["minutes"] for unit in narrowed.structure["units"]}
    for role, quiz in (("reception", 0), ("gp", narrowed.structure["quizzes"][0]["minutes"])):
        reader = Reader(role, "uk")
        units = sum(minutes[one] for one in required_units(narrowed.structure, reader))
        assert minutes_left(narrowed.structure, reader, finished=(), passed=()) == units + quiz


def test_the_course_page_says_that_the_units_are_enough_and_offers_no_quiz(as_user, desk, narrowed):
    do_unit(desk, narrowed, "first")
    page = shown(as_user, desk)
    assert "No question is for your role and country. You complete the course with its units." in page
    assert "Opens after the units" not in page
    assert "Pass mark" not in page


def test_the_certificate_claims_no_test(as_user, desk, narrowed):
    finish_units(desk, narrowed)
    certificate = certificate_of(desk)
    assert certificate.facts["tested"] is False
    page = shown(as_user, desk, f"/certificates/{grouped(certificate.code)}/")
    assert "without a test" in page
    assert "pass mark" not in page
    pdf = " ".join(PdfReader(io.BytesIO(certificates.pdf_of(certificate))).pages[0].extract_text().split())
    assert "no test" in pdf
    assert "Met the pass mark" not in pdf


def test_who_then_takes_a_role_that_is_asked_the_quiz_is_told_and_keeps_the_certificate(as_user, desk, narrowed):
    finish_units(desk, narrowed)
    before = certificate_of(desk)
    now_asked = "A quiz is asked of you now; it was not when you completed this course."
    assert now_asked not in shown(as_user, desk)
    desk.job_role = "gp"
    desk.save()
    assert now_asked in shown(as_user, desk)
    assert primary_actions(as_user(desk).get(HOME).content.decode()) == ["Get certificate"]
    assert certificate_of(desk).facts == before.facts
    assert before.facts["role"] == "reception"


def test_the_certificate_of_who_took_the_quiz_says_so(as_user, clinician, narrowed):
    complete(clinician, narrowed)
    certificate = certificate_of(clinician)
    assert "tested" not in certificate.facts
    assert "meeting the pass mark" in shown(as_user, clinician, f"/certificates/{grouped(certificate.code)}/")


def test_the_manager_reads_no_test_where_there_was_none(desk, clinician, narrowed):
    for user in (desk, clinician):
        ask(user, narrowed, days=30)
    finish_units(desk, narrowed)
    complete(clinician, narrowed)
    outbox.drain()
    details = {row.membership.user_id: row.detail for row in Standing.objects.select_related("membership")}
    assert details[desk.pk].endswith(", no test")
    assert "no test" not in details[clinician.pk]


def test_a_graded_lab_is_a_test_too(as_user, desk):
    text = scenario_folder("kind: graded\npass-mark: 60%").files["01-first.md"].decode()
    release = release_of(
        small_folder(("01-first.md", "", text), ("04-final.md", "draw: 2", NOTHING), slug="inbox-course")
    )
    ask(desk, release, days=30)
    walk(as_user(desk), release, "ring", "arrange")
    finish_units(desk, release)
    certificate = certificate_of(desk)
    assert "tested" not in certificate.facts
    assert "meeting the pass mark" in shown(as_user, desk, f"/certificates/{grouped(certificate.code)}/")
    assert "no test" not in Standing.objects.get().detail


@pytest.fixture
def renewing(desk, narrowed, time_machine) -> User:
    """Completed on 1 March 2027, and the renewal begun 330 days later."""
    time_machine.move_to("2027-03-01 10:00Z", tick=False)
    finish_units(desk, narrowed)
    outbox.drain()
    time_machine.move_to("2028-01-25 10:00Z", tick=False)
    return desk


def test_to_renew_is_to_go_through_the_units_again(as_user, renewing, narrowed):
    client = as_user(renewing)
    assert "go through its units again" in shown(as_user, renewing)
    assert primary_actions(client.get(HOME).content.decode()) == ["Renew"]
    assert client.post(f"{HOME}renew/").url == HOME
    outbox.drain()
    assert Enrolment.objects.get(person=renewing, cycle=2).completed_at is None
    assert primary_actions(client.get(HOME).content.decode()) == ["Start unit 1"]
    assert "Finish unit" in shown(as_user, renewing, f"{HOME}units/first/")
    finish_units(renewing, narrowed)
    outbox.drain()
    assert Enrolment.objects.get(person=renewing, cycle=2).completed_at is not None
    assert Certificate.objects.filter(enrolment__person=renewing).count() == 2
    assert "Finished on 25 January" in shown(as_user, renewing, f"{HOME}units/first/")


def test_half_a_renewal_is_half_done_everywhere(as_user, renewing, narrowed):
    client = as_user(renewing)
    client.post(f"{HOME}renew/")
    do_unit(renewing, narrowed, "first")
    outbox.drain()
    assert Enrolment.objects.get(person=renewing, cycle=2).completed_at is None
    assert primary_actions(client.get(HOME).content.decode()) == ["Start unit 2"]
    left = minutes_left(narrowed.structure, Reader("reception", "uk"), finished={"first"}, passed=())
    assert f"{left} minutes left" in shown(as_user, renewing)


def test_who_renewed_by_the_quiz_and_has_a_role_without_one_now_has_still_done_the_units(
    as_user, clinician, narrowed, time_machine
):
    time_machine.move_to("2027-03-01 10:00Z", tick=False)
    pass_course(clinician, narrowed)
    time_machine.move_to("2028-01-25 10:00Z", tick=False)
    for way in ("renew", "quizzes/final"):
        as_user(clinician).post(f"{HOME}{way}/")
    attempt = Attempt.objects.get(enrolment__cycle=2)
    answer_all(clinician, attempt)
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    outbox.drain()
    clinician.job_role = "reception"
    clinician.save()
    page = shown(as_user, clinician)
    assert "Complete valid to 25 Jan 2029" in page
    assert "asked of you now" not in page
    assert "The first unit Three exercises. · 5 min Complete" in page
    assert "Finished on 1 March" in shown(as_user, clinician, f"{HOME}units/first/")


def test_a_quiz_that_was_passed_under_another_id_is_not_said_to_be_new(as_user, clinician):
    pass_course(clinician, release_of(small_folder()))
    release_of(small_folder(("04-final.md", "## Quiz `final`", "## Quiz `closing`")))
    assert "A quiz is asked of you now" not in shown(as_user, clinician)
