"""Today: one next thing, what is due, what is done, what else there is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.learning import enrolments
from courses.management.commands.demo import do_unit
from courses.people.models import Membership, Practice
from courses.training.state import Word
from tests.actors import finish_units
from tests.learning.small_course import release_of, small_folder
from tests.training.reading import primary_actions, section, states, words
from tests.training.situations import ask, bring, complete, take_quiz

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def today(as_user, clinician):
    def read() -> str:
        reply = as_user(clinician).get("/")
        assert reply.status_code == 200
        return reply.content.decode()

    return read


def other_course(title: str, slug: str):
    return release_of(small_folder(("course.md", "title: A small course", f"title: {title}"), slug=slug))


def test_a_visitor_gets_the_landing_page(small):
    text = Client().get("/").content.decode()
    assert "Nothing is due" not in text
    assert "Today</title>" not in text


def test_nothing_due_says_so_and_offers_the_courses(today, small):
    text = today()
    card = section(text, "Next")
    assert "Nothing is due. A good place to begin: A small course" in words(card)
    assert primary_actions(text) == ["Start “A small course”"]
    assert "Browse courses" in card
    assert "Also here" not in text


def test_nothing_due_names_one_course_and_lists_the_others(today, small):
    other_course("Long advice", "long-advice")
    text = today()
    assert primary_actions(text) == ["Start “A small course”"]
    rest = section(text, "Also here")
    assert "Long advice" in rest
    assert "A small course" not in rest


def test_a_manager_who_takes_no_course_is_led_to_the_practice(as_user, manager, small):
    text = as_user(manager).get("/").content.decode()
    card = section(text, "Your practice")
    assert "Elm Street Surgery" in words(card)
    assert primary_actions(text) == ["Open the overview"]
    assert 'href="/practice/elm-street/"' in card
    assert "A good place to begin" not in text
    assert "A small course" in section(text, "Courses, if you like")


def test_a_manager_of_one_practice_who_works_in_another_is_led_to_the_one_they_run(as_user, clinician, small):
    oak = Practice.objects.create(name="Oak Lane", slug="oak-lane")
    Membership.objects.create(user=clinician, practice=oak, started=timezone.localdate(), is_manager=True)
    assert "Oak Lane" in words(section(as_user(clinician).get("/").content.decode(), "Your practice"))


def test_a_manager_who_is_asked_for_a_course_or_has_begun_one_is_a_learner(as_user, manager, clinician, small):
    Membership.objects.filter(user=clinician).update(is_manager=True)
    ask(clinician, small, days=5)
    do_unit(manager, small, "first")
    for user in (clinician, manager):
        text = as_user(user).get("/").content.decode()
        assert "A small course" in section(text, "Next")
        assert "Open the overview" not in text


def test_a_manager_who_has_finished_what_there_was_is_a_learner(as_user, manager, small):
    complete(manager, small)
    assert "Open the overview" not in as_user(manager).get("/").content.decode()


def test_without_any_course_the_page_still_works(as_user, clinician, db):
    assert as_user(clinician).get("/").status_code == 200


def test_the_next_card_names_unit_minutes_and_day(today, clinician, small):
    duty = ask(clinician, small, days=5)
    card = words(section(today(), "Next"))
    assert "A small course, unit 1 of 2 The first unit" in card
    assert "About 9 minutes left in this course." in card
    assert f"Due soon by {duty.due.day} {duty.due:%B}" in card
    assert "Start unit 1" in card


def test_a_begun_unit_is_resumed_where_one_stopped(today, clinician, small):
    enrolments.keep_place(person=clinician, release=small, unit_id="first", place="q-who-decides")
    card = words(section(today(), "Next"))
    assert "You stopped at: Look first." in card
    assert "Resume unit 1" in card


def test_a_place_that_is_gone_is_left_out(today, clinician, small):
    enrolments.keep_place(person=clinician, release=small, unit_id="first", place="nowhere")
    assert "You stopped at" not in today()


def test_a_visitor_is_led_to_the_courses_and_to_a_unit_they_can_try(db):
    release_of(small_folder(slug="interpreting-ai-output"))
    text = Client().get("/").content.decode()
    assert 'href="/courses/interpreting-ai-output/units/first/"' in text
    assert 'href="/paths/"' in text


def test_a_course_one_only_looked_into_waits_behind_what_is_asked_for(today, clinician, small):
    other = release_of(small_folder(slug="other"))
    enrolments.keep_place(person=clinician, release=other, unit_id="first", place="q-who-decides")
    assert "/courses/other/" in section(today(), "Next")
    ask(clinician, small, days=28)
    text = today()
    assert "/courses/small/" in section(text, "Next")
    assert "/courses/other/" in section(text, "Due")


def test_what_is_due_on_one_day_stands_in_the_order_of_ones_path(today, clinician, small):
    """For a GP "Privacy" comes before "Fairness", whatever their titles; an earlier day comes before both."""
    fairness, privacy = (release_of(small_folder(slug=slug)) for slug in ("fairness", "privacy"))
    for release, days in ((fairness, 20), (privacy, 20), (small, 19)):
        ask(clinician, release, days=days)
    text = today()
    assert "/courses/small/" in section(text, "Next")
    due = section(text, "Due")
    assert due.index("/courses/privacy/") < due.index("/courses/fairness/")


def test_today_offers_a_few_courses_made_for_ones_role(today, clinician, small):
    audience = "audience: [gp, practice-nurse, reception]"
    release_of(small_folder(("course.md", audience, "audience: [pharmacist]"), slug="pills"))
    for number in range(5):
        release_of(small_folder(slug=f"more-{number}"))
    text = today()
    shown = re.findall(r'<a class="t" href="/courses/([a-z0-9-]+)/"', section(text, "Also here"))
    assert len(shown) == 3  # and one above them, as a place to begin
    assert "pills" not in shown
    assert "All courses" in section(text, "Also here")


def test_what_a_course_says_of_its_length_is_what_it_asks_of_ones_role(today, clinician, small):
    assert "2 units, 9 minutes for your role · 1 more unit if you like" in words(section(today(), "Next"))


def test_units_that_are_not_asked_for_are_passed_over(today, clinician, small):
    finish_units(clinician, small)
    card = words(section(today(), "Next"))
    assert "Take the final quiz" in card
    assert "nurses" not in card


def test_there_is_one_primary_action(today, clinician, small):
    for step in (lambda: None, lambda: ask(clinician, small, days=9), lambda: do_unit(clinician, small, "first")):
        step()
        assert len(primary_actions(today())) <= 1


def test_the_most_urgent_comes_first(today, clinician, small):
    other_course("Due soon", "soon")
    overdue, soon = other_course("Overdue one", "late"), other_course("Due soon one", "soon2")
    do_unit(clinician, small, "first")
    ask(clinician, soon, days=3)
    ask(clinician, overdue, days=-3)
    text = today()
    assert "Overdue one" in section(text, "Next")
    due = words(section(text, "Due"))
    assert due.index("Due soon one") < due.index("A small course")


def test_of_two_that_are_due_the_earlier_comes_first(today, clinician, small):
    ask(clinician, small, days=9)
    ask(clinician, other_course("Zebra", "zebra"), days=2)
    assert "Zebra" in section(today(), "Next")


def test_what_is_done_stands_under_finished(today, clinician, small):
    complete(clinician, small)
    text = today()
    assert "Nothing is due" in text
    assert [word for word, _detail in states(section(text, "Finished"))] == ["Complete"]
    assert "valid to" in section(text, "Finished")


def test_what_ran_out_is_next_again(today, clinician, small):
    bring(clinician, small, Word.EXPIRED)
    assert states(section(today(), "Next"))[0][0] == "Expired"


def test_while_the_quiz_is_being_marked_the_page_works(today, clinician, small):
    take_quiz(clinician, small)
    assert "Open the course" in today()


def test_the_greeting_goes_by_the_persons_own_clock(as_user, clinician, small, time_machine):
    client = as_user(clinician)
    for hour, greeting in ((8, "Good morning"), (13, "Good afternoon"), (20, "Good evening")):
        time_machine.move_to(timezone.now().replace(hour=hour, minute=5), tick=True)
        clinician.timezone = "UTC"
        clinician.save()
        assert f"{greeting}, Dr Amara Osei" in client.get("/").content.decode()
    clinician.timezone = "Pacific/Auckland"  # 20:05 UTC is the next morning there
    clinician.save()
    assert "Good morning" in client.get("/").content.decode()


def test_the_earlier_of_two_practices_counts(today, clinician, stranger, small):
    ask(clinician, small, days=60)
    other = Membership.objects.get(user=stranger).practice
    second = Membership.objects.create(user=clinician, practice=other, started=timezone.localdate() - timedelta(days=9))
    duty = ask(clinician, small, days=3, membership=second)
    assert f"by {duty.due.day} {duty.due:%B}" in words(section(today(), "Next"))


def test_the_number_of_queries_does_not_grow_with_the_courses(as_user, clinician, small):
    client = as_user(clinician)
    do_unit(clinician, small, "first")
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for n in range(3):
        ask(clinician, other_course(f"Course {n}", f"course-{n}"), days=n + 1)
    client.get("/")
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) <= len(few)
