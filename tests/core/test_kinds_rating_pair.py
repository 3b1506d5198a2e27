"""Two ratings that are compared: before and after."""

from __future__ import annotations

import itertools

import pytest

from courses.core.document import Course
from tests.core.one_question import compiled, questions_of

pytestmark = pytest.mark.core


def rating(id: str, pair: str = "") -> str:
    setting = f"pair: {pair}\n" if pair else ""
    return f"### Rating `{id}`\n{setting}\nHow sure are you?\n\n1. A little\n2. Very\n\n"


@pytest.mark.parametrize(("first", "second"), [("after", ""), ("", "before"), ("after", "before")])
def test_both_halves_name_each_other_whichever_half_says_so(first: str, second: str) -> None:
    questions, _ = questions_of(rating("before", first) + rating("after", second) + rating("alone"))
    pairs = {id: question["pair"] for id, question in questions.items()}
    assert pairs == {"before": "after", "after": "before", "alone": None}


def test_the_other_half_may_stand_in_a_quiz() -> None:
    quiz = (
        "## Quiz `final`\nkind: graded\ncompetency: protect-data\n\n"
        + rating("after")
        + "### True or false `fact`\n\nSo?\n\n- [x] True\n- [ ] False\n\n**Explanation:** E.\n"
    )
    course = compiled(rating("before", "after") + quiz).course
    assert isinstance(course, Course)
    (view,) = course.quizzes
    assert view["sections"][0]["questions"][0]["pair"] == "before"


def codes(text: str) -> list[str]:
    return [problem.code for problem in compiled(text).problems]


def test_three_ratings_are_never_a_pair_however_they_name_each_other() -> None:
    for pairs in itertools.product(["one", "two", "three"], repeat=3):
        text = "".join(rating(id, pair) for id, pair in zip(["one", "two", "three"], pairs, strict=True))
        assert {"C166", "C167"} & set(codes(text)), pairs


def test_points_are_compared_as_readers_compare_them() -> None:
    assert codes(rating("before", "after") + rating("after").replace("1. A little", "1. a  LITTLE")) == []
    assert codes(rating("before", "after") + rating("after").replace("2. Very", "2. Much")) == ["C158"]
