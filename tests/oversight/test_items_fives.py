"""No two looks at the figures of questions can be subtracted to learn about fewer than five people."""

from __future__ import annotations

from itertools import combinations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from courses.authoring.models import Release
from courses.oversight.item_fives import Given, in_fives
from courses.oversight.item_queries import items
from courses.oversight.item_question import item
from tests.oversight.items_course import answer_exercise, crowd, published, take_quiz

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URL = "/studio/figures/items/"
REWORDED = ("01-try.md", "Looking at the patient\n- [x] `notes`", "A look at the patient\n- [x] `notes`")
QUIZ_REWORDED = ("09-final.md", "What do you read first?", "What do you read before all else?")
RIGHT, WRONG = {"choice": "clinician"}, {"choice": "tool"}
ADDRESSES = ("", "?from=1&to=1", "?from=2&to=2", "?from=1&to=2")


@pytest.fixture
def first(educator) -> Release:
    return published(editor=educator)


def looks(client: Client) -> list[str]:
    """Everything an editor can look at: each range of releases, and pages of single questions."""
    pages = [*(URL + one for one in ADDRESSES), f"{URL}who-decides/", f"{URL}q-1/"]
    return [_without_nonce(client.get(page).content.decode()) for page in pages]


def _without_nonce(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if "csrf" not in line.lower())


def figures(educator, name: str, first: int, last: int):
    found = items(educator, "figures", first=first, last=last)
    return next(row for row in found.rows if row.name == name)


# By arithmetic


@given(st.lists(st.integers(1, 4), max_size=40), st.randoms())
def test_whatever_two_ranges_and_moments_show_differs_by_nobody_or_five_people(releases, random):
    """Exhaustively: every range of four releases, before and after any number of the answers had come in."""
    people = [Given(order, release, order) for order, release in enumerate(releases)]
    ranges = [(low, high) for low in range(1, 5) for high in range(low, 5)]
    moments = {random.randint(0, len(people)), random.randint(0, len(people)), len(people)}
    shown = [set(in_fives(people[:moment], low, high)) for moment in moments for low, high in ranges]
    for one, other in combinations(shown, 2):
        assert len(one - other) % 5 == 0
        assert len(other - one) % 5 == 0
        assert len(one & other) % 5 == 0


def test_groups_are_made_in_the_order_of_the_answers_and_not_of_the_list():
    given_late = [Given(order, 1 + (order >= 5), order) for order in reversed(range(12))]
    assert in_fives(given_late, 1, 2) == list(range(10))
    assert in_fives(given_late, 1, 1) == list(range(5))
    assert in_fives(given_late, 2, 2) == list(range(5, 10))


# By looking


def test_one_persons_answer_does_not_come_out_by_subtracting_releases(educator, first):
    """20 people on release 1, one on release 2: all releases minus the first would be that one."""
    people = crowd(21)
    answer_exercise(people[:20], first, "who-decides", lambda at: RIGHT if at < 12 else WRONG)
    second = published(REWORDED)
    answer_exercise(people[20:], second, "who-decides", lambda _at: WRONG)
    whole, old, new = (figures(educator, "who-decides", *span) for span in ((1, 2), (1, 1), (2, 2)))
    assert (whole.n, whole.facility) == (old.n, old.facility) == (20, 0.6)
    assert (new.n, new.facility, new.people) == (0, None, "a few")


def test_nor_do_their_answers_in_a_quiz_or_its_reliability(educator, first):
    people = crowd(24)
    take_quiz(people[:20], first)
    second = published(QUIZ_REWORDED)
    take_quiz(people[20:], second, {})
    whole, old = (items(educator, "figures", first=1, last=last) for last in (2, 1))
    assert whole.quizzes == old.quizzes
    assert [(row.n, row.facility, row.discrimination) for row in whole.rows] == [
        (row.n, row.facility, row.discrimination) for row in old.rows
    ]


def test_looking_before_and_after_somebody_answers_shows_nothing_new(as_user, educator, first):
    people, client = crowd(25), as_user(educator)
    take_quiz(people[:20], first)
    answer_exercise(people[:20], first, "who-decides", lambda at: RIGHT if at % 2 else WRONG)
    before = looks(client)
    for number in range(20, 24):
        take_quiz([people[number]], first, {})
        answer_exercise([people[number]], first, "who-decides", lambda _at: WRONG)
        assert looks(client) == before, f"{number + 1} people"
    answer_exercise([people[24]], first, "who-decides", lambda _at: RIGHT)
    assert looks(client) != before
    row = figures(educator, "who-decides", 1, 1)
    assert (row.n, row.facility) == (25, pytest.approx(11 / 25)), "all five at once"


def test_of_five_new_people_the_one_who_was_wrong_is_not_heard_alone(educator, first):
    """How sure those were who were wrong is counted in fives for itself: five came, one of them was wrong."""
    people = crowd(30)
    sure = lambda at, _name: "99" if at == 0 else "70"  # noqa: E731
    rules = {"q-1": lambda at, _n: at >= 10}
    take_quiz(people[:25], first, rules, sure=lambda _at, _name: "70")
    before = figures(educator, "q-1", 1, 1)
    take_quiz(people[25:], first, {"q-1": lambda at, _n: at > 0}, sure=sure)
    after = figures(educator, "q-1", 1, 1)
    assert (before.n, after.n) == (25, 30)
    assert before.sure_wrong == after.sure_wrong == pytest.approx(0.7)


def test_the_answers_to_a_question_are_those_of_the_people_who_are_counted(educator, first):
    people = crowd(24)
    answer_exercise(people, first, "who-decides", lambda at: RIGHT if at < 10 else WRONG)
    found = item(educator, "figures", "who-decides")
    assert (found.row.n, found.n_answers) == (20, 20)
    assert [one.count for one in found.answers] == [10, 10, 0]


def test_the_page_says_that_answers_are_counted_in_fives(as_user, educator, first):
    assert "Answers are counted in fives" in as_user(educator).get(URL).content.decode()
