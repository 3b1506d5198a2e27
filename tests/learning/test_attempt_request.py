"""Another attempt where none is left: asked for once, decided once, by those who may; nothing else is told."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.authoring.models import CourseEditor
from courses.learning import attempt_requests, services
from courses.learning.labs.runs import run_lock
from courses.learning.models import Attempt, AttemptRequest, Enrolment
from courses.operations import outbox
from courses.operations.models import AuditEntry, Mail
from courses.people.models import Membership
from tests.actors import answer_all, finish_units, person
from tests.learning.small_course import quiz_with, release_of, small_folder
from tests.training.reading import primary_actions, words

pytestmark = [pytest.mark.web, pytest.mark.django_db]
QUIZ, ASK = "/courses/strict/quizzes/final/", "/courses/strict/attempts/final/ask/"
PRACTICE = "/practice/elm-street/attempts/"


@pytest.fixture
def strict(db):
    return release_of(small_folder(*quiz_with(attempts="1"), slug="strict"))


def fail(learner, release) -> Attempt:
    attempt = services.open_attempt(person=learner, release=release, quiz_id="final")
    assert isinstance(attempt, Attempt), attempt
    answer_all(learner, attempt, wrong=2)
    services.submit_attempt(person=learner, attempt_id=attempt.pk)
    outbox.drain()
    return attempt


@pytest.fixture
def failed(clinician, manager, strict) -> Attempt:
    """The clinician has used up the one attempt; Sam Lee manages the practice."""
    finish_units(clinician, strict)
    return fail(clinician, strict)


def page(client: Client, url: str) -> str:
    reply = client.get(url)
    assert reply.status_code == 200
    return words(reply.content.decode())


def asked(learner, release) -> AttemptRequest:
    return attempt_requests.ask(person=learner, release=release, item_id="final")


def test_the_quiz_and_the_result_say_who_can_help_and_what_they_will_see(as_user, clinician, failed):
    client = as_user(clinician)
    for url in (QUIZ, f"/attempts/{failed.pk}/result/"):
        text = page(client, url)
        assert "Sam Lee will see that you ask for another attempt, nothing else." in text
        assert primary_actions(client.get(url).content.decode()) == ["Ask for another attempt"]


def test_asking_is_one_request_however_often_it_is_clicked(as_user, clinician, failed):
    client = as_user(clinician)
    assert client.post(ASK).url == QUIZ
    client.post(ASK)
    assert AttemptRequest.objects.count() == 1
    assert "You asked for another attempt on" in page(client, QUIZ)
    assert [mail.to for mail in Mail.objects.filter(purpose="attempt-asked")] == ["sam@elm.example"]


def test_a_look_asks_for_nothing(as_user, clinician, failed):
    page(as_user(clinician), QUIZ)
    assert as_user(clinician).get(ASK).status_code == 405
    assert not AttemptRequest.objects.exists()


def test_who_has_an_attempt_left_need_not_ask(as_user, clinician, strict):
    client = as_user(clinician)
    finish_units(clinician, strict)
    assert "You need not ask" in words(client.post(ASK, follow=True).content.decode())
    assert not AttemptRequest.objects.exists()


def test_an_unknown_quiz_or_course_is_a_404(as_user, clinician, failed):
    client = as_user(clinician)
    assert client.post("/courses/strict/attempts/nothing/ask/").status_code == 404
    assert client.post("/courses/nothing/attempts/final/ask/").status_code == 404


def test_a_granted_request_gives_exactly_one_attempt_more(as_user, clinician, manager, strict, failed):
    request = asked(clinician, strict)
    client = as_user(manager)
    assert "Dr Amara Osei" in page(client, PRACTICE)
    assert client.post(PRACTICE, {"grant": request.pk}).url == PRACTICE
    assert "Dr Amara Osei has one more attempt." in page(client, PRACTICE)
    learner = as_user(clinician)
    text = page(learner, QUIZ)
    assert "1 attempt left." in text
    assert "Start the quiz" in text
    assert "Open the quiz" in page(learner, "/courses/strict/")
    second = fail(clinician, strict)
    assert second.number == 2
    assert "No attempts are left." in page(learner, QUIZ)
    assert isinstance(services.open_attempt(person=clinician, release=strict, quiz_id="final"), services.Locked)


def test_a_second_decision_changes_nothing(as_user, clinician, manager, strict, failed):
    request = asked(clinician, strict)
    client = as_user(manager)
    client.post(PRACTICE, {"grant": request.pk})
    reply = client.post(PRACTICE, {"decline": request.pk}, follow=True)
    assert "That was decided already." in words(reply.content.decode())
    request.refresh_from_db()
    assert request.granted is True
    assert request.by == manager
    assert Mail.objects.filter(purpose="attempt-decided").count() == 1


def test_the_learner_is_told_by_mail_and_the_log_says_who(as_user, clinician, manager, practice, strict, failed):
    request = asked(clinician, strict)
    as_user(manager).post(PRACTICE, {"grant": request.pk})
    mail = Mail.objects.get(purpose="attempt-decided")
    assert (mail.to, mail.reply_to) == ("amara@elm.example", "sam@elm.example")
    assert "You have another attempt" in mail.subject
    entry = AuditEntry.objects.get(action="attempt.granted")
    assert (entry.actor, entry.subject, entry.practice_id) == (manager, "Dr Amara Osei", practice.pk)


def test_who_was_declined_gets_a_mail_and_can_ask_again(as_user, clinician, manager, strict, failed):
    request = asked(clinician, strict)
    as_user(manager).post(PRACTICE, {"decline": request.pk})
    assert Mail.objects.get(purpose="attempt-decided").subject.startswith("About another attempt")
    text = page(as_user(clinician), QUIZ)
    assert "Ask for another attempt" in text
    assert "declined" not in text.lower()
    assert AuditEntry.objects.filter(action="attempt.declined").count() == 1
    assert asked(clinician, strict).pk != request.pk


def test_the_managers_page_tells_nothing_of_answers_or_results(as_user, clinician, manager, strict, failed):
    asked(clinician, strict)
    failed.refresh_from_db()
    text = page(as_user(manager), PRACTICE)
    assert "Final quiz" in text
    assert failed.receipt
    assert failed.receipt not in text
    assert "0 of 2" not in text


def test_for_everybody_else_the_page_and_the_request_do_not_exist(
    as_user, clinician, manager, stranger, educator, strict, failed
):
    request = asked(clinician, strict)
    for other in (clinician, stranger, educator):
        assert as_user(other).get(PRACTICE).status_code == 404
        assert as_user(other).post(PRACTICE, {"grant": request.pk}).status_code == 404
    own = reverse("practice-attempts", args=["oak-lane"])
    assert as_user(stranger).post(own, {"grant": request.pk}).status_code == 404
    for made_up in ("", "x", "-1", "9" * 40, "١"):
        assert as_user(manager).post(PRACTICE, {"grant": made_up}).status_code == 404
    request.refresh_from_db()
    assert request.granted is None


def test_a_manager_does_not_decide_their_own(as_user, manager, strict):
    manager.job_role = "gp"
    manager.save()
    finish_units(manager, strict)
    fail(manager, strict)
    request = asked(manager, strict)
    assert "Nobody asks" in page(as_user(manager), PRACTICE)
    assert as_user(manager).post(PRACTICE, {"grant": request.pk}).status_code == 404


def test_without_a_practice_the_educators_of_the_course_help(as_user, educator, strict):
    loner = person("lone@home.example", "Lou Alone", job_role="gp")
    CourseEditor.objects.create(course=strict.course, person=educator, at=timezone.now())
    finish_units(loner, strict)
    fail(loner, strict)
    client = as_user(loner)
    assert "Dr Elif Kaya will see that you ask" in page(client, QUIZ)
    client.post(ASK)
    request = AttemptRequest.objects.get()
    studio = as_user(educator)
    assert "1 person asks" in page(studio, "/studio/marking/")
    assert "Lou Alone" in page(studio, "/studio/strict/attempts/")
    assert studio.post("/studio/strict/attempts/", {"grant": request.pk}).status_code == 302
    assert "1 attempt left." in page(client, QUIZ)


def test_where_a_manager_can_help_the_educator_sees_nothing(as_user, clinician, manager, educator, strict, failed):
    CourseEditor.objects.create(course=strict.course, person=educator, at=timezone.now())
    request = asked(clinician, strict)
    client = as_user(educator)
    assert "Dr Amara Osei" not in page(client, "/studio/strict/attempts/")
    assert client.post("/studio/strict/attempts/", {"grant": request.pk}).status_code == 404
    Membership.objects.filter(user=manager).update(ended=date(2026, 1, 1))
    assert "Dr Amara Osei" in page(client, "/studio/strict/attempts/")


def test_who_does_not_edit_the_course_has_no_such_page(as_user, clinician, educator, manager, strict):
    for other in (clinician, educator, manager):
        assert as_user(other).get("/studio/strict/attempts/").status_code == 404


def test_without_anybody_to_ask_the_contact_of_the_course_is_named(as_user, strict):
    loner = person("lone@home.example", "Lou Alone", job_role="gp")
    finish_units(loner, strict)
    fail(loner, strict)
    text = page(as_user(loner), QUIZ)
    assert "Ask the author of the course for another attempt. ask@courses.example" in text


def test_the_rule_costs_no_query_while_an_attempt_is_left_and_one_when_none_is(clinician, manager, strict):
    finish_units(clinician, strict)
    enrolment = Enrolment.objects.select_related("rules_release", "course__current").get()
    with CaptureQueriesContext(connection) as before:
        assert services.lock_on(clinician, enrolment, strict, "final") is None
    fail(clinician, strict)
    with CaptureQueriesContext(connection) as after:
        assert services.lock_on(clinician, enrolment, strict, "final").reason == "used-up"
    assert len(after) == len(before) + 1


def test_the_list_costs_the_same_for_one_and_for_ten(as_user, manager, practice, strict):
    client = as_user(manager)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            page(client, PRACTICE)
        return len(caught)

    def newcomer(number: int) -> None:
        learner = person(f"p{number}@elm.example", f"Person {number}", job_role="gp")
        Membership.objects.create(user=learner, practice=practice, started=date(2020, 1, 1))
        now = timezone.now()
        enrolment = Enrolment.objects.create(
            person=learner, course=strict.course, rules_release=strict, rules_until=now, started_at=now
        )
        AttemptRequest.objects.create(enrolment=enrolment, item_id="final", asked_at=now)

    newcomer(0)
    page(client, PRACTICE)
    one = cost()
    for number in range(1, 10):
        newcomer(number)
    assert cost() == one


def test_a_graded_lab_with_limited_runs_counts_granted_requests_too(clinician, strict):
    now = timezone.now()
    enrolment = Enrolment.objects.create(
        person=clinician, course=strict.course, rules_release=strict, rules_until=now, started_at=now
    )
    run = Attempt.objects.create(
        enrolment=enrolment, release=strict, kind="lab", item_id="box", number=1, layout=[], state="graded",
        opened_at=now, submitted_at=now, receipt="x",
    )  # fmt: skip
    lab = {"id": "box", "attempts": 1, "graded": True}
    assert run_lock(lab, [run], enrolment.pk).reason == "used-up"
    AttemptRequest.objects.create(enrolment=enrolment, item_id="box", asked_at=now, granted=True)
    assert run_lock(lab, [run], enrolment.pk) is None
