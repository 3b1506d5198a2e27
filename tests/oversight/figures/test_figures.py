"""Lab figures: sums over a month and a whole practice, from twenty people, and never anything smaller."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from courses.authoring.models import Release
from courses.core.measures.reliance import Case, count
from courses.learning.models import Attempt, Enrolment, LabRecord
from courses.oversight.figures.models import PracticeFigures
from courses.oversight.figures.services import take_monthly
from courses.people.models import Membership, Practice, User
from tests.actors import person
from tests.training.reading import words

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URL = "/practice/elm-street/figures/"
MAY = datetime(2026, 5, 12, 9, tzinfo=UTC)
JUNE = datetime(2026, 6, 1, 3, tzinfo=UTC)
KEPT = Case(first="a", advice="b", final="a", truth="a")
FOLLOWED = Case(first="a", advice="b", final="b", truth="a")
TAKEN = Case(first="a", advice="b", final="b", truth="b")
Cases = tuple[Case, ...]
EACH: Cases = (KEPT, FOLLOWED, TAKEN)
Run = Callable[..., LabRecord]


@pytest.fixture
def staff(practice) -> list[User]:
    people = [person(f"p{number}@elm.example", f"Person {number}") for number in range(20)]
    for one in people:
        Membership.objects.create(user=one, practice=practice, started=date(2026, 1, 1))
    return people


@pytest.fixture
def run(small: Release) -> Run:
    """A finished reliance run, as `finish_run` leaves it."""

    def add(
        who: User, form: str = "1", at: datetime = MAY, cases: tuple[Case, ...] = (KEPT, FOLLOWED, TAKEN), **more: Any
    ):
        times = {"started_at": at, "rules_until": at}
        enrolment, _new = Enrolment.objects.get_or_create(
            person=who, course=small.course, defaults={"rules_release": small, **times}
        )
        attempt = Attempt.objects.create(
            enrolment=enrolment, release=small, kind="lab", graded=False, item_id="start", opened_at=at, layout={},
            number=enrolment.attempts.count() + 1, state="graded",
        )  # fmt: skip
        given = {"counts": count(cases).as_json(), "kind": "reliance-lab", "form": form, **more}
        return LabRecord.objects.create(
            attempt=attempt, person=who, course=small.course, lab_id="start", finished_at=at, **given
        )

    return add


def figures() -> dict[str, Any]:
    return PracticeFigures.objects.get().figures


def test_nineteen_people_give_nothing(staff, run):
    for one in staff[:19]:
        run(one)
        run(one, "2")
    assert take_monthly(JUNE) == 0
    assert not PracticeFigures.objects.exists()


def test_twenty_people_give_sums(staff, run):
    for one in staff:
        run(one)
    assert take_monthly(JUNE) == 1
    row = PracticeFigures.objects.get()
    assert (row.month, row.people) == (date(2026, 5, 1), 20)
    assert set(row.figures) == {"start"}
    counts = row.figures["start"]["counts"]
    assert {name: counts[name] for name in ("kept", "tempted", "followed", "taken", "chances")} == {
        "kept": 20, "tempted": 40, "followed": 20, "taken": 20, "chances": 20,
    }  # fmt: skip


def test_a_second_call_makes_no_second_row_and_changes_nothing(staff, run):
    for one in staff:
        run(one)
    take_monthly(JUNE)
    before = list(PracticeFigures.objects.values())
    run(staff[0], "2")
    assert take_monthly(JUNE) == 0
    assert list(PracticeFigures.objects.values()) == before


def test_start_and_end_stand_apart_and_one_from_fewer_people_is_left_out(staff, run):
    for one in staff:
        run(one, "2")
    for one in staff[:19]:
        run(one, "1")
    take_monthly(JUNE)
    assert set(figures()) == {"start"}
    PracticeFigures.objects.all().delete()
    run(staff[19], "1", cases=(FOLLOWED,))
    take_monthly(JUNE)
    assert set(figures()) == {"start", "end"}
    assert figures()["end"]["counts"]["cases"] == 19 * 3 + 1


def test_leavers_and_erased_runs_are_not_counted(staff, run):
    records = [run(one) for one in staff]
    Membership.objects.filter(user=staff[0]).update(ended=date(2026, 5, 20))
    assert take_monthly(JUNE) == 0
    Membership.objects.filter(user=staff[0]).update(ended=None)
    LabRecord.objects.filter(pk=records[1].pk).update(counts={}, form="", erased_at=MAY)
    assert take_monthly(JUNE) == 0
    LabRecord.objects.filter(pk=records[1].pk).update(counts=records[1].counts, form="1", erased_at=None)
    assert take_monthly(JUNE) == 1


def test_after_an_erased_run_nobody_is_taken_for_a_beginner(staff, run):
    run(staff[0], "", at=datetime(2026, 4, 1, tzinfo=UTC), counts={}, erased_at=MAY)
    for one in staff:
        run(one)
    assert take_monthly(JUNE) == 0


def test_repeats_training_and_rechecks_are_not_counted(staff, run):
    for one in staff:
        run(one, "train")
        run(one, "recheck")
        run(one, "1", at=datetime(2026, 4, 1, tzinfo=UTC))
        run(one, "1")
    assert take_monthly(JUNE) == 0


def test_one_person_many_times_is_one_person(staff, run):
    for _number in range(30):
        run(staff[0])
    assert take_monthly(JUNE) == 0


def test_only_the_month_before_counts_and_it_ends_where_the_practice_is(staff, run, practice):
    Practice.objects.filter(pk=practice.pk).update(timezone="Asia/Tokyo")
    for one in staff:
        run(one, at=datetime(2026, 4, 30, 16, tzinfo=UTC))  # 1 May in Tokyo
    assert take_monthly(datetime(2026, 5, 31, 14, tzinfo=UTC)) == 0
    assert take_monthly(datetime(2026, 5, 31, 16, tzinfo=UTC)) == 1  # 1 June in Tokyo
    assert PracticeFigures.objects.get().month == date(2026, 5, 1)


def test_runs_from_before_somebody_joined_belong_to_no_practice(staff, run):
    for one in staff:
        run(one)
    Membership.objects.filter(user=staff[0]).update(started=date(2026, 5, 13))
    assert take_monthly(JUNE) == 0


def test_every_practice_has_its_own_row_and_small_ones_cost_no_query(staff, run, stranger, django_assert_num_queries):
    for one in staff:
        run(one)
    take_monthly(JUNE)
    for number in range(5):
        Practice.objects.create(name=f"Small {number}", slug=f"small-{number}")
    with django_assert_num_queries(2):
        assert take_monthly(JUNE) == 0


def test_the_page_says_why_nothing_is_shown(as_user, manager, staff, run):
    for one in staff[:5]:
        run(one)
    take_monthly(JUNE)
    text = words(as_user(manager).get(URL).content.decode())
    assert "Nothing is shown" in text
    assert "at least 20 different people" in text
    assert "Person 1" not in text


def test_the_page_shows_counts_and_no_share_and_nobody(as_user, manager, staff, run):
    for one in staff:
        run(one)
        run(one, "2", cases=(KEPT, KEPT))
    take_monthly(JUNE)
    text = words(as_user(manager).get(f"{URL}?role=gp&person=1").content.decode())
    assert "May 2026" in text
    assert "the right answer was kept 20 of 40 times" in text
    assert "the right answer was kept 40 of 40 times" in text
    assert "Wrong advice was followed in 20 of 40 cases" in text
    assert "%" not in text
    assert "improved" not in text
    assert "Person 1" not in text


@pytest.mark.parametrize("who", ["clinician", "stranger", "educator"])
def test_for_everybody_else_there_are_no_figures(request, as_user, practice, who):
    assert as_user(request.getfixturevalue(who)).get(URL).status_code == 404


def test_the_page_takes_no_post_and_no_visitor(as_user, client, manager):
    assert as_user(manager).post(URL).status_code == 405
    assert client.get(URL).url.startswith("/accounts/login/")
