"""Before a graded quiz: what stands in its way, said in words; one open attempt; fresh questions first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.learning import services
from courses.learning.models import Attempt, Enrolment
from courses.operations import outbox
from tests.actors import answer_all, finish_units
from tests.learning.small_course import quiz_with, release_of, small_folder

pytestmark = [pytest.mark.web, pytest.mark.django_db]
QUIZ = "/courses/small/quizzes/final/"


@pytest.fixture
def ready(clinician, small):
    """Somebody who has finished the units."""
    finish_units(clinician, small)
    return clinician


def page(client: Client, url: str = QUIZ) -> str:
    reply = client.get(url)
    assert reply.status_code == 200
    return reply.content.decode()


def fail(person, url: str = QUIZ) -> Attempt:
    """Start, answer everything wrongly, hand in, have it graded."""
    client = Client()
    client.force_login(person)
    client.post(url)
    attempt = Attempt.objects.get(enrolment__person=person, state="open")
    answer_all(person, attempt, wrong=len(attempt.layout))
    services.submit_attempt(person=person, attempt_id=attempt.pk)
    outbox.drain()
    attempt.refresh_from_db()
    return attempt


def test_a_visitor_sees_the_rule_and_is_asked_to_sign_in(small):
    text = page(Client())
    assert "You pass with 1 of 2 points (50%)." in text
    assert "Sign in to take the quiz" in text
    assert Client().post(QUIZ).url.startswith(reverse("account_login"))
    assert not Attempt.objects.exists()


def test_it_is_locked_until_the_units_are_done_and_names_them(as_user, clinician, small):
    client = as_user(clinician)
    text = page(client)
    assert "Opens after the units" in text
    assert "The first unit · The second unit" in text
    assert "An extra unit for nurses" not in text  # optional for a doctor
    assert "Start the quiz" not in text


def test_a_locked_quiz_cannot_be_started_by_a_post(as_user, clinician, small):
    reply = as_user(clinician).post(QUIZ, follow=True)
    assert "cannot be started now" in reply.content.decode()
    assert not Attempt.objects.exists()


def test_somebody_of_the_narrowed_role_has_one_unit_more(as_user, clinician, small):
    clinician.job_role = "practice-nurse"
    clinician.save()
    assert "An extra unit for nurses" in page(as_user(clinician))


def test_a_start_leads_to_the_first_question(as_user, ready, small):
    client = as_user(ready)
    assert "Start the quiz" in page(client)
    reply = client.post(QUIZ)
    attempt = Attempt.objects.get()
    assert reply.url == reverse("attempt-question", args=[attempt.pk, 1])
    assert (attempt.number, attempt.state, attempt.release) == (1, "open", small)
    assert len(attempt.layout) == 2


def test_a_look_opens_no_attempt(as_user, ready):
    page(as_user(ready))
    assert not Attempt.objects.exists()


def test_a_double_click_opens_one_attempt(as_user, ready):
    client = as_user(ready)
    assert client.post(QUIZ).url == client.post(QUIZ).url
    assert Attempt.objects.count() == 1


def test_an_open_attempt_is_gone_on_with_where_it_stopped(as_user, ready):
    as_user(ready).post(QUIZ)
    attempt = Attempt.objects.get()
    answer_all(ready, Attempt.objects.get())
    attempt.answers.filter(slot=1).delete()
    client = as_user(ready)  # another device
    assert "Go on with your attempt" in page(client)
    assert client.post(QUIZ).url == reverse("attempt-question", args=[attempt.pk, 2])


def test_the_database_keeps_a_second_open_attempt_out(ready, small):
    first = services.open_attempt(person=ready, release=small, quiz_id="final")
    with pytest.raises(Exception, match="(?i)unique|duplicate"):
        Attempt.objects.create(
            enrolment=first.enrolment, release=small, item_id="final", number=2, layout=[], opened_at=timezone.now()
        )


def test_questions_not_met_yet_come_first_in_a_second_attempt(ready):
    first = fail(ready)
    second = fail(ready)
    met = [{slot["question"] for slot in attempt.layout} for attempt in (first, second)]
    assert not met[0] & met[1]
    assert met[0] | met[1] == {"when-to-look", "whom-to-ask", "what-helps", "how-often"}
    assert (first.number, second.number) == (1, 2)


def test_a_failed_attempt_is_listed_with_its_score_and_another_may_begin(as_user, ready):
    fail(ready)
    text = page(as_user(ready))
    assert "Earlier attempts" in text
    assert "0 of 2" in text
    assert "Start the quiz" in text
    assert "You may try as often as you like." in text


def test_who_has_passed_gets_no_new_attempt(as_user, ready):
    client = as_user(ready)
    client.post(QUIZ)
    attempt = Attempt.objects.get()
    answer_all(ready, attempt)
    services.submit_attempt(person=ready, attempt_id=attempt.pk)
    outbox.drain()
    text = page(client)
    assert "You have passed this quiz." in text
    assert "Get certificate" in text
    client.post(QUIZ)
    assert Attempt.objects.count() == 1


def test_after_a_failed_attempt_the_waiting_time_is_said_and_kept(as_user, clinician, db):
    release = release_of(small_folder(*quiz_with(wait_hours=24), slug="waiting"))
    url = "/courses/waiting/quizzes/final/"
    finish_units(clinician, release)
    attempt = fail(clinician, url)
    client = as_user(clinician)
    opens = timezone.localtime(attempt.submitted_at + timedelta(hours=24), clinician.zone)
    assert f"You can try again from {opens.day} {opens:%B, %H:%M}." in page(client, url)
    client.post(url)
    assert Attempt.objects.count() == 1
    Attempt.objects.update(submitted_at=timezone.now() - timedelta(hours=24, seconds=1))
    assert "Start the quiz" in page(client, url)
    client.post(url)
    assert Attempt.objects.count() == 2


def test_when_the_attempts_are_used_up_it_says_whom_to_ask(as_user, clinician, db):
    release = release_of(small_folder(*quiz_with(attempts="2"), slug="limited"))
    url = "/courses/limited/quizzes/final/"
    finish_units(clinician, release)
    client = as_user(clinician)
    assert "2 attempts left." in page(client, url)
    fail(clinician, url)
    assert "1 attempt left." in page(client, url)
    fail(clinician, url)
    text = page(client, url)
    assert "No attempts are left." in text
    assert "Ask the author of the course for another attempt." in text  # there is nobody in this practice to ask
    assert "ask@courses.example" in text
    client.post(url)
    assert Attempt.objects.count() == 2


def test_a_learner_keeps_the_rules_they_began_with(as_user, clinician, db):
    release = release_of(small_folder(*quiz_with(attempts="2"), slug="kept"))
    url = "/courses/kept/quizzes/final/"
    finish_units(clinician, release)
    fail(clinician, url)
    release_of(small_folder(*quiz_with(attempts="1", pass_mark=100), slug="kept"))
    text = page(as_user(clinician), url)
    assert "You pass with 1 of 2 points (50%)." in text
    assert "1 attempt left." in text
    assert "Start the quiz" in text


def test_after_ninety_days_the_newest_rules_count(as_user, clinician, db):
    release = release_of(small_folder(*quiz_with(attempts="2"), slug="later"))
    finish_units(clinician, release)
    fail(clinician, "/courses/later/quizzes/final/")
    release_of(small_folder(*quiz_with(attempts="1", pass_mark=100), slug="later"))
    Enrolment.objects.update(rules_until=timezone.now() - timedelta(seconds=1))
    text = page(as_user(clinician), "/courses/later/quizzes/final/")
    assert "You pass with 2 of 2 points (100%)." in text
    assert "No attempts are left." in text


def test_an_attempt_begun_under_the_old_pass_mark_is_judged_by_it(as_user, clinician, db):
    release = release_of(small_folder(slug="mark"))
    finish_units(clinician, release)
    release_of(small_folder(*quiz_with(pass_mark=100), slug="mark"))
    as_user(clinician).post("/courses/mark/quizzes/final/")
    attempt = Attempt.objects.get()
    answer_all(clinician, attempt, wrong=1)
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    outbox.drain()
    assert attempt.grades.get().passed
    text = as_user(clinician).get(reverse("attempt-result", args=[attempt.pk])).content.decode()
    assert "You passed: 1 of 2 (50%)" in text
    assert "Pass mark 50%" in text


@pytest.mark.parametrize("url", ["/courses/small/quizzes/nothing/", "/courses/nothing/quizzes/final/"])
def test_what_does_not_exist_is_a_404(as_user, clinician, small, url):
    client = as_user(clinician)
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404


def test_a_stranger_starts_an_attempt_of_their_own(as_user, ready, stranger, small):
    as_user(ready).post(QUIZ)
    finish_units(stranger, small)
    as_user(stranger).post(QUIZ)
    assert Attempt.objects.filter(enrolment__person=stranger).count() == 1
    assert Attempt.objects.count() == 2


def test_nothing_begins_while_the_last_attempt_is_being_marked(as_user, ready):
    client = as_user(ready)
    client.post(QUIZ)
    attempt = Attempt.objects.get()
    answer_all(ready, attempt)
    services.submit_attempt(person=ready, attempt_id=attempt.pk)
    assert "Your last attempt is being marked." in page(client)
    client.post(QUIZ)
    assert Attempt.objects.count() == 1
