"""Finishing a unit: each exercise tried, right or wrong; once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from courses.learning.models import ExerciseAnswer, UnitProgress
from courses.management.commands.demo import do_unit
from courses.operations.models import Delivery
from tests.learning.small_course import release_of, small_folder

pytestmark = [pytest.mark.web, pytest.mark.django_db]
FINISH = "/courses/small/units/second/finish/"


def answer(client: Client, question: str, value: str) -> None:
    assert client.post(f"/courses/small/questions/{question}/", {"answer": value, "sure": "50"}).status_code == 302


def finished() -> list[str]:
    return list(UnitProgress.objects.exclude(finished_at=None).values_list("unit_id", flat=True))


def test_untried_exercises_are_counted_with_a_link_to_the_first_one(as_user, clinician, small):
    client = as_user(clinician)
    reply = client.post(FINISH, follow=True)
    assert reply.redirect_chain == [("/courses/small/units/second/#said", 302)]  # where it is said, not below it
    text = reply.content.decode()
    assert 'id="said"' in text
    assert "2 exercises are not tried yet" in text
    assert '<a href="#q-advice-is-order">Go to the first one</a>' in text
    assert finished() == []


def test_one_that_is_left_is_said_in_the_singular(as_user, clinician, small):
    client = as_user(clinician)
    answer(client, "advice-is-order", "true")
    reply = client.post(FINISH, follow=True)
    assert "1 exercise is not tried yet" in reply.content.decode()
    assert '<a href="#q-how-ready">Go to it</a>' in reply.content.decode()


def test_wrong_answers_finish_a_unit_as_well(as_user, clinician, small):
    client = as_user(clinician)
    answer(client, "advice-is-order", "true")
    answer(client, "how-ready", "1")
    reply = client.post(FINISH, follow=True)
    assert reply.redirect_chain == [("/courses/small/", 302)]
    assert "Unit finished: “The second unit”." in reply.content.decode()
    assert finished() == ["second"]


def test_finishing_twice_emits_one_event_and_keeps_the_time(as_user, clinician, small):
    client = as_user(clinician)
    do_unit(clinician, small, "second")
    before = UnitProgress.objects.get().finished_at
    client.post(FINISH)
    client.post(FINISH)
    assert UnitProgress.objects.get().finished_at == before
    assert Delivery.objects.filter(event="unit.finished", handler="complete").count() == 1


def test_a_unit_of_prose_can_be_finished_at_once(as_user, clinician, small):
    as_user(clinician).post("/courses/small/units/extra/finish/")
    assert finished() == ["extra"]


def test_units_can_be_finished_in_any_order(as_user, clinician, small):
    do_unit(clinician, small, "second")
    do_unit(clinician, small, "first")
    assert sorted(finished()) == ["first", "second"]


def test_an_exercise_that_was_added_later_does_not_undo_a_finished_unit(as_user, clinician, small):
    do_unit(clinician, small, "second")
    more = "### Single choice `one-more`\n\nOne more?\n\n- [x] Yes\n- [ ] No\n\n### Rating `how-ready`"
    release_of(small_folder(("02-second.md", "### Rating `how-ready`", more)))
    as_user(clinician).post(FINISH)
    assert finished() == ["second"]
    assert UnitProgress.objects.get().finished_at is not None


def test_the_answers_of_others_do_not_count(as_user, clinician, stranger, small):
    do_unit(stranger, small, "second")
    as_user(clinician).post(FINISH)
    assert not UnitProgress.objects.filter(enrolment__person=clinician, finished_at__isnull=False).exists()
    assert not ExerciseAnswer.objects.filter(person=clinician).exists()


@pytest.mark.parametrize("unit", ["nothing", "final"])
def test_an_unknown_unit_is_a_404(as_user, clinician, small, unit):
    assert as_user(clinician).post(f"/courses/small/units/{unit}/finish/").status_code == 404
    assert not UnitProgress.objects.exists()


def test_a_get_finishes_nothing(as_user, clinician, small):
    assert as_user(clinician).get("/courses/small/units/extra/finish/").status_code == 405
    assert finished() == []


def test_a_visitor_is_asked_to_sign_in(small):
    assert Client().post(FINISH).url.startswith(reverse("account_login"))
