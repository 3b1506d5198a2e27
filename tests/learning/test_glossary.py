"""The words of a course, each with an anchor of its own."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_a_course_without_words_has_no_such_page(small):
    assert Client().get("/courses/small/glossary/").status_code == 404


def test_an_unknown_course_is_a_404(small):
    assert Client().get("/courses/nothing/glossary/").status_code == 404


def test_every_word_of_a_course_can_be_linked_to(course):
    text = Client().get("/courses/automation-bias/glossary/").content.decode()
    terms = course.structure["glossary"]
    assert terms
    for term in terms:
        assert f'id="{term["id"]}"' in text
        assert term["html"] in text


def test_the_course_links_to_its_words_only_when_there_are_some(course, small):
    assert 'href="/courses/automation-bias/glossary/"' in Client().get("/courses/automation-bias/").content.decode()
    assert "glossary" not in Client().get("/courses/small/").content.decode()
