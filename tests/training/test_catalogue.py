"""The catalogue: every published course, narrowed by what the address says."""

from __future__ import annotations

import pytest
from django.test import Client

from courses.authoring.models import Course
from courses.training.state import LABELS, Word
from tests.learning.small_course import release_of, small_folder
from tests.training.reading import states, words
from tests.training.situations import bring

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def page(client: Client, query: str = "") -> str:
    reply = client.get(f"/courses/{query}")
    assert reply.status_code == 200
    return reply.content.decode()


@pytest.fixture
def two(small):
    """A course for everybody here, and a longer one for pharmacists that nobody has reviewed."""
    reviewers = "reviewers:\n  - name: Dr Sample Reviewer\n    role: invented\n    date: 2026-06-12\n"
    release_of(
        small_folder(
            ("course.md", "title: A small course", "title: Long advice"),
            ("course.md", "audience: [gp, practice-nurse, reception]", "audience: [pharmacist]"),
            ("course.md", "minutes: 11", "minutes: 30"),
            ("course.md", reviewers, ""),
            ("03-extra.md", "audience: [practice-nurse]\n", ""),
            slug="long",
        )
    )


def test_a_visitor_sees_all_courses_and_no_states(two):
    text = page(Client())
    assert "2 courses" in words(text)
    assert "A small course" in text
    assert "Long advice" in text
    assert states(text) == []
    assert 'name="state"' not in text


def test_what_was_made_for_other_roles_comes_last_and_says_so(as_user, clinician, two):
    release_of(small_folder(("course.md", "title: A small course", "title: Zebras"), slug="zebras"))
    text = page(as_user(clinician))
    titles = ["A small course", "Zebras", "Long advice"]
    assert sorted(titles, key=text.index) == titles
    row = words(text[text.index("Long advice") :])
    assert "for other roles · 3 units, 11 minutes ·" in row
    assert "for other roles" not in page(Client())


def test_what_nobody_has_reviewed_says_so(two):
    assert page(Client()).count("not yet clinically reviewed") == 1


def test_a_signed_in_person_sees_their_own_states(as_user, clinician, stranger, two, small):
    bring(clinician, small, Word.IN_PROGRESS)
    assert states(page(as_user(clinician))) == [("In progress", "1 of 2 units"), ("Not assigned", "")]
    assert states(page(as_user(stranger))) == [("Not assigned", ""), ("Not assigned", "")]


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?role=pharmacist", "Long advice", "A small course"),
        ("?role=gp", "A small course", "Long advice"),
        ("?length=20", "A small course", "Long advice"),
        ("?length=20&role=reception", "A small course", "Long advice"),
        ("?state=in-progress", "A small course", "Long advice"),
        ("?state=not-assigned", "Long advice", "A small course"),
    ],
)
def test_filters_narrow_the_list(as_user, clinician, two, small, query, shown, hidden):
    bring(clinician, small, Word.IN_PROGRESS)
    text = page(as_user(clinician), query)
    assert shown in text
    assert hidden not in text
    assert "1 of 2 courses" in words(text)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?role=pharmacist&length=10", "No course matches Pharmacist, under 10 minutes."),
        ("?state=expired", "No course matches Expired."),
        ("?role=reception&length=10&state=complete", "Reception or administration, under 10 minutes, Complete."),
    ],
)
def test_when_nothing_matches_the_filters_are_said_and_can_be_cleared(as_user, clinician, two, query, said):
    text = page(as_user(clinician), query)
    assert said in words(text)
    assert "Clear filters" in text


@pytest.mark.parametrize(
    "query",
    ["?role=<script>alert(1)</script>", "?length=99999", "?length=-1", "?state=%00", "?role=gp'--", "?page=9&x=y"],
)
def test_what_is_no_filter_is_ignored(as_user, clinician, two, query):
    text = page(as_user(clinician), query)
    assert "<script>alert" not in text
    if "gp" not in query:
        assert "2 courses" in words(text)


def test_a_visitors_state_filter_is_ignored(two):
    assert "2 courses" in words(page(Client(), "?state=expired"))


def test_a_course_of_ten_minutes_is_not_under_ten(db):
    release_of(small_folder(("course.md", "minutes: 11", "minutes: 10"), slug="ten"))
    assert "No course matches" in page(Client(), "?length=10")
    assert "No course matches" not in page(Client(), "?length=20")


def test_every_word_can_be_filtered_by(as_user, clinician, small):
    text = page(as_user(clinician))
    for word, label in LABELS.items():
        assert f'<option value="{word.value}"' in text
        assert str(label) in text


def test_without_courses_it_says_so(db):
    Course.objects.update(current=None)
    assert "No course is published yet." in page(Client())


def test_the_courses_of_ones_path_come_first_and_minutes_are_those_of_ones_role(as_user, clinician, small):
    for slug, title in (("fairness", "An early title"), ("privacy", "Zealous privacy")):
        release_of(small_folder(("course.md", "title: A small course", f"title: {title}"), slug=slug))
    text = page(as_user(clinician))
    titles = ["Zealous privacy", "An early title", "A small course"]  # essential for a GP, later on, in no path
    assert sorted(titles, key=text.index) == titles
    assert "2 units, 9 minutes for your role · 1 more unit if you like" in words(text)
    assert "for your role" not in words(page(Client()))
