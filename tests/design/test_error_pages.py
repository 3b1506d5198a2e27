"""The pages for refusals and failures: what they say, and that they stand without anything a failing site may lack."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.template.loader import get_template
from django.test import RequestFactory

PAGES = {
    "400.html": "We could not read that",
    "403.html": "You do not have access to this page",
    "403_csrf.html": "Please send it again",
    "404.html": "This page does not exist",
    "429.html": "Please wait a moment",
    "500.html": "Something went wrong on our side",
}


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """Nothing is collected here, so there is no manifest."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


def rendered(name: str, **context: object) -> str:
    return get_template(name).render(context, RequestFactory().get("/somewhere/"))


@pytest.mark.parametrize("name", PAGES)
def test_an_error_page_has_one_heading_a_title_and_a_way_on(name: str) -> None:
    text = rendered(name)
    assert PAGES[name] in text
    assert text.count("<h1") == 1
    assert "<title>" in text
    assert text.rstrip().endswith("</html>")
    assert re.search(r'<p class="acts"><a (role="button" )?href="/', text)


def test_no_access_says_what_it_is_given() -> None:
    text = rendered("403.html", message="You do not have access to Elm Street Surgery’s records.")
    assert "You do not have access to Elm Street Surgery’s records." in text
    assert "Ask whoever manages training" not in text


def test_the_failure_page_needs_neither_request_nor_context() -> None:
    """Django renders it with nothing at all, since anything may be what failed."""
    text = get_template("500.html").render()
    assert "Answers marked “Saved” are safe." in text
    assert "Reference" not in text


def test_the_failure_page_says_until_when_answers_are_safe() -> None:
    text = rendered("500.html", safe_until="10:42", reference="7K2M")
    assert "Your answers are safe up to 10:42." in text
    assert "7K2M" in text
