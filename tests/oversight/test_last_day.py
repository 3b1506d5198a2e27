"""Somebody leaves at noon: what is asked of them, shown and told ends then; what a pack says of the day stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from courses.operations import outbox
from courses.oversight.packs.people import everybody
from courses.oversight.packs.wanted import Wanted
from courses.oversight.reminders import sending
from courses.oversight.reminders.cases import desk_of
from courses.oversight.reminders.managers import digest, escalate
from courses.oversight.reminders.models import ReminderSettings
from courses.oversight.reminders.planning import ByHand, plan
from courses.people.models import Membership, Practice, User
from courses.people.staff.leaving import end_membership, undo_leaving
from courses.training.models import Duty, Standing
from courses.training.standing import refresh
from courses.training.state import Word
from tests.learning.small_course import _fresh_caches, small
from tests.training.reading import words

__all__ = ["_fresh_caches", "small"]
pytestmark = [pytest.mark.web, pytest.mark.django_db]
NOON = datetime(2027, 3, 22, 12, tzinfo=UTC)  # a Monday, on which lists for managers go
TODAY = NOON.date()
AsUser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def late(practice: Practice, clinician: User, manager: User, small) -> Membership:
    """Dr Amara Osei, two weeks overdue. She manages the practice, too."""
    member = Membership.objects.get(user=clinician)
    Membership.objects.filter(pk=member.pk).update(is_manager=True)
    rule = practice.assignments.create(due=TODAY - timedelta(days=14), created_at=NOON - timedelta(days=60), by=manager)
    rule.courses.add(small.course)
    Duty.objects.create(
        membership=member, course=small.course, assignment=rule, began=TODAY - timedelta(days=60), due=rule.due,
        created_at=rule.created_at,
    )  # fmt: skip
    ReminderSettings.objects.create(practice=practice, escalation=True, overdue=True)
    refresh(Membership.objects.all())
    return member


@pytest.fixture
def left(practice: Practice, manager: User, late: Membership) -> Membership:
    """The same, just after she has left; no worker has seen it yet."""
    end_membership(practice=practice, member_id=late.pk, by=manager)
    late.refresh_from_db()
    assert late.ended == TODAY
    return late


def overview(client: Client) -> str:
    return words(client.get("/practice/elm-street/").content.decode())


def test_before_they_leave_all_of_it_is_there(as_user: AsUser, practice, manager, late):
    assert "Dr Amara Osei" in overview(as_user(manager))
    assert as_user(late.user).get("/practice/elm-street/").status_code == 200
    assert "Overdue" in words(as_user(late.user).get("/").content.decode())
    desk = desk_of(practice)
    assert plan(desk, NOON).planned
    assert escalate(desk, NOON) == 2
    assert digest(desk, NOON) == 2


def test_access_ends_at_once(as_user: AsUser, left):
    assert as_user(left.user).get("/practice/elm-street/").status_code == 404


def test_the_overview_and_its_sums_leave_them_out_before_any_worker_has_run(as_user: AsUser, manager, left):
    assert Standing.objects.filter(membership=left).exists()
    shown = overview(as_user(manager))
    assert "Dr Amara Osei" not in shown
    assert "1 person overdue" not in shown
    assert "courses done" not in shown or "of 0 courses done" in shown
    outbox.drain()
    assert not Standing.objects.filter(membership=left).exists()
    assert overview(as_user(manager)) == shown


def test_nothing_is_asked_of_them_any_more_on_their_own_pages(as_user: AsUser, left):
    for address in ("/", "/courses/small/"):
        shown = words(as_user(left.user).get(address).content.decode())
        assert "Overdue" not in shown, address
        assert "Sam Lee" not in shown, address


@pytest.mark.parametrize("worker", [False, True])
def test_no_mail_is_sent_to_or_about_them(practice, left, worker):
    if worker:
        outbox.drain()
    desk = desk_of(practice)
    assert plan(desk, NOON, explain=True).planned == plan(desk, NOON, explain=True).left_out == ()
    assert plan(desk, NOON, by_hand=ByHand(member=left.pk)).planned == ()
    assert escalate(desk, NOON) == digest(desk, NOON) == 0
    assert sending.run(NOON) == 0


def test_a_pack_of_the_day_has_them_whenever_it_is_made_and_one_of_the_next_day_as_left(practice, left):
    def of(on):
        wanted = Wanted(on=on, since=on - timedelta(days=365), courses=("small",), people=(left.pk,))
        return everybody(practice, wanted)

    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        later = of(TODAY)
    for found in (of(TODAY), later):
        (one,) = found.here
        assert next(found.of(one)).state.word is Word.OVERDUE
    assert of(TODAY + timedelta(days=1)).here == []


def test_undone_all_of_it_is_back(as_user: AsUser, practice, manager, left):
    assert undo_leaving(practice=practice, member_id=left.pk, by=manager)
    outbox.drain()
    assert "Dr Amara Osei" in overview(as_user(manager))
    assert "Overdue" in words(as_user(left.user).get("/").content.decode())
    assert plan(desk_of(practice), timezone.now()).planned
