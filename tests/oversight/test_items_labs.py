"""Cases of reliance labs for their authors: sums from 30 first decisions, nobody shown, only for editors."""

from __future__ import annotations

import pytest
from django.test import Client

from courses.authoring.models import CourseEditor, Release
from courses.learning.models import LabCaseCount
from courses.people.models import User
from tests.actors import person
from tests.learning.labs.reliance_course import EIGHT, begin, decide_all, folder, lab, released
from tests.learning.small_course import release_of
from tests.training.reading import words

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URL = "/studio/small/items/"


@pytest.fixture
def release(educator: User) -> Release:
    made = released()
    CourseEditor.objects.create(course=made.course, person=educator, at=made.at)
    return made


def sums(release: Release, case: str, *, series: int = 1, **counts: int) -> None:
    counts |= {f"shown_{name}": count for name, count in counts.items()}
    LabCaseCount.objects.create(course=release.course, lab_id="decide", case_id=case, series=series, **counts)


def row_of(client: Client, case: str) -> str:
    reply = client.get(URL)
    assert reply.status_code == 200
    text = reply.content.decode()
    table = text[text.index("Cases of the reliance lab") :]
    return next(words(row) for row in table.split("<tr>") if f'<span class="t">{case}</span>' in row)


def test_below_thirty_first_decisions_nothing_is_known(as_user, educator, release):
    sums(release, "c2", decisions=29, right_first=20, could_follow=20, followed=10)
    row = row_of(as_user(educator), "c2")
    assert "29" in row
    assert "difficulty not yet known" in row
    assert "%" not in row
    assert "difficulty not yet known" in row_of(as_user(educator), "c1")


def test_from_thirty_the_shares_are_shown(as_user, educator, release):
    sums(release, "c2", decisions=30, right_first=21, could_follow=25, followed=10)
    row = row_of(as_user(educator), "c2")
    assert "70%" in row
    assert "40%" in row
    assert "not yet known" not in row


def test_right_advice_has_no_share_of_followers(as_user, educator, release):
    sums(release, "c1", decisions=40, right_first=30, could_follow=0, followed=0)
    row = row_of(as_user(educator), "c1")
    assert "75%" in row
    assert row.count("%") == 1


def test_a_group_of_fewer_than_five_stays_hidden(as_user, educator, release):
    sums(release, "c2", decisions=30, right_first=4, could_follow=4, followed=1)
    row = row_of(as_user(educator), "c2")
    assert "too few to show" in row
    assert "Too hard without the tool" in row


def test_sums_of_an_earlier_meaning_are_left_out(as_user, educator, release):
    sums(release, "c2", series=7, decisions=99, right_first=99)
    assert "99" not in row_of(as_user(educator), "c2")


def test_runs_show_five_people_at_a_time_and_without_a_name(as_user, educator, release):
    """So two looks differ by five people or by none: what one of them decided cannot be subtracted."""
    seen = []
    for number in range(6):
        learner = person(f"learner{number}@labs.example", f"Learner {number}")
        client = as_user(learner)
        decide_all(client, begin(client))
        assert learner.display_name not in as_user(educator).get(URL).content.decode()
        seen.append(row_of(as_user(educator), "c3"))
    assert "plain 0 " in seen[0]
    assert len(set(seen[:4])) == 1
    assert "plain 5 " in seen[4]
    assert seen[5] == seen[4]


def test_it_costs_one_query_however_many_cases_and_labs(as_user, educator, django_assert_num_queries):
    made = released(lab(EIGHT), lab(EIGHT.replace("`c", "`d"), id="second"))
    CourseEditor.objects.create(course=made.course, person=educator, at=made.at)
    client = as_user(educator)
    client.get(URL)
    with django_assert_num_queries(9):  # what the page costs without labs, and one
        client.get(URL)


def test_who_does_not_edit_the_course_sees_nothing(client, as_user, clinician, manager, stranger, release):
    for user in (clinician, manager, stranger):
        assert as_user(user).get(URL).status_code == 404
    assert client.get(URL).status_code == 302


def test_a_lab_that_was_renamed_keeps_its_sums(as_user, educator, release):
    sums(release, "c2", decisions=30, right_first=21, could_follow=25, followed=10)
    release_of(folder(lab(EIGHT, id="choose", more="was: decide\n")))
    assert "70%" in row_of(as_user(educator), "c2")


def test_a_chosen_range_of_releases_is_said_not_to_narrow_the_sums(as_user, educator, release):
    sums(release, "c2", decisions=30, right_first=21, could_follow=25, followed=10)
    release_of(folder(lab(EIGHT.replace("on a Monday", "on a Friday"))))
    client = as_user(educator)
    said = "The releases chosen above do not narrow these figures."
    assert said not in words(client.get(URL).content.decode())
    assert said in words(client.get(URL, {"from": "2", "to": "2"}).content.decode())
