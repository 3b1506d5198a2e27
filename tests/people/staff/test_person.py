from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from courses.operations.models import AuditEntry, Delivery
from courses.people.models import Leave, Membership, Team, User
from courses.people.staff import leaves
from courses.people.staff.leaves import LeaveOutcome
from courses.people.staff.queries import today_in
from courses.people.staff.services import Outcome, save_member

pytestmark = [pytest.mark.web, pytest.mark.django_db]
PLACE = {"job_role": "pharmacist", "team": "", "needs_training": "on"}


def url(member: Membership, name: str = "practice-person") -> str:
    return reverse(name, args=[member.practice.slug, member.pk])


def test_role_team_and_flags_are_stored_told_and_noted(as_user, manager, elm, amara):
    team = Team.objects.create(practice=elm, name="Morning")
    answer = as_user(manager).post(url(amara), {**PLACE, "team": team.pk, "is_manager": "on"}, follow=True)
    assert b"Saved." in answer.content
    amara.refresh_from_db()
    assert (amara.job_role, amara.team, amara.needs_training, amara.is_manager) == ("pharmacist", team, True, True)
    assert Delivery.objects.filter(event="membership.changed", ids={"membership_id": amara.pk}).exists()
    entry = AuditEntry.objects.get(action="person.changed")
    assert (entry.actor, entry.subject, entry.practice_id) == (manager, "Dr Amara Osei", elm.pk)
    assert entry.detail == {"member": amara.pk, "job_role": "pharmacist", "team_id": team.pk, "is_manager": True}


def test_saving_what_is_stored_already_tells_nobody(as_user, manager, elm, amara):
    client = as_user(manager)
    client.post(url(amara), PLACE)
    told = Delivery.objects.count()
    client.post(url(amara), PLACE)
    assert Delivery.objects.count() == told
    assert AuditEntry.objects.filter(action="person.changed").count() == 1


def test_the_last_manager_stays_one_and_is_told_why(as_user, manager, elm, sam):
    page = as_user(manager).post(url(sam), PLACE).content.decode()
    assert page.count("Sam Lee is the only manager.") == 2
    assert 'href="#id_is_manager"' in page
    sam.refresh_from_db()
    assert sam.is_manager


def test_a_manager_who_can_no_longer_sign_in_does_not_count(manager, clinician, elm, sam, amara):
    Membership.objects.filter(pk=amara.pk).update(is_manager=True)
    clinician.is_active = False
    clinician.save()
    values = {"job_role": "", "team_id": None, "needs_training": True, "is_manager": False}
    assert save_member(practice=elm, member_id=sam.pk, by=manager, **values) is Outcome.LAST_MANAGER


def test_two_managers_who_take_each_other_away_leave_one(manager, clinician, elm, sam, amara):
    Membership.objects.filter(pk=amara.pk).update(is_manager=True)
    values = {"job_role": "", "team_id": None, "needs_training": True, "is_manager": False}
    first = save_member(practice=elm, member_id=sam.pk, by=clinician, **values)
    second = save_member(practice=elm, member_id=amara.pk, by=manager, **values)
    assert (first, second) == (Outcome.DONE, Outcome.LAST_MANAGER)


def test_who_stops_managing_is_led_away_from_pages_they_see_no_more(as_user, manager, elm, sam, amara):
    Membership.objects.filter(pk=amara.pk).update(is_manager=True)
    assert as_user(manager).post(url(sam), PLACE)["Location"] == reverse("today")


def test_a_team_of_another_practice_cannot_be_chosen(as_user, manager, stranger, elm, amara):
    foreign = Team.objects.create(practice=Membership.objects.get(user=stranger).practice, name="Theirs")
    page = as_user(manager).post(url(amara), {**PLACE, "team": foreign.pk})
    assert page.status_code == 200
    assert b"There is a problem" in page.content
    values = {"job_role": "gp", "needs_training": True, "is_manager": False}
    assert save_member(practice=elm, member_id=amara.pk, by=manager, team_id=foreign.pk, **values) is Outcome.NO_TEAM
    amara.refresh_from_db()
    assert amara.team is None


def test_somebody_who_left_in_another_tab_is_not_changed(as_user, manager, elm, amara):
    Membership.objects.filter(pk=amara.pk).update(ended=today_in(elm))
    page = as_user(manager).post(url(amara), {**PLACE, "is_manager": "on"})
    assert b"has left this practice. Nothing was changed." in page.content
    amara.refresh_from_db()
    assert not amara.is_manager


def test_leave_is_noted_with_both_days(as_user, manager, elm, amara):
    day = today_in(elm)
    answer = as_user(manager).post(
        url(amara, "practice-leave"),
        {"started": day.isoformat(), "until": (day + timedelta(days=9)).isoformat()},
        follow=True,
    )
    assert b"The leave is noted." in answer.content
    assert b"away now" in answer.content
    leave = Leave.objects.get()
    assert (leave.membership, leave.started, leave.until, leave.by) == (amara, day, day + timedelta(days=9), manager)
    assert Delivery.objects.filter(event="membership.changed").values("key").distinct().count() == 1
    assert AuditEntry.objects.get(action="leave.noted").detail["until"] == (day + timedelta(days=9)).isoformat()


def test_a_leave_pressed_twice_is_noted_once_and_said(as_user, manager, elm, amara):
    client = as_user(manager)
    first = client.post(url(amara, "practice-leave"), {"started": "2026-03-01"})
    second = client.post(url(amara, "practice-leave"), {"started": "2026-03-01"})
    assert (first.status_code, second.status_code) == (302, 200)
    assert b"touch another leave" in second.content
    assert Leave.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"started": "2026-03-09", "until": "2026-03-08"}, "must not lie before the first"),
        ({"started": ""}, "Choose the first day away."),
        ({"started": "soon"}, "Write a day such as"),
        ({"started": "0000-00-00"}, "Write a day such as"),
        ({"started": "2026-03-09", "until": "9999-12-31"}, "more than ten years away"),
        ({"started": "0001-01-01"}, "more than ten years away"),
    ],
)
def test_days_that_cannot_be_are_said_with_a_link(as_user, manager, elm, amara, days, words):
    page = as_user(manager).post(url(amara, "practice-leave"), days).content.decode()
    assert page.count(words) == 2
    assert not Leave.objects.exists()


def test_reloading_a_refused_leave_by_its_address_leads_back_to_the_person(as_user, manager, stranger, elm, amara):
    reply = as_user(manager).get(url(amara, "practice-leave"))
    assert (reply.status_code, reply.url) == (302, url(amara))
    assert as_user(stranger).get(url(amara, "practice-leave")).status_code == 404


def test_a_leave_is_cut_short_made_longer_and_taken_back(manager, elm, amara):
    common = {"practice": elm, "member_id": amara.pk, "by": manager}
    leaves.add_leave(started=date(2026, 3, 1), until=None, **common)
    leave = Leave.objects.get()
    common["leave_id"] = leave.pk
    assert leaves.end_leave(until=date(2026, 3, 20), **common) is LeaveOutcome.DONE
    assert leaves.end_leave(until=date(2026, 4, 2), **common) is LeaveOutcome.DONE
    leave.refresh_from_db()
    assert leave.until == date(2026, 4, 2)
    assert leaves.end_leave(until=date(2026, 2, 28), **common) is LeaveOutcome.BEFORE_START
    assert leaves.withdraw_leave(**common) is LeaveOutcome.DONE
    assert leaves.withdraw_leave(**common) is LeaveOutcome.GONE
    leave.refresh_from_db()
    assert leave.withdrawn_at is not None
    assert AuditEntry.objects.filter(action="leave.withdrawn").count() == 1


def test_a_leave_does_not_run_into_the_next(manager, elm, amara):
    common = {"practice": elm, "member_id": amara.pk, "by": manager}
    leaves.add_leave(started=date(2026, 3, 1), until=date(2026, 3, 9), **common)
    first = Leave.objects.get()
    assert leaves.add_leave(started=date(2026, 3, 10), until=None, **common) is LeaveOutcome.DONE
    assert leaves.end_leave(leave_id=first.pk, until=date(2026, 3, 10), **common) is LeaveOutcome.OVERLAPS
    assert leaves.add_leave(started=date(2027, 1, 1), until=None, **common) is LeaveOutcome.OVERLAPS


def test_a_leave_of_somebody_else_cannot_be_touched(as_user, manager, elm, amara, sam):
    leave = Leave.objects.create(membership=sam, started=date(2026, 3, 1))
    client = as_user(manager)
    for data in ({"withdraw": leave.pk}, {"end": leave.pk, "until": "2026-03-05"}, {"withdraw": "x"}):
        answer = client.post(url(amara, "practice-leave"), data, follow=True)
        assert b"Nothing was done." in answer.content
    leave.refresh_from_db()
    assert (leave.until, leave.withdrawn_at) == (None, None)


def test_the_forms_of_each_leave_have_ids_of_their_own(as_user, manager, elm, amara):
    one = Leave.objects.create(membership=amara, started=date(2026, 3, 1), until=date(2026, 3, 2))
    two = Leave.objects.create(membership=amara, started=date(2026, 5, 1), until=date(2026, 5, 2))
    page = as_user(manager).get(url(amara)).content.decode()
    for identity in ("id_until", f"end{one.pk}_until", f"end{two.pk}_until"):
        assert page.count(f'id="{identity}"') == 1
    faulty = as_user(manager).post(url(amara, "practice-leave"), {"end": two.pk, "until": ""}).content.decode()
    assert f'href="#end{two.pk}_until"' in faulty


def test_only_staff_without_an_email_are_led_to_a_printed_code(as_user, manager, elm, amara):
    client = as_user(manager)
    page = client.get(url(amara)).content.decode()
    assert "Their courses and exemptions" in page
    assert "Printed code" not in page
    User.objects.filter(pk=amara.user_id).update(email=None, user_name="amara.osei")
    page = client.get(url(amara)).content.decode()
    assert reverse("practice-code", args=[elm.slug, amara.pk]) in page
    assert "amara.osei" in page


def test_the_page_costs_the_same_whatever_lies_behind_it(queries, elm, amara, add):
    Leave.objects.create(membership=amara, started=date(2026, 3, 1), until=date(2026, 3, 2))
    few = queries(url(amara))
    for number in range(20):
        add(f"Person {number}")
        Leave.objects.create(membership=amara, started=date(2025, 1, number + 1), until=date(2025, 1, number + 1))
    assert queries(url(amara)) == few
