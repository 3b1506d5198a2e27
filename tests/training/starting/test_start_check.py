"""The start check: five questions, once, and what they may spare."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.learning.models import UnitProgress
from courses.management.commands.demo import do_unit
from courses.people.models import Membership
from courses.training.models import Assignment
from courses.training.starting.models import StartCheck
from courses.training.starting.services import thin_checks
from tests.training.reading import primary_actions, section, words
from tests.training.situations import ask, complete
from tests.training.starting.small_path import NAMES, form, take

pytestmark = [pytest.mark.web, pytest.mark.django_db]
CHECK = "/paths/small-path/check/"


def result(client: Client) -> str:
    reply = client.get(CHECK)
    assert reply.status_code == 200
    return reply.content.decode()


def offered(text: str) -> list[str]:
    return [unit for unit in ("first", "second", "extra") if f'value="small/{unit}" checked' in text]


def test_a_visitor_is_sent_to_sign_in(small, small_path):
    assert Client().get(CHECK).headers["Location"].startswith("/accounts/login/")


def test_the_form_asks_five_questions_and_tells_nothing_of_the_answers(as_user, clinician, small, small_path):
    text = result(as_user(clinician))
    assert text.count("How sure are you?") == 5
    assert all(f'name="answer-{name}"' in text and f'name="sure-{name}"' in text for name in NAMES)
    assert "Feedback-" not in text
    assert "Explanation-" not in text
    assert "checked" not in text.split("<main", 1)[1]


def test_what_is_missing_is_named_and_what_was_chosen_stays(as_user, clinician, small, small_path):
    sent = form()
    del sent["answer-qb"], sent["sure-qd"]
    reply = as_user(clinician).post(CHECK, sent)
    text = reply.content.decode()
    assert reply.status_code == 422
    assert 'href="#qb-1">Question 2: choose one option' in text
    assert 'href="#qd-sure-1">Question 4: choose how sure you are' in text
    assert text.count(" checked") == 8
    assert not StartCheck.objects.exists()


@pytest.mark.parametrize(("name", "value"), [("answer-qa", "nothing"), ("sure-qa", "100"), ("answer-qa", "\0")])
def test_an_option_that_is_not_offered_counts_as_not_chosen(as_user, clinician, small, small_path, name, value):
    assert as_user(clinician).post(CHECK, form() | {name: value}).status_code == 422
    assert not StartCheck.objects.exists()


def test_the_result_tells_each_right_answer_with_its_reason(as_user, clinician, small, small_path):
    client = as_user(clinician)
    client.post(CHECK, form("qb"))
    text = result(client)
    assert "4 of 5 right." in words(text)
    assert all(f"Explanation-{name}" in text for name in NAMES)
    assert "Feedback-no-qb" in text
    assert "You said: 90% sure" in words(text)


def test_a_unit_is_offered_when_all_its_questions_were_known_and_sure(as_user, clinician, small, small_path):
    client = as_user(clinician)
    client.post(CHECK, form("qb"))
    text = result(client)
    assert offered(text) == ["second"]
    assert "Skip “The second unit” (3 min)" in text
    assert "You may find this unit useful." in section(text, "Your units")
    assert "“An extra unit for nurses”: not asked of you." in text
    assert primary_actions(text) == ["Skip ticked units"]


@pytest.mark.parametrize(
    ("sure", "offers"), [("guess", []), ("50", []), ("70", ["first", "second"]), ("99", ["first", "second"])]
)
def test_it_takes_sureness_in_the_upper_half(as_user, clinician, small, small_path, sure, offers):
    client = as_user(clinician)
    client.post(CHECK, form(sure=sure))
    assert offered(result(client)) == offers


def test_a_double_click_stores_it_once_and_says_nothing(as_user, clinician, small, small_path):
    client = as_user(clinician)
    for _click in range(2):
        reply = client.post(CHECK, form("qa"), follow=True)
    assert StartCheck.objects.count() == 1
    assert "It is taken once" not in reply.content.decode()


def test_other_answers_later_are_refused_with_words_and_change_nothing(as_user, clinician, small, small_path):
    client = as_user(clinician)
    client.post(CHECK, form("qa"))
    text = client.post(CHECK, form(), follow=True).content.decode()
    assert "You took this start check on" in text
    assert "It is taken once, and those answers count." in text
    assert offered(text) == ["second"]
    half = client.post(CHECK, {"answer-qa": "yes"}, follow=True).content.decode()
    assert "It is taken once" in half


def test_nothing_is_asked_when_nothing_could_be_spared(as_user, clinician, small, small_path):
    complete(clinician, small)
    client = as_user(clinician)
    text = client.get(CHECK, follow=True).content.decode()
    assert "There is nothing that the start check could spare you now." in text
    client.post(CHECK, form())
    assert not StartCheck.objects.exists()


def test_a_unit_done_meanwhile_is_not_offered(as_user, clinician, small, small_path):
    take(clinician)
    do_unit(clinician, small, "first")
    text = result(as_user(clinician))
    assert offered(text) == ["second"]
    assert "“The first unit”: you have done it." in text


@pytest.mark.parametrize("role", ["practice-nurse", ""])
def test_after_a_change_to_a_role_the_path_is_not_for_nothing_is_offered_any_more(
    as_user, clinician, small, small_path, role
):
    take(clinician)
    clinician.job_role = role
    clinician.save()
    client = as_user(clinician)
    assert offered(result(client)) == []
    assert "nothing of it may be skipped" in result(client)
    client.post("/paths/small-path/skip/", {"skip": ["small/first"]})
    assert not UnitProgress.objects.exists()
    ask(clinician, small, days=30)
    Assignment.objects.update(path="small-path")
    assert offered(result(client)) == ["first", "second", "extra"]


@pytest.mark.parametrize(
    ("role", "why"),
    [("", "once your role is known, or a practice assigns you the path"), ("practice-nurse", "made for another role")],
)
def test_who_the_path_is_not_for_sees_it_with_a_line_why_there_is_no_check(
    as_user, clinician, small, small_path, role, why
):
    clinician.job_role = role
    clinician.save()
    client = as_user(clinician)
    text = client.get("/paths/small-path/").content.decode()
    assert why in words(text)
    assert "Take the start check" not in text
    assert client.get(CHECK).headers["Location"] == "/paths/small-path/"
    client.post(CHECK, form())
    assert not StartCheck.objects.exists()


def test_questions_that_have_changed_are_not_shown_with_old_answers(as_user, clinician, small, small_path):
    take(clinician, "qa")
    StartCheck.objects.update(version="0" * 64)
    text = result(as_user(clinician))
    assert "The questions have changed since you answered them" in text
    assert "Explanation-" not in text
    assert offered(text) == ["second"]


def test_nobody_else_meets_somebodys_check(as_user, clinician, manager, stranger, small, small_path):
    take(clinician)
    assert as_user(stranger).get(CHECK).content.decode().count('name="answer-qa"') == 3  # their own, not taken yet
    assert as_user(manager).get(CHECK).headers["Location"] == "/paths/small-path/"


def test_who_has_another_role_is_asked_once_the_path_is_assigned_to_them(
    as_user, manager, clinician, small, small_path
):
    Membership.objects.update(needs_training=True)
    client = as_user(manager)
    client.post(CHECK, form())
    assert not StartCheck.objects.exists()
    ask(manager, small, days=30)
    Assignment.objects.update(path="small-path")
    assert 'name="answer-qa"' in result(client)


def test_answers_are_emptied_after_24_months_and_the_fact_stays(as_user, clinician, small, small_path):
    check = take(clinician)
    now = timezone.now()
    assert thin_checks(now) == 0
    StartCheck.objects.update(at=now - timedelta(days=740))
    assert (thin_checks(now), thin_checks(now)) == (1, 0)
    check.refresh_from_db()
    assert check.answers == []
    text = result(as_user(clinician))
    assert "Your answers are kept for 24 months." in text
    assert offered(text) == []
    assert "It is taken once" in as_user(clinician).post(CHECK, form(), follow=True).content.decode()


def test_whoever_is_deleted_takes_their_check_along(clinician, small, small_path):
    take(clinician)
    clinician.delete()
    assert not StartCheck.objects.exists()
