"""Closed days of a practice: noted one by one or by calendar, seen and changed by its managers only."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from courses.operations.models import AuditEntry
from courses.people.models import ClosedDay, Practice
from courses.people.staff import closed_days
from courses.people.staff.bank_holidays import coming

pytestmark = [pytest.mark.web, pytest.mark.django_db]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _one_day():
    with time_machine.travel(NOW, tick=False):
        yield


def page(practice: Practice) -> str:
    return reverse("practice-closed-days", args=[practice.slug])


def days_of(practice: Practice) -> dict[date, str]:
    return dict(practice.closed_days.values_list("day", "label"))


@pytest.mark.parametrize(
    ("calendar", "some", "others"),
    [
        (
            "england-wales",
            {date(2026, 12, 28), date(2027, 3, 26), date(2027, 3, 29), date(2027, 8, 30), date(2028, 1, 3)},
            {date(2026, 11, 30), date(2027, 1, 4), date(2027, 3, 17), date(2027, 8, 2)},
        ),
        (
            "scotland",
            {date(2026, 11, 30), date(2027, 1, 4), date(2027, 8, 2)},
            {date(2027, 3, 29), date(2027, 8, 30)},
        ),
        ("northern-ireland", {date(2027, 3, 17), date(2027, 7, 12), date(2027, 8, 30)}, {date(2026, 11, 30)}),
        (
            "us-federal",
            {
                date(2026, 11, 26), date(2027, 1, 18), date(2027, 2, 15), date(2027, 5, 31), date(2027, 6, 18),
                date(2027, 7, 5), date(2027, 9, 6), date(2027, 10, 11), date(2027, 11, 11), date(2027, 12, 24),
            },
            {date(2026, 12, 28), date(2027, 3, 26)},
        ),
    ],
)  # fmt: skip
def test_the_public_holidays_of_each_calendar(calendar, some, others):
    found = coming(calendar, TODAY)
    assert some <= found.keys()
    assert not others & found.keys()
    assert min(found) > TODAY
    assert date(2028, 2, 1) < max(found) <= date(2028, 5, 23)
    assert list(found) == sorted(found)


def test_the_holidays_of_a_calendar_are_added_at_once_and_once(as_user, manager, elm):
    client = as_user(manager)
    shown = client.get(page(elm)).content.decode()
    assert "No closed day is noted." in shown
    assert '<option value="england-wales" selected>' in shown
    ClosedDay.objects.create(practice=elm, day=date(2026, 12, 25), label="Shut for Christmas")
    answer = client.post(page(elm), {"calendar": "england-wales"}, follow=True).content.decode()
    count = len(coming("england-wales", TODAY)) - 1
    assert f"{count} days have been added." in answer
    assert "Friday 26 March 2027" in answer
    assert days_of(elm)[date(2026, 12, 25)] == "Shut for Christmas"
    assert "in the list already" in client.post(page(elm), {"calendar": "england-wales"}, follow=True).content.decode()
    assert len(days_of(elm)) == count + 1
    assert AuditEntry.objects.get(action="closed_days.added").detail == {"days": count}


def test_a_day_is_added_and_removed_and_the_log_says_so(as_user, manager, elm):
    client = as_user(manager)
    client.post(page(elm), {"day": "2027-02-03", "label": "Training day"})
    assert days_of(elm) == {date(2027, 2, 3): "Training day"}
    settings = client.get(reverse("practice-settings", args=[elm.slug])).content.decode()
    assert "Wednesday 3 February 2027" in settings
    assert page(elm) in settings
    row = elm.closed_days.get()
    for _press in range(2):
        client.post(page(elm), {"remove": row.pk})
    assert days_of(elm) == {}
    log = client.get(reverse("practice-log", args=[elm.slug])).content.decode()
    assert "Sam Lee noted a closed day: Training day, 3 February 2027" in log
    assert log.count("Sam Lee removed a closed day: Training day, 3 February 2027") == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"day": "", "label": "x"}, "Choose the day."),
        ({"day": "2027-02-03", "label": ""}, "Write what this day is."),
        ({"day": "2026-11-21", "label": "Yesterday"}, "This day is over."),
        ({"day": "3 Feb", "label": "x"}, "Write a day such as 2026-11-30."),
        ({"day": "2027-01-01", "label": "x"}, "This day is in the list already."),
        ({"calendar": "mars"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_added_says_why_and_nothing_is_stored(as_user, manager, elm, values, words):
    ClosedDay.objects.create(practice=elm, day=date(2027, 1, 1), label="New Year")
    answer = as_user(manager).post(page(elm), values)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert days_of(elm) == {date(2027, 1, 1): "New Year"}


def test_days_that_are_over_are_listed_no_more(as_user, manager, elm):
    ClosedDay.objects.create(practice=elm, day=date(2026, 11, 21), label="Long ago")
    ClosedDay.objects.create(practice=elm, day=TODAY, label="Today")
    shown = as_user(manager).get(page(elm)).content.decode()
    assert "Today</bdi>" in shown
    assert "Long ago" not in shown


def test_only_managers_of_the_practice_see_or_change_them(as_user, clinician, stranger, elm):
    row = ClosedDay.objects.create(practice=elm, day=date(2027, 1, 1), label="New Year")
    for user in (clinician, stranger):
        assert as_user(user).get(page(elm)).status_code == 404
        assert as_user(user).post(page(elm), {"remove": row.pk}).status_code == 404
    other = stranger.memberships.get().practice
    as_user(stranger).post(page(other), {"remove": row.pk})
    assert days_of(elm) == {date(2027, 1, 1): "New Year"}


def test_the_page_costs_the_same_for_three_and_for_thirty(queries, elm):
    few = queries(page(elm))
    closed_days.add_calendar(practice=elm, by=None, calendar="scotland", today=TODAY)
    assert queries(page(elm)) == few
