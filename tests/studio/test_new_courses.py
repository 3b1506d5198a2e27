"""Every beginning of a course is in order, whatever its author calls it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.authoring.new_courses import TEMPLATES, new_course
from courses.core.compiler import compile_course
from courses.core.document import Compiled

pytestmark = pytest.mark.web
TODAY = date(2028, 2, 29)
SLUGS = [template.slug for template in TEMPLATES]


def compiled(template: str, *, title: str = "Reading summaries", author: str = "Dr Elif Kaya") -> Compiled:
    folder = new_course(
        template=template,
        slug="my-course",
        title=title,
        summary="What to check in a letter that a tool has made short.",
        language="en-GB",
        audience=["gp", "reception"],
        author=author,
        today=TODAY,
    )
    return compile_course(folder, today=TODAY)


@pytest.mark.parametrize("template", SLUGS)
def test_a_beginning_has_nothing_wrong_but_that_nobody_has_reviewed_it(template: str) -> None:
    made = compiled(template)
    assert [problem.code for problem in made.problems] == ["W701"]
    assert made.course is not None
    assert made.course.structure["review_by"] == "2029-02-28"
    assert made.course.structure["audience"] == ["gp", "reception"]


@given(st.text(st.characters(codec="latin-1", exclude_categories=["C"]), min_size=1, max_size=70))
def test_any_title_arrives_as_it_was_typed(title: str) -> None:
    made = compiled("short-unit", title=title, author=title)
    if " ".join(title.split()):
        assert made.course is not None, made.problems
        assert made.course.structure["title"] == " ".join(title.split())


def test_each_beginning_shows_what_its_name_says() -> None:
    courses = {slug: compiled(slug).course for slug in SLUGS}
    assert all(courses.values())
    assert [len(courses["unit-and-quiz"].quizzes), courses["unit-and-quiz"].quizzes[0]["draws"]] == [1, 3]
    assert list(courses["reliance-lab"].lab_key) == ["messages"]
    assert not courses["short-unit"].quizzes


def test_an_unknown_beginning_is_refused() -> None:
    with pytest.raises(KeyError):
        compiled("../content")
