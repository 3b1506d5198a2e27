"""The pages of paths: in which order, for how long, and what the reader has done."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.authoring.models import Course
from courses.learning.models import UnitProgress
from courses.management.commands.demo import do_unit
from courses.people.models import Membership, Practice, User
from courses.training.assigning.exemptions import exempt
from courses.training.models import Credit
from tests.learning.small_course import release_of, small_folder
from tests.training.reading import primary_actions, section, states, words
from tests.training.situations import ask, complete, today_of
from tests.training.starting.small_path import skip, take

pytestmark = [pytest.mark.web, pytest.mark.django_db]
PATH = "/paths/small-path/"


def page(client: Client, url: str = PATH) -> str:
    reply = client.get(url)
    assert reply.status_code == 200
    return reply.content.decode()


def test_a_visitor_may_read_and_is_asked_to_sign_in_for_the_check(small, small_path):
    text = page(Client())
    assert "9 minutes (limit 12)" in words(text)
    assert "A small course" in section(text, "In this order")
    assert states(text) == []
    assert primary_actions(text) == ["Sign in to take it"]


def test_the_minutes_are_those_of_the_reader_if_the_path_is_for_their_role(as_user, clinician, small, small_path):
    assert "They count the units that your role is asked to do" in page(as_user(clinician))
    clinician.job_role = "practice-nurse"
    clinician.save()
    text = page(as_user(clinician))
    assert "9 minutes (limit 12)" in words(text)  # as for those it was made for
    assert "this role is asked to do" in text


def test_each_course_has_its_state_and_what_is_left(as_user, clinician, small, small_path):
    do_unit(clinician, small, "first")
    text = page(as_user(clinician))
    assert [word for word, _detail in states(section(text, "In this order"))] == ["In progress"]
    assert "9 minutes, 4 left" in words(text)
    assert "4 minutes left" in words(text)


def test_a_path_that_is_done_leaves_nothing_to_do(as_user, clinician, small, small_path):
    complete(clinician, small)
    text = page(as_user(clinician))
    assert "nothing left to do" in words(text)
    assert "Start check" not in text
    assert primary_actions(text) == []


def test_what_comes_afterwards_stands_apart_with_its_note(as_user, clinician, small, small_path):
    text = section(page(as_user(clinician)), "Afterwards, when you like")
    assert words(text).endswith("unwritten not published here yet · When there is time.")


def test_a_path_none_of_whose_courses_is_published_says_so_and_offers_no_check(as_user, clinician, small_path):
    Course.objects.update(current=None)
    text = page(as_user(clinician))
    assert "at most 12 minutes, 1 course not published here yet" in words(text)
    assert "Take the start check" not in text


def test_after_the_check_the_path_leads_on_to_the_next_course(as_user, clinician, small, small_path):
    assert primary_actions(page(as_user(clinician))) == ["Take the start check"]
    take(clinician)
    text = page(as_user(clinician))
    assert "See what it showed" in text
    assert primary_actions(text) == ["Go to “A small course”"]


def test_who_manages_practices_may_assign_it_in_each_of_them(as_user, manager, practice, small, small_path):
    second = Practice.objects.create(name="Mill Road", slug="mill-road")
    Membership.objects.create(user=manager, practice=second, started=date(2021, 1, 1), is_manager=True)
    text = section(page(as_user(manager)), "For your practice")
    assert 'href="/practice/elm-street/assign/?path=small-path"' in text
    assert 'href="/practice/mill-road/assign/?path=small-path"' in text


def test_a_clinician_is_offered_no_assigning(as_user, clinician, small, small_path):
    assert "Assign this path" not in page(as_user(clinician))


@pytest.mark.parametrize("url", ["/paths/none/", "/paths/none/check/"])
def test_an_unknown_path_does_not_exist(as_user, clinician, small_path, url):
    assert as_user(clinician).get(url).status_code == 404


def test_the_path_for_my_role_comes_first(as_user, clinician, small):
    clinician.job_role = "pharmacist"
    clinician.save()
    text = page(as_user(clinician), "/paths/")
    assert "AI for pharmacists" in section(text, "For your role")
    assert "AI for pharmacists" not in section(text, "For other roles")
    assert "AI for pharmacists" in section(page(Client(), "/paths/"), "By role")


def test_the_queries_of_a_path_do_not_grow_with_its_courses(as_user, clinician, small, small_path):
    client = as_user(clinician)
    do_unit(clinician, small, "first")
    client.get(PATH)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(PATH)
    other = release_of(small_folder(slug="unwritten"))
    do_unit(clinician, other, "first")
    with CaptureQueriesContext(connection) as many:
        client.get(PATH)
    assert len(many) == len(few) <= 12


def test_the_list_of_paths_costs_one_query_for_a_visitor(small):
    client = Client()
    client.get("/paths/")
    with CaptureQueriesContext(connection) as read:
        client.get("/paths/")
    assert len(read) == 1


def test_today_leads_to_the_path_of_my_role_while_nothing_is_assigned(as_user, clinician, small, small_path):
    text = section(page(as_user(clinician), "/"), "Your path")
    assert "A small path" in text
    assert "Made for your role." in text
    assert "9 minutes left." in text


def test_today_says_nothing_of_a_path_that_is_done(as_user, clinician, small, small_path):
    complete(clinician, small)
    assert "Your path" not in page(as_user(clinician), "/")


def test_the_catalogue_leads_to_the_paths(small):
    assert 'href="/paths/"' in page(Client(), "/courses/")


def evidence(person: User, course: Course) -> None:
    """A manager accepted what the person did elsewhere."""
    Credit.objects.create(
        membership=Membership.objects.get(user=person),
        course=course,
        kind=Credit.Kind.OUTSIDE,
        title="AI day",
        completed_on=today_of(person),
        accepted=True,
        decided_at=timezone.now(),
    )


def test_what_was_accepted_from_elsewhere_leaves_nothing_to_do_on_any_page(as_user, clinician, small, small_path):
    ask(clinician, small, days=60)
    evidence(clinician, small.course)
    client = as_user(clinician)
    text = page(client)
    assert [word for word, _detail in states(section(text, "In this order"))] == ["Complete"]
    assert "left" not in words(section(text, "In this order"))
    assert "nothing left to do" in words(text)
    assert "Take the start check" not in text
    assert primary_actions(text) == []
    assert "A small path" not in page(client, "/")


def test_a_course_from_which_one_is_exempt_leaves_nothing_to_do(as_user, clinician, manager, small, small_path):
    ask(clinician, small, days=60)
    member = Membership.objects.get(user=clinician)
    exempt(member=member, course=small.course, reason="other-duty", until=None, by=manager)
    client = as_user(clinician)
    text = page(client)
    assert "nothing left to do" in words(text)
    assert "Take the start check" not in text
    assert primary_actions(text) == []
    assert "minutes left" not in words(page(client, "/"))


def test_a_renewal_that_is_under_way_is_counted_while_the_certificate_is_valid(as_user, clinician, small, small_path):
    complete(clinician, small, days_ago=330)
    client = as_user(clinician)
    client.post("/courses/small/renew/")
    assert "1 minutes left" in words(page(client))


def test_what_has_run_out_is_to_be_done_again_on_every_page(as_user, clinician, small, small_path):
    complete(clinician, small, days_ago=400)
    client = as_user(clinician)
    text = page(client)
    assert "9 minutes, 1 left" in words(text)
    assert primary_actions(text) == ["Go to “A small course”"]
    assert "Take the start check" not in text  # the units are done
    assert "1 minutes left" in words(section(page(client, "/"), "Your path"))


def test_what_was_skipped_last_time_is_to_be_done_before_a_renewal(as_user, clinician, small, small_path):
    take(clinician)
    skip(clinician, "first")
    do_unit(clinician, small, "second")
    complete(clinician, small, days_ago=400)
    UnitProgress.objects.filter(unit_id="first").update(finished_at=None)
    assert "9 minutes, 6 left" in words(page(as_user(clinician)))


def test_today_promises_a_start_check_until_the_path_is_begun(as_user, clinician, small, small_path):
    client = as_user(clinician)
    assert "a start check that may spare you a unit" in words(section(page(client, "/"), "Your path"))
    take(clinician)
    skip(clinician, "first")
    text = words(section(page(client, "/"), "Your path"))
    assert "start check" not in text
    assert "The courses in their order. 4 minutes left." in text
