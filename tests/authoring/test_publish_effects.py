"""Whom a release concerns: counts that the publish page shows, and no names."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from courses.authoring import effects, queries
from courses.authoring.effects import Rising
from courses.authoring.models import Release
from courses.authoring.services import publish
from courses.learning.models import Attempt, ExerciseAnswer
from tests.actors import begin_quiz, finish_units, pass_course, person
from tests.authoring.changed_course import compiled, edited
from tests.authoring.sample import sample

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def release(db: None) -> Release:
    first = publish(folder=sample(), by=None)
    assert first.release is not None
    return first.release


@pytest.fixture
def learners(release: Release) -> None:
    """One has completed, one has an open attempt, one is in the units; the editor's colleague has nothing."""
    people = [person(f"p{number}@elm.example", f"Person {number}", job_role="gp") for number in range(4)]
    pass_course(people[0], release)
    begin_quiz(people[1], release)
    finish_units(people[2], release)


def test_people_are_counted_once_wherever_they_stand(release: Release, learners: None) -> None:
    counts = effects.known().counts(release.course_id, ())
    assert (counts.open_attempts, counts.open) == ({1: 1}, 1)
    assert (counts.in_progress, counts.completed, counts.completed_with) == (2, 1, 0)


def test_completed_with_the_old_answer_means_having_met_that_question(release: Release, learners: None) -> None:
    known = effects.known()
    assert known.counts(release.course_id, {"advice-is-order"}).completed_with == 1, "in the quiz"
    assert known.counts(release.course_id, {"how-many"}).completed_with == 1, "as an exercise"
    assert known.counts(release.course_id, {"nobody-met-this"}).completed_with == 0


def test_a_name_that_begins_another_is_not_taken_for_it(release: Release, learners: None) -> None:
    assert effects.known().counts(release.course_id, {"advice-is"}).completed_with == 0


def test_who_has_answered_a_question_is_counted_over_exercises_and_attempts(release: Release, learners: None) -> None:
    cache.clear()
    answered = effects.known().answered("sample")
    assert answered["how-many"] == len(set(ExerciseAnswer.objects.values_list("person", flat=True))) == 3
    assert answered["advice-is-order"] == 1, "an open attempt has not answered yet"
    cache.clear()
    assert queries.history("sample").answered == answered


def test_what_a_correction_would_raise_is_told_beforehand(release: Release, learners: None) -> None:
    """The one who passed answered rightly by the old key: nothing goes up. Turned round, it does."""
    attempt = Attempt.objects.get(state="graded")
    slot = [one["question"] for one in attempt.layout].index("advice-is-order")
    attempt.answers.filter(slot=slot).update(response={"choice": "true"})
    grade = attempt.grades.get()
    detail = [
        {**row, "fraction": "0", "correct": False} if number == slot else row for number, row in enumerate(grade.detail)
    ]
    attempt.grades.update(detail=detail, score=1)
    turned = compiled(edited(sample(), ("02-final.md", "- [ ] True\n- [x] False", "- [x] True\n- [ ] False")))
    known = effects.known()
    assert known.rising(release.course, turned.key, {"advice-is-order"}, {}) == Rising(results=1, passes=0)
    assert known.rising(release.course, turned.key, {"when-to-look"}, {}) == Rising()


def test_counting_costs_the_same_for_one_person_and_for_many(release, learners, django_assert_max_num_queries) -> None:
    for number in range(10, 16):
        begin_quiz(person(f"p{number}@elm.example", f"Person {number}", job_role="gp"), release)
    with django_assert_max_num_queries(5):
        assert effects.known().counts(release.course_id, {"how-many"}).open == 7
    cache.clear()
    with django_assert_max_num_queries(2):
        effects.known().answered("sample")
