"""Assigning a path: its courses in their order, what has joined or left it since, and what is only recommended."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from courses.authoring.models import Course, Release
from courses.training import paths
from courses.training.assigning.queries import rules_of
from courses.training.models import Assignment
from courses.training.paths import Path, Stage
from tests.training import reading
from tests.training.assigning.steps import address, chosen, send

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_a_path_asks_for_each_of_its_published_courses(lead, practice, clinician, course):
    page = lead.get(reverse("practice-assign", args=[practice.slug])).content.decode()
    assert "3 courses, 2 not published here yet" in page
    send(lead, practice, what="p:gp", to="role:gp", future="on")
    rule = Assignment.objects.get()
    assert (rule.path, rule.path_title, rule.future) == ("gp", "AI for GPs and other doctors", True)
    assert [duty.course for duty in rule.duties.all()] == [course.course]


def test_a_path_says_its_plain_minutes_and_not_what_its_authors_aimed_at(lead, practice, clinician, course):
    page = lead.get(reverse("practice-assign", args=[practice.slug])).content.decode()
    assert re.search(r"3 courses, 2 not published here yet. \d+ minutes.", page)
    assert "this path should take" not in page
    assert "required" not in page.split("<main", 1)[1]


@pytest.fixture
def path(monkeypatch):
    """A shipped path of three courses for GPs whose order is not that of the alphabet."""
    stages = tuple(Stage(one) for one in ("small", "about", "more"))
    monkeypatch.setattr(paths, "shipped_paths", lambda: (Path("gp", "AI for GPs", "Three.", ("gp",), 60, stages),))


@pytest.fixture
def publish(small):
    """Publish another course like the small one, under an id and a title."""

    def make(slug: str, title: str) -> Release:
        course = Course.objects.create(slug=slug)
        release = Release.objects.get(pk=small.pk)
        release.pk, release.course, release.structure = None, course, small.structure | {"id": slug, "title": title}
        release.save(force_insert=True)
        Course.objects.filter(pk=course.pk).update(current=release)
        return release

    return make


def test_the_courses_of_a_path_stand_in_its_order(lead, practice, clinician, path, publish):
    publish("about", "About the others")
    send(lead, practice, what="p:gp", to="everybody")
    [rule] = rules_of(practice)
    assert rule.courses == (("small", "A small course"), ("about", "About the others"))
    page = lead.get(reverse("practice-assignment", args=[practice.slug, rule.pk])).content.decode()
    assert "A small course, About the others" in page
    assert "published since" not in page


def test_what_has_joined_a_path_since_is_told_and_can_be_asked_for_too(lead, practice, clinician, path, publish):
    send(lead, practice, what="p:gp", to="everybody", future="on")
    old = Assignment.objects.get()
    shown = reverse("practice-assignment", args=[practice.slug, old.pk])
    publish("more", "More of it")
    assert "1 course of this path has been published since." in lead.get(shown).content.decode()
    publish("about", "About the others")
    page = lead.get(shown).content.decode()
    assert "2 courses of this path have been published since." in page
    found = re.search(r'href="([^"]+)">Ask for them too', page)
    assert found
    page = lead.get(unescape(found[1])).content.decode()
    assert "This replaces an assignment" in page
    assert "A small course, About the others, More of it" in page
    send(lead, practice, page=page, instead=old.pk, what="p:gp", future="on")
    new = Assignment.objects.exclude(pk=old.pk).get()
    assert (new.future, new.due, new.duties.count()) == (True, old.due, 3)
    assert "published since" not in lead.get(shown).content.decode()


def test_a_change_drops_no_course_that_the_path_has_lost_since(lead, practice, clinician, path, publish, monkeypatch):
    publish("more", "More of it")
    send(lead, practice, what="p:gp", to="everybody", future="on")
    old = Assignment.objects.get()
    shorter = Path("gp", "AI for GPs", "One.", ("gp",), 60, (Stage("small"),), later=(Stage("more"),))
    monkeypatch.setattr(paths, "shipped_paths", lambda: (shorter,))
    page = lead.get(
        reverse("practice-assign", args=[practice.slug]), {"instead": old.pk, "go": "check"}
    ).content.decode()
    assert "A small course, More of it" in page
    send(lead, practice, page=page, instead=old.pk, what="p:gp", future="on")
    new = Assignment.objects.exclude(pk=old.pk).get()
    assert {one.slug for one in new.courses.all()} == {"small", "more"}
    send(lead, practice, what="p:gp", to="everybody")  # anew it asks for what the path has now
    assert {one.slug for one in Assignment.objects.latest("pk").courses.all()} == {"small"}


def test_a_path_tells_what_is_recommended_afterwards_and_not_assigned(lead, practice, small, monkeypatch):
    longer = Path("gp", "AI for GPs", "One.", ("gp",), 60, (Stage("unwritten"),), later=(Stage("small"),))
    monkeypatch.setattr(paths, "shipped_paths", lambda: (longer,))
    page = lead.get(reverse("practice-assign", args=[practice.slug])).content.decode()
    assert "Recommended afterwards, and not assigned with it: A small course (9 minutes)" in reading.words(page)
    assert 'href="/paths/gp/"' in page


def test_a_path_nothing_of_which_is_published_cannot_be_assigned(lead, practice, clinician, small):
    page = lead.get(address(practice, **chosen(what="p:gp"))).content.decode()
    assert "That is not published here." in page
