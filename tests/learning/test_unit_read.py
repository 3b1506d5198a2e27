"""Reading a unit: anybody may; one's own answers stand in their places; the newest text is shown."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.authoring.models import ReleaseUnit
from courses.authoring.services import rerender
from courses.learning import enrolments
from courses.learning.models import Enrolment
from courses.management.commands.demo import do_unit
from tests.actors import person
from tests.learning.small_course import release_of, small_folder

pytestmark = [pytest.mark.web, pytest.mark.django_db]
FIRST = "/courses/small/units/first/"
SECRETS = ("Feedback-", "Explanation-", "8.25", "7.75", "8.75")
MANY = "\n".join(f"### Single choice `more-{n}`\n\nQuestion {n}?\n\n- [x] Yes {n}\n- [ ] No {n}\n" for n in range(12))


def queries_of(client: Client, url: str) -> list[str]:
    client.get(url)  # sessions and templates are warm after the first look
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return [one["sql"] for one in caught.captured_queries]


def page(client: Client, url: str = FIRST, **query: str) -> str:
    return client.get(url, query).content.decode()


def test_a_visitor_reads_it(small):
    text = page(Client())
    assert "The first unit" in text
    assert "Who decides in the end?" in text
    assert "Create an account to keep your answers" in text


def test_an_unanswered_page_holds_no_key_and_no_feedback(as_user, clinician, small):
    for client in (Client(), as_user(clinician)):
        text = page(client)
        assert not [word for word in SECRETS if word in text]
        assert "checked" not in text


def test_an_answered_exercise_stands_in_its_place_and_tells_everything(as_user, clinician, small):
    do_unit(clinician, small, "first")
    text = page(as_user(clinician))
    assert all(word in text for word in ("Feedback-clinician", "Explanation-decides", "Explanation-many"))
    assert text.index("Explanation-decides") < text.index("Between two exercises.") < text.index("Explanation-checks")
    assert "Feedback-tool" not in text  # of an option that was not chosen


def test_answers_of_one_person_are_not_shown_to_another(as_user, clinician, stranger, small):
    do_unit(clinician, small, "first")
    as_user(clinician).get(FIRST)
    for client in (as_user(stranger), Client()):
        assert not [word for word in SECRETS if word in page(client)]


def test_each_reader_gets_a_token_of_their_own_in_every_form(as_user, clinician, stranger, small):
    do_unit(clinician, small, "first")
    for client in (as_user(clinician), as_user(stranger)):
        text = page(client, **{"try": "who-decides"})
        forms, tokens = text.count('method="post"'), re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', text)
        assert len(tokens) == forms
        assert "<!--csrf-->" not in text
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = client.cookies
        answer = {"answer": "clinician", "sure": "70", "csrfmiddlewaretoken": tokens[0]}
        assert strict.post("/courses/small/questions/who-decides/", answer).status_code == 302


def test_try_again_opens_one_exercise_and_leaves_the_others(as_user, clinician, small):
    do_unit(clinician, small, "first")
    text = page(as_user(clinician), **{"try": "who-decides"})
    assert "Explanation-decides" not in text
    assert "Explanation-checks" in text


def test_try_again_for_nonsense_changes_nothing(as_user, clinician, small):
    do_unit(clinician, small, "first")
    text = page(as_user(clinician), **{"try": "<script>x</script>"})
    assert "Explanation-decides" in text
    assert "<script>x" not in text


def test_a_page_of_another_version_is_shown_until_it_is_made_anew_and_no_longer(small):
    stored = ReleaseUnit.objects.filter(release=small, unit_id="first")
    stored.update(parts=[{"id": "s", "title": "", "blocks": [{"html": "<p>Old HTML</p>"}]}], renderer="0")
    assert "Old HTML" in page(Client())
    rerender(stale_only=True)
    assert "Old HTML" not in page(Client())


def test_a_look_stores_nothing(as_user, clinician, small):
    page(as_user(clinician))
    assert not Enrolment.objects.exists()


def test_the_place_is_handed_to_the_page(as_user, clinician, small):
    enrolments.keep_place(person=clinician, release=small, unit_id="first", place="look-again")
    assert 'data-place="look-again"' in page(as_user(clinician))


def test_a_finished_unit_leads_to_the_next_one(as_user, clinician, small):
    do_unit(clinician, small, "first")
    text = page(as_user(clinician))
    assert "Finished on" in text
    assert 'href="/courses/small/units/second/"' in text


def test_it_leads_past_what_is_optional_for_its_reader(as_user, clinician, small):
    do_unit(clinician, small, "second")
    text = page(as_user(clinician), "/courses/small/units/second/")
    assert "/courses/small/units/extra/" not in text
    assert "Go to the course" in text


def test_it_is_numbered_among_what_is_asked_of_its_reader(as_user, clinician, small):
    client = as_user(clinician)
    assert "Unit 2 of 2, " in page(client, "/courses/small/units/second/")
    assert "Optional for you, 2 min" in page(client, "/courses/small/units/extra/")
    nurse = as_user(person("nurse@site.example", "Noor Nurse", job_role="practice-nurse"))
    assert "Unit 3 of 3, 2 min" in page(nurse, "/courses/small/units/extra/")


def test_a_course_begins_with_the_first_unit_that_is_asked_of_its_reader(as_user, clinician, db):
    release_of(small_folder(("01-first.md", "objectives: [o1]\n", "objectives: [o1]\naudience: [practice-nurse]\n")))
    assert as_user(clinician).post("/courses/small/start/").url == "/courses/small/units/second/"


def test_the_last_unit_leads_back_to_the_course(as_user, clinician, small):
    do_unit(clinician, small, "extra")
    assert "Go to the course" in page(as_user(clinician), "/courses/small/units/extra/")


@pytest.mark.parametrize("url", ["/courses/small/units/nothing/", "/courses/nothing/units/first/"])
def test_what_does_not_exist_is_a_404(small, url):
    assert Client().get(url).status_code == 404


def test_a_graded_quiz_is_not_a_unit(small):
    assert Client().get("/courses/small/units/final/").status_code == 404


def test_nothing_can_be_posted_to_a_page(as_user, clinician, small):
    assert as_user(clinician).post(FIRST).status_code == 405


@pytest.mark.parametrize("url", [FIRST, "/courses/small/units/extra/"])
def test_four_queries_are_enough_for_somebody_who_has_answered_nothing(as_user, clinician, small, url):
    assert len(queries_of(as_user(clinician), url)) <= 4


def test_a_visitor_costs_one_query(small):
    assert len(queries_of(Client(), FIRST)) == 1


def test_the_number_of_queries_does_not_grow_with_exercises_and_people(as_user, clinician, db):
    release = release_of(small_folder(("03-extra.md", "Only prose stands here.", f"Many.\n\n{MANY}"), slug="long"))
    url = "/courses/long/units/extra/"
    do_unit(clinician, release, "first")
    few = len(queries_of(as_user(clinician), "/courses/long/units/first/"))
    do_unit(clinician, release, "extra")
    for n in range(5):
        do_unit(person(f"p{n}@elm.example", f"Person {n}"), release, "extra")
    assert page(as_user(clinician), url).count("<h3") >= 12
    assert len(queries_of(as_user(clinician), url)) <= few


def test_reading_floats_to_the_newest_release_and_answers_stay(as_user, clinician, small):
    do_unit(clinician, small, "first")
    client = as_user(clinician)
    client.get(FIRST)
    release_of(
        small_folder(
            ("01-first.md", "Decide before you look.", "Make up your mind before you look."),
            ("01-first.md", "Explanation-decides", "Explanation-renewed"),
        )
    )
    text = page(client)
    assert "Make up your mind before you look." in text
    assert "Decide before you look." not in text
    assert "Explanation-renewed" in text
    assert "Explanation-decides" not in text


def test_an_answer_whose_option_is_gone_is_asked_again(as_user, clinician, small):
    do_unit(clinician, small, "first")
    release_of(small_folder(("01-first.md", "`clinician` The clinician", "`doctor` The doctor")))
    text = page(as_user(clinician))
    assert "Explanation-decides" not in text
    assert "Explanation-checks" in text


def test_the_page_says_when_nobody_has_reviewed_the_course(as_user, clinician, small):
    reviewers = "reviewers:\n  - name: Dr Sample Reviewer\n    role: invented\n    date: 2026-06-12\n"
    assert "Not yet clinically reviewed" not in page(Client())
    release_of(small_folder(("course.md", reviewers, "")))
    assert "Not yet clinically reviewed" in page(Client())


def test_the_unit_answers_head_requests(small):
    reply = Client().head(reverse("unit", args=["small", "first"]))
    assert (reply.status_code, reply.content) == (200, b"")
